"""What several pictures draw: level curves, a surface, a wireframe patch, double arrows."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from mpl_toolkits.mplot3d.art3d import Line3D, Poly3DCollection
from mpl_toolkits.mplot3d.axes3d import Axes3D

from hesskit.maths.surfaces import Surface
from hesskit.stage import Theme

Array = npt.NDArray[np.float64]
Box = tuple[tuple[float, float], tuple[float, float]]


@lru_cache(maxsize=32)
def grid_of(surface: Surface, box: Box, count: int) -> tuple[Array, Array, Array]:
    """Sample a surface of two variables on a count × count grid over a box: x (count,), y (count,), z (count, count).

    z[j, i] is f(x[i], y[j]), NaN where f is not real; the arrays are shared, so they are read-only.
    """
    x, y = (np.linspace(low, high, count) for low, high in box)
    z = np.asarray(surface.value(np.stack(np.meshgrid(x, y), axis=-1)), float).copy()
    z[~np.isfinite(z)] = np.nan
    for array in (x, y, z):
        array.setflags(write=False)
    return x, y, z


@lru_cache(maxsize=32)
def blanks(surface: Surface, box: Box, count: int = 90) -> str:
    """Say where f is not real in a box: a sentence, or nothing when it is real all over (single places apart)."""
    x, y = (np.linspace(low, high, count) for low, high in box)
    missing = np.isnan(np.asarray(surface.value(np.stack(np.meshgrid(x, y), axis=-1)), float))
    if missing.all():
        return "f is not real anywhere in the box, which is left blank."
    whole = missing[1:, 1:] & missing[1:, :-1] & missing[:-1, 1:] & missing[:-1, :-1]
    return "f is not real in part of the box, which is left blank." if whole.any() else ""


def outside(point: Iterable[float], box: Box) -> bool:
    """Whether a point lies outside a box, and so outside the picture of it.

    >>> outside((0, 0), ((-1, 1), (0, 1))), outside((0, 2), ((-1, 1), (0, 1)))
    (False, True)
    """
    return any(not low <= each <= high for each, (low, high) in zip(point, box, strict=True))


def height_range(z: Array) -> tuple[float, float]:
    """Give the heights worth showing: all of them, or the middle 84 % where a pole would flatten the rest."""
    finite = z[np.isfinite(z)]
    if not finite.size:
        return -1.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    inner_low, inner_high = (float(value) for value in np.percentile(finite, (3, 97)))
    if high - low > 4 * (inner_high - inner_low) and inner_high > inner_low:
        low, high = (float(value) for value in np.percentile(finite, (8, 92)))
    if high - low < 1e-12 * max(1.0, abs(high)):
        low, high = low - 1, high + 1
    return low, high


def steep(z: Array, range_of_heights: float) -> npt.NDArray[np.bool_]:
    """Mark the places of a grid beside a jump, a pole or a cliff: its level curves would make one grey band.

    >>> steep(np.array([[0.0, 1.0, 9.0, 9.5]]), 10.0).tolist()
    [[False, True, True, False]]
    """
    marks = np.isnan(z)
    for axis in (0, 1):
        jumps = np.abs(np.diff(z, axis=axis)) > 0.5 * range_of_heights
        before, after = [(0, 0), (0, 0)], [(0, 0), (0, 0)]
        before[axis], after[axis] = (0, 1), (1, 0)
        marks |= np.pad(jumps, before) | np.pad(jumps, after)
    return marks


class Levels:
    """Filled level curves that can be redrawn for another surface."""

    def __init__(self, axes: Axes, theme: Theme) -> None:
        self.axes, self.theme = axes, theme
        self.sets: list[Any] = []

    def draw(self, surface: Surface, box: Box, count: int = 90) -> None:
        """Draw the level curves of a surface over a box."""
        for old in self.sets:
            old.remove()
        self.sets = []
        x, y, z = grid_of(surface, box, count)
        low, high = height_range(z)
        levels = np.linspace(low, high, 15)
        shown = np.ma.masked_invalid(z)
        if not shown.mask.all():
            common = {"levels": levels, "zorder": 0}
            near = np.ma.masked_where(steep(z, high - low), shown)
            fill = self.axes.contourf(
                x,
                y,
                shown,
                cmap=self.theme.colormap,
                alpha=0.45,
                extend="both",
                **common,  # type: ignore[arg-type]
            )
            lines = self.axes.contour(
                x,
                y,
                near,
                colors=self.theme.faint,
                linewidths=0.7,
                linestyles="solid",
                **common,  # type: ignore[arg-type]
            )
            self.sets = [fill, lines]
        self.axes.set(xlim=box[0], ylim=box[1])


class Mesh:
    """A surface over a box on 3-D axes, drawn from the quadrilaterals where it is real."""

    def __init__(self, axes: Axes3D, theme: Theme) -> None:
        self.axes, self.theme = axes, theme
        self.faces = Poly3DCollection([np.zeros((4, 3))], alpha=0.55, linewidths=0.2)
        axes.add_collection3d(self.faces)
        self.fine: tuple[Any, Any] | None = None
        self.coarse: tuple[Any, Any] | None = None
        self.low, self.high = -1.0, 1.0

    def draw(self, surface: Surface, box: Box, count: int = 41) -> None:
        """Draw a surface over a box and fit the axes to it."""
        x, y, z = grid_of(surface, box, count)
        self.low, self.high = height_range(z)
        self.fine, self.coarse = self._quads(x, y, z), self._quads(x[::3], y[::3], z[::3, ::3])
        self.axes.set(xlim=box[0], ylim=box[1], zlim=(self.low, self.high))
        self.coarsen(False)

    def coarsen(self, coarse: bool) -> None:
        """Show a ninth of the faces, or all."""
        chosen = self.coarse if coarse else self.fine
        if chosen is None:
            return
        vertices, colours = chosen
        self.faces.set_verts(vertices)
        self.faces.set_facecolor(colours)
        self.faces.set_edgecolor(colours)

    def _quads(self, x: Array, y: Array, z: Array) -> tuple[Array, Array]:
        margin = 0.02 * (self.high - self.low)
        inside = np.where((z >= self.low - margin) & (z <= self.high + margin), z, np.nan)
        cube = np.stack([*np.meshgrid(x, y), inside], axis=-1)
        quads = np.stack([cube[:-1, :-1], cube[:-1, 1:], cube[1:, 1:], cube[1:, :-1]], axis=2).reshape(
            -1, 4, 3
        )
        quads = quads[np.isfinite(quads).all(axis=(1, 2))]
        if not len(quads):
            return np.zeros((1, 4, 3)), np.zeros((1, 4))
        shade = Normalize(self.low, self.high)(quads[..., 2].mean(axis=1))
        return quads, colormaps[self.theme.colormap](shade)


def patch_lines(x: Array, y: Array, z: Array) -> tuple[Array, Array, Array]:
    """Thread the rows and columns of a grid on one line, broken by NaN: a wireframe as a single artist."""
    parts = (*np.meshgrid(x, y), z)
    rows = [np.pad(part, ((0, 0), (0, 1)), constant_values=np.nan).ravel() for part in parts]
    columns = [np.pad(part.T, ((0, 0), (0, 1)), constant_values=np.nan).ravel() for part in parts]
    joined = [np.concatenate(pair) for pair in zip(rows, columns, strict=True)]
    return joined[0], joined[1], joined[2]


def set_line(line: Line3D, x: Any, y: Any, z: Any) -> None:
    """Set the data of a 3-D line."""
    line.set_data_3d(np.atleast_1d(x), np.atleast_1d(y), np.atleast_1d(z))


def double_arrow(centre: Any, direction: Any, length: float, scale: Any = (1.0, 1.0)) -> tuple[Array, Array]:
    """Give the polyline of a double-headed arrow through `centre`: x and y.

    `scale` is what one unit of length means along x and along y, so that heads look alike on any box.
    """
    d = np.asarray(direction, float) / np.asarray(scale, float)
    d = length * d / (np.hypot(*d) or 1.0)
    across = np.array([-d[1], d[0]])
    pieces = []
    for sign in (1, -1):
        tip = sign * d
        back = tip * 0.82
        pieces += [tip, back + 0.1 * across, back - 0.1 * across, tip]
    shape = np.array([*pieces[:4], *pieces[4:]])
    points = np.asarray(centre, float) + shape * np.asarray(scale, float)
    return points[:, 0], points[:, 1]


def arrow(start: Any, direction: Any, length: float, scale: Any = (1.0, 1.0)) -> tuple[Array, Array]:
    """Give the polyline of a single arrow from `start`: x and y; a zero direction gives the start alone."""
    d = np.asarray(direction, float) / np.asarray(scale, float)
    size = float(np.hypot(*d))
    if not np.isfinite(size) or size == 0:
        return np.array([start[0], start[0]], float), np.array([start[1], start[1]], float)
    d = length * d / size
    across = np.array([-d[1], d[0]])
    shape = np.array([0 * d, d, 0.84 * d + 0.08 * across, d, 0.84 * d - 0.08 * across])
    points = np.asarray(start, float) + shape * np.asarray(scale, float)
    return points[:, 0], points[:, 1]

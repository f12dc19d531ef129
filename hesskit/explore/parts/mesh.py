"""A mesh on 3-D axes: opaque faces lit from one side, level curves on the floor, and lines that it hides.

Everything is measured in the box of the axes: its sides are 1 long, so that a height is as long as a width. The eye is
the place that the projection sends nowhere; what lies behind the surface is found by walking from it towards the eye.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib import colormaps
from matplotlib.artist import Artist
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from matplotlib.transforms import IdentityTransform
from mpl_toolkits.mplot3d.art3d import Line3D
from mpl_toolkits.mplot3d.axes3d import Axes3D
from mpl_toolkits.mplot3d.proj3d import proj_transform

from hesskit.explore.parts.drawing import Box, grid_of, height_range, level_lines, spaced
from hesskit.explore.parts.labels import number
from hesskit.maths.surfaces import Surface
from hesskit.stage import Theme, dress, projection

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Height = Callable[[Array, Array], Array]  # (…), (…) → (…): the surface above a place, NaN where there is none
LIGHT_FROM = np.array([-0.55, -0.35, 0.76])
SHADE, GLOW = (
    np.array([0.56, 0.6, 0.7]),
    1.1,
)  # of a face turned away from the light, and of one that faces it
FLOOR = 0.42  # how far the floor lies below the surface, as a share of its height
STRIDE = 8  # of the faces between two lines on the surface
COUNTS = (41, 81, 121)  # points a side: more where the surface is crooked
CROOKED = 0.04  # how far faces may miss the surface, as a share of its height
PACES = 34  # on the way to the eye
PACE = np.linspace(0, 1, PACES)[:, None]
TOUCHING = 0.012  # as near as this, a line lies on the surface
MOST = 3500  # points of level curves on the floor before they are thinned
DOTS: Any = (0, (1, 2.4))


def solid_axes(
    figure: Figure, place: Any, theme: Theme, title: str = "", view: tuple[float, float] = (30, -60),
    zoom: float = 1.0, **labels: str,
) -> Axes3D:  # fmt: skip
    """Make dressed 3-D axes that look from elevation and azimuth `view`, to which Reset takes them back."""
    elevation, azimuth = view
    axes = figure.add_axes(place, projection="3d", elev=elevation, azim=azimuth, computed_zorder=False)
    assert isinstance(axes, Axes3D)
    dress(axes, theme, title, **labels)
    axes.set_box_aspect(None, zoom=zoom)
    for axis, pad in ((axes.xaxis, 5), (axes.yaxis, 5), (axes.zaxis, -9)):
        axis.labelpad = pad
    axes.patch.set_visible(False)  # it would hide its neighbours' labels
    axes.zaxis.set_major_formatter(FuncFormatter(lambda value, _place: number(value)))
    return axes


def eye_of(axes: Axes3D) -> Array:
    """Give the place (3,) from which axes are seen, in data coordinates.

    >>> from matplotlib.figure import Figure
    >>> axes = Figure().add_subplot(projection="3d", elev=90, azim=-90)
    >>> axes.set(xlim=(-1, 1), ylim=(-1, 1), zlim=(-1, 1)) and None
    >>> bool(eye_of(axes)[2] > 10), abs(eye_of(axes)[:2]).round(6).tolist()
    (True, [0.0, 0.0])
    """
    return np.array(_eye(projection(axes).tobytes()))


@lru_cache(maxsize=32)
def _eye(matrix: bytes) -> tuple[float, float, float]:
    """Give the place from which a projection (4, 4) is seen; one that was asked for before is remembered."""
    # the projection divides by the last coordinate: the eye is where that and both places on the screen are zero
    homogeneous = np.linalg.svd(np.frombuffer(matrix).reshape(4, 4)[[0, 1, 3]])[2][-1]
    x, y, z = homogeneous[:3] / homogeneous[3]
    return float(x), float(y), float(z)


def behind(points: Array, eye: Array, low: Array, high: Array, height: Height) -> Mask:
    """Tell which of the points (m, 3) a surface hides: on the way to the eye its other side is met.

    `low` and `high` (3,) bound the box in which the surface is; what touches it is not hidden by the place it touches.

    >>> flat = lambda x, y: 0 * x
    >>> points = np.array([[0, 0, -0.5], [0, 0, 0.0], [0, 0, 0.5]])
    >>> behind(points, np.array([0, -5, 5.0]), np.full(3, -1.0), np.full(3, 1.0), flat).tolist()
    [True, False, False]
    """
    spans = high - low
    start, ahead = ((points - low) / spans).T, ((eye - points) / spans).T
    with np.errstate(divide="ignore", invalid="ignore"):
        leave = np.where(ahead > 0, (1 - start) / ahead, np.where(ahead < 0, -start / ahead, np.inf))
        far = np.minimum(np.maximum(leave.min(axis=0), 0), 1)
        shares = PACE * far  # (paces, m)
        x, y, z = (first + shares * each for first, each in zip(start, ahead, strict=True))
        gap = z - (height(low[0] + spans[0] * x, low[1] + spans[1] * y) - low[2]) / spans[2]
        side = np.where(np.isnan(gap), np.nan, np.where(abs(gap) <= TOUCHING, 0, np.sign(gap)))
    # on which side it was last: no surface, nothing to be behind
    paces = np.arange(PACES)[:, None]
    last = np.maximum.accumulate(np.where(side == 0, 0, paces), axis=0)
    met = np.nan_to_num(np.take_along_axis(side, last, axis=0))
    return (met[1:] * met[:-1] < 0).any(axis=0) & np.isfinite(points).all(axis=1)


def tints(theme: Theme, shares: Any) -> Array:
    """Give the colours (…, 3) of heights from 0 to 1: those of filled level curves, which let half the paper through.

    >>> from hesskit.stage import LIGHT
    >>> tints(LIGHT, [0.0, 1.0]).round(2).tolist()
    [[0.63, 0.5, 0.66], [1.0, 0.95, 0.57]]
    """
    return np.asarray(0.5 * colormaps[theme.colormap](shares)[..., :3] + 0.5 * np.array(to_rgb(theme.paper)))


def lit(colours: Array, slopes: Array) -> Array:
    """Light colours (…, 3) of a surface with these slopes (…, 2), measured in the box of the axes."""
    normal = np.concatenate([-slopes, np.ones((*slopes.shape[:-1], 1))], axis=-1)
    facing = np.clip(normal @ LIGHT_FROM / np.linalg.norm(normal, axis=-1), 0, 1)
    shade = SHADE + (GLOW - SHADE) * np.where(np.isnan(facing), 0.8, facing)[..., None]
    return np.asarray(np.where(shade <= 1, colours * shade, 1 - (1 - colours) * (2 - shade)))


def quads_of(grid: Array) -> Array:
    """Give the quadrilaterals (faces, 4, k) of a grid (rows, columns, k)."""
    corners = (grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1])
    return np.stack(corners, axis=2).reshape(-1, 4, grid.shape[-1])


@lru_cache(maxsize=32)
def fine_count(surface: Surface, box: Box) -> int:
    """Choose how many points a side a mesh needs for straight lines between them to follow the surface."""
    for count in COUNTS[:-1]:
        z = grid_of(surface, box, 2 * count - 1)[2]
        low, high = height_range(z)
        middles = (
            z[::2, 1:-1:2] - (z[::2, :-2:2] + z[::2, 2::2]) / 2,
            z[1:-1:2, ::2] - (z[:-2:2, ::2] + z[2::2, ::2]) / 2,
        )
        bent = np.abs(np.concatenate([part.ravel() for part in middles]))
        bent = bent[np.isfinite(bent)]
        if not bent.size or np.quantile(bent, 0.9) <= CROOKED * (high - low):
            return count
    return COUNTS[-1]


class Faces(Artist):
    """Opaque quadrilaterals of a height field with a colour at each corner: the farthest is painted first."""

    def __init__(self, axes: Axes3D, zorder: float = 4) -> None:
        super().__init__()
        self.set_zorder(zorder)
        self.corners, self.colours = np.zeros((0, 4, 3)), np.zeros((0, 4, 3))
        axes.add_artist(self)

    def set_faces(self, corners: Array, colours: Array) -> None:
        """Take other corners (faces, 4, 3) and their colours (faces, 4, 3)."""
        self.corners, self.colours, self.stale = corners, colours, True

    def draw(self, renderer: Any) -> None:
        """Paint them: two triangles a face, or whole faces where the renderer takes those."""
        if not self.get_visible() or not len(self.corners):
            return
        axes: Any = self.axes
        x, y, _depth = proj_transform(*self.corners.reshape(-1, 3).T, projection(axes))
        places = axes.transData.transform(np.column_stack([x, y])).reshape(-1, 4, 2)
        # of a height field, what stands nearer to the eye on the ground is in front
        wide, deep = np.ptp(axes.get_xlim()), np.ptp(axes.get_ylim())
        away = (self.corners.mean(axis=1) - eye_of(axes))[:, :2] / (wide, deep)
        order = np.argsort(-np.hypot(*away.T))
        places, colours = places[order], self.colours[order]
        if hasattr(renderer, "draw_mesh"):
            renderer.draw_mesh(places, colours.mean(axis=1))
            return
        context = renderer.new_gc()
        halves = [[0, 1, 2], [0, 2, 3]]
        opaque = np.concatenate([colours, np.ones((*colours.shape[:2], 1))], axis=-1)
        renderer.draw_gouraud_triangles(
            context,
            places[:, halves].reshape(-1, 3, 2),
            opaque[:, halves].reshape(-1, 3, 4),
            IdentityTransform(),
        )
        context.restore()


class OccludedLine(Line3D):
    """A line or marks in space; what a surface hides of it is dotted and pale, or left out.

    Parameters
    ----------
    axes : Axes3D
    surface : object
        Has `hides(points)`: which of the points (m, 3) it hides from the eye.
    ghost : float
        How opaque the hidden part is.
    **look
        As of any line.
    """

    def __init__(self, axes: Axes3D, surface: Any, ghost: float = 0.55, **look: Any) -> None:
        super().__init__([], [], [], **look)
        self.surface, self.ghost = surface, ghost
        axes.add_artist(self)

    def set_linestyle(self, ls: Any) -> None:
        """Remember the dash as it was given: matplotlib only knows that it is one."""
        self.dash = ls
        super().set_linestyle(ls)

    def draw(self, renderer: Any) -> None:
        """Draw what is seen as it is, what is hidden as a ghost."""
        whole = np.array(self.get_data_3d(), float).reshape(3, -1)
        hidden = self.surface.hides(whole.T)
        self._draw_part(renderer, whole, ~hidden)
        if self.ghost and hidden.any():
            near = hidden | np.roll(hidden, 1) | np.roll(hidden, -1)  # up to where it comes out
            alpha, dash, width = self.get_alpha(), self.dash, self.get_linewidth()
            self.set_alpha(self.ghost)
            self.set_linestyle(DOTS if self.get_linestyle() != "None" else "None")
            self.set_linewidth(0.8 * width)
            self._draw_part(renderer, whole, near if len(hidden) > 1 else hidden)
            self.set_alpha(alpha)
            self.set_linestyle(dash)
            self.set_linewidth(width)

    def _draw_part(self, renderer: Any, whole: Array, kept: Mask) -> None:
        """Draw the points (3, m) that are kept; a renderer that takes lines is given their places on the picture."""
        if not kept.any():
            return
        part = np.where(kept, whole, np.nan)
        if hasattr(renderer, "draw_line"):
            places = proj_transform(*part, self.axes.M)[:2]
            renderer.draw_line(self, np.column_stack(places))
            return
        self.set_data_3d(*part)
        super().draw(renderer)
        self.set_data_3d(*whole)


class Mesh:
    """A surface over a box on 3-D axes: its faces where it is real, a few lines on it, its level curves below it."""

    def __init__(self, axes: Axes3D, theme: Theme) -> None:
        self.axes, self.theme = axes, theme
        self.faces = Faces(axes)
        look: dict[str, Any] = {"color": theme.faint, "zorder": 1.5}
        (self.floor,) = axes.plot([], [], [], lw=0.8, **look)
        (self.zero,) = axes.plot([], [], [], lw=1.6, **look)
        self.lines = OccludedLine(axes, self, ghost=0, color=theme.ink, alpha=0.35, lw=0.6, zorder=5)
        self.grid = (np.arange(2.0), np.arange(2.0), np.full((2, 2), np.nan))
        self.low, self.high = -1.0, 1.0

    def draw(self, surface: Surface, box: Box, heights: tuple[float, float] | None = None) -> None:
        """Draw a surface over a box and fit the axes to it, or to the heights that are asked for."""
        x, y, z = grid_of(surface, box, fine_count(surface, box))
        self.low, self.high = height_range(z) if heights is None else heights
        tall = self.high - self.low
        bottom = self.low - FLOOR * tall
        self.axes.set(xlim=box[0], ylim=box[1], zlim=(bottom, self.high))
        inside = np.where((z >= self.low - 0.02 * tall) & (z <= self.high + 0.02 * tall), z, np.nan)
        self.grid = (x, y, inside)
        levels = spaced(z)
        colours = self._colours(np.clip(z, self.low, self.high), levels)
        self.faces.set_faces(*self._faces(x, y, z, colours))
        self._place_lines(x, y, inside)
        crossed = level_lines(x, y, z, levels)
        if len(crossed) > MOST:
            crossed = level_lines(x, y, z, levels[len(levels) // 2 :: 6])
        at_zero = level_lines(x, y, z, [0.0] if self.low < 0 < self.high else [])
        for line, places in ((self.floor, crossed), (self.zero, at_zero)):
            line.set_data_3d(*places.T, np.full(len(places), bottom))

    def within(self, z: Array) -> Array:
        """Leave out heights beyond the box, but for a little above."""
        tall = self.high - self.low
        return np.where((z > self.low - FLOOR * tall) & (z < self.high + 0.15 * tall), z, np.nan)

    def hides(self, points: Array) -> Mask:
        """Tell which of the points (m, 3) lie behind the surface."""
        low, high = np.array(self.axes.get_w_lims()).reshape(3, 2).T
        return behind(points, eye_of(self.axes), low, high, self._height)

    def _height(self, x: Array, y: Array) -> Array:
        """Give the height of the faces above places, between the corners of the grid."""
        columns, rows, z = self.grid
        i, j = (  # a place that is not a number stands for the first: its height is not asked for
            np.fmin(
                np.fmax((place - line[0]) / (line[-1] - line[0]) * (len(line) - 1), 0.0), len(line) - 1 - 1e-9
            )
            for place, line in ((x, columns), (y, rows))
        )
        a, b = i.astype(int), j.astype(int)
        s, t = i - a, j - b
        flat, wide = z.ravel(), z.shape[1]
        first = b * wide + a
        low = flat[first] * (1 - s) + flat[first + 1] * s
        high = flat[first + wide] * (1 - s) + flat[first + wide + 1] * s
        return np.asarray(low * (1 - t) + high * t)

    def _colours(self, z: Array, levels: Array) -> Array:
        shares = np.interp(z, levels, np.linspace(0, 1, len(levels)))
        tall = (1 + FLOOR) * (self.high - self.low)
        count = len(z)
        slopes = np.stack([np.gradient(z, axis=1), np.gradient(z, axis=0)], axis=-1) * (count - 1) / tall
        return lit(tints(self.theme, np.nan_to_num(shares)), slopes)

    def _faces(self, x: Array, y: Array, z: Array, colours: Array) -> tuple[Array, Array]:
        """Make faces where f is real; one that leaves the box is cut at its border, one across a pole left out."""
        corners = quads_of(np.stack([*np.meshgrid(x, y), z], axis=-1))
        above, below = corners[..., 2] > self.high, corners[..., 2] < self.low
        whole = (
            np.isfinite(corners).all(axis=(1, 2))
            & ~(above | below).all(axis=1)
            & ~(above.any(axis=1) & below.any(axis=1))
        )
        corners[..., 2] = np.clip(corners[..., 2], self.low, self.high)
        return corners[whole], quads_of(colours)[whole]

    def _place_lines(self, x: Array, y: Array, z: Array) -> None:
        """Lay a few lines of the grid on the surface."""
        some = slice(None, None, STRIDE * (len(x) - 1) // 40)
        wide, tall = np.meshgrid(x, y)
        rows = np.stack([wide, tall, z], axis=-1)[some]
        columns = np.stack([wide, tall, z], axis=-1)[:, some].swapaxes(0, 1)
        threads = np.concatenate([rows, columns])
        gaps = np.full((len(threads), 1, 3), np.nan)
        self.lines.set_data_3d(*np.concatenate([threads, gaps], axis=1).reshape(-1, 3).T)


SPOKES, RINGS = 32, 5
TURN = np.linspace(0, 2 * np.pi, SPOKES + 1)
DISC = np.linspace(0, 1, RINGS + 1) * np.exp(1j * TURN)[:, None]
DISC_OWN = np.stack([DISC.real, DISC.imag], axis=-1)  # (spokes + 1, rings + 1, 2)


class FormSurface:
    """The quadratic form ½ dᵀHd over the unit disc, which moves: faces along its eigen-directions, a ridge on each."""

    def __init__(self, axes: Axes3D, theme: Theme) -> None:
        self.axes, self.theme = axes, theme
        self.faces = Faces(axes)
        self.ridges = [OccludedLine(axes, self, lw=2.4, zorder=9) for _ in range(2)]
        self.eigenvalues, self.directions = np.zeros(2), np.eye(2)

    @property
    def artists(self) -> list[Artist]:
        """All that moves."""
        return [self.faces, *self.ridges]

    def show(self, eigenvalues: Any, directions: Array) -> None:
        """Show the form with these eigenvalues (2,) along these directions (2, 2), in columns."""
        self.eigenvalues, self.directions = np.asarray(eigenvalues, float), directions
        tall = self.axes.get_zlim()[1]
        places = DISC_OWN @ directions.T
        z = DISC_OWN**2 @ self.eigenvalues / 2
        colours = lit(
            tints(self.theme, 0.5 + z / (2 * tall)), (DISC_OWN * self.eigenvalues) @ directions.T / tall
        )
        self.faces.set_faces(quads_of(np.concatenate([places, z[..., None]], axis=-1)), quads_of(colours))
        along = np.linspace(-1, 1, 21)
        for ridge, value, direction in zip(self.ridges, self.eigenvalues, directions.T, strict=True):
            ridge.set_data_3d(along * direction[0], along * direction[1], 0.5 * value * along**2)

    def hides(self, points: Array) -> Mask:
        """Tell which of the points (m, 3) lie behind the form."""
        low, high = np.array(self.axes.get_w_lims()).reshape(3, 2).T
        return behind(points, eye_of(self.axes), low, high, self._height)

    def _height(self, x: Array, y: Array) -> Array:
        own = np.stack([x, y], axis=-1) @ self.directions
        return np.where(np.sum(own**2, axis=-1) <= 1, own**2 @ self.eigenvalues / 2, np.nan)

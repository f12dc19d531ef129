"""What several pictures draw: level curves, a wireframe patch, double arrows, the dot that is held."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import contourpy
import numpy as np
import numpy.typing as npt
import sympy
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator
from mpl_toolkits.mplot3d.art3d import Line3D

from hesskit.explore.parts.colours import colour
from hesskit.explore.parts.labels import number
from hesskit.explore.parts.zero_lines import zero_lines
from hesskit.maths.surfaces import Surface
from hesskit.stage import Theme

Array = npt.NDArray[np.float64]
Box = tuple[tuple[float, float], tuple[float, float]]
GAP = np.full((1, 2), np.nan)


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


def starts_in(box: Box, count: int = 1, own: Any = None) -> list[tuple[float, float]]:
    """Choose where points start in a box, at few digits: off its middle, or at a start of its own; two lie apart.

    >>> starts_in(((1, 5), (1, 5)))
    [(3.6, 3.4)]
    >>> starts_in(((1, 5), (1, 5)), 2)
    [(3.6, 3.4), (2.4, 2.6)]
    """
    if own is not None and count == 1:
        return [own]
    low, high = np.array(box, float).T
    middle = (low + high) / 2 if own is None else np.array(own)
    places = [max(0, 1 - int(np.floor(np.log10(span)))) for span in high - low]
    found = [middle + (-1) ** k * (high - low) * (0.15, 0.1) for k in range(count)]
    return [(round(float(x), places[0]), round(float(y), places[1])) for x, y in found]


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


# the shares of the picture below each level: closer together where f is low, so that a narrow valley is seen
SHARES = np.array([0.0, 0.004, 0.015, 0.035, 0.07, 0.12, 0.18, 0.25, 0.33, 0.42, 0.52, 0.63, 0.75, 0.88, 1.0])
# beside levels that are evenly spaced
FEWER = np.array([0.0, 0.012, 0.04, 0.1, 0.2, 0.34, 0.52, 0.72, 0.9, 1.0])
CROWDED = 0.39  # of the picture between two evenly spaced levels: then they do not show the surface


def spaced(z: Array, shared: bool = False) -> Array:
    """Choose some 15 levels: round numbers, and quantiles too where most of the picture lies between two of them.

    The quantiles are closest where the picture is crowded: in the valleys, or on the heights; `shared` asks for them
    alone.

    >>> spaced(np.linspace(0, 14, 900).reshape(30, 30)).tolist()[:4]
    [0.0, 1.0, 2.0, 3.0]
    """
    finite = z[np.isfinite(z)]
    low, high = height_range(z)
    even = np.asarray(MaxNLocator(15, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high))
    even = even[(even >= low) & (even <= high)]
    if not finite.size:
        return even
    counts = np.bincount(np.digitize(finite, even), minlength=len(even) + 1)
    if not shared and counts.max() <= CROWDED * finite.size:
        return even
    above = bool(np.median(finite) > (low + high) / 2)
    shares = SHARES if shared else 1 - FEWER[::-1] if above else FEWER
    quantiles = np.quantile(finite, shares)
    digits = 1 - np.floor(np.log10(np.maximum(np.abs(quantiles), 1e-12 * (high - low)))).astype(int)
    levels = np.unique(
        [round(float(one), int(places)) for one, places in zip(quantiles, digits, strict=True)]
    )
    if shared:
        return levels if len(levels) > 2 else even
    return np.union1d(levels, even[1:-1:2])


LABELS = 5  # level curves that say their value, at most
NEARLY = 0.005  # of the range of heights
APART = 0.17  # of the picture between two of them; half of it to the border


class Levels:
    """Filled level curves that can be redrawn for another surface; some say their value, and f = 0 is bold.

    Parameters
    ----------
    axes : Axes
    theme : Theme
    shared : bool
        Whether the levels always share the picture evenly, as paths that go down want them to.
    """

    def __init__(self, axes: Axes, theme: Theme, shared: bool = False) -> None:
        self.axes, self.theme, self.shared = axes, theme, shared
        self.surface: Surface | None = None
        self.sets: list[Any] = []
        self.values: list[Any] = []
        (self.zero,) = axes.plot([], [], color=theme.faint, lw=1.8, zorder=0.5)

    def draw(self, surface: Surface, box: Box, count: int = 90) -> None:
        """Draw the level curves of a surface over a box."""
        for old in (*self.sets, *self.values):
            old.remove()
        self.sets, self.values, self.surface = [], [], surface
        x, y, z = grid_of(surface, box, count)
        low, high = height_range(z)
        shown = np.ma.masked_invalid(z)
        self.zero.set_data(*(where_zero(surface, box) if low < 0 < high else GAP).T)
        self.axes.set(xlim=box[0], ylim=box[1])
        if not shown.mask.all():
            levels = spaced(z, self.shared)
            if low < 0 < high:  # what is almost zero is drawn as the zero line
                levels = np.unique(np.where(abs(levels) <= NEARLY * (high - low), 0.0, levels))
            # lines that meet at a saddle must not leave a gap one sees
            finer = grid_of(surface, box, 2 * count)
            near = np.ma.masked_where(steep(finer[2], high - low), finer[2])
            colours = colormaps[self.theme.colormap](np.linspace(0, 1, len(levels) + 1))
            self.sets = [
                self.axes.contourf(
                    x, y, shown, levels=levels, colors=list(colours), alpha=0.5, extend="both", zorder=0
                ),
                self.axes.contour(
                    *finer[:2], near, levels=levels[(levels != 0) | (low >= 0) | (high <= 0)], colors=self.theme.faint,
                    linewidths=0.7, linestyles="solid", zorder=0,
                ),
            ]  # fmt: skip
            self._say_values()

    def said(self, x: float, y: float) -> str:
        """Say the value at a place, for the pointer."""
        if self.surface is None:
            return ""
        with np.errstate(all="ignore"):
            return f"f = {number(self.surface.value((x, y)))}"

    def _say_values(self) -> None:
        """Write the value of some level curves on their longest pieces, off one another and off the border."""
        contour = self.sets[1]
        box = np.array([self.axes.get_xlim(), self.axes.get_ylim()])
        low, spans = box[:, 0], np.ptp(box, axis=1)
        taken: list[Array] = []
        for level, pieces in spread_first(list(zip(contour.levels, contour.allsegs, strict=True))):
            longest = max(pieces, key=len, default=())
            if len(taken) == LABELS or not len(longest):
                continue
            shares = (longest - low) / spans
            to_border = 0.5 - np.abs(shares - 0.5).max(axis=1)
            room = np.min([2 * to_border, *(np.hypot(*(shares - other).T) for other in taken)], axis=0)
            place = shares[int(np.argmax(room))]
            if room.max() >= APART:
                taken.append(place)
                self.values.append(self._value(low + spans * place, level))

    def _value(self, place: Array, level: float) -> Any:
        x, y = (float(one) for one in place)
        return self.axes.text(
            x, y, number(level), fontsize=9, ha="center", va="center", color=self.theme.ink, alpha=0.85, zorder=0.8,
            bbox={"fc": self.theme.paper, "ec": "none", "alpha": 0.55, "pad": 0.8}, clip_on=True,
        )  # fmt: skip


def form_said(matrix: Any, x: float, y: float) -> str:
    """Say the quadratic form of a matrix at a place, for the pointer.

    >>> form_said([[2, 0], [0, -2]], 1, 0)
    '½ dᵀHd = 1'
    """
    d = np.array([x, y])
    return f"½ dᵀHd = {number(0.5 * d @ np.asarray(matrix) @ d)}"


def spread_first(things: list[Any]) -> list[Any]:
    """Order things so that the first few are spread over all of them.

    >>> spread_first([0, 1, 2, 3, 4])
    [2, 0, 4, 1, 3]
    """
    half = len(things) // 2
    order = [half, *(k for step in (4, 2, 1) for k in range(half % step, len(things), step))]
    return [things[k] for k in dict.fromkeys(order)]


@lru_cache(maxsize=32)
def where_zero(surface: Surface, box: Box) -> Array:
    """Give the level curve f = 0 in a box as one line (m, 2), broken by NaN.

    A product is zero where a factor is: each is drawn by itself, so that lines which cross are drawn crossing.
    """
    exact = zero_lines(surface, box)
    if exact is not None:
        return exact
    pieces = []
    for factor in sympy.Mul.make_args(surface.expr):
        base = factor.base if isinstance(factor, sympy.Pow) and factor.exp.is_positive else factor
        if base == surface.expr or not base.free_symbols:
            continue
        pieces.append(level_curve(Surface(base, [str(one) for one in surface.variables]), box, 0.0))
    return np.concatenate(pieces) if pieces else level_curve(surface, box, 0.0)


LONGEST = 3  # a box longer than this, against its width, is not drawn to one scale


def one_scale(axes: Axes, box: Box) -> Array:
    """Draw x and y to one scale, unless the box is too long for it; give what a length of 1 is along each (2,).

    Only so is a circle round, and are eigen-directions seen to be perpendicular.
    """
    spans = np.array([high - low for low, high in box])
    alike = bool(spans.max() <= LONGEST * spans.min())
    axes.set_aspect("equal" if alike else "auto")
    return np.full(2, spans.max()) if alike else spans


# lines each way of a patch, and points on each: where one goes behind a surface, it is cut
THREADS, KNOTS = 7, 19


def patch_lines(centre: Any, half: Any, height: Callable[[Array], Array]) -> tuple[Array, Array, Array]:
    """Thread a few lines each way over a patch on one line, broken by NaN: a wireframe as a single artist.

    `half` (2,) is half of its sides; `height` takes places (m, 2).

    >>> x, y, z = patch_lines((0, 0), (1, 1), lambda places: places[:, 0])
    >>> len(x), float(x[0]), float(y[0]), bool(np.isnan(x[KNOTS]))
    (280, -1.0, -1.0, True)
    """
    along, across = np.linspace(-1, 1, KNOTS), np.linspace(-1, 1, THREADS)
    rows = np.stack(np.meshgrid(along, across), axis=-1)
    threads = np.concatenate([rows, rows[..., ::-1]])  # (lines, points, 2)
    places = np.pad(threads, ((0, 0), (0, 1), (0, 0)), constant_values=np.nan).reshape(-1, 2)
    places = np.asarray(centre, float) + places * np.asarray(half, float)
    return places[:, 0], places[:, 1], np.where(np.isnan(places[:, 0]), np.nan, height(places))


def set_line(line: Line3D, x: Any, y: Any, z: Any) -> None:
    """Set the data of a 3-D line."""
    line.set_data_3d(np.atleast_1d(x), np.atleast_1d(y), np.atleast_1d(z))


def held_dot(axes: Axes, theme: Theme, size: float = 9, **look: Any) -> Line2D:
    """Draw the dot that a learner holds, edged with paper so that it is seen on whatever it lies."""
    style: dict[str, Any] = {
        "color": theme.point,
        "ms": size,
        "mec": theme.paper,
        "mew": 1.5,
        "zorder": 5,
        **look,
    }
    return axes.plot([0], [0], "o", **style)[0]


def dashed_line(axes: Axes, theme: Theme, zorder: float, label: str = "") -> Line2D:
    """Draw the line of long dashes that is the same for all: one price, one multiplier, one bound."""
    style: dict[str, Any] = {"color": colour(theme, "gradient"), "lw": 1.8, "ls": (0, (6, 2))}
    return axes.plot([0, 0], [0, 0], zorder=zorder, label=label, **style)[0]


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


# Level curves that move: found anew for every frame, as polylines.

ZERO_GRID = 181  # points a side, where one level curve is all there is to find


def level_lines(x: Array, y: Array, z: Any, levels: Any) -> Array:
    """Find level curves on a grid and thread them on one line, broken by NaN: (m, 2); none gives one NaN pair.

    Examples
    --------
    >>> x = np.linspace(0, 1, 3)
    >>> level_lines(x, x, np.broadcast_to(x, (3, 3)), [0.25])[:, 0].tolist()
    [0.25, 0.25, 0.25, nan]
    """
    generator = contourpy.contour_generator(x, y, np.ma.masked_invalid(z))
    pieces: list[Any] = [
        part for level in levels for line in generator.lines(float(level)) for part in (line, GAP)
    ]
    return np.concatenate(pieces) if pieces else GAP


def still_fits(wanted: Any, shown: Any) -> bool:
    """Whether what is shown holds what is wanted and is not much larger: axes that jump at every move are not read.

    Examples
    --------
    >>> still_fits((0.1, 0.9), (0, 1)), still_fits((0.1, 0.9), (0, 2)), still_fits((0.1, 0.9), (0.2, 1))
    (True, False, False)
    """
    (low, high), (left, right) = np.array(wanted).T, np.array(shown).T
    return bool(np.all((left <= low) & (high <= right) & (right - left <= 1.5 * (high - low))))


def region(x: Array, y: Array, z: Any, size: float) -> Path:
    """Outline where |z| ≥ size on a grid, with holes: a path to fill."""
    generator = contourpy.contour_generator(x, y, np.ma.masked_invalid(z), fill_type="OuterCode")
    pairs = [
        pair
        for ends in ((size, np.inf), (-np.inf, -size))
        for pair in zip(*generator.filled(*ends), strict=True)
    ]
    return Path.make_compound_path(*(Path(*pair) for pair in pairs))


def level_curve(surface: Surface, box: Box, level: float) -> Array:
    """Find the level curve f = level in a box as one line broken by NaN: (m, 2).

    Between two sides of a pole or of a jump the grid shows a crossing where f never takes that level: each vertex is
    tried, and left out when f there is another.
    """
    if not np.isfinite(level):
        return GAP
    line = level_lines(*grid_of(surface, box, ZERO_GRID), [level])
    with np.errstate(invalid="ignore"):
        honest = np.abs(surface.value(line) - level) <= 0.02 * max(
            _tall(surface, box), abs(level - _middle(surface, box))
        )
    return np.where(honest[:, None], line, np.nan)


@lru_cache(maxsize=32)
def _tall(surface: Surface, box: Box) -> float:
    low, high = height_range(grid_of(surface, box, ZERO_GRID)[2])
    return high - low


@lru_cache(maxsize=32)
def _middle(surface: Surface, box: Box) -> float:
    z = grid_of(surface, box, ZERO_GRID)[2]
    finite = z[np.isfinite(z)]
    return float(np.median(finite)) if finite.size else 0.0


# How the methods of a race are told apart: each has its own colour, each slot its own dash and marker; and how paths
# are drawn.

DASHES: tuple[Any, ...] = ("solid", (0, (5, 1.6)), (0, (1.4, 1.4)), (0, (6, 1.5, 1.4, 1.5)))
MARKERS = ("o", "s", "^", "D")
FAR = 50.0  # sides of the picture: a path is drawn no farther away
MOST_MARKS = 40  # on one error curve


def _polygon(corners: int, turn: float, size: float) -> Array:
    angles = turn + np.linspace(0, 2 * np.pi, corners + 1)
    return size * np.stack([np.cos(angles), np.sin(angles)], axis=-1)


# outlines of the markers, in pixels about their middle
OUTLINES = (
    _polygon(10, 0, 2.9),
    _polygon(4, np.pi / 4, 3.7),
    _polygon(3, np.pi / 2, 3.9),
    _polygon(4, 0, 3.9),
)


def style(slot: int) -> dict[str, Any]:
    """Give the dash of a slot."""
    return {"ls": DASHES[slot], "lw": 1.6}


def sample(theme: Theme, slot: int, method: str, label: str) -> Line2D:
    """Make the line of a legend."""
    look = {**style(slot), "color": colour(theme, method)}
    return Line2D([], [], marker=MARKERS[slot], ms=6, mfc="none", mew=1.1, label=label, **look)


def stamped(axes: Axes, x: Any, y: Any, slot: int) -> tuple[Array, Array]:
    """Outline a slot's marker at every place: one line broken by NaN, since a marker each would cost the browser.

    The axes' limits must have been set.
    """
    places = np.column_stack([x, y]).astype(float)
    places = places[np.isfinite(places).all(axis=1)]
    if not len(places):
        return np.array([np.nan]), np.array([np.nan])
    pixels = axes.transData.transform(places)
    extents = np.asarray(axes.bbox.extents, float)
    low, high = extents[:2] - 9, extents[2:] + 9
    pixels = pixels[((pixels > low) & (pixels < high)).all(axis=1)]
    outline = np.vstack([OUTLINES[slot], [np.nan, np.nan]])
    line = (pixels[:, None, :] + outline).reshape(-1, 2)
    done = axes.transData.inverted().transform(line)
    return done[:, 0], done[:, 1]


def within_reach(points: Array, box: Box) -> Array:
    """Cut a path (m, 2) where it is farther away than a drawing can show, keeping the direction in which it leaves.

    >>> within_reach(np.array([[0.0, 0.0], [1e9, 0.0], [0.0, 0.0]]), ((-1, 1), (-1, 1))).tolist()
    [[0.0, 0.0], [100.0, 0.0]]
    """
    lows, highs = np.array(box, float).T
    middle, spans = (lows + highs) / 2, highs - lows
    away = np.abs((points - middle) / spans).max(axis=1)
    beyond = np.flatnonzero(~(away <= FAR))
    if not beyond.size:
        return points
    first = int(beyond[0])
    if first == 0 or not np.isfinite(points[first]).all():
        return points[:first]
    before, leap = points[first - 1], points[first] - points[first - 1]
    return np.vstack([points[:first], before + leap * (FAR / np.abs(leap / spans).max())])


def sparse(count: int) -> slice:
    """Choose which of `count` places on a curve are marked."""
    return slice(None, None, max(1, -(-count // MOST_MARKS)))

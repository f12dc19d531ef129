"""Basins: every start of a box coloured by where a method ends, and the path from one of them."""

import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from hesskit.explore.parts import (
    MARKS,
    Box,
    BoxControl,
    Explorer,
    FormulaBox,
    PointControl,
    Progress,
    conjunction,
    grid_of,
    height_range,
    log_slider,
    menu,
    number,
    outside,
    starts_in,
    vector,
)
from hesskit.maths.descent import BASIN_METHODS, Basins, Descent, descend, end_of
from hesskit.maths.descent import basins as basins_of
from hesskit.maths.surfaces import Surface
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

# The map of basins: which start ends where, in rounds from coarse to fine, and how it is painted.

Array = npt.NDArray[np.float64]
SIDE = 200
ROUNDS = 7
MAX_STEPS = 100
TOLERANCE = 1e-6
NEAR = 0.01  # two ends nearer to each other than this share of the box are one place on the map
KINDS = ("minimum", "saddle", "maximum", "inconclusive")
STRIDES = (8, 4, 2, 1)


@dataclass(frozen=True, eq=False)
class Chart:
    """What is known after some rounds."""

    cells: npt.NDArray[np.int64]  # (SIDE, SIDE), row 0 lowest: the place k where the start ends; −1 none
    places: Array  # (k, 2)
    kinds: tuple[str, ...]
    shares: Array  # (k,), of the starts that have been run
    lost: float  # the share of them that did not converge
    run: int  # how many have been run

    @property
    def done(self) -> bool:
        """Whether every start has been run."""
        return self.run == SIDE * SIDE

    def place_of(self, end: Array, box: Box) -> Array:
        """Give the place that an end belongs to; the end itself where there is none near."""
        spans = np.array([high - low for low, high in box])
        near = np.max(np.abs(self.places - end) / spans, axis=1, initial=0.0)
        return self.places[int(np.argmin(near))] if len(near) and near.min() < NEAR else end

    @property
    def order(self) -> list[int]:
        """The places by their shares, the largest first; equal ones by kind."""
        return sorted(
            (k for k, share in enumerate(self.shares) if share > 0),
            key=lambda k: (-round(float(self.shares[k]), 4), KINDS.index(self.kinds[k])),
        )


class Survey:
    """The rounds of one map, each done once; safe to ask from several threads."""

    def __init__(self, surface: Surface, box: Box, method: str, options: dict[str, float]) -> None:
        x, y = (low + (high - low) * (np.arange(SIDE) + 0.5) / SIDE for low, high in box)
        self._spans = np.array([high - low for low, high in box])
        self._surface, starts = surface, np.stack(np.meshgrid(x, y), axis=-1)
        self._rounds = basins_of(surface, starts, method, tolerance=TOLERANCE, max_steps=MAX_STEPS, **options)
        self._charts: list[Chart] = []
        self._places: list[Array] = []
        self._kinds: list[str] = []
        self._lock = threading.Lock()

    def after(self, rounds: int) -> Chart:
        """Give the map after so many rounds; does those that are still to be done."""
        if len(self._charts) < rounds:
            with self._lock:
                while len(self._charts) < rounds:
                    known = next(self._rounds, None)
                    if known is None:
                        break
                    self._charts.append(self._chart(known))
        return self._charts[min(rounds, len(self._charts)) - 1]

    def _chart(self, known: Basins) -> Chart:
        number = np.append(self._numbers(known), -1)
        cells, run = number[known.labels], known.steps >= 0
        counts = np.bincount(cells[run & (cells >= 0)], minlength=len(self._places))
        lost = float((cells[run] < 0).mean())
        places = np.array(self._places).reshape(-1, 2)
        return Chart(filled(cells, run), places, tuple(self._kinds), counts / run.sum(), lost, int(run.sum()))

    def _numbers(self, known: Basins) -> npt.NDArray[np.int64]:
        """Number the ends, so that a place keeps its number, and with it its colour, from round to round."""
        numbers = np.full(len(known.centres), -1, dtype=np.int64)
        for k in sorted(range(len(numbers)), key=lambda k: KINDS.index(known.kinds[k])):
            if not np.isfinite(known.centres[k]).all():
                continue  # beyond all numbers: it ends nowhere
            gaps = self._gaps(known.centres[k])
            numbers[k] = int(np.argmin(gaps)) if gaps and min(gaps) < NEAR else len(gaps)
            if numbers[k] == len(gaps):
                self._register(known.centres[k], known.kinds[k])
        return numbers

    def _register(self, centre: Array, kind: str) -> None:
        """Keep a new place, with its kind as `descend` has it: it looks whether H is still on its way to zero."""
        slope = float(np.linalg.norm(self._surface.at(centre)[1]))
        found = end_of(self._surface, centre, slope)[0]
        self._places.append(self._polished(centre))
        self._kinds.append(kind if found is None else found.kind)

    def _gaps(self, point: Array) -> list[float]:
        """How far each place is, as a share of the box."""
        return [float(np.max(np.abs(place - point) / self._spans)) for place in self._places]

    def _polished(self, centre: Array) -> Array:
        """Go on from an end by Newton: where H is singular the ends stop well before the point that they crawl to."""
        point = centre.copy()
        for _ in range(60):
            _value, gradient, hessian = self._surface.at(point)
            if not np.isfinite(hessian).all() or not np.isfinite(gradient).all() or not gradient.any():
                break
            step = np.linalg.pinv(hessian, hermitian=True) @ gradient
            if not np.max(np.abs(point - step - centre) / self._spans) <= NEAR:  # NaN, where it is not finite
                return centre
            point = point - step
            if np.max(np.abs(step) / self._spans) < 1e-15:
                break
        return point


@lru_cache(maxsize=12)
def surveyed(surface: Surface, box: Box, method: str, step_size: float | None) -> Survey:
    """Keep the last few surveys: dragging the start must not run them again."""
    return Survey(surface, box, method, {} if step_size is None else {"step_size": step_size})


def filled(cells: npt.NDArray[np.int64], run: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Give each cell that has not been run the answer of its coarser cell.

    Examples
    --------
    >>> cells, run = np.zeros((8, 8), int), np.zeros((8, 8), bool)
    >>> cells[0, 0], run[0, 0] = 5, True
    >>> np.unique(filled(cells, run)).tolist()
    [5]
    """
    shown = np.full_like(cells, -1)
    for stride in STRIDES:
        block = np.ones((stride, stride), dtype=np.int64)
        known = np.kron(run[::stride, ::stride], block).astype(bool)
        shown = np.where(known, np.kron(cells[::stride, ::stride], block), shown)
    return shown


SAID = 9  # places named one by one
FIXED = "gradient descent"  # the only method whose step size is chosen here


@dataclass(frozen=True, eq=False)
class BasinsScene:
    """The map of one method on one surface, and the path from one start."""

    surface: Surface
    box: Box
    method: str
    step_size: float | None  # of gradient descent
    chart: Chart
    point: Array  # (2,), the start
    descent: Descent
    end: Array  # (2,), where the path goes: the place on the map, or its last point

    def caption(self) -> str:
        """Say to which kinds of points the starts go."""
        chart = self.chart
        shares: dict[str, float] = {}
        for k in chart.order:
            shares[chart.kinds[k]] = shares.get(chart.kinds[k], 0.0) + float(chart.shares[k])
        ends = {
            "minimum": "minima",
            "saddle": "saddles",
            "maximum": "maxima",
            "inconclusive": "where H is singular",
        }
        parts = [
            f"{percent(shares[kind])} {'' if kind == 'inconclusive' else 'at '}{ends[kind]}"
            for kind in KINDS
            if kind in shares
        ]
        if len(parts) > 2:  # three numbers at most: what is no minimum, together
            least = shares.get("minimum", 0.0)
            parts = [
                f"{percent(least)} at minima",
                f"{percent(sum(shares.values()) - least)} at other critical points",
            ]
        if chart.lost:
            parts.append(f"{percent(chart.lost)} nowhere")
        so_far = "" if chart.done else " so far"
        return f"{method_name(self.method)} ends{so_far}: {', '.join(parts)}."

    def sentence(self) -> str:
        """Say the share of starts that end at each place, with its kind, and where this one goes."""
        size = "" if self.step_size is None else f" with η = {number(self.step_size)}"
        so_far = "" if self.chart.done else "so far, "
        return (
            f"{method_name(self.method)}{size}, {so_far}from {self.chart.run} starts in the box: {self._shares()}. "
            f"{self._path()}"
        )

    def _path(self) -> str:
        descent, start = self.descent, f"From {vector(self.point)}"
        if descent.end is None:
            return f"{start}: {descent.stopped[0].lower()}{descent.stopped[1:]}"
        steps = "1 step" if descent.steps == 1 else f"{descent.steps} steps"
        warning = ", not a minimum" if descent.kind in ("saddle", "maximum") else ""
        return (
            f"{start} it goes in {steps} to {said(self.end, self.box)}, {indefinite(descent.kind)}{warning}."
        )

    def _shares(self) -> str:
        chart, order = self.chart, self.chart.order
        parts = [
            f"{percent(chart.shares[k])} end at {said(chart.places[k], self.box)}, {indefinite(chart.kinds[k])}"
            for k in order[:SAID]
        ]
        if len(order) > SAID:
            rest = sum(chart.shares[k] for k in order[SAID:])
            parts.append(f"{percent(rest)} at {len(order) - SAID} other places")
        return "; ".join([*parts, f"{percent(chart.lost)} do not converge in {MAX_STEPS} steps"])


def method_name(method: str) -> str:
    """Write a method's name with its capitals.

    Examples
    --------
    >>> method_name("damped newton"), method_name("gradient descent")
    ('Damped Newton', 'Gradient descent')
    """
    name = method.replace("newton", "Newton")
    return name[0].upper() + name[1:]


def percent(share: float) -> str:
    """Say a share; one that is not zero is not said to be.

    Examples
    --------
    >>> percent(0.125), percent(1e-4), percent(0), percent(1)
    ('12.5 %', 'under 0.1 %', '0 %', '100 %')
    """
    if 0 < share < 0.001:
        return "under 0.1 %"
    if 0.999 < share < 1:
        return "over 99.9 %"
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def said(point: Array, box: Box) -> str:
    """Say a place in a box; a coordinate within 10⁻⁵ of the box of zero is zero.

    Examples
    --------
    >>> said(np.array([1.0, -3e-9]), ((-2, 2), (-2, 2)))
    '(1, 0)'
    """
    sizes = [1e-5 * (high - low) for low, high in box]
    return vector(0.0 if abs(one) < size else one for one, size in zip(point, sizes, strict=True))


def indefinite(kind: str) -> str:
    """Put an article before a kind.

    Examples
    --------
    >>> indefinite("minimum"), indefinite("inconclusive")
    ('a minimum', 'where the test is inconclusive')
    """
    return "where the test is inconclusive" if kind == "inconclusive" else f"a {kind}"


def compute(
    formula: Surface, box: Box, method: str, step_size: float, point: tuple[float, float], rounds: int
) -> BasinsScene:
    """Make the scene of one map after some rounds; only gradient descent has a step size."""
    size = float(step_size) if method == FIXED else None
    chart = surveyed(formula, box, method, size).after(rounds)
    options: dict[str, Any] = {} if size is None else {"step_size": size}
    descent = descend(formula, point, method, tolerance=TOLERANCE, max_steps=MAX_STEPS, **options)
    end = chart.place_of(descent.points[-1], box)
    return BasinsScene(formula, box, method, size, chart, np.asarray(point, float), descent, end)


def _check(method: str, step_size: float) -> None:
    if method not in BASIN_METHODS:
        raise ValueError(f"basins knows no method {method!r}; it knows {conjunction(BASIN_METHODS)}")
    if not 1e-3 <= step_size <= 1:
        raise ValueError(f"the step size is between 0.001 and 1, but it is {step_size!r}")


def basins(
    formula: Any = "x^4 - 2x^2 + y^4 - 2y^2",
    method: str = "newton",
    point: tuple[float, float] = (0.2, 0.25),
    step_size: float = 0.1,
) -> Explorer:
    """Explore basins: every start coloured by where a method ends, with a texture for the kind of that point.

    Drag the start to see its path; zoom by hand. The map is refined from coarse to fine and can be cancelled.

    Parameters
    ----------
    formula : str, sympy expression or Surface
        What to start from.
    method : str
        A name in `hesskit.maths.descent.basins_of_attraction.BASIN_METHODS`.
    point : pair of float
        Where the path starts; a place in the box, where this one is not in it.
    step_size : float
        Of gradient descent, from 0.001 to 1; the other methods do without.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If there is no such method, or the step size is out of range.

    Examples
    --------
    >>> basins("x^4/4 - x^2/2 + y^2/2", point=(0.3, 0.7)).sentence[-70:]
    'From (0.3, 0.7) it goes in 3 steps to (0, 0), a saddle, not a minimum.'
    """
    _check(method, step_size)
    text, methods = FormulaBox(formula), menu("method", {method_name(name): name for name in BASIN_METHODS})
    methods.value = method
    box, size = BoxControl(text), log_slider("step size η of gradient descent", step_size, -3, 0)

    def prepare(rounds: int) -> None:
        wanted = size.value if methods.value == FIXED else None
        surveyed(text.value, box.value, methods.value, wanted).after(rounds)

    def enable(_change: Any = None) -> None:
        size.disabled = methods.value != FIXED

    progress = Progress(ROUNDS, prepare, "map")
    progress.follow(text, box, methods, size)
    methods.observe(enable, "value")
    enable()
    controls = {
        "formula": text,
        "method": methods,
        "step_size": size,
        "box": box,
        "point": PointControl(starts_in(box.value)[0] if outside(point, box.value) else point),
    }
    explorer = Explorer({**controls, "rounds": progress}, compute, BasinsPicture)
    progress.join(explorer)
    return explorer


# How a map of basins is painted: a colour for each place, a texture for its kind.

# a hue for each kind, as on every picture (blue minima, violet saddles, red maxima), and a tint for each place of it;
# light enough that dark marks can be read on them, in both themes, since they cover the paper
TINTS = {
    "minimum": ("#a6cbee", "#5f9fd6", "#cfe6f5", "#7fb9c9", "#8fb0e8", "#b7d9c9"),
    "saddle": ("#cdb6e3", "#a98fd0", "#e6d8f0", "#b9a4c4", "#c9a9d8"),
    "maximum": ("#f2a6bd", "#dd7896", "#f8cdd9", "#d99aa8"),
    "inconclusive": ("#d9d4b8", "#c4bc8e", "#ebe7d3"),
}
INK = "#1a1a1a"  # of textures, on any of these colours
FINE = 4  # pixels of the picture for a cell of the map, each way
HATCHES = {"minimum": "", "saddle": "////", "maximum": "..", "inconclusive": "----"}


def tints(kinds: tuple[str, ...]) -> list[str]:
    """Give each place its colour: the hue of its kind, the next tint of it; after the last they come round again.

    >>> tints(("minimum", "saddle", "minimum"))
    ['#a6cbee', '#cdb6e3', '#5f9fd6']
    """
    found = []
    for place, kind in enumerate(kinds):
        of_kind = TINTS[kind]
        found.append(of_kind[kinds[:place].count(kind) % len(of_kind)])
    return found


LOST = "#6e6e6e"  # starts that end nowhere


def painted(chart: Chart) -> npt.NDArray[np.uint8]:
    """Paint a map: (FINE·SIDE, FINE·SIDE, 3), row 0 lowest."""
    count = len(chart.kinds)
    palette = np.array([to_rgb(tint) for tint in tints(chart.kinds)] + [to_rgb(LOST)])
    textures = np.array([KINDS.index(kind) for kind in chart.kinds] + [0])
    cells = np.repeat(np.repeat(np.where(chart.cells < 0, count, chart.cells), FINE, 0), FINE, 1)
    marks = _marks(len(cells))
    marked = np.take_along_axis(marks, textures[cells][None], axis=0)[0]
    image = np.where(marked[..., None], 0.35 * palette[cells] + 0.65 * np.array(to_rgb(INK)), palette[cells])
    return np.asarray(np.rint(255 * image), dtype=np.uint8)


def _marks(size: int) -> npt.NDArray[np.bool_]:
    """Say for each kind which pixels of its texture are dark: (4, size, size)."""
    row, column = np.indices((size, size))
    stripes = (column - row) % 28 < 6
    dots = ((row % 28 - 14) ** 2 + (column % 28 - 14) ** 2) < 30
    bars = row % 24 < 5
    return np.stack([np.zeros_like(stripes), stripes, dots, bars])


# The picture of basins: the map with the start and its path, and what each colour and texture means.

ROWS = 12  # of the legend


class BasinsPicture(Picture):
    """Left: the map with level curves, the critical points, the start and its path. Right: the legend."""

    width, height = 860, 470

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.shown: Any = None
        self.flat = dress(
            self.figure.add_axes((0.075, 0.105, 0.475, 0.82)), theme, "", xlabel="x", ylabel="y"
        )
        self.windows = [self.flat]
        self.key = self.figure.add_axes((0.58, 0.105, 0.41, 0.82))
        self.key.set_axis_off()
        self.image = self.flat.imshow(
            np.zeros((2, 2, 3), np.uint8), origin="lower", extent=(0, 1, 0, 1), aspect="auto", zorder=0
        )
        self.levels: Any = None
        self.said_at[self.flat] = lambda x, y: f"f = {number(self.shown[0].value((x, y)))}"
        self.marks = {kind: self._marker(kind) for kind in KINDS}
        # a path must be seen on every colour and on the dark of the lost: dark, with a light edge
        (self.halo,) = self.flat.plot([0], [0], color="#ffffff", lw=4.2, zorder=5, solid_joinstyle="round")
        (self.path,) = self.flat.plot([0], [0], color=INK, lw=1.8, zorder=6)
        (self.stops,) = self.flat.plot(
            [0], [0], "o", color=INK, mec="#ffffff", mew=0.9, ms=5, ls="", zorder=7
        )
        (self.dot,) = self.flat.plot([0], [0], "o", color="#000000", ms=10, mec="#ffffff", mew=2, zorder=9)
        self.move(self.halo, self.path, self.stops, self.dot)
        self.handles = [Handle("point", "the start", self.dot)]

    def _marker(self, kind: str) -> Line2D:
        (line,) = self.flat.plot(
            [], [], MARKS[kind], color="#ffffff", ms=9.5, mec="#000000", mew=1.4, ls="", zorder=8
        )
        return line

    def update(self, scene: BasinsScene) -> bool:
        """Move the start and its path; repaint the map when it is another."""
        changed = self._draw_map(scene)
        reach = 1e5 * max(high - low for low, high in scene.box)
        x, y = np.clip(scene.descent.points, -reach, reach).T  # the rest is cut at the edge when it is drawn
        for line in (self.halo, self.path, self.stops):
            line.set_data(x, y)
        self.dot.set_data(scene.point[:1], scene.point[1:])
        return changed

    def _draw_map(self, scene: BasinsScene) -> bool:
        wanted = (scene.surface, scene.box, scene.method, scene.step_size, scene.chart)
        if self.shown is not None and all(
            one is other or one == other for one, other in zip(wanted, self.shown, strict=True)
        ):
            return False
        self.shown = wanted
        chart, (x_side, y_side) = scene.chart, scene.box
        self.image.set_data(painted(chart))
        self.image.set_extent((*x_side, *y_side))
        self._draw_levels(scene)
        for kind, line in self.marks.items():
            points = [chart.places[k] for k in chart.order if chart.kinds[k] == kind]
            line.set_data(*np.array(points).reshape(-1, 2).T)
        self.flat.set(xlim=x_side, ylim=y_side)
        self.flat.set_title(
            f"{method_name(scene.method)}: where each start ends", color=self.theme.ink, fontsize=11
        )
        self._draw_key(chart, scene.box)
        return True

    def _draw_levels(self, scene: BasinsScene) -> None:
        if self.levels is not None:
            self.levels.remove()
            self.levels = None
        x, y, z = grid_of(scene.surface, scene.box, 90)
        shown = np.ma.masked_invalid(z)
        if not shown.mask.all() and np.ptp(shown.compressed()) > 0:
            low, high = height_range(z)
            self.levels = self.flat.contour(
                x, y, shown, levels=np.linspace(low, high, 13), colors=INK, linewidths=0.5, alpha=0.45, zorder=1,
                linestyles="solid",
            )  # fmt: skip

    def _draw_key(self, chart: Chart, box: Box) -> None:
        """List the places: colour, texture, mark and words."""
        old = self.key.get_legend()
        if old is not None:
            old.remove()
        order = chart.order
        tint = tints(chart.kinds)
        patches = [self._patch(tint[k], HATCHES[chart.kinds[k]]) for k in order[:ROWS]]
        words = [
            f"{chart.kinds[k]} at {said(chart.places[k], box)}: {percent(chart.shares[k])}"
            for k in order[:ROWS]
        ]
        if len(order) > ROWS:
            rest = percent(sum(chart.shares[k] for k in order[ROWS:]))
            patches.append(Patch(facecolor="none", edgecolor="none"))
            words.append(f"… and {len(order) - ROWS} other places: {rest}")
        patches.append(self._patch(LOST, ""))
        words.append(f"did not converge: {percent(chart.lost)}")
        self.key.legend(
            patches, words, loc="upper left", bbox_to_anchor=(0, 1.02), borderaxespad=0, frameon=False, fontsize=9,
            labelcolor=self.theme.ink, handlelength=3.2, handleheight=1.7, labelspacing=0.55,
        ).set_in_layout(False)  # fmt: skip

    def _patch(self, face: str, hatch: str) -> Patch:
        return Patch(facecolor=face, edgecolor=INK if hatch else self.theme.faint, hatch=hatch, linewidth=0.6)

"""A chord against the graph: f is convex when no chord ever dips below it, and H says so at every point.

Letters: a and b the ends, t from 0 to 1 along the chord, gap(t) = (1 − t) f(a) + t f(b) − f(a + t (b − a)).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.parts import (
    Explorer,
    FormulaBox,
    Levels,
    PointControl,
    Sweep,
    by_sign,
    colour,
    grid_of,
    held_dot,
    number,
    one_scale,
    slot_html,
    sweep_of,
    vector,
)
from hesskit.maths.surfaces import Surface
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

Array = npt.NDArray[np.float64]
ALONG = np.linspace(0, 1, 121)
PLACES = 13  # a side: between each two of them a chord is tried
NOISE = 1e-12  # of the heights: a smaller gap is rounding


@dataclass(frozen=True, eq=False)
class ConvexityScene:
    """A surface and one chord of its graph, with the worst chord that was found."""

    surface: Surface
    ends: Array  # (2, 2): a, b
    heights: Array  # (121,), f along the chord's shadow; NaN where not real
    worst: tuple[Array, float]  # (2, 2) ends and its least gap

    @property
    def chord(self) -> Array:
        """The chord's heights (121,)."""
        return np.asarray((1 - ALONG) * self.heights[0] + ALONG * self.heights[-1])

    @property
    def gap(self) -> float:
        """The least of chord − f along the chord, 0 but for rounding where it never dips; NaN where f is not real."""
        gaps = self.chord - self.heights
        least = float(np.min(gaps))
        return 0.0 if abs(least) <= NOISE * float(np.max(np.abs(self.heights), initial=0.0)) else least

    @property
    def real(self) -> bool:
        """Whether f is real all along the chord."""
        return bool(np.isfinite(self.heights).all())

    def caption(self) -> str:
        """Say whether this chord dips below the graph, and whether any does that was tried."""
        if not self.real:
            return "f is not real all along the chord: move its ends."
        found, least = self.worst[1] < 0, number(-self.worst[1])
        if self.gap < 0:
            return f"This chord dips below the graph, by {number(-self.gap)}: f is not convex."
        if found:
            return f"This chord lies above the graph, but another dips below it, by {least}: f is not convex."
        return "This chord lies above the graph, and so does every other that was tried: evidence that f is convex."

    def sentence(self) -> str:
        """Say the ends, the gap, and the worst chord that was found."""
        a, b = (vector(end) for end in self.ends)
        if not self.real:
            return f"Between {a} and {b} f is not real everywhere, so there is no chord to compare: move its ends."
        start = f"The chord from {a} to {b} joins the heights {number(self.heights[0])} and {number(self.heights[-1])}"
        where = "never lies below the graph"
        if self.gap < 0:
            t = float(ALONG[int(np.argmin(self.chord - self.heights))])
            where = f"dips below the graph by {number(-self.gap)} at t = {number(t)}"
        text = f"{start} and {where}."
        (c, d), least = self.worst
        if least < 0:
            return (
                f"{text} The worst chord tried, from {vector(c)} to {vector(d)}, dips by {number(-least)}: "
                "one such chord proves that f is not convex."
            )
        return (
            f"{text} Nor does any chord that was tried between {PLACES * PLACES} places of the box: that is evidence, "
            "not proof. For a convex f every minimum is global."
        )


@lru_cache(maxsize=32)
def worst_chord(surface: Surface) -> tuple[Array, float]:
    """Give the ends (2, 2) of the chord whose middle lies deepest below the graph, and that gap; 0 where none does."""
    x, y, z = grid_of(surface, surface.domain, 2 * PLACES - 1)
    places = np.stack(
        np.meshgrid(np.arange(0, 2 * PLACES - 1, 2), np.arange(0, 2 * PLACES - 1, 2)), -1
    ).reshape(-1, 2)
    i, j = places.T
    ends = z[j, i]
    middle = z[(j[:, None] + j) // 2, (i[:, None] + i) // 2]  # of even places: itself a place of the grid
    with np.errstate(invalid="ignore"):
        gaps = (ends[:, None] + ends) / 2 - middle
    gaps = np.where(np.isfinite(gaps), gaps, 0.0)
    noise = NOISE * float(np.nanmax(np.abs(z), initial=0.0))
    least = float(gaps.min())
    aside = np.abs(places - (PLACES - 1)).max(
        axis=1
    )  # of several as bad, the one nearest to the middle of the picture
    reach = np.where(gaps <= least + noise, aside[:, None] + aside, np.inf)
    first, second = np.unravel_index(int(np.argmin(reach)), reach.shape)
    corners = np.array([[x[i[k]], y[j[k]]] for k in (first, second)])
    return corners, least if least < -noise else 0.0


def compute(formula: Surface, a: tuple[float, float], b: tuple[float, float]) -> ConvexityScene:
    """Make the scene of one chord."""
    ends = np.array([a, b], float)
    along = ends[0] + ALONG[:, None] * (ends[1] - ends[0])
    heights = np.asarray(formula.value(along), float)
    heights = np.where(np.isfinite(heights), heights, np.nan)
    return ConvexityScene(formula, ends, heights, worst_chord(formula))


class ConvexityPicture(Picture):
    """Left: level curves and the two ends. Right: the graph above the line between them, and the chord."""

    width, height = 860, 400
    readout = (
        f'<div class="row"><span>deepest dip below the graph = {slot_html("gap")}</span>'
        f"<span>of the worst chord tried = {slot_html('worst')}</span></div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.surface: Surface | None = None
        self.limits = (0.0, 0.0)
        self.flat = dress(
            self.figure.add_axes((0.065, 0.14, 0.38, 0.77)), theme, "the ends a and b", xlabel="x", ylabel="y"
        )
        self.side = dress(
            self.figure.add_axes((0.55, 0.14, 0.43, 0.77)), theme, "the graph and the chord above the line"
        )
        self.side.set(xlim=(-0.04, 1.04), xticks=[0, 0.5, 1], ylabel="f")
        self.side.set_xticklabels(["a", "halfway", "b"])
        self.windows = [self.flat]
        self.levels = Levels(self.flat, theme)
        self.said_at[self.flat] = self.levels.said
        (self.worst,) = self.flat.plot(
            [], [], color=colour(theme, "down"), lw=1.2, ls=(0, (1, 1.5)), zorder=2
        )
        (self.line,) = self.flat.plot([0], [0], lw=2.2, zorder=3)
        self.dots = [held_dot(self.flat, theme) for _ in "ab"]
        self.names = [
            self.flat.text(
                0, 0, name, color=theme.ink, fontsize=11, weight="bold", ha="center", va="center", zorder=6
            )
            for name in "ab"
        ]
        (self.graph,) = self.side.plot([0], [0], color=theme.ink, lw=1.8, zorder=2)
        (self.chord,) = self.side.plot([0], [0], lw=2.2, zorder=3)
        (self.dip,) = self.side.plot([0], [0], color=colour(theme, "down"), lw=1.2, zorder=1)
        (self.feet,) = self.side.plot(
            [0, 1], [0, 0], "o", color=theme.paper, ms=6, mec=theme.point, mew=1.6, ls="", zorder=4
        )
        self.move(self.worst, self.line, *self.dots, *self.names, self.graph, self.chord, self.dip, self.feet)
        self.handles = [
            Handle(name, f"the end {name} of the chord", dot)
            for name, dot in zip("ab", self.dots, strict=True)
        ]

    def update(self, scene: ConvexityScene) -> bool:
        """Move the chord; redraw the level curves for another surface, and the graph's axis when it must change."""
        changed = scene.surface != self.surface
        if changed:
            self.surface = scene.surface
            self.scale = one_scale(self.flat, scene.surface.domain)  # type: ignore[arg-type]
            self.levels.draw(scene.surface, scene.surface.domain)  # type: ignore[arg-type]
        for dot, name, end, other in zip(self.dots, self.names, scene.ends, scene.ends[::-1], strict=True):
            dot.set_data(end[:1], end[1:])
            way = (end - other) / (np.hypot(*(end - other)) or 1.0)
            lows, highs = np.array(scene.surface.domain).T
            room = 0.03 * (highs - lows)
            name.set_position(tuple(np.clip(end + 0.055 * self.scale * way, lows + room, highs - room)))
        self.line.set_data(*scene.ends.T)
        worst, least = scene.worst
        self.worst.set_data(*worst.T)
        self.worst.set_visible(least < 0)
        for artist in (self.graph, self.chord, self.dip, self.feet):
            artist.set_visible(scene.real)
        look = by_sign(self.theme, -1.0 if scene.real and scene.gap < 0 else 1.0)
        self.line.set(**look)
        self.chord.set(**look)
        return (self._place_graph(scene) if scene.real else False) or changed

    def _place_graph(self, scene: ConvexityScene) -> bool:
        """Draw f and the chord over t, the dip hatched; True when the axis of heights changed."""
        f, chord = scene.heights, scene.chord
        self.graph.set_data(ALONG, f)
        self.chord.set_data([0, 1], f[[0, -1]])
        self.feet.set_data([0, 1], f[[0, -1]])
        below = np.flatnonzero(chord < f - NOISE * np.abs(f).max())[::3]
        gap = np.full(len(below), np.nan)
        self.dip.set_data(
            np.stack([ALONG[below], ALONG[below], gap], axis=1).ravel(),
            np.stack([f[below], chord[below], gap], axis=1).ravel(),
        )
        low, high = float(f.min()), float(f.max())
        room = 0.12 * (high - low) or 1.0
        wanted = low - room, high + room
        size = self.limits[1] - self.limits[0]
        if self.limits[0] <= low and high <= self.limits[1] and size <= 3 * (wanted[1] - wanted[0]):
            return False
        self.limits = wanted
        self.side.set_ylim(*wanted)
        return True

    def numbers(self, scene: ConvexityScene) -> dict[str, str]:
        """Fill the readout."""
        gap = number(-scene.gap) if scene.real and scene.gap < 0 else "none" if scene.real else "–"
        return {"gap": gap, "worst": number(-scene.worst[1]) if scene.worst[1] < 0 else "none"}


def convexity(
    formula: Any = "x^4 - 2x^2 + y^2",
    a: tuple[float, float] = (-1.2, -0.6),
    b: tuple[float, float] = (1.2, 0.6),
) -> Explorer:
    """Explore convexity: drag both ends of a chord, and look for one that dips below the graph.

    Parameters
    ----------
    formula : str, sympy expression or Surface
        What to start from.
    a, b : pair of float
        The ends of the chord, in the plane.

    Returns
    -------
    Explorer

    Examples
    --------
    >>> convexity("x^2 + y^2").caption[:48]
    'This chord lies above the graph, and so does eve'
    >>> convexity("x^4 - 2x^2 + y^2", (-1, 0), (1, 0)).scene.gap
    -1.0
    """
    controls = {"formula": FormulaBox(formula), "a": PointControl(a, "a at"), "b": PointControl(b, "b at")}
    return Explorer(controls, compute, ConvexityPicture, sweep=_swinging)


def _swinging(explorer: Explorer) -> Sweep:
    """Take the end b over a grid of the box, while a stays."""
    lines = [[round(low + share * (high - low), 3) for share in np.linspace(0.1, 0.9, 5)] for low, high in
             explorer.values["formula"].domain]  # fmt: skip
    return sweep_of(["x of b", "y of b"], lines, explorer.values["b"], lambda x, y: {"b": (x, y)})

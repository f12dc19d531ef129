"""The ring: f − f(p) on a small circle round a critical point p, where the second-derivative test may be silent."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any

import contourpy
import numpy as np
import numpy.typing as npt
import sympy
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from hesskit.explore.lesson_1 import bearing
from hesskit.explore.lesson_2.ring_signs import RingSigns, signs_on_ring, unit_vectors
from hesskit.explore.parts import (
    Explorer,
    FormulaBox,
    PointControl,
    Sweep,
    colour,
    conjunction,
    exact_lines,
    factored,
    level_lines,
    log_slider,
    lower_bands,
    number,
    powers,
    scaled,
    slider,
    sliding,
    slot_html,
    sweep_of,
    vector,
)
from hesskit.maths.critical import DIGITS, CriticalPoint, Rise, classify
from hesskit.maths.surfaces import Surface
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

Array = npt.NDArray[np.float64]

# The picture of `ring`: the circle on level curves, and beside it one of: f − f(p) against the angle, along a line and
# along a curve, or the lowest f − f(p) of every circle against its radius.

WINDOW = 1.35  # half the side of the left panel, in radii
LEVELS = (np.arange(1, 7) / 6) ** 2  # as shares of the largest |f − f(p)| in the panel
MARK = 1.16  # where the signs stand round the ring, in radii
STRIP = 1.3  # where they stand above the graph
APART = 11.0  # degrees between two signs at least
STROKES = np.arange(0, 360, 3.0)  # degrees at which the parts below zero are hatched
NOTHING = Path(np.zeros((1, 2)))
SHOWS = ("ring", "lines", "bound")


READOUTS = {
    "ring": (
        f'<div class="row"><span><i>r</i> = {slot_html("radius")}</span><span>smallest {slot_html("low")}</span>'
        f"<span>largest {slot_html('high')}</span><span>sign changes: {slot_html('changes')}</span>"
        f'<span>the second-derivative test says: <span class="words">{slot_html("kind")}</span></span></div>'
    ),
    "lines": (
        f'<div class="row"><span><i>r</i> = {slot_html("radius")}</span><span>smallest {slot_html("low")}</span>'
        f'<span>along the line: <span class="words">{slot_html("along")}</span></span>'
        f'<span>along the curve: <span class="words">{slot_html("walked")}</span></span></div>'
    ),
    "bound": (
        f'<div class="row"><span><i>r</i> = {slot_html("radius")}</span>'
        f"<span>lowest <i>f</i> − <i>f</i>(<i>p</i>) = {slot_html('low')}</span>"
        f"<span>divided by <i>r</i>² = {slot_html('share')}</span>"
        f"<span>½λ<sub>min</sub> = {slot_html('half')}</span></div>"
    ),
}


class RingPicture(Picture):
    """Left: the ring on level curves. Right, as `show` says: f − f(p) round it, along two ways, or at its lowest."""

    width, height = 900, 440

    def __init__(self, theme: Theme = LIGHT, show: str = "ring") -> None:
        super().__init__(theme)
        self.show = show
        self.surface: Surface | None = None
        self.readout = READOUTS[show]
        self.flat = dress(
            self.figure.add_axes((0.06, 0.125, 0.415, 0.79)),
            theme,
            "the ring, zoomed so that r = 1",
            xlabel="x from p, in radii",
        )
        self.flat.set(xlim=(-WINDOW, WINDOW), ylim=(-WINDOW, WINDOW), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
        self.flat.set_ylabel("y from p, in radii", labelpad=-4)
        self._make_flat(theme)
        {"ring": self._make_dial, "lines": self._make_ways, "bound": self._make_bound}[show](theme)

    def _make_flat(self, theme: Theme) -> None:
        flat = self.flat
        self.shade = PathPatch(NOTHING, fc=theme.down, alpha=0.13, lw=0, zorder=0)
        flat.add_patch(self.shade)
        (self.above,) = flat.plot([0], [0], color=theme.faint, lw=0.8, zorder=1)
        (self.below,) = flat.plot([0], [0], color=theme.faint, lw=0.8, ls=(0, (3, 2.2)), zorder=1)
        (self.zero,) = flat.plot([0], [0], color=theme.ink, lw=1.2, zorder=1)
        (self.plus,) = flat.plot([0], [0], color=theme.up, lw=3.4, zorder=4, solid_capstyle="butt")
        (self.minus,) = flat.plot([0], [0], color=theme.down, lw=3.4, ls=(0, (1.6, 0.8)), zorder=4)
        (self.level,) = flat.plot([0], [0], color=theme.ink, lw=1.6, ls=(0, (1, 1)), zorder=4)
        (self.turns,) = flat.plot([0], [0], "D", color=theme.ink, ms=4, zorder=5)
        (self.touches,) = flat.plot([0], [0], "o", mfc=theme.paper, mec=theme.ink, ms=6, mew=1.3, zorder=5)
        (self.centre,) = flat.plot([0], [0], "o", color=theme.point, ms=6, zorder=5)
        self.marks = [self._mark(flat, theme) for _ in range(2)]
        self.move(self.shade, self.above, self.below, self.zero, self.plus, self.minus)
        self.move(self.level, self.turns, self.touches, self.centre, *self.marks)

    @staticmethod
    def _mark(axes: Any, theme: Theme) -> Any:
        """Make the line that writes all signs of one kind as strokes: no text needs to come and go."""
        way = (theme.up, theme.down)[sum(line.get_gid() == "mark" for line in axes.lines)]
        return axes.plot([0], [0], color=way, lw=2.2, zorder=6, gid="mark", clip_on=False)[0]

    def _hold(self, axes: Any) -> Any:
        """Make the dot of a handle."""
        (dot,) = axes.plot(
            [0],
            [0],
            "o",
            color=self.theme.point,
            ms=9,
            mec=self.theme.paper,
            mew=1.5,
            zorder=7,
            clip_on=False,
        )
        self.move(dot)
        return dot

    def _beside(self, place: tuple[float, float, float, float], ink: str, **labels: str) -> tuple[Any, Any]:
        """Make axes at the right whose heights are shares of m, and the text above them that says m."""
        axes = dress(self.figure.add_axes(place), self.theme, **labels)
        axes.set_yticks((-1, 0, 1), ("−m", "0", "m"))
        axes.axhline(0, color=self.theme.faint, lw=0.9, zorder=1)
        text = axes.text(
            0, 1.02, "", transform=axes.transAxes, color=ink, fontsize=10.5, va="bottom", parse_math=False
        )
        self.move(text)
        return axes, text

    def _make_dial(self, theme: Theme) -> None:
        dial, self.title = self._beside((0.55, 0.125, 0.425, 0.79), theme.ink, xlabel="angle on the ring")
        self.dial = dial
        dial.set(xlim=(0, 360), ylim=(-1.15, 1.48))
        dial.set_xticks(range(0, 361, 45), [f"{angle}°" for angle in range(0, 361, 45)])
        dial.axhline(1.12, color=theme.faint, lw=0.8, zorder=1)
        (self.hatch,) = dial.plot([0], [0], color=theme.down, lw=0.8, zorder=2)
        (self.curve,) = dial.plot([0], [0], color=theme.ink, lw=1.5, zorder=3)
        (self.bounds,) = dial.plot([0], [0], color=theme.ink, lw=0.9, zorder=2)
        self.strip = [self._mark(dial, theme) for _ in range(2)]
        self.move(self.hatch, self.curve, self.bounds, *self.strip)
        self.tip, self.knob = self._hold(self.flat), self._hold(dial)
        self.handles = [
            Handle("tip", "the place on the ring", self.tip, rides=True),
            Handle("dial", "the angle on the ring, left and right", self.knob, rides=True),
        ]

    def _make_ways(self, theme: Theme) -> None:
        held = colour(theme, "held")
        dotted: dict[str, Any] = {"color": held, "lw": 1.8, "ls": (0, (1, 1.5))}
        self.line_axes, self.line_title = self._beside((0.55, 0.61, 0.435, 0.3), held, xlabel="")
        self.walk_axes, self.walk_title = self._beside(
            (0.55, 0.125, 0.435, 0.3), held, xlabel="distance along the way, in radii"
        )
        for axes in (self.line_axes, self.walk_axes):
            axes.set(xlim=(-1, 1), ylim=(-1.15, 1.15), xticks=(-1, 0, 1))
        self.walk_axes.set_xlabel("x from p, in radii")
        (self.way,) = self.flat.plot([0], [0], zorder=3, **dotted)
        (self.walk,) = self.flat.plot([0], [0], color=held, lw=2, zorder=3)
        (self.line,) = self.line_axes.plot([0], [0], zorder=3, **dotted)
        (self.walked,) = self.walk_axes.plot([0], [0], color=held, lw=2, zorder=3)
        self.move(self.way, self.walk, self.line, self.walked)
        self.tip = self._hold(self.flat)
        self.handles = [Handle("tip", "the direction of the straight line", self.tip, rides=True)]

    def _make_bound(self, theme: Theme) -> None:
        axes = dress(
            self.figure.add_axes((0.57, 0.125, 0.415, 0.79)),
            theme,
            "the lowest f − f(p) on the circle, divided by r²",
            xlabel="radius r of the circle",
        )
        self.low_axes = axes
        axes.set(xlim=(0, 1))
        axes.axhline(0, color=theme.faint, lw=0.9, zorder=1)
        (self.dip,) = axes.plot([0], [0], color=theme.down, lw=0.8, zorder=2)
        (self.half,) = axes.plot([0, 1], [0, 0], color=theme.model, lw=1.8, ls=(0, (5, 1.5)), zorder=2)
        (self.lowest,) = axes.plot([0], [0], color=theme.ink, lw=2, zorder=3)
        self.half_name = axes.text(
            0.985, 0, "", color=theme.model, fontsize=10.5, ha="right", va="bottom", parse_math=False
        )
        self.move(self.dip, self.lowest)
        self.knob = self._hold(axes)
        self.handles = [Handle("circle", "the radius of the circle, left and right", self.knob, rides=True)]

    def update(self, scene: Any) -> bool:
        """Move everything; only the heights of the lowest values need other axes for another f."""
        self._place_levels(scene)
        self._place_ring(scene.ring)
        if self.show == "ring":
            self._place_dial(scene)
        elif self.show == "lines":
            self._place_ways(scene)
        else:
            return self._place_bound(scene)
        return False

    def _place_levels(self, scene: Any) -> None:
        places, rises = scene.grid
        z = rises / largest(rises)
        self.above.set_data(*level_lines(places, places, z, LEVELS).T)
        self.below.set_data(*level_lines(places, places, z, -LEVELS).T)
        lines, bands = scene.zero, scene.below
        self.zero.set_data(*(level_lines(places, places, z, [0.0]) if lines is None else threaded(lines)).T)
        below = lower_part(places, z) if bands is None else filled(bands)
        some = bool(np.size(below.vertices))
        self.shade.set_path(below if some else NOTHING)
        self.shade.set_visible(some)

    def _place_ring(self, ring: Any) -> None:
        arcs = ring.arcs()
        for line, sign in ((self.plus, 1), (self.minus, -1), (self.level, 0)):
            chosen = [np.linspace(a, b, max(3, int(b - a))) for a, b, own in arcs if own == sign]
            line.set_data(*threaded([unit_vectors(angles) for angles in chosen]).T)
        turns = ring.bounds if len(ring.bounds) > 1 else []
        self.turns.set_data(*unit_vectors(turns).T)
        self.touches.set_data(*unit_vectors(ring.touches).T)
        for line, sign in zip(self.marks, (1, -1), strict=True):
            line.set_data(*strokes(MARK * unit_vectors(spread(arcs, sign)), sign, (0.055, 0.055)).T)

    def _place_ways(self, scene: Any) -> None:
        direction = unit_vectors(scene.angle)
        self.way.set_data(*np.outer(direction, [-2, 2]))
        self.tip.set_data(direction[:1], direction[1:])
        for artist in (self.walk, self.walked):
            artist.set_visible(scene.curve is not None)
        share = np.linspace(-1, 1, len(scene.line))
        self.line.set_data(share, scene.line / largest(scene.line))
        missed = "does not pass through p"
        if scene.curve is not None:
            self.walk.set_data(*(scene.curve / scene.radius).T)
            self.walked.set_data(share, scene.walked / largest(scene.walked))
            missed = f"m = {number(peak(scene.walked))}"
        text = powers(scene.walk.text) if len(scene.walk.text) <= 24 else "y(x)"
        self.line_title.set_text(
            f"along the line at {round(scene.angle, 1):g}°,  m = {number(peak(scene.line))}"
        )
        self.walk_title.set_text(f"along the curve y = {text},  {missed}")

    def _place_dial(self, scene: Any) -> None:
        ring = scene.ring
        size = largest(ring.rises)
        heights = ring.rises / size
        self.curve.set_data(ring.angles, heights)
        at = np.interp(STROKES, ring.angles, heights)
        down = [
            [(angle, 0), (angle, height)] for angle, height in zip(STROKES, at, strict=True) if height < 0
        ]
        self.hatch.set_data(*threaded(down).T)
        turns = ring.bounds if len(ring.bounds) > 1 else []
        self.bounds.set_data(*threaded([[(angle, 1.12), (angle, 1.48)] for angle in turns]).T)
        for strip, sign in zip(self.strip, (1, -1), strict=True):
            spots = spread(ring.arcs(), sign)
            above = np.column_stack([np.clip(spots, 7, 353), np.full(len(spots), STRIP)])
            strip.set_data(*strokes(above, sign, (4.5, 0.035)).T)
        direction, here = unit_vectors(scene.angle), scene.end / size
        self.tip.set_data(direction[:1], direction[1:])
        self.knob.set_data([scene.angle], [here if np.isfinite(here) else 0.0])
        self.title.set_text(f"f − f(p) round the ring,  m = {number(peak(ring.rises))}")

    def _place_bound(self, scene: Any) -> bool:
        """Draw the lowest values, hatched where they are below zero; True when the axes are of another function."""
        radii, lows = scene.lows
        half = scene.critical.eigenvalues[0] / 2
        self.lowest.set_data(radii, lows)
        below = np.flatnonzero(lows < 0)
        self.dip.set_data(*threaded([[(radii[k], 0), (radii[k], lows[k])] for k in below]).T)
        here = float(np.interp(scene.radius, radii, lows))
        self.knob.set_data([scene.radius], [here if np.isfinite(here) else 0.0])
        if scene.surface == self.surface:
            return False
        self.surface = scene.surface
        known = np.append(lows[np.isfinite(lows)], [half, 0.0])
        low, high = float(known.min()), float(known.max())
        room = 0.15 * (high - low) or 1.0
        self.low_axes.set_ylim(low - room, high + room)
        self.half.set_ydata([half, half])
        self.half_name.set(text=f"½λₘᵢₙ = {number(half)}", y=half + 0.1 * room)
        return True

    def numbers(self, scene: Any) -> dict[str, str]:
        """Fill the readout."""
        ring, kind = scene.ring, scene.critical.kind
        found = {"radius": number(scene.radius), "low": number(ring.smallest)}
        if self.show == "bound":
            half = 0.5 * float(scene.critical.eigenvalues[0])
            return found | {"half": number(half), "share": number(ring.smallest / scene.radius**2)}
        if self.show == "lines":
            return found | {
                "along": both(scene.line),
                "walked": both(scene.walked) if scene.curve is not None else "–",
            }
        return found | {"high": number(ring.largest), "changes": str(ring.changes), "kind": kind}


def peak(rises: Array) -> float:
    """Give the largest size, 0 where nothing is real."""
    return float(np.nanmax(np.abs(rises), initial=0.0))


def largest(rises: Array) -> float:
    """Give the largest size, or 1 where that is zero, to divide by."""
    return peak(rises) or 1.0


def lower_part(places: Array, z: Array) -> Path:
    """Outline where z < 0 on a grid, with holes: a path to fill."""
    generator = contourpy.contour_generator(places, places, np.ma.masked_invalid(z), fill_type="OuterCode")
    pairs = zip(*generator.filled(-np.inf, -1e-9), strict=True)
    return Path.make_compound_path(*(Path(*pair) for pair in pairs))


def filled(polygons: list[Array]) -> Path:
    """Make a path to fill of polygons (m, 2)."""
    return (
        Path.make_compound_path(*(Path(polygon, closed=False) for polygon in polygons))
        if polygons
        else NOTHING
    )


def threaded(parts: Any) -> Array:
    """Thread polylines (m, 2) on one line broken by NaN; none gives one NaN pair."""
    gap = np.full((1, 2), np.nan)
    return np.concatenate([piece for part in parts for piece in (np.asarray(part, float), gap)] or [gap])


def spread(arcs: Any, sign: int) -> Array:
    """Choose the degrees (m,), 0 ≤ degree < 360, at which to write the signs of these arcs, well apart."""
    middles = sorted(((a + b) / 2 % 360, b - a) for a, b, own in arcs if own == sign)
    kept: list[float] = []
    for middle, width in middles:
        wide = [middle] if width < 359 else [45.0, 135.0, 225.0, 315.0]
        kept += [one for one in wide if all(abs((one - other + 180) % 360 - 180) >= APART for other in kept)]
    return np.array(kept)


def strokes(places: Array, sign: int, size: tuple[float, float]) -> Array:
    """Write a + or a − at each place (m, 2) with strokes of these half lengths, as one line broken by NaN."""
    across, up = np.array([[-size[0], 0], [size[0], 0]]), np.array([[0, -size[1]], [0, size[1]]])
    shapes = (across, up) if sign > 0 else (across,)
    return threaded([place + shape for place in places for shape in shapes])


NAMES = (
    "flat bowl", "half-flat bowl", "flat dome", "half-flat saddle", "shoulder", "monkey saddle", "dog saddle",
    "Peano's surface", "parabolic valley, closed", "parabolic valley, open", "square of a product", "trough",
)  # fmt: skip
ALONG = np.linspace(-1, 1, 81)
ALONG.setflags(write=False)
SUGGESTS = {
    1: "That suggests a minimum, and it is evidence at this radius, not proof",
    -1: "That suggests a maximum, and it is evidence at this radius, not proof",
    0: "If smaller circles show both signs too, p is neither a minimum nor a maximum: one circle does not prove it",
}


@dataclass(frozen=True, eq=False)
class RingScene:
    """A critical point, the rise of f on a circle round it, along a line, and along a curve."""

    surface: Surface
    critical: CriticalPoint
    radius: float
    angle: float  # of the line, in degrees
    walk: Surface  # y as a function of x
    ring: RingSigns
    grid: tuple[Array, Array]  # places (g,) in radii, rises (g, g)
    zero: list[Array] | None  # where f = f(p), exactly, in radii about p; None where only the grid tells
    below: list[Array] | None  # polygons in which f < f(p), as exactly
    end: float  # the rise where the line meets the ring
    line: Array  # (81,), the rises at ALONG radii along the line
    curve: Array | None  # (81, 2), displacements along the walk; None when it misses p
    walked: Array | None  # (81,), the rises along it
    takes_over: float  # below this radius plain float64 sees only rounding; 0 when it never does
    digits: int | None  # with how many digits this was computed, where float64 was not enough
    show: str  # what is asked for: one of SHOWS
    lows: tuple[Array, Array] | None  # radii (37,), and the lowest rise on each circle divided by r²

    def caption(self) -> str:
        """Say the sign pattern of this circle and what it suggests."""
        ring, where = self.ring, f"On the circle r = {number(self.radius)},"
        if np.isnan(ring.smallest):
            return f"{where} f is not real anywhere."
        if self.show == "lines":
            line, curve = (sided(rises) for rises in (self.line, self.walked))
            joint = "and" if curve == line else "but"
            along = f", {joint} {curve} along the curve" if curve else "; the curve misses p"
            return f"Close to p, f − f(p) is {line} along the straight line{along}."
        if self.show == "bound":
            return self._bounded()
        if not ring.real:
            return f"{where} f is not real everywhere: p is at the edge of where f lives."
        if ring.changes:
            return (
                f"{where} f − f(p) changes sign {ring.changes} times. If smaller circles do too, "
                "p is neither minimum nor maximum."
            )
        side = next((sign for sign in ring.signs if sign), 0)
        if not side:
            return f"{where} f is level: neither sign is seen."
        strict = "" if not ring.touches and 0 not in ring.signs else ", touching it"
        way, kind = ("above", "minimum") if side > 0 else ("below", "maximum")
        return f"{where} f stays {way} f(p){strict}: evidence for a {kind}, not proof."

    def sentence(self) -> str:
        """Say the sign pattern, the extremes, what they suggest, and where rounding would take over."""
        where = f"On the circle of radius {number(self.radius)} round {vector(self.critical.point)}"
        low, high = self.ring.smallest, self.ring.largest
        if np.isnan(low):
            return f"{where} f is not real anywhere, so there is nothing to compare with f(p)."
        extremes = f"its smallest value is {number(low)} and its largest {number(high)}"
        parts = [
            f"{where} f − f(p) {self.ring.words()}; {extremes}.",
            f"{self._suggestion()}.",
            self._ways() if self.show == "lines" else "",
            self._bounded() if self.show == "bound" else "",
            self._rounding(),
        ]
        return " ".join(part for part in parts if part)

    def _bounded(self) -> str:
        """Say whether the lowest value of every small circle stays above zero by a share of r²."""
        half = float(self.critical.eigenvalues[0]) / 2
        if half > 0:
            return (
                f"Every small circle keeps f above f(p), by nearly ½λₘᵢₙr² with ½λₘᵢₙ = {number(half)}: "
                "one disc serves all directions."
            )
        if half < 0:
            return f"Every small circle dips below f(p), by nearly {number(-half)} r²: p is no minimum."
        if self.lows is not None and (self.lows[1][1:] < 0).all():
            return "λₘᵢₙ = 0 gives no bound, and every circle dips below f(p): no disc serves all directions."
        return "λₘᵢₙ = 0 gives no bound: what comes after the square decides, and H does not know it."

    def _suggestion(self) -> str:
        ring = self.ring
        if not ring.real:
            return "f is not real on part of the circle, which is left blank, so p is at the edge of where f lives"
        if not any(ring.signs):
            return "f is level here, so neither sign is seen"
        one = {sign for sign in ring.signs if sign}
        if len(one) == 1 and (ring.touches or 0 in ring.signs):
            kind = "minimum" if 1 in one else "maximum"
            return f"That suggests a {kind} that is not strict, and it is evidence at this radius, not proof"
        return SUGGESTS[next(iter(one)) if len(one) == 1 else 0]

    def _ways(self) -> str:
        line = f"Near p, at r/40, it is {both(self.line)} along the straight line at {number(round(self.angle, 1), 4)}°"
        if self.walked is None:
            return (
                f"{line}; the curve y = {powers(self.walk.text)} does not pass through p, so it is not drawn."
            )
        return f"{line}, and {both(self.walked)} along the curve y = {powers(self.walk.text)}."

    def _rounding(self) -> str:
        if not self.takes_over:
            return ""
        below = f"elow r ≈ {number(self.takes_over, 1)} plain floating point would see only rounding"
        if self.radius > self.takes_over:
            return f"B{below}; this picture then uses more digits."
        how = "from the exact polynomial" if self.digits is None else f"with {self.digits} digits"
        return f"This picture is computed {how}: b{below}."


def sided(rises: Array | None) -> str:
    """Say the sign next to the middle where it is one sign; nothing for no rises.

    >>> sided(ALONG**2), sided(ALONG**3), sided(None)
    ('positive', 'of either sign', '')
    """
    said = "" if rises is None else both(rises)
    return said.removesuffix(" both ways") if not said or said.endswith(" both ways") else "of either sign"


def both(rises: Array) -> str:
    """Say the signs (of rises at ALONG) one step to either side of the middle.

    >>> both(ALONG**2), both(ALONG**3)
    ('positive both ways', 'negative one way and positive the other')
    """
    names = {1.0: "positive", -1.0: "negative", 0.0: "zero"}
    middle = len(rises) // 2
    before, after = (names.get(float(np.sign(rises[middle + step])), "not real") for step in (-1, 1))
    return f"{before} both ways" if before == after else f"{before} one way and {after} the other"


@lru_cache(maxsize=32)
def risen(surface: Surface, point: tuple[float, float]) -> tuple[CriticalPoint, Rise, float]:
    """Classify a point and prepare its rise; NotCritical where the gradient is not zero.

    The last is the radius below which plain float64 sees only rounding, 0 when that is not above 10⁻⁶.
    """
    critical = classify(surface, point)
    rise = Rise(surface, point, critical=True)
    rays = unit_vectors(np.linspace(7, 352, 12))
    lost = 0.0
    for power in np.arange(-6, 0.01, 0.25):
        steps = 10.0**power * rays
        try:
            true = rise(steps)
        except ValueError:  # too small for any float
            continue
        wrong = np.nanmax(np.abs(rise.plainly(steps) - true), initial=0.0)
        if wrong >= 0.5 * np.nanmax(np.abs(true), initial=0.0) > 0:
            lost = 10.0**power
    return critical, rise, lost


@lru_cache(maxsize=32)
def factors_about(surface: Surface, point: tuple[float, float]) -> tuple[Array, ...]:
    """Give the factors of f − f(p) in the displacement from p, where it is a polynomial that factors."""
    jet = risen(surface, point)[1].jet
    if not jet or not all(isinstance(value, Fraction) for value in jet.values()):
        return ()
    return factored(
        {(i, j): sympy.Rational(value.numerator, value.denominator) for (i, j), value in jet.items()}
    )


@lru_cache(maxsize=64)
def zero_set(
    surface: Surface, point: tuple[float, float], radius: float
) -> tuple[list[Array] | None, list[Array] | None]:
    """Give where f = f(p) and where f < f(p), exactly and in radii; None, None where only a grid can tell."""
    factors = [scaled(factor, radius) for factor in factors_about(surface, point)]
    lines = exact_lines(factors, -WINDOW, WINDOW) if factors else None
    rise = risen(surface, point)[1]
    return (
        (None, None)
        if lines is None
        else (lines, lower_bands(factors, lambda place: rise(radius * place), WINDOW))
    )


@lru_cache(maxsize=64)
def around(
    surface: Surface, point: tuple[float, float], radius: float
) -> tuple[RingSigns, tuple[Array, Array], int | None]:
    """All that does not depend on the line and the curve: the ring, the grid, and the digits they needed."""
    _, rise, _ = risen(surface, point)
    ring = signs_on_ring(rise, radius)
    places = np.linspace(-WINDOW, WINDOW, 61 if ring.many else 17)
    grid = rise(radius * np.stack(np.meshgrid(places, places), axis=-1))
    return ring, (places, grid), DIGITS if rise.digits else None


@lru_cache(maxsize=32)
def walk_rise(walk: Surface, start: float) -> Rise:
    """The rise of the curve y(x) from its place above `start`."""
    return Rise(walk, (start,))


def along_line(rise: Rise, radius: float, direction: Array) -> Array:
    """The rises (81,) along a straight line; zero where rounding the direction decides the sign."""
    turned = 1e-15 * np.array([-direction[1], direction[0]])
    line, left, right = (
        rise(radius * ALONG[:, None] * u) for u in (direction, direction + turned, direction - turned)
    )
    return np.where(np.sign(left) * np.sign(right) < 0, 0.0, line)


RADII = np.append(0.0, np.geomspace(0.004, 1, 36))
RADII.setflags(write=False)


@lru_cache(maxsize=32)
def lowest_of_circles(surface: Surface, point: tuple[float, float]) -> tuple[Array, Array]:
    """Give radii (37,) and the lowest rise on each circle, divided by r²; at 0 it is ½λ_min, its limit."""
    critical, rise, _ = risen(surface, point)
    lows = [signs_on_ring(rise, float(radius)).smallest / radius**2 for radius in RADII[1:]]
    return RADII, np.append(0.5 * critical.eigenvalues[0], lows)


WALK = Surface("2x^2", "x")


def compute(
    formula: Surface,
    point: tuple[float, float],
    radius: float,
    angle: float = 30.0,
    walk: Surface = WALK,
    show: str = "ring",
) -> RingScene:
    """Make the scene of one circle; NotCritical, a ValueError, where the gradient is not zero."""
    place = (float(point[0]), float(point[1]))
    radius = float(f"{radius:.3g}")
    critical, rise, lost = risen(formula, place)
    ring, grid, digits = around(formula, place, radius)
    direction = unit_vectors(angle)
    line = along_line(rise, radius, direction)
    curve = walked = None
    if abs(float(walk.value((place[0],))) - place[1]) <= 1e-12 * max(1.0, abs(place[1])):
        across = radius * ALONG
        curve = np.column_stack([across, walk_rise(walk, place[0])(across[:, None])])
        walked = rise(curve)
    return RingScene(
        formula,
        critical,
        radius,
        float(angle),
        walk,
        ring,
        grid,
        *zero_set(formula, place, radius),
        float(line[-1]),
        line,
        curve,
        walked,
        lost,
        digits,
        show,
        lowest_of_circles(formula, place) if show == "bound" else None,
    )


def ring(
    formula: Any = "x^4 + y^4",
    point: tuple[float, float] = (0, 0),
    radius: float = 0.1,
    walk: str = "2x^2",
    show: str = "ring",
) -> Explorer:
    """Explore the signs of f − f(p) on a circle round a critical point p, down to a radius of 10⁻⁶.

    Drag the dot on the ring to walk round p, to turn the straight line, or on the graph to choose a circle.

    Parameters
    ----------
    formula : str, sympy expression or Surface
        What to start from.
    point : pair of float
        A critical point of it.
    radius : float
        Between 10⁻⁶ and 1.
    walk : str
        A formula in x: the curve y(x) that "lines" shows.
    show : {"ring", "lines", "bound"}
        Beside the ring: f − f(p) all round it; f − f(p) along a straight line and along a curve; or, for every radius,
        how low f − f(p) gets on the circle, against ½λ_min r².

    Returns
    -------
    Explorer

    Raises
    ------
    NotCritical
        If the gradient at the point is not zero.
    ValueError
        If there is nothing of that name to show.

    Examples
    --------
    >>> ring("x^4 + y^4").sentence[:72]
    'On the circle of radius 0.1 round (0, 0) f − f(p) is positive all the wa'
    >>> peano = ring("(y - x^2)(y - 3x^2)", radius=1e-6, show="lines")
    >>> peano.scene.ring.changes, f"{peano.scene.walked[-1]:.6g}"
    (4, '-1e-24')
    """
    if show not in SHOWS:
        raise ValueError(f"a ring can show {conjunction(SHOWS)}; there is no {show!r}.")
    curve = FormulaBox(walk, names=(), variables="x")
    curve.text.description = "walk along y ="
    said = "line at (degrees)" if show == "lines" else "place on the ring (degrees)"
    turn = slider(said, 30, 0, 360, 1, readout_format=".0f")
    controls: dict[str, Any] = {
        "formula": FormulaBox(formula, NAMES), "point": PointControl(point, "critical point p"),
        "radius": log_slider("radius r", radius, -6, 0), "angle": turn, "walk": curve,
    }  # fmt: skip
    for needless in {"ring": ("walk",), "lines": (), "bound": ("angle", "walk")}[show]:
        del controls[needless]
    translate = {
        "tip": lambda position: {"angle": bearing((0, 0), position, turn.value)},
        "dial": lambda position: {"angle": float(round(position[0]))},
        "circle": lambda position: {"radius": min(max(position[0], 1e-6), 1.0)},
    }
    return Explorer(
        controls, partial(compute, show=show), partial(RingPicture, show=show), translate, sweep=SWEEPS[show]
    )


def _shrinking(explorer: Explorer) -> Sweep:
    """Take the circle along the radii of the picture, evenly."""
    radii = [round(radius, 2) for radius in np.linspace(0.05, 1, 20).tolist()]
    return sweep_of(["radius r"], [radii], [explorer.values["radius"]], lambda radius: {"radius": radius})


SWEEPS: dict[str, Any] = {
    "ring": sliding("radius"),
    "lines": sliding("angle", 37),
    "bound": _shrinking,
}

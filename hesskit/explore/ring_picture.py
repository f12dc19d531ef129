"""The picture of `ring`: the circle on level curves, f − f(p) against the angle, along a line and along a curve."""

from typing import Any

import contourpy
import numpy as np
import numpy.typing as npt
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from hesskit.explore.contours import level_lines
from hesskit.explore.ring_signs import unit_vectors
from hesskit.explore.words import number, slot_html
from hesskit.stage import LIGHT, Handle, Picture, Theme
from hesskit.stage.themes import dress

Array = npt.NDArray[np.float64]
WINDOW = 1.35  # half the side of the left panel, in radii
LEVELS = (np.arange(1, 7) / 6) ** 2  # as shares of the largest |f − f(p)| in the panel
MARK = 1.16  # where the signs stand round the ring, in radii
STRIP = 1.3  # where they stand above the graph
APART = 11.0  # degrees between two signs at least
STROKES = np.arange(0, 360, 3.0)  # degrees at which the parts below zero are hatched
NOTHING = Path(np.zeros((1, 2)))


class RingPicture(Picture):
    """Left: the ring on level curves. Top right: f − f(p) round it. Bottom right: along the line and the curve."""

    width, height = 940, 470
    readout = (
        f'<div class="row"><span><i>r</i> = {slot_html("radius")}</span><span>smallest {slot_html("low")}</span>'
        f"<span>largest {slot_html('high')}</span><span>sign changes: {slot_html('changes')}</span>"
        f'<span>the second-derivative test says: <span class="words">{slot_html("kind")}</span></span></div>'
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        add = self.figure.add_axes
        self.flat = dress(
            add((0.06, 0.115, 0.4, 0.8)), theme, "the ring, zoomed so that r = 1", xlabel="(x − x of p) / r"
        )
        self.flat.set(xlim=(-WINDOW, WINDOW), ylim=(-WINDOW, WINDOW), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
        self.flat.set_ylabel("(y − y of p) / r", labelpad=-4)
        self.dial = dress(add((0.535, 0.575, 0.45, 0.34)), theme, xlabel="angle on the ring")
        self.dial.set(xlim=(0, 360), ylim=(-1.15, 1.48))
        self.dial.set_xticks(range(0, 361, 45), [f"{angle}°" for angle in range(0, 361, 45)])
        self.dial.axhline(1.12, color=theme.faint, lw=0.8, zorder=1)
        self.line_axes = dress(add((0.535, 0.115, 0.2, 0.26)), theme, xlabel="distance / r")
        self.walk_axes = dress(add((0.785, 0.115, 0.2, 0.26)), theme, xlabel="(x − x of p) / r")
        for axes in (self.dial, self.line_axes, self.walk_axes):
            axes.set_yticks((-1, 0, 1), ("−m", "0", "m"))
            axes.axhline(0, color=theme.faint, lw=0.9, zorder=1)
        for axes in (self.line_axes, self.walk_axes):
            axes.set(xlim=(-1, 1), ylim=(-1.15, 1.15), xticks=(-1, 0, 1))
        self._make_flat(theme)
        self._make_graphs(theme)

    def _make_flat(self, theme: Theme) -> None:
        flat = self.flat
        self.shade = PathPatch(NOTHING, fc=theme.down, alpha=0.13, lw=0, zorder=0)
        flat.add_patch(self.shade)
        (self.above,) = flat.plot([0], [0], color=theme.faint, lw=0.8, zorder=1)
        (self.below,) = flat.plot([0], [0], color=theme.faint, lw=0.8, ls=(0, (3, 2.2)), zorder=1)
        (self.zero,) = flat.plot([0], [0], color=theme.ink, lw=1.2, zorder=1)
        (self.way,) = flat.plot([0], [0], color=theme.other, lw=1.6, ls=(0, (1, 1.5)), zorder=3)
        (self.walk,) = flat.plot([0], [0], color=theme.model, lw=2, zorder=3)
        (self.plus,) = flat.plot([0], [0], color=theme.up, lw=3.4, zorder=4, solid_capstyle="butt")
        (self.minus,) = flat.plot([0], [0], color=theme.down, lw=3.4, ls=(0, (1.6, 0.8)), zorder=4)
        (self.level,) = flat.plot([0], [0], color=theme.ink, lw=1.6, ls=(0, (1, 1)), zorder=4)
        (self.turns,) = flat.plot([0], [0], "D", color=theme.ink, ms=4, zorder=5)
        (self.touches,) = flat.plot([0], [0], "o", mfc=theme.paper, mec=theme.ink, ms=6, mew=1.3, zorder=5)
        (self.centre,) = flat.plot([0], [0], "o", color=theme.point, ms=6, zorder=5)
        (self.tip,) = flat.plot([0], [0], "o", color=theme.other, ms=10, mec=theme.paper, mew=1.5, zorder=7)
        self.marks = [self._mark(flat, theme) for _ in range(2)]
        self.move(self.shade, self.above, self.below, self.zero, self.way, self.walk, self.plus, self.minus)
        self.move(self.level, self.turns, self.touches, self.centre, self.tip, *self.marks)

    @staticmethod
    def _mark(axes: Any, theme: Theme) -> Any:
        """Make the line that writes all signs of one kind as strokes: no text needs to come and go."""
        colour = (theme.up, theme.down)[sum(line.get_gid() == "mark" for line in axes.lines)]
        return axes.plot([0], [0], color=colour, lw=2.2, zorder=6, gid="mark", clip_on=False)[0]

    def _make_graphs(self, theme: Theme) -> None:
        dial = self.dial
        (self.hatch,) = dial.plot([0], [0], color=theme.down, lw=0.8, zorder=2)
        (self.curve,) = dial.plot([0], [0], color=theme.ink, lw=1.5, zorder=3)
        (self.bounds,) = dial.plot([0], [0], color=theme.ink, lw=0.9, zorder=2)
        (self.knob,) = dial.plot(
            [0], [0], "o", color=theme.other, ms=9, mec=theme.paper, mew=1.5, zorder=7, clip_on=False
        )
        self.strip = [self._mark(dial, theme) for _ in range(2)]
        (self.line,) = self.line_axes.plot([0], [0], color=theme.other, lw=1.8, ls=(0, (1, 1)), zorder=3)
        (self.walked,) = self.walk_axes.plot([0], [0], color=theme.model, lw=2, zorder=3)
        graphs = (
            ("round the ring", dial, theme.ink),
            ("", self.line_axes, theme.other),
            ("", self.walk_axes, theme.model),
        )
        plain: dict[str, Any] = {"parse_math": False}
        self.titles = [
            axes.text(0, 1.04, text, transform=axes.transAxes, color=colour, fontsize=9.5, va="bottom", **plain)
            for text, axes, colour in graphs
        ]  # fmt: skip
        self.move(
            self.hatch, self.curve, self.bounds, self.knob, *self.strip, self.line, self.walked, *self.titles
        )
        self.handles = [
            Handle("tip", "the direction of the straight line", self.tip, rides=True),
            Handle("dial", "the angle of the straight line, left and right", self.knob, rides=True),
        ]

    def update(self, scene: Any) -> bool:
        """Move everything; the axes are in radii and in shares of the largest value, so nothing still changes."""
        self._place_levels(scene)
        self._place_ring(scene.ring)
        self._place_ways(scene)
        self._place_graphs(scene)
        return False

    def _place_levels(self, scene: Any) -> None:
        places, rises = scene.grid
        z = rises / largest(rises)
        self.above.set_data(*level_lines(places, places, z, LEVELS).T)
        self.below.set_data(*level_lines(places, places, z, -LEVELS).T)
        self.zero.set_data(*level_lines(places, places, z, [0.0]).T)
        below = lower_part(places, z)
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
        spots = {1: spread(arcs, 1), -1: spread(arcs, -1)}
        for line, strip, sign in zip(self.marks, self.strip, (1, -1), strict=True):
            line.set_data(*strokes(MARK * unit_vectors(spots[sign]), sign, (0.055, 0.055)).T)
            above = np.column_stack([np.clip(spots[sign], 7, 353), np.full(len(spots[sign]), STRIP)])
            strip.set_data(*strokes(above, sign, (4.5, 0.09)).T)

    def _place_ways(self, scene: Any) -> None:
        direction = unit_vectors(scene.angle)
        self.way.set_data(*np.outer(direction, [-2, 2]))
        self.tip.set_data(direction[:1], direction[1:])
        for artist in (self.walk, self.walked):
            artist.set_visible(scene.curve is not None)
        if scene.curve is not None:
            self.walk.set_data(*(scene.curve / scene.radius).T)

    def _place_graphs(self, scene: Any) -> None:
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
        here = scene.end / size
        self.knob.set_data([scene.angle], [here if np.isfinite(here) else 0.0])
        share = np.linspace(-1, 1, len(scene.line))
        self.line.set_data(share, scene.line / largest(scene.line))
        missed = "does not pass through p"
        if scene.walked is not None:
            self.walked.set_data(share, scene.walked / largest(scene.walked))
            missed = f"m = {number(peak(scene.walked))}"
        text = scene.walk.text if len(scene.walk.text) <= 12 else "y(x)"
        self.titles[0].set_text(f"f − f(p) round the ring,  m = {number(peak(ring.rises))}")
        self.titles[1].set_text(
            f"along the line at {round(scene.angle, 1):g}°\nm = {number(peak(scene.line))}"
        )
        self.titles[2].set_text(f"along y = {text}\n{missed}")

    def numbers(self, scene: Any) -> dict[str, str]:
        """Fill the readout."""
        low, high = number(scene.ring.smallest), number(scene.ring.largest)
        kind = scene.critical.kind
        return {
            "radius": number(scene.radius),
            "low": low,
            "high": high,
            "changes": str(scene.ring.changes),
            "kind": kind,
        }


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

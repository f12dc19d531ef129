"""The gradient against the level curve, and how fast f changes along a direction u: the slope ∇f·u."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.lesson_1 import bearing, in_degrees, unit
from hesskit.explore.parts import (
    LONGEST,
    Box,
    Explorer,
    FormulaBox,
    Levels,
    PointControl,
    arrow,
    blanks,
    colour,
    grid_of,
    held_dot,
    level_curve,
    matrix_html,
    number,
    one_scale,
    outside,
    slider,
    slot_html,
    tones,
    turning,
    vector,
    way_of,
)
from hesskit.maths.surfaces import Surface
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

# The picture of `explore.gradient`: ∇f, u and the level curve, and the slope ∇f·u against the angle of u.

UNIT = 0.13  # the length of u on the picture, as a share of the axes
SHORT, LONG = 0.11, 0.2  # the same of ∇f, where it is smallest and where it is largest
ANGLES = np.linspace(0, 360, 145)
ANGLES.setflags(write=False)
CIRCLE = np.stack([np.cos(np.radians(ANGLES)), np.sin(np.radians(ANGLES))], axis=-1)


class GradientPicture(Picture):
    """Left: the level curve through the point, ∇f and u. Right: the slope ∇f·u as u turns."""

    width, height = 880, 420
    readout = (
        f'<div class="row"><span>∇<i>f</i> = {matrix_html("g", 2, 1)}</span>'
        f"<span>|∇<i>f</i>| = {slot_html('steepness')}</span>"
        f'<span class="words"><i>u</i> = {slot_html("u")}</span>'
        f"<span>∇<i>f</i>·<i>u</i> = {slot_html('slope')}</span></div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.surface: Surface | None = None
        self.limit = 0.0
        self.scale = np.ones(2)
        add = self.figure.add_axes
        self.flat = dress(add((0.06, 0.115, 0.41, 0.8)), theme, xlabel="x", ylabel="y")
        self.dial = dress(
            add((0.56, 0.115, 0.42, 0.8)),
            theme,
            r"the slope $\nabla f\cdot u$ as $u$ turns",
            xlabel="angle of u",
        )
        self.dial.set(xlim=(0, 360))
        self.dial.set_xticks(range(0, 361, 45), [f"{angle}°" for angle in range(0, 361, 45)])
        self.dial.axhline(0, color=theme.faint, lw=0.9, zorder=1)
        self.levels = Levels(self.flat, theme)
        self.said_at[self.flat] = self.levels.said
        self.windows = [self.flat]
        self._make_flat(theme)
        self._make_dial(theme)

    def _make_flat(self, theme: Theme) -> None:
        def line(**style: Any) -> Any:
            return self.flat.plot([0], [0], clip_on=False, **style)[0]

        self.curve = line(color=theme.ink, lw=1.5, zorder=2)
        self.circle = line(color=theme.ink, lw=0.8, ls=(0, (1, 2)), zorder=3)
        self.corner = line(color=theme.ink, lw=1, zorder=3)
        self.shadow = line(color=theme.up, lw=7, alpha=0.75, solid_capstyle="butt", zorder=4)
        self.drop = line(color=theme.ink, lw=1.1, ls=(0, (3, 2)), zorder=5)
        self.gradient = line(color=theme.gradient, lw=2.6, zorder=6)
        self.u = line(color=colour(theme, "held"), lw=2.6, zorder=7)
        self.dot = line(marker="o", color=theme.point, ms=9, mec=theme.paper, mew=1.5, zorder=8)
        self.tip = line(marker="o", color=colour(theme, "held"), ms=9, mec=theme.paper, mew=1.5, zorder=9)
        style = {
            "ha": "center",
            "va": "center",
            "fontsize": 11,
            "weight": "bold",
            "zorder": 10,
            "parse_math": False,
        }
        self.names = [
            self.flat.text(0, 0, text, color=shade, **style)  # type: ignore[arg-type]
            for text, shade in (("∇f", theme.gradient), ("u", colour(theme, "held")))
        ]
        lines = (self.curve, self.circle, self.corner, self.shadow, self.drop, self.gradient, self.u)
        self.curve.set_clip_on(True)
        self.move(*lines, self.dot, self.tip, *self.names)

    def _make_dial(self, theme: Theme) -> None:
        dial = self.dial
        (self.wave,) = dial.plot([0], [0], color=theme.ink, lw=1.4, zorder=2)
        (self.stem,) = dial.plot([0], [0], color=theme.up, lw=7, alpha=0.75, solid_capstyle="butt", zorder=3)
        (self.most,) = dial.plot([0], [0], "^", color=theme.gradient, ms=8, zorder=4)
        (self.least,) = dial.plot([0], [0], "v", color=theme.gradient, ms=8, zorder=4)
        (self.zeros,) = dial.plot([0], [0], "o", mfc=theme.paper, mec=theme.ink, ms=6, mew=1.3, zorder=4)
        self.knob = held_dot(dial, theme, zorder=6, clip_on=False)
        style = {
            "ha": "center",
            "va": "center",
            "fontsize": 9,
            "zorder": 5,
            "parse_math": False,
            "linespacing": 1.2,
        }
        self.tags = [
            dial.text(0, 0, "", color=shade, **style)  # type: ignore[arg-type]
            for shade in (theme.gradient, theme.gradient, theme.ink)
        ]
        self.move(self.wave, self.stem, self.most, self.least, self.zeros, self.knob, *self.tags)
        self.handles = [
            Handle("point", "the point", self.dot),
            Handle("direction", "the tip of the direction u", self.tip, rides=True),
            Handle("angle", "the angle of u, left and right", self.knob, rides=True),
        ]

    def update(self, scene: Any) -> bool:
        """Move everything that depends on the point or on u; redraw the rest when f or the scale is another."""
        changed = scene.surface != self.surface
        if changed:
            self.surface = scene.surface
            self._frame(scene)
        changed |= self._scale(scene)
        always = (self.dot, self.tip, self.u, self.circle, self.knob, self.names[1])
        sloping = scene.real and not scene.critical
        for artist in self.moving:
            artist.set_visible(
                sloping or artist in always or (scene.real and artist in (self.curve, self.wave))
            )
        self.tags[2].set_visible(scene.real)
        self._keep_in(outside(scene.point, scene.box))
        self.curve.set_data(scene.level[:, 0], scene.level[:, 1])
        self._place_direction(scene)
        if sloping:
            self._place_gradient(scene)
        if scene.real:
            self._place_dial(scene)
        self.knob.set_data([scene.angle], [scene.slope if scene.real else 0.0])
        return changed

    def _keep_in(self, beyond: bool) -> None:
        """Let arrows reach over the edge of the picture, but not those of a point that is not on it."""
        for artist in (
            self.circle,
            self.corner,
            self.shadow,
            self.drop,
            self.gradient,
            self.u,
            self.dot,
            self.tip,
        ):
            artist.set_clip_on(beyond)
        for name in self.names:
            name.set_visible(name.get_visible() and not beyond)

    def _frame(self, scene: Any) -> None:
        """Draw the level curves, both axes to one scale unless the box is too long for it."""
        self.levels.draw(scene.surface, scene.box)
        self.scale = one_scale(self.flat, scene.box)
        alike = self.scale[0] == self.scale[1]
        self.flat.set_title("the level curve, ∇f and u" + ("" if alike else ", not to one scale"))

    def _scale(self, scene: Any) -> bool:
        """Fit the dial to the steepest of the box, and double it where the point is steeper; True when it changes."""
        limit = 1.1 * scene.steep
        if scene.real and scene.steepness > limit:
            limit *= 2 ** np.ceil(np.log2(scene.steepness / limit))
        if limit == self.limit:
            return False
        self.limit = float(limit)
        self.dial.set_ylim(-1.45 * limit, 1.45 * limit)
        return True

    def _place_direction(self, scene: Any) -> None:
        x, y = arrow(scene.point, scene.direction, UNIT, self.scale)
        self.u.set_data(x, y)
        self.tip.set_data(x[1:2], y[1:2])
        self.dot.set_data(scene.point[:1], scene.point[1:])
        ring = scene.point + UNIT * self.scale * CIRCLE
        self.circle.set_data(ring[:, 0], ring[:, 1])
        self._name(1, scene, scene.direction, UNIT)

    def _place_gradient(self, scene: Any) -> None:
        """Draw ∇f, its shadow on the line of u, and the right angle it makes with the level curve."""
        length = SHORT + (LONG - SHORT) * min(1.0, scene.steepness / scene.steep)
        self.gradient.set_data(*arrow(scene.point, scene.gradient, length, self.scale))
        per_unit = length / np.hypot(*(scene.gradient / self.scale))
        tip, foot = (
            scene.point + per_unit * part for part in (scene.gradient, scene.slope * scene.direction)
        )
        self.shadow.set_data([scene.point[0], foot[0]], [scene.point[1], foot[1]])
        self.drop.set_data([tip[0], foot[0]], [tip[1], foot[1]])
        across = np.array([-scene.gradient[1], scene.gradient[0]])
        ways = (scene.gradient / self.scale, across / self.scale)
        along, aside = (0.03 * self.scale * way / np.hypot(*way) for way in ways)
        corner = scene.point + np.array([along, along + aside, aside])
        self.corner.set_data(corner[:, 0], corner[:, 1])
        way = colour(self.theme, way_of(scene.slope))
        self.shadow.set_color(way)
        self.stem.set_color(way)
        self._name(0, scene, scene.gradient, length)

    def _name(self, index: int, scene: Any, direction: Any, length: float) -> None:
        """Write ∇f (0) or u (1) beside its tip, on the side where the other arrow is not."""
        turn = 0.0 if scene.critical or not scene.real else (scene.angle - scene.bearing + 180) % 360 - 180
        side = -1 if (turn >= 0) == (index == 0) else 1
        way = np.asarray(direction) / self.scale
        way = way / np.hypot(*way)
        shift = (length + 0.025) * way + 0.045 * side * np.array([-way[1], way[0]])
        lows, highs = np.array(scene.box).T
        room = 0.03 * (highs - lows)
        self.names[index].set_position(
            tuple(np.clip(scene.point + shift * self.scale, lows + room, highs - room))
        )

    def _place_dial(self, scene: Any) -> None:
        self.wave.set_data(ANGLES, scene.slopes(ANGLES))
        self.stem.set_data([scene.angle, scene.angle], [0.0, scene.slope])
        if scene.critical:
            self.tags[2].set_text("∇f = 0: the slope ∇f·u is 0 for every u")
            self.tags[2].set_position((180, 0.1 * self.limit))
            self.tags[2].set_horizontalalignment("center")
            return
        size, top = scene.steepness, scene.bearing
        zeros = (top + np.array([90.0, 270.0])) % 360
        self.most.set_data([top], [size])
        self.least.set_data([(top + 180) % 360], [-size])
        self.zeros.set_data(zeros, [0.0, 0.0])
        self._label_dial(size, top, zeros)

    def _label_dial(self, size: float, top: float, zeros: Any) -> None:
        """Name the highest, the lowest and one of the zeros, on the sides where the curve is not."""
        lift = 0.2 * self.limit
        texts = (
            f"steepest ascent\n|∇f| = {number(size)}",
            f"steepest descent\n−{number(size)}",
            "along the level curve",
        )
        falls = zeros[0] <= 210  # there is room to the right of the zero where the curve falls
        zero = (zeros[0] + 9, 0.07 * self.limit) if falls else (zeros[1] + 9, -0.07 * self.limit)
        ends = (top, size + lift), ((top + 180) % 360, -size - lift)
        for tag, text, (x, y) in zip(self.tags, texts, (*ends, zero), strict=True):
            tag.set_text(text)
            tag.set_position((x if tag is self.tags[2] else min(max(x, 58), 302), y))
        self.tags[2].set_horizontalalignment("left")

    def tones(self, scene: Any) -> dict[str, str]:
        """Colour the gradient as its arrow, and the slope by its sign."""
        if not scene.real or scene.critical:
            return {}
        words = {"∇f": "gradient"}
        if scene.slope:
            words[f"∇f·u = {number(scene.slope)}"] = way_of(scene.slope)
        gradient = dict.fromkeys(("#g00", "#g10", "#steepness"), colour(self.theme, "gradient"))
        return gradient | tones(self.theme, words, {"slope": self.numbers(scene)["slope"]})

    def numbers(self, scene: Any) -> dict[str, str]:
        """Fill the readout."""
        found = {"u": vector(scene.direction)}
        if not scene.real:
            return found | dict.fromkeys(("g00", "g10", "steepness", "slope"), "–")
        first, second = (number(value, 4) for value in scene.gradient)
        steepness, slope = number(scene.steepness, 4), number(scene.slope, 4)
        return found | {"g00": first, "g10": second, "steepness": steepness, "slope": slope}


Array = npt.NDArray[np.float64]
MARGIN = 0.22  # round the box, as a share of it, so that the arrows stay on the picture


@dataclass(frozen=True, eq=False)
class GradientScene:
    """A surface at one point: its gradient, its level curve, and its slope along one direction."""

    surface: Surface
    box: Box  # what is drawn: the surface's box with a margin
    point: Array  # (2,)
    angle: float  # of u, in degrees from the x-axis
    value: float
    gradient: Array  # (2,); 0 where it is 0 but for rounding
    level: Array  # (m, 2), the level curve through the point, broken by NaN
    steep: float  # a large |∇f| for this surface: three quarters of the box have less

    @property
    def real(self) -> bool:
        """Whether f and its gradient are finite here."""
        return bool(np.isfinite([self.value, *self.gradient]).all())

    @property
    def critical(self) -> bool:
        """Whether the gradient is zero here."""
        return not self.gradient.any()

    @property
    def direction(self) -> Array:
        """The unit vector u (2,)."""
        return unit(self.angle)

    @property
    def steepness(self) -> float:
        """The size |∇f| of the gradient."""
        return float(np.hypot(*self.gradient))

    @property
    def bearing(self) -> float:
        """The direction of ∇f in degrees, from 0 up to 360."""
        return float(np.degrees(np.arctan2(self.gradient[1], self.gradient[0])) % 360)

    def slopes(self, angles: Any) -> Array:
        """Give the slope ∇f·u for directions at these angles, in degrees; 0 where it is 0 but for rounding."""
        found = np.einsum("i,i...->...", self.gradient, unit(angles))
        return np.where(abs(found) < 1e-12 * self.steepness, 0.0, found)

    @property
    def slope(self) -> float:
        """The slope ∇f·u now."""
        return float(self.slopes(self.angle))

    def caption(self) -> str:
        """Say how fast f changes along u, against the steepest."""
        if not self.real:
            return "f or its gradient is undefined here: move the point."
        if self.critical:
            return "∇f = 0: no direction is steepest here, and every slope is zero."
        if self.slope == 0:
            return "u points along the level curve, at right angles to ∇f: f neither rises nor falls."
        share = abs(self.slope) / self.steepness
        rate = (
            "as fast as it can"
            if share > 1 - 1e-6
            else f"at {min(100 * share, 99):.0f} % of the steepest rate"
        )
        way = "rises" if self.slope > 0 else "falls"
        return f"∇f stands at right angles to the level curve; along u, f {way} {rate}: ∇f·u = {number(self.slope)}."

    def sentence(self) -> str:
        """Say the gradient, and the slope ∇f·u with what it means."""
        place, gaps = f"At {vector(self.point)}", blanks(self.surface, self.surface.domain)
        if not self.real:
            text = (
                f"{place} f or its gradient is undefined, so no direction has a slope ∇f·u: move the point."
            )
        elif self.critical:
            text = (
                f"{place} f = {number(self.value)} and ∇f = 0: the slope ∇f·u is 0 for every u, so no direction is "
                "steepest, and the level curve need not have a normal here."
            )
        else:
            text = (
                f"{place} f = {number(self.value)} and ∇f = {vector(self.gradient)}, of size {number(self.steepness)}: "
                f"it points along the steepest ascent, at right angles to the level curve. {self._along()}"
            )
        beyond = "The point lies outside the box that is drawn." if outside(self.point, self.box) else ""
        return " ".join(part for part in (text, beyond, gaps) if part)

    def _along(self) -> str:
        turn = abs((self.angle - self.bearing + 180) % 360 - 180)
        formula = f"the slope ∇f·u = |∇f| cos {in_degrees(turn)} = {number(self.slope)}"
        start = f"Along u = {vector(self.direction, 2)}, {in_degrees(turn)} away from ∇f, {formula}"
        if self.slope == 0:
            return f"{start}: u points along the level curve, where f neither rises nor falls to first order."
        way = "rises" if self.slope > 0 else "falls"
        share = abs(self.slope) / self.steepness
        most = (
            "as fast as it can"
            if share > 1 - 1e-6
            else f"at {min(100 * share, 99):.0f} % of the steepest rate"
        )
        return f"{start}: f {way}, {most if share >= 0.005 else 'hardly, for u is nearly along the level curve'}."


@lru_cache(maxsize=32)
def steep_of(surface: Surface) -> float:
    """Give a size of gradient that three quarters of a surface's box do not exceed; 1 where it has none."""
    x, y, _z = grid_of(surface, surface.domain, 41)
    sizes = np.hypot(*np.moveaxis(surface.gradient(np.stack(np.meshgrid(x, y), axis=-1)), -1, 0))
    finite = sizes[np.isfinite(sizes)]
    return float(np.percentile(finite, 75)) or 1.0 if finite.size else 1.0


def drawn_box(surface: Surface) -> Box:
    """Widen a surface's box, by the same on every side when x and y are drawn to one scale."""
    spans = np.array([high - low for low, high in surface.domain])
    pads = MARGIN * (np.full(2, spans.max()) if spans.max() <= LONGEST * spans.min() else spans)
    return tuple(
        (low - pad, high + pad) for (low, high), pad in zip(surface.domain, pads.tolist(), strict=True)
    )  # type: ignore[return-value]


def within_margin(view: Box) -> Box:
    """Give the surface's box that is drawn as this view.

    >>> within_margin(((-2.88, 2.88), (-2.88, 2.88)))
    ((-2.0, 2.0), (-2.0, 2.0))
    """
    spans = np.array([high - low for low, high in view])
    share = MARGIN / (1 + 2 * MARGIN)
    even = (1 - 2 * share) * spans.max() <= LONGEST * (spans.min() - 2 * share * spans.max())
    pads = share * (np.full(2, spans.max()) if even else spans)
    (x_low, x_high), (y_low, y_high) = (
        (round(float(low + pad), 12), round(float(high - pad), 12))
        for (low, high), pad in zip(view, pads, strict=True)
    )
    return (x_low, x_high), (y_low, y_high)


def compute(formula: Surface, point: tuple[float, float], angle: float) -> GradientScene:
    """Make the scene of one direction at one point."""
    value, gradient, _hessian = formula.at(point)
    steep = steep_of(formula)
    if np.hypot(*gradient) < 1e-12 * steep:
        gradient = np.zeros(2)
    level = level_curve(formula, drawn_box(formula), value)
    return GradientScene(
        formula, drawn_box(formula), np.asarray(point, float), float(angle), value, gradient, level, steep
    )


def gradient(
    formula: Any = "x^2 + 3xy + y^2", point: tuple[float, float] = (0.8, 0.4), angle: float = 20.0
) -> Explorer:
    """Explore the gradient: normal to the level curve, steepest ascent, and the slope ∇f·u along any unit vector u.

    Drag the point, the tip of u, or the dot on the curve of ∇f·u against the angle.

    Parameters
    ----------
    formula : str, sympy expression or Surface
        What to start from.
    point : pair of float
        Where to start.
    angle : float
        The angle of u from the x-axis, in degrees.

    Returns
    -------
    Explorer

    Examples
    --------
    >>> explorer = gradient("x^2 + y^2", (1, 0), angle=60)
    >>> explorer.sentence[-91:-39]
    '60° away from ∇f, the slope ∇f·u = |∇f| cos 60° = 1:'
    """
    box, place = FormulaBox(formula), PointControl(point)
    turn = slider("angle of u (degrees)", float(angle) % 360, 0, 360, 1, readout_format=".0f")

    translate: dict[str, Any] = {
        "point": lambda position: tuple(np.clip(position, *np.transpose(box.value.domain)).tolist()),
        "direction": lambda position: {"angle": bearing(place.value, position, turn.value)},
        "angle": lambda position: float(round(position[0])),
        "view": within_margin,
    }
    return Explorer(
        {"formula": box, "point": place, "angle": turn}, compute, GradientPicture, translate, sweep=turning
    )

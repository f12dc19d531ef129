"""The picture of `explore.gradient`: ∇f, u and the level curve, and D_u f against the angle of u."""

from typing import Any

import numpy as np

from hesskit.explore.drawing import Levels, arrow, outside
from hesskit.explore.words import matrix_html, number, slot_html, vector
from hesskit.maths.surfaces import Surface
from hesskit.stage import LIGHT, Handle, Picture, Theme
from hesskit.stage.themes import dress

UNIT = 0.13  # the length of u on the picture, as a share of the axes
SHORT, LONG = 0.11, 0.2  # the same of ∇f, where it is smallest and where it is largest
LONGEST = 3  # a box longer than this, against its width, is not drawn to one scale
ANGLES = np.linspace(0, 360, 145)
ANGLES.setflags(write=False)
CIRCLE = np.stack([np.cos(np.radians(ANGLES)), np.sin(np.radians(ANGLES))], axis=-1)


class GradientPicture(Picture):
    """Left: the level curve through the point, ∇f and u. Right: D_u f as u turns."""

    width, height = 880, 420
    readout = (
        f'<div class="row"><span>∇<i>f</i> = {matrix_html("g", 2, 1)}</span>'
        f"<span>|∇<i>f</i>| = {slot_html('steepness')}</span>"
        f'<span class="words"><i>u</i> = {slot_html("u")}</span>'
        f"<span><i>D<sub>u</sub> f</i> = ∇<i>f</i>·<i>u</i> = {slot_html('slope')}</span></div>"
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
            r"$D_u f = \nabla f\cdot u$ as $u$ turns",
            xlabel="angle of u",
        )
        self.dial.set(xlim=(0, 360))
        self.dial.set_xticks(range(0, 361, 45), [f"{angle}°" for angle in range(0, 361, 45)])
        self.dial.axhline(0, color=theme.faint, lw=0.9, zorder=1)
        self.levels = Levels(self.flat, theme)
        self._make_flat(theme)
        self._make_dial(theme)

    def _make_flat(self, theme: Theme) -> None:
        def line(**style: Any) -> Any:
            return self.flat.plot([0], [0], clip_on=False, **style)[0]

        self.curve = line(color=theme.ink, lw=2, zorder=2)
        self.circle = line(color=theme.ink, lw=0.8, ls=(0, (1, 2)), zorder=3)
        self.corner = line(color=theme.ink, lw=1, zorder=3)
        self.shadow = line(color=theme.up, lw=7, alpha=0.75, solid_capstyle="butt", zorder=4)
        self.drop = line(color=theme.ink, lw=1.1, ls=(0, (3, 2)), zorder=5)
        self.gradient = line(color=theme.gradient, lw=2.6, zorder=6)
        self.u = line(color=theme.other, lw=2.6, zorder=7)
        self.dot = line(marker="o", color=theme.point, ms=9, mec=theme.paper, mew=1.5, zorder=8)
        self.tip = line(marker="o", color=theme.other, ms=9, mec=theme.paper, mew=1.5, zorder=9)
        style = {
            "ha": "center",
            "va": "center",
            "fontsize": 11,
            "weight": "bold",
            "zorder": 10,
            "parse_math": False,
        }
        self.names = [
            self.flat.text(0, 0, text, color=colour, **style)  # type: ignore[arg-type]
            for text, colour in (("∇f", theme.gradient), ("u", theme.other))
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
        (self.knob,) = dial.plot(
            [0], [0], "o", color=theme.other, ms=9, mec=theme.paper, mew=1.5, zorder=6, clip_on=False
        )
        style = {
            "ha": "center",
            "va": "center",
            "fontsize": 9,
            "zorder": 5,
            "parse_math": False,
            "linespacing": 1.2,
        }
        self.tags = [
            dial.text(0, 0, "", color=colour, **style)  # type: ignore[arg-type]
            for colour in (theme.gradient, theme.gradient, theme.ink)
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
        spans = np.array([high - low for low, high in scene.box])
        alike = spans.max() <= LONGEST * spans.min()
        self.flat.set_aspect("equal" if alike else "auto")
        self.flat.set_title("the level curve, ∇f and u" + ("" if alike else ", not to one scale"))
        self.scale = np.full(2, spans.max()) if alike else spans

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
        colour = self.theme.up if scene.slope > 0 else self.theme.down
        self.shadow.set_color(colour)
        self.stem.set_color(colour)
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
            self.tags[2].set_text("∇f = 0: D_u f = 0 for every u")
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

    def numbers(self, scene: Any) -> dict[str, str]:
        """Fill the readout."""
        found = {"u": vector(scene.direction)}
        if not scene.real:
            return found | dict.fromkeys(("g00", "g10", "steepness", "slope"), "–")
        first, second = (number(value, 4) for value in scene.gradient)
        steepness, slope = number(scene.steepness, 4), number(scene.slope, 4)
        return found | {"g00": first, "g10": second, "steepness": steepness, "slope": slope}

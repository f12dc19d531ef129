"""What the Hessian says of one direction: uᵀHu is the second derivative of f along the unit vector u."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.parts import (
    Box,
    Explorer,
    FormulaBox,
    Levels,
    PointControl,
    arrow,
    beside_shaft,
    by_sign,
    colour,
    conjunction,
    grid_of,
    height_range,
    held_dot,
    matrix_html,
    matrix_numbers,
    moved_apart,
    number,
    one_scale,
    outside,
    slider,
    slot_html,
    tones,
    turning,
    unseen,
    vector,
    way_of,
)
from hesskit.maths.calculus import definiteness
from hesskit.maths.surfaces import Surface
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

# The picture of `explore.curvature`: uᵀHu as a polar curve round the point, the direction u, and the slice along it.

Array = npt.NDArray[np.float64]
TIP = 0.13  # the length of u on the picture, as a share of the axes
PETAL = 0.32  # how far from the point the polar curve goes, as a share of the axes
LETTER = 0.017  # the width of a letter
MARGIN = 0.2  # round the box, as a share of it, so that the tip of u stays on the picture
ANGLES = np.linspace(0, 360, 181)
ANGLES.setflags(write=False)


class CurvaturePicture(Picture):
    """Left: u at the point, and uᵀHu as a curve round it: as far out as f curves that way. Right: the slice along u."""

    width, height = 860, 440
    readout = (
        f'<div class="row"><span><i>H</i> = {matrix_html("H", 2)}</span>'
        f"<span><i>u</i> = {slot_html('u')}</span>"
        f'<span class="words"><i>H</i> is {slot_html("shape")}</span>'
        f"{unseen('uᵀHu =', slot_html('bend'), 'λ₁ =', slot_html('low'), 'λ₂ =', slot_html('high'))}</div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.surface: Surface | None = None
        self.tall = self.size = 1.0
        self.scale = np.ones(2)  # what a length of 1 is, along x and along y
        self.box: Box = ((-1.0, 1.0), (-1.0, 1.0))
        add = self.figure.add_axes
        self.flat = dress(
            add((0.065, 0.115, 0.41, 0.8)),
            theme,
            "the curvature uᵀHu, drawn outwards along u",
            xlabel="x",
            ylabel="y",
        )
        self.side = dress(add((0.565, 0.115, 0.415, 0.8)), theme, xlabel="t")
        self.side.set_title("slice f(p + tu) − f(p)", loc="left", fontsize=11, color=colour(theme, "held"))
        self.side.set(ylim=(-1.15, 1.15))
        self.side.set_yticks((-1, 0, 1), ("−m", "0", "m"))
        self.side.axvline(0, color=theme.faint, lw=0.9, zorder=1)
        self.side.axhline(0, color=theme.faint, lw=0.9, zorder=1)
        self.levels = Levels(self.flat, theme)
        self.said_at[self.flat] = self.levels.said
        self.windows = [self.flat]
        self._make_flat(theme)
        self._make_side(theme)

    def _make_flat(self, theme: Theme) -> None:
        flat, held = self.flat, colour(theme, "held")
        (self.cut,) = flat.plot([0], [0], color=held, lw=1.2, ls=(0, (1, 1.5)), zorder=2)
        signs = ((1.0, 0.3), (-1.0, 0.16))
        self.petals = [
            flat.fill([0], [0], fc=by_sign(theme, sign)["color"], alpha=alpha, lw=0, zorder=2.5)[0]
            for sign, alpha in signs
        ]
        self.outlines = [flat.plot([0], [0], lw=2, zorder=3, **by_sign(theme, sign))[0] for sign, _ in signs]
        (self.flats,) = flat.plot([0], [0], lw=1.2, zorder=3, **by_sign(theme, 0))
        (self.low,) = flat.plot([0], [0], lw=1.2, zorder=3)
        (self.high,) = flat.plot([0], [0], lw=1.2, zorder=3)
        (self.u,) = flat.plot([0], [0], color=held, lw=2.6, zorder=4)
        self.dot = held_dot(flat, theme, clip_on=False)
        self.tip = held_dot(flat, theme, zorder=6)
        style: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 6, "parse_math": False}
        paper = {"fc": theme.paper, "ec": "none", "pad": 0.6, "alpha": 0.9}  # over what the level curves say
        self.names = [
            flat.text(0, 0, text, color=shade, fontsize=size, bbox=box, **style)
            for text, shade, size, box in (
                ("u", held, 11, None), ("λ₁", theme.ink, 9.5, paper), ("λ₂", theme.ink, 9.5, paper),
            )
        ]  # fmt: skip
        self.move(self.cut, *self.petals, *self.outlines, self.flats, self.low, self.high)
        self.move(self.u, self.dot, self.tip, *self.names)

    def _make_side(self, theme: Theme) -> None:
        side = self.side
        (self.parabola,) = side.plot([0], [0], color=theme.model, lw=2.4, ls=(0, (5, 1.5)), zorder=3)
        (self.section,) = side.plot([0], [0], color=colour(theme, "held"), lw=1.6, zorder=2)
        self.measure = side.text(
            0.015, 0.975, "", transform=side.transAxes, color=theme.ink, fontsize=9.5, va="top", zorder=5
        )
        words: dict[str, Any] = {"transform": side.transAxes, "fontsize": 9.5, "ha": "right", "zorder": 5}
        side.text(0.985, 0.05, "its parabola", color=theme.model, **words)
        (self.here,) = side.plot([0], [0], "o", color=theme.paper, ms=6, mec=theme.point, mew=1.6, zorder=4)
        self.move(self.parabola, self.section, self.measure, self.here)
        self.handles = [
            Handle("point", "the point", self.dot),
            Handle("tip", "the tip of the direction u", self.tip, rides=True),
        ]

    def update(self, scene: Any) -> bool:
        """Move everything that depends on the point or on u; redraw the rest when f or a scale is another."""
        changed = scene.surface != self.surface
        if changed:
            self.surface = scene.surface
            self._frame(scene.surface)
        before = self.side.get_xlim()
        self.side.set_xlim(scene.distances[0], scene.distances[-1])
        changed |= before != self.side.get_xlim()
        for artist in self.moving:
            artist.set_visible(scene.real or artist in (self.dot, self.tip, self.u, self.cut, self.section))
        for line, name, value in zip((self.low, self.high), self.names[1:], scene.eigenvalues, strict=True):
            look = by_sign(self.theme, value)
            line.set(**look)
            line.set_gid(f"λ{'₁' if line is self.low else '₂'} = {number(value)}")
            name.set_color(look["color"] if value else self.theme.ink)
        self.u.set_gid(f"uᵀHu = {number(scene.bend)}" if scene.real else None)
        beyond = outside(scene.point, self.box)
        self.dot.set_clip_on(beyond)
        for name in self.names:
            name.set_visible(name.get_visible() and not beyond)
        self._place_direction(scene)
        self._place_slice(scene)
        self.here.set_data([0], [0])
        return changed

    def _frame(self, surface: Surface) -> None:
        """Draw the level curves a little beyond the box, and measure the heights in the box."""
        self.box = tuple(
            (low - MARGIN * (high - low), high + MARGIN * (high - low)) for low, high in surface.domain
        )  # type: ignore[assignment]
        self.scale = one_scale(self.flat, self.box)
        self.levels.draw(surface, self.box)
        low, high = height_range(grid_of(surface, surface.domain, 90)[2])
        self.tall = high - low

    def _place_slice(self, scene: Any) -> None:
        """Draw the slice to its own scale m, so that a slight bend is seen too; nothing still changes."""
        rises = scene.slice - scene.value
        sizes = np.abs(rises[np.isfinite(rises)])
        largest = min(float(sizes.max(initial=0.0)), self.tall)
        self.size = round_up(largest if largest > 1e-9 * self.tall else 0.0) or 1.0
        self.section.set_data(scene.distances, rises / self.size)
        self.parabola.set_data(scene.distances, (scene.parabola - scene.value) / self.size)
        self.measure.set_text(f"m = {number(self.size)}")

    def _place_direction(self, scene: Any) -> None:
        lows, highs = np.array(self.box).T
        spans = highs - lows
        start = (scene.point - lows) / spans
        u = scene.direction
        x, y = arrow(scene.point, u, TIP, self.scale)
        self.u.set_data(x, y)
        self.tip.set_data(x[1:2], y[1:2])
        self.dot.set_data(scene.point[:1], scene.point[1:])
        ends = scene.point + np.outer((-1, 1), u) * scene.distances[-1]
        self.cut.set_data(ends[:, 0], ends[:, 1])
        largest = float(np.max(np.abs(scene.eigenvalues))) or 1.0
        if not np.isfinite(largest) or not scene.real:
            return

        def along(angles: Any) -> Array:
            """Give steps (..., 2) that are all of one length on the picture."""
            ways = unit(angles).T / self.scale
            return np.asarray(PETAL * self.scale * ways / np.linalg.norm(ways, axis=-1, keepdims=True))

        shares = scene.bends(ANGLES) / largest
        for petal, outline, sign in zip(self.petals, self.outlines, (1, -1), strict=True):
            curve = scene.point + along(ANGLES) * np.maximum(sign * shares, 0)[:, None]
            petal.set_xy(curve)
            outline.set_data(*curve.T)
        flats = [scene.point + way for one in scene.flat for way in (*along([one, one + 180]), (np.nan,) * 2)]
        self.flats.set_data(*np.array(flats or [(np.nan,) * 2]).T)
        reaches = along(scene.bearings) * np.abs(scene.eigenvalues / largest)[:, None]
        same = scene.eigenvalues[0] == scene.eigenvalues[1]
        texts = [f"λ{index} = {number(value)}" for index, value in zip("₁₂", scene.eigenvalues, strict=True)]
        texts = ["", f"λ₁ = λ₂ = {number(scene.eigenvalues[1])}"] if same else texts
        places = [
            beside_shaft(start, u / spans, TIP, [TIP / PETAL * way / spans for way in along(scene.bearings)])
        ]
        for line, name, text, reach in zip(
            (self.low, self.high), self.names[1:], texts, reaches, strict=True
        ):
            tips = scene.point + np.outer((-1, 1), reach)
            line.set_data(tips[:, 0], tips[:, 1])
            line.set_visible(not same)
            name.set_text(text)
            away = (-reach if reach @ u > 0 else reach) / spans  # labels keep out of the way of u
            places.append(beyond(start + away, away, text, u / spans))
        for name, place in zip(
            self.names, moved_apart(places, [name.get_text() for name in self.names]), strict=True
        ):
            name.set_position(tuple(lows + place * spans))

    def tones(self, scene: Any) -> dict[str, str]:
        """Colour the curvatures by their signs."""
        if not scene.real:
            return {}
        found = (("uᵀHu", scene.bend), ("λ₁", scene.eigenvalues[0]), ("λ₂", scene.eigenvalues[1]))
        words = {f"{name} = {number(value)}": way_of(value) for name, value in found}
        return tones(self.theme, words, matrix_numbers(scene.hessian, "H"))

    def numbers(self, scene: Any) -> dict[str, str]:
        """Fill the readout."""
        if not scene.real:
            blanks = ("H00", "H01", "H10", "H11", "bend", "low", "high")
            return dict.fromkeys(blanks, "–") | {"u": vector(scene.direction), "shape": "undefined here"}
        low, high = (number(value, 4) for value in scene.eigenvalues)
        found = {"u": vector(scene.direction), "bend": number(scene.bend, 4), "low": low, "high": high}
        return matrix_numbers(scene.hessian, "H") | found | {"shape": definiteness(scene.hessian)}


def beyond(end: Array, way: Array, text: str, u: Array) -> Array:
    """Place a text beyond the end of a line that points along `way`; to the side where u would run through it."""
    half = np.array([0.5 * LETTER * len(text), 0.026])
    ahead = way / (np.hypot(*way) or 1.0)
    across = np.array([-ahead[1], ahead[0]])
    place = end + (0.02 + float(np.abs(ahead) @ half)) * ahead
    if abs(across @ u) < 0.25 * np.hypot(*u):
        place = place + (0.01 + float(np.abs(across) @ half)) * across
    return np.asarray(place)


def unit(angles: Any) -> Any:
    """Give unit vectors (2, ...) at angles (...) in degrees, exact along the axes."""
    radians = np.radians(np.asarray(angles, float))
    u = np.stack([np.cos(radians), np.sin(radians)])
    return np.where(abs(u) < 1e-15, 0.0, u)


def round_up(size: float) -> float:
    """Give the least of 1, 2, 5 times a power of ten that is at least `size`; 0 for 0.

    >>> round_up(0.0), round_up(4.2), round_up(51.0)
    (0.0, 5.0, 100.0)
    """
    if size <= 0 or not np.isfinite(size):
        return 0.0
    power = 10.0 ** np.floor(np.log10(size))
    return float(next(digit * power for digit in (1, 2, 5, 10) if digit * power >= size * (1 - 1e-12)))


SLICE = np.linspace(-1, 1, 121)  # places along the slice, as a share of its reach
FAN = (unit(np.arange(0, 360, 15))[:, :, None] * np.linspace(1, 0, 12, endpoint=False)).reshape(2, -1).T
for shared in (SLICE, FAN):
    shared.setflags(write=False)
REACH = 0.3  # how far the slice goes either way, as a share of the box


@dataclass(frozen=True, eq=False)
class CurvatureScene:
    """A surface at one point, and its second derivative along one direction and along all."""

    surface: Surface
    point: Array  # (2,)
    angle: float  # of u, in degrees from the x-axis
    value: float
    gradient: Array  # (2,)
    hessian: Array  # (2, 2)
    eigenvalues: Array  # (2,), ascending; 0 where they are 0 but for rounding
    bearings: Array  # (2,), of their directions, in degrees, 0 ≤ bearing < 180
    distances: Array  # (121,), t along the slice
    slice: Array  # (121,), f(p + t u); NaN where not real
    rises: Array  # (288,), f − f(p) within the slice's reach in every direction; NaN where not real

    @property
    def real(self) -> bool:
        """Whether f and its derivatives are finite here."""
        return bool(np.isfinite([self.value, *self.gradient, *self.hessian.flat]).all())

    @property
    def direction(self) -> Array:
        """The unit vector u (2,)."""
        return unit(self.angle)

    @property
    def bend(self) -> float:
        """The value of uᵀHu now; 0 where it is 0 but for rounding."""
        return float(self.bends(self.angle))

    def bends(self, angles: Any) -> Array:
        """Give uᵀHu for directions at these angles, in degrees."""
        u = unit(angles)
        found = np.einsum("i...,ij,j...->...", u, self.hessian, u)
        return np.where(abs(found) < 1e-12 * np.max(abs(self.eigenvalues)), 0.0, found)

    @property
    def parabola(self) -> Array:
        """The osculating parabola f + ∇f·u t + ½ uᵀHu t² at the distances (121,)."""
        if not self.real:
            return np.full(len(self.distances), np.nan)
        t = self.distances
        return np.asarray(self.value + (self.gradient @ self.direction) * t + 0.5 * self.bend * t**2)

    @property
    def flat(self) -> tuple[float, ...]:
        """Where uᵀHu = 0: none, one or two bearings in degrees, 0 ≤ bearing < 180; none when it is 0 everywhere."""
        shape = definiteness(self.hessian)
        if shape.endswith("semidefinite"):
            return (float(self.bearings[int(np.argmin(abs(self.eigenvalues)))]),)
        if shape != "indefinite":
            return ()
        low, high = self.eigenvalues
        half = np.degrees(
            np.arctan(np.sqrt(-high / low))
        )  # tan² of the angle from the largest, where both cancel
        return tuple(sorted(float((self.bearings[1] + sign * half) % 180) for sign in (-1, 1)))

    def caption(self) -> str:
        """Say how the slice along u curves, against the least and the most."""
        if not self.real:
            return "No Hessian here: f or one of its derivatives is undefined. Move the point."
        bend, (low, high) = self.bend, self.eigenvalues
        way = "is straight to second order" if bend == 0 else "curves up" if bend > 0 else "curves down"
        if high - low <= 1e-10 * max(abs(low), abs(high)):
            return f"Along u the slice {way}, as in every other direction: uᵀHu = {number(bend)}."
        return f"Along u the slice {way}: uᵀHu = {number(bend)}, between λ₁ = {number(low)} and λ₂ = {number(high)}."

    def sentence(self) -> str:
        """Say uᵀHu, what it can be at least and at most, and where it is zero."""
        place = f"At {vector(self.point)}"
        if not self.real:
            return f"{place} f or one of its derivatives is undefined, so there is no Hessian here: move the point."
        bend = self.bend
        shape = "straight, to second order," if bend == 0 else "curving up" if bend > 0 else "curving down"
        start = (
            f"{place}, along u = {vector(self.direction, 2)} at {in_degrees(self.angle)}, uᵀHu = {number(bend)}: "
            f"the slice is {shape} at the point."
        )
        low, high = self.eigenvalues
        if high - low <= 1e-10 * max(abs(low), abs(high)):
            return f"{start} It is {number(high)} in every direction, because both eigenvalues are {number(high)}."
        ends = (
            f"As u turns, uᵀHu goes from λ₁ = {number(low)} at {in_degrees(self.bearings[0])} "
            f"to λ₂ = {number(high)} at {in_degrees(self.bearings[1])}, and the same in the opposite directions"
        )
        if not self.flat:
            return f"{start} {ends}; it is never 0."
        flat = conjunction(in_degrees(angle) for angle in self.flat)
        return f"{start} {ends}; it is 0 (the slice is straight, to second order) at {flat}."


def within_margin(view: Box) -> Box:
    """Give the box that is drawn as this view, with its margin.

    >>> within_margin(((-2.8, 2.8), (-1.4, 1.4)))
    ((-2.0, 2.0), (-1.0, 1.0))
    """
    pads = [(high - low) * MARGIN / (1 + 2 * MARGIN) for low, high in view]
    (x_low, x_high), (y_low, y_high) = (
        (round(low + pad, 12), round(high - pad, 12)) for (low, high), pad in zip(view, pads, strict=True)
    )
    return (x_low, x_high), (y_low, y_high)


def in_degrees(angle: float) -> str:
    """Say an angle in degrees.

    >>> in_degrees(45.0), in_degrees(33.333)
    ('45°', '33.3°')
    """
    return f"{number(round(float(angle), 1), 4)}°"


def compute(formula: Surface, point: tuple[float, float], angle: float) -> CurvatureScene:
    """Make the scene of one direction at one point."""
    place = np.asarray(point, float)
    value, gradient, hessian = formula.at(point)
    eigenvalues, vectors = np.linalg.eigh(hessian if np.isfinite(hessian).all() else np.zeros((2, 2)))
    eigenvalues = np.where(abs(eigenvalues) < 1e-12 * np.max(abs(eigenvalues)), 0.0, eigenvalues)
    bearings = np.degrees(np.arctan2(vectors[1], vectors[0])) % 180
    bearings[bearings > 180 - 1e-9] = 0.0  # 180° is the direction of 0°
    reach = REACH * max(high - low for low, high in formula.domain)
    distances = reach * SLICE
    places = np.concatenate([distances[:, None] * unit(angle), reach * FAN])
    heights = np.asarray(formula.value(place + places), float)
    heights[~np.isfinite(heights)] = np.nan
    along, around = np.split(heights, [len(distances)])
    rises = around - value
    return CurvatureScene(
        formula, place, float(angle), value, gradient, hessian, eigenvalues, bearings, distances, along, rises
    )


def bearing(start: Any, end: Any, otherwise: float) -> float:
    """Give the whole degrees, 0 to 359, at which `end` lies seen from `start`; `otherwise` when they coincide."""
    across, up = np.subtract(end, start)
    return otherwise if across == up == 0 else float(round(np.degrees(np.arctan2(up, across))) % 360)


def curvature(
    formula: Any = "x^3 - 3x y^2", point: tuple[float, float] = (0.6, 0.4), angle: float = 10.0
) -> Explorer:
    """Explore uᵀHu, the second derivative of f along a unit vector u, as u turns.

    Drag the tip of u, or the point. Round the point uᵀHu is drawn as a curve, as far out along u as f curves that way.

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
    >>> curvature("x^2 + 3xy + y^2", (0, 0), angle=45).sentence[:55]
    'At (0, 0), along u = (0.71, 0.71) at 45°, uᵀHu = 5: the'
    """
    box = FormulaBox(formula)
    place = PointControl(point)
    turn = slider("angle of u (degrees)", float(angle) % 360, 0, 360, 1, readout_format=".0f")

    def inside(position: tuple[float, float]) -> tuple[float, ...]:
        pairs = zip(position, box.value.domain, strict=True)
        return tuple(min(max(coordinate, low), high) for coordinate, (low, high) in pairs)

    translate: dict[str, Any] = {
        "point": lambda position: {"point": inside(position)},
        "tip": lambda position: {"angle": bearing(place.value, position, turn.value)},
        "view": within_margin,
    }
    return Explorer(
        {"formula": box, "point": place, "angle": turn}, compute, CurvaturePicture, translate, sweep=turning
    )

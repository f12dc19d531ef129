"""The first explorer: type f, drag the point, watch its Hessian."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from hesskit.explore.parts import (
    BENDS,
    KINDS,
    Explorer,
    FormulaBox,
    Levels,
    Mesh,
    OccludedLine,
    PointControl,
    arrow,
    bends,
    beside_shaft,
    beside_tip,
    blanks,
    by_sign,
    colour,
    curving,
    double_arrow,
    held_dot,
    matrix_html,
    matrix_numbers,
    moved_apart,
    number,
    one_scale,
    outside,
    patch_lines,
    rows,
    set_line,
    slot_html,
    solid_axes,
    tidy,
    tones,
    unseen,
    vector,
    way_of,
)
from hesskit.maths.calculus import definiteness
from hesskit.maths.surfaces import Surface
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

Array = npt.NDArray[np.float64]
PATCH = 0.16  # half the side of the quadratic patch, as a share of the box
ARROW = 0.17  # half the length of an eigen-direction, as a share of the box


@dataclass(frozen=True, eq=False)
class HessianScene:
    """A surface and all that its Hessian says at one point."""

    surface: Surface
    point: Array  # (2,)
    value: float
    gradient: Array  # (2,)
    hessian: Array  # (2, 2)
    eigenvalues: Array  # (2,), ascending
    eigenvectors: Array  # (2, 2), in columns

    @cached_property
    def real(self) -> bool:
        """Whether f and its derivatives are finite here."""
        return bool(np.isfinite([self.value, *self.gradient, *self.hessian.flat]).all())

    @cached_property
    def beyond(self) -> bool:
        """Whether the point lies outside the picture."""
        return outside(self.point, self.surface.domain)  # type: ignore[arg-type]

    @cached_property
    def shape(self) -> str:
        """Positive definite, indefinite, …"""
        return definiteness(self.hessian)

    @cached_property
    def equal(self) -> bool:
        """Whether both eigenvalues are one number, but for rounding: every direction is an eigen-direction then."""
        low, high = self.eigenvalues
        return bool(high - low <= 1e-10 * max(abs(low), abs(high)))

    @cached_property
    def entries(self) -> Array:
        """The Hessian (2, 2), with 0 for what is only rounding."""
        return np.where(abs(self.hessian) < 1e-12 * np.max(abs(self.hessian)), 0.0, self.hessian)

    @cached_property
    def bends(self) -> dict[str, str]:
        """The eigenvalues in words, and which way each curves; 0 where it is only rounding."""
        size = np.max(np.abs(self.eigenvalues))
        return bends(0.0 if abs(value) < 1e-12 * size else float(value) for value in self.eigenvalues)

    def caption(self) -> str:
        """Say how the surface curves here."""
        if not self.real:
            return "No Hessian here: f or one of its derivatives is undefined. Move the point."
        shape = self.shape
        said = ", ".join(self.bends)
        if self.equal:
            return f"{KINDS[shape]}: {said} in every direction."
        bearings = np.degrees(np.arctan2(self.eigenvectors[1], self.eigenvectors[0])) % 180
        where = curving(self.hessian, shape, bearings)
        return f"{KINDS[shape]}: {said}. {where}." if "yet" in where else f"{KINDS[shape]}: {said}."

    def sentence(self) -> str:
        """Say the Hessian, its eigenvalues and what they mean."""
        place = f"At {vector(self.point)}"
        if not self.real:
            return (
                f"{place} f or one of its derivatives is undefined, so there is no Hessian here; "
                f"move the point to another place where the picture is coloured.{self._blanks()}"
            )
        low, high = self.eigenvalues
        scale = max(abs(low), abs(high))
        shape = self.shape
        down, up = self.eigenvectors.T
        said = (
            f"Its eigenvalues are {tidy(low, scale)} along {vector(down, 2)} and {tidy(high, scale)} along "
            f"{vector(up, 2)}"
        )
        if self.equal:
            said = f"Both its eigenvalues are {tidy(high, scale)}, and every direction is an eigen-direction"
        name = "the zero matrix" if shape == "zero" else shape
        return (
            f"{place} f = {number(self.value)}, the gradient is {vector(self.gradient)} and the Hessian has "
            f"{rows(self.entries)}. {said}: it is {name}; {BENDS[shape]}.{self._blanks()}"
        )

    def _blanks(self) -> str:
        where = blanks(self.surface, self.surface.domain)
        beyond = " The point lies outside the box that is drawn." if self.beyond else ""
        return f"{beyond} {where}" if where else beyond


def compute(formula: Surface, point: tuple[float, float]) -> HessianScene:
    """Make the scene of one surface at one point."""
    value, gradient, hessian = formula.at(point)
    real = np.isfinite(hessian).all()
    eigenvalues, eigenvectors = np.linalg.eigh(hessian if real else np.zeros((2, 2)))
    # an eigenvector is a direction without a sense: let it point right, so that its words do not flicker
    sense = np.where(
        (eigenvectors[0] < -1e-12) | ((abs(eigenvectors[0]) <= 1e-12) & (eigenvectors[1] < 0)), -1.0, 1.0
    )
    return HessianScene(
        formula, np.asarray(point, float), value, gradient, hessian, eigenvalues, eigenvectors * sense
    )


VERDICTS = {
    "positive definite": "up",
    "negative definite": "down",
    "indefinite": "saddle",
}  # the word's colour
SECONDS = ("x^2", r"y\,\partial x", r"x\,\partial y", "y^2")  # row i is differentiated by variable i first


class Tiles:
    """A 2×2 matrix as four tiles: blue and + where an entry is positive, red and − where it is negative."""

    def __init__(self, axes: Any, theme: Theme) -> None:
        self.theme = theme
        axes.set(xlim=(0, 2), ylim=(0, 2), xticks=[], yticks=[], aspect="equal")
        self.boxes = [
            Rectangle((j, 1 - i), 1, 1, lw=2, ec=theme.paper, zorder=1) for i in (0, 1) for j in (0, 1)
        ]
        words: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 3, "parse_math": False}
        middle: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 10.5, "color": theme.ink}
        self.numbers, places = [], [(j + 0.5, 1.5 - i) for i in (0, 1) for j in (0, 1)]
        for box, (x, y), name in zip(self.boxes, places, SECONDS, strict=True):
            axes.add_patch(box)
            self.numbers.append(
                axes.text(x, y - 0.08, "", fontsize=14, weight="bold", color=theme.ink, **words)
            )
            axes.text(x, y + 0.29, rf"$\partial^2 f/\partial {name}$", **middle)

    @property
    def artists(self) -> list[Any]:
        """All that moves."""
        return [*self.boxes, *self.numbers]

    def show(self, matrix: Array) -> None:
        """Colour every tile by its entry's sign, the deeper the larger the entry is beside the others."""
        size = float(np.max(np.abs(matrix))) or 1.0
        for box, text, entry in zip(self.boxes, self.numbers, matrix.flat, strict=True):
            shade = to_rgba(
                colour(self.theme, way_of(entry)), 0.2 + 0.25 * abs(entry) / size if entry else 0.12
            )
            box.set_facecolor(shade)
            text.set_text(f"{'+' if entry > 0 else ''}{number(entry)}")


class HessianPicture(Picture):
    """Left: level curves, the point, its gradient and eigen-directions. Middle: the surface and its quadratic patch.

    Right: the Hessian as four tiles.
    """

    width, height = 960, 400
    readout = (
        f'<div class="row"><span><i>f</i> = {slot_html("value")}</span>'
        f"<span>∇<i>f</i> = {matrix_html('g', 2, 1)}</span>"
        f'<span class="words"><i>H</i> is {slot_html("shape")}</span>'
        f"{unseen('H =', matrix_html('H', 2), 'λ₁ =', slot_html('low'), 'λ₂ =', slot_html('high'))}</div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.surface: Surface | None = None
        self.flat = dress(
            self.figure.add_axes((0.066, 0.12, 0.33, 0.79)), theme, "level curves", xlabel="x", ylabel="y"
        )
        depth = solid_axes(
            self.figure, (0.382, 0.02, 0.38, 0.9), theme, "f as a surface, and its quadratic patch", xlabel="x",
            ylabel="y",
        )  # fmt: skip
        self.depth = depth
        self.turnable, self.windows = [depth], [self.flat]
        self.levels, self.mesh = Levels(self.flat, theme), Mesh(depth, theme)
        self.said_at[self.flat] = self.levels.said
        self.tiles = Tiles(
            dress(self.figure.add_axes((0.785, 0.24, 0.2, 0.5)), theme, "H at the point"), theme
        )
        self._make_moving(theme)

    def _make_moving(self, theme: Theme) -> None:
        flat, depth = self.flat, self.depth
        self.scale = np.ones(2)
        (self.gradient,) = flat.plot([0], [0], color=colour(theme, "gradient"), lw=2, zorder=4.5)
        (self.down,) = flat.plot([0], [0], lw=2.2, zorder=4)
        (self.up,) = flat.plot([0], [0], lw=2.2, zorder=4)
        self.dot = held_dot(flat, theme, clip_on=False)
        paper = {"fc": theme.paper, "ec": "none", "pad": 0.6, "alpha": 0.9}  # over what the level curves say
        style: dict[str, Any] = {
            "fontsize": 9, "ha": "center", "va": "center", "zorder": 6, "parse_math": False, "bbox": paper,
        }  # fmt: skip
        self.tags = [flat.text(0, 0, "", color=theme.ink, **style) for _ in range(3)]
        self.patch = OccludedLine(depth, self.mesh, color=colour(theme, "model"), lw=1.3, zorder=8)
        look: dict[str, Any] = {"marker": "o", "ls": "", "ms": 6, "mec": theme.point, "mew": 1.6}
        self.peak = OccludedLine(depth, self.mesh, color=theme.paper, zorder=9, **look)
        self.move(self.gradient, self.down, self.up, self.dot, *self.tags, self.patch, self.peak)
        self.move(*self.tiles.artists)
        self.handles = [Handle("point", "the point", self.dot)]

    def update(self, scene: HessianScene) -> bool:
        """Move everything that depends on the point; redraw the rest when the surface is another."""
        changed = scene.surface != self.surface
        if changed:
            self.surface = scene.surface
            self.scale = one_scale(self.flat, scene.surface.domain)  # type: ignore[arg-type]
            self.levels.draw(scene.surface, scene.surface.domain)  # type: ignore[arg-type]
            self.mesh.draw(scene.surface, scene.surface.domain)  # type: ignore[arg-type]
        self.dot.set_data(scene.point[:1], scene.point[1:])
        self.dot.set_clip_on(scene.beyond)
        for artist in self.moving:
            artist.set_visible((scene.real and not scene.beyond) or artist is self.dot)
        for artist in self.tiles.artists:
            artist.set_visible(scene.real)
        if scene.real:
            self.tiles.show(scene.entries)
        if scene.real and not scene.beyond:
            self._place_arrows(scene)
            self._place_patch(scene)
        return changed

    def _place_arrows(self, scene: HessianScene) -> None:
        lows, highs = np.array(scene.surface.domain).T
        spans = highs - lows
        start = (scene.point - lows) / spans
        size = float(np.max(np.abs(scene.eigenvalues))) or 1.0
        still = not scene.gradient.any()
        places, texts, halves = [], [], []
        words = list(scene.bends)
        self.up.set_gid(words[0])
        self.down.set_gid(words[-1])
        pairs = zip((self.down, self.up), scene.eigenvalues, scene.eigenvectors.T, strict=True)
        for line, eigenvalue, direction in pairs:
            value = 0.0 if abs(eigenvalue) < 1e-12 * size else eigenvalue
            length = ARROW * (0.45 + 0.55 * abs(value) / size)
            line.set_data(*double_arrow(scene.point, direction, length, self.scale))
            line.set(**by_sign(self.theme, value))
            half = length * self.scale * direction / np.hypot(*direction) / spans
            halves.append(half)
            away = -half if scene.gradient @ direction > 0 else half  # out of the gradient's way
            texts.append(f"λ = {number(value)}")
            places.append(beside_tip(start, away, np.hypot(*half) + 0.02, texts[-1]))
        if scene.equal:
            places, texts = self._place_ring(scene, start, spans)
            halves = []
        self.down.set_visible(not scene.equal)
        self.gradient.set_data(*arrow(scene.point, scene.gradient, 0 if still else ARROW * 0.9, self.scale))
        texts.append("" if still else "∇f")
        places.append(beside_shaft(start, scene.gradient / spans, ARROW * 0.8, halves, "∇f"))
        for tag, text, place in zip(self.tags, texts, moved_apart(places, texts), strict=True):
            tag.set(text=text, position=tuple(lows + place * spans))

    def _place_ring(self, scene: HessianScene, start: Array, spans: Array) -> tuple[list[Array], list[str]]:
        """Draw a ring in place of two arrows where every direction is an eigen-direction; nothing where H is zero."""
        value = float(scene.eigenvalues[1])
        turn = np.linspace(0, 2 * np.pi, 61)
        radius = 0.6 * ARROW if value else 0.0
        ring = scene.point + radius * self.scale * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
        self.up.set_data(*ring.T)
        self.up.set(**by_sign(self.theme, value))
        text = f"λ = {number(value)} in every direction" if value else "H = 0"
        below = beside_tip(start, np.array([0.0, -1.0 if start[1] > 0.3 else 1.0]), radius + 0.05, text)
        return [below, below], [text, ""]

    def _place_patch(self, scene: HessianScene) -> None:
        (x_low, x_high), (y_low, y_high) = scene.surface.domain
        half = PATCH * np.array([x_high - x_low, y_high - y_low])

        def model(places: Array) -> Array:
            d = places - scene.point
            z = scene.value + d @ scene.gradient + 0.5 * np.einsum("...i,ij,...j", d, scene.hessian, d)
            return np.asarray(self.mesh.within(z))

        set_line(self.patch, *patch_lines(scene.point, half, model))
        set_line(self.peak, scene.point[0], scene.point[1], scene.value)

    def tones(self, scene: HessianScene) -> dict[str, str]:
        """Colour the ways it bends, and the gradient as its arrow."""
        gradient = dict.fromkeys(("#g00", "#g10"), colour(self.theme, "gradient"))
        if not scene.real:
            return gradient
        shape = scene.shape
        return gradient | tones(self.theme, {KINDS[shape]: VERDICTS.get(shape, "flat")} | scene.bends)

    def numbers(self, scene: HessianScene) -> dict[str, str]:
        """Fill the readout."""
        if not scene.real:
            return dict.fromkeys(("H00", "H01", "H10", "H11", "low", "high", "g00", "g10", "value"), "–") | {
                "shape": "undefined here"
            }
        scale = float(np.max(np.abs(scene.eigenvalues)))
        low, high = (tidy(value, scale, 4) for value in scene.eigenvalues)
        first, second = (number(value, 4) for value in scene.gradient)
        return matrix_numbers(scene.hessian, "H") | {
            "value": number(scene.value, 4),
            "low": low,
            "high": high,
            "g00": first,
            "g10": second,
            "shape": scene.shape,
        }


def hessian(formula: Any = "x^3 - 3x y^2", point: tuple[float, float] = (0.6, 0.4)) -> Explorer:
    """Explore the Hessian of any f(x, y): type it, drag the point.

    Parameters
    ----------
    formula : str, sympy expression or Surface
        What to start from.
    point : pair of float
        Where to start.

    Returns
    -------
    Explorer

    Examples
    --------
    >>> hessian("x^2 + 3xy + y^2", (1, 0)).sentence[:60]
    'At (1, 0) f = 1, the gradient is (2, 3) and the Hessian has '
    """
    return Explorer({"formula": FormulaBox(formula), "point": PointControl(point)}, compute, HessianPicture)

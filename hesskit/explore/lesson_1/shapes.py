"""The shapes of a Hessian: two or three eigenvalues, a turn, and the quadratic form they make."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from contourpy import contour_generator
from matplotlib.patches import Rectangle

from hesskit.explore.parts import (
    BENDS,
    Explorer,
    FormSurface,
    SliderGroup,
    Sweep,
    by_sign,
    colour,
    conjunction,
    double_arrow,
    form_said,
    held_dot,
    matrix_html,
    matrix_numbers,
    number,
    rows,
    slider,
    slot_html,
    solid_axes,
    sweep_of,
    tick,
    tones,
    unseen,
)
from hesskit.maths.calculus import shape_of
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

# The picture of `shapes`: the quadratic form as surface and as level curves, and the map of its
# eigenvalues.

Array = npt.NDArray[np.float64]
REACH_OF_MAP = 3.0
HEIGHT = 1.5  # of the form on the unit circle, at most: half of the largest eigenvalue
LEVELS = np.arange(0.125, 2.0, 0.25)
GRID = np.linspace(-1, 1, 41)


class ShapesPicture(Picture):
    """Left: the surface ½ dᵀHd. Middle: its level curves and eigen-directions. Right: the map of (λ₁, λ₂)."""

    width, height = 920, 380
    readout = (
        f'<div class="row"><span><i>H</i> = {matrix_html("H", 2)} '
        f'<span class="words">{slot_html("third")}</span></span>'
        f"{unseen('det H =', slot_html('det'), slot_html('name'))}</div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.regions: tuple[Any, ...] | None = None
        depth = solid_axes(
            self.figure,
            (0.0, 0.04, 0.345, 0.82),
            theme,
            "the form ½ dᵀH d",
            view=(24, -58),
            zoom=0.88,
            xlabel="x",
            ylabel="y",
        )
        self.depth = depth
        depth.set(xlim=(-1, 1), ylim=(-1, 1), zlim=(-HEIGHT, HEIGHT))
        self.turnable = [depth]
        self.flat = dress(
            self.figure.add_axes((0.39, 0.2, 0.265, 0.67)), theme, "its level curves", xlabel="x"
        )
        self.flat.set(xlim=(-1, 1), ylim=(-1, 1), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
        self.flat.set_ylabel("y", labelpad=-4)
        self.matrix = np.zeros((2, 2))
        self.said_at[self.flat] = lambda x, y: form_said(self.matrix, x, y)
        self.map = dress(self.figure.add_axes((0.715, 0.2, 0.265, 0.67)), theme, "", xlabel="λ₁")
        self.map.set(
            xlim=(-REACH_OF_MAP, REACH_OF_MAP),
            ylim=(-REACH_OF_MAP, REACH_OF_MAP),
            xticks=range(-3, 4),
            yticks=range(-3, 4),
        )
        self.map.set_ylabel("λ₂", labelpad=-4)
        note = "solid: above 0, dashed: below 0, thick: 0"
        self.figure.text(0.5225, 0.025, note, color=theme.ink, fontsize=9, ha="center")
        self._make_map(theme)
        self._make_moving(theme)

    def _make_map(self, theme: Theme) -> None:
        self.map.axhline(0, color=theme.ink, lw=1.6, zorder=2)
        self.map.axvline(0, color=theme.ink, lw=1.6, zorder=2)
        style: dict[str, Any] = {
            "ha": "center",
            "va": "center",
            "fontsize": 9,
            "color": theme.ink,
            "zorder": 3,
            "linespacing": 1.35,
        }
        self.areas, self.words = [], []
        for x, y in ((-1, -1), (-1, 1), (1, -1), (1, 1)):
            area = Rectangle(
                (min(x, 0) * REACH_OF_MAP, min(y, 0) * REACH_OF_MAP),
                REACH_OF_MAP,
                REACH_OF_MAP,
                lw=0,
                alpha=0.16,
                zorder=0,
            )
            self.areas.append(self.map.add_patch(area))
            self.words.append(self.map.text(1.5 * x, 1.12 * y, "", **{**style, "linespacing": 1.1}))
        line: dict[str, Any] = {
            **style,
            "fontsize": 9,
            "bbox": {"fc": theme.paper, "ec": "none", "pad": 0.8, "alpha": 0.9},
        }
        self.lines = [
            self.map.text(1.55 * x, 1.55 * y, "", rotation=90 * abs(y), **line)
            for x, y in ((-1, 0), (1, 0), (0, -1), (0, 1))
        ]  # fmt: skip

    def _make_moving(self, theme: Theme) -> None:
        flat, self.form = self.flat, FormSurface(self.depth, theme)
        (self.above,) = flat.plot([0], [0], color=theme.ink, lw=0.9, zorder=1)
        (self.below,) = flat.plot([0], [0], color=theme.ink, lw=0.9, ls=(0, (3, 2.2)), zorder=1)
        (self.level,) = flat.plot([0], [0], color=theme.ink, lw=2.2, zorder=2)
        (self.first,) = flat.plot([0], [0], lw=2.4, zorder=3)
        (self.second,) = flat.plot([0], [0], lw=2.4, zorder=3)
        box: dict[str, Any] = {"fc": theme.paper, "ec": "none", "pad": 1, "alpha": 0.85}
        style: dict[str, Any] = {
            "fontsize": 9.5,
            "ha": "center",
            "va": "center",
            "zorder": 6,
            "bbox": box,
            "parse_math": False,
        }
        self.first_tag = flat.text(0, 0, "", **style)
        self.second_tag = flat.text(0, 0, "", **style)
        self.dot = held_dot(self.map, theme, 11, mew=1.8, zorder=7, clip_on=False)
        self.move(*self.form.artists, self.above, self.below, self.level, self.first, self.second)
        self.move(self.first_tag, self.second_tag, self.dot)
        self.handles = [Handle("map", "the eigenvalues λ₁ and λ₂", self.dot, rides=True)]

    def update(self, scene: Any) -> bool:
        """Move the form and the dot; rename the map's regions when the third eigenvalue's sign is another."""
        changed = self._name_regions(scene.signs[2:])
        self.matrix = scene.hessian[:2, :2]
        low, high = np.array(scene.eigenvalues[:2])
        self.form.show((low, high), scene.directions)
        self._place_levels(scene.hessian[:2, :2])
        pairs = (
            (self.first, self.first_tag, self.form.ridges[0], "λ₁", low),
            (self.second, self.second_tag, self.form.ridges[1], "λ₂", high),
        )
        for (line, tag, ridge, name, value), direction in zip(pairs, scene.directions.T, strict=True):
            look = by_sign(self.theme, value)
            line.set(**look)
            ridge.set(**look)
            tag.set_color(look["color"])
            line.set_data(*double_arrow((0, 0), direction, 0.25 + 0.1 * abs(value)))
            tag.set_position(tuple((0.34 + 0.1 * abs(value) + 0.16 * abs(direction[0])) * direction))
            tag.set_text(f"{name} = {number(value)}")
        self.dot.set_data([low], [high])
        return changed

    def _place_levels(self, hessian: Array) -> None:
        x, y = np.meshgrid(GRID, GRID)
        z = 0.5 * (hessian[0, 0] * x * x + 2 * hessian[0, 1] * x * y + hessian[1, 1] * y * y)
        contours = contour_generator(GRID, GRID, z)
        for line, levels in ((self.above, LEVELS), (self.below, -LEVELS)):
            line.set_data(
                *_threaded([np.asarray(part, float) for level in levels for part in contours.lines(level)])
            )
        self.level.set_data(*_threaded(_zero_lines(hessian)))

    def _name_regions(self, third: tuple[int, ...]) -> bool:
        """Write definiteness and the determinant's sign in each quadrant and on its borders; True if they changed."""
        if third == self.regions:
            return False
        self.regions = third
        theme = self.theme
        colours = {
            "positive": colour(theme, "minimum"), "negative": colour(theme, "maximum"),
            "indefinite": colour(theme, "saddle"), "zero": colour(theme, "flat"),
        }  # fmt: skip
        for area, text, signs in zip(
            self.areas, self.words, ((-1, -1), (-1, 1), (1, -1), (1, 1)), strict=True
        ):
            shape = shape_of((*signs, *third))
            area.set_facecolor(colours[shape.split()[0]])
            text.set_text(f"{shape.replace(' ', chr(10))}\ndet {_sign(signs + third)} 0")
        for text, signs in zip(self.lines, ((-1, 0), (1, 0), (0, -1), (0, 1)), strict=True):
            text.set_text(shape_of((*signs, *third)).replace(" ", "\n"))
        self.depth.set_title(
            f"the form ½ dᵀH d{' where z = 0' if third else ''}", color=theme.ink, fontsize=11
        )
        more = "" if not third else f", λ₃ {'<=>'[third[0] + 1]} 0"
        self.map.set_title(f"the map of shapes{more}", color=theme.ink, fontsize=11)
        return True

    def tones(self, scene: Any) -> dict[str, str]:
        """Colour the entries by their signs."""
        signed = {slot: text for slot, text in self.numbers(scene).items() if slot.startswith("H")}
        return tones(self.theme, {}, signed)

    def numbers(self, scene: Any) -> dict[str, str]:
        """Fill the readout."""
        third = f"and {number(scene.eigenvalues[2])} along z" if len(scene.eigenvalues) == 3 else ""
        found = {"third": third, "det": number(scene.determinant, 4), "name": scene.name}
        return found | matrix_numbers(scene.hessian[:2, :2], "H")


def _sign(signs: tuple[int, ...]) -> str:
    return "<=>"[int(np.prod(signs)) + 1]


def _zero_lines(hessian: Array) -> list[Array]:
    """Give the lines through the origin along which the form is zero, exactly: none, one or two."""
    (a, b), (_, c) = hessian
    size = float(np.abs(hessian).max())
    discriminant = b * b - a * c
    if size == 0 or discriminant < -1e-12 * size**2:
        return []
    root = np.sqrt(max(discriminant, 0.0)) if discriminant > 1e-12 * size**2 else 0.0
    # the stable pair of roots: a x² + 2b xy + c y² has the directions (−q, a) and (c, −q) with q = b ± root
    q = b + np.copysign(root, b)
    pairs = [np.array([-q, a]), np.array([c, -q])]
    lines = [np.outer([-2.0, 2.0], pair / np.hypot(*pair)) for pair in pairs if np.hypot(*pair) > 1e-9 * size]
    return lines[:1] if root == 0 else lines


def _threaded(parts: list[Array]) -> tuple[Array, Array]:
    """Thread polylines on one line, broken by NaN."""
    gap = np.full((1, 2), np.nan)
    joined = np.concatenate([piece for part in parts for piece in (part, gap)]) if parts else gap
    return joined[:, 0], joined[:, 1]


LIMIT, STEP = 3.0, 0.25


@dataclass(frozen=True, eq=False)
class ShapesScene:
    """A Hessian made from its eigenvalues, and its name by their exact signs."""

    eigenvalues: tuple[float, ...]  # (2,) or (3,): along the first direction, the second, and z
    degrees: float
    directions: Array  # (2, 2), in columns
    hessian: Array  # (n, n)

    @property
    def signs(self) -> tuple[int, ...]:
        """The exact sign of each eigenvalue: zero only when it is zero."""
        return tuple((value > 0) - (value < 0) for value in self.eigenvalues)

    @property
    def shape(self) -> str:
        """The definiteness."""
        return shape_of(self.signs)

    @property
    def determinant(self) -> float:
        """The product of the eigenvalues, exactly zero when one of them is."""
        return float(np.prod(self.eigenvalues)) + 0.0

    @property
    def name(self) -> str:
        """The definiteness, and whether H is singular."""
        return f"{self.shape}{', singular' if 0 in self.signs else ''}"

    def caption(self) -> str:
        """Say the shape, and what the determinant does not tell."""
        shape, det = self.shape, number(self.determinant)
        if shape == "zero":
            return "The zero matrix: flat to second order in every direction."
        if shape == "indefinite" and 0 in self.signs:
            return "Indefinite and singular: one eigenvalue is zero, and two others have opposite signs."
        if shape == "indefinite" and self.determinant > 0:
            return f"Indefinite although det H = {det} is positive: two negative signs cancel in the product."
        say = {
            "indefinite": "it curves up in some directions, down in others",
            "positive semidefinite": "it curves up, and is flat to second order in a direction",
            "negative semidefinite": "it curves down, and is flat to second order in a direction",
        }.get(shape, BENDS[shape])
        return f"{shape[0].upper()}{shape[1:]}: {say}. det H = {det}."

    def sentence(self) -> str:
        """Say the matrix, its shape and what the determinant does and does not tell."""
        values = conjunction(number(value) for value in self.eigenvalues)
        kind = "the zero matrix, singular too" if self.shape == "zero" else self.shape
        singular = " and singular" if 0 in self.signs and any(self.signs) else ""
        return (
            f"The eigenvalues are {values}, with the first direction turned by {number(self.degrees)}°: H has "
            f"{rows(self.hessian)}. It is {kind}{singular}: {BENDS[self.shape]}. {self._determinant_says()}"
        )

    def _determinant_says(self) -> str:
        det = f"det H = {number(self.determinant)}"
        if 0 in self.signs:
            if self.shape == "indefinite":
                return f"{det}: singular does not mean semidefinite, for two other eigenvalues have opposite signs."
            return f"{det}: a zero eigenvalue makes H singular, however the others bend."
        if len(self.signs) == 2:
            told = "opposite signs" if self.determinant < 0 else "the same sign, and the diagonal tells which"
            return f"{det}: for two eigenvalues that tells that they have {told}."
        if self.shape == "indefinite" and self.determinant > 0:
            return f"{det} is positive and yet H is indefinite: two negative signs cancel in the product."
        return f"{det}: for three eigenvalues the sign of the determinant alone does not tell the shape."


def compute(eigenvalues: tuple[float, ...], angle: float, third: bool) -> ShapesScene:
    """Make the scene of two eigenvalues, or of three when `third` is on; the angle is in degrees."""
    turn = np.deg2rad(angle)
    directions = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    directions[np.abs(directions) < 1e-15] = 0.0  # a quarter turn is exact
    used = tuple(float(value) + 0.0 for value in eigenvalues[: 3 if third else 2])
    hessian = np.zeros((len(used),) * 2)
    flat = directions @ np.diag(used[:2]) @ directions.T
    flat = (flat + flat.T) / 2
    hessian[:2, :2] = np.where(
        abs(flat) < 1e-14 * np.abs(used[:2]).max(), 0.0, flat
    )  # a multiple of 1 keeps its zeros
    if third:
        hessian[2, 2] = used[2]
    return ShapesScene(used, float(angle), directions, hessian)


def to_the_step(value: float) -> float:
    """Give the nearest multiple of the sliders' step, so that zero is reached exactly.

    >>> to_the_step(0.1), to_the_step(-1.3)
    (0.0, -1.25)
    """
    return min(max(round(value / STEP) * STEP, -LIMIT), LIMIT) + 0.0


class EigenvalueSliders(SliderGroup):
    """Three sliders; the map moves the first two."""

    def from_map(self, place: tuple[float, float]) -> dict[str, Any]:
        """Turn a place on the map of the first two eigenvalues into the value it stands for."""
        return {"eigenvalues": (to_the_step(place[0]), to_the_step(place[1]), self.value[2])}


def shapes(eigenvalues: tuple[float, ...] = (2.0, 1.0), angle: float = 30.0) -> Explorer:
    """Explore the shapes of a Hessian by its eigenvalues.

    Parameters
    ----------
    eigenvalues : tuple of two or three float
        Between −3 and 3; a third one belongs to the direction z.
    angle : float
        By how many degrees the first eigen-direction is turned from the x-axis, between −90 and 90.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If there are not two or three eigenvalues between −3 and 3.

    Examples
    --------
    >>> shapes((1, -1, 0)).scene.name
    'indefinite, singular'
    >>> shapes((-1, -1, 1)).scene.determinant
    1.0
    """
    if len(eigenvalues) not in (2, 3) or not all(-LIMIT <= value <= LIMIT for value in eigenvalues):
        raise ValueError(
            "this picture takes two or three eigenvalues between −3 and 3, such as (1, -1) or (1, -1, 0)."
        )
    start = (*eigenvalues, 1.0)[:3]
    sliders = [
        slider(f"λ{sub}", float(value), -LIMIT, LIMIT, STEP) for sub, value in zip("₁₂₃", start, strict=True)
    ]
    values = EigenvalueSliders(sliders)
    controls: dict[str, Any] = {
        "eigenvalues": values,
        "angle": slider("turn (degrees)", float(angle), -90, 90, 5),
        "third": tick("use λ₃ too (n = 3)", len(eigenvalues) == 3),
    }
    explorer = Explorer(controls, compute, ShapesPicture, translate={"map": values.from_map}, sweep=_pairs)
    explorer.controls["third"].observe(lambda change: _enable(sliders[2], change["new"]), "value")
    _enable(sliders[2], controls["third"].value)
    return explorer


def _pairs(explorer: Explorer) -> Sweep:
    """Take the first two eigenvalues through the whole numbers."""
    line, start = [float(k) for k in range(-3, 4)], explorer.values["eigenvalues"]

    def settings(first: float, second: float) -> dict[str, Any]:
        return {"eigenvalues": (first, second, start[2])}

    return sweep_of(["λ₁", "λ₂"], [line, line], start[:2], settings)


def _enable(control: Any, on: bool) -> None:
    control.disabled = not on

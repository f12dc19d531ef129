"""The map of all 2×2 Hessians: the quadratic form ½ dᵀHd, and where (trace, determinant) says its kind.

Letters: T is the trace of H and D its determinant; m is the mean of the diagonal, k half its difference, so that
f_xx = m + k, f_yy = m − k, and the eigenvalues are m ± √(k² + f_xy²).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.colors import to_rgba

from hesskit.explore.parts import (
    Explorer,
    FormSurface,
    Sweep,
    beside_tip,
    by_sign,
    colour,
    double_arrow,
    form_said,
    held_dot,
    level_lines,
    matrix_html,
    matrix_numbers,
    moved_apart,
    number,
    rows,
    slider,
    slot_html,
    solid_axes,
    sweep_of,
    tones,
    unseen,
    vector,
    way_of,
)
from hesskit.maths.calculus import Kind, Signs, kind_from, shape_of
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

# The picture of `quadratic_form`: the surface, its level curves, and the (trace, determinant) map.

Array = npt.NDArray[np.float64]
GRID = np.linspace(-1, 1, 49)
TRACE, LOWEST, HIGHEST = 8.0, -32.0, 16.0  # what entries between −4 and 4 can reach
HEIGHTS = (1.0, 2.0, 4.0)  # how far the vertical axis of the surface may go
ARROW = 0.21


class QuadraticPicture(Picture):
    """Left: the surface ½ dᵀHd. Middle: its level curves and eigen-directions. Right: the map."""

    width, height = 960, 420
    readout = (
        f'<div class="row"><span><i>H</i> = {matrix_html("H", 2)}</span><span>trace = {slot_html("trace")}</span>'
        f"<span>λ₁ = {slot_html('low')}</span><span>λ₂ = {slot_html('high')}</span>"
        f"{unseen('D =', slot_html('D'), slot_html('kind'))}</div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        depth = solid_axes(
            self.figure,
            (-0.015, 0.07, 0.325, 0.82),
            theme,
            "the form ½ dᵀH d",
            view=(24, -58),
            zoom=0.88,
            xlabel="x",
            ylabel="y",
        )
        depth.set(xlim=(-1, 1), ylim=(-1, 1))
        self.turnable = [depth]
        self.tall = 0.0
        flat = dress(
            self.figure.add_axes((0.37, 0.2, 0.28, 0.64)), theme, "level curves, eigen-directions", xlabel="x"
        )
        flat.set(xlim=(-1, 1), ylim=(-1, 1), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
        flat.set_ylabel("y", labelpad=-4)
        self.flat = flat
        self.matrix = np.zeros((2, 2))
        self.said_at[flat] = lambda x, y: form_said(self.matrix, x, y)
        note = "solid: above 0, dashed: below 0, thick: 0"
        self.figure.text(0.51, 0.03, note, color=theme.ink, fontsize=9, ha="center")
        self.map = dress(
            self.figure.add_axes((0.725, 0.13, 0.265, 0.77)), theme, "all symmetric 2×2 matrices"
        )
        self.map.set(xlim=(-TRACE, TRACE), ylim=(LOWEST - 1, HIGHEST + 1))
        self.map.set(xticks=(-8, -4, 0, 4, 8), yticks=(-32, -24, -16, -8, 0, 8, 16))
        across, along, mixed = (rf"\partial^2 f/\partial {name}" for name in ("x^2", "y^2", r"x\,\partial y"))
        self.map.set_xlabel(f"trace  ${across} + {along}$")
        self.map.set_ylabel(rf"$D = {across} \cdot {along} - ({mixed})^2$", labelpad=1)
        self._make_map(theme)
        self._make_moving(theme)

    def _make_map(self, theme: Theme) -> None:
        trace = np.linspace(-TRACE, TRACE, 161)
        limit = trace**2 / 4
        regions = (
            (trace >= 0, 0, limit, colour(theme, "minimum"), "///", 0.22),
            (trace <= 0, 0, limit, colour(theme, "maximum"), "\\\\\\", 0.22),
            (None, LOWEST - 1, 0, colour(theme, "saddle"), "..", 0.13),
            (None, limit, HIGHEST + 1, theme.faint, "xx", 0.0),
        )
        for where, low, high, shade, hatch, alpha in regions:
            self.map.fill_between(
                trace, low, high, where=where, facecolor=to_rgba(shade, alpha), edgecolor=to_rgba(shade, 0.4),
                hatch=hatch, lw=0, zorder=0,
            )  # fmt: skip
        (self.equal,) = self.map.plot(trace, limit, color=theme.ink, lw=1.8, zorder=2)
        (self.zero,) = self.map.plot([-TRACE, TRACE], [0, 0], color=theme.ink, lw=1.8, zorder=2)
        (self.floor,) = self.map.plot(
            trace, 4 * abs(trace) - 32, color=theme.ink, lw=1, ls=(0, (1, 2)), zorder=1
        )
        self._name_regions(theme)

    def _name_regions(self, theme: Theme) -> None:
        paper = {"fc": theme.paper, "ec": "none", "pad": 1.2, "alpha": 0.92}
        style: dict[str, Any] = {
            "ha": "center", "va": "center", "fontsize": 9, "color": theme.ink, "zorder": 3, "bbox": paper,
            "parse_math": False,
        }  # fmt: skip
        words = (
            (5.9, 1.9, "minimum"),
            (-5.9, 1.9, "maximum"),
            (0, -11, "saddle"),
            (0, 11.2, "not possible"),
        )
        self.words = [self.map.text(*word, **style) for word in words]
        small = style
        self.map.text(0, -2.2, "D = 0: the test is silent", **small)
        self.map.text(0, 14.6, "above D = trace²/4", **small)
        for x in (-5.4, 5.4):
            self.map.text(x, -29, "beyond\nthe sliders", **small)

    def _make_moving(self, theme: Theme) -> None:
        flat, self.form = self.flat, FormSurface(self.turnable[0], theme)
        (self.above,) = flat.plot([0], [0], color=theme.ink, lw=0.9, zorder=1)
        (self.below,) = flat.plot([0], [0], color=theme.ink, lw=0.9, ls=(0, (3, 2.2)), zorder=1)
        (self.level,) = flat.plot([0], [0], color=theme.ink, lw=2.2, zorder=2)
        (self.down,) = flat.plot([0], [0], lw=2.4, zorder=3)
        (self.up,) = flat.plot([0], [0], lw=2.4, zorder=3)
        style: dict[str, Any] = {
            "fontsize": 9, "ha": "center", "va": "center", "zorder": 6, "parse_math": False,
            "bbox": {"fc": theme.paper, "ec": "none", "pad": 1, "alpha": 0.85},
        }  # fmt: skip
        self.tags = [flat.text(0, 0, "", **style) for _ in range(2)]
        self.dot = held_dot(self.map, theme, 11, mew=1.8, zorder=7, clip_on=False)
        self.move(*self.form.artists, self.above, self.below, self.level)
        self.move(self.down, self.up, *self.tags, self.dot)
        self.handles = [Handle("map", "the trace and the determinant", self.dot, rides=True)]

    def update(self, scene: Any) -> bool:
        """Move the form and the dot; the surface's vertical axis changes, in steps, when it must."""
        largest = max(abs(scene.eigenvalues))
        tall = next((height for height in HEIGHTS if largest <= 2 * height), HEIGHTS[-1])
        if tall < self.tall and largest > tall:  # to and fro over a border, the axis stays
            tall = self.tall
        changed = tall != self.tall
        if changed:
            self.tall = tall
            self.turnable[0].set(zlim=(-tall, tall))
        self.matrix = scene.hessian
        self.form.show(scene.eigenvalues, scene.eigenvectors)
        self._place_levels(scene)
        self._place_arrows(scene)
        self.dot.set_data([scene.trace], [scene.determinant])
        return changed

    def still_key(self) -> float:
        """Only the height of the surface's axis changes."""
        return self.tall

    def _place_levels(self, scene: Any) -> None:
        x, y = np.meshgrid(GRID, GRID)
        z = 0.5 * (scene.f_xx * x * x + 2 * scene.f_xy * x * y + scene.f_yy * y * y)
        levels = self.tall / 6 * np.arange(0.5, 13)
        for line, sign in ((self.above, 1), (self.below, -1)):
            line.set_data(*level_lines(GRID, GRID, z, sign * levels).T)
        ends = 2 * zero_directions(scene)
        gap = np.full((len(ends), 1, 2), np.nan)
        self.level.set_data(*np.concatenate([np.stack([-ends, ends], axis=1), gap], axis=1).reshape(-1, 2).T)

    def _place_arrows(self, scene: Any) -> None:
        largest = max(abs(scene.eigenvalues)) or 1.0
        texts, places = [], []
        pairs = zip((self.down, self.up), scene.eigenvalues, scene.eigenvectors.T, strict=True)
        for index, (line, value, direction) in enumerate(pairs):
            length = 2 * ARROW * (0.5 + 0.5 * abs(value) / largest)
            line.set_data(*double_arrow((0, 0), direction, length))
            line.set_visible(not scene.equal)
            texts.append(f"λ{'₁₂'[index]} = {number(value)}")
            places.append(beside_tip(np.array([0.5, 0.5]), direction, length / 2 + 0.03, texts[-1]))
        if scene.equal:
            texts, places = (
                ["", f"λ₁ = λ₂ = {number(scene.eigenvalues[0])}, every direction"],
                [np.array([0.5, 0.56])] * 2,
            )
        artists = (self.down, self.up), self.form.ridges, self.tags
        for line, ridge, tag, value in zip(*artists, scene.eigenvalues, strict=True):
            look = by_sign(self.theme, value)
            line.set(**look)
            ridge.set(**look)
            tag.set_color(look["color"])
            for one in (line, ridge):
                one.set_gid("#low" if line is self.down else "#high")
        for tag, text, place in zip(self.tags, texts, moved_apart(places, texts), strict=True):
            tag.set(text=text, position=tuple(2 * place - 1))

    def tones(self, scene: Any) -> dict[str, str]:
        """Colour the determinant, the entries and the eigenvalues by their signs."""
        found = self.numbers(scene)
        signed = {slot: text for slot, text in found.items() if slot not in ("trace", "D", "kind")}
        return tones(self.theme, {f"D = {found['D']}": way_of(scene.determinant)}, signed)

    def numbers(self, scene: Any) -> dict[str, str]:
        """Fill the readout."""
        low, high = (number(value, 4) for value in scene.eigenvalues)
        found = {"trace": number(scene.trace, 4), "D": number(scene.determinant, 4), "low": low, "high": high}
        kind = scene.kind if scene.kind != "inconclusive" else "inconclusive: the test says nothing"
        return matrix_numbers(scene.hessian, "H") | found | {"kind": kind}


def zero_directions(scene: Any) -> Array:
    """Give unit vectors (m, 2) along which dᵀHd = 0: two for a saddle, one where D = 0, none otherwise (H = 0 too)."""
    if scene.kind not in ("saddle", "inconclusive") or not any(scene.signs):
        return np.zeros((0, 2))
    if scene.kind == "inconclusive":
        return np.array([scene.eigenvectors[:, scene.signs.index(0)]])
    low, high = scene.eigenvalues
    own = np.sqrt(np.array([[high, -low], [high, -low]])) * [[1, 1], [1, -1]]  # low a² + high b² = 0
    found = own @ scene.eigenvectors.T
    return found / np.hypot(*found.T)[:, None]


LIMIT, STEP = 4.0, 0.25
SNAP = 0.2  # the dot is pulled to a border of the map from this near: less than two pixels
ROUNDING = 8 * float(np.finfo(float).eps)
SILENT = {
    "positive semidefinite": "may be a minimum, as for x² + y⁴, or neither, as for x² − y⁴, but no maximum",
    "negative semidefinite": "may be a maximum, as for −x² − y⁴, or neither, as for y⁴ − x², but no minimum",
    "zero": "may be a minimum (x⁴ + y⁴), a maximum (−x⁴ − y⁴) or neither (x³ − 3xy²)",
}
VERDICTS = {
    "minimum": "D > 0 and ∂²f/∂x² > 0, so a critical point with this H is a minimum",
    "maximum": "D > 0 and ∂²f/∂x² < 0, so a critical point with this H is a maximum",
    "saddle": "D < 0, so a critical point with this H is a saddle, whatever ∂²f/∂x² is",
}


@dataclass(frozen=True, eq=False)
class QuadraticScene:
    """One symmetric 2×2 matrix and its place on the map."""

    f_xx: float
    f_xy: float
    f_yy: float

    @property
    def hessian(self) -> Array:
        """H (2, 2)."""
        return np.array([[self.f_xx, self.f_xy], [self.f_xy, self.f_yy]])

    @property
    def trace(self) -> float:
        """T = f_xx + f_yy."""
        return self.f_xx + self.f_yy

    @property
    def determinant(self) -> float:
        """D = f_xx f_yy − f_xy²: exact at the sliders' quarters; zero where only rounding is left of it."""
        plus, minus = self.f_xx * self.f_yy, self.f_xy * self.f_xy
        return 0.0 if abs(plus - minus) <= ROUNDING * (abs(plus) + minus) else plus - minus

    @property
    def equal(self) -> bool:
        """Whether both eigenvalues are the same: exactly on the border D = T²/4."""
        return self.f_xy == 0 and self.f_xx == self.f_yy

    @property
    def signs(self) -> Signs:
        """The signs of the eigenvalues, decided by D and T alone."""
        side = int(np.sign(self.trace))
        if self.determinant < 0:
            return (-1, 1)
        return (side, side) if self.determinant > 0 else (min(side, 0), max(side, 0))

    @property
    def kind(self) -> Kind:
        """What the test says of a critical point with this Hessian."""
        return kind_from(self.signs)

    @property
    def eigenvalues(self) -> Array:
        """Both (2,), ascending; exactly zero where D is."""
        mean = self.trace / 2
        far = mean + np.copysign(np.hypot((self.f_xx - self.f_yy) / 2, self.f_xy), mean)
        return np.sort([self.determinant / far if far else 0.0, far]) + 0.0

    @property
    def eigenvectors(self) -> Array:
        """Unit columns (2, 2) in the order of the eigenvalues; the axes where every direction is one."""
        half = 0.5 * np.arctan2(self.f_xy, (self.f_xx - self.f_yy) / 2)
        c, s = np.cos(half), np.sin(half)
        return np.array([[-s, c], [c, s]])

    def caption(self) -> str:
        """Say what the test says of a critical point with this matrix, and by which signs."""
        D = f"D = {number(self.determinant, 4)}"
        return {
            "minimum": f"{D} and ∂²f/∂x² = {number(self.f_xx)} are both positive: a minimum.",
            "maximum": f"{D} is positive and ∂²f/∂x² = {number(self.f_xx)} negative: a maximum.",
            "saddle": f"{D} is negative: a saddle, whatever the diagonal is.",
        }.get(self.kind, f"{D}: the test is silent; higher terms decide.")

    def sentence(self) -> str:
        """Say H, T, D, the eigenvalues, and what the test says or that it says nothing."""
        low, high = self.eigenvalues
        words = f"eigenvalues {number(low)} and {number(high)}"
        if self.equal:
            border = "on the border D = trace²/4, where every direction is an eigen-direction"
            words = f"both eigenvalues {number(low)}, {border}"
        trace, determinant = number(self.trace), number(self.determinant, 4)
        start = f"H has {rows(self.hessian)}: trace {trace}, D = {determinant} and {words}. "
        if self.kind != "inconclusive":
            return start + VERDICTS[self.kind] + "."
        shape = shape_of(self.signs)
        flat = "" if shape == "zero" else f" The form is level along {vector(self._level(), 2)}."
        return f"{start}D = 0: the test says nothing. A critical point with this H {SILENT[shape]}.{flat}"

    def _level(self) -> Array:
        """The direction (2,) of the zero eigenvalue, pointing right."""
        level = self.eigenvectors[:, self.signs.index(0)]
        return level * (-1.0 if level[0] < 0 else 1.0)


def compute(f_xx: float, f_xy: float, f_yy: float) -> QuadraticScene:
    """Make the scene of one matrix."""
    return QuadraticScene(float(f_xx), float(f_xy), float(f_yy))


class Steering:
    """Turns a place on the map into a matrix with that trace and determinant and, if it can, the same eigen-directions.

    It remembers the last directions, which are lost where both eigenvalues are equal.
    """

    def __init__(self) -> None:
        self.toward = np.array([0.0, 1.0])  # (k, f_xy), a unit vector

    def matrix(self, place: tuple[float, float], present: dict[str, float]) -> dict[str, float]:
        """Give f_xx, f_xy, f_yy for a place (T, D), moved as far as it must be to be possible."""
        difference = np.array([(present["f_xx"] - present["f_yy"]) / 2, present["f_xy"]])
        if np.hypot(*difference) > 1e-9:
            self.toward = difference / np.hypot(*difference)
        trace, determinant = place[0], to_the_border(*place)
        mean = trace / 2
        reach = np.sqrt(max(mean * mean - determinant, 0.0))
        k, across = reach * self.toward
        room = LIMIT - abs(mean)
        if abs(k) > room or abs(across) > LIMIT:  # turn the eigen-directions as little as the sliders ask for
            k = np.clip(k, -room, room)
            across = np.copysign(min(np.sqrt(reach * reach - k * k), LIMIT), across)
            k = np.copysign(min(np.sqrt(reach * reach - across * across), room), k)
        return {"f_xx": float(mean + k), "f_xy": float(across) + 0.0, "f_yy": float(mean - k)}


def to_the_border(trace: float, determinant: float) -> float:
    """Pull a determinant to the borders D = 0 and D = T²/4 when it is near, and below the second.

    >>> to_the_border(4, 0.1), to_the_border(4, 3.9), to_the_border(4, 9), to_the_border(4, 2)
    (0.0, 4.0, 4.0, 2)
    """
    if abs(determinant) <= SNAP:
        return 0.0
    highest = trace * trace / 4
    return highest if determinant > highest - SNAP else determinant


def quadratic_form(f_xx: float = 2, f_xy: float = 1, f_yy: float = 2) -> Explorer:
    """Explore all 2×2 Hessians: the form ½ dᵀHd, and the map of kinds by trace and determinant.

    Move the entries, or drag the dot on the map: the eigen-directions stay and the eigenvalues follow.

    Parameters
    ----------
    f_xx, f_xy, f_yy : float
        The entries to start from, between −4 and 4.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If an entry is not between −4 and 4.

    Examples
    --------
    >>> quadratic_form(2, 3, 2).scene.kind
    'saddle'
    >>> "the test says nothing" in quadratic_form(1, 2, 4).sentence
    True
    """
    entries = {"f_xx": f_xx, "f_xy": f_xy, "f_yy": f_yy}
    for name, value in entries.items():
        if not -LIMIT <= value <= LIMIT:
            raise ValueError(f"{name} is between −4 and 4 on this picture, not {value}.")
    names = {"f_xx": "∂²f/∂x²", "f_xy": "∂²f/∂x∂y", "f_yy": "∂²f/∂y²"}
    controls: dict[str, Any] = {
        name: slider(names[name], float(value), -LIMIT, LIMIT, STEP) for name, value in entries.items()
    }
    steering = Steering()

    def steer(place: tuple[float, float]) -> dict[str, float]:
        return steering.matrix(place, {name: control.value for name, control in controls.items()})

    return Explorer(controls, compute, QuadraticPicture, {"map": steer}, sweep=_crossing)


def _crossing(explorer: Explorer) -> Sweep:
    """Let f_xy take the determinant through zero, at several traces; the difference of the diagonal stays.

    D depends on the size of f_xy alone: one sign is enough, and twice as fine for it.
    """
    now = explorer.values
    k, side = (now["f_xx"] - now["f_yy"]) / 2, -1 if now["f_xy"] < 0 else 1

    def settings(trace: float, across: float) -> dict[str, float]:
        return {"f_xx": trace / 2 + k, "f_xy": across, "f_yy": trace / 2 - k}

    lines = [float(T) for T in (-4, -2, 0, 2, 4)], sorted(side * m / 4 for m in range(17))
    return sweep_of(["trace", "∂²f/∂x∂y"], lines, (now["f_xx"] + now["f_yy"], now["f_xy"]), settings)

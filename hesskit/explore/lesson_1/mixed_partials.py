"""Why the Hessian is symmetric, and when not: the mixed difference quotient in the two orders of its limits."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.colors import Normalize

from hesskit.explore.parts import (
    Explorer,
    Levels,
    SliderGroup,
    Sweep,
    held_dot,
    log_slider,
    menu,
    number,
    slot_html,
    sweep_of,
)
from hesskit.maths.surfaces import Surface
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

# The picture of `mixed_partials`: level curves, the first partials along the axes, and a map of the two
# limits.

LEAST_DRAWN = -4.0
HALVES = (-1, -0.5, 0, 0.5, 1)
TICKS = np.arange(LEAST_DRAWN, 1)
POWERS = [f"$10^{{{int(power)}}}$" if power < 0 else "1" for power in TICKS]


class SymmetryPicture(Picture):
    """Left: level curves with the four corners. Middle: first partials along the axes. Right: the quotient's map."""

    width, height = 920, 400
    readout = (
        f'<div class="row"><span>first x, then y: {slot_html("x_first")}</span>'
        f"<span>first y, then x: {slot_html('y_first')}</span>"
        f"<span>both at once, (f(h,k) − f(h,0) − f(0,k) + f(0,0)) / hk = {slot_html('quotient')}</span></div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.subject: Any = None
        self.flat = dress(self.figure.add_axes((0.06, 0.24, 0.245, 0.66)), theme, "level curves", xlabel="x")
        self.flat.set_ylabel("y", labelpad=-4)
        self.slopes = dress(
            self.figure.add_axes((0.38, 0.24, 0.25, 0.66)), theme, "first partials along the axes"
        )
        self.slopes.set_xlabel("k, and h")
        self.flat.set(xticks=HALVES, yticks=HALVES)
        self.slopes.set(xticks=HALVES)
        self.map = dress(
            self.figure.add_axes((0.715, 0.24, 0.27, 0.66)), theme, "the quotient for steps h and k"
        )
        self.map.set(xlim=(LEAST_DRAWN, 0), ylim=(LEAST_DRAWN, 0), xticks=TICKS, yticks=TICKS)
        self.map.set_xticklabels(POWERS)
        self.map.set_yticklabels(POWERS)
        self.map.set_xlabel("h")
        self.map.set_ylabel("k", labelpad=0)
        self.levels = Levels(self.flat, theme)
        self.said_at[self.flat] = self.levels.said
        self._make_still(theme)
        self._make_moving(theme)

    def _make_still(self, theme: Theme) -> None:
        axes = self.slopes
        axes.axhline(0, color=theme.faint, lw=0.8, zorder=0)
        axes.axvline(0, color=theme.faint, lw=0.8, zorder=0)
        (self.x_curve,) = axes.plot([0], [0], color=theme.gradient, lw=2.2, zorder=2)
        (self.y_curve,) = axes.plot([0], [0], color=theme.ink, lw=2.2, ls=(0, (5, 1.5)), zorder=2)
        style: dict[str, Any] = {"fontsize": 9.5, "ha": "center", "va": "bottom", "parse_math": False}
        self.figure.text(0.505, 0.07, "solid, round mark: ∂f/∂x at (0, k)", color=theme.gradient, **style)
        self.figure.text(0.505, 0.015, "dashed, square mark: ∂f/∂y at (h, 0)", color=theme.ink, **style)
        self.west = self.figure.text(0.85, 0.07, "", color=theme.gradient, **style)
        self.south = self.figure.text(0.85, 0.015, "", color=theme.ink, **style)
        self.image = self.map.imshow(
            np.zeros((2, 2)), extent=(LEAST_DRAWN, 0, LEAST_DRAWN, 0), origin="lower", aspect="auto",
            cmap=theme.colormap, alpha=0.45, interpolation="bilinear", zorder=0,
        )  # fmt: skip
        self.rings: list[Any] = []

    def _make_moving(self, theme: Theme) -> None:
        flat, slopes = self.flat, self.slopes
        (self.frame,) = flat.plot([0], [0], color=theme.ink, lw=1.3, zorder=3)
        (self.corner,) = flat.plot([0], [0], "o", color=theme.ink, ms=5, zorder=4)
        style: dict[str, Any] = {
            "color": theme.ink,
            "fontsize": 13,
            "weight": "bold",
            "ha": "center",
            "va": "center",
            "zorder": 5,
        }
        self.signs = [flat.text(0, 0, sign, **style) for sign in "+−−+"]
        (self.x_secant,) = slopes.plot([0], [0], color=theme.gradient, lw=1.1, ls=(0, (2, 2)), zorder=3)
        (self.y_secant,) = slopes.plot([0], [0], color=theme.ink, lw=1.1, ls=(0, (2, 2)), zorder=3)
        (self.x_dot,) = slopes.plot(
            [0], [0], "o", color=theme.gradient, ms=8, mec=theme.paper, mew=1.2, zorder=6
        )
        (self.y_dot,) = slopes.plot([0], [0], "s", color=theme.ink, ms=7, mec=theme.paper, mew=1.2, zorder=6)
        (self.west_way,) = self.map.plot([0], [0], color=theme.gradient, lw=1.8, zorder=4)
        (self.south_way,) = self.map.plot([0], [0], color=theme.ink, lw=1.8, ls=(0, (5, 1.5)), zorder=4)
        self.dot = held_dot(self.map, theme, 10, zorder=7, clip_on=False)
        paper: dict[str, Any] = {"fc": theme.paper, "ec": "none", "pad": 1.2, "alpha": 0.85}
        tag: dict[str, Any] = {"fontsize": 10.5, "zorder": 6, "parse_math": False, "bbox": paper}
        self.tag = self.map.text(0, 0, "", color=theme.ink, **tag)
        self.move(self.frame, self.corner, *self.signs, self.x_secant, self.y_secant, self.x_dot, self.y_dot)
        self.move(self.west_way, self.south_way, self.dot, self.tag)
        self.handles = [Handle("exponents", "the steps h and k, as powers of ten", self.dot)]

    def update(self, scene: Any) -> bool:
        """Move everything that depends on the steps; redraw the rest when the function is another."""
        changed = scene.subject != self.subject
        if changed:
            self.subject = scene.subject
            self._draw_subject(scene.subject)
            self.west.set_text(f"solid: first h → 0, then k → 0: {number(scene.limits[0])}")
            self.south.set_text(f"dashed: first k → 0, then h → 0: {number(scene.limits[1])}")
        self._place_corners(scene.h, scene.k)
        reach = np.array([-scene.subject.box, scene.subject.box])
        self.x_secant.set_data(reach, self.base[0] + scene.x_first * reach)
        self.y_secant.set_data(reach, self.base[1] + scene.y_first * reach)
        self.x_dot.set_data([scene.k], [self.base[0] + scene.x_first * scene.k])
        self.y_dot.set_data([scene.h], [self.base[1] + scene.y_first * scene.h])
        h, k = np.log10(scene.h), np.log10(scene.k)
        self.west_way.set_data([h, LEAST_DRAWN, LEAST_DRAWN], [k, k, LEAST_DRAWN])
        self.south_way.set_data([h, h, LEAST_DRAWN], [k, LEAST_DRAWN, LEAST_DRAWN])
        self.dot.set_data([h], [k])
        self.tag.set_text(number(scene.quotient))
        self.tag.set_position((h + (0.14 if h < -1 else -0.14), k + (0.2 if k < -0.5 else -0.2)))
        self.tag.set_horizontalalignment("left" if h < -1 else "right")
        self.tag.set_verticalalignment("bottom" if k < -0.5 else "top")
        return changed

    def _place_corners(self, h: float, k: float) -> None:
        self.frame.set_data([0, h, h, 0, 0], [0, 0, k, k, 0])
        self.corner.set_data([h, h, 0, 0], [k, 0, k, 0])
        away = 0.085 * self.subject.box
        for text, x, y in zip(self.signs, (h, h, 0, 0), (k, 0, k, 0), strict=True):
            right, up = (1 if x else -1), (1 if y else -1)
            edge = self.subject.box - away
            text.set_position((min(x + right * away, edge), min(y + up * away, edge)))
            text.set_visible(min(h, k) > 0.12 * self.subject.box)

    def _draw_subject(self, subject: Any) -> None:
        """Draw what does not depend on the steps."""
        self.levels.draw(subject.surface, subject.surface.domain, 61)
        steps = np.linspace(-subject.box, subject.box, 121)
        zero = np.zeros_like(steps)
        x_slope = subject.gradient(np.stack([zero, steps], axis=-1))[:, 0]
        y_slope = subject.gradient(np.stack([steps, zero], axis=-1))[:, 1]
        self.base = x_slope[60], y_slope[60]
        self.x_curve.set_data(steps, x_slope)
        self.y_curve.set_data(steps, y_slope)
        low, high = min(x_slope.min(), y_slope.min(), -0.3), max(x_slope.max(), y_slope.max(), 0.3)
        room = 0.08 * (high - low)
        self.slopes.set(xlim=(-subject.box, subject.box), ylim=(low - room, high + room))
        self._draw_map(subject)

    def _draw_map(self, subject: Any) -> None:
        powers = 10.0 ** np.linspace(LEAST_DRAWN, 0, 65)
        h, k = np.meshgrid(powers, powers)
        at = [np.stack(pair, axis=-1) for pair in ((h, k), (h, 0 * k), (0 * h, k))]
        both, along_x, along_y = (subject.value(place) for place in at)
        quotient = (both - along_x - along_y + subject.value((0.0, 0.0))) / (h * k)
        low, high = float(quotient.min()), float(quotient.max())
        spread = max(high - low, 0.2)
        self.image.set_data(quotient)
        self.image.set_norm(Normalize((low + high - spread) / 2, (low + high + spread) / 2))
        for ring in self.rings:
            ring.remove()
        self.rings = []
        if high - low > 1e-6:
            levels = np.linspace(low, high, 9)[1:-1]
            where = np.linspace(LEAST_DRAWN, 0, 65)
            self.rings = [
                self.map.contour(
                    where, where, quotient, levels=levels, colors=self.theme.faint, linewidths=0.7
                )
            ]

    def numbers(self, scene: Any) -> dict[str, str]:
        """Fill the readout."""
        return {
            "x_first": number(scene.x_first, 4), "y_first": number(scene.y_first, 4),
            "quotient": number(scene.quotient, 4)
        }  # fmt: skip


Array = npt.NDArray[np.float64]
LEAST_EXPONENT = -4  # the smallest step is 10^LEAST
TINY = 1e-6  # a step whose secants have the limits' first three digits


@dataclass(frozen=True)
class Subject:
    """A function with f(0, 0) = 0 to try the theorem on, and what the theorem says of it."""

    name: str
    formula: str
    verdict: str
    box: float = 1.0

    @cached_property
    def surface(self) -> Surface:
        """The function, away from the origin if its formula has no value there."""
        return Surface(self.formula, domain=((-self.box, self.box),) * 2)

    def value(self, point: Any) -> Array:
        """Values at points (..., 2), with 0 at the origin."""
        point = np.asarray(point, float)
        return np.where((point == 0).all(axis=-1), 0.0, self.surface.value(point))

    def gradient(self, point: Any) -> Array:
        """Gradients at points (..., 2); at the origin 0 where the formula has none, as f is 0 along both axes."""
        point = np.asarray(point, float)
        slope = self.surface.gradient(point)
        return np.where((point == 0).all(axis=-1)[..., None] & ~np.isfinite(slope), 0.0, slope)


SUBJECTS = {
    subject.name: subject
    for subject in (
        Subject(
            "xy(x² − y²)/(x² + y²), and 0 at the origin",
            "x y (x^2 - y^2)/(x^2 + y^2)",
            "Clairaut and Schwarz promise equality where the second partials are continuous; here they jump at the "
            "origin, so the theorem promises nothing, and H is not symmetric there.",
        ),
        Subject(
            "sin(x) eʸ, smooth",
            "sin(x) e^y",
            "The second partials are continuous, so by the theorem of Clairaut and Schwarz the order does not matter.",
        ),
        Subject(
            "x² + 3xy + y², smooth",
            "x^2 + 3xy + y^2",
            "The second partials are constant, so by the theorem of Clairaut and Schwarz the order does not matter.",
        ),
        Subject(
            "x²y²/(x² + y²), and 0 at the origin",
            "x^2 y^2/(x^2 + y^2)",
            "The second partials jump at the origin, so the theorem of Clairaut and Schwarz promises nothing, and yet "
            "the two agree: continuity is sufficient, not necessary.",
        ),
    )
}


@dataclass(frozen=True, eq=False)
class SymmetryScene:
    """A function near the origin, and its mixed difference quotient with steps h and k."""

    subject: Subject
    h: float
    k: float
    corners: Array  # (4,) f(h, k), f(h, 0), f(0, k), f(0, 0)
    quotient: float  # both steps at once
    x_first: float  # the slope of ∂f/∂x along y, from 0 to k: the limit in h was taken first
    y_first: float  # the slope of ∂f/∂y along x, from 0 to h: the limit in k was taken first
    limits: tuple[float, float]  # the two mixed partials at the origin

    def caption(self) -> str:
        """Say what the two orders give at the origin."""
        first, second = (number(limit) for limit in self.limits)
        if first == second:
            return f"At the origin both orders of differentiating give {first}."
        return (
            f"At the origin first x, then y gives {first}; first y, then x gives {second}: "
            "the second partials jump there."
        )

    def sentence(self) -> str:
        """Say the two numbers, and why the theorem does or does not apply."""
        x_first, y_first = (number(limit) for limit in self.limits)
        ending = "they are equal" if x_first == y_first else "they differ"
        return (
            f"First x, then y: from 0 to k = {number(self.k)} the slope of ∂f/∂x at (0, k) is {number(self.x_first)}. "
            f"First y, then x: from 0 to h = {number(self.h)} the slope of ∂f/∂y at (h, 0) is {number(self.y_first)}. "
            f"With both steps at once the quotient is {number(self.quotient)}. As the steps shrink, the mixed "
            f"partials at the origin come out as ∂²f/∂y∂x = {x_first} and ∂²f/∂x∂y = {y_first}: {ending}. "
            f"{self.subject.verdict}"
        )


def compute(function: Subject, steps: tuple[float, float]) -> SymmetryScene:
    """Make the scene of one function with the steps h and k."""
    h, k = steps
    corners = function.value([[h, k], [h, 0], [0, k], [0, 0]])
    quotient = float((corners[0] - corners[1] - corners[2] + corners[3]) / (h * k))
    return SymmetryScene(
        function, h, k, corners, quotient, *slopes(function, h, k), slopes(function, TINY, TINY)
    )


def slopes(function: Subject, h: float, k: float) -> tuple[float, float]:
    """Give the secant slopes of ∂f/∂x at (0, ·) from 0 to k and of ∂f/∂y at (·, 0) from 0 to h.

    >>> slopes(next(iter(SUBJECTS.values())), 0.5, 0.25)
    (-1.0, 1.0)
    """
    up, right, here = function.gradient([[0, k], [h, 0], [0, 0]])
    return float((up[0] - here[0]) / k), float((right[1] - here[1]) / h)


def mixed_partials(steps: tuple[float, float] = (0.5, 0.5)) -> Explorer:
    """Explore the two mixed partials at the origin of a famous counterexample, and of functions that are smooth.

    Parameters
    ----------
    steps : pair of float
        The steps h along x and k along y to start from, each from 0.0001 to 1.

    Returns
    -------
    Explorer

    Examples
    --------
    >>> explorer = mixed_partials()
    >>> explorer.scene.x_first, explorer.scene.y_first
    (-1.0, 1.0)
    >>> explorer.set(steps=(0.001, 0.5)).scene.quotient
    -0.99999...
    """
    sliders = [log_slider(label, step, LEAST_EXPONENT, 0) for label, step in zip("hk", steps, strict=True)]
    controls = {"function": menu("function", SUBJECTS), "steps": SliderGroup(sliders)}
    return Explorer(
        controls,
        compute,
        SymmetryPicture,
        translate={"exponents": _steps_at},
        sweep=_stepping,
    )


def _stepping(explorer: Explorer) -> Sweep:
    """Take h and k through the powers of ten: their order is what matters."""
    line = [10.0**power for power in (-4, -3, -2, -1.5, -1, -0.5, 0)]
    start = explorer.values["steps"]
    return sweep_of(
        ["h", "k"], [line, line], start, lambda h, k: {"steps": (h, k)}, lambda step: number(step, 2)
    )


def _steps_at(place: tuple[float, float]) -> dict[str, Any]:
    """Turn a place on the map, in powers of ten, into the steps it stands for."""
    return {"steps": (10.0 ** place[0], 10.0 ** place[1])}

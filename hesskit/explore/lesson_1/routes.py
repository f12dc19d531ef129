"""Three routes to the same Hessian, and what the difference route loses as its step changes."""

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
    grid_of,
    height_range,
    held_dot,
    matrix_html,
    matrix_numbers,
    number,
    power_of_ten,
    rows,
    slider,
    sliding,
    slot_html,
    vector,
)
from hesskit.maths.calculus import (
    SMALLEST_STEP,
    STEPS,
    Laws,
    degree_bound,
    difference_hessians,
    hessian,
    laws_of,
)
from hesskit.maths.surfaces import Surface
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

# The picture of `explore.routes`: where f is asked, and the error of the difference route against its step.

Array = npt.NDArray[np.float64]


class RoutesPicture(Picture):
    """Left: level curves, the point and its nine-point stencil. Right: error against step, log–log, with both laws."""

    width, height = 860, 380
    readout = (
        '<div class="row">'
        f"<span>symbolic {matrix_html('s', 2)}</span><span>autograd {matrix_html('a', 2)}</span>"
        f"<span>difference {matrix_html('d', 2)}</span></div>"
        f'<div class="row"><span><i>h</i> = {slot_html("h")}</span><span>error = {slot_html("error")}</span>'
        f'<span>digits right: {slot_html("digits")}</span><span class="words">{slot_html("why")}</span></div>'
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.surface: Surface | None = None
        self.floor = -17.0
        self.flat = dress(
            self.figure.add_axes((0.075, 0.135, 0.335, 0.775)),
            theme,
            "where f is asked: p ± h",
            xlabel="x",
            ylabel="y",
        )
        self.log = dress(
            self.figure.add_axes((0.495, 0.135, 0.485, 0.775)), theme, "error of the difference route against its step",
            xlabel="step h", ylabel="largest error of an entry",
        )  # fmt: skip
        self.log.set(xlim=(SMALLEST_STEP - 0.25, 0.25))
        self.log.set_xticks(
            range(int(SMALLEST_STEP), 1), [power_of_ten(k) for k in range(int(SMALLEST_STEP), 1)]
        )
        self.log.grid(color=theme.faint, alpha=0.25, lw=0.6)
        self.levels = Levels(self.flat, theme)
        self.said_at[self.flat] = self.levels.said
        self._make_moving(theme)

    def _make_moving(self, theme: Theme) -> None:
        (self.stencil,) = self.flat.plot([0], [0], "+", color=theme.ink, ms=10, mew=2, zorder=4)
        self.dot = held_dot(self.flat, theme, 8, clip_on=False)
        log = self.log
        (self.truncation,) = log.plot([0], [0], color=theme.ink, lw=1.2, ls=(0, (6, 2)), zorder=2)
        (self.rounding,) = log.plot([0], [0], color=theme.ink, lw=1.2, ls=(0, (2, 1.5)), zorder=2)
        (self.curve,) = log.plot([0], [0], color=theme.other, lw=2, zorder=3)
        (self.stem,) = log.plot([0], [0], color=theme.ink, lw=0.8, ls=":", zorder=2)
        (self.best,) = log.plot([0], [0], "o", mfc="none", mec=theme.ink, ms=12, mew=2, zorder=4)
        self.marker = held_dot(log, theme, 8, zorder=6)
        style = {"fontsize": 9, "va": "center", "zorder": 5, "parse_math": False}
        self.tags = [
            log.text(0, 0, "truncation, slope 2", color=theme.ink, ha="right", **style),  # type: ignore[arg-type]
            log.text(0, 0, "rounding, slope −2", color=theme.ink, ha="left", **style),  # type: ignore[arg-type]
            log.text(0, 0, "best", color=theme.ink, ha="center", **style),  # type: ignore[arg-type]
        ]
        lines = (self.truncation, self.rounding, self.curve, self.stem, self.best)
        self.move(self.stencil, self.dot, *lines, self.marker, *self.tags)
        self.handles = [
            Handle("point", "the point", self.dot),
            Handle("step", "the step h, left and right", self.marker, rides=True),
        ]

    def update(self, scene: Any) -> bool:
        """Move the curve, the laws and both handles; redraw the level curves when the surface is another."""
        changed = scene.surface != self.surface
        if changed:
            self.surface = scene.surface
            self.levels.draw(scene.surface, scene.surface.domain)
            self._scale(decade(scene.surface))
        x, y = scene.point
        cross = scene.step * np.array([-1.0, 0.0, 1.0])
        self.stencil.set_data(*(part.ravel() for part in np.meshgrid(x + cross, y + cross)))
        self.dot.set_data([x], [y])
        for artist in (
            self.stencil,
            self.curve,
            self.stem,
            self.truncation,
            self.rounding,
            self.best,
            *self.tags,
        ):
            artist.set_visible(scene.real)
        here, height = float(np.log10(scene.step)), float(self.heights(scene.error))
        height = self.floor if np.isnan(height) else height
        self.marker.set_data([here], [height])
        if scene.real:
            self.curve.set_data(np.log10(STEPS), self.heights(scene.errors))
            self.stem.set_data([here, here], [self.floor - 1, height])
            self._place_laws(scene.laws)
        return changed

    def _scale(self, power: int) -> None:
        """Fit the error axis to the size of f: twenty decades, and a place for errors that are exactly 0."""
        self.floor = power - 17.0
        self.log.set_ylim(self.floor - 0.7, self.floor + 21.5)
        decades = range(power - 16, power + 5, 4)
        self.log.set_yticks([self.floor - 0.15, *decades], ["0", *map(power_of_ten, decades)])

    def heights(self, errors: Any) -> Array:
        """Turn errors into heights on the error axis; an error of 0 lies on its floor."""
        with np.errstate(divide="ignore"):
            logs = np.log10(np.asarray(errors, float))
        return np.where(
            np.asarray(errors) == 0, self.floor - 0.15, np.clip(logs, self.floor + 0.6, self.floor + 21.2)
        )

    def _place_laws(self, laws: Laws) -> None:
        ends = np.array([SMALLEST_STEP - 1, 1.0])
        pairs = ((self.truncation, laws.truncation, 2.0), (self.rounding, laws.rounding, -2.0))
        for index, (line, constant, slope) in enumerate(pairs):
            known = bool(constant > 0)
            line.set_visible(known)
            self.tags[index].set_visible(known)
            if known:
                height = np.log10(constant) + slope * ends
                line.set_data(ends, height)
                level = self.floor + (16.8 if index == 0 else 18.6)
                place = (level - np.log10(constant)) / slope  # where the law reaches this height
                place = (
                    min(max(place, -2.0), -0.4) if index == 0 else min(max(place, SMALLEST_STEP + 0.4), -4.0)
                )
                self.tags[index].set_position(
                    (place + (-0.3, 0.3)[index], np.log10(constant) + slope * place + 0.5)
                )
        known = bool(np.isfinite(laws.best))
        self.best.set_visible(known)
        self.tags[2].set_visible(known)
        if known:
            here, height = float(np.log10(laws.best)), float(self.heights(laws.least))
            self.best.set_data([here], [height])
            self.tags[2].set_position((here, height - 1.5 if height > self.floor + 2 else height + 1.5))

    def numbers(self, scene: Any) -> dict[str, str]:
        """Fill the readout, with the digits at which the routes part."""
        found: dict[str, str] = {}
        for slot, matrix in (("s", scene.symbolic), ("a", scene.autograd), ("d", scene.difference)):
            found |= matrix_numbers(matrix, slot, 10)
        digits = "–" if np.isnan(scene.digits) else f"{int(scene.digits)} of 16"
        why = {"neither": "no error", "unknown": ""}.get(scene.dominant, f"mostly {scene.dominant}")
        return found | {"h": number(scene.step), "error": number(scene.error), "digits": digits, "why": why}


@lru_cache(maxsize=32)
def decade(surface: Surface) -> int:
    """Give the power of ten of a surface's heights."""
    heights = height_range(grid_of(surface, surface.domain, 90)[2])
    return round(float(np.log10(np.clip(np.max(np.abs(heights)), 1e-9, 1e9))))


DIGITS = 16  # what a float64 carries, about


@dataclass(frozen=True, eq=False)
class RoutesScene:
    """One Hessian by three routes, and the error of the difference route against its step."""

    surface: Surface
    point: Array  # (2,)
    step: float  # h
    symbolic: Array  # (2, 2)
    autograd: Array  # (2, 2), NaN where autograd cannot follow
    difference: Array  # (2, 2), with the step h
    error: float  # largest difference of an entry from the symbolic one; NaN where f is not real
    errors: Array  # (161,), the same for each of STEPS
    laws: Laws
    degree: float  # at most this, when f is a polynomial; infinity when it is not

    @property
    def real(self) -> bool:
        """Whether the Hessian is finite here."""
        return bool(np.isfinite(self.symbolic).all())

    @property
    def digits(self) -> float:
        """How many decimal digits of the largest entry are right, 0 to 16; NaN where the Hessian is zero."""
        size = float(np.max(np.abs(self.symbolic)))
        if not size or not np.isfinite(self.error):
            return float("nan")
        return float(np.clip(-np.log10(max(self.error / size, 1e-300)), 0, DIGITS))

    @property
    def dominant(self) -> str:
        """Which error is the larger at this step: "truncation", "rounding", "neither" or "unknown"."""
        if not np.isfinite(self.error):
            return "unknown"
        if self.error == 0:
            return "neither"
        if self.degree <= 3:
            return "rounding"
        return self.laws.dominant(self.step)

    def caption(self) -> str:
        """Say what the difference route loses at this step, and which way is better."""
        if not self.real:
            return "No Hessian here: f or one of its derivatives is undefined. Move the point."
        start = f"At step h = {number(self.step, 2)} the difference route"
        if not np.isfinite(self.error):
            return f"{start} reaches places where f is not real: take a smaller step."
        if self.error == 0:
            return f"{start} makes no error at all."
        why = {
            "truncation": "Truncation is the larger error",
            "rounding": "Rounding is the larger error",
        }.get(self.dominant)
        why = f"{why}{self._advice()}." if why else ""
        if np.isnan(self.digits):
            return f"{start} is off by {number(self.error, 2)}, where every entry is zero. {why}".strip()
        return f"{start} has {int(self.digits)} of {DIGITS} digits right. {why}".strip()

    def _advice(self) -> str:
        """Say in which direction the best step lies; nothing where this one is about as good."""
        away = self.laws.best / self.step
        if self.error <= self.laws.least or np.isnan(away) or 0.5 < away < 2:
            return ""
        return f": a {'larger' if away > 1 else 'smaller'} step is better"

    def sentence(self) -> str:
        """Say how far the routes agree, and why the difference route is off by as much as it is."""
        place = f"At {vector(self.point)}"
        if not self.real:
            return f"{place} f or one of its derivatives is undefined, so there is no Hessian to find: move the point."
        parts = (place, self._agreement(), self._loss(), self._reason(), self._best())
        return " ".join(part for part in parts if part)

    def _agreement(self) -> str:
        apart = float(np.max(np.abs(self.autograd - self.symbolic)))
        if not np.isfinite(apart):
            return f"the symbolic route gives {rows(self.symbolic)}; autograd has no number here."
        how = "exactly the same" if apart == 0 else f"the same to within {number(apart, 2)}"
        return f"the symbolic and the autograd route give {how}: {rows(self.symbolic)}."

    def _loss(self) -> str:
        start = f"With the step h = {number(self.step)} the difference route"
        if not np.isfinite(self.error):
            return f"{start} reaches places where f is not real, and gives no number: take a smaller step."
        if self.error == 0:
            return f"{start} makes no error at all:"
        if np.isnan(self.digits):
            return f"{start} is off by {number(self.error, 2)}, where every entry should be 0:"
        right = int(self.digits)
        left = "no digit right" if not right else f"{right} digit{'s' * (right > 1)} of {DIGITS} right"
        return f"{start} is off by {number(self.error, 2)}, which leaves {left}:"

    def _reason(self) -> str:
        if self.degree <= 3:
            return (
                f"f is a polynomial of degree {int(self.degree)}, so there is no truncation error at any step; "
                "only rounding, about ε/h², can be left."
            )
        return {
            "truncation": f"the truncation error, which falls with h, is the larger part{self._advice()}.",
            "rounding": f"the rounding error, about ε/h², is the larger part{self._advice()}.",
            "neither": "truncation and rounding both happen to vanish.",
            "unknown": "",
        }[self.dominant]

    def _best(self) -> str:
        if np.isnan(self.laws.best):
            return ""
        least = f"error {number(self.laws.least, 2)}" if self.laws.least else "no error"
        if self.error <= self.laws.least:
            return "No step that was tried is better than this one."
        return f"The best step tried is h = {number(self.laws.best, 2)}, with {least}."


def compute(formula: Surface, point: tuple[float, float], step: float) -> RoutesScene:
    """Make the scene of three routes at one point; `step` is log₁₀ h."""
    place, h = np.asarray(point, float), float(10.0**step)
    exact = formula.at(point)[2]
    try:
        automatic = hessian(formula, place, "autograd")
    except TypeError:  # a function that autograd does not know
        automatic = np.full((2, 2), np.nan)
    found = difference_hessians(formula, place, np.array([h, *STEPS]))
    with np.errstate(invalid="ignore"):
        errors = np.max(np.abs(found - exact), axis=(1, 2))
    errors[~np.isfinite(errors)] = np.nan
    error, curve = float(errors[0]), errors[1:]
    degree = degree_bound(formula)
    return RoutesScene(formula, place, h, exact, automatic, found[0], error, curve, laws_of(curve), degree)


def routes(
    formula: Any = "exp(x) sin(y)", point: tuple[float, float] = (0.5, 0.5), step: float = 0.01
) -> Explorer:
    """Explore three routes to the same Hessian: symbolic, autograd, difference.

    Drag the point, or slide the step h of the difference route along its error curve: a U on log–log axes.

    Parameters
    ----------
    formula : str, sympy expression or Surface
        What to start from.
    point : pair of float
        Where to start.
    step : float
        The step h of the difference route, from 1e-8 to 1.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If the step is not between 1e-8 and 1.

    Examples
    --------
    >>> routes("x^4 + y^4", (1, 1), step=0.1).sentence[:67]
    'At (1, 1) the symbolic and the autograd route give exactly the same'
    """
    if not 10.0**SMALLEST_STEP <= step <= 1:
        raise ValueError(f"the step h is between 1e-8 and 1, but it is {step!r}.")
    controls = {
        "formula": FormulaBox(formula),
        "point": PointControl(point),
        "step": slider("log₁₀ h", round(float(np.log10(step)), 10), SMALLEST_STEP, 0, 0.05),
    }
    return Explorer(
        controls, compute, RoutesPicture, {"step": lambda place: round(place[0], 2)}, sweep=sliding("step")
    )

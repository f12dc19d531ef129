"""Three routes to the same Hessian, and what the difference route loses as its step changes."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.base import Explorer
from hesskit.explore.controls import FormulaBox, PointControl, slider
from hesskit.explore.routes_picture import RoutesPicture
from hesskit.explore.step_laws import SMALLEST, STEPS, Laws, degree_bound, difference_hessians, laws_of
from hesskit.explore.sweeps import sliding
from hesskit.explore.words import number, rows, vector
from hesskit.maths.derivatives import hessian
from hesskit.maths.surfaces import Surface

Array = npt.NDArray[np.float64]
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
            "truncation": "the truncation error, which falls with h, is the larger part; a smaller step is better.",
            "rounding": "the rounding error, about ε/h², is the larger part; a larger step is better.",
            "neither": "truncation and rounding both happen to vanish.",
            "unknown": "",
        }[self.dominant]

    def _best(self) -> str:
        if np.isnan(self.laws.best):
            return ""
        least = f"error {number(self.laws.least, 2)}" if self.laws.least else "no error"
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
    if not 10.0**SMALLEST <= step <= 1:
        raise ValueError(f"the step h is between 1e-8 and 1, but it is {step!r}.")
    controls = {
        "formula": FormulaBox(formula),
        "point": PointControl(point),
        "step": slider("log₁₀ h", round(float(np.log10(step)), 10), SMALLEST, 0, 0.05),
    }
    return Explorer(
        controls, compute, RoutesPicture, {"step": lambda place: round(place[0], 2)}, sweep=sliding("step")
    )

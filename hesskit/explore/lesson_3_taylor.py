"""The Taylor models of order 0, 1 and 2 about a centre that is dragged, and how wrong they are."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.base import Explorer
from hesskit.explore.controls import FormulaBox, PointControl, choice, log_slider
from hesskit.explore.drawing import blanks, outside
from hesskit.explore.taylor_errors import SMALLEST, ErrorCurves, degree_of, error_curves
from hesskit.explore.taylor_picture import TaylorPicture
from hesskit.explore.words import conjunction, number, rows, vector
from hesskit.maths.critical import definiteness
from hesskit.maths.surfaces import Surface
from hesskit.maths.taylor import TaylorModel

Array = npt.NDArray[np.float64]
MODELS = ("constant model", "tangent plane", "quadratic model")
NEEDED = ("value", "gradient", "Hessian")
NEXT = ("∇f is", "H is", "every third derivative is")
BOUNDS = ("M₁|d|", "½M₂|d|²", "M₃|d|³/6")
LARGEST = (
    "the largest |∇f|",
    "the largest |eigenvalue| of H",
    "the largest third derivative along a direction",
)


@dataclass(frozen=True, eq=False)
class TaylorScene:
    """A surface, its model of one order about a centre, and the errors of all three orders."""

    surface: Surface
    centre: Array  # (2,)
    order: int
    distance: float  # |d|, where the errors are read
    show: str  # on the flat panel: "level curves" or "error"
    value: float
    gradient: Array  # (2,)
    hessian: Array  # (2, 2)
    model: TaylorModel | None  # None where f lacks what this order needs
    curves: ErrorCurves

    def sentence(self) -> str:
        """Say the model, its error at the distance with its bound, and the fitted slopes."""
        place = f"About a = {vector(self.centre)}"
        if not np.isfinite(self.value):
            text = f"{place} there is no model, for f has no value there: move the centre."
        elif self.model is None:
            text = (
                f"{place} f has no finite {NEEDED[self.order]}, so there is no model of order {self.order}: "
                "choose a lower order, or move the centre."
            )
        else:
            parts = [
                self._model(place),
                self._error(),
                self._slopes(),
                *(self.why(order) for order in range(3)),
            ]
            text = " ".join(part for part in parts if part)
        box: Any = self.surface.domain
        beyond = "The centre lies outside the box that is drawn." if outside(self.centre, box) else ""
        return " ".join(part for part in (text, beyond, blanks(self.surface, box)) if part)

    def _model(self, place: str) -> str:
        said = [
            f"f(a) = {number(self.value)}",
            f"∇f(a) = {vector(self.gradient)}",
            f"H(a) with {rows(self.hessian)}",
        ]
        parts = conjunction(said[: self.order + 1])
        return f"{place} the {MODELS[self.order]} (order {self.order}) is made of {parts}.{self._bottom()}"

    def _bottom(self) -> str:
        """Say where the quadratic model is lowest, or that it is not lowest anywhere."""
        if self.order < 2:
            return ""
        match definiteness(self.hessian):
            case "positive definite":
                lowest = self.centre - np.linalg.solve(self.hessian, self.gradient)
                return f" It is lowest at {vector(np.where(abs(lowest) < 1e-12, 0.0, lowest))}."
            case "indefinite" | "negative definite" | "negative semidefinite":
                return " It has no lowest point: it falls without end in some direction."
        return ""

    def _error(self) -> str:
        error, bound = self.curves.here[self.order], self.curves.bounds_here[self.order]
        place = f"At |d| = {number(self.distance)}"
        start = f"{place} its largest error over all directions"
        if not np.isfinite(error):
            return (
                f"{place} the circle round a meets places where f has no value, so no largest error is given."
            )
        if error <= 10 * self.curves.rounding_here:
            return f"{start} is no more than rounding, about {number(self.curves.rounding_here, 1)}."
        if np.isnan(bound):
            return (
                f"{start} is {number(error)}; no bound is given, because f or one of its derivatives may break off "
                "within that disc."
            )
        return (
            f"{start} is {number(error)}, within the bound {BOUNDS[self.order]} = {number(bound)}, where "
            f"M{'₁₂₃'[self.order]} = {number(self.curves.largest[self.order])} is {LARGEST[self.order]}, "
            "sampled on that disc."
        )

    def _slopes(self) -> str:
        known = [
            f"{slope:.2f} (order {order})"
            for order, slope in enumerate(self.curves.slopes)
            if np.isfinite(slope)
        ]
        if not known:
            return ""
        text = f"On log–log axes the fitted slope of the error is {conjunction(known)}"
        hidden = self.curves.hidden[self.order]
        if hidden and np.isfinite(self.curves.slopes[self.order]):
            return f"{text}; below |d| = {number(hidden, 1)} rounding hides this order's error."
        return f"{text}."

    def why(self, order: int) -> str:
        """Say why the slope of an order is not order + 1; nothing when it is."""
        name, slope, usual = f"order {order}", self.curves.slopes[order], order + 1
        if np.isnan(self.curves.errors[order]).all():
            return ""
        if self.curves.exact(order):
            degree = degree_of(self.surface)
            if degree <= order:
                return f"f is a polynomial of degree {degree:g}, so the model of {name} is f itself: its error is 0."
            return f"The model of {name} shows no error beyond rounding at any of these distances."
        if np.isnan(slope):
            hidden = self.curves.hidden[order]
            if hidden > 0.02:
                return f"Up to |d| = {number(hidden, 2)} the model of {name} shows no error beyond rounding."
            return f"The error of {name} follows no power of |d| here, so no slope is fitted."
        if slope > usual + 0.1:
            return self._steeper(order, name)
        return self._shallower(order, name) if slope < usual - 0.1 else ""

    def _following(self, order: int) -> Array:
        """Give the derivatives at the centre that the first term left out is made of."""
        return (self.gradient, self.hessian, self.curves.third)[order]

    def _steeper(self, order: int, name: str) -> str:
        following = NEXT[order]
        if np.abs(self._following(order)).max() <= 1e-9 * self.curves.largest[order]:
            power = ("|d|", "|d|²", "|d|³")[order]
            return f"{following[0].upper()}{following[1:]} 0 at a, so the error of {name} falls faster than {power}."
        return f"The slope of {name} is above {order + 1} because {following} small at a beside the terms after it."

    def _shallower(self, order: int, name: str) -> str:
        start = f"The slope of {name} is below {order + 1}"
        if not np.isfinite(self._following(order)).all():
            return f"{start} because f has no finite derivatives of order {order + 1} at a."
        return f"{start}: at the distances fitted the error is not yet one power of |d|."


def compute(
    formula: Surface, centre: tuple[float, float], order: int, distance: float, show: str
) -> TaylorScene:
    """Make the scene of one model about one centre."""
    place = np.asarray(centre, float)
    value, gradient, hessian = formula.at(place)
    try:
        model = TaylorModel(formula, place, order)
    except ValueError:  # the scene's sentence says what is missing
        model = None
    curves = error_curves(formula, place, distance)
    return TaylorScene(formula, place, order, float(distance), show, value, gradient, hessian, model, curves)


def taylor(
    formula: Any = "exp(x) sin(y) + x^2/2",
    centre: tuple[float, float] = (0.5, 0.5),
    order: int = 2,
    distance: float = 0.3,
) -> Explorer:
    """Explore the Taylor models of any f(x, y): drag the centre, switch the order, read the error.

    Parameters
    ----------
    formula : str, sympy expression or Surface
        What to start from.
    centre : pair of float
        Where to start.
    order : {2, 1, 0}
        Of the model that is drawn; the errors of all three are.
    distance : float
        |d| at which the error is read, from 1e-5 to 1.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If the order is not 0, 1 or 2, or the distance is not between 1e-5 and 1.

    Examples
    --------
    >>> explorer = taylor("cos(x) + cos(y)", (0, 0))
    >>> explorer.scene.curves.slopes.round(1).tolist()
    [2.0, 2.0, 4.0]
    >>> explorer.scene.why(2)
    'Every third derivative is 0 at a, so the error of order 2 falls faster than |d|³.'
    """
    if order not in (0, 1, 2):
        raise ValueError(f"the order of a Taylor model is 0, 1 or 2, not {order!r}.")
    if not 10.0**SMALLEST <= distance <= 1:
        raise ValueError(f"the distance |d| is between 1e-5 and 1, but it is {distance!r}.")
    controls = {
        "formula": FormulaBox(formula),
        "centre": PointControl(centre, "go to centre"),
        "order": choice("order", {f"{k}: {name}": k for k, name in enumerate(MODELS)}, order),
        "distance": log_slider("distance |d|", distance, SMALLEST, 0, 0.05),
        "show": choice("show", {"level curves": "level curves", "error": "error"}, "level curves"),
    }
    return Explorer(
        controls,
        compute,
        TaylorPicture,
        {"distance": lambda place: float(10 ** min(max(place[0], SMALLEST), 0))},
    )

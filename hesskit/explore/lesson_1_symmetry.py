"""Why the Hessian is symmetric, and when not: the mixed difference quotient in the two orders of its limits."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.base import Explorer
from hesskit.explore.controls import SliderGroup, log_slider, menu
from hesskit.explore.sweeps import Sweep, sweep_of
from hesskit.explore.symmetry_picture import SymmetryPicture
from hesskit.explore.words import number
from hesskit.maths.surfaces import Surface

Array = npt.NDArray[np.float64]
LEAST = -4  # the smallest step is 10^LEAST
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
    x_first: float  # (f_x(0, k) − f_x(0, 0)) / k: the limit in h was taken first
    y_first: float  # (f_y(h, 0) − f_y(0, 0)) / h: the limit in k was taken first
    limits: tuple[float, float]  # the two mixed partials at the origin

    def sentence(self) -> str:
        """Say the two numbers, and why the theorem does or does not apply."""
        x_first, y_first = (number(limit) for limit in self.limits)
        ending = "they are equal" if x_first == y_first else "they differ"
        return (
            f"First x, then y: from 0 to k = {number(self.k, 2)} the slope of f_x(0, k) is {number(self.x_first)}. "
            f"First y, then x: from 0 to h = {number(self.h, 2)} the slope of f_y(h, 0) is {number(self.y_first)}. "
            f"With both steps at once the quotient is {number(self.quotient)}. As the steps shrink, the mixed "
            f"partials at the origin come out as f_xy = {x_first} and f_yx = {y_first}: {ending}. "
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
    """Give the secant slopes of f_x(0, ·) from 0 to k and of f_y(·, 0) from 0 to h.

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
    sliders = [log_slider(label, step, LEAST, 0) for label, step in zip("hk", steps, strict=True)]
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
        ["h", "k"], [line, line], start, lambda h, k: {"steps": (h, k)}, lambda step: f"{step:.2g}"
    )


def _steps_at(place: tuple[float, float]) -> dict[str, Any]:
    """Turn a place on the map, in powers of ten, into the steps it stands for."""
    return {"steps": (10.0 ** place[0], 10.0 ** place[1])}

"""Answers that are constructions: a surface with a given property, judged by computing its Hessian."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import sympy

from hesskit.course.answers import Unreadable
from hesskit.course.equality import same_formula
from hesskit.course.formulas import read_formula
from hesskit.course.showing import entry_latex
from hesskit.maths.derivatives import difference_hessian
from hesskit.maths.exactness import eigenvalue_signs
from hesskit.maths.surfaces import Surface


@dataclass(frozen=True)
class Built:
    """A surface that a learner made, and its Hessian at the point the exercise looks at."""

    formula: Any
    hessian: np.ndarray
    exact_signs: tuple[int, int, int] | None = None

    @property
    def signs(self) -> tuple[int, int, int]:
        """How many eigenvalues are negative, zero and positive: exactly where that can be had, else by its scale."""
        return self.exact_signs or signs(self.hessian)


@dataclass(frozen=True)
class Construction:
    """A surface whose Hessian at a point has a property.

    Parameters
    ----------
    passes : callable
        Says whether a `Built` surface has the property asked for.
    variables : tuple of str
        The surface's variables.
    point : tuple of float
        Where its Hessian is looked at.
    right : str
        One right answer, for the tests; learners never see it.
    """

    passes: Callable[[Built], bool]
    right: str
    variables: tuple[str, ...] = ("x", "y")
    point: tuple[float, ...] = (0.0, 0.0)

    @property
    def wanted(self) -> str:
        return f"a formula in {', '.join(self.variables)}"

    @property
    def example(self) -> str:
        return " + ".join(f"{name}^3" for name in self.variables)

    def read(self, answer: Any) -> Built:
        formula = read_formula(answer, self.variables)
        hessian = _hessian(formula, self.variables, self.point)
        return Built(formula, hessian, _exact_signs(formula, self.variables, self.point))

    def misfit(self, value: Built) -> str:
        return ""

    def holds(self, value: Built) -> bool:
        return bool(self.passes(value))

    def same(self, value: Built, other: Built) -> bool:
        return same_formula(value.formula, other.formula, self.variables)

    def show(self, value: Built) -> str:
        return f"${entry_latex(value.formula)}$"


def signs(hessian: np.ndarray, tolerance: float = 1e-7) -> tuple[int, int, int]:
    """How many eigenvalues are negative, zero and positive, relative to the matrix's scale.

    Examples
    --------
    >>> signs(np.diag([1.0, -1.0, 0.0]))
    (1, 1, 1)
    """
    eigenvalues = np.linalg.eigvalsh(hessian)
    small = tolerance * float(np.abs(eigenvalues).max())
    negative, positive = int(np.sum(eigenvalues < -small)), int(np.sum(eigenvalues > small))
    return negative, len(eigenvalues) - negative - positive, positive


@lru_cache(maxsize=64)
def surface_of(formula: Any, variables: tuple[str, ...]) -> Surface | None:
    """The surface of a formula, its decimals as fractions; None for a Python function, or where it is none."""
    if not isinstance(formula, sympy.Expr):
        return None
    try:
        return Surface(sympy.nsimplify(formula, rational=True), " ".join(variables))
    except Exception:  # sympy's failures have many types, and none of them is a learner's business
        return None


def _hessian(formula: Any, variables: tuple[str, ...], point: Sequence[float]) -> np.ndarray:
    """The Hessian at a point: exactly for a formula, by differences for a Python function."""
    surface = surface_of(formula, variables)
    if surface is not None:
        hessian = surface.hessian(point)
    else:
        known = isinstance(formula, sympy.Basic)
        hessian = np.full((len(point), len(point)), np.nan) if known else _differences(formula, point)
    if not np.all(np.isfinite(hessian)):
        place = ", ".join(f"{c:g}" for c in point)
        raise Unreadable(
            f"I could not compute second partial derivatives at ({place}): choose a surface that is smooth there."
        )
    return hessian


def _exact_signs(
    formula: Any, variables: tuple[str, ...], point: Sequence[float]
) -> tuple[int, int, int] | None:
    """How many eigenvalues of a polynomial's Hessian have each sign, however small they are; None for others."""
    surface = surface_of(formula, variables)
    if surface is None or not surface.expr.is_polynomial(*surface.variables):
        return None
    here = {s: sympy.Rational(repr(float(c))) for s, c in zip(surface.variables, point, strict=True)}
    found = eigenvalue_signs(surface.hessian_matrix.subs(here))
    return None if found is None else (found.count(-1), found.count(0), found.count(1))


def _differences(function: Callable[..., Any], point: Sequence[float], step: float = 1e-3) -> np.ndarray:
    try:
        rough = difference_hessian(lambda p: float(function(*p)), np.array(point, dtype=float), step)
    except Exception:  # a learner's function may raise anything
        return np.full((len(point), len(point)), np.nan)
    scale = float(np.abs(rough).max())
    return np.where(np.abs(rough) < 1e-5 * scale, 0.0, np.asarray(rough, dtype=float))

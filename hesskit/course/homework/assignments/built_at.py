"""Surfaces that a student built, looked at in another point than the origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy

from hesskit.course.answers import Unreadable
from hesskit.course.built import SurfaceConstruction
from hesskit.course.constructions import Built
from hesskit.course.formulas import read_formula

__all__ = ["BuiltAt"]

_HIGHEST, _LONGEST = 12, 80  # degree and operations: so that a verdict comes soon
_SYMBOLS = (sympy.Symbol("x", real=True), sympy.Symbol("y", real=True))


@dataclass(frozen=True)
class BuiltAt(SurfaceConstruction):
    """A construction looked at in a point, which is moved to the origin.

    Parameters
    ----------
    place : tuple of number
        The point.

    Examples
    --------
    >>> kind = BuiltAt(lambda built: built.signs == (0, 0, 2), "x^2", place=(1, 2))
    >>> kind.holds(kind.read("(x - 1)^2 + (y - 2)^2"))
    True
    """

    place: tuple[float, ...] = (0, 0)

    def read(self, answer: Any) -> Built:
        """Read a formula in x and y, and move the point to the origin.

        Raises
        ------
        Unreadable
            Also where the formula is too long, or of too high a degree.
        """
        formula = read_formula(answer, self.variables)
        degree = _degree(formula)
        if degree > _HIGHEST or sympy.count_ops(formula) > _LONGEST:
            raise Unreadable(
                "This formula is longer, or of a higher degree, than is needed: give a simpler one."
            )
        exact = sympy.nsimplify(formula, rational=True)
        moved = exact.xreplace(
            {s: s + sympy.Rational(str(c)) for s, c in zip(_SYMBOLS, self.place, strict=True)}
        )
        return super().read(sympy.expand(moved) if moved.is_polynomial(*_SYMBOLS) else moved)


def _degree(node: sympy.Basic) -> float:
    """A bound of the degree, and of every power inside other functions."""
    if not node.args:
        return 1 if node.is_Symbol else 0
    inner = [_degree(argument) for argument in node.args]
    if node.is_Mul:
        return sum(inner)
    if node.is_Pow:
        size = abs(float(node.exp)) if node.exp.is_Number else max(1, inner[1])
        return max(inner[0], 1) * max(size, 1)
    return max(inner)

"""When two answers are the same: numbers within a said tolerance, formulas by their values at fixed points.

Formulas are evaluated by a small walk over a whitelist of nodes, in complex floating point, so that judging
neither hangs nor runs anything of a learner's.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sympy

    from hesskit.maths.surfaces import Function

TOLERANCE = 1e-6
"""Relative tolerance between two numbers (absolute when the right one is zero)."""

MOST_NODES = 400
"""A formula with more nodes than this is not judged."""

# Fixed, in general position, in every quadrant, near and far from the axes.
_COORDINATES = (0.37, -1.19, 2.41, -0.53, 1.87, 0.71, -2.23, 1.31, -0.17, 3.07, -1.61, 0.93)


def same_number(value: float, right: float, tolerance: float = TOLERANCE) -> bool:
    """Do two numbers agree to the relative tolerance (absolute where the right one is zero)?

    Examples
    --------
    >>> same_number(0.3333333, 1 / 3), same_number(0.333, 1 / 3)
    (True, False)
    """
    return abs(value - right) <= tolerance * (abs(right) or 1.0)


def same_numbers(values: Sequence[float], right: Sequence[float], tolerance: float = TOLERANCE) -> bool:
    """Do two lists hold the same numbers, in any order and as often?

    Examples
    --------
    >>> same_numbers((5, -1), (-1, 5))
    True
    """
    pairs = zip(sorted(values), sorted(right), strict=False)
    return len(values) == len(right) and all(same_number(v, r, tolerance) for v, r in pairs)


def same_formula(value: Any, other: Any, variables: Sequence[str], tolerance: float = 1e-9) -> bool:
    """Do two formulas (expressions or Python functions) agree wherever they are looked at?

    They are compared at a dozen fixed points in general position; where one is not a real number, the other
    must not be one either.

    Examples
    --------
    >>> import sympy
    >>> x = sympy.Symbol("x", real=True)
    >>> same_formula(2 * (x + 1), 2 * x + 2, ("x",)), same_formula(x**2, 2 * x, ("x",))
    (True, False)
    """
    seen = 0
    for point in points(len(variables)):
        first, second = value_at(value, variables, point), value_at(other, variables, point)
        if math.isfinite(first) != math.isfinite(second):
            return False
        if math.isfinite(first):
            seen += 1
            if abs(first - second) > tolerance * max(1.0, abs(first), abs(second)):
                return False
    return seen > 0


def points(dimension: int) -> list[tuple[float, ...]]:
    """Twelve fixed points of so many coordinates, at which formulas are compared."""
    count = len(_COORDINATES)
    return [tuple(_COORDINATES[(i + 5 * j + i * j) % count] for j in range(dimension)) for i in range(count)]


def value_at(formula: Any, variables: Sequence[str], point: Sequence[float]) -> float:
    """The real value of an expression or a Python function at a point; nan where there is none."""
    if callable(formula) and not hasattr(formula, "free_symbols"):
        try:
            return float(formula(*point))
        except Exception:  # a learner's function may raise anything
            return math.nan
    return evaluate(formula, dict(zip(variables, point, strict=True)))


def evaluate(expression: sympy.Basic, at: Mapping[str, float] | None = None) -> float:
    """The real value of a whitelisted expression; nan where it is undefined, complex or too large.

    Examples
    --------
    >>> import sympy
    >>> evaluate(sympy.sqrt(2) * sympy.Symbol("x"), {"x": 2.0})
    2.8284271247461903
    >>> evaluate(sympy.sqrt(-1))
    nan
    """
    try:
        value = complex(_walk(expression, at or {}))
    except (ArithmeticError, ValueError, TypeError, KeyError):
        return math.nan
    if abs(value.imag) > 1e-9 * max(1.0, abs(value.real)) or not cmath.isfinite(value):
        return math.nan
    return value.real


def _walk(node: sympy.Basic, at: Mapping[str, float]) -> complex:
    if node.is_Symbol:
        return complex(at[node.name]) if node.name in at else complex(math.nan)
    if node.is_Number or node.is_NumberSymbol:
        return complex(float(node))
    values = [_walk(argument, at) for argument in node.args]
    if node.is_Add:
        return sum(values)
    if node.is_Mul:
        return math.prod(values, start=1 + 0j)
    if node.is_Pow:
        return values[0] ** (
            int(values[1].real) if node.exp.is_Integer and abs(values[1]) < 1e6 else values[1]
        )
    return complex(_functions()[type(node).__name__].complex_numbers(values[0]))


def _functions() -> Mapping[str, Function]:
    """The functions of formulas by SymPy's names; loaded with the first formula, as SymPy is."""
    from hesskit.maths.surfaces import NODES

    return NODES


def objection(expression: Any, names: Sequence[str]) -> str:
    """Why an expression cannot be judged, in the words that complete "… ", or nothing when it can.

    Examples
    --------
    >>> import sympy
    >>> objection(sympy.Symbol("t") + 1, ("x", "y"))
    "it contains 't', which this exercise does not know"
    """
    pending, seen = [expression], 0
    while pending:
        node, seen = pending.pop(), seen + 1
        if seen > MOST_NODES:
            return "it is too long to be judged"
        complaint = _objection_to_node(node, names)
        if complaint:
            return complaint
        pending.extend(node.args)
    return ""


def _objection_to_node(node: Any, names: Sequence[str]) -> str:
    if node.is_Symbol:
        return (
            "" if node.name in names else f"it contains {node.name[:20]!r}, which this exercise does not know"
        )
    if node.is_Number:
        too_large = node.is_Rational and max(abs(node.p), node.q).bit_length() > 1000
        return (
            ""
            if node.is_finite and not too_large
            else "it contains a number that is not finite, or too large"
        )
    name = type(node).__name__
    if node.is_NumberSymbol or node.is_Add or node.is_Mul or node.is_Pow or name in _functions():
        return ""
    return f"it contains {name!r}: use sums, products, powers and the usual functions"

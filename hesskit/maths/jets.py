"""Truncated power series in several variables, with exact coefficients.

Glossary: a *jet* is a dictionary from exponents to coefficients, (2, 1): 3 standing for 3u²v; its *order* is
the total degree up to which it is known, None when it is a polynomial known completely. Coefficients are
Fractions where they are rational, sympy numbers otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sympy

from hesskit.maths.exact_values import _is_zero

Jet = dict[tuple[int, ...], Any]


def coefficient(number: Any) -> Any:
    """Return a number in the form that jets use."""
    if isinstance(number, Fraction):
        return number
    if isinstance(number, int):
        return Fraction(number)
    if number.is_Rational:
        return Fraction(int(number.p), int(number.q))
    number = sympy.expand(number)
    return Fraction(int(number.p), int(number.q)) if number.is_Rational else number


def sign(number: Any) -> int:
    """Return the sign of an exact number; zero only where it is shown to be zero."""
    if isinstance(number, Fraction):
        return (number > 0) - (number < 0)
    if _is_zero(number):
        return 0
    value = sympy.N(number, 30)
    if abs(value) < sympy.Float("1e-25"):
        raise ArithmeticError("the sign of a coefficient could not be decided")
    return 1 if value > 0 else -1


def jet_at(
    expr: sympy.Expr, variables: Sequence[sympy.Symbol], point: Sequence[sympy.Expr], order: int
) -> tuple[Jet, int | None]:
    """Expand f(point + u) - f(point) in powers of u.

    Parameters
    ----------
    expr : sympy.Expr
    variables : sequence of n sympy.Symbol
    point : sequence of n exact numbers
    order : int
        How far to go when f is not a polynomial.

    Returns
    -------
    jet : dict
    order : int or None

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> jet_at(x**2 * y, (x, y), (sympy.Integer(1), sympy.Integer(0)), 4)
    ({(2, 1): Fraction(1, 1), (1, 1): Fraction(2, 1), (0, 1): Fraction(1, 1)}, None)
    """
    moved = expr.subs({v: v + c for v, c in zip(variables, point, strict=True)}, simultaneous=True)
    known: int | None = None
    if not moved.is_polynomial(*variables):
        moved, known = _taylor(moved, variables, order), order
    poly = sympy.Poly(sympy.expand(moved), *variables)
    jet = {powers: coefficient(c) for powers, c in poly.terms() if any(powers)}
    return clean(jet), known


def _taylor(expr: sympy.Expr, variables: Sequence[sympy.Symbol], order: int) -> sympy.Expr:
    """Return the Taylor polynomial about 0, by derivatives along a ray."""
    t = sympy.Dummy("t", real=True)
    ray = expr.subs({v: t * v for v in variables}, simultaneous=True)
    total, factorial = sympy.S.Zero, 1
    for k in range(1, order + 1):
        ray, factorial = ray.diff(t), factorial * k
        if ray.count_ops() > 6000:
            raise ArithmeticError("the derivatives grow too long")
        total += sympy.expand(ray.subs(t, 0)) / factorial
    return total


def clean(jet: Jet) -> Jet:
    """Drop the terms whose coefficient is zero."""
    return {p: c for p, c in jet.items() if (c != 0 if isinstance(c, Fraction) else sign(c) != 0)}


def multiply(a: Jet, b: Jet, order: int) -> Jet:
    """Multiply two jets up to an order."""
    product: Jet = {}
    for p, c in a.items():
        room = order - sum(p)
        for q, d in b.items():
            if sum(q) <= room:
                powers = tuple(i + j for i, j in zip(p, q, strict=True))
                product[powers] = product.get(powers, Fraction(0)) + _times(c, d)
    return clean({p: coefficient(c) for p, c in product.items()})


def _times(c: Any, d: Any) -> Any:
    if isinstance(c, Fraction) and isinstance(d, Fraction):
        return c * d
    return as_sympy(c) * as_sympy(d)


def as_sympy(number: Any) -> sympy.Expr:
    """Return a coefficient as a sympy number."""
    return sympy.Rational(number.numerator, number.denominator) if isinstance(number, Fraction) else number


def add(a: Jet, b: Jet, factor: Any = Fraction(1)) -> Jet:
    """Return a + factor · b."""
    total = dict(a)
    for p, c in b.items():
        old = total.get(p, Fraction(0))
        extra = _times(factor, c)
        exact = isinstance(old, Fraction) and isinstance(extra, Fraction)
        total[p] = old + extra if exact else coefficient(as_sympy(old) + as_sympy(extra))
    return clean(total)


def lowest_form(jet: Jet) -> tuple[int, Jet]:
    """Return the lowest degree and the terms of that degree."""
    degree = min(map(sum, jet))
    return degree, {p: c for p, c in jet.items() if sum(p) == degree}


def substitute_first(jet: Jet, series: Jet, order: int) -> Jet:
    """Put a series in the other variables for the first variable; the result is in the other variables only."""
    by_power: dict[int, Jet] = {}
    for p, c in jet.items():
        by_power.setdefault(p[0], {})[p[1:]] = c
    total: Jet = {}
    for k in range(max(by_power, default=0), -1, -1):
        total = add(
            multiply(total, series, order), {p: c for p, c in by_power.get(k, {}).items() if sum(p) <= order}
        )
    return total


def derivative_first(jet: Jet) -> Jet:
    """Differentiate in the first variable."""
    return {(p[0] - 1, *p[1:]): _times(Fraction(p[0]), c) for p, c in jet.items() if p[0]}


def to_poly(jet: Jet, symbols: Sequence[sympy.Symbol]) -> sympy.Expr:
    """Return the jet as a sympy polynomial."""
    return sympy.Add(
        *[as_sympy(c) * sympy.Mul(*[s**k for s, k in zip(symbols, p, strict=True)]) for p, c in jet.items()]
    )

"""All common zeros of two polynomials in two variables, by resultants and exact real-root isolation.

Glossary: p and q are coprime polynomials with rational coefficients; their resultant in y is a polynomial in
x that vanishes at the x of every common zero.

Source: D. Cox, J. Little and D. O'Shea, Using Algebraic Geometry (Springer, 2nd edition 2005), chapter 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import mpmath
import sympy

_DIGITS = 60


def can_eliminate(equations: Sequence[sympy.Expr], variables: Sequence[sympy.Symbol], most: int) -> bool:
    """Tell whether two equations are rational polynomials of degrees whose product is at most ``most``."""
    if len(variables) != 2 or not all(e.is_polynomial(*variables) for e in equations):
        return False
    polys = [sympy.Poly(e, *variables) for e in equations]
    if not all(c.is_Rational for p in polys for c in p.coeffs()):
        return False
    return bool(polys[0].total_degree() * polys[1].total_degree() <= most)


def common_zeros(
    equations: Sequence[sympy.Expr], variables: Sequence[sympy.Symbol], domain: Sequence[tuple[float, float]]
) -> list[tuple[Any, ...]]:
    """Find every common zero of two coprime polynomials in a box.

    Parameters
    ----------
    equations : two sympy.Expr
    variables : two sympy.Symbol
    domain : two pairs of float

    Returns
    -------
    list of (mpmath.mpf, mpmath.mpf)
        To fifty digits.

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> [tuple(map(float, z)) for z in common_zeros([y - x**2, y - 3*x**2], [x, y], [(-2, 2), (-2, 2)])]
    [(0.0, 0.0)]
    """
    x, y = variables
    p, q = equations
    with mpmath.workdps(_DIGITS):
        columns = real_roots(_projection(p, q, y, x), x, domain[0])
        rows = real_roots(_projection(p, q, x, y), y, domain[1]) if columns else []
        tests = [_scaled(sympy.Poly(e, x, y)) for e in (p, q)]
        return [(a, b) for a in columns for b in rows if all(_vanishes(terms, a, b) for terms in tests)]


def _projection(p: sympy.Expr, q: sympy.Expr, away: sympy.Symbol, kept: sympy.Symbol) -> sympy.Poly:
    """Return a polynomial in the kept variable alone that vanishes at every common zero."""
    for own in (p, q):
        if not own.has(away):
            return sympy.Poly(own, kept)
    return sympy.Poly(sympy.resultant(p, q, away), kept)


def real_roots(poly: sympy.Poly, x: sympy.Symbol, bounds: tuple[float, float]) -> list[Any]:
    """Return the real roots of a rational polynomial in an interval (a millionth wider), ascending, to sixty digits."""
    low, high = (sympy.Rational(float(b)) for b in bounds)
    margin = (high - low) / 10**6
    roots = []
    for factor, _ in poly.factor_list()[1]:
        if factor.degree() == 0:
            continue
        coefficients = [mpmath.mpf(int(c.p)) / int(c.q) for c in factor.all_coeffs()]
        for a, b in factor.intervals(
            inf=low - margin, sup=high + margin, eps=sympy.Rational(1, 10**6), sqf=True
        ):
            roots.append(_refined(coefficients, a, b))
    return sorted(roots)


def _refined(coefficients: list[Any], a: Any, b: Any) -> Any:
    """Shrink an interval that holds one simple root to sixty digits."""
    low, high = mpmath.mpf(int(a.p)) / int(a.q), mpmath.mpf(int(b.p)) / int(b.q)
    if low == high:
        return low
    if len(coefficients) == 2:
        return -coefficients[1] / coefficients[0]
    below = mpmath.polyval(coefficients, low)
    root = (low + high) / 2
    enough = mpmath.mpf(10) ** (5 - _DIGITS)
    for _ in range(400):
        value, slope = mpmath.polyval(coefficients, root, derivative=1)
        step = value / slope if slope else high - low
        if value == 0 or min(abs(step), high - low) < enough * (1 + abs(root)):
            return root - step if value else root
        low, high = (root, high) if (value > 0) == (below > 0) else (low, root)
        root = root - step if low < root - step < high else (low + high) / 2
    return root


def _scaled(poly: sympy.Poly) -> list[tuple[int, int, Any]]:
    return [(i, j, mpmath.mpf(int(c.p)) / int(c.q)) for (i, j), c in poly.terms()]


def _vanishes(terms: list[tuple[int, int, Any]], a: Any, b: Any) -> bool:
    """Tell whether a polynomial is zero to thirty-five digits of its largest term."""
    values = [c * a**i * b**j for i, j, c in terms]
    return bool(
        abs(mpmath.fsum(values)) <= mpmath.mpf(10) ** (-35) * max(abs(v) for v in values) or not any(values)
    )

"""From sixteen digits to forty, and from forty digits to an exact number that is then verified.

A decimal is only a reason to guess: "0.70710678…" becomes sqrt(2)/2 when it agrees to more than thirty
digits, and counts as exact when the equations vanish there in exact arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import mpmath
import numpy as np
import sympy

from hesskit.maths.system import System

DIGITS = 40
_AGREE = 32  # digits that a guess has to share
_LARGEST = 5000  # of the whole numbers in a guess


def polish(system: System, point: Sequence[float]) -> tuple[Any, ...] | None:
    """Sharpen a regular zero to forty digits by Newton's method; None where that fails.

    Parameters
    ----------
    system : System
    point : sequence of float, shape (n,)
        In the system's own coordinates u.

    Returns
    -------
    tuple of mpmath.mpf, shape (n,), or None
        In x.
    """
    n = len(point)
    with mpmath.workdps(DIGITS + 8):
        place = mpmath.matrix([mpmath.mpf(float(c)) for c in point])
        for _ in range(6):
            try:
                values = system.tape.precise(list(place))
                jacobian = mpmath.matrix([values[n + i * n : n + (i + 1) * n] for i in range(n)])
                move = mpmath.lu_solve(jacobian, mpmath.matrix(values[:n]))
            except (ZeroDivisionError, ValueError, TypeError, OverflowError):
                return None
            if any(isinstance(c, mpmath.mpc) for c in move):
                return None
            place = place - move
            if max(abs(c) for c in move) <= mpmath.mpf(10) ** (-DIGITS) * (1 + max(abs(c) for c in place)):
                return tuple(_cleaned(c + _digits(o)) for c, o in zip(place, system.origin, strict=True))
    return None


def _digits(number: sympy.Rational) -> Any:
    return mpmath.mpf(int(number.p)) / int(number.q)


def _cleaned(number: Any) -> Any:
    return mpmath.mpf(0) if abs(number) < mpmath.mpf(10) ** (2 - DIGITS) else number


def guess(number: Any, algebraic: bool) -> sympy.Expr | None:
    """Return a simple exact number that agrees with a decimal to more than thirty digits, or None.

    Parameters
    ----------
    number : mpmath.mpf
        Forty digits.
    algebraic : bool
        Whether only roots are worth guessing; otherwise multiples of pi and powers of e are tried too.

    Examples
    --------
    >>> with mpmath.workdps(40):
    ...     guess(mpmath.sqrt(5) / 5, True), guess(3 * mpmath.pi / 2 - 1, False)
    (sqrt(5)/5, -1 + 3*pi/2)
    """
    return _guessed(mpmath.nstr(number, DIGITS - 2), algebraic)


@lru_cache(4096)
def _guessed(text: str, algebraic: bool) -> sympy.Expr | None:
    """Guess from the digits; the coordinates of lattices come again and again."""
    with mpmath.workdps(DIGITS):
        number = mpmath.mpf(text)
        candidates = (
            [_rational, _quadratic, _nested] if algebraic else [_rational, _with_pi, _quadratic, _exponential]
        )
        for candidate in candidates:
            found = candidate(number)
            if found is not None and abs(mpmath.mpf(str(sympy.N(found, DIGITS + 5))) - number) <= _slack(
                number
            ):
                return found
    return None


def _slack(number: Any) -> Any:
    return mpmath.mpf(10) ** (-_AGREE) * (1 + abs(number))


def _rational(number: Any) -> sympy.Expr | None:
    near = Fraction(mpmath.nstr(number, DIGITS)).limit_denominator(_LARGEST)
    return sympy.Rational(near.numerator, near.denominator)


def _relation(*terms: Any) -> list[int] | None:
    try:
        found = mpmath.pslq(list(terms), tol=mpmath.mpf(10) ** (-_AGREE), maxcoeff=_LARGEST, maxsteps=2000)
    except (ValueError, ZeroDivisionError):
        return None
    return found if found and found[0] else None


def _quadratic(number: Any) -> sympy.Expr | None:
    found = _relation(number**2, number, mpmath.mpf(1))
    return _nearest_root(found, number) if found else None


def _nested(number: Any) -> sympy.Expr | None:
    found = _relation(number**4, number**2, mpmath.mpf(1))
    square = _nearest_root(found, number**2) if found else None
    return None if square is None else sympy.sqrt(square) * (1 if number > 0 else -1)


def _nearest_root(coefficients: list[int], number: Any) -> sympy.Expr | None:
    a, b, c = map(sympy.Integer, coefficients)
    inside = b**2 - 4 * a * c
    if inside < 0:
        return None
    roots = [(-b + s * sympy.sqrt(inside)) / (2 * a) for s in (1, -1)]
    return min(roots, key=lambda root: abs(float(root) - float(number)))


def _with_pi(number: Any) -> sympy.Expr | None:
    found = _relation(number, mpmath.mpf(1), mpmath.pi())
    if not found:
        return None
    return -sympy.Rational(found[1], found[0]) - sympy.Rational(found[2], found[0]) * sympy.pi


def _exponential(number: Any) -> sympy.Expr | None:
    """Try the logarithm of a small rational, and a small rational power of e."""
    with mpmath.workdps(DIGITS):
        ratio = (
            Fraction(mpmath.nstr(mpmath.exp(number), DIGITS)).limit_denominator(100)
            if abs(number) < 9
            else Fraction(0)
        )
        logarithm = sympy.log(sympy.Rational(ratio.numerator, ratio.denominator)) if ratio > 0 else None
        if logarithm is not None and abs(mpmath.mpf(str(sympy.N(logarithm, DIGITS + 5))) - number) <= _slack(
            number
        ):
            return logarithm
        if number == 0:
            return None
        exponent = Fraction(mpmath.nstr(mpmath.log(abs(number)), DIGITS)).limit_denominator(100)
    return sympy.exp(sympy.Rational(exponent.numerator, exponent.denominator)) * (1 if number > 0 else -1)


def vanishes(
    expressions: Sequence[sympy.Expr], variables: Sequence[sympy.Symbol], point: Sequence[sympy.Expr]
) -> bool:
    """Tell whether expressions are shown to vanish, in exact arithmetic, at an exact point.

    Examples
    --------
    >>> x = sympy.Symbol("x", real=True)
    >>> vanishes([x**2 - 2], [x], [sympy.sqrt(2)])
    True
    """
    at = dict(zip(variables, point, strict=True))
    return all(_is_zero(expression.subs(at)) for expression in expressions)


def _is_zero(number: sympy.Expr) -> bool:
    if number.is_zero is not None:
        return bool(number.is_zero)
    for simpler in (sympy.expand, sympy.radsimp, sympy.expand, sympy.trigsimp):
        if simpler is not sympy.expand and (is_nested(number) or number.count_ops() > 60):
            return False
        number = simpler(number)
        if number.is_zero is not None:
            return bool(number.is_zero)
    return False


def is_nested(number: sympy.Expr) -> bool:
    """Tell whether a number holds a root inside a root, with which exact arithmetic is slow.

    Examples
    --------
    >>> is_nested(sympy.sqrt(1 + sympy.sqrt(2))), is_nested(1 + sympy.sqrt(2))
    (True, False)
    """
    return any(
        p.exp.is_Rational and not p.exp.is_Integer and not p.base.is_Rational for p in number.atoms(sympy.Pow)
    )


def _roots(number: sympy.Expr) -> list[sympy.Expr]:
    return [p for p in number.atoms(sympy.Pow) if is_nested(p)]


def exact_point(system: System, digits: Sequence[Any]) -> tuple[sympy.Expr, ...] | None:
    """Return the zero as exact numbers when every coordinate has a simple form and the equations vanish there."""
    algebraic = all(e.is_polynomial(*system.variables) for e in system.equations)
    point: list[sympy.Expr] = []
    for number, origin in zip(digits, system.origin, strict=True):
        found = _from_earlier(number, digits, point) or guess(number, algebraic)
        if found is None and origin != 0:
            with mpmath.workdps(DIGITS + 8):
                found = guess(number - _digits(origin), algebraic)
            found = None if found is None else found + origin
        if found is None or (
            is_nested(found) and any(is_nested(c) and not found.has(*_roots(c)) for c in point)
        ):
            return None  # two unrelated nested roots: too slow to verify
        point.append(found)
    return tuple(point) if vanishes(system.equations, system.variables, point) else None


def _from_earlier(number: Any, digits: Sequence[Any], point: list[sympy.Expr]) -> sympy.Expr | None:
    """Return the coordinate as r·c + s with an irrational coordinate c that is already exact, and rational r and s."""
    for digit, earlier in zip(digits, point, strict=False):
        if earlier.is_rational:
            continue
        with mpmath.workdps(DIGITS):
            found = _relation(number, digit, mpmath.mpf(1))
        if found:
            return -sympy.Rational(found[1], found[0]) * earlier - sympy.Rational(found[2], found[0])
    return None


def simple_neighbour(system: System, point: Sequence[float], radius: float) -> tuple[sympy.Expr, ...] | None:
    """Return a simple point near a singular zero at which the equations vanish exactly, or None.

    Newton's method gives few digits at a singular zero, so the guess is a small fraction or multiple of pi within the
    radius, and only exact arithmetic makes it count.
    """
    choices = []
    for number in point:
        near = [sympy.Rational(0), *[sympy.Rational(round(number * d), d) for d in (1, 2, 3, 4, 5, 6, 8, 10)]]
        near += [sympy.Rational(round(number / np.pi * d), d) * sympy.pi for d in (1, 2, 3, 4, 6)]
        close = [c for c in dict.fromkeys(near) if abs(float(c) - number) <= radius]
        choices.append(close[:3])
    for candidate in _pairs(choices):
        if vanishes(system.equations, system.variables, candidate):
            return candidate
    return None


def _pairs(choices: list[list[sympy.Expr]]) -> list[tuple[sympy.Expr, ...]]:
    found: list[tuple[sympy.Expr, ...]] = [()]
    for own in choices:
        found = [(*start, c) for start in found for c in own]
    return found

"""Exact decisions: coordinates kept as they were meant, and signs decided by more digits than float64 has."""

import numbers
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import sympy

_SHORT = 12  # a float with at most this many digits was typed by a person, who meant the decimal number
_DIGITS = 50
_MOST_BITS = 2**20  # of a power of numbers: it takes milliseconds


def _exact(coordinate: Any) -> tuple[sympy.Expr, bool]:
    """The coordinate as a sympy number, and whether it was given as a rounded float."""
    if isinstance(coordinate, str):
        from hesskit.maths.surfaces import parse_number

        return parse_number(coordinate), False
    if isinstance(coordinate, numbers.Rational):
        return sympy.Rational(int(coordinate.numerator), int(coordinate.denominator)), False
    if isinstance(coordinate, Decimal):
        return sympy.Rational(str(coordinate)), False
    if isinstance(coordinate, sympy.Expr) and not coordinate.has(sympy.Float):
        return coordinate, False
    return sympy.Rational(repr(float(coordinate))), True


def read_exact(point: Any) -> tuple[tuple[sympy.Expr, ...], bool]:
    """Read one point without rounding it.

    Parameters
    ----------
    point : str or iterable of number or str
        Integers, fractions, sympy numbers and text are exact; a float stands for its shortest decimal.

    Returns
    -------
    coordinates : tuple of sympy.Expr
    rounded : bool
        Whether some coordinate came as a float, and so may be an approximation.

    Raises
    ------
    FormulaError
        If a text is not a number.
    ValueError
        If the point is not one list of finite real numbers.

    Examples
    --------
    >>> read_exact((0.5, 1))
    ((1/2, 1), True)
    """
    if isinstance(point, str):
        from hesskit.maths.surfaces import parse_point

        return tuple(parse_point(point)), False
    try:
        if not isinstance(point, Iterable):
            raise TypeError
        read = [_exact(coordinate) for coordinate in point]
    except (TypeError, OverflowError):
        raise ValueError(f"a point is a list of numbers such as (1, 2), but this is {point!r}.") from None
    except ValueError as error:
        if isinstance(point, Iterable) and any(isinstance(part, str) for part in point):
            raise
        raise ValueError(f"every coordinate must be a finite real number, but this is {point!r}.") from error
    if not read or not all(number.is_number and number.is_finite and number.is_real for number, _ in read):
        raise ValueError(f"every coordinate must be a finite real number, but this is {point!r}.")
    return tuple(number for number, _ in read), any(rounded for _, rounded in read)


def is_short(coordinates: Iterable[sympy.Expr]) -> bool:
    """Whether every rational coordinate has few digits, as a person types them.

    Examples
    --------
    >>> is_short([sympy.Rational("0.1")]), is_short([sympy.Rational("1.4142135623730951")])
    (True, False)
    """
    return all(not c.is_Rational or _few(c.p) for c in coordinates)


def substituted(expr: sympy.Expr, values: dict[sympy.Symbol, sympy.Expr]) -> sympy.Expr:
    """The expression with exact numbers for its variables and decimal fractions for its floats; nan if that fails.

    Examples
    --------
    >>> x = sympy.Symbol("x", real=True)
    >>> substituted(0.1 * x, {x: sympy.Integer(10)})
    1
    """
    exact: dict[Any, Any] = {number: sympy.Rational(str(number)) for number in expr.atoms(sympy.Float)}
    known = {**exact, **values}

    def put(node: Any) -> Any:
        if node in known:
            return known[node]
        put_in = [put(part) for part in node.args]
        if all(new is old for new, old in zip(put_in, node.args, strict=True)):
            return node
        if (node.is_Pow and _is_enormous(*put_in)) or (
            isinstance(node, sympy.exp) and _hides_a_power(*put_in)
        ):
            raise OverflowError
        return node.func(*put_in)

    try:
        return put(expr)
    except (TypeError, ValueError, OverflowError):  # sympy's own faults, or what no memory would hold
        return sympy.nan


def _is_enormous(base: sympy.Expr, exponent: sympy.Expr) -> bool:
    """Whether a power of numbers, or the q-th power of one to p/q, has digits that no step can stop computing."""
    if not exponent.is_Rational or base in (0, 1, -1):
        return False
    bits = base.p.bit_length() + base.q.bit_length() if base.is_Rational else 100
    return bool(max(abs(exponent.p), exponent.q) * bits > _MOST_BITS)


def _hides_a_power(exponent: sympy.Expr) -> bool:
    """Whether sympy would write e^(c ln a) as aᶜ with a long c: a power that no step can stop computing."""
    sizes = [max(abs(c.p), c.q).bit_length() for c in exponent.atoms(sympy.Rational)]
    return bool(exponent.has(sympy.log)) and sum(sizes) > _MOST_BITS.bit_length()


def sign_of(number: sympy.Expr) -> int | None:
    """The sign of a real constant: −1, 0 or 1; None if it is no finite real number.

    Notes
    -----
    Rational numbers are decided exactly; others by fifty digits, with more where terms cancel: what stays
    below 1e-60 after that counts as zero.

    Examples
    --------
    >>> sign_of(sympy.sqrt(2) + sympy.sqrt(3) - sympy.sqrt(5 + 2 * sympy.sqrt(6)))
    0
    """
    if number.is_Rational:
        return int(sympy.sign(number))
    try:
        if number.is_zero:
            return 0
        value = number.evalf(_DIGITS)
    except TypeError:  # sympy compares what it does not see to be real, by the order of its sets
        return None
    if not value.is_Float and not value.is_Rational:
        return None
    # evalf marks a difference that it could not tell from zero by leaving it almost no precision
    lost = value.is_Float and value._prec < _DIGITS
    return 0 if value == 0 or (lost and abs(value) < sympy.Float("1e-60")) else (1 if value > 0 else -1)


def eigenvalue_signs(matrix: sympy.Matrix) -> tuple[int, ...] | None:
    """The exact signs of the eigenvalues, ascending, of a real symmetric matrix of constants.

    All roots of its characteristic polynomial are real, so Descartes' rule of signs counts the positive
    ones exactly.

    Parameters
    ----------
    matrix : sympy.Matrix, n×n

    Returns
    -------
    tuple of int, or None
        None if an entry is no finite real number.

    Examples
    --------
    >>> eigenvalue_signs(sympy.diag(1, -1, 0))
    (-1, 0, 1)
    """
    if any(sign_of(entry) is None for entry in matrix):
        return None
    n = int(matrix.shape[0])
    if n == 2:  # without charpoly, which would simplify roots for seconds
        a, b, _, d = matrix
        coefficients = [sympy.S.One, -a - d, a * d - b**2]
    else:
        coefficients = matrix.charpoly().all_coeffs()  # λⁿ first
    signs = [sign_of(coefficient) for coefficient in coefficients]
    return None if None in signs else _counted(signs)


def _counted(signs: list[int | None]) -> tuple[int, ...]:
    """The signs of the roots, ascending, by the signs of a polynomial's coefficients, the highest power first."""
    zeros = next(k for k, sign in enumerate(reversed(signs)) if sign)
    present = [sign for sign in signs if sign]
    positive = sum(1 for one, other in pairwise(present) if one != other)
    return (-1,) * (len(signs) - 1 - zeros - positive) + (0,) * zeros + (1,) * positive


def short_signs(a: float, b: float, d: float) -> tuple[int, ...] | None:
    """The same for [[a, b], [b, d]] as a person would type it, at once; None where the entries have many digits.

    Examples
    --------
    >>> short_signs(0.1, 0.2, 0.4), short_signs(0.1, 0.2, 0.4 + 1e-16)
    ((0, 1), None)
    """
    entries = [Fraction(repr(entry)) for entry in (a, b, d)]
    if not all(_few(entry.numerator) for entry in entries):
        return None
    p, q, r = entries
    values = (-p - r, p * r - q * q)
    return _counted([1, *((value > 0) - (value < 0) for value in values)])


def _few(numerator: int) -> bool:
    return len(str(numerator).lstrip("-").rstrip("0")) <= _SHORT

"""The sign pattern of a polynomial on a circle round 0, decided exactly however small the circle is.

Letters: r is the radius; t = tan(θ/2) runs over one half of the circle, where (1 − t², 2t)/(1 + t²) is the unit vector.
Then f = P(t)/(1 + t²)^m with P a polynomial of degree at most 2m, and f has its extremes where Q = (1 + t²)P′ − 2mtP
is zero. Roots are found between those of the derivative, from the highest derivative down, in whole numbers: t is
T/2^BITS.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm

import numpy as np
from numpy.typing import NDArray
from sympy.polys.densearith import dup_add, dup_mul, dup_mul_ground, dup_pow
from sympy.polys.densetools import dup_diff
from sympy.polys.domains import ZZ
from sympy.polys.sqfreetools import dup_sqf_list

from hesskit.maths.jets import Jet

Coefficients = list[int]
Floats = NDArray[np.float64]
_Half = tuple[list[tuple[int, bool]], list[int]]  # zeros and whether f crosses there; where it is stationary
BITS = 128
ONE = 1 << BITS
_GUARD = 96  # bits kept below the smallest coefficient


@dataclass(frozen=True, eq=False)
class RingPattern:
    """Where f is zero on a circle, where it has its extremes, and its sign between the zeros.

    Attributes
    ----------
    zeros : ndarray, shape (m, 2)
        Unit vectors, in the order of their angles from −90° to 270°.
    crossing : tuple of m bool
        Whether f changes its sign there, or only touches zero.
    signs : tuple of int
        Of each arc: arc i goes from zero i to the next; one entry alone when there is no zero.
    stationary : ndarray, shape (k, 2)
        Unit vectors at which f is stationary along the circle.
    """

    zeros: Floats
    crossing: tuple[bool, ...]
    signs: tuple[int, ...]
    stationary: Floats


def ring_pattern(jet: Jet, radius: Fraction) -> RingPattern:
    """Find the sign pattern of a polynomial in two variables, without constant term, on a circle round 0.

    Parameters
    ----------
    jet : dict
        From exponents to Fractions; not empty.
    radius : Fraction

    Returns
    -------
    RingPattern

    Examples
    --------
    >>> ring_pattern({(2, 0): Fraction(1), (0, 4): Fraction(-1)}, Fraction(1, 10**6)).signs
    (1, -1, 1, -1)
    """
    zeros, crossing, stationary, middles = [], [], [], []
    known: tuple[Coefficients, _Half] | None = None
    for half in (1, -1):
        P, degree = _on_half(jet, radius * half)
        if not P:
            return RingPattern(_rows([]), (), (0,), _rows([]))
        found, extremes = _mirrored(P, known) or _zeros(P, degree)
        known = P, (found, extremes)
        zeros += [_unit(T, half) for T, _ in found]
        crossing += [odd for _, odd in found]
        stationary += [_unit(T, half) for T in extremes]
        between = [T for T, _ in found] + [ONE]
        middles += [_sign_at(P, (a + b) // 2) for a, b in pairwise(between)]
        if half == -1 and not zeros:
            middles = [_sign_at(P, 0)]
    return RingPattern(_rows(zeros), tuple(crossing), tuple(middles), _rows(stationary))


def _mirrored(P: Coefficients, known: tuple[Coefficients, _Half] | None) -> _Half | None:
    """Take the left half from the right one where f is even, or even in x; None where it is neither."""
    if known is None:
        return None
    right, (found, extremes) = known
    if right == P:
        return found, extremes
    flipped = [-c if (len(P) - k) % 2 == 0 else c for k, c in enumerate(P)]
    if (
        right != flipped
        or any(abs(T) == ONE for T in (*(T for T, _ in found), *extremes))
        or not _sign_at(right, ONE)
    ):
        return None
    return [(-T, odd) for T, odd in reversed(found)], [-T for T in reversed(extremes)]


def _rows(vectors: Sequence[tuple[float, float]]) -> Floats:
    return np.array(vectors, float).reshape(-1, 2)


def _on_half(jet: Jet, radius: Fraction) -> tuple[Coefficients, int]:
    """P(t), the highest power first, with whole coefficients; and m. A negative radius gives the left half."""
    degree = max(map(sum, jet))
    scaled = {powers: factor * radius ** sum(powers) for powers, factor in jet.items()}
    common = lcm(*(factor.denominator for factor in scaled.values()))
    across, up, whole = [-1, 0, 1], [2, 0], [1, 0, 1]
    total: Coefficients = []
    for (i, j), factor in scaled.items():
        term = dup_mul(dup_pow(across, i, ZZ), dup_pow(up, j, ZZ), ZZ)
        term = dup_mul(term, dup_pow(whole, degree - i - j, ZZ), ZZ)
        total = dup_add(total, dup_mul_ground(term, int(factor * common), ZZ), ZZ)
    return total, degree


def _combined(P: Coefficients, degree: int) -> Coefficients:
    """Q = (1 + t²)P′ − 2mtP."""
    first = dup_mul([1, 0, 1], dup_diff(P, 1, ZZ), ZZ)
    return list(dup_add(first, dup_mul([-2 * degree, 0], P, ZZ), ZZ))


def _zeros(P: Coefficients, degree: int) -> _Half:
    """The roots of P in order, each with whether P changes its sign there; and where f is stationary."""
    extremes = real_roots(_combined(P, degree))
    factors = dup_sqf_list(P, ZZ)[1]
    if all(multiplicity == 1 for _, multiplicity in factors):  # then one root at most between two extremes
        return [(T, True) for T in _between(_lifted(P), _closed(extremes))], extremes
    return sorted((T, k % 2 == 1) for factor, k in factors for T in real_roots(factor)), extremes


def _closed(places: list[int]) -> list[int]:
    return [-ONE, *(T for T in places if T > -ONE), ONE]


def real_roots(polynomial: Coefficients) -> list[int]:
    """Find the real roots t of odd multiplicity with −1 ≤ t < 1, as whole numbers T = t·2^BITS, ascending.

    Examples
    --------
    >>> [T / ONE for T in real_roots([8, 0, -6, 1])]  # cos of 40°, 80° and 160°, of which the last is −0.94
    [-0.9396926207859084, 0.17364817766693036, 0.766044443118978]
    """
    chain = [polynomial]
    while len(chain[-1]) > 2:
        chain.append(dup_diff(chain[-1], 1, ZZ))
    places: list[int] = []
    for member in reversed(chain):
        places = _between(_lifted(member), _closed(places))
    return places


def _lifted(P: Coefficients) -> Coefficients:
    """Scale coefficients so that the rounding of Horner's rule stays below the smallest by many bits."""
    smallest = min((abs(c).bit_length() for c in P if c), default=1)
    return [c << max(0, BITS + _GUARD - smallest) for c in P]


def _value(P: Coefficients, T: int) -> int:
    total = 0
    for coefficient in P:
        total = ((total * T) >> BITS) + coefficient
    return total


def _sign_at(P: Coefficients, T: int) -> int:
    value = _value(_lifted(P), T)
    return (value > 0) - (value < 0)


def _between(P: Coefficients, places: list[int]) -> list[int]:
    """The roots of P, which is monotone between neighbouring places; one at the last place is left out."""
    values = [_value(P, T) for T in places]
    found = []
    for a, b, low, high in zip(places, places[1:], values, values[1:], strict=False):
        if low == 0:
            found.append(a)
        elif (low < 0) != (high < 0) and high != 0:
            found.append(_bracketed(P, a, b, low, high))
    return found


def _bracketed(P: Coefficients, a: int, b: int, low: int, high: int) -> int:
    """Close in on the root between a and b: Newton's step where it halves the last one, else bisection."""
    rising = low < high
    T, step = (a + b) // 2, b - a
    while b - a > 1:
        value, slope = _value_and_slope(P, T)
        if value == 0:
            return T
        if (value > 0) == rising:
            b = T
        else:
            a = T
        last, newton = step, (value << BITS) // slope if slope else b - a
        step = newton if 2 * abs(newton) < abs(last) and a < T - newton < b else T - (a + b) // 2
        T -= step
        if abs(step) <= 1:
            break
    return min(max(T, a), b)


def _value_and_slope(P: Coefficients, T: int) -> tuple[int, int]:
    total = slope = 0
    for coefficient in P:
        slope = ((slope * T) >> BITS) + total
        total = ((total * T) >> BITS) + coefficient
    return total, slope


def _unit(T: int, half: int) -> tuple[float, float]:
    """The unit vector of one root, each coordinate to the last digit or so."""
    square, whole = T * T, ONE * ONE
    return half * ((whole - square) / (whole + square)), half * ((2 * T * ONE) / (whole + square))

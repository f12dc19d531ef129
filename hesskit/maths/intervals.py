"""Interval arithmetic on arrays: bounds that certainly hold, for many boxes at once.

Glossary: an *interval* is a pair of arrays (low, high); every result encloses every value its operands allow.
Results are widened by a few units in the last place after each operation, so that rounding cannot break the
enclosure.

Source: R. E. Moore, R. B. Kearfott and M. J. Cloud, Introduction to Interval Analysis (SIAM, 2009), chapters 2 and 5.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Interval = tuple[Array, Array]

_RELATIVE = 8e-16
_ABSOLUTE = 1e-300


def widen(low: Array, high: Array) -> Interval:
    """Move both bounds outwards by a few units in the last place; what is not a number becomes unbounded."""
    low = np.where(np.isnan(low), -np.inf, low - (_RELATIVE * np.abs(low) + _ABSOLUTE))
    high = np.where(np.isnan(high), np.inf, high + (_RELATIVE * np.abs(high) + _ABSOLUTE))
    return low, high


def add(a: Interval, b: Interval) -> Interval:
    """Enclose a + b."""
    return widen(a[0] + b[0], a[1] + b[1])


def multiply(a: Interval, b: Interval) -> Interval:
    """Enclose a · b; zero times an unbounded interval is zero."""
    products = [u * v for u in a for v in b]
    products = [np.where(np.isnan(p), 0.0, p) for p in products]
    return widen(np.minimum.reduce(products), np.maximum.reduce(products))


def reciprocal(a: Interval) -> Interval:
    """Enclose 1 / a; unbounded where a holds zero."""
    holds_zero = (a[0] <= 0) & (a[1] >= 0)
    low, high = 1.0 / a[1], 1.0 / a[0]
    return widen(np.where(holds_zero, -np.inf, low), np.where(holds_zero, np.inf, high))


def power(a: Interval, exponent: int) -> Interval:
    """Enclose a to a whole power."""
    if exponent < 0:
        return reciprocal(power(a, -exponent))
    low, high = a[0] ** exponent, a[1] ** exponent
    if exponent % 2:
        return widen(low, high)
    holds_zero = (a[0] <= 0) & (a[1] >= 0)
    return widen(np.where(holds_zero, 0.0, np.minimum(low, high)), np.maximum(low, high))


def increasing(function: Callable[[Array], Array], a: Interval) -> Interval:
    """Enclose a function that never decreases (with 4 more units for the library's own rounding)."""
    low, high = widen(*widen(function(a[0]), function(a[1])))
    return low, high


def decreasing(function: Callable[[Array], Array], a: Interval) -> Interval:
    """Enclose a function that never increases."""
    return widen(*widen(function(a[1]), function(a[0])))


def absolute(a: Interval) -> Interval:
    """Enclose the absolute value."""
    holds_zero = (a[0] <= 0) & (a[1] >= 0)
    smaller = np.minimum(np.abs(a[0]), np.abs(a[1]))
    return np.where(holds_zero, 0.0, smaller), np.maximum(np.abs(a[0]), np.abs(a[1]))


def sine(a: Interval) -> Interval:
    """Enclose the sine."""
    low, high = a
    ends = np.sin(low), np.sin(high)
    turn = 2 * np.pi
    slack = 1e-12 * (
        1 + np.maximum(np.abs(low), np.abs(high))
    )  # a crest that is just missed is counted as met
    crest = np.floor((high + slack - np.pi / 2) / turn) >= np.ceil((low - slack - np.pi / 2) / turn)
    trough = np.floor((high + slack + np.pi / 2) / turn) >= np.ceil((low - slack + np.pi / 2) / turn)
    below, above = widen(*widen(np.minimum(*ends), np.maximum(*ends)))
    unbounded = ~np.isfinite(low) | ~np.isfinite(high)
    return np.where(trough | unbounded, -1.0, below), np.where(crest | unbounded, 1.0, above)


def cosine(a: Interval) -> Interval:
    """Enclose the cosine."""
    return sine(add(a, (np.full_like(a[0], np.pi / 2), np.full_like(a[1], np.pi / 2))))


def hyperbolic_cosine(a: Interval) -> Interval:
    """Enclose the hyperbolic cosine."""
    return increasing(np.cosh, absolute(a))


def sign(a: Interval) -> Interval:
    """Enclose the sign."""
    return np.sign(a[0]), np.sign(a[1])

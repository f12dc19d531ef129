"""Where f = 0, factor by factor: lines that cross are drawn crossing, and a sliver down to its tip.

A contour grid cannot do that: between four places of different signs it guesses, and what is narrower than the grid it
does not see. Letters: C (i, j) the coefficients of a polynomial Σ C_ij xⁱ yʲ. The columns are places along x; the roots
of a factor in y above each column, sorted, are its branches.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import sympy
from numpy.polynomial import polynomial

from hesskit.maths.surfaces import Surface

Array = npt.NDArray[np.float64]
Factor = Array  # its C
HIGHEST = 12  # degree in all: beyond it nothing is factored
COLUMNS = 241


def factored(powers: Mapping[tuple[int, int], Any]) -> tuple[Factor, ...]:
    """Give the different factors of a polynomial with these coefficients; () where it has none or is too long.

    >>> [factor.tolist() for factor in factored({(1, 0): 1, (1, 1): 2})]
    [[[0.0], [1.0]], [[1.0, 2.0]]]
    """
    x, y = sympy.symbols("x y")
    exact = {place: sympy.nsimplify(value, rational=True) for place, value in powers.items() if value}
    if not exact or max(map(sum, exact)) > HIGHEST:
        return ()
    _, parts = sympy.factor_list(sympy.Poly.from_dict(exact, x, y))
    found = []
    for part, _times in parts:
        factor = np.zeros([degree + 1 for degree in part.degree_list()])
        for place, value in part.as_dict().items():
            factor[place] = float(value)
        found.append(factor)
    return tuple(sorted(found, key=lambda factor: (factor.shape[1], factor.shape[0])))


@lru_cache(maxsize=32)
def factors_of(surface: Surface) -> tuple[Factor, ...] | None:
    """Give the factors of a polynomial surface of two variables; None for another surface."""
    if not surface.expr.is_polynomial(*surface.variables):
        return None
    terms = sympy.Poly(surface.expr, *surface.variables).as_dict()
    if not all(value.is_number and value.is_real for value in terms.values()):
        return None
    try:
        return factored({(int(i), int(j)): value for (i, j), value in terms.items()})
    except (sympy.PolynomialError, NotImplementedError):
        return None


def scaled(factor: Factor, radius: float) -> Factor:
    """Measure x and y in radii, and divide by the largest coefficient."""
    powers: npt.NDArray[np.int64] = np.add.outer(np.arange(factor.shape[0]), np.arange(factor.shape[1]))
    found = factor * radius ** (powers - powers[factor != 0].min()).clip(0)
    return np.asarray(found / np.abs(found).max())


def branches(factor: Factor, columns: Array) -> Array | None:
    """Give the real roots in y above each column, sorted: (k, columns); None where their number is not everywhere k."""
    above = polynomial.polyval(columns, factor, tensor=True)  # (j, columns): the coefficients of yʲ
    size = np.abs(above).max(axis=0)
    degree = factor.shape[1] - 1
    if degree == 0:
        return np.zeros((0, len(columns)))
    if (np.abs(above[-1]) <= 1e-12 * size).any():
        return None
    if degree == 1:
        return np.asarray(-above[:1] / above[1])
    if degree == 2:
        c, b, a = above
        inside, scale = b * b - 4 * a * c, b * b + abs(4 * a * c)
        if (inside >= -1e-12 * scale).all():
            root = np.sqrt(np.maximum(inside, 0))
            return np.sort(np.stack([(-b - root) / (2 * a), (-b + root) / (2 * a)]), axis=0)
        return np.zeros((0, len(columns))) if (inside < 0).all() else None
    companion = np.zeros((len(columns), degree, degree))
    companion[:, np.arange(1, degree), np.arange(degree - 1)] = 1
    companion[:, :, -1] = -(above[:-1] / above[-1]).T
    roots = np.linalg.eigvals(companion)
    real = abs(roots.imag) <= 1e-9 * (1 + abs(roots))
    counts = real.sum(axis=1)
    if np.ptp(counts):
        return None
    return np.sort(np.where(real, roots.real, np.inf), axis=1)[:, : counts[0]].T


def uprights(factors: Sequence[Factor], low: float, high: float) -> Array:
    """Give the places in x, between two limits, of factors in x alone: upright lines."""
    places = [0 * np.ones(0)]
    for factor in factors:
        if factor.shape[1] == 1:
            roots = polynomial.polyroots(factor[:, 0])
            real = np.real(roots[abs(np.imag(roots)) <= 1e-9 * (1 + abs(roots))])
            places.append(real[(real > low) & (real < high)])
    return np.unique(np.concatenate(places))


def columns_for(factors: Sequence[Factor], low: float, high: float) -> Array:
    """Choose the columns: evenly, and one on every upright line."""
    return np.union1d(np.linspace(low, high, COLUMNS), uprights(factors, low, high))


def exact_lines(factors: Sequence[Factor], low: float, high: float) -> list[Array] | None:
    """Give the zero lines of all factors between two limits of x, each (m, 2); None where some factor turns back.

    >>> cross = factored({(2, 0): 1, (0, 2): -1})  # x² − y²
    >>> [line[[0, -1]].tolist() for line in exact_lines(cross, -1, 1)]
    [[[-1.0, -1.0], [1.0, 1.0]], [[-1.0, 1.0], [1.0, -1.0]]]
    """
    columns, lines = columns_for(factors, low, high), []
    for factor in factors:
        found = branches(factor, columns)
        if found is None:
            return None
        lines += [np.column_stack([columns, branch]) for branch in found]
    tall = 10 * (abs(low) + abs(high))
    return [*lines, *(np.array([[x, -tall], [x, tall]]) for x in uprights(factors, low, high))]


def _rows(factors: Sequence[Factor], columns: Array, half: float) -> Array | None:
    """Give the lower edge, all branches in their order, and the upper edge: (k + 2, columns)."""
    found = [branches(factor, columns) for factor in factors]
    edge = np.full((1, len(columns)), half)
    known = [one for one in found if one is not None]
    if not factors or len(known) < len(found):
        return None
    return np.concatenate([-edge, np.sort(np.clip(np.concatenate(known), -half, half), axis=0), edge])


def lower_bands(factors: Sequence[Factor], f: Any, half: float) -> list[Array] | None:
    """Outline where f < 0 in the square of half side `half` by its zero lines: polygons (m, 2).

    `f` takes points (..., 2). None where some factor turns back above x.
    """
    columns = columns_for(factors, -half, half)
    middle = (columns[1:] + columns[:-1]) / 2
    rows, between = (_rows(factors, places, half) for places in (columns, middle))
    if rows is None or between is None:
        return None
    polygons = []
    for (below, above), (lower, upper) in zip(pairwise(rows), pairwise(between), strict=True):
        negative = (f(np.column_stack([middle, (lower + upper) / 2])) < 0) & (upper > lower)
        ends = np.flatnonzero(np.diff(np.concatenate([[0], negative.astype(int), [0]])))
        for first, last in ends.reshape(-1, 2):
            run = slice(first, last + 1)
            if (above[run] > below[run]).any():
                there, back = (np.column_stack([columns[run], side[run]]) for side in (below, above))
                polygons.append(np.concatenate([there, back[::-1]]))
    return polygons


def zero_lines(surface: Surface, box: Any) -> Array | None:
    """Give where f = 0 in a box, every factor exactly: (m, 2), broken by NaN; None where a contour is as good.

    >>> line = zero_lines(Surface("x^3 - 3x y^2"), ((-2, 2), (-2, 2)))
    >>> float(abs(Surface("x^3 - 3x y^2").value(line[~np.isnan(line[:, 0])])).max()) < 1e-12
    True
    """
    factors = factors_of(surface)
    lines = exact_lines(factors, *box[0]) if factors else None
    if not lines:
        return None
    (_, _), (low, high) = box
    room = high - low
    pieces = [
        np.where((abs(line - (low + high) / 2) < room)[:, 1:] | (len(line) == 2), line, np.nan)
        for line in lines
    ]
    gap = np.full((1, 2), np.nan)
    return np.concatenate([piece for line in pieces for piece in (line, gap)])

"""The Rosenbrock function of any number of variables, with a tridiagonal Hessian: what methods at scale are tried on.

Letters: n is the number of variables; a and b are the two variables of a term 100 (b − a²)² + (1 − a)².
Source: Rosenbrock, The Computer Journal 3 (1960) 175-184; Moré, Garbow and Hillstrom, ACM Transactions on Mathematical
Software 7 (1981) 17-41, problem 21.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.surfaces import read_points

Floats = NDArray[np.float64]
_DENSE = 5000


@dataclass(frozen=True)
class Rosenbrock:
    """Σ 100 (b − a²)² + (1 − a)² over pairs (a, b); an Objective with products H·v. Its minimum is (1, …, 1), value 0.

    Parameters
    ----------
    n : int
        How many variables, even unless chained.
    chained : bool
        Whether the pairs are (x₁, x₂), (x₂, x₃), … in place of (x₁, x₂), (x₃, x₄), … (the "extended" function).

    Attributes
    ----------
    sparsity : int
        1, the half bandwidth of the Hessian.
    start : ndarray, shape (n,)
        (−1.2, 1, −1.2, 1, …), where every method begins.

    Raises
    ------
    ValueError
        If n is below 2, or odd where it must be even.

    Examples
    --------
    >>> f = Rosenbrock(1_000_000)
    >>> round(f.value(f.start), 1), f.hvp(f.start, np.ones(f.n))[:2].tolist()
    (12100000.0, [1810.0, 680.0])
    """

    n: int
    chained: bool = False
    sparsity = 1

    def __post_init__(self) -> None:
        if int(self.n) != self.n or self.n < 2 or (self.n % 2 and not self.chained):
            raise ValueError(f"n is a whole number from 2 up, even unless chained, not {self.n!r}.")

    @cached_property
    def start(self) -> Floats:
        """(−1.2, 1, −1.2, 1, …), shape (n,)."""
        return np.where(np.arange(self.n) % 2 == 0, -1.2, 1.0)

    @property
    def _pair(self) -> tuple[slice, slice]:
        """Which coordinates are the a of a term, and which the b."""
        return (slice(None, -1), slice(1, None)) if self.chained else (slice(0, None, 2), slice(1, None, 2))

    def value(self, point: ArrayLike) -> Any:
        """Values (...) at points (..., n)."""
        p = self._points(point)
        a, b = (p[..., own] for own in self._pair)
        found = (100 * (b - a * a) ** 2 + (1 - a) ** 2).sum(axis=-1)
        return found if np.ndim(found) else float(found)

    def gradient(self, point: ArrayLike) -> Floats:
        """Gradients (..., n) at points (..., n)."""
        p = self._points(point)
        first, second = self._pair
        a, b = p[..., first], p[..., second]
        gap = b - a * a
        found = np.zeros(p.shape)
        found[..., first] = -400 * a * gap - 2 * (1 - a)
        found[..., second] += 200 * gap
        return found

    def bands(self, point: ArrayLike) -> tuple[Floats, Floats]:
        """The diagonal (..., n) of H and what is beside it (..., n − 1)."""
        p = self._points(point)
        first, second = self._pair
        a, b = p[..., first], p[..., second]
        diagonal = np.zeros(p.shape)
        diagonal[..., first] = 1200 * a * a - 400 * b + 2
        diagonal[..., second] += 200.0
        beside = np.zeros((*p.shape[:-1], self.n - 1))
        beside[..., :: 1 if self.chained else 2] = -400 * a
        return diagonal, beside

    def hvp(self, point: ArrayLike, direction: ArrayLike) -> Floats:
        """Products H·v (..., n), term by term: the bands are not formed."""
        p, v = self._points(point), self._points(direction)
        first, second = self._pair
        a, b, along, across = p[..., first], p[..., second], v[..., first], v[..., second]
        beside = -400 * a
        found = np.zeros(np.broadcast_shapes(p.shape, v.shape))
        found[..., first] = (1200 * a * a - 400 * b + 2) * along + beside * across
        found[..., second] += 200 * across + beside * along
        return found

    def hessian(self, point: ArrayLike) -> Floats:
        """Hessians (..., n, n), full of zeros; refused where n is large."""
        if self.n > _DENSE:
            raise ValueError(
                f"the dense Hessian of {self.n} variables has {8e-9 * self.n**2:.3g} GB: use sparse_hessian or hvp."
            )
        diagonal, beside = self.bands(point)
        found = np.zeros((*diagonal.shape, self.n))
        k = np.arange(self.n)
        found[..., k, k] = diagonal
        found[..., k[:-1], k[1:]] = found[..., k[1:], k[:-1]] = beside
        return found

    def _points(self, point: ArrayLike) -> Floats:
        if type(point) is np.ndarray and point.dtype == np.float64 and point.shape == (self.n,):
            return point
        points = read_points(point)
        if points.shape[-1] != self.n:
            raise ValueError(f"a point of this function has {self.n} coordinates, not {points.shape[-1]}.")
        return points

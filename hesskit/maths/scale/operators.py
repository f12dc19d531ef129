"""Linear operators: v → A v for a matrix, for a product given as a function, and for H at a point, never formed.

Letters: n is the number of coordinates, A a symmetric n×n matrix, H the Hessian at the point.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.calculus import hessian_operator
from hesskit.maths.surfaces import read_points

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Operator:
    """A symmetric matrix as what it does to a vector.

    Examples
    --------
    >>> double = Operator(lambda v: 2 * v, 3)
    >>> double(np.ones(3)).tolist()
    [2.0, 2.0, 2.0]
    """

    product: Callable[[Floats], Any]
    size: int

    def __call__(self, v: Floats) -> Floats:
        """A v, shape (n,), checked: one product that is not finite would spoil all that follow."""
        with np.errstate(all="ignore"):
            found = np.asarray(self.product(v), dtype=float)
        if found.shape != (self.size,):
            raise ValueError(
                f"a product of the matrix and a vector of {self.size} numbers is as long as the vector, "
                f"but this one has shape {found.shape}."
            )
        if not np.isfinite(found).all():
            raise ValueError("a product H·v is not finite: f has no Hessian of finite numbers at this point.")
        return found


def operator_of(objective: Any, point: ArrayLike | None = None, size: int | None = None) -> Operator:
    """The operator of an objective at a point, of a matrix, or of a function v → A v with its size.

    Parameters
    ----------
    objective : Surface, Objective, callable, or symmetric matrix
        With a point, what has second derivatives; else a matrix (a NumPy array, a `scipy.sparse` one), or a function
        v → A v.
    point : array_like, shape (n,), optional
    size : int, optional
        n, needed for a function v → A v only.

    Returns
    -------
    Operator

    Raises
    ------
    ValueError
        If the matrix is not square and symmetric, the point is not one point, or neither point nor size is given.

    Examples
    --------
    >>> operator_of(lambda x, y: x * y, (1, 1))(np.array([3.0, 4.0])).tolist()
    [4.0, 3.0]
    >>> operator_of([[2, 1], [1, 2]])(np.array([1.0, 0.0])).tolist()
    [2.0, 1.0]
    """
    if point is not None:
        at = read_points(point, getattr(objective, "variables", ()))
        if at.ndim != 1 or not np.isfinite(at).all():
            raise ValueError(f"H·v is asked for at one point of finite numbers, not at shape {at.shape}.")
        return Operator(hessian_operator(objective, at), len(at))
    if callable(objective):
        if size is None:
            raise ValueError("say where: a point for an objective, or size=n for a function v → A v.")
        if int(size) != size or size < 1:
            raise ValueError(f"size is a whole number from 1 up, not {size!r}.")
        return Operator(objective, int(size))
    if hasattr(objective, "value"):
        raise ValueError("say where: the Hessian of an objective is taken at a point.")
    matrix = objective if hasattr(objective, "tocsr") else np.array(objective, dtype=float)
    if len(matrix.shape) != 2 or matrix.shape[0] != matrix.shape[1] or not matrix.shape[0]:
        raise ValueError(f"a Hessian is one square matrix, but this one has shape {matrix.shape}.")
    if abs(matrix - matrix.T).max() > 1e-8 * abs(matrix).max():
        raise ValueError("this matrix is not symmetric, so it is no Hessian.")
    return Operator(lambda v: matrix @ v, int(matrix.shape[0]))


def directions(n: int, count: int, seed: int, beside: Floats | None = None) -> Floats:
    """Random directions of length 1 at right angles to one another, none preferred: (count, n), or n of them if fewer.

    Examples
    --------
    >>> drawn = directions(5, 3, seed=0)
    >>> bool(np.allclose(drawn @ drawn.T, np.eye(3))), directions(2, 9, seed=0).shape
    (True, (2, 2))
    >>> bool(np.allclose(directions(3, 2, 0, beside=np.eye(3)[:, :1])[:, 0], 0))  # at right angles to e₁
    True
    """
    left = n if beside is None else n - beside.shape[1]
    drawn = np.random.default_rng(seed).standard_normal((n, min(count, left)))
    if beside is not None:
        drawn -= beside @ (beside.T @ drawn)
    found = np.linalg.qr(drawn)[0]
    if beside is not None:  # twice is enough
        found = np.linalg.qr(found - beside @ (beside.T @ found))[0]
    return np.ascontiguousarray(found.T)


def trace_from(curvatures: Floats, n: int) -> tuple[float, float]:
    """The trace from curvatures qᵀA q along `directions` of n, and its standard error: from all n of them rounding.

    Right angles make it smaller than independent directions would, by the factor √(1 − count/n).

    Examples
    --------
    >>> trace_from(np.array([1.0, 3.0]), 2), trace_from(np.array([1.0]), 2)
    ((4.0, 1.3...e-15), (2.0, nan))
    """
    count = len(curvatures)
    if count == n:
        return float(curvatures.sum()), float(np.finfo(float).eps * n * np.abs(curvatures).max())
    spread = float(curvatures.std(ddof=1)) if count > 1 else np.nan
    return n * float(curvatures.mean()), n * spread * float(np.sqrt((1 - count / n) / count))

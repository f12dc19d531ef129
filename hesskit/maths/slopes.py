"""How large the gradient of f is round a start: the measure for "small".

Letters: p is a start, s the size of ∇f round it, at most 1.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.derivatives import gradient

Floats = NDArray[np.float64]
_MOST_AXES = 12


def slope_round(f: Any, starts: Floats, sizes: Floats | float) -> Floats:
    """The largest |∇f| at each start and 1 + |p| away from it along each axis; at most 1.

    A gradient counts as zero in proportion to this, so that a method ends at a critical point of 1e-8 f, too. From 1
    up the tolerance is what it says.

    Parameters
    ----------
    f : Surface, Objective or callable
    starts : ndarray, shape (..., n)
    sizes : ndarray, shape (...)
        |∇f| at the starts, where it is known already.

    Returns
    -------
    ndarray, shape (...)
        1 where ∇f is zero, or not finite, everywhere it was looked at.

    Examples
    --------
    >>> slope_round(lambda x, y: 1e-8 * (x**2 + y**2), np.array([0.0, 0.0]), 0.0).tolist()
    2e-08
    >>> slope_round(lambda x, y: x**2 + y**2, np.array([0.0, 0.0]), 0.0).tolist()
    1.0
    """
    largest = np.where(np.isfinite(sizes), sizes, 0.0)
    reach = 1 + np.linalg.norm(starts, axis=-1, keepdims=True)
    axes = np.eye(starts.shape[-1])[:_MOST_AXES]
    for axis in (*axes, *-axes):
        if (largest >= 1).all():
            break
        largest = np.maximum(largest, _sizes(f, starts + reach * axis))
    return np.where(largest > 0, np.minimum(largest, 1.0), 1.0)


def _sizes(f: Any, points: Floats) -> Floats:
    """|∇f| (...), zero where it is not finite or f cannot be asked."""
    try:
        with np.errstate(all="ignore"):
            size: Floats = np.linalg.norm(gradient(f, points), axis=-1)
    except (ArithmeticError, ValueError):
        return np.zeros(points.shape[:-1])
    return np.where(np.isfinite(size), size, 0.0)

"""Least squares with unknowns that may not be negative, by Lawson and Hanson's active sets.

Letters: M is k×m, b has k numbers, z ≥ 0 has m; r = b − M z is the residual.
Source: Lawson and Hanson, Solving Least Squares Problems (1974), chapter 23.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_ZERO = 1e-12


def nonnegative_least_squares(M: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Minimise |M z − b| over z ≥ 0.

    Parameters
    ----------
    M : ndarray, shape (k, m)
        Columns of about unit length.
    b : ndarray, shape (k,)

    Returns
    -------
    z : ndarray, shape (m,)
    residual : ndarray, shape (k,)
        r = b − M z. No column has a positive product with it, up to rounding: that is the proof of optimality.

    Examples
    --------
    >>> z, r = nonnegative_least_squares(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([2.0, -3.0]))
    >>> z.tolist(), r.tolist()
    ([2.0, 0.0], [0.0, -3.0])
    """
    z = np.zeros(M.shape[1])
    free = np.zeros(M.shape[1], dtype=bool)
    residual = b.copy()
    scale = max(float(np.linalg.norm(b)), 1.0)
    for _ in range(10 * M.shape[1] + 10):
        pull = np.where(free, -np.inf, M.T @ residual)
        best = int(np.argmax(pull))
        if free.all() or pull[best] <= _ZERO * scale:
            break
        free[best] = True
        z, free = _inner(M, b, z, free)
        residual = b - M @ z
        if not free[best]:  # rounding gave it back at once: nothing more can be gained
            break
    return z, residual


def _inner(M: Floats, b: Floats, z: Floats, free: NDArray[np.bool_]) -> tuple[Floats, NDArray[np.bool_]]:
    """Solve for the free unknowns; where one would turn negative, stop at zero and hold it there."""
    free = free.copy()
    while free.any():
        wanted = np.zeros_like(z)
        wanted[free] = np.linalg.lstsq(M[:, free], b, rcond=None)[0]
        if (wanted[free] > 0).all():
            return wanted, free
        blocking = free & (wanted <= 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(blocking, z / (z - wanted), np.inf)
        share = np.where(blocking & (z <= 0), 0.0, share)
        z = z + float(share.min()) * (wanted - z)
        # only what blocks is held: the newcomer may still stand at zero, on its way up
        free &= ~blocking | (z > _ZERO * max(1.0, float(np.abs(z).max())))
        free[int(np.argmin(share))] = False
        z = np.where(free, z, 0.0)
    return np.zeros_like(z), free

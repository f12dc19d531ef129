"""Gather the ends of many runs into the few points they went to.

Letters: N ends (N, n), k distinct points among them.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.definiteness import kind_of

Floats = NDArray[np.float64]
_MOST = 64  # more: the critical points are not isolated


def gathered(
    ends: Floats, converged: NDArray[np.bool_], spread: float, hessian_at: Callable[[Floats], Floats]
) -> tuple[Floats, NDArray[np.int64], tuple[str, ...]]:
    """The distinct points among the ends, which of them each end is, and their kinds.

    Parameters
    ----------
    ends : ndarray, shape (N, n)
    converged : ndarray of bool, shape (N,)
    spread : float
        The size of the box of starts; ends nearer to each other than 10⁻³ of it are one point.
    hessian_at : callable
        Point → Hessian.

    Examples
    --------
    >>> ends = np.array([[0.0, 0.0], [1.0, 0.0], [1e-9, 0.0]])
    >>> gathered(ends, np.ones(3, bool), 1.0, lambda p: np.eye(2))[1:]
    (array([0, 1, 0]), ('minimum', 'minimum'))
    """
    labels = np.full(len(ends), -1)
    left = np.flatnonzero(converged)
    centres: list[Floats] = []
    while len(left) and len(centres) < _MOST:
        centre = ends[left[0]]
        near = np.linalg.norm(ends[left] - centre, axis=-1) <= 1e-3 * spread
        centres.append(np.median(ends[left[near]], axis=0))
        labels[left[near]] = len(centres) - 1
        left = left[~near]
    if not centres:
        return np.empty((0, ends.shape[-1])), labels, ()
    order = np.lexsort(np.round(np.array(centres), 6).T[::-1])
    place = np.append(np.argsort(order), -1)
    found = np.array(centres)[order]
    return found, place[labels], tuple(_kind(hessian_at(point)) for point in found)


def _kind(H: Floats) -> str:
    return str(kind_of(H)) if np.isfinite(H).all() else "inconclusive"

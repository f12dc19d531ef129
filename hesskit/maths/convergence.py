"""How fast a sequence of gradient norms or points went to its end: measured, or honestly not measurable.

Letters: e_k an error (here a gradient norm, or the length of a step), q the order in e_{k+1} ≈ C e_k^q, C the rate.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_AGREE = 0.25  # two estimates of q further apart than this share measure nothing
_NEAR = 1e-3  # nor do errors that have hardly fallen


def order_of(errors: Floats) -> float | None:
    """Measure the order of convergence from the last errors.

    Parameters
    ----------
    errors : ndarray, shape (k,)
        Positive; from the first to the last.

    Returns
    -------
    float or None
        q = log(e_{k+1}/e_k) / log(e_k/e_{k−1}); None where fewer than four errors fall one after another, or where
        the last two estimates disagree.

    Examples
    --------
    >>> order_of(np.array([1e-1, 1e-2, 1e-4, 1e-8]))
    2.0
    >>> order_of(np.array([1.0, 0.1, 0.01, 0.001, 1e-4]))
    1.0
    >>> order_of(np.array([1.0, 1e-9])) is None
    True
    """
    tail = _falling(errors)
    if len(tail) < 4 or tail[-1] > _NEAR * float(np.nanmax(errors)):
        return None
    logs = np.log(tail[-4:])
    falls = np.diff(logs)
    before, last = float(falls[1] / falls[0]), float(falls[2] / falls[1])
    if not last > 0 or abs(last - before) > _AGREE * max(last, before):
        return None
    return round(last, 12)


def _falling(errors: Floats) -> Floats:
    """The last run of errors that fall, without the ones that rounding made."""
    finite = errors[np.isfinite(errors)]
    if not len(finite):
        return finite
    moved = finite[np.append(True, np.diff(finite) != 0)]  # a refused trial repeats its error
    floor = 1e-15 * float(moved.max())
    kept = moved[moved > floor]
    rises = np.flatnonzero(np.diff(kept) >= 0)
    return np.asarray(kept[rises[-1] + 1 :] if len(rises) else kept)


def rate_of(points: Floats) -> float | None:
    """The factor by which the last step was shorter than the one before it.

    Parameters
    ----------
    points : ndarray, shape (k, n)

    Returns
    -------
    float or None
        None for fewer than two steps.

    Examples
    --------
    >>> rate_of(np.array([[1.0], [2 / 3], [4 / 9]]))  # Newton on x⁴
    0.666666666667
    """
    lengths = np.linalg.norm(np.diff(points, axis=0), axis=1)
    lengths = lengths[lengths > 0]
    return round(float(lengths[-1] / lengths[-2]), 12) if len(lengths) > 1 else None

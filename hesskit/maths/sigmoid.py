"""The logistic function and what is made of it, right to rounding for margins of ±1000 and beyond.

Letters: z a margin, σ(z) = 1/(1 + e^−z) the probability of label 1, y the label, s = ±1 its sign.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def sigmoid(z: Floats) -> Floats:
    """σ(z), with full relative precision where it is tiny.

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    with np.errstate(under="ignore"):
        found: Floats = np.exp(-np.logaddexp(0.0, -z))
    return found


def log_losses(z: Floats, y: Floats) -> Floats:
    """−log of the probability of each label: log(1 + e^−sz).

    Examples
    --------
    >>> log_losses(np.array([1000.0, -1000.0]), np.array([1.0, 1.0])).tolist()
    [0.0, 1000.0]
    """
    losses: Floats = np.logaddexp(0.0, (1 - 2 * y) * z)
    return losses


def residuals(z: Floats, y: Floats) -> Floats:
    """σ(z) − y, without cancellation: −s σ(−s z).

    Examples
    --------
    >>> residuals(np.array([0.0, 1000.0]), np.array([1.0, 0.0])).tolist()
    [-0.5, 1.0]
    """
    sign = 1 - 2 * y
    found: Floats = sign * sigmoid(sign * z)
    return found


def weights(z: Floats) -> Floats:
    """σ(z) σ(−z) = p(1 − p): the curvature of each row.

    Examples
    --------
    >>> weights(np.array([0.0, 1000.0])).tolist()
    [0.25, 0.0]
    """
    with np.errstate(under="ignore"):
        found: Floats = np.exp(-np.logaddexp(0.0, z) - np.logaddexp(0.0, -z))
    return found

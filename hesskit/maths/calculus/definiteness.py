"""The shape of a symmetric matrix, read from the signs of its eigenvalues.

Letters: H is a symmetric n×n matrix, λ its eigenvalues, ascending. Numbers as people type them are decided exactly.
Where rounding may have a say, an eigenvalue counts as zero where |λ| ≤ 10⁻¹⁰ after every row of H is brought to
the same size, or, with a tolerance, where |λ| ≤ tolerance · max |λ|: 1e-8·(x² − y²) is still a saddle.
"""

from functools import lru_cache
from math import isqrt
from typing import Literal, TypeAlias

import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.calculus.exactness import eigenvalue_signs, is_short, short_signs

Floats = NDArray[np.float64]
Kind: TypeAlias = Literal["minimum", "maximum", "saddle", "inconclusive"]
Signs: TypeAlias = tuple[int, ...]
TOLERANCE = 1e-10
_LARGEST = 4  # rows of a matrix that is decided exactly


def read_symmetric(hessian: ArrayLike) -> Floats:
    """Return a symmetric n×n matrix of float64.

    Examples
    --------
    >>> read_symmetric([[2, 3], [3, 2]]).dtype
    dtype('float64')
    """
    try:
        matrix = np.array(hessian, dtype=float)
    except (TypeError, ValueError):
        raise ValueError("a Hessian is a square matrix of real numbers such as [[2, 0], [0, 1]].") from None
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not matrix.size:
        raise ValueError(f"a Hessian is one square matrix, but this one has shape {matrix.shape}.")
    if not np.isfinite(matrix).all():
        raise ValueError("this Hessian has an entry that is not a finite number, so it has no definiteness.")
    if np.abs(matrix - matrix.T).max() > 1e-8 * np.abs(matrix).max():
        raise ValueError("this matrix is not symmetric, so the signs of its eigenvalues decide nothing.")
    symmetric: Floats = (matrix + matrix.T) / 2
    return symmetric


def signs_of(eigenvalues: Floats, threshold: float) -> Signs:
    """The sign, −1, 0 or 1, of each eigenvalue; zero where |λ| ≤ threshold.

    Examples
    --------
    >>> signs_of(np.array([-1.0, 1e-20, 5.0]), 1e-12)
    (-1, 0, 1)
    """
    return tuple(0 if abs(number) <= threshold else int(np.sign(number)) for number in eigenvalues)


def shape_of(signs: Signs) -> str:
    """Name the definiteness that belongs to these signs of eigenvalues.

    Examples
    --------
    >>> shape_of((-1, 0, 1))
    'indefinite'
    """
    if -1 in signs and 1 in signs:
        return "indefinite"
    if not any(signs):
        return "zero"
    side = "positive" if 1 in signs else "negative"
    return f"{side} semidefinite" if 0 in signs else f"{side} definite"


def kind_from(signs: Signs) -> Kind:
    """The kind of critical point that belongs to these signs of eigenvalues: saddle first.

    Examples
    --------
    >>> kind_from((-1, 0, 1)), kind_from((0, 1))
    ('saddle', 'inconclusive')
    """
    if -1 in signs and 1 in signs:
        return "saddle"
    if 0 in signs:
        return "inconclusive"
    return "minimum" if 1 in signs else "maximum"


def _signs(hessian: ArrayLike, tolerance: float | None) -> Signs:
    matrix = read_symmetric(hessian)
    if tolerance is not None:
        return _plain_signs(matrix, checked_tolerance(tolerance))
    return _own_signs(matrix.tobytes()) if len(matrix) <= _LARGEST else scaled_signs(matrix)


@lru_cache(maxsize=64)  # a picture asks several times for what it shows
def _own_signs(entries: bytes) -> Signs:
    """The signs for a small matrix: exact where it was typed."""
    flat = np.frombuffer(entries)
    matrix = flat.reshape(isqrt(len(flat)), -1)
    if len(matrix) == 2:
        exact = short_signs(*flat[[0, 1, 3]].tolist())
        return scaled_signs(matrix) if exact is None else exact
    decimals = [sympy.Rational(repr(entry)) for entry in matrix.ravel().tolist()]
    typed = is_short(decimals)  # numbers as people type them mean what they show
    exact = eigenvalue_signs(sympy.Matrix(*matrix.shape, decimals)) if typed else None
    return scaled_signs(matrix) if exact is None else exact


def _plain_signs(matrix: Floats, relative: float, least: float = 0.0) -> Signs:
    eigenvalues: Floats = np.linalg.eigvalsh(matrix).astype(np.float64)
    return signs_of(eigenvalues, max(least, relative * float(np.abs(eigenvalues).max())))


def scaled_signs(matrix: Floats, unsure: float | Floats = 0.0) -> Signs:
    """The signs of the eigenvalues of H, read from the matrix s H s with ones in its rows for largest entries.

    By Sylvester's law the signs are the same, whatever the diagonal matrix s; and so diag(10¹², 0.01) is no nearer to
    singular than diag(1, 1).

    Parameters
    ----------
    matrix : ndarray, shape (n, n)
    unsure : float or ndarray, shape (n, n)
        By how much every entry, or each, may be wrong.

    Examples
    --------
    >>> scaled_signs(np.diag([1e12, 0.01])), scaled_signs(np.array([[1.0, 1.0], [1.0, 1.0]]))
    ((1, 1), (0, 1))
    """
    doubt = np.maximum(unsure, 2 * np.finfo(float).eps * float(np.abs(matrix).max()))
    scale = np.ones(len(matrix))
    for _ in range(8):
        largest = np.sqrt(np.abs(matrix * np.outer(scale, scale)).max(axis=1))
        scale = scale / np.where(largest > 0, largest, 1.0)
    scaled = matrix * np.outer(scale, scale)
    noise = len(matrix) * float((doubt * np.outer(scale, scale)).max())
    if noise > 0.1:  # whole rows are no more than rounding: in proportion to the others they count as zero
        return _plain_signs(matrix, TOLERANCE, len(matrix) * float(doubt.max()))
    values: Floats = np.linalg.eigvalsh(scaled).astype(np.float64)
    return signs_of(values, max(TOLERANCE, noise))


def checked_tolerance(tolerance: float | None) -> float:
    """The relative tolerance, 1e-10 by default; ValueError unless 0 ≤ tolerance < 1.

    Examples
    --------
    >>> checked_tolerance(None)
    1e-10
    """
    if tolerance is None:
        return TOLERANCE
    if not 0 <= tolerance < 1:
        raise ValueError(f"the tolerance, relative to the Hessian's scale, is in [0, 1), not {tolerance!r}.")
    return float(tolerance)


def definiteness(hessian: ArrayLike, tolerance: float | None = None) -> str:
    """Name the shape of a Hessian.

    Parameters
    ----------
    hessian : array_like, shape (n, n)
        Symmetric.
    tolerance : float, optional
        Relative to the largest |eigenvalue|. Default: short decimals are decided exactly, others up to rounding.

    Returns
    -------
    str
        "positive definite", "negative definite", "indefinite", "positive semidefinite", "negative
        semidefinite" or "zero".

    Raises
    ------
    ValueError
        If the matrix is not square, finite and symmetric, or the tolerance is not in [0, 1).

    Examples
    --------
    >>> definiteness([[1, 0, 0], [0, -1, 0], [0, 0, 0]])
    'indefinite'
    >>> definiteness([[1, 0], [0, 0]])
    'positive semidefinite'
    >>> definiteness([[1e12, 0], [0, 0.01]])
    'positive definite'
    """
    return shape_of(_signs(hessian, tolerance))


def kind_of(hessian: ArrayLike, tolerance: float | None = None) -> Kind:
    """What the second-derivative test says of a critical point with this Hessian.

    Parameters
    ----------
    hessian : array_like, shape (n, n)
        Symmetric.
    tolerance : float, optional
        Relative to the largest |eigenvalue|. Default: short decimals are decided exactly, others up to rounding.

    Returns
    -------
    {"minimum", "maximum", "saddle", "inconclusive"}
        Saddle as soon as there are eigenvalues of both signs, even beside a zero. "inconclusive"
        describes the test, not the point.

    Raises
    ------
    ValueError
        As for `definiteness`.

    Examples
    --------
    >>> kind_of([[2e-8, 0], [0, -2e-8]])
    'saddle'
    >>> kind_of([[2, 0], [0, 0]])
    'inconclusive'
    """
    return kind_from(_signs(hessian, tolerance))

"""Can a straight cut tell the two classes apart? Answered with a proof either way, without linear programming.

Letters: aᵢ is row i of the design matrix with the sign of its label (+ for 1, − for 0), A the matrix of these
rows, w a direction, z weights, one a row.
By Gordan's theorem either some w has A w > 0 (separable) or some z ≥ 0, z ≠ 0 has Aᵀz = 0; by Stiemke's either some
w has A w ≥ 0, A w ≠ 0 (quasi-separable) or some z > 0 has Aᵀz = 0 (then the loss has a minimum).
Both are least-squares problems with non-negative unknowns, whose residual is the direction w.
Source: Albert and Anderson, Biometrika 71 (1984) 1-10.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.nonnegative import nonnegative_least_squares

Floats = NDArray[np.float64]
Overlap: TypeAlias = Literal["separable", "quasi-separable", "overlapping"]
_LEAST = 1e-9


@dataclass(frozen=True, eq=False)
class Separation:
    """Whether the classes can be told apart, with the proof.

    Attributes
    ----------
    kind : {"separable", "quasi-separable", "overlapping"}
        Quasi-separable: some rows lie on the cut itself, none on the wrong side.
    direction : ndarray, shape (n,), or None
        Coefficients w, as many as the design matrix has columns: its product with a row is ≥ 0 where the label is
        1 and ≤ 0 where it is 0, and the loss falls along it for ever. None for overlapping classes.
    weights : ndarray, shape (m,), or None
        For overlapping classes: z > 0 with Aᵀz = 0, which rules every such direction out.
    """

    kind: Overlap
    direction: Floats | None = None
    weights: Floats | None = None


def separation(design: Floats, y: Floats) -> Separation:
    """Decide whether labels are separable, quasi-separable or overlapping.

    Parameters
    ----------
    design : ndarray, shape (m, n)
        With its column of ones, if there is an intercept; of full column rank.
    y : ndarray, shape (m,)
        0 or 1.

    Returns
    -------
    Separation

    Examples
    --------
    >>> x = np.array([-2.0, -1.0, 1.0, 2.0])
    >>> design = np.stack([np.ones(4), x], axis=1)
    >>> separation(design, np.array([0, 0, 1, 1.0])).kind
    'separable'
    >>> separation(design, np.array([0, 1, 0, 1.0])).kind
    'overlapping'
    """
    signed = np.where(y > 0.5, 1.0, -1.0)[:, None] * design
    columns = np.abs(signed).max(axis=0)
    columns[columns == 0] = 1.0
    scaled = signed / columns
    rows = np.linalg.norm(scaled, axis=1)
    A = scaled[rows > 0] / rows[rows > 0, None]  # a row of zeros is on every cut
    whole = _strict(A) if (rows > 0).all() else None
    if whole is not None:
        return Separation("separable", whole / columns)
    weights, residual = nonnegative_least_squares(A.T, -A.T.sum(axis=1))
    if float(np.linalg.norm(residual)) > _LEAST * len(A):
        return Separation("quasi-separable", -residual / np.linalg.norm(residual) / columns)
    z = np.ones(len(y))
    z[rows > 0] = (1 + weights) / rows[rows > 0]
    return Separation("overlapping", weights=z)


def _strict(A: Floats) -> Floats | None:
    """A unit w with A w > 0, if there is one."""
    target = np.zeros(A.shape[1] + 1)
    target[-1] = 1.0
    _, residual = nonnegative_least_squares(np.vstack([A.T, np.ones(len(A))]), target)
    w = -residual[:-1]
    size = float(np.linalg.norm(w))
    if size <= _LEAST or float((A @ w).min()) <= _LEAST * size:
        return None
    return np.asarray(w / size)

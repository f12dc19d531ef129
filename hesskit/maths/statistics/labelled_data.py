"""Data for a classifier: read what a learner gives, or say in one sentence what is wrong with it.

Letters: m rows, each with its features and its label; X is (m, features), y is (m,).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def read_features(X: ArrayLike) -> Floats:
    """Return features as a matrix (m, features); one list of numbers is one feature.

    Parameters
    ----------
    X : array_like, shape (m,) or (m, features)

    Raises
    ------
    ValueError
        If it is not a table of finite numbers.

    Examples
    --------
    >>> read_features([1, 2]).tolist()
    [[1.0], [2.0]]
    """
    try:
        table = np.asarray(X)
        if table.dtype.kind not in "Ouifb":
            raise TypeError
        features = table.astype(np.float64)
    except (TypeError, ValueError):
        raise ValueError(
            "X is a table of numbers, one row for each observation, and this one is not."
        ) from None
    if features.ndim == 1:
        features = features[:, None]
    if features.ndim != 2:
        raise ValueError(f"X is a table with rows and columns, but this one has shape {features.shape}.")
    if not features.shape[0]:
        raise ValueError("X has no rows: there is nothing to learn from.")
    if not np.isfinite(features).all():
        row, column = (int(each[0]) for each in np.nonzero(~np.isfinite(features)))
        raise ValueError(
            f"X has {features[row, column]} in row {row}, column {column} (counted from 0): remove or mend that row."
        )
    return features


def read_labels(y: ArrayLike, m: int) -> Floats:
    """Return labels as m numbers, each 0 or 1, both of them present.

    Parameters
    ----------
    y : array_like, shape (m,)
    m : int
        The number of rows of X.

    Raises
    ------
    ValueError
        If they are not that.

    Examples
    --------
    >>> read_labels([0, 2], 2)
    Traceback (most recent call last):
    ValueError: a label is 0 or 1, but row 1 (counted from 0) has 2: ...
    """
    given = np.asarray(y)
    if given.ndim == 2 and given.shape[1] == 1:
        given = given[:, 0]
    if given.shape != (m,):
        raise ValueError(f"y has one label for each of the {m} rows of X, but its shape is {given.shape}.")
    try:
        if given.dtype.kind not in "Ouifb":
            raise TypeError
        labels = given.astype(np.float64)
    except (TypeError, ValueError):
        raise ValueError(
            f"a label is 0 or 1, but row 0 has {given[0]!r}: write the classes as 0 and 1."
        ) from None
    wrong = np.flatnonzero((labels != 0) & (labels != 1))
    if len(wrong):
        row = int(wrong[0])
        raise ValueError(
            f"a label is 0 or 1, but row {row} (counted from 0) has {labels[row]:g}: write the classes as 0 and 1."
        )
    if labels.min() == labels.max():
        raise ValueError(
            f"every label is {labels[0]:g}: with one class only the loss has no minimum, so add rows of the other."
        )
    return labels


def read_names(names: Sequence[str] | None, features: int) -> tuple[str, ...]:
    """Return a name for each feature; x1, x2, … if there are none.

    Examples
    --------
    >>> read_names(None, 2)
    ('x1', 'x2')
    """
    if names is None:
        return ("x",) if features == 1 else tuple(f"x{k + 1}" for k in range(features))
    if len(names) != features:
        raise ValueError(f"X has {features} columns, but there are {len(names)} names.")
    return tuple(map(str, names))


def check_independent(design: Floats, names: Sequence[str]) -> None:
    """Refuse columns of which one is a sum of multiples of others.

    Examples
    --------
    >>> check_independent(np.array([[1.0, 2.0], [2.0, 4.0]]), ("x1", "x2"))
    Traceback (most recent call last):
    ValueError: the columns x1 and x2 are collinear: ...
    """
    check_enough(*design.shape)
    sizes = np.linalg.norm(design, axis=0)
    if not sizes.all():
        empty = names[int(np.argmin(sizes))]
        raise ValueError(
            f"the column {empty} is all zeros, so it says nothing: leave it out or set ridge > 0."
        )
    _, singular_values, rows = np.linalg.svd(design / sizes, full_matrices=False)
    if singular_values[-1] > 1e-12 * singular_values[0]:
        return
    involved = [name for name, share in zip(names, rows[-1], strict=True) if abs(share) > 1e-6]
    listed = f"{', '.join(involved[:-1])} and {involved[-1]}"
    raise ValueError(
        f"the columns {listed} are collinear: many coefficients fit equally well, "
        "so leave one of the columns out or set ridge > 0."
    )


def check_enough(m: int, n: int) -> None:
    """Refuse fewer rows than coefficients.

    Examples
    --------
    >>> check_enough(1, 2)
    Traceback (most recent call last):
    ValueError: 2 coefficients cannot be fitted to 1 row: leave columns out or set ridge > 0.
    """
    if m < n:
        raise ValueError(
            f"{n} coefficients cannot be fitted to {m} row{'' if m == 1 else 's'}: leave columns out or set ridge > 0."
        )


# Least squares with unknowns that may not be negative, by Lawson and Hanson's active sets.

_ZERO = 1e-12


def nonnegative_least_squares(M: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Minimise |M z − b| over z ≥ 0.

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


# Can a straight cut tell the two classes apart? Answered with a proof either way, without linear
# programming.

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

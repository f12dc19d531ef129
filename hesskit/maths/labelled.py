"""Data for a classifier: read what a learner gives, or say in one sentence what is wrong with it.

Letters: m rows, each with its features and its label; X is (m, features), y is (m,).
"""

from collections.abc import Sequence

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

    Parameters
    ----------
    design : ndarray, shape (m, n)
    names : sequence of str, length n

    Raises
    ------
    ValueError

    Examples
    --------
    >>> check_independent(np.array([[1.0, 2.0], [2.0, 4.0]]), ("x1", "x2"))
    Traceback (most recent call last):
    ValueError: the columns x1 and x2 are collinear: ...
    """
    m, n = design.shape
    if m < n:
        raise ValueError(
            f"{n} coefficients cannot be fitted to {m} row{'' if m == 1 else 's'}: leave columns out or set ridge > 0."
        )
    sizes = np.linalg.norm(design, axis=0)
    if not sizes.all():
        empty = names[int(np.argmin(sizes))]
        raise ValueError(
            f"the column {empty} is all zeros, so it says nothing: leave it out or set ridge > 0."
        )
    _, singular_values, rows = np.linalg.svd(design / sizes)
    if singular_values[-1] > 1e-12 * singular_values[0]:
        return
    involved = [name for name, share in zip(names, rows[-1], strict=True) if abs(share) > 1e-6]
    listed = f"{', '.join(involved[:-1])} and {involved[-1]}"
    raise ValueError(
        f"the columns {listed} are collinear: many coefficients fit equally well, "
        "so leave one of the columns out or set ridge > 0."
    )

"""Points: read what a caller gives as float64 coordinates, or say in one sentence why it cannot be."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def read_points(point: ArrayLike, names: Sequence[object] = ()) -> Floats:
    """Return points as a float64 array of shape (..., n).

    Parameters
    ----------
    point : array_like, shape (..., n)
        Integers, fractions and sympy numbers are welcome.
    names : sequence, optional
        The n variables; without them any n > 0 will do.

    Raises
    ------
    ValueError
        If these are not real numbers, or the last axis has another length than n.

    Examples
    --------
    >>> read_points((1, 2), ("x", "y"))
    array([1., 2.])
    """
    try:
        given = np.asarray(point)
        if given.dtype.kind not in "Ouifb":  # text and complex numbers would be converted, or cut, silently
            raise TypeError
        if given.dtype.kind == "O" and any(
            each is None or isinstance(each, str | bytes) for each in given.flat
        ):
            raise TypeError  # numpy would take None for nan, and text for a number
        points = given.astype(np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"a point is made of numbers such as (1, 2), but this one is {point!r}.") from None
    if points.ndim == 0 or points.shape[-1] == 0:
        raise ValueError(f"a point is a list of coordinates such as (1, 2), but this one is {point!r}.")
    if names and points.shape[-1] != len(names):
        wanted = f"{len(names)} coordinates ({', '.join(map(str, names))})"
        raise ValueError(f"a point of this surface has {wanted}, but this one has {points.shape[-1]}.")
    return points

"""Plain Python functions as objectives: how they are called, and what they may return.

Letters: n is the number of coordinates of a point.
"""

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
PlainFunction = Callable[..., Any]


def takes_scalars(f: PlainFunction, n: int) -> bool:
    """Whether f wants n numbers, f(x, y), rather than one array, f(point).

    Examples
    --------
    >>> takes_scalars(lambda x, y: x * y, 2), takes_scalars(lambda point: point[0], 2)
    (True, False)
    """
    if not callable(f):
        raise TypeError(f"a function or a Surface is needed here, not a {type(f).__name__}.")
    try:
        parameters = inspect.signature(f).parameters.values()
    except (TypeError, ValueError):
        return n > 1 and getattr(f, "nin", 1) == n  # a numpy ufunc, or something built in
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    required = sum(p.default is p.empty for p in positional)
    if required == 1 or (required == 0 and len(positional) == 1):
        return False
    if required == n or (required < n and any(p.kind is p.VAR_POSITIONAL for p in parameters)):
        return True
    name = getattr(f, "__name__", "the function")
    raise ValueError(f"{name} takes {required} arguments, but the point has {n} coordinates.")


def called_with_point(f: PlainFunction, n: int) -> PlainFunction:
    """Return f as a function of one point (n,), whatever its own manner of being called.

    Examples
    --------
    >>> called_with_point(lambda x, y: x * y, 2)([2.0, 3.0])
    6.0
    """
    if not takes_scalars(f, n):
        return f
    return lambda point: f(*[point[i] for i in range(n)])


def one_number(result: Any, shape: tuple[int, ...]) -> None:
    """Refuse a result that is not one real number.

    Examples
    --------
    >>> one_number(3.0, ())
    """
    if result is None:
        raise ValueError("the function returned nothing: end it with return and the value.")
    if int(np.prod(shape)) != 1:
        raise ValueError(f"the function must return one number, but it returned an array of shape {shape}.")


def values(f: Any, points: Floats) -> Floats:
    """Values (...) of a Surface, an Objective or a plain function at points (..., n).

    Parameters
    ----------
    f : Surface, Objective or callable
    points : ndarray, shape (..., n)

    Raises
    ------
    ValueError
        If a plain function does not return one real number.

    Examples
    --------
    >>> values(lambda x, y: x * y, np.array([[2.0, 3.0], [1.0, 1.0]])).tolist()
    [6.0, 1.0]
    """
    if hasattr(f, "value"):
        return np.asarray(f.value(points), dtype=float)
    n = points.shape[-1]
    function = called_with_point(f, n)
    flat = points.reshape(-1, n)
    result = np.empty(len(flat))
    with np.errstate(all="ignore"):
        for k, point in enumerate(flat):
            number = function(point.copy())
            one_number(number, np.shape(number))
            if np.iscomplexobj(number):
                number = np.nan  # (-8.0)**(1/3) is complex in Python: not real, hence nan
            result[k] = float(np.asarray(number, dtype=float).reshape(()))
    return result.reshape(points.shape[:-1])

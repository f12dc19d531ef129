"""Three routes to the same derivatives: symbolic, autograd, difference; and their comparison.

Letters: n is the number of coordinates; H the Hessian; v a direction. Points and gradients are (..., n),
Hessians (..., n, n). *symbolic* differentiates the formula, *autograd* the program; *difference* needs
values only.
"""

import warnings
from collections.abc import Callable
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.calculus.autograd import (
    autograd_gradient,
    autograd_hessian,
    autograd_hvp,
    autograd_operator,
)
from hesskit.maths.calculus.differences import (
    central_hessians,
    difference_gradient,
    difference_hvp,
    smooth_derivative,
)
from hesskit.maths.calculus.wording import place
from hesskit.maths.surfaces import Objective, Surface, read_points

Floats = NDArray[np.float64]
Route: TypeAlias = Literal["symbolic", "autograd", "difference"]
Differentiable: TypeAlias = Surface | Objective | Callable[..., Any]


class DerivativeWarning(UserWarning):
    """Says where a tool's derivative failed though the function is smooth, and what was done about it."""


def _route(f: Any, route: str | None) -> str:
    """The route to take; "own" is an objective's own method."""
    if isinstance(f, str):
        raise TypeError(f"a formula must be made into a surface first: Surface({f!r}).")
    if route is None:
        return "own" if isinstance(f, Objective) or hasattr(f, "hvp") else "autograd"
    if route not in get_args(Route):
        raise ValueError(f"route is 'symbolic', 'autograd' or 'difference', not {route!r}.")
    if route != "symbolic":
        return route
    if not isinstance(f, Surface):
        raise ValueError("the symbolic route needs a formula: make a Surface, or use route='autograd'.")
    return "own"


@np.errstate(all="ignore")  # numpy's warnings are not for learners: what is not finite says so itself
def gradient(f: Differentiable, point: ArrayLike, route: Route | None = None) -> Floats:
    """Gradients of a function at points.

    Parameters
    ----------
    f : Surface, Objective or callable
        A plain Python function takes one array (n,) or n numbers, and returns one number.
    point : array_like, shape (..., n)
    route : {"symbolic", "autograd", "difference"}, optional
        Default: symbolic for a Surface, an objective's own gradient, autograd for a plain function.

    Returns
    -------
    ndarray, shape (..., n)

    Raises
    ------
    ValueError
        If the point does not fit, the route is unknown, or the function does not return one number.
    TypeError
        If autograd cannot follow the function; the sentence says the cure.

    Examples
    --------
    >>> gradient(lambda x, y: 3 * x**3 - 6 * y**2 + 3, (-1, 1)).tolist()
    [9.0, -12.0]
    """
    way = _route(f, route)
    points = read_points(point, getattr(f, "variables", ()))
    if way == "own":
        return np.asarray(f.gradient(points))  # type: ignore[union-attr]
    if way == "difference":
        return difference_gradient(f, points)
    return _mended(f, points, autograd_gradient(f, points), route)


@np.errstate(all="ignore")
def hessian(f: Differentiable, point: ArrayLike, route: Route | None = None) -> Floats:
    """Hessians of a function at points.

    Parameters
    ----------
    f : Surface, Objective or callable
        A plain Python function takes one array (n,) or n numbers, and returns one number.
    point : array_like, shape (..., n)
    route : {"symbolic", "autograd", "difference"}, optional
        Default: symbolic for a Surface, an objective's own Hessian, autograd for a plain function.

    Returns
    -------
    ndarray, shape (..., n, n)

    Raises
    ------
    ValueError, TypeError
        As for `gradient`.

    Examples
    --------
    >>> hessian(lambda x, y: x**2 + 3 * x * y + y**2, (0, 0)).tolist()
    [[2.0, 3.0], [3.0, 2.0]]
    """
    way = _route(f, route)
    points = read_points(point, getattr(f, "variables", ()))
    if way == "own":
        if not hasattr(f, "hessian"):  # from n products, a column each
            columns = [hvp(f, points, axis) for axis in np.eye(points.shape[-1])]
            return np.stack(columns, axis=-1)
        return np.asarray(f.hessian(points))
    if way == "difference":
        return central_hessians(f, points)
    return _mended(f, points, autograd_hessian(f, points), route)


@np.errstate(all="ignore")
def hvp(f: Differentiable, point: ArrayLike, direction: ArrayLike, route: Route | None = None) -> Floats:
    """Hessian–vector products H v.

    Parameters
    ----------
    f : Surface, Objective or callable
    point : array_like, shape (..., n)
    direction : array_like, shape (..., n)
        v; broadcast against the points.
    route : {"symbolic", "autograd", "difference"}, optional
        Default: an objective's own products, if it has any.

    Returns
    -------
    ndarray, shape (..., n)

    Notes
    -----
    A product costs a few evaluations of f and a few vectors of memory, at any n: a Surface multiplies those entries of
    H that are not zero; autograd takes the gradient of ∇f·v; difference takes two gradients. Only for an objective that
    has a Hessian and no products of its own is the n×n array formed.

    Raises
    ------
    ValueError, TypeError
        As for `gradient`.

    Examples
    --------
    >>> hvp(lambda x, y: x**2 + 3 * x * y + y**2, (0, 0), (1, -1)).tolist()
    [-1.0, 1.0]
    """
    way = _route(f, route)
    points = read_points(point, getattr(f, "variables", ()))
    directions = read_points(direction, getattr(f, "variables", ()))
    try:
        points, directions = (np.array(a) for a in np.broadcast_arrays(points, directions))
    except ValueError:
        shapes = f"{points.shape} and {directions.shape}"
        raise ValueError(f"the shapes of point and direction, {shapes}, do not fit together.") from None
    if way == "own":
        if hasattr(f, "hvp"):
            return np.asarray(f.hvp(points, directions))
        return np.asarray((hessian(f, points) @ directions[..., None])[..., 0])
    if way == "difference":
        return difference_hvp(f, points, directions)
    return _mended(f, points, autograd_hvp(f, points, directions), route, directions)


def hessian_operator(f: Differentiable, point: ArrayLike) -> Callable[[Floats], Floats]:
    """The Hessian at one point as a function v → H v, for many products there: a plain function is traced once.

    Parameters
    ----------
    f : Surface, Objective or callable
    point : array_like, shape (n,)

    Returns
    -------
    callable
        From v, shape (n,), to H v, shape (n,).

    Raises
    ------
    ValueError, TypeError
        As for `gradient`.

    Examples
    --------
    >>> product = hessian_operator(lambda x, y: x**2 + 3 * x * y + y**2, (0, 0))
    >>> product(np.array([1.0, -1.0])).tolist(), product(np.array([0.0, 1.0])).tolist()
    ([-1.0, 1.0], [3.0, 2.0])
    """
    way = _route(f, None)
    points = read_points(point, getattr(f, "variables", ()))
    if isinstance(f, Surface):
        rows, columns, entries = f.hessian_entries(points)  # once for all products
        n = len(points)
        return lambda v: np.bincount(rows, weights=entries * v[columns], minlength=n).astype(float)
    if way == "own":
        if hasattr(f, "hvp"):
            return lambda v: np.asarray(f.hvp(points, v))
        H = np.asarray(f.hessian(points))  # type: ignore[union-attr]
        return lambda v: H @ v
    product = autograd_operator(f, points)

    def mended(v: Floats) -> Floats:
        with np.errstate(all="ignore"):
            found = product(v)
        return found if np.isfinite(found).all() else hvp(f, points, v)

    return mended


def _mended(
    f: Any, points: Floats, found: Floats, route: str | None, directions: Floats | None = None
) -> Floats:
    """Replace nan by differences, and say so, where autograd's rules fail though a plain function is smooth.

    norm(p)² is smooth at 0, but its chain rule goes through the norm, which is not. If the route was asked for by
    name its nan stays: that is what the tool says.
    """
    axes = tuple(range(points.ndim - 1, found.ndim))
    failed = np.isnan(found).any(axis=axes) & np.isfinite(points).all(axis=-1)
    if not failed.any() or hasattr(f, "value"):
        return found
    found, order = found.copy(), 1 if found.ndim == points.ndim and directions is None else 2
    for k in np.argwhere(failed):
        at = tuple(k)
        better = smooth_derivative(f, points[at], order)
        if better is None:
            continue
        where = f"autograd has no derivative at {place(points[at])}, though the function looks smooth there"
        if route is None:
            found[at] = better if directions is None else better @ directions[at]
            warnings.warn(f"{where}: differences took its place.", DerivativeWarning, stacklevel=3)
        else:
            warnings.warn(f"{where}: route='difference' has one.", DerivativeWarning, stacklevel=3)
    return found


def compare_routes(f: Differentiable, point: ArrayLike) -> dict[str, Floats]:
    """Compute one Hessian by every route: three for a Surface, autograd and difference for a plain function.

    Parameters
    ----------
    f : Surface, Objective or callable
    point : array_like, shape (n,)

    Returns
    -------
    dict of str to ndarray, shape (n, n)
        Each route with its Hessian.

    Raises
    ------
    ValueError, TypeError
        As for `gradient`; also if there is more than one point.

    Examples
    --------
    >>> found = compare_routes(lambda x, y: x**2 * y, (1, 1))
    >>> list(found), found["autograd"].tolist()
    (['autograd', 'difference'], [[2.0, 2.0], [2.0, 0.0]])
    """
    points = read_points(point, getattr(f, "variables", ()))
    if points.ndim != 1:
        raise ValueError(f"compare_routes takes one point, but these have shape {points.shape}.")
    routes = get_args(Route) if isinstance(f, Surface) else get_args(Route)[1:]
    return {route: hessian(f, points, route) for route in routes}

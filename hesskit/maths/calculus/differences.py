"""The difference route: derivatives from values alone, by central differences.

Letters: h is a step; ε = 2⁻⁵² is the rounding unit of float64. A central second difference has a
truncation error of order h² and a rounding error of order ε/h²: the best h is near ε^(1/4), and half the
digits are lost.
Source: Nocedal and Wright, Numerical Optimization, 2nd ed. (2006), section 8.1.
"""

from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.calculus.plain_functions import PlainFunction, values
from hesskit.maths.surfaces import Objective, read_points

Floats = NDArray[np.float64]
_EPSILON = float(np.finfo(float).eps)
GRADIENT_STEP = _EPSILON ** (1 / 3)
HESSIAN_STEP = _EPSILON ** (1 / 4)


def _steps(points: Floats, relative: float) -> Floats:
    """Steps (..., n) relative to the coordinates, such that point + step is exact."""
    raw = relative * np.maximum(1.0, np.abs(points))
    return (points + raw) - points


def difference_gradient(f: Any, points: Floats, relative_step: float = GRADIENT_STEP) -> Floats:
    """Gradients (..., n) by central differences at points (..., n).

    Examples
    --------
    >>> difference_gradient(lambda x, y: x * y, np.array([2.0, 3.0])).round(6).tolist()
    [3.0, 2.0]
    """
    steps = _steps(points, relative_step)
    moves = steps[..., None] * np.eye(points.shape[-1])  # (..., i, n): the step along axis i
    ahead = values(f, points[..., None, :] + moves)
    behind = values(f, points[..., None, :] - moves)
    with np.errstate(all="ignore"):
        return np.asarray((ahead - behind) / (2 * steps), dtype=float)


def _central_hessian(f: Any, points: Floats, steps: Floats) -> Floats:
    n = points.shape[-1]
    result = np.empty((*points.shape, n))
    moves = steps[..., None] * np.eye(n)
    middle = values(f, points)
    with np.errstate(all="ignore"):
        for i in range(n):
            along = moves[..., i, :]
            bend = values(f, points + along) - 2 * middle + values(f, points - along)
            result[..., i, i] = bend / steps[..., i] ** 2
            for j in range(i):
                across = moves[..., j, :]
                twist = values(f, points + along + across) - values(f, points + along - across)
                twist = twist - values(f, points - along + across) + values(f, points - along - across)
                result[..., i, j] = result[..., j, i] = twist / (4 * steps[..., i] * steps[..., j])
    return result


def central_hessians(f: Any, points: Floats) -> Floats:
    """Hessians (..., n, n) by central differences with the step ε^(1/4)·max(1, |coordinate|).

    Examples
    --------
    >>> central_hessians(lambda x, y: x * y, np.array([2.0, 3.0])).round(6).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    return _central_hessian(f, points, _steps(points, HESSIAN_STEP))


def difference_hessian(f: Any, point: ArrayLike, step: float) -> Floats:
    """The Hessian at one point by central differences with exactly this step.

    Parameters
    ----------
    f : Surface, Objective or callable
    point : array_like, shape (n,)
    step : float
        The same h > 0 along every axis, in the units of the coordinates.

    Returns
    -------
    ndarray, shape (n, n)
        Symmetric, because each mixed entry is computed once.

    Raises
    ------
    ValueError
        If the step is not a positive number.

    Examples
    --------
    >>> difference_hessian(lambda x, y: x**2 * y, (1, 1), step=0.5).tolist()
    [[2.0, 2.0], [2.0, 0.0]]
    """
    points = read_points(point, getattr(f, "variables", ()))
    if not (np.isfinite(step) and step > 0):
        raise ValueError(f"the step must be a positive number, but it is {step}.")
    return _central_hessian(f, points, np.full(points.shape, float(step)))


def smooth_derivative(f: Any, point: Floats, order: int) -> Floats | None:
    """The gradient (order 1) or the Hessian (order 2) at one point, if f is as smooth there as values can show.

    One-sided differences from both sides must come together when the step is halved: for |x| they do not.

    Examples
    --------
    >>> smooth_derivative(lambda x, y: x**2 + y, np.zeros(2), 1).round(9).tolist()
    [0.0, 1.0]
    >>> smooth_derivative(lambda x, y: abs(x) + y, np.zeros(2), 1) is None
    True
    """
    n = len(point)
    if n > 30:
        return None
    pairs = list(combinations(range(n), 2))
    unit = np.eye(n)
    ways = np.array([*unit, *(unit[i] + sign * unit[j] for i, j in pairs for sign in (1, -1))])
    h = 2.0**-10 * max(1.0, float(np.abs(point).max()))
    multiples = np.array([-4, -2, -1, 0, 1, 2, 4])
    v = values(f, point + h * multiples[:, None, None] * ways)  # (7, ways)
    if not np.isfinite(v).all():
        return None
    rounding = 16 * _EPSILON * float(np.abs(v).max())
    if order == 1:
        ahead, behind = (
            (v[4:6] - v[3]) / (h * np.array([[1], [2]])),
            (v[3] - v[[2, 1]]) / (h * np.array([[1], [2]])),
        )
        central = (v[4:6] - v[[2, 1]]) / (2 * h * np.array([[1], [2]]))
    else:
        ahead = np.array([v[5] - 2 * v[4] + v[3], (v[6] - 2 * v[5] + v[3]) / 4]) / h**2
        behind = np.array([v[1] - 2 * v[2] + v[3], (v[0] - 2 * v[1] + v[3]) / 4]) / h**2
        central = np.array([v[4] - 2 * v[3] + v[2], (v[5] - 2 * v[3] + v[1]) / 4]) / h**2
    apart = np.abs(ahead - behind)
    if (apart[0] > 0.8 * apart[1] + rounding / h**order).any():
        return None
    best = (4 * central[0] - central[1]) / 3
    if order == 1:
        sums = np.array([best[i] + sign * best[j] for i, j in pairs for sign in (1, -1)])
        off = np.abs(best[n:] - sums)
        return best[:n] if (off <= 1e-3 * np.abs(best).max(initial=0.0) + rounding / h).all() else None
    H = np.diag(best[:n])
    for k, (i, j) in enumerate(pairs):
        plus, minus = best[n + 2 * k], best[n + 2 * k + 1]
        H[i, j] = H[j, i] = (plus - minus) / 4
        if abs(plus + minus - 2 * (best[i] + best[j])) > 1e-3 * np.abs(best).max() + 4 * rounding / h**2:
            return None
    return H


def difference_hvp(f: Any, points: Floats, directions: Floats) -> Floats:
    """Products H v (..., n): the central difference of two gradients along v.

    Examples
    --------
    >>> difference_hvp(lambda x, y: x * y, np.array([2.0, 3.0]), np.array([1.0, 0.0])).round(6).tolist()
    [0.0, 1.0]
    """
    own = hasattr(f, "gradient")
    lengths = np.linalg.norm(directions, axis=-1, keepdims=True)
    units = np.divide(directions, lengths, out=np.zeros_like(directions), where=lengths > 0)
    scale = np.maximum(1.0, np.max(np.abs(points), axis=-1, keepdims=True))
    h = (GRADIENT_STEP if own else HESSIAN_STEP) * scale

    def slope(places: Floats) -> Floats:
        return np.asarray(f.gradient(places)) if own else difference_gradient(f, places, HESSIAN_STEP)

    with np.errstate(all="ignore"):
        return np.asarray((slope(points + h * units) - slope(points - h * units)) / (2 * h) * lengths)


@np.errstate(all="ignore")
def mixed_partials(
    f: PlainFunction | Objective, point: ArrayLike, h: float = 1e-3, k: float = 1e-6
) -> tuple[float, float]:
    """Estimate f_xy and f_yx separately, each by its own one-sided difference quotients.

    f_xy differentiates in x first and then in y: ((f(a+k, b+h) − f(a, b+h))/k − (f(a+k, b) − f(a, b))/k)
    / h, with k far smaller than h because the inner limit is taken first. f_yx exchanges the parts.
    Nothing assumes that the two are equal.

    Parameters
    ----------
    f : callable or Surface
        A function of two numbers, or of one array of two.
    point : array_like, shape (2,)
    h : float
        The step of the outer derivative.
    k : float
        The step of the inner derivative, k ≪ h.

    Returns
    -------
    f_xy, f_yx : float
        With errors of order h, k/h and ε/(h k).

    Raises
    ------
    ValueError
        If the point is not one of two coordinates, or not 0 < k < h.

    References
    ----------
    Schwarz's theorem and Peano's counterexample: Apostol, Mathematical Analysis, 2nd ed. (1974), chapter 12.

    Examples
    --------
    >>> def g(x, y):
    ...     return x * y * (x**2 - y**2) / (x**2 + y**2) if (x, y) != (0, 0) else 0.0
    >>> f_xy, f_yx = mixed_partials(g, (0, 0))
    >>> round(f_xy, 3), round(f_yx, 3)
    (-1.0, 1.0)
    """
    corner = read_points(point)
    if corner.shape != (2,):
        raise ValueError(f"mixed partials need one point (a, b), but this one has shape {corner.shape}.")
    if not 0 < k < h < np.inf:
        raise ValueError(f"the inner step is the smaller one, 0 < k < h, but k = {k} and h = {h}.")

    def iterated(inner: Floats, outer: Floats) -> float:
        # the inner quotient at the far end, less the inner quotient at the point, over the outer step
        stencil = np.array([corner + outer + inner, corner + outer, corner + inner, corner])
        far_ahead, far, ahead, here = values(f, stencil)
        return float(((far_ahead - far) / k - (ahead - here) / k) / h)

    along_x, along_y = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    return iterated(k * along_x, h * along_y), iterated(k * along_y, h * along_x)

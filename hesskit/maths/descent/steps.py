"""Newton's step and its cures: line search, bounded steps, damping, a modified Hessian.

Letters: p the point, g the gradient, H the Hessian, d the step that solves H d = −g, μ the damping, λ the
eigenvalues of H. The system is solved, H is never inverted.
Source: Nocedal and Wright, Numerical Optimization, 2nd ed. (2006), chapter 3.
"""

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.calculus import listed, place
from hesskit.maths.descent.evaluations import Counted, Here, Move, Stuck, length
from hesskit.maths.descent.line_search import armijo, check_descent

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
_EPSILON = float(np.finfo(float).eps)


def is_singular(H: Floats) -> Booleans:
    """Whether H is singular to rounding, whatever the units of its variables.

    Parameters
    ----------
    H : ndarray, shape (..., n, n)
        Symmetric and finite.

    Returns
    -------
    ndarray of bool, shape (...)

    Examples
    --------
    >>> is_singular(np.array([np.diag([1e-20, 1e20]), np.ones((2, 2))])).tolist()
    [False, True]
    """
    rows = np.abs(H).max(axis=-1)
    scale = np.sqrt(np.where(rows > 0, rows, 1.0))
    scaled = H / scale[..., :, None] / scale[..., None, :]
    n = H.shape[-1]
    if n == 2:  # σ₁² + σ₂² is the sum of the squared entries and σ₁ σ₂ = |det|: many matrices need no SVD
        squares = (scaled**2).sum(axis=(-2, -1))
        det = np.abs(scaled[..., 0, 0] * scaled[..., 1, 1] - scaled[..., 0, 1] * scaled[..., 1, 0])
        largest = (squares + np.sqrt(np.maximum(squares**2 - 4 * det**2, 0.0))) / 2  # σ₁²
        return np.asarray(det <= n * _EPSILON * largest)
    found = np.linalg.svd(scaled, compute_uv=False)
    return np.asarray(found[..., -1] <= n * _EPSILON * found[..., 0])


def along_axes(axes: Floats, g: Floats, divisors: Floats) -> Floats:
    """−V diag(1/divisors) Vᵀ g, the step (..., n) for gradients (..., n) and axes (..., n, n) in columns.

    Examples
    --------
    >>> along_axes(np.eye(2), np.array([2.0, 8.0]), np.array([1.0, 4.0])).tolist()
    [-2.0, -2.0]
    """
    shares = (np.swapaxes(axes, -1, -2) @ g[..., None]) / divisors[..., None]
    return np.asarray(-(axes @ shares)[..., 0])


def positive_sizes(eigenvalues: Floats, floor: float) -> Floats:
    """max(|λ|, floor · max |λ|) for each eigenvalue (..., n): what a modified Hessian puts for λ.

    Examples
    --------
    >>> positive_sizes(np.array([-2.0, 0.0, 4.0]), 0.25).tolist()
    [2.0, 1.0, 4.0]
    """
    sizes = np.abs(eigenvalues)
    largest = sizes.max(axis=-1, keepdims=True)
    return np.asarray(np.maximum(sizes, floor * np.where(largest > 0, largest, 1.0)))


def size_of(eigenvalues: Floats) -> Floats:
    """max |λ| over the last axis, and never zero: what a damping is measured against."""
    return np.asarray(np.maximum(np.abs(eigenvalues).max(axis=-1), np.finfo(float).tiny))


def newton_direction(f: Counted, here: Here) -> Floats:
    """Solve H d = −g.

    Examples
    --------
    >>> f = Counted(lambda x, y: x**2 + 2 * y**2)
    >>> newton_direction(f, Here(np.array([1.0, 1.0]), np.array([2.0, 4.0]))).tolist()
    [-1.0, -1.0]
    """
    H = f.hessian(here.point)
    if not np.isfinite(H).all():
        raise Stuck("not finite", f"the Hessian at {place(here.point)} is not finite")
    if is_singular(H).item():
        eigenvalues = listed(np.linalg.eigvalsh(H))
        raise Stuck(
            "singular Hessian",
            f"the Hessian at {place(here.point)} is singular (eigenvalues {eigenvalues}), "
            "so H d = −∇f has no single solution",
        )
    return np.asarray(np.linalg.solve(H, -here.gradient))


def newton(f: Counted, here: Here, memory: None, *, step_size: float = 1.0) -> Move:
    """p + t d with H d = −g: the critical point of the quadratic model, whatever its kind.

    Examples
    --------
    >>> f = Counted(lambda x, y: x**2 + 2 * y**2)
    >>> newton(f, Here(np.array([1.0, 1.0]), np.array([2.0, 4.0])), None).point.tolist()
    [0.0, 0.0]
    """
    return Move(here.point + step_size * newton_direction(f, here), None, {"step_size": step_size})


def bounded_newton(f: Counted, here: Here, memory: None, *, max_length: float = 1.0) -> Move:
    """Newton's step, cut to a largest length; its direction is not changed.

    Examples
    --------
    >>> f = Counted(lambda x: x**2)
    >>> bounded_newton(f, Here(np.array([3.0]), np.array([6.0])), None).point.tolist()
    [2.0]
    """
    d = newton_direction(f, here)
    t = min(1.0, max_length / max(length(d), np.finfo(float).tiny))
    return Move(here.point + t * d, None, {"step_size": t})


def searched_newton(
    f: Counted, here: Here, memory: None, *, step_size: float = 1.0, shrink: float = 0.5
) -> Move:
    """Newton's direction, with t shortened until f has fallen enough; refuses a direction that does not descend.

    Examples
    --------
    >>> f = Counted(lambda x: x**2)
    >>> searched_newton(f, Here(np.array([3.0]), np.array([6.0])), None).point.tolist()
    [0.0]
    """
    d = newton_direction(f, here)
    check_descent(here, d, "Newton's direction")
    t = armijo(f, here, d, step_size, shrink)
    return Move(here.point + t * d, None, {"step_size": t})


def damped_newton(f: Counted, here: Here, memory: float | None, *, damping: float = 1.0) -> Move:
    """Solve (H + μI) d = −g; μ falls after a step that lowers f and grows until one does (Levenberg).

    Examples
    --------
    >>> f = Counted(lambda x: x**2)
    >>> damped_newton(f, Here(np.array([3.0]), np.array([6.0])), None, damping=4.0).point.tolist()
    [2.0]
    """
    H = f.hessian(here.point)
    if not np.isfinite(H).all():
        raise Stuck("not finite", f"the Hessian at {place(here.point)} is not finite")
    eigenvalues, axes = np.linalg.eigh(H)
    scale = float(size_of(eigenvalues))
    mu = damping if memory is None else memory
    start = f.value(here.point)
    for _ in range(80):
        if eigenvalues[0] + mu > 1e-12 * scale:  # H + μI is positive definite: its step descends
            d = along_axes(axes, here.gradient, eigenvalues + mu)
            expected = -float(here.gradient @ d) / 2
            if f.value(here.point + d) <= start - 1e-4 * expected + _noise(start, expected):
                return Move(here.point + d, mu / 4 if mu > 1e-14 * scale else 0.0, {"damping": mu})
        mu = max(4 * mu, 1e-6 * scale)
    raise Stuck("no descent", f"no damping made f fall at {place(here.point)}")


def _noise(value: float, expected: float) -> float:
    """What rounding may add to f where the expected decrease drowns in it."""
    rounding = 100 * _EPSILON * abs(value)
    return rounding if expected <= rounding else 0.0


def modified_newton(
    f: Counted, here: Here, memory: None, *, floor: float = 1e-6, shrink: float = 0.5
) -> Move:
    """Newton's direction with every eigenvalue λ replaced by max(|λ|, floor·max |λ|): it always descends.

    Examples
    --------
    >>> f = Counted(lambda x: -x**2 + x**4)
    >>> here = Here(np.array([0.1]), np.array([-0.196]))
    >>> bool(modified_newton(f, here, None).point[0] > 0.1)  # away from the maximum at 0
    True
    """
    H = f.hessian(here.point)
    if not np.isfinite(H).all():
        raise Stuck("not finite", f"the Hessian at {place(here.point)} is not finite")
    eigenvalues, axes = np.linalg.eigh(H)
    d = along_axes(axes, here.gradient, positive_sizes(eigenvalues, floor))
    t = armijo(f, here, d, 1.0, shrink)
    return Move(here.point + t * d, None, {"step_size": t, "lowest_eigenvalue": float(eigenvalues[0])})


# Steps that look at the gradient only: fixed step, backtracking, and momentum.


def gradient_descent(f: Counted, here: Here, memory: None, *, step_size: float = 0.1) -> Move:
    """p − t g, with a fixed step size.

    Examples
    --------
    >>> f = Counted(lambda x: x**2)
    >>> gradient_descent(f, Here(np.array([10.0]), np.array([20.0])), None).point.tolist()
    [8.0]
    """
    return Move(here.point - step_size * here.gradient, None, {"step_size": step_size})


def backtracking(
    f: Counted, here: Here, memory: float | None, *, step_size: float = 1.0, shrink: float = 0.5
) -> Move:
    """p − t g, with t halved until f has fallen enough (Armijo).

    Examples
    --------
    >>> f = Counted(lambda x: x**2)
    >>> backtracking(f, Here(np.array([1.0]), np.array([2.0])), None).point.tolist()
    [0.0]
    """
    first = step_size if memory is None else min(step_size, memory / shrink)
    t = armijo(f, here, -here.gradient, first, shrink)
    return Move(here.point - t * here.gradient, t, {"step_size": t})


def momentum(
    f: Counted, here: Here, memory: Floats | None, *, step_size: float = 0.01, momentum: float = 0.9
) -> Move:
    """v ← momentum · v − t g, then p + v: a heavy ball (Polyak 1964).

    Examples
    --------
    >>> f = Counted(lambda x: x**2)
    >>> momentum(f, Here(np.array([1.0]), np.array([2.0])), np.array([1.0])).point.tolist()
    [1.88]
    """
    velocity = np.zeros_like(here.point) if memory is None else memory
    velocity = momentum * velocity - step_size * here.gradient
    return Move(here.point + velocity, velocity, {"step_size": step_size, "momentum": momentum})

"""Trust regions: the radius says where the quadratic model is believed, the Hessian says what it is.

Letters: m(d) = f + g·d + ½ dᵀH d is the model, Δ the radius, μ ≥ 0 the multiplier that makes |d| = Δ, λ and the
columns of V the eigenvalues and eigenvectors of H, a = Vᵀg, ρ the actual decrease over the predicted one.
Source: Nocedal and Wright, Numerical Optimization, 2nd ed. (2006), chapter 4; Moré and Sorensen, SIAM Journal on
Scientific and Statistical Computing 4 (1983) 553-572.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.calculus import place
from hesskit.maths.descent.evaluations import Counted, Here, Move, Stuck

Floats = NDArray[np.float64]
_ACCEPT = 0.15  # the least ρ at which the point moves
_EPSILON = float(np.finfo(float).eps)


def exact_step(H: Floats, g: Floats, radius: float) -> Floats:
    """The lowest point of the model within the radius, H indefinite or not.

    Examples
    --------
    >>> exact_step(np.diag([2.0, 4.0]), np.array([2.0, 4.0]), 10.0).tolist()
    [-1.0, -1.0]
    >>> exact_step(np.diag([-2.0, 4.0]), np.array([0.0, 0.0]), 1.0).tolist()  # at a saddle: along the valley
    [1.0, 0.0]
    """
    eigenvalues, V = np.linalg.eigh(H)
    a = V.T @ g
    if eigenvalues[0] > 0:
        newton: Floats = -V @ (a / eigenvalues)
        if np.linalg.norm(newton) <= radius:
            return newton
    return V @ _on_the_boundary(eigenvalues, a, radius)


def _on_the_boundary(eigenvalues: Floats, a: Floats, radius: float) -> Floats:
    """The step with |d| = Δ, in the axes of the eigenvectors."""
    lowest = float(eigenvalues[0])
    scale = max(float(np.abs(eigenvalues).max()), float(np.linalg.norm(a)) / radius, np.finfo(float).tiny)
    least = max(0.0, -lowest)
    bottom = eigenvalues - lowest <= 1e-12 * scale
    others = np.where(bottom, 0.0, -a / np.where(bottom, 1.0, eigenvalues + least))
    short = float(np.linalg.norm(others))
    if lowest <= 0 and np.linalg.norm(a[bottom]) <= _EPSILON * scale * radius and short <= radius:
        others[int(np.argmax(bottom))] = np.sqrt(radius**2 - short**2)  # the hard case: add the lowest axis
        return others
    mu = _multiplier(eigenvalues, a, radius, least, least + float(np.linalg.norm(a)) / radius)
    return -a / (eigenvalues + mu)


def _multiplier(eigenvalues: Floats, a: Floats, radius: float, low: float, high: float) -> float:
    """Solve |a / (λ + μ)| = Δ by Newton on 1/|d| − 1/Δ, kept between bounds that close in."""
    mu = high
    for _ in range(100):
        size = float(np.linalg.norm(a / (eigenvalues + mu)))
        if abs(size - radius) <= 1e-12 * radius or high - low <= 1e-15 * high:
            break
        low, high = (mu, high) if size > radius else (low, mu)
        fall = float((a**2 / (eigenvalues + mu) ** 3).sum())
        mu = mu + (size - radius) / radius * size**2 / fall if fall > 0 else low
        if not low < mu < high:
            mu = (low + high) / 2
    return mu


def dogleg_step(H: Floats, g: Floats, radius: float) -> Floats:
    """The best point on the dogleg: down the gradient to the model's lowest point, then to Newton's.

    Where H is not positive definite there is no dogleg: the steepest descent is followed, to the boundary if need be.

    Examples
    --------
    >>> dogleg_step(np.diag([2.0, 4.0]), np.array([2.0, 4.0]), 10.0).tolist()
    [-1.0, -1.0]
    """
    size, curvature = float(np.linalg.norm(g)), float(g @ H @ g)
    if curvature <= 0:
        return -radius / size * g
    steepest: Floats = -(size**2) / curvature * g
    if np.linalg.norm(steepest) >= radius:
        return -radius / size * g
    try:
        np.linalg.cholesky(H)
        newton = np.linalg.solve(H, -g)
    except np.linalg.LinAlgError:
        return steepest
    if np.linalg.norm(newton) <= radius:
        return np.asarray(newton)
    leg = newton - steepest
    square, cross = float(leg @ leg), float(steepest @ leg)
    rest = radius**2 - float(steepest @ steepest)
    return np.asarray(steepest + rest / (cross + np.sqrt(cross**2 + square * rest)) * leg)


def _trusted(
    f: Counted,
    here: Here,
    radius: float,
    max_radius: float,
    solve: Callable[[Floats, Floats, float], Floats],
) -> Move:
    """Try the model's step; believe the model more or less after seeing what f did."""
    H = f.hessian(here.point)
    if not np.isfinite(H).all():
        raise Stuck("not finite", f"the Hessian at {place(here.point)} is not finite")
    d = solve(H, here.gradient, radius)
    predicted = -float(here.gradient @ d + d @ H @ d / 2)
    start, size = f.value(here.point), float(np.linalg.norm(d))
    actual = start - f.value(here.point + d)
    drowned = predicted <= 100 * _EPSILON * abs(start)
    rho = 1.0 if drowned and abs(actual) <= 100 * _EPSILON * abs(start) else actual / max(predicted, 1e-300)
    notes = {"radius": radius, "rho": rho, "accepted": float(rho > _ACCEPT)}
    if not rho >= 0.25:  # also when f is not a number there
        radius = size / 4
    elif rho > 0.75 and size >= 0.999 * radius:
        radius = min(2 * radius, max_radius)
    if radius <= 1e-15 * (1e-300 + float(np.linalg.norm(here.point))) or radius == 0.0:
        raise Stuck("no descent", f"the trust region at {place(here.point)} shrank to nothing")
    return Move(here.point + d if rho > _ACCEPT else here.point, radius, notes)


def trust_region(
    f: Counted, here: Here, memory: float | None, *, radius: float = 1.0, max_radius: float = 1000.0
) -> Move:
    """Minimise the model within the radius exactly; compare what it promised with what f did.

    Examples
    --------
    >>> f = Counted(lambda x: x**2)
    >>> trust_region(f, Here(np.array([3.0]), np.array([6.0])), None).point.tolist()
    [2.0]
    """
    return _trusted(f, here, radius if memory is None else memory, max_radius, exact_step)


def dogleg(
    f: Counted, here: Here, memory: float | None, *, radius: float = 1.0, max_radius: float = 1000.0
) -> Move:
    """As `trust_region`, with the cheaper dogleg path in place of the exact minimiser.

    Examples
    --------
    >>> f = Counted(lambda x: x**2)
    >>> dogleg(f, Here(np.array([3.0]), np.array([6.0])), None).point.tolist()
    [2.0]
    """
    return _trusted(f, here, radius if memory is None else memory, max_radius, dogleg_step)

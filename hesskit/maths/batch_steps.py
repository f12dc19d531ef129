"""The same steps as `descend`'s, for many points at once: what `basins` runs.

Letters: N points move together; p (N, n), g (N, n), H (N, n, n), d (N, n), μ (N,), t (N,).
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.derivatives import gradient, hessian
from hesskit.maths.endings import leads_away, on_plateau
from hesskit.maths.line_search import PAST
from hesskit.maths.newton_steps import along_axes, is_singular, positive_sizes, size_of
from hesskit.maths.plain import values
from hesskit.maths.slopes import slope_round

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
_EPSILON = float(np.finfo(float).eps)


def run_batch(
    f: Any, starts: Floats, method: str, options: Mapping[str, float], tolerance: float, max_steps: int
) -> tuple[Floats, NDArray[np.int64], Booleans]:
    """Run a method from N starts at once.

    Parameters
    ----------
    f : Surface, Objective or callable
    starts : ndarray, shape (N, n)
    method : str
        A name in `BASIN_METHODS`.
    options : mapping
    tolerance : float
    max_steps : int

    Returns
    -------
    ends : ndarray, shape (N, n)
        nan where a run left the finite numbers or met a singular Hessian.
    steps : ndarray of int, shape (N,)
    converged : ndarray of bool, shape (N,)

    Examples
    --------
    >>> from hesskit.maths.surfaces import Surface
    >>> starts = np.array([[1.0, 1.0], [2.0, -1.0]])
    >>> ends, steps, converged = run_batch(Surface("x^2 + 3y^2"), starts, "newton", {"step_size": 1}, 1e-8, 9)
    >>> float(np.abs(ends).max()), steps.tolist(), converged.tolist()
    (0.0, [1, 1], [True, True])
    """
    ends, steps = starts.copy(), np.zeros(len(starts), dtype=np.int64)
    converged = np.zeros(len(starts), dtype=bool)
    alive, p = np.arange(len(starts)), starts.copy()
    memory = np.full(len(starts), options.get("damping", options.get("step_size", 1.0)))
    small = np.full(len(starts), tolerance)
    move = _MOVES[method]
    with np.errstate(all="ignore"):
        for k in range(max_steps + 1):
            g = gradient(f, p)
            size = np.linalg.norm(g, axis=-1)
            small = small if k else tolerance * slope_round(f, p, size)
            there, lost = size <= small, ~np.isfinite(size)
            ends[alive], steps[alive] = np.where(lost[:, None], np.nan, p), k
            converged[alive[there]] = True
            going = ~(there | lost)
            alive, p, g, memory, small = alive[going], p[going], g[going], memory[going], small[going]
            if not len(alive) or k == max_steps:
                break
            p, memory = move(f, p, g, memory, options)
        return ends, steps, converged & _settled(f, ends)


def _settled(f: Any, ends: Floats) -> Booleans:
    """Whether each end is near a critical point: f is finite, and Newton's step from there does not lead away."""
    finite = np.isfinite(np.asarray(values(f, ends)))
    d = _solved(hessian(f, ends), gradient(f, ends))
    again = _solved(hessian(f, ends + d), gradient(f, ends + d))
    plain = np.zeros(len(ends), dtype=bool)
    still = finite & np.isnan(d).any(axis=-1)
    if still.any():
        plain[still] = on_plateau(f, ends[still])
    return np.asarray(finite & ~plain & ~leads_away(ends, d, again))


def _solved(H: Floats, g: Floats) -> Floats:
    """d with H d = −g at every point; nan where H is singular or not finite."""
    finite = np.asarray(np.isfinite(H).all(axis=(-2, -1)))
    safe = np.where(finite[:, None, None], H, np.eye(H.shape[-1]))
    good = finite & ~is_singular(safe)
    safe = np.where(good[:, None, None], safe, np.eye(H.shape[-1]))
    d = np.linalg.solve(safe, -g[..., None])[..., 0]
    return np.where(good[:, None], d, np.nan)


def _newton(
    f: Any, p: Floats, g: Floats, memory: Floats, options: Mapping[str, float]
) -> tuple[Floats, Floats]:
    return p + options["step_size"] * _solved(hessian(f, p), g), memory


def _bounded(
    f: Any, p: Floats, g: Floats, memory: Floats, options: Mapping[str, float]
) -> tuple[Floats, Floats]:
    d = _solved(hessian(f, p), g)
    size = np.linalg.norm(d, axis=-1, keepdims=True)
    return p + d * np.minimum(1.0, options["max_length"] / np.maximum(size, 1e-300)), memory


def _fixed(
    f: Any, p: Floats, g: Floats, memory: Floats, options: Mapping[str, float]
) -> tuple[Floats, Floats]:
    return p - options["step_size"] * g, memory


def _fallen(f: Any, p: Floats, g: Floats, d: Floats, first: Floats) -> tuple[Floats, Floats]:
    """Armijo for every point on its own: halve t where f has not fallen enough."""
    start, slope = np.asarray(values(f, p)), (g * d).sum(axis=-1)
    t, noise = first.copy(), 100 * _EPSILON * np.abs(start)
    waiting = np.arange(len(p))
    for _ in range(60):
        gain, trial = t[waiting] * slope[waiting], p[waiting] + t[waiting, None] * d[waiting]
        drowned = np.abs(gain) <= 1e4 * noise[waiting]
        value = np.asarray(values(f, trial))
        fell = value <= start[waiting] + np.where(drowned, noise[waiting], 1e-4 * gain)
        if drowned.any():  # as in `line_search`: there the slope must show it
            along = (gradient(f, trial[drowned]) * d[waiting][drowned]).sum(axis=-1)
            fell[drowned] &= along <= -PAST * slope[waiting][drowned]
        waiting = waiting[~fell]
        if not len(waiting):
            break
        t[waiting] /= 2
    t[waiting] = np.nan
    return p + t[:, None] * d, t


def _backtracking(
    f: Any, p: Floats, g: Floats, memory: Floats, options: Mapping[str, float]
) -> tuple[Floats, Floats]:
    p, t = _fallen(f, p, g, -g, memory)
    return p, np.minimum(options["step_size"], 2 * t)


def _eigen(f: Any, p: Floats) -> tuple[Floats, Floats]:
    H = hessian(f, p)
    finite = np.asarray(np.isfinite(H).all(axis=(-2, -1)))
    eigenvalues, axes = np.linalg.eigh(np.where(finite[:, None, None], H, np.eye(p.shape[-1])))
    eigenvalues[~finite] = np.nan
    return eigenvalues, axes


def _modified(
    f: Any, p: Floats, g: Floats, memory: Floats, options: Mapping[str, float]
) -> tuple[Floats, Floats]:
    eigenvalues, axes = _eigen(f, p)
    d = along_axes(axes, g, positive_sizes(eigenvalues, options["floor"]))
    return _fallen(f, p, g, d, np.ones(len(p)))[0], memory


def _damped(
    f: Any, p: Floats, g: Floats, memory: Floats, options: Mapping[str, float]
) -> tuple[Floats, Floats]:
    eigenvalues, axes = _eigen(f, p)
    scale = size_of(eigenvalues)
    start, mu, target = np.asarray(values(f, p)), memory.copy(), np.full_like(p, np.nan)
    waiting = np.arange(len(p))
    for _ in range(80):
        definite = waiting[eigenvalues[waiting, 0] + mu[waiting] > 1e-12 * scale[waiting]]
        d = along_axes(axes[definite], g[definite], eigenvalues[definite] + mu[definite, None])
        expected, rounding = -(g[definite] * d).sum(axis=-1) / 2, 100 * _EPSILON * np.abs(start[definite])
        allowed = start[definite] - 1e-4 * expected + np.where(expected <= rounding, rounding, 0.0)
        fell = np.asarray(values(f, p[definite] + d)) <= allowed
        target[definite[fell]] = (p[definite] + d)[fell]
        waiting = np.setdiff1d(waiting, definite[fell], assume_unique=True)
        if not len(waiting):
            break
        mu[waiting] = np.maximum(4 * mu[waiting], 1e-6 * scale[waiting])
    return target, np.where(mu > 1e-14 * scale, mu / 4, 0.0)


_MOVES: dict[str, Callable[..., tuple[Floats, Floats]]] = {
    "newton": _newton,
    "bounded newton": _bounded,
    "damped newton": _damped,
    "modified newton": _modified,
    "gradient descent": _fixed,
    "backtracking": _backtracking,
}

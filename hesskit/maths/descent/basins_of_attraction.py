"""Basins: where a method ends from every start at once, coarse first, then finer.

Letters: N starts are moved together, each an independent run; points (N, 2), gradients (N, 2), Hessians (N, 2, 2).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.calculus import gradient, hessian, kind_of, place, values
from hesskit.maths.descent.evaluations import slope_round
from hesskit.maths.descent.line_search import PAST
from hesskit.maths.descent.steps import along_axes, is_singular, positive_sizes, size_of
from hesskit.maths.descent.termination import leads_away, on_plateau
from hesskit.maths.surfaces import Objective, Surface, read_points

# The same steps as `descend`'s, for many points at once: what `basins` runs.

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
_EPSILON = float(np.finfo(float).eps)


def run_batch(
    f: Any, starts: Floats, method: str, options: Mapping[str, float], tolerance: float, max_steps: int
) -> tuple[Floats, NDArray[np.int64], Booleans]:
    """Run a method from N starts at once.

    Examples
    --------
    >>> from hesskit.maths.surfaces.surface import Surface
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
    move = _TABLE[method][0]
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


_TABLE: dict[str, tuple[Callable[..., tuple[Floats, Floats]], dict[str, float], str]] = {
    "newton": (_newton, {"step_size": 1.0}, "to the critical point of the quadratic model"),
    "bounded newton": (_bounded, {"max_length": 1.0}, "Newton's step, cut to a largest length"),
    "damped newton": (_damped, {"damping": 1.0}, "(H + μI) d = −∇f, μ adapted at each start"),
    "modified newton": (
        _modified,
        {"floor": 1e-6},
        "Newton's step with |λ| for λ, shortened until f falls",
    ),
    "gradient descent": (_fixed, {"step_size": 0.1}, "down the gradient, with a fixed step size"),
    "backtracking": (
        _backtracking,
        {"step_size": 1.0},
        "down the gradient, with a step shortened until f falls",
    ),
}

BASIN_METHODS: Mapping[str, str] = MappingProxyType({name: line for name, (_, _, line) in _TABLE.items()})

# Gather the ends of many runs into the few points they went to.

_MOST = 64  # more: the critical points are not isolated


def gathered(
    ends: Floats, converged: NDArray[np.bool_], spread: float, hessian_at: Callable[[Floats], Floats]
) -> tuple[Floats, NDArray[np.int64], tuple[str, ...]]:
    """The distinct points among the ends, which of them each end is, and their kinds.

    Examples
    --------
    >>> ends = np.array([[0.0, 0.0], [1.0, 0.0], [1e-9, 0.0]])
    >>> gathered(ends, np.ones(3, bool), 1.0, lambda p: np.eye(2))[1:]
    (array([0, 1, 0]), ('minimum', 'minimum'))
    """
    labels = np.full(len(ends), -1)
    left = np.flatnonzero(converged)
    centres: list[Floats] = []
    while len(left) and len(centres) < _MOST:
        centre = ends[left[0]]
        near = np.linalg.norm(ends[left] - centre, axis=-1) <= 1e-3 * spread
        centres.append(np.median(ends[left[near]], axis=0))
        labels[left[near]] = len(centres) - 1
        left = left[~near]
    if not centres:
        return np.empty((0, ends.shape[-1])), labels, ()
    order = np.lexsort(np.round(np.array(centres), 6).T[::-1])
    places = np.append(np.argsort(order), -1)
    found = np.array(centres)[order]
    return found, places[labels], tuple(_kind(hessian_at(point)) for point in found)


def _kind(H: Floats) -> str:
    return str(kind_of(H)) if np.isfinite(H).all() else "inconclusive"


Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Basins:
    """What is known of every start so far.

    Attributes
    ----------
    starts : ndarray, shape (..., n)
    ends : ndarray, shape (..., n)
        Where each start ended, or where it was at its last step; nan where it left the finite numbers.
    steps : ndarray of int, shape (...)
        Steps made; -1 where the start has not been run yet.
    converged : ndarray of bool, shape (...)
    centres : ndarray, shape (k, n)
        The distinct critical points at which starts ended, in the order of their coordinates.
    labels : ndarray of int, shape (...)
        For each start the index of its centre; -1 if it ended at none, or has not been run yet.
    kinds : tuple of str, length k
        The kind of each centre.
    done : float
        From 0 to 1.
    """

    starts: Floats
    ends: Floats
    steps: Integers
    converged: NDArray[np.bool_]
    centres: Floats
    labels: Integers
    kinds: tuple[str, ...]
    done: float

    def __repr__(self) -> str:
        lost = int((~self.converged & (self.steps >= 0)).sum())
        lines = [f"Basins of {self.steps.size} starts, {self.done:.0%} done"]
        for k, (centre, kind) in enumerate(zip(self.centres, self.kinds, strict=True)):
            lines.append(f"  {place(np.round(centre, 9))}, {kind}: {int((self.labels == k).sum())} starts")
        return "\n".join([*lines, f"  nowhere: {lost} starts"])


@np.errstate(all="ignore")  # numpy's warnings are not for learners: what is not finite says so itself
def basins(
    objective: Surface | Objective | Callable[..., Any],
    starts: ArrayLike,
    method: str = "newton",
    *,
    tolerance: float = 1e-8,
    max_steps: int = 100,
    **options: float,
) -> Iterator[Basins]:
    """Run a method from every start at once, and yield what is known after each of a few rounds.

    Parameters
    ----------
    objective : Surface, Objective or callable
        A plain function should work elementwise, or its runs are slow.
    starts : array_like, shape (..., n)
        A grid (rows, columns, n) is refined: every eighth start in each direction first, then every fourth, …
    method : str
        A name in `BASIN_METHODS`.
    tolerance : float
        A start has converged where |∇f| is at most this, measured as in `descend`.
    max_steps : int
    **options
        step_size, max_length, damping or floor, as for `descend`.

    Yields
    ------
    Basins
        The last one has `done == 1`. To cancel, stop iterating.

    Raises
    ------
    ValueError
        If the method, an option or the starts are not what is needed.

    Examples
    --------
    >>> grid = np.stack(np.meshgrid([-1.5, -0.3, 0.3, 1.5], [-1.0, 1.0]), axis=-1)
    >>> *_, last = basins(Surface("x^4/4 - x^2/2 + y^2/2"), grid)
    >>> last
    Basins of 8 starts, 100% done
      (−1, 0), minimum: 2 starts
      (0, 0), saddle: 4 starts
      (1, 0), minimum: 2 starts
      nowhere: 0 starts
    """
    points = read_points(starts, getattr(objective, "variables", ()))
    if not points.size or not np.isfinite(points).all():
        raise ValueError("the starts are points of finite numbers, at least one.")
    runner = _runner(objective, method, tolerance, max_steps, options)
    return _refined(objective, points, runner)


def _runner(
    f: Any, method: str, tolerance: float, max_steps: int, options: dict[str, float]
) -> Callable[[Floats], tuple[Floats, Integers, NDArray[np.bool_]]]:
    if method not in _TABLE:
        raise ValueError(f"basins knows no method {method!r}; it knows {', '.join(_TABLE)}.")
    defaults = _TABLE[method][1]
    unknown = set(options) - set(defaults)
    if unknown:
        takes = ", ".join(defaults)
        raise ValueError(f'"{method}" has no option {min(unknown)} here; it takes {takes}.')
    chosen = defaults | options
    if not all(np.isfinite(value) and value > 0 for value in chosen.values()):
        raise ValueError(f"the options of {method!r} are positive numbers, not {options!r}.")
    return lambda batch: run_batch(f, batch, method, chosen, tolerance, max_steps)


def _rounds(shape: tuple[int, ...]) -> list[NDArray[np.int64]]:
    """Flat indices of the starts, coarse grid first; each start comes once."""
    whole = np.arange(int(np.prod(shape))).reshape(shape)
    if len(shape) < 2:
        return [part for part in np.array_split(whole.ravel(), 8) if len(part)]
    seen = np.zeros(shape, dtype=bool)
    rounds = []
    for stride in (8, 4, 2, 1):
        part = tuple(slice(None, None, stride) for _ in shape)
        fresh = np.zeros(shape, dtype=bool)
        fresh[part] = True
        fresh &= ~seen
        seen |= fresh
        pieces = 4 if stride == 1 else 1  # the last round is three quarters of the work
        rounds += [piece for piece in np.array_split(whole[fresh], pieces) if len(piece)]
    return rounds


def _refined(f: Any, points: Floats, runner: Callable[..., Any]) -> Iterator[Basins]:
    shape, n = points.shape[:-1], points.shape[-1]
    flat = points.reshape(-1, n)
    ends, steps = np.full_like(flat, np.nan), np.full(len(flat), -1)
    converged = np.zeros(len(flat), dtype=bool)
    finished = 0
    for batch in _rounds(shape):
        ends[batch], steps[batch], converged[batch] = runner(flat[batch])
        finished += len(batch)
        yield _known(f, points, ends, steps, converged, finished / len(flat))


def _known(
    f: Any, points: Floats, ends: Floats, steps: Integers, converged: NDArray[np.bool_], done: float
) -> Basins:
    shape = points.shape[:-1]
    spread = float(np.ptp(points.reshape(-1, points.shape[-1]), axis=0).max()) or 1.0
    centres, labels, kinds = gathered(ends, converged, spread, lambda p: hessian(f, p))
    copies = (ends.reshape(points.shape).copy(), steps.reshape(shape).copy(), converged.reshape(shape).copy())
    return Basins(points, *copies, centres, labels.reshape(shape), kinds, done)

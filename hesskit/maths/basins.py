"""Basins: where a method ends from every start at once, coarse first, then finer.

Letters: N starts are moved together, each an independent run; points (N, 2), gradients (N, 2), Hessians (N, 2, 2).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.batch_steps import run_batch
from hesskit.maths.derivatives import hessian
from hesskit.maths.gathering import gathered
from hesskit.maths.points import read_points
from hesskit.maths.surfaces import Objective, Surface

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

BASIN_METHODS: Mapping[str, str] = MappingProxyType(
    {
        "newton": "to the critical point of the quadratic model",
        "bounded newton": "Newton's step, cut to a largest length",
        "damped newton": "(H + μI) d = −∇f, μ adapted at each start",
        "modified newton": "Newton's step with |λ| for λ, shortened until f falls",
        "gradient descent": "down the gradient, with a fixed step size",
        "backtracking": "down the gradient, with a step shortened until f falls",
    }
)
_DEFAULTS: dict[str, dict[str, float]] = {
    "newton": {"step_size": 1.0},
    "bounded newton": {"max_length": 1.0},
    "damped newton": {"damping": 1.0},
    "modified newton": {"floor": 1e-6},
    "gradient descent": {"step_size": 0.1},
    "backtracking": {"step_size": 1.0},
}


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
            shown = ", ".join(f"{each + 0.0:.6g}" for each in np.round(centre, 9))
            lines.append(f"  ({shown}), {kind}: {int((self.labels == k).sum())} starts")
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
      (-1, 0), minimum: 2 starts
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
    if method not in _DEFAULTS:
        raise ValueError(f"basins knows no method {method!r}; it knows {', '.join(_DEFAULTS)}.")
    unknown = set(options) - set(_DEFAULTS[method])
    if unknown:
        takes = ", ".join(_DEFAULTS[method])
        raise ValueError(f'"{method}" has no option {min(unknown)} here; it takes {takes}.')
    chosen = _DEFAULTS[method] | options
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

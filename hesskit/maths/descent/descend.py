"""Descent: one loop that runs every method, counts its work and says in a sentence how it ended.

Letters: f the objective, p the point, g the gradient there, k counts the steps.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from math import isfinite
from time import perf_counter
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.calculus import as_words, hessian, number, place
from hesskit.maths.critical import NotCritical, classify
from hesskit.maths.descent.evaluations import LONG, Counted, Here, Move, Stuck, length, slope_round
from hesskit.maths.descent.quasi_newton import bfgs, conjugate_gradient, limited_bfgs, linear_cg, newton_cg
from hesskit.maths.descent.result import Descent
from hesskit.maths.descent.steps import (
    backtracking,
    bounded_newton,
    damped_newton,
    gradient_descent,
    modified_newton,
    momentum,
    newton,
    searched_newton,
)
from hesskit.maths.descent.termination import FORM_HESSIAN, cycle_length, described_cycle, end_of, words_for
from hesskit.maths.descent.trust_region import dogleg, trust_region
from hesskit.maths.surfaces import Objective, Surface, read_points

# The methods of descent by name: their steps, their options, one line about each.

Step = Callable[..., Move]


class _Method(NamedTuple):
    """A method: its step, one line about it, and whether the step goes by the Taylor model of second order."""

    step: Step
    line: str
    second_order: bool = False


_TABLE: dict[str, _Method] = {
    "gradient descent": _Method(gradient_descent, "down the gradient, with a fixed step size"),
    "backtracking": _Method(backtracking, "down the gradient, with a step shortened until f falls (Armijo)"),
    "momentum": _Method(momentum, "down the gradient with a velocity: a heavy ball"),
    "newton": _Method(
        newton, "to the critical point of the quadratic model, whatever its kind", second_order=True
    ),
    "newton line search": _Method(
        searched_newton, "along Newton's direction, shortened until f falls", second_order=True
    ),
    "bounded newton": _Method(
        bounded_newton, "along Newton's direction, never further than a bound", second_order=True
    ),
    "damped newton": _Method(
        damped_newton, "solve (H + μI) d = −∇f, μ large where the model fails (Levenberg)", second_order=True
    ),
    "modified newton": _Method(
        modified_newton, "Newton's step with |λ| for λ: always a descent direction", second_order=True
    ),
    "trust region": _Method(
        trust_region, "to the model's lowest point within a radius that adapts", second_order=True
    ),
    "dogleg": _Method(
        dogleg, "a trust region with a path of two legs in place of the exact minimiser", second_order=True
    ),
    "bfgs": _Method(bfgs, "learns a matrix for H from gradients, and keeps it positive definite"),
    "l-bfgs": _Method(limited_bfgs, "BFGS from the last few steps: n·kept numbers, not n²"),
    "conjugate gradient": _Method(
        conjugate_gradient,
        "gradients only, each direction corrected by the last",
    ),
    "newton-cg": _Method(
        newton_cg, "Newton's step from products H·v: H itself is never formed", second_order=True
    ),
    "linear cg": _Method(linear_cg, "for quadratics: exact in at most n steps", second_order=True),
}

METHODS: Mapping[str, str] = MappingProxyType({name: line for name, (_, line, _) in _TABLE.items()})
SECOND_ORDER = frozenset(name for name, method in _TABLE.items() if method.second_order)


def options_of(method: str) -> dict[str, Any]:
    """The options a method takes, with their defaults.

    Parameters
    ----------
    method : str
        A name in `METHODS`.

    Returns
    -------
    dict of str to default

    Raises
    ------
    ValueError
        If there is no such method.

    Examples
    --------
    >>> options_of("momentum")
    {'step_size': 0.01, 'momentum': 0.9}
    """
    parameters = inspect.signature(_step_named(method)).parameters.values()
    return {each.name: each.default for each in parameters if each.kind is each.KEYWORD_ONLY}


def _step_named(method: str) -> Step:
    if method not in _TABLE:
        raise ValueError(f"there is no method {method!r}; the methods are {', '.join(_TABLE)}.")
    return _TABLE[method].step


def step_of(method: str, options: Mapping[str, Any]) -> Step:
    """The step of a method with its options filled in: a function of objective, place and memory.

    Examples
    --------
    >>> step_of("newton", {"radius": 2})
    Traceback (most recent call last):
    ValueError: "newton" has no option radius; it takes step_size.
    """
    known = options_of(method)
    for name, value in options.items():
        if name not in known:
            takes = ", ".join(known) or "none"
            raise ValueError(f'"{method}" has no option {name}; it takes {takes}.')
        _check(name, value)
    return partial(_step_named(method), **options)


def _check(name: str, value: Any) -> None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    least_ok = number >= 0 if name in {"momentum", "damping", "step_size"} else number > 0
    below_one = number < 1 or name not in {"momentum", "shrink", "flat", "floor"}
    if not (least_ok and below_one and number < float("inf")):
        wanted = "a number between 0 and 1" if not below_one else "a positive number"
        raise ValueError(f"{name} is {wanted}, not {value!r}.")
    if name == "kept" and number != int(number):
        raise ValueError(f"kept is a whole number of steps, not {value!r}.")


Floats = NDArray[np.float64]
_FAR = 1e6
_NOWHERE = np.array([np.nan])  # the gradient where f has none
_LAST = 5  # points that are kept of a path in many variables
_MATRIX = 20_000  # more variables than this make a matrix that few machines hold


@np.errstate(all="ignore")  # numpy's warnings are not for learners: what is not finite says so itself
def descend(
    objective: Surface | Objective | Callable[..., Any],
    start: ArrayLike,
    method: str = "newton",
    *,
    step_size: float | None = None,
    tolerance: float = 1e-8,
    max_steps: int = 100,
    callback: Callable[..., object] | None = None,
    **options: float,
) -> Descent:
    """Follow a method from a start until it ends, and say how it ended.

    Parameters
    ----------
    objective : Surface, Objective or callable
        A plain Python function, of one point or of n numbers, is differentiated by autograd.
    start : array_like, shape (n,)
    method : str
        A name in `METHODS`.
    step_size : float, optional
        For the methods that have one; `options_of(method)` shows its default.
    tolerance : float
        Stop where |∇f| is at most this; for an f whose gradient round the start stays below 1, at most this share
        of it, so that 1e-8 f, too, ends at a critical point.
    max_steps : int
    callback : callable, optional
        Called at every point, the start among them, as `callback(step, point=p, value=f(p), gradient=∇f(p), hessian=…)`
        with a function of nothing that gives H; what it asks for is not counted as the method's work.
    **options
        What else the method takes: damping, radius, momentum, …: see `options_of`.

    Returns
    -------
    Descent
        "Converged" is not "minimum": `Descent.kind` and the sentence `Descent.stopped` say where it ended.

    Raises
    ------
    ValueError
        If the start is not one finite point, or the method or an option is not known.
    TypeError
        If autograd cannot follow a plain function.

    Examples
    --------
    >>> descent = descend(Surface("x^4/4 - x^2/2 + y^2/2"), (0.3, 0.7))
    >>> descent.kind
    'saddle'
    >>> descend(Surface("x^2"), (10, 0), "gradient descent", step_size=0.1, max_steps=50).points[-1].round(6).tolist()
    [0.000143, 0.0]
    """
    if isinstance(objective, str):
        raise TypeError(f"a formula must be made into a surface first: Surface({objective!r}).")
    given = dict(options) if step_size is None else {**options, "step_size": step_size}
    step = step_of(method, given)
    p = read_points(start, getattr(objective, "variables", ()))
    if p.ndim != 1 or not np.isfinite(p).all():
        raise ValueError(f"the start is one point of finite numbers such as (1, 2), not {start!r}.")
    if not tolerance >= 0 or not float(tolerance) < float("inf"):
        raise ValueError(f"the tolerance for |∇f| is a number from 0 up, not {tolerance!r}.")
    if int(max_steps) != max_steps or max_steps < 0:
        raise ValueError(f"max_steps is a whole number from 0 up, not {max_steps!r}.")
    if len(p) > _MATRIX and (method in SECOND_ORDER - {"newton-cg", "linear cg"} or method == "bfgs"):
        raise ValueError(
            f'"{method}" works with a matrix of n² numbers, here {number(8e-9 * len(p) ** 2)} GB: '
            '"newton-cg" and "l-bfgs" need a few vectors only.'
        )
    if isinstance(objective, Surface):
        objective.at(p)  # compiles the formula once: no method should pay for it
        objective.value(p)
    run = _Run(Counted(objective), tolerance, callback)
    run.arrive(p + 0.0, {})
    while not run.outcome:
        run.advance(step, int(max_steps))
    return run.result(method)


@dataclass
class _Run:
    """The loop's own memory: what becomes the Descent."""

    f: Counted
    tolerance: float
    callback: Callable[..., object] | None = None
    points: list[Floats] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    norms: list[float] = field(default_factory=list)
    work: list[tuple[int, ...]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    notes: list[Mapping[str, float]] = field(default_factory=list)
    slope: Floats = field(default_factory=lambda: _NOWHERE)  # ∇f at the newest point
    memory: Any = None
    seconds: float = 0.0
    outcome: str = ""
    why: str = ""

    def arrive(self, p: Floats, notes: Mapping[str, float]) -> None:
        """Record a point, unless f or its gradient is not finite there."""
        finite = all(map(isfinite, p.tolist())) if len(p) <= 8 else bool(np.isfinite(p).all())
        value = self.f.recorded_value(p) if finite else np.nan
        if not isfinite(value) and self.points:
            self.stop("not finite", f"the next point would be {place(p)}, where f is not finite")
            return
        began = perf_counter()
        self.slope = self.f.gradient(p) if isfinite(value) else _NOWHERE
        norm = length(self.slope)
        self.seconds += perf_counter() - began
        if not isfinite(norm):
            self.stop("not finite", f"f has no finite value and gradient at {place(p)}")
            if self.points:
                return
        if self.points:
            self.notes.append(notes)
        if len(self.points) > _LAST and len(p) > LONG:  # the start, and enough to see a cycle of two
            del self.points[1]
        self.points.append(p)
        self.values.append(value)
        self.norms.append(norm)
        self.work.append(self.f.counts())
        self.times.append(self.seconds)
        if self.callback is not None:
            curved = partial(hessian, self.f.f, p)
            self.callback(
                len(self.values) - 1, point=p.copy(), value=value, gradient=self.slope.copy(), hessian=curved
            )
        if len(self.values) == 1:
            self.tolerance *= float(slope_round(self.f.f, p, norm))
        if norm <= self.tolerance:
            self.stop("converged", "")

    def advance(self, step: Callable[..., Any], max_steps: int) -> None:
        """Make one step, or find a reason not to."""
        if len(self.values) > max_steps:
            return self.stop(
                "step limit", f"the limit of {max_steps} step{'' if max_steps == 1 else 's'} is reached"
            )
        recent = self.points if len(self.points) == len(self.values) else self.points[1:]
        period = cycle_length(recent, self.norms)
        if period:
            return self.stop("cycle", f"it goes round {described_cycle(self.points, period)}")
        began = perf_counter()
        try:
            move = step(self.f, Here(self.points[-1], self.slope), self.memory)
        except Stuck as stuck:
            return self.stop(stuck.outcome, str(stuck))
        finally:
            self.seconds += perf_counter() - began
        self.memory = move.memory
        return self.arrive(move.point, move.notes)

    def stop(self, outcome: str, why: str) -> None:
        """Remember why."""
        self.outcome, self.why = outcome, why

    def result(self, method: str) -> Descent:
        """The record, with the kind of the point where it ended."""
        p, norm, k = self.points[-1], self.norms[-1], len(self.values) - 1
        after = f"after {k} step{'' if k == 1 else 's'}"
        objection = self.f.f.no_minimum() if hasattr(self.f.f, "no_minimum") else ""
        end, words = None, objection or "not a critical point"
        if self.outcome == "converged" and objection:
            self.outcome = "flat"
        elif self.outcome == "converged":
            end, words = end_of(self.f.f, p, norm)
            if end is None and len(p) <= FORM_HESSIAN:
                self.outcome = "flat"
        elif self.outcome == "no descent" and not objection and len(p) <= FORM_HESSIAN:
            try:  # perhaps rounding allows no better
                end = classify(self.f.f, p.tolist())
                self.outcome, words = "converged", words_for(end) + ", as near as rounding allows"
            except NotCritical:
                pass
        verb = "Converged" if self.outcome == "converged" else "Stopped"
        because = f": {self.why}" if self.why and self.outcome != "converged" else ""
        size = f"|∇f| = {as_words(norm)}"
        stopped = f"{verb} {after}{because}, at {place(p)}, {words}: {size}."
        if because and length(p - self.points[0]) > _FAR * (1 + length(self.points[0])):
            words += ", and is running away"
        if because:
            stopped = f"{verb} {after}{because}. It stands at {place(p)}, {words}: {size}."
        kept = self.points if len(p) <= LONG else self.points[:: max(len(self.points) - 1, 1)]
        arrays = (np.array(kept), np.array(self.values), np.array(self.norms))
        record = (np.array(self.work, dtype=np.int64), np.array(self.times), tuple(self.notes))
        return Descent(method, *arrays, *record, self.outcome, stopped, end)

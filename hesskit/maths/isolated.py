"""The isolated critical points: solutions of the small systems a gradient falls into."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import sympy

from hesskit.maths.box_search import search
from hesskit.maths.elimination import can_eliminate, common_zeros
from hesskit.maths.exact_values import exact_point, polish, simple_neighbour, vanishes
from hesskit.maths.intervals import Array, Mask
from hesskit.maths.nonisolated import CriticalSet, critical_lines
from hesskit.maths.surfaces import Surface
from hesskit.maths.system import System

_CURVE_LIKE = 40  # so many singular zeros of one system are no longer points
_MANY = 200  # so many zeros are no longer all sharpened once the time is up
_SAME = 1e-9


@dataclass
class Candidate:
    """A zero of one system: floats always, exact coordinates where they are known."""

    point: Array
    exact: tuple[sympy.Expr, ...] | None = None
    sharp: bool = True


@dataclass
class Hunt:
    """What the search for isolated points has brought together so far.

    Attributes
    ----------
    candidates : list of Candidate
    crowd : list of ndarray
        Singular zeros too many to be isolated.
    doubtful : list of ndarray
        Centres of small boxes about which nothing was shown.
    in_time : bool
    lines : list of CriticalSet
        Lines on which a system without one of the variables vanishes.
    """

    candidates: list[Candidate] = field(default_factory=list)
    crowd: list[Array] = field(default_factory=list)
    doubtful: list[Array] = field(default_factory=list)
    in_time: bool = True
    lines: list[CriticalSet] = field(default_factory=list)


def hunt(
    surface: Surface, systems: Sequence[tuple[sympy.Expr, ...]], low: Array, high: Array, deadline: float
) -> Hunt:
    """Solve every system in the box.

    Parameters
    ----------
    surface : Surface
    systems : sequence of tuple of n sympy.Expr
    low, high : ndarray, shape (n,)
    deadline : float
        On the clock of ``time.perf_counter``.

    Returns
    -------
    Hunt
    """
    result = Hunt()
    for equations in systems:
        names = {symbol for e in equations for symbol in e.free_symbols}
        if len(names) < 2 <= len(low):
            variable = next(v for v in surface.variables if v in names)
            lines, complete = critical_lines(surface, equations, variable, low, high, deadline)
            known = [s.description for s in result.lines]
            result.lines += [line for line in lines if line.description not in known]
            result.in_time &= complete or time.perf_counter() < deadline
            result.doubtful += [] if complete else [(low + high) / 2]
            continue
        _solve(result, System(equations, surface.variables), low, high, deadline)
    return result


def _solve(result: Hunt, system: System, low: Array, high: Array, deadline: float) -> None:
    found = search(system, list(low), list(high), deadline)
    result.in_time &= found.in_time
    if (len(found.open_boxes) or found.singular.any()) and can_eliminate(
        system.equations, system.variables, 49
    ):
        zeros = common_zeros(system.equations, system.variables, list(zip(low, high, strict=True)))
        result.candidates += [_sharp(system, digits, low, high) for digits in zeros]
        result.in_time |= not found.in_time
        return
    if found.singular.sum() > (_CURVE_LIKE if len(low) < 3 else 5):
        result.crowd += list(found.zeros[found.singular])
        found.zeros, found.singular = found.zeros[~found.singular], found.singular[~found.singular]
    for zero, singular in zip(found.zeros, found.singular, strict=True):
        hurried = len(found.zeros) > _MANY and time.perf_counter() > deadline
        result.candidates.append(
            Candidate(zero) if hurried else _candidate(system, zero, bool(singular), low, high)
        )
    result.doubtful += (
        list(_thinned(found.open_boxes.mean(axis=1), high - low)) if len(found.open_boxes) else []
    )


def _candidate(system: System, zero: Array, singular: bool, low: Array, high: Array) -> Candidate:
    if singular:
        exact = simple_neighbour(system, list(zero), float((high - low).max()) * 2e-3)
        return (
            Candidate(zero, sharp=False)
            if exact is None
            else Candidate(np.array([float(c) for c in exact]), exact)
        )
    digits = polish(system, list(zero))
    if (
        digits is None
        or np.abs(np.array([float(d) for d in digits]) - zero).max() > 1e-4 * (high - low).max()
    ):
        return Candidate(zero, sharp=False)
    return _sharp(system, digits, low, high)


def _sharp(system: System, digits: Sequence[Any], low: Array, high: Array) -> Candidate:
    """Make exact what is simple, but only for points in the box: guessing costs time."""
    point = np.array([float(d) for d in digits])
    exact = exact_point(system, digits) if inside(point, low, high).all() else None
    return Candidate(point if exact is None else np.array([float(c) for c in exact]), exact)


def _thinned(points: Array, span: Array) -> list[Array]:
    kept: list[Array] = []
    for point in points:
        if all(np.abs((point - k) / span).max() > 0.02 for k in kept) and len(kept) < 50:
            kept.append(point)
    return kept


def inside(points: Array, low: Array, high: Array) -> Mask:
    """Tell which points (..., n) lie in the closed box, to a few units of rounding."""
    slack = 1e-12 * (high - low) + 4e-16 * np.maximum(np.abs(low), np.abs(high))
    within: Mask = np.all((points >= low - slack) & (points <= high + slack), axis=-1)
    return within


def distinct(candidates: Sequence[Candidate], span: Array) -> list[Candidate]:
    """Keep one of each: exact before sharp before blurred."""
    kept: list[Candidate] = []
    for own in sorted(candidates, key=lambda c: (c.exact is None, not c.sharp)):
        radius = _SAME if own.sharp else 3e-3
        if all(np.abs((own.point - k.point) / span).max() > radius for k in kept):
            kept.append(own)
    return sorted(kept, key=lambda c: tuple(np.round(c.point, 9) + 0.0))


def is_differentiable(surface: Surface, point: Array, kinks: Sequence[sympy.Expr]) -> bool:
    """Tell whether f is real at a critical point and, near a kink, whether it is flat there.

    Near a kink the slopes towards the point must die out as it is approached; elsewhere formulas are trusted.
    """
    if not np.isfinite(surface.value(point)):
        return False
    at = dict(zip(surface.variables, map(float, point), strict=True))
    near = [abs(float(sympy.N(k.subs(at)))) <= 1e-7 for k in kinks]
    if not any(near) and np.isfinite(surface.gradient(point)).all():
        return True
    directions = np.array([[np.cos(a), np.sin(a)] for a in np.arange(16) * np.pi / 8 + 0.1])
    if len(point) != 2:
        directions = np.concatenate([np.eye(len(point)), -np.eye(len(point)), np.full((1, len(point)), 0.6)])
    slopes = []
    for h in (1e-2, 1e-6):
        values = np.asarray(surface.value(point + h * directions)) - float(surface.value(point))
        slopes.append(np.abs(values).max() / h if np.isfinite(values).all() else np.inf)
    return bool(np.isfinite(slopes[1]) and slopes[1] < 0.05 * slopes[0])


def without_kinks(
    surface: Surface, sets: Sequence[CriticalSet], kinks: Sequence[sympy.Expr]
) -> tuple[list[CriticalSet], list[Array]]:
    """Drop sets along which f has no gradient, where only multiplying out had made the partials vanish.

    Returns
    -------
    kept : list of CriticalSet
    lone : list of ndarray, shape (n,)
        Samples of dropped sets at which f has a gradient all the same.
    """
    kept, lone = [], []
    for own in sets if kinks else ():
        samples = own.samples[:: -(-len(own.samples) // _CURVE_LIKE)]
        smooth = [p for p in samples if is_differentiable(surface, p, kinks)]
        if 2 * len(smooth) > len(samples):
            kept.append(own)
        else:
            lone += smooth
    return (kept, lone) if kinks else (list(sets), [])


def off_sets(
    candidates: Sequence[Candidate], sets: Sequence[CriticalSet], surface: Surface, span: Array
) -> list[Candidate]:
    """Drop the candidates that lie on a set of critical points."""
    return [c for c in candidates if not any(_on(own, surface, c, span) for own in sets)]


def _on(own: CriticalSet, surface: Surface, candidate: Candidate, span: Array) -> bool:
    if own.equation is None:
        return bool((np.abs((own.samples - candidate.point) / span).max(axis=1) < 0.05).any())
    if candidate.exact is not None and vanishes([own.equation], surface.variables, candidate.exact):
        return True
    value = own.equation.subs(dict(zip(surface.variables, map(float, candidate.point), strict=True)))
    return bool(abs(float(sympy.N(value))) <= (1e-11 if candidate.sharp else 1e-5))

"""Find every critical point in a box.

The gradient is taken apart into small systems (`gradient_factors`); each is solved by cutting the box up with interval
arithmetic, which also proves that nothing was missed (`box_search`), one variable after the other (`substitution`), or
by exact elimination (`elimination`). A point is listed only when it is proved to be critical. Factors that all partial derivatives share are whole sets of critical points (`nonisolated`).
Every point is classified (`critical`), and where the test is silent its nature is looked into (`nature`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import sympy

from hesskit.maths import budget as limits
from hesskit.maths import nature as look
from hesskit.maths.account import MOST_POINTS, account
from hesskit.maths.budget import attempt
from hesskit.maths.critical import CriticalPoint, NotCritical, by_digits, by_the_test, classify
from hesskit.maths.exact_values import is_nested
from hesskit.maths.found import CriticalPoints
from hesskit.maths.gradient_factors import Reduction, reduce_gradient, without_factors
from hesskit.maths.intervals import Array
from hesskit.maths.isolated import (
    Candidate,
    Hunt,
    distinct,
    hunt,
    inside,
    is_differentiable,
    off_sets,
    without_kinks,
)
from hesskit.maths.nonisolated import CriticalSet, critical_sets, numerical_set, whole_space
from hesskit.maths.sources import checked_domain
from hesskit.maths.surfaces import Surface
from hesskit.maths.tape import Unsupported

__all__ = ["critical_points"]

_searching = threading.RLock()  # mpmath's precision is shared by all threads


def critical_points(
    surface: Surface | str,
    domain: Sequence[Any] | None = None,
    *,
    budget: float = limits.SECONDS,
    memory: int = limits.MEMORY,
) -> CriticalPoints:
    """Find and classify every critical point in a closed box.

    Parameters
    ----------
    surface : Surface or str
        What a Surface can be made from is made into one.
    domain : sequence of n pairs, optional
        ((x_low, x_high), (y_low, y_high)); default: the surface's own.
    budget : float
        Seconds after which the search stops; what was found until then is returned, and the note says so.
    memory : int
        Bytes that the search may fill.

    Returns
    -------
    CriticalPoints
        Isolated points sorted by x, then y, …; then non-isolated sets, one entry each (``.isolated`` False,
        ``.set`` its equation). ``.complete`` tells whether nothing can be missing, ``.note`` says why.

    Raises
    ------
    ValueError
        If the domain is not a box, or f contains a function that cannot be searched.

    Notes
    -----
    A critical point is one where f is real and differentiable and ∇f = 0; corners such as that of |x| are none.
    A point is listed only when it is proved: in exact arithmetic, or by Krawczyk's interval test.

    Examples
    --------
    >>> critical_points(Surface("x^3 - 3x + y^2"))
    point    value  D    eigenvalues  test says  it is
    (-1, 0)  2      -12  -6, 2        saddle     saddle
    (1, 0)   -2     12   2, 6         minimum    minimum
    Every critical point in the box was found, exactly.
    >>> critical_points(Surface("(x^2 + y^2 - 1)^2"))[1].set
    'x^2 + y^2 = 1'
    """
    start = time.perf_counter()
    if not budget > 0:
        raise ValueError(f"the budget is a positive number of seconds, but this one is {budget!r}.")
    surface = surface if isinstance(surface, Surface) else Surface(surface)
    box = np.array(checked_domain(surface.domain if domain is None else domain, len(surface.variables)))
    low, high = box[:, 0], box[:, 1]
    if len(box) > 3:
        raise ValueError(
            "critical_points searches in at most three variables; test a point you know with classify."
        )
    parts = attempt(
        lambda: reduce_gradient(surface.expr, surface.variables), None, 0.3 * budget, memory
    ) or without_factors(surface.expr, surface.variables)
    if parts.constant:
        return CriticalPoints(
            filter(None, [_from_set(surface, whole_space(surface, low, high))]),
            True,
            "f is constant in the box.",
        )
    sets: list[CriticalSet] = []
    found = Hunt()
    try:
        with _searching:
            until = start + 0.75 * budget
            left = until - time.perf_counter()
            if not attempt(
                lambda: _search(surface, parts, low, high, until, sets, found), False, 1.05 * left, memory
            ):
                found.in_time = False
                found.unsearched.append((low, high))
    except Unsupported as problem:
        raise ValueError(
            f"the critical points of this surface cannot be searched for, because {problem}."
        ) from None
    found.candidates = distinct([c for c in found.candidates if inside(c.point, low, high)], high - low)
    attempt(lambda: _tidied(surface, parts, low, high, sets, found), None, max(0.2, 0.1 * budget))
    deadline = start + budget
    points, rough = _points(surface, parts, found, deadline)
    entries = [e for s in sets if (e := _from_set(surface, s)) is not None]
    complete, note = account(surface, parts, found, points, entries, rough, box, budget)
    return CriticalPoints([*points, *entries], complete, note)


def _search(
    surface: Surface,
    parts: Reduction,
    low: Array,
    high: Array,
    deadline: float,
    sets: list[CriticalSet],
    found: Hunt,
) -> bool:
    """Collect the sets and the candidates for isolated points, each at once, so that nothing found is lost."""
    if missing := _unused(surface):
        _cylinders(surface, missing, low, high, deadline, sets, found)
        return True
    for h in parts.common:
        own, alone, shown = critical_sets(surface, h, low, high, deadline)
        sets += own
        found.candidates += [_lone_point(surface, parts, p) for p in alone]
        found.doubts += [] if shown else [(low, high)]
    hunt(found, surface, parts.systems, low, high, deadline)
    return True


def _tidied(
    surface: Surface, parts: Reduction, low: Array, high: Array, sets: list[CriticalSet], found: Hunt
) -> None:
    """Drop what is on a set, and sets along which f has no gradient."""
    sets += found.lines
    if found.crowd:
        sets.append(numerical_set(surface, found.crowd))
    smooth, spared = without_kinks(surface, sets, parts.kinks)
    if len(smooth) < len(sets):
        found.doubts.append((low, high))
    sets[:] = smooth
    if spared:
        found.candidates += [_lone_point(surface, parts, p) for p in spared]
        found.candidates = distinct(found.candidates, high - low)
    found.candidates = off_sets(found.candidates, sets, surface, high - low)


def _lone_point(surface: Surface, parts: Reduction, point: Array) -> Candidate:
    near = tuple(sympy.Rational(round(float(c) * 12), 12) for c in point)
    at = dict(zip(surface.variables, near, strict=True))
    close = max(abs(float(a) - float(b)) for a, b in zip(near, point, strict=True)) < 1e-4
    if close and any(h.subs(at) == 0 for h in parts.common):
        return Candidate(np.array([float(c) for c in near]), near)
    return Candidate(point, sharp=False)


def _unused(surface: Surface) -> list[sympy.Symbol]:
    """Return the variables f does not contain, when there are others enough to search in."""
    absent = [v for v in surface.variables if not surface.expr.has(v)]
    return absent if absent and len(surface.variables) - len(absent) > 1 else []


def _cylinders(
    surface: Surface,
    missing: list[sympy.Symbol],
    low: Array,
    high: Array,
    deadline: float,
    sets: list[CriticalSet],
    found: Hunt,
) -> None:
    """Solve in the variables that occur; every solution is a line (or more) in the direction of the others."""
    kept = [i for i, v in enumerate(surface.variables) if v not in missing]
    names = [surface.variables[i] for i in kept]
    smaller = Surface(surface.expr, names, [(low[i], high[i]) for i in kept])
    seconds = max(deadline - time.perf_counter(), 1e-3)
    free = "" if len(missing) == 1 else "s"
    inner = critical_points(smaller, budget=seconds)
    for point in inner:
        place = list((low + high) / 2)
        exact = [sympy.Rational(float(c)) for c in place]
        for i, number, sharp in zip(kept, point.point, point.exact or point.point, strict=True):
            place[i], exact[i] = number, sharp
        equations = point.set or ", ".join(
            f"{n} = {c}" for n, c in zip(names, point.exact or point.point, strict=True)
        )
        words = f"{equations} (every {', '.join(map(str, missing))}{free})"
        verdict = look.Nature(
            point.nature or "undecided",
            f"{point.reason}; f does not contain {', '.join(map(str, missing))}",
            False,
        )
        sharp_place = tuple(exact) if point.exact is not None else None
        sets.append(CriticalSet(words, np.array([place], dtype=float), sharp_place, verdict))
    if not inner.complete:
        found.in_time = False
        found.unsearched.append((low, high))


def _points(
    surface: Surface, parts: Reduction, found: Hunt, deadline: float
) -> tuple[list[CriticalPoint], list[Array]]:
    """Classify the candidates; return also the places where f has no gradient."""
    points: list[CriticalPoint] = []
    rough: list[Array] = []
    for own in found.candidates[:MOST_POINTS]:
        if not is_differentiable(surface, own.point, parts.kinks):
            rough.append(own.point)
            continue
        point = _classified(surface, own, deadline)
        if point is not None:
            points.append(replace(point, isolated=True if own.alone else None))
    return points, rough


def _classified(surface: Surface, own: Candidate, deadline: float) -> CriticalPoint | None:
    """Classify a candidate; None where f has no gradient at all."""
    left = deadline - time.perf_counter()
    simple = own.exact is not None and not any(map(is_nested, own.exact))
    try:
        point = None
        if simple:
            point = attempt(
                lambda: classify(surface, own.exact or (), gradient_tolerance=np.inf), None, min(1.0, left)
            )
        if point is None:
            point = by_digits(surface, own.point, own.digits, hurried=left < 0)
            if point.kind == "inconclusive":
                point = attempt(lambda: look.with_nature(surface, point), point, max(0.05, min(0.5, left)))
    except NotCritical:
        return None
    return replace(point, exact=own.exact)


def _from_set(surface: Surface, own: CriticalSet) -> CriticalPoint | None:
    """Apply the test at the representative of a set; what the set is beyond the test is known already."""
    if own.representative is not None:
        point = attempt(lambda: _tested_on(surface, own.representative), None, 0.5)
    else:
        point = None
    if point is None:
        smooth = np.isfinite(surface.gradient(own.samples)).all(axis=1)
        smooth &= np.isfinite(surface.hessian(own.samples)).all(axis=(1, 2))
        if not smooth.any():
            return None
        samples = own.samples[smooth]
        place = samples[np.abs(samples - samples.mean(axis=0)).sum(axis=1).argmin()]
        point = by_digits(surface, place, None, hurried=True)
    reason = f"not isolated: every point of the set {own.description} is critical; {own.nature.reason}"
    return replace(point, isolated=False, set=own.description, nature=own.nature.nature, reason=reason)


def _tested_on(surface: Surface, place: Any) -> CriticalPoint | None:
    """Apply the test at an exact point of a set; None where f has no gradient there."""
    try:
        point = by_the_test(surface, place, gradient_tolerance=np.inf)
    except NotCritical:
        return None
    return point if np.isfinite(point.hessian).all() else None

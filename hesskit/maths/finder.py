"""Find every critical point in a box.

The gradient is taken apart into small systems (`gradient_factors`); each is solved by cutting the box up with interval
arithmetic, which also proves that nothing was missed (`box_search`), or by exact elimination where it is degenerate
(`elimination`). Factors that all partial derivatives share are whole sets of critical points (`nonisolated`).
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

from hesskit.maths import nature as look
from hesskit.maths.account import MOST_POINTS, account
from hesskit.maths.critical import CriticalPoint, NotCritical, by_the_test, classify
from hesskit.maths.exact_values import is_nested
from hesskit.maths.found import CriticalPoints
from hesskit.maths.gradient_factors import Reduction, reduce_gradient
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
    surface: Surface | str, domain: Sequence[Any] | None = None, *, budget: float = 2.0
) -> CriticalPoints:
    """Find and classify every critical point in a closed box.

    Parameters
    ----------
    surface : Surface or str
        What a Surface can be made from is made into one.
    domain : sequence of n pairs, optional
        ((x_low, x_high), (y_low, y_high)); default: the surface's own.
    budget : float
        Seconds after which the search of the box stops and says so.

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
    parts = reduce_gradient(surface.expr, surface.variables)
    if parts.constant:
        return CriticalPoints(
            filter(None, [_from_set(surface, whole_space(surface, low, high))]),
            True,
            "f is constant in the box.",
        )
    try:
        with _searching:
            sets, found = _search(surface, parts, low, high, start + budget)
    except Unsupported as problem:
        raise ValueError(
            f"the critical points of this surface cannot be searched for, because {problem}."
        ) from None
    points = [
        p for c in found.candidates[:MOST_POINTS] if (p := _classified(surface, c, parts, found)) is not None
    ]
    entries = [e for s in sets if (e := _from_set(surface, s)) is not None]
    complete, note = account(surface, parts, found, points, entries, box, budget)
    return CriticalPoints([*points, *entries], complete, note)


def _search(
    surface: Surface, parts: Reduction, low: Array, high: Array, deadline: float
) -> tuple[list[CriticalSet], Hunt]:
    """Collect the sets and the candidates for isolated points."""
    if missing := _unused(surface):
        return _cylinders(surface, missing, low, high, deadline)
    sets, lone, complete = [], [], True
    for h in parts.common:
        own, alone, shown = critical_sets(surface, h, low, high, deadline)
        sets += own
        lone += list(alone)
        complete &= shown
    found = hunt(surface, parts.systems, low, high, deadline)
    sets += found.lines
    if found.crowd:
        sets.append(numerical_set(surface, found.crowd))
    smooth, spared = without_kinks(surface, sets, parts.kinks)
    complete &= len(smooth) == len(sets)
    sets, lone = smooth, lone + spared
    found.doubtful += [] if complete else [(low + high) / 2]
    found.candidates += [_lone_point(surface, parts, p) for p in lone]
    within = [c for c in found.candidates if inside(c.point, low, high)]
    found.candidates = distinct(off_sets(within, sets, surface, high - low), high - low)
    return sets, found


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
    surface: Surface, missing: list[sympy.Symbol], low: Array, high: Array, deadline: float
) -> tuple[list[CriticalSet], Hunt]:
    """Solve in the variables that occur; every solution is a line (or more) in the direction of the others."""
    kept = [i for i, v in enumerate(surface.variables) if v not in missing]
    names = [surface.variables[i] for i in kept]
    smaller = Surface(surface.expr, names, [(low[i], high[i]) for i in kept])
    seconds = max(deadline - time.perf_counter(), 1e-3)
    sets, free = [], "" if len(missing) == 1 else "s"
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
    return sets, Hunt(in_time=inner.complete)


def _classified(surface: Surface, own: Candidate, parts: Reduction, found: Hunt) -> CriticalPoint | None:
    """Classify a candidate; None where f has no gradient at all."""
    if not is_differentiable(surface, own.point, parts.kinks):
        return None
    try:
        simple = own.exact is not None and not any(map(is_nested, own.exact))
        place: Any = own.exact if simple else own.point
        point = classify(surface, place, gradient_tolerance=np.inf)
    except NotCritical:
        return None
    point = replace(point, exact=own.exact)
    shown = point.isolated or not (found.doubtful or found.crowd)
    return replace(point, isolated=True if shown else None)


def _from_set(surface: Surface, own: CriticalSet) -> CriticalPoint | None:
    """Apply the test at the representative of a set; what the set is beyond the test is known already."""
    if own.representative is not None:
        place: Any = own.representative
    else:
        centre = own.samples.mean(axis=0)
        place = own.samples[np.abs(own.samples - centre).sum(axis=1).argmin()]
    try:
        point = by_the_test(surface, place, gradient_tolerance=np.inf)
    except NotCritical:
        return None
    reason = f"not isolated: every point of the set {own.description} is critical; {own.nature.reason}"
    return replace(point, isolated=False, set=own.description, nature=own.nature.nature, reason=reason)

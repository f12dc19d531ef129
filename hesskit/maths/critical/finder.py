"""Find every critical point in a box.

The gradient is taken apart into small systems (`gradient_factors`); each is solved by cutting the box up with interval
arithmetic, which also proves that nothing was missed (`box_search`), one variable after the other (`substitution`),
or by exact elimination (`elimination`). A point is listed only when it is proved to be critical. Factors that all
partial derivatives share are whole sets of critical points (`nonisolated`). Every point is classified (`critical`), and
where the test is silent its nature is looked into (`nature`).
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape
from typing import Any, overload

import numpy as np
import sympy

from hesskit.maths.calculus import as_words, html_table, number, place, text_table
from hesskit.maths.critical.classify import (
    CriticalPoint,
    NotCritical,
    at_a_glance,
    by_digits,
    by_the_test,
    classify,
    with_nature,
)
from hesskit.maths.critical.exact_roots import is_nested
from hesskit.maths.critical.intervals import Array, Tape, Unsupported
from hesskit.maths.critical.nature import Nature
from hesskit.maths.critical.points import (
    Candidate,
    Hunt,
    are_defined,
    are_differentiable,
    clusters,
    distinct,
    hunt,
    inside,
    off_sets,
    poles,
    without_kinks,
)
from hesskit.maths.critical.sets import (
    MOST_SETS,
    CriticalSet,
    critical_sets,
    level_sets,
    numerical_set,
    whole_space,
    written,
)
from hesskit.maths.critical.systems import Reduction, plain, reduce_gradient, without_factors
from hesskit.maths.surfaces import MEMORY, SECONDS, Surface, allotted, attempt, checked_domain

# How far a search for critical points can be trusted, in plain sentences.

MOST_POINTS = 500


def account(
    surface: Surface,
    parts: Reduction,
    found: Hunt,
    points: Sequence[CriticalPoint],
    entries: Sequence[CriticalPoint],
    rough: Sequence[Array],
    box: Array,
    budget: float,
) -> tuple[bool, str]:
    """Say what the search proves: for which part of the box, and why not for the rest."""
    many = len(found.candidates) > MOST_POINTS or sum(e.set is not None for e in entries) >= MOST_SETS
    open_ = found.crowd or found.doubts or found.kinked or found.beside or found.unsearched
    complete = found.in_time and not (many or open_)
    notes = []
    if complete and not points and not entries:
        notes.append("Every critical point in the box was found: there is none.")
    elif complete and all(p.exact is not None for p in points):
        notes.append("Every critical point in the box was found, exactly.")
    elif complete:
        notes.append(
            "Every critical point in the box was found: elsewhere the gradient is shown not to vanish."
        )
    if len(found.candidates) > MOST_POINTS:
        notes.append(
            f"More than {MOST_POINTS} critical points were met: only {MOST_POINTS} of them are listed, each proved."
        )
    elif many:
        notes.append(f"At least {MOST_SETS} whole sets of critical points were met: only these are listed.")
    if not found.in_time and not many:
        notes.append(_out_of_time(found, box, budget))
    if found.undecided:
        which = "one point" if found.undecided == 1 else f"{found.undecided} points"
        notes.append(
            f"The time budget of {number(budget)} s was spent before the nature of {which} was decided."
        )
    if not complete and not many:
        notes += _doubts(surface, found, points, box)
    return complete, " ".join([*notes, *_borders(surface, rough), *_remarks(surface, parts, box)])


def _out_of_time(found: Hunt, box: Array, budget: float) -> str:
    """Say how much of the box was searched with proof before the time was spent."""
    whole = float(np.prod(box[:, 1] - box[:, 0]))
    left = sum(float(np.prod(np.maximum(high - low, 0.0))) for low, high in found.unsearched)
    percent = int(100 * max(0.0, 1 - left / whole))
    start = f"The time budget of {number(budget)} s was spent before the whole box was searched"
    if not found.unsearched or percent < 1:
        return f"{start}: what is listed is proved, but points may be missing anywhere."
    low, high = max(found.unsearched, key=lambda own: float(np.prod(own[1] - own[0])))
    return (
        f"{start}: in {percent} % of it no point is missing; the rest, such as near {place((low + high) / 2)}, "
        "may hold more."
    )


def _doubts(surface: Surface, found: Hunt, points: Sequence[CriticalPoint], box: Array) -> list[str]:
    """Say near which places nothing was decided, how near, and why."""
    if found.crowd:
        return ["The search was numerical: where a whole curve seems to be critical, nothing is proved."]
    span = box[:, 1] - box[:, 0]
    beside = list(found.beside)
    open_: list[str] = []
    unreal: list[str] = []
    heaps = clusters(found.doubts, span)
    tape = Tape([plain(e) for e in surface.gradient_vector] if heaps else [], surface.variables)
    for low, high in heaps:
        _, _, _, partial = tape.enclose(low[None], high[None])
        near = [p for p in points if ((p.point >= low - 0.02 * span) & (p.point <= high + 0.02 * span)).all()]
        if near:
            own = min(near, key=lambda p: float(np.abs(p.point - (low + high) / 2).max()))
            reach = np.maximum(np.abs(low - own.point), np.abs(high - own.point))
            small = (reach <= 0.1 * span).all()
            where = f"nearer than {number(reach.max(), 2)}" if small else _region(surface, low, high)
            beside.append(f"{place(own.point, own.exact)} ({where})")
        elif (high - low >= 0.5 * span).all():
            return ["The search was numerical: points may be missing anywhere in the box."]
        elif partial[0]:
            unreal.append(place((low + high) / 2))
        else:
            small = (high - low <= 0.1 * span).all()
            where = f"nearer than {number((high - low).max(), 2)}" if small else _region(surface, low, high)
            open_.append(f"{place((low + high) / 2)} ({where})")
    notes = []
    if found.in_time and (beside or open_ or unreal or found.kinked):
        notes.append("Elsewhere in the box no critical point is missing.")
    if found.kinked:
        notes.insert(0, "Not decided along a line where the formula has a kink.")
    if unreal:
        notes.insert(0, f"Not decided at {_some(unreal)}: there f, or its gradient, is not defined.")
    if open_:
        notes.insert(
            0,
            f"Not decided near {_some(open_)}: the gradient almost vanishes there, but no zero of it is proved.",
        )
    if beside:
        notes.insert(0, f"The search was numerical beside {_some(beside)}: others may hide there.")
    return notes


def _region(surface: Surface, low: Array, high: Array) -> str:
    """Describe a box in words."""
    return ", ".join(
        f"{v} from {as_words(a)} to {as_words(b)}"
        for v, a, b in zip(surface.variables, low, high, strict=True)
    )


def _some(places: list[str]) -> str:
    return ", ".join(places[:3]) + (f" and {len(places) - 3} more such places" if len(places) > 3 else "")


def _borders(surface: Surface, rough: Sequence[Array]) -> list[str]:
    """Say of places where only the equations hold why they are no critical points."""
    if not len(rough):
        return []
    points = list(dict.fromkeys(place(p) for p in rough))
    valued = are_defined(surface, np.array(rough)).all()
    what = "has no gradient" if valued else "is not defined, or has no gradient,"
    them = "that is not a critical point" if len(points) == 1 else "those are no critical points"
    return [f"f {what} at {_some(points)}: {them}."]


def _remarks(surface: Surface, parts: Reduction, box: Array) -> list[str]:
    """Tell where to look by eye: kinks in the box, and places where f is not real."""
    remarks = []
    cells = np.stack(np.meshgrid(*[np.linspace(a, b, 41) for a, b in box], indexing="ij"), -1).reshape(
        -1, len(box)
    )
    met = [k for k in parts.kinks if _meets(k, surface, cells)]
    if met:
        remarks.append(
            f"f may have no gradient where {' or where '.join(written(k) for k in met)}: look there by eye."
        )
    if (
        any(_meets(base, surface, cells) for base in poles(surface.expr))
        or np.isnan(np.asarray(surface.value(cells + 1e-7))).any()
    ):
        remarks.append("f is not real, or has a pole, somewhere in the box.")
    return remarks


def _meets(kink: sympy.Expr, surface: Surface, cells: Array) -> bool:
    values = Tape([kink], surface.variables).numbers(cells)[:, 0]
    return bool(np.nanmin(values, initial=np.inf) <= 1e-12 and np.nanmax(values, initial=-np.inf) >= -1e-12)


# What `critical_points` returns: a list that prints as a table and says how far it can be trusted.


class CriticalPoints(Sequence[CriticalPoint]):
    """Critical points in a box: the isolated ones sorted by x, then y, …; then the sets of them.

    Parameters
    ----------
    points : iterable of CriticalPoint
    complete : bool
        Whether it is shown that no critical point in the box is missing.
    note : str
        How the search was made and what it proves, in plain sentences.

    Examples
    --------
    >>> from hesskit.maths.surfaces.surface import Surface
    >>> CriticalPoints([], True, "Every critical point in the box was found: there is none.")
    Every critical point in the box was found: there is none.
    """

    def __init__(self, points: Iterable[CriticalPoint], complete: bool, note: str) -> None:
        self._points = tuple(points)
        self._complete, self._note = complete, note

    @property
    def complete(self) -> bool:
        """Whether it is shown that no critical point in the box is missing."""
        return self._complete

    @property
    def note(self) -> str:
        """How the search was made and what it proves."""
        return self._note

    @overload
    def __getitem__(self, index: int) -> CriticalPoint: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[CriticalPoint, ...]: ...
    def __getitem__(self, index: int | slice) -> CriticalPoint | tuple[CriticalPoint, ...]:
        return self._points[index]

    def __len__(self) -> int:
        return len(self._points)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, CriticalPoints):
            return (self._points, self._complete, self._note) == (other._points, other._complete, other._note)
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self._points, self._complete, self._note))

    def _rows(self) -> list[tuple[str, ...]]:
        return [
            (
                f"the set {p.set}" if p.set else place(p.point, p.exact),
                as_words(p.value),
                "" if p.D is None else as_words(p.D),
                ", ".join(as_words(v) for v in p.eigenvalues),
                p.kind,
                p.nature,
            )
            for p in self._points
        ]

    def __repr__(self) -> str:
        if not self._points:
            return self._note
        return f"{text_table([_HEADINGS, *self._rows()])}\n{self._note}"

    def _repr_html_(self) -> str:
        if not self._points:
            return f"<p>{escape(self._note)}</p>"
        table = html_table(_HEADINGS, self._rows())
        if len(self) > _FEW:  # fold it: a page of rows would push the lesson away
            frame = f'<div tabindex="0" style="max-height:22em;overflow:auto">{table}</div>'
            table = f"<details><summary>{escape(self._counts())}</summary>{frame}</details>"
        return f"{table}<p>{escape(self._note)}</p>"

    def _counts(self) -> str:
        """Such as "9 critical points: 4 × minimum, 4 × saddle, 1 × maximum"."""
        counts = Counter(point.nature for point in self._points).most_common()
        return f"{len(self)} critical points: {', '.join(f'{count} × {nature}' for nature, count in counts)}"


_FEW = 25  # rows that stand open
_HEADINGS = ("point", "value", "D", "eigenvalues", "test says", "it is")

_SEARCH, _CLASSIFY = 0.68, 0.9  # the parts of the budget after which the search, and the tests, must be over
_LEAST = 0.3  # seconds to say what was found, however little is left
_searching = threading.RLock()  # mpmath's precision is shared by all threads


@np.errstate(all="ignore")
def critical_points(
    surface: Surface | str,
    domain: Sequence[Any] | None = None,
    *,
    budget: float = SECONDS,
    memory: int = MEMORY,
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
    (−1, 0)  2      −12  −6, 2        saddle     saddle
    (1, 0)   −2     12   2, 6         minimum    minimum
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
            [_from_set(surface, whole_space(surface, low, high), start + budget)],
            True,
            "f is constant in the box.",
        )
    sets: list[CriticalSet] = []
    found = Hunt()
    try:
        with _searching:
            until = start + _SEARCH * budget
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
    attempt(lambda: _tidied(surface, parts, low, high, sets, found), None, max(0.3, 0.1 * budget))
    points: list[CriticalPoint] = []

    def told() -> CriticalPoints:
        deadline = start + _CLASSIFY * budget
        rough = _classify_all(surface, parts, found, deadline, points)
        entries = [_from_set(surface, s, deadline) for s in sets]
        complete, note = account(surface, parts, found, points, entries, rough, box, budget)
        return CriticalPoints([*points, *entries], complete, note)

    seconds = max(_LEAST, start + budget - time.perf_counter())
    result = attempt(told, None, seconds, memory)
    if result is not None:
        return result
    spent = time.perf_counter() - start >= budget
    why = f"The time budget of {budget:g} s was spent" if spent else "The search could not be ended"
    return CriticalPoints(points, False, f"{why}: what is listed is proved, but points may be missing.")


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
    if parts.whole is not None:
        levels, doubts, in_time = level_sets(surface, parts.whole, low, high, deadline)
        sets += levels
        found.doubts += doubts
        found.beside += [own.description for own in levels if not own.alone]
        found.in_time &= in_time
        found.unsearched += [] if in_time else [(low, high)]
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
    if found.crowd:
        crowd = np.array(found.crowd)
        found.crowd = list(crowd[are_differentiable(surface, crowd, parts.kinks)])
    sets += found.lines
    if found.crowd:
        sets.append(numerical_set(surface, found.crowd))
    flat = [are_differentiable(surface, own.samples[:: -(-len(own.samples) // 8)], ()).any() for own in sets]
    known = [are_defined(surface, own.samples).any() for own in sets]
    found.kinked = any(known_ and not flat_ for known_, flat_ in zip(known, flat, strict=True))
    sets[:] = [own for own, keep in zip(sets, flat, strict=True) if keep]
    smooth, spared = without_kinks(surface, sets, parts.kinks)
    found.kinked |= len(smooth) < len(sets)
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
        for i, value, sharp in zip(kept, point.point, point.exact or point.point, strict=True):
            place[i], exact[i] = value, sharp
        equations = point.set or ", ".join(
            f"{n} = {c}" for n, c in zip(names, point.exact or point.point, strict=True)
        )
        words = f"{equations} (every {', '.join(map(str, missing))}{free})"
        verdict = Nature(
            point.nature or "undecided",
            f"{point.reason}; f does not contain {', '.join(map(str, missing))}",
            False,
        )
        sharp_place = tuple(exact) if point.exact is not None else None
        sets.append(CriticalSet(words, np.array([place], dtype=float), sharp_place, verdict))
    if not inner.complete:
        found.in_time = False
        found.unsearched.append((low, high))


def _classify_all(
    surface: Surface, parts: Reduction, found: Hunt, deadline: float, points: list[CriticalPoint]
) -> list[Array]:
    """Classify the candidates, each at once; return the places where f has no gradient."""
    if not found.candidates:
        return []
    places = np.array([own.point for own in found.candidates])
    smooth = are_differentiable(surface, places, parts.kinks)
    rough = list(places[~smooth])
    found.candidates = [own for own, good in zip(found.candidates, smooth, strict=True) if good]
    chosen = found.candidates[:MOST_POINTS]
    places = places[smooth][:MOST_POINTS]
    with np.errstate(all="ignore"):
        values, slopes, hessians = surface.value(places), surface.gradient(places), surface.hessian(places)
    for k, own in enumerate(chosen):
        point = None
        left = deadline - time.perf_counter()
        if left > 0:
            point = _classified(surface, own, max(min(allotted(0.3), left), left / (len(chosen) - k)))
        if point is None:
            point = at_a_glance(own.point, float(values[k]), slopes[k], hessians[k])
            found.undecided += point.kind == "inconclusive"
        alone = own.alone and (0 not in np.sign(point.eigenvalues) or _is_settled(found, own.point))
        points.append(replace(point, isolated=True if alone else None, exact=own.exact))
    return rough


def _is_settled(found: Hunt, point: Array) -> bool:
    """Tell whether every system is solved at a point: one may have it alone, and another a whole curve through it."""
    if found.crowd or (not found.in_time and not found.unsearched):
        return False
    return not any(
        ((low <= point) & (point <= high)).all() for low, high in [*found.doubts, *found.unsearched]
    )


def _classified(surface: Surface, own: Candidate, seconds: float) -> CriticalPoint | None:
    """Classify a candidate; None where that takes too long."""
    point = None
    try:
        if own.exact is not None and not any(map(is_nested, own.exact)):
            exact = own.exact
            point = attempt(lambda: classify(surface, exact, gradient_tolerance=np.inf), None, seconds)
        if point is None:
            point = attempt(lambda: by_digits(surface, own.point, own.digits), None, seconds)
            if point is not None and point.kind == "inconclusive":
                tested = point
                point = attempt(lambda: with_nature(surface, tested), tested, seconds)
    except NotCritical:
        return None
    return point


def _from_set(surface: Surface, own: CriticalSet, deadline: float) -> CriticalPoint:
    """Apply the test at the representative of a set; what the set is beyond the test is known already."""
    if own.representative is not None:
        left = min(0.5, deadline - time.perf_counter())
        point = attempt(lambda: _tested_on(surface, own.representative), None, left)
    else:
        point = None
    if point is None:
        smooth = np.isfinite(surface.gradient(own.samples)).all(axis=1)
        smooth &= np.isfinite(surface.hessian(own.samples)).all(axis=(1, 2))
        samples = own.samples[smooth] if smooth.any() else own.samples
        place = samples[np.abs(samples - samples.mean(axis=0)).sum(axis=1).argmin()]
        slope = surface.gradient(place) if smooth.any() else 0 * place  # as flat as a kink can be
        point = at_a_glance(place, surface.value(place), slope, surface.hessian(place))
    reason = f"not isolated: every point of the set {own.description} is critical; {own.nature.reason}"
    return replace(point, isolated=False, set=own.description, nature=own.nature.nature, reason=reason)


def _tested_on(surface: Surface, place: Any) -> CriticalPoint | None:
    """Apply the test at an exact point of a set; None where f has no gradient there."""
    try:
        point = by_the_test(surface, place, gradient_tolerance=np.inf)
    except NotCritical:
        return None
    return point if np.isfinite(point.hessian).all() else None

"""The isolated critical points: solutions of the small systems a gradient falls into.

Glossary: a zero is *proved* when it is shown to exist and to be alone near where it is; a *doubt* is a box about which
nothing was proved.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from math import factorial
from typing import Any

import mpmath
import numpy as np
import sympy

from hesskit.maths.critical.boxes import NEAR_SINGULAR, Found, scale_at, search
from hesskit.maths.critical.exact_roots import (
    can_eliminate,
    common_zeros,
    exact_point,
    polish,
    simple_neighbour,
    vanishes,
)
from hesskit.maths.critical.intervals import Array, Mask, Tape, add, multiply, widen
from hesskit.maths.critical.sets import CriticalSet, critical_lines
from hesskit.maths.critical.substitution import MOST_SOLUTIONS, Solved, solved_in_turn
from hesskit.maths.critical.systems import System, moved_by, origin_for, plain
from hesskit.maths.surfaces import Surface, allotted, attempt

_CURVE_LIKE = 40  # so many suspects of one system may be a curve
_MANY = 100  # so many zeros are no longer all sharpened once the time is up
_LOOKED_AT = 24  # doubts at most that are looked at for an exact point
_BOXES, _BOXES_FOR_POLYNOMIALS = 16000, 1500  # at once: for polynomials there is another way
_SAME = 1e-12
Box = tuple[Array, Array]


@dataclass
class Candidate:
    """A zero of one system: floats always, exact coordinates or forty digits where they are known."""

    point: Array
    exact: tuple[sympy.Expr, ...] | None = None
    digits: tuple[Any, ...] | None = None
    alone: bool = False  # whether it is shown that no other zero is near
    sharp: bool = True  # whether all digits of the point are right


@dataclass
class Hunt:
    """What the search for isolated points has brought together so far.

    Attributes
    ----------
    candidates : list of Candidate
    crowd : list of ndarray
        Points, proved to many digits, of what looks like a curve.
    doubts : list of (ndarray, ndarray)
        Corners of boxes about which nothing was proved, though they were cut very small.
    unsearched : list of (ndarray, ndarray)
        Corners of boxes that the time did not suffice for.
    in_time : bool
    lines : list of CriticalSet
        Lines on which a system without one of the variables vanishes.
    beside : list of str
        Sets beside which nothing was proved.
    kinked : bool
        Whether the equations hold along a line on which f has no gradient.
    undecided : int
        Of how many points the time did not suffice to decide the nature.
    """

    candidates: list[Candidate] = field(default_factory=list)
    crowd: list[Array] = field(default_factory=list)
    doubts: list[Box] = field(default_factory=list)
    unsearched: list[Box] = field(default_factory=list)
    in_time: bool = True
    lines: list[CriticalSet] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    kinked: bool = False
    undecided: int = 0


def hunt(
    result: Hunt,
    surface: Surface,
    systems: Sequence[tuple[sympy.Expr, ...]],
    low: Array,
    high: Array,
    deadline: float,
) -> None:
    """Solve every system in the box, each in its share of the time."""
    for place, equations in enumerate(systems):
        now = time.perf_counter()
        share = now + (deadline - now) / (len(systems) - place)
        names = {symbol for e in equations for symbol in e.free_symbols}
        if len(names) < 2 <= len(low):
            variable = next(v for v in surface.variables if v in names)
            lines, roots = critical_lines(surface, equations, variable, low, high, share)
            known = [s.description for s in result.lines]
            result.lines += [line for line in lines if line.description not in known]
            result.in_time &= roots.in_time
            column = surface.variables.index(variable)
            for pair in roots.doubtful:
                ends = low.copy(), high.copy()
                ends[0][column], ends[1][column] = pair
                result.doubts.append(ends)
        elif deadline <= now or not attempt(
            partial(_solve, result, surface, equations, low, high, share),
            False,
            2 * (share - now),
        ):
            result.in_time = False
            result.unsearched.append((low, high))


def _solve(
    result: Hunt, surface: Surface, equations: Sequence[sympy.Expr], low: Array, high: Array, deadline: float
) -> bool:
    """Solve one system: in turn, by cutting up the box, or by elimination."""
    now = time.perf_counter()
    solved = attempt(
        lambda: solved_in_turn(equations, surface.variables, low, high, now + 0.7 * (deadline - now)),
        None,
        0.8 * (deadline - now),
    )
    if solved is not None:
        _take(result, solved)
        return True
    system = System(tuple(equations), surface.variables, origin_for(low, high))
    offset = system.offset
    polynomial = can_eliminate(system.equations, system.variables, 49)
    now = time.perf_counter()
    until = now + (0.3 if polynomial else 0.8) * (deadline - now)
    most = _BOXES_FOR_POLYNOMIALS if polynomial else _BOXES
    found = search(system, low - offset, high - offset, until, most=most)
    if polynomial and (len(found.open_boxes) or len(found.suspects)):
        box = list(zip(low, high, strict=True))
        left = 0.75 * (deadline - time.perf_counter())  # then what was found by boxes is still looked at
        zeros = attempt(lambda: common_zeros(equations, surface.variables, box), None, left)
        if zeros is not None:
            result.candidates += [_sharp(system, digits, low, high, deadline) for digits in zeros]
            return True
    _take_found(result, surface, system, found, low, high, deadline)
    return True


def _take(result: Hunt, solved: Solved) -> None:
    """Take over what was solved in turn."""
    for zero in solved.zeros[:MOST_SOLUTIONS]:
        exact = tuple(r.exact for r in zero) if all(r.exact is not None for r in zero) else None
        digits = tuple(r.digits for r in zero) if all(r.digits is not None for r in zero) else None
        result.candidates.append(Candidate(np.array([r.number for r in zero]), exact, digits, True))
    result.doubts += solved.doubtful
    result.in_time &= solved.in_time


def _take_found(
    result: Hunt, surface: Surface, system: System, found: Found, low: Array, high: Array, deadline: float
) -> None:
    """Take over what the search has proved, at once; then sharpen it, and look closer at what it has not proved."""
    offset = system.offset
    fresh = [Candidate(zero + offset, alone=True) for zero in found.zeros]
    result.candidates += fresh
    boxes = [(own[0] + offset, own[1] + offset) for own in found.open_boxes]
    if not found.in_time:
        result.in_time = False
        result.unsearched += boxes
        boxes = []
    result.doubts += boxes
    for own, zero in zip(fresh, found.zeros, strict=True):
        if time.perf_counter() < deadline and len(fresh) <= _MANY and inside(own.point, low, high):
            _sharpen(own, system, zero, low, high, deadline)
    if len(found.suspects) > (_CURVE_LIKE if len(low) < 3 else 5):
        crowd = attempt(
            lambda: on_a_curve(system, found.suspects), [], max(0.2, deadline - time.perf_counter())
        )
        result.crowd += [p + offset for p in crowd]
    _look_closer(result, system, found, boxes, low, high, deadline)


def _look_closer(
    result: Hunt, system: System, found: Found, boxes: list[Box], low: Array, high: Array, deadline: float
) -> None:
    """Look for an exact zero where nothing was proved, and for a box in which it is the only one."""
    offset = system.offset
    scale = scale_at(found.suspects, high - low)
    looked = [(p + offset, NEAR_SINGULAR * s) for p, s in zip(found.suspects, scale, strict=True)]
    looked += [((a + b) / 2, (b - a) / 2) for a, b in clusters(boxes, high - low)]
    exact: list[tuple[sympy.Expr, ...]] = []
    if not result.crowd:
        looked.sort(key=lambda own: float(np.abs(own[0]).sum()))
        for point, radius in looked[:_LOOKED_AT]:
            left = min(allotted(0.3), max(0.05, deadline - time.perf_counter()))
            near = attempt(
                partial(simple_neighbour, system, list(point), float(radius.max())),
                None,
                left,
            )
            if near is not None and near not in exact:
                exact.append(near)
    singular = [Candidate(np.array([float(c) for c in own]), own) for own in exact]
    result.candidates += singular
    if not found.in_time or len(low) != 2:
        return
    alone = []
    for own, place in zip(singular, exact, strict=True):
        left = min(allotted(0.4), 0.5 * (deadline - time.perf_counter()))
        reach = attempt(partial(lonely_reach, system, place, scale_at(own.point, high - low)), None, left)
        if reach is not None:
            own.alone = True
            alone.append(np.array([own.point - reach, own.point + reach]))
    if not alone:
        return
    kept = [b for b in boxes if not any((b[0] >= a[0]).all() and (b[1] <= a[1]).all() for a in alone)]
    if kept:
        again = search(system, low - offset, high - offset, deadline, np.array(alone) - offset)
        known = [own.point for own in result.candidates]
        fresh = [z + offset for z in again.zeros if not any(np.allclose(z + offset, k) for k in known)]
        if again.in_time and not fresh:
            kept = [(own[0] + offset, own[1] + offset) for own in again.open_boxes]
    old = {id(b) for b in boxes}
    result.doubts = [d for d in result.doubts if id(d) not in old] + kept


# A singular zero that is known exactly: a box in which it is the only one.

_HIGHEST = 10  # multiplicity
_LONGEST = 1500  # operations of what is differentiated
_DIRECTIONS = 256
_HALVINGS = 22


def lonely_reach(system: System, zero: Sequence[sympy.Expr], scale: Array) -> Array | None:
    """Return half-widths (2,) of a box round a singular zero of two equations that holds no other.

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> valley = System((sympy.sin(y) - x**2 * sympy.exp(y), x**3 - y * x**5), (x, y))
    >>> lonely_reach(valley, (sympy.S.Zero, sympy.S.Zero), np.ones(2)) is not None
    True
    """
    moved = moved_by(system.equations, system.variables, zero)
    reach = _along_a_curve(moved, system.variables, scale)
    return reach if reach is not None else _in_every_direction(moved, system.variables, scale)


def _along_a_curve(
    equations: Sequence[sympy.Expr], variables: Sequence[sympy.Symbol], scale: Array
) -> Array | None:
    """Follow the curve on which one equation vanishes: by Rolle, if a derivative of the other along it keeps its sign.

    The m-th derivative has no zero, and the other equation a zero of multiplicity m: so it has no second one.
    """
    origin = (sympy.S.Zero,) * 2
    for e, g in itertools.permutations(equations):
        for v, u in itertools.permutations(variables):
            steep, tilt = e.diff(v), e.diff(u)
            if vanishes([steep], variables, origin):
                continue
            for _ in range(_HIGHEST):
                if not vanishes([g], variables, origin):
                    break
                g = steep * g.diff(u) - tilt * g.diff(v)
                if g.count_ops() > _LONGEST:
                    return None
            column = list(variables).index(v)
            return _reach_along(Tape([e, steep, g], variables), column, scale)
    return None


def _reach_along(tape: Tape, column: int, scale: Array) -> Array | None:
    """Find a box that the curve crosses from side to side, and in which two functions keep their signs."""
    for k, narrow in itertools.product(range(_HALVINGS), (1.0, 0.25)):
        reach = 0.25 / 2.0**k * scale
        reach[1 - column] *= narrow
        lows, highs = np.tile(-reach, (3, 1)), np.tile(reach, (3, 1))
        lows[1, column] = highs[1, column] = -reach[column]
        lows[2, column] = highs[2, column] = reach[column]
        low, high, undefined, partial_ = tape.enclose(lows, highs)
        if undefined.any() or partial_.any():
            continue
        signs = np.where(low > 0, 1, np.where(high < 0, -1, 0))
        if signs[0, 1] and signs[0, 2] and signs[1, 0] * signs[2, 0] == -1:
            return reach
    return None


def _in_every_direction(
    equations: Sequence[sympy.Expr], variables: Sequence[sympy.Symbol], scale: Array
) -> Array | None:
    """Show that the terms of lowest degree, which share no direction of zeros, outweigh all others near the zero."""
    forms, rests = [], []
    for e in equations:
        for degree in range(1, _HIGHEST):
            form = _of_degree(e, variables, degree)
            if not vanishes(form, variables, (sympy.S.Zero,) * 2):
                break
            if e.count_ops() > _LONGEST:
                return None
        else:
            return None
        forms.append(_terms(form, variables, scale))
        rests.append(_terms(_of_degree(e, variables, degree + 1), variables, scale))
    edges = np.linspace(-1, 1, _DIRECTIONS + 1)
    slope = (edges[:-1], edges[1:])
    for k in range(_HALVINGS):
        share = 0.25 / 2.0**k
        reach = share * scale
        if all(_excluded(forms, rests, slope, reach, share, turned) for turned in (False, True)):
            return reach
    return None


def _of_degree(e: sympy.Expr, variables: Sequence[sympy.Symbol], degree: int) -> list[sympy.Expr]:
    """List the derivatives of one order, from all by x to all by y."""
    x, y = variables
    mixed = [e.diff(x, degree - j, y, j) for j in range(1, degree)]
    return [e.diff(x, degree), *mixed, e.diff(y, degree)]


def _terms(
    derivatives: Sequence[sympy.Expr], variables: Sequence[sympy.Symbol], scale: Array
) -> tuple[Tape, Array]:
    """Return what gives the derivatives of one order, and what makes coefficients of them."""
    k = len(derivatives) - 1
    factors = [scale[0] ** (k - j) * scale[1] ** j / (factorial(k - j) * factorial(j)) for j in range(k + 1)]
    return Tape(derivatives, variables), np.array(factors)


def _excluded(
    forms: list[tuple[Tape, Array]],
    rests: list[tuple[Tape, Array]],
    slope: tuple[Array, Array],
    reach: Array,
    share: float,
    turned: bool,
) -> bool:
    """Tell whether in every cell of directions some equation is shown not to vanish but at the zero itself."""
    away = np.zeros(len(slope[0]), dtype=bool)
    distance = (np.array(-share), np.array(share))
    for (form, factors), (rest, others) in zip(forms, rests, strict=True):
        own = _polynomial(form, factors, 0 * reach, slope, turned)
        extra = _polynomial(rest, others, reach, slope, turned)
        if own is None or extra is None:
            return False
        low, high = add(own, multiply(extra, distance))
        away |= (low > 0) | (high < 0)
    return bool(away.all())


def _polynomial(
    tape: Tape, factors: Array, reach: Array, slope: tuple[Array, Array], turned: bool
) -> tuple[Array, Array] | None:
    """Enclose Σ c_j w^j over cells of w, with the c_j bounded over a box."""
    low, high, undefined, partial_ = tape.enclose(-reach[None], reach[None])
    if undefined[0] or partial_[0] or not np.isfinite(low + high).all():
        return None
    low, high = widen(low[0] * factors, high[0] * factors)
    order = range(len(factors)) if turned else range(len(factors) - 1, -1, -1)
    total = (np.zeros_like(slope[0]), np.zeros_like(slope[0]))
    for j in order:
        total = add(multiply(total, slope), (np.full_like(slope[0], low[j]), np.full_like(slope[0], high[j])))
    return total


def on_a_curve(system: System, points: Array) -> list[Array]:
    """Tell whether singular points lie on a curve of zeros: the nearest points of it, or nothing.

    Newton's method with many digits settles on a curve of zeros at once; where the zeros only seem to be many, it
    wanders on to the one there is.
    """
    chosen = points[np.linspace(0, len(points) - 1, min(len(points), 12)).astype(int)]
    ends = [_nearest_zero(system, p) for p in chosen]
    met = [e for e, p in zip(ends, chosen, strict=True) if e is not None]
    if 4 * len(met) < 3 * len(chosen):
        return []
    rest = [_nearest_zero(system, p) for p in points] if len(points) <= 60 else ends
    return [e for e in rest if e is not None]


def _nearest_zero(system: System, point: Array) -> Array | None:
    """Sharpen a zero that need not be regular, by damped least squares with fifty digits."""
    n = len(point)
    with mpmath.workdps(50):
        place = mpmath.matrix([mpmath.mpf(float(c)) for c in point])
        for _ in range(8):
            try:
                values = system.tape.precise(list(place))
                jacobian = mpmath.matrix([values[n + i * n : n + (i + 1) * n] for i in range(n)])
                normal = jacobian.T * jacobian
                size = max(abs(normal[i, i]) for i in range(n))
                if size == 0:
                    return None
                for i in range(n):
                    normal[i, i] += size * mpmath.mpf(10) ** -30
                move = mpmath.lu_solve(normal, jacobian.T * mpmath.matrix(values[:n]))
            except (ZeroDivisionError, ValueError, TypeError, OverflowError):
                return None
            if any(isinstance(c, mpmath.mpc) for c in move):
                return None
            place = place - move
            if max(abs(c) for c in move) < mpmath.mpf(10) ** -25:
                end = np.array([float(c) for c in place])
                return end if np.abs(end - point).max() < 1e-3 * max(1.0, np.abs(point).max()) else None
    return None


def clusters(boxes: Sequence[Box], span: Array) -> list[Box]:
    """Join boxes that lie close together, by two hundredths of the span; return what encloses each heap.

    Examples
    --------
    >>> one = lambda a: (np.array([a, 0.0]), np.array([a + 0.01, 0.01]))
    >>> [(a.tolist(), b.tolist()) for a, b in clusters([one(0.0), one(0.01), one(0.5)], np.ones(2))]
    [([0.0, 0.0], [0.02, 0.01]), ([0.5, 0.0], [0.51, 0.01])]
    """
    heaps: list[Box] = []
    for low, high in sorted(boxes, key=lambda box: tuple(box[0]))[:4000]:
        touched = [h for h in heaps if ((low <= h[1] + 0.02 * span) & (high >= h[0] - 0.02 * span)).all()]
        heaps = [h for h in heaps if not any(h is t for t in touched)]
        lows, highs = [low, *[h[0] for h in touched]], [high, *[h[1] for h in touched]]
        heaps.append((np.min(lows, axis=0), np.max(highs, axis=0)))
    return heaps


def _sharpen(own: Candidate, system: System, zero: Array, low: Array, high: Array, deadline: float) -> None:
    """Give a proved zero forty digits, and exact coordinates where they are simple."""
    left = min(allotted(0.3), max(0.05, deadline - time.perf_counter()))
    digits = attempt(lambda: polish(system, list(zero)), None, left)
    if (
        digits is None
        or np.abs(np.array([float(d) for d in digits]) - own.point).max() > 1e-4 * (high - low).max()
    ):
        return
    sharp = _sharp(system, digits, low, high, deadline)
    own.point, own.exact, own.digits = sharp.point, sharp.exact, sharp.digits


def _sharp(system: System, digits: Sequence[Any], low: Array, high: Array, deadline: float) -> Candidate:
    """Make exact what is simple, but only for points in the box: guessing costs time."""
    point = np.array([float(d) for d in digits])
    left = min(allotted(0.3), deadline - time.perf_counter())
    exact = attempt(lambda: exact_point(system, digits), None, left) if inside(point, low, high) else None
    point = point if exact is None else np.array([float(c) for c in exact])
    return Candidate(point, exact, tuple(digits), True)


def inside(points: Array, low: Array, high: Array) -> Mask:
    """Tell which points (..., n) lie in the closed box, to a few units of rounding."""
    slack = 1e-12 * (high - low) + 4e-16 * np.maximum(np.abs(low), np.abs(high))
    within: Mask = np.all((points >= low - slack) & (points <= high + slack), axis=-1)
    return within


def distinct(candidates: Sequence[Candidate], span: Array) -> list[Candidate]:
    """Keep one of each: exact before sharp before blurred."""
    kept: list[Candidate] = []
    places = np.empty((len(candidates), len(span)))
    for own in sorted(candidates, key=lambda c: (c.exact is None, c.digits is None, not c.sharp)):
        reach = 1e-9 * np.maximum(1.0, np.abs(own.point)) if own.sharp else 3e-3 * span
        near = np.flatnonzero((np.abs(places[: len(kept)] - own.point) <= reach).all(axis=1))
        twin = next((kept[k] for k in near if _same(own, kept[k])), None)
        if twin is None:
            places[len(kept)] = own.point
            kept.append(own)
        else:
            twin.alone |= own.alone
    return sorted(kept, key=lambda c: (tuple(np.round(c.point, 9) + 0.0), tuple(c.point)))


def _same(own: Candidate, other: Candidate) -> bool:
    """Tell whether two candidates close together are one point, as far as their digits say."""
    if not own.sharp:
        return True
    apart = np.abs(own.point - other.point)
    if own.exact is not None and other.exact is not None:
        return own.exact == other.exact or all(
            abs(sympy.N(a - b, 30)) < 1e-25 for a, b in zip(own.exact, other.exact, strict=True)
        )
    if own.digits is not None and other.digits is not None:
        with mpmath.workdps(40):
            return all(
                abs(a - b) <= mpmath.mpf(10) ** -28 * (1 + abs(a))
                for a, b in zip(own.digits, other.digits, strict=True)
            )
    return bool((apart <= _SAME * np.maximum(1e-3, np.abs(own.point))).all())


def poles(expr: sympy.Expr) -> list[sympy.Expr]:
    """List what an expression divides by; where one of these vanishes it has no value, whatever its limit.

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> poles(x * sympy.atan(1 / y) + sympy.exp(-x))
    [y]
    """
    powers = [p for p in plain(expr).atoms(sympy.Pow) if p.exp.is_negative and p.base.free_symbols]
    return sorted({p.base for p in powers}, key=sympy.default_sort_key)


def are_defined(surface: Surface, points: Array) -> Mask:
    """Tell at which points (k, n) f has a value."""
    good: Mask = np.isfinite(np.asarray(surface.value(points)))
    below = poles(surface.expr)
    if below:
        good &= (Tape(below, surface.variables).numbers(points) != 0).all(axis=1)
    return good


def are_differentiable(surface: Surface, points: Array, kinks: Sequence[sympy.Expr]) -> Mask:
    """Tell at which critical points (k, n) f is real and, near a kink, flat.

    Near a kink the slopes towards the point must die out as it is approached; elsewhere formulas are trusted.
    """
    good = np.isfinite(surface.gradient(points)).all(axis=1)
    if kinks:
        good &= (np.abs(Tape(kinks, surface.variables).numbers(points)) > 1e-7).all(axis=1)
    known = are_defined(surface, points)
    good &= known
    flat = [own or (k and _is_flat(surface, p)) for own, k, p in zip(good, known, points, strict=True)]
    return np.array(flat, dtype=bool)


def _is_flat(surface: Surface, point: Array) -> bool:
    """Tell whether the slopes towards a point die out as it is approached."""
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
    """Drop sets along which f has no gradient, where only multiplying out had made the partials vanish."""
    kept, lone = [], []
    for own in sets if kinks else ():
        samples = own.samples[:: -(-len(own.samples) // _CURVE_LIKE)]
        smooth = samples[are_differentiable(surface, samples, kinks)]
        if 2 * len(smooth) > len(samples):
            kept.append(own)
        else:
            lone += list(smooth)
    return (kept, lone) if kinks else (list(sets), [])


def off_sets(
    candidates: Sequence[Candidate], sets: Sequence[CriticalSet], surface: Surface, span: Array
) -> list[Candidate]:
    """Drop the candidates that lie on a set of critical points."""
    if not candidates or not sets:
        return list(candidates)
    points = np.array([c.point for c in candidates])
    off = np.ones(len(candidates), dtype=bool)
    for own in sets:
        if own.equation is None:
            distance = np.abs((own.samples[:, None] - points) / span).max(axis=2).min(axis=0)
            off &= distance >= 0.05
            continue
        values = np.abs(Tape([own.equation], surface.variables).numbers(points)[:, 0])
        limits = np.array([1e-11 if c.sharp else 1e-5 for c in candidates])
        off &= ~(values <= limits)
        for k in np.flatnonzero(off & (values <= 1e-6)).tolist():
            exact = candidates[k].exact
            if exact is not None and attempt(
                partial(vanishes, [own.equation], surface.variables, exact), False, 0.2
            ):
                off[k] = False
    return [c for c, keep in zip(candidates, off, strict=True) if keep]

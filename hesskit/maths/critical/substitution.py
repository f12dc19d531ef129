"""Solving a system from one variable to the next, where its equations allow that.

An equation in one variable alone is solved for it. An equation y + g(x) = 0 gives y, which is put into the others; so
does y² + g(x) = 0 where the others hold y only as y². What remains has fewer variables, and in one variable even the
multiple zeros are proved (`one_variable`).
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import mpmath
import numpy as np
import sympy

from hesskit.maths.calculus import substituted
from hesskit.maths.critical.exact_roots import DIGITS, Root, is_nested, roots_between
from hesskit.maths.critical.intervals import Array, Tape
from hesskit.maths.critical.systems import factors_of, power_alone, put_in
from hesskit.maths.surfaces import allotted, attempt

_LONGEST = 300  # operations of an equation after another was put in
_MOST_SYSTEMS = 12
MOST_SOLUTIONS = 600

Solution = tuple[Root, ...]


@dataclass
class Solved:
    """The zeros of a system, and what is not known about it.

    Attributes
    ----------
    zeros : list of tuple of Root
        One root a variable; each zero is proved, and alone near where it is.
    doubtful : list of (ndarray, ndarray)
        Corners of boxes about which nothing is proved.
    in_time : bool
    """

    zeros: list[Solution] = field(default_factory=list)
    doubtful: list[tuple[Array, Array]] = field(default_factory=list)
    in_time: bool = True

    def add(self, other: Solved) -> None:
        """Take in what another search brought."""
        self.zeros += other.zeros
        self.doubtful += other.doubtful
        self.in_time &= other.in_time


def solved_in_turn(
    equations: Sequence[sympy.Expr],
    variables: Sequence[sympy.Symbol],
    low: Array,
    high: Array,
    deadline: float,
) -> Solved | None:
    """Solve a system one variable after the other; None where that does not work.

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> box = np.array([-1.0, -1.0]), np.array([1.0, 1.0])
    >>> found = solved_in_turn([y - sympy.tan(x), x**7 - y + sympy.tan(x)], [x, y], *box, time.perf_counter() + 2)
    >>> [[root.exact for root in zero] for zero in found.zeros], found.doubtful
    ([[0, 0]], [])
    """
    if any(e == 0 for e in equations):
        return None
    if any(not e.free_symbols for e in equations):
        return Solved()
    if len(variables) == 1:
        roots = roots_between(equations[0], variables[0], (float(low[0]), float(high[0])), deadline)
        ends = [(np.array([a]), np.array([b])) for a, b in roots.doubtful]
        return Solved([(r,) for r in roots.found], ends, roots.in_time)
    for e in sorted(equations, key=lambda own: int(own.count_ops())):
        names = [v for v in variables if e.has(v)]
        if len(names) == 1:
            return _from_one(e, names[0], equations, variables, low, high, deadline)
    for e, v in itertools.product(sorted(equations, key=lambda own: int(own.count_ops())), variables):
        found = _from_linear(e, v, equations, variables, low, high, deadline)
        if found is not None:
            return found
    return None


def _without(column: int, values: Any) -> Any:
    return np.delete(values, column)


def _from_one(
    e: sympy.Expr,
    v: sympy.Symbol,
    equations: Sequence[sympy.Expr],
    variables: Sequence[sympy.Symbol],
    low: Array,
    high: Array,
    deadline: float,
) -> Solved | None:
    """Solve the equation in one variable alone; then the others, once for each of its roots if they hold it."""
    column = list(variables).index(v)
    rest = [other for other in equations if other is not e]
    others = [w for w in variables if w != v]
    inner = _without(column, low), _without(column, high)
    if len({w for own in rest for w in own.free_symbols} - {v}) < len(others):
        return None  # a line of solutions, or none
    roots = roots_between(e, v, (float(low[column]), float(high[column])), deadline)
    result = Solved([], [_slab(column, pair, low, high) for pair in roots.doubtful], roots.in_time)
    if not any(own.has(v) for own in rest):
        below = solved_in_turn(rest, others, *inner, deadline) if roots.found else Solved()
        if below is None:
            return None
        for root in roots.found[:MOST_SOLUTIONS]:
            result.add(_placed(below, column, root))
            if len(result.zeros) > MOST_SOLUTIONS:
                break
        return result
    for root in roots.found:
        if root.exact is None or is_nested(root.exact) or root.exact.count_ops() > 12:
            return None
        there = [substituted(own, {v: root.exact}) for own in rest]
        if any(own.has(sympy.nan) for own in there):
            return None
        below = _by_factors(there, others, *inner, deadline)
        if below is None:
            return None
        result.add(_placed(below, column, root))
    return result


def _by_factors(
    equations: Sequence[sympy.Expr],
    variables: Sequence[sympy.Symbol],
    low: Array,
    high: Array,
    deadline: float,
) -> Solved | None:
    """Solve a system of which the equations may be products."""
    if any(e == 0 or e.has(sympy.nan, sympy.zoo, sympy.oo) for e in equations):
        return None
    left = deadline - time.perf_counter()
    pieces = [
        attempt(partial(factors_of, e), [e], min(allotted(0.3), left)) if e.free_symbols else []
        for e in equations
    ]
    if int(np.prod([len(own) for own in pieces])) > _MOST_SYSTEMS:
        return None
    result = Solved()
    for system in itertools.product(*pieces):
        found = solved_in_turn(system, variables, low, high, deadline)
        if found is None:
            return None
        seen = [tuple(r.number for r in zero) for zero in result.zeros]
        found.zeros = [z for z in found.zeros if tuple(r.number for r in z) not in seen]
        result.add(found)
    return result


def _slab(column: int, pair: tuple[float, float], low: Array, high: Array) -> tuple[Array, Array]:
    """Return the box in which one variable lies in an interval."""
    low, high = low.copy(), high.copy()
    low[column], high[column] = pair
    return low, high


def _placed(below: Solved, column: int, root: Root) -> Solved:
    """Put one more root into solutions of the others."""
    zeros = [(*zero[:column], root, *zero[column:]) for zero in below.zeros]
    boxes = [
        (np.insert(a, column, root.number), np.insert(b, column, root.number)) for a, b in below.doubtful
    ]
    return Solved(zeros, boxes, below.in_time)


def _from_linear(
    e: sympy.Expr,
    v: sympy.Symbol,
    equations: Sequence[sympy.Expr],
    variables: Sequence[sympy.Symbol],
    low: Array,
    high: Array,
    deadline: float,
) -> Solved | None:
    """Solve c v^k + rest = 0 for v^k and put it into the other equations."""
    left = min(allotted(0.3), deadline - time.perf_counter())
    split = attempt(lambda: power_alone(e, v), None, left)
    if split is None:
        return None
    power, value = split
    rest = [put_in(own, v, power, value) for own in equations if own is not e]
    if any(own is None or own.count_ops() > _LONGEST for own in rest):
        return None
    column = list(variables).index(v)
    others = [w for w in variables if w != v]
    below = _by_factors(rest, others, _without(column, low), _without(column, high), deadline)
    if below is None:
        return None
    tape = Tape([value], others)
    result = Solved([], [], below.in_time)
    for zero in below.zeros:
        roots = attempt(partial(_roots_at, tape, value, others, zero, power), None, 0.3)
        if roots is None:
            return None
        result.zeros += [(*zero[:column], root, *zero[column:]) for root in roots]
    for a, b in below.doubtful:
        below_v, above_v, undefined, _ = tape.enclose(a[None], b[None])
        if not undefined[0]:
            pair = (float(below_v[0, 0]), float(above_v[0, 0]))
            if power > 1:
                most = max(abs(pair[0]), abs(pair[1])) ** (1 / power)
                pair = (-most, most)
            if pair[0] <= high[column] and pair[1] >= low[column]:
                pair = max(pair[0], float(low[column])), min(pair[1], float(high[column]))
                result.doubtful.append((np.insert(a, column, pair[0]), np.insert(b, column, pair[1])))
    return result


def _roots_at(
    tape: Tape, value: sympy.Expr, others: Sequence[sympy.Symbol], zero: Solution, power: int
) -> list[Root] | None:
    """Return v from its k-th power at a solution for the other variables; None where its sign is not known."""
    with mpmath.workdps(DIGITS):
        if all(root.exact is not None for root in zero):
            sharp = value.subs({w: root.exact for w, root in zip(others, zero, strict=True)})
            if sharp.is_real is False:
                return []
            if sharp.is_zero:
                return [Root(0.0, sympy.S.Zero, mpmath.mpf(0))]
            if not is_nested(sharp) and sharp.is_finite and sharp.count_ops() <= 12:
                number = mpmath.mpf(str(sympy.N(sharp, DIGITS)))
                if abs(number) < mpmath.mpf(10) ** (10 - DIGITS):
                    return None
                base = sympy.root(abs(sharp), power) if power > 1 else abs(sharp)
                exact = [base * s for s in _signs(number > 0, power)]
                return [Root(float(x), x, mpmath.mpf(str(sympy.N(x, DIGITS)))) for x in exact]
        if any(root.digits is None for root in zero):
            return None
        number = tape.precise([root.digits for root in zero])[0]
        if isinstance(number, mpmath.mpc) or not mpmath.isfinite(number):
            return []
        if power > 1 and abs(number) < mpmath.mpf(10) ** (10 - DIGITS):
            return None
        size = mpmath.root(abs(number), power) if power > 1 else abs(number)
        return [Root(float(s * size), None, s * size) for s in _signs(number > 0, power)]


def _signs(positive: bool, power: int) -> tuple[int, ...]:
    if power % 2:
        return (1,) if positive else (-1,)
    return (1, -1) if positive else ()

"""Whole sets of critical points: what they are, where they are, and of which nature.

Glossary: h is a factor that all partial derivatives share; h = 0 is the set; c is the value of f on it,
constant along every connected piece.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import mpmath
import numpy as np
import sympy
from sympy.polys.polyerrors import BasePolynomialError

from hesskit.maths.calculus import as_words
from hesskit.maths.calculus import place as said_place
from hesskit.maths.critical.boxes import cut, first_boxes
from hesskit.maths.critical.exact_roots import Root, Roots, common_roots, guess, real_roots, roots_between
from hesskit.maths.critical.intervals import Array, Tape, Unsupported
from hesskit.maths.critical.nature import Nature, NatureName, exact_nature, seen_nature, unwrapped_on
from hesskit.maths.critical.systems import Composite, System, factors_of, never_zero, newton, plain
from hesskit.maths.surfaces import Surface, allotted, attempt

# The nature of whole sets of critical points.

_MOST_STARTS = 60
_SECONDS_FOR_NATURE = 0.4  # for one point


def set_nature(surface: Surface, h: sympy.Expr, points: Array, low: Array, high: Array) -> Nature:
    """Decide what the points of a set in a box are: by the power of h in f - c, or by the curvature across the set.

    Examples
    --------
    >>> y = sympy.Symbol("y", real=True)
    >>> line = np.array([[-1.0, 0.0], [1.0, 0.0]])
    >>> set_nature(Surface("x^4 y^2 - y^4"), y, line, np.array([-1, -1]), np.array([1, 1])).reason
    'it changes along the set, which holds points of more than one nature: minimum and saddle'
    """
    found = _by_multiplicity(surface, h, points, low, high) or by_curvature(surface, points)
    if len(found) == 1 and "undecided" not in found:
        return found.popitem()[1]
    if not found or "undecided" in found:
        own = at_some_points(surface, h, points)
        if own is not None:
            return own
        return Nature("undecided", "neither factors nor curvature decide along the whole set", False)
    words = " and ".join(f"{name}" for name in sorted(found))
    return Nature(
        "undecided", f"it changes along the set, which holds points of more than one nature: {words}", False
    )


def at_some_points(surface: Surface, h: sympy.Expr, points: Array) -> Nature | None:
    """Look beyond the second order at a few exact points of a line h = 0; None where they differ or do not decide."""
    own = [v for v in surface.variables if h.has(v)]
    if len(own) != 1 or not h.is_polynomial(*own) or sympy.degree(h, own[0]) != 1:
        return None
    root = sympy.solve(h, own[0])[0]
    column = surface.variables.index(own[0])
    found: dict[str, Nature] = {}
    for k in np.linspace(0, len(points) - 1, 5).astype(int):
        place = [sympy.Rational(round(float(c) * 8), 8) for c in points[k]]
        place[column] = root
        nature = attempt(partial(exact_nature, surface, place, True), None, allotted(_SECONDS_FOR_NATURE))
        if nature is None or nature.nature == "undecided":
            return None
        found[nature.nature] = nature
    if len(found) != 1:
        return None
    _, nature = found.popitem()
    return Nature(nature.nature, f"at the points looked at {nature.reason}", False)


def _by_multiplicity(
    surface: Surface, h: sympy.Expr, points: Array, low: Array, high: Array
) -> dict[str, Nature]:
    """Write f - c = h^m g; the parity of m and the sign of g at the samples and near its zeros decide."""
    simpler = unwrapped_on(plain(surface.expr), surface.variables, points)
    at_set = float(Surface(simpler, surface.variables).value(points[0]))
    if not np.isfinite(at_set):
        return {}
    value = sympy.nsimplify(sympy.Float(at_set, 15), rational=True, tolerance=1e-11)
    try:
        over, under = sympy.fraction(sympy.together(simpler - value))
        constant, factors = sympy.factor_list(over)
    except (BasePolynomialError, NotImplementedError):
        return {}
    own = [(q, m) for q, m in factors if q == h or q == -h or sympy.expand(q - h) == 0]
    if not own or surface.expr.count_ops() > 300:
        return {}
    rest = constant * sympy.Mul(*[q**m for q, m in factors if (q, m) not in own]) / under
    other = np.asarray(Surface(rest, surface.variables).value(points), dtype=float)
    scale = np.nanmax(np.abs(other), initial=0.0)
    if not scale > 0:
        return {}
    own_power = own[0][1]
    signs = {int(s) for s in np.sign(other[np.abs(other) > 1e-9 * scale])}
    found: dict[str, Nature] = {n.nature: n for n in (_powered(h, own_power, s) for s in signs)}
    if len(found) == 1 and own_power % 2 == 0:
        odd = [q for q, m in factors if m % 2 and not never_zero(q)]
        below = sympy.Mul(*[q for q in sympy.Mul.make_args(under) if not never_zero(q)])
        found |= _exceptions(
            Surface(constant * sympy.Mul(*odd) / below, surface.variables), h, points, low, high
        )
    return found


def _exceptions(rest: Surface, h: sympy.Expr, points: Array, low: Array, high: Array) -> dict[str, Nature]:
    """Look where g vanishes on the set h = 0: there, and nowhere else, f = c + h^m g may change its sign."""
    values = np.asarray(rest.value(points), dtype=float)
    zeros = points[np.abs(values) <= 1e-9 * np.nanmax(np.abs(values), initial=0.0)]
    if points.shape[1] == 2 and rest.expr.free_symbols:
        starts = points[:: -(-len(points) // _MOST_STARTS)]
        try:
            met, _ = newton(System((h, rest.expr), rest.variables), starts, high - low)
        except Unsupported:
            return {}
        met = met[((met >= low - 1e-7) & (met <= high + 1e-7)).all(axis=1)]
        zeros = np.concatenate([zeros, met])
    span = high - low
    for zero in np.unique(np.round(zeros / span, 6), axis=0)[:_MOST_STARTS] * span:
        if seen_nature(rest, zero, min(1.0, float(span.min()) / 4)).nature == "saddle":
            return {"saddle": Nature("saddle", "the other factors change sign there", False)}
    return {}


def _powered(h: sympy.Expr, power: int, sign: int) -> Nature:
    shown = f"({h})^{power}".replace("**", "^").replace("*", " ")
    if power % 2:
        return Nature(
            "saddle",
            f"f minus its value there is {shown} times a factor that keeps its sign: it changes sign",
            False,
        )
    name: NatureName = "minimum" if sign > 0 else "maximum"
    never = "negative" if sign > 0 else "positive"  # it may vanish, as y² does in x²y² at the origin
    factor = f"times a factor that is nowhere {never} near it"
    return Nature(name, f"f minus its value there is {shown} {factor}: a {name} that is not strict", False)


def by_curvature(surface: Surface, points: Array) -> dict[str, Nature]:
    """Along a curve of critical points f is level; the curvature across it decides where it is not zero."""
    found: dict[str, Nature] = {}
    for H in surface.hessian(points):
        if not np.isfinite(H).all():
            return {}
        values = np.linalg.eigvalsh(H)
        size = np.abs(values).max()
        others = np.sign(np.where(np.abs(values) <= 1e-6 * size, 0, values)) if size > 1e-9 else np.zeros(1)
        name: NatureName = "saddle" if {1, -1} <= set(others) else "undecided"
        if np.count_nonzero(others) == len(values) - 1 and name != "saddle":
            name = "minimum" if others.sum() > 0 else "maximum"
        way = "upwards" if name == "minimum" else "downwards"
        reason = f"f is level along the set and curves {way} across it: a {name} that is not strict"
        found[name] = Nature(name, reason, False)
    return found


# Points on a curve h = 0 (or a surface, for n > 2) inside a box.

_MOST_SAMPLES = 64


@dataclass(frozen=True)
class CurveSamples:
    """Samples of a zero set."""

    points: Array  # points on the curve, spread over it
    lone: Array  # isolated real zeros, such as the one of x² + y²


def sample_curve(
    equation: sympy.Expr, variables: Sequence[sympy.Symbol], low: Array, high: Array, coarse: bool = False
) -> CurveSamples:
    """Sample the zero set of an expression in a box by Newton's method from a grid."""
    n, span = len(variables), high - low
    tape = Tape([equation, *[equation.diff(v) for v in variables]], variables)
    cells = {1: 201, 2: 33, 3: 13}.get(n, 5) if not coarse else 9
    points = np.stack(
        np.meshgrid(*[np.linspace(a, b, cells) for a, b in zip(low, high, strict=True)], indexing="ij"), -1
    )
    points = _onto(tape, points.reshape(-1, n) + 1e-4 * span * np.sin(np.arange(n) + 1.0), span)
    slack = 1e-9 * span
    points = points[((points >= low - slack) & (points <= high + slack)).all(axis=1)]
    points = np.clip(points, low, high)
    if not len(points):
        return CurveSamples(points, points)
    slope = np.abs(tape.numbers(points)[:, 1:] * span).sum(axis=1)
    around = tape.numbers(points[:, None] + 1e-2 * span * np.concatenate([np.eye(n), -np.eye(n)]))[..., 0]
    with np.errstate(invalid="ignore"):
        regular = slope * 1e-2 > 1e-3 * np.nan_to_num(np.abs(around)).max(axis=1)
    return CurveSamples(_spread(points[regular], span, 0.02), _lone(points[~regular], points[regular], span))


def _onto(tape: Tape, points: Array, span: Array) -> Array:
    """Move points along the gradient of h onto h = 0; return those that arrive."""
    for _ in range(40):
        values = tape.numbers(points)
        good = np.isfinite(values).all(axis=1)
        points, values = points[good], values[good]
        slope = values[:, 1:] * span
        size = (slope**2).sum(axis=1)
        move = values[:, :1] * slope / np.maximum(size, 1e-300)[:, None] * span
        length = np.abs(move / span).max(axis=1, initial=0.0)
        points = points - move * np.minimum(1.0, 0.2 / np.maximum(length, 1e-300))[:, None]
        if not len(points) or length.max() < 1e-15:
            return points
    arrived: Array = points[length < 1e-6]
    return arrived


def _spread(points: Array, span: Array, apart: float) -> Array:
    """Thin points out until they are a part of the span apart, and at most 64."""
    if len(points):  # one of each small cell first: comparing all pairs would take long
        points = points[np.unique(np.round(points / (apart * span)), axis=0, return_index=True)[1]]
    kept: list[Array] = []
    for point in points[np.lexsort(points.T[::-1])][:: max(1, len(points) // 400)]:
        if all(np.abs((point - other) / span).max() > apart for other in kept):
            kept.append(point)
    chosen = np.linspace(0, len(kept) - 1, min(len(kept), _MOST_SAMPLES)).astype(int).tolist() if kept else []
    return np.array([kept[i] for i in chosen]).reshape(-1, points.shape[1])


def _lone(points: Array, regular: Array, span: Array) -> Array:
    """Return the clusters of singular points that no curve comes near."""
    away = [p for p in points if not len(regular) or np.abs((regular - p) / span).max(axis=1).min() > 0.05]
    return _spread(np.array(away).reshape(-1, points.shape[1]), span, 1e-3)


def is_shown_empty(equation: sympy.Expr, variables: Sequence[sympy.Symbol], low: Array, high: Array) -> bool:
    """Tell whether interval arithmetic shows that h vanishes nowhere in the box."""
    tape, n = Tape([equation], variables), len(variables)
    boxes = np.stack([low, high])[None]
    for _ in range(9):
        half = (boxes[:, 1] - boxes[:, 0]) / 2
        corners = np.stack(np.meshgrid(*[np.arange(2)] * n, indexing="ij"), axis=-1).reshape(-1, 1, n)
        start = (boxes[:, 0] + corners * half).reshape(-1, n)
        end = start + np.tile(half, (2**n, 1))
        below, above, undefined, _ = tape.enclose(start, end)
        may = (below[:, 0] <= 0) & (above[:, 0] >= 0) & ~undefined
        boxes = np.stack([start[may], end[may]], axis=1)
        if not len(boxes) or len(boxes) > 4000:
            break
    return not len(boxes)


_SECONDS_FOR_SETS = 1.2  # for one set
_TOO_LONG = Nature("undecided", "to find out what its points are takes too long", False)


@dataclass(frozen=True)
class CriticalSet:
    """A set of critical points that are not isolated."""

    description: str  # such as "x^2 + y^2 = 1"
    samples: Array  # points of the set
    representative: tuple[sympy.Expr, ...] | None  # one exact point of it, where one was found
    nature: Nature
    equation: sympy.Expr | None = None  # zero on the set, where it has an equation
    level: float = 0.0  # of the expression that f depends on alone
    alone: bool = True  # whether it is shown that no other set lies beside it


def written(equation: sympy.Expr) -> str:
    """Write h = 0 as people do, the constant on the right.

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> written(x**2 + y**2 - 1), written(x - y), written(2*x - 1)
    ('x^2 + y^2 = 1', 'x = y', 'x = 1/2')
    """
    constant, moving = equation.as_independent(*equation.free_symbols, as_Add=True)
    right = -constant
    factor, body = moving.as_coeff_Mul()
    if moving.is_Mul and factor.is_Number:
        moving, right = body, right / factor
    if sum(1 if term.could_extract_minus_sign() else -1 for term in sympy.Add.make_args(moving)) > 0:
        moving, right = -moving, -right
    if right == 0 and moving.is_Add and len(moving.args) == 2:
        plus, minus = sorted(moving.args, key=lambda term: bool(term.could_extract_minus_sign()))
        if minus.could_extract_minus_sign():
            moving, right = plus, -minus
            if str(right) < str(moving):
                moving, right = right, moving
    return f"{moving} = {right}".replace("**", "^").replace("*", " ")


def critical_sets(
    surface: Surface, h: sympy.Expr, low: Array, high: Array, deadline: float
) -> tuple[list[CriticalSet], Array, bool]:
    """Describe the zero set of a common factor in the box."""
    own = [v for v in surface.variables if h.has(v)]
    if len(own) == 1:
        lines, roots = critical_lines(surface, [h], own[0], low, high, deadline)
        return lines, np.empty((0, len(low))), roots.complete
    found = sample_curve(h, surface.variables, low, high)
    points = (
        found.points[np.isfinite(np.asarray(surface.value(found.points)))]
        if len(found.points)
        else found.points
    )
    if not len(points):
        return [], found.lone, bool(len(found.lone)) or is_shown_empty(h, surface.variables, low, high)
    levels = _by_value(surface, points)
    sets = []
    for level in levels:
        words = written(h) + (f" where f = {as_words(surface.value(level[0]))}" if len(levels) > 1 else "")
        point = attempt(partial(_exact_on, h, surface, level, low, high), None, allotted(_SECONDS_FOR_SETS))
        nature = attempt(
            partial(set_nature, surface, h, level, low, high), _TOO_LONG, allotted(_SECONDS_FOR_SETS)
        )
        sets.append(CriticalSet(words, level, point, nature, h))
    return sets, found.lone, True


MOST_SETS = 100


def level_sets(
    surface: Surface, whole: Composite, low: Array, high: Array, deadline: float
) -> tuple[list[CriticalSet], list[tuple[Array, Array]], bool]:
    """Describe the level sets of q on which f = F(q) is critical; return also boxes in doubt, and whether in time."""
    tape = Tape([whole.inner], surface.variables)
    below, above, _, _ = tape.enclose(low[None], high[None])
    bounds = (float(below[0, 0]), float(above[0, 0]))
    until = time.perf_counter() + 0.5 * (deadline - time.perf_counter())
    parts = [roots_between(f, whole.level, bounds, until) for f in factors_of(whole.slope)]
    roots = {root.number: root for own in parts for root in own.found}
    doubtful = [pair for own in parts for pair in own.doubtful]
    in_time = all(own.in_time for own in parts)
    outer = Surface(whole.outer, [whole.level])
    sets: list[CriticalSet] = []
    for number in sorted(roots, key=abs):
        if len(sets) == MOST_SETS or time.perf_counter() > deadline:
            in_time = False
            break
        own, empty = _level(surface, whole, outer, roots[number], low, high, len(roots) > 10)
        sets += own
        doubtful += [] if own or empty else [(number, number)]
    cells = cut(cut(first_boxes(low, high - low)))
    least, most = (ends[:, 0] for ends in tape.enclose(cells[:, 0], cells[:, 1])[:2])
    unsure = np.zeros(len(cells), dtype=bool)
    for a, b in doubtful:
        slack = 1e-3 * (bounds[1] - bounds[0])
        beside = [k for k, own in enumerate(sets) if a - slack <= own.level <= b + slack]
        for k in beside:
            sets[k] = replace(sets[k], alone=False)
        unsure |= (least <= b) & (most >= a) & (not beside)
    return sorted(sets, key=lambda own: own.level), [(c[0], c[1]) for c in cells[unsure]], in_time


def _level(
    surface: Surface, whole: Composite, outer: Surface, root: Root, low: Array, high: Array, hurried: bool
) -> tuple[list[CriticalSet], bool]:
    """Describe one level set, or tell that it has no curve in the box."""
    value = sympy.Float(root.number, 17) if root.exact is None else root.exact
    equation = whole.inner - value
    found = sample_curve(equation, surface.variables, low, high, coarse=True)
    if not len(found.points):
        found = sample_curve(equation, surface.variables, low, high)
    slopes = Tape([whole.inner, *[whole.inner.diff(v) for v in surface.variables]], surface.variables)
    values = np.abs(slopes.numbers(np.concatenate([found.lone, [low, high]])))
    steep = (values[:-2, 1:] * (high - low)).max(axis=1, initial=0.0)
    moving = steep > 1e-9 * values[-2:, 0].max()
    points = np.concatenate([found.points, found.lone[moving]])
    points = points[np.isfinite(np.asarray(surface.value(points)))] if len(points) else points
    if not len(points):
        lone = len(found.lone) > 0 and not moving.any()  # the gradient of q vanishes there: found as a point
        return [], lone or is_shown_empty(equation, surface.variables, low, high)
    nature = attempt(partial(_level_nature, whole, outer, root), _TOO_LONG, allotted(_SECONDS_FOR_NATURE))
    point = None
    if not hurried:
        work = partial(_exact_on, equation, surface, points, low, high)
        point = attempt(work, None, allotted(_SECONDS_FOR_NATURE))
    digits = 9 if abs(root.number) < 1e6 else 16
    words = written(whole.inner - (sympy.Float(root.number, digits) if root.exact is None else root.exact))
    return [CriticalSet(words, points, point, nature, equation, root.number)], False


def _level_nature(whole: Composite, outer: Surface, root: Root) -> Nature:
    """Tell what the points of a level set are: what F has at the level."""
    name = str(whole.inner).replace("**", "^").replace("*", " ")
    around = np.abs(outer.hessian(root.number + np.array([[-1e-3], [1e-3]]) * max(1.0, abs(root.number))))
    curvature = float(outer.hessian([root.number])[0, 0])
    own: NatureName = "undecided"
    if abs(curvature) > 1e-6 * np.nanmax(around, initial=0.0):
        own = "minimum" if curvature > 0 else "maximum"
    elif root.exact is not None:
        own = exact_nature(outer, [root.exact]).nature
    if own == "undecided":
        seen = seen_nature(outer, np.array([root.number]))
        if seen.nature != "undecided":
            return Nature(seen.nature, f"f depends on {name} alone, and {seen.reason}", False)
        return Nature(own, f"f depends on {name} alone, but whether it turns there is not decided", False)
    if own == "saddle":
        return Nature(own, f"f depends on {name} alone, and rises, or falls, through this value of it", False)
    most = "lowest" if own == "minimum" else "highest"
    reason = f"f depends on {name} alone, and is {most} where that has this value: a {own} that is not strict"
    return Nature(own, reason, False)


def critical_lines(
    surface: Surface,
    functions: Sequence[sympy.Expr],
    variable: sympy.Symbol,
    low: Array,
    high: Array,
    deadline: float,
) -> tuple[list[CriticalSet], Roots]:
    """Describe the lines (planes, for n > 2) on which functions of one variable vanish together."""
    column = surface.variables.index(variable)
    bounds = (float(low[column]), float(high[column]))
    roots = common_roots(functions, variable, bounds, deadline)
    sets = []
    for root in roots.found:
        name = (
            f"{root.number:.9g}"
            if root.exact is None
            else str(root.exact).replace("**", "^").replace("*", " ")
        )
        samples = _across(low, high, column, root.number)
        samples = samples[np.isfinite(np.asarray(surface.value(samples)))]
        if not len(samples):
            continue
        middle = samples[np.abs(samples - samples.mean(axis=0)).sum(axis=1).argmin()]
        place = [sympy.Rational(float(c)) for c in middle]
        exact = None if root.exact is None else (*place[:column], root.exact, *place[column + 1 :])
        equation = variable - (sympy.Float(root.number, 17) if root.exact is None else root.exact)
        divisor = functions[0] if len(functions) == 1 else equation
        nature = attempt(
            partial(set_nature, surface, divisor, samples, low, high),
            _TOO_LONG,
            allotted(_SECONDS_FOR_SETS),
        )
        sets.append(CriticalSet(f"{variable} = {name}", samples, exact, nature, equation))
    return sets, roots


def _across(low: Array, high: Array, column: int, number: float) -> Array:
    axes = [np.linspace(a, b, 25 if len(low) == 2 else 7) for a, b in zip(low, high, strict=True)]
    axes[column] = np.array([number])
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(low))


def _by_value(surface: Surface, points: Array) -> list[Array]:
    values = np.asarray(surface.value(points))
    order = np.argsort(values)
    scale = max(float(np.abs(values).max()), 1e-12)
    cuts = np.flatnonzero(np.diff(values[order]) > 1e-7 * scale) + 1
    return [points[np.sort(index)] for index in np.split(order, cuts)]


def _exact_on(
    h: sympy.Expr, surface: Surface, points: Array, low: Array, high: Array
) -> tuple[sympy.Expr, ...] | None:
    """Look for a rational point on the curve, above a few simple values of one variable."""
    if len(surface.variables) != 2 or not h.is_polynomial(*surface.variables):
        return None
    value = float(surface.value(points[0]))
    for column, simple in ((c, s) for s in map(sympy.Rational, (0, 1, -1, "1/2", 2)) for c in (1, 0)):
        if not low[column] <= simple <= high[column]:
            continue
        kept = surface.variables[1 - column]
        slice_ = sympy.Poly(h.subs(surface.variables[column], simple), kept)
        if slice_.degree() < 1 or not all(c.is_Rational for c in slice_.coeffs()):
            continue
        with mpmath.workdps(60):
            roots = [guess(r, True) for r in real_roots(slice_, kept, (low[1 - column], high[1 - column]))]
        for root in sorted([r for r in roots if r is not None and r.is_Rational], key=lambda r: (-r, r)):
            place = (simple, root) if column == 0 else (root, simple)
            if low[1 - column] <= root <= high[1 - column] and _same(
                value, surface.value([float(c) for c in place])
            ):
                return place
    return None


def _same(a: float, b: float) -> bool:
    return bool(abs(a - b) <= 1e-7 * max(1.0, abs(a)))


def whole_space(surface: Surface, low: Array, high: Array) -> CriticalSet:
    """Return the set of all points, for a constant."""
    name = {1: "the whole line", 2: "the whole plane"}.get(len(low), "the whole space")
    middle = tuple(sympy.Rational(float(c)) for c in (low + high) / 2)
    reason = "f is constant: every point is a minimum and a maximum, none of them strict"
    return CriticalSet(name, np.array([(low + high) / 2]), middle, Nature("minimum", reason, False))


def numerical_set(surface: Surface, points: Sequence[Array]) -> CriticalSet:
    """Gather points that look like a curve into one set."""
    samples = np.array(points)
    shown = ", ".join(said_place(np.round(p, 9)) for p in samples[:: max(1, len(samples) // 3)][:3])
    found = by_curvature(surface, samples)
    nature = (
        found.popitem()[1]
        if len(found) == 1 and "undecided" not in found
        else Nature("undecided", "the curvature across the set does not decide", False)
    )
    reason = f"{nature.reason} (seen numerically at {len(samples)} points)"
    return CriticalSet(
        f"a set found numerically, through {shown}, …", samples, None, Nature(nature.nature, reason, False)
    )

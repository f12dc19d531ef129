"""Whole sets of critical points: what they are, where they are, and of which nature.

Glossary: h is a factor that all partial derivatives share; h = 0 is the set; c is the value of f on it,
constant along every connected piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import mpmath
import numpy as np
import sympy

from hesskit.maths.budget import attempt
from hesskit.maths.curves import is_shown_empty, sample_curve
from hesskit.maths.elimination import real_roots
from hesskit.maths.exact_values import guess
from hesskit.maths.intervals import Array
from hesskit.maths.nature import Nature
from hesskit.maths.one_variable import Roots, common_roots
from hesskit.maths.set_nature import by_curvature, set_nature
from hesskit.maths.surfaces import Surface

_SECONDS = 0.5  # for one set
_TOO_LONG = Nature("undecided", "to find out what its points are takes too long", False)


@dataclass(frozen=True)
class CriticalSet:
    """A set of critical points that are not isolated.

    Attributes
    ----------
    description : str
        Such as "x^2 + y^2 = 1".
    samples : ndarray, shape (k, n)
        Points of the set.
    representative : tuple of sympy.Expr or None
        One exact point of it, where one was found.
    nature : Nature
    equation : sympy.Expr or None
        Zero on the set, where it has an equation.
    """

    description: str
    samples: Array
    representative: tuple[sympy.Expr, ...] | None
    nature: Nature
    equation: sympy.Expr | None = None


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
    """Describe the zero set of a common factor in the box.

    Returns
    -------
    sets : list of CriticalSet
        One for each value that f takes on h = 0; a factor in one variable alone gives a line for each of its roots.
    lone : ndarray, shape (m, n)
        Isolated zeros of h.
    complete : bool
        Whether it is shown that h vanishes nowhere else.
    """
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
        words = written(h) + (f" where f = {float(surface.value(level[0])):.6g}" if len(levels) > 1 else "")
        point = attempt(lambda level=level: _exact_on(h, surface, level, low, high), None, _SECONDS)
        nature = attempt(lambda level=level: set_nature(surface, h, level, low, high), _TOO_LONG, _SECONDS)
        sets.append(CriticalSet(words, level, point, nature, h))
    return sets, found.lone, True


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
            lambda divisor=divisor, samples=samples: set_nature(surface, divisor, samples, low, high), _TOO_LONG, _SECONDS
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
    shown = ", ".join(
        "(" + ", ".join(f"{round(float(c), 9) + 0.0:.6g}" for c in p) + ")"
        for p in samples[:: max(1, len(samples) // 3)][:3]
    )
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

"""How wrong the Taylor models about one centre are: the largest error on circles, its slopes, its bounds.

Letters: a is the centre, d = x − a the displacement and r = |d|; order k has the bound M r^(k+1)/(k+1)!, where M is
the largest derivative of order k + 1 along a unit direction on the disc of radius r: |∇f|, an |eigenvalue| of H, or
|D³f(u, u, u)|. Source: Nocedal and Wright, Numerical Optimization, 2nd ed. (2006), theorem 2.1.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import factorial
from typing import Any

import numpy as np
import numpy.typing as npt
import sympy

from hesskit.maths.calculus.taylor_model import TaylorModel
from hesskit.maths.surfaces import NODES, Function, Surface, compile_grid, derivative, prepare

# The error of central second differences against their step: the curve, and the two laws it obeys.

Array = npt.NDArray[np.float64]
SMALLEST_STEP = -8.0  # log₁₀ of the smallest step
STEPS_PER_DECADE = 20
STEPS = np.logspace(SMALLEST_STEP, 0, int(-SMALLEST_STEP) * STEPS_PER_DECADE + 1)
STEPS.setflags(write=False)
# the places of the stencil, in steps: the centre, the four neighbours, the four corners
STENCIL = np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)], float)


@dataclass(frozen=True)
class Laws:
    """The two laws of one error curve, NaN where the curve does not follow them, and its best step."""

    truncation: float  # C in C·h²
    rounding: float  # K in K/h²
    best: float  # the step of the least error, the largest such
    least: float  # that error

    def dominant(self, step: float) -> str:
        """Say which part of the error is the larger at this step: "truncation" or "rounding"."""
        if self.truncation > 0 and self.rounding > 0:
            return "truncation" if self.truncation * step**4 > self.rounding else "rounding"
        return "truncation" if step > self.best else "rounding"


def difference_hessians(surface: Surface, point: Array, steps: Array) -> Array:
    """Compute the Hessian (m, 2, 2) at one point by central differences with each of m steps, all at once."""
    z = surface.value(point + steps[:, None, None] * STENCIL)
    with np.errstate(all="ignore"):
        centre, right, left, up, down, ne, nw, se, sw = z.T
        xx = (right - 2 * centre + left) / steps**2
        yy = (up - 2 * centre + down) / steps**2
        xy = (ne - nw - se + sw) / (4 * steps * steps)
    return np.stack([xx, xy, xy, yy], axis=-1).reshape(-1, 2, 2)


def laws_of(errors: Array) -> Laws:
    """Read both laws off an error curve (161,) over STEPS."""
    if np.isnan(errors).all():
        return Laws(*[float("nan")] * 4)
    least = float(np.nanmin(errors))
    best = float(STEPS[np.flatnonzero(errors == least)[-1]])
    with np.errstate(divide="ignore", invalid="ignore"):
        return Laws(_truncation(np.log10(errors)), _rounding(np.log10(errors)), best, least)


def _truncation(logs: Array) -> float:
    """Find the decade over which the error rises steadily and most nearly like h²."""
    windows = np.lib.stride_tricks.sliding_window_view(logs, STEPS_PER_DECADE + 1)
    slopes = windows[:, -1] - windows[:, 0]
    steady = (
        np.isfinite(windows).all(axis=1)
        & (np.diff(windows, axis=1) > 0).all(axis=1)
        & (abs(slopes - 2) < 0.15)
    )
    if not steady.any():
        return float("nan")
    start = int(np.flatnonzero(steady)[np.argmin(abs(slopes[steady] - 2))])
    middle = slice(start, start + STEPS_PER_DECADE + 1)
    return float(10 ** np.median(logs[middle] - 2 * np.log10(STEPS[middle])))


def _rounding(logs: Array) -> float:
    """Fit K to the two decades of the smallest steps, where rounding is all; it is noise, so by the median."""
    x, y = np.log10(STEPS[: 2 * STEPS_PER_DECADE + 1]), logs[: 2 * STEPS_PER_DECADE + 1]
    known = np.isfinite(y)
    if known.sum() < STEPS_PER_DECADE or not -3.0 < np.polyfit(x[known], y[known], 1)[0] < -1.0:
        return float("nan")
    return float(10 ** np.median(y[known] + 2 * x[known]))


def degree_bound(surface: Surface) -> float:
    """Bound the degree of a polynomial from its formula as it stands, unexpanded; infinity for anything else."""
    return _degree(surface.expr)


def _degree(expr: sympy.Expr) -> float:
    if expr.is_Symbol:
        return 1.0
    if not expr.free_symbols:
        return 0.0
    if expr.is_Add:
        return max(_degree(part) for part in expr.args)
    if expr.is_Mul:
        return sum(_degree(part) for part in expr.args)
    if expr.is_Pow and expr.exp.is_Integer and expr.exp > 0:
        return float(expr.exp) * _degree(expr.base)
    return float("inf")


# Where a formula may break off: the expressions whose zeros are its poles, and those whose zeros are its
# kinks.


@lru_cache(maxsize=32)
def seams(surface: Surface) -> tuple[Callable[[Array], list[Any]], int]:
    """Compile the expressions at whose zeros a surface may break off, and say how many of them, the first, make poles.

    Examples
    --------
    >>> evaluate, poles = seams(Surface("1/x + abs(y)"))
    >>> [float(each) for each in evaluate(np.array([2.0, 3.0]))], poles
    ([2.0, 3.0], 1)
    """
    poles: set[Any] = set()
    kinks: set[Any] = set()
    for part in sympy.preorder_traversal(surface.expr):
        if isinstance(part, sympy.Pow) and part.base.free_symbols and not part.exp.is_nonnegative:
            poles.add(part.base)
        elif isinstance(part, sympy.Pow) and part.base.free_symbols and not part.exp.is_integer:
            kinks.add(part.base)
        elif function := NODES.get(type(part).__name__):
            poles |= _poles(function, part.args[0])
            kinks |= {part.args[0]} if function.kink else set()
        elif isinstance(part, sympy.Heaviside):
            kinks.add(part.args[0])
        elif isinstance(part, sympy.core.relational.Relational):
            kinks.add(part.lhs - part.rhs)
    listed = [*sorted(poles, key=sympy.default_sort_key), *sorted(kinks - poles, key=sympy.default_sort_key)]
    return compile_grid(surface.variables, [prepare(each) for each in listed]), len(poles)


def _poles(function: Function, argument: Any) -> set[Any]:
    """What vanishes where a function of this argument is infinite."""
    domain = function.domain
    found = {getattr(sympy, function.pole)(argument)} if function.pole else set()
    if domain and not domain.ends:
        found |= {argument - end for end in (domain.low, domain.high) if math.isfinite(end)}
    return found


def crossed(surface: Surface, centre: Array, circles: Array) -> tuple[Array, Array]:
    """Say which circles (m, k, 2) cross a pole of a surface, and which a pole or a kink, seen from the centre: (m,)."""
    evaluate, poles = seams(surface)
    found = np.zeros((2, len(circles)), bool)
    for index, (there, here) in enumerate(zip(evaluate(circles), evaluate(centre), strict=True)):
        other = np.broadcast_to(np.sign(there) != np.sign(here), circles.shape[:2]).any(axis=1)
        found[1] |= other
        if index < poles:
            found[0] |= other
    return found[0], found[1]


SMALLEST_DISTANCE, DISTANCES_PER_DECADE = -5, 12
DISTANCES = np.logspace(SMALLEST_DISTANCE, 0, -SMALLEST_DISTANCE * DISTANCES_PER_DECADE + 1)
LEAST, WINDOW = 6, 18  # how many distances a slope needs, and how many it is fitted to
_turns = np.linspace(0, 2 * np.pi, 48, endpoint=False)
DIRECTIONS = np.stack([np.cos(_turns), np.sin(_turns)], axis=-1)
_c, _s = DIRECTIONS[:24].T  # a third derivative along −u is that along u with its sign changed
CUBES = np.stack([_c**3, 3 * _c**2 * _s, 3 * _c * _s**2, _s**3])  # (4, 24)
NOISE = np.array([1e-9, 1e-8, 1e-7])  # distances at which a quadratic model is wrong by rounding alone
EPSILON = float(np.finfo(float).eps)


@dataclass(frozen=True, eq=False)
class ErrorCurves:
    """The errors of orders 0, 1 and 2 (first axis) over DISTANCES and at one distance more; NaN where there is none."""

    errors: Array  # (3, 61), the largest over all directions
    rounding: Array  # (61,), about what rounding makes of them
    bounds: Array  # (3, 61), from derivatives sampled on the disc; NaN from where they are broken on
    here: Array  # (3,), errors at the one distance
    rounding_here: float
    bounds_here: Array  # (3,)
    largest: Array  # (3,), M₁, M₂, M₃ on the disc of that distance
    slopes: Array  # (3,), fitted on log–log axes
    hidden: Array  # (3,), the distance below which rounding hides the error; 0 when it never does
    third: Array  # (4,), f_xxx, f_xxy, f_xyy, f_yyy at the centre

    def exact(self, order: int) -> bool:
        """Whether the model is f as far as can be seen: there is no error beyond rounding at any distance."""
        known = np.isfinite(self.errors[order])
        return bool(known.any() and (self.errors[order] <= 10 * self.rounding)[known].all())


def error_curves(surface: Surface, centre: Array, distance: float) -> ErrorCurves:
    """Measure the errors of the three models about one centre."""
    circles = centre + np.concatenate([[distance], DISTANCES])[:, None, None] * DIRECTIONS
    points = np.concatenate([circles, centre + NOISE[:, None, None] * DIRECTIONS])
    with np.errstate(all="ignore"):
        f = np.asarray(surface.value(points), float)
        apart = np.stack([_off(surface, centre, order, points, f) for order in range(3)])
        errors = greatest(apart[:, : len(circles)])
        poles, broken = crossed(surface, centre, circles)
        errors[~np.isfinite(errors) | poles] = np.nan
        rounding = np.maximum(
            4 * EPSILON * np.abs(f[: len(circles)]).max(axis=1), 4 * EPSILON * abs(surface.at(centre)[0])
        )
        rounding = np.maximum(rounding, np.nan_to_num(apart[2, len(circles) :].max()))
        rounding[poles] = np.nan
        largest, third = _largest(surface, centre, circles)
        bounds, here = _bounds(largest, errors, rounding, distance, broken)
    return ErrorCurves(
        errors[:, 1:], rounding[1:], bounds[:, 1:], errors[:, 0], float(rounding[0]), bounds[:, 0], here,
        np.array([slope_of(each, rounding[1:]) for each in errors[:, 1:]]),
        np.array([hidden_below(each, rounding[1:]) for each in errors[:, 1:]]), third,
    )  # fmt: skip


_nodes, _between = np.arange(-2.0, 3.0), np.linspace(-1, 1, 41)
# what each of five neighbours weighs in the quartic through them, at places between the middle three
QUARTIC = np.stack(
    [np.prod([(_between - m) / (k - m) for m in _nodes if m != k], axis=0) for k in _nodes], axis=-1
)


def greatest(samples: Array) -> Array:
    """Give the greatest of samples round a circle (..., n), and between them by a quartic through its neighbours.

    >>> turns = 2 * np.pi * np.arange(48) / 48
    >>> float(np.cos(3 * (turns - 0.06)).max().round(4)), float(greatest(np.cos(3 * (turns - 0.06))).round(4))
    (0.9838, 1.0)
    """
    places = samples.argmax(axis=-1)[..., None] + np.arange(-2, 3)
    near = np.take_along_axis(samples, places % samples.shape[-1], axis=-1)
    return np.asarray((near @ QUARTIC.T).max(axis=-1))


def _off(surface: Surface, centre: Array, order: int, points: Array, f: Array) -> Array:
    try:
        return np.abs(f - TaylorModel(surface, centre, order)(points))
    except ValueError:  # f lacks the derivatives that this order needs
        return np.full(f.shape, np.nan)


def _largest(surface: Surface, centre: Array, circles: Array) -> tuple[Array, Array]:
    """Give the largest derivatives of orders 1, 2, 3 on each circle with its centre (3, 62), and the third there."""
    places = np.concatenate([circles.reshape(-1, 2), centre[None]])
    gradient, hessian = surface.gradient(places), surface.hessian(places)
    xx, xy, yy = hessian[:, 0, 0], hessian[:, 0, 1], hessian[:, 1, 1]
    bend = np.abs(xx + yy) / 2 + np.hypot((xx - yy) / 2, xy)
    third = np.empty((len(places), 4))
    for column, entry in enumerate(third_derivatives(surface)(places)):
        third[:, column] = entry
    along = np.abs(third @ CUBES)
    sizes = np.stack([np.hypot(*gradient.T), bend, along.max(axis=1)])
    on_circles = sizes[:, :-1].reshape(3, len(circles), -1)
    worst = on_circles[2].argmax(axis=1) + on_circles.shape[2] * np.arange(len(circles))
    found = on_circles.max(axis=2)
    found[2] = greatest(along[worst])
    return np.maximum(found, [*sizes[:2, -1:], greatest(along[-1:])]), third[-1]


def _bounds(
    largest: Array, errors: Array, rounding: Array, distance: float, broken: npt.NDArray[Any]
) -> tuple[Array, Array]:
    """Turn what is largest on circles into bounds on discs (3, 62), and give M at the first distance (3,)."""
    discs = np.maximum.accumulate(largest[:, 1:], axis=1)
    inside = int(np.searchsorted(DISTANCES, distance, side="right"))
    here = np.maximum(largest[:, 0], discs[:, inside - 1]) if inside else largest[:, 0]
    radii = np.concatenate([[distance], DISTANCES])
    powers = np.stack([radii ** (k + 1) / factorial(k + 1) for k in range(3)])
    bounds = np.column_stack([here, discs]) * powers
    failing = broken | ~(errors <= 1.02 * bounds + 20 * rounding)  # what breaks off between the samples, too
    for bound, fails in zip(bounds, failing, strict=True):
        bound[radii >= radii[fails].min(initial=np.inf)] = np.nan
    bounds[~np.isfinite(bounds)] = np.nan
    return np.fmax(bounds, np.where(errors <= bounds * 1.02, errors, np.nan)), here  # both are sampled


def slope_of(errors: Array, rounding: Array) -> float:
    """Fit the slope of log error against log distance, over the smallest distances where rounding does not rule.

    NaN when there are too few of them, or when they do not lie on a line.
    """
    clean = errors > 100 * rounding
    runs = np.flatnonzero(np.lib.stride_tricks.sliding_window_view(clean, LEAST).all(axis=1))
    if not runs.size:
        return float("nan")
    start = int(runs[0])
    stop = start + int(np.argmin(np.append(clean[start : start + WINDOW], False)))
    x, y = np.log10(DISTANCES[start:stop]), np.log10(errors[start:stop])
    line = np.polyfit(x, y, 1)
    return float(line[0]) if np.abs(np.polyval(line, x) - y).max() < 0.08 else float("nan")


def hidden_below(errors: Array, rounding: Array) -> float:
    """Give the largest distance up to which every error drowns in rounding; 0 when the smallest does not."""
    seen = np.flatnonzero(~(errors <= 10 * rounding))
    first = int(seen[0]) if seen.size else len(errors)
    return float(DISTANCES[first - 1]) if first else 0.0


@lru_cache(maxsize=32)
def third_derivatives(surface: Surface) -> Callable[[Array], list[Array]]:
    """Compile f_xxx, f_xxy, f_xyy and f_yyy, as a function of points (..., 2)."""
    x, y = surface.variables
    xx, xy, yy = (surface.hessian_matrix[i, j] for i, j in ((0, 0), (0, 1), (1, 1)))
    entries = [derivative(entry, variable) for entry, variable in ((xx, x), (xx, y), (xy, y), (yy, y))]
    return compile_grid(surface.variables, [prepare(entry, derivative=True) for entry in entries])


@lru_cache(maxsize=32)
def degree_of(surface: Surface) -> float:
    """Give the degree of a polynomial; infinity for anything else, and for a degree too high to expand."""
    bound = degree_bound(surface)
    if bound > 40:
        return float("inf")
    return float(max(sympy.Poly(surface.expr, *surface.variables).total_degree(), 0))

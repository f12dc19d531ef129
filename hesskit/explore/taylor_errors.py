"""How wrong the Taylor models about one centre are: the largest error on circles, its slopes, its bounds.

Letters: a is the centre, d = x − a the displacement and r = |d|; order k has the bound M r^(k+1)/(k+1)!, where M is
the largest derivative of order k + 1 along a unit direction on the disc of radius r: |∇f|, an |eigenvalue| of H, or
|D³f(u, u, u)|. Source: Nocedal and Wright, Numerical Optimization, 2nd ed. (2006), theorem 2.1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import factorial
from typing import Any

import numpy as np
import numpy.typing as npt
import sympy

from hesskit.explore.seams import crossed
from hesskit.explore.step_laws import degree_bound
from hesskit.maths.compiling import compile_grid, prepare
from hesskit.maths.real_calculus import derivative
from hesskit.maths.surfaces import Surface
from hesskit.maths.taylor import TaylorModel

Array = npt.NDArray[np.float64]
SMALLEST, PER_DECADE = -5, 12
DISTANCES = np.logspace(SMALLEST, 0, -SMALLEST * PER_DECADE + 1)
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
        errors = apart[:, : len(circles)].max(axis=2)
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
    sizes = np.stack([np.hypot(*gradient.T), bend, np.abs(third @ CUBES).max(axis=1)])
    on_circles = sizes[:, :-1].reshape(3, len(circles), -1).max(axis=2)
    return np.maximum(on_circles, sizes[:, -1:]), third[-1]


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
    return bounds, here


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

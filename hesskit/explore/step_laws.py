"""The error of central second differences against their step: the curve, and the two laws it obeys.

Letters: h is a step; the error is C·h² from truncation and K/h² from rounding (K is a few ε times the size of f).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import sympy

from hesskit.maths.surfaces import Surface

Array = npt.NDArray[np.float64]
SMALLEST = -8.0  # log₁₀ of the smallest step
PER_DECADE = 20
STEPS = np.logspace(SMALLEST, 0, int(-SMALLEST) * PER_DECADE + 1)
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
    windows = np.lib.stride_tricks.sliding_window_view(logs, PER_DECADE + 1)
    slopes = windows[:, -1] - windows[:, 0]
    steady = (
        np.isfinite(windows).all(axis=1)
        & (np.diff(windows, axis=1) > 0).all(axis=1)
        & (abs(slopes - 2) < 0.15)
    )
    if not steady.any():
        return float("nan")
    start = int(np.flatnonzero(steady)[np.argmin(abs(slopes[steady] - 2))])
    middle = slice(start, start + PER_DECADE + 1)
    return float(10 ** np.median(logs[middle] - 2 * np.log10(STEPS[middle])))


def _rounding(logs: Array) -> float:
    """Fit K to the two decades of the smallest steps, where rounding is all; it is noise, so by the median."""
    x, y = np.log10(STEPS[: 2 * PER_DECADE + 1]), logs[: 2 * PER_DECADE + 1]
    known = np.isfinite(y)
    if known.sum() < PER_DECADE or not -3.0 < np.polyfit(x[known], y[known], 1)[0] < -1.0:
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

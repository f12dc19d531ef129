"""Points on a curve h = 0 (or a surface, for n > 2) inside a box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import sympy

from hesskit.maths.intervals import Array
from hesskit.maths.tape import Tape

_MOST_SAMPLES = 64


@dataclass(frozen=True)
class CurveSamples:
    """Samples of a zero set.

    Attributes
    ----------
    points : ndarray, shape (k, n)
        Points on the curve, spread over it.
    lone : ndarray, shape (m, n)
        Isolated real zeros, such as the one of x² + y².
    """

    points: Array
    lone: Array


def sample_curve(
    equation: sympy.Expr, variables: Sequence[sympy.Symbol], low: Array, high: Array
) -> CurveSamples:
    """Sample the zero set of an expression in a box by Newton's method from a grid.

    Parameters
    ----------
    equation : sympy.Expr
    variables : sequence of n sympy.Symbol
    low, high : ndarray, shape (n,)

    Returns
    -------
    CurveSamples
    """
    n, span = len(variables), high - low
    tape = Tape([equation, *[equation.diff(v) for v in variables]], variables)
    cells = {1: 201, 2: 33, 3: 13}.get(n, 5)
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

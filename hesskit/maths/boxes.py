"""Boxes by the thousand: cutting them up, dropping those without a zero, settling those with exactly one.

Glossary: F is the system, J its Jacobian; *lows* and *highs* bound the entries of J over each box, shape (k, n, n).

Source: R. E. Moore, R. B. Kearfott and M. J. Cloud, Introduction to Interval Analysis (SIAM, 2009), chapter 8.
"""

from __future__ import annotations

import numpy as np

from hesskit.maths.intervals import Array, Mask
from hesskit.maths.system import System

_FIRST_CELLS = {1: 64, 2: 16, 3: 8}
_MARGIN = 1e-6  # boxes are tested a little enlarged, so that a zero on a common edge is not lost
NEAR_SINGULAR = 2e-3  # of the domain's width: within this of a singular zero a small box may stay open


def first_boxes(corner: Array, span: Array) -> Array:
    """Return the boxes to begin with, shape (k, 2, n), from the lower corner and the span of the domain."""
    n = len(corner)
    cells = _FIRST_CELLS.get(n, 4)
    index = np.stack(np.meshgrid(*[np.arange(cells)] * n, indexing="ij"), axis=-1).reshape(-1, n)
    return np.stack([corner + span * index / cells, corner + span * (index + 1) / cells], axis=1)


def cut(boxes: Array) -> Array:
    """Halve every box along every axis."""
    n = boxes.shape[2]
    half = (boxes[:, 1] - boxes[:, 0]) / 2
    corners = np.stack(np.meshgrid(*[np.arange(2)] * n, indexing="ij"), axis=-1).reshape(-1, 1, n)
    low = (boxes[:, 0] + corners * half).reshape(-1, n)
    return np.stack([low, low + np.tile(half, (2**n, 1))], axis=1)


def _enlarged(boxes: Array) -> tuple[Array, Array]:
    extra = _MARGIN * (boxes[:, 1] - boxes[:, 0])
    return boxes[:, 0] - extra, boxes[:, 1] + extra


def not_excluded(system: System, boxes: Array) -> tuple[Array, Array, Array]:
    """Keep the boxes that may hold a zero; return them with the bounds of J over them."""
    n = boxes.shape[2]
    low, high, undefined, partial = system.tape.enclose(*_enlarged(boxes))
    keep = ((low[:, :n] <= 0) & (high[:, :n] >= 0)).all(axis=1) & ~undefined
    lows, highs = low[:, n:].reshape(-1, n, n), high[:, n:].reshape(-1, n, n)
    lows[partial], highs[partial] = -np.inf, np.inf
    boxes, lows, highs = boxes[keep], lows[keep], highs[keep]
    if not len(boxes):
        return boxes, lows, highs
    value, _ = system.run(boxes.mean(axis=1))
    reach = (boxes[:, 1] - boxes[:, 0]) / 2 * (1 + 3 * _MARGIN)
    inverse = _middle_inverse(lows, highs)
    with np.errstate(invalid="ignore", over="ignore"):
        steepest = np.maximum(np.abs(lows), np.abs(highs))
        away: Mask = np.abs(value) > np.nan_to_num(np.einsum("kij,kj->ki", steepest, reach), nan=np.inf) * (
            1 + 1e-9
        )
        middle, radius = (lows + highs) / 2, (highs - lows) / 2
        moved = np.abs(np.einsum("kij,kj->ki", inverse, value))
        spread = np.abs(np.einsum("kij,kjl->kil", inverse, middle)) + np.einsum(
            "kij,kjl->kil", np.abs(inverse), radius
        )
        away |= moved > np.nan_to_num(np.einsum("kij,kj->ki", spread, reach), nan=np.inf) * (1 + 1e-9)
    keep = ~np.any(away, axis=1)
    return boxes[keep], lows[keep], highs[keep]


def _middle_inverse(lows: Array, highs: Array) -> Array:
    """Invert the middle of each interval matrix; the identity where that cannot be done."""
    n = lows.shape[-1]
    with np.errstate(invalid="ignore", over="ignore"):
        middle = (lows + highs) / 2
        size = np.abs(middle).max(axis=(1, 2))
        usable = np.isfinite(middle).all(axis=(1, 2)) & (size > 0)
        middle = np.where(usable[:, None, None], middle, np.eye(n))
        usable &= np.abs(np.linalg.det(middle / np.where(usable, size, 1.0)[:, None, None])) > 1e-12
    inverse: Array = np.linalg.inv(np.where(usable[:, None, None], middle, np.eye(n)))
    return inverse


def settled(system: System, boxes: Array, lows: Array, highs: Array, zeros: Array) -> Mask:
    """Tell which boxes hold a known zero and provably no other."""
    if not len(zeros) or not len(boxes):
        return np.zeros(len(boxes), dtype=bool)
    low, high = _enlarged(boxes)
    within = (low[:, None] <= zeros) & (zeros <= high[:, None])
    inside: Mask = np.any(np.all(within, axis=2), axis=1)
    inverse = _middle_inverse(lows, highs)
    with np.errstate(invalid="ignore", over="ignore"):
        product = np.einsum("kij,kjl->kil", inverse, (lows + highs) / 2)
        radius = np.einsum("kij,kjl->kil", np.abs(inverse), (highs - lows) / 2)
        distance = np.abs(product - np.eye(boxes.shape[2])) + radius
        regular: Mask = np.nan_to_num(distance.sum(axis=2), nan=np.inf).max(axis=1) < 1 - 1e-9
    both: Mask = regular & inside
    return both


def beside_singular(boxes: Array, points: Array, span: Array) -> Mask:
    """Tell which small boxes lie close to a singular zero, where cutting would go on for ever."""
    if not len(points):
        return np.zeros(len(boxes), dtype=bool)
    small: Mask = ((boxes[:, 1] - boxes[:, 0]) / span).max(axis=1) < NEAR_SINGULAR / 2
    distance = np.abs((boxes.mean(axis=1)[:, None] - points) / span).max(axis=2).min(axis=1)
    near: Mask = small & (distance < NEAR_SINGULAR)
    return near

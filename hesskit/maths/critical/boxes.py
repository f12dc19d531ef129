"""Every zero of a square system of equations in a box, each with a proof, and what is left without one.

The box is cut into ever smaller ones. A box is *dropped* when interval arithmetic shows that some equation
cannot vanish in it, *settled* when it is shown to hold no zero but one that is known, and otherwise cut again. Zeros
are looked for on the way by Newton's method from the centres of many boxes at once; one counts when Krawczyk's test
proves it, and is a *suspect* otherwise. What is left when the boxes have become tiny is *open*: in these nothing is
proved.

Glossary: F is the system (n equations, n unknowns), J its Jacobian; a *zero* is a point with F = 0.

Source: R. E. Moore, R. B. Kearfott and M. J. Cloud, Introduction to Interval Analysis (SIAM, 2009), chapter 8.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hesskit.maths.critical.intervals import Array, Mask
from hesskit.maths.critical.systems import System, nearly_zero, newton

# Boxes by the thousand: cutting them up, dropping those without a zero, settling those with exactly one.

_FIRST_CELLS = {1: 64, 2: 16, 3: 8}
_LADDER, _RUNGS = 30, 5  # sizes of a box that are tried, and how many of them at once
_MARGIN = 1e-6  # boxes are tested a little enlarged, so that a zero on a common edge is not lost
NEAR_SINGULAR = 2e-3  # of the scale of a place: within this of a suspect a small box may stay open


def first_boxes(corner: Array, span: Array) -> Array:
    """Return the boxes to begin with, shape (k, 2, n), from the lower corner and the span of the domain."""
    n = len(corner)
    cells = _FIRST_CELLS.get(n, 4)
    index = np.stack(np.meshgrid(*[np.arange(cells)] * n, indexing="ij"), axis=-1).reshape(-1, n)
    return np.stack([corner + span * index / cells, corner + span * (index + 1) / cells], axis=1)


def cut(boxes: Array) -> Array:
    """Halve every box along every axis; what was one box stays together."""
    n = boxes.shape[2]
    ends = np.stack([boxes[:, 0], boxes.mean(axis=1), boxes[:, 1]])  # shape (3, k, n)
    corners = np.stack(np.meshgrid(*[np.arange(2)] * n, indexing="ij"), axis=-1).reshape(-1, n)
    parts = [np.stack([np.choose(c + s, ends) for s in (0, 1)], axis=1) for c in corners]
    return np.stack(parts, axis=1).reshape(-1, 2, n)


def _enlarged(boxes: Array) -> tuple[Array, Array]:
    extra = _MARGIN * (boxes[:, 1] - boxes[:, 0])
    return boxes[:, 0] - extra, boxes[:, 1] + extra


def not_excluded(system: System, boxes: Array) -> tuple[Array, Array, Array]:
    """Keep the boxes that may hold a zero; return them with the bounds of J over them."""
    (low, high), (lows, highs), undefined, _ = system.enclose(*_enlarged(boxes))
    keep = ((low <= 0) & (high >= 0)).all(axis=1) & ~undefined
    boxes, lows, highs = boxes[keep], lows[keep], highs[keep]
    if not len(boxes):
        return boxes, lows, highs
    centres = boxes.mean(axis=1)
    low, high, _, _ = system.values.enclose(centres, centres)
    reach = (boxes[:, 1] - boxes[:, 0]) / 2 * (1 + 3 * _MARGIN)
    inverse = _middle_inverse(lows, highs)
    with np.errstate(invalid="ignore", over="ignore"):
        steepest = np.maximum(np.abs(lows), np.abs(highs))
        least = np.nan_to_num(np.maximum(low, -high))  # how far F is from zero at the centre, at least
        away: Mask = least > np.nan_to_num(np.einsum("kij,kj->ki", steepest, reach), nan=np.inf) * (1 + 1e-9)
        moved, doubt = _product(inverse, low, high)
        spread = np.abs(np.einsum("kij,kjl->kil", inverse, (lows + highs) / 2)) + np.einsum(
            "kij,kjl->kil", np.abs(inverse), (highs - lows) / 2
        )
        least = np.nan_to_num(np.abs(moved) - doubt)
        away |= least > np.nan_to_num(np.einsum("kij,kj->ki", spread, reach), nan=np.inf) * (1 + 1e-9)
    keep = ~np.any(away, axis=1)
    return boxes[keep], lows[keep], highs[keep]


def _product(inverse: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """Multiply matrices (k, n, n) by interval vectors (k, n); return the middle and the radius of the result."""
    middle = np.einsum("kij,kj->ki", inverse, (low + high) / 2)
    radius = np.einsum(
        "kij,kj->ki", np.abs(inverse), (high - low) / 2 + 1e-15 * np.maximum(np.abs(low), np.abs(high))
    )
    return middle, radius


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


def settled(system: System, boxes: Array, lows: Array, highs: Array, zeros: Array, alone: Array) -> Mask:
    """Tell which boxes hold a known zero and provably no other, or lie where a known zero is alone."""
    if not len(boxes) or not (len(zeros) or len(alone)):
        return np.zeros(len(boxes), dtype=bool)
    low, high = _enlarged(boxes)
    first, last = low.min(axis=0), high.max(axis=0)
    known = np.zeros(len(boxes), dtype=bool)
    for own in alone[((alone[:, 1] >= first) & (alone[:, 0] <= last)).all(axis=1)]:
        known |= ((low >= own[0]) & (high <= own[1])).all(axis=1)
    holds = np.zeros(len(boxes), dtype=bool)
    for zero in zeros[((zeros >= first) & (zeros <= last)).all(axis=1)]:
        holds |= ((low <= zero) & (zero <= high)).all(axis=1)
    both: Mask = known | (holds & _regular(lows, highs))
    return both


def _regular(lows: Array, highs: Array) -> Mask:
    """Tell where no matrix between the bounds is singular: there F takes no value twice."""
    regular: Mask = _defect(_middle_inverse(lows, highs), lows, highs).sum(axis=2).max(axis=1) < 1 - 1e-9
    return regular


def _defect(inverse: Array, lows: Array, highs: Array) -> Array:
    """Bound the entries of I − YJ for a matrix Y (k, n, n) and all J between the bounds."""
    with np.errstate(invalid="ignore", over="ignore"):
        middle, radius = (lows + highs) / 2, (highs - lows) / 2
        radius = radius + 1e-15 * np.maximum(np.abs(lows), np.abs(highs))
        product = np.einsum("kij,kjl->kil", inverse, middle)
        defect = np.abs(np.eye(lows.shape[-1]) - product) + np.einsum("kij,kjl->kil", np.abs(inverse), radius)
    bound: Array = np.nan_to_num(defect, nan=np.inf)
    return bound


def certified(system: System, points: Array, span: Array) -> Array:
    """Prove zeros: for each point the half-widths of a box round it that holds exactly one, or nothing (NaN).

    The test is Krawczyk's: the box p ± r holds exactly one zero if |Y F(p)| + |I − YJ| r < r for some matrix Y, with J
    bounded over the box. Boxes from a tenth of the span down to the last digits are tried. The points proved are
    sharpened in place.
    """
    radii = np.full(points.shape, np.nan)
    if not len(points):
        return radii
    low, high, undefined, _ = system.values.enclose(points, points)
    _, jacobian = system.run(points)
    open_ = np.flatnonzero(
        np.isfinite(jacobian).all(axis=(1, 2)) & np.isfinite(low + high).all(axis=1) & ~undefined
    )
    least = 8 * np.finfo(float).eps * np.abs(points) + 1e-290
    n = points.shape[1]
    for first in range(0, _LADDER, _RUNGS):
        if not len(open_):
            break
        p, inverse = points[open_], _middle_inverse(jacobian[open_], jacobian[open_])
        moved, doubt = _product(inverse, low[open_], high[open_])
        factors = 0.1 / 8.0 ** np.arange(first, first + _RUNGS)
        r = np.maximum(factors[:, None, None] * span, least[open_])  # shape (rungs, k, n)
        _, (lows, highs), _, _ = system.enclose((p - r).reshape(-1, n), (p + r).reshape(-1, n))
        with np.errstate(invalid="ignore", over="ignore"):
            spread = np.einsum(
                "kij,kj->ki", _defect(np.tile(inverse, (_RUNGS, 1, 1)), lows, highs), r.reshape(-1, n)
            )
            image = np.abs(moved) + doubt + spread.reshape(r.shape)
            good = (image < r * (1 - 1e-9)).all(axis=2)
            hopeless = ~(np.abs(moved) + doubt < r[-1]).all(axis=1)  # and more so for smaller boxes
        proved = good.any(axis=0)
        largest = r[good.argmax(axis=0), np.arange(len(p))]
        points[open_[proved]] = (p - moved)[
            proved
        ]  # the middle of the image: one more step of Newton's method
        radii[open_[proved]] = (largest - np.abs(moved))[proved]
        last = hopeless | (factors[-1] * span <= least[open_]).all(axis=1)
        open_ = open_[~proved & ~last]
    return radii


def beside_suspects(boxes: Array, points: Array, scale: Array) -> Mask:
    """Tell which small boxes lie close to a suspect, where cutting would go on for ever; scale (m, n) is its own."""
    near = np.zeros(len(boxes), dtype=bool)
    width, centres = boxes[:, 1] - boxes[:, 0], boxes.mean(axis=1)
    for point, size in zip(points, scale, strict=True):
        near |= ((width < NEAR_SINGULAR / 2 * size) & (np.abs(centres - point) < NEAR_SINGULAR * size)).all(
            axis=1
        )
    return near


_MOST_BOXES = 16000
_MOST_ZEROS = 1000
_MOST_SUSPECTS = 200
_AT_ONCE = 2000  # boxes between two looks at the clock
_AT_MOST = 100  # ends of Newton's method that are tested at once
_TINY = 2e-7  # of the scale of a place: boxes are not cut below this


@dataclass
class Found:
    """What a search brought home, in the system's own coordinates u."""

    zeros: Array  # each proved
    radii: Array  # within these of a zero there is no other
    suspects: Array  # where Newton's method ended without proof
    open_boxes: Array  # boxes about which nothing is proved
    in_time: bool = True


def search(
    system: System,
    low: Array,
    high: Array,
    deadline: float,
    alone: Array | None = None,
    most: int = _MOST_BOXES,
) -> Found:
    """Find every zero in the box."""
    span, n = high - low, len(low)
    boxes = first_boxes(low, span)
    zeros, radii, suspects = np.empty((0, n)), np.empty((0, n)), np.empty((0, n))
    left: list[Array] = []
    in_time = True
    while len(boxes):
        kept: list[Array] = []
        for start in range(0, len(boxes), _AT_ONCE):
            if time.perf_counter() > deadline or len(zeros) > _MOST_ZEROS:
                in_time = False
                left.append(boxes[start:])
                break
            some, lows, highs = not_excluded(system, boxes[start : start + _AT_ONCE])
            fresh, quick = newton(system, some.mean(axis=1)[_sample(len(some))], span)
            within = ((fresh >= low - 1e-6 * span) & (fresh <= high + 1e-6 * span)).all(axis=1)
            zeros, radii, suspects = _merged(
                system, zeros, radii, suspects, fresh[within], quick[within], span
            )
            known = np.stack([zeros - radii, zeros + radii], axis=1)
            known = known if alone is None else np.concatenate([alone, known])
            kept.append(some[~settled(system, some, lows, highs, zeros, known)])
        boxes = np.concatenate([np.empty((0, 2, n)), *kept])
        tiny = ((boxes[:, 1] - boxes[:, 0]) < _TINY * scale_at(boxes.mean(axis=1), span)).all(axis=1)
        tiny |= beside_suspects(boxes, suspects, scale_at(suspects, span))
        left.append(boxes[tiny])
        boxes = boxes[~tiny]
        if not in_time or len(boxes) > most:
            in_time = False
            left.append(boxes)
            break
        boxes = cut(boxes)
    return Found(zeros, radii, suspects, np.concatenate([np.empty((0, 2, n)), *left]), in_time)


def scale_at(points: Array, span: Array) -> Array:
    """Return the widths, shape (k, n), that count as large at points: in a huge box not those of the box."""
    scale: Array = np.minimum(span, 4 * np.maximum(1.0, np.abs(points)))
    return scale


def _sample(count: int, most: int = 400) -> npt.NDArray[np.int_]:
    return np.linspace(0, count - 1, min(count, most)).astype(int) if count else np.empty(0, dtype=int)


def _merged(
    system: System, zeros: Array, radii: Array, suspects: Array, fresh: Array, quick: Mask, span: Array
) -> tuple[Array, Array, Array]:
    """Add what is new among the ends of Newton's method to the zeros, or to the suspects."""
    new = np.ones(len(fresh), dtype=bool)
    for own, within in zip(zeros, radii, strict=True):
        new &= (np.abs(fresh - own) > within).any(axis=1)
    regular = _apart(fresh[new & quick], 1e-9 * span)
    regular = regular[_sample(len(regular), _AT_MOST)]
    r = certified(system, regular, span)
    proved = ~np.isnan(r).any(axis=1)
    for point, own in zip(regular[proved], r[proved], strict=True):
        if not len(zeros) or (np.abs(zeros - point) > np.maximum(radii, own)).any(axis=1).all():
            zeros, radii = np.vstack([zeros, point]), np.vstack([radii, own])
    doubtful = regular[~proved]
    doubtful = doubtful[nearly_zero(system, doubtful, span)] if len(doubtful) else doubtful
    for point in np.concatenate([doubtful, _apart(fresh[new & ~quick], NEAR_SINGULAR / 2 * span)]):
        near = NEAR_SINGULAR * scale_at(point, span)
        if len(suspects) < _MOST_SUSPECTS and (np.abs(suspects - point) > near).any(axis=1).all():
            suspects = np.vstack([suspects, point])
    return zeros, radii, suspects


def _apart(points: Array, distance: Array) -> Array:
    """Keep one point of each small cell."""
    return (
        points[np.unique(np.round(points / distance), axis=0, return_index=True)[1]]
        if len(points)
        else points
    )

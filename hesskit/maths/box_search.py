"""Every zero of a square system of equations in a box, each with a proof, and what is left without one.

The box is cut into ever smaller ones. A box is *dropped* when interval arithmetic shows that some equation
cannot vanish in it, *settled* when it is shown to hold no zero but one that is known, and otherwise cut again. Zeros are
looked for on the way by Newton's method from the centres of many boxes at once; one counts when Krawczyk's test proves
it, and is a *suspect* otherwise. What is left when the boxes have become tiny is *open*: in these nothing is proved.

Glossary: F is the system (n equations, n unknowns), J its Jacobian; a *zero* is a point with F = 0.

Source: R. E. Moore, R. B. Kearfott and M. J. Cloud, Introduction to Interval Analysis (SIAM, 2009), chapter 8.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hesskit.maths.boxes import NEAR_SINGULAR, beside_suspects, certified, cut, first_boxes, not_excluded, settled
from hesskit.maths.intervals import Array, Mask
from hesskit.maths.system import System, nearly_zero, newton

_MOST_BOXES = 16000
_MOST_ZEROS = 1000
_MOST_SUSPECTS = 200
_AT_ONCE = 2000  # boxes between two looks at the clock
_TINY = 2e-7  # of the scale of a place: boxes are not cut below this


@dataclass
class Found:
    """What a search brought home, in the system's own coordinates u.

    Attributes
    ----------
    zeros : ndarray, shape (k, n)
        Each proved.
    radii : ndarray, shape (k, n)
        Within these of a zero there is no other.
    suspects : ndarray, shape (m, n)
        Where Newton's method ended without proof.
    open_boxes : ndarray, shape (j, 2, n)
        Boxes about which nothing is proved.
    in_time : bool
    """

    zeros: Array
    radii: Array
    suspects: Array
    open_boxes: Array
    in_time: bool = True


def search(system: System, low: Array, high: Array, deadline: float, alone: Array | None = None) -> Found:
    """Find every zero in the box.

    Parameters
    ----------
    system : System
    low, high : ndarray, shape (n,)
        In the coordinates u.
    deadline : float
        When to stop, on the clock of ``time.perf_counter``.
    alone : ndarray, shape (j, 2, n), optional
        Boxes that hold nothing unknown.

    Returns
    -------
    Found
    """
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
        if not in_time or len(boxes) > _MOST_BOXES:
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
    return points[np.unique(np.round(points / distance), axis=0, return_index=True)[1]] if len(points) else points

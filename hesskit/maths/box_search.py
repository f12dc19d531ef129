"""Every zero of a square system of equations in a box, with a proof where one can be had.

The box is cut into ever smaller ones. A box is *dropped* when interval arithmetic shows that some equation
cannot vanish in it, *settled* when the Jacobian is shown to be regular all over it (then it holds at most one
zero) and a zero in it is known, and otherwise cut again. Zeros are found on the way by Newton's method from
the centres of all boxes at once. What is left when the boxes have become tiny is *open*: near such boxes
nothing is proved.

Glossary: F is the system (n equations, n unknowns), J its Jacobian; a *zero* is a point with F = 0.

Source: R. E. Moore, R. B. Kearfott and M. J. Cloud, Introduction to Interval Analysis (SIAM, 2009), chapter 8.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hesskit.maths.boxes import NEAR_SINGULAR, beside_singular, cut, first_boxes, not_excluded, settled
from hesskit.maths.intervals import Array, Mask
from hesskit.maths.system import System, is_singular, newton

_MOST_BOXES = 12000
_TINY = 2e-7  # of the domain's width: boxes are not cut below this


@dataclass
class Found:
    """What a search brought home.

    Attributes
    ----------
    zeros : ndarray, shape (k, n)
    singular : ndarray of bool, shape (k,)
        Whether the Jacobian is (numerically) singular there.
    open_boxes : ndarray, shape (m, 2, n)
        Boxes about which nothing is proved.
    in_time : bool
    """

    zeros: Array
    singular: Mask
    open_boxes: Array
    in_time: bool = True


def search(system: System, low: Sequence[float], high: Sequence[float], deadline: float) -> Found:
    """Find every zero in the box.

    Parameters
    ----------
    system : System
    low, high : sequence of float, shape (n,)
    deadline : float
        When to stop, on the clock of ``time.perf_counter``.

    Returns
    -------
    Found
    """
    corner, span = np.asarray(low, dtype=float), np.asarray(high, dtype=float) - np.asarray(low, dtype=float)
    n = len(corner)
    boxes = first_boxes(corner, span)
    zeros, singular = np.empty((0, n)), np.empty(0, dtype=bool)
    left: list[Array] = []
    in_time = True
    while len(boxes):
        boxes, lows, highs = not_excluded(system, boxes)
        fresh = newton(system, boxes.mean(axis=1)[_sample(len(boxes))], span)
        zeros, singular = _merge(system, zeros, singular, fresh, span)
        boxes = boxes[~settled(system, boxes, lows, highs, zeros)]
        if not len(boxes):
            break
        tiny = (boxes[:, 1] - boxes[:, 0]).max(axis=1) / span.max() < _TINY
        tiny |= beside_singular(boxes, zeros[singular], span)
        left.append(boxes[tiny])
        boxes = boxes[~tiny]
        in_time = time.perf_counter() < deadline
        if not in_time or len(boxes) > _MOST_BOXES:
            left.append(boxes)
            break
        boxes = cut(boxes)
    return Found(zeros, singular, np.concatenate([np.empty((0, 2, n)), *left]), in_time)


def _sample(count: int, most: int = 400) -> npt.NDArray[np.int_]:
    return np.linspace(0, count - 1, min(count, most)).astype(int) if count else np.empty(0, dtype=int)


def _merge(system: System, zeros: Array, singular: Mask, fresh: Array, span: Array) -> tuple[Array, Mask]:
    """Add new zeros, one for each that Newton found many times."""
    if not len(fresh):
        return zeros, singular
    flat = is_singular(system, fresh, span)
    for point, is_flat in sorted(zip(fresh, flat, strict=True), key=lambda pair: bool(pair[1])):
        distance = (
            np.abs((zeros - point) / span).max(axis=1, initial=0.0) if len(zeros) else np.array([np.inf])
        )
        radius = np.where(singular | is_flat, NEAR_SINGULAR, 1e-7) if len(zeros) else 1.0
        if (distance > radius).all():
            zeros, singular = np.vstack([zeros, point]), np.append(singular, is_flat)
    return zeros, singular

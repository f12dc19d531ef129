"""Count what a method asks of a function: the only honest measure of its work.

Letters: f the objective, p a point (n,), v a direction (n,), H the Hessian.
"""

import itertools
import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.calculus import gradient, hessian, hessian_operator, values
from hesskit.maths.surfaces import Objective, Surface

Floats = NDArray[np.float64]
LONG = 10_000  # from so many variables on points are many bytes: few of them are kept


@dataclass(frozen=True)
class Evaluations:
    """How often f, ∇f, H and H·v were computed.

    Examples
    --------
    >>> print(Evaluations(value=3, gradient=2))
    3 of f, 2 of ∇f
    """

    value: int = 0
    gradient: int = 0
    hessian: int = 0
    hvp: int = 0

    def __str__(self) -> str:
        counts = {"f": self.value, "∇f": self.gradient, "H": self.hessian, "H·v": self.hvp}
        return ", ".join(f"{count} of {name}" for name, count in counts.items() if count) or "none"

    def as_tuple(self) -> tuple[int, int, int, int]:
        """The four counts, in the order f, ∇f, H, H·v.

        Examples
        --------
        >>> Evaluations(value=3, gradient=2).as_tuple()
        (3, 2, 0, 0)
        """
        return self.value, self.gradient, self.hessian, self.hvp


class _Long:
    """A point of many variables as a key: hashed by a few of its numbers, and compared by all of them."""

    def __init__(self, p: Floats) -> None:
        self.p = p

    def __hash__(self) -> int:
        return hash(self.p[:: len(self.p) // 64].tobytes())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Long):
            return False
        return self.p is other.p or bool(np.array_equal(self.p.view(np.int64), other.p.view(np.int64)))


def _key(p: Floats) -> Hashable:
    """What a point is remembered by."""
    return p.tobytes() if len(p) <= LONG else _Long(p)


class Counted:
    """An objective that counts how often it is asked. What was just computed is remembered, and not counted twice.

    Examples
    --------
    >>> f = Counted(lambda x, y: x**2 + y**2)
    >>> p = np.array([3.0, 4.0])
    >>> f.value(p), f.value(p), f.gradient(p).tolist()
    (25.0, 25.0, [6.0, 8.0])
    >>> f.evaluations()
    Evaluations(value=1, gradient=1, hessian=0, hvp=0)
    """

    def __init__(self, f: Surface | Objective | Callable[..., Any]) -> None:
        self.f = f
        # asked thousands of times: which route to take is settled once, and numpy's warnings are `descend`'s to silence
        self._value = getattr(f, "value", partial(values, f))
        self._gradient = getattr(f, "gradient", partial(gradient, f))
        self._hessian = getattr(f, "hessian", partial(hessian, f))
        self._counts = {"value": 0, "gradient": 0, "hessian": 0, "hvp": 0}
        self._recent: dict[tuple[str, Hashable], Any] = {}
        self._recorded: tuple[Hashable, float] = (b"", 0.0)

    def _remembered(self, what: str, p: Floats, compute: Callable[[Floats], Any]) -> Any:
        key = (what, _key(p))
        found = self._recent.get(key)
        if found is None:
            self._counts[what] += 1
            found = self._recent[key] = compute(p)
            most = (
                12 if len(p) <= LONG else 6
            )  # a few points' worth: the memory of a careful program, no more
            while len(self._recent) > most:
                del self._recent[next(iter(self._recent))]
        return found

    def value(self, p: Floats) -> float:
        """f(p)."""
        known = self._recorded[1] if self._recorded[0] == _key(p) else None
        return float(self._remembered("value", p, self._value if known is None else lambda _p: known))

    def recorded_value(self, p: Floats) -> float:
        """f(p) for the record only: not counted, since the method did not ask."""
        place = _key(p)
        known = self._recent.get(("value", place))
        if known is not None:
            return float(known)
        self._recorded = (place, float(self._value(p)))
        return self._recorded[1]

    def gradient(self, p: Floats) -> Floats:
        """∇f(p), shape (n,)."""
        found: Floats = self._remembered("gradient", p, self._gradient)
        return found

    def hessian(self, p: Floats) -> Floats:
        """H(p), shape (n, n)."""
        found: Floats = self._remembered("hessian", p, self._hessian)
        return found

    def hvp(self, p: Floats, v: Floats) -> Floats:
        """H(p)·v, shape (n,)."""
        return self.operator(p)(v)

    def operator(self, p: Floats) -> Callable[[Floats], Floats]:
        """v → H(p)·v for many v, each counted."""
        product = hessian_operator(self.f, p)

        def counted(v: Floats) -> Floats:
            self._counts["hvp"] += 1
            with np.errstate(all="ignore"):
                return product(v)

        return counted

    def evaluations(self) -> Evaluations:
        """The counts so far."""
        return Evaluations(**self._counts)

    def counts(self) -> tuple[int, ...]:
        """The same, as four numbers in the order f, ∇f, H, H·v."""
        return tuple(self._counts.values())


# What a step is given and what it returns: the small types every method of descent shares.


@dataclass(eq=False, slots=True)  # made at every step: a frozen one takes five times as long
class Here:
    """Where a method stands."""

    point: Floats
    gradient: Floats  # ∇f at the point


@dataclass(eq=False, slots=True)
class Move:
    """What a step returns."""

    point: Floats  # the next point; the same one if a trust region refused its trial
    memory: Any = None  # what the method wants to be given at its next step; None if it has no memory
    notes: Mapping[str, float] = field(
        default_factory=dict
    )  # what the step chose: its step size, damping, radius


class Stuck(Exception):
    """A step that cannot be made; the sentence says why.

    Attributes
    ----------
    outcome : str
        "singular Hessian" or "no descent".
    """

    def __init__(self, outcome: str, sentence: str) -> None:
        super().__init__(sentence)
        self.outcome = outcome


def length(vector: Floats) -> float:
    """The Euclidean length, without overflow on the way.

    Examples
    --------
    >>> length(np.array([3e200, 0.0]))
    3e+200
    """
    if len(vector) <= 8:  # the few coordinates of a picture: Python's own way is the faster
        return math.hypot(*vector.tolist())
    largest = float(np.abs(vector).max(initial=0.0))
    if not np.isfinite(largest) or largest == 0.0:
        return largest
    return largest * float(np.linalg.norm(vector / largest))


# How large the gradient of f is round a start: the measure for "small".

_MOST_AXES = 12


def slope_round(f: Any, starts: Floats, sizes: Floats | float) -> Floats:
    """The largest |∇f| at each start and 1 + |p| away from it along each axis; at most 1.

    A gradient counts as zero in proportion to this, so that a method ends at a critical point of 1e-8 f, too. From 1
    up the tolerance is what it says.

    Examples
    --------
    >>> slope_round(lambda x, y: 1e-8 * (x**2 + y**2), np.array([0.0, 0.0]), 0.0).tolist()
    2e-08
    >>> slope_round(lambda x, y: x**2 + y**2, np.array([0.0, 0.0]), 0.0).tolist()
    1.0
    """
    largest = np.where(np.isfinite(sizes), sizes, 0.0)
    reach = 1 + np.linalg.norm(starts, axis=-1)
    f = getattr(f, "few_rows", f)  # a size needs no pass over all the data
    for sign, axis in itertools.product((1, -1), range(min(starts.shape[-1], _MOST_AXES))):
        if (largest >= 1).all():
            break
        moved = starts.copy()
        moved[..., axis] += sign * reach
        largest = np.maximum(largest, _sizes(f, moved))
    return np.where(largest > 0, np.minimum(largest, 1.0), 1.0)


def _sizes(f: Any, points: Floats) -> Floats:
    """|∇f| (...), zero where it is not finite or f cannot be asked."""
    try:
        with np.errstate(all="ignore"):
            size: Floats = np.linalg.norm(gradient(f, points), axis=-1)
    except (ArithmeticError, ValueError):
        return np.zeros(points.shape[:-1])
    return np.where(np.isfinite(size), size, 0.0)

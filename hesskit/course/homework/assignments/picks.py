"""Answers that point at something by its label, and numbers that may be rounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hesskit.course.answers import Entries, Unreadable, read_words
from hesskit.course.choices import Choice, Option
from hesskit.course.equality import evaluate
from hesskit.course.kinds import Point, _floats
from hesskit.course.witnesses import Points, number_rows

__all__ = ["Pick", "Rounded", "Spots", "kinds_of_point", "labels"]

KINDS = (
    Option("a minimum", ("minimum", "local minimum")),
    Option("a maximum", ("maximum", "local maximum")),
    Option("a saddle", ("saddle", "saddle point")),
)


@dataclass(frozen=True)
class Pick:
    """One label of several, such as ``"H3"``; its number alone will do where it has one.

    Parameters
    ----------
    labels : tuple of str
        The labels.
    right : str
        The right one.

    Examples
    --------
    >>> kind = Pick(("H1", "H2"), "H2")
    >>> kind.holds(kind.read("h2")), kind.holds(kind.read(2)), kind.holds(kind.read("H1"))
    (True, True, False)
    """

    labels: tuple[str, ...]
    right: str

    @property
    def wanted(self) -> str:
        """The labels."""
        return "one of " + ", ".join(f'`"{label}"`' for label in self.labels)

    @property
    def example(self) -> str:
        """Nothing: the labels are listed."""
        return ""

    def read(self, answer: Any) -> str:
        """The label that is meant."""
        if isinstance(answer, int | float) and not isinstance(answer, bool):
            answer = f"{answer:g}"
        words = "".join(read_words(answer).split())
        numbers = [label.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ ") for label in self.labels]
        for label, number in zip(self.labels, numbers, strict=True):
            if words in {label.lower(), number or label.lower()}:
                return label
        raise Unreadable(f"This answer should be {self.wanted}.")

    def misfit(self, value: str) -> str:
        """A label has no shape."""
        return ""

    def same(self, value: str, other: str) -> bool:
        """The same label?"""
        return value == other

    def holds(self, value: str) -> bool:
        """The right label?"""
        return value == self.right

    def show(self, value: str) -> str:
        """The label."""
        return value


@dataclass(frozen=True)
class Rounded(Point):
    """Numbers in order, right when none is off by more than the tolerance, which is absolute.

    Examples
    --------
    >>> kind = Rounded("(1/3, -2)", tolerance=6e-4)
    >>> kind.holds(kind.read((0.333, -2))), kind.holds(kind.read((0.33, -2)))
    (True, False)
    """

    tolerance: float = 6e-4

    @property
    def wanted(self) -> str:
        """How many numbers."""
        return super().wanted if self._count > 1 else "one number"

    @property
    def _count(self) -> int:
        return len(self.read(self.right).values)

    def misfit(self, value: Entries) -> str:
        """How many numbers there should be."""
        return "" if value.shape in {(self._count,), (1,) * (self._count == 1)} else super().misfit(value)

    def same(self, value: Entries, other: Entries) -> bool:
        """Is every number near its counterpart?"""
        pairs = zip(_floats(value), _floats(other), strict=False)
        return len(value.values) == len(other.values) and all(abs(v - o) <= self.tolerance for v, o in pairs)

    def is_close(self, value: Entries) -> bool:
        """Is it right but for too coarse a rounding?"""
        pairs = zip(_floats(value), map(evaluate, self.read(self.right).values), strict=False)
        return all(abs(v - o) <= 10 * self.tolerance for v, o in pairs)


class Spots(Points):
    """A set of points, each right when no coordinate is off by more than a millionth, as solvers give them.

    Examples
    --------
    >>> kind = Spots("(0, 0), (1, 2)")
    >>> kind.holds(kind.read([(1, 2), (1e-12, 0)]))
    True
    """

    def same(self, value: Entries, other: Entries) -> bool:
        """The same points, whatever their order."""
        if value.shape != other.shape or self.misfit(value):
            return False
        found, right = np.array(number_rows(value)), np.array(number_rows(other))
        apart = np.abs(found[:, None, :] - right[None, :, :]).max(axis=-1)
        return bool((apart.min(axis=0) <= 1e-6).all() and (apart.min(axis=1) <= 1e-6).all())


def kinds_of_point(right: str, *more: Option) -> Choice:
    """Minimum, maximum or saddle, and whatever else a point may be.

    Examples
    --------
    >>> kinds_of_point("a saddle").read("saddle point")
    'a saddle'
    """
    return Choice((*KINDS, *more), right)


def labels(letter: str, items: Sequence[Any]) -> tuple[str, ...]:
    """One label for each item.

    Examples
    --------
    >>> labels("H", "ab")
    ('H1', 'H2')
    """
    return tuple(f"{letter}{place + 1}" for place in range(len(items)))

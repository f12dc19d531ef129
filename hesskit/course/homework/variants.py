"""A student's own choices, drawn from (course, assignment, student) by SHA-256: the same on every machine.

Every choice is made from the hash of the three names and of a label, so that it does not depend on the order of the
choices, on Python's version or on any generator of random numbers.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

Option = TypeVar("Option")


@dataclass(frozen=True)
class Variant:
    """One student's version of one assignment; without a student, the common version.

    Parameters
    ----------
    course, assignment, student : str
        Their names.

    Examples
    --------
    >>> Variant("calculus", "hw1-definition", "ada").integer("a", 1, 6)
    6
    >>> Variant("calculus", "hw1-definition", "ada").shuffled("order", "ABC")
    ('C', 'B', 'A')
    """

    course: str
    assignment: str
    student: str = ""

    def integer(self, label: str, low: int, high: int) -> int:
        """A whole number from low to high, both included, each equally likely."""
        return low + self._number(label) % (high - low + 1)

    def choose(self, label: str, options: Sequence[Option]) -> Option:
        """One of the options."""
        return options[self._number(label) % len(options)]

    def sign(self, label: str) -> int:
        """Plus or minus one."""
        return self.choose(label, (1, -1))

    def shuffled(self, label: str, options: Sequence[Option]) -> tuple[Option, ...]:
        """The options in another order, each order equally likely."""
        left, order = list(options), self._number(label) % math.factorial(len(options))
        result = []
        for size in range(len(options), 0, -1):
            order, place = divmod(order, size)
            result.append(left.pop(place))
        return tuple(result)

    def _number(self, label: str) -> int:
        """256 bits: what is lost to uneven remainders cannot be noticed."""
        text = "\0".join((self.course, self.assignment, self.student, label))
        return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), "big")

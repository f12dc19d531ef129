"""The kinds of answer: how each is read, fitted to its shape, compared and shown.

Every kind takes its right answer as text, so that a lesson's exercises read as a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hesskit.course.answers import Entries, read_entries
from hesskit.course.equality import TOLERANCE, evaluate, same_formula, same_number, same_numbers
from hesskit.course.showing import entry_latex, matrix_latex


@lru_cache(maxsize=512)
def _read_right(kind: Any) -> Any:
    return kind.read(kind.right)


class Answered:
    """What all kinds share: a value is right when it is the same as the right answer, read the same way."""

    def holds(self, value: Any) -> bool:
        return bool(self.same(value, _read_right(self)))  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Number(Answered):
    """One real number; ``1×1`` matrices and lists of one count.

    Parameters
    ----------
    right : str
        The number, such as ``"122/25"``.
    tolerance : float
        Relative tolerance of an answer.

    Examples
    --------
    >>> kind = Number("122/25")
    >>> kind.holds(kind.read(4.88)), kind.holds(kind.read("122/25")), kind.holds(kind.read(4.9))
    (True, True, False)
    """

    right: str
    tolerance: float = TOLERANCE
    wanted = "one number"
    example = "1/2"

    def read(self, answer: Any) -> Entries:
        return read_entries(answer)

    def misfit(self, value: Entries) -> str:
        if len(value.values) == 1:
            return ""
        if value.shape == (2,):
            return (
                "This answer is read as two numbers: one is asked for (write a decimal point, not a comma)."
            )
        return f"This answer has {len(value.values)} numbers: one is asked for."

    def is_close(self, value: Entries) -> bool:
        """Is it right to two digits or so, but not to the tolerance?"""
        return same_number(evaluate(value.values[0]), evaluate(_read_right(self).values[0]), 5e-3)

    def same(self, value: Entries, other: Entries) -> bool:
        if len(value.values) != len(other.values):
            return False
        pairs = zip(value.values, other.values, strict=True)
        return all(same_number(evaluate(v), evaluate(o), self.tolerance) for v, o in pairs)

    def show(self, value: Entries) -> str:
        return "$" + ", ".join(entry_latex(v) for v in value.values) + "$"


@dataclass(frozen=True)
class Numbers(Answered):
    """Several numbers in any order: a list, a set, an array, ``H.eigenvals()`` or ``np.linalg.eig(H)``.

    Examples
    --------
    >>> kind = Numbers("-1, 5")
    >>> kind.holds(kind.read({5, -1})), kind.holds(kind.read({5: 1, -1: 1})), kind.holds(kind.read([1, 5]))
    (True, True, False)
    """

    right: str
    tolerance: float = TOLERANCE
    example = "1, 2"

    @property
    def wanted(self) -> str:
        return f"{len(_read_right(self).values)} numbers, in any order"

    def read(self, answer: Any) -> Entries:
        if isinstance(answer, tuple) and hasattr(answer, "eigenvalues"):
            answer = answer.eigenvalues
        if isinstance(answer, Mapping):
            answer = [v for v, times in list(answer.items())[:20] for _ in range(_times(times))]
        read = read_entries(answer, ordered=False)
        return Entries((len(read.values),), read.values)

    def misfit(self, value: Entries) -> str:
        given, wanted = len(value.values), len(_read_right(self).values)
        return (
            ""
            if given == wanted
            else f"This answer has {given} number{'s' * (given != 1)}: {wanted} are asked for."
        )

    def same(self, value: Entries, other: Entries) -> bool:
        return same_numbers(_floats(value), _floats(other), self.tolerance)

    def show(self, value: Entries) -> str:
        return "$" + ", ".join(entry_latex(v) for v in value.values) + "$"


@dataclass(frozen=True)
class Point(Answered):
    """Several numbers in a fixed order: a point, a pair, a vector.

    Examples
    --------
    >>> kind = Point("(-1, 1)")
    >>> kind.holds(kind.read([-1.0, 1])), kind.holds(kind.read("1, -1"))
    (True, False)
    """

    right: str
    tolerance: float = TOLERANCE
    example = "(0.5, 2)"

    @property
    def wanted(self) -> str:
        return f"{len(_read_right(self).values)} numbers, in order"

    def read(self, answer: Any) -> Entries:
        read = read_entries(answer)
        long = [size for size in read.shape if size != 1]
        return Entries((len(read.values),), read.values) if len(long) < 2 else read

    def misfit(self, value: Entries) -> str:
        wanted = len(_read_right(self).values)
        if value.shape == (wanted,):
            return ""
        given = " × ".join(str(size) for size in value.shape)
        return f"This answer has {given} number{'s' * (given != '1')}: {wanted} are asked for, in order."

    def same(self, value: Entries, other: Entries) -> bool:
        pairs = zip(_floats(value), _floats(other), strict=False)
        return value.shape == other.shape and all(same_number(v, o, self.tolerance) for v, o in pairs)

    def show(self, value: Entries) -> str:
        return f"${matrix_latex(value)}$"


@dataclass(frozen=True)
class Matrix(Answered):
    """A matrix of numbers or formulas; beliefs may have another shape (the gradient, say).

    Examples
    --------
    >>> kind = Matrix("[[6x, -6y], [-6y, -6x]]")
    >>> kind.holds(kind.read([["6*x", "-6*y"], ["-6*y", "-6*x"]]))
    True
    """

    right: str
    variables: tuple[str, ...] = ("x", "y")
    example = "[[1, 0], [0, 1]]"

    @property
    def wanted(self) -> str:
        rows, columns = _read_right(self).shape
        return f"a {rows} × {columns} matrix"

    def read(self, answer: Any) -> Entries:
        return read_entries(answer, self.variables)

    def misfit(self, value: Entries) -> str:
        if value.shape == _read_right(self).shape:
            return ""
        given = {0: "a single entry", 1: f"one row of {len(value.values)}"}
        words = given.get(len(value.shape), " × ".join(str(size) for size in value.shape))
        return f"This answer is {words}: {self.wanted} is asked for, such as `{self.example}`."

    def same(self, value: Entries, other: Entries) -> bool:
        pairs = zip(value.values, other.values, strict=False)
        return value.shape == other.shape and all(
            same_formula(v, o, self.variables, TOLERANCE) for v, o in pairs
        )

    def show(self, value: Entries) -> str:
        return f"${matrix_latex(value)}$"


def _floats(value: Entries) -> tuple[float, ...]:
    return tuple(evaluate(v) for v in value.values)


def _times(times: Any) -> int:
    return times if isinstance(times, int) and 0 < times <= 20 else 1

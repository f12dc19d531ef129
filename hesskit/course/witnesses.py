"""Answers judged by a property: a matrix or a point that has it, and sets of points in any order.

Glossary: *witness*, an answer that shows something by being there; *none*, the answer "there is none".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hesskit.course.answers import Entries, Unreadable, read_entries, read_words
from hesskit.course.equality import same_number
from hesskit.course.kinds import Matrix, Point, _floats, _read_right

_NONE_WORDS = {
    "none",
    "no",
    "nothing",
    "there is none",
    "impossible",
    "no such point",
    "no such matrix",
    "not possible",
}
_NONE = Entries((0,), ())


def says_none(answer: Any) -> bool:
    """Is this answer "there is none", in any reasonable words?

    Examples
    --------
    >>> says_none("There is none."), says_none("(1, 2)")
    (True, False)
    """
    return isinstance(answer, str) and len(answer) < 50 and read_words(answer) in _NONE_WORDS


@dataclass(frozen=True)
class Points(Matrix):
    """A set of points, in any order: lists, sets, arrays, what `critical_points` or ``sympy.solve`` return.

    Examples
    --------
    >>> kind = Points("(0, 0), (1, 2)")
    >>> kind.holds(kind.read([(1, 2), (0, 0)])), kind.holds(kind.read({(0, 0), (1.0, 2)}))
    (True, True)
    >>> kind.holds(kind.read("(0, 0)")), kind.holds(kind.read("(0, 0), (2, 1)"))
    (False, False)
    """

    example: str = "(0.5, 2), (3, -1)"

    @property
    def wanted(self) -> str:
        return f"a list of points ({', '.join(self.variables)}), in any order"

    def read(self, answer: Any) -> Entries:
        """Read the points as the rows of a matrix, each of them once."""
        read = read_entries(_as_rows(answer, self.variables), ordered=False)
        width = len(self.variables)
        if len(read.shape) == 1 and len(read.values) == width:
            read = Entries((1, width), read.values)
        if len(read.shape) != 2 or read.shape[1] != width:
            return read
        kept: list[tuple[Any, ...]] = []
        for row in read.rows:
            if not any(_same_point(row, other) for other in kept):
                kept.append(row)
        return Entries((len(kept), width), tuple(value for row in kept for value in row))

    def misfit(self, value: Entries) -> str:
        """Each point needs its coordinates; how many points there are is part of the question."""
        if len(value.shape) == 2 and value.shape[1] == len(self.variables):
            return ""
        return f"This answer is no list of points with {len(self.variables)} coordinates each."

    def same(self, value: Entries, other: Entries) -> bool:
        """The same points, whatever their order."""
        return value.shape == other.shape and _all_in(value, other) and _all_in(other, value)

    def some_of(self, value: Entries) -> bool:
        """Are these points all right, and some are missing?"""
        return not self.misfit(value) and _all_in(value, _read_right(self)) and not self.holds(value)

    def show(self, value: Entries) -> str:
        """The points as they were read."""
        if self.misfit(value):
            return super().show(value)
        rows = (Entries((len(row),), row) for row in value.rows)
        return ", ".join(super(Points, self).show(row) for row in rows)


@dataclass(frozen=True, kw_only=True)
class MatrixConstruction(Matrix):
    """A matrix of numbers with a property, or the answer that there is none.

    Parameters
    ----------
    passes : callable
        Says whether the rows of numbers have the property asked for.

    Examples
    --------
    >>> kind = MatrixConstruction("[[0, 1], [1, 0]]", variables=(), passes=lambda rows: rows[0][0] == 0)
    >>> kind.holds(kind.read([[0, 5], [5, 7]])), kind.holds(kind.read("none"))
    (True, False)
    """

    passes: Callable[[Sequence[Sequence[float]]], bool]

    def read(self, answer: Any) -> Entries:
        """Read a matrix of numbers; "none" is an answer without entries."""
        return _NONE if says_none(answer) else super().read(answer)

    def holds(self, value: Entries) -> bool:
        """Has this matrix the property?"""
        return value.shape == _read_right(self).shape and bool(self.passes(number_rows(value)))

    def show(self, value: Entries) -> str:
        """The matrix as it was read."""
        return super().show(value) if value.values else "none"


@dataclass(frozen=True, kw_only=True)
class Witness(Point):
    """A point or a direction with a property, or the answer that there is none.

    Parameters
    ----------
    passes : callable
        Says whether the coordinates have the property asked for.

    Examples
    --------
    >>> kind = Witness("(1, -1)", passes=lambda x, y: x * y < 0)
    >>> kind.holds(kind.read((-3, 0.5))), kind.holds(kind.read("none"))
    (True, False)
    """

    passes: Callable[..., bool]

    def read(self, answer: Any) -> Entries:
        """Read the coordinates; "none" is an answer without any."""
        return _NONE if says_none(answer) else super().read(answer)

    def holds(self, value: Entries) -> bool:
        """Has this point the property?"""
        return value.shape == _read_right(self).shape and bool(self.passes(*_floats(value)))

    def show(self, value: Entries) -> str:
        """The point as it was read."""
        return super().show(value) if value.values else "none"


def number_rows(value: Entries) -> list[list[float]]:
    """The rows of a matrix of numbers, as floats; none where it is no matrix.

    Examples
    --------
    >>> number_rows(read_entries("[[1, 1/2], [1/2, 1]]"))
    [[1.0, 0.5], [0.5, 1.0]]
    """
    numbers = _floats(value)
    width = value.shape[1] if len(value.shape) == 2 else 1
    return (
        [list(numbers[i : i + width]) for i in range(0, len(numbers), width)] if len(value.shape) == 2 else []
    )


def _as_rows(answer: Any, names: Sequence[str]) -> Any:
    """What solvers return (critical points, dictionaries by symbol, finite sets) as plain rows."""
    if isinstance(answer, Mapping):
        answer = [answer]
    if type(answer).__name__ == "FiniteSet":
        answer = list(answer.args)
    if type(answer).__name__ == "CriticalPoints":
        answer = list(answer)
    if isinstance(answer, list | tuple | set | frozenset):
        return [_as_row(item, names) for item in list(answer)[:100]]
    return answer


def _as_row(item: Any, names: Sequence[str]) -> Any:
    if isinstance(item, Mapping):
        by_name = {str(key): value for key, value in item.items()}
        if set(by_name) != set(names):
            raise Unreadable(
                f"This answer gives a point without all of its coordinates {', '.join(names)}.", "shape"
            )
        return [by_name[name] for name in names]
    if hasattr(item, "gradient_norm"):  # a CriticalPoint
        return list(item.exact if item.exact is not None else item.point)
    if type(item).__module__.startswith("sympy.") and type(item).__name__ == "Tuple":
        return list(item)
    return item


def _same_point(first: Sequence[Any], second: Sequence[Any]) -> bool:
    a, b = (_floats(Entries((len(point),), tuple(point))) for point in (first, second))
    # a solver's zero is 1e-12, whichever of the two it stands in
    return all(same_number(u, v) or same_number(v, u) for u, v in zip(a, b, strict=True))


def _all_in(value: Entries, other: Entries) -> bool:
    return all(any(_same_point(row, right) for right in other.rows) for row in value.rows)

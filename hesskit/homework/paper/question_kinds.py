"""Kinds of questions: a call of the student's function, a choice on a picture, an object built to a wish."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import sympy

from hesskit.course.answers import (
    Built,
    Choice,
    Entries,
    Option,
    Point,
    Points,
    SurfaceConstruction,
    Unreadable,
    entry_latex,
    evaluate,
    floats_of,
    number_rows,
    read_entries,
    read_entry,
    read_formula,
    read_words,
)

_LONGEST_CALL = 160  # characters of a call that is shown

Value = tuple[tuple[int, ...], tuple[float, ...]]
"""Shape without the sizes of one, and entries."""


@dataclass(frozen=True)
class Calls:
    """A function that gives numbers: what it gave on each probe, against what it should give.

    Examples
    --------
    >>> kind = Calls((1.0, (2.0, 3.0)), "f(x)", "a number or two")
    >>> kind.holds(kind.read({"values": [1, [2, 3]]})), kind.holds(kind.read({"values": [1, [2, 4]]}))
    (True, False)
    """

    right: tuple[Any, ...]
    header: str
    gives: str
    probes: tuple[str, ...] = ()
    tolerance: float = 1e-6
    example = ""

    @property
    def wanted(self) -> str:
        """What is asked for."""
        return f"a function `{self.header}` that gives {self.gives}"

    def read(self, answer: Any) -> tuple[Any, ...]:
        """What was given, probe by probe."""
        values = answer.get("values") if isinstance(answer, Mapping) else None
        if not isinstance(values, list) or len(values) != len(self.right):
            raise Unreadable("This is not a function.")
        return tuple(self._read_one(value, place) for place, value in enumerate(values))

    def _call(self, place: int) -> str:
        return f"`{self.probes[place]}`" if place < len(self.probes) else f"Trial call no. {place + 1}"

    def _read_one(self, value: Any, place: int) -> Any:
        if isinstance(value, Mapping) and not _is_unbounded(value):
            raise Unreadable(f"{self._call(place)} {_failure(value)}.")
        if value is None:
            raise Unreadable("The function gives None: has it a `return`?")
        try:
            return self.read_value(value)
        except Unreadable as problem:
            raise Unreadable(f"{self._call(place)} gave something else. {problem}", problem.rung) from None

    def read_value(self, value: Any) -> Any:
        """One value."""
        if _is_unbounded(value):  # an overflow is a wrong number, not a wrong type
            return (), (math.nan,)
        entries = read_entries(value)
        shape = tuple(size for size in entries.shape if size != 1)
        return shape, tuple(evaluate(entry) for entry in entries.values)

    def misfit(self, value: tuple[Any, ...]) -> str:
        """Where a value has not the right shape."""
        for place, (given, right) in enumerate(zip(value, self.right, strict=True)):
            if given[0] != _value(right)[0] and not math.isnan(given[1][0]):
                return f"{self._call(place)} gives {_size(given[0])}, not {self.gives}."
        return ""

    def holds(self, value: tuple[Any, ...]) -> bool:
        """Is every value the right one?"""
        return near(value, self.right, self.tolerance)

    def same(self, value: tuple[Any, ...], other: Any) -> bool:
        """Is every value that of another list?"""
        return near(value, other, self.tolerance)

    def show(self, value: tuple[Any, ...]) -> str:
        """Nothing: the numbers say little."""
        return ""


@dataclass(frozen=True)
class Named(Calls):
    """A function that gives one of several words.

    Examples
    --------
    >>> from hesskit.course.answers.kinds import Option
    >>> choice = Choice((Option("minimum"), Option("saddle")), "minimum")
    >>> kind = Named(("saddle",), "kind(H)", "a word", choice=choice)
    >>> kind.holds(kind.read({"values": ["Saddle point"]}))
    True
    """

    choice: Choice = field(default_factory=lambda: Choice((), ""))

    def read_value(self, value: Any) -> str:
        """One word."""
        return self.choice.read(value)

    def misfit(self, value: tuple[Any, ...]) -> str:
        """A word has no shape."""
        return ""

    def holds(self, value: tuple[Any, ...]) -> bool:
        """Is every word the right one?"""
        return value == self.right

    def same(self, value: tuple[Any, ...], other: Any) -> bool:
        """Is every word that of another list?"""
        return value == tuple(other)


def near(value: Sequence[Value], right: Sequence[Any], tolerance: float = 1e-6) -> bool:
    """Are all these values what they should be, relative to each one's largest entry?"""
    return len(value) == len(right) and all(
        _close(given, _value(wanted), tolerance) for given, wanted in zip(value, right, strict=True)
    )


def gave(wrong: Callable[..., Any], probes: Sequence[Sequence[Any]], tolerance: float = 1e-6) -> Any:
    """A recogniser of the values that a wrong function gives on the probes."""

    def recognises(value: Any) -> bool:
        return near(value, [wrong(*probe) for probe in probes], tolerance)

    return recognises


def _close(given: Value, wanted: Value, tolerance: float) -> bool:
    size = max(map(abs, wanted[1]), default=0.0) or 1.0
    pairs = zip(given[1], wanted[1], strict=False)
    return given[0] == wanted[0] and all(
        math.isfinite(g) and abs(g - w) <= tolerance * size for g, w in pairs
    )


def _value(nested: Any) -> Value:
    """Shape and entries of a number, nested sequences or an array."""
    import numpy as np

    array = np.asarray(nested, dtype=float)
    return tuple(size for size in array.shape if size != 1), tuple(float(v) for v in array.ravel())


def calls(name: str, probes: Sequence[Sequence[Any]]) -> tuple[str, ...]:
    """How the calls of a function are shown, none of them at great length.

    Examples
    --------
    >>> calls("f", [[[1.0, 2.0], 3]])
    ('f([1.0, 2.0], 3)',)
    """
    shown = (f"{name}({', '.join(map(str, probe))})" for probe in probes)
    return tuple(call if len(call) <= _LONGEST_CALL else f"{call[:_LONGEST_CALL]}…" for call in shown)


def _failure(value: Mapping[str, Any]) -> str:
    raised, unreadable = value.get("raised"), value.get("unreadable")
    if isinstance(raised, str):
        return f"ended with {raised[:60]}"
    if unreadable == "NoneType":
        return "gives None (has the function a `return`?)"
    return (
        f"gives a {unreadable[:60]}, which cannot be read"
        if isinstance(unreadable, str)
        else "cannot be read"
    )


def _is_unbounded(value: Any, depth: int = 0) -> bool:
    """Is there an infinity, or what is left of one, among the numbers?"""
    if isinstance(value, list) and depth < 4:
        return any(_is_unbounded(item, depth + 1) for item in value[:100])
    return isinstance(value, Mapping) and value.get("unreadable") in ("nan", "inf", "-inf")


def _size(shape: tuple[int, ...]) -> str:
    return "a single number" if not shape else " × ".join(map(str, shape)) + " numbers"


# Answers that point at something by its label, and numbers that may be rounded.

KINDS = (
    Option("a minimum", ("minimum", "local minimum")),
    Option("a maximum", ("maximum", "local maximum")),
    Option("a saddle", ("saddle", "saddle point")),
)


@dataclass(frozen=True)
class Pick:
    """One label of several, such as ``"H3"``; its number alone will do where it has one.

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
        words = "".join(read_words(answer).split()).replace("_", "")
        numbers = [label.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ ") for label in self.labels]
        for label, number in zip(self.labels, numbers, strict=True):
            if words in {label.lower(), number or label.lower()}:
                return label
        for label in self.labels if _is_number(words) else ():
            if _is_number(label) and evaluate(read_entry(label)) == evaluate(read_entry(answer)):
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
        pairs = zip(floats_of(value), floats_of(other), strict=False)
        return len(value.values) == len(other.values) and all(abs(v - o) <= self.tolerance for v, o in pairs)

    def is_close(self, value: Entries) -> bool:
        """Is it right but for too coarse a rounding?"""
        pairs = zip(floats_of(value), map(evaluate, self.read(self.right).values), strict=False)
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


def _is_number(text: str) -> bool:
    try:
        return not read_entry(text).free_symbols
    except Unreadable:
        return False


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


# Surfaces that a student built, looked at in another point than the origin.

_HIGHEST, _LONGEST_FORMULA = 12, 80  # degree and operations: so that a verdict comes soon
_SYMBOLS = (sympy.Symbol("x", real=True), sympy.Symbol("y", real=True))


@dataclass(frozen=True)
class _Moved(Built):
    """A surface moved to the origin, and as it was typed."""

    typed: Any = None


@dataclass(frozen=True)
class BuiltAt(SurfaceConstruction):
    """A construction looked at in a point, which is moved to the origin.

    Examples
    --------
    >>> kind = BuiltAt(lambda built: built.signs == (0, 0, 2), "x^2", place=(1, 2))
    >>> kind.holds(kind.read("(x - 1)^2 + (y - 2)^2"))
    True
    """

    place: tuple[float, ...] = (0, 0)

    def read(self, answer: Any) -> Built:
        """Read a formula in x and y, and move the point to the origin."""
        formula = read_formula(answer, self.variables)
        degree = _degree(formula)
        if degree > _HIGHEST or sympy.count_ops(formula) > _LONGEST_FORMULA:
            raise Unreadable(
                "This formula is longer, or of a higher degree, than is needed: give a simpler one."
            )
        exact = sympy.nsimplify(formula, rational=True)
        moved = exact.xreplace(
            {s: s + sympy.Rational(str(c)) for s, c in zip(_SYMBOLS, self.place, strict=True)}
        )
        built = super().read(sympy.expand(moved) if moved.is_polynomial(*_SYMBOLS) else moved)
        return _Moved(built.formula, built.hessian, built.exact_signs, formula)

    def show(self, value: Built) -> str:
        """The formula where it was typed, not where it was moved."""
        return f"${entry_latex(value.typed)}$" if isinstance(value, _Moved) else super().show(value)


def _degree(node: sympy.Basic) -> float:
    """A bound of the degree, and of every power inside other functions."""
    if not node.args:
        return 1 if node.is_Symbol else 0
    inner = [_degree(argument) for argument in node.args]
    if node.is_Mul:
        return sum(inner)
    if node.is_Pow:
        size = abs(float(node.exp)) if node.exp.is_Number else max(1, inner[1])
        return max(inner[0], 1) * max(size, 1)
    return max(inner)

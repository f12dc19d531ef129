"""What a function that the student wrote gave on the probes: numbers, or words out of a choice."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hesskit.course.answers import Unreadable, read_entries
from hesskit.course.choices import Choice
from hesskit.course.equality import evaluate

__all__ = ["Calls", "Named", "calls", "gave", "near"]

_LONGEST = 160  # characters of a call that is shown

Value = tuple[tuple[int, ...], tuple[float, ...]]
"""Shape without the sizes of one, and entries."""


@dataclass(frozen=True)
class Calls:
    """A function that gives numbers: what it gave on each probe, against what it should give.

    Parameters
    ----------
    right : tuple
        What it should give: a number or nested tuples of numbers, one for each probe.
    header : str
        How the function is written, such as ``"slope(point)"``.
    gives : str
        What it gives, in words.
    probes : tuple of str
        The arguments of each call, as they are shown where a call fails.
    tolerance : float
        Relative to the largest entry of the right value.

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
        """What was given, probe by probe.

        Raises
        ------
        Unreadable
            Where it is no function, or one of its calls failed.
        """
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

    Parameters
    ----------
    choice : Choice
        The words.

    Examples
    --------
    >>> from hesskit.course.choices import Option
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
    return tuple(call if len(call) <= _LONGEST else f"{call[:_LONGEST]}…" for call in shown)


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

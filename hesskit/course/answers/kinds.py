"""The kinds of answer: how each is read, fitted to its shape, compared and shown.

Every kind takes its right answer as text, so that a lesson's exercises read as a table.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hesskit.course.answers.equality import (
    TOLERANCE,
    evaluate,
    same_formula,
    same_number,
    same_numbers,
    value_at,
)
from hesskit.course.answers.reading import Entries, Unreadable, read_entries, read_entry, read_words

# What was read of an answer, shown back in LaTeX, so that a learner sees what was judged.

_MOST = 300


def entry_latex(entry: Any) -> str:
    """One entry in LaTeX; decimals to six digits (typed ones to ten); a Python function in words.

    Examples
    --------
    >>> import sympy
    >>> entry_latex(sympy.Rational(1, 2)), entry_latex(sympy.Float(4.88))
    ('\\\\frac{1}{2}', '4.88')
    >>> entry_latex(sympy.Rational("0.4472136"))
    '0.4472136'
    """
    import sympy

    if not isinstance(entry, sympy.Expr):
        return r"\text{your function}"
    if entry.is_Float:
        return f"{float(entry):.6g}"
    if entry.is_Rational and entry.q > 999 and 10**30 % entry.q == 0:  # typed as a decimal
        return f"{float(entry):.10g}"
    latex = sympy.latex(entry)
    return latex if len(latex) <= _MOST else r"\text{your formula}"


def matrix_latex(entries: Entries) -> str:
    """A matrix in LaTeX, or a row where there is only one."""
    if len(entries.shape) != 2:
        return (
            "(" + ", ".join(entry_latex(v) for v in entries.values) + ")"
            if entries.shape
            else entry_latex(entries.values[0])
        )
    rows = r" \\ ".join(" & ".join(entry_latex(v) for v in row) for row in entries.rows)
    return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"


@lru_cache(maxsize=512)
def read_right(kind: Any) -> Any:
    """The right answer of a kind, read as an answer is read."""
    return kind.read(kind.right)


class Answered:
    """What all kinds share: a value is right when it is the same as the right answer, read the same way."""

    def holds(self, value: Any) -> bool:
        return bool(self.same(value, read_right(self)))  # type: ignore[attr-defined]


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
        return same_number(evaluate(value.values[0]), evaluate(read_right(self).values[0]), 5e-3)

    def is_rounded(self, value: Entries) -> bool:
        """Is it the right number, rounded or cut off too early?"""
        return is_rounding(evaluate(value.values[0]), evaluate(read_right(self).values[0]))

    def resembles(self, value: Entries, other: Entries) -> bool:
        """Is it another answer, rounded to three digits or so?"""
        return _resemble(value, other)

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

    @property
    def example(self) -> str:
        return ", ".join(str(place) for place in range(1, len(read_right(self).values) + 1))

    @property
    def wanted(self) -> str:
        return f"{len(read_right(self).values)} numbers, in any order"

    def read(self, answer: Any) -> Entries:
        if isinstance(answer, tuple) and hasattr(answer, "eigenvalues"):
            answer = answer.eigenvalues
        if isinstance(answer, Mapping):
            answer = [v for v, times in list(answer.items())[:20] for _ in range(_times(times))]
        read = read_entries(answer, ordered=False)
        return Entries((len(read.values),), read.values)

    def misfit(self, value: Entries) -> str:
        given, wanted = len(value.values), len(read_right(self).values)
        return (
            ""
            if given == wanted
            else f"This answer has {given} number{'s' * (given != 1)}: {wanted} are asked for."
        )

    def same(self, value: Entries, other: Entries) -> bool:
        return same_numbers(floats_of(value), floats_of(other), self.tolerance)

    def resembles(self, value: Entries, other: Entries) -> bool:
        """Are these other numbers, rounded to three digits or so?"""
        return len(value.values) == len(other.values) and _all_rounded(
            sorted(floats_of(value)), sorted(floats_of(other))
        )

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

    @property
    def example(self) -> str:
        return {1: "0.5", 2: "(0.5, 2)"}.get(
            count := len(read_right(self).values), f"({', '.join('1' * count)})"
        )

    @property
    def wanted(self) -> str:
        count = len(read_right(self).values)
        return "one number" if count == 1 else f"{count} numbers, in order"

    def read(self, answer: Any) -> Entries:
        read = read_entries(answer)
        long = [size for size in read.shape if size != 1]
        return Entries((len(read.values),), read.values) if len(long) < 2 else read

    def misfit(self, value: Entries) -> str:
        wanted = len(read_right(self).values)
        if value.shape == (wanted,):
            return ""
        given = " × ".join(str(size) for size in value.shape)
        verb = "is" if wanted == 1 else "are"
        return f"This answer has {given} number{'s' * (given != '1')}: {wanted} {verb} asked for, in order."

    def same(self, value: Entries, other: Entries) -> bool:
        pairs = zip(floats_of(value), floats_of(other), strict=False)
        return value.shape == other.shape and all(same_number(v, o, self.tolerance) for v, o in pairs)

    def resembles(self, value: Entries, other: Entries) -> bool:
        """Is it another point, its coordinates rounded to three digits or so?"""
        return value.shape == other.shape and _resemble(value, other)

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
        rows, columns = read_right(self).shape
        return f"a {rows} × {columns} matrix"

    def read(self, answer: Any) -> Entries:
        return read_entries(answer, self.variables)

    def misfit(self, value: Entries) -> str:
        if value.shape == read_right(self).shape:
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


def floats_of(value: Entries) -> tuple[float, ...]:
    """The entries as floats, in their order."""
    return tuple(evaluate(v) for v in value.values)


def is_rounding(value: float, exact: float, least: int = 3) -> bool:
    """Is a number another one, rounded or cut off to three digits or more (two where it is small)?

    Examples
    --------
    >>> is_rounding(4.12, 17**0.5), is_rounding(0.0037, 0.00365616), is_rounding(4.1, 17**0.5)
    (True, True, False)
    """
    if not math.isfinite(value) or not math.isfinite(exact) or exact == 0:
        return value == exact
    size = math.floor(math.log10(abs(exact)))
    for digits in range(least if abs(exact) > 0.01 else least - 1, 9):
        unit = 10.0 ** (size - digits + 1)
        kept = (round(exact / unit) * unit, math.trunc(exact / unit) * unit)
        if any(same_number(value, one, 1e-9) for one in kept):
            return True
    return False


def _all_rounded(values: Sequence[float], others: Sequence[float]) -> bool:
    return all(same_number(v, o) or is_rounding(v, o) for v, o in zip(values, others, strict=True))


def _resemble(value: Entries, other: Entries) -> bool:
    if len(value.values) != len(other.values):
        return False
    return _all_rounded(floats_of(value), floats_of(other))


def _times(times: Any) -> int:
    return times if isinstance(times, int) and 0 < times <= 20 else 1


# Answers that are one of several choices, in any reasonable words.

_SYNONYMS = {
    "min": "minimum", "minima": "minimum", "local minimum": "minimum", "local min": "minimum",
    "max": "maximum", "maxima": "maximum", "local maximum": "maximum", "local max": "maximum",
    "saddle point": "saddle", "undecided": "inconclusive", "proves nothing": "inconclusive",
    "pd": "positive definite", "nd": "negative definite",
    "positive semi definite": "positive semidefinite", "psd": "positive semidefinite",
    "negative semi definite": "negative semidefinite", "nsd": "negative semidefinite",
}  # fmt: skip


def _squeezed(answer: Any) -> str:
    """The words of an answer without the spaces, which formulas have or have not."""
    return read_words(answer).replace(" ", "")


_MEANT = {_squeezed(said): _squeezed(meant) for said, meant in _SYNONYMS.items()}


@dataclass(frozen=True)
class Option:
    """One choice: its label, other words for it, and the number it stands for where it is one.

    Examples
    --------
    >>> Option("a saddle", words=("neither",)).label
    'a saddle'
    """

    label: str
    words: tuple[str, ...] = ()
    number: float | None = None


@dataclass(frozen=True)
class Choice:
    """One of several choices, answered by its words, its letter (a, b, …) or its number's value.

    Examples
    --------
    >>> kind = Choice((Option("a minimum"), Option("a saddle", ("neither",))), right="a saddle")
    >>> kind.read("Saddle point"), kind.read("b"), kind.holds(kind.read("neither"))
    ('a saddle', 'a saddle', True)
    """

    options: tuple[Option, ...]
    right: str

    @property
    def wanted(self) -> str:
        return "one of: " + "; ".join(
            f"{letter}) {o.label}" for letter, o in zip("abcdefgh", self.options, strict=False)
        )

    @property
    def example(self) -> str:
        return ""  # the choices themselves are shown

    def read(self, answer: Any) -> str:
        return self._by_number(answer) or self._by_words(answer)

    def _by_words(self, answer: Any) -> str:
        words = _squeezed(
            re.sub(r"^\s*\(?[a-h]\)\s+(?=\S)", "", answer) if isinstance(answer, str) else answer
        )
        letter = re.fullmatch(r"(?:option )?([a-h])", answer.strip().strip("().").lower())
        if letter and ord(letter[1]) - ord("a") < len(self.options):
            return self.options[ord(letter[1]) - ord("a")].label
        meant = _MEANT.get(words)
        for option in self.options:
            known = {_squeezed(text) for text in (option.label, *option.words, *self._beginning(option))}
            if words in known or meant in {_MEANT.get(k, k) for k in known}:
                return option.label
        raise Unreadable(f"This answer is none of the choices: give {self.wanted}.")

    def _beginning(self, option: Option) -> list[str]:
        """A label up to its reason (", since …", ": the …"), where no other label begins like that."""
        start, *reason = re.split(r"[,:] (?=[a-z])", option.label, maxsplit=1)
        alone = sum(other.label.startswith(start) for other in self.options) == 1
        return [start] if reason and alone else []

    def _by_number(self, answer: Any) -> str:
        """The option whose number is meant, within a factor of three: an order of magnitude."""
        numbered = [option for option in self.options if option.number]
        if not numbered:
            return ""
        try:
            if isinstance(answer, str):
                answer = re.sub(r"^\s*\w+\s*=", "", answer)
            value = evaluate(read_entry(answer))
        except Unreadable:
            return ""
        near = min(numbered, key=lambda o: abs(math.log(value / o.number)) if o.number and value > 0 else 0.0)
        if value > 0 and near.number and near.number / 3 <= value <= near.number * 3:
            return near.label
        offered = f": the nearest one offered is {near.label}" if value > 0 else ""
        raise Unreadable(f"This number is none of the choices{offered}.")

    def misfit(self, value: str) -> str:
        return ""

    def same(self, value: str, other: str) -> bool:
        return value == (other if other in {o.label for o in self.options} else self.read(other))

    def holds(self, value: str) -> bool:
        return value == self.right

    def show(self, value: str) -> str:
        return value


# Answers that are formulas: text, SymPy expressions, surfaces or Python functions.


@dataclass(frozen=True)
class Formula(Answered):
    """A formula in the variables: text, a SymPy expression, a Surface or a Python function.

    Examples
    --------
    >>> kind = Formula("2x + 3y")
    >>> kind.holds(kind.read("3y + 2x")), kind.holds(kind.read(lambda x, y: 2 * x + 3 * y))
    (True, True)
    """

    right: str
    variables: tuple[str, ...] = ("x", "y")

    @property
    def wanted(self) -> str:
        return f"a formula in {', '.join(self.variables)}"

    @property
    def example(self) -> str:
        return f"{self.variables[0]}^2 + 1"

    def read(self, answer: Any) -> Any:
        return read_formula(answer, self.variables)

    def misfit(self, value: Any) -> str:
        return ""

    def same(self, value: Any, other: Any) -> bool:
        return same_formula(value, other, self.variables)

    def show(self, value: Any) -> str:
        return f"${entry_latex(value)}$"


def read_formula(answer: Any, variables: Sequence[str]) -> Any:
    """Read a formula; a Python function that cannot be followed with symbols is kept as it is.

    Raises
    ------
    Unreadable
        With one plain sentence.

    Examples
    --------
    >>> read_formula("f(x, y) = x y", ("x", "y")), read_formula(lambda x, y: x + y, ("x", "y"))
    (x*y, x + y)
    """
    import sympy

    from hesskit.maths.surfaces import Surface

    if isinstance(answer, Surface):
        answer = answer.expr
    if callable(answer) and not isinstance(answer, sympy.Basic | type):
        return _followed(answer, variables)
    entries = read_entries(answer, variables)
    if len(entries.values) != 1:
        raise Unreadable(f"This answer has {len(entries.values)} parts: one formula is asked for.", "shape")
    return entries.values[0]


def _followed(function: Callable[..., Any], variables: Sequence[str]) -> Any:
    import sympy

    def of_a_list(*point: Any) -> Any:
        return function(list(point))

    symbols = [sympy.Symbol(name, real=True) for name in variables]
    for call in (function, of_a_list):
        try:
            return read_entry(call(*symbols), variables)
        except Exception:  # a learner's function may raise anything; the next way may work
            continue
    for call in (function, of_a_list):
        if math.isfinite(value_at(call, variables, [0.5] * len(symbols))):
            return call
    raise Unreadable(
        f"This function could not be called with {', '.join(variables)}: give the formula as text."
    )

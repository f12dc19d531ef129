"""Answers that are one of several choices, in any reasonable words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from hesskit.course.answers import Unreadable, read_entry, read_words
from hesskit.course.equality import evaluate

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
        near = [o for o in numbered if o.number and o.number / 3 <= value <= o.number * 3]
        return near[0].label if near else ""

    def misfit(self, value: str) -> str:
        return ""

    def same(self, value: str, other: str) -> bool:
        return value == (other if other in {o.label for o in self.options} else self.read(other))

    def holds(self, value: str) -> bool:
        return value == self.right

    def show(self, value: str) -> str:
        return value

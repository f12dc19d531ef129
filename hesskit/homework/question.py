"""What an assignment is made of: questions with each student's own data, and how their answers are judged.

Glossary: *given*, the data of one student's version; *handed in*, the plain data read out of the sandbox;
*mark*, what a judge says; *probe*, the arguments of one call of a function that the student wrote.

What is handed in is a dictionary from the names in `Question.answers` to plain data. A name that the student
did not define is absent. A function is called once with each probe, ``function(*probe)``, where a list among the
arguments arrives as a NumPy array, and is handed in as ``{"values": [one per probe]}``; a call that
failed stands there as ``{"raised": type name}``. Arrays are nested lists, SymPy expressions and surfaces text, and
everything else ``{"unreadable": type name}``.
"""

from __future__ import annotations

import hashlib
import math
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, TypeVar

# A student's own choices, drawn from (course, assignment, student) by SHA-256: the same on every machine.

Option = TypeVar("Option")


Cell = dict[str, Any]  # a cell of a notebook, as nbformat writes it


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


Given = dict[str, Any]
"""The data of one student's version: numbers, text and nested lists only, so that it is plain JSON."""

HandedIn = dict[str, Any]
"""Plain data by the names of the answers."""


@dataclass(frozen=True)
class Mark:
    """What a judge says to one answer.

    Parameters
    ----------
    points : float
        The points earned.
    feedback : str
        Markdown with ``$…$``. It never contains the answer.
    belief : str
        The name of the belief that was recognised, the first one where there are several; empty if none.
    beliefs : tuple of str
        All the beliefs that were recognised, one per part at most.

    Examples
    --------
    >>> Mark(2, "All right.").points
    2
    """

    points: float
    feedback: str
    belief: str = ""
    beliefs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """How an answer that is not right is counted; the instructor may change it.

    Parameters
    ----------
    by_entry : bool
        A matrix or a list earns its share of right entries, and a number that is right but for its rounding what the
        best paid belief earns; else only what the table says of a recognised belief.
    carried : bool
        A part that follows from an earlier one is right where it is consistent with the student's own earlier answer.

    Examples
    --------
    >>> Rule()
    Rule(by_entry=True, carried=True)
    """

    by_entry: bool = True
    carried: bool = True


FAIR = Rule()


class Question(ABC):
    """One question of an assignment.

    Attributes
    ----------
    name : str
        ``"q1"``, …: the stem of the names of its cells.
    title : str
        A few words.
    points : float
        What a complete answer earns.
    minutes : int
        How long it takes, roughly.
    answers : tuple of str
        The names of the variables and functions that the answer cell defines; none where it is graded by hand.
    template : str
        What stands in the answer cell of the release.
    manual : bool
        Is it explained in words, and graded by hand?
    forbidden : tuple of str
        Names that the answer must not use; it is said where it does.
    """

    name: str
    title: str
    minutes: int
    points: float
    answers: tuple[str, ...] = ()
    template: str
    manual: bool = False
    forbidden: tuple[str, ...] = ()
    scale: float = 1
    """How many times its own points it earns, where a course counts it otherwise."""

    @abstractmethod
    def draw(self, variant: Variant) -> Given:
        """The given data of a variant, as plain JSON."""

    @abstractmethod
    def text(self, given: Given) -> str:
        """The question with the given data, in markdown."""

    @abstractmethod
    def reference(self, given: Given) -> str:
        """Code that earns full marks; for a question graded by hand, a model answer in markdown."""

    def setup(self, given: Given) -> str:
        """Code that the student's notebook receives, run before the answer cell; or nothing."""
        return ""

    def probes(self, given: Given) -> list[Any]:
        """Lists of arguments with which a function the student wrote is called."""
        return []

    def judge(self, given: Given, handed_in: HandedIn, rule: Rule = FAIR) -> Mark:
        """The mark of what was handed in; it never raises. A question graded by hand has no judge."""
        raise NotImplementedError

    def looks(self, given: Given, handed_in: HandedIn) -> tuple[str, ...]:
        """Sentences on what has not the type or shape that is asked for; none where all is well. It does not judge."""
        return ()

    def forms(self, given: Given) -> dict[str, Any]:
        """By the answers' names: the form of each, as plain data that the student's notebook carries."""
        return {}

    def rubric(self, given: Given) -> str:
        """For a question graded by hand: what earns which points, in markdown. Otherwise empty."""
        return ""


def counted(question: Question, points: float, name: str = "") -> Question:
    """The same question with other points, or under another name; itself where nothing changes."""
    if points == question.points and name in ("", question.name):
        return question
    other = copy(question)
    other.name, other.points, other.scale = name or question.name, points, points / question.points
    return other


_OF_POINTS = re.compile(r"\([^()\n]*\bpoints?\b[^()\n]*\)|^[-*\s]*\d[\d.]* points?: ", re.MULTILINE)
_NUMBER = re.compile(r"(\d+(?:\.\d+)?) points?\b")


def with_points(words: str, scale: float) -> str:
    """The same words with every number of points that stands in brackets, or begins a rubric's line, so many times.

    Examples
    --------
    >>> with_points("Give three points.\\n\\n- `H` (2 points): the matrix. (1 point each, 4 points together)", 1.5)
    'Give three points.\\n\\n- `H` (3 points): the matrix. (1.5 points each, 6 points together)'
    """
    return words if scale == 1 else _OF_POINTS.sub(lambda found: _scaled(found[0], scale), words)


def _scaled(words: str, scale: float) -> str:
    """Every number of points in these words, so many times."""
    return _NUMBER.sub(lambda found: points_text(round(float(found[1]) * scale, 2)), words)


def points_text(points: float) -> str:
    """Points as people write them.

    Examples
    --------
    >>> points_text(4.0), points_text(2.5), points_text(1)
    ('4 points', '2.5 points', '1 point')
    """
    return f"{points:g} point{'' if points == 1 else 's'}"


@dataclass(frozen=True)
class Assignment:
    """One assignment, for one lesson.

    Parameters
    ----------
    name : str
        Such as ``"hw1-definition"``.
    title : str
        As the notebook is headed.
    lesson : int
        The lesson it belongs to.
    questions : tuple of Question
        In order.
    """

    name: str
    title: str
    lesson: int
    questions: tuple[Question, ...]

    @property
    def points(self) -> float:
        """What all its questions together are worth."""
        return sum(question.points for question in self.questions)

    @property
    def minutes(self) -> int:
        """How long it takes, roughly."""
        return sum(question.minutes for question in self.questions)

"""What an exercise is: a question, an answer of some kind, and the beliefs that lead elsewhere.

Glossary: *kind*, how answers are read and compared (see `hesskit.course.answers.kinds`); *belief*, a wrong idea with
the answers it leads to and up to three hints; *rung*, the step of the ladder on which an answer stands.

The exercises themselves are tables, ``lesson_N.py`` with a `title` and `exercises`. A new lesson is a new file; nothing
else needs to know of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, Protocol


class Kind(Protocol):
    """How the answers to one exercise are read, compared and shown."""

    @property
    def wanted(self) -> str:
        """What is asked for, as it completes the sentence "This exercise asks for …"."""

    @property
    def example(self) -> str:
        """An answer of the right type and shape, and wrong: shown where the answer is typed."""

    def read(self, answer: Any) -> Any:
        """Turn an answer into a value, or raise `Unreadable` with a plain sentence."""

    def misfit(self, value: Any) -> str:
        """Say in one sentence what is wrong with the value's shape; empty when nothing is."""

    def holds(self, value: Any) -> bool:
        """Is this value a right answer?"""

    def same(self, value: Any, other: Any) -> bool:
        """Are two values mathematically the same answer?"""

    def show(self, value: Any) -> str:
        """The value as it was understood, in markdown with ``$…$``."""


@dataclass(frozen=True)
class Belief:
    """A wrong idea, the answers that betray it, and the hints that meet it.

    Parameters
    ----------
    name : str
        The idea in a few words, unique within its exercise.
    hints : tuple of str
        One to three hints in markdown with ``$…$``; each later try shows the next. The first names the
        belief, all of them give something to compute, none gives the answer.
    wrong : tuple
        Answers, in any readable form, that come from this belief.
    when : callable, optional
        A recogniser of the value that was read, where a list of answers is not enough.

    Examples
    --------
    >>> Belief("the mixed partial counts twice", ("Take $xy$ …",), wrong=("[[2, 6], [6, 2]]",)).name
    'the mixed partial counts twice'
    """

    name: str
    hints: tuple[str, ...]
    wrong: tuple[Any, ...] = ()
    when: Callable[[Any], bool] | None = None


@dataclass(frozen=True)
class Exercise:
    """One exercise of a lesson.

    Parameters
    ----------
    number : str
        Lesson and place, such as ``"1.2"``.
    title : str
        A few words for the progress table.
    question : str
        Markdown with ``$…$``.
    answer : Kind
        How answers are read and what the right one is.
    why : str
        One or two sentences shown with a right answer: why it is right, or what it opens.
    beliefs : tuple of Belief
        The wrong ideas that are met with their counterexample; the first that matches speaks.
    nudge : str
        A hint for an answer that no belief explains.

    Examples
    --------
    >>> exercise("1.1").title
    'From f to H'
    """

    number: str
    title: str
    question: str
    answer: Kind
    why: str
    beliefs: tuple[Belief, ...]
    nudge: str


@cache
def lessons() -> tuple[int, ...]:
    """The numbers of the lessons that have exercises, in order.

    Examples
    --------
    >>> 1 in lessons()
    True
    """
    found = (
        re.fullmatch(r"lesson_(\d+)", module.name) for module in iter_modules([str(Path(__file__).parent)])
    )
    return tuple(sorted(int(match[1]) for match in found if match))


def lesson_title(lesson: int) -> str:
    """The title of a lesson.

    Examples
    --------
    >>> lesson_title(1)
    'What the Hessian is'
    """
    return str(import_module(f"{__package__}.lesson_{lesson}").title)


def exercises_of(lesson: int) -> tuple[Exercise, ...]:
    """The exercises of a lesson, in order; none where the lesson has none.

    Examples
    --------
    >>> [e.number for e in exercises_of(1)][:2]
    ['1.1', '1.2']
    """
    if lesson not in lessons():
        return ()
    found: tuple[Exercise, ...] = import_module(f"{__package__}.lesson_{lesson}").exercises
    return found


def exercise(number: str) -> Exercise | None:
    """The exercise with this number, or None.

    Examples
    --------
    >>> exercise("1.3").title, exercise("9.9")
    ('The best step', None)
    """
    found = re.fullmatch(r"(\d{1,3})\.\d{1,3}", number)
    return next((e for e in exercises_of(int(found[1])) if e.number == number), None) if found else None

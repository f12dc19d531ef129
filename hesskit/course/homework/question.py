"""What an assignment is made of: questions with each student's own data, and how their answers are judged.

Glossary: *given*, the data of one student's version; *handed in*, the plain data read out of the sandbox;
*mark*, what a judge says; *trial*, something handed in for testing the judge; *probe*, the arguments of one
call of a function that the student wrote.

What is handed in is a dictionary from the names in `Question.answers` to plain data. A name that the student
did not define is absent. A function is called once with each probe, ``function(*probe)``, where a list among the
arguments arrives as a NumPy array, and is handed in as ``{"values": [one per probe]}``; a call that
failed stands there as ``{"raised": type name}``. Arrays are nested lists, SymPy expressions and surfaces text, and
everything else ``{"unreadable": type name}``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hesskit.course.homework.variants import Variant

__all__ = ["Assignment", "Given", "HandedIn", "Mark", "Question", "Trial"]

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
class Trial:
    """Something handed in, for testing a judge.

    Parameters
    ----------
    code : str
        What goes into the answer cell.
    points : float
        The points it earns.
    belief : str
        The belief it betrays, if any.
    name : str
        What it tries, in a few words.
    """

    code: str
    points: float
    belief: str = ""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question of an assignment.

    Parameters
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
    draw : callable
        The given data of a variant, as plain JSON.
    text : callable
        The question with the given data, in markdown.
    template : str
        What stands in the answer cell of the release.
    reference : callable
        Code that earns full marks; for a question graded by hand, a model answer in markdown.
    profile : callable
        What makes two versions equally hard.
    manual : bool
        Is it explained in words, and graded by hand?
    judge : callable or None
        The mark of what was handed in; it never raises. None where it is graded by hand.
    looks : callable
        Sentences on what has not the type or shape that is asked for; none where all is well. It does not judge.
    rubric : callable
        For a question graded by hand: what earns which points, in markdown. Otherwise empty.
    setup : callable
        Code that the student's notebook receives, run before the answer cell; or nothing.
    probes : callable
        Lists of arguments with which a function the student wrote is called.
    wrong : callable
        Catalogued wrong answers, each with its points and its belief.
    alternatives : callable
        Code that earns full marks in other forms.
    """

    name: str
    title: str
    points: float
    minutes: int
    answers: tuple[str, ...]
    draw: Callable[[Variant], Given]
    text: Callable[[Given], str]
    template: str
    reference: Callable[[Given], str]
    profile: Callable[[Given], tuple[Any, ...]]
    manual: bool = False
    judge: Callable[[Given, HandedIn], Mark] | None = None
    looks: Callable[[Given, HandedIn], tuple[str, ...]] = lambda given, handed_in: ()
    rubric: Callable[[Given], str] = lambda given: ""
    setup: Callable[[Given], str] = lambda given: ""
    probes: Callable[[Given], list[Any]] = lambda given: []
    wrong: Callable[[Given], tuple[Trial, ...]] = lambda given: ()
    alternatives: Callable[[Given], tuple[str, ...]] = lambda given: ()


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

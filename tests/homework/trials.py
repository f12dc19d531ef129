"""What is handed in to try the judges: the catalogue of wrong answers, and other forms of the right ones."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any

from hesskit.course.answers import Unreadable
from hesskit.homework.assignments.catalogue import assignments
from hesskit.homework.assignments.parts import Autograded, Part, Wrong, right_entries
from hesskit.homework.question import Given, Question
from tests.homework import forms_hw1, forms_hw2, forms_hw3, forms_hw4, forms_hw5, forms_hw6

_FORMS: dict[Question, ModuleType] = {
    question: forms
    for assignment, forms in zip(
        assignments().values(),
        (forms_hw1, forms_hw2, forms_hw3, forms_hw4, forms_hw5, forms_hw6),
        strict=True,
    )
    for question in assignment.questions
}


@dataclass(frozen=True)
class Trial:
    """The code of an answer cell, the points it earns, the belief it betrays, and what it tries."""

    code: str
    points: float
    belief: str
    name: str
    fair: float = 0.0
    """The points with the right entries counted."""


def wrong(question: Question, given: Given) -> tuple[Trial, ...]:
    """Each belief of each part alone, with the other parts right."""
    if not isinstance(question, Autograded):
        return ()
    return tuple(
        Trial(
            f"{question.reference(given)}\n{wrong.code or f'{part.name} = {wrong.answers[0]!r}'}",
            round(question.points - part.points + wrong.points, 6),
            wrong.belief,
            f"{part.name}: {wrong.belief}",
            round(question.points - part.points + max(wrong.points, _by_entry(part, wrong)), 6),
        )
        for part in question.parts(given)
        for wrong in part.wrong
    )


def _by_entry(part: Part, wrong: Wrong) -> float:
    """What the right entries of a belief's first answer are worth."""
    if not wrong.answers or wrong.code:
        return 0.0
    try:
        right, of = right_entries(part.kind, part.kind.read(wrong.answers[0]))
    except Unreadable:
        return 0.0
    return part.points * right / of if of else 0.0


def alternatives(question: Question, given: Given) -> tuple[str, ...]:
    """Code that earns full marks in other forms; none is known of a lecturer's own question."""
    if question not in _FORMS:
        return ()
    return tuple(getattr(_FORMS[question], f"{question.name}_alternatives")(question, given))


def profile(question: Question, given: Given) -> tuple[Any, ...]:
    """What makes two versions equally hard."""
    return tuple(getattr(_FORMS[question], f"{question.name}_profile")(question, given))

"""Exercises on a page: the question is there, the answer is behind a fold."""

from __future__ import annotations

import re
from fractions import Fraction

from hesskit.course.choices import Choice
from hesskit.course.constructions import Construction
from hesskit.course.exercise import Exercise
from hesskit.course.exercises import exercise
from hesskit.course.pages.performed import Cell
from hesskit.course.site.pages.prose import prose, short
from hesskit.course.witnesses import MatrixConstruction, Witness

_SAID = re.compile(r"Exercise (\d+\.\d+):")
_FRACTION = re.compile(r"\\frac\{(\d+)\}\{(\d+)\}")
_MANY = (Construction, MatrixConstruction, Witness)
_LONG = 100  # a fraction with a larger denominator was typed as a decimal, and reads better as one


def asked_in(cell: Cell) -> list[Exercise]:
    """Give the exercises that a cell asks, in order.

    Parameters
    ----------
    cell : Cell
        A cell after it has run.

    Returns
    -------
    list of Exercise
    """
    numbers = (_SAID.match(output.text) for output in cell.outputs)
    asked = (exercise(found[1]) for found in numbers if found)
    return [one for one in asked if one is not None]


def exercise_html(asked: Exercise, run: str = "") -> str:
    """Show one exercise.

    Parameters
    ----------
    asked : Exercise
        Which.
    run : str
        The address where it can be answered, if there is one.

    Returns
    -------
    str
        HTML: the question, its choices, and a fold with the answer and why it is right.
    """
    number = asked.number
    words = "For example" if isinstance(asked.answer, _MANY) else "Answer"
    told = f"<p><strong>{words}:</strong> {short(answer_of(asked))}</p>{prose(asked.why)}"
    there = (
        f'<p class="actions"><a class="run" href="{run}">Answer it'
        f'<span class="unseen"> (exercise {number})</span> in the live notebook, with hints</a></p>'
        if run
        else ""
    )
    return (
        f'<section class="exercise" id="exercise-{number}" aria-labelledby="exercise-{number}-title">'
        f'<h3 id="exercise-{number}-title">Exercise {number} · {short(asked.title)}</h3>\n'
        f"{prose(asked.question)}{_choices(asked)}"
        f'<details><summary>Think, then look<span class="unseen"> at the answer to exercise {number}</span></summary>'
        f"{told}</details>{there}</section>\n"
    )


def answer_of(asked: Exercise) -> str:
    """Give the right answer, or one of them, in markdown.

    Examples
    --------
    >>> answer_of(exercise("4.1")), answer_of(exercise("4.3"))
    ('$0.060466176$', '$(2, -3)$')
    """
    kind = asked.answer
    return _FRACTION.sub(_decimal, kind.show(kind.read(kind.right)))  # type: ignore[attr-defined]


def _decimal(found: re.Match[str]) -> str:
    """A fraction that ends as a decimal, as one, if it is long; others stay."""
    under = int(found[2])
    for prime in (2, 5):
        while under % prime == 0:
            under //= prime
    return (
        found[0]
        if under > 1 or int(found[2]) <= _LONG
        else str(float(Fraction(int(found[1]), int(found[2]))))
    )


def _choices(asked: Exercise) -> str:
    if not isinstance(asked.answer, Choice):
        return ""
    labels = "".join(f"<li>{short(option.label)}</li>" for option in asked.answer.options)
    return f'<ol class="choices">{labels}</ol>'

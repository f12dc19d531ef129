"""Exercises on a page without a kernel: choices that answer when they are opened, a hint, the answer in a fold."""

from __future__ import annotations

import re
from fractions import Fraction

from hesskit.course.choices import Choice
from hesskit.course.constructions import Construction
from hesskit.course.exercise import Exercise
from hesskit.course.exercises import exercise
from hesskit.course.judging import judge
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
        HTML: the question; each choice with what is said to it, behind a fold of its own; a hint; and a fold with the
        answer and why it is right.
    """
    number = asked.number
    words = "For example" if isinstance(asked.answer, _MANY) else "Answer"
    told = f"<p><strong>{words}:</strong> {short(answer_of(asked))}</p>{prose(asked.why)}"
    there = (
        f'<p class="actions"><a class="run" href="{run}">Answer it'
        f'<span class="unseen"> (exercise {number})</span> in the live notebook, with more hints</a></p>'
        if run
        else ""
    )
    return (
        f'<section class="exercise" id="exercise-{number}" aria-labelledby="exercise-{number}-title">'
        f'<h3 id="exercise-{number}-title">Exercise {number} · {short(asked.title)}</h3>\n'
        f"{prose(asked.question)}{_choices(asked)}"
        f"{_fold('hint', 'A hint', f' for exercise {number}', prose(asked.nudge))}"
        f"{_fold('answer', 'Think, then look', f' at the answer to exercise {number}', told)}{there}</section>\n"
    )


def _fold(kind: str, words: str, more: str, inside: str) -> str:
    """A part that is opened by a press; `more` is said to those who do not see the page."""
    return f'<details class="{kind}"><summary>{words}<span class="unseen">{more}</span></summary>{inside}</details>'


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
    """The choices: opening one is answering with it."""
    if not isinstance(asked.answer, Choice):
        return ""
    items = "".join(f"<li>{_choice(asked, option.label)}</li>" for option in asked.answer.options)
    return f'<p class="choose">Choose one, and see what is said to it.</p><ol class="choices">{items}</ol>'


def _choice(asked: Exercise, label: str) -> str:
    verdict = judge(asked, label)
    said = f"**{'Right' if verdict.right else 'Not yet'}.** {verdict.message}"
    return (
        f'<details class="choice" name="exercise-{asked.number}"><summary>{short(label)}</summary>'
        f'<div class="{"right" if verdict.right else "wrong"}">{prose(said)}</div></details>'
    )

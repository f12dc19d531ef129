"""The exercises, a file for each lesson: ``lesson_N.py`` has a `title` and a table of `exercises`.

A new lesson is a new file; nothing else needs to know of it.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from hesskit.course.exercises.exercise import Exercise


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

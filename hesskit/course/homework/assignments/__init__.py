"""The assignments, one per lesson."""

from __future__ import annotations

from functools import cache

from hesskit.course.homework.question import Assignment

__all__ = ["assignments"]


@cache
def assignments() -> dict[str, Assignment]:
    """Every assignment by its name, in order of the lessons.

    Examples
    --------
    >>> list(assignments())[0]
    'hw1-definition'
    """
    from hesskit.course.homework.assignments import hw1, hw2, hw3, hw4, hw5

    return {module.assignment.name: module.assignment for module in (hw1, hw2, hw3, hw4, hw5)}

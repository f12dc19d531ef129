"""The catalogue of assignments: each by its name, and errors that an instructor can mend."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from hesskit.homework import Assignment


class HomeworkError(Exception):
    """Something an instructor can mend; the text is one plain sentence."""


def all_assignments() -> dict[str, Assignment]:
    """Every assignment by its name."""

    return assignments()


def find_assignment(name: str, among: Mapping[str, Assignment] | None = None) -> Assignment:
    """Find an assignment by its name, or by the beginning of it, such as ``hw1``.

    Parameters
    ----------
    name : str
        What the instructor typed.
    among : mapping, optional
        A course's; else hesskit's own.

    Returns
    -------
    Assignment
        The one so named.

    Raises
    ------
    HomeworkError
        If there is none, or more than one.
    """
    known = all_assignments() if among is None else among
    wanted = name.strip().strip("/")
    found = [known[wanted]] if wanted in known else [a for key, a in known.items() if key.startswith(wanted)]
    if len(found) != 1 or not wanted:
        raise HomeworkError(f"There is no homework {name!r}; there are {', '.join(known)}.")
    return found[0]


# The assignments: one for each of the lessons 1 to 5, and one for 6 to 8.


@cache
def assignments() -> dict[str, Assignment]:
    """Every assignment by its name, in order of the lessons.

    Examples
    --------
    >>> list(assignments())[0]
    'hw1-definition'
    """
    from hesskit.homework.assignments import hw1, hw2, hw3, hw4, hw5, hw6

    return {module.assignment.name: module.assignment for module in (hw1, hw2, hw3, hw4, hw5, hw6)}

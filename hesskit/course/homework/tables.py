"""The assignments' tables, by name; a module of its own so that a test can put another table in their place."""

from __future__ import annotations

from hesskit.course.homework.question import Assignment

__all__ = ["HomeworkError", "all_assignments", "find_assignment"]


class HomeworkError(Exception):
    """Something an instructor can mend; the text is one plain sentence."""


def all_assignments() -> dict[str, Assignment]:
    """Every assignment by its name."""
    from hesskit.course.homework.assignments import assignments

    return assignments()


def find_assignment(name: str) -> Assignment:
    """Find an assignment by its name, or by the beginning of it, such as ``hw1``.

    Parameters
    ----------
    name : str
        What the instructor typed.

    Returns
    -------
    Assignment
        The one so named.

    Raises
    ------
    HomeworkError
        If there is none, or more than one.
    """
    known = all_assignments()
    wanted = name.strip().strip("/")
    found = [known[wanted]] if wanted in known else [a for key, a in known.items() if key.startswith(wanted)]
    if len(found) != 1 or not wanted:
        raise HomeworkError(f"There is no homework {name!r}; there are {', '.join(known)}.")
    return found[0]

"""The students of a course, from a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hesskit.course.homework.spreadsheet import read_table
from hesskit.course.homework.tables import HomeworkError

__all__ = ["Student", "read_roster"]

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")


@dataclass(frozen=True)
class Student:
    """One row of the roster.

    Parameters
    ----------
    id : str
        The name of the student's folder, and what versions are drawn from.
    first_name, last_name, email : str
        As the roster has them; may be empty.

    Examples
    --------
    >>> print(Student("ada", "Ada", "Lovelace"))
    Ada Lovelace (ada)
    """

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""

    def __str__(self) -> str:
        name = f"{self.first_name} {self.last_name}".strip()
        return f"{name} ({self.id})" if name else self.id


def read_roster(path: Path) -> tuple[Student, ...]:
    """Read a roster: a CSV file with the columns id, first_name, last_name, email; only id must be there.

    Parameters
    ----------
    path : pathlib.Path
        The file, as a spreadsheet saves it: with commas, semicolons or tabs.

    Returns
    -------
    tuple of Student
        In the file's order.

    Raises
    ------
    HomeworkError
        If it cannot be read, has no column id, an unusable id, or one id twice.
    """
    rows = read_table(path, "The roster", "id,first_name,last_name,email", ("id",))
    if not rows:
        raise HomeworkError(f"The roster {path} has no students below its first line.")
    students = tuple(Student(*(row.get(key, "") for key in Student.__dataclass_fields__)) for row in rows)
    _refuse_doubtful(students, path)
    return students


def _refuse_doubtful(students: Sequence[Student], path: Path) -> None:
    seen: dict[str, str] = {}
    for student in students:
        if not _IDENTIFIER.fullmatch(student.id):
            raise HomeworkError(
                f"The roster {path} has the id {student.id!r}: use letters, digits, dots and dashes."
            )
        if student.id.casefold() in seen:
            raise HomeworkError(f"The roster {path} has the id {student.id!r} twice.")
        seen[student.id.casefold()] = student.id

"""The students of a course, from a table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hesskit.homework.assignments import HomeworkError

# A table as a spreadsheet saves it: commas, semicolons or tabs, with or without the mark of UTF-8.

Row = dict[str, str]


def read_table(path: Path, what: str, columns: str, needed: tuple[str, ...]) -> list[Row]:
    """Read a CSV file with headings."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        lines = [line for line in text.splitlines() if line.strip()]
        separator = max(",;\t", key=lines[0].count) if lines else ","
        rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=separator, skipinitialspace=True))
    except (FileNotFoundError, IsADirectoryError) as error:
        raise HomeworkError(f"{what} {path} is not there.") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise HomeworkError(f"{what} {path} cannot be read: save it as CSV in UTF-8.") from error
    rows = [row for row in rows if any(cell.strip() for cell in row)]  # spreadsheets save empty lines too
    headings = ["_".join(cell.lower().split()) for cell in rows[0]] if rows else []
    if not set(needed) <= set(headings):
        raise HomeworkError(f"{what} {path} needs a first line {columns}, and lines below it.")
    for row in rows[1:]:
        if any(cell.strip() for cell in row[len(headings) :]):
            raise HomeworkError(
                f"{what} {path} has more cells than headings in the line {separator.join(row)[:80]!r}: "
                "put what holds a comma in quotes."
            )
    return [{name: cell.strip() for name, cell in zip(headings, row, strict=False)} for row in rows[1:]]


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
    """Read a roster: a CSV file with the columns id, first_name, last_name, email; only id must be there."""
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

"""The students of a course, from a table, and whose a file is, from its name."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hesskit.course.homework.tables import HomeworkError

__all__ = ["Student", "candidates", "read_roster"]

_CUTS = (
    r"/",
    r"[/_]",
    r"[/_\s]",
    r"[^\w]+|_",
)  # from the coarsest: an id may hold dots, dashes and underlines
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
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise HomeworkError(f"The roster {path} cannot be read: save it as CSV in UTF-8.") from error
    lines = [line for line in text.splitlines() if line.strip()]
    separator = max(",;\t", key=lines[0].count) if lines else ","
    rows = list(csv.DictReader(io.StringIO("\n".join(lines)), delimiter=separator))
    headings = {(name or "").strip().lower(): name for name in (rows[0] if rows else {}) if name}
    if "id" not in headings:
        raise HomeworkError(
            f"The roster {path} needs a first line id,first_name,last_name,email and students below it."
        )
    students = tuple(
        Student(*(str(row.get(headings.get(key, "")) or "").strip() for key in Student.__dataclass_fields__))
        for row in rows
    )
    _refuse_doubtful(students, path)
    return students


def candidates(name: str, students: Sequence[Student]) -> tuple[Student, ...]:
    """Whose file this can be, judged by its name alone.

    Parameters
    ----------
    name : str
        The path inside the folder or zip that was downloaded from a learning platform.
    students : sequence of Student
        The roster.

    Returns
    -------
    tuple of Student
        Those whose id, e-mail or full name stands in it.

    Examples
    --------
    >>> ada, emmy = Student("ada", "Ada", "Lovelace"), Student("emmy", "Emmy", "Noether")
    >>> names = ["Lovelace Ada_123_assignsubmission_file_/hw1.ipynb", "hw1_emmy.ipynb", "lovelaceada_12_34_hw1.ipynb"]
    >>> [found.id for name in names for found in candidates(name, (ada, emmy))]
    ['ada', 'emmy', 'ada']
    """
    whole = _plain(name).removesuffix(".ipynb")
    words = {word for cut in _CUTS for word in re.split(cut, whole)}
    parts = {_letters(part) for part in re.split(r"[_/]|\d{2,}", whole)}
    found = {
        student.id: student
        for student in students
        if (_plain(student.id) in words and not _is_short_number(student.id))
        or (student.email and _plain(student.email) in words)
        or _full_names(student) & parts
    }
    return tuple(found.values())


def _is_short_number(identifier: str) -> bool:
    """Platforms put numbers of their own into names: a short one says nothing."""
    return identifier.isdigit() and len(identifier) < 5


def _full_names(student: Student) -> set[str]:
    first, last = _letters(_plain(student.first_name)), _letters(_plain(student.last_name))
    return {first + last, last + first} if first and last else set()


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _plain(text: str) -> str:
    """Without accents, in small letters."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


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

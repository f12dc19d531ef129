"""The students of a course, from a table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hesskit.homework.assignments import HomeworkError

# A table as a spreadsheet or a learning platform saves it: commas, semicolons or tabs, with or without the mark of
# UTF-8.

Row = dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """A table as it is written: its headings, and its lines, none of them empty."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def names(self) -> list[str]:
        """The headings in small letters with underscores."""
        return ["_".join(cell.lower().split()) for cell in self.headings]

    def by_name(self, row: Sequence[str]) -> Row:
        """A line's cells by the headings' names."""
        return {name: cell.strip() for name, cell in zip(self.names, row, strict=False)}


def read_sheet(path: Path, what: str) -> Sheet:
    """Read a CSV file as it is.

    Raises
    ------
    HomeworkError
        If it is not there, or is no CSV file.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        first = next((line for line in text.splitlines() if line.strip()), "")
        separator = max(",;\t", key=first.count)
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True))
    except (FileNotFoundError, IsADirectoryError) as error:
        raise HomeworkError(f"{what} {path} is not there.") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise HomeworkError(f"{what} {path} cannot be read: save it as CSV in UTF-8.") from error
    filled = [
        tuple(row) for row in rows if any(cell.strip() for cell in row)
    ]  # spreadsheets save empty lines
    sheet = Sheet(filled[0] if filled else (), tuple(filled[1:]))
    for row in sheet.rows:
        if any(cell.strip() for cell in row[len(sheet.headings) :]):
            raise HomeworkError(
                f"{what} {path} has more cells than headings in the line {separator.join(row)[:80]!r}: "
                "put what holds a comma in quotes."
            )
    return sheet


def read_table(path: Path, what: str, columns: str, needed: tuple[str, ...]) -> list[Row]:
    """Read a CSV file with headings."""
    sheet = read_sheet(path, what)
    if not set(needed) <= set(sheet.names):
        raise HomeworkError(f"{what} {path} needs a first line {columns}, and lines below it.")
    return [sheet.by_name(row) for row in sheet.rows]


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
    number : str
        In Moodle's grading worksheet, the participant's number in this one assignment; else empty.

    Examples
    --------
    >>> print(Student("ada", "Ada", "Lovelace"))
    Ada Lovelace (ada)
    """

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    number: str = ""

    def __str__(self) -> str:
        name = f"{self.first_name} {self.last_name}".strip()
        return f"{name} ({self.id})" if name else self.id


def read_roster(path: Path) -> tuple[Student, ...]:
    """Read a roster: a CSV file with the columns id, first_name, last_name, email, or an export of Moodle's or Canvas'.

    Parameters
    ----------
    path : pathlib.Path
        Our own columns, of which only id must be there; Moodle's list of participants, gradebook or grading worksheet;
        or Canvas' gradebook. In these the id is made of the address or the login.

    Returns
    -------
    tuple of Student
        In the file's order.

    Raises
    ------
    HomeworkError
        If it cannot be read, or an id is missing, strange or there twice.
    """
    sheet = read_sheet(path, "The roster")
    students = students_of(sheet)
    if students is None:
        raise HomeworkError(
            f"The roster {path} needs a first line id,first_name,last_name,email, and lines below it, or must be a "
            "table of Moodle's or Canvas' with English headings."
        )
    found = tuple(student for student in students if student is not None)
    if not found:
        raise HomeworkError(f"The roster {path} has no students below its first line.")
    _refuse_doubtful(found, path)
    return found


def students_of(sheet: Sheet) -> list[Student | None] | None:
    """The student of each line, None where a line is nobody's; None for a table of another kind.

    Examples
    --------
    >>> moodle = Sheet(("First name", "Last name", "Email address"), (("Ada", "Lovelace", "ada@example.org"),))
    >>> students_of(moodle)
    [Student(id='ada', first_name='Ada', last_name='Lovelace', email='ada@example.org', number='')]
    >>> canvas = Sheet(("Student", "ID", "SIS Login ID", "Section"), (("Noether, Emmy", "12", "emmy", "A"),))
    >>> students_of(canvas)
    [Student(id='emmy', first_name='Emmy', last_name='Noether', email='', number='')]
    """
    names, rows = set(sheet.names), [sheet.by_name(row) for row in sheet.rows]
    if {"student", "id", "section"} <= names:
        return _unique([_from_canvas(row) for row in rows])
    if "email_address" in names and names & {"full_name", "first_name", "identifier"}:
        return _unique([_from_moodle(row) for row in rows])
    if "id" in names:
        return [Student(*(row.get(key, "") for key in Student.__dataclass_fields__)) for row in rows]
    return None


def _from_moodle(row: Row) -> Student:
    """A line of Moodle's participants, gradebook or grading worksheet, whose `Participant 123` is a number."""
    first, last = row.get("first_name", ""), row.get("last_name", "") or row.get("surname", "")
    if not (first or last):
        first, _, last = row.get("full_name", "").rpartition(" ")
    email, number = row["email_address"], re.search(r"\d+$", row.get("identifier", ""))
    return Student(email or row.get("id_number", ""), first, last, email, number[0] if number else "")


def _from_canvas(row: Row) -> Student | None:
    """A line of Canvas' gradebook; points possible, remarks on posting and the test student are nobody."""
    name, login = row["student"], row.get("sis_login_id", "") or row.get("sis_user_id", "") or row["id"]
    if not row["id"].isdigit() or name in ("Student, Test", "Test Student"):
        return None
    last, comma, first = (part.strip() for part in name.partition(","))
    if not comma:
        first, _, last = name.rpartition(" ")
    return Student(login, first, last, login if "@" in login else "")


def _unique(students: list[Student | None]) -> list[Student | None]:
    """With what stands before the @ of an address for an id, where nobody else has the same."""
    short = [student.id.partition("@")[0].lower() if student else "" for student in students]
    return [
        student and replace(student, id=name if short.count(name) == 1 else student.id.lower())
        for student, name in zip(students, short, strict=True)
    ]


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

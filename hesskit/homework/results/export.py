"""`hesskit homework export`: grades and feedback in the shapes that Moodle and Canvas take back."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from hesskit.course.lessons import write_whole
from hesskit.homework import Assignment, CourseFolder, Sheet, Student, read_sheet, students_of
from hesskit.homework.assignments import HomeworkError
from hesskit.homework.results.results import Result, number_text
from hesskit.homework.submissions import downloaded_as

_MOODLE = re.compile(r"(?:^|/)([^/_]+)_(\d+)_assignsubmission_[a-z]+_")
_CANVAS = re.compile(r"(?:^|/)([^/]+_\d+_\d+_[^/]+?)(?:\.\w+)?(?=/|$)")
_CANVAS_STUDENT = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_WORKSHEET = (
    "Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed",
    "Last modified (submission)", "Last modified (grade)", "Feedback comments",
)  # fmt: skip


class Export:
    """One homework's way back into a learning platform.

    Parameters
    ----------
    course : CourseFolder
        The course, with the pages of feedback written.
    assignment : Assignment
        Which homework.
    found : sequence of Result
        Everyone's; a total that still waits for a hand is left empty.
    table : pathlib.Path, optional
        What the platform exported: its lines and all but the points stay as they are.
    column : str
        The name of the homework's column in Canvas' gradebook; found by itself where it holds the homework's name.

    Examples
    --------
    >>> worksheet_number("Ada Lovelace_123_assignsubmission_file_/hw1.ipynb")
    ('Ada Lovelace', '123')
    """

    def __init__(
        self,
        course: CourseFolder,
        assignment: Assignment,
        found: Sequence[Result],
        table: Path | None = None,
        column: str = "",
    ) -> None:
        self.course, self.assignment, self.found, self.column = course, assignment, found, column
        self.folder = course.root / "export" / assignment.name
        self.missing: list[str] = []
        """Sentences on whom the platform will not know."""
        self._totals = {result.student.id: number_text(result.total) for result in found}
        self._sheet = read_sheet(table, "The table") if table else None
        self._whose = (students_of(self._sheet) or []) if self._sheet else []

    def for_moodle(self) -> list[Path]:
        """Write the grading worksheet, a table for the gradebook and the zip of feedback files."""
        return [
            self._write("moodle-grading-worksheet.csv", self._worksheet()),
            self._write("moodle-gradebook.csv", self._gradebook()),
            self._zip("moodle-feedback-files.zip", self._moodle_names()),
        ]

    def for_canvas(self) -> list[Path]:
        """Write the table for the gradebook and the zip of feedback files."""
        return [
            self._write("canvas-gradebook.csv", self._canvas()),
            self._zip("canvas-submissions-feedback.zip", self._canvas_names()),
        ]

    def _worksheet(self) -> Sheet:
        """Moodle's own worksheet with the grades filled in; without one, made of the numbers in the download."""
        if self._sheet is not None:
            if not {"identifier", "grade"} <= set(self._sheet.names):
                raise HomeworkError(
                    "The table is not Moodle's grading worksheet: that has the columns Identifier and Grade."
                )
            return self._filled("grade")
        rows = []
        for result in self.found:
            who, (_, number) = result.student, self._moodle_number(result.student)
            if number:
                name = f"{who.first_name} {who.last_name}".strip()
                total, most = self._totals[who.id], number_text(result.most or self.assignment.points)
                rows.append((f"Participant {number}", name, who.email, "", total, most, "Yes", "", "", ""))
        return Sheet(_WORKSHEET, tuple(rows))

    def _gradebook(self) -> Sheet:
        rows = [
            (r.student.first_name, r.student.last_name, r.student.email, self._totals[r.student.id])
            for r in self.found
        ]
        return Sheet(("First name", "Last name", "Email address", self.assignment.name), tuple(rows))

    def _canvas(self) -> Sheet:
        if self._sheet is None:
            raise HomeworkError(
                "Canvas knows its students by numbers: export its gradebook, and name the file with --table."
            )
        names = [name for name in _CANVAS_STUDENT if name in self._sheet.headings]
        if not {"Student", "ID", "Section"} <= set(names):
            raise HomeworkError(
                "The table is not Canvas' gradebook: that has the columns Student, ID and Section."
            )
        column = self._canvas_column()
        places = [self._sheet.headings.index(name) for name in names]
        here = self._sheet.headings.index(column) if column in self._sheet.headings else None
        rows = []
        for row, student in zip(self._sheet.rows, self._whose, strict=True):
            is_possible = row[0].strip() == "Points Possible"
            if student is None and not is_possible:
                continue
            most = row[here] if here is not None and here < len(row) else f"{self.assignment.points:g}"
            points = most if student is None else self._total(student)
            rows.append((*(row[place] if place < len(row) else "" for place in places), points))
        self._say_missing()
        return Sheet((*names, column), tuple(rows))

    def _canvas_column(self) -> str:
        """The heading of the homework: the one that was named, the one that holds its name, or a new one."""
        assert self._sheet is not None
        short = self.assignment.name.partition("-")[0]
        wanted = (self.column,) if self.column else (self.assignment.name, self.assignment.title, short)
        for name in wanted:
            found = [
                h for h in self._sheet.headings if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", h, re.I)
            ]
            if len(found) == 1:
                return found[0]
            if found:
                raise HomeworkError(
                    f"Several columns of the table can be it, {', '.join(found)}: name one with --column."
                )
        if self.column:
            raise HomeworkError(f"The table has no column {self.column!r}.")
        return self.assignment.title

    def _filled(self, name: str) -> Sheet:
        """The platform's table with one column filled, and everything else as it was."""
        assert self._sheet is not None
        place, rows = self._sheet.names.index(name), []
        for row, student in zip(self._sheet.rows, self._whose, strict=True):
            cells = [*row, *[""] * (len(self._sheet.headings) - len(row))]
            if student is not None and self._total(student):
                cells[place] = self._total(student)
            rows.append(tuple(cells))
        self._say_missing()
        return Sheet(self._sheet.headings, tuple(rows))

    def _total(self, student: Student) -> str:
        """The total of a line's student, known by the id or by the address."""
        return self._totals.get(self._known_as(student), "")

    def _known_as(self, student: Student) -> str:
        if student.id in self._totals or not student.email:
            return student.id
        same = [r.student.id for r in self.found if r.student.email.lower() == student.email.lower()]
        return same[0] if len(same) == 1 else student.id

    def _say_missing(self) -> None:
        there = {self._known_as(student) for student in self._whose if student}
        left = [str(r.student) for r in self.found if r.total is not None and r.student.id not in there]
        if left:
            self.missing.append(f"Not in the table, so their points go nowhere: {', '.join(left)}.")

    def _moodle_number(self, student: Student) -> tuple[str, str]:
        """A participant's name and number: from the download, else from the worksheet."""
        name, number = worksheet_number(downloaded_as(self.course, self.assignment.name, student.id))
        if number:
            return name, number
        own = [s for s in self._whose if s and s.number and self._known_as(s) == student.id]
        return (f"{own[0].first_name} {own[0].last_name}".strip(), own[0].number) if own else ("", "")

    def _moodle_names(self) -> dict[str, str]:
        return {
            result.student.id: moodle_feedback_name(name, number, f"{self.assignment.name}.html")
            for result in self.found
            for name, number in [self._moodle_number(result.student)]
            if number
        }

    def _canvas_names(self) -> dict[str, str]:
        names = {
            r.student.id: downloaded_as(self.course, self.assignment.name, r.student.id) for r in self.found
        }
        known = {student: _CANVAS.search(name) for student, name in names.items()}
        return {student: f"{found[1]}.html" for student, found in known.items() if found}

    def _zip(self, name: str, names: Mapping[str, str]) -> Path:
        """Everyone's page under the name by which the platform knows whose it is."""
        file = io.BytesIO()
        unknown = []
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for result in self.found:
                student = result.student.id
                page = (
                    self.course.root
                    / "feedback"
                    / student
                    / self.assignment.name
                    / f"{self.assignment.name}.html"
                )
                if page.is_file() and student in names:
                    archive.writestr(
                        zipfile.ZipInfo(names[student], (1980, 1, 1, 0, 0, 0)), page.read_bytes()
                    )
                elif page.is_file():
                    unknown.append(str(result.student))
        if unknown:
            self.missing.append(
                f"No number of the platform is known, so no feedback is in {name}: {', '.join(unknown)}."
            )
        write_whole(self.folder / name, file.getvalue())
        return self.folder / name

    def _write(self, name: str, sheet: Sheet) -> Path:
        file = io.StringIO()
        csv.writer(file, lineterminator="\r\n").writerows([sheet.headings, *sheet.rows])
        write_whole(self.folder / name, file.getvalue().encode("utf-8"))
        return self.folder / name


def worksheet_number(name: str) -> tuple[str, str]:
    """The participant's name and number in the name of a file of Moodle's download; empty where there are none."""
    found = _MOODLE.search(name)
    return (found[1], found[2]) if found else ("", "")


def moodle_feedback_name(name: str, number: str, file: str) -> str:
    """Where Moodle looks for a participant's feedback file in a zip: by the number; the name is for people.

    Examples
    --------
    >>> moodle_feedback_name("Ada Lovelace", "123", "hw1.html")
    'Ada Lovelace_123_assignfeedback_file_/hw1.html'
    """
    safe = re.sub(r'[_/\\:*?"<>|\x00-\x1f]+', " ", name).strip(" .") or "Participant"
    return f"{safe}_{number}_assignfeedback_file_/{file}"

"""What each student has: points from the gradebook, beliefs and sentences from the graded notebook."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hesskit.course.lessons import write_whole
from hesskit.homework import Assignment, Cell, CourseFolder, Ledger, Student
from hesskit.homework.grading import MARK_MIME, Grader


@dataclass(frozen=True)
class Part:
    """One question of one student."""

    name: str
    points: float | None
    most: float
    beliefs: tuple[str, ...] = ()
    comment: str = ""
    again: str = ""
    by_hand: bool = False


@dataclass(frozen=True)
class Result:
    """One student's result."""

    student: Student
    state: str
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def points(self) -> float | None:
        """The sum so far; None where nothing was graded."""
        return sum(part.points or 0.0 for part in self.parts) if self.parts else None

    @property
    def total(self) -> float | None:
        """The sum, where nothing waits for a hand any more; None else."""
        return self.points if self.state == "graded" else None

    @property
    def most(self) -> float:
        """What everything is worth."""
        return sum(part.most for part in self.parts)


def results(
    course: CourseFolder, assignment: Assignment, students: Sequence[Student]
) -> tuple[tuple[Result, list[Cell]], ...]:
    """Everyone's result with their graded notebook's cells: the roster first, then whoever is not in it.

    Parameters
    ----------
    course : CourseFolder
        The course.
    assignment : Assignment
        Which homework.
    students : sequence of Student
        The roster.

    Returns
    -------
    tuple of (Result, list of dict)
        In the roster's order.
    """
    problems = Ledger(course, assignment.name).problems()
    known = {student.id for student in students}
    others = sorted({*course.students(assignment.name), *problems} - known)
    with Grader(course).gradebook() as gradebook:
        everyone = [*students, *map(Student, others)]
        return tuple(_one(course, assignment, student, problems, gradebook) for student in everyone)


def _one(
    course: CourseFolder, assignment: Assignment, student: Student, problems: dict[str, str], gradebook: Any
) -> tuple[Result, list[Cell]]:
    if student.id in problems:
        return Result(student, "not graded", notes=(problems[student.id],)), []
    path = course.autograded(assignment.name, student.id)
    if not path.is_file():
        handed_in = course.submitted(assignment.name, student.id).is_file()
        return Result(student, "not graded" if handed_in else "not handed in"), []
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = [{**cell, "source": "".join(cell["source"])} for cell in notebook["cells"]]
    parts = tuple(_parts(cells, gradebook, assignment.name, student.id))
    waits = any(part.points is None or part.again for part in parts)
    notes = (*notebook["metadata"].get("hesskit_notes", ()), *(part.again for part in parts if part.again))
    return Result(student, "by hand" if waits else "graded", parts, notes), cells


def _parts(cells: Sequence[Cell], gradebook: Any, assignment: str, student: str) -> Iterator[Part]:
    submission = gradebook.find_submission_notebook(assignment, assignment, student)
    grades = {grade.cell.name: grade for grade in submission.grades}
    comments = {comment.name: comment for comment in submission.comments}
    written: list[str] = []  # the formgrader's box for a question of code is at its answer
    for cell in cells:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        grade, comment = grades.get(name), comments.get(name)
        if grade is None:
            written += [comment.manual_comment] if comment and comment.manual_comment else []
            continue
        written += [comment.comment] if comment and comment.comment else []
        waits = grade.needs_manual_grade and grade.auto_score is None
        points = None if waits else float(grade.score)
        earlier = grade.needs_manual_grade and grade.manual_score is not None
        again = (
            f"{name} was graded by hand in an earlier file: it waits to be looked at again."
            if earlier
            else ""
        )
        said, written = "\n\n".join(written), []
        by_hand = grade.manual_score is not None and not earlier
        yield Part(name, points, float(grade.max_score), _beliefs(cell), said, again, by_hand)


def _beliefs(cell: Cell) -> tuple[str, ...]:
    for output in cell.get("outputs", []):
        mark = output.get("data", {}).get(MARK_MIME)
        if isinstance(mark, dict):
            return tuple(mark["beliefs"])
    return ()


# `hesskit homework scores`: everyone's points as a table that a spreadsheet opens.

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def scores_table(found: Sequence[Result]) -> str:
    """The table as CSV: one line a student of the roster; a total is empty until all of it is graded."""
    names = list(dict.fromkeys(part.name for result in found for part in result.parts))
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow(
        ["id", "first_name", "last_name", "email", *names, "so_far", "total", "of", "state", "notes"]
    )
    for result in found:
        points = {part.name: part.points for part in result.parts}
        who = result.student
        table.writerow(
            [_harmless(text) for text in (who.id, who.first_name, who.last_name, who.email)]
            + [number_text(points.get(name)) for name in names]
            + [
                number_text(result.points),
                number_text(result.total),
                number_text(result.most or None),
                result.state,
            ]
            + [_harmless(" ".join(result.notes))]
        )
    return file.getvalue()


def write_scores(found: Sequence[Result], path: Path) -> None:
    """Write the table, with the mark by which spreadsheets know UTF-8."""
    write_whole(path, scores_table(found).encode("utf-8-sig"))


def number_text(points: float | None) -> str:
    """Points as a table holds them; empty where there are none."""
    return "" if points is None else f"{points:g}"


def _harmless(text: str) -> str:
    """A spreadsheet takes some first letters for a formula, and students choose some of these words."""
    return f"'{text}" if text.startswith(_RISKY) else text

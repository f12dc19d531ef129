"""What each student has: points from the gradebook, beliefs and sentences from the graded notebook."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hesskit.course.homework.course_folder import CourseFolder
from hesskit.course.homework.ledger import Ledger
from hesskit.course.homework.marking import MARK_MIME
from hesskit.course.homework.nbgrading import Grader
from hesskit.course.homework.question import Assignment
from hesskit.course.homework.reading import Cell
from hesskit.course.homework.roster import Student

__all__ = ["Part", "Result", "results"]


@dataclass(frozen=True)
class Part:
    """One question of one student.

    Parameters
    ----------
    name : str
        Such as ``"q1"``.
    points : float or None
        None as long as it waits to be graded by hand.
    most : float
        What it is worth.
    beliefs : tuple of str
        The beliefs that were recognised.
    comment : str
        What whoever graded by hand wrote.
    again : str
        A sentence where the grade by hand was given to an earlier file.
    """

    name: str
    points: float | None
    most: float
    beliefs: tuple[str, ...] = ()
    comment: str = ""
    again: str = ""


@dataclass(frozen=True)
class Result:
    """One student's result.

    Parameters
    ----------
    student : Student
        Who.
    state : str
        ``"graded"``, ``"by hand"`` (some of it waits), ``"not graded"`` or ``"not handed in"``.
    parts : tuple of Part
        By question; empty where nothing was graded.
    notes : tuple of str
        Plain sentences on what was odd.
    """

    student: Student
    state: str
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def points(self) -> float | None:
        """The sum so far; None where nothing was graded."""
        return sum(part.points or 0.0 for part in self.parts) if self.parts else None

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
    waits = any(part.points is None for part in parts)
    notes = (*notebook["metadata"].get("hesskit_notes", ()), *(part.again for part in parts if part.again))
    return Result(student, "by hand" if waits else "graded", parts, notes), cells


def _parts(cells: Sequence[Cell], gradebook: Any, assignment: str, student: str) -> Iterator[Part]:
    submission = gradebook.find_submission_notebook(assignment, assignment, student)
    grades = {grade.cell.name: grade for grade in submission.grades}
    comments = {comment.name: comment.comment or "" for comment in submission.comments}
    for cell in cells:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        grade = grades.get(name)
        if grade is None:
            continue
        waits = grade.needs_manual_grade and grade.auto_score is None
        points = None if waits else float(grade.score)
        earlier = grade.needs_manual_grade and grade.manual_score is not None
        again = (
            f"{name} was graded by hand in an earlier file: it waits to be looked at again."
            if earlier
            else ""
        )
        yield Part(name, points, float(grade.max_score), _beliefs(cell), comments.get(name, ""), again)


def _beliefs(cell: Cell) -> tuple[str, ...]:
    for output in cell.get("outputs", []):
        mark = output.get("data", {}).get(MARK_MIME)
        if isinstance(mark, dict):
            return tuple(mark["beliefs"])
    return ()

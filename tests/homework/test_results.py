"""What whoever graded by hand wrote and gave reaches the student, and the state of a result is true."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hesskit.homework.assignments.catalogue import all_assignments
from hesskit.homework.course_folder import CourseFolder
from hesskit.homework.grading.gradebook import Grader, quiet, record
from hesskit.homework.release import release
from hesskit.homework.results.feedback import feedback_page
from hesskit.homework.results.results import Result, results
from hesskit.homework.roster import Student
from hesskit.homework.sandbox.run import Run
from hesskit.homework.submissions.collect import collect, mended
from tests.homework.trying import handed_in

NAME = "hw1-definition"
ASSIGNMENT = all_assignments()[NAME]
ADA = Student("ada", "Ada", "Lovelace")


def graded(course: CourseFolder, folder: Path, **codes: str) -> tuple[Result, list[Any]]:
    """Ada hands in these codes, by question; they are recorded as if they had been run."""
    import nbformat

    if not (course.root / "release" / NAME).is_dir():
        release(course, ASSIGNMENT)
    notebook = json.loads((course.root / "release" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = codes.get(cell["id"].removesuffix("-answer"), cell["source"])
    folder.mkdir(exist_ok=True)
    (folder / "ada.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    collect(course, ASSIGNMENT, folder, [ADA])
    answers = {
        q.name: handed_in(q, q.draw(variant_of_all()), codes.get(q.name, "pass"))
        for q in ASSIGNMENT.questions
        if not q.manual
    }
    with quiet(), Grader(course).gradebook() as gradebook:
        done = record(
            gradebook, course, ASSIGNMENT, "ada", (mended(course, ASSIGNMENT, "ada"), Run({}, answers, ()))
        )
    target = course.autograded(NAME, "ada")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(nbformat.writes(done), encoding="utf-8")
    return now(course)


def variant_of_all() -> Any:
    from hesskit.homework.notebook import common_version

    return common_version(NAME)


def now(course: CourseFolder) -> tuple[Result, list[Any]]:
    return results(course, ASSIGNMENT, [ADA])[0]


def by_hand(course: CourseFolder, question: str, points: float, comment: str = "", at: str = "") -> None:
    """What the formgrader writes when somebody gives points, and a comment at the cell that has a box for it."""
    with quiet(), Grader(course).gradebook() as gradebook:
        grade = gradebook.find_grade(question, NAME, NAME, "ada")
        grade.manual_score, grade.needs_manual_grade = points, False
        if comment:
            gradebook.find_comment(at, NAME, NAME, "ada").manual_comment = comment
        gradebook.db.commit()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "in"


def test_a_comment_at_an_answer_of_code_is_in_the_feedback(course: CourseFolder, folder: Path) -> None:
    graded(course, folder, q1="H = 'x'")
    by_hand(course, "q1", 3, "One factor 2 lost in $f_{yy}$.", at="q1-answer")
    by_hand(course, "q6", 2, "Say why.", at="q6")
    result, cells = now(course)
    assert result.state == "graded"
    page = feedback_page(ASSIGNMENT, result, cells)
    assert page.count("One factor 2 lost in ") == page.count("Say why.") == 1
    assert "Changed by hand to <strong>3 of 4</strong>" in page
    assert page.index("One factor 2") < page.index("Question 2.")


def test_a_grade_of_an_earlier_file_waits_and_the_state_says_so(course: CourseFolder, folder: Path) -> None:
    graded(course, folder, q1="H = 'x'", q6="My words.")
    by_hand(course, "q1", 3)
    by_hand(course, "q6", 4)
    assert now(course)[0].state == "graded"
    question = ASSIGNMENT.questions[0]
    right = question.reference(question.draw(variant_of_all()))
    result, cells = graded(course, folder, q1=right, q6="My words.")
    assert (result.parts[0].points, result.state) == (3.0, "by hand")
    assert "q1 was graded by hand in an earlier file" in result.notes[-1]
    assert "waits to be looked at again" in feedback_page(ASSIGNMENT, result, cells)
    by_hand(course, "q1", 4)
    result, cells = now(course)
    assert (result.parts[0].points, result.state, result.notes) == (4.0, "graded", ())
    assert "Looked at by hand: it stays at <strong>4 of 4</strong>." in feedback_page(
        ASSIGNMENT, result, cells
    )


def test_what_nobody_touched_is_not_said_to_be_looked_at(course: CourseFolder, folder: Path) -> None:
    result, cells = graded(course, folder)
    assert "by hand:" not in feedback_page(ASSIGNMENT, result, cells)

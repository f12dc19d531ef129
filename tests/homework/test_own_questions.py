"""A question of the lecturer's own in `source/`: the student's cells are the student's, and no solution gets out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hesskit.homework.assignments.catalogue import HomeworkError, all_assignments
from hesskit.homework.course_folder import CourseFolder
from hesskit.homework.grading.grade import grade
from hesskit.homework.release import release
from hesskit.homework.results.feedback import feedback_page
from hesskit.homework.results.results import Result, results
from hesskit.homework.roster import Student
from hesskit.homework.submissions.collect import collect

NAME = "hw1-definition"
ASSIGNMENT = all_assignments()[NAME]
SOLUTION = "### BEGIN SOLUTION\nH7 = [[6, 2], [2, 0]]\n### END SOLUTION"
TESTS = "assert len(H7) == 2\n### BEGIN HIDDEN TESTS\nassert H7 == [[6, 2], [2, 0]]\n### END HIDDEN TESTS"
WORDS = "### BEGIN SOLUTION\nBecause of Schwarz.\n### END SOLUTION"
HANDS = {
    "right": "H7 = [[6, 2], [2, 0]]",
    "wrong": "H7 = [[6, 2], [2, 1]]",
    "blank": "",
    "ended": "import os\nclass Ends(list):\n    def __len__(self): os._exit(0)\nH7 = Ends()",
}
POINTS = {"right": 2.0, "wrong": 0.0, "blank": 0.0, "ended": 0.0}


def cell(kind: str, name: str, source: str, **marks: Any) -> dict[str, Any]:
    nbgrader = {"grade": False, "grade_id": name, "locked": False, "solution": False, "task": False, **marks}
    made = {"cell_type": kind, "id": name, "metadata": {}, "source": source}
    if marks:
        made["metadata"] = {"nbgrader": {"schema_version": 3, **nbgrader}}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


OWN = (
    cell("markdown", "own-text", "Give the Hessian of $3x^2 + 2xy$ as `H7`."),
    cell("code", "own-answer", SOLUTION, solution=True),
    cell("code", "own-test", TESTS, grade=True, locked=True, points=2),
    cell("markdown", "own-words", WORDS, grade=True, solution=True, points=1),
)


def with_own(course: CourseFolder, *cells: dict[str, Any]) -> None:
    path = course.source(NAME)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**notebook, "cells": [*notebook["cells"], *cells]}), encoding="utf-8")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, sandboxed: None) -> dict[str, tuple[Result, list[Any]]]:
    """Everyone's result and graded notebook."""
    from hesskit.homework.release import make_course

    course = make_course(tmp_path_factory.mktemp("own") / "calculus")
    with_own(course, *OWN)
    released = json.loads(release(course, ASSIGNMENT).read_text(encoding="utf-8"))
    folder = tmp_path_factory.mktemp("in")
    for student, code in HANDS.items():
        notebook = json.loads(json.dumps(released))
        for found in notebook["cells"]:
            name = found["metadata"].get("nbgrader", {}).get("grade_id")
            if name == "own-answer":
                found["source"] = code
            elif name == "own-words":
                found["source"] = f"In my words, {student}."
        (folder / f"{student}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    students = [Student(name) for name in HANDS]
    collect(course, ASSIGNMENT, folder, students)
    assert grade(course, ASSIGNMENT).problems == {}
    return {result.student.id: (result, cells) for result, cells in results(course, ASSIGNMENT, students)}


@pytest.mark.parametrize("student", HANDS)
def test_own_tests_grade_what_the_student_handed_in(student: str, graded: Any) -> None:
    parts = {part.name: part for part in graded[student][0].parts}
    assert (parts["own-test"].points, parts["own-test"].most) == (POINTS[student], 2.0)
    assert parts["own-words"].points is None, "words wait for a hand"


@pytest.mark.parametrize("student", HANDS)
def test_the_student_s_cells_are_the_student_s_and_no_solution_is_shown(student: str, graded: Any) -> None:
    result, cells = graded[student]
    sources = {found["metadata"].get("nbgrader", {}).get("grade_id"): found["source"] for found in cells}
    assert sources["own-answer"] == HANDS[student]
    assert sources["own-words"] == f"In my words, {student}."
    page = feedback_page(ASSIGNMENT, result, cells)
    assert f"In my words, {student}." in page
    assert "Schwarz" not in page and "HIDDEN" not in page and "SOLUTION" not in page
    assert ("[[6, 2], [2, 0]]" in page) == (student == "right")
    assert result.notes == () or student == "ended"


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        (
            cell("code", "q9", 'paper.hand_in("q9", globals())', grade=True, locked=True, points=2),
            "has no test",
        ),
        (cell("markdown", "task", "Draw.", task=True, points=2), "is one of nbgrader's tasks"),
        (cell("markdown", "fact", "A fact.", grade=True, locked=True, points=2), "nobody can answer"),
    ],
    ids=["hand-in", "task", "locked words"],
)
def test_what_cannot_be_graded_is_refused_at_release(
    own: dict[str, Any], sentence: str, course: CourseFolder
) -> None:
    with_own(course, own)
    with pytest.raises(HomeworkError, match=sentence):
        release(course, ASSIGNMENT)


def test_a_deleted_own_test_comes_back_and_a_lost_answer_is_not_the_solution(course: CourseFolder) -> None:
    from hesskit.homework.submissions.read import plain_cells
    from hesskit.homework.submissions.repair import mend

    with_own(course, *OWN)
    template = course.template(ASSIGNMENT, "ada")
    handed_in = {"nbformat": 4, "cells": [found for found in template if not found["id"].startswith("own")]}
    done = mend(plain_cells(handed_in), template, NAME, "")
    sources = {found["id"]: found["source"] for found in done.cells}
    assert sources["own-test"] == TESTS
    assert sources["own-answer"] == "" and "Schwarz" not in sources["own-words"]
    assert any("own-answer was not found" in note for note in done.notes)


def test_a_hidden_test_is_no_change_of_the_cell(course: CourseFolder, tmp_path: Path) -> None:
    from hesskit.homework.submissions.read import plain_cells
    from hesskit.homework.submissions.repair import mend

    with_own(course, *OWN)
    template = course.template(ASSIGNMENT, "ada")
    handed_in = json.loads(json.dumps(template))
    for found in handed_in:
        if found["id"] == "own-test":
            found["source"] = "assert len(H7) == 2"
    assert mend(plain_cells({"nbformat": 4, "cells": handed_in}), template, NAME, "").notes == []
    handed_in[-2]["source"] = "pass"
    assert mend(plain_cells({"nbformat": 4, "cells": handed_in}), template, NAME, "").notes == [
        "The cell that tests own-test was changed: it counts as the homework has it."
    ]

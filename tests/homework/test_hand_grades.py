"""What was graded by hand stays when a class is graded again, and waits again only where the student's work changed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from hesskit.homework.assignments.catalogue import all_assignments
from hesskit.homework.course_folder import CourseFolder
from hesskit.homework.grading.gradebook import Grader
from tests.homework import classes

NAME = "hw1-definition"
ASSIGNMENT = all_assignments()[NAME]
MANUAL = next(question.name for question in ASSIGNMENT.questions if question.manual)
pytestmark = pytest.mark.usefixtures("sandboxed")


def row(root: Path) -> dict[str, str]:
    with (root / "scores" / f"{NAME}.csv").open(encoding="utf-8-sig") as file:
        return next(csv.DictReader(file))


def test_hand_grades_stay_and_wait_again_only_where_the_work_changed(tmp_path: Path) -> None:
    root = tmp_path / "calculus"
    submissions = classes.make_class(root, ASSIGNMENT, [0])
    classes.run(["grade", NAME, str(submissions), "--no-input"], root)
    grader = Grader(CourseFolder(root))
    with grader.gradebook() as gradebook:
        for question, points in ((MANUAL, 3.0), ("q1", 1.5)):
            grade = gradebook.find_grade(question, NAME, NAME, "s00")
            grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()
    for again in ([], ["--again"], ["--again"]):
        classes.run(["grade", NAME, *again], root)
        assert (row(root)[MANUAL], row(root)["q1"], row(root)["state"]) == ("3", "1.5", "graded")
        assert row(root)["notes"] == ""
    notebook = json.loads((root / "submitted" / "s00" / NAME / f"{NAME}.ipynb").read_text())
    changed = classes.written(notebook, ASSIGNMENT, classes.Hand("changed"))
    for cell in changed["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == MANUAL:
            cell["source"] = "On second thoughts, something else."
    (tmp_path / "s00.ipynb").write_text(json.dumps(changed))
    classes.run(["grade", NAME, str(tmp_path / "s00.ipynb"), "--no-input"], root)
    assert (row(root)[MANUAL], row(root)["q1"], row(root)["state"]) == ("", "1.5", "by hand")
    assert (
        row(root)["notes"]
        == f"{MANUAL} was graded by hand in an earlier file: it waits to be looked at again."
    )

"""Whoever grades by hand finds each student's own model answer and rubric, with their data."""

from __future__ import annotations

import re

import pytest

from hesskit.homework.assignments.catalogue import all_assignments
from hesskit.homework.course_folder import CourseFolder
from hesskit.homework.question import Variant
from hesskit.homework.results.feedback import rubrics_page, write_rubrics
from hesskit.homework.roster import Student

STUDENTS = (Student("ada", "Ada", "Lovelace"), Student("emmy"))


@pytest.mark.parametrize("name", all_assignments())
def test_every_version_has_its_own_model_answer(name: str) -> None:
    assignment = all_assignments()[name]
    versions = [(student.id, Variant("calculus", name, student.id)) for student in STUDENTS]
    pages = [rubrics_page(assignment, [version]) for version in versions]
    assert len({re.sub("<h2>.*?</h2>", "", page) for page in pages}) == 2
    both = rubrics_page(assignment, versions)
    assert both.count("A model answer") == both.count("<h3>Rubric") == 2
    assert both.count("1 point: ") == 8 and "$" not in both and "<script" not in both


def test_those_without_a_version_of_their_own_share_one(course: CourseFolder) -> None:
    name = "hw1-definition"
    course.give_versions(name, ["ada"])
    path = write_rubrics(course, all_assignments()[name], STUDENTS)
    page = path.read_text(encoding="utf-8")
    assert re.findall("<h2>(.*?)</h2>", page) == ["Ada Lovelace (ada)", "The version common to all"]

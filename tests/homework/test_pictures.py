"""The homework's own pictures: finished lines without what they come from, whole in every version's feedback."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hesskit.homework.assignments.catalogue import all_assignments
from hesskit.homework.paper import picture
from hesskit.homework.paper.pictures import line_of, line_text
from hesskit.homework.question import Variant
from hesskit.homework.results.feedback import feedback_page
from hesskit.homework.results.results import Result
from hesskit.homework.roster import Student
from hesskit.homework.sandbox.inside import Collector
from hesskit.homework.sandbox.run import Limits, Step, Transcript
from tests.homework.graders_referee import drawn

DRAWN = [
    pytest.param(assignment, question, id=f"{assignment.name}-{question.name}")
    for assignment in all_assignments().values()
    for question in assignment.questions
    if "picture(" in question.setup(question.draw(Variant("", assignment.name)))
]


def said(collector: Collector) -> bytes:
    """What the sandbox says of its first cell, as it says it."""
    event = {"event": "cell", "cell": 0, "outputs": collector.outputs, "full": collector.full}
    return json.dumps(event).encode() + b"\n"


@pytest.mark.parametrize(("assignment", "question"), DRAWN)
def test_every_version_s_picture_is_kept_whole(assignment: Any, question: Any) -> None:
    for student in ("s02", "s03"):  # of eight, those with the largest; there is room for another as large
        setup = question.setup(question.draw(Variant("calculus", assignment.name, student)))
        shown, _ = picture(json.dumps(drawn(setup)))._repr_mimebundle_()
        collector = Collector(Limits().characters)
        collector.rich("display_data", shown)
        assert not collector.full and len(shown["image/png"]) < collector.room, student
        transcript = Transcript([Step(0, setup, near=question.name)], 1.0)
        transcript.read(said(collector))
        assert set(transcript.run().outputs[0][0]["data"]) == {"text/plain", "image/png"}


@pytest.mark.parametrize(("assignment", "question"), DRAWN)
def test_a_picture_holds_lines_and_not_what_they_come_from(assignment: Any, question: Any) -> None:
    """No formula and no parameter: numbers are places, and lines are rounded to a thousandth of the picture."""
    for student in ("", "ada", "emmy"):
        variant = Variant("calculus", assignment.name, student) if student else Variant("", assignment.name)
        setup = question.setup(question.draw(variant))
        data = drawn(setup)
        assert set(data) == {"size", "says", "panels"} and len(setup) < 12_000
        for panel in data["panels"]:
            assert set(panel) <= {
                "at", "box", "title", "x", "y", "levels", "heights", "marks", "arrows", "curves", "log", "dots"
            }  # fmt: skip
            for share, lines in panel.get("levels", ()):
                assert 0 <= share <= 1
                points = np.vstack([line_of(line) for line in lines])
                assert (points >= 0).all() and (points <= 1000).all()
        assert not re.search(r"x\^|\by\^|exp\(|sin\(|logistic", json.dumps(data))


@settings(deadline=None, database=None)
@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1, max_size=20))
def test_a_line_comes_through_its_points(points: list[tuple[int, int]]) -> None:
    text = line_text(points)
    assert not set(text) & set("'\"\\`\n")
    found = iter(line_of(text))
    assert all(point in found for point in points)  # in this order


def test_too_many_pictures_are_left_out_and_said_where() -> None:
    collector = Collector(Limits().characters)
    for _ in range(40):
        collector.rich("display_data", {"image/png": "A" * 100_000})
    assert 10 < len(collector.outputs) < 40
    transcript = Transcript([Step(0, "draw()", near="q2")], 1.0)
    transcript.read(said(collector))
    assert transcript.run().notes == ("Cell 1 (q2) printed more than is kept: the rest was left out.",)


def test_the_page_shows_a_picture_and_not_the_text_that_it_is_drawn_from() -> None:
    assignment = all_assignments()["hw1-definition"]
    source = "from hesskit.homework.paper import picture\n\npicture(\n    'its text'\n)"
    output = {"output_type": "display_data", "data": {"text/plain": "Level curves", "image/png": "AA"}}
    cell = {"cell_type": "code", "source": source, "outputs": [output]}
    cell["metadata"] = {"hesskit": {"question": "q4", "part": "setup"}}
    page = feedback_page(assignment, Result(Student("ada"), "graded"), [cell])
    assert '<img alt="Level curves" src="data:image/png;base64,AA">' in page
    assert "its text" not in page

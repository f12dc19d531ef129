"""The homework's own pictures reach the feedback in every version, without the text that they are drawn from."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hesskit.homework import pictures
from hesskit.homework.assignments.catalogue import all_assignments
from hesskit.homework.pictures import packed
from hesskit.homework.question import Variant
from hesskit.homework.results.feedback import feedback_page
from hesskit.homework.results.results import Result
from hesskit.homework.roster import Student
from hesskit.homework.sandbox.inside import Collector
from hesskit.homework.sandbox.run import Limits, Step, Transcript

DRAWN = [
    pytest.param(assignment, question, id=f"{assignment.name}-{question.name}")
    for assignment in all_assignments().values()
    for question in assignment.questions
    if "pictures" in question.setup(question.draw(Variant("", assignment.name)))
]


def said(collector: Collector) -> bytes:
    """What the sandbox says of its first cell, as it says it."""
    event = {"event": "cell", "cell": 0, "outputs": collector.outputs, "full": collector.full}
    return json.dumps(event).encode() + b"\n"


@pytest.mark.parametrize(("assignment", "question"), DRAWN)
def test_every_version_s_picture_is_kept_whole(assignment: Any, question: Any) -> None:
    for student in [f"s{number:02}" for number in range(12)]:
        setup = question.setup(question.draw(Variant("calculus", assignment.name, student)))
        name = setup.split("import ")[1].split()[0]
        text = "".join(part for part in setup.split('"')[1::2])
        shown, _ = getattr(pictures, name)(text)._repr_mimebundle_()
        collector = Collector(Limits().characters)
        collector.rich("display_data", shown)
        assert not collector.full, f"{student}: {len(shown['image/png'])} characters"
        transcript = Transcript([Step(0, setup, near=question.name)], 1.0)
        transcript.read(said(collector))
        assert set(transcript.run().outputs[0][0]["data"]) == {"text/plain", "image/png"}


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
    source = f'from hesskit.homework.pictures import panels\n\npanels(\n    "{packed([1, 2])}"\n)'
    output = {"output_type": "display_data", "data": {"text/plain": "Level curves", "image/png": "AA"}}
    cell = {"cell_type": "code", "source": source, "outputs": [output]}
    cell["metadata"] = {"hesskit": {"question": "q4", "part": "setup"}}
    page = feedback_page(assignment, Result(Student("ada"), "graded"), [cell])
    assert '<img alt="Level curves" src="data:image/png;base64,AA">' in page
    assert packed([1, 2]) not in page

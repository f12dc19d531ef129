"""The source notebooks that are shipped say what their tables say, and run no hidden thing on a student."""

import json

from hesskit.homework.assignments.catalogue import all_assignments
from hesskit.homework.notebook import disagreements, shipped_source


def test_the_shipped_notebooks_are_as_their_tables_make_them() -> None:
    """Otherwise: python -m hesskit.homework.notebook."""
    assert disagreements() == ()


def test_every_assignment_states_its_points_and_has_one_question_graded_by_hand() -> None:
    for name, assignment in all_assignments().items():
        text = "".join(
            "".join(cell["source"]) for cell in json.loads(shipped_source(name).read_text("utf-8"))["cells"]
        )
        assert f"{sum(question.points for question in assignment.questions):g} points" in text
        assert [question.manual for question in assignment.questions].count(True) == 1
        assert 60 <= sum(question.minutes for question in assignment.questions) <= 90

"""A student's own notebook: it runs with what the course needs, and says in words what is handed in."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from hesskit.homework.assignments.catalogue import all_assignments
from hesskit.homework.course_folder import CourseFolder
from hesskit.homework.grading.gradebook import quiet
from hesskit.homework.notebook import build_source
from hesskit.homework.paper import MIME, homework
from hesskit.homework.question import Variant
from hesskit.homework.release import release_versions
from hesskit.homework.roster import Student

NAME = "hw1-definition"
ASSIGNMENT = all_assignments()[NAME]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    found: list[Any] = []
    monkeypatch.setattr("IPython.display.display", found.append)
    return found


def forms(student: str = "") -> dict[str, Any]:
    """What the notebook carries: read from its own cell, without any table."""
    variant = Variant("c" if student else "", NAME, student)
    source = next(c["source"] for c in build_source(ASSIGNMENT, variant)["cells"] if c["id"] == "paper")
    return ast.literal_eval(source.partition("forms = ")[2].rpartition("\npaper = ")[0])


def test_handing_in_shows_words_and_carries_data(shown: list[Any]) -> None:
    paper = homework(NAME, course="c", student="ada", forms=forms("ada"))
    assert str(paper) == "Homework hw1-definition, the version of ada."
    assert paper.hand_in("q1", {"H": "[[1, 2], [2, 3]]", "H_at_p": [[1, 2], [2, 3]]}) is None
    bundle = shown[0]._repr_mimebundle_()
    assert bundle["text/plain"].startswith("Handed in for q1: H = ")
    assert set(bundle[MIME]["answers"]) == {"H", "H_at_p"}


def test_looking_says_what_is_wrong_with_the_form_only() -> None:
    paper = homework(NAME, forms=forms())
    look = paper.looks_right("q1", {})
    assert "not answered" in str(look)
    assert "<p" in look._repr_mimebundle_()["text/html"]
    assert "a 2 × 2 matrix is asked for" in str(
        paper.looks_right("q1", {"H": [1, 2], "H_at_p": [[0, 0], [0, 0]]})
    )
    assert "the form is right" in str(
        paper.looks_right("q1", {"H": "[[x, 1], [1, y]]", "H_at_p": [[0, 0], [0, 0]]})
    )
    assert "gives None: has it a" in str(paper.looks_right("q2", {"curvature": lambda H, u: None}))
    assert "the form is right" in str(paper.looks_right("q2", {"curvature": lambda H, u: 0}))


def test_questions_that_do_not_exist_are_said() -> None:
    with pytest.raises(LookupError, match="There is no question 'q99' in this homework; there are q1"):
        homework(NAME, forms=forms()).looks_right("q99", {})
    with pytest.raises(LookupError, match="run the cell that says paper"):
        homework(NAME).looks_right("q1", {})


def test_a_handout_runs_in_a_real_kernel(course: CourseFolder) -> None:
    """From the first cell to the last, without an error, as a student opens it."""
    with quiet():
        import nbformat
        from nbclient import NotebookClient

        release_versions(course, ASSIGNMENT, [Student("ada", "Ada", "Lovelace")])
        path = course.root / "handout" / NAME / "ada" / f"{NAME}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(path.parent)}}).execute()
    data = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
    judged = [question.name for question in ASSIGNMENT.questions if not question.manual]
    assert [found[MIME]["question"] for found in data if MIME in found] == judged

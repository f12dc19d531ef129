"""Each trap is caught with a plain sentence, and no answer is lost in silence."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from hesskit.homework.assignments.catalogue import all_assignments
from hesskit.homework.course_folder import CourseFolder
from hesskit.homework.notebook import build_source
from hesskit.homework.submissions.read import Submission, SubmissionError, plain_cells, read_notebook
from hesskit.homework.submissions.repair import LOST, key_of, mend
from tests.homework import classes

NAME = "hw1-definition"
ASSIGNMENT = all_assignments()[NAME]
SOURCE = build_source(ASSIGNMENT)
TEMPLATE = SOURCE["cells"]
MANUAL = next(question.name for question in ASSIGNMENT.questions if question.manual)
Notebook = dict[str, Any]


@pytest.fixture
def answered() -> Notebook:
    """A student's notebook with an answer of their own to everything."""
    notebook = copy.deepcopy(SOURCE)
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if grade_id.endswith("-answer"):
            cell["source"] = f"mine = {grade_id!r}"
        elif grade_id == MANUAL:
            cell["source"] = "Because I say so."
    return notebook


def mended(notebook: Notebook, student: str = "") -> Submission:
    done = mend(plain_cells(json.loads(json.dumps(notebook))), TEMPLATE, NAME, student)
    keys = [key_of(cell) for cell in done.cells if "nbgrader" in cell["metadata"]]
    assert keys == [key_of(cell) for cell in TEMPLATE if "nbgrader" in cell["metadata"]]
    for question in classes.judged(ASSIGNMENT):
        assert keys.index(f"{question.name}-answer") < keys.index(question.name)
    return done


def source_of(done: Submission, key: str) -> str:
    return str(next(cell["source"] for cell in done.cells if key_of(cell) == key))


def test_a_notebook_as_it_should_be_is_left_alone(answered: Notebook) -> None:
    done = mended(answered)
    assert done.notes == []
    assert [cell["source"] for cell in done.cells] == [cell["source"] for cell in answered["cells"]]


@pytest.mark.parametrize("harm", [classes.stripped, classes.colab], ids=["stripped", "colab"])
def test_stripped_metadata_are_put_back_where_they_belong(harm: Any, answered: Notebook) -> None:
    done = mended(harm(answered))
    assert done.notes == ["The marks of the grader were stripped from the file; they were put back."]
    assert source_of(done, "q1-answer") == "mine = 'q1-answer'"
    assert source_of(done, MANUAL) == "Because I say so."


def test_only_the_grader_s_own_marks_gone(answered: Notebook) -> None:
    for cell in answered["cells"]:
        cell["metadata"].pop("nbgrader", None)
    assert source_of(mended(answered), MANUAL) == "Because I say so."


def test_format_3_is_brought_up_to_date(answered: Notebook) -> None:
    done = mended(classes.old_format(answered))
    assert done.notes[0] == "The notebook is in an old format (3) and was brought up to date."
    assert source_of(done, "q2-answer") == "mine = 'q2-answer'"


def test_doubled_cells_are_run_in_order_and_the_last_one_counts(answered: Notebook) -> None:
    done = mended(classes.doubled(answered))
    assert done.notes == [
        "The answer cell q1-answer is there 2 times: they were run in order, so the last one counts."
    ]
    sources = [cell["source"] for cell in done.cells]
    assert sources.index("# my first try") < sources.index("mine = 'q1-answer'")
    assert sum("hand_in" in source for source in sources) == len(classes.judged(ASSIGNMENT))


def beside(notebook: Notebook, key: str, after: str, source: str, kind: str = "code") -> Notebook:
    """The answer cell as it was handed out, and the answer in a cell of the student's own."""
    released = {c["id"]: c["source"].partition("### BEGIN SOLUTION")[0] for c in SOURCE["cells"]}
    ids = [cell["id"] for cell in notebook["cells"]]
    own = {"cell_type": kind, "id": "own", "metadata": {}, "source": source}
    notebook["cells"][ids.index(key)]["source"] = released[key]
    notebook["cells"].insert(ids.index(after) + 1, own)
    return notebook


def test_an_explanation_in_a_cell_of_its_own_is_no_silent_zero(answered: Notebook) -> None:
    key = f"{MANUAL}-answer"
    done = mended(beside(answered, key, key, "Because I say so here.", "markdown"))
    assert source_of(done, MANUAL) == "Because I say so here."
    assert done.notes == [f"The answer {MANUAL} stood in cells beneath its own: their texts were put there."]


def test_code_beneath_the_hand_in_cell_is_run_before_the_answer_is_read(answered: Notebook) -> None:
    done = mended(beside(answered, "q1-answer", "q1-hand-in", "mine = 1"))
    keys, sources = [key_of(cell) for cell in done.cells], [cell["source"] for cell in done.cells]
    assert sources.index("mine = 1") < keys.index("q1") < keys.index("q2-text")
    assert done.notes == [
        "q1-answer is as it was handed out: the code beneath it was run before it was read."
    ]


def test_a_test_that_was_rewritten_is_said(answered: Notebook) -> None:
    for cell in answered["cells"]:
        if cell["id"] == "q1-hand-in":
            cell["source"] = "print('4.0')"
    done = mended(answered)
    assert done.notes == ["The cell that hands in q1 was changed: it counts as the homework has it."]
    assert source_of(done, "q1") == 'paper.hand_in("q1", globals())'


def test_two_explanations_are_put_together_for_whoever_grades_by_hand(answered: Notebook) -> None:
    second = copy.deepcopy(next(c for c in answered["cells"] if key_of(c) == MANUAL))
    second["source"] = "And for another reason."
    answered["cells"].append(second)
    done = mended(answered)
    assert source_of(done, MANUAL) == "Because I say so.\n\nAnd for another reason."
    assert "their texts were put together" in done.notes[0]


def test_deleted_tests_come_back_and_are_said(answered: Notebook) -> None:
    done = mended(classes.without_tests(answered))
    assert len(done.notes) == len(classes.judged(ASSIGNMENT))
    assert done.notes[0] == "The cell that hands in q1 was missing and was put back."


def test_a_hand_in_cell_moved_up_goes_back_behind_its_answer(answered: Notebook) -> None:
    cells = answered["cells"]
    cells.insert(1, cells.pop(next(n for n, cell in enumerate(cells) if key_of(cell) == "q2")))
    done = mended(answered)
    assert done.notes == ["The cell that hands in q2 stood before the answer and was moved."]


def test_a_lost_explanation_waits_for_a_human_and_is_not_a_zero(answered: Notebook) -> None:
    answered["cells"] = [cell for cell in answered["cells"] if key_of(cell) != MANUAL]
    done = mended(answered)
    assert source_of(done, MANUAL) == LOST
    assert f"The answer cell {MANUAL} was not found" in done.notes[0]


def test_an_explanation_in_a_new_cell_is_found(answered: Notebook) -> None:
    cells = [cell for cell in answered["cells"] if key_of(cell) != MANUAL]
    cells += [{"cell_type": "markdown", "metadata": {}, "source": text} for text in ("One.", "Two.")]
    assert source_of(mended({**answered, "cells": cells}), MANUAL) == "One.\n\nTwo."


def test_the_data_of_a_question_come_back_when_they_were_deleted(answered: Notebook) -> None:
    setups = [cell for cell in TEMPLATE if cell["metadata"]["hesskit"].get("part") == "setup"]
    answered["cells"] = [c for c in answered["cells"] if c["metadata"]["hesskit"].get("part") != "setup"]
    done = mended(answered)
    assert [c["source"] for c in done.cells if c["metadata"].get("hesskit", {}).get("part") == "setup"] == [
        cell["source"] for cell in setups
    ]


def test_a_tampered_locked_cell_is_as_the_assignment_has_it(answered: Notebook) -> None:
    for cell in answered["cells"]:
        if key_of(cell) == "q1":
            cell["source"], cell["cell_type"] = "4.0", "raw"
            cell["metadata"]["nbgrader"]["points"] = 100
    done = mended(answered)
    assert source_of(done, "q1") == 'paper.hand_in("q1", globals())'
    found = next(cell for cell in done.cells if key_of(cell) == "q1")
    assert found["metadata"]["nbgrader"]["points"] == ASSIGNMENT.questions[0].points
    assert found["cell_type"] == "code"


@pytest.mark.parametrize(
    ("claimed", "student", "sentence"),
    [
        ("emmy", "ada", "This notebook is the version of 'emmy'; it was judged by the version of 'ada'."),
        ("", "ada", "This notebook is the common version; it was judged by the version of 'ada'."),
        ("ada", "", "This notebook is the version of 'ada'; it was judged by the version common to all."),
    ],
)
def test_somebody_else_s_version_is_said_aloud(
    claimed: str, student: str, sentence: str, answered: Notebook
) -> None:
    answered["metadata"]["hesskit"]["student"] = claimed
    assert mended(answered, student).notes == [sentence]


def test_another_assignment_is_refused(answered: Notebook) -> None:
    answered["metadata"] = {}
    for cell in answered["cells"]:
        cell["source"] = cell["source"].replace(NAME, "hw2-other")
    with pytest.raises(SubmissionError, match="This is hw2-other, not hw1-definition"):
        mended(answered)


def test_another_notebook_is_refused() -> None:
    other = {"nbformat": 4, "cells": [{"cell_type": "markdown", "metadata": {}, "source": "# Shopping"}]}
    with pytest.raises(SubmissionError, match="none of its cells was found"):
        mended(other)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"  \n", "The file is empty."),
        (b"PK\x03\x04...", "it is a zip or an office document"),
        (b"%PDF-1.7", "it is a PDF"),
        (b"<!DOCTYPE html>", "it is a web page"),
        (b'{"cells": [', "it is damaged, or cut off"),
        (b"[" * 200_000, "it is something else"),
        (b"\xff\xfe\x00\xd8", "it is something else"),
        (b'{"a": 1}', "not a notebook: it has no cells"),
        (b'{"cells": 3}', "list of cells cannot be read"),
        (b'{"cells": []}', "The notebook is empty"),
        (b'{"cells": [{"cell_type": "code", "source": [" "]}]}', "The notebook is empty"),
        (json.dumps({"cells": [{"source": "a" * 3 * 10**6}]}).encode(), "more text than anyone can read"),
    ],
)
def test_what_is_no_notebook_is_called_by_its_name(content: bytes, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(content)
    with pytest.raises(SubmissionError, match=sentence):
        read_notebook(path)


def test_windows_line_ends_and_marks_are_taken_out(tmp_path: Path, answered: Notebook) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(classes.windows(copy.deepcopy(answered)))
    found = read_notebook(path)
    assert found.notes == ["Windows line ends were changed to plain ones."]
    assert [cell["source"] for cell in found.cells] == [cell["source"] for cell in answered["cells"]]


def test_a_notebook_of_fifty_megabytes_is_read_without_its_outputs(
    tmp_path: Path, answered: Notebook
) -> None:
    for cell in answered["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "a" * (50 * 2**20 // 15)}]
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(answered))
    found = read_notebook(path)
    assert found.notes[0].endswith("MB: its stored outputs were left out.")
    assert all(cell.get("outputs", []) == [] for cell in found.cells)


def test_a_file_larger_than_any_notebook_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    with path.open("wb") as file:
        file.truncate(101 * 2**20)
    with pytest.raises(SubmissionError, match="The file is 101 MB"):
        read_notebook(path)


def test_a_text_without_end_is_cut_off_and_said(answered: Notebook) -> None:
    """Colab's pictures among the words are long too, and stay."""
    picture = f"Words ![](data:image/png;base64,{'iVBORw0K' * 10_000}) and more words."
    answered["cells"] += [
        {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}
        for name, source in (("endless", "[" * 100_000), ("picture", picture))
    ]
    read = plain_cells(answered)
    assert [cell["source"] for cell in read.cells[-2:]] == ["[" * 20_000, picture]
    assert read.notes == ["A text of more than 20,000 characters was cut off there."]


def test_pasted_pictures_stay_in_explanations(answered: Notebook) -> None:
    picture = {"a.png": {"image/png": "aGVsbG8="}}
    for cell in answered["cells"]:
        if key_of(cell) == MANUAL:
            cell["attachments"] = picture
    done = mended(answered)
    assert next(cell for cell in done.cells if key_of(cell) == MANUAL)["attachments"] == picture


def test_a_course_without_its_source_says_so(course: CourseFolder) -> None:
    course.source(NAME).unlink()
    with pytest.raises(Exception, match=r"The source notebook .* cannot be read"):
        course.template(ASSIGNMENT, "ada")

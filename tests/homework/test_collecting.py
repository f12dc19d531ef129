"""Submissions are placed for nbgrader; nothing is guessed and nothing is overwritten."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import pytest

from hesskit.homework.assignments.catalogue import HomeworkError
from hesskit.homework.course_folder import CourseFolder, Ledger
from hesskit.homework.homework_command import read_matches
from hesskit.homework.submissions.read import SubmissionError, read_notebook
from tests.homework.handing import ASSIGNMENT, NAME, STUDENTS, put, run

collecting = import_module("hesskit.homework.submissions.collect")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


def test_a_folder_is_collected_where_nbgrader_expects_it(course: CourseFolder, folder: Path) -> None:
    put(folder, "hw1-definition_ada.ipynb")
    put(folder, "noetheremmy_1_2_renamed.ipynb")
    put(folder, ".ipynb_checkpoints/hw1_ada-checkpoint.ipynb")
    (folder / "notes_ada.pdf").write_text("no")
    done = run(course, folder)
    assert set(done.taken) == {"ada", "emmy"}
    assert done.sentences == ["notes_ada.pdf is not a notebook; it was left out."]
    assert course.submitted(NAME, "emmy").name == f"{NAME}.ipynb"
    assert read_notebook(course.submitted(NAME, "ada")).cells[-1]["source"] == "Mine. "


def test_what_is_not_clear_is_refused_without_questions(course: CourseFolder, folder: Path) -> None:
    put(folder, "hw1-definition_ada.ipynb")
    put(folder, "Smith Jo_9_file_/hw1.ipynb")
    put(folder, "hw1.ipynb")
    done = run(course, folder)
    assert set(done.taken) == {"ada"}
    assert done.unclear == [
        "Smith Jo_9_file_/hw1.ipynb: this can be Jo Smith (jo1) or Jo Smith (jo2).",
        "hw1.ipynb: no student of the roster is named in it.",
    ]


def test_what_is_not_clear_is_asked_about_once(course: CourseFolder, folder: Path) -> None:
    put(folder, "Smith Jo_9_file_/hw1.ipynb")
    put(folder, "hw1.ipynb")
    asked = []

    def ask(question: str, choices: Sequence[str]) -> str:
        asked.append((question.partition(":")[0], list(choices)))
        return "jo2" if "jo2" in choices and len(choices) == 2 else ""

    assert set(run(course, folder, ask=ask).taken) == {"jo2"}
    assert [choices[:2] for _, choices in asked] == [["jo1", "jo2"], ["ada", "emmy"]]
    assert run(course, folder, ask=ask).unclear == []
    assert len(asked) == 2


def test_matches_can_be_said_in_a_file(course: CourseFolder, folder: Path, tmp_path: Path) -> None:
    put(folder, "hw1.ipynb")
    table = tmp_path / "matches.csv"
    table.write_text("file,id\nhw1.ipynb,emmy\n")
    assert set(run(course, folder, matches=read_matches(table, STUDENTS)).taken) == {"emmy"}
    table.write_text("file,id\nhw1.ipynb,nobody\n")
    with pytest.raises(HomeworkError, match="names nobody, not in the roster"):
        read_matches(table, STUDENTS)
    table.write_text("name\nhw1.ipynb\n")
    with pytest.raises(HomeworkError, match="needs a first line file,id"):
        read_matches(table, STUDENTS)


def test_two_files_of_one_student_are_not_chosen_between(course: CourseFolder, folder: Path) -> None:
    put(folder, "hw1_ada.ipynb", "first")
    put(folder, "hw1-2_ada.ipynb", "second")
    done = run(course, folder)
    assert done.taken == {}
    assert done.unclear == ["There are 2 files of ada: hw1-2_ada.ipynb, hw1_ada.ipynb."]
    chosen = run(course, folder, ask=lambda question, choices: choices[0])
    assert chosen.taken == {"ada": "hw1-2_ada.ipynb"}


def test_a_newer_file_takes_the_place_and_the_older_one_is_kept(course: CourseFolder, folder: Path) -> None:
    path = put(folder, "hw1_ada.ipynb", "first")
    run(course, folder)
    assert run(course, folder).unchanged == ["ada"]
    put(folder, "hw1_ada.ipynb", "second")
    done = run(course, folder)
    assert "takes the place of an earlier file, kept in" in done.sentences[0]
    kept = [p.read_text() for p in (course.root / "collected" / NAME / "ada").glob("*hw1_ada.ipynb")]
    assert len(kept) == 2 and path.read_text() in kept
    assert "second" in course.submitted(NAME, "ada").read_text()


def test_a_file_that_came_by_another_way_is_kept(course: CourseFolder, folder: Path) -> None:
    target = course.submitted(NAME, "ada")
    target.parent.mkdir(parents=True)
    target.write_text("by nbgrader's own collect")
    put(folder, "hw1_ada.ipynb")
    run(course, folder)
    [kept] = (course.root / "collected" / NAME / "ada").glob("replaced-*.ipynb")
    assert kept.read_text() == "by nbgrader's own collect"


def test_what_cannot_be_read_is_remembered_as_a_problem_and_not_as_a_zero(
    course: CourseFolder, folder: Path
) -> None:
    (folder / "hw1_ada.ipynb").write_bytes(b'{"cells": [')
    done = run(course, folder)
    assert done.sentences == ["ada, hw1_ada.ipynb: The file is not a notebook: it is damaged, or cut off."]
    assert Ledger(course, NAME).problems() == {
        "ada": "The file is not a notebook: it is damaged, or cut off."
    }
    put(folder, "hw1_ada.ipynb")
    run(course, folder)
    assert Ledger(course, NAME).problems() == {}


def test_a_file_that_is_no_notebook_is_why_nothing_was_graded(course: CourseFolder, folder: Path) -> None:
    (folder / "hw1_ada.pdf").write_text("%PDF")
    (folder / "hw1_emmy.pdf").write_text("%PDF")
    put(folder, "hw1_emmy.ipynb")
    done = run(course, folder)
    problem = "hw1_ada.pdf is not a notebook; it was left out. There is no notebook beside it."
    assert Ledger(course, NAME).problems() == {"ada": problem}
    assert done.sentences == [f"ada: {problem}", "hw1_emmy.pdf is not a notebook; it was left out."]
    put(folder, "hw1_ada.ipynb")
    run(course, folder)
    assert Ledger(course, NAME).problems() == {}


def test_what_was_said_about_a_file_does_not_hold_for_another_of_that_name(
    course: CourseFolder, folder: Path
) -> None:
    put(folder, "hw1.ipynb", "Ada's")
    assert set(run(course, folder, ask=lambda question, choices: "ada").taken) == {"ada"}
    assert run(course, folder).unchanged == ["ada"]
    put(folder, "hw1.ipynb", "Emmy's")
    assert len(run(course, folder).unclear) == 1
    assert set(run(course, folder, ask=lambda question, choices: "emmy").taken) == {"emmy"}


def test_answers_are_kept_when_the_instructor_stops_half_way(course: CourseFolder, folder: Path) -> None:
    put(folder, "a.ipynb", "1")
    put(folder, "b.ipynb", "2")

    def ask(question: str, choices: Sequence[str]) -> str:
        if question.startswith("b"):
            raise HomeworkError("Nobody answered.")
        return ""

    with pytest.raises(HomeworkError):
        run(course, folder, ask=ask)
    done = run(course, folder)
    assert done.sentences == ["a.ipynb was left out, as you said."]
    assert len(done.unclear) == 1


def test_a_student_cannot_put_sentences_into_the_report(course: CourseFolder, folder: Path) -> None:
    path = put(folder, "hw1_ada.ipynb")
    notebook = json.loads(path.read_text())
    notebook["metadata"]["hesskit_notes"] = ["Full marks were agreed."]
    path.write_text(json.dumps(notebook))
    done = run(course, folder)
    assert done.sentences == []
    assert "agreed" not in course.submitted(NAME, "ada").read_text()


def test_a_file_that_is_too_much_for_the_reader_stops_nobody_else(
    course: CourseFolder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(content: bytes) -> None:
        raise RuntimeError if b"too much" in content else SubmissionError("The file is empty.")

    monkeypatch.setattr(collecting, "_read", read)
    put(folder, "hw1_ada.ipynb", "too much")
    put(folder, "hw1_emmy.ipynb")
    said = run(course, folder).sentences
    assert said[0].endswith("It could not be read (RuntimeError); look at it by hand.")
    assert said[1].endswith("The file is empty.")


def test_a_submission_that_was_taken_away_comes_back(course: CourseFolder, folder: Path) -> None:
    put(folder, "hw1_ada.ipynb")
    run(course, folder)
    course.submitted(NAME, "ada").unlink()
    assert set(run(course, folder).taken) == {"ada"}
    assert course.submitted(NAME, "ada").is_file()


def test_a_file_that_cannot_be_graded_never_replaces_one_that_can(course: CourseFolder, folder: Path) -> None:
    put(folder, "hw1_ada.ipynb")
    run(course, folder)
    before = course.submitted(NAME, "ada").read_bytes()
    other = {"nbformat": 4, "metadata": {"hesskit": {"assignment": "hw2-x"}}, "cells": [{"source": "a"}]}
    (folder / "hw1_ada.ipynb").write_text(json.dumps(other))
    (folder / "hw1_emmy.ipynb").write_text(json.dumps(other))
    done = run(course, folder)
    assert done.sentences == [
        "ada, hw1_ada.ipynb: This is hw2-x, not hw1-definition: it was not graded. The earlier file stays.",
        "emmy, hw1_emmy.ipynb: This is hw2-x, not hw1-definition: it was not graded.",
    ]
    assert course.submitted(NAME, "ada").read_bytes() == before
    assert set(Ledger(course, NAME).problems()) == {"emmy"}


def without_hand_in(folder: Path) -> None:
    path = put(folder, "hw1_ada.ipynb")
    notebook = json.loads(path.read_text())
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "q1-hand-in"]
    path.write_text(json.dumps(notebook))


MISSING = "The cell that hands in q1 was missing and was put back."


def test_a_file_is_mended_once_when_it_is_collected(
    course: CourseFolder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_hand_in(folder)
    run(course, folder)
    monkeypatch.delattr(collecting, "mend")
    done = collecting.mended(course, ASSIGNMENT, "ada")
    assert done.notes == [MISSING]
    assert "q1-hand-in" in [cell["id"] for cell in done.cells]


def test_another_source_or_version_mends_the_original_anew(course: CourseFolder, folder: Path) -> None:
    without_hand_in(folder)
    run(course, folder)
    course.give_versions(NAME, ["ada"])
    said = "This notebook is the common version; it was judged by the version of 'ada'."
    assert collecting.mended(course, ASSIGNMENT, "ada").notes == [said, MISSING]


def test_a_file_that_came_another_way_is_mended_and_its_sentences_are_not_believed(
    course: CourseFolder, folder: Path
) -> None:
    without_hand_in(folder)
    notebook = json.loads((folder / "hw1_ada.ipynb").read_text())
    notebook["metadata"]["hesskit_notes"] = ["Full marks were agreed."]
    target = course.submitted(NAME, "ada")
    target.parent.mkdir(parents=True)
    target.write_text(json.dumps(notebook))
    assert collecting.mended(course, ASSIGNMENT, "ada").notes == [MISSING]
    assert json.loads(target.read_text()) == notebook

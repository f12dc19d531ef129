"""Files are matched to the roster by what stands in their names; nothing is guessed and nothing is overwritten."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from hesskit.course.homework.asking import read_matches
from hesskit.course.homework.collecting import Collection, collect
from hesskit.course.homework.course_folder import CourseFolder
from hesskit.course.homework.incoming import incoming_files
from hesskit.course.homework.ledger import Ledger
from hesskit.course.homework.reading import read_notebook
from hesskit.course.homework.roster import Student, candidates, read_roster
from hesskit.course.homework.source import build_source, notebook_text
from hesskit.course.homework.tables import HomeworkError, all_assignments

NAME = "hw1-definition"
ASSIGNMENT = all_assignments()[NAME]
STUDENTS = (
    Student("ada", "Ada", "Lovelace", "ada@example.org"),
    Student("emmy", "Emmy", "Noether"),
    Student("otto.h", "Otto", "Hesse"),
    Student("20251234", "Zoë", "Müller-Lüdenscheidt"),
    Student("jo1", "Jo", "Smith"),
    Student("jo2", "Jo", "Smith"),
    Student("42", "Ann", "Other"),
)


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Lovelace Ada_123_assignsubmission_file_/hw1-definition.ipynb", ["ada"]),
        ("Ada Lovelace_123_assignsubmission_file_/renamed (1).ipynb", ["ada"]),
        ("lovelaceada_123_456_hw1-definition.ipynb", ["ada"]),
        ("lovelaceada_LATE_123_456_hw1-definition-2.ipynb", ["ada"]),
        ("hw1-definition_ada.ipynb", ["ada"]),
        ("hw1-definition-ADA.ipynb", ["ada"]),
        ("ada/hw1-definition.ipynb", ["ada"]),
        ("ada@example.org/hw1.ipynb", ["ada"]),
        ("otto.h/hw1.ipynb", ["otto.h"]),
        ("hw1_otto.h.ipynb", ["otto.h"]),
        ("20251234_hw1.ipynb", ["20251234"]),
        ("Muller-Ludenscheidt Zoe_9_assignsubmission_file_/hw1.ipynb", ["20251234"]),
        ("Smith Jo_77_assignsubmission_file_/hw1.ipynb", ["jo1", "jo2"]),
        ("Lovelace Ada_7_file_/hw1_emmy.ipynb", ["ada", "emmy"]),
        ("hw1-definition.ipynb", []),
        ("canada/hw1.ipynb", []),
        ("Somebody_42_assignsubmission_file_/hw1.ipynb", []),
        ("Adalbert Lovelace_1_file_/hw1.ipynb", []),
    ],
)
def test_names_of_learning_platforms(name: str, ids: list[str]) -> None:
    assert [student.id for student in candidates(name, STUDENTS)] == ids


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


def put(folder: Path, name: str, extra: str = "") -> Path:
    notebook = build_source(ASSIGNMENT)
    notebook["cells"].append(
        {"cell_type": "markdown", "id": "extra", "metadata": {}, "source": f"Mine. {extra}"}
    )
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebook_text(notebook), encoding="utf-8")
    return path


def run(course: CourseFolder, source: Path, **options: object) -> Collection:
    return collect(course, ASSIGNMENT, source, STUDENTS, **options)  # type: ignore[arg-type]


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
    with pytest.raises(HomeworkError, match="needs the columns file,id"):
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


def test_a_zip_of_a_platform(course: CourseFolder, folder: Path, tmp_path: Path) -> None:
    path = put(folder, "a.ipynb")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(path, "Lovelace Ada_123_assignsubmission_file_/hw1-definition.ipynb")
        archive.write(path, "__MACOSX/._hw1_ada.ipynb")
        for name in (
            "../../hw1_emmy.ipynb",
            "/etc/hw1_emmy.ipynb",
            "..\\hw1_emmy.ipynb",
            "C:/hw1_emmy.ipynb",
        ):
            archive.writestr(name, path.read_bytes())
        link = zipfile.ZipInfo("hw1_otto.h.ipynb")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    done = run(course, tmp_path / "all.zip")
    assert set(done.taken) == {"ada"}
    assert [sentence.partition(" ")[2] for sentence in done.sentences] == [
        "has a path that leads out of the zip; it was left out."
    ] * 4 + ["is a link to another place; it was left out."]


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("hw1_ada.ipynb", b" " * 40 * 2**20)
    with pytest.raises(HomeworkError, match=r"would unpack to 40 MB in 1 files: it was not opened"):
        list(incoming_files(bomb))


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


@pytest.mark.parametrize("name", ["no.zip", "no-folder"])
def test_what_is_not_there_is_said(name: str, tmp_path: Path) -> None:
    with pytest.raises(HomeworkError, match="There is no folder or zip"):
        list(incoming_files(tmp_path / name))


def test_a_damaged_zip_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(HomeworkError, match="cannot be read: download it again"):
        list(incoming_files(tmp_path / "a.zip"))


def test_links_in_a_folder_are_not_followed(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.ipynb"
    secret.write_text(json.dumps({"cells": []}))
    os.symlink(secret, folder / "hw1_ada.ipynb")
    assert [file.problem for file in incoming_files(folder)] == [
        "is a link to another place; it was left out"
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "needs a first line id"),
        ("name,email\nAda,a@b\n", "needs a first line id"),
        ("id\nada\nada\n", "the id 'ada' twice"),
        ("id\nada\nADA\n", "the id 'ADA' twice"),
        ("id\n../../etc\n", "has the id '../../etc'"),
        ("id\n\n,x\n", "needs a first line id|has the id ''"),
    ],
)
def test_a_roster_that_cannot_be_used_says_why(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(text)
    with pytest.raises(HomeworkError, match=sentence):
        read_roster(path)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_roster_as_a_spreadsheet_saves_it(separator: str, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    lines = [["ID", "First_Name", "last_name"], ["zoe", "Zoë", "Müller"], ["", "", ""]]
    text = "\r\n".join(separator.join(line) for line in lines[:2]) + "\r\n\r\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_roster(path) == (Student("zoe", "Zoë", "Müller"),)

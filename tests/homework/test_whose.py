"""Whose a file is, by its name and the roster: found where that is one student, and never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from hesskit.homework.assignments.catalogue import HomeworkError
from hesskit.homework.roster import Student, read_roster
from hesskit.homework.submissions.owner import candidates
from tests.homework.handing import STUDENTS as CLASS

STUDENTS = (
    *CLASS,
    Student("20251234", "Zoë", "Müller-Lüdenscheidt"),
    Student("42", "Ann", "Other"),
    Student("big"),
    Student("big_points"),
    Student("mo7", "Max", "Otto"),
    Student("so", "Seán", "O'Brien"),
    Student("sk", "Søren", "Kierkegård"),
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
        ("Ada Brown_12_assignsubmission_file_/hw1-definition.ipynb", []),
        ("Ada Brown_12_assignsubmission_file_/hw1_emmy.ipynb", []),
        ("Max_Otto_hw1.ipynb", ["mo7"]),
        ("Ada Brown/hw1.ipynb", []),
        ("brownada_12_34_hw1-definition.ipynb", []),
        ("Fremder Mensch_20251234_assignsubmission_file_/hw1.ipynb", []),
        ("Participant_20251234_assignsubmission_file_/hw1_emmy.ipynb", ["emmy"]),
        ("hw1-definition_big_points.ipynb", ["big_points"]),
        ("hw1-definition_big.ipynb", ["big"]),
        ("hw1-definition_42.ipynb", ["42"]),
        ("42/hw1-definition.ipynb", ["42"]),
        ("calculus-hw1-77/Ada Lovelace_123_assignsubmission_file_hw1-definition.ipynb", ["ada"]),
        ("Obrien Sean_5_assignsubmission_file_/hw1.ipynb", ["so"]),
        ("Soren Kierkegard_5_assignsubmission_file_/hw1.ipynb", ["sk"]),
        ("Søren Kierkegård_5_assignsubmission_file_/hw1.ipynb", ["sk"]),
        ("Mueller-Luedenscheidt Zoe_5_assignsubmission_file_/hw1.ipynb", ["20251234"]),
        ("muellerluedenscheidtzoe_5_6_hw1.ipynb", ["20251234"]),
        ("submission_2025_11_ada.ipynb", ["ada"]),
        ("Homework 1_ada_attempt_2025-03-03-10-11-12_hw1-definition.ipynb", ["ada"]),
        ("hw1-definition_ada.zip/hw1-definition.ipynb", ["ada"]),
    ],
)
def test_names_of_learning_platforms(name: str, ids: list[str]) -> None:
    assert [student.id for student in candidates(name, STUDENTS)] == ids


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "needs a first line id"),
        ("name,email\nAda,a@b\n", "needs a first line id"),
        ("id\nada\nada\n", "the id 'ada' twice"),
        ("id\nada\nADA\n", "the id 'ADA' twice"),
        ("id\n../../etc\n", "has the id '../../etc'"),
        ("id,email\n\n,x\n", "has the id ''"),
        ("id,last_name\nada,Lovelace, Ada\n", "more cells than headings in the line 'ada,Lovelace,Ada'"),
        ("id\n", "has no students below its first line"),
    ],
)
def test_a_roster_that_cannot_be_used_says_why(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(text)
    with pytest.raises(HomeworkError, match=sentence):
        read_roster(path)


def test_a_roster_that_is_not_there_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "roster.csv", tmp_path):
        with pytest.raises(HomeworkError, match="is not there"):
            read_roster(path)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_roster_as_a_spreadsheet_saves_it(separator: str, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    lines = [["ID", "First name", "last_name"], ["zoe", "Zoë", "Müller"], ["", "", ""]]
    text = "\r\n".join(separator.join(line) for line in lines) + "\r\n\r\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_roster(path) == (Student("zoe", "Zoë", "Müller"),)

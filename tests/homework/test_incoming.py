"""Zips and folders are read without trusting their names or sizes; one student's file never stops the others'."""

from __future__ import annotations

import json
import os
import weakref
import zipfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from hesskit.homework.assignments.catalogue import HomeworkError
from hesskit.homework.course_folder import CourseFolder, Ledger
from hesskit.homework.submissions.incoming import Incoming, incoming_files
from tests.homework.handing import NAME, STUDENTS, put, run

collecting = import_module("hesskit.homework.submissions.collect")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


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
    out, link_out = "has a path that leads out of the zip", "is a link to another place"
    for sentence, why in zip(done.sentences, [out] * 4 + [link_out], strict=True):
        assert f"{why}; it was left out." in sentence


def test_a_bomb_in_the_zip_costs_nobody_else(course: CourseFolder, folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("hw1_ada.ipynb", b" " * 40 * 2**20)
        archive.write(put(folder, "a.ipynb"), "hw1_emmy.ipynb")
    done = run(course, tmp_path / "all.zip")
    assert set(done.taken) == {"emmy"}
    assert (
        "ada: hw1_ada.ipynb would unpack to 40 MB out of next to nothing; it was left out."
        in done.sentences[0]
    )


def test_a_students_own_zip_is_opened_but_no_zip_in_that(
    course: CourseFolder, folder: Path, tmp_path: Path
) -> None:
    path, inner = put(folder, "a.ipynb"), tmp_path / "hw1-definition_ada.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.write(path, "hw1-definition.ipynb")
    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as archive:
        archive.write(inner, "hw1-definition_emmy.zip")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(inner, "Ada Lovelace_9_assignsubmission_file_/hw1-definition_ada.zip")
        archive.write(tmp_path / "twice.zip", "hw1-definition_emmy.zip")
        archive.writestr("Hesse Otto_8_assignsubmission_file_/mine.zip", b"no zip at all")
    done = run(course, tmp_path / "all.zip")
    assert set(done.taken) == {"ada"}
    assert set(Ledger(course, NAME).problems()) == {"emmy", "otto.h"}


def test_names_in_a_zip_that_does_not_say_they_are_utf8(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ZZZ M__ller_1_file_/a.ipynb", b"{}")
    path.write_bytes(path.read_bytes().replace(b"M__ller", "M\u00fcller".encode()))
    assert [file.name for file in incoming_files(path)] == ["ZZZ M\u00fcller_1_file_/a.ipynb"]


@pytest.mark.parametrize("name", ["no.zip", "no-folder"])
def test_what_is_not_there_is_said(name: str, tmp_path: Path) -> None:
    with pytest.raises(HomeworkError, match="There is no folder or zip"):
        list(incoming_files(tmp_path / name))


def test_a_damaged_zip_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(HomeworkError, match="cannot be read: download it again"):
        list(incoming_files(tmp_path / "a.zip"))


def test_a_class_s_files_are_not_in_memory_at_once(
    course: CourseFolder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many there are: each is let go of soon after it is read."""
    for student in STUDENTS:
        put(folder, f"hw1_{student.id}.ipynb", student.id)
    read: list[weakref.ref[Incoming]] = []
    most = 0

    def files(source: Path) -> Iterator[Incoming]:
        nonlocal most
        for path in sorted(source.iterdir()):
            file = Incoming(path.name, path.read_bytes())
            read.append(weakref.ref(file))
            most = max(most, sum(known() is not None for known in read))
            yield file
            del file

    monkeypatch.setattr(collecting, "incoming_files", files)
    assert len(run(course, folder).taken) == len(STUDENTS)
    assert 0 < most <= 3 < len(STUDENTS)  # this one, the one before, and the last of the first reading


def test_a_file_that_changes_meanwhile_is_said(
    course: CourseFolder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(folder, "hw1_ada.ipynb")

    def files(source: Path) -> Iterator[Incoming]:
        yield from incoming_files(source)
        path.unlink(missing_ok=True)

    monkeypatch.setattr(collecting, "incoming_files", files)
    done = run(course, folder)
    assert (done.taken, done.sentences) == (
        {}, ["ada: hw1_ada.ipynb changed while it was collected: collect once more."],
    )  # fmt: skip


def test_names_that_no_terminal_can_write(course: CourseFolder, folder: Path) -> None:
    """As unzip leaves an umlaut of another system, or as somebody who is not kind names a file."""
    put(folder, os.fsdecode(b"M\xfcller \x1b[2J_jo1.ipynb"))
    assert run(course, folder).taken == {"jo1": "M?ller ?[2J_jo1.ipynb"}


def test_links_in_a_folder_are_not_followed(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.ipynb"
    secret.write_text(json.dumps({"cells": []}))
    os.symlink(secret, folder / "hw1_ada.ipynb")
    assert [file.problem for file in incoming_files(folder)] == [
        "is a link to another place; it was left out"
    ]

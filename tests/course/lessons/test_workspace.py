"""A learner's folder is filled and refreshed, and nothing a learner wrote is ever lost."""

import json
import os
from datetime import datetime
from pathlib import Path

import pytest

from hesskit.course.lessons import workspace
from hesskit.course.lessons.lessons import Lesson
from hesskit.course.lessons.workspace import WorkspaceError, fill, restore

NAME = "01-definition.ipynb"
NOON = datetime(2026, 11, 22, 12, 0, 0)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "shipped"
    (folder / "data").mkdir(parents=True)
    (folder / "00-start-here.ipynb").write_text("zero")
    (folder / NAME).write_text("first edition")
    (folder / "data" / "rings.csv").write_text("t,y")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mine" / "course"


@pytest.fixture
def lesson(source: Path) -> Lesson:
    return Lesson(1, "definition", "What the Hessian is", source / NAME)


def test_a_first_time_everything_is_copied(source: Path, folder: Path) -> None:
    delivery = fill(folder, source)
    assert delivery.new == ("00-start-here.ipynb", NAME, "data/rings.csv")
    assert str(delivery) == "Copied 3 files."
    assert (folder / NAME).read_text() == "first edition"
    assert (folder / "data" / "rings.csv").read_text() == "t,y"


def test_a_second_time_nothing_is_written(
    source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder, source)
    monkeypatch.setattr(
        workspace, "write_whole", lambda *_: pytest.fail("written although nothing was missing")
    )
    assert str(fill(folder, source)) == ""


def test_a_missing_file_is_copied_again(source: Path, folder: Path) -> None:
    fill(folder, source)
    (folder / NAME).unlink()
    assert fill(folder, source).new == (NAME,)
    assert (folder / NAME).read_text() == "first edition"


def test_an_untouched_file_follows_the_package(source: Path, folder: Path) -> None:
    fill(folder, source)
    (source / NAME).write_text("second edition")
    delivery = fill(folder, source)
    assert delivery.refreshed == (NAME,)
    assert "you had not changed it" in str(delivery)
    assert (folder / NAME).read_text() == "second edition"
    assert str(fill(folder, source)) == ""


def test_a_changed_file_is_kept_and_the_newer_one_offered(source: Path, folder: Path) -> None:
    fill(folder, source)
    (folder / NAME).write_text("my notes")
    assert str(fill(folder, source)) == ""
    (source / NAME).write_text("second edition")
    (source / "data" / "rings.csv").write_text("t,y,z")
    (folder / "data" / "rings.csv").write_text("mine")
    delivery = fill(folder, source)
    assert delivery.kept == (NAME, "data/rings.csv")
    assert "hesskit reset 01-definition" in str(delivery)
    assert (folder / NAME).read_text() == "my notes"
    assert (folder / "data" / "rings.csv").read_text() == "mine"


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"files": []}', '{"files": {"a": [1]}}', "\x00", '"files"']
)
def test_a_damaged_manifest_costs_no_work(source: Path, folder: Path, damage: str) -> None:
    fill(folder, source)
    (folder / NAME).write_text("my notes")
    (folder / ".hesskit" / "manifest.json").write_text(damage)
    assert fill(folder, source).kept == (NAME,)
    assert (folder / NAME).read_text() == "my notes"
    assert json.loads((folder / ".hesskit" / "manifest.json").read_text())["version"] == 1


def test_files_of_the_learners_own_are_left_alone(source: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / NAME).write_text("was here before")
    (folder / "notes.txt").write_text("x")
    assert fill(folder, source).kept == (NAME,)
    assert (folder / NAME).read_text() == "was here before"
    assert (folder / "notes.txt").read_text() == "x"


def test_a_write_that_fails_leaves_the_old_file_whole(
    source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder, source)
    (source / NAME).write_text("second edition")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(folder / NAME))

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(WorkspaceError, match="may not be written"):
        fill(folder, source)
    assert (folder / NAME).read_text() == "first edition"
    assert not list(folder.glob(".hesskit-*"))


def test_a_full_disk_is_one_sentence(source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(workspace, "write_whole", full)
    with pytest.raises(WorkspaceError, match=r"No space left on device\): choose another one"):
        fill(folder, source)


def test_a_folder_that_is_a_file_is_refused_untouched(source: Path, tmp_path: Path) -> None:
    file = tmp_path / "course"
    file.write_text("thesis")
    for folder in (file, file / "inside"):
        with pytest.raises(WorkspaceError, match="is a file, not a folder"):
            fill(folder, source)
    assert file.read_text() == "thesis"


def test_a_lesson_that_is_a_folder_is_refused(source: Path, folder: Path) -> None:
    (folder / NAME).mkdir(parents=True)
    with pytest.raises(WorkspaceError, match="is a folder where a lesson should be"):
        fill(folder, source)


def test_restore_keeps_the_learners_version(source: Path, folder: Path, lesson: Lesson) -> None:
    fill(folder, source)
    (folder / NAME).write_text("my notes")
    backup = restore(lesson, folder, NOON)
    assert backup == folder / "01-definition.backup-20261122-120000.ipynb"
    assert backup.read_text() == "my notes"
    assert (folder / NAME).read_text() == "first edition"


def test_no_backup_overwrites_another(source: Path, folder: Path, lesson: Lesson) -> None:
    fill(folder, source)
    backups = []
    for text in ("one", "two", "three"):
        (folder / NAME).write_text(text)
        backups.append(restore(lesson, folder, NOON))
    assert [backup.read_text() for backup in backups if backup] == ["one", "two", "three"]


def test_there_is_no_backup_of_what_was_not_changed(source: Path, folder: Path, lesson: Lesson) -> None:
    fill(folder, source)
    assert restore(lesson, folder) is None
    (folder / NAME).unlink()
    assert restore(lesson, folder) is None
    assert (folder / NAME).read_text() == "first edition"


def test_a_restored_lesson_is_refreshed_again_later(source: Path, folder: Path, lesson: Lesson) -> None:
    fill(folder, source)
    (folder / NAME).write_text("my notes")
    (source / NAME).write_text("second edition")
    restore(lesson, folder)
    (source / NAME).write_text("third edition")
    assert fill(folder, source).refreshed == (NAME,)


def test_restoring_without_a_folder_says_how_to_make_one(folder: Path, lesson: Lesson) -> None:
    with pytest.raises(WorkspaceError, match="hesskit lab"):
        restore(lesson, folder)
    assert not folder.exists()


def test_inside_the_course_the_folder_is_here(
    source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fill(folder, source)
    monkeypatch.chdir(tmp_path)
    assert workspace.default_folder() == Path("hesskit-course")
    monkeypatch.chdir(folder)
    assert workspace.default_folder() == Path()

"""Lessons are found by any name a learner would use, and in the course's order."""

import json
from pathlib import Path

import pytest

from hesskit.course.lessons import lessons
from hesskit.course.lessons.lessons import (
    LessonError,
    all_lessons,
    find_lesson,
    notebooks_folder,
    shipped_files,
)


def write_notebook(path: Path, source: object) -> None:
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": source}
    path.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))


@pytest.fixture
def course(tmp_path: Path) -> Path:
    write_notebook(tmp_path / "01-definition.ipynb", ["# What the Hessian is\n", "text"])
    write_notebook(tmp_path / "00-start-here.ipynb", "## Start here")
    (tmp_path / "10-newton.ipynb").write_text("not a notebook")
    for name in ("draft.ipynb", "01-definition.backup-20261122-101112.ipynb", "02-test.txt"):
        (tmp_path / name).write_text("{}")
    for name in ("data/rings.csv", "data/.hidden", "homework/hw1.ipynb"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("1")
    return tmp_path


def test_lessons_come_in_order_with_their_titles(course: Path) -> None:
    assert [(lesson.number, lesson.slug, lesson.title) for lesson in all_lessons(course)] == [
        (0, "start-here", "Start here"),
        (1, "definition", "What the Hessian is"),
        (10, "newton", "10-newton"),
    ]


def test_a_learner_receives_lessons_and_data_and_nothing_else(course: Path) -> None:
    names = [path.as_posix() for path in shipped_files(course)]
    assert names == ["00-start-here.ipynb", "01-definition.ipynb", "10-newton.ipynb", "data/rings.csv"]


@pytest.mark.parametrize(
    "name",
    ["1", "01", "01-definition", "definition", "Definition ", "definition.ipynb", "c/01-definition.ipynb"],
)
def test_any_sensible_name_finds_the_lesson(course: Path, name: str) -> None:
    assert find_lesson(name, all_lessons(course)).number == 1


@pytest.mark.parametrize("name", ["", "7", "0x1", "²", "9" * 5000, "..", "definitio", "-1", "../"])
def test_another_name_gets_a_sentence_with_the_choice(course: Path, name: str) -> None:
    with pytest.raises(LessonError, match="00-start-here, 01-definition, 10-newton") as caught:
        find_lesson(name, all_lessons(course))
    assert "\n" not in str(caught.value)


def test_the_package_carries_its_lessons() -> None:
    assert notebooks_folder().is_dir()
    assert [lesson.number for lesson in all_lessons()][:2] == [0, 1]
    assert all(lesson.title != lesson.path.stem for lesson in all_lessons())


def test_an_installation_without_lessons_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessons, "__file__", str(tmp_path / "hesskit" / "course" / "lessons.py"))
    with pytest.raises(LessonError, match="install hesskit again"):
        notebooks_folder()

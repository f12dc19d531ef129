"""Progress survives broken files, two notebooks at once, read-only disks, and being switched off."""

import json
import os
import subprocess
import sys
from importlib import import_module

import pytest

from hesskit.course.check import check
from hesskit.course.lessons.progress import ProgressFileError, progress, progress_path, record, tries_of

module = import_module("hesskit.course.lessons.progress")
progress_file = import_module("hesskit.course.lessons.progress")

RIGHT = [[2, 5], [5, 4]]
WRONG = [[2, 0], [0, 4]]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A learner's own folder, with nothing in it yet."""
    monkeypatch.delenv("HESSKIT_PROGRESS", raising=False)
    monkeypatch.setattr(module, "_memory", {})
    home = tmp_path / "course"
    home.mkdir()
    monkeypatch.chdir(home)
    return home


def kept(folder):
    return json.loads((folder / ".hesskit" / "progress.json").read_text(encoding="utf-8"))["exercises"]


def lesson_1(table):
    return next(row for row in table.rows if row.lesson == 1)


def test_answers_are_kept_and_shown(folder):
    assert lesson_1(progress()).summary == "nothing yet"
    assert not (folder / ".hesskit").exists()
    check("1.1", ...)
    check("1.1", "nonsense(")
    assert not (folder / ".hesskit").exists(), "an unreadable answer is not a try"
    check("1.1", RIGHT)
    check("1.4", 122)
    check("1.4", 122)
    assert kept(folder)["1.1"] == {"tries": 1, "right": True, "beliefs": {}, "answer": "[[2, 5], [5, 4]]"}
    assert kept(folder)["1.4"]["tries"] == 2
    row = lesson_1(progress())
    assert row.right == 1
    assert row.summary == "1 of 8 right; tried: 1.4; next: 1.2"
    assert f"Lesson 1 · What the Hessian is: {row.summary}" in str(progress()).splitlines()
    html = progress()._repr_html_()
    assert "✓&nbsp;1.1" in html
    assert "1.4: tried" in html
    assert row.summary in html


def test_what_was_right_stays_right(folder):
    check("1.1", RIGHT)
    check("1.1", WRONG)
    assert kept(folder)["1.1"]["right"] is True
    assert kept(folder)["1.1"]["tries"] == 2


def test_hints_go_on_after_a_restart(folder):
    assert check("1.1", WRONG).hint == 1
    code = "from hesskit.course.check import check; print(check('1.1', [[2, 0], [0, 4]]).hint)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "2"
    assert check("1.1", WRONG).hint == 3


def test_the_folder_is_the_nearest_that_has_one(folder, monkeypatch):
    inner = folder / "homework" / "one"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert progress_path() == inner / ".hesskit" / "progress.json"
    (folder / ".hesskit").mkdir()
    assert progress_path() == folder / ".hesskit" / "progress.json"
    assert progress_path(folder.parent) == folder.parent / ".hesskit" / "progress.json"


def test_the_variable_names_another_place(folder, monkeypatch, tmp_path):
    monkeypatch.setenv("HESSKIT_PROGRESS", str(tmp_path / "elsewhere"))
    check("1.1", RIGHT)
    assert (tmp_path / "elsewhere" / "progress.json").exists()
    monkeypatch.setenv("HESSKIT_PROGRESS", str(tmp_path / "mine.json"))
    check("1.1", RIGHT)
    assert (tmp_path / "mine.json").exists()
    assert not (folder / ".hesskit").exists()


def test_off_reads_and_writes_nothing(folder, monkeypatch):
    check("1.1", RIGHT)
    before = kept(folder)
    monkeypatch.setenv("HESSKIT_PROGRESS", "off")
    assert [check("1.2", [[0, 0], [0, 0]]).hint for _ in range(2)] == [1, 2]
    assert tries_of("1.1") == {}
    assert {row.summary for row in progress().rows} == {"nothing yet"}
    assert progress().note == ""
    monkeypatch.delenv("HESSKIT_PROGRESS")
    assert kept(folder) == before


BROKEN = [
    b"", b"{", b"null", b"[]", b"3", b'{"exercises": 3}', b'{"exercises": null}', b"\xff\xfe\x00", b"[" * 100_000,
    b'{"exercises": {"1.1": 7}}', b'{"exercises": {"1.1": {"tries": -1, "right": true, "beliefs": {}}}}',
    b'{"exercises": {"1.1": {"tries": 1, "right": "yes", "beliefs": {}}}}',
    b'{"exercises": {"1.1": {"tries": 1, "right": true, "beliefs": {"a": "b"}}}}',
]  # fmt: skip


@pytest.mark.parametrize("content", BROKEN, ids=lambda c: c[:30])
def test_a_broken_file_is_set_aside(folder, content):
    (folder / ".hesskit").mkdir()
    file = folder / ".hesskit" / "progress.json"
    file.write_bytes(content)
    verdict = check("1.2", [[6, -12], [-12, -6]])
    assert verdict.right
    if content:
        (aside,) = (folder / ".hesskit").glob("progress.broken-*.json")
        assert aside.read_bytes() == content
    assert kept(folder)["1.2"]["right"] is True
    assert check("1.1", RIGHT).note == ""


def test_setting_aside_is_said_once(folder):
    (folder / ".hesskit").mkdir()
    (folder / ".hesskit" / "progress.json").write_text("{", encoding="utf-8")
    assert "set aside as progress.broken-" in progress().note
    assert progress().note == ""


def test_what_can_be_understood_of_a_broken_file_is_kept(folder):
    (folder / ".hesskit").mkdir()
    good = {"tries": 2, "right": True, "beliefs": {}}
    text = json.dumps({"version": 1, "exercises": {"1.1": good, "1.2": "?"}})
    (folder / ".hesskit" / "progress.json").write_text(text, encoding="utf-8")
    check("1.4", 2)
    assert kept(folder)["1.1"] == good
    assert len(list((folder / ".hesskit").glob("progress.broken-*.json"))) == 1


def test_a_folder_in_the_files_place(folder):
    (folder / ".hesskit" / "progress.json").mkdir(parents=True)
    assert check("1.1", RIGHT).right
    assert kept(folder)["1.1"]["right"] is True


def test_a_disk_that_cannot_be_written_costs_a_sentence(folder, monkeypatch):
    def refuse(*_):
        raise OSError(30, "Read-only file system")

    check("1.1", RIGHT)
    monkeypatch.setattr(os, "replace", refuse)
    verdict = check("1.4", 2)
    assert verdict.rung == "belief"
    assert (
        verdict.note == f"Your progress could not be saved in {folder / '.hesskit'} (read-only file system)."
    )
    assert verdict.note in str(verdict)
    assert check("1.4", 2).hint == 2, "remembered while the kernel lives"
    assert lesson_1(progress()).summary == "1 of 8 right; tried: 1.4; next: 1.2"
    assert not list((folder / ".hesskit").glob("*.tmp"))


def test_a_place_that_cannot_be_made_costs_a_sentence(monkeypatch):
    monkeypatch.setenv("HESSKIT_PROGRESS", "/dev/null/progress")
    assert "could not be saved" in check("1.1", RIGHT).note
    assert lesson_1(progress()).right == 1


def test_a_file_that_cannot_be_read_is_not_overwritten(folder, monkeypatch):
    check("1.1", RIGHT)

    def refuse(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(progress_file, "_text", refuse)
    assert "could not be saved" in check("1.4", 2).note
    assert "could not be read" in progress().note
    monkeypatch.undo()
    assert list(json.loads((folder / ".hesskit" / "progress.json").read_text())["exercises"]) == ["1.1"]


def test_another_notebook_that_never_lets_go(folder, monkeypatch):
    monkeypatch.setattr(progress_file, "_PATIENCE", 0.05)
    (folder / ".hesskit").mkdir()
    with (
        progress_file._locked(folder / ".hesskit" / "progress.lock"),
        pytest.raises(ProgressFileError, match="another notebook"),
    ):
        progress_file.update(folder / ".hesskit" / "progress.json", lambda records: None)


def test_a_folder_deleted_under_our_feet(folder, monkeypatch):
    inner = folder / "gone"
    inner.mkdir()
    monkeypatch.chdir(inner)
    inner.rmdir()
    assert check("1.1", RIGHT).right
    assert progress().rows


def test_two_notebooks_lose_nothing(folder):
    code = 'from importlib import import_module\nprogress_file = import_module("hesskit.course.lessons.progress")\n'
    code += "from hesskit.course.lessons.progress import record\n"
    code += (
        "progress_file._PATIENCE = 600\n"  # four that never pause: on a busy machine one may wait for long
    )
    code += "for i in range(40): assert record('1.{0}', i == 39, 'belief {0}') == ''"
    running = [subprocess.Popen([sys.executable, "-c", code.format(n % 2 + 1)], cwd=folder) for n in range(4)]
    assert [process.wait(timeout=600) for process in running] == [0, 0, 0, 0]
    assert kept(folder) == {
        f"1.{n}": {"tries": 80, "right": True, "beliefs": {f"belief {n}": 80}} for n in (1, 2)
    }  # fmt: skip
    assert sorted(p.name for p in (folder / ".hesskit").iterdir()) == ["progress.json", "progress.lock"]


def test_records_of_exercises_that_are_gone_stay_and_do_not_show(folder):
    record("1.99", True)
    assert kept(folder)["1.99"]["right"] is True
    assert lesson_1(progress()).summary == "nothing yet"

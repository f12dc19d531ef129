"""Whoever sits at the terminal is asked little, and what a student put at another place is found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hesskit.homework import homework_command as command
from hesskit.homework.course_folder import CourseFolder
from hesskit.homework.notebook import as_released, build_source
from hesskit.homework.sandbox import run as sandbox
from hesskit.homework.submissions.read import Submission
from hesskit.homework.submissions.repair import mend
from tests.homework.handing import ASSIGNMENT, NAME, put, run


def collected_from(course: CourseFolder, student: str) -> str:
    return (course.root / "collected" / NAME / student / ".name").read_text()


def two_of_each(folder: Path) -> Path:
    """Ada's and Emmy's first and second files; the names do not say which is newer."""
    for number, name in enumerate(
        ("ada_hw1_b.ipynb", "emmy_hw1_x.ipynb", "ada_hw1_a.ipynb", "emmy_hw1_w.ipynb")
    ):
        path = put(folder, name, extra=name)
        os.utime(path, (1_700_000_000 + 3600 * number,) * 2)
    return folder


def test_an_answer_by_number(course: CourseFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (course.root / "roster.csv").write_text("id\nada\nemmy\n")
    monkeypatch.chdir(course.root)
    folder = two_of_each(tmp_path / "in")
    done = CliRunner().invoke(command.app, ["collect", "hw1", str(folder)], input="9\n2\n1\n")
    assert "1 ada_hw1_a.ipynb" in done.output and "'9' is none of the choices." in done.output
    assert done.exit_code == 0, done.output
    assert collected_from(course, "ada") == "ada_hw1_b.ipynb"
    assert collected_from(course, "emmy") == "emmy_hw1_w.ipynb"


def test_the_newest_wins_is_an_answer_to_all(course: CourseFolder, tmp_path: Path) -> None:
    asked: list[str] = []

    def newest(question: str, choices: object) -> str:
        asked.append(question)
        return "the newest, for everyone"

    run(course, two_of_each(tmp_path / "in"), ask=newest)
    assert len(asked) == 1
    assert collected_from(course, "ada") == "ada_hw1_a.ipynb"
    assert collected_from(course, "emmy") == "emmy_hw1_w.ipynb"


def test_the_newest_in_a_zip_without_a_question(course: CourseFolder, tmp_path: Path) -> None:
    folder = two_of_each(tmp_path / "in")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for path in folder.iterdir():
            archive.write(path, path.name)
    done = run(course, tmp_path / "all.zip", ask=None, newest_wins=True)
    assert not done.unclear and collected_from(course, "ada") == "ada_hw1_a.ipynb"
    same = [put(tmp_path / "same", f"jo1_{name}.ipynb", extra=name) for name in "ab"]
    for path in same:
        os.utime(path, (1_700_000_000,) * 2)
    assert run(course, tmp_path / "same", ask=None, newest_wins=True).unclear  # nothing is guessed


def test_of_several_files_the_one_in_the_matches_counts(course: CourseFolder, tmp_path: Path) -> None:
    done = run(course, two_of_each(tmp_path / "in"), ask=None, matches={"ada_hw1_b.ipynb": "ada"})
    assert collected_from(course, "ada") == "ada_hw1_b.ipynb"
    assert len(done.unclear) == 1 and "emmy" in done.unclear[0]


def released() -> Submission:
    cells = [{**cell, "source": as_released(cell["source"])} for cell in build_source(ASSIGNMENT)["cells"]]
    return Submission(cells, {}, [])


def own(source: str) -> dict[str, object]:
    return {"cell_type": "code", "id": "own", "metadata": {}, "source": source, "outputs": []}


@pytest.mark.parametrize("place", [2, -1])
def test_an_answer_at_a_wrong_place_counts_and_is_said(place: int) -> None:
    submission = released()
    answer = "def curvature(H, u):\n    return u @ H @ u / (u @ u)"
    submission.cells.insert(len(submission.cells) if place < 0 else place, own(answer))
    mended = mend(submission, build_source(ASSIGNMENT)["cells"], NAME, "")
    sources = [cell["source"] for cell in mended.cells]
    assert sources.index('paper.hand_in("q2", globals())') == sources.index(answer) + 1
    assert sum("hand_in" in source for source in sources) == 5
    assert [note for note in mended.notes if "q2-answer is as it was handed out" in note], mended.notes


def test_a_scratch_cell_is_no_answer_where_one_is_given() -> None:
    submission = released()
    for cell in submission.cells:
        if cell["id"] == "q2-answer":
            cell["source"] = "def curvature(H, u):\n    return 1"
    submission.cells.append(own("def curvature(H, u):\n    return 2"))
    submission.cells.append(own("H = 3"))  # half of what q1 asks for
    mended = mend(submission, build_source(ASSIGNMENT)["cells"], NAME, "")
    assert not [note for note in mended.notes if "another cell" in note]


def test_folders_of_killed_processes_are_removed() -> None:
    dead = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True
    )
    left = Path(tempfile.mkdtemp(prefix=f"hesskit-homework-{dead.stdout.strip()}-"))
    mine = Path(tempfile.mkdtemp(prefix=f"hesskit-homework-{os.getpid()}-"))
    (left / "home").mkdir()
    sandbox._sweep.cache_clear()
    with sandbox.temporary_folder() as folder:
        assert not left.exists() and mine.is_dir() and Path(folder).is_dir()
    mine.rmdir()


def test_a_reader_that_goes_away_stops_nothing(course: CourseFolder, tmp_path: Path) -> None:
    (course.root / "roster.csv").write_text("id\nada\nemmy\n")
    for number in range(300):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"left-out-{number}.pdf").write_bytes(b"")
    put(tmp_path / "in", "ada_hw1.ipynb")
    code = (
        f"import sys; sys.argv = ['hesskit', 'homework', 'collect', 'hw1', {str(tmp_path / 'in')!r}, '--no-input']\n"
        "from hesskit.command import main; main()"
    )
    run_it = f'{sys.executable} -c "$CODE" 2> {tmp_path / "said"} | head -1; exit ${{PIPESTATUS[0]}}'
    done = subprocess.run(
        ["bash", "-c", run_it], cwd=course.root, env={**os.environ, "CODE": code}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (tmp_path / "said").read_text() == "" and done.returncode == 0
    assert len(done.stdout.splitlines()) == 1
    assert json.loads(course.submitted(NAME, "ada").read_text())

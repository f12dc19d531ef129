"""A class of thirty from Moodle's participants to Moodle's worksheet and feedback files, without a spreadsheet.

In between: a version for each, a question of the lecturer's own, the zip of submissions, grading, an afternoon by hand
in the formgrader; and the points are exactly those expected.
"""

from __future__ import annotations

import contextlib
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hesskit.homework.assignments.catalogue import all_assignments
from hesskit.homework.course_folder import open_course
from tests.homework import classes
from tests.homework.classes import Hand, run, run_alone
from tests.ports import free_port

NAME = "hw1-definition"
ASSIGNMENT = all_assignments()[NAME]
JUDGED = [*(question.name for question in classes.judged(ASSIGNMENT)), "x2y"]
pytestmark = pytest.mark.usefixtures("sandboxed")


def hand_of(number: int, root: Path | None = None) -> Hand:
    assignment = open_course(root).find(NAME) if root else ASSIGNMENT
    return classes.hand_of(assignment, "calculus", f"s{number:02}", number)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course folder after the two commands."""
    root = tmp_path_factory.mktemp("thirty") / "calculus"
    submissions = classes.make_class(root, ASSIGNMENT, range(30), seconds=24, own=True)
    (root / "said.txt").write_text(
        run_alone(["grade", "hw1", str(submissions), "--no-input"], root), encoding="utf-8"
    )
    return root


@pytest.fixture(scope="module")
def rows(graded: Path) -> dict[str, dict[str, str]]:
    with (graded / "scores" / f"{NAME}.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("number", range(30), ids=lambda n: f"{n}-{hand_of(n).kind.replace(' ', '-')}")
def test_the_scores_are_those_expected(number: int, rows: dict[str, dict[str, str]], graded: Path) -> None:
    hand, row = hand_of(number, graded), rows[f"s{number:02}"]
    given = {name: float(row[name]) for name in JUDGED if row[name]}
    assert given == pytest.approx({name: hand.points[name] for name in JUDGED if name in hand.points})
    assert row["state"] == hand.state


def test_nobody_is_lost_and_nothing_zeroed_in_silence(rows: dict[str, dict[str, str]]) -> None:
    assert len(rows) == 30
    assert rows["s23"]["total"] == ""
    assert "damaged, or cut off" in rows["s23"]["notes"]


SENTENCES = {
    17: "The marks of the grader were stripped",
    18: "The answer cell q1-answer is there 2 times",
    19: "The cell that hands in q1 was missing and was put back",
    20: "Windows line ends",
    21: "old format (3)",
    22: "The marks of the grader were stripped",
    24: "could not be interrupted. The other cells were run without it",
    25: "it ended the whole program. The other cells were run without it",
}


@pytest.mark.parametrize("number", SENTENCES)
def test_each_trap_has_its_plain_sentence(number: int, graded: Path, rows: dict[str, dict[str, str]]) -> None:
    assert SENTENCES[number] in rows[f"s{number:02}"]["notes"]
    page = graded / "feedback" / f"s{number:02}" / NAME / f"{NAME}.html"
    assert SENTENCES[number] in page.read_text(encoding="utf-8").replace("&#x27;", "'")


def test_feedback_is_a_page_of_its_own_for_everyone(graded: Path) -> None:
    pages = sorted((graded / "feedback").glob(f"*/{NAME}/{NAME}.html"))
    assert len(pages) == 30
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        assert not re.findall(r"""(?:src|href)=["'](?!data:)""", text)
    assert "<math" in pages[0].read_text(encoding="utf-8")


def test_feedback_never_tells_the_answer_it_asked_for(graded: Path) -> None:
    """A wrong answer's page shows no reference answer: neither its code nor the source's solution mark."""
    for number in range(8, 14):
        page = (graded / "feedback" / f"s{number:02}" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
        assert "BEGIN SOLUTION" not in page


def test_a_second_run_has_nothing_to_do_and_changes_nothing(graded: Path) -> None:
    before = (graded / "scores" / f"{NAME}.csv").read_bytes()
    said = run(["grade", "hw1", str(graded.parent / "calculus-submissions.zip"), "--no-input"], graded)
    assert "0 submissions collected, 30 there already" in said
    assert "0 graded, 29 had been graded before" in said
    assert (graded / "scores" / f"{NAME}.csv").read_bytes() == before


def test_the_report_names_beliefs_and_is_a_picture(graded: Path) -> None:
    said = (graded / "said.txt").read_text(encoding="utf-8")
    assert "Beliefs seen: " in said
    assert (graded / "report" / f"{NAME}.png").read_bytes().startswith(b"\x89PNG")


def test_nbgrader_itself_comes_to_the_same_scores(graded: Path, rows: dict[str, dict[str, str]]) -> None:
    """Plain `nbgrader autograde` on the folder, with no run kept: same scores, from its own export."""
    shutil.rmtree(graded / ".hesskit" / "runs")
    for number in (9, 28):
        again = ["autograde", NAME, "--student", f"s{number:02}", "--force"]
        assert nbgrader(again, graded).returncode == 0
    assert nbgrader(["export", "--to", "exported.csv"], graded).returncode == 0
    with (graded / "exported.csv").open(newline="") as file:
        exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    for student, row in rows.items():
        if row["total"]:
            assert exported[student] == pytest.approx(float(row["total"])), student


def nbgrader(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "nbgrader", *arguments],
        cwd=folder, capture_output=True, text=True, timeout=1200, check=False, env=own_environment(folder),
    )  # fmt: skip


def test_whoever_grades_by_hand_does_not_see_whose_work_it_is(graded: Path) -> None:
    path = graded / "autograded" / "s05" / NAME / f"{NAME}.ipynb"
    assert re.search(r"['\"]s05", path.read_text(encoding="utf-8")) is None


def test_an_afternoon_in_the_formgrader_and_back_into_moodle(graded: Path) -> None:
    """The requests of nbgrader's own pages, to its own server; then grades and feedback under Moodle's own numbers."""
    with formgrader(graded) as ask:
        listed = {entry["name"]: entry for entry in json.loads(ask("formgrader/api/assignments"))}
        assert listed[NAME]["num_submissions"] == 29
        entries = json.loads(ask(f"formgrader/api/submitted_notebooks/{NAME}/{NAME}"))
        assert {entry["first_name"] for entry in entries} == {"First"}
        waiting = {entry["student"]: entry["id"] for entry in entries if entry["needs_manual_grade"]}
        assert sorted(waiting) == [f"s{n:02}" for n in range(30) if hand_of(n).state == "by hand"]
        page = ask(f"formgrader/submissions/{waiting['s05']}/")
        assert (
            page.count("A model answer") == 1 and "<math" in page and "s05" not in page.partition("<aside")[2]
        )
        for student, submission in waiting.items():
            grades = json.loads(ask(f"formgrader/api/grades?submission_id={submission}"))
            (manual,) = [grade for grade in grades if grade["name"] == "q6"]
            ask(f"formgrader/api/grade/{manual['id']}", {"manual_score": BY_HAND[int(student[1:]) % 3]})
        comments = json.loads(ask(f"formgrader/api/comments?submission_id={waiting['s00']}"))
        (comment,) = [comment for comment in comments if comment["name"] == "q6"]
        ask(f"formgrader/api/comment/{comment['id']}", {"manual_comment": "Well said, $x^2$."})
    run(["grade", "hw1"], graded)
    said = run(["export", "hw1", "--for", "moodle", "--table", "worksheet.csv"], graded)
    assert "left empty" not in said
    with (graded / "export" / NAME / "moodle-grading-worksheet.csv").open(encoding="utf-8-sig") as file:
        sheet = list(csv.DictReader(file))
    given = {row["Email address"].partition("@")[0]: row["Grade"] for row in sheet}
    for number in range(30):
        hand = hand_of(number, graded)
        expected = sum(hand.points.values()) + BY_HAND[number % 3] * (hand.state == "by hand")
        grade = given[f"s{number:02}"]
        assert grade == "" if hand.state == "not graded" else float(grade) == pytest.approx(expected), number
    with zipfile.ZipFile(graded / "export" / NAME / "moodle-feedback-files.zip") as archive:
        names = [f"{classes.moodle_name(number)}_assignfeedback_file_/{NAME}.html" for number in range(30)]
        assert sorted(archive.namelist()) == sorted(names)
        page = archive.read(names[0]).decode()
    assert "Well said, " in page and "<math" in page.partition("Well said, ")[2][:60]


BY_HAND = (3, 2.5, 0)


@contextlib.contextmanager
def formgrader(folder: Path) -> Iterator[Callable[..., str]]:
    port = free_port()
    extension = "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"
    options = ["--no-browser", "--allow-root", "--IdentityProvider.token=t", "--ServerApp.port_retries=0"]
    server = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "jupyter", "server", f"--port={port}", *options, extension],
        cwd=folder, env=own_environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip

    def ask(path: str, data: dict[str, Any] | None = None) -> str:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/{path}", headers={"Authorization": "token t"}
        )
        if data is not None:
            request.method, request.data = "PUT", json.dumps(data).encode()
        with urllib.request.urlopen(request, timeout=300) as answer:
            return str(answer.read().decode())

    try:
        end = time.monotonic() + 300  # a bound against hanging
        while not answers(port):
            assert server.poll() is None and time.monotonic() < end, "Jupyter Server did not start"
            time.sleep(0.05)
        yield ask
    finally:
        server.terminate()
        server.wait(timeout=300)


def answers(port: int) -> bool:
    """Whether HTTP is answered: a server tries its port with a socket that listens and is closed at once."""
    with contextlib.suppress(OSError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token=t", timeout=300).close()
        return True
    return False


def own_environment(folder: Path) -> dict[str, str]:
    own = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(folder)}
    return own | {name: value for name, value in os.environ.items() if name == "PYTHONPATH"}

"""From roster to feedback in two commands for thirty students, and the scores are exactly those expected."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hesskit.homework.assignments.catalogue import all_assignments
from hesskit.homework.course_folder import open_course
from hesskit.homework.grading.gradebook import Grader, quiet
from tests.homework import classes
from tests.homework.classes import Hand, run
from tests.ports import free_port

NAME = "hw1-definition"
ASSIGNMENT = all_assignments()[NAME]
JUDGED = [question.name for question in classes.judged(ASSIGNMENT)]
pytestmark = pytest.mark.usefixtures("sandboxed")


def hand_of(number: int) -> Hand:
    return classes.hand_of(ASSIGNMENT, "calculus", f"s{number:02}", number)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course folder after the two commands."""
    root = tmp_path_factory.mktemp("thirty") / "calculus"
    submissions = classes.make_class(root, ASSIGNMENT, range(30), seconds=24)
    run(["grade", "hw1", str(submissions), "--no-input"], root)
    return root


@pytest.fixture(scope="module")
def rows(graded: Path) -> dict[str, dict[str, str]]:
    with (graded / "scores" / f"{NAME}.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("number", range(30), ids=lambda n: f"{n}-{hand_of(n).kind.replace(' ', '-')}")
def test_the_scores_are_those_expected(number: int, rows: dict[str, dict[str, str]]) -> None:
    hand, row = hand_of(number), rows[f"s{number:02}"]
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
    said = run(["report", "hw1"], graded)
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


def test_the_formgrader_opens_on_the_folder(graded: Path) -> None:
    """nbgrader's own pages, from its own server: the list of homework, and one student's notebook to be graded."""
    with formgrader(graded) as ask:
        listed = {entry["name"]: entry for entry in json.loads(ask("formgrader/api/assignments"))}
        assert listed[NAME]["num_submissions"] == 29
        waiting = json.loads(ask(f"formgrader/api/submitted_notebooks/{NAME}/{NAME}"))
        assert {entry["student"] for entry in waiting if entry["needs_manual_grade"]} >= {"s00", "s25"}
        assert {entry["first_name"] for entry in waiting} == {"First"}
        page = ask(f"formgrader/submissions/{waiting[0]['id']}/")
        assert "Student" in page and "hand_in" in page


def test_points_given_by_hand_reach_scores_and_feedback(graded: Path) -> None:
    """What the formgrader writes into the gradebook: points and a comment."""
    manual = next(question for question in ASSIGNMENT.questions if question.manual)
    with quiet(), Grader(open_course(graded)).gradebook() as gradebook:
        grade = gradebook.find_grade(manual.name, NAME, NAME, "s00")
        grade.manual_score, grade.needs_manual_grade = 3.0, False
        gradebook.find_comment(manual.name, NAME, NAME, "s00").manual_comment = "Well said, $x^2$."
        gradebook.db.commit()
    run(["grade", "hw1"], graded)
    with (graded / "scores" / f"{NAME}.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["id"] == "s00")
    assert (row[manual.name], row["state"]) == ("3", "graded")
    assert float(row["total"]) == ASSIGNMENT.points - manual.points + 3
    page = (graded / "feedback" / "s00" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert "Well said, " in page and "<math" in page.partition("Well said, ")[2][:60]


@contextlib.contextmanager
def formgrader(folder: Path) -> Iterator[Callable[[str], str]]:
    port = free_port()
    extension = "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"
    options = ["--no-browser", "--allow-root", "--IdentityProvider.token=t", "--ServerApp.port_retries=0"]
    server = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "jupyter", "server", f"--port={port}", *options, extension],
        cwd=folder, env=own_environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip

    def ask(path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}?token=t", timeout=300) as answer:
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
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def own_environment(folder: Path) -> dict[str, str]:
    own = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(folder)}
    return own | {name: value for name, value in os.environ.items() if name == "PYTHONPATH"}

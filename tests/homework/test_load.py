"""Grading is killed without warning half-way, and goes on to the same scores; nothing is left running."""

from __future__ import annotations

import csv
import signal
import subprocess
import time
from pathlib import Path

import pytest

from hesskit.homework.assignments.catalogue import all_assignments
from tests.homework import classes

NAME = "hw1-definition"
ASSIGNMENT = all_assignments()[NAME]
NUMBERS = (0, 1, 9, 10, 14, 15, 17, 18, 23, 25, 28, 29)
PATIENCE = 600  # seconds; a bound against hanging, not a measurement

pytestmark = pytest.mark.usefixtures("sandboxed")


def test_killed_half_way_and_resumed(tmp_path: Path) -> None:
    root = tmp_path / "calculus"
    submissions = classes.make_class(root, ASSIGNMENT, NUMBERS, seconds=60)
    command = [*classes.COMMAND, "grade", "hw1", str(submissions), "--no-input"]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: process.poll() is not None or classes.recorded(root, NAME) >= len(NUMBERS) // 2)
    assert process.poll() is None, "it was done before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = classes.recorded(root, NAME)
    wait_until(lambda: classes.running_sandboxes(root) == 0)
    said = classes.run(["grade", "hw1", str(submissions), "--no-input"], root)
    problems = 1  # the file that is cut off is nobody's 0
    assert f"{len(NUMBERS) - done - problems} graded, {done} had been graded before." in said
    with (root / "scores" / f"{NAME}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    for number in NUMBERS:
        hand, row = classes.hand_of(ASSIGNMENT, "calculus", f"s{number:02}", number), rows[f"s{number:02}"]
        assert row["state"] == hand.state
        for question in classes.judged(ASSIGNMENT):
            if row[question.name]:
                assert float(row[question.name]) == pytest.approx(hand.points[question.name]), hand.kind


def wait_until(condition: object) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "this takes far too long"
        time.sleep(0.02)

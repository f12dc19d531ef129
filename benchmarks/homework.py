"""Load test of homework: 200 submissions timed, nothing lost, killed half-way and resumed with the same scores.

    python benchmarks/homework.py [STUDENTS]

The students are those of tests/homework/classes.py over and over: right, wrong, blank, broken and hostile.
"""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hesskit.homework.assignments.catalogue import all_assignments
from hesskit.homework.question import Assignment
from tests.homework import classes

NAME = "hw1-definition"


def main() -> None:
    students = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    assignment = all_assignments()[NAME]
    with tempfile.TemporaryDirectory() as folder:
        whole, killed = Path(folder, "a", "calculus"), Path(folder, "b", "calculus")
        for root in (whole, killed):
            root.parent.mkdir()
            submissions = classes.make_class(root, assignment, range(students))
        begun = time.perf_counter()
        classes.run(["grade", NAME, str(submissions), "--no-input"], whole)
        seconds = time.perf_counter() - begun
        print(
            f"{students} submissions: {seconds:.0f} s, {seconds / students:.2f} s each, on {os.cpu_count()} cores"
        )
        print(f"as expected: {right_scores(whole, assignment)} of {students}")
        done = kill_half_way(killed, submissions, students // 2)
        print(
            f"killed after {done} were recorded; sandboxes left running: {classes.running_sandboxes(killed)}"
        )
        begun = time.perf_counter()
        classes.run(["grade", NAME, str(submissions), "--no-input"], killed)
        print(f"resumed: {time.perf_counter() - begun:.0f} s; same scores: {scores(whole) == scores(killed)}")


def kill_half_way(root: Path, submissions: Path, half: int) -> int:
    """Start grading, kill it without warning once half are recorded, and tell how many were."""
    command = [*classes.COMMAND, "grade", NAME, str(submissions), "--no-input"]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and classes.recorded(root, NAME) < half:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return classes.recorded(root, NAME)


def scores(root: Path) -> bytes:
    return (root / "scores" / f"{NAME}.csv").read_bytes()


def right_scores(root: Path, assignment: Assignment) -> int:
    """How many students have exactly the points that they must have."""
    found = 0
    with (root / "scores" / f"{NAME}.csv").open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            hand = classes.hand_of(assignment, "calculus", row["id"], number)
            points = {q.name: float(row[q.name]) for q in classes.judged(assignment) if row[q.name]}
            judged = {
                q.name: hand.points[q.name] for q in classes.judged(assignment) if q.name in hand.points
            }
            found += points == judged and row["state"] == hand.state
    return found


if __name__ == "__main__":
    main()

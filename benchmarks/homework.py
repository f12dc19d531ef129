"""Homework, timed: beside plain nbgrader, and as a load that is killed half-way and resumed with the same scores.

    python benchmarks/homework.py beside [STUDENTS]     twelve whole answers, by hesskit and by plain nbgrader in turn
    python benchmarks/homework.py [STUDENTS]            200 of all kinds

The students are those of tests/homework/classes.py over and over: right, wrong, blank, broken and hostile; beside
nbgrader those who are right. Plain nbgrader runs the same cells in kernels, without a sandbox and without judging.
"""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hesskit.homework.assignments.catalogue import all_assignments
from hesskit.homework.question import Assignment
from tests.homework import classes

NAME = "hw1-definition"


def main() -> None:
    number = next((int(word) for word in sys.argv[1:] if word.isdigit()), 0)
    if "beside" in sys.argv[1:]:
        beside(number or 12)
        return
    students = number or 200
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


def beside(students: int) -> None:
    """The same files collected, run, recorded and answered by hesskit and by plain nbgrader, twice in turn."""
    assignment = all_assignments()[NAME]
    with tempfile.TemporaryDirectory() as folder:
        for turn in ("1", "2"):
            ours, plain = Path(folder, turn, "ours", "calculus"), Path(folder, turn, "plain", "calculus")
            ours.parent.mkdir(parents=True)
            numbers = (30 * (n // 5) + n % 5 for n in range(students))  # the five of thirty who are right
            submissions = classes.make_class(ours, assignment, numbers)
            plain_course(ours, submissions, plain)
            begun = time.perf_counter()
            classes.run(["grade", NAME, str(submissions), "--no-input"], ours)
            between = time.perf_counter()
            nbgrader(plain, "autograde", NAME)
            nbgrader(plain, "generate_feedback", NAME)
            end = time.perf_counter()
            print(
                f"{students} whole answers, load {os.getloadavg()[0]:.1f}: "
                f"hesskit {(between - begun) / students:.2f} s each, "
                f"plain nbgrader {(end - between) / students:.2f} s each, on {os.cpu_count()} cores",
                flush=True,
            )


def plain_course(ours: Path, submissions: Path, plain: Path) -> None:
    """A course of nbgrader's own with the same source and the same files, put where it expects them."""
    shutil.copytree(ours / "source", plain / "source")
    (plain / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'calculus'\n")
    nbgrader(plain, "generate_assignment", NAME, "--create", "--force")
    with zipfile.ZipFile(submissions) as archive:
        for name in archive.namelist():
            target = plain / "submitted" / name.split("_")[1] / NAME / f"{NAME}.ipynb"
            target.parent.mkdir(parents=True)
            target.write_bytes(archive.read(name))


def nbgrader(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "nbgrader", *arguments]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # it calls alembic by name
    own = {**os.environ, "PATH": path}
    done = subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


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

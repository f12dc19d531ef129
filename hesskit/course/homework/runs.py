"""Runs that are kept: what was run once with the same cells and the same limits is not run again."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from hesskit.course.files import digest, write_whole
from hesskit.course.homework.collecting import mended
from hesskit.course.homework.course_folder import CourseFolder
from hesskit.course.homework.events import Run
from hesskit.course.homework.marking import job_text, steps_of
from hesskit.course.homework.question import Assignment
from hesskit.course.homework.reading import Submission
from hesskit.course.homework.sandbox import Limits, Step, run_steps

__all__ = ["run_kept", "run_student"]

_VERSION = "5"  # of the runner: another one runs everything anew


def run_kept(
    course: CourseFolder, steps: list[Step], limits: Limits, unsafe: bool = False, again: bool = False
) -> Run:
    """Run steps in the sandbox, or take the run that is kept.

    Parameters
    ----------
    course : CourseFolder
        Where runs are kept; its folder is hidden from the sandbox.
    steps : list of Step
        What to run.
    limits : Limits
        What it may use.
    unsafe : bool
        Run without bubblewrap.
    again : bool
        Run even what is kept.

    Returns
    -------
    Run
        What came out.
    """
    key = digest(f"{_VERSION}\0{json.dumps(asdict(limits), sort_keys=True)}\0{job_text(steps)}".encode())
    path = course.private("runs", f"{key}.json")
    kept = None if again else _kept(path)
    if kept is not None:
        return kept
    run = run_steps(steps, limits, hidden=(course.root,), unsafe=unsafe)
    write_whole(path, json.dumps(run.to_json()).encode())
    return run


def run_student(
    course: CourseFolder,
    assignment: Assignment,
    student: str,
    limits: Limits,
    unsafe: bool = False,
    again: bool = False,
) -> tuple[Submission, Run]:
    """Run one student's notebook.

    Parameters
    ----------
    course : CourseFolder
        The course.
    assignment : Assignment
        The table.
    student : str
        The roster's name for the submission.
    limits : Limits
        What it may use.
    unsafe : bool
        Run without bubblewrap.
    again : bool
        Run even what is kept.

    Returns
    -------
    tuple of (Submission, Run)
        The mended notebook and what came out.

    Raises
    ------
    SubmissionError
        If it cannot be graded.
    """
    submission = mended(course, assignment, student)
    steps = steps_of(submission.cells, assignment, course.variant(assignment.name, student))
    return submission, run_kept(course, steps, limits, unsafe, again)


def _kept(path: Path) -> Run | None:
    try:
        return Run.from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None

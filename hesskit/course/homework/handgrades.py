"""Marks written into nbgrader's gradebook; what was graded by hand stays, and waits only where the work changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.preprocessors import LimitOutput
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task

from hesskit.course.files import digest, write_whole
from hesskit.course.homework.course_folder import CourseFolder
from hesskit.course.homework.events import Run
from hesskit.course.homework.marking import mark_cells
from hesskit.course.homework.question import Assignment
from hesskit.course.homework.reading import Cell, Submission
from hesskit.course.homework.tables import HomeworkError

__all__ = ["record"]


def record(
    gradebook: Any, course: CourseFolder, assignment: Assignment, student: str, done: tuple[Submission, Run]
) -> NotebookNode:
    """Judge a run and write its marks into the gradebook.

    Parameters
    ----------
    gradebook : nbgrader.api.Gradebook
        Open; it knows the assignment from its release.
    course : CourseFolder
        The course.
    assignment : Assignment
        The table.
    student : str
        Whose it is.
    done : tuple of (Submission, Run)
        The mended notebook and what came out of the sandbox.

    Returns
    -------
    nbformat.NotebookNode
        The graded notebook, which nbgrader expects in its folder ``autograded``.

    Raises
    ------
    HomeworkError
        If a graded cell is not in the gradebook.
    """
    (submission, run), name = done, assignment.name
    gradebook.update_or_create_student(student)
    gradebook.update_or_create_submission(name, student)
    cells = _as_released(submission.cells, gradebook.find_notebook(name, name))
    marked = mark_cells(cells, assignment, course.variant(name, student), run)
    notes = [*submission.notes, *run.notes]
    notebook = from_dict(Submission(marked, {}, notes).notebook())
    notebook, _ = LimitOutput().preprocess(notebook, {})
    path = course.private("works", name, f"{student}.json")
    was, now = _read(path), _works(notebook)
    kept = gradebook.find_submission_notebook(name, name, student)
    grades, comments = ({entry.name: entry for entry in found} for found in (kept.grades, kept.comments))
    for cell in notebook.cells:
        key = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if is_grade(cell):
            grade, (points, _) = grades[key], determine_grade(cell)
            same = was.get(key) == now[key] and grade.auto_score == points and not grade.needs_manual_grade
            grade.needs_manual_grade = points is None if grade.manual_score is None else not same
            grade.auto_score = points
        if is_solution(cell) or is_task(cell):
            blank = cell.metadata.nbgrader.checksum == compute_checksum(cell) and not is_task(cell)
            comments[key].auto_comment = "No response." if blank else None
    gradebook.db.commit()
    write_whole(path, json.dumps(now, sort_keys=True).encode())
    return notebook


def _as_released(cells: Sequence[Cell], released: Any) -> list[Cell]:
    """The cells with the points of the release, and the marks by which nbgrader knows what was left as it was."""
    points = {cell.name: cell.max_score for cell in released.grade_cells}
    checksums = {cell.name: cell.checksum for cell in released.source_cells}
    known = []
    for cell in cells:
        own = cell["metadata"].get("nbgrader")
        if own and own["grade_id"] not in checksums:
            raise HomeworkError(
                f"The cell {own['grade_id']} is not in the gradebook: release {released.name} once more."
            )
        if own:
            own = {**own, "checksum": checksums[own["grade_id"]]}
            own |= {"points": float(points[own["grade_id"]])} if own.get("grade") else {}
            cell = {**cell, "metadata": {**cell["metadata"], "nbgrader": own}}
        known.append(cell)
    return known


def _works(notebook: NotebookNode) -> dict[str, str]:
    """All that stands in the cells of each question, by the name of its graded cell."""
    texts: dict[str, list[str]] = {}
    question = ""
    for cell in notebook.cells:
        question = cell.metadata.get("hesskit", {}).get("question", question)
        texts.setdefault(question, []).append(cell.source)
    graded = {cell.metadata.nbgrader.grade_id for cell in notebook.cells if is_grade(cell)}
    for name in graded - set(texts):  # of a question of the lecturer's own: anything may belong to it
        texts[name] = [cell.source for cell in notebook.cells]
    return {name: digest("\0".join(sources).encode()) for name, sources in texts.items() if name}


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): str(text) for name, text in found.items()}
    except (OSError, ValueError, AttributeError):
        return {}

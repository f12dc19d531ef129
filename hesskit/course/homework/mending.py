"""A submission brought into the form nbgrader expects, with a plain sentence for everything that was mended.

What matters is that no trap costs a student points in silence: duplicated cells, stripped metadata, deleted or
moved hand-in cells are put right where that is unambiguous, and said aloud where it is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hesskit.course.homework.bench import Bench
from hesskit.course.homework.reading import Cell, Submission, SubmissionError
from hesskit.course.homework.recognising import LECTURERS, recognise

__all__ = ["mend"]

_PAPER = re.compile(r"homework\(\s*['\"]([^'\"]+)['\"](?:.*student\s*=\s*['\"]([^'\"]*)['\"])?")


def mend(submission: Submission, template: Sequence[Cell], assignment: str, student: str) -> Submission:
    """Bring a submission into the assignment's form.

    Parameters
    ----------
    submission : Submission
        What was handed in.
    template : sequence of dict
        The cells of the version this student should have, with the source notebook's metadata.
    assignment : str
        The assignment's name.
    student : str
        Whose version it should be; "" for the common one.

    Returns
    -------
    Submission
        With every cell that nbgrader looks for, once and in its place, and a note for each thing mended.

    Raises
    ------
    SubmissionError
        If it is another assignment, or none.
    """
    names = recognise(submission.cells, template)
    notes = list(submission.notes)
    _refuse_another(submission, names, assignment)
    notes += _whose(submission, student)
    bench = Bench(submission.cells, names, template, notes)
    bench.note_stripped()
    bench.note_changed()
    bench.settle_duplicates()
    for part in ("setup", "answer", "look", "hand-in", "test"):
        bench.complete(part)
    bench.put_in_order()
    bench.look_beside()
    said = submission.metadata.get("hesskit")
    return Submission(bench.finished(), {"hesskit": said} if isinstance(said, dict) else {}, notes)


def _refuse_another(submission: Submission, names: Sequence[str], assignment: str) -> None:
    said = submission.metadata.get("hesskit")
    claimed = said.get("assignment") if isinstance(said, dict) else None
    claimed = claimed or _paper_words(submission)[0]
    if isinstance(claimed, str) and claimed and claimed != assignment:
        raise SubmissionError(f"This is {claimed[:60]}, not {assignment}: it was not graded.")
    if not set(names) - {"", "title", LECTURERS}:
        raise SubmissionError(f"This is not {assignment}: none of its cells was found in the file.")


def _whose(submission: Submission, student: str) -> list[str]:
    said = submission.metadata.get("hesskit")
    claimed = said.get("student") if isinstance(said, dict) else None
    claimed = claimed if isinstance(claimed, str) else _paper_words(submission)[1]
    if claimed is None or claimed == student:
        return []
    theirs = f"the version of {claimed[:60]!r}" if claimed else "the common version"
    wanted = f"of {student!r}" if student else "common to all"
    return [f"This notebook is {theirs}; it was judged by the version {wanted}."]


def _paper_words(submission: Submission) -> tuple[str | None, str | None]:
    for cell in submission.cells:
        found = _PAPER.search(cell["source"]) if cell["cell_type"] == "code" else None
        if found:
            return found[1], found[2] or ""
    return None, None

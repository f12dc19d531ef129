"""From what a student's process said to marks: judged here, outside, on data, by the roster's version."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hesskit.course.homework.events import Run
from hesskit.course.homework.harmless import harmless_markdown
from hesskit.course.homework.question import Assignment, Mark, Question
from hesskit.course.homework.reading import Cell
from hesskit.course.homework.sandbox import Step
from hesskit.course.homework.variants import Variant
from hesskit.course.pages.markup import markdown_html

__all__ = ["MARK_MIME", "judge_question", "mark_cells", "steps_of"]

MARK_MIME = "application/vnd.hesskit.mark+json"
_UNREACHED = "The run ended before this answer could be read."
_UNTESTED = {
    "output_type": "error",
    "ename": "NotRun",
    "evalue": "The run ended before this test.",
    "traceback": [],
}


@dataclass(frozen=True)
class _Place:
    """A cell that hands in or looks at a question's answers."""

    part: str
    question: Question


def steps_of(cells: Sequence[Cell], assignment: Assignment, variant: Variant) -> list[Step]:
    """What the sandbox does with a mended notebook: run the student's cells, and read answers where they are handed in.

    Parameters
    ----------
    cells : sequence of dict
        The mended notebook's.
    assignment : Assignment
        The table.
    variant : Variant
        The version the roster's student should have.

    Returns
    -------
    list of Step
        In order.
    """
    steps = []
    near = ""
    for number, cell in enumerate(cells):
        near = cell["metadata"].get("hesskit", {}).get("question", near)
        place = _place(cell, assignment)
        if cell["cell_type"] != "code":
            continue
        if place is None:
            steps.append(Step(number, cell["source"], near=near))
        elif place.part == "hand-in":
            question = place.question
            probes = question.probes(question.draw(variant))
            steps.append(Step(number, None, question.name, question.answers, probes, near))
    return steps


def judge_question(question: Question, variant: Variant, run: Run) -> Mark:
    """The mark of one question; whatever was handed in, there is one.

    Parameters
    ----------
    question : Question
        One that is graded by mathematics.
    variant : Variant
        The roster's.
    run : Run
        What came out of the sandbox.

    Returns
    -------
    Mark
        Its points lie between 0 and the question's.
    """
    if question.name not in run.answers:
        return Mark(0.0, _UNREACHED)
    mark = question.judge(question.draw(variant), run.answers[question.name])
    points = mark.points if math.isfinite(mark.points) else 0.0
    return Mark(min(max(float(points), 0.0), question.points), mark.feedback, mark.belief, mark.beliefs)


def mark_cells(cells: Sequence[Cell], assignment: Assignment, variant: Variant, run: Run) -> list[Cell]:
    """Write outputs, marks and feedback into a mended notebook, so that nbgrader records them.

    Parameters
    ----------
    cells : sequence of dict
        The mended notebook's.
    assignment : Assignment
        The table.
    variant : Variant
        The roster's version.
    run : Run
        What came out of the sandbox.

    Returns
    -------
    list of dict
        The same cells with outputs.
    """
    marked = []
    for number, cell in enumerate(cells):
        if cell["cell_type"] != "code":
            marked.append(cell)
            continue
        place = _place(cell, assignment)
        if place is None:
            is_test = (
                cell["metadata"].get("nbgrader", {}).get("grade")
            )  # no output at all would be all its points
            outputs = run.outputs.get(number, [_UNTESTED] if is_test else [])
        elif place.part == "hand-in":
            mark = judge_question(place.question, variant, run)
            outputs = [_mark_output(place.question, mark, cell)]
        else:
            outputs = _look_outputs(place.question, variant, run)
        marked.append({**cell, "outputs": outputs})
    return marked


def _mark_output(question: Question, mark: Mark, cell: Cell) -> dict[str, Any]:
    """An execute_result whose plain text is the number of points: what nbgrader reads as partial credit."""
    most = float(cell["metadata"]["nbgrader"].get("points", question.points))
    points = round(mark.points / question.points * most, 4) if question.points else 0.0
    said = f"**{points:g} of {most:g}.** {mark.feedback}"
    beliefs = list(mark.beliefs or ([mark.belief] if mark.belief else []))
    data = {"question": question.name, "points": points, "most": most, "beliefs": beliefs}
    return {
        "output_type": "execute_result",
        "execution_count": None,
        "metadata": {},
        "data": {
            "text/plain": repr(min(points, most)),
            "text/html": markdown_html(said),
            "text/markdown": harmless_markdown(said),
            MARK_MIME: data,
        },
    }


def _look_outputs(question: Question, variant: Variant, run: Run) -> list[dict[str, Any]]:
    """What the visible test says, found outside from the data."""
    if question.name not in run.answers:
        return []
    sentences = question.looks(question.draw(variant), run.answers[question.name])
    if not sentences:
        return []
    said = " ".join(sentences)
    data = {"text/plain": said, "text/html": markdown_html(said)}
    return [{"output_type": "display_data", "metadata": {}, "data": data}]


def _place(cell: Cell, assignment: Assignment) -> _Place | None:
    part = cell["metadata"].get("hesskit")
    if not isinstance(part, dict) or part.get("part") not in ("hand-in", "look"):
        return None
    found = [q for q in assignment.questions if q.name == part.get("question") and not q.manual]
    return _Place(part["part"], found[0]) if found else None


def job_text(steps: Sequence[Step]) -> str:
    """The steps as one text, from which a run is known again."""
    return json.dumps([step.as_job() for step in steps], sort_keys=True)

"""From what a student's process said to marks: judged here, outside, on data, by the roster's version."""

from __future__ import annotations

import ast
import json
import math
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from hesskit.course.lessons import digest, write_whole
from hesskit.homework import FAIR, Assignment, Cell, CourseFolder, Mark, Question, Rule, Variant
from hesskit.homework.paper import picture
from hesskit.homework.sandbox import Limits, Run, Step, harmless_markdown, run_steps
from hesskit.homework.submissions import Submission, mended
from hesskit.pages import markdown_html

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
    """What the sandbox does with a mended notebook: run the student's cells, read answers where they are handed in.

    A cell that only draws a question's picture is left out: nothing depends on it, and it takes most of the time.
    """
    steps = []
    near = ""
    for number, cell in enumerate(cells):
        near = cell["metadata"].get("hesskit", {}).get("question", near)
        place = _place(cell, assignment)
        if cell["cell_type"] != "code" or _is_drawing(cell, assignment, variant):
            continue
        if place is None:
            steps.append(Step(number, cell["source"], near=near))
        elif place.part == "hand-in":
            question = place.question
            probes = question.probes(question.draw(variant))
            steps.append(Step(number, None, question.name, question.answers, probes, near))
    return steps


def judge_question(question: Question, variant: Variant, run: Run, rule: Rule = FAIR) -> Mark:
    """The mark of one question; whatever was handed in, there is one."""
    if question.name not in run.answers:
        return Mark(0.0, _UNREACHED)
    mark = question.judge(question.draw(variant), run.answers[question.name], rule)
    points = mark.points if math.isfinite(mark.points) else 0.0
    return Mark(min(max(float(points), 0.0), question.points), mark.feedback, mark.belief, mark.beliefs)


def mark_cells(
    cells: Sequence[Cell], assignment: Assignment, variant: Variant, run: Run, rule: Rule = FAIR
) -> list[Cell]:
    """Write outputs, marks and feedback into a mended notebook, so that nbgrader records them."""
    marked = []
    for number, cell in enumerate(cells):
        if cell["cell_type"] != "code":
            marked.append(cell)
            continue
        place = _place(cell, assignment)
        if _is_drawing(cell, assignment, variant):
            outputs = _drawn(cell["source"].strip())
        elif place is None:
            is_test = (
                cell["metadata"].get("nbgrader", {}).get("grade")
            )  # no output at all would be all its points
            outputs = run.outputs.get(number, [_UNTESTED] if is_test else [])
        elif place.part == "hand-in":
            mark = judge_question(place.question, variant, run, rule)
            outputs = [_mark_output(place.question, mark, cell)]
        else:
            outputs = _look_outputs(place.question, variant, run)
        marked.append({**cell, "outputs": outputs})
    return marked


def _is_drawing(cell: Cell, assignment: Assignment, variant: Variant) -> bool:
    """Is this a cell that draws a question's picture, exactly as it was handed out?"""
    part = cell["metadata"].get("hesskit", {})
    if part.get("part") != "setup" or "picture(" not in cell["source"]:
        return False
    found = [question for question in assignment.questions if question.name == part.get("question")]
    return bool(found) and found[0].setup(found[0].draw(variant)).strip() == cell["source"].strip()


@lru_cache(maxsize=256)
def _drawn(source: str) -> list[dict[str, Any]]:
    """What such a cell shows; it is our own, and drawn here once for all who have it."""
    call = ast.parse(source).body[-1]
    if not (isinstance(call, ast.Expr) and isinstance(call.value, ast.Call) and len(call.value.args) == 1):
        return []
    data, metadata = picture(ast.literal_eval(call.value.args[0]))._repr_mimebundle_()
    return [{"output_type": "display_data", "data": data, "metadata": metadata}]


def forbidden_names(cells: Sequence[Cell], assignment: Assignment) -> list[str]:
    """A sentence for each question whose code uses a name that it forbids."""
    near, used = "", {question.name: set[str]() for question in assignment.questions}
    for cell in cells:
        near = cell["metadata"].get("hesskit", {}).get("question", near)
        if cell["cell_type"] == "code" and near in used:
            used[near] |= _names_in(cell["source"])
    return [
        f"{question.name} uses `{name}`, which the question forbids: look at it by hand."
        for question in assignment.questions
        for name in question.forbidden
        if name in used[question.name]
    ]


def _names_in(source: str) -> set[str]:
    """Every name, attribute and imported name in a cell; none where it is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a student's backslashes are no business of ours
            nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return names | {node.name.rpartition(".")[2] for node in nodes if isinstance(node, ast.alias)}


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


# Runs that are kept: what was run once with the same cells and the same limits is not run again.

_VERSION = "7"  # of the runner: another one runs everything anew


def run_kept(
    course: CourseFolder, steps: list[Step], limits: Limits, unsafe: bool = False, again: bool = False
) -> Run:
    """Run steps in the sandbox, or take the run that is kept."""
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
    """Run one student's notebook."""
    submission = mended(course, assignment, student)
    steps = steps_of(submission.cells, assignment, course.variant(assignment.name, student))
    return submission, run_kept(course, steps, limits, unsafe, again)


def _kept(path: Path) -> Run | None:
    try:
        return Run.from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None

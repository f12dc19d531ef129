"""What nbgrader's formgrader shows: model answer and rubric beside each answer, mathematics that needs no network."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import pass_context

from hesskit.homework import CourseFolder, Question, with_points
from hesskit.homework.assignments import HomeworkError
from hesskit.homework.sandbox import is_picture
from hesskit.pages import markdown_html

TEMPLATE = Path(__file__).with_name("formgrade.html.j2")
_SHOWN = re.compile(r"!\[([^\[\]]*)\]\((?:attachment:([^\s()]+)|data:(image/\w+);base64,([^\s()]*))\)")
_PLACE = re.compile("\ue002(\\d+)\ue003")


def markdown_filter(root: Path) -> Callable[[Any, str], str]:
    """The filter by which nbconvert shows the cells of a course's notebooks.

    Parameters
    ----------
    root : pathlib.Path
        The course's folder.

    Returns
    -------
    callable
        From jinja's context and a cell's markdown to HTML that asks nothing of the network.
    """

    @pass_context
    def shown(context: Any, source: str) -> str:
        """A cell's words; where they are graded by hand, with what they should be beside them."""
        cell, resources = context.get("cell") or {}, context.get("resources") or {}
        words = cell_html(source, cell.get("attachments", {}))
        beside = _beside(root, cell, resources)
        if not beside:
            return words
        model = f'<aside aria-label="Model answer">{beside}</aside>'
        return f'<div class="answer-and-model"><div>{words}</div>{model}</div>'

    return shown


def cell_html(source: str, pasted: Mapping[str, Any]) -> str:
    """Markdown as HTML with MathML, and the pictures that the notebook holds.

    Examples
    --------
    >>> cell_html("![a](attachment:b.png) $x$", {"b.png": {"image/png": "iVBORw0K"}})[:66]
    '<p><img alt="a" src="data:image/png;base64,iVBORw0K"> <math xmlns='
    """
    pictures: list[str] = []

    def set_aside(found: re.Match[str]) -> str:
        alt, name, kind, data = found.groups()
        kind, data = next(iter(pasted.get(name, {}).items()), ("", "")) if name else (kind, data)
        if not is_picture(kind, data):
            return found[0]
        pictures.append(f'<img alt="{html.escape(alt)}" src="data:{kind};base64,{"".join(data.split())}">')
        return f"\ue002{len(pictures) - 1}\ue003"

    source = source.replace("\ue002", "").replace("\ue003", "")
    page = markdown_html(_SHOWN.sub(set_aside, source))
    return _PLACE.sub(lambda found: pictures[int(found[1])], page)


def model_html(question: Question, given: Mapping[str, Any]) -> str:
    """The model answer and the rubric of a version."""
    rubric = with_points(question.rubric(dict(given)), question.scale)
    return (
        f"<h4>A model answer</h4>{markdown_html(question.reference(dict(given)))}"
        f"<h4>Rubric</h4>{markdown_html(rubric)}"
    )


def _beside(root: Path, cell: Mapping[str, Any], resources: Mapping[str, Any]) -> str:
    """What stands beside an answer in the formgrader; never on any other page, such as a student's feedback."""
    named = cell.get("metadata", {}).get("hesskit", {})
    if "submission_id" not in resources or "nbgrader" in resources or named.get("part") != "answer":
        return ""
    course, assignment = CourseFolder(root), str(resources["assignment_id"])
    try:
        questions = [q for q in course.find(assignment).questions if q.name == named["question"] and q.manual]
    except HomeworkError as error:
        return f"<p>{html.escape(str(error))}</p>"
    variant = course.variant(assignment, str(resources["student"]))
    return "".join(model_html(question, question.draw(variant)) for question in questions)

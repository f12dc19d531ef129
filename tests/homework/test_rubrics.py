"""Whoever grades by hand sees model answer and rubric beside the answer, with its data, and without its name."""

from __future__ import annotations

import json
import re
from typing import Any

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config.loader import PyFileConfigLoader

from hesskit.homework.course_folder import CourseFolder, with_version
from hesskit.homework.grading.formgrader import cell_html
from hesskit.homework.notebook import build_source

PIXEL = "iVBORw0KGgo="


def page(course: CourseFolder, name: str, student: str, **resources: Any) -> str:
    """A submission as nbgrader's formgrader shows it: its template, the course's configuration, its resources."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    assignment = course.find(name)
    notebook = build_source(assignment)
    notebook["cells"] = with_version(notebook["cells"], assignment, course.variant(name, student))
    for cell in notebook["cells"]:
        if cell["metadata"]["hesskit"]["part"] == "answer" and cell["cell_type"] == "markdown":
            cell["source"] = "Said in $\\frac{1}{2}$ words. ![mine](attachment:a.png)"
            cell["attachments"] = {"a.png": {"image/png": PIXEL}}
    notebook["cells"][4]["outputs"] = [
        {"output_type": "display_data", "metadata": {}, "data": {"text/latex": "$\\displaystyle x^{2}$"}}
    ] * (notebook["cells"][4]["cell_type"] == "code")
    node = nbformat.from_dict(json.loads(json.dumps(notebook)))
    html, _ = HTMLExporter(config=config).from_notebook_node(
        node, resources={**resources, "student": student}
    )
    return str(html)


@pytest.mark.parametrize("name", ["hw1-definition", "hw5-logistic-regression"])
def test_the_formgrader_shows_them_beside_the_answer_and_asks_nothing_of_the_network(
    name: str, course: CourseFolder
) -> None:
    course.give_versions(name, ["ada", "emmy"])
    shown = {
        "assignment_id": name,
        "notebook_id": name,
        "index": 0,
        "total": 2,
        "base_url": "",
        "submission_id": "5",
    }
    pages = {student: page(course, name, student, **shown) for student in ("ada", "emmy")}
    (question,) = [q for q in course.find(name).questions if q.manual]
    for student, text in pages.items():
        assert text.count("A model answer") == 1 and text.count("1 point: ") == question.points
        aside = text.partition("<aside")[2].partition("</aside>")[0]
        assert "Rubric" in aside and "Said in" not in aside and f"base64,{PIXEL}" in text
        words = re.sub(r"<(script|style)\b.*?</\1>", "", text.partition("<body")[2], flags=re.DOTALL)
        assert "$" not in words.partition("Rubric")[2] and "<math" in aside + words
        assert not re.findall(r"(?:src|href)=[\"']?(?:https?:)?//(?!www.w3.org)", text)
        assert student not in re.sub(r"\b\w*ada\w+\b|\w+ada\b", "", words.partition("notebook-container")[2])
    asides = {text.partition("<aside")[2].partition("</aside>")[0] for text in pages.values()}
    assert len(asides) == 2, "each version has its own"


def test_no_other_page_of_nbgrader_s_shows_them(course: CourseFolder) -> None:
    name = "hw1-definition"
    shown = {
        "assignment_id": name,
        "notebook_id": name,
        "index": 0,
        "total": 2,
        "base_url": "",
    }
    for more in ({}, {"submission_id": "5", "nbgrader": {"assignment": name, "student": "ada"}}):
        assert "A model answer" not in page(course, name, "ada", **shown, **more)


def test_a_picture_is_shown_only_if_it_is_one() -> None:
    svg = {"a.svg": {"image/svg+xml": "<svg onload='steal()'>"}}
    assert "<img" not in cell_html("![a](attachment:a.svg) ![b](attachment:b.png)", svg)
    assert "<img" not in cell_html(
        "![a](data:image/svg+xml;base64,PHN2Zz4=) ![a](data:image/png;base64,<b>)", {}
    )

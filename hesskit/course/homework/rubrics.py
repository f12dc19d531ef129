"""For whoever grades by hand: each student's question with its own data, the model answer to it, and the rubric."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from hesskit.course.files import write_whole
from hesskit.course.homework.course_folder import CourseFolder
from hesskit.course.homework.feedback import page_html
from hesskit.course.homework.question import Assignment, Question
from hesskit.course.homework.roster import Student
from hesskit.course.homework.source import common_version
from hesskit.course.homework.variants import Variant
from hesskit.course.pages.markup import markdown_html

__all__ = ["rubrics_page", "write_rubrics"]


def rubrics_page(assignment: Assignment, versions: Sequence[tuple[str, Variant]]) -> str:
    """One page with the rubrics of every version.

    Parameters
    ----------
    assignment : Assignment
        The table.
    versions : sequence of (str, Variant)
        Each version with whose it is.

    Returns
    -------
    str
        HTML, for the instructor only: it holds the model answers.
    """
    title = f"{assignment.title}: what is graded by hand"
    body = [f"<h1>{html.escape(title)}</h1>", "<p>For you alone: this page holds the model answers.</p>"]
    body.append("<p>Look for a student with your browser's search.</p>" * (len(versions) > 3))
    for whose, variant in versions:
        body.append(f"<h2>{html.escape(whose)}</h2>")
        body += [_question_html(question, variant) for question in assignment.questions if question.manual]
    return page_html(title, body)


def write_rubrics(course: CourseFolder, assignment: Assignment, students: Sequence[Student]) -> Path:
    """Write the page for a class.

    Parameters
    ----------
    course : CourseFolder
        The course.
    assignment : Assignment
        Which homework.
    students : sequence of Student
        The roster.

    Returns
    -------
    pathlib.Path
        ``rubrics/hw1-definition.html`` in the course's folder.
    """
    own = [(str(student), course.variant(assignment.name, student.id)) for student in students]
    versions = [(whose, variant) for whose, variant in own if variant.student]
    if len(versions) < len(own):
        versions.append(("The version common to all", common_version(assignment.name)))
    path = course.root / "rubrics" / f"{assignment.name}.html"
    write_whole(path, rubrics_page(assignment, versions).encode())
    return path


def _question_html(question: Question, variant: Variant) -> str:
    given = question.draw(variant)
    parts = [
        markdown_html(question.text(given)),
        "<h3>A model answer</h3>",
        markdown_html(question.reference(given)),
    ]
    parts += ["<h3>Rubric</h3>", f'<div class="mark wait">{markdown_html(question.rubric(given))}</div>']
    return "\n".join(parts)

"""`hesskit homework feedback`: one page a student that needs nothing from the network."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hesskit.course.lessons import write_whole
from hesskit.homework import (
    Assignment,
    Cell,
    CourseFolder,
    as_released,
)
from hesskit.homework.grading import MARK_MIME, cell_html
from hesskit.homework.results.results import Part, Result
from hesskit.pages import markdown_html

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; }
body { max-width: 50em; margin: 2em auto; padding: 0 1em; }
h1 { line-height: 1.2; } h2 { border-top: 1px solid #bbb; padding-top: 1em; font-size: 1.2em; }
pre { background: #f4f4f4; padding: .6em .8em; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
pre.out { background: none; border-left: 3px solid #ccc; } pre.bad { border-left-color: #b3261e; }
.mark { border-left: 5px solid #b26a00; background: #fff6e8; padding: .2em .9em; margin: 1em 0; }
.mark.full { border-color: #2e7d32; background: #edf7ee; } .mark.wait { border-color: #5c6bc0; background: #eef0fb; }
.notes { border-left: 5px solid #b3261e; background: #fdeeed; padding: .2em .9em; }
table { border-collapse: collapse; display: block; max-width: 100%; overflow-x: auto; margin: 1em 0; }
td, th { padding: .2em .9em .2em 0; text-align: left; }
.round, .bars { border: 0 solid; border-width: 0 .08em; padding: 0 .2em; margin: 0 .15em; }
.round { border-radius: .5em / 50%; }
img { max-width: 100%; } math { font-size: 1.08em; } math[display=block] { margin: .6em 0; }
"""
_ANSWER_PARTS = ("text", "setup", "answer")


def feedback_page(assignment: Assignment, result: Result, cells: Sequence[Cell]) -> str:
    """One student's page."""
    parts = {part.name: part for part in result.parts}
    body = [
        f"<h1>{html.escape(f'{assignment.title}: {result.student}')}</h1>",
        _summary(assignment, result),
        _notes(result),
    ]
    body += [_cell_html(cell, parts) for cell in cells]
    return page_html(f"{assignment.title}: {result.student}", body)


def page_html(title: str, body: Sequence[str]) -> str:
    """A page with its own style that needs nothing from anywhere."""
    title = html.escape(title)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(filter(None, body))
        + "\n</main>\n</body>\n</html>\n"
    )


def write_feedback(
    course: CourseFolder, assignment: Assignment, found: Sequence[tuple[Result, list[Cell]]]
) -> list[Path]:
    """Write a page for everyone who handed in, where nbgrader keeps feedback.

    Parameters
    ----------
    course : CourseFolder
        The course.
    assignment : Assignment
        Which homework.
    found : sequence of (Result, list of dict)
        Everyone's.

    Returns
    -------
    list of pathlib.Path
        The pages.
    """
    pages = []
    for result, cells in found:
        if result.state == "not handed in":
            continue
        folder = course.root / "feedback" / result.student.id / assignment.name
        page = folder / f"{assignment.name}.html"
        write_whole(page, feedback_page(assignment, result, cells).encode())
        pages.append(page)
    return pages


def _summary(assignment: Assignment, result: Result) -> str:
    if result.points is None:
        return "<p><strong>This could not be graded.</strong> The reason is below; ask your instructor.</p>"
    titles = {question.name: question.title for question in assignment.questions}
    numbers = {question.name: number for number, question in enumerate(assignment.questions, start=1)}
    called = {
        name: name if name == f"q{number}" else f"{number} ({name})" for name, number in numbers.items()
    }
    rows = "".join(
        f'<tr><th scope="row">{html.escape(called.get(part.name, part.name))}</th>'
        f"<td>{html.escape(titles.get(part.name, ''))}</td><td>{_points(part)}</td></tr>"
        for part in result.parts
    )
    waits = " so far; the rest is graded by hand" if result.state == "by hand" else ""
    head = "".join(f'<th scope="col">{word}</th>' for word in ("Question", "Title", "Points"))
    return (
        f"<p><strong>{result.points:g} of {result.most:g} points</strong>{waits}.</p>\n"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _points(part: Part) -> str:
    return "by hand" if part.points is None else f"{part.points:g} of {part.most:g}"


def _notes(result: Result) -> str:
    if not result.notes:
        return ""
    lines = "".join(f"<p>{html.escape(note)}</p>" for note in result.notes)
    return f'<div class="notes" role="note" aria-label="About this file">{lines}</div>'


def _cell_html(cell: Cell, parts: dict[str, Part]) -> str:
    kind = cell["metadata"].get("hesskit", {}).get("part", "")
    part = parts.get(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))
    if kind in ("title", "paper"):
        return ""
    if kind == "hand-in":
        return _mark_html(cell, part)
    drawn = kind == "setup" and "picture(" in cell["source"]
    shown = "" if kind == "look" or drawn else _source_html(cell)
    shown += "".join(_output_html(output) for output in cell.get("outputs", []) if kind != "look")
    return shown + (_mark_html(cell, part) if part is not None else "")


def _source_html(cell: Cell) -> str:
    if cell["cell_type"] == "markdown":
        return cell_html(cell["source"], cell.get("attachments", {}))
    marks = cell["metadata"].get("nbgrader", {})
    is_lecturers = marks and not marks.get("solution")  # and what is hidden in it stays hidden
    source = as_released(cell["source"]) if is_lecturers else cell["source"]
    return f"<pre><code>{html.escape(source)}</code></pre>\n" if source.strip() else ""


def _mark_html(cell: Cell, part: Part | None) -> str:
    said = next((o["data"] for o in cell.get("outputs", []) if MARK_MIME in o.get("data", {})), None)
    if part is None:
        return ""
    if said is not None:
        words = _joined(said.get("text/html", ""))
    elif part.points is None:
        words = "<p>This answer is graded by hand.</p>"
    else:
        words = f"<p><strong>{part.points:g} of {part.most:g}.</strong></p>"
    if said is not None and part.points is not None:
        if part.points != said[MARK_MIME]["points"]:
            words += f"<p>Changed by hand to <strong>{part.points:g} of {part.most:g}</strong>.</p>"
        elif part.by_hand:
            words += (
                f"<p>Looked at by hand: it stays at <strong>{part.points:g} of {part.most:g}</strong>.</p>"
            )
    if part.comment:
        words += markdown_html(part.comment)
    full = part.points is not None and part.points >= part.most
    kind = "full" if full else "wait" if part.points is None else ""
    return f'<div class="mark {kind}">{words}</div>\n'


def _output_html(output: dict[str, Any]) -> str:
    """An output in words or as a picture; whatever a student's program wrote is shown as text."""
    if output["output_type"] == "stream":
        return f'<pre class="out">{html.escape(_joined(output["text"]))}</pre>\n'
    if output["output_type"] == "error":
        said = f"{output['ename']}: {output['evalue']}"
        return f'<pre class="out bad">{html.escape(said)}</pre>\n'
    data = output.get("data", {})
    for kind in ("image/png", "image/jpeg"):
        if kind in data:
            encoded = html.escape("".join(_joined(data[kind]).split()), quote=True)
            words = html.escape(_joined(data.get("text/plain", "A picture")), quote=True)
            return f'<p><img alt="{words}" src="data:{kind};base64,{encoded}"></p>\n'
    return f'<pre class="out">{html.escape(_joined(data.get("text/plain", "")))}</pre>\n'


def _joined(text: Any) -> str:
    return "".join(text) if isinstance(text, list) else str(text)

"""A lesson as one page: all its prose, its code, and what its cells gave."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hesskit.course.pages.performed import Cell, Output, Performance
from hesskit.course.site.pages.asking import asked_in, exercise_html
from hesskit.course.site.pages.code import code_html, printed_html
from hesskit.course.site.pages.course import Course, page_of, titled
from hesskit.course.site.pages.figures import figure
from hesskit.course.site.pages.layout import Page, frame
from hesskit.course.site.pages.prose import output_html, prose

_PARTS = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>', re.DOTALL)


def lesson_page(course: Course, shown: Performance) -> str:
    """Write a lesson's page.

    Parameters
    ----------
    course : Course
        Its shelf takes the pictures.
    shown : Performance
        The lesson, after it has run.

    Returns
    -------
    str
        HTML.
    """
    body = "".join(_cell(course, shown, cell) for cell in shown.cells)
    run = course.run(shown.number)
    invitation = f'<p class="invitation">{_RECORDED}{_LIVE.format(run=run) if run else ""}</p>\n'
    head, heading, rest = body.partition("</h1>\n")
    page = Page(
        name=page_of(shown),
        title=f"Lesson {shown.number} · {shown.title}",
        description=f"Lesson {shown.number} of hesskit: {shown.title}. Pictures move at once; nothing is installed.",
        body=f'<article class="lesson">{head}{heading}{invitation}{rest}</article>\n{_neighbours(course, shown)}',
        parts=tuple(parts_of(body)),
        stages=True,
    )
    return frame(course, page)


_RECORDED = "Here the pictures are recorded: drag their points and set their sliders."
_LIVE = (
    ' To type a function, press a button, turn a surface or hand in an answer, <a class="run" href="{run}">Run and edit'
    '<span class="unseen"> this lesson</span></a>: Python starts in your browser.'
)


def parts_of(body: str) -> list[tuple[str, str]]:
    """Give the anchors and titles of the parts of a page.

    Examples
    --------
    >>> parts_of('<h2 id="part-1">1 · From f to H</h2><p>')
    [('part-1', '1 · From f to H')]
    """
    return _PARTS.findall(body)


def _cell(course: Course, shown: Performance, cell: Cell) -> str:
    if cell.kind == "markdown":
        return f'<div class="prose">{prose(cell.source)}</div>\n'
    asked = asked_in(cell)
    run = course.run(shown.number, cell.id)
    if asked:
        return "".join(exercise_html(one, run) for one in asked)
    given = "".join(_outputs(course, shown, cell, run))
    return f'<div class="cell" id="{cell.id}">{code_html(cell.source)}{given}</div>\n'


def _outputs(course: Course, shown: Performance, cell: Cell, run: str) -> Iterator[str]:
    for place, output in enumerate(cell.outputs):
        name = f"{shown.name}/{cell.id}" + (f"-{place}" if place else "")
        yield _output(course, name, output, run)


def _output(course: Course, name: str, output: Output, run: str) -> str:
    if output.png:
        return figure(course, name, output, run=run)
    if output.html:
        return f'<div class="output">{output_html(output.html)}</div>'
    return printed_html(output.text) if output.text.strip() else ""


def _neighbours(course: Course, shown: Performance) -> str:
    place = course.shown.index(shown)
    links = ""
    if place > 0:
        links += _neighbour(course.shown[place - 1], "prev", "Previous")
    if place + 1 < len(course.shown):
        links += _neighbour(course.shown[place + 1], "next", "Next")
    else:
        links += '<a class="next" href="index.html#map"><span>Then</span> The map of the course</a>'
    return f'<nav class="neighbours" aria-label="Previous and next lesson">{links}</nav>\n'


def _neighbour(shown: Performance, relation: str, word: str) -> str:
    return (
        f'<a class="{relation}" rel="{relation}" href="{page_of(shown)}"><span>{word}</span> '
        f"{titled(shown)}</a>"
    )

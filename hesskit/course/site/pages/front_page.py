"""The front page: something to drag at once, and the map of the course."""

from __future__ import annotations

import re

from hesskit.course.pages.performed import Performance
from hesskit.course.site.pages.course import Course, page_of, titled
from hesskit.course.site.pages.figures import figure
from hesskit.course.site.pages.layout import Page, frame
from hesskit.course.site.pages.prose import anchor, prose, short

_TIME = re.compile(r"\*\*Time:\*\* (.+?)\s*$", re.MULTILINE)
_AIMS = re.compile(r"^- .+(?:\n(?![-*\n]).+)*", re.MULTILINE)
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_START = """<div class="front">
<h1>The Hessian, by hand and alive</h1>
<p class="lead">A short course on the matrix of second derivatives: what it says of a surface, of its critical points,
and of the road to a minimum. Drag a point, and one sentence says what you see.</p>
<p class="actions"><a class="button" href="{first}">Start here</a> <a href="#map">The map of the course</a></p>
{picture}<h2 id="map">The map of the course</h2>
<p>Every idea comes in four beats: predict, play, explain, check. {running}</p>
<ol class="map" start="0">
{cards}</ol>
</div>
"""
_RUNNING = (
    "<strong>Run and edit</strong> opens a lesson with Python in your browser: nothing is installed. The first start "
    "takes about half a minute and fetches about 32 MB; what you write stays in this browser."
)


def front_page(course: Course) -> str:
    """Write the front page.

    Parameters
    ----------
    course : Course
        Its first explorer is shown.

    Returns
    -------
    str
        HTML.
    """
    body = _START.format(
        first=page_of(course.shown[0]),
        picture=_first_picture(course),
        running=_RUNNING if course.run_link else "",
        cards="".join(_card(course, shown) for shown in course.shown),
    )
    about = (
        "A short course on the Hessian matrix, with pictures that move under your hand. Nothing is installed."
    )
    title = "hesskit: the Hessian, by hand and alive"
    return frame(course, Page("index.html", title, about, body, stages=True))


def _first_picture(course: Course) -> str:
    for shown in course.shown:
        for cell in shown.cells:
            for output in cell.outputs:
                if output.stage is not None:
                    return figure(
                        course, f"{shown.name}/{cell.id}", output, run=course.run(shown.number, cell.id)
                    )
    return ""


def _card(course: Course, shown: Performance) -> str:
    opening = shown.cells[0].source
    found = _TIME.search(opening)
    minutes = f' <span class="time">{found[1]}</span>' if found else ""
    aims = prose("\n".join(_AIMS.findall(opening)))
    return (
        f'<li><h3><a href="{page_of(shown)}">{titled(shown)}</a>{minutes}</h3>{aims}'
        f"{_parts(shown)}{_run(course, shown.number)}</li>\n"
    )


def _run(course: Course, number: int) -> str:
    run = course.run(number)
    words = f'Run and edit<span class="unseen"> lesson {number}</span>'
    return f'<p class="actions"><a class="run" href="{run}">{words}</a></p>' if run else ""


def _parts(shown: Performance) -> str:
    items = "".join(
        f'<li><a href="{page_of(shown)}#{anchor(title)}">{short(title)}</a></li>'
        for title in _numbered(shown)
    )
    words = f'Its parts<span class="unseen">: lesson {shown.number}</span>'
    return f"<details><summary>{words}</summary><ul>{items}</ul></details>" if items else ""


def _numbered(shown: Performance) -> list[str]:
    sources = (cell.source for cell in shown.cells if cell.kind == "markdown")
    titles = (title for source in sources for title in _HEADING.findall(source))
    return [title for title in titles if re.match(r"\d+ · ", title)]

"""The front page: something to drag at once, and the map of the course."""

from __future__ import annotations

import html
import re

from hesskit.course.exercises import exercises_of
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
<p class="lead">A short course on the matrix of second derivatives: what it says of a surface, its critical points
and the road to a minimum. Drag the round point: the matrix and one sentence follow.</p>
<p class="actions"><a class="button" href="{first}">Start here</a> <a href="#map">The map of the course</a> ·
<a href="#teach">For those who teach</a></p>
{picture}<h2 id="ways">Three ways in</h2>
<div class="ways">
<section aria-labelledby="learn"><h3 id="learn">To learn it</h3>
<p>{minutes} minutes in {lessons} lessons, with {exercises} exercises; no account, nothing to install. Every idea
comes in four beats: predict, play, explain, check. The pictures on these pages move at once.</p>{running}</section>
<section aria-labelledby="lecture"><h3 id="lecture">To lecture with it</h3>
<p>Show these pages, or give out the address of any part: the # beside its heading is a link to it.
On a computer of yours, <code>hesskit slides</code> makes decks whose pictures still move without a network, and
<code>hesskit present 2</code> shows a lesson live.</p></section>
<section aria-labelledby="teach"><h3 id="teach">To teach a class with it</h3>
<p><code>hesskit homework</code> hands out five assignments, each student’s with functions of their own, and grades
them. <code>hesskit site</code> makes this site anew: the lessons are yours to change under CC BY 4.0.{source}</p>
</section>
</div>
<h2 id="map">The map of the course</h2>
<ol class="map" start="0">
{cards}</ol>
</div>
"""
_RUNNING = (
    "<p><strong>Run and edit</strong> opens a lesson with Python in your browser, to type functions of your own and "
    "have answers judged. The first start takes about half a minute and fetches about 32 MB; what you write stays in "
    "this browser.</p>"
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
        minutes=sum(map(_minutes, course.shown)),
        lessons=len(course.shown),
        exercises=sum(len(exercises_of(shown.number)) for shown in course.shown),
        running=_RUNNING if course.run_link else "",
        source=_source(course),
        cards="".join(_card(course, shown) for shown in course.shown),
    )
    about = (
        "A short course on the Hessian matrix, with pictures that move under your hand. Nothing is installed."
    )
    title = "hesskit: the Hessian, by hand and alive"
    return frame(course, Page("index.html", title, about, body, stages=True))


def _minutes(shown: Performance) -> int:
    """How long a lesson says it takes."""
    found = re.match(r"\d+", _stated_time(shown))
    return int(found[0]) if found else 0


def _stated_time(shown: Performance) -> str:
    found = _TIME.search(shown.cells[0].source)
    return found[1] if found else ""


def _source(course: Course) -> str:
    if not course.source:
        return ""
    return f' All of it is at <a href="{html.escape(course.source)}">its source</a>.'


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
    time = _stated_time(shown)
    minutes = f' <span class="time">{time}</span>' if time else ""
    aims = prose("\n".join(_AIMS.findall(shown.cells[0].source)))
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

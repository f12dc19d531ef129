"""The front page: something to drag at once, and the map of the course."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

from hesskit.course import to_plain
from hesskit.course.exercises import exercises_of, lesson_title
from hesskit.course.lessons import TERMS, Term, find, plain_words
from hesskit.pages import Performance
from hesskit.site.layout import Course, Page, frame, page_of, titled
from hesskit.site.lesson_page import anchor, figure, prose, short, term_anchor

_TIME = re.compile(r"\*\*Time:\*\* (.+?)\s*$", re.MULTILINE)
_AIMS = re.compile(r"^- .+(?:\n(?![-*\n]).+)*", re.MULTILINE)
_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
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
<p><code>hesskit homework</code> hands out six assignments, each student’s with functions of their own, and grades
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
    """Write the front page."""
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
    titles = (title for source in sources for title in _SECTION.findall(source))
    return [title for title in titles if re.match(r"\d+ · ", title)]


# The glossary as a page: every term can be linked to.


def terms_in_order() -> list[Term]:
    """Give the terms in the order of the alphabet.

    Examples
    --------
    >>> terms_in_order()[0].name
    'automatic differentiation'
    """
    return sorted(TERMS, key=lambda term: plain_words(term.name))


def glossary_page(course: Course) -> str:
    """Write the glossary's page."""
    terms = terms_in_order()
    body = (
        f'<article class="glossary"><h1>Glossary</h1>\n<p>{len(terms)} words of the course, each with an example.</p>\n'
        f"{_letters(terms)}{''.join(_term(course, term) for term in terms)}</article>\n"
    )
    return frame(
        course, Page("glossary.html", "Glossary", "The words of the course, each with an example.", body)
    )


def _letters(terms: list[Term]) -> str:
    first: dict[str, Term] = {}
    for term in terms:
        first.setdefault(term.name[0].upper(), term)
    places = (
        (letter, html.escape(term.name), html.escape(term_anchor(term.name)))
        for letter, term in first.items()
    )
    links = "".join(
        f'<li><a href="#{place}" aria-label="{letter}: {name}">{letter}</a></li>'
        for letter, name, place in places
    )
    return f'<nav class="letters" aria-label="Letters"><ul>{links}</ul></nav>\n'


def _term(course: Course, term: Term) -> str:
    related = [found for found in (find(name) for name in term.see) if found]
    see = ", ".join(
        f'<a href="#{html.escape(term_anchor(found.name))}">{short(found.name)}</a>' for found in related
    )
    also = f" Also: {', '.join(short(word) for word in term.synonyms)}." if term.synonyms else ""
    return (
        f'<section class="term"><h2 id="{html.escape(term_anchor(term.name))}">{short(term.name)}</h2>\n'
        f"{prose(term.definition)}{prose('*Example:* ' + term.example)}"
        f'<p class="place">{_where(course, term)}{also}{f" See also: {see}." if see else ""}</p></section>\n'
    )


def _where(course: Course, term: Term) -> str:
    words = f"Lesson {term.lesson} ({lesson_title(term.lesson)}), part {term.part}"
    shown = next((one for one in course.shown if one.number == term.lesson), None)
    return f'<a href="{page_of(shown)}#part-{term.part}">{words}</a>.' if shown else f"{words}."


# Search without a server: an index made ahead, and a page whose script looks words up in it.

Entry = tuple[str, str, str, str]  # address, title, where it is, text
_ANY_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"^[-#|>\d.]+\s|[|]|-{3,}|\$\$", re.MULTILINE)
_BODY = """<h1>Search</h1>
<form class="search wide" action="search.html">
<label for="words">Words, such as <em>saddle</em> or <em>Newton step</em></label>
<div><input type="search" id="words" name="q" autocomplete="off"><button type="submit">Search</button></div></form>
<p id="found" role="status"></p>
<ol id="results"></ol>
<noscript><p>Search needs JavaScript. The <a href="glossary.html">glossary</a> lists the words of the course.</p>
</noscript>
"""


def search_page(course: Course) -> str:
    """Write the page that searches, and its index."""
    entries = json.dumps(
        [list(entry) for entry in entries_of(course)], ensure_ascii=False, separators=(",", ":")
    )
    index = course.shelf.put("assets/search-index.js", f"window.hesskitIndex = {entries};\n")
    page = Page(
        "search.html", "Search", "Search the lessons, the exercises and the glossary.", _BODY,
        scripts=(index, course.assets["search.js"]),
    )  # fmt: skip
    return frame(course, page)


def entries_of(course: Course) -> Iterator[Entry]:
    """Give all that can be found: the glossary's terms, the parts of the lessons, the exercises."""
    for term in terms_in_order():
        text = f"{to_plain(term.definition)} {to_plain(term.example)} {', '.join(term.synonyms)}"
        yield f"glossary.html#{term_anchor(term.name)}", term.name, "Glossary", text
    for shown in course.shown:
        where = f"Lesson {shown.number} · {shown.title}"
        for place, title, text in _sections(shown):
            yield page_of(shown) + place, title, where, text
        for asked in exercises_of(shown.number):
            title = f"Exercise {asked.number} · {to_plain(asked.title)}"
            yield f"{page_of(shown)}#exercise-{asked.number}", title, where, to_plain(asked.question)


def _sections(shown: Performance) -> Iterator[tuple[str, str, str]]:
    """Give the parts of a lesson: the anchor, the heading, and the prose and sentences under it."""
    pieces = [
        str(cell.own.get("page", cell.source)) if cell.kind == "markdown" else _said(shown, cell.id)
        for cell in shown.cells
        if cell.own.get("page") != ""  # a cell that is on no page
    ]
    whole = "\n\n".join(piece for piece in pieces if piece)
    starts = list(_ANY_HEADING.finditer(whole))
    ends = [found.start() for found in starts[1:]] + [len(whole)]
    for found, end in zip(starts, ends, strict=True):
        place = "" if found[1] == "#" else f"#{anchor(found[2])}"
        yield place, to_plain(found[2].replace("# ", "")), searchable(whole[found.end() : end])


def _said(shown: Performance, cell: str) -> str:
    """What the pictures of a cell say of themselves."""
    outputs = next(one.outputs for one in shown.cells if one.id == cell)
    return "\n\n".join(output.alt.replace("$", "") for output in outputs if output.png)


def searchable(text: str) -> str:
    """Give markdown as the words a learner would look for.

    Examples
    --------
    >>> searchable("The [**Hessian**](glossary.md#Hessian) of $x^2$\\nis *symmetric*.")
    'The Hessian of x² is symmetric.'
    """
    text = _LINK.sub(r"\1", text).replace("$$", "$").replace("**", "")
    return " ".join(_MARKS.sub(" ", to_plain(text)).split())

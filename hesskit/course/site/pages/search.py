"""Search without a server: an index made ahead, and a page whose script looks words up in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from hesskit.course.exercises import exercises_of
from hesskit.course.pages.performed import Performance
from hesskit.course.site.pages.course import Course, page_of
from hesskit.course.site.pages.glossary_page import terms_in_order
from hesskit.course.site.pages.layout import Page, frame
from hesskit.course.site.pages.prose import anchor, term_anchor
from hesskit.course.typeset import to_plain

Entry = tuple[str, str, str, str]  # address, title, where it is, text
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
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
    """Write the page that searches, and its index.

    Parameters
    ----------
    course : Course
        What is searched; its shelf takes the index.

    Returns
    -------
    str
        HTML.
    """
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
    """Give all that can be found: the glossary's terms, the parts of the lessons, the exercises.

    Parameters
    ----------
    course : Course
        The lessons, after they have run.

    Yields
    ------
    tuple of str
        The address, a title, where that is, and the text in which words are sought.
    """
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
    pieces = [cell.source if cell.kind == "markdown" else _said(shown, cell.id) for cell in shown.cells]
    whole = "\n\n".join(piece for piece in pieces if piece)
    starts = list(_HEADING.finditer(whole))
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

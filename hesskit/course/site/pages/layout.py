"""The frame of every page: its head, the way through the course, search, and the switch between light and dark."""

from __future__ import annotations

import html
from dataclasses import dataclass

from hesskit.course.site.pages.course import Course, page_of

# beside the lesson there is room for the table of contents
_WIDE = 'document.querySelector(".contents details").open=matchMedia("(min-width: 1260px)").matches'


@dataclass(frozen=True)
class Page:
    """One page, without its frame.

    Parameters
    ----------
    name : str
        Its file.
    title, description : str
        Plain text.
    body : str
        HTML of the main part.
    parts : tuple of (str, str)
        Anchors and titles, for the page's table of contents; none when empty.
    stages : bool
        Whether pictures move on it.
    scripts : tuple of str
        Addresses of more scripts.
    """

    name: str
    title: str
    description: str
    body: str
    parts: tuple[tuple[str, str], ...] = ()
    stages: bool = False
    scripts: tuple[str, ...] = ()


# before anything is painted: a page chosen dark must not flash
_EARLY = (
    'try{const t=localStorage.getItem("hesskit-theme");if(t==="dark"||t==="light")'
    "document.documentElement.dataset.theme=t}catch{}"
)


def frame(course: Course, page: Page) -> str:
    """Put a page into its frame.

    Parameters
    ----------
    course : Course
        For the way through it.
    page : Page
        What goes in.

    Returns
    -------
    str
        HTML.
    """
    title = page.title if page.name == "index.html" else f"{page.title} · hesskit"
    scripts = [course.assets["page.js"], *page.scripts]
    if page.stages:
        scripts.insert(0, course.assets["stage.js"])
    brought = "".join(f'<script defer src="{address}"></script>\n' for address in scripts)
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{html.escape(title)}</title>\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'<meta name="description" content="{html.escape(page.description)}">\n'
        f"<script>{_EARLY}</script>\n"
        f'<link rel="icon" href="{course.assets["icon.svg"]}" type="image/svg+xml">\n'
        f'<link rel="stylesheet" href="{course.assets["stage.css"]}">\n'
        f'<link rel="stylesheet" href="{course.assets["page.css"]}">\n'
        f"{brought}</head>\n<body>\n{_header(course, page)}"
        f'<div class="columns">\n{_contents(page)}<main id="content" tabindex="-1">\n{page.body}</main>\n</div>\n'
        f"{_FOOTER}</body>\n</html>\n"
    )


_FOOTER = (
    '<footer class="bottom"><p>hesskit. The lessons may be shared and changed under '
    '<a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>, the code under the BSD-3-Clause licence. '
    "Nothing on this page is fetched from elsewhere, and nothing is sent anywhere.</p></footer>\n"
)


_SEARCH = (
    '<form class="search" role="search" action="search.html">'
    '<input type="search" name="q" aria-label="Search the course" placeholder="Search" autocomplete="off">'
    '<button type="submit">Search</button></form>\n'
)


def _header(course: Course, page: Page) -> str:
    links = [
        (page_of(shown), str(shown.number), f"Lesson {shown.number}: {shown.title}") for shown in course.shown
    ]
    items = "".join(_item(page, *link) for link in [*links, ("glossary.html", "Glossary", "")])
    return (
        '<a class="skip" href="#content">Skip to the content</a>\n<header class="top">\n'
        f'<a class="brand" href="index.html"{_current(page, "index.html")}>hesskit</a>\n'
        f'<nav class="lessons" aria-label="Course"><span aria-hidden="true">Lessons</span><ul>{items}</ul></nav>\n'
        f"{_SEARCH if page.name != 'search.html' else ''}"
        '<button type="button" id="theme" aria-pressed="false" hidden>Dark</button>\n</header>\n'
    )


def _item(page: Page, address: str, text: str, whole: str) -> str:
    named = f' aria-label="{html.escape(whole)}" title="{html.escape(whole)}"' if whole else ""
    return f'<li><a href="{address}"{named}{_current(page, address)}>{text}</a></li>'


def _current(page: Page, address: str) -> str:
    return ' aria-current="page"' if page.name == address else ""


def _contents(page: Page) -> str:
    """The table of contents: folded where it would push the lesson off the screen."""
    if not page.parts:
        return ""
    items = "".join(f'<li><a href="#{anchor}">{title}</a></li>' for anchor, title in page.parts)
    return (
        '<nav class="contents" aria-label="On this page"><details><summary>On this page</summary>'
        f"<ul>{items}</ul></details></nav>\n<script>{_WIDE}</script>\n"
    )

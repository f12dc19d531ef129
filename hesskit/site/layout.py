"""The frame of every page: its head, the way through the course, search, and the switch between light and dark."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hesskit.course.lessons import Lesson
from hesskit.pages import Performance

# Where the pages and all they need are put: a folder, in which every address tells what it leads to.


class Shelf:
    """A folder of files for a web host."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, path: str, content: str | bytes) -> str:
        """Write a file; give its address."""
        whole = content.encode() if isinstance(content, str) else content
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(whole)
        return f"{path}?v={hashlib.sha256(whole).hexdigest()[:10]}"


# What every page knows of the course: its lessons, what is shared, and where things can be run.

RunLink = Callable[[Lesson, str], str]


@dataclass(frozen=True)
class Course:
    """The course as a set of pages."""

    lessons: tuple[Lesson, ...]
    shown: tuple[Performance, ...]
    shelf: Shelf
    assets: dict[str, str]
    run_link: RunLink | None = None
    source: str = ""

    def run(self, number: int, cell: str = "") -> str:
        """Give the address where a lesson can be run, as it stands in HTML; empty where there is none."""
        if self.run_link is None:
            return ""
        lesson = next(one for one in self.lessons if one.number == number)
        return html.escape(self.run_link(lesson, cell))


def titled(shown: Performance) -> str:
    """Give a lesson's number and title as HTML.

    Examples
    --------
    >>> titled(Performance("01-definition", 1, "What the Hessian is", ()))
    'Lesson 1 · What the Hessian is'
    """
    return f"Lesson {shown.number} · {html.escape(shown.title, quote=False)}"


def page_of(shown: Performance) -> str:
    """Give the name of a lesson's page.

    Examples
    --------
    >>> page_of(Performance("01-definition", 1, "What the Hessian is", ()))
    '01-definition.html'
    """
    return f"{shown.name}.html"


# beside the lesson there is room for the table of contents
_WIDE = 'document.querySelector(".contents details").open=matchMedia("(min-width: 1260px)").matches'


@dataclass(frozen=True)
class Page:
    """One page, without its frame."""

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
    """Put a page into its frame."""
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


# The page that a web host shows where there is none (GitHub Pages takes `404.html` for it), at whatever
# depth.

# whole in itself, since it is shown under addresses from which a relative link would lead astray: the site begins at
# the folder that holds the file by which `hesskit site` knows its own
LOST = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>No such page · hesskit</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; }
body { max-width: 40rem; margin: 15vh auto 0; padding: 0 1rem; font: 1.1rem/1.6 system-ui, sans-serif; }
a { color: LinkText; }
</style>
</head>
<body>
<main>
<h1>There is no such page</h1>
<p>The course may have moved it, or the address has a slip in it. <a id="home" href="./">Go to the front page of the
course</a>, which has a map and a search.</p>
</main>
<script>
(async () => {
  for (let folder = new URL("./", location.href); ; folder = new URL("../", folder)) {
    const answer = await fetch(new URL("hesskit-site.json", folder), { cache: "no-cache" }).catch(() => null);
    if (answer?.ok) document.getElementById("home").href = new URL("index.html", folder).href;
    if (answer?.ok || folder.pathname === "/") return;
  }
})();
</script>
</body>
</html>
"""

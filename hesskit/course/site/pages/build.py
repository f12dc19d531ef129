"""Make the first tier: run the lessons once, and write the pages and all they need into a folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from hesskit.course.lessons import Lesson, all_lessons
from hesskit.course.pages.embed import HERE as SHARED
from hesskit.course.pages.embed import stage_script, stage_style
from hesskit.course.pages.performed import Performance, perform
from hesskit.course.site.pages.course import Course, RunLink
from hesskit.course.site.pages.front_page import front_page
from hesskit.course.site.pages.glossary_page import glossary_page
from hesskit.course.site.pages.lesson_page import lesson_page
from hesskit.course.site.pages.lost_page import LOST
from hesskit.course.site.pages.search import search_page
from hesskit.course.site.pages.shelf import Shelf

_ASSETS = Path(__file__).with_name("assets")
_FONT = "stix-two-math.woff2"
_AT_ONCE = 2  # kernels that run side by side
Say = Callable[[str], None]


def build_pages(
    folder: Path, *, say: Say = lambda _sentence: None, run_link: RunLink | None = None, source: str = ""
) -> None:
    """Write the pages of the course into a folder.

    Parameters
    ----------
    folder : pathlib.Path
        The site; what else is in it stays.
    say : callable
        Told in one sentence what is being done.
    run_link : callable, optional
        `run_link(lesson, cell)` gives the address, relative to the site, where a lesson can be run and edited; without
        it the pages offer that nowhere.
    source : str
        The address where all that the course is made of can be had, if it is known.

    Raises
    ------
    PageError
        If a lesson does not run.
    """
    lessons = all_lessons()
    write_pages(folder, lessons, perform_all(lessons, say), run_link, source)


def perform_all(lessons: Sequence[Lesson], say: Say) -> list[Performance]:
    """Run the lessons, two at a time.

    Parameters
    ----------
    lessons : sequence of Lesson
        Which.
    say : callable
        Told which one is done.

    Returns
    -------
    list of Performance
        In the same order.
    """

    from jupyter_core.utils import ensure_event_loop

    def one(lesson: Lesson) -> Performance:
        with closing(ensure_event_loop()):  # nbclient makes this thread's loop its own, and leaves it open
            shown = perform(lesson.path)
        say(f"Ran and recorded lesson {shown.number}, {shown.title}.")
        return shown

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(one, lessons))


def write_pages(
    folder: Path,
    lessons: Sequence[Lesson],
    shown: Sequence[Performance],
    run_link: RunLink | None = None,
    source: str = "",
) -> None:
    """Write the pages of lessons that have run.

    Parameters
    ----------
    folder : pathlib.Path
        The site.
    lessons : sequence of Lesson
        In order.
    shown : sequence of Performance
        The same, after they have run.
    run_link, source
        As `build_pages` has them.
    """
    shelf = Shelf(folder)
    course = Course(tuple(lessons), tuple(shown), shelf, _put_assets(shelf), run_link, source)
    for one in shown:
        shelf.put(f"{one.name}.html", lesson_page(course, one))
    shelf.put("glossary.html", glossary_page(course))
    shelf.put("search.html", search_page(course))
    shelf.put("index.html", front_page(course))
    shelf.put("404.html", LOST)


def _put_assets(shelf: Shelf) -> dict[str, str]:
    """Put what all pages share; say where."""
    own = {path.name: path.read_bytes() for path in sorted(_ASSETS.iterdir()) if path.is_file()}
    shared = {"stage.js": stage_script().encode(), "stage.css": stage_style().encode()}
    addresses = {name: shelf.put(f"assets/{name}", content) for name, content in {**own, **shared}.items()}
    shelf.put(f"assets/{_FONT}", (SHARED / _FONT).read_bytes())
    licences = shelf.folder / "assets" / "licences"
    shutil.copytree(SHARED / "licences", licences, dirs_exist_ok=True)
    return addresses

"""Build the whole site: one folder that any web host can serve, under any path."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import hesskit
from hesskit.course.lessons import Lesson, LessonError, all_lessons
from hesskit.pages import HERE as SHARED
from hesskit.pages import PageError, Performance, perform, stage_script, stage_style
from hesskit.site.downloads import Say, SiteError, cache_folder, pins
from hesskit.site.front_page import front_page, glossary_page, search_page
from hesskit.site.layout import LOST, Course, RunLink, Shelf
from hesskit.site.lesson_page import lesson_page
from hesskit.site.lite import build_lite

# Addresses within the site.

APP = "run"  # the folder of the second tier


def run_link(lesson: Lesson, cell: str = "") -> str:
    """Give the address, relative to the site, that opens a lesson to be run and edited.

    Examples
    --------
    >>> from hesskit.course.lessons.lessons import find_lesson
    >>> run_link(find_lesson("1"))
    'run/lab/index.html?path=01-definition.ipynb'
    >>> run_link(find_lesson("1"), "play")
    'run/lab/index.html?path=01-definition.ipynb&cell=play'
    """
    return f"{APP}/lab/index.html?path={lesson.name}" + (f"&cell={cell}" if cell else "")


# Make the first tier: run the lessons once, and write the pages and all they need into a folder.

_ASSETS = Path(__file__).with_name("assets") / "pages"
_FONT = "stix-two-math.woff2"
_AT_ONCE = 2  # kernels that run side by side


def build_pages(
    folder: Path, *, say: Say = lambda _sentence: None, run_link: RunLink | None = None, source: str = ""
) -> None:
    """Write the pages of the course into a folder."""
    lessons = all_lessons()
    write_pages(folder, lessons, perform_all(lessons, say), run_link, source)


def perform_all(lessons: Sequence[Lesson], say: Say) -> list[Performance]:
    """Run the lessons, two at a time."""

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
    """Write the pages of lessons that have run."""
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


_SEAL = "hesskit-site.json"  # by it we know a folder that we made, and may replace


def build_site(
    folder: Path,
    *,
    offline: bool = False,
    say: Say = lambda _sentence: None,
    cache: Path | None = None,
    pages: bool = True,
    source: str = "",
) -> None:
    """Build the site into a folder; an older site there is replaced when the new one is complete."""
    _look_at(folder)
    if source and not source.startswith(("https://", "http://")):
        raise SiteError(f"'{source}' is no address of a page: --source takes one that begins with https://.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as place:
            new = Path(place, "site")
            build_lite(new / APP, pins(), (cache or cache_folder()).absolute(), offline=offline, say=say)
            if pages:
                build_pages(new, say=say, run_link=run_link, source=source)
            (new / ".nojekyll").touch()  # GitHub Pages would leave out names that begin with an underscore
            seal = {"hesskit": hesskit.__version__, "offline": offline, "pyodide": pins().pyodide["version"]}
            (new / _SEAL).write_text(json.dumps(seal, indent=1) + "\n", encoding="utf-8")
            _put_in_place(new, folder, Path(place, "old"))
    except (LessonError, PageError) as error:
        raise SiteError(str(error)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise SiteError(
            f"The site could not be written to '{folder}' ({reason}): choose another folder."
        ) from error


def _look_at(folder: Path) -> None:
    if folder.is_file():
        raise SiteError(f"'{folder}' is a file, not a folder: name another one with -o.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _SEAL).is_file():
        raise SiteError(
            f"'{folder}' holds something that is no site of hesskit: name another folder with -o."
        )


def _put_in_place(new: Path, folder: Path, old: Path) -> None:
    new.chmod(0o755)
    if folder.exists():
        os.replace(folder, old)
    try:
        os.replace(new, folder)
    except OSError:
        if old.exists():
            os.replace(old, folder)
        raise
    shutil.rmtree(old, ignore_errors=True)

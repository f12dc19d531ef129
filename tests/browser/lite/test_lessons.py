"""Every lesson in JupyterLite: run through, the same numbers, and a picture that follows the hand."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from hesskit.course.lessons.lessons import all_lessons
from hesskit.site.build import build_site
from hesskit.site.downloads import BYTECODE, pins
from tests.browser.hands import Hand, until
from tests.browser.lessons import STDERR, no_widget_is_broken
from tests.site.lite_desk import LiteDesk, stored, told
from tests.site.static_host import Host

LESSONS = [lesson.name for lesson in all_lessons()]


def sums(folder: Path) -> dict[str, str]:
    """The sum of every file."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_the_same_site_comes_of_the_same_sources_and_holds_all_that_it_names(
    host: Host, tmp_path: Path
) -> None:
    build_site(tmp_path / "again", offline=True, pages=False)
    found = sums(host.folder)
    assert sums(tmp_path / "again") == found
    lock = json.loads((host.folder / "run/static/pyodide/pyodide-lock.json").read_text("utf-8"))
    for entry in lock["packages"].values():
        assert found[f"run/static/pyodide/{entry['file_name']}"] == entry["sha256"]
    for name, sha256 in pins().runtime.items():
        assert found[f"run/static/pyodide/{name}"] == sha256
    if (
        BYTECODE in lock["packages"]
    ):  # there was a Node: it is used whatever the dates of the files, and unread sources
        held = zipfile.ZipFile(host.folder / "run/static/pyodide" / lock["packages"][BYTECODE]["file_name"])
        assert held.read("sympy/__pycache__/__init__.cpython-314.pyc")[4:8] == b"\x01\0\0\0"
    assert "http" not in (host.folder / "run/jupyter-lite.json").read_text("utf-8")


@pytest.fixture(scope="module")
def python(browser: Browser, host: Host) -> Iterator[LiteDesk]:
    """A browser in which Python has been started once, for all lessons."""
    context = browser.new_context(viewport={"width": 1280, "height": 950})
    opened = LiteDesk(context.new_page(), host.address)
    opened.open(LESSONS[0])
    opened.ready()
    yield opened
    context.close()


@pytest.fixture
def lite(python: LiteDesk) -> Iterator[LiteDesk]:
    """The same; nothing a lesson did may have gone wrong or left the machine."""
    yield python
    python.nothing_went_wrong()


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs_through_and_its_picture_follows_the_hand(lite: LiteDesk, lesson: str) -> None:
    if lite.notebook != lesson:
        lite.open_here(lesson)
    lite.run_all()
    said, wanted = told(lite.cells()), told(stored(lesson))
    assert said.keys() == wanted.keys()
    assert [pair for cell in said for pair in said[cell]] == [
        pair for cell in wanted for pair in wanted[cell]
    ]
    assert lite.page.locator(STDERR).count() == 0
    no_widget_is_broken(lite.page)
    hand = Hand(lite.page)
    start, sentence = hand.point, hand.sentence.text_content()
    hand.drag(-25, 20)
    until(lite.page, lambda: hand.point != start, "the point to follow")
    # a first small step may read the same, rounded
    until(lite.page, lambda: hand.sentence.text_content() != sentence, "another sentence")
    hand.rests()
    shown = hand.read()
    assert shown.label == hand.caption.inner_text()

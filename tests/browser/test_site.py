"""The built site in a real browser, served under a sub-path like GitHub Pages; no request leaves the machine."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from hesskit.course.lessons import all_lessons, find_lesson
from hesskit.course.site.build import build_site
from hesskit.course.site.links import run_link
from hesskit.course.site.pins import pins
from hesskit.course.site.trouble import SiteError
from tests.browser.hands import SOON, TWO_FRAMES, Hand, shows_monkeys, until
from tests.browser.lab import PATIENCE
from tests.browser.lessons import STDERR, no_widget_is_broken, type_formula
from tests.site.lite_desk import LiteDesk, stored, told
from tests.site.static_host import Host, hosted

# how far below the top of the notebook a cell is, and whether every cell has been given its place
ABOVE = """cell => cell.getBoundingClientRect().top
  - cell.closest(".jp-WindowedPanel-outer").getBoundingClientRect().top"""
ALL_LAID_OUT = """() => {
  const notebook = jupyterapp.shell.currentWidget.content;
  return notebook.widgets.every((cell) => cell.node.isConnected && cell.node.getBoundingClientRect().height > 0);
}"""
LESSONS = [lesson.name for lesson in all_lessons()]


@pytest.fixture(scope="module")
def host(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """The offline site, built and served."""
    folder: Path = tmp_path_factory.mktemp("site") / "course"
    try:
        build_site(folder, offline=True, pages=False)
    except SiteError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    with hosted(folder) as served:
        yield served


@pytest.fixture
def lite(browser: Browser, host: Host) -> Iterator[LiteDesk]:
    """A browser that has never been here; nothing it did may have gone wrong or left the machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 950}, accept_downloads=True)
    opened = LiteDesk(context.new_page(), host.address)
    yield opened
    context.close()
    assert opened.errors == []
    assert opened.outside == []


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
    assert "http" not in (host.folder / "run/jupyter-lite.json").read_text("utf-8")


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs_through_and_its_picture_follows_the_hand(lite: LiteDesk, lesson: str) -> None:
    lite.open(lesson)
    lite.ready()
    lite.run_all()
    assert told(lite.cells()) == told(stored(lesson))
    assert lite.page.locator(STDERR).count() == 0
    no_widget_is_broken(lite.page)
    hand = Hand(lite.page)
    start, sentence = hand.point, hand.caption.inner_text()
    hand.drag(-25, 20)
    until(lite.page, lambda: hand.point != start, "the point to follow")
    hand.rests()
    shown = hand.read()
    assert shown.sentence != sentence
    assert shown.label == shown.sentence


def mixed_is_twice_x(hand: Hand) -> bool:
    """Whether the page shows the mixed derivative of x²y."""
    shown = hand.read()
    return bool(np.isclose(shown.number("H01"), 2 * shown.point[0], atol=2e-3))


def answer(page: Page, number: str, text: str) -> None:
    """Type an answer to an exercise and press Enter."""
    form = page.locator(".jp-OutputArea-output", has_text=f"Exercise {number}.")
    field = form.locator("input[type=text]")
    field.fill(text)
    field.press("Enter")
    expect(form.get_by_role("alert")).to_contain_text("right", timeout=SOON, ignore_case=True)


def test_a_function_of_ones_own_and_progress_that_survives(lite: LiteDesk, tmp_path: Path) -> None:
    page = lite.page
    lite.open("00-start-here.ipynb")
    lite.ready()
    lite.run_all()
    hand = Hand(page)
    type_formula(lite, "x^2 y")
    until(page, lambda: mixed_is_twice_x(hand), "a typed function")
    type_formula(lite, "x^3 - 3x y^2")
    until(page, lambda: shows_monkeys(hand), "the old function")
    start = hand.point
    hand.drag(-40, 30)
    until(page, lambda: hand.point != start and shows_monkeys(hand), "the Hessian to follow")
    answer(page, "0.1", "[[6, 0], [0, -6]]")
    lite.menu("File", "Save Notebook")
    until(page, lambda: "00-start-here.ipynb" in ledger(page), "the copy to be remembered")
    page.reload()
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=PATIENCE)
    lite.ready()
    lite.run_all()
    assert "Lesson 0 · Start here: 1 of 1 right" in json.dumps(told(lite.cells()), ensure_ascii=False)
    with page.expect_download() as coming:
        lite.menu("Course", "Save My Progress to a File")
    saved = json.loads(Path(coming.value.path()).read_text("utf-8"))
    assert saved["exercises"]["0.1"]["right"] is True
    other = tmp_path / "progress.json"
    record = {"tries": 3, "right": True, "beliefs": {}}
    other.write_text(json.dumps({"version": 1, "exercises": {"1.1": record}}), "utf-8")
    bring(lite, other, "2 exercises, 2 of them right")
    other.write_text('{"exercises": {"1.1": {"tries": "many"}}}', "utf-8")
    bring(lite, other, "holds no progress of hesskit")


def ledger(page: Page) -> str:
    """What the browser remembers of versions."""
    return str(page.evaluate("JSON.stringify(localStorage)"))


def bring(lite: LiteDesk, file: Path, words: str) -> None:
    """Read progress from a file, and wait for what is said about it."""
    with lite.page.expect_file_chooser() as coming:
        lite.menu("Course", "Add Progress From a File")
    coming.value.set_files(file)
    expect(lite.page.locator(".jp-toastContainer")).to_contain_text(words, timeout=SOON)


def test_a_newer_lesson_is_offered_and_the_learners_copy_kept(lite: LiteDesk, host: Host) -> None:
    page = lite.page
    lite.open("03-taylor-model.ipynb")
    page.evaluate(
        """async () => {
          const panel = jupyterapp.shell.currentWidget;
          await panel.context.ready;
          panel.content.model.cells.get(0).sharedModel.setSource("# My own words");
          await panel.context.save();
        }"""
    )
    until(page, lambda: "03-taylor-model.ipynb" in ledger(page), "the copy to be remembered")
    served = host.folder / "run" / "files" / "03-taylor-model.ipynb"
    versions = host.folder / "run" / "lessons.json"
    before, known = served.read_text("utf-8"), versions.read_text("utf-8")
    try:
        served.write_text(before.replace("Lesson 3 ·", "Lesson 3, mended ·"), "utf-8")
        versions.write_text(
            json.dumps({**json.loads(known), "03-taylor-model.ipynb": "another version"}), "utf-8"
        )
        page.reload()
        expect(page.locator(".jp-Notebook h1").first).to_contain_text("My own words", timeout=PATIENCE)
        page.get_by_role("button", name="Take the new one, keep mine beside it").click(timeout=PATIENCE)
        expect(page.locator(".jp-Notebook h1").first).to_contain_text("Lesson 3, mended", timeout=SOON)
        kept = page.locator(".jp-DirListing-itemText", has_text="03-taylor-model.mine-")
        kept.dblclick(timeout=SOON)
        expect(page.locator(".jp-Notebook:visible h1").first).to_contain_text(
            "My own words", timeout=PATIENCE
        )
    finally:
        served.write_text(before, "utf-8")
        versions.write_text(known, "utf-8")


def test_a_link_may_begin_at_a_cell(lite: LiteDesk) -> None:
    lesson, sought = "03-taylor-model.ipynb", "explore.gradient("
    cell = next(cell["id"] for cell in stored(lesson) if sought in "".join(cell["source"]))
    lite.open(lesson, f"&cell={cell}")
    active = lite.page.locator(".jp-Notebook .jp-Cell.jp-mod-active")
    expect(active).to_contain_text(sought, timeout=SOON)
    expect(active).to_be_in_viewport(timeout=SOON)
    # the lab lays out what is above by and by, and a picture may grow long after: the cell keeps its place meanwhile
    lite.page.wait_for_function(ALL_LAID_OUT, timeout=PATIENCE)
    before = lite.page.locator(".jp-Notebook .jp-Cell").first
    for height in ("700px", "1200px"):
        before.evaluate("(node, height) => (node.style.minHeight = height)", height)
        until(lite.page, lambda: abs(active.evaluate(ABOVE)) < 2, "the cell at the top")
    # until the reader goes elsewhere
    active.hover()
    lite.page.mouse.wheel(0, -600)
    until(lite.page, lambda: active.evaluate(ABOVE) > 400, "what is above to be read")
    there = active.evaluate(ABOVE)
    before.evaluate("node => (node.style.minHeight = '1500px')")
    lite.page.evaluate(TWO_FRAMES)
    assert active.evaluate(ABOVE) > there - 2


def test_a_phone_shows_the_lesson_and_not_the_list_of_files(lite: LiteDesk) -> None:
    lite.page.set_viewport_size({"width": 400, "height": 800})
    lite.open("01-definition.ipynb")
    expect(lite.page.locator(".jp-DirListing")).to_be_hidden(timeout=SOON)
    expect(lite.page.locator("#hesskit-status")).to_be_in_viewport(timeout=SOON)


def test_back_forward_and_a_second_tab_do_no_harm(lite: LiteDesk, host: Host) -> None:
    page = lite.page
    # a front page of the test's own: the real one is made with the pages, which test_pages.py opens
    link = f'<a href="{run_link(find_lesson("1"))}">What the Hessian is</a>'
    page.route(
        f"{host.address}/",
        lambda route: route.fulfill(content_type="text/html", body=f"<h1>hesskit</h1>{link}"),
    )
    page.goto(f"{host.address}/")
    page.get_by_role("link", name="What the Hessian is").click()
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=PATIENCE)
    page.go_back()
    expect(page.get_by_role("heading", name="hesskit")).to_be_visible()
    page.go_forward()
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=PATIENCE)
    page.locator(".jp-Notebook").get_by_role("link", name="The second-derivative test").first.click()
    expect(page).to_have_url(
        f"{host.address}/run/lab/index.html?path=02-second-derivative-test.ipynb&workspace=02-second-derivative-test.ipynb",
        timeout=SOON,
    )
    expect(page.locator(".jp-Notebook:visible h1").first).to_contain_text("Lesson 2", timeout=SOON)
    page.go_back()
    expect(page.get_by_role("heading", name="hesskit")).to_be_visible()
    page.go_forward()
    expect(page.locator(".jp-Notebook:visible h1").first).to_contain_text("Lesson 2", timeout=PATIENCE)
    second = LiteDesk(page.context.new_page(), host.address)
    second.open("00-start-here.ipynb")
    expect(second.page.locator(".jp-Notebook:visible h1").first).to_contain_text("Start here", timeout=SOON)
    second.ready()
    second.run_all()
    second.page.close()
    lite.ready()
    assert page.evaluate("jupyterapp.shell.currentWidget.context.model.dirty") is False
    assert "second-derivative-test" not in ledger(
        page
    )  # looking at a lesson makes no copy that would hide a newer one
    assert second.errors == []
    assert second.outside == []

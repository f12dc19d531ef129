"""What a learner writes in JupyterLite: their functions, their progress, their copy of a lesson."""

import json
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect

from tests.browser.hands import SOON, Hand, shows_monkeys, until
from tests.browser.lab import PATIENCE
from tests.browser.lessons import type_formula
from tests.site.lite_desk import LiteDesk, told, without_python
from tests.site.static_host import Host

ALIVE = "The lesson is live: drag, type, answer."


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


def run_the_whole_lesson(lite: LiteDesk) -> Hand:
    """Press the button once Python is ready; gives a hand on the lesson's picture."""
    lite.ready()
    lite.page.get_by_role("button", name="Run the whole lesson").click()
    expect(lite.page.locator("#hesskit-status")).to_have_text(ALIVE, timeout=2 * PATIENCE)
    return Hand(lite.page)


def test_a_function_of_ones_own_and_progress_that_survives(lite: LiteDesk, tmp_path: Path) -> None:
    """A reload of the page, and a Python that is started anew: then the lesson says so, and can be run again."""
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
    until(page, lambda: "00-start-here.ipynb" in lite.ledger(), "the copy to be remembered")
    page.reload()
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=PATIENCE)
    run_the_whole_lesson(lite)
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
    lite.menu("Kernel", "Restart Kernel…")
    page.locator(".jp-Dialog").get_by_role("button", name="Confirm Kernel Restart").click()
    expect(page.locator("#hesskit-status")).not_to_have_text(ALIVE, timeout=SOON)
    hand = run_the_whole_lesson(lite)
    start = hand.point
    hand.drag(-30, 20)
    until(page, lambda: hand.point != start, "the point to follow")


def bring(lite: LiteDesk, file: Path, words: str) -> None:
    """Read progress from a file, and wait for what is said about it."""
    with lite.page.expect_file_chooser() as coming:
        lite.menu("Course", "Add Progress From a File")
    coming.value.set_files(file)
    expect(lite.page.locator(".jp-toastContainer")).to_contain_text(words, timeout=SOON)


def test_a_newer_lesson_is_offered_and_the_learners_copy_kept(lite: LiteDesk, host: Host) -> None:
    without_python(lite.page.context)
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
    until(page, lambda: "03-taylor-model.ipynb" in lite.ledger(), "the copy to be remembered")
    lesson, versions = "run/files/03-taylor-model.ipynb", "run/lessons.json"
    before = (host.folder / lesson).read_text("utf-8")
    known = json.loads((host.folder / versions).read_text("utf-8"))
    try:
        host.instead[lesson] = before.replace("Lesson 3 ·", "Lesson 3, mended ·").encode()
        host.instead[versions] = json.dumps({**known, "03-taylor-model.ipynb": "another version"}).encode()
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
        host.instead.clear()

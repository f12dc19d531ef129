"""What every lesson is asked to do in a real browser before anything is played with."""

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.hands import SOON, Hand, until
from tests.browser.lab import Desk

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
BROKEN = ("model not found", "Error displaying widget", "Error creating widget")
COMING = "Loading widget"  # said until a widget is there
STDERR = ".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']"


def no_widget_is_broken(page: Page) -> None:
    notebook = page.locator(".jp-Notebook")
    until(page, lambda: COMING not in notebook.inner_text(), "every widget to be there")
    words = notebook.inner_text()
    assert [broken for broken in BROKEN if broken in words] == []


def see_the_stills(desk: Desk, lesson: str) -> None:
    """Before anything is run, each stored picture is there, and no widget is missed."""
    cells = json.loads((NOTEBOOKS / lesson).read_text("utf-8"))["cells"]
    count = sum("image/png" in output.get("data", {}) for cell in cells for output in cell.get("outputs", []))
    assert count > 0
    stills = desk.page.locator(".jp-OutputArea-output img")
    expect(stills).to_have_count(count, timeout=SOON)
    for still in stills.all():
        still.scroll_into_view_if_needed()
        until(desk.page, lambda still=still: still.evaluate("image => image.naturalWidth") > 100, "a picture")  # type: ignore[misc]
    assert desk.page.locator(".hesskit-stage").count() == 0
    no_widget_is_broken(desk.page)


def opened(desk: Desk, lesson: str) -> None:
    """Open a lesson, look at its stored pictures, run it all."""
    if desk.notebook:
        desk.open_here(lesson)
    else:
        desk.open(lesson)
    see_the_stills(desk, lesson)
    desk.run_all()
    no_widget_is_broken(desk.page)
    assert desk.page.locator(STDERR).count() == 0


def settle(desk: Desk, hand: Hand) -> None:
    """Wait until the kernel has answered everything, and this stage, the last one played with, shows the answer."""
    desk.idle()
    expect(hand.root).not_to_have_class(re.compile("busy"))  # what was typed may be read aside
    until(desk.page, lambda: hand.sentence.text_content() == desk.told, f"the last answer: {desk.told}")
    hand.rests()


def type_formula(desk: Desk, text: str, number: int = 0) -> None:
    """Type f into the formula box of the explorer of this number, and press Enter."""
    stage = desk.page.locator(".hesskit-stage").nth(number)
    box = (
        stage.locator("xpath=ancestor::div[contains(@class, 'jp-OutputArea-output')][1]")
        .locator("input[type=text]")
        .first
    )
    box.fill(text)
    box.press("Enter")

"""Lessons 0 and 1 as a learner meets them: `hesskit lab`, look, run, drag, press keys, type."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.hands import SOON, Hand, until
from tests.browser.lab import Desk, free_port, hesskit_lab, served

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
BROKEN = ("model not found", "Error displaying widget", "Loading widget", "Error creating widget")


@pytest.fixture(scope="module")
def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where `hesskit lab` serves a fresh copy of the course."""
    folder: Path = tmp_path_factory.mktemp("learner")
    port = free_port()
    with served(hesskit_lab(port, folder / "course"), port, folder) as found:
        yield found


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[Desk]:
    """A new window; nothing it did may have gone wrong or left the machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 950})
    opened = Desk(context.new_page(), address)
    yield opened
    context.close()
    assert opened.errors == []
    assert opened.outside == []


def no_widget_is_broken(page: Page) -> None:
    words = page.locator(".jp-Notebook").inner_text()
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


def type_formula(desk: Desk, text: str) -> None:
    box = desk.page.locator(".jp-OutputArea .widget-text input").first
    box.fill(text)
    box.press("Enter")


def monkey(x: float, y: float) -> np.ndarray:
    """The Hessian of x³ − 3xy², by hand."""
    return np.array([[6 * x, -6 * y], [-6 * y, -6 * x]])


def play(desk: Desk) -> None:
    """Type f, drag the point, use the keys, type nonsense; the Hessian on the page is right all the time."""
    hand = Hand(desk.page)
    type_formula(desk, "x^3 - 3xy^2")
    until(
        desk.page,
        lambda: np.allclose(hand.matrix(), monkey(*hand.point), rtol=2e-3, atol=2e-3),
        "the new Hessian",
    )
    start = hand.point
    hand.drag(-40, 30)
    until(desk.page, lambda: hand.point != start, "the point to follow")
    hand.rests()
    _x, y = hand.middle()
    until(
        desk.page,
        lambda: np.allclose(hand.matrix(), monkey(*hand.point), rtol=2e-3, atol=2e-3),
        "the Hessian there",
    )
    dragged = hand.point
    hand.handle.press("ArrowUp")
    until(desk.page, lambda: hand.point[1] > dragged[1], "the point to go up")
    assert hand.point[0] == dragged[0]
    assert hand.middle()[1] < y
    np.testing.assert_allclose(hand.matrix(), monkey(*hand.point), rtol=2e-3, atol=2e-3)
    sentence, moved, seen = hand.caption.inner_text(), hand.point, hand.pixels()
    assert hand.canvas.get_attribute("aria-label") == sentence
    type_formula(desk, "x^2 + + sin")
    expect(desk.page.locator(".jp-OutputArea [role=alert]:not(:empty)").first).to_be_visible(timeout=SOON)
    assert (hand.caption.inner_text(), hand.point, hand.pixels()) == (sentence, moved, seen)


def test_lesson_0(desk: Desk) -> None:
    desk.open("00-start-here.ipynb")
    see_the_stills(desk, "00-start-here.ipynb")
    desk.run_all()
    no_widget_is_broken(desk.page)
    play(desk)


def test_lesson_1(desk: Desk) -> None:
    desk.open("01-definition.ipynb")
    see_the_stills(desk, "01-definition.ipynb")
    desk.run_all()
    no_widget_is_broken(desk.page)
    assert desk.page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    play(desk)

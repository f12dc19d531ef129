"""The keyboard belongs to an explorer while one is in it: no key reaches the notebook from a control of ours."""

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import SOON, Hand, Workshop, until
from tests.browser.lab import Desk, served, stock_lab
from tests.browser.test_living import DATA
from tests.ports import free_port

CELLS = (
    "from hesskit import check, explore\nexplore.hessian('x^3 - 3x y^2', (0.6, 0.4))",
    "explore.descent()",
    "check('1.2')",
    "check('1.3')",
    "explore.second_derivative_test('x^3 - 3x + y^2')",
)
# what would move to another cell, insert, cut, change or run one
KEYS = ("ArrowDown", "ArrowUp", "Enter", "b", "a", "x", "d", "d", "m", "y", "Shift+Enter")
OURS = ".hesskit-living :is(input, select, button, textarea, [tabindex='0'])"
STATE = """() => [...document.querySelectorAll('.jp-Notebook .jp-Cell')].map((cell) => [
  cell.matches('.jp-mod-active'),
  cell.className.match(/jp-(Code|Markdown|Raw)Cell/)?.[1],
  cell.querySelector('.jp-InputPrompt')?.textContent,
  cell.querySelector('.cm-content')?.textContent,
].join())"""


@pytest.fixture(scope="module")
def desk(browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("lab")
    port = free_port()
    extra = {"JUPYTER_PATH": str(DATA), "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    with (
        served(stock_lab(port), port, folder, extra) as address,
        Workshop(browser, address, folder).desk(*CELLS) as opened,
    ):
        yield opened


def controls(page: Page) -> list[str]:
    """Every control that can have the focus, by what it is."""
    script = (
        "nodes => nodes.map(node => `${node.tagName} ${node.type ?? ''} ${node.textContent.slice(0, 20)}`)"
    )
    return list(page.locator(OURS).evaluate_all(script))


def test_no_key_reaches_the_notebook(desk: Desk) -> None:
    page = desk.page
    for number in range(2):
        Hand(page, number)
    expect(page.locator(".hesskit-stage canvas[role=img]")).to_have_count(3, timeout=SOON)
    desk.idle()
    kinds = controls(page)
    assert len(kinds) > 20
    seen: set[str] = set()
    for index, kind in enumerate(kinds):
        control = page.locator(OURS).nth(index)
        if kind in seen or not control.is_visible() or not control.is_enabled():
            continue
        seen.add(kind)
        control.focus()
        before = page.evaluate(STATE)
        for key in KEYS:
            if "BUTTON" in kind and key.endswith("Enter"):
                continue  # a button's own key
            page.keyboard.press(key)
        assert page.evaluate(STATE) == before, kind
    desk.idle()


def test_the_gallery_is_chosen_from_by_keys_alone(desk: Desk) -> None:
    page, hand = desk.page, Hand(desk.page, 0)
    opener = page.locator(".hesskit-gallery .opener").first
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="gallery of surfaces")
    expect(dialog.get_by_role("group")).to_have_count(6)
    expect(dialog.locator(".thumbnail").first).to_have_attribute("style", re.compile("blob:"))
    before = page.evaluate(STATE)
    for key, name in (("ArrowRight", "dome"), ("End", "pyramid"), ("ArrowLeft", "cone"), ("Home", "bowl")):
        page.keyboard.press(key)
        expect(dialog.locator(".tile:focus .name")).to_have_text(name)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(opener).to_have_text("Gallery: bowl")
    until(page, lambda: hand.read().matrix() == [[2, 0], [0, 2]], "the bowl's Hessian")
    assert page.evaluate(STATE) == before
    desk.idle()

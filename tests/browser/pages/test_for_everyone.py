"""The site's pages by keyboard alone, without scripts, and as axe-core judges them."""

from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.hands import TWO_FRAMES, shows_monkeys, until
from tests.browser.pages.reader import Reader, at, each_page


def test_by_keyboard_alone(reader: Reader) -> None:
    page = reader.open("index")
    hand = reader.hand()
    page.evaluate("scrollTo(0, 0)")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    focused, before = "document.activeElement.className", hand.point
    seen = []
    for _ in range(8):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(focused))
        if seen[-1] == "handle":
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid"
            page.keyboard.press("ArrowRight")
            until(page, lambda: hand.point != before, "the arrow key")
            break
    assert "handle" in seen
    assert shows_monkeys(hand)


def test_without_scripts_everything_can_be_read(browser: Browser, site: Path) -> None:
    for reader in at(browser, site.as_uri(), java_script_enabled=False, offline=True):
        page = reader.open("01-definition")
        still = page.locator("img.still").first
        still.scroll_into_view_if_needed()
        expect(still).to_be_visible()
        expect(page.locator("#theme")).to_be_hidden()
        page.get_by_text("Think, then look").first.click()
        expect(page.get_by_text("Answer:").first).to_be_visible()


def violations(page: Page, *rules: str) -> list[tuple[str, list[str]]]:
    """What axe-core finds, in its rules of best practice too: the rule, and the first places that break it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    page.evaluate(
        TWO_FRAMES
    )  # what is wider than its place is found out in the next frame, and can then be scrolled by keys
    chosen = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    found = page.evaluate("chosen => axe.run(document, chosen)", chosen)["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in found]


@pytest.mark.parametrize("name", ["index", "02-second-derivative-test", "404"])
def test_nothing_stands_in_anyones_way_on_a_phone(phone: Reader, name: str) -> None:
    page = phone.open(name)
    phone.see_all()
    assert violations(page) == []


@each_page
def test_nothing_stands_in_anyones_way(reader: Reader, name: str) -> None:
    """With every recording open and every fold; the colours in both themes."""
    page = reader.open(name, "?q=saddle" if name == "search" else "")
    reader.see_all()
    opening = "folds => folds.forEach((fold) => { fold.removeAttribute('name'); fold.open = true; })"
    page.locator("details").evaluate_all(opening)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, "color-contrast", "link-in-text-block") == []

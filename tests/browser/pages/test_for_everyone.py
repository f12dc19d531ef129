"""The site's pages by keyboard alone, without scripts, and as axe-core judges them."""

from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.hands import TWO_FRAMES, shows_monkeys, until
from tests.browser.pages.reader import LESSONS, NAMES, PHONE, Reader, at, each_page
from tests.site.static_host import Host


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


OPEN_ALL = "folds => folds.forEach((fold) => { fold.removeAttribute('name'); fold.open = true; })"
OUTSIDE = """() => [...document.querySelectorAll("main *, header *, footer *")]
  .filter((node) => !node.closest(".scroll, .unseen, .spoken, .handle, [hidden]"))
  .filter((node) => node.getBoundingClientRect().right > innerWidth + 1 && node.getClientRects().length)
  .map((node) => `${node.tagName}.${node.className}`)"""
PAINT = "performance.getEntriesByName('first-contentful-paint').length"
MOST_BYTES, MOST_MS = 1_500_000, 1_500  # what a learner waits for before a recording comes; ms of work
question = {"search": "?q=saddle"}


@pytest.mark.parametrize("name", [*NAMES, "404"])
def test_a_phone_needs_no_sideways_scrolling(phone: Reader, name: str) -> None:
    """And nothing stands in anyone's way there, which is looked at where the page is made otherwise."""
    page = phone.open(name, question.get(name, ""))
    phone.see_all()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(OUTSIDE) == []
    if name in ("index", "02-second-derivative-test", "404"):
        assert violations(page) == []


@each_page
def test_a_page_is_there_soon_plays_and_stands_in_nobodys_way(reader: Reader, host: Host, name: str) -> None:
    """One visit, cold: a new browser's cache is empty. Whatever can be opened is opened; the colours in both themes.

    The page's own work is counted, not what the machine does besides. Measured: 0.05 to 0.25 s (seen after 0.1 to
    0.7 s) and at most 0.5 MB.
    """
    host.sent.clear()
    meter = reader.page.context.new_cdp_session(reader.page)
    meter.send("Performance.enable", {"timeDomain": "threadTicks"})
    page = reader.open(name, question.get(name, ""))
    until(page, lambda: page.evaluate(PAINT), "the first paint")
    spent = {one["name"]: one["value"] for one in meter.send("Performance.getMetrics")["metrics"]}
    assert 0 < 1000 * spent["TaskDuration"] < MOST_MS
    page.wait_for_load_state("load")
    assert sum(size for path, size in host.sent.items() if "/recordings/" not in path) < MOST_BYTES
    reader.see_all()
    page.locator("details").evaluate_all(OPEN_ALL)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, "color-contrast", "link-in-text-block") == []
    if name in LESSONS:
        every_recording_plays(reader)


def every_recording_plays(reader: Reader) -> None:
    """A step of its first slider gives each another sentence; what has come plays on without a network."""
    page = reader.page
    figures = page.locator("figure.live")
    for number in range(figures.count()):
        figure = figures.nth(number)
        dial = figure.locator(".dial input").first
        words, place = figure.locator(".folded .sentence").first, int(dial.input_value())
        before = words.text_content()
        dial.press("ArrowLeft" if place else "ArrowRight")
        until(page, lambda words=words, before=before: words.text_content() != before, f"recording {number}")  # type: ignore[misc]
    reader.has_all()
    page.context.set_offline(True)
    figures.first.locator(".dial input").first.press("End")
    expect(figures.first.locator(".message").first).to_have_text("")

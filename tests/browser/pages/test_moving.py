"""Pictures on the site's pages that move without a kernel."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import SOON, shows_monkeys, until
from tests.browser.pages.reader import PHONE, Reader
from tests.site.static_host import Host


@pytest.mark.parametrize("name", ["index", "00-start-here"])
def test_a_slider_and_a_drag_move_picture_numbers_and_sentence(anywhere: Reader, name: str) -> None:
    page = anywhere.open(name)
    hand = anywhere.hand()
    assert shows_monkeys(hand)
    for move in ("slide", "drag"):
        before = (hand.pixels(), hand.matrix(), hand.sentence.text_content())
        if move == "slide":
            slider = hand.root.get_by_role("slider", name="x", exact=True)
            slider.press("Home")
            expect(slider).to_have_attribute("aria-valuetext", "−1.6")
        else:
            hand.drag(120, -60)
        until(page, lambda old=before: hand.sentence.text_content() != old[2], move)  # type: ignore[misc]
        until(page, lambda old=before: hand.pixels() != old[0], move)  # type: ignore[misc]
        shown = hand.read()
        assert shown.matrix() != before[1]
        assert shows_monkeys(hand)
        x, y = shown.point
        assert f"At ({x:g}, {y:g})".replace("-", "−") in shown.sentence


def test_recordings_come_when_they_are_near(reader: Reader, host: Host) -> None:
    host.sent.clear()
    page = reader.open("04-newton-and-gradient-descent")
    page.wait_for_load_state("load")
    recorded = page.locator("figure.recorded")
    last = recorded.last
    assert last.locator("img.still").is_visible()
    assert not any("play-6" in path for path in host.sent)
    last.scroll_into_view_if_needed()
    expect(last).to_have_class(re.compile("live"), timeout=SOON)
    assert sum("/recordings/" in path for path in host.sent) < recorded.count()


def test_only_what_moves_can_be_reached_by_tab(reader: Reader) -> None:
    """Lesson 5's last picture has 24 points, and a recording of its ridge, which moves none of them."""
    reader.open("05-logistic-regression")
    reader.see_all()
    last = reader.page.locator("figure.live").last
    assert last.locator(".handle[tabindex='0']").count() <= 1
    first = reader.page.locator("figure.live").first
    assert first.locator(".handle[tabindex='0']").count() >= 1


def test_a_finger_moves_a_point(phone: Reader) -> None:
    page = phone.open("index")
    hand = phone.hand()
    before = hand.point
    x, y = hand.middle()
    finger = page.context.new_cdp_session(page)
    for kind, far in (("touchStart", 0), ("touchMove", 20), ("touchMove", 60)):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x + far, "y": y}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    until(page, lambda: hand.point != before, "the finger")
    assert shows_monkeys(hand)


def test_a_picture_on_a_phone_is_large_enough_to_read_and_scrolls_by_itself(phone: Reader) -> None:
    page = phone.open("index")
    still = page.locator("img.still").first
    phone.hand()
    box = page.locator("figure.live .stage-holder .paper").first
    assert box.evaluate("(box) => [box.clientWidth, box.scrollWidth]") == [PHONE["width"], 560]
    expect(box).to_have_accessible_name("Picture, wider than the page")
    box.evaluate("(box) => box.scrollTo(100, 0)")  # as a finger would
    hand = phone.hand()
    assert hand.middle()[0] < PHONE["width"] / 2
    before = hand.point
    hand.drag(30, 20)
    until(page, lambda: hand.point != before, "a point after the picture was scrolled")
    assert shows_monkeys(hand)
    expect(still).to_be_hidden()

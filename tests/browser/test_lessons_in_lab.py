"""Lessons 0 and 1 as a learner meets them: `hesskit lab`, look, run, drag, press keys, type."""

import numpy as np
from playwright.sync_api import expect

from tests.browser.hands import SOON, Hand, monkey, shows_monkeys, until
from tests.browser.lab import Desk
from tests.browser.lessons import opened, settle, type_formula


def play(desk: Desk) -> None:
    """Type f, drag the point, use the keys, type nonsense; the Hessian on the page is right all the time."""
    hand = Hand(desk.page)
    type_formula(desk, "x^3 - 3xy^2")
    until(desk.page, lambda: shows_monkeys(hand), "the new Hessian")
    start = hand.point
    hand.drag(-40, 30)
    until(desk.page, lambda: hand.point != start, "the point to follow")
    settle(desk, hand)
    _x, y = hand.middle()
    assert shows_monkeys(hand)
    dragged = hand.point
    hand.handle.press("ArrowUp")
    until(desk.page, lambda: hand.point[1] > dragged[1], "the point to go up")
    settle(desk, hand)
    assert hand.point[0] == dragged[0]
    assert hand.middle()[1] < y
    np.testing.assert_allclose(hand.matrix(), monkey(*hand.point), rtol=2e-3, atol=2e-3)
    sentence, moved, seen = hand.sentence.text_content(), hand.point, hand.pixels_at_rest()
    assert hand.page.locator(f"#{hand.canvas.get_attribute('aria-describedby')}").text_content() == sentence
    type_formula(desk, "x^2 + + sin")
    expect(desk.page.locator(".jp-OutputArea [role=alert]:not(:empty)").first).to_be_visible(timeout=SOON)
    settle(desk, hand)
    assert (hand.sentence.text_content(), hand.point, hand.pixels_at_rest()) == (sentence, moved, seen)


def test_lesson_0(desk: Desk) -> None:
    opened(desk, "00-start-here.ipynb")
    play(desk)


def test_lesson_1(desk: Desk) -> None:
    opened(desk, "01-definition.ipynb")
    play(desk)

"""The browser and the kernel say the same number: a control shows what was set, and sends only what a hand did."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.hands import SOON, Hand, Workshop, until
from tests.browser.lab import Desk

SLIDERS = """from hesskit.explore.parts.controls import log_slider, slider, whole_slider
from ipywidgets import HTML, VBox
log = log_slider("step size η", 1.05, -4, 1)
even, whole = slider("angle", 12.34, -90, 90, 5), whole_slider("steps", 7, 1, 50)
heard, told = [], HTML()
for one in (log, even, whole):
    one.observe(lambda change: (heard.append(change["new"]), setattr(told, "value", f"<b>{heard[-1]!r}</b>")), "value")
VBox([log, even, whole, told])"""
DESCENT = "from hesskit import explore\nrace = explore.descent()\nrace"


@pytest.fixture(scope="module")
def sliders(workshop: Workshop) -> Iterator[Desk]:
    with workshop.desk(SLIDERS) as desk:
        expect(desk.page.locator(".hesskit-slider")).to_have_count(3, timeout=SOON)
        yield desk


def test_a_value_between_the_steps_is_shown_and_not_sent_back(sliders: Desk) -> None:
    page = sliders.page
    texts = [box.input_value() for box in page.locator(".hesskit-slider input[type=text]").all()]
    assert texts == ["1.05", "12.3", "7"]
    sliders.idle()
    assert page.locator(".jp-OutputArea-output b").count() == 0  # the kernel has heard of no change


def test_sliders_have_names_and_say_their_values(sliders: Desk) -> None:
    bar = sliders.page.get_by_role("slider", name="step size η", exact=True)
    expect(bar).to_have_attribute("aria-valuetext", re.compile(r"^\d"))


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("angle", "ArrowRight", "15.0"),
        ("angle", "End", "90.0"),
        ("steps", "ArrowLeft", "6"),
        ("step size η", "Home", "0.0001"),
    ],
)
def test_keys_go_to_a_step(sliders: Desk, name: str, key: str, value: str) -> None:
    sliders.page.get_by_role("slider", name=name, exact=True).press(key)
    expect(sliders.page.locator(".jp-OutputArea-output b")).to_have_text(value, timeout=SOON)


@pytest.mark.parametrize(
    ("typed", "value"), [("1/6", 1 / 6), ("−2", -2.0), ("1,5", 1.5), ("7e1", 70.0), ("500", 90.0)]
)
def test_a_typed_number_is_taken_as_it_is(sliders: Desk, typed: str, value: float) -> None:
    box = sliders.page.get_by_role("textbox", name="angle, as a number")
    box.fill(typed)
    box.press("Enter")
    heard = sliders.page.locator(".jp-OutputArea-output b")
    until(sliders.page, lambda: abs(float(heard.inner_text()) - value) < 1e-9, "the number")
    box.press("Tab")
    box.focus()
    box.press("Tab")  # a look at a rounded number changes nothing
    sliders.idle()
    assert abs(float(heard.inner_text()) - value) < 1e-9


def test_the_scenario_above_two_over_m_runs_away(workshop: Workshop) -> None:
    with workshop.desk(DESCENT) as desk:
        hand = Hand(desk.page)
        for _ in range(2):
            desk.page.get_by_role("button", name="η above 2/M").click()
            expect(hand.caption).to_contain_text("runs away", timeout=SOON)
            desk.idle()
            expect(desk.page.get_by_role("textbox", name="step size η, as a number")).to_have_value("0.23")
            assert "η = 0.23 is not below 2/M" in (hand.sentence.text_content() or "")

"""The browser and the kernel say the same number: a control shows what was set, and sends only what a hand did."""

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from playwright.sync_api import expect

from hesskit.maths.calculus import number
from tests.browser.hands import SOON, Hand, Workshop, until
from tests.browser.lab import Desk
from tests.explore.parts.facts import FACTS
from tests.shown_numbers import plain

SLIDERS = """from hesskit.explore.parts.controls import log_slider, slider, whole_slider
from ipywidgets import HTML, VBox
log = log_slider("step size η", 1.05, -4, 1)
even, whole = slider("angle", 12.34, -90, 90, 5), whole_slider("steps", 7, 1, 50)
heard, told = [], HTML()
for one in (log, even, whole):
    one.observe(lambda change: (heard.append(change["new"]), setattr(told, "value", f"<b>{heard[-1]!r}</b>")), "value")
VBox([log, even, whole, told])"""
SEVERAL = """import json
from hesskit import explore
from ipywidgets import HTML, Widget
shown = {name: getattr(explore, name)() for name in %r}
shown["taylor and its error"] = explore.taylor(show="error")
told = {name: HTML(layout={"visibility": "hidden", "height": "1px"}) for name in shown}

def plain(value):
    return getattr(value, "text", None) or getattr(value, "formula", None) or value

def sliders(part):
    if hasattr(part, "readout_format"):
        return [[part.description, part.value]]
    return [one for child in getattr(part, "children", ()) for one in sliders(child)]

def tell(name):
    explorer = shown[name]
    said = {key: plain(value) for key, value in explorer.values.items()}
    bars = [bar for one in explorer.controls.values() if isinstance(one, Widget) for bar in sliders(one)]
    frame = {key: explorer.stage.frame[key] for key in ("sentence", "handles")}
    told[name].value = "<code>" + json.dumps([said, bars, frame]) + "</code>"

for name, explorer in shown.items():
    explorer.stage.observe(lambda _change, name=name: tell(name), "frame")
    tell(name)"""
NAMES = [
    "quadratic_form", "curvature", "gradient", "shapes", "conditioning", "mixed_partials", "parabola", "descent"
]  # fmt: skip
ALL = [*NAMES, "taylor and its error"]
# what is done to each: a slider by its name and a key or a number that is typed, a thing to press, or a handle to drag
ACTS = {
    "quadratic_form": (("∂²f/∂x²", "End"), ("∂²f/∂x∂y", "−1.125"), ("∂²f/∂y²", "Home"), (0, 40, 30)),
    "curvature": (("angle of u (degrees)", "123.4"), (0, -50, 20), (1, 30, -60)),
    "gradient": ((0, 40, -30), (1, -60, 20), (2, 90, 0)),
    "shapes": (("λ₁", "Home"), ("use λ₃ too (n = 3)",), ("turn (degrees)", "End"), (0, 50, 60)),
    "conditioning": (
        ("condition number κ", "31.62"),
        ("step size η, as a share of 2/M", "End"),
        (0, -60, 40),
    ),
    "mixed_partials": (("h", "Home"), ("k", "0.02"), (0, 30, 30)),
    "parabola": (("step size η", "End"), ("start at x", "−3.3"), (0, 60, 0)),
    "descent": (("η above 2/M",), ("step size η", "1/6"), ("η above 2/M",)),
    "taylor and its error": (("1: tangent plane",), ("distance |d|", "1/8"), (0, 40, 20), (1, -50, 0)),
}
PLACES = """(root) => [...root.querySelectorAll(".handle")].map((node) => {
  const place = new DOMMatrix(getComputedStyle(node).transform), picture = root.querySelector(".picture");
  const scale = picture.clientWidth / parseFloat(picture.style.width);
  return [place.e / scale, place.f / scale];
})"""


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


@pytest.fixture(scope="module")
def several(workshop: Workshop) -> Iterator[Desk]:
    """Several explorers on one page, each with what the kernel thinks it shows."""
    cells = [f"VBox([shown[{name!r}], told[{name!r}]])" for name in ALL]
    with workshop.desk(SEVERAL % NAMES, "from ipywidgets import VBox", *cells) as desk:
        yield desk


def in_place(hand: Hand, places: object) -> bool:
    """Whether the handles are where the kernel says, in pixels of the picture."""
    return bool(np.allclose(hand.root.evaluate(PLACES), places, atol=0.6))


@pytest.mark.parametrize("name", ALL)
def test_picture_readout_sentence_and_controls_say_what_is_so(several: Desk, name: str) -> None:
    page, hand = several.page, Hand(several.page, ALL.index(name))
    card = hand.root.locator("xpath=ancestor::div[contains(@class, 'hesskit-card')][1]")
    kernel = page.locator(".jp-OutputArea-output code").nth(ALL.index(name))

    def act(what: str | int, *how: str | int) -> None:
        if isinstance(what, int):
            handle = hand.root.locator(".handle").nth(what)
            handle.scroll_into_view_if_needed()
            hand.drag(*map(float, how), handle)  # type: ignore[arg-type]
        elif not how:
            card.get_by_role("checkbox" if "use" in what else "button", name=what).click()
        elif str(how[0]) in ("Home", "End"):
            card.get_by_role("slider", name=what, exact=True).press(str(how[0]))
        else:
            box = card.get_by_role("textbox", name=f"{what}, as a number")
            box.fill(str(how[0]))
            box.press("Enter")

    def say() -> tuple[dict[str, object], list[tuple[str, float]], dict[str, object]]:
        """What the kernel thinks, once the page has heard of it."""
        several.idle()

        def heard() -> list[object] | None:
            found = json.loads(kernel.text_content() or "[]")
            return found if found and found[2]["sentence"] == hand.sentence.text_content() else None

        return tuple(until(page, heard, "the last answer"))  # type: ignore[return-value]

    box = card.locator(".hesskit-controls").bounding_box()
    assert box and box["height"] < 200, "what is set leaves the picture on the screen"
    for one in ACTS[name]:
        act(*one)
        values, bars, frame = say()
        values = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
        values["view"] = values.get("box")
        shown = hand.read()
        if name in FACTS:
            facts = FACTS[name](values)
            assert facts is not None or (name == "descent" and "runs away" in shown.sentence), one
            if facts is not None:
                assert facts.faults(shown.texts, caption=[shown.label], sentence=[shown.sentence]) == [], one
        if len(one) == 2 and str(one[1]) not in ("Home", "End"):
            typed = float(Fraction(plain(str(one[1]))))
            assert dict(bars)[str(one[0])] == pytest.approx(typed, rel=1e-9)
        for label, value in bars:
            whole = "degrees" in label and name in ("curvature", "gradient")
            bar = card.get_by_role("textbox", name=f"{label}, as a number", include_hidden=True)
            expect(bar).to_have_value(number(round(value) if whole else value))
        until(page, partial(in_place, hand, frame["handles"]), "the handles")
    if name == "descent":  # a step of its scale would be 0.2, and that arrives
        assert "runs away" in hand.caption.inner_text()
        assert "η = 0.23 is not below 2/M" in shown.sentence

"""A deck in a lecturer's hand, the network cut: drags, keys, fingers, the speaker's window."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image
from playwright.sync_api import Browser, Locator, expect

from hesskit.course.lessons.lessons import all_lessons
from hesskit.stage import LIGHT
from tests.browser.hands import SOON, Hand, until
from tests.browser.lab import PATIENCE
from tests.browser.talk import Talk, built_decks, right, talking

NAMES = [lesson.path.stem for lesson in all_lessons()]
TWO = next(name for name in NAMES if name.startswith("02-"))


@pytest.fixture(scope="module")
def decks(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_decks(tmp_path_factory)


def sliders(hand: Hand) -> Locator:
    return hand.root.locator(".dial input")


def test_the_determinant_is_dragged_through_zero(browser: Browser, decks: Path) -> None:
    with talking(browser) as talk:
        talk.open(decks / f"{TWO}.html")
        hand = talk.turn_to("trace")
        shown, pixels, (start, _words) = talk.slide, hand.pixels(), right(hand)
        assert start > 0
        seen = {}
        x, y = hand.press()
        # seven pixels are nearer to D = 0 than to its neighbours
        for step in range(1, 26):
            talk.page.mouse.move(x, y + 4 * step)
            hand.rests()
            determinant, words = right(hand)
            seen[float(np.sign(round(determinant, 6)))] = words
        talk.page.mouse.up()
        assert "a minimum" in seen[1] and "a saddle" in seen[-1] and "says nothing" in seen[0]
        assert hand.pixels() != pixels
        assert talk.slide == shown


def test_keys_move_what_has_the_focus_and_else_turn_the_page(browser: Browser, decks: Path) -> None:
    with talking(browser) as talk:
        talk.open(decks / f"{TWO}.html")
        hand = talk.turn_to("trace")
        shown, words, mixed = talk.slide, hand.sentence.text_content(), hand.number("H01")
        slider = sliders(hand).nth(1)
        slider.focus()
        talk.page.keyboard.press("ArrowRight")
        until(talk.page, lambda: hand.number("H01") == mixed + 0.25, "the slider")
        assert hand.sentence.text_content() != words
        assert slider.get_attribute("aria-valuetext") == hand.root.locator(".dial output").nth(1).inner_text()
        right(hand)
        hand.handle.focus()
        before = hand.value
        talk.page.keyboard.press("ArrowUp")
        until(talk.page, lambda: hand.value != before, "the handle")
        right(hand)
        assert talk.slide == shown
        talk.page.evaluate("document.activeElement.blur()")
        talk.page.keyboard.press("ArrowRight")
        until(talk.page, lambda: talk.slide == shown + 1, "the next page")
        talk.page.keyboard.press("ArrowLeft")
        until(talk.page, lambda: talk.slide == shown, "the page before")


def test_tab_reaches_what_can_be_moved_and_nothing_on_other_pages(browser: Browser, decks: Path) -> None:
    with talking(browser) as talk:
        talk.open(decks / f"{TWO}.html")
        hand = talk.turn_to("trace")
        focused = """(stage) => {
          const now = document.activeElement, section = now.closest("section");
          return [now.className, now.type ?? "", section === null || section === stage.closest("section")];
        }"""
        reached = []
        for _key in range(8):
            talk.page.keyboard.press("Tab")
            reached.append(hand.root.evaluate(focused))
        assert all(here for _class, _type, here in reached), reached
        assert sum(kind == "range" for _class, kind, _here in reached) >= 2
        assert any(name == "handle" for name, _type, _here in reached)


def test_a_frame_is_painted_within_one_animation_frame(browser: Browser, decks: Path) -> None:
    with talking(browser) as talk:
        talk.open(decks / f"{TWO}.html")
        hand = talk.turn_to("trace")
        script = """async (stage) => {
          const [canvas, words] = [stage.querySelector("canvas[role=img]"), stage.querySelector(".folded .sentence")];
          const slider = stage.querySelectorAll(".dial input")[1], late = [];
          for (let place = 0; place <= slider.max; place += 1) {
            const before = [words.textContent, canvas.toDataURL()];
            slider.value = slider.value == place ? place + 1 : place;
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            await new Promise(requestAnimationFrame);
            if (words.textContent === before[0] || canvas.toDataURL() === before[1]) late.push(place);
          }
          return late;
        }"""
        assert hand.root.evaluate(script) == []


def test_what_was_not_recorded_cannot_be_held(browser: Browser, decks: Path) -> None:
    """Of the picture with a start and twenty-three points only the recorded one is left."""
    with talking(browser) as talk:
        talk.open(decks / f"{NAMES[5]}.html")
        hand = talk.turn_to("label")
        assert hand.root.locator(".handle").count() == 1
        before = hand.point
        hand.drag(0, -200)
        hand.rests()
        assert (before[1], hand.point[1]) == (0, 1)
        steps = talk.page.locator(
            ".hesskit-stage", has=talk.page.get_by_text("condition number", exact=False)
        )
        assert steps.locator(".handle").count() == 0


def test_the_speakers_window_tells_and_mirrors(browser: Browser, decks: Path) -> None:
    """What is turned in the speaker's window turns in the room's, and the other way round."""
    with talking(browser) as talk:
        talk.open(decks / f"{TWO}.html", 1)
        slider = sliders(talk.turn_to("trace")).first
        number = slider.evaluate("(one) => [...document.querySelectorAll('.dial input')].indexOf(one)")
        slider.press("Home")  # before there is another window
        talk.page.evaluate("document.activeElement.blur()")
        with talk.page.expect_popup() as popup:
            talk.page.keyboard.press("s")
        expect(popup.value.locator(".speaker-controls-notes .value")).not_to_be_empty(timeout=SOON)
        slides = popup.value.frame_locator("#current-slide iframe")
        mirrored = slides.locator(".dial input").nth(number)
        expect(mirrored).to_have_value("0", timeout=PATIENCE)
        slider.press("End")
        last = slider.input_value()
        expect(mirrored).to_have_value(last, timeout=SOON)
        mirrored.press("ArrowLeft")
        expect(slider).to_have_value(str(int(last) - 1), timeout=SOON)


def turned(talk: Talk, shown: int) -> None:
    """Wait until the page has turned, and go back."""
    until(talk.page, lambda: talk.slide == shown + 1, "the next page")
    talk.page.keyboard.press("PageUp")
    until(talk.page, lambda: talk.slide == shown, "the page before")


def test_after_a_drag_the_keys_turn_the_page(browser: Browser, decks: Path) -> None:
    """A clicker sends PageDown, and nobody presses Tab or clicks beside the picture first."""
    with talking(browser) as talk:
        talk.open(decks / f"{TWO}.html")
        hand = talk.turn_to("trace")
        shown, slider = talk.slide, sliders(hand).nth(1)
        for key in ("ArrowRight", "PageDown", "Space"):
            # the knob stands where its share of the way is, nearly; half a knob is missed neither way
            share = float(slider.input_value()) / float(slider.get_attribute("max") or 1)
            box = slider.bounding_box()
            assert box is not None
            x, y = box["x"] + 8 + share * (box["width"] - 16), box["y"] + box["height"] / 2
            before = slider.input_value()
            talk.page.mouse.move(x, y)
            talk.page.mouse.down()
            talk.page.mouse.move(x + 40, y, steps=4)
            talk.page.mouse.up()
            until(talk.page, lambda: slider.input_value() != before, "the slider")  # noqa: B023
            moved = slider.input_value()
            talk.page.keyboard.press(key)
            turned(talk, shown)
            assert slider.input_value() == moved
        hand.drag(0, 40)
        talk.page.keyboard.press("ArrowRight")
        turned(talk, shown)


def test_a_slider_that_has_the_focus_keeps_only_its_own_keys(browser: Browser, decks: Path) -> None:
    with talking(browser) as talk:
        talk.open(decks / f"{TWO}.html")
        hand = talk.turn_to("trace")
        shown, slider = talk.slide, sliders(hand).nth(1)
        for key in ("PageDown", "Space", "n"):
            slider.focus()
            before = slider.input_value()
            talk.page.keyboard.press(key)
            turned(talk, shown)
            assert slider.input_value() == before


def swipe(talk: Talk, start: tuple[float, float], right: float) -> None:
    """Draw a finger sideways."""
    wire: Any = talk.page.context.new_cdp_session(talk.page)
    x, y = start

    def touch(kind: str, *points: dict[str, float]) -> None:
        wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": x, "y": y})
    for step in range(1, 11):
        touch("touchMove", {"x": x + right * step / 10, "y": y})
    touch("touchEnd")
    wire.detach()


def test_a_finger_drags_without_turning_the_page_and_turns_it_beside_the_picture(
    browser: Browser, decks: Path
) -> None:
    with talking(browser, has_touch=True) as talk:
        talk.open(decks / f"{TWO}.html")
        hand = talk.turn_to("trace")
        shown, before = talk.slide, hand.value
        swipe(talk, hand.middle(), -150)
        until(talk.page, lambda: hand.value != before, "the handle")
        slider = sliders(hand).nth(1)
        place = slider.input_value()
        swipe(talk, hand.middle(slider), 150)
        until(talk.page, lambda: slider.input_value() != place, "the slider")
        assert talk.slide == shown
        swipe(talk, hand.middle(talk.page.locator("section.present h2")), -150)
        until(talk.page, lambda: talk.slide == shown + 1, "the next page")


def test_a_deck_is_printed_from_the_browser_as_it_stands(
    browser: Browser, decks: Path, tmp_path: Path
) -> None:
    """One page a slide, and what moves is on paper too: it was lost when paper has another size than the screen."""
    with talking(browser, (1600, 900)) as talk:
        talk.open(decks / f"{TWO}.html")
        hand = talk.turn_to("trace")
        slides = int(talk.page.evaluate("window.deckReady.then((deck) => deck.getTotalSlides())"))
        hand.rests()
        made = talk.page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", made)) == slides
        if shutil.which("pdftoppm"):
            (tmp_path / "deck.pdf").write_bytes(made)
            page = str(talk.slide + 1)
            words = ["pdftoppm", "-r", "96", "-f", page, "-l", page, "-png", "deck.pdf", "page"]
            subprocess.run(words, cwd=tmp_path, check=True)
            (drawn,) = tmp_path.glob("page*.png")
            # the eigen-directions that curve up, of a colour that nothing on the background has
            away = np.asarray(Image.open(drawn).convert("RGB"), int) - 255 * np.asarray(to_rgb(LIGHT.up))
            assert np.sum(np.abs(away).max(axis=2) < 20) > 50

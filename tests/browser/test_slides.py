"""Every slide of every deck in a real browser with the network cut: what a lecturer opens from a stick."""

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from hesskit.course.lessons.lessons import all_lessons
from tests.browser.hands import monkey
from tests.browser.talk import LOOK, SIZES, built_decks, finish, hesskit, talking

NAMES = [lesson.path.stem for lesson in all_lessons()]


@pytest.fixture(scope="module")
def decks(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_decks(tmp_path_factory)


# in every picture of the deck at once: its sliders one after the other, each to all its places; gives what is wrong
SLIDE_ALL = """async () => {
  const found = [], ways = [...document.querySelectorAll(".hesskit-stage")].map(function* (stage) {
    const section = stage.closest("section");
    const parts = [".picture", ".dials", ".readout", "figcaption"].map((one) => stage.querySelector(one));
    const places = () => parts.map((one) => one.offsetTop);
    const first = `${places()}`;
    for (const slider of stage.querySelectorAll(".dial input")) {
      const start = slider.value;
      for (let place = 0; place <= slider.max; place += 1) {
        slider.value = place;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        yield; // and let it be painted
        const low = Math.max(...[...stage.children].map((one) => one.getBoundingClientRect().bottom));
        const most = section.getBoundingClientRect().bottom;
        if (`${places()}` !== first || low > most) found.push([section.id, place, low]);
      }
      slider.value = start;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  for (let going = ways; going.length; ) {
    going = going.filter((way) => !way.next().done);
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
  }
  return found;
}"""
WIDE = (
    "wide => Math.round(document.querySelector('.slides > section').getBoundingClientRect().width) === wide"
)


@pytest.mark.parametrize("name", NAMES)
def test_every_slide_fits_and_no_slider_moves_another_thing(browser: Browser, decks: Path, name: str) -> None:
    """On both screens every slide fits and is typeset; at no position of a slider does anything leave its slide."""
    with talking(browser) as talk:
        talk.open(decks / f"{name}.html")
        for size in SIZES:
            talk.page.set_viewport_size({"width": size[0], "height": size[1]})
            talk.page.wait_for_function(WIDE, arg=size[0])
            seen = talk.page.evaluate(LOOK)
            assert len(seen) >= 8
            for slide in seen:
                assert slide["over"] == [], slide["name"]
                assert slide["empty"] == 0, slide["name"]
                assert slide["prose"] and "$" not in slide["prose"], slide["name"]
                assert (round(slide["wide"]), round(slide["tall"])) == size
                if slide["kind"] == "picture" and slide["stage"]:
                    assert slide["canvas"] > 600 and slide["caption"], slide["name"]
                elif slide["kind"] == "picture":
                    assert slide["still"] > 300, slide["name"]
            assert name.startswith("00") or sum(slide["stage"] for slide in seen) >= 3
            if size == SIZES[0]:
                assert talk.page.evaluate(SLIDE_ALL) == []


def test_a_dark_deck_in_a_single_file_plays_too(browser: Browser, tmp_path: Path) -> None:
    finish(hesskit("slides", "0", "-o", str(tmp_path), "--theme", "dark", "--single-file"))
    deck = tmp_path / f"{NAMES[0]}.html"
    assert [path.name for path in tmp_path.iterdir()] == [deck.name]
    with talking(browser) as talk:
        talk.open(deck)
        assert [slide["over"] for slide in talk.page.evaluate(LOOK) if slide["over"]] == []
        hand = talk.turn_to("x")
        paper = talk.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert max(map(int, re.findall(r"\d+", paper)[:3])) < 60
        assert max(hand.colour(0.01, 0.01)[:3]) < 60
        before = hand.pixels()
        hand.drag(60, 30)
        hand.rests()
        assert hand.pixels() != before
        shown = hand.read()
        assert np.allclose(shown.matrix(), monkey(*shown.point), atol=2e-3)

"""The decks in a real browser with the network cut: what a lecturer opens from a stick; and the lesson live."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, expect

from hesskit.course.lessons import all_lessons
from hesskit.stage.recording import opened
from tests.browser.hands import SOON, Hand, monkey, until
from tests.browser.lab import PATIENCE, Desk
from tests.browser.talk import LOOK, SIZES, finish, hesskit, presented, talking

NAMES = [lesson.path.stem for lesson in all_lessons()]
TWO = next(name for name in NAMES if name.startswith("02-"))
AT_ONCE = (("4", "1", "3"), ("5", "2", "0"))  # two builds, equally long


@pytest.fixture(scope="module")
def decks(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All decks, made by the command and carried elsewhere."""
    folder: Path = tmp_path_factory.mktemp("slides")
    finish(*(hesskit("slides", *lessons, "-o", str(folder / "made")) for lessons in AT_ONCE))
    shutil.copytree(folder / "made", folder / "a stick" / "with ümlauts")
    shutil.rmtree(folder / "made")
    return folder / "a stick" / "with ümlauts"


def sliders(hand: Hand) -> Locator:
    return hand.root.locator(".dial input")


def right(hand: Hand) -> tuple[float, str]:
    """The numbers of lesson 2's map agree with numpy; gives D, and what is said."""
    shown = hand.read()
    matrix = np.array(shown.matrix())
    assert abs(shown.number("D") - np.linalg.det(matrix)) < 2e-3
    assert np.allclose([shown.number("low"), shown.number("high")], np.linalg.eigvalsh(matrix), atol=2e-3)
    assert abs(shown.number("trace") - matrix.trace()) < 2e-3
    return shown.number("D"), shown.sentence


# -- every slide of every deck


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[1]}p")
@pytest.mark.parametrize("name", NAMES)
def test_every_slide_fits_and_is_typeset(
    browser: Browser, decks: Path, name: str, size: tuple[int, int]
) -> None:
    with talking(browser, size) as talk:
        talk.open(decks / f"{name}.html")
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


# -- one deck in the hand


def test_the_determinant_is_dragged_through_zero(browser: Browser, decks: Path) -> None:
    with talking(browser) as talk:
        talk.open(decks / f"{TWO}.html")
        hand = talk.turn_to("trace")
        shown, pixels, (start, _words) = talk.slide, hand.pixels(), right(hand)
        assert start > 0
        seen = {}
        x, y = hand.press()
        for step in range(1, 13):
            talk.page.mouse.move(x, y + 12 * step)
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
        shown, words, mixed = talk.slide, hand.caption.inner_text(), hand.number("H01")
        slider = sliders(hand).nth(1)
        slider.focus()
        talk.page.keyboard.press("ArrowRight")
        until(talk.page, lambda: hand.number("H01") == mixed + 0.5, "the slider")
        assert hand.caption.inner_text() != words
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
          const [canvas, words] = [stage.querySelector("canvas[role=img]"), stage.querySelector("figcaption")];
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


@pytest.mark.parametrize("name", NAMES)
def test_no_position_of_a_slider_moves_another_thing_or_leaves_the_slide(
    browser: Browser, decks: Path, name: str
) -> None:
    script = """async (stage) => {
      const section = stage.closest("section"), found = [];
      const parts = [".picture", ".dials", ".readout", "figcaption"].map((one) => stage.querySelector(one));
      const places = () => parts.map((one) => one.offsetTop);
      const first = `${places()}`;
      for (const slider of stage.querySelectorAll(".dial input")) {
        const start = slider.value;
        for (let place = 0; place <= slider.max; place += 1) {
          slider.value = place;
          slider.dispatchEvent(new Event("input", { bubbles: true }));
          await new Promise(requestAnimationFrame);
          await new Promise(requestAnimationFrame);
          const low = Math.max(...[...stage.children].map((one) => one.getBoundingClientRect().bottom));
          const most = section.getBoundingClientRect().bottom;
          if (`${places()}` !== first || low > most) found.push([section.id, place, low]);
        }
        slider.value = start;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
      }
      return found;
    }"""
    with talking(browser) as talk:
        talk.open(decks / f"{name}.html")
        stages = talk.page.locator(".hesskit-stage")
        assert [stages.nth(one).evaluate(script) for one in range(stages.count())] == [[]] * stages.count()


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


def test_the_speakers_notes_open(browser: Browser, decks: Path) -> None:
    with talking(browser) as talk:
        talk.open(decks / f"{TWO}.html", 1)
        with talk.page.expect_popup() as popup:
            talk.page.keyboard.press("s")
        notes = popup.value.locator(".speaker-controls-notes .value")
        expect(notes).to_contain_text("critical point", timeout=SOON)


@pytest.mark.parametrize("how", [("--theme", "dark"), ("--single-file",)], ids=lambda how: how[0])
def test_other_decks_play_too(browser: Browser, decks: Path, tmp_path: Path, how: tuple[str, ...]) -> None:
    finish(hesskit("slides", "0", "-o", str(tmp_path), *how))
    deck = tmp_path / f"{NAMES[0]}.html"
    if how[0] == "--single-file":
        assert [path.name for path in tmp_path.iterdir()] == [deck.name]
    with talking(browser) as talk:
        talk.open(deck)
        assert [slide["over"] for slide in talk.page.evaluate(LOOK) if slide["over"]] == []
        hand = talk.turn_to("x")
        paper = talk.page.evaluate("getComputedStyle(document.body).backgroundColor")
        dark = max(map(int, re.findall(r"\d+", paper)[:3])) < 60
        assert dark == (how[0] == "--theme")
        assert (max(hand.colour(0.01, 0.01)[:3]) < 60) == dark
        before = hand.pixels()
        hand.drag(60, 30)
        hand.rests()
        assert hand.pixels() != before
        shown = hand.read()
        assert np.allclose(shown.matrix(), monkey(*shown.point), atol=2e-3)


# -- on paper


def test_a_handout_has_a_page_for_each_slide(browser: Browser, decks: Path, tmp_path: Path) -> None:
    finish(hesskit("slides", "0", "--to", "pdf", "-o", str(tmp_path)))
    handout = tmp_path / f"{NAMES[0]}.pdf"
    assert [path.name for path in tmp_path.iterdir()] == [handout.name]
    slides = (decks / f"{NAMES[0]}.html").read_text("utf-8").count("<section ")
    pages = re.findall(rb"/Type\s*/Page\b(?!s)", handout.read_bytes())
    assert len(pages) == slides
    assert len(set(re.findall(rb"/MediaBox\s*\[([^\]]*)\]", handout.read_bytes()))) == 1
    if shutil.which("pdftoppm"):
        from PIL import Image

        subprocess.run(["pdftoppm", "-r", "30", "-png", str(handout), str(tmp_path / "page")], check=True)
        drawn = [np.asarray(Image.open(path).convert("L")) for path in sorted(tmp_path.glob("page*.png"))]
        assert len(drawn) == slides
        assert all(image.min() < 120 and image.max() > 240 for image in drawn)


# -- a page that knows nothing of slides


def test_a_notebook_exported_by_nbconvert_has_the_recording(tmp_path: Path) -> None:
    cells = [nbformat.v4.new_code_cell("from hesskit import explore\nexplore.partials()")]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), tmp_path / "tiny.ipynb")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HESSKIT_")}
    subprocess.run(
        [sys.executable, "-m", "nbconvert", "--execute", "--to", "html", "tiny.ipynb"],
        cwd=tmp_path, env={**environment, "HESSKIT_RECORD": "1"}, check=True, capture_output=True,
    )  # fmt: skip
    page = (tmp_path / "tiny.html").read_text("utf-8")
    states = re.findall(
        r'<script type="application/vnd.jupyter.widget-state\+json">(.*?)</script>', page, re.DOTALL
    )
    models = json.loads(states[0])["state"].values()
    buffers = [one for model in models for one in model.get("buffers", []) if one["path"] == ["recording"]]
    header = opened(base64.b64decode(buffers[0]["data"]))
    assert len(header["frames"]) == 49 and header["frames"][0]["sentence"].startswith("At (")


# -- live


def test_the_lesson_live(browser: Browser, tmp_path: Path) -> None:
    pytest.importorskip("voila")
    with presented("2", tmp_path / "log") as address:
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        desk = Desk(context.new_page(), address)
        page = desk.page
        page.goto(address, timeout=4 * PATIENCE)
        map_of_kinds = page.locator(".hesskit-stage", has=page.locator('[data-slot="D"]')).first
        map_of_kinds.wait_for(state="attached", timeout=4 * PATIENCE)
        expect(page.locator(".reveal.ready")).to_be_attached(timeout=PATIENCE)
        map_of_kinds.evaluate(
            """(stage) => {
              const all = [...document.querySelectorAll(".reveal .slides > section")];
              location.hash = `#/${all.findIndex((section) => section.contains(stage))}`;
            }"""
        )
        expect(map_of_kinds).to_be_visible(timeout=SOON)
        number = map_of_kinds.evaluate(
            "(one) => [...document.querySelectorAll('.hesskit-stage')].indexOf(one)"
        )
        hand = Hand(page, number)
        start, _words = right(hand)
        assert hand.root.locator(".dials").is_hidden()
        hand.drag(0, 70)
        until(page, lambda: hand.number("D") < 0 < start, "the kernel's answer")
        hand.rests()
        assert "a saddle" in right(hand)[1]
        context.close()
        assert desk.outside == []
        # Voilà's own: extensions built for another version, and a heartbeat asked for before it is defined
        noise = ("shared module", "voila_heartbeat")
        assert [error for error in desk.errors if not any(words in error for words in noise)] == []

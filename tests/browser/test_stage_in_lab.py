"""The stage in a real JupyterLab: what a hand, a finger, a pen and the keys do, and what is seen, read and spoken."""

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from hesskit import explore
from tests.browser.hands import SOON, Hand, Workshop, monkey, until
from tests.browser.lab import Desk
from tests.browser.lessons import settle

HESSIAN = "from hesskit import explore\nexplore.hessian('x^3 - 3x y^2', (0.6, 0.4))"


@pytest.fixture(scope="module")
def open_desk(workshop: Workshop) -> Iterator[Desk]:
    """One window with lesson 0's explorer, for all tests that leave it as it was."""
    with workshop.desk(HESSIAN, "'the last cell'") as desk:
        yield desk


@pytest.fixture
def hand(open_desk: Desk) -> Iterator[Hand]:
    """A hand on the explorer as it is at the start."""
    open_desk.idle()  # threads of a kernel may overtake one another: what the last test did must be done
    open_desk.page.get_by_role("button", name="Reset").first.click()
    found = Hand(open_desk.page)
    found.arrives(0.6, 0.4, 0)
    expect(boxes(open_desk.page).first).to_have_value("x^3 - 3x y^2")
    settle(open_desk, found)  # the kernel may still be writing into a box, over what a test types
    yield found
    open_desk.page.mouse.up()
    assert open_desk.errors == []
    assert open_desk.outside == []


def boxes(page: Page):  # type: ignore[no-untyped-def]
    """The boxes to type in: the formula, the point."""
    return page.locator(".jp-OutputArea .widget-text input")


def place_of(hand: Hand, x: float, y: float) -> tuple[float, float]:
    """Turn a place on the screen into the point of the level curves drawn there (both axes run from −2 to 2)."""
    box = hand.canvas.bounding_box()
    assert box is not None
    stage = explore.hessian("x^3 - 3x y^2", (0.6, 0.4)).stage
    (width, _), (left, top, right, bottom) = stage.size, stage.handles[0]["bounds"]
    scale = box["width"] / width
    along, down = (x - box["x"]) / scale, (y - box["y"]) / scale
    return 4 * (along - left) / (right - left) - 2, 4 * (bottom - down) / (bottom - top) - 2


def test_the_picture_follows_a_drag(hand: Hand) -> None:
    before = hand.pixels()
    hand.arrives(*place_of(hand, *hand.drag(60, -45)))
    shown = hand.read()
    x, y = shown.point
    np.testing.assert_allclose(shown.matrix(), monkey(x, y), rtol=1e-3, atol=1e-3)
    size = 6 * np.hypot(x, y)
    np.testing.assert_allclose([shown.number("low"), shown.number("high")], [-size, size], rtol=1e-3)
    sentence = shown.sentence
    assert sentence.startswith(f"At ({x:.3g}, {y:.3g})".replace("-", "−"))
    assert "indefinite" in sentence
    assert shown.label == sentence
    assert hand.pixels() != before


def test_the_sentence_is_announced_after_a_pause(hand: Hand) -> None:
    hand.arrives(*place_of(hand, *hand.drag(-40, 20)))
    spoken = hand.root.locator("[aria-live=polite]")
    expect(spoken).to_have_text(hand.sentence.text_content(), timeout=SOON)


def test_arrow_keys_move_the_point_and_not_the_notebook(hand: Hand) -> None:
    page = hand.page
    state = """() => [[...document.querySelectorAll('.jp-Cell')].findIndex(cell => cell.matches('.jp-mod-active')),
                      document.querySelector('.jp-WindowedPanel-outer').scrollTop]"""
    hand.handle.focus()
    before = page.evaluate(state)
    for key, point in (
        ("ArrowRight", (0.7, 0.4)),
        ("ArrowUp", (0.7, 0.5)),
        ("ArrowLeft", (0.6, 0.5)),
        ("ArrowDown", (0.6, 0.4)),
    ):
        page.keyboard.press(key)
        hand.arrives(*point, 1e-9)
    page.keyboard.press("Shift+ArrowRight")
    hand.arrives(0.61, 0.4, 1e-9)
    np.testing.assert_allclose(hand.matrix(), monkey(0.61, 0.4), rtol=1e-3)
    assert page.evaluate(state) == before
    expect(hand.handle).to_be_focused()


def test_tab_reaches_the_point_with_a_visible_ring(hand: Hand) -> None:
    hand.page.get_by_role("button", name="Reset").first.focus()
    ring = "node => node.matches(':focus-visible') && parseFloat(getComputedStyle(node).outlineWidth) >= 2"
    seen = []
    for _ in range(3):
        hand.page.keyboard.press("Tab")
        focused = hand.page.locator(":focus")
        if "handle" in (focused.get_attribute("class") or "") or "turner" in (
            focused.get_attribute("class") or ""
        ):
            seen.append(focused.get_attribute("class"))
            assert focused.evaluate(ring)
            assert focused.get_attribute("aria-label")
    assert "handle" in seen
    assert "turner" in seen


def test_a_typed_function(hand: Hand) -> None:
    box = boxes(hand.page).first
    box.fill("x^2 + 3xy + sin(x)cos(y)")
    box.press("Enter")
    until(hand.page, lambda: hand.number("H01") > 2, "the new Hessian")
    x, y, h = 0.6, 0.4, 1e-4

    def f(x: float, y: float) -> float:
        return x**2 + 3 * x * y + np.sin(x) * np.cos(y)

    mixed = (f(x + h, y + h) - f(x + h, y - h) - f(x - h, y + h) + f(x - h, y - h)) / (4 * h * h)
    across = (f(x + h, y) - 2 * f(x, y) + f(x - h, y)) / h**2
    along = (f(x, y + h) - 2 * f(x, y) + f(x, y - h)) / h**2
    np.testing.assert_allclose(hand.matrix(), [[across, mixed], [mixed, along]], rtol=1e-3)


def test_typed_nonsense_is_answered_in_a_sentence_and_the_picture_stays(hand: Hand) -> None:
    before = hand.pixels()
    box = boxes(hand.page).first
    box.fill("x^2 + 3z")
    box.press("Enter")
    alert = hand.page.locator(".jp-OutputArea [role=alert]", has_text="'z'")
    expect(alert).to_be_visible(timeout=SOON)
    assert hand.pixels() == before
    assert hand.point == (0.6, 0.4)


def test_a_typed_point(hand: Hand) -> None:
    box = boxes(hand.page).nth(1)
    box.fill("-1/2, 1")
    box.press("Enter")
    hand.arrives(-0.5, 1, 1e-9)
    np.testing.assert_allclose(hand.matrix(), monkey(-0.5, 1), rtol=1e-3)


def test_the_surface_turns_when_dragged(hand: Hand) -> None:
    def view() -> list[int]:
        return [
            int(number) for number in re.findall(r"-?\d+", hand.turner.get_attribute("aria-valuetext") or "")
        ]

    (azimuth, elevation), seen = view(), hand.pixels()
    hand.drag(80, 10, hand.turner)
    box = hand.canvas.bounding_box()
    assert box is not None
    half = 0.5 * 960 / box["width"]  # of a degree, a pixel of the picture, which may be shown smaller
    wanted = [(azimuth - 80 * half) % 360, elevation + 10 * half]
    until(hand.page, lambda: np.abs(np.subtract(view(), wanted)).max() <= 1, "a turn")
    until(hand.page, lambda: hand.pixels() != seen, "another picture")
    assert hand.point == (0.6, 0.4)
    azimuth, elevation = view()
    hand.turner.press("ArrowRight")
    until(hand.page, lambda: view() == [azimuth - 5, elevation], "a turn by keys")


def test_a_pointer_that_leaves_the_picture_stays_at_the_border(hand: Hand) -> None:
    _x, y = hand.press()
    hand.page.mouse.move(3, y, steps=10)
    hand.page.mouse.move(3, 3, steps=10)
    hand.arrives(-2, 2, 0)
    hand.page.mouse.up()
    hand.arrives(-2, 2, 0)
    np.testing.assert_allclose(hand.matrix(), monkey(-2, 2), rtol=1e-3)


def test_a_pen_drags(hand: Hand) -> None:
    pen = hand.page.context.new_cdp_session(hand.page)
    x, y = hand.middle()
    common = {"button": "left", "buttons": 1, "pointerType": "pen", "clickCount": 1}
    pen.send("Input.dispatchMouseEvent", {"type": "mousePressed", "x": x, "y": y, **common})
    for part in range(1, 6):
        pen.send(
            "Input.dispatchMouseEvent",
            {"type": "mouseMoved", "x": x - 12 * part, "y": y + 8 * part, **common},
        )
    pen.send("Input.dispatchMouseEvent", {"type": "mouseReleased", "x": x - 60, "y": y + 40, **common})
    hand.arrives(*place_of(hand, x - 60, y + 40))


def test_the_picture_follows_the_theme(hand: Hand) -> None:
    def choose(theme: str) -> None:
        hand.page.locator(".lm-MenuBar-itemLabel", has_text="Settings").click()
        hand.page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Theme$")).hover()
        hand.page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{theme}$")).click()

    assert min(hand.colour(0.01, 0.01)[:3]) > 220
    choose("JupyterLab Dark")
    try:
        until(hand.page, lambda: max(hand.colour(0.01, 0.01)[:3]) < 60, "a dark background")
        assert hand.point == (0.6, 0.4)
    finally:
        choose("JupyterLab Light")
    until(hand.page, lambda: min(hand.colour(0.01, 0.01)[:3]) > 220, "a light background")

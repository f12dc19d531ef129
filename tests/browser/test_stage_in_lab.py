"""The stage in a real JupyterLab: what a hand, a finger, a pen and the keys do, and what is seen, read and spoken."""

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import SOON, Hand, Workshop, monkey, until
from tests.browser.lab import Desk
from tests.browser.lessons import settle
from tests.shown_numbers import plain

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
    box = hand.root.locator(".ground").first.bounding_box()
    assert box is not None
    right, up = (x - box["x"]) / box["width"], 1 - (y - box["y"]) / box["height"]
    return 4 * right - 2, 4 * up - 2


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
    assert shown.label == hand.caption.inner_text()
    assert "down −" in shown.label and "up " in shown.label
    assert hand.pixels() != before


FLASHES = """() => {
  window.flashed = [];
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (...given) {
    window.flashed.push(this.dataset.slot ?? this.className);
    return animate.apply(this, given);
  };
}"""


def test_what_is_held_says_where_it_is_and_an_entry_that_changes_its_sign_flashes(hand: Hand) -> None:
    page, said = hand.page, hand.root.locator(".coordinates")
    page.evaluate(FLASHES)
    cursor = "(node) => getComputedStyle(node).cursor"
    assert hand.root.locator(".ground").first.evaluate(cursor) == "crosshair"
    assert hand.handle.evaluate(cursor) == "grab"
    expect(said).to_be_hidden()
    _x, y = hand.press()
    page.mouse.move(hand.middle()[0] - 120, y, steps=8)
    expect(said).to_have_text(re.compile(r"^\(−\d\.\d+, 0\.(39|4)\d*\)$"))
    page.mouse.up()
    expect(said).to_be_hidden()
    settle_x = hand.point[0]
    assert settle_x < 0
    assert "flash" in page.evaluate("window.flashed")


LIMITS = r"x from (\S+) to (\S+), y from (\S+) to (\S+)"


def limits(hand: Hand) -> list[float]:
    """From where to where the plane is drawn, as a screen reader is told."""
    said = hand.root.locator(".window").get_attribute("aria-description") or ""
    found = re.fullmatch(LIMITS, said)
    return [float(edge) for edge in found.groups()] if found else []


def test_a_plane_is_zoomed_and_moved_by_hand_and_goes_home(hand: Hand) -> None:
    page = hand.page
    home = [-2, 2, -2, 2]
    until(page, lambda: limits(hand) == home, "the first view")
    x, y = hand.middle()
    page.mouse.move(x, y)
    scrolled = "document.querySelector('.jp-WindowedPanel-outer').scrollTop"
    before = page.evaluate(scrolled)
    page.keyboard.down("Control")
    for _notch in range(4):
        page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    until(page, lambda: (now := limits(hand)) and now[1] - now[0] < 2, "a closer view")
    assert page.evaluate(scrolled) == before
    near = limits(hand)
    assert hand.point == (0.6, 0.4)
    np.testing.assert_allclose(hand.middle(), (x, y), atol=1.5)  # what is under the pointer stays there
    box = hand.root.locator(".ground").first.bounding_box()
    assert box is not None
    page.keyboard.down("Shift")
    page.mouse.down()
    page.mouse.move(x - box["width"] / 4, y, steps=5)
    page.mouse.up()
    page.keyboard.up("Shift")
    quarter = (near[1] - near[0]) / 4
    until(page, lambda: abs(limits(hand)[0] - near[0] - quarter) < 0.02, "a view further right")
    assert hand.point == (0.6, 0.4)
    hand.root.locator(".window").press("-")
    until(page, lambda: limits(hand)[1] - limits(hand)[0] > 1.1 * (near[1] - near[0]), "a wider view")
    page.mouse.dblclick(box["x"] + 40, box["y"] + box["height"] - 40)
    until(page, lambda: limits(hand) == home, "the first view again")
    hand.arrives(0.6, 0.4, 1e-9)  # the clicks moved it, the double click did not mean it


def test_the_value_under_the_pointer_is_said_and_what_belongs_together_lights_together(hand: Hand) -> None:
    page, said = hand.page, hand.root.locator(".value")
    x, y = hand.middle()
    page.mouse.move(x - 70, y - 50)
    right, up = place_of(hand, x - 70, y - 50)
    value = right**3 - 3 * right * up**2
    until(
        page,
        lambda: said.is_visible() and abs(float(plain(said.inner_text()[4:])) - value) < 0.1,
        "the value",
    )
    word, arrow = hand.caption.locator(".tone", has_text="up"), hand.caption.locator(".lit")
    page.mouse.move(5, 5)
    expect(said).to_be_hidden()
    calm = hand.pixels_at_rest()
    word.hover()
    expect(arrow).to_have_text(word.inner_text())
    until(page, lambda: hand.pixels() != calm, "the lit arrow")
    page.mouse.move(5, 5)
    until(page, lambda: hand.pixels() == calm, "the arrow as it was")
    word.focus()
    expect(arrow).to_have_text(word.inner_text())
    word.blur()
    expect(arrow).to_have_count(0)
    way = np.linalg.eigh(monkey(0.6, 0.4))[1][:, 1]
    box = hand.root.locator(".ground").first.bounding_box()
    assert box is not None
    way = (
        way * np.sign(way @ monkey_slope(0.6, 0.4)) * -0.45 * box["width"] / 4
    )  # the arm that ∇f leaves free
    page.mouse.move(x + way[0], y - way[1])
    expect(arrow).to_have_text(word.inner_text())
    page.mouse.move(5, 5)
    expect(arrow).to_have_count(0)


def monkey_slope(x: float, y: float) -> np.ndarray:
    """The gradient of x³ − 3xy², by hand."""
    return np.array([3 * x**2 - 3 * y**2, -6 * x * y])


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
    before = hand.pixels_at_rest()
    box = boxes(hand.page).first
    box.fill("x^2 + 3z")
    box.press("Enter")
    alert = hand.page.locator(".jp-OutputArea [role=alert]", has_text="'z'")
    expect(alert).to_be_visible(timeout=SOON)
    assert hand.pixels_at_rest() == before
    assert hand.point == (0.6, 0.4)


PLACES = """(node) => {
  window.places = [];
  const watch = new MutationObserver(() => window.places.push(node.style.transform));
  watch.observe(node, { attributes: true, attributeFilter: ["style"] });
}"""


def test_a_point_glides_to_what_was_typed_unless_the_reader_wants_no_motion(hand: Hand) -> None:
    box = boxes(hand.page).nth(1)
    hand.handle.evaluate(PLACES)

    def seen(x: float, y: float) -> int:
        hand.page.evaluate("window.places = []")
        box.fill(f"{x}, {y}")
        box.press("Enter")
        hand.arrives(float(x), float(y), 1e-9)
        hand.middle()
        np.testing.assert_allclose(hand.matrix(), monkey(x, y), rtol=1e-3)
        return len(set(hand.page.evaluate("window.places")))

    assert seen(-0.5, 1) > 2
    hand.page.emulate_media(reduced_motion="reduce")
    assert seen(0.5, -1) == 1
    hand.page.emulate_media(reduced_motion="no-preference")


def test_the_surface_turns_when_dragged(hand: Hand) -> None:
    def view() -> list[int]:
        return [
            int(number) for number in re.findall(r"-?\d+", hand.turner.get_attribute("aria-valuetext") or "")
        ]

    page = hand.page
    page.emulate_media(reduced_motion="reduce")  # without that it turns on a little
    (azimuth, elevation), seen = view(), hand.pixels()
    hand.drag(80, 10, hand.turner)
    wanted = [(azimuth - 40) % 360, elevation + 5]  # half a degree a pixel
    until(hand.page, lambda: np.abs(np.subtract(view(), wanted)).max() <= 1, "a turn")
    until(hand.page, lambda: hand.pixels() != seen, "another picture")
    assert hand.point == (0.6, 0.4)
    azimuth, elevation = view()
    hand.turner.press("ArrowRight")
    until(hand.page, lambda: view() == [azimuth - 5, elevation], "a turn by keys")
    page.emulate_media(reduced_motion="no-preference")

    def flung() -> bool:
        """Whether it went further than it was dragged; it was let go at rest if the machine is slow."""
        start = view()[0]
        hand.drag(40, 0, hand.turner)
        page.wait_for_timeout(500)
        return 22 < (start - view()[0]) % 360 < 90

    until(page, flung, "a turn that goes on")


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

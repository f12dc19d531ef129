"""The stage where things go wrong or differ: fingers, sharp screens, a busy, failing or restarted kernel, two views."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.hands import SOON, Hand, Workshop, until
from tests.browser.lab import Desk

STAGE = """
import time
from pathlib import Path
from hesskit.stage.stage import Stage
from hesskit.stage.testing import DotPicture, DotScene
stage = Stage(DotPicture, DotScene(0.25, 0.5))
"""
FOLLOW = STAGE + "stage.on_move(lambda name, place: stage.show(DotScene(*place)))\nstage"
# what the page sends from now on: the kinds of its messages, in their order
SENT = """() => {
  const send = WebSocket.prototype.send;
  if (!window.sent) WebSocket.prototype.send = function (data) {
    const text = typeof data === "string" ? data : new TextDecoder().decode(data);
    const found = text.match(/"content": ?\\{"(type|event)": ?"(move|nudge|click)"/);
    if (found) window.sent.push(found[2]);
    return send.call(this, data);
  };
  window.sent = [];
}"""
BITMAPS = """() => {
  const decode = window.createImageBitmap;
  window.bitmaps = [];
  window.createImageBitmap = async (...given) => {
    const made = await decode(...given);
    window.bitmaps.push(made.width);
    return made;
  };
}"""


def held(desk: Desk) -> Hand:
    """A hand on the stage when nothing is in flight: a new view has told the kernel its size and theme."""
    hand = Hand(desk.page)
    desk.idle()
    return hand


def test_a_finger_drags_on_a_sharp_screen(workshop: Workshop) -> None:
    with workshop.desk(FOLLOW, script=BITMAPS, has_touch=True, device_scale_factor=2) as desk:
        hand = Hand(desk.page)
        until(
            desk.page,
            lambda: desk.page.evaluate("window.bitmaps.at(-1)") == 800,
            "a background twice as wide",
        )
        assert hand.canvas.evaluate("canvas => canvas.width / canvas.clientWidth") == 2
        finger = desk.page.context.new_cdp_session(desk.page)
        x, y = hand.middle()

        def touch(kind: str, *places: tuple[float, float]) -> None:
            points = [{"x": x, "y": y} for x, y in places]
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        touch("touchStart", (x, y))
        for part in range(1, 6):
            touch("touchMove", (x + 8 * part, y + 4 * part))
        touch("touchEnd")
        hand.arrives(0.5, 0.375, 0.01)  # 40 of 160 pixels right, 20 of 160 down


SLOW = (
    STAGE
    + """
def slow(name, place):
    while not Path('go').exists():
        time.sleep(0.01)
    stage.show(DotScene(*place))
stage.on_move(slow)
"""
)


@pytest.fixture
def go(workshop: Workshop) -> Iterator[Path]:
    """The file the slow callback waits for."""
    file = workshop.folder / "go"
    yield file
    file.unlink(missing_ok=True)


def test_one_message_is_in_flight_and_the_last_position_wins(workshop: Workshop, go: Path) -> None:
    with workshop.desk(SLOW + "stage.patience = 60_000\nstage", script=SENT) as desk:
        hand = held(desk)
        x, _y = hand.press()
        desk.page.mouse.move(x + 60, hand.middle()[1] - 30, steps=40)
        hand.paints()
        assert abs(hand.middle()[0] - (x + 60)) < 1.5  # the browser's own echo
        assert desk.page.evaluate("window.sent") == ["move"]
        desk.page.mouse.up()
        assert hand.value == "x = 0.25, y = 0.5"
        go.touch()
        hand.arrives(0.625, 0.6875, 0.01)
        assert desk.page.evaluate("window.sent") == ["move", "move"]
        assert hand.message.inner_text() == ""


RESET = (
    SLOW
    + """
stage.patience = 60_000
from ipywidgets import Button, VBox
VBox([Button(description="Reset"), stage])
"""
)


@pytest.mark.parametrize("by", ["move", "nudge"])
def test_what_was_done_leaves_before_what_is_done_next(workshop: Workshop, go: Path, by: str) -> None:
    with workshop.desk(RESET, script=SENT) as desk:
        hand = held(desk)
        if by == "move":
            hand.drag(60, -30)
        else:
            hand.handle.focus()
            for _ in range(5):
                desk.page.keyboard.press("ArrowRight")
        desk.page.get_by_role("button", name="Reset").click()
        until(desk.page, lambda: "click" in desk.page.evaluate("window.sent"), "the button's message")
        assert desk.page.evaluate("window.sent") == [by, by, "click"]
        go.touch()
        desk.idle()


def test_a_silent_kernel_is_told_and_forgiven(workshop: Workshop, go: Path) -> None:
    with workshop.desk(SLOW + "stage.patience = 300\nstage") as desk:
        hand = Hand(desk.page)
        hand.drag(40, -20)
        expect(hand.message).to_contain_text("The kernel has not answered", timeout=SOON)
        go.touch()
        hand.arrives(0.5, 0.625, 0.01)
        expect(hand.message).to_have_text("", timeout=SOON)


def test_a_second_view_follows(workshop: Workshop) -> None:
    with workshop.desk(FOLLOW, "stage") as desk:
        first, second = Hand(desk.page), Hand(desk.page, 1)
        first.canvas.scroll_into_view_if_needed()
        first.drag(40, -20)
        second.arrives(0.5, 0.625, 0.01)
        second.canvas.scroll_into_view_if_needed()
        second.drag(-20, 20)
        first.arrives(0.375, 0.5, 0.01)
        until(desk.page, lambda: first.pixels() == second.pixels(), "the same picture in both")


def test_a_failing_callback_is_told_in_a_sentence(workshop: Workshop) -> None:
    cell = STAGE + (
        "def fail(name, place):\n"
        "    if place[0] > 0.4:\n"
        "        raise RuntimeError('a mistake of ours')\n"
        "    stage.show(DotScene(*place))\n"
        "stage.on_move(fail)\nstage"
    )
    with workshop.desk(cell) as desk:
        hand = Hand(desk.page)
        hand.drag(60, 0, steps=1)
        expect(hand.message).to_contain_text("Something went wrong inside hesskit", timeout=SOON)
        assert hand.message.get_attribute("role") == "alert"
        assert hand.value == "x = 0.25, y = 0.5"
        hand.arrives(0.25, 0.5, 0)
        hand.handle.press("ArrowLeft")
        expect(hand.message).to_have_text("", timeout=SOON)
        hand.arrives(0.23, 0.5, 0.011)


def test_a_restarted_kernel_leaves_the_picture_and_says_so(workshop: Workshop) -> None:
    with workshop.desk(FOLLOW, "stage.patience = 400") as desk:
        hand = Hand(desk.page)
        kernel = workshop.ask("sessions")[0]["kernel"]["id"]
        before = hand.pixels_at_rest()
        workshop.ask(f"kernels/{kernel}/restart", "POST")
        desk.idle()
        hand.drag(40, -20)
        expect(hand.message).to_contain_text("The kernel has not answered", timeout=SOON)
        assert hand.value == "x = 0.25, y = 0.5"
        until(desk.page, lambda: hand.pixels() == before, "the last answer to be shown")

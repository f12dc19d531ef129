"""What the browser tests do with a stage: open it, hold it, read it."""

import contextlib
import json
import re
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.lab import TOKEN, Desk
from tests.shown_numbers import plain

SOON = 90_000  # ms; a bound on hope on a busy machine, not a measurement
READ = """(root) => {
  const slots = [...root.querySelectorAll("[data-slot]")].reverse(); // of several the first one counts
  return {
    value: root.querySelector(".handle").getAttribute("aria-valuetext") ?? "",
    sentence: root.querySelector(".folded .sentence").textContent,
    label: root.querySelector("canvas[role=img]").getAttribute("aria-label") ?? "",
    texts: Object.fromEntries(slots.map((slot) => [slot.dataset.slot, slot.innerText])),
  };
}"""
PAINTED = """(canvas) => canvas.width > 0 && canvas.height > 0 &&
  canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((share) => share > 0)"""
# where something is, once the page has stopped moving: it is laid out bit by bit, and may scroll smoothly
STILL = """async (node) => {
  const place = () => {
    const box = node.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  let [here, quiet] = [place(), 0];
  for (let frames = 0; quiet < 6; frames += 1) {
    if (frames > 3000) throw new Error("the page never stands still");
    await new Promise(requestAnimationFrame);
    const now = place();
    quiet = now[0] === here[0] && now[1] === here[1] ? quiet + 1 : 0;
    here = now;
  }
  return here;
}"""
ON_TOP = """(node, [x, y]) => {
  const top = document.elementFromPoint(x, y);
  return top !== null && Boolean(node.closest(".picture")?.contains(top)); // a picture that was replaced has none
}"""
# everything painted, once it has stayed the same for 16 frames: a glide changes something in each
AT_REST = """async (root) => {
  const painted = () => [...root.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL()).join();
  let [seen, quiet] = [painted(), 0];
  for (let frames = 0; quiet < 16; frames += 1) {
    if (frames > 3000) throw new Error("the picture never stands still");
    await new Promise(requestAnimationFrame);
    const now = painted();
    quiet = now === seen ? quiet + 1 : 0;
    seen = now;
  }
  return seen;
}"""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def until(page: Page, condition: Callable[[], Any], what: str) -> Any:
    """Wait until a condition holds; gives what it gave."""
    deadline = time.monotonic() + SOON / 1000
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        page.wait_for_timeout(30)
    return found


# whether the page was not left since its first notebook was opened, and the kernel answers
STAYED = "() => { window.hesskitStayed = true; }"
LIVES = """() => window.hesskitStayed === true &&
  ["idle", "busy"].includes(jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status)"""


@dataclass
class Workshop:
    """A browser, a running server and its folder: opens notebooks made of a few cells."""

    browser: Browser
    address: str
    folder: Path
    count: int = 0
    window: Desk | None = None  # the one in which notebooks are opened one after the other, with one kernel

    @contextlib.contextmanager
    def desk(self, *cells: str, script: str = "", **context: Any) -> Iterator[Desk]:
        """Open a new notebook with these cells, run it all, and look for errors at the end.

        It is a new window with a new kernel where a `context` is asked for, the page was left or no kernel lives.
        """
        self.count += 1
        name = f"notebook-{self.count}.ipynb"
        kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
        made = [nbformat.v4.new_code_cell(source) for source in cells]
        nbformat.write(nbformat.v4.new_notebook(cells=made, metadata=kernel), self.folder / name)
        if self.window and (context or not self.window.page.evaluate(LIVES)):
            self.close()
        try:
            if self.window:
                self.window.open_here(name)
            else:
                opened = self.browser.new_context(**{"viewport": {"width": 1280, "height": 950}, **context})
                self.window = Desk(opened.new_page(), self.address)
                self.window.open(name)
                self.window.page.evaluate(STAYED)
            desk = self.window
            if script:
                desk.page.evaluate(script)
            desk.run_all()
            yield desk
            assert desk.errors == []
            assert desk.outside == []
        except BaseException:
            self.close()
            raise
        if context:
            self.close()

    def ask(self, path: str, method: str = "GET") -> Any:
        """Ask the server's own interface."""
        request = urllib.request.Request(f"{self.address}/api/{path}?token={TOKEN}", method=method)
        with urllib.request.urlopen(request, timeout=SOON / 1000) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def close(self) -> None:
        """Leave no window and no kernel."""
        if self.window:
            self.window.page.context.close()
            self.window = None
        for kernel in self.ask("kernels"):  # with their sessions
            self.ask(f"kernels/{kernel['id']}", "DELETE")


@dataclass(frozen=True)
class Reading:
    """What a stage says at one moment: every part of it belongs to the same frame."""

    value: str  # what a screen reader says of the handle
    sentence: str
    label: str
    texts: dict[str, str]  # the readout

    @property
    def point(self) -> tuple[float, float]:
        """Where the handle is, as numbers."""
        x, y = re.findall(r"= (\S+?)(?:,|$)", plain(self.value))
        return float(x), float(y)

    def number(self, slot: str) -> float:
        """One number of the readout."""
        return float(plain(self.texts[slot]))

    def matrix(self) -> list[list[float]]:
        """The Hessian of the readout."""
        return [[self.number(f"H{i}{j}") for j in range(2)] for i in range(2)]


def monkey(x: float, y: float) -> np.ndarray:
    """The Hessian of x³ − 3xy², by hand."""
    return np.array([[6 * x, -6 * y], [-6 * y, -6 * x]])


def shows_monkeys(hand: "Hand") -> bool:
    """Whether the page shows the Hessian of x³ − 3xy², found by hand, at the point."""
    shown = hand.read()
    return np.allclose(shown.matrix(), monkey(*shown.point), rtol=2e-3, atol=2e-3)


class Hand:
    """A learner's hand on one stage: the one of this number in the page, or in a part of it."""

    def __init__(self, page: Page, number: int = 0, within: Locator | None = None) -> None:
        self.page = page
        self.root: Locator = (within or page).locator(".hesskit-stage").nth(number)
        self.picture = self.root.locator(".picture")
        self.canvas = self.root.locator("canvas[role=img]")
        self.backdrop = self.root.locator("canvas.backdrop")
        self.handle = self.root.locator(".handle").first
        self.turner = self.root.locator(".turner").first
        self.caption = self.root.locator("figcaption")
        self.sentence = self.root.locator(".folded .sentence")
        self.message = self.root.locator(".message")
        expect(self.handle).to_have_attribute("aria-valuetext", re.compile("x = "), timeout=SOON)
        self.canvas.scroll_into_view_if_needed()
        until(page, lambda: self.backdrop.evaluate(PAINTED), "the picture behind the handle")

    def read(self) -> Reading:
        """Everything that is said now. Two questions asked one after the other may be about two frames."""
        return Reading(**self.root.evaluate(READ))

    @property
    def value(self) -> str:
        """What a screen reader says of the handle."""
        return self.read().value

    @property
    def point(self) -> tuple[float, float]:
        """The same, as numbers."""
        return self.read().point

    def number(self, slot: str) -> float:
        """One number of the readout."""
        return self.read().number(slot)

    def matrix(self) -> list[list[float]]:
        """The Hessian of the readout."""
        return self.read().matrix()

    def pixels(self) -> str:
        """Everything painted."""
        layers = self.root.locator("canvas")
        return str(layers.evaluate_all("canvases => canvases.map(canvas => canvas.toDataURL()).join()"))

    def pixels_at_rest(self) -> str:
        """Everything painted, when the picture has come to where it glides."""
        return str(self.root.evaluate(AT_REST))

    def colour(self, x: float, y: float) -> list[int]:
        """The colour of the background at a share of its width and height."""
        script = "(c, [x, y]) => [...c.getContext('2d').getImageData(x * c.width, y * c.height, 1, 1).data]"
        return list(self.backdrop.evaluate(script, [x, y]))

    def middle(self, what: Locator | None = None) -> tuple[float, float]:
        """Where the handle (or something else) is on the screen, when it has stopped moving."""
        x, y = (what or self.handle).evaluate(STILL)
        return float(x), float(y)

    def press(self, what: Locator | None = None) -> tuple[float, float]:
        """Put the mouse down on the handle (or on something else), when nothing is in front of it."""
        node = what or self.handle

        def free() -> tuple[float, float] | None:
            place = self.middle(node)
            return place if node.evaluate(ON_TOP, place) else None

        x, y = until(self.page, free, "a picture with nothing before it")
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        return x, y

    def drag(
        self, right: float, down: float, what: Locator | None = None, steps: int = 12
    ) -> tuple[float, float]:
        """Drag with the mouse and let go; gives where. The page has painted what it could by itself."""
        x, y = self.press(what)
        self.page.mouse.move(x + right, y + down, steps=steps)
        self.page.mouse.up()
        self.paints()
        return x + right, y + down

    def paints(self) -> None:
        """Let the page paint what it knows: the first frame may have begun before the last event."""
        self.page.evaluate(TWO_FRAMES)

    def rests(self) -> None:
        """Wait until nothing moves any more: only then is the sentence announced.

        A recording has nothing else to wait for; a kernel may still have more to say: ask the Desk whether it is idle.
        """
        self.paints()
        spoken = self.root.locator("[aria-live=polite]")
        until(self.page, lambda: spoken.text_content() == self.sentence.text_content(), "the announcement")

    def arrives(self, x: float, y: float, within: float = 0.02) -> None:
        """Wait until the kernel has answered with this point."""
        until(self.page, lambda: max(abs(self.point[0] - x), abs(self.point[1] - y)) <= within, f"({x}, {y})")

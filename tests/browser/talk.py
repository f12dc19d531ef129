"""A talk from a deck: opened from a disk with the network cut, looked at, played with; and the lesson live."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from hesskit.course.lessons.lessons import all_lessons
from tests.browser.hands import Hand
from tests.browser.lab import PATIENCE
from tests.ports import free_port
from tests.site.built_site import once

SIZES = [(1280, 720), (1920, 1080)]
ROOT = Path(__file__).resolve().parents[2]
COMMAND = "from hesskit.command import main; main()"
HESSKIT = [sys.executable, "-c", COMMAND]
BUILD = [sys.executable, "-c", f"from tests.ports import give_kernels_ports as give; give(); {COMMAND}"]
READY = """async () => {
  await window.deckReady;
  const played = (stage) => !stage.querySelector(".dials").hidden;
  while (![...document.querySelectorAll(".hesskit-stage")].every(played)) await new Promise(requestAnimationFrame);
}"""
LOOK = """async () => {
  const deck = await window.deckReady, seen = [];
  const inside = (node) => !node.closest("aside, .spoken") && !(node.closest("math") && node.tagName !== "math");
  const sized = (node) => node.getBoundingClientRect().width > 1 && node.getBoundingClientRect().height > 1;
  for (const section of deck.getSlides()) {
    deck.slide(deck.getIndices(section).h);
    for (const part of section.querySelectorAll(".fragment")) part.classList.add("visible");
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    const frame = section.getBoundingClientRect();
    const over = [...section.querySelectorAll("*")].filter(inside).flatMap((node) => {
      const box = node.getBoundingClientRect();
      if (!box.width) return [];
      const [below, aside] = [box.bottom - frame.bottom, box.right - frame.right];
      const most = Math.max(below, aside, frame.left - box.left, frame.top - box.top);
      return most > 1 ? [`${node.tagName}.${node.className} by ${most}`] : [];
    });
    const prose = section.cloneNode(true);
    for (const node of prose.querySelectorAll("aside, code, pre")) node.remove();
    seen.push({
      name: section.id, kind: section.classList[0], over, prose: prose.textContent.trim(),
      wide: frame.width, tall: frame.height,
      empty: [...section.querySelectorAll("math")].filter((node) => inside(node) && !sized(node)).length,
      stage: Boolean(section.querySelector(".hesskit-stage")),
      canvas: section.querySelector("canvas[role=img]")?.width ?? 0,
      caption: section.querySelector("figcaption")?.textContent ?? "",
      still: section.querySelector("img.still")?.naturalWidth ?? 0,
    });
  }
  deck.slide(0);
  return seen;
}"""


def hesskit(*words: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "HESSKIT_PROGRESS": "off", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [*BUILD, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )


def finish(*made: subprocess.Popen[str]) -> None:
    said = [process.communicate(timeout=1800)[0] for process in made]
    assert [process.returncode for process in made] == [0] * len(made), said


def built_decks(factory: pytest.TempPathFactory) -> Path:
    """Give the folder of all decks, made once by the command and carried elsewhere; nobody may change it."""
    return once(factory, "slides", _make) / "a stick" / "with ümlauts"


def _make(folder: Path) -> None:
    halves = all_lessons()[::2], all_lessons()[1::2]
    finish(
        *(
            hesskit("slides", *(str(lesson.number) for lesson in half), "-o", str(folder / "made"))
            for half in halves
        )
    )
    shutil.copytree(folder / "made", folder / "a stick" / "with ümlauts")
    shutil.rmtree(folder / "made")


def right(hand: Hand, off: float = 0.0) -> tuple[float, str]:
    """The numbers of lesson 2's map agree with numpy, to the last of their four digits; gives D, and what is said.

    By so much an entry may be `off` its true value as it is shown: in a recording, of round numbers, by nothing.
    """
    shown = hand.read()
    matrix = np.array(shown.matrix())
    low, high = np.linalg.eigvalsh(matrix)
    right_ones = {"D": np.linalg.det(matrix), "low": low, "high": high, "trace": matrix.trace()}
    for slot, number in right_ones.items():
        last = 10.0 ** (np.floor(np.log10(max(abs(number), 1e-3))) - 3)
        slack = 0.51 * last + off * (1 + abs(matrix).sum())
        assert abs(shown.number(slot) - number) <= slack, (slot, matrix, shown)
    return shown.number("D"), shown.sentence


@dataclass
class Talk:
    """One deck in one offline window, and what went wrong."""

    page: Page
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.context.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda line: self.wrong.append(line.text) if line.type == "error" else None)
        self.page.on("request", lambda request: self._asked(request.url))

    def _asked(self, url: str) -> None:
        if not url.startswith(("file:", "data:", "blob:")):
            self.wrong.append(url)

    def open(self, deck: Path, slide: int = 0) -> None:
        self.page.goto(f"{deck.as_uri()}#/{slide}")
        self.page.evaluate(READY)

    def turn_to(self, dial: str) -> Hand:
        """Go to the slide whose recording has a dial of this label."""
        stage = self.page.locator(
            ".hesskit-stage", has=self.page.locator(".dial .name", has_text=re.compile(f"^{dial}$"))
        )
        script = """async (stage) => {
          const deck = await window.deckReady;
          deck.slide(deck.getIndices(stage.closest("section")).h);
        }"""
        stage.first.evaluate(script)
        every = self.page.locator(".hesskit-stage")
        number = stage.first.evaluate(
            "(one) => [...document.querySelectorAll('.hesskit-stage')].indexOf(one)"
        )
        expect(every.nth(number)).to_be_visible()
        return Hand(self.page, number)

    @property
    def slide(self) -> int:
        return int(self.page.evaluate("window.deckReady.then((deck) => deck.getIndices().h)"))


@contextlib.contextmanager
def talking(browser: Browser, size: tuple[int, int] = SIZES[0], **more: Any) -> Iterator[Talk]:
    """Cut the network, and look at the end for errors and for requests that left."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **more)
    context.set_offline(True)
    talk = Talk(context.new_page())
    try:
        yield talk
        assert talk.wrong == []
    finally:
        context.close()


@contextlib.contextmanager
def presented(lesson: str, log: Path) -> Iterator[str]:
    """Run `hesskit present` as a lecturer does, and press Ctrl-C at the end."""
    port = free_port()
    with log.open("w") as sink:
        process = subprocess.Popen(
            [*HESSKIT, "present", lesson, "--no-browser", f"--port={port}"], stdout=sink, stderr=sink,
            env={**os.environ, "HESSKIT_PROGRESS": "off"}, start_new_session=True,
        )  # fmt: skip
        try:
            address, deadline = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE / 1000
            while True:
                try:
                    urllib.request.urlopen(
                        f"{address}/voila/static/voila.js", timeout=PATIENCE / 1000
                    ).close()
                    break
                except OSError:
                    assert process.poll() is None and time.monotonic() < deadline, log.read_text()[-3000:]
                    time.sleep(0.1)
            yield address
        finally:
            with contextlib.suppress(ProcessLookupError):  # it has ended by itself, which was said above
                os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(timeout=PATIENCE / 1000)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

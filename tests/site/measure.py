"""How long the second tier takes, cold, from loopback: `python -m tests.site.measure [SITE]`, built with --offline."""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page

from hesskit.site.build import build_site
from tests.browser.hands import Hand
from tests.browser.lab import chromium
from tests.site.lite_desk import LiteDesk
from tests.site.static_host import Host, hosted

LESSON = "00-start-here.ipynb"
MOVES = 60
WATCH = """() => {
  const stage = document.querySelector(".hesskit-stage"), caption = stage.querySelector("figcaption");
  window.answers = [];
  let moved = null;
  document.addEventListener("pointermove", (event) => (moved ??= event.timeStamp), true);
  new MutationObserver(() => requestAnimationFrame(() => {
    if (moved !== null) window.answers.push(performance.now() - moved);
    moved = null;
  })).observe(caption, { childList: true, characterData: true, subtree: true });
}"""


def drag(page: Page) -> list[float]:
    """Move the point a little, many times, and wait each time until the page shows the answer: milliseconds."""
    hand = Hand(page)
    page.evaluate(WATCH)
    x, y = hand.press()
    for count in range(MOVES):
        known = page.evaluate("answers.length")
        page.mouse.move(x + 3 * (count % 20), y + 2 * (count % 15) + 1)
        page.wait_for_function("known => answers.length > known", arg=known, timeout=20_000)
    page.mouse.up()
    return sorted(page.evaluate("answers"))


def visit(browser: Browser, host: Host) -> list[str]:
    """One learner's first visit; gives the lines of the table."""
    context = browser.new_context(viewport={"width": 1280, "height": 950})
    desk = LiteDesk(context.new_page(), host.address)
    begin = time.monotonic()
    lines = []

    def note(what: str) -> None:
        lines.append(f"| {what} | {time.monotonic() - begin:.1f} s |")

    desk.open(LESSON)
    note("the notebook, with its stored pictures, can be read")
    desk.page.locator("#hesskit-status[data-state=loading]").wait_for(timeout=120_000)
    note("Python has started")
    desk.ready()
    note("the mathematics is loaded")
    pressed = time.monotonic()
    desk.menu("Run", "Run All Cells")
    desk.page.locator(".hesskit-stage .handle").first.wait_for(timeout=120_000)
    note("first live explorer")
    lines.append(f"| … since Run All Cells was chosen | {time.monotonic() - pressed:.1f} s |")
    desk.run_all()
    answers = drag(desk.page)
    late = answers[int(0.95 * len(answers))]
    lines.append(
        f"| drag: the hand to the painted answer, median (95 %) | {statistics.median(answers):.0f} ({late:.0f}) ms |"
    )
    lines.append(f"| fetched | {sum(host.sent.values()) / 1e6:.0f} MB |")
    context.close()
    return lines


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(place, "site")
        if len(sys.argv) == 1:
            build_site(
                folder, offline=True, pages=False, say=lambda sentence: print(sentence, file=sys.stderr)
            )
        with hosted(folder) as host, chromium() as browser:
            print("\n".join(visit(browser, host)))


if __name__ == "__main__":
    main()

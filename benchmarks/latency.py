"""From a hand's movement to changed pixels, in a real JupyterLab in a real Chromium: one command, one run, interleaved.

    python benchmarks/latency.py [--quick] [--lab stock,hesskit,quiet] [--explorers hessian,…|all] [--rounds N]

Every way (`ways.py`) shows the same scene in its own cell of one notebook; rounds go through all ways and all labs in
turn, so that a busy moment of the machine hurts all alike. Ratios are the result; milliseconds are the machine's.
With `--explorers` these are measured instead, as many in a notebook as a lesson
has, each against the floor of its own page.

The clock runs inside the page (`clock.js`, `performance.now()`). It starts just before a pointer event is dispatched to
the picture or to a slider, at a random phase of the screen's frames. It stops after the first *rendered* frame
(requestAnimationFrame, then a message delivered after its paint) in which the kernel's answer can be seen: for a
stage a canvas painted after an answer of the kernel came, for the floor its pixel painted, for `interact` a new,
loaded image. A drag sends one move a frame for some seconds and counts such frames; the lag is how long after release
something still changed. "Echo" is the browser's own: the dragged handle repainted before any answer. Bytes are those
the kernel's websocket brought during a drag.

The labs: `stock` is JupyterLab as installed, `hesskit` as `hesskit lab` starts it, `quiet` with `--quiet-toolbar`.
"""

import argparse
import contextlib
import os
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

import nbformat  # noqa: E402  (the path is set above)
from playwright.sync_api import Browser  # noqa: E402
from report import Measured, explorer_verdicts, table, verdicts  # noqa: E402

from tests.browser.lab import CHROMIUM, Desk, chromium, free_port, served, stock_lab  # noqa: E402

HERE = Path(__file__).parent
PATIENCE = 10_000  # ms after which a sample counts as lost
PAGE = 4  # explorers in a notebook: the lessons have two to six


@dataclass(frozen=True)
class Way:
    """One thing to move: what to run, how its change is seen, how it is held, and the floor it stands on."""

    name: str
    source: str
    see: str
    by: str
    floor: str


WAYS = (
    Way("floor, slider", "floor_slider()", "floor", "slider", "floor, slider"),
    Way("floor, drag", "floor_drag()", "floor", "pointer", "floor, drag"),
    Way("interact, slider", "interact_slider()", "image", "slider", "floor, slider"),
    Way("hesskit, slider", "hesskit_slider()", "stage", "slider", "floor, slider"),
    Way("hesskit, drag", "hesskit_drag()", "stage", "pointer", "floor, drag"),
)


@dataclass
class Lab:
    """A JupyterLab with the notebook of all ways open and run."""

    name: str
    desk: Desk
    cells: dict[str, int]

    def measure(self, way: Way, singles: int, seconds: float) -> Measured:
        """Measure one way once: some single updates and one drag."""
        page = self.desk.page
        page.bring_to_front()
        cell = page.locator(".jp-Notebook .jp-Cell").nth(self.cells[way.name])
        cell.evaluate("node => { node.id = 'measured-' + [...node.parentNode.children].indexOf(node) }")
        cell.locator(".jp-OutputArea-output").first.scroll_into_view_if_needed()
        self.desk.idle()
        told = {"selector": f"#{cell.get_attribute('id')}", "see": way.see, "by": way.by}
        samples = page.evaluate("([way, n, p]) => latencyClock.single(way, n, p)", [told, singles, PATIENCE])
        drag = page.evaluate("([way, d, q]) => latencyClock.drag(way, d, q)", [told, 1000 * seconds, 1500])
        return Measured(samples, [drag])


def command_of(lab: str, port: int, folder: Path) -> tuple[list[str], dict[str, str]]:
    """Give the command and the extra environment of a lab."""
    if lab == "stock":
        return stock_lab(port), {}
    from hesskit.course.lessons.launch import lab_command, lab_environment

    given = lab_environment(os.environ, quiet_toolbar=lab == "quiet")
    return lab_command(folder, "ways.ipynb", browser=False, port=port), given


def write_notebook(folder: Path, ways: tuple[Way, ...]) -> dict[str, int]:
    """Write a notebook with one cell for each way; gives each way's cell."""
    setup = f"import sys; sys.path.insert(0, {str(HERE)!r})\nimport ways"
    cells = [nbformat.v4.new_code_cell(source) for source in (setup, *(f"ways.{way.source}" for way in ways))]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "ways.ipynb")
    return {way.name: number for number, way in enumerate(ways, start=1)}


@contextlib.contextmanager
def opened(name: str, browser: Browser, ways: tuple[Way, ...]) -> Iterator[Lab]:
    """Start a lab, open the notebook, run it, and hand it over with the clock in place."""
    with tempfile.TemporaryDirectory() as home:
        folder, port = Path(home), free_port()
        cells = write_notebook(folder, ways)
        command, extra = command_of(name, port, folder)
        with served(command, port, folder, extra) as address:
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            page.add_init_script(path=HERE / "bytes.js")
            page.add_init_script(path=HERE / "clock.js")
            desk = Desk(page, address)
            desk.open("ways.ipynb")
            desk.run_all()
            yield Lab(name, desk, cells)
            page.close()


def explorer_pages(wanted: str) -> list[tuple[Way, ...]]:
    """Make a way, a drag, for each explorer named, on pages with a floor each; "all" names them all."""
    from hesskit import explore

    names = explore.__all__ if wanted == "all" else wanted.split(",")
    pages = []
    for first in range(0, len(names), PAGE):
        floor = f"floor {1 + first // PAGE}, drag"
        shown = [(f"{name}, drag", f"explorer({name!r})", "stage") for name in names[first : first + PAGE]]
        ways = [(floor, "floor_drag()", "floor"), *shown]
        pages.append(tuple(Way(name, source, see, "pointer", floor) for name, source, see in ways))
    return pages


def run(
    labs: list[str], pages: list[tuple[Way, ...]], rounds: int, singles: int, seconds: float
) -> dict[tuple[str, str], Measured]:
    """Measure every page in every lab, the ways of each interleaved."""
    found: dict[tuple[str, str], Measured] = defaultdict(Measured)
    order = random.Random(0)
    with chromium() as browser:
        for ways in pages:
            with contextlib.ExitStack() as stack:
                desks = [stack.enter_context(opened(name, browser, ways)) for name in labs]
                turns = [(lab, way) for lab in desks for way in ways]
                for number in range(rounds):
                    order.shuffle(turns)
                    for lab, way in turns:
                        found[lab.name, way.name] += lab.measure(way, singles, seconds)
                    print(f"round {number + 1} of {rounds}: load {os.getloadavg()[0]:.1f}", file=sys.stderr)
    return found


def main(arguments: list[str] | None = None) -> dict[str, Any]:
    """Measure and print; gives the verdicts on the targets."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--lab", default="stock,hesskit", help="any of stock, hesskit, quiet")
    parser.add_argument("--explorers", default="", help="these instead: names of explorers, or all")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument(
        "--quick", action="store_true", help="few repetitions: to see that it works, not to judge by"
    )
    chosen = parser.parse_args(arguments)
    if CHROMIUM is None:
        parser.error("no Chromium on this machine: install the package chromium first")
    labs = chosen.lab.split(",")
    if unknown := set(labs) - {"stock", "hesskit", "quiet"}:
        parser.error(f"no lab named {sorted(unknown)[0]!r}: choose among stock, hesskit, quiet")
    pages = explorer_pages(chosen.explorers) if chosen.explorers else [WAYS]
    rounds, singles, seconds = (1, 3, 0.6) if chosen.quick else (chosen.rounds, 30, 2.0)
    found = run(labs, pages, rounds, singles, seconds)
    floors = {way.name: way.floor for ways in pages for way in ways}
    print(table(found, floors))
    judged = explorer_verdicts(found, floors) if chosen.explorers else verdicts(found)
    print("\n".join(str(verdict) for verdict in judged))
    return {verdict.target: verdict.met for verdict in judged}


if __name__ == "__main__":
    main()

"""One page of a browser on the site's second tier, and what is read off it."""

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, expect

from tests.browser.lab import PATIENCE, Desk

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
ASK = """() => jupyterapp.shell.currentWidget.sessionContext.session.kernel
  .requestExecute({ code: "", silent: true, store_history: false }).done.then(() => null)"""
# what differs between one kernel and the next, or between a browser and a computer
PASSING = (
    (re.compile(r"\b[0-9a-f]{32}\b"), "MODEL_ID"),
    (re.compile(r"(?<= at )0x[0-9a-fA-F]+"), "0x0"),
    (re.compile(r"(?<=version )\S+"), "VERSION"),
    (re.compile(r"OK   jupyterlab version VERSION\n"), ""),  # in a browser it is the page, and no package
)


# a lesson is stored with its numbers: only a number that comes from now on tells that a cell has been run
WATCH = """async () => {
  const notebook = jupyterapp.shell.currentWidget.content;
  while (notebook.widgets.length < notebook.model.cells.length) await new Promise(requestAnimationFrame);
  window.hesskitCode = notebook.widgets.map((cell) => cell.model).filter((model) => model.type === "code");
  window.hesskitRan = new Set();
  for (const model of window.hesskitCode)
    model.stateChanged.connect((_model, { name, newValue }) => {
      if (name === "executionCount" && newValue) window.hesskitRan.add(model.id);
    });
}"""
ALL_RAN = """() => window.hesskitCode.every(
  (model) => window.hesskitRan.has(model.id) && model.executionCount && model.executionState !== "running")"""


def without_python(where: BrowserContext) -> None:
    """Let Python never come, where it is not asked for: to start it is half a minute of work."""
    where.route("**/pyodide.asm.wasm*", lambda _route: None)


class LiteDesk(Desk):
    """The same desk as in `hesskit lab`, on the site."""

    def open(self, notebook: str, more: str = "") -> None:
        """Follow a link to a lesson and wait until its cells are there."""
        self.notebook = notebook
        self.page.goto(f"{self.address}/run/lab/index.html?path={notebook}{more}")
        self.page.locator(".jp-Notebook:visible .jp-Cell").first.wait_for(timeout=PATIENCE)

    def ready(self) -> None:
        """Wait until the page says that Python is ready."""
        status = self.page.locator("#hesskit-status")
        expect(status).to_have_attribute("data-state", re.compile("ready|broken"), timeout=3 * PATIENCE)
        expect(status).to_have_text("Python is ready: run a cell with Shift+Enter.")

    def run_all(self) -> None:
        """Choose Run → Run All Cells, as a learner does, and wait until each cell of this notebook has been run."""
        self.page.evaluate(WATCH)
        self.menu("Run", "Run All Cells")
        self.page.wait_for_function(ALL_RAN, timeout=2 * PATIENCE)
        self.page.evaluate(ASK)  # the pictures have asked for their size and theme meanwhile

    def menu(self, name: str, item: str) -> None:
        """Choose an item of a menu, as a learner does."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{name}$")).click()
        self.page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{re.escape(item)}")).first.click()

    def ledger(self) -> str:
        """What the browser remembers of versions."""
        return str(self.page.evaluate("JSON.stringify(localStorage)"))

    def cells(self) -> list[dict[str, Any]]:
        """The notebook as it is in the page."""
        found = self.page.evaluate("() => jupyterapp.shell.currentWidget.content.model.toJSON().cells")
        return list(found)


def stored(lesson: str) -> list[dict[str, Any]]:
    """The cells of a lesson as hesskit ships it."""
    return list(json.loads((NOTEBOOKS / lesson).read_text("utf-8"))["cells"])


def told(cells: list[dict[str, Any]]) -> dict[str, list[tuple[str, str]]]:
    """Everything that each cell says in words and numbers, the sentences under its pictures too."""
    return {
        f"{number}: {_text(cell['source'])}": sorted(
            pair for output in cell["outputs"] for pair in _words(output)
        )
        for number, cell in enumerate(cells)
        if cell["cell_type"] == "code"
    }


def _words(output: dict[str, Any]) -> list[tuple[str, str]]:
    found = [(kind, value) for kind, value in output.get("data", {}).items() if kind.startswith("text/")]
    found += [("alt", about["alt"]) for about in output.get("metadata", {}).values() if "alt" in about]
    if "text" in output:
        found.append((output["name"], output["text"]))
    if "ename" in output:
        found.append(("error", f"{output['ename']}: {output['evalue']}"))
    return [(kind, _lasting(_text(value))) for kind, value in found]


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)


def _lasting(text: str) -> str:
    for pattern, instead in PASSING:
        text = pattern.sub(instead, text)
    return text

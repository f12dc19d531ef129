"""A real JupyterLab in a real Chromium, for tests and benchmarks. Loopback only; every wait is for a condition."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, WebSocket, expect, sync_playwright

from tests.ports import free_port as free_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
TOKEN = "learner"
PATIENCE = 180_000  # ms; a bound on hope, not a measurement
expect.set_options(timeout=PATIENCE)  # Playwright's own is 5 s, which a busy machine exceeds
# of a Jupyter server, whose kernels then have ports that nobody else is given, and whose page can be asked things
CONFIGURATION = f"""import sys
sys.path.insert(0, {str(Path(__file__).resolve().parents[2])!r})
from tests.ports import give_kernels_ports
give_kernels_ports()
c.LabApp.expose_app_in_browser = True
"""
# in a notebook of its own, but with the kernel that is there, which forgets everything but what it has imported
OPEN_HERE = """async (path) => {
  const { shell, commands, serviceManager } = jupyterapp, left = shell.currentWidget;
  const { model } = left.sessionContext.session.kernel;
  const kernel = serviceManager.kernels.connectTo({ model, handleComms: false });
  left.dispose();
  const code = "import ipywidgets\\nipywidgets.Widget.close_all()\\n%reset -f";
  await kernel.requestExecute({ code, silent: true, store_history: false }).done;
  kernel.dispose();
  const panel = await commands.execute("docmanager:open", { path, factory: "Notebook", kernel: model });
  await Promise.all([panel.context.ready, panel.sessionContext.ready]);
  await panel.sessionContext.session.kernel.info;
  return panel.sessionContext.session.kernel.id === model.id;
}"""
# JupyterLab's own noise, not ours: a 404 for a workspace or a lesson's autosaved state that is not there yet
HARMLESS = ("favicon", "workspaces", "Failed to load resource", "ResizeObserver loop")


@contextlib.contextmanager
def served(
    command: list[str], port: int, folder: Path, extra: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Run a Jupyter server, with some more environment, until the block ends; yields its address."""
    own = {"JUPYTER_CONFIG_DIR": ".config", "JUPYTER_RUNTIME_DIR": ".runtime", "IPYTHONDIR": ".ipython"}
    environment = {
        **os.environ,
        **(extra or {}),
        **{name: str(folder / place) for name, place in own.items()},
    }
    (folder / ".config").mkdir(exist_ok=True)
    (folder / ".config" / "jupyter_server_config.py").write_text(CONFIGURATION)
    environment |= {"JUPYTER_TOKEN": TOKEN, "HESSKIT_PROGRESS": "off", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    log = folder / "server.log"
    with log.open("w") as sink:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=sink, stderr=subprocess.STDOUT
        )
        address = f"http://127.0.0.1:{port}"
        try:
            deadline = time.monotonic() + PATIENCE / 1000
            while True:
                try:
                    urllib.request.urlopen(f"{address}/api?token={TOKEN}", timeout=PATIENCE / 1000).close()
                    break
                except OSError:
                    if process.poll() is not None or time.monotonic() > deadline:
                        raise RuntimeError(f"the server did not start:\n{log.read_text()[-3000:]}") from None
                    time.sleep(0.1)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(timeout=PATIENCE / 1000)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def stock_lab(port: int) -> list[str]:
    """Give the command of a stock JupyterLab."""
    return [
        sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--ip=127.0.0.1", "--allow-root",
        f"--IdentityProvider.token={TOKEN}", "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip


def hesskit_lab(port: int, folder: Path, *extra: str) -> list[str]:
    """Give the command a learner types; `served` gives it a known token."""
    command = Path(sys.executable).with_name("hesskit")
    return [str(command), "lab", str(folder), "--no-browser", f"--port={port}", *extra]


RUN_A_CELL = (rb'"msg_type": ?"execute_request"', rb'"store_history": ?true')


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame


def _messages(frame: str | bytes) -> list[bytes]:
    """Find the names of the messages a frame speaks of: its own, then that of the one it answers."""
    return re.findall(rb'"msg_id": ?"([^"]+)"', _bytes(frame))


@dataclass
class Desk:
    """One page of a browser on one server, and what it said."""

    page: Page
    address: str
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    kernels: set[str] = field(default_factory=set)  # whose websockets have spoken
    unanswered: set[bytes] = field(default_factory=set)  # messages the kernel is not done with
    runs: list[bytes] = field(default_factory=list)  # messages that ask for a cell to be run
    notebook: str = ""
    told: str = ""  # the last sentence of a stage that came from a kernel

    def __post_init__(self) -> None:
        self.page.context.set_default_timeout(PATIENCE)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("websocket", self._joined)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(word in message.text for word in HARMLESS):
            self.errors.append(message.text)

    def _asked(self, url: str) -> None:
        if url.startswith(("http", "ws")) and "127.0.0.1" not in url.split("/")[2]:
            self.outside.append(url)

    def _joined(self, socket: WebSocket) -> None:
        if "/channels" not in socket.url:
            return

        own: set[bytes] = set()

        def sent(frame: str | bytes) -> None:
            own.update(_messages(frame)[:1])
            self.unanswered.update(_messages(frame)[:1])
            if all(re.search(words, _bytes(frame)) for words in RUN_A_CELL):
                self.runs.extend(_messages(frame)[:1])

        def received(frame: str | bytes) -> None:
            self.kernels.add(socket.url.split("?")[0])
            for sentence in re.findall(rb'"sentence": ?("(?:[^"\\]|\\.)*")', _bytes(frame)):
                self.told = json.loads(sentence)
            if re.search(rb'"execution_state": ?"idle"', _bytes(frame)):
                self.unanswered.difference_update(
                    _messages(frame)[1:2]
                )  # after its own name, what it answers

        socket.on("framesent", sent)
        socket.on("framereceived", received)
        socket.on("close", lambda _socket: self.unanswered.difference_update(own))

    def open(self, notebook: str) -> None:
        """Open a notebook and wait until its cells and its kernel are there."""
        self.notebook = notebook
        self.page.goto(f"{self.address}/lab/tree/{notebook}?token={TOKEN}&reset")
        self.page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=PATIENCE)
        deadline = time.monotonic() + PATIENCE / 1000
        while not self.kernels:  # the indicator says idle before the kernel can be asked anything
            assert time.monotonic() < deadline, "no kernel came"
            self.page.wait_for_timeout(50)
        self.idle()

    def open_here(self, notebook: str) -> None:
        """Put a notebook in the place of the one that is open, with the same kernel: neither is started again."""
        self.notebook = notebook
        self.unanswered.clear()  # what a page that is gone has asked
        assert self.page.evaluate(OPEN_HERE, notebook)
        self.page.locator(".jp-Notebook:visible .jp-Cell").first.wait_for(timeout=PATIENCE)
        self.idle()

    def nothing_went_wrong(self) -> None:
        """Since this was asked last, no error was met and nothing was asked of another machine."""
        errors, outside = self.errors[:], self.outside[:]
        self.errors.clear()
        self.outside.clear()
        assert errors == []
        assert outside == []

    def idle(self) -> None:
        """Wait until the kernel has nothing more to do: all that was sent to it is done."""
        deadline = time.monotonic() + PATIENCE / 1000
        while self.unanswered:
            assert time.monotonic() < deadline, f"the kernel is not done with {self.unanswered}"
            self.page.wait_for_timeout(20)
        indicator = self.page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').first
        expect(indicator).to_be_attached(timeout=PATIENCE)

    def run_all(self) -> None:
        """Choose Run → Run All Cells, as a learner does, and wait until all have been run.

        A lesson is stored with its numbers: they do not tell whether it has been run here.
        """
        before, count = len(self.runs), self._count_cells()
        self.page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
        self.page.locator('.lm-Menu li[data-command="runmenu:run-all"]').click()
        code = self.page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt")
        deadline = time.monotonic() + 2 * PATIENCE / 1000
        while len(self.runs) < before + count or self.unanswered & {*self.runs[before:]}:
            assert time.monotonic() < deadline, f"of {count} cells {len(self.runs) - before} were run"
            self.page.wait_for_timeout(50)
        # a long notebook is still being laid out while it runs: how many cells there are must be asked again and again
        while code.count() != count or not re.fullmatch(r"\[\d+\]:", code.last.inner_text().strip()):
            assert time.monotonic() < deadline, f"the last cell did not run: {code.last.inner_text()}"
            self.page.wait_for_timeout(100)
        self.idle()

    def _count_cells(self) -> int:
        """Count the cells of the stored notebook that can be run."""
        place = f"{self.address}/api/contents/{self.notebook}?token={TOKEN}"
        with urllib.request.urlopen(place, timeout=PATIENCE / 1000) as answer:
            cells = json.load(answer)["content"]["cells"]
        return sum(cell["cell_type"] == "code" and bool("".join(cell["source"]).strip()) for cell in cells)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start one Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=PATIENCE)
        try:
            yield browser
        finally:
            browser.close()

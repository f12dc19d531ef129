"""A real JupyterLab in a real Chromium, for tests and benchmarks. Loopback only; every wait is for a condition."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, WebSocket, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
TOKEN = "learner"
PATIENCE = 60_000  # ms; a bound on hope, not a measurement
# JupyterLab's own noise, not ours: a 404 for a workspace or a lesson's autosaved state that is not there yet
HARMLESS = ("favicon", "workspaces", "Failed to load resource", "ResizeObserver loop")


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
    environment |= {"JUPYTER_TOKEN": TOKEN, "HESSKIT_PROGRESS": "off", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    log = folder / "server.log"
    with log.open("w") as sink:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=sink, stderr=subprocess.STDOUT
        )
        address = f"http://127.0.0.1:{port}"
        try:
            deadline = time.monotonic() + 90
            while True:
                try:
                    urllib.request.urlopen(f"{address}/api?token={TOKEN}", timeout=5).close()
                    break
                except OSError:
                    if process.poll() is not None or time.monotonic() > deadline:
                        raise RuntimeError(f"the server did not start:\n{log.read_text()[-3000:]}") from None
                    time.sleep(0.1)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()


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

    def __post_init__(self) -> None:
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

        def sent(frame: str | bytes) -> None:
            self.unanswered.update(_messages(frame)[:1])

        def received(frame: str | bytes) -> None:
            self.kernels.add(socket.url.split("?")[0])
            if re.search(rb'"execution_state": ?"idle"', _bytes(frame)):
                self.unanswered.difference_update(
                    _messages(frame)[1:2]
                )  # after its own name, what it answers

        socket.on("framesent", sent)
        socket.on("framereceived", received)
        socket.on("close", lambda _socket: self.unanswered.clear())

    def open(self, notebook: str) -> None:
        """Open a notebook and wait until its cells and its kernel are there."""
        self.page.goto(f"{self.address}/lab/tree/{notebook}?token={TOKEN}&reset")
        self.page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=PATIENCE)
        deadline = time.monotonic() + PATIENCE / 1000
        while not self.kernels:  # the indicator says idle before the kernel can be asked anything
            assert time.monotonic() < deadline, "no kernel came"
            self.page.wait_for_timeout(50)
        self.idle()

    def idle(self) -> None:
        """Wait until the kernel has nothing more to do: all that was sent to it is done."""
        deadline = time.monotonic() + PATIENCE / 1000
        while self.unanswered:
            assert time.monotonic() < deadline, f"the kernel is not done with {self.unanswered}"
            self.page.wait_for_timeout(20)
        indicator = self.page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').first
        expect(indicator).to_be_attached(timeout=PATIENCE)

    def run_all(self) -> None:
        """Choose Run → Run All Cells, as a learner does, and wait until the last cell has its number."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
        self.page.locator('.lm-Menu li[data-command="runmenu:run-all"]').click()
        code = self.page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt")
        deadline = time.monotonic() + PATIENCE / 1000
        # a long notebook is still being laid out while it runs: how many cells there are must be asked again and again
        while code.last.inner_text().strip() != f"[{code.count()}]:":
            assert time.monotonic() < deadline, f"the last cell did not run: {code.last.inner_text()}"
            self.page.wait_for_timeout(100)
        self.idle()


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start one Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()

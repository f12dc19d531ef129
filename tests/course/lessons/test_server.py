"""The server extension: it takes effect on the installed Jupyter Server, and steps aside where it should."""

import asyncio
import logging
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import websocket
from running_lab import RunningLab, running_lab

from hesskit.course.lessons import launch as server
from hesskit.course.lessons.launch import kernel_websocket_handler, outlook, send_at_once


class Stock:
    """A handler as Jupyter Server has it today."""

    def __init__(self) -> None:
        self.calls: list[object] = []

    def set_nodelay(self, value: bool) -> None:
        self.calls.append(value)

    async def open(self, kernel_id: str) -> str:
        self.calls.append(kernel_id)
        return "opened"


class Improved(Stock):
    """A handler of a Jupyter Server that does it itself."""

    async def open(self, kernel_id: str) -> str:
        self.set_nodelay(True)
        return await super().open(kernel_id)


def fresh() -> type[Stock]:
    return type("Fresh", (Stock,), {"open": Stock.open})


def test_no_delay_is_asked_for_before_the_connection_opens() -> None:
    handler = fresh()
    assert outlook(handler) == "applied"
    assert send_at_once(handler) == "applied"
    opened = handler()
    assert asyncio.run(opened.open("k1")) == "opened"
    assert opened.calls == [True, "k1"]


def test_a_second_call_changes_nothing_more() -> None:
    handler = fresh()
    send_at_once(handler)
    once = handler.open
    assert send_at_once(handler) == "applied"
    assert handler.open is once


def test_it_steps_aside_where_jupyter_does_it_itself() -> None:
    before = Improved.open
    assert send_at_once(Improved) == "built in"
    assert Improved.open is before


@pytest.mark.parametrize(
    "handler",
    [
        None,
        type("NoOpen", (), {"set_nodelay": Stock.set_nodelay}),
        type("NoMethod", (), {"open": Stock.open}),
        type("NoSource", (), {"set_nodelay": Stock.set_nodelay, "open": print}),
    ],
)
def test_it_steps_aside_where_the_class_is_another(handler: Any) -> None:
    before = dict(vars(handler)) if handler else None
    assert send_at_once(handler) == "not possible"
    assert before == (dict(vars(handler)) if handler else None)


def test_loading_says_what_was_done(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    log = logging.getLogger("a server")
    for handler, word in ((fresh(), "TCP_NODELAY"), (Improved, "by itself"), (None, "another one")):
        monkeypatch.setattr(server, "kernel_websocket_handler", lambda handler=handler: handler)
        with caplog.at_level(logging.INFO, logger=log.name):
            server._load_jupyter_server_extension(SimpleNamespace(log=log))
        assert word in caplog.messages[-1]


def test_a_jupyter_server_without_the_class_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jupyter_server.services.kernels.websocket", None)
    assert kernel_websocket_handler() is None


def nodelay_of_an_open_kernel_websocket(lab: RunningLab) -> list[bool]:
    """Start a kernel, open its websocket as a browser does, and ask the server about its accepted sockets."""
    kernel = lab.post("api/kernels")["id"]
    address = f"ws://127.0.0.1:{lab.port}/api/kernels/{kernel}/channels?session_id=test&token={lab.token}"
    channel = websocket.create_connection(address, timeout=300)
    try:
        channel.recv()  # the kernel's first message: the connection is open on both sides
        return lab.get("nodelay")
    finally:
        channel.close()


def test_it_takes_effect_on_the_installed_server(tmp_path: Path) -> None:
    with running_lab(tmp_path, probe=True) as lab:
        assert nodelay_of_an_open_kernel_websocket(lab) == [True]


def test_without_it_the_installed_server_still_needs_it(tmp_path: Path) -> None:
    """Fails on the day Jupyter Server does it itself: then the extension can go."""
    with running_lab(tmp_path, probe=True, settings=False) as lab:
        assert nodelay_of_an_open_kernel_websocket(lab) == [False]


def test_the_terminal_is_calm(tmp_path: Path) -> None:
    """No warning at the start, and none when a kernel answers (nbgrader's, which no learner has, apart)."""
    with running_lab(tmp_path, probe=True) as lab:
        nodelay_of_an_open_kernel_websocket(lab)
        lines = (tmp_path / "log.txt").read_text(errors="replace").splitlines()
    assert [line for line in lines if "warning" in line.lower() and "NbGrader" not in line] == []

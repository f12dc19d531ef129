"""A long computation done in rounds: a bar that says how far it is, and a button that stops it or goes on."""

import logging
import threading
from collections.abc import Callable
from typing import Any

import traitlets
from ipywidgets import Button, HBox, IntProgress, Layout

log = logging.getLogger("hesskit.explore")


class Progress(HBox):
    """How many rounds of a computation to show; `value` counts them.

    Where no browser is looking (a notebook that is run by a machine, a test) every round is done at once. Once one is,
    another question starts again from the first round, and a thread does the others, one after another.

    Parameters
    ----------
    rounds : int
        How many there are.
    prepare : callable
        `prepare(k)` does the first k rounds for what the controls say now, and keeps them; it may be called on
        another thread, and must not touch a widget.
    label : str
        What the bar is called.
    """

    value = traitlets.Int()

    def __init__(self, rounds: int, prepare: Callable[[int], Any], label: str) -> None:
        self.rounds, self.prepare = rounds, prepare
        self.live = False  # whether a browser has spoken
        self.thread: threading.Thread | None = None
        self._token: object | None = None  # of the thread that may go on
        self._lock: Any = threading.RLock()
        self.bar = IntProgress(
            value=rounds, min=0, max=rounds, description=label, style={"description_width": "initial"},
            layout=Layout(width="260px"),
        )  # fmt: skip
        self.button = Button(layout=Layout(width="90px"))
        super().__init__([self.bar, self.button], value=rounds)
        self._show()
        self.button.on_click(lambda _button: self._pressed())
        self.observe(lambda _change: self._show(), "value")

    @property
    def running(self) -> bool:
        """Whether a thread is at work on what is asked now."""
        return self._token is not None and self.value < self.rounds

    def join(self, explorer: Any) -> None:
        """Learn whose progress this is: its lock keeps the thread and the cells apart."""
        self._lock = explorer.stage.lock
        explorer.stage.on_msg(self._hear)

    def follow(self, *controls: Any) -> None:
        """Start again whenever one of these controls asks another question; call it before they join an explorer."""
        for control in controls:
            control.observe(lambda _change: self.restart(), "value")

    def restart(self) -> None:
        """Begin with the first round, or do them all where no browser is looking."""
        with self._lock:
            self._token = None
            self.value = 1 if self.live else self.rounds
            if self.live:
                self._begin()

    def cancel(self) -> None:
        """Stop after the round that is being done."""
        with self._lock:
            self._token = None
            self._show()

    def read(self, value: Any) -> int:
        """Turn what code assigns into a value; ValueError when there is no such round."""
        if int(value) != value or not 1 <= value <= self.rounds:
            raise ValueError(f"the rounds are counted from 1 to {self.rounds}; you gave {value!r}")
        return int(value)

    def close(self) -> None:
        """Stop, and leave the page."""
        self.cancel()
        super().close()

    def _hear(self, _widget: Any, _content: Any, _buffers: Any) -> None:
        self.live = True

    def _pressed(self) -> None:
        if self.running:
            self.cancel()
        elif self.value < self.rounds:
            self._begin()

    def _begin(self) -> None:
        token = self._token = object()
        self.thread = threading.Thread(target=self._work, args=(token,), daemon=True, name="hesskit-progress")
        try:
            self.thread.start()
        except RuntimeError:  # a kernel in the browser has no threads
            self.thread = None
            self.value = self.rounds
        self._show()

    def _work(self, token: object) -> None:
        try:
            while self._token is token and self.value < self.rounds:
                wanted = self.value + 1
                self.prepare(wanted)
                with self._lock:
                    if self._token is token and self.value == wanted - 1:
                        self.value = wanted
        except Exception:
            log.exception("round %d could not be done", self.value + 1)
            self.cancel()

    def _show(self) -> None:
        """Say on the bar and on the button how things stand."""
        done = self.value >= self.rounds
        self.bar.value = self.value
        self.bar.bar_style = "success" if done else "info" if self.running else "warning"
        self.button.description = "Cancel" if done or self.running else "Continue"
        self.button.tooltip = "stop here" if done or self.running else "do the rest"
        self.button.disabled = done

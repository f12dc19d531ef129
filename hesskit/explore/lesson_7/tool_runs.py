"""Asking the tools while a picture stays alive: a tool starts when it is switched on, in a thread, and is timed.

The answers in ``tool_answers.toml`` were given by the tools on one machine; they stand in for a tool that is switched
off or not installed.
"""

import html
import logging
import threading
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt
import traitlets
from ipywidgets import HTML, Checkbox, HBox, Layout, VBox

from hesskit.explore.parts import conjunction, tick
from hesskit.maths.calculus import hessian
from hesskit.maths.surfaces import Surface
from hesskit.maths.tools import TOOLS, OctaveError

Array = npt.NDArray[np.float64]
Key = tuple[str, Surface, tuple[float, ...], str]  # tool, surface, point, trap
log = logging.getLogger("hesskit.explore")

OWN = {"symbolic": "SymPy", "autograd": "autograd", "difference": "differences"}
TITLES = {
    **OWN, "jax": "JAX", "torch": "PyTorch", "tensorflow": "TensorFlow", "scipy": "SciPy", "octave": "MATLAB code",
    "gurobi": "Gurobi", "highs": "HiGHS",
}  # fmt: skip
REPEATS = 3  # calls that are timed after the first
KEPT = 512  # answers
SLOW = 2.0  # s a call, from which on a tool is not asked again while a hand moves


@dataclass(frozen=True, eq=False)
class Answer:
    """What a tool says of one Hessian, and how that is known.

    `state` is "here" (computed now), "stored" (by another machine), "off" (nothing is known), "absent" (the same of a
    tool that is not installed), "busy" or "failed".
    """

    tool: str
    state: str
    hessian: Array | None = None  # (2, 2)
    said: str = ""
    seconds: tuple[float, float] | None = None  # of the first call and of each later one

    @property
    def title(self) -> str:
        """The tool's name as its makers write it."""
        return TITLES[self.tool]

    def error(self, exact: Array) -> float:
        """The largest error of an entry; NaN where there is none."""
        if self.hessian is None:
            return float("nan")
        with np.errstate(invalid="ignore"):
            return float(np.max(np.abs(self.hessian - exact)))


@cache
def stored_answers() -> dict[str, Any]:
    """What the tools answered on one machine: Hessians, traps and seconds."""
    return tomllib.loads((Path(__file__).parent / "tool_answers.toml").read_text("utf-8"))


def stored(tool: str, surface: Surface, point: Sequence[float], trap: str) -> Answer:
    """The stored answer of a tool, or one that says that there is none."""
    found = stored_answers()
    seconds = found.get("seconds", {}).get(tool)
    times = (float(seconds["first"]), float(seconds["each"])) if seconds else None
    for entry in found["answers"]:
        asked_for = (entry["tool"], entry["trap"], tuple(entry["point"]))
        if asked_for == (tool, trap, tuple(point)) and _surface(entry["formula"]).expr == surface.expr:
            matrix = np.array(entry["hessian"], float) if "hessian" in entry else None
            return Answer(tool, "stored", matrix, entry.get("said", ""), times)
    return Answer(tool, "off", None, "", times)


@cache
def _surface(formula: str) -> Surface:
    return Surface(formula)


def asked(tool: str, surface: Surface, point: Sequence[float], trap: str, first: bool = True) -> Answer:
    """Ask a tool now, and time it; whatever goes wrong becomes a sentence.

    >>> asked("symbolic", Surface("x^2 + 3xy + y^2"), (0, 0), "").hessian.tolist()
    [[2.0, 3.0], [3.0, 2.0]]
    """
    place = np.array(point, float)
    if tool == "autograd" and trap == "nan":
        return Answer(tool, "here", _clairaut(), "autograd gives no number: the chain rule meets 0/0.")
    try:
        sprung = next((one for one in TOOLS[tool].traps if one.name == trap), None) if tool in TOOLS else None
        if sprung is not None:
            given = sprung.spring(surface, place)
            return Answer(tool, "here" if given.hessian is not None else "failed", given.hessian, given.said)
        found, start = _timed(tool, surface, place)
        later = (
            [_timed(tool, surface, place)[1] for _ in range(REPEATS if start < SLOW else 0)]
            if first
            else [start]
        )
        return Answer(tool, "here", found, "", (start, min(later, default=start)))
    except (ValueError, TypeError, ImportError, OctaveError) as error:
        return Answer(tool, "failed", None, str(error))
    except Exception as error:  # another program's own errors are many
        log.exception("%s could not give a Hessian", tool)
        return Answer(tool, "failed", None, f"{TITLES[tool]} failed here ({type(error).__name__}).")


def traps_of(tool: str) -> set[str]:
    """Name the traps that a tool falls into by default; asking starts nothing."""
    own = {"nan"} if tool == "autograd" else set()
    return own | ({one.name for one in TOOLS[tool].traps} if tool in TOOLS else set())


def _clairaut() -> Array:
    """Autograd's Hessian of Clairaut's counterexample at the origin."""
    import warnings

    import autograd.numpy as anp

    def g(x: Any, y: Any) -> Any:
        return anp.where(x * x + y * y == 0, 0.0, x * y * (x**2 - y**2) / (x**2 + y**2))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.asarray(hessian(g, (0.0, 0.0), "autograd"), float)


def _timed(tool: str, surface: Surface, place: Array) -> tuple[Array, float]:
    began = perf_counter()
    given = TOOLS[tool].hessian(surface, place) if tool in TOOLS else hessian(surface, place, tool)  # type: ignore[arg-type]
    found = np.asarray(given, float)
    return found, perf_counter() - began


class ToolRuns(HBox):
    """The answers of the tools that are on; `value` counts those that came, so that the picture follows.

    Where no browser looks (a notebook that is run by a machine, a test) a tool is asked at once. Else a thread asks,
    and a line says which tool works.
    """

    value = traitlets.Int()

    def __init__(self, ask: Callable[..., Answer] = asked) -> None:
        self._ask = ask
        self._known: dict[Key, Answer] = {}
        self._begun: dict[tuple[str, Surface], float] = {}  # seconds of the first call
        self._wanted: tuple[Key, ...] = ()
        self._slow: set[str] = set()
        self._lock: Any = threading.RLock()
        self.thread: threading.Thread | None = None
        self.live = False  # whether a browser has spoken
        self.sign = HTML(layout=Layout(width="auto"))
        super().__init__([self.sign])

    def join(self, explorer: Any) -> None:
        """Learn whose answers these are: its lock keeps the thread and the cells apart."""
        self._lock = explorer.stage.lock
        explorer.stage.on_msg(self._hear)

    def answers(self, keys: Sequence[Key]) -> list[Answer]:
        """Give what is known of each question, and have the rest answered."""
        for key in keys:
            if key not in self._known and (
                key[0] in OWN or not self.live
            ):  # our own routes are quick, always
                self._keep(key, self._ask(*key, first=(key[0], key[1]) not in self._begun))
        self._wanted = tuple(key for key in keys if key not in self._known)
        if self._wanted:
            self._begin()
        self._show()
        return [self._known.get(key) or Answer(key[0], "busy") for key in keys]

    def kept(self, value: int) -> None:
        """Leave nothing to a notebook that is opened again: the tools are asked anew."""

    def _keep(self, key: Key, answer: Answer) -> None:
        if answer.seconds is not None:
            first = self._begun.setdefault((key[0], key[1]), answer.seconds[0])
            answer = replace(answer, seconds=(first, answer.seconds[1]))
        self._known[key] = answer
        while len(self._known) > KEPT:
            del self._known[next(iter(self._known))]

    def _hear(self, _widget: Any, _content: Any, _buffers: Any) -> None:
        self.live = True

    def _begin(self) -> None:
        if self.thread is not None and self.thread.is_alive():
            return
        self.thread = threading.Thread(target=self._work, daemon=True, name="hesskit-tools")
        try:
            self.thread.start()
        except RuntimeError:  # a kernel in the browser has no threads
            self.thread = None
            for key in self._wanted:
                self._keep(key, self._ask(*key))
            self._wanted = ()

    def _work(self) -> None:
        while True:
            with self._lock:
                key = next((one for one in self._wanted if one not in self._known), None)
                if key is None:
                    self.thread = None
                    return
            answer = self._ask(*key, first=(key[0], key[1]) not in self._begun)
            with self._lock:
                self._keep(key, answer)
                if key in self._wanted:
                    self.value += 1  # the picture asks again, and finds it

    def _show(self) -> None:
        """Say which tool is at work."""
        names = [TITLES[key[0]] for key in self._wanted]
        text = f"{conjunction(names)} at work …" if names else ""
        self.sign.value = f'<span role="status">{html.escape(text)}</span>'


class ToolSwitches(VBox):
    """One box to tick for each tool; `value` names those that are on. What is not here is grey, and says so."""

    value = traitlets.Tuple()

    def __init__(self, names: Sequence[str], on: Sequence[str] = ()) -> None:
        self.names = tuple(names)
        self.here = [name for name in names if name in TOOLS and TOOLS[name].available()]
        self.boxes: dict[str, Checkbox] = {
            name: tick(TITLES[name] if name in self.here else f"{TITLES[name]} (not here)") for name in names
        }
        self.note = HTML(_absent([name for name in names if name not in self.here]))
        self._setting = False
        super().__init__([HBox(list(self.boxes.values()))], value=self.read(on))
        for name, box in self.boxes.items():
            box.disabled = name not in self.here
            box.value = name in self.value
            box.observe(self._ticked, "value")
        self.observe(self._assigned, "value")

    def read(self, value: Any) -> tuple[str, ...]:
        """Turn one name or several into a value; ValueError for a tool that is not offered."""
        names = (value,) if isinstance(value, str) else tuple(value)
        for name in names:
            if name not in self.names:
                raise ValueError(f"there is no tool {name!r} here; the tools are {', '.join(self.names)}.")
        return tuple(name for name in self.names if name in names)

    def _ticked(self, _change: Any) -> None:
        if not self._setting:
            self.value = tuple(name for name, box in self.boxes.items() if box.value)

    def _assigned(self, change: dict[str, Any]) -> None:
        self._setting = True
        try:
            for name, box in self.boxes.items():
                box.value = name in change["new"]
        finally:
            self._setting = False


def _absent(names: Sequence[str]) -> str:
    """Say which tools are not here, and which line installs them."""
    lines: dict[str, list[str]] = {}
    asides = []
    for name in names:
        line, _, aside = TOOLS[name].install.partition(" (")
        lines.setdefault(line, []).append(name)
        if aside:
            asides.append(f"<p>{TITLES[name]}: {html.escape(aside.removesuffix(')'))}.</p>")
    told = [
        f"<p>Not here: {conjunction(TITLES[name] for name in absent)}. To install: <code>{html.escape(line)}</code></p>"
        for line, absent in lines.items()
    ]
    return "".join([*told, *asides, "<p>Their stored answers are shown, hollow.</p>"]) if told else ""

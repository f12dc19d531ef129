"""Runs inside the sandbox: one student's code cells, one after the other, and reads the answers out as data.

It reads a job, ``{"steps": [...], "limits": {...}}``, from standard input and writes one line of JSON per event to the
file descriptor given as its argument. Every line is out before the next step begins, so that a later crash loses
nothing earlier. Nothing here is trusted by whoever reads the events: the student's code lives in this very process.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Instance, Type

from hesskit.homework import read_answers

Write = Callable[[dict[str, Any]], None]
_IMAGES = ("image/png", "image/jpeg")
_WORDS = ("text/plain", "text/latex", "text/markdown")
_MOST_PICTURES = 3_000_000  # characters a cell: the homework's own pictures have up to 600,000


class OutOfTime(BaseException):
    """A step took longer than it may; not an Exception, so that a bare `except Exception` lets it pass."""


class Collector:
    """The outputs of the cell that runs, up to a number of characters; and is its time over?"""

    def __init__(self, most: int) -> None:
        self.most = most
        self.clear()

    def clear(self) -> None:
        """Begin a new cell."""
        self.outputs: list[dict[str, Any]] = []
        self.left, self.room, self.full, self.late = self.most, _MOST_PICTURES, False, False

    def stream(self, name: str, text: str) -> None:
        """Keep text that was printed, as far as there is room."""
        kept = text[: max(self.left, 0)]
        self.left -= len(kept)
        self.full |= len(kept) < len(text)
        last = self.outputs[-1] if self.outputs else {}
        if kept and last.get("output_type") == "stream" and last.get("name") == name:
            last["text"].append(kept)
        elif kept:
            self.outputs.append({"output_type": "stream", "name": name, "text": [kept]})

    def rich(self, kind: str, data: dict[str, Any]) -> None:
        """Keep what a front-end would show: words and pictures, no scripts."""
        kept = {key: value for key, value in data.items() if key in _WORDS or key in _IMAGES}
        words = sum(len(str(value)) for key, value in kept.items() if key in _WORDS)
        pictures = sum(len(str(value)) for key, value in kept.items() if key in _IMAGES)
        fits = words <= self.left and pictures <= self.room
        self.full |= not fits
        if kept and fits:
            self.left, self.room = self.left - words, self.room - pictures
            self.outputs.append({"output_type": kind, "data": kept, "metadata": {}})

    def error(self, kind: type[BaseException], value: object, lines: list[str]) -> None:
        """Keep an error: its name, its words and the last lines that lead to it."""
        traceback = [line[:2000] for line in lines[-20:]]
        self.outputs.append(
            {
                "output_type": "error",
                "ename": kind.__name__,
                "evalue": str(value)[:1000],
                "traceback": traceback,
            }
        )


class Printed:
    """Stands in for sys.stdout and sys.stderr."""

    encoding, errors, closed = "utf-8", "replace", False

    def __init__(self, name: str, collector: Collector) -> None:
        self.name, self._collector = name, collector

    def write(self, text: str) -> int:
        """Keep text."""
        self._collector.stream(self.name, str(text))
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        """Keep lines."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Nothing waits."""

    def isatty(self) -> bool:
        """Nobody sits here."""
        return False

    def fileno(self) -> int:
        """The descriptor behind it leads nowhere."""
        return 1


def main() -> None:
    """Read the job, run it, and say so at the end."""
    channel = int(sys.argv[1])
    job = json.loads(sys.stdin.buffer.read())
    _confine(job["limits"])
    collector = Collector(job["limits"]["characters"])
    sys.stdout, sys.stderr = Printed("stdout", collector), Printed("stderr", collector)

    def write(event: dict[str, Any]) -> None:
        data = json.dumps(event, allow_nan=False, default=str).encode() + b"\n"
        while data:
            data = data[os.write(channel, data) :]

    shell = make_shell(collector)
    os.dup2(1, 2)  # nobody reads it once this runs, and a full pipe would stop who writes there

    def out_of_time(number: int, frame: FrameType | None) -> None:
        collector.late = True  # said even where the cell swallows what is raised
        raise OutOfTime("This took longer than a cell may.")

    signal.signal(signal.SIGALRM, out_of_time)
    write({"event": "ready"})
    for step in job["steps"]:
        _take(step, shell, collector, job["limits"]["cell_seconds"], write)
    write({"event": "end"})
    os._exit(0)  # threads and exit handlers of the student's have nothing more to say


def _take(step: dict[str, Any], shell: Any, collector: Collector, seconds: float, write: Write) -> None:
    write({"event": "begin", "cell": step["cell"]})
    collector.clear()
    if "source" in step:
        _guarded(seconds, collector, lambda: shell.run_cell(step["source"], store_history=True))
        outputs = list(collector.outputs)
        said = {"full": collector.full, "late": collector.late, "outputs": _joined(outputs)}
        write({"event": "cell", "cell": step["cell"], **said})
        return
    answers: dict[str, Any] = {}
    late = []
    for name in step["names"]:  # one by one: a function that hangs loses its own answer only
        read = partial(read_answers, [name], shell.user_ns, step["probes"])
        done = _guarded(seconds, collector, lambda read=read: answers.update(read()))  # type: ignore[misc]
        if not done:
            answers[name] = {"unreadable": "out of time"}
            late.append(name)
    write({"event": "answers", "question": step["question"], "answers": answers, "late": late})


def _guarded(seconds: float, collector: Collector, action: Callable[[], object]) -> bool:
    """Do it within the time, whatever it raises; the alarm repeats, for code that swallows the first."""
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
        try:
            action()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        return True
    except BaseException as error:
        with contextlib.suppress(BaseException):
            collector.error(type(error), error, [])
        return False


def _joined(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**output, "text": "".join(output["text"])} if output["output_type"] == "stream" else output
        for output in outputs
    ]


def _confine(limits: dict[str, Any]) -> None:
    """Bind this process, and whatever it starts, to its limits; they cannot be raised again."""
    import resource

    wanted = {
        resource.RLIMIT_AS: limits["memory"],
        resource.RLIMIT_CPU: int(limits["notebook_seconds"]) + 5,
        resource.RLIMIT_FSIZE: limits["file_size"],
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in wanted.items():
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS has no limit on memory
            resource.setrlimit(kind, (most, most))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a file too large is an OSError, not a death


# IPython without a kernel, for the runner: the same cells with the same results, started in half a second.

_collector: Any = None  # traitlets make the hooks themselves, without arguments


class _Hook(DisplayHook):  # type: ignore[misc,unused-ignore]
    """The value of a cell's last line."""

    def write_output_prompt(self) -> None:
        """Not on paper."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Keep it."""
        _collector.rich("execute_result", dict(format_dict))


class _Publisher(DisplayPublisher):  # type: ignore[misc,unused-ignore]
    """What is displayed."""

    def publish(self, data: Any, *args: Any, **kwargs: Any) -> None:
        """Keep it."""
        _collector.rich("display_data", dict(data))

    def clear_output(self, wait: bool = False) -> None:
        """A still page keeps what was said."""


class _Shell(InteractiveShell):  # type: ignore[misc,unused-ignore]
    """A shell that talks to the collector and starts no programs."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    display_pub: Any = Instance(_Publisher)

    def system(self, cmd: str) -> None:
        """A `!command`: none is run, and the cell goes on."""
        print("(Commands are not run while grading.)", file=sys.stderr)

    def _tee(self, channel: str) -> Any:
        """IPython 9 keeps a copy of all that is printed, without end: memory for a program that prints for ever."""
        return contextlib.nullcontext()

    def enable_gui(self, gui: Any = None) -> None:
        """No windows."""

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        _collector.error(etype, evalue, [str(line) for line in stb])


def make_shell(collector: Collector) -> Any:
    """Start IPython."""
    global _collector
    _collector = collector
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.cache_size = 100
    shell = _Shell.instance(config=config)
    shell.user_ns["__name__"] = "__main__"
    return shell


if __name__ == "__main__":
    main()

"""IPython without a kernel, for the runner: the same cells with the same results, started in half a second."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Instance, Type

if TYPE_CHECKING:
    from hesskit.course.homework.runner import Collector

__all__ = ["make_shell"]

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
    """Start IPython.

    Parameters
    ----------
    collector : Collector
        Keeps what the cells show.

    Returns
    -------
    IPython.core.interactiveshell.InteractiveShell
        A fresh one, without history file.
    """
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

"""Puts tests/ and tools/ on the path; for the whole session, loads the notebook plugin and gives kernels ports."""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
for folder in (ROOT / "tests", ROOT / "tools"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import notebook_plugin  # noqa: E402  (found through the path set above)

from tests.ports import give_kernels_ports  # noqa: E402

collect_ignore_glob = ["fixtures/*"]


def pytest_configure(config: pytest.Config) -> None:
    """Register globally: the hooks of a conftest reach only the tests in its own folder."""
    if not config.pluginmanager.is_registered(notebook_plugin):
        config.pluginmanager.register(notebook_plugin, "hesskit-notebooks")
    give_kernels_ports()


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Let go of a file's explorers: ipywidgets keeps every widget, and a worker grew to three gigabytes."""
    if "ipywidgets" in sys.modules and (nextitem is None or nextitem.path != item.path):
        sys.modules["ipywidgets"].Widget.close_all()
        gc.collect()


@pytest.fixture(scope="module")
def work_is_what_counts() -> Iterator[None]:
    """Count budgets of seconds in seconds of work: what else the machine does changes no answer of a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "perf_counter", time.process_time)
        yield


@pytest.fixture
def with_peak() -> Callable[[Callable[[], Any]], tuple[Any, int]]:
    """Do something; gives what it gave and the most memory that was held meanwhile, in bytes."""

    def measured(task: Callable[[], Any]) -> tuple[Any, int]:
        tracemalloc.start()
        try:
            return task(), tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    return measured

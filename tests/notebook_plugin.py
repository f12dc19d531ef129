"""What pytest must know about notebooks: nbval compares pictures too, and in CI nothing may be skipped."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from typing import Any

import nbval.plugin
import pytest
from stills import complaint

PNG = "image/png"
_compare_text = nbval.plugin.IPyNbCell.compare_outputs


os.environ["HESSKIT_PROGRESS"] = "off"  # nbval's kernels inherit it: a lesson's stored table is the empty one


def in_ci() -> bool:
    """Whether the environment says that this is a CI run."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def stills(outputs: Sequence[Any]) -> list[tuple[str, str]]:
    """Every PNG of a cell in order, with its alt text ('' when it has none)."""
    return [
        (output["data"][PNG], output.get("metadata", {}).get(PNG, {}).get("alt", ""))
        for output in outputs
        if PNG in output.get("data", {})
    ]


def picture_complaint(fresh: Sequence[Any], stored: Sequence[Any], noisy: bool = False) -> str | None:
    """Say how the pictures of a cell differ from the stored ones, in one sentence; None when they do not.

    A noisy one shows rounding errors, of which each machine has its own: it is compared as a whole.
    """
    new, old = stills(fresh), stills(stored)
    if len(new) != len(old):
        return f"the notebook stores {len(old)} picture(s) for this cell, running it gives {len(new)}"
    for number, ((fresh_png, fresh_alt), (stored_png, stored_alt)) in enumerate(
        zip(new, old, strict=True), 1
    ):
        if problem := complaint(stored_png, fresh_png, parts=not noisy):
            return f"picture {number}: {problem}"
        if fresh_alt != stored_alt:
            return f"picture {number}: its alt text was {stored_alt!r} and is now {fresh_alt!r}"
    return None


def compare_outputs(self: Any, test: Sequence[Any], ref: Sequence[Any], skip_compare: Any = None) -> bool:
    """nbval's own comparison, then the pictures, which nbval leaves out.

    nbval already leaves out the widget view, so a stored output from which it was dropped compares equal.
    """
    if not _compare_text(self, test, ref, skip_compare):
        return False
    noisy = self.cell.metadata.get("hesskit", {}).get("picture") == "rounding"
    problem = picture_complaint(test, ref, noisy)
    if problem is None:
        return True
    cure = "If the change is meant, run: python tools/refresh_notebooks.py"
    self.comparison_traceback.append(f"{self.colors.FAIL}{problem}. {cure}{self.colors.ENDC}")
    return False


nbval.plugin.IPyNbCell.compare_outputs = compare_outputs


def _fail_skip(report: Any) -> None:
    if in_ci() and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"CI must not skip, and this was skipped ({reason}): install what is missing."


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failure in CI; under xdist in the worker, before the report is sent."""
    report = yield
    _fail_skip(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Likewise for a module that skips itself while it is collected."""
    report = yield
    _fail_skip(report)
    return report

"""Run the notebooks again and store what they show; a second run changes no byte.

    python tools/refresh_notebooks.py [--check] [NOTEBOOK ...]

Without names: every notebook in notebooks/. The kernel is the interpreter that runs this command, whatever
the kernelspec says. With --check nothing is written: the command ends with 1, naming the cells that differ.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from stored_notebooks import NotebookProblem, as_text, load, normalise, write

ROOT = Path(__file__).resolve().parent.parent
SECONDS_PER_CELL = 300


class ThisInterpreter(KernelSpecManager):
    """Answers every kernel name with an IPython kernel of the running interpreter."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(resource_dir=RESOURCES, **get_kernel_dict())


class ThisInterpretersKernel(AsyncKernelManager):
    """A kernel manager that starts nothing but the running interpreter."""

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits, kernel_spec_manager=ThisInterpreter())


def execute(notebook: NotebookNode, path: Path) -> NotebookNode:
    """Return a copy of the notebook, run from top to bottom in a fresh kernel in the notebook's folder."""
    executed = copy.deepcopy(notebook)
    current = {"cell": 0}
    client = NotebookClient(
        executed,
        kernel_name="python3",
        kernel_manager_class=ThisInterpretersKernel,
        timeout=SECONDS_PER_CELL,
        record_timing=False,
        store_widget_state=False,
        force_raise_errors=True,
        resources={"metadata": {"path": str(path.resolve().parent)}},
        on_cell_start=lambda cell, cell_index: current.update(cell=cell_index),
    )
    try:
        client.execute(stderr=subprocess.DEVNULL)  # the kernel's log; what a cell writes comes by message
    except CellExecutionError as error:
        raise _stopped(path, current["cell"], f"{error.ename}: {error.evalue}") from None
    except CellTimeoutError:
        raise _stopped(path, current["cell"], f"no answer within {SECONDS_PER_CELL} seconds") from None
    except DeadKernelError:
        raise _stopped(path, current["cell"], "the kernel died") from None
    return executed


def _stopped(path: Path, index: int, message: str) -> NotebookProblem:
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return NotebookProblem(
        f'{_shown(path)}: cell {index + 1} stopped with "{lines[-1]}"; nothing was written'
    )


def refreshed(path: Path) -> str:
    """The text the notebook should have."""
    stored = load(path)
    return as_text(normalise(execute(stored, path), stored))


def differences(path: Path, fresh: str) -> list[str]:
    """Name what a refresh would change: cells by number and id, else the metadata or the layout."""
    stored = path.read_text(encoding="utf-8")
    if stored == fresh:
        return []
    old, new = json.loads(stored), json.loads(fresh)
    named = [
        f"cell {index + 1} ({cell['id']})"
        for index, (before, cell) in enumerate(zip(old["cells"], new["cells"], strict=True))
        if before != cell
    ]
    if any(old[key] != new[key] for key in ("metadata", "nbformat", "nbformat_minor")):
        named.append("the notebook's metadata")
    return named or ["the layout of the file"]


def _shown(path: Path) -> str:
    resolved = path.resolve()
    return str(resolved.relative_to(ROOT)) if resolved.is_relative_to(ROOT) else str(path)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Run the notebooks again and store what they show.")
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: notebooks/*.ipynb")
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 if a cell differs")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Refresh (or check) the notebooks: 0 when all is well, 1 when one fails or, with --check, differs."""
    os.environ["HESSKIT_PROGRESS"] = (
        "off"  # the kernel inherits it: nobody's own progress is stored in a lesson
    )
    options = _parse(arguments)
    paths = options.notebooks or sorted((ROOT / "notebooks").glob("*.ipynb"))
    fresh: dict[Path, str] = {}
    problems = [] if paths else ["no notebooks found in notebooks/"]
    for path in paths:
        try:
            fresh[path] = refreshed(path)
        except NotebookProblem as problem:
            problems.append(str(problem))
    changes = {path: differences(path, text) for path, text in fresh.items()}
    if options.check:
        problems += [
            f"{_shown(path)}: not as a fresh run gives it: {', '.join(names)}"
            for path, names in changes.items()
            if names
        ]
    elif not problems:
        # all or none: one broken lesson must not leave its neighbours half refreshed
        for path, names in changes.items():
            if names:
                write(path, fresh[path])
            print(f"{_shown(path)}: {'refreshed ' + ', '.join(names) if names else 'unchanged'}")
    for sentence in problems:
        print(sentence, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

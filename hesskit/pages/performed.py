"""A lesson performed ahead: its cells run once, with every explorer recorded, for pages that have no kernel."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
PNG = "image/png"
SHOWN = ("background", "frame", "handles", "readout", "recording", "size", "turners", "patience")


class PageError(Exception):
    """Why a page could not be made, in one plain sentence."""


@dataclass(frozen=True)
class Output:
    """What a cell gave: a picture that moves, a picture that stands still, or text.

    Parameters
    ----------
    stage : dict, optional
        The state of a Stage, its bytes in base64.
    png : bytes
        A still picture; of a picture that moves, how it starts.
    alt : str
        What the picture shows, in words.
    html, text : str
        As the notebook has them.
    """

    stage: dict[str, Any] | None = None
    png: bytes = b""
    alt: str = ""
    html: str = ""
    text: str = ""

    @property
    def told(self) -> bool:
        """Whether it says what is so beside a learner's own guess."""
        return 'class="told"' in self.html


@dataclass(frozen=True)
class Cell:
    """One cell of a lesson, after it has run."""

    id: str
    kind: str  # "markdown" or "code"
    source: str
    metadata: dict[str, Any]
    outputs: tuple[Output, ...] = ()

    @property
    def beat(self) -> str:
        """The part it plays: objectives, setup, predict, play, explain, check or summary."""
        return str(next(iter(self.metadata.get("tags", [])), ""))

    @property
    def own(self) -> dict[str, Any]:
        """What its metadata say to hesskit."""
        return dict(self.metadata.get("hesskit", {}))


@dataclass(frozen=True)
class Performance:
    """A lesson's cells after they have run."""

    name: str  # such as "02-second-derivative-test"
    number: int
    title: str
    cells: tuple[Cell, ...]


def perform(
    lesson: Path,
    *,
    theme: str = "light",
    type_size: float = 1,
    said: Callable[[int, int], None] = lambda _done, _all: None,
) -> Performance:
    """Run a lesson from top to bottom and keep what it shows.

    Parameters
    ----------
    lesson : pathlib.Path
        The notebook; it is not changed.
    theme : str
        "light" or "dark": of the pictures.
    type_size : float
        Of the moving pictures' letters: 1 for a reader, more for a room.
    said : callable, optional
        Told how many cells are done, of how many.

    Returns
    -------
    Performance

    Raises
    ------
    PageError
        If the notebook cannot be read, or a cell fails.
    """
    import nbformat

    if find_spec("latex2mathml") is None:
        raise PageError('Pages need one more package: pip install "hesskit[slides]".')
    try:
        notebook: Any = nbformat.read(lesson, as_version=4)
        heading = next(line for line in notebook.cells[0].source.splitlines() if line.startswith("# "))
    except Exception as error:
        raise PageError(
            f"{lesson.name} is not a notebook that can be read: restore it with hesskit reset."
        ) from error
    sources = [str(cell.source) for cell in notebook.cells]
    for cell in notebook.cells:
        sweep = cell.metadata.get("hesskit", {}).get("sweep", "")
        if cell.cell_type == "code":
            cell.source = f'import os; os.environ["HESSKIT_SWEEP"] = {sweep!r}\n{cell.source}'
    _run(notebook, lesson, {"HESSKIT_THEME": theme, "HESSKIT_TYPE_SIZE": str(type_size)}, said)
    states = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    cells = tuple(
        Cell(
            cell.id, cell.cell_type, source, dict(cell.metadata),
            tuple(_read(output, states) for output in cell.get("outputs", [])),
        )
        for cell, source in zip(notebook.cells, sources, strict=True)
    )  # fmt: skip
    number, _, _rest = lesson.stem.partition("-")
    return Performance(lesson.stem, int(number), heading.rpartition(" · ")[2].removeprefix("# "), cells)


def _run(notebook: Any, lesson: Path, look: dict[str, str], said: Callable[[int, int], None]) -> None:
    import warnings

    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    codes = [cell.id for cell in notebook.cells if cell.cell_type == "code"]

    def done(cell: Any, cell_index: int, **_more: Any) -> None:
        if cell.id in codes:
            said(codes.index(cell.id) + 1, len(codes))

    client = NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(lesson.parent)}},
        on_cell_executed=done,
    )  # fmt: skip
    client.km = client.create_kernel_manager()
    client.km.kernel_spec_manager = _this_python()
    wanted = {"HESSKIT_RECORD": "1", "HESSKIT_PROGRESS": "off", **look}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            client.execute(env={**os.environ, **wanted}, stderr=subprocess.DEVNULL)
    except CellExecutionError as error:
        words = (error.evalue or str(error)).strip().splitlines()[0]
        raise PageError(f"{lesson.name} does not run from top to bottom: {words}") from error
    except Exception as error:
        raise PageError(
            f"{lesson.name} could not be run ({type(error).__name__}): try hesskit doctor."
        ) from error


def _this_python() -> Any:
    """Find the kernel of the running Python, whatever kernels of that name this machine knows."""
    from ipykernel.kernelspec import RESOURCES, get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

    class ThisPython(KernelSpecManager):  # type: ignore[misc,unused-ignore]
        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            return KernelSpec(resource_dir=RESOURCES, **get_kernel_dict())

    return ThisPython()


def _read(output: Any, states: dict[str, Any]) -> Output:
    if output.output_type == "stream":
        return Output(text=output.text)
    data = output.get("data", {})
    png = base64.b64decode(data.get(PNG, ""))
    alt = output.get("metadata", {}).get(PNG, {}).get("alt", "") or data.get("text/plain", "")
    stage = _stage(data.get(VIEW, {}).get("model_id", ""), states)
    return Output(stage, png, alt if png else "", data.get("text/html", ""), data.get("text/plain", ""))


def _stage(model: str, states: dict[str, Any]) -> dict[str, Any] | None:
    """Find the first Stage in a widget, and give its state as JSON with its bytes apart."""
    known = states.get(model)
    if known is None:
        return None
    state = known["state"]
    if "frame" in state and "handles" in state:
        kept = {name: state[name] for name in SHOWN if name in state}
        return {
            "state": kept,
            "buffers": [{"path": b["path"], "data": b["data"]} for b in known.get("buffers", [])],
        }
    for child in state.get("children", []):
        found = _stage(str(child).removeprefix("IPY_MODEL_"), states)
        if found:
            return found
    return None

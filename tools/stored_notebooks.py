"""Read notebooks, and bring them into the one form in which they are stored."""

from __future__ import annotations

import copy
import json
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from stills import same_picture

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
PNG = "image/png"
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
KEPT_NOTEBOOK_METADATA = {"kernelspec", "language_info", "title", "authors", "celltoolbar"}
TRANSIENT_CELL_METADATA = {
    "execution",
    "ExecuteTime",
    "collapsed",
    "scrolled",
    "trusted",
    "papermill",
    "vscode",
    "pycharm",
}
ADDRESS = re.compile(r"(?<= at )0x[0-9a-fA-F]+")


class NotebookProblem(Exception):
    """What is wrong with a notebook, in one plain sentence."""


def load(path: Path) -> NotebookNode:
    """Read a notebook as format 4.5; a cell without an id of its own gets one made of its first words."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotebookProblem(f"{path}: cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise NotebookProblem(f"{path}: is not a notebook, its JSON breaks off: {error}") from None
    if not isinstance(raw, dict) or raw.get("nbformat") != 4:
        raise NotebookProblem(f"{path}: is not a notebook of format 4; save it again from JupyterLab")
    raw["nbformat_minor"] = 5
    try:
        give_ids(raw["cells"])
        notebook: NotebookNode = nbformat.reads(json.dumps(raw), as_version=4)
        nbformat.validate(notebook)
    except (nbformat.ValidationError, KeyError, TypeError, AttributeError) as error:
        reason = getattr(error, "message", None) or f"{error} is missing or misplaced"
        raise NotebookProblem(f"{path}: is not a valid notebook: {reason}") from None
    return notebook


def give_ids(cells: list[dict[str, Any]]) -> None:
    """Set the missing and doubled ids of raw cells in place; the same cells always get the same ids."""
    first_owner: dict[str, int] = {}
    for index, cell in enumerate(cells):
        if cell.get("id"):
            first_owner.setdefault(cell["id"], index)
    taken = set(first_owner)
    for index, cell in enumerate(cells):
        if cell.get("id") and first_owner[cell["id"]] == index:
            continue
        cell["id"] = _unique(_slug("".join(cell["source"])), taken)
        taken.add(cell["id"])


def _slug(source: str) -> str:
    first_line = next((line for line in source.splitlines() if line.strip()), "")
    words = re.sub(r"[^a-z0-9]+", "-", first_line.lower()).strip("-")
    return words[:40].strip("-") or "cell"


def _unique(slug: str, taken: set[str]) -> str:
    number, name = 1, slug
    while name in taken:
        number += 1
        name = f"{slug}-{number}"
    return name


def normalise(executed: NotebookNode, stored: NotebookNode) -> NotebookNode:
    """Return the executed notebook in its stored form; pictures that look as before keep their bytes."""
    notebook = copy.deepcopy(executed)
    _normalise_metadata(notebook)
    stored_pngs = {cell.id: list(_pngs(cell)) for cell in stored.cells}
    count = 0
    for cell in notebook.cells:
        for key in TRANSIENT_CELL_METADATA & set(cell.metadata):
            del cell.metadata[key]
        if cell.cell_type != "code":
            continue
        ran = bool(cell.source.strip())
        count += ran
        cell.execution_count = count if ran else None
        cell.outputs = _normalise_outputs(cell)
        _keep_pictures(cell, stored_pngs.get(cell.id, []))
    return notebook


def _normalise_metadata(notebook: NotebookNode) -> None:
    for key in set(notebook.metadata) - KEPT_NOTEBOOK_METADATA:
        del notebook.metadata[key]
    notebook.metadata["kernelspec"] = nbformat.from_dict(KERNELSPEC)
    notebook.metadata.get("language_info", {}).pop("version", None)


def _normalise_outputs(cell: NotebookNode) -> list[NotebookNode]:
    outputs: list[NotebookNode] = []
    for output in cell.outputs:
        if output.output_type == "stream":
            if outputs and outputs[-1].output_type == "stream" and outputs[-1].name == output.name:
                outputs[-1].text = _plain(outputs[-1].text + output.text)
                continue
            output.text = _plain(output.text)
        elif output.output_type in ("display_data", "execute_result"):
            output.data = NotebookNode(
                {mime: _plain(value) for mime, value in output.data.items() if mime != WIDGET_VIEW}
            )
            if not output.data:
                continue
            # metadata of a mime type that is no longer there means nothing
            output.metadata.pop(WIDGET_VIEW, None)
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
        outputs.append(output)
    return outputs


def _plain(value: Any) -> Any:
    return ADDRESS.sub("0x0", value) if isinstance(value, str) else value


def _pngs(cell: NotebookNode) -> Iterator[NotebookNode]:
    for output in cell.get("outputs", []):
        if PNG in output.get("data", {}):
            yield output.data


def _keep_pictures(cell: NotebookNode, stored: list[NotebookNode]) -> None:
    for fresh, old in zip(_pngs(cell), stored, strict=False):
        if same_picture(old[PNG], fresh[PNG]):
            fresh[PNG] = old[PNG]


def as_text(notebook: NotebookNode) -> str:
    """The bytes that are stored: as nbformat writes them, with one newline at the end."""
    return str(nbformat.writes(notebook)).rstrip("\n") + "\n"


def write(path: Path, text: str) -> None:
    """Replace a file in one step, so that an interrupted run leaves the old notebook whole."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", text=True)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, path.stat().st_mode & 0o777)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise

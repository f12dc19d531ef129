"""Reading a file that claims to be a notebook: any size, any encoding, any format, or one sentence on why not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from hesskit.homework import Cell
from hesskit.homework.sandbox import pictures_in, whole_characters

_LARGEST_FILE = 100 * 2**20
_LARGEST_SOURCE = 2 * 2**20
_MOST_CELLS = 2000
_LONGEST_TEXT = 20_000  # nbgrader's pages take minutes for a text of 100,000 brackets
_PICTURE = re.compile(r"data:image/[\w+/=;,.-]*+")
_LARGE = 10 * 2**20
_OURS = ("hesskit", "hesskit_notes")


class SubmissionError(ValueError):
    """A file that cannot be graded; the text is one plain sentence."""


class Submission:
    """The cells of a notebook that was handed in, and sentences on what was odd about the file.

    Parameters
    ----------
    cells : list of dict
        Format 4.5, without outputs.
    metadata : dict
        Of the notebook's own, what this package put there.
    notes : list of str
        Plain sentences.
    """

    def __init__(self, cells: list[Cell], metadata: dict[str, Any], notes: list[str]) -> None:
        self.cells, self.metadata, self.notes = cells, metadata, notes

    def notebook(self) -> dict[str, Any]:
        """The notebook as it is written to a file, with the notes in it."""
        kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
        metadata = {**self.metadata, "kernelspec": kernel, "hesskit_notes": self.notes}
        return {"cells": self.cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def read_notebook(path: Path, collected: bool = True) -> Submission:
    """Read a notebook file."""
    size = path.stat().st_size
    if size > _LARGEST_FILE:
        raise SubmissionError(
            f"The file is {size / 2**20:.0f} MB: more than any notebook needs; it was not read."
        )
    content = path.read_bytes()
    if not content.strip():
        raise SubmissionError("The file is empty.")
    notes = []
    try:
        raw = json.loads(_decoded(content))
    except (ValueError, RecursionError) as error:
        raise SubmissionError(f"The file is not a notebook: it is {_what(content)}.") from error
    if size > _LARGE:
        notes.append(f"The file is {size / 2**20:.0f} MB: its stored outputs were left out.")
    if not collected and isinstance(raw, dict) and isinstance(raw.get("metadata"), dict):
        raw["metadata"].pop("hesskit_notes", None)
    return plain_cells(raw, notes)


def plain_cells(raw: Any, notes: list[str] | None = None) -> Submission:
    """Bring a notebook's JSON to cells of format 4.5.

    Examples
    --------
    >>> plain_cells({"nbformat": 4, "cells": [{"cell_type": "code", "source": ["x = 1"]}]}).cells[0]["source"]
    'x = 1'
    """
    notes = [] if notes is None else notes
    if not isinstance(raw, dict) or not ({"cells", "worksheets"} & raw.keys()):
        raise SubmissionError("The file is JSON, but not a notebook: it has no cells.")
    found = raw.get("cells")
    if found is None:
        found = _from_worksheets(raw)
        notes.append("The notebook is in an old format (3) and was brought up to date.")
    if not isinstance(found, list) or len(found) > _MOST_CELLS:
        raise SubmissionError("The notebook's list of cells cannot be read.")
    metadata = raw.get("metadata")
    kept = {key: metadata[key] for key in _OURS if key in metadata} if isinstance(metadata, dict) else {}
    cells = [_plain_cell(cell) for cell in found if isinstance(cell, dict)]
    try:
        cells, metadata = whole_characters([cells, kept])
    except RecursionError as error:
        raise SubmissionError("The notebook's own data are nested too deep to be read.") from error
    if not any(cell["source"].strip() for cell in cells):
        raise SubmissionError("The notebook is empty: it has no cell with anything in it.")
    if any("\r" in cell["source"] for cell in cells):
        notes.append("Windows line ends were changed to plain ones.")
        cells = [{**cell, "source": _plain_ends(cell["source"])} for cell in cells]
    if sum(len(cell["source"]) for cell in cells) > _LARGEST_SOURCE:
        raise SubmissionError("The notebook's cells hold more text than anyone can read; it was not graded.")
    if any(_is_endless(cell) for cell in cells):
        notes.append(f"A text of more than {_LONGEST_TEXT:,} characters was cut off there.")
        cells = [{**c, "source": c["source"][:_LONGEST_TEXT]} if _is_endless(c) else c for c in cells]
    return Submission(cells, metadata, [*_collected(metadata), *notes])


def _collected(metadata: dict[str, Any]) -> list[str]:
    """The sentences that were noted when the file was collected."""
    notes = metadata.get("hesskit_notes")
    return [note for note in notes if isinstance(note, str)] if isinstance(notes, list) else []


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    return content.decode("utf-8-sig")


def _what(content: bytes) -> str:
    """Name what people hand in by mistake."""
    known = {
        b"PK": "a zip or an office document", b"%PDF": "a PDF", b"<": "a web page", b"\x89PNG": "a picture"
    }  # fmt: skip
    for beginning, name in known.items():
        if content.lstrip()[:200].startswith(beginning):
            return name
    return "damaged, or cut off" if content.lstrip().startswith(b"{") else "something else"


def _from_worksheets(raw: dict[str, Any]) -> list[Any]:
    """The cells of format 3: in worksheets, with `input` for a code cell's source."""
    sheets = raw["worksheets"] if isinstance(raw["worksheets"], list) else []
    cells: list[Any] = []
    for sheet in sheets:
        inside = sheet.get("cells") if isinstance(sheet, dict) else None
        cells += inside if isinstance(inside, list) else []
    return cells


def _plain_cell(cell: Cell) -> Cell:
    kind = cell.get("cell_type")
    source = _joined(cell.get("source", cell.get("input", "")))
    if kind == "heading":
        level = cell.get("level")
        source = "#" * (level if isinstance(level, int) and 1 <= level <= 6 else 1) + " " + source
    metadata = cell.get("metadata")
    plain: Cell = {
        "cell_type": kind if kind in ("code", "markdown", "raw") else "markdown",
        "id": cell["id"] if isinstance(cell.get("id"), str) else "",
        "metadata": metadata if isinstance(metadata, dict) else {},
        "source": source,
    }
    if kind == "code":
        return {**plain, "execution_count": None, "outputs": []}
    pasted = pictures_in(cell.get("attachments"))
    return {**plain, "attachments": pasted} if pasted else plain


def _is_endless(cell: Cell) -> bool:
    """Words that nobody reads to their end; pictures that Colab writes among them do not count."""
    source = cell["source"]
    return cell["cell_type"] != "code" and len(source) > _LONGEST_TEXT < len(_PICTURE.sub("", source))


def _joined(source: Any) -> str:
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


def _plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")

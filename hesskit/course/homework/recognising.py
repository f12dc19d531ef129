"""Which cell of a submission is which cell of the assignment: by its metadata, else by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

__all__ = ["LECTURERS", "key_of", "part_of", "recognise"]

Cell = dict[str, Any]
LECTURERS = "*"
_CALL = re.compile(r"^\s*paper\.(looks_right|hand_in)\(\s*[\"'](\w+)[\"']\s*,\s*globals\(\)\s*\)\s*;?\s*$")
_PAPER = re.compile(r"^paper\s*=\s*homework\(", re.MULTILINE)
_HEADING = re.compile(r"^#+\s*Question\s+(\d+)\b")
_PARTS = {"looks_right": "look", "hand_in": "hand-in"}


def key_of(cell: Cell) -> str:
    """The name of a cell of the assignment: its nbgrader grade_id, or its question and part; "" if it has none.

    Examples
    --------
    >>> key_of({"metadata": {"hesskit": {"question": "q1", "part": "text"}}})
    'q1-text'
    >>> key_of({"metadata": {"nbgrader": {"grade_id": "q1"}}})
    'q1'
    """
    grade_id = _mapping(cell["metadata"].get("nbgrader")).get("grade_id")
    if isinstance(grade_id, str) and grade_id:
        return grade_id
    return part_of(cell)


def part_of(cell: Cell) -> str:
    """The question and the part, such as ``q1-hand-in``; "" if it has none."""
    part = _mapping(cell["metadata"].get("hesskit"))
    return _name(part.get("question"), part.get("part"))


def recognise(cells: Sequence[Cell], template: Sequence[Cell]) -> list[str]:
    """Name each cell of a submission after the assignment's cell that it is.

    Parameters
    ----------
    cells : sequence of dict
        The submission's.
    template : sequence of dict
        The assignment's, as in the source notebook.

    Returns
    -------
    list of str
        One name for each cell, "" for a cell of the student's own, `LECTURERS` for what the lecturer put in between.
    """
    known = {key_of(cell): cell for cell in template if key_of(cell)}
    by_id = {cell["id"]: key_of(cell) for cell in template if key_of(cell)}
    parts = {part_of(cell): key for key, cell in known.items() if part_of(cell)}
    texts = [key for key in known if key.endswith("-text")]
    others = {cell["source"].strip() for cell in template if not key_of(cell)} - {""}
    setups = {cell["source"].strip(): key for key, cell in known.items() if key.endswith("-setup")}
    names = []
    for cell in cells:
        name = key_of(cell)
        if name not in known:
            name = parts.get(part_of(cell), "") or by_id.get(cell["id"], "")
        if not name:
            name = setups.get(cell["source"].strip(), "") or _by_words(cell, texts)
        name = parts.get(name, name)
        lecturers = LECTURERS if cell["source"].strip() in others else ""
        names.append(name if name in known else lecturers)
    return names


def _by_words(cell: Cell, texts: Sequence[str]) -> str:
    """What a cell is, judged by what stands in it; only words that nobody writes by chance count."""
    source = cell["source"]
    call = _CALL.match(source)
    if call and cell["cell_type"] == "code":
        return _name(call[2], _PARTS[call[1]])
    if cell["cell_type"] == "code" and _PAPER.search(source):
        return "paper"
    heading = _HEADING.match(source.lstrip())
    if heading and cell["cell_type"] != "code" and 1 <= int(heading[1][:4]) <= len(texts):
        return texts[int(heading[1][:4]) - 1]
    return ""


def _name(question: Any, part: Any) -> str:
    """`q1-text`; the cells of no question go by their part alone."""
    if not isinstance(part, str):
        return ""
    return f"{question}-{part}" if isinstance(question, str) else part


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}

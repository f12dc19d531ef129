"""A learner's progress: kept in their own folder, in ``.hesskit/progress.json``, and shown as a table.

The folder is the nearest one, from here upwards, that has a ``.hesskit`` folder; else here. The variable
``HESSKIT_PROGRESS`` names another folder or ``.json`` file, or is ``off``: then nothing is read or written.
Nothing here raises at a learner: what goes wrong with the disk becomes a sentence.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hesskit.course import progress_file
from hesskit.course.exercises import exercises_of, lesson_title, lessons
from hesskit.course.progress_file import ProgressFileError
from hesskit.course.typeset import to_html

_guard = threading.Lock()
_memory: dict[str, dict[str, Any]] = {}  # what could not be written, or must not be


@dataclass(frozen=True)
class Row:
    """One lesson of the table: which exercises are right, tried, or new."""

    lesson: int
    title: str
    states: tuple[tuple[str, str], ...]

    @property
    def right(self) -> int:
        """How many exercises are right."""
        return sum(state == "right" for _, state in self.states)

    @property
    def summary(self) -> str:
        """The lesson's state in words."""
        if all(state == "new" for _, state in self.states):
            return "nothing yet"
        counted = f"{self.right} of {len(self.states)} right"
        tried = [number for number, state in self.states if state == "tried"]
        following = [number for number, state in self.states if state == "new"]
        words = [counted] + ([f"tried: {', '.join(tried)}"] if tried else [])
        return "; ".join(words + ([f"next: {following[0]}"] if following else []))


@dataclass(frozen=True)
class ProgressTable:
    """A learner's progress through the exercises; it shows itself in a notebook and prints in a terminal."""

    rows: tuple[Row, ...]
    note: str = field(default="")

    def __str__(self) -> str:
        lines = [f"Lesson {row.lesson} · {row.title}: {row.summary}" for row in self.rows]
        return "\n".join(lines + ([self.note] if self.note else []))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head = (
            "<tr><th scope='col'>Lesson</th><th scope='col'>Exercises</th><th scope='col'>Progress</th></tr>"
        )
        body = "".join(_row_html(row) for row in self.rows)
        note = f"<p>{to_html(self.note)}</p>" if self.note else ""
        return f"<table aria-label='Your progress'><thead>{head}</thead><tbody>{body}</tbody></table>{note}"


_MARKS = {"right": "✓", "tried": "…", "new": "·"}


def _row_html(row: Row) -> str:
    marks = " ".join(
        f"<span title='{number}: {state}'>{_MARKS[state]}&nbsp;{number}</span>"
        for number, state in row.states
    )
    return (
        f"<tr><th scope='row' style='text-align: left'>{row.lesson} · {to_html(row.title)}</th>"
        f"<td style='text-align: left'>{marks}</td><td style='text-align: left'>{row.summary}</td></tr>"
    )


def progress(folder: str | Path | None = None) -> ProgressTable:
    """The table of your progress.

    Parameters
    ----------
    folder : str or Path, optional
        The course's folder; by default the one you are in.

    Returns
    -------
    ProgressTable
        One row for each lesson with exercises, and a sentence where the file could not be read.

    Examples
    --------
    >>> from hesskit.course.progress import progress
    >>> [row.title for row in progress().rows if row.lesson == 1]
    ['What the Hessian is']
    """
    path = progress_path(folder)
    records, note = _records(path)
    return ProgressTable(tuple(_row(lesson, records) for lesson in lessons()), note)


def progress_path(folder: str | Path | None = None) -> Path | None:
    """The file that keeps the progress, or None when it is switched off."""
    told = os.environ.get("HESSKIT_PROGRESS", "").strip()
    if told.lower() == "off":
        return None
    if told:
        return Path(told) if told.endswith(".json") else Path(told) / "progress.json"
    try:
        here = Path(folder or ".").resolve()
        home = next((p for p in (here, *here.parents) if (p / ".hesskit").is_dir()), here)
    except OSError:  # the folder has been deleted under our feet
        home = Path(folder or ".")
    return home / ".hesskit" / "progress.json"


def tries_of(number: str) -> Mapping[str, int]:
    """How often each belief was met at this exercise."""
    records, _ = _records(progress_path(), with_memory=True)
    return dict(records.get(number, {}).get("beliefs", {}))


def record(number: str, right: bool, belief: str = "") -> str:
    """Keep one judged answer.

    Returns
    -------
    str
        Empty, or one sentence about what went wrong with saving.
    """
    path = progress_path()
    if path is not None:
        try:
            return progress_file.update(path, lambda records: _add(records, number, right, belief))
        except ProgressFileError as problem:
            note = str(problem)
    else:
        note = ""
    with _guard:
        _add(_memory, number, right, belief)
    return note


def _add(records: dict[str, dict[str, Any]], number: str, right: bool, belief: str) -> None:
    entry = records.setdefault(number, {"tries": 0, "right": False, "beliefs": {}})
    entry["tries"] += 1
    entry["right"] = entry["right"] or right
    if belief:
        entry["beliefs"][belief] = entry["beliefs"].get(belief, 0) + 1


def _records(path: Path | None, with_memory: bool = False) -> tuple[dict[str, dict[str, Any]], str]:
    """What is known: from the file, and from memory where the file could not be written."""
    records, note = ({}, "") if path is None else progress_file.read(path)
    if path is None and not with_memory:
        return {}, ""
    with _guard:
        for number, entry in _memory.items():
            known = records.setdefault(number, {"tries": 0, "right": False, "beliefs": {}})
            known["tries"] += entry["tries"]
            known["right"] = known["right"] or entry["right"]
            for belief, times in entry["beliefs"].items():
                known["beliefs"][belief] = known["beliefs"].get(belief, 0) + times
    return records, note


def _row(lesson: int, records: Mapping[str, Mapping[str, Any]]) -> Row:
    return Row(
        lesson,
        lesson_title(lesson),
        tuple((e.number, _state(records.get(e.number))) for e in exercises_of(lesson)),
    )


def _state(entry: Mapping[str, Any] | None) -> str:
    if not entry or not entry["tries"]:
        return "new"
    return "right" if entry["right"] else "tried"

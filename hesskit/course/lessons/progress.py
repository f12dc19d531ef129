"""A learner's progress: kept in their own folder, in ``.hesskit/progress.json``, and shown as a table.

The folder is the nearest one, from here upwards, that has a ``.hesskit`` folder; else here. The variable
``HESSKIT_PROGRESS`` names another folder or ``.json`` file, or is ``off``: then nothing is read or written.
Nothing here raises at a learner: what goes wrong with the disk becomes a sentence.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from hesskit.course import to_html
from hesskit.course.exercises import exercises_of, lesson_title, lessons

# One small JSON file for several notebooks at once: locked, merged, replaced, set aside when broken.

Records = dict[str, dict[str, Any]]
_PATIENCE = 2.0  # seconds to wait for another notebook
_LARGEST = 5_000_000  # bytes; a file of progress is a few kilobytes


class ProgressFileError(Exception):
    """Progress could not be saved; the text is one plain sentence."""


def read(path: Path) -> tuple[Records, str]:
    """The records in a file, and a sentence if it was broken or could not be opened.

    A broken file is set aside, never deleted; what can be understood of it is kept.
    """
    try:
        records, sound = _load(path)
        return records, "" if sound else update(path, lambda _: None)
    except ProgressFileError as problem:
        return records, str(problem)
    except OSError as problem:
        return {}, f"Your progress in {path} could not be read ({_reason(problem)})."


def update(path: Path, change: Callable[[Records], None]) -> str:
    """Read, change and replace the file while no other notebook does."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(path.with_suffix(".lock")):
            records, sound = _load(path)
            note = "" if sound else _set_aside(path)
            change(records)
            _replace(
                path, json.dumps({"version": 1, "exercises": records}, indent=1, ensure_ascii=False) + "\n"
            )
            return note
    except OSError as problem:
        raise ProgressFileError(
            f"Your progress could not be saved in {path.parent} ({_reason(problem)})."
        ) from None


def _reason(problem: OSError) -> str:
    return (problem.strerror or "no access").lower()


def _load(path: Path) -> tuple[Records, bool]:
    """What can be understood of the file, and whether that was everything."""
    try:
        found = json.loads(_text(path))["exercises"]
        records = {number: kept for number, entry in found.items() if (kept := _sound(entry)) is not None}
        return records, len(records) == len(found)
    except FileNotFoundError:
        return {}, True
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}, False


def _text(path: Path) -> str:
    if path.is_dir() or path.stat().st_size > _LARGEST:
        raise ValueError("not a file of progress")
    return path.read_text(encoding="utf-8")


def _sound(entry: Any) -> dict[str, Any] | None:
    """A well-formed record, or None."""
    if not isinstance(entry, dict):
        return None
    tries, right, beliefs = entry.get("tries"), entry.get("right"), entry.get("beliefs")
    counts = [tries, *(beliefs.values() if isinstance(beliefs, dict) else [None])]
    if not isinstance(right, bool) or any(
        not isinstance(c, int) or isinstance(c, bool) or c < 0 for c in counts
    ):
        return None
    answer = entry.get("answer")
    given = {"answer": answer} if isinstance(answer, str) and answer else {}
    return {"tries": tries, "right": right, "beliefs": dict(beliefs or {}), **given}


def _set_aside(path: Path) -> str:
    stamp = datetime.now().strftime("%Y%m%dT%H%M%S-%f")
    aside = path.with_name(f"{path.stem}.broken-{stamp}{path.suffix}")
    path.rename(aside)
    return f"Your progress file was broken: it was set aside as {aside.name}, and a new one begun."


def _replace(path: Path, text: str) -> None:
    """Write beside the file, then take its place: a reader sees the old or the new, never a half."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".progress-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(beside, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock file; the system lets go of it should this process die."""
    with path.open("a+b") as file:
        deadline = time.monotonic() + _PATIENCE
        while not _try_lock(file.fileno()):
            if time.monotonic() > deadline:
                raise ProgressFileError(
                    "Your progress could not be saved: another notebook is saving its own. Try again."
                )
            time.sleep(0.005)
        try:
            yield
        finally:
            _unlock(file.fileno())


if sys.platform == "emscripten":  # Python in a browser: there is no other process, and nothing to lock with

    def _try_lock(descriptor: int) -> bool:
        return True

    def _unlock(descriptor: int) -> None:
        pass

else:
    try:
        import fcntl

        def _try_lock(descriptor: int) -> bool:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            except OSError:  # a file system without locks: there is only one notebook to fear
                return True
            return True

        def _unlock(descriptor: int) -> None:
            with contextlib.suppress(OSError):
                fcntl.flock(descriptor, fcntl.LOCK_UN)

    except ImportError:  # Windows
        import msvcrt  # type: ignore[import-not-found,unused-ignore]

        def _try_lock(descriptor: int) -> bool:
            os.lseek(descriptor, 0, os.SEEK_SET)
            try:
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
            except OSError:
                return False
            return True

        def _unlock(descriptor: int) -> None:
            os.lseek(descriptor, 0, os.SEEK_SET)
            with contextlib.suppress(OSError):
                msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]


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
    >>> from hesskit.course.lessons.progress import progress
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


def answer_of(number: str) -> str:
    """The answer that was given last at this exercise, or the guess at this prediction; empty for none."""
    records, _ = _records(progress_path(), with_memory=True)
    return str(records.get(number, {}).get("answer", ""))


def record(number: str, right: bool, belief: str = "", answer: str = "") -> str:
    """Keep one judged answer, or the guess at a prediction.

    Returns
    -------
    str
        Empty, or one sentence about what went wrong with saving.
    """
    path = progress_path()
    if path is not None:
        try:
            return update(path, lambda records: _add(records, number, right, belief, answer))
        except ProgressFileError as problem:
            note = str(problem)
    else:
        note = ""
    with _guard:
        _add(_memory, number, right, belief, answer)
    return note


_LONGEST = 500  # letters of an answer that are kept


def _add(records: dict[str, dict[str, Any]], number: str, right: bool, belief: str, answer: str) -> None:
    entry = records.setdefault(number, {"tries": 0, "right": False, "beliefs": {}})
    entry["tries"] += 1
    entry["right"] = entry["right"] or right
    if belief:
        entry["beliefs"][belief] = entry["beliefs"].get(belief, 0) + 1
    entry.pop("answer", None)
    if 0 < len(answer) <= _LONGEST:
        entry["answer"] = answer


def _records(path: Path | None, with_memory: bool = False) -> tuple[dict[str, dict[str, Any]], str]:
    """What is known: from the file, and from memory where the file could not be written."""
    records, note = ({}, "") if path is None else read(path)
    if path is None and not with_memory:
        return {}, ""
    with _guard:
        for number, entry in _memory.items():
            known = records.setdefault(number, {"tries": 0, "right": False, "beliefs": {}})
            known["tries"] += entry["tries"]
            known["right"] = known["right"] or entry["right"]
            for belief, times in entry["beliefs"].items():
                known["beliefs"][belief] = known["beliefs"].get(belief, 0) + times
            known |= {"answer": entry["answer"]} if "answer" in entry else {}
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

"""One small JSON file for several notebooks at once: locked, merged, replaced, set aside when broken."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

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
    """Read, change and replace the file while no other notebook does.

    Returns
    -------
    str
        Empty, or one sentence if a broken file was set aside.

    Raises
    ------
    ProgressFileError
        When the disk refuses, or another notebook holds the file for too long.
    """
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
    return {"tries": tries, "right": right, "beliefs": dict(beliefs or {})}


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

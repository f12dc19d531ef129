"""A learner's own folder of lessons: filled, refreshed and restored without ever losing their work.

A manifest in the folder remembers each file as it was when hesskit put it there. A file that still matches it
was not touched by the learner and may be refreshed; any other file is the learner's and is left alone.
"""

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hesskit.course.lessons.lessons import Lesson, notebooks_folder, shipped_files

# Files written whole or not at all, and backups beside them, for all that belongs to a learner or an
# instructor.


def back_up(target: Path, now: datetime) -> Path:
    """Copy a file beside itself under a name that was free."""
    content, count = target.read_bytes(), 1
    while True:
        number = "" if count == 1 else f"-{count}"
        backup = target.with_name(f"{target.stem}.backup-{now:%Y%m%d-%H%M%S}{number}{target.suffix}")
        try:
            with open(backup, "xb") as file:
                file.write(content)
            return backup
        except FileExistsError:
            count += 1


def write_whole(target: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".hesskit-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        if os.name == "posix":
            os.chmod(temporary, 0o644)  # mkstemp makes it private; a lesson is an ordinary file
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def digest(content: bytes) -> str:
    """Give the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


PRIVATE = ".hesskit"
DEFAULT_FOLDER = "hesskit-course"


class WorkspaceError(OSError):
    """A folder that cannot be used; its text is one sentence for the learner."""


@dataclass(frozen=True)
class Delivery:
    """What `fill` did to a folder.

    Attributes
    ----------
    new, refreshed, kept : tuple of str
        Files copied for the first time; files the learner had not touched, brought up to date; files the
        learner changed, left alone although hesskit has a newer one.

    Examples
    --------
    >>> print(Delivery(("00-start-here.ipynb",), (), ()))
    Copied 1 file.
    """

    new: tuple[str, ...]
    refreshed: tuple[str, ...]
    kept: tuple[str, ...]

    def __str__(self) -> str:
        lines = []
        if self.new:
            lines.append(f"Copied {len(self.new)} file{'s' if len(self.new) > 1 else ''}.")
        lines += [
            f"{name}: replaced by hesskit's newer version; you had not changed it." for name in self.refreshed
        ]
        for name in self.kept:
            stem = Path(name).stem if name.endswith(".ipynb") else name
            how = (
                f"for the newer one run: hesskit reset {stem}"
                if name.endswith(".ipynb")
                else "delete it for the newer one"
            )
            lines.append(f"{name}: kept as you changed it; {how}.")
        return "\n".join(lines)


def default_folder() -> Path:
    """Choose the folder when none is named: the present one if it holds the course, else `hesskit-course`."""
    return Path() if _manifest_path(Path()).is_file() else Path(DEFAULT_FOLDER)


def fill(folder: Path, source: Path | None = None) -> Delivery:
    """Copy the lessons into a folder where they are missing, never touching a changed one.

    Parameters
    ----------
    folder : pathlib.Path
        The learner's folder; made when missing.
    source : pathlib.Path, optional
        Where the lessons come from; hesskit's own notebooks when left out.

    Returns
    -------
    Delivery
        What was copied, refreshed and kept; it prints as sentences.

    Raises
    ------
    WorkspaceError
        If the folder cannot be made, read or written.
    """
    source = source or notebooks_folder()
    new, refreshed, kept = [], [], []
    with _plain_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        manifest = _read_manifest(folder)
        known = dict(manifest)
        for path in shipped_files(source):
            name, content, target = path.as_posix(), (source / path).read_bytes(), folder / path
            shipped, present = digest(content), _digest_of(target)
            if present is None:
                new.append(name)
            elif present == shipped:
                known[name] = shipped
                continue
            elif present == known.get(name):
                refreshed.append(name)
            else:
                if shipped != known.get(name):
                    kept.append(name)
                continue
            write_whole(target, content)
            known[name] = shipped
        if known != manifest or not _manifest_path(folder).is_file():
            _write_manifest(folder, known)
    return Delivery(tuple(new), tuple(refreshed), tuple(kept))


def restore(lesson: Lesson, folder: Path, now: datetime | None = None) -> Path | None:
    """Put a lesson back as hesskit ships it, keeping the learner's version beside it.

    Parameters
    ----------
    lesson : Lesson
        The lesson to restore.
    folder : pathlib.Path
        The learner's folder.
    now : datetime.datetime, optional
        The time in the backup's name; the present when left out.

    Returns
    -------
    pathlib.Path or None
        The backup, or None when there was nothing to keep: the file was missing or unchanged.

    Raises
    ------
    WorkspaceError
        If there is no such folder, or it cannot be read or written.
    """
    if not folder.is_dir():
        raise WorkspaceError(
            f"There is no folder '{folder}': make it with hesskit lab, or name yours after the lesson."
        )
    target, content = folder / lesson.name, lesson.path.read_bytes()
    with _plain_errors(folder):
        backup = None
        if _digest_of(target) not in (None, digest(content)):
            backup = back_up(target, now or datetime.now())
        write_whole(target, content)
        _write_manifest(folder, _read_manifest(folder) | {lesson.name: digest(content)})
    return backup


def _manifest_path(folder: Path) -> Path:
    return folder / PRIVATE / "manifest.json"


def _read_manifest(folder: Path) -> dict[str, str]:
    """Read what was delivered; a missing or damaged manifest vouches for no file, so every file is kept."""
    try:
        files = json.loads(_manifest_path(folder).read_text(encoding="utf-8"))["files"]
        return {str(name): str(digest) for name, digest in files.items()}
    except (FileNotFoundError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _write_manifest(folder: Path, files: dict[str, str]) -> None:
    text = json.dumps({"version": 1, "files": files}, indent=2, sort_keys=True) + "\n"
    write_whole(_manifest_path(folder), text.encode())


def _digest_of(path: Path) -> str | None:
    """The hash of a file, or None where there is none."""
    return digest(path.read_bytes()) if path.exists() else None


@contextlib.contextmanager
def _plain_errors(folder: Path) -> Iterator[None]:
    """Turn what the file system says into one sentence."""
    try:
        yield
    except WorkspaceError:
        raise
    except (FileExistsError, NotADirectoryError) as error:
        raise WorkspaceError(
            f"'{error.filename or folder}' is a file, not a folder: name another folder."
        ) from error
    except IsADirectoryError as error:
        raise WorkspaceError(
            f"'{error.filename}' is a folder where a lesson should be: move it away."
        ) from error
    except PermissionError as error:
        raise WorkspaceError(
            f"'{error.filename or folder}' may not be written: choose a folder of your own."
        ) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise WorkspaceError(
            f"The folder '{folder}' cannot be used ({reason}): choose another one."
        ) from error

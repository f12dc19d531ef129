"""The files of a folder, or of a zip from a learning platform, read without trusting their names or sizes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hesskit.course.homework.tables import HomeworkError

__all__ = ["Incoming", "incoming_files"]

_LARGEST_FILE = 120 * 2**20
_LARGEST_ALL = 4 * 2**30
_MOST_FILES = 20_000
_STEEPEST = 2000  # times smaller when packed: notebooks reach 20, a bomb 1,000,000
_MINE = (".ipynb_checkpoints", "__MACOSX")


@dataclass(frozen=True)
class Incoming:
    """One file that came in.

    Parameters
    ----------
    name : str
        Its path in the folder or zip.
    content : bytes
        What is in it; empty if it was left out.
    problem : str
        Why it was left out; empty if it was not.
    """

    name: str
    content: bytes = b""
    problem: str = ""


def incoming_files(source: Path) -> Iterator[Incoming]:
    """Read the notebooks of a folder, of a zip, or a single one.

    Parameters
    ----------
    source : pathlib.Path
        A folder, a zip or a notebook.

    Yields
    ------
    Incoming
        One by one; what is no notebook comes with a sentence instead of its content.

    Raises
    ------
    HomeworkError
        If there is no such thing, or the zip is damaged or a bomb.
    """
    if source.is_dir():
        yield from _from_folder(source)
    elif source.suffix.lower() == ".zip" and source.is_file():
        yield from _from_zip(source)
    elif source.is_file():
        yield _from_file(source, source.name)
    else:
        raise HomeworkError(f"There is no folder or zip '{source}'.")


def _from_folder(folder: Path) -> Iterator[Incoming]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if _is_litter(name):
            continue
        if path.is_symlink():
            yield Incoming(name, problem="is a link to another place; it was left out")
        elif path.is_file():
            yield _from_file(path, name)


def _from_file(path: Path, name: str) -> Incoming:
    problem = _unwanted(name, path.stat().st_size)
    if problem:
        return Incoming(name, problem=problem)
    try:
        return Incoming(name, path.read_bytes())
    except OSError as error:
        return Incoming(name, problem=f"cannot be read ({error.strerror})")


def _from_zip(source: Path) -> Iterator[Incoming]:
    try:
        with zipfile.ZipFile(source) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _refuse_bomb(source, entries)
            for entry in entries:
                if not _is_litter(entry.filename):
                    yield _from_entry(archive, entry)
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise HomeworkError(f"The zip '{source}' cannot be read: download it again.") from error


def _refuse_bomb(source: Path, entries: list[zipfile.ZipInfo]) -> None:
    total = sum(entry.file_size for entry in entries)
    steep = any(
        entry.file_size > 2**20 and entry.file_size > _STEEPEST * max(entry.compress_size, 1)
        for entry in entries
    )
    if total > _LARGEST_ALL or len(entries) > _MOST_FILES or steep:
        raise HomeworkError(
            f"The zip '{source}' would unpack to {total / 2**20:,.0f} MB in {len(entries):,} files: it was not opened."
        )


def _from_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Incoming:
    name = entry.filename.replace("\\", "/")
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return Incoming(name, problem="has a path that leads out of the zip; it was left out")
    if entry.external_attr >> 28 == 0xA:
        return Incoming(name, problem="is a link to another place; it was left out")
    if entry.flag_bits & 1:
        return Incoming(name, problem="is locked with a password; it was left out")
    problem = _unwanted(name, entry.file_size)
    if problem:
        return Incoming(name, problem=problem)
    try:
        with archive.open(entry) as file:
            content = file.read(_LARGEST_FILE + 1)  # what the zip says of its size may be a lie
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        return Incoming(name, problem="is damaged inside the zip")
    return (
        Incoming(name, content)
        if len(content) <= _LARGEST_FILE
        else Incoming(name, problem=_unwanted(name, 2**40))
    )


def _unwanted(name: str, size: int) -> str:
    """Why a file is left out, or nothing."""
    if not name.lower().endswith(".ipynb"):
        return "is not a notebook; it was left out"
    return (
        f"is {size / 2**20:,.0f} MB, more than any notebook needs; it was left out"
        if size > _LARGEST_FILE
        else ""
    )


def _is_litter(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part in _MINE or part.startswith("._") or part == ".DS_Store" for part in parts)

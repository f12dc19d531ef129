"""The files of a folder, or of a zip from a learning platform, read without trusting their names or sizes."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from hesskit.course.lessons import digest
from hesskit.homework.assignments import HomeworkError

_LARGEST_FILE = 120 * 2**20
_LARGEST_ALL = 4 * 2**30
_MOST_FILES = 20_000
_STEEPEST = 2000  # times smaller when packed: notebooks reach 20, a bomb 1,000,000
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_MINE = (".ipynb_checkpoints", "__MACOSX")


@dataclass(frozen=True)
class Incoming:
    """One file that came in.

    Examples
    --------
    >>> Incoming("hw1\\x1b[2J_ada.ipynb", b"{}").without_content()
    Incoming(name='hw1?[2J_ada.ipynb', content=b'', problem='', digest='44136fa355b3678a1146ad16f7e8649e94fb4fc2...
    """

    name: str
    content: bytes = b""
    problem: str = ""
    digest: str = ""
    when: tuple[int, ...] = ()
    """Year to second: when it was last changed, as the folder or the platform's zip says."""

    def __post_init__(self) -> None:
        name = _UNPRINTABLE.sub("?", self.name)  # nothing that a terminal would obey, or cannot write
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "digest", self.digest or digest(self.content))

    def without_content(self) -> Incoming:
        """The same file with no more than what it is known by: a class's files need not be in memory at once."""
        return replace(self, content=b"")


def incoming_files(source: Path) -> Iterator[Incoming]:
    """Read the notebooks of a folder, of a zip, or a single one."""
    if source.is_dir():
        yield from _from_folder(source)
    elif source.suffix.lower() == ".zip" and source.is_file():
        yield from _from_zip(source)
    elif source.is_file():
        yield from _from_file(source, source.name)
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
            yield from _from_file(path, name)


def _from_file(path: Path, name: str) -> Iterator[Incoming]:
    problem = _unwanted(name, path.stat().st_size)
    if problem:
        yield Incoming(name, problem=problem)
        return
    try:
        changed = datetime.fromtimestamp(path.stat().st_mtime)
        yield from _opened(name, path.read_bytes(), changed.timetuple()[:6])
    except OSError as error:
        yield Incoming(name, problem=f"cannot be read ({error.strerror})")


def _from_zip(source: Path) -> Iterator[Incoming]:
    try:
        with zipfile.ZipFile(source) as archive:
            yield from _from_archive(archive, _LARGEST_ALL)
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise HomeworkError(f"The zip '{source}' cannot be read: download it again.") from error


def _opened(name: str, content: bytes, when: tuple[int, ...], inside: bool = False) -> Iterator[Incoming]:
    """A notebook as it is; of a student's own zip what is in it, but no zip in that zip."""
    if not name.lower().endswith(".zip"):
        yield Incoming(name, content, when=when)
    elif inside:
        yield Incoming(name, problem="is a zip in a zip in a zip; it was left out")
    else:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                yield from _from_archive(archive, _LARGEST_FILE, f"{name}/", when)
        except (zipfile.BadZipFile, OSError, EOFError, HomeworkError):
            yield Incoming(name, problem="is a zip that cannot be read; it was left out")


def _from_archive(
    archive: zipfile.ZipFile, most: int, before: str = "", when: tuple[int, ...] = ()
) -> Iterator[Incoming]:
    """Every entry; one that is too much is left out, and does not stop the others."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_litter(entry.filename)]
    if len(entries) > _MOST_FILES:
        raise HomeworkError(
            f"The zip holds {len(entries):,} files, more than any class hands in: it was not opened."
        )
    left = most
    for entry in entries:
        for file in _from_entry(archive, entry, before, when or entry.date_time):
            left -= len(file.content)
            if left < 0:
                raise HomeworkError(
                    f"The zip would unpack to more than {most / 2**20:,.0f} MB: it was not read on."
                )
            yield file


def _from_entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, before: str, when: tuple[int, ...]
) -> Iterator[Incoming]:
    name = before + _readable(entry).replace("\\", "/")
    problem = _forbidden(entry) or _unwanted(name, entry.file_size)
    if problem:
        yield Incoming(name, problem=problem)
        return
    try:
        with archive.open(entry) as file:
            content = file.read(_LARGEST_FILE + 1)  # what the zip says of its size may be a lie
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError, zlib.error):
        yield Incoming(name, problem="is damaged inside the zip; it was left out")
        return
    if len(content) > _LARGEST_FILE:
        yield Incoming(name, problem=_unwanted(name, len(content)))
    else:
        yield from _opened(name, content, when, inside=bool(before))


def _readable(entry: zipfile.ZipInfo) -> str:
    """The name; some programs write UTF-8 and do not say so."""
    try:
        return entry.filename if entry.flag_bits & 0x800 else entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _forbidden(entry: zipfile.ZipInfo) -> str:
    """Why an entry is not even opened, or nothing."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in "".join(path.parts[:1]):
        return "has a path that leads out of the zip; it was left out"
    if entry.external_attr >> 28 == 0xA:
        return "is a link to another place; it was left out"
    if entry.flag_bits & 1:
        return "is locked with a password; it was left out"
    if entry.file_size > 2**20 and entry.file_size > _STEEPEST * max(entry.compress_size, 1):
        return f"would unpack to {entry.file_size / 2**20:,.0f} MB out of next to nothing; it was left out"
    return ""


def _unwanted(name: str, size: int) -> str:
    """Why a file is left out, or nothing."""
    if not name.lower().endswith((".ipynb", ".zip")):
        return "is not a notebook; it was left out"
    return (
        f"is {size / 2**20:,.0f} MB, more than any notebook needs; it was left out"
        if size > _LARGEST_FILE
        else ""
    )


def _is_litter(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part in _MINE or part.startswith("._") or part == ".DS_Store" for part in parts)

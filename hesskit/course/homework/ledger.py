"""What was collected and graded, and what could not be: one small file a student, so that a killed run can go on."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import hesskit
from hesskit.course.files import digest, write_whole
from hesskit.course.homework.course_folder import CourseFolder
from hesskit.course.homework.sandbox import Limits

__all__ = ["Entry", "Ledger"]


@dataclass(frozen=True)
class Entry:
    """One student's line.

    Parameters
    ----------
    key : str
        What was graded: submission, source, version and limits; "" for what has not been.
    problem : str
        Why it could not be graded; "" if it could.
    placed : str
        The digest of the mended file that was put into ``submitted/`` when it was collected.
    template : str
        The digest of the source and the version by which it was mended.
    """

    key: str = ""
    problem: str = ""
    placed: str = ""
    template: str = ""


@dataclass(frozen=True)
class Ledger:
    """The lines of one assignment."""

    course: CourseFolder
    assignment: str

    def entry(self, student: str) -> Entry:
        """A student's line; an empty one if there is none."""
        try:
            found = json.loads(self._path(student).read_text(encoding="utf-8"))
            return Entry(**{name: str(found[name]) for name in Entry.__dataclass_fields__})
        except (OSError, ValueError, LookupError, TypeError):
            return Entry()

    def template(self, student: str) -> str:
        """The digest of the source and the version by which this student's file is mended now."""
        version = repr(self.course.variant(self.assignment, student)).encode()
        source = self.course.source(self.assignment).read_bytes()
        return digest(b"\0".join((hesskit.__version__.encode(), version, digest(source).encode())))

    def write(self, student: str, entry: Entry) -> None:
        """Write a student's line."""
        write_whole(self._path(student), json.dumps(asdict(entry)).encode())

    def key(self, student: str, limits: Limits) -> str:
        """What would be graded now."""
        submitted = digest(self.course.submitted(self.assignment, student).read_bytes())
        parts = (json.dumps(asdict(limits), sort_keys=True), self.template(student), submitted)
        return digest("\0".join(parts).encode())

    def is_graded(self, student: str, limits: Limits) -> bool:
        """Is exactly this submission recorded, or known not to be gradable?"""
        entry = self.entry(student)
        if not entry.key or entry.key != self.key(student, limits):
            return False
        return bool(entry.problem) or self.course.autograded(self.assignment, student).is_file()

    def problems(self) -> dict[str, str]:
        """Everyone whose submission could not be graded, with the reason."""
        folder = self.course.private("graded", self.assignment)
        found = {path.stem: self.entry(path.stem).problem for path in sorted(folder.glob("*.json"))}
        return {student: problem for student, problem in found.items() if problem}

    def _path(self, student: str) -> Path:
        return self.course.private("graded", self.assignment, f"{student}.json")

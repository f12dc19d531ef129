"""What has been graded, and what could not be: one small file for each student, so that a killed run can go on."""

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
    """

    key: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Ledger:
    """The lines of one assignment."""

    course: CourseFolder
    assignment: str

    def entry(self, student: str) -> Entry:
        """A student's line; an empty one if there is none."""
        try:
            found = json.loads(self._path(student).read_text(encoding="utf-8"))
            return Entry(str(found["key"]), str(found["problem"]))
        except (OSError, ValueError, LookupError, TypeError):
            return Entry()

    def write(self, student: str, entry: Entry) -> None:
        """Write a student's line."""
        write_whole(self._path(student), json.dumps(asdict(entry)).encode())

    def key(self, student: str, limits: Limits) -> str:
        """What would be graded now."""
        parts = [
            hesskit.__version__.encode(),
            json.dumps(asdict(limits), sort_keys=True).encode(),
            repr(self.course.variant(self.assignment, student)).encode(),
            self.course.source(self.assignment).read_bytes(),
            self.course.submitted(self.assignment, student).read_bytes(),
        ]
        return digest(b"\0".join(digest(part).encode() for part in parts))

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

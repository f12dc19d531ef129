"""The instructor's folder: what nbgrader expects of it, and a small file that says who has which version."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import hesskit
from hesskit.course.lessons import digest, write_whole
from hesskit.homework.assignments import HomeworkError, find_assignment
from hesskit.homework.notebook import build_source, common_version
from hesskit.homework.own_questions import FOLDER, course_assignments
from hesskit.homework.question import FAIR, Assignment, Cell, Rule, Variant
from hesskit.homework.sandbox import Limits

_SETTINGS = "course.json"
_COURSE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,60}")
_INNERMOST = re.compile(r'\{\s+"question"[^{}\[\]]*\}')
_VARYING = ("text", "setup")


@dataclass(frozen=True)
class CourseFolder:
    """A folder made by ``hesskit homework new``.

    Parameters
    ----------
    root : pathlib.Path
        Where it is.
    """

    root: Path

    @property
    def settings(self) -> dict[str, Any]:
        """The course's name, and for each assignment the students who have a version of their own."""
        try:
            settings = json.loads((self.root / _SETTINGS).read_text(encoding="utf-8"))
            if isinstance(settings["course"], str) and isinstance(settings["versions"], dict):
                return dict(settings)
        except (OSError, ValueError, LookupError, TypeError):
            pass
        raise HomeworkError(
            f"{self.root / _SETTINGS} cannot be read: it says which student has which version."
        )

    @property
    def course(self) -> str:
        """The course's name, from which versions are drawn."""
        return str(self.settings["course"])

    @property
    def assignments(self) -> dict[str, Assignment]:
        """Every homework of this course by its name, with the questions that course.json lists."""
        return course_assignments(self.root, self.settings.get("homework", {}))

    def find(self, name: str) -> Assignment:
        """The homework of this name, or whose name begins so."""
        return find_assignment(name, self.assignments)

    def chosen(self, assignment: str) -> bytes:
        """What course.json lists of a homework, and the instructor's own questions in it, as they stand now."""
        entry = self.settings.get("homework", {}).get(assignment, {})
        parts = [json.dumps(entry, sort_keys=True).encode()]
        for item in entry.get("questions", ()):
            name = item.get("question") if isinstance(item, dict) else item
            path = self.root / FOLDER / f"{name}.py"
            parts += [path.read_bytes()] if path.is_file() else []
        return b"\0".join(parts)

    def source(self, assignment: str) -> Path:
        """The source notebook."""
        return self.root / "source" / assignment / f"{assignment}.ipynb"

    def submitted(self, assignment: str, student: str) -> Path:
        """Where nbgrader expects a submission."""
        return self.root / "submitted" / student / assignment / f"{assignment}.ipynb"

    def autograded(self, assignment: str, student: str) -> Path:
        """Where nbgrader leaves a graded notebook."""
        return self.root / "autograded" / student / assignment / f"{assignment}.ipynb"

    def private(self, *parts: str) -> Path:
        """Where this package keeps its own files."""
        return self.root.joinpath(".hesskit", *parts)

    def students(self, assignment: str) -> list[str]:
        """Everyone who handed it in."""
        found = (self.root / "submitted").glob(f"*/{assignment}/{assignment}.ipynb")
        return sorted(path.parents[1].name for path in found)

    def variant(self, assignment: str, student: str) -> Variant:
        """The version that a student of the roster has."""
        settings = self.settings
        if student in settings["versions"].get(assignment, []):
            return Variant(str(settings["course"]), assignment, student)
        return common_version(assignment)

    def give_versions(self, assignment: str, students: Iterable[str]) -> None:
        """Remember who has a version of their own; nobody ever loses one that was handed out."""
        settings = self.settings
        known = settings["versions"].get(assignment, [])
        settings["versions"][assignment] = sorted({*known, *students})
        self.write_settings(settings)

    def write_settings(self, settings: dict[str, Any]) -> None:
        """Write course.json."""
        text = json.dumps(settings, indent=2, ensure_ascii=False)
        # a question a line
        text = _INNERMOST.sub(lambda found: f"{{{' '.join(found[0][1:-1].split())}}}", text)
        write_whole(self.root / _SETTINGS, f"{text}\n".encode())

    def template(self, assignment: Assignment, student: str) -> list[Cell]:
        """The source notebook's cells, with the texts and data of this student's version.

        Raises
        ------
        HomeworkError
            If there is no source notebook.
        """
        path = self.source(assignment.name)
        try:
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise HomeworkError(f"The source notebook {path} cannot be read.") from error
        cells = [{"id": "", **cell, "source": "".join(cell["source"])} for cell in cells]
        variant = self.variant(assignment.name, student)
        return cells if not variant.student else with_version(cells, assignment, variant)


def with_version(
    cells: Iterable[Cell], assignment: Assignment, variant: Variant, named: bool = False
) -> list[Cell]:
    """The same cells with the texts and data of another version; named, with the line that says whose.

    What is graded is not named, so that whoever grades by hand does not see whose work it is.
    """
    own = {
        json.dumps(cell["metadata"].get("hesskit"), sort_keys=True): cell["source"]
        for cell in build_source(assignment, variant)["cells"]
        if cell["metadata"].get("hesskit", {}).get("part") in (*_VARYING, *(["paper"] if named else []))
    }
    changed = []
    for cell in cells:
        part = json.dumps(cell["metadata"].get("hesskit"), sort_keys=True)
        changed.append({**cell, "source": own.get(part, cell["source"])})
    return changed


def open_course(folder: Path | None = None) -> CourseFolder:
    """Find the course's folder: the one named, or the present one, or one above it."""
    start = (folder or Path()).resolve()
    for root in (start, *start.parents):
        if (root / _SETTINGS).is_file() and (root / "nbgrader_config.py").is_file():
            course = CourseFolder(root)
            _ = course.settings
            return course
    raise HomeworkError(
        f"{start} is not a course folder: make one with hesskit homework new DIR, and run this inside it."
    )


def check_course_name(name: str) -> str:
    """A course's name as nbgrader can keep it."""
    if not _COURSE_NAME.fullmatch(name):
        raise HomeworkError(f"{name!r} cannot be a course's name: use letters, digits, dots and dashes.")
    return name


# What was collected and graded, and what could not be: one small file a student, so that a killed run can
# go on.


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
    rule: Rule = FAIR

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
        parts = (source, self.course.chosen(self.assignment))
        return digest(
            b"\0".join((hesskit.__version__.encode(), version, *(digest(p).encode() for p in parts)))
        )

    def write(self, student: str, entry: Entry) -> None:
        """Write a student's line."""
        write_whole(self._path(student), json.dumps(asdict(entry)).encode())

    def key(self, student: str, limits: Limits) -> str:
        """What would be graded now."""
        submitted = digest(self.course.submitted(self.assignment, student).read_bytes())
        how = {**asdict(limits), **asdict(self.rule)}
        parts = (json.dumps(how, sort_keys=True), self.template(student), submitted)
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

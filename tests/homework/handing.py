"""Files as they come in, for the tests of collecting."""

from __future__ import annotations

from pathlib import Path

from hesskit.homework.assignments.catalogue import all_assignments
from hesskit.homework.course_folder import CourseFolder
from hesskit.homework.notebook import build_source, notebook_text
from hesskit.homework.roster import Student
from hesskit.homework.submissions.collect import Collection, collect

NAME = "hw1-definition"
ASSIGNMENT = all_assignments()[NAME]
STUDENTS = (
    Student("ada", "Ada", "Lovelace", "ada@example.org"),
    Student("emmy", "Emmy", "Noether"),
    Student("otto.h", "Otto", "Hesse"),
    Student("jo1", "Jo", "Smith"),
    Student("jo2", "Jo", "Smith"),
)


def put(folder: Path, name: str, extra: str = "") -> Path:
    notebook = build_source(ASSIGNMENT)
    notebook["cells"].append(
        {"cell_type": "markdown", "id": "extra", "metadata": {}, "source": f"Mine. {extra}"}
    )
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebook_text(notebook), encoding="utf-8")
    return path


def run(course: CourseFolder, source: Path, **options: object) -> Collection:
    return collect(course, ASSIGNMENT, source, STUDENTS, **options)  # type: ignore[arg-type]

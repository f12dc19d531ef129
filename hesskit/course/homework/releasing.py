"""`hesskit homework release`: one notebook for all, or each student's own, ready to be handed out."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from hesskit.course.files import write_whole
from hesskit.course.homework.course_folder import CourseFolder, with_version
from hesskit.course.homework.nbgrading import Grader
from hesskit.course.homework.question import Assignment
from hesskit.course.homework.roster import Student
from hesskit.course.homework.source import notebook_text
from hesskit.course.homework.variants import Variant

__all__ = ["Replaced", "release", "release_versions"]


class Replaced:
    """Copies that were in the way of a release and were not the same, such as ones that were edited: kept, never lost.

    Parameters
    ----------
    course : CourseFolder
        The course; they go to its folder ``replaced``, under the time.
    """

    def __init__(self, course: CourseFolder) -> None:
        self._root, self.count = course.root, 0
        self.folder = course.root / "replaced" / f"{datetime.now():%Y%m%d-%H%M%S-%f}"

    def keep(self, path: Path, content: bytes) -> None:
        """Keep what stood at this path."""
        write_whole(self.folder / path.relative_to(self._root), content)
        self.count += 1

    def write(self, path: Path, content: bytes) -> None:
        """Write a file, and keep the other one that is there."""
        if path.is_file() and path.read_bytes() != content:
            self.keep(path, path.read_bytes())
        write_whole(path, content)


def release(course: CourseFolder, assignment: Assignment, replaced: Replaced | None = None) -> Path:
    """Make the notebook that everyone gets, by nbgrader's own release.

    Parameters
    ----------
    course : CourseFolder
        The course.
    assignment : Assignment
        Which homework.
    replaced : Replaced, optional
        Keeps what stood in its place.

    Returns
    -------
    pathlib.Path
        The notebook without the answers.
    """
    path = course.root / "release" / assignment.name / f"{assignment.name}.ipynb"
    before = path.read_bytes() if path.is_file() else None
    Grader(course).release(assignment)
    if before is not None and before != path.read_bytes():
        (replaced or Replaced(course)).keep(path, before)
    return path


def release_versions(
    course: CourseFolder,
    assignment: Assignment,
    students: Sequence[Student],
    replaced: Replaced | None = None,
) -> Path:
    """Make each student's own notebook, and a zip of it, from the released one.

    Parameters
    ----------
    course : CourseFolder
        The course; it remembers who has a version of their own.
    assignment : Assignment
        Which homework.
    students : sequence of Student
        Who gets one.
    replaced : Replaced, optional
        Keeps what stood in their place.

    Returns
    -------
    pathlib.Path
        The folder: ``ID/hw1-definition.ipynb`` and ``hw1-definition_ID.zip`` for each student.
    """
    replaced = replaced or Replaced(course)
    common = json.loads(release(course, assignment, replaced).read_text(encoding="utf-8"))
    cells = [{**cell, "source": "".join(cell["source"])} for cell in common["cells"]]
    course.give_versions(assignment.name, [student.id for student in students])
    folder = course.root / "handout" / assignment.name
    for student in students:
        variant = Variant(course.course, assignment.name, student.id)
        said = {"assignment": assignment.name, "course": variant.course, "student": variant.student}
        metadata = {**common["metadata"], "hesskit": said}
        own = {**common, "cells": with_version(cells, assignment, variant, named=True), "metadata": metadata}
        path = folder / student.id / f"{assignment.name}.ipynb"
        replaced.write(path, notebook_text(own).encode())
        _pack(path, folder / f"{assignment.name}_{student.id}.zip")
    return folder


def _pack(path: Path, target: Path) -> None:
    """A zip with the one notebook, the same whenever it is made."""
    beside = target.with_suffix(".zip.part")
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(path.name, (1980, 1, 1, 0, 0, 0)), path.read_bytes())
    shutil.move(beside, target)

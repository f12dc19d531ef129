"""`hesskit homework release`: one notebook for all, or each student's own, ready to be handed out."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from hesskit.course.lessons import write_whole
from hesskit.homework.assignments import HomeworkError
from hesskit.homework.course_folder import CourseFolder, check_course_name, with_version
from hesskit.homework.grading import Grader
from hesskit.homework.notebook import build_source, notebook_text, with_list
from hesskit.homework.own_questions import default_list
from hesskit.homework.question import Assignment, Variant
from hesskit.homework.roster import Student

MOODLE_ZIP = "moodle-feedback-files.zip"


class Replaced:
    """Copies that were in the way of a release and were not the same, such as edited ones: kept, never lost."""

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
    """Make the notebook that everyone gets, by nbgrader's own release."""
    path = course.root / "release" / assignment.name / f"{assignment.name}.ipynb"
    before = path.read_bytes() if path.is_file() else None
    write_source(course, assignment, replaced or Replaced(course))
    Grader(course).release(assignment)
    if before is not None and before != path.read_bytes():
        (replaced or Replaced(course)).keep(path, before)
    return path


def write_source(course: CourseFolder, assignment: Assignment, replaced: Replaced) -> None:
    """Write the source that course.json asks for, if its list changed; what was written into it by hand stays."""
    path, listed = course.source(assignment.name), course.private("listed", f"{assignment.name}.json")
    wanted = json.dumps([[question.name, question.points] for question in assignment.questions])
    if not path.is_file():
        write_whole(path, notebook_text(build_source(assignment)).encode())
    elif wanted != (listed.read_text() if listed.is_file() else _default(assignment.name)):
        source = with_list(json.loads(path.read_text(encoding="utf-8")), assignment)
        replaced.write(path, notebook_text(source).encode())
    write_whole(listed, wanted.encode())


def contradictions(course: CourseFolder, assignment: Assignment) -> list[str]:
    """A sentence for each question that is worth other points in its source than course.json and all texts say."""
    listed = {question.name: question.points for question in assignment.questions}
    found = []
    for cell in course.template(assignment, ""):
        marks, name = (
            cell["metadata"].get("nbgrader", {}),
            cell["metadata"].get("hesskit", {}).get("question"),
        )
        if marks.get("grade") and name in listed and marks.get("points") != listed[name]:
            found.append(
                f"{name} earns {marks.get('points'):g} in {course.source(assignment.name)} and {listed[name]:g} in "
                "course.json, which all texts follow: change it there."
            )
    return found


def _default(name: str) -> str:
    """The list of a source that nobody wrote anew."""
    questions = default_list().get(name, {}).get("questions", ())
    return json.dumps([[item["question"], item["points"]] for item in questions])


def release_versions(
    course: CourseFolder,
    assignment: Assignment,
    students: Sequence[Student],
    replaced: Replaced | None = None,
) -> Path:
    """Make each student's own notebook, and a zip of it, from the released one."""
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
    if all(student.number for student in students):
        _pack_for_moodle(folder, assignment, students)
    return folder


def _pack_for_moodle(folder: Path, assignment: Assignment, students: Sequence[Student]) -> None:
    """All the notebooks in one zip that Moodle takes as feedback files: each participant sees his own."""
    from hesskit.homework.results import moodle_feedback_name

    beside = folder / f"{MOODLE_ZIP}.part"
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        for student in students:
            whose = f"{student.first_name} {student.last_name}".strip()
            name = moodle_feedback_name(whose, student.number, f"{assignment.name}_{student.id}.ipynb")
            content = (folder / student.id / f"{assignment.name}.ipynb").read_bytes()
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    shutil.move(beside, folder / MOODLE_ZIP)


def _pack(path: Path, target: Path) -> None:
    """A zip with the one notebook, the same whenever it is made."""
    beside = target.with_suffix(".zip.part")
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(path.name, (1980, 1, 1, 0, 0, 0)), path.read_bytes())
    shutil.move(beside, target)


# `hesskit homework new`: a course folder that nbgrader and hesskit both understand.

_CONFIG = '''"""nbgrader's settings for this course; nbgrader's own commands work in this folder."""

from hesskit.homework.grading.gradebook import configure

c = get_config()  # noqa: F821
configure(c, __file__)

# Limits for one student's notebook, on the clock and in memory:
# c.RunInSandbox.cell_seconds = 30
# c.RunInSandbox.notebook_seconds = 240
# c.RunInSandbox.memory_megabytes = 2048

# What earns points that is not right: a matrix or a list by entry, and a part that is consistent with the student's
# own earlier answer. With False only what the homework says of a recognised belief.
# c.RunInSandbox.by_entry = True
# c.RunInSandbox.carried_forward = True
'''

_ROSTER = """id,first_name,last_name,email
ada,Ada,Lovelace,ada@example.org
emmy,Emmy,Noether,emmy@example.org
otto,Otto,Hesse,otto@example.org
"""

_README = """# {course}

1. Put your students into `roster.csv` (the three in it are an example), or what Moodle or Canvas exports of them.
   `id` is a short name of letters and digits.
2. `hesskit homework release hw1` makes `release/hw1-definition/hw1-definition.ipynb`, the same for all.
   `hesskit homework release hw1 --variants roster.csv` makes `handout/hw1-definition/`, a notebook and a zip a student.
3. Collect the notebooks in your learning platform and download them all, as one zip.
4. `hesskit homework grade hw1 submissions.zip` collects them, grades them, and writes `feedback/`,
   `scores/hw1-definition.csv` and `report/hw1-definition.png`.
5. Questions answered in words are graded by hand: `jupyter lab`, then *Nbgrader, Formgrader*, where the model
   answer and the rubric stand beside each answer; then once more `hesskit homework grade hw1`.
6. `hesskit homework export hw1 --for moodle` (or `canvas`) writes grades and feedback as your platform takes them back.

`source/` and `questions/` hold the answers and `gradebook.db` the points: keep them to yourself.
"""


def make_course(folder: Path, name: str | None = None) -> CourseFolder:
    """Make a course folder with every assignment in it."""
    course = check_course_name(name or folder.resolve().name)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise HomeworkError(f"'{folder}' is not empty: name a new folder.")
    try:
        made = CourseFolder(folder.resolve())
        made.write_settings({"course": course, "versions": {}, "homework": default_list()})
        for assignment in made.assignments.values():
            text = notebook_text(build_source(assignment))
            write_whole(made.source(assignment.name), text.encode())
        write_whole(made.root / "roster.csv", _ROSTER.encode())
        write_whole(made.root / "README.md", _README.format(course=course).encode())
        write_whole(made.root / "nbgrader_config.py", _CONFIG.encode())
    except OSError as error:
        raise HomeworkError(f"'{folder}' cannot be written ({error.strerror or error}).") from error
    return made

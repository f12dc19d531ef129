"""nbgrader, opened on a course folder: its release of an assignment, its settings and its gradebook."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hesskit.course.homework.course_folder import CourseFolder
from hesskit.course.homework.question import Assignment
from hesskit.course.homework.roster import Student
from hesskit.course.homework.source import refuse_ungradable
from hesskit.course.homework.tables import HomeworkError

__all__ = ["Grader"]


class Grader:
    """nbgrader, opened on a course folder.

    Parameters
    ----------
    course : CourseFolder
        The folder.

    Raises
    ------
    HomeworkError
        If nbgrader is not installed.
    """

    def __init__(self, course: CourseFolder) -> None:
        self.course = course
        with quiet():
            self.config = _config(course.root)
            from nbgrader.coursedir import CourseDirectory

            self._directory = CourseDirectory(config=self.config)

    @property
    def db_url(self) -> str:
        """Where the gradebook is."""
        return str(self._directory.db_url)

    def limits(self) -> tuple[Any, bool]:
        """What the course's nbgrader_config.py allows a notebook, and whether it asks to go without bubblewrap."""
        from hesskit.course.homework.chain import RunInSandbox

        step = RunInSandbox(config=self.config)
        return step.limits(), step.unsafe

    def release(self, assignment: Assignment) -> None:
        """Make the release notebook and tell the gradebook of the assignment."""
        from nbgrader.converters import GenerateAssignment

        refuse_ungradable(assignment, self.course.template(assignment, ""))
        self._directory.assignment_id, self._directory.student_id = assignment.name, "*"
        said = _Listener()
        with quiet(), _inside(self.course.root):
            converter = GenerateAssignment(coursedir=self._directory, config=self.config)
            converter.force = True
            converter.log = said.logger
            try:
                converter.start()
            except (Exception, SystemExit) as error:
                raise HomeworkError(said.reason or str(error) or type(error).__name__) from error

    def knows(self, assignment: str) -> bool:
        """Was this assignment released, and is it in the gradebook?"""
        with self.gradebook() as gradebook:
            known = any(found.name == assignment for found in gradebook.assignments)
        return known and (self.course.root / "release" / assignment).is_dir()

    def know(self, students: Iterable[Student]) -> None:
        """Tell the gradebook the students' names, for the formgrader's lists."""
        with self.gradebook() as gradebook:
            for student in students:
                names = {"first_name": student.first_name, "last_name": student.last_name}
                gradebook.update_or_create_student(student.id, email=student.email or None, **names)

    def gradebook(self) -> Any:
        """The gradebook, to be used in a with statement."""
        from nbgrader.api import Gradebook

        with quiet():
            return Gradebook(self.db_url, self.course.course)


class _Listener(logging.Handler):
    """Keeps the last line of the last error that nbgrader logs."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.reason = ""
        self.logger = logging.Logger("hesskit.homework")
        self.logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the reason: the last line of a traceback says more than what nbgrader says after it."""
        text = record.getMessage().strip()
        if text.startswith("Traceback"):
            self.reason = text.splitlines()[-1].partition(": ")[2] or text.splitlines()[-1]
        elif not self.reason:
            self.reason = text


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Without the warnings of nbgrader and what it stands on; it calls `alembic` by name, so that must be found."""
    programs = str(Path(sys.executable).parent)
    if programs not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([programs, os.environ.get("PATH", os.defpath)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _config(root: Path) -> Any:
    """The course's nbgrader_config.py, read by the same loader that nbgrader uses."""
    try:
        import nbgrader  # noqa: F401
    except ImportError as error:
        raise HomeworkError('Homework needs nbgrader: pip install "hesskit[homework]".') from error
    from traitlets.config.loader import PyFileConfigLoader

    return PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()

"""What nbgrader's own `autograde` does in a course folder of ours: the same as `hesskit homework grade`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata, NbGraderPreprocessor
from traitlets import Bool, Float, Integer, Unicode

from hesskit.course.homework.course_folder import CourseFolder
from hesskit.course.homework.handgrades import record
from hesskit.course.homework.runs import run_student
from hesskit.course.homework.sandbox import Limits
from hesskit.course.homework.source import refuse_ungradable
from hesskit.course.homework.tables import find_assignment

__all__ = ["RunInSandbox", "configure"]


def configure(config: Any, config_file: str) -> None:
    """Set nbgrader up for a course folder of ours.

    Parameters
    ----------
    config : traitlets.config.Config
        nbgrader's ``c``.
    config_file : str
        The path of ``nbgrader_config.py``, which lies in the folder.
    """
    course = CourseFolder(Path(config_file).resolve().parent)
    config.CourseDirectory.course_id = course.course
    config.CourseDirectory.root = str(course.root)
    config.ClearSolutions.code_stub = {"python": ""}
    config.ClearSolutions.text_stub = ""
    config.Autograde.sanitize_preprocessors = []
    config.Autograde.autograde_preprocessors = [RunInSandbox, AssignLatePenalties, CheckCellMetadata]
    config.RunInSandbox.root = str(course.root)


class RunInSandbox(NbGraderPreprocessor):  # type: ignore[misc,unused-ignore]
    """Run a submission in the sandbox, judge its answers here, and write its marks into the gradebook."""

    root = Unicode("", help="The course's folder.").tag(config=True)
    cell_seconds = Float(30.0, help="The longest a cell may take, in seconds.").tag(config=True)
    notebook_seconds = Float(240.0, help="The longest a notebook may take, in seconds.").tag(config=True)
    memory_megabytes = Integer(2048, help="The memory a notebook may use.").tag(config=True)
    unsafe = Bool(False, help="Run without bubblewrap, with sight of this computer.").tag(config=True)

    def limits(self) -> Limits:
        """What one notebook may use."""
        return Limits(self.cell_seconds, self.notebook_seconds, self.memory_megabytes * 2**20)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Put the graded notebook into the place of nbgrader's copy of the submission."""
        names = resources["nbgrader"]
        course, assignment = CourseFolder(Path(self.root)), find_assignment(names["assignment"])
        refuse_ungradable(assignment, course.template(assignment, ""))
        done = run_student(course, assignment, names["student"], self.limits(), self.unsafe)
        with Gradebook(names["db_url"]) as gradebook:
            return record(gradebook, course, assignment, names["student"], done), resources

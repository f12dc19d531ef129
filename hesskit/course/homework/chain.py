"""What nbgrader's `autograde` does in a course folder of ours: mend, run in the sandbox, judge outside, record.

nbgrader's own steps stay as they are; only the one that executes a notebook is replaced, and the mending comes first.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbformat.v4 import new_notebook
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    IgnorePattern,
    LimitOutput,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
)
from traitlets import Bool, Float, Integer, Unicode

from hesskit.course.homework.course_folder import CourseFolder
from hesskit.course.homework.handgrades import SaveMarks
from hesskit.course.homework.marking import mark_cells, steps_of
from hesskit.course.homework.mending import mend
from hesskit.course.homework.reading import plain_cells
from hesskit.course.homework.runs import run_kept
from hesskit.course.homework.sandbox import Limits
from hesskit.course.homework.tables import all_assignments

__all__ = ["Mend", "RunInSandbox", "configure"]


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
    config.Autograde.sanitize_preprocessors = [
        Mend,
        ClearOutput,
        DeduplicateIds,
        OverwriteKernelspec,
        OverwriteCells,
        CheckCellMetadata,
    ]
    config.Autograde.autograde_preprocessors = [
        RunInSandbox,
        IgnorePattern,
        ClearMetadataPreprocessor,
        LimitOutput,
        SaveMarks,
        AssignLatePenalties,
        CheckCellMetadata,
    ]
    config.SaveMarks.kept = str(course.private("works"))
    config.Mend.root = config.RunInSandbox.root = str(course.root)


class _OfCourse(NbGraderPreprocessor):  # type: ignore[misc,unused-ignore]
    """A step that knows the course's folder."""

    root = Unicode("", help="The course's folder.").tag(config=True)

    def course(self) -> CourseFolder:
        """The course."""
        return CourseFolder(Path(self.root))


class Mend(_OfCourse):
    """Bring a submission into the assignment's form; another file, or none of ours, is refused aloud."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Mend the notebook; an assignment that is not in the table is left as it is."""
        assignment = all_assignments().get(resources["nbgrader"]["assignment"])
        if assignment is None:
            return nb, resources
        student, course = resources["nbgrader"]["student"], self.course()
        template = course.template(assignment, student)
        version = course.variant(assignment.name, student)
        done = mend(plain_cells(nb), template, assignment.name, version.student)
        metadata = {**done.metadata, "hesskit_notes": done.notes}
        return _notebook(done.cells, metadata), resources


class RunInSandbox(_OfCourse):
    """Run a mended notebook in the sandbox, judge its answers here, and leave marks where nbgrader reads them."""

    cell_seconds = Float(30.0, help="The longest a cell may take, in seconds.").tag(config=True)
    notebook_seconds = Float(240.0, help="The longest a notebook may take, in seconds.").tag(config=True)
    memory_megabytes = Integer(2048, help="The memory a notebook may use.").tag(config=True)
    unsafe = Bool(False, help="Run without bubblewrap, with sight of this computer.").tag(config=True)

    def limits(self) -> Limits:
        """What one notebook may use."""
        return Limits(self.cell_seconds, self.notebook_seconds, self.memory_megabytes * 2**20)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Run and judge."""
        assignment = all_assignments().get(resources["nbgrader"]["assignment"])
        if assignment is None:
            raise LookupError(
                f"hesskit has no homework {resources['nbgrader']['assignment']!r}: it cannot judge it."
            )
        course = self.course()
        variant = course.variant(assignment.name, resources["nbgrader"]["student"])
        steps = steps_of(nb.cells, assignment, variant)
        run = run_kept(course, steps, self.limits(), self.unsafe)
        notes = [*nb.metadata.get("hesskit_notes", []), *run.notes]
        marked = mark_cells([dict(cell) for cell in nb.cells], assignment, variant, run)
        return _notebook(marked, {**nb.metadata, "hesskit_notes": notes}), resources


def _notebook(cells: list[dict[str, Any]], metadata: dict[str, Any]) -> Any:
    from nbformat import from_dict

    return from_dict({**new_notebook(), "cells": cells, "metadata": metadata})

"""nbgrader, opened on a course folder: its release of an assignment, its settings and its gradebook."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata, LimitOutput, NbGraderPreprocessor
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task
from traitlets import Bool, Float, Integer, Unicode

from hesskit.course.lessons import digest, write_whole
from hesskit.homework import FAIR, Assignment, Cell, CourseFolder, Rule, Student, refuse_ungradable
from hesskit.homework.assignments import HomeworkError
from hesskit.homework.grading.formgrader import TEMPLATE, markdown_filter
from hesskit.homework.grading.marks import forbidden_names, mark_cells, run_student
from hesskit.homework.sandbox import Limits, Run
from hesskit.homework.submissions import Submission


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

        step = RunInSandbox(config=self.config)
        return step.limits(), step.unsafe

    def rule(self) -> Rule:
        """How the course's nbgrader_config.py wants answers counted that are not right."""
        return RunInSandbox(config=self.config).rule()

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


# Marks written into nbgrader's gradebook; what was graded by hand stays, and waits only where the work
# changed.


def record(
    gradebook: Any,
    course: CourseFolder,
    assignment: Assignment,
    student: str,
    done: tuple[Submission, Run],
    rule: Rule = FAIR,
) -> NotebookNode:
    """Judge a run and write its marks into the gradebook."""
    (submission, run), name = done, assignment.name
    gradebook.update_or_create_student(student)
    gradebook.update_or_create_submission(name, student)
    cells = _as_released(submission.cells, gradebook.find_notebook(name, name))
    marked = mark_cells(cells, assignment, course.variant(name, student), run, rule)
    notes = [*submission.notes, *run.notes, *forbidden_names(cells, assignment)]
    notebook = from_dict(Submission(marked, {}, notes).notebook())
    notebook, _ = LimitOutput().preprocess(notebook, {})
    path = course.private("works", name, f"{student}.json")
    was, now = _read(path), _works(notebook)
    kept = gradebook.find_submission_notebook(name, name, student)
    grades, comments = ({entry.name: entry for entry in found} for found in (kept.grades, kept.comments))
    for cell in notebook.cells:
        key = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if is_grade(cell):
            grade, (points, _) = grades[key], determine_grade(cell)
            same = was.get(key) == now[key] and grade.auto_score == points and not grade.needs_manual_grade
            grade.needs_manual_grade = points is None if grade.manual_score is None else not same
            grade.auto_score = points
        if is_solution(cell) or is_task(cell):
            blank = cell.metadata.nbgrader.checksum == compute_checksum(cell) and not is_task(cell)
            comments[key].auto_comment = "No response." if blank else None
    gradebook.db.commit()
    write_whole(path, json.dumps(now, sort_keys=True).encode())
    return notebook


def _as_released(cells: Sequence[Cell], released: Any) -> list[Cell]:
    """The cells with the points of the release, and the marks by which nbgrader knows what was left as it was."""
    points = {cell.name: cell.max_score for cell in released.grade_cells}
    checksums = {cell.name: cell.checksum for cell in released.source_cells}
    known = []
    for cell in cells:
        own = cell["metadata"].get("nbgrader")
        if own and own["grade_id"] not in checksums:
            raise HomeworkError(
                f"The cell {own['grade_id']} is not in the gradebook: release {released.name} once more."
            )
        if own:
            own = {**own, "checksum": checksums[own["grade_id"]]}
            own |= {"points": float(points[own["grade_id"]])} if own.get("grade") else {}
            cell = {**cell, "metadata": {**cell["metadata"], "nbgrader": own}}
        known.append(cell)
    return known


def _works(notebook: NotebookNode) -> dict[str, str]:
    """All that stands in the cells of each question, by the name of its graded cell."""
    texts: dict[str, list[str]] = {}
    question = ""
    for cell in notebook.cells:
        question = cell.metadata.get("hesskit", {}).get("question", question)
        texts.setdefault(question, []).append(cell.source)
    graded = {cell.metadata.nbgrader.grade_id for cell in notebook.cells if is_grade(cell)}
    for name in graded - set(texts):  # of a question of the lecturer's own: anything may belong to it
        texts[name] = [cell.source for cell in notebook.cells]
    return {name: digest("\0".join(sources).encode()) for name, sources in texts.items() if name}


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): str(text) for name, text in found.items()}
    except (OSError, ValueError, AttributeError):
        return {}


# What nbgrader's own `autograde` does in a course folder of ours: the same as `hesskit homework grade`.


def configure(config: Any, config_file: str) -> None:
    """Set nbgrader up for a course folder of ours."""
    course = CourseFolder(Path(config_file).resolve().parent)
    config.CourseDirectory.course_id = course.course
    config.CourseDirectory.root = str(course.root)
    config.ClearSolutions.code_stub = {"python": ""}
    config.ClearSolutions.text_stub = ""
    config.Autograde.sanitize_preprocessors = []
    config.Autograde.autograde_preprocessors = [RunInSandbox, AssignLatePenalties, CheckCellMetadata]
    config.RunInSandbox.root = str(course.root)
    config.HTMLExporter.template_file = str(TEMPLATE)
    config.HTMLExporter.filters = {"markdown2html": markdown_filter(course.root)}


class RunInSandbox(NbGraderPreprocessor):  # type: ignore[misc,unused-ignore]
    """Run a submission in the sandbox, judge its answers here, and write its marks into the gradebook."""

    root = Unicode("", help="The course's folder.").tag(config=True)
    cell_seconds = Float(30.0, help="The longest a cell may take, in seconds.").tag(config=True)
    notebook_seconds = Float(240.0, help="The longest a notebook may take, in seconds.").tag(config=True)
    memory_megabytes = Integer(2048, help="The memory a notebook may use.").tag(config=True)
    unsafe = Bool(False, help="Run without bubblewrap, with sight of this computer.").tag(config=True)

    by_entry = Bool(True, help="A matrix or a list earns by entry.").tag(config=True)
    carried_forward = Bool(True, help="Later parts are judged by the student's own earlier ones too.").tag(
        config=True
    )

    def rule(self) -> Rule:
        """How an answer that is not right is counted."""
        return Rule(self.by_entry, self.carried_forward)

    def limits(self) -> Limits:
        """What one notebook may use."""
        return Limits(self.cell_seconds, self.notebook_seconds, self.memory_megabytes * 2**20)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Put the graded notebook into the place of nbgrader's copy of the submission."""
        names = resources["nbgrader"]
        course = CourseFolder(Path(self.root))
        assignment = course.find(names["assignment"])
        refuse_ungradable(assignment, course.template(assignment, ""))
        done = run_student(course, assignment, names["student"], self.limits(), self.unsafe)
        with Gradebook(names["db_url"]) as gradebook:
            return record(gradebook, course, assignment, names["student"], done, self.rule()), resources

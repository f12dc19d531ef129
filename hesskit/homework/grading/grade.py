"""Grading a class: notebooks run side by side in their sandboxes, marks recorded one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace

import nbformat

from hesskit.course.lessons import write_whole
from hesskit.homework import Assignment, CourseFolder, Ledger, own_fault, refuse_ungradable
from hesskit.homework.assignments import HomeworkError
from hesskit.homework.grading.gradebook import Grader, quiet, record
from hesskit.homework.grading.marks import run_student
from hesskit.homework.sandbox import Limits, Run, SandboxError, run_steps
from hesskit.homework.submissions import Submission, SubmissionError

Progress = Callable[[int, int], None]


@dataclass
class Grading:
    """What `grade` did."""

    graded: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)


def grade(
    course: CourseFolder,
    assignment: Assignment,
    *,
    workers: int = 2,
    unsafe: bool = False,
    again: bool = False,
    progress: Progress | None = None,
) -> Grading:
    """Grade everyone who handed in, except those who are graded already.

    Parameters
    ----------
    course : CourseFolder
        The course.
    assignment : Assignment
        Which homework.
    workers : int
        How many notebooks run at once.
    unsafe : bool
        Run without bubblewrap.
    again : bool
        Grade everyone anew.
    progress : callable, optional
        Told how many are done, of how many.

    Returns
    -------
    Grading
        Who was graded, and who could not be.

    Raises
    ------
    HomeworkError
        If the assignment was not released, or nobody handed in.
    SandboxError
        If the sandbox does not work here; nothing is graded then.
    """
    grader, done = Grader(course), Grading()
    ledger = Ledger(course, assignment.name, grader.rule())
    limits, unsafe_by_config = grader.limits()
    unsafe = unsafe or unsafe_by_config
    everyone = course.students(assignment.name)
    done.problems = {s: problem for s, problem in ledger.problems().items() if s not in everyone}
    if not everyone and not done.problems:
        raise HomeworkError(f"Nobody has handed in {assignment.name} yet: collect it first.")
    _make_ready(grader, assignment, limits, unsafe)
    waiting = []
    for student in everyone:
        if again or not ledger.is_graded(student, limits):
            waiting.append(student)
        elif problem := ledger.entry(student).problem:
            done.problems[student] = problem
        else:
            done.known.append(student)
    task = _Task(course, assignment, grader, ledger, limits, unsafe, again)
    for count, (student, problem) in enumerate(task.run(waiting, workers), start=1):
        if problem:
            done.problems[student] = problem
        else:
            done.graded.append(student)
        if progress:
            progress(count, len(waiting))
    return done


def _make_ready(grader: Grader, assignment: Assignment, limits: Limits, unsafe: bool) -> None:
    """Try the sandbox before anyone's notebook, and tell the gradebook of an assignment it does not know."""
    run_steps([], limits, hidden=(grader.course.root,), unsafe=unsafe)
    if not grader.knows(assignment.name):
        grader.release(assignment)
    refuse_ungradable(assignment, grader.course.template(assignment, ""))


@dataclass(frozen=True)
class _Task:
    course: CourseFolder
    assignment: Assignment
    grader: Grader
    ledger: Ledger
    limits: Limits
    unsafe: bool
    again: bool

    def run(self, students: list[str], workers: int) -> Iterator[tuple[str, str]]:
        """Each student with the reason why not, if there is one, in the order in which they are done."""
        pool = ThreadPoolExecutor(max_workers=max(workers, 1))
        try:
            running = {pool.submit(self._try_out, student): student for student in students}
            for ready in as_completed(running):
                student = running.pop(ready)
                yield student, self._record(student, ready)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _try_out(self, student: str) -> tuple[Submission, Run]:
        return run_student(self.course, self.assignment, student, self.limits, self.unsafe, self.again)

    def _record(self, student: str, ready: Future[tuple[Submission, Run]]) -> str:
        problem, target = "", self.course.autograded(self.assignment.name, student)
        key = self.ledger.key(student, self.limits)
        try:
            with quiet(), self.grader.gradebook() as gradebook:
                graded = record(
                    gradebook, self.course, self.assignment, student, ready.result(), self.ledger.rule
                )
            write_whole(target, f"{nbformat.writes(graded)}\n".encode())
        except SandboxError:
            raise
        except (SubmissionError, HomeworkError) as error:
            problem = str(error)
        except Exception as error:  # one student's notebook never stops the others'
            problem = (
                own_fault(error)
                or f"It could not be graded ({type(error).__name__}: {error}); look at it by hand."
            )
        self.ledger.write(student, replace(self.ledger.entry(student), key=key, problem=problem))
        return problem

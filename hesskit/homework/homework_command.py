"""`hesskit homework`: hand out, collect, grade, and say how it went."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hesskit.course.lessons import fail
from hesskit.homework.assignments import HomeworkError
from hesskit.homework.roster import Student, read_table

if TYPE_CHECKING:
    from hesskit.homework.submissions import Collection

# jsonschema, which nbformat stands on, would build 38 grammars for it (2 s) to check what no notebook has
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
app = typer.Typer(help="Homework for a class, on nbgrader.", no_args_is_help=True, rich_markup_mode=None)

Homework = Annotated[str, typer.Argument(metavar="HOMEWORK", help="Such as hw1 or hw1-definition.")]
Roster = Annotated[Path, typer.Option("--roster", help="The students, as CSV.")]
NoInput = Annotated[bool, typer.Option("--no-input", help="Ask nothing: refuse files that are not clear.")]
Matches = Annotated[
    Path | None, typer.Option("--matches", help="A CSV file,id that says whose unclear files are.")
]
Newest = Annotated[bool, typer.Option("--newest", help="Of several files of one student the newest counts.")]
Unsafe = Annotated[
    bool, typer.Option("--unsafe", help="Run students' code without bubblewrap, with your rights.")
]


@app.command()
def new(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The course's folder; it must not exist yet.")
    ],
    name: Annotated[
        str | None, typer.Option("--course", help="The course's name; else the folder's.")
    ] = None,
) -> None:
    """Make a course folder."""
    with _plain_errors():
        from hesskit.homework.release import make_course

        course = make_course(folder, name)
        _say(f"{folder} is ready for the course {course.course}; README.md in it says what to do next.")


@app.command()
def release(
    homework: Homework,
    variants: Annotated[
        Path | None, typer.Option("--variants", metavar="ROSTER", help="A version for each student in it.")
    ] = None,
) -> None:
    """Make the notebook to hand out, or with --variants one for each student."""
    with _plain_errors():
        from hesskit.homework.course_folder import open_course
        from hesskit.homework.release import MOODLE_ZIP, Replaced, contradictions, release, release_versions
        from hesskit.homework.roster import read_roster

        students = read_roster(variants) if variants else ()
        course = open_course()
        assignment = course.find(homework)
        replaced = Replaced(course)
        if variants is None:
            _say(f"Hand out {release(course, assignment, replaced)}.")
            own = len(course.settings["versions"].get(assignment.name, ()))
            if own:
                _say(f"{_count(own, 'student')} had a version of their own before: by that they are judged.")
        else:
            made = release_versions(course, assignment, students, replaced)
            _say(f"{_count(len(students), 'version')} in {made}: a folder and a zip for each student.")
            if all(student.number for student in students):
                _say(f"{made / MOODLE_ZIP} is for Moodle: upload it as multiple feedback files.")
        for sentence in contradictions(course, assignment):
            _say(sentence)
        if replaced.count:
            _say(f"{_count(replaced.count, 'earlier file')}, not the same, kept in {replaced.folder}.")


question_app = typer.Typer(help="Questions of your own, in questions/*.py.", no_args_is_help=True)
app.add_typer(question_app, name="question")


@question_app.command("new")
def new_question(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Small letters, digits and _.")],
    by_hand: Annotated[bool, typer.Option("--by-hand", help="Answered in words, graded by hand.")] = False,
) -> None:
    """Begin a question of your own: a whole one, to be changed."""
    with _plain_errors():
        from hesskit.homework.course_folder import open_course
        from hesskit.homework.own_questions import begin_question

        path = begin_question(open_course().root, name, by_hand)
        _say(
            f"{path} is a whole question: change it, then try it with hesskit homework question test {name}."
        )
        _say(f'It is asked where course.json lists it: {{"question": "{name}", "points": 2}}.')


@question_app.command("test")
def try_questions(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Without one, all of yours.")] = "",
) -> None:
    """Try questions of your own as grading would: versions, reference, blank, and every belief."""
    with _plain_errors():
        from hesskit.homework.course_folder import open_course
        from hesskit.homework.own_questions import load_question, own_names, try_question

        course, faults = open_course(), 0
        for each in [name] if name else own_names(course.root):
            tried = try_question(load_question(course.root, each), course.course)
            faults += len(tried.faults)
            said = tried.said if tried.faults else f"{tried.said} No fault was found."
            for sentence in (said, *(f"{each}: {fault}" for fault in tried.faults)):
                _say(sentence)
        if not name and not own_names(course.root):
            _say("There is no question of yours yet: hesskit homework question new NAME begins one.")
        if faults:
            raise HomeworkError(f"{_count(faults, 'fault')}, said above.")


@app.command()
def collect(
    homework: Homework,
    submissions: Annotated[Path, typer.Argument(metavar="SUBMISSIONS", help="A folder or a zip.")],
    roster: Roster = Path("roster.csv"),
    no_input: NoInput = False,
    matches: Matches = None,
    newest: Newest = False,
) -> None:
    """Sort a folder or zip of submissions by student."""
    with _plain_errors():
        _collect(homework, submissions, roster, no_input, matches, newest)


@app.command()
def grade(
    homework: Homework,
    submissions: Annotated[
        Path | None, typer.Argument(metavar="SUBMISSIONS", help="A folder or zip to collect first.")
    ] = None,
    roster: Roster = Path("roster.csv"),
    no_input: NoInput = False,
    matches: Matches = None,
    newest: Newest = False,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Notebooks that run at once.")] = 2,
    again: Annotated[bool, typer.Option("--again", help="Grade everyone anew.")] = False,
    unsafe: Unsafe = False,
) -> None:
    """Collect, grade, and write feedback, scores and report, all in one go."""
    with _plain_errors():
        if submissions is not None:
            _collect(homework, submissions, roster, no_input, matches, newest)
        from hesskit.homework.course_folder import open_course
        from hesskit.homework.grading import Grader, grade
        from hesskit.homework.roster import read_roster

        course = open_course()
        assignment = course.find(homework)
        students = read_roster(_roster(course.root, roster))
        Grader(course).know(students)
        with _progress_bar() as progress:
            done = grade(course, assignment, workers=workers, unsafe=unsafe, again=again, progress=progress)
        _say(f"{len(done.graded)} graded, {len(done.known)} had been graded before.")
        for student, problem in sorted(done.problems.items()):
            _say(f"Not graded: {student}. {problem}")
        _write(homework, roster, ("feedback", "scores", "report"))


@app.command()
def feedback(homework: Homework, roster: Roster = Path("roster.csv")) -> None:
    """Write a page of feedback for each student."""
    with _plain_errors():
        _write(homework, roster, ("feedback",))


@app.command()
def scores(homework: Homework, roster: Roster = Path("roster.csv")) -> None:
    """Write everyone's points as CSV."""
    with _plain_errors():
        _write(homework, roster, ("scores",))


@app.command()
def report(homework: Homework, roster: Roster = Path("roster.csv")) -> None:
    """Draw how each question went and which beliefs were seen."""
    with _plain_errors():
        _write(homework, roster, ("report",))


@app.command()
def export(
    homework: Homework,
    platform: Annotated[str, typer.Option("--for", metavar="moodle|canvas", help="The learning platform.")],
    table: Annotated[
        Path | None,
        typer.Option("--table", help="What it exported: Moodle's grading worksheet, Canvas' gradebook."),
    ] = None,
    column: Annotated[str, typer.Option("--column", help="The homework's column in Canvas' gradebook.")] = "",
    roster: Roster = Path("roster.csv"),
) -> None:
    """Write grades and feedback as Moodle or Canvas takes them back."""
    with _plain_errors():
        from hesskit.homework.course_folder import open_course
        from hesskit.homework.results import Export, results, write_feedback
        from hesskit.homework.roster import read_roster

        if platform.lower() not in ("moodle", "canvas"):
            raise HomeworkError(f"{platform!r} is not known: --for moodle or --for canvas.")
        course = open_course()
        assignment = course.find(homework)
        found = results(course, assignment, read_roster(_roster(course.root, roster)))
        write_feedback(course, assignment, found)
        everyone = [result for result, _ in found]
        made = Export(course, assignment, everyone, table, column)
        for path in made.for_moodle() if platform.lower() == "moodle" else made.for_canvas():
            _say(f"Written: {path}.")
        for sentence in made.missing:
            _say(sentence)
        waiting = sum(result.state == "by hand" for result in everyone)
        if waiting:
            _say(f"{_count(waiting, 'total')} left empty: something waits to be graded by hand.")


def _collect(
    homework: str, submissions: Path, roster_file: Path, no_input: bool, matches: Path | None, newest: bool
) -> None:
    from hesskit.homework.course_folder import open_course
    from hesskit.homework.roster import read_roster
    from hesskit.homework.submissions import collect

    course = open_course()
    assignment = course.find(homework)
    students = read_roster(_roster(course.root, roster_file))
    ask = None if no_input else ask_owner
    said = read_matches(matches, students) if matches else None
    done = collect(course, assignment, submissions, students, ask, said, newest)
    _say_collected(done)
    if done.unclear:
        raise HomeworkError(
            f"{_count(len(done.unclear), 'question')} open, said above; the other files are collected. Run this "
            "without --no-input to be asked, or say whose they are in a CSV with the columns file,id: --matches FILE "
            "(without an id, the file is left out)."
        )


def _say_collected(done: Collection) -> None:
    for sentence in [*done.sentences, *done.unclear]:
        _say(sentence)
    _say(f"{_count(len(done.taken), 'submission')} collected, {len(done.unchanged)} there already.")


def _write(homework: str, roster_file: Path, wanted: tuple[str, ...]) -> None:
    from hesskit.homework.course_folder import open_course
    from hesskit.homework.results import (
        draw_report,
        equal_answers,
        question_reports,
        report_text,
        results,
        write_feedback,
        write_scores,
    )
    from hesskit.homework.roster import read_roster

    course = open_course()
    assignment = course.find(homework)
    students = read_roster(_roster(course.root, roster_file))
    found = results(course, assignment, students)
    everyone = [result for result, _ in found]
    noted = sum(bool(result.notes) for result in everyone)
    if noted:
        _say(
            f"Notes on {_count(noted, 'student')} are in the last column of the scores and in their feedback."
        )
    if "feedback" in wanted:
        pages = write_feedback(course, assignment, found)
        _say(f"{_count(len(pages), 'page')} of feedback in {course.root / 'feedback'}.")
    if "scores" in wanted:
        table = course.root / "scores" / f"{assignment.name}.csv"
        write_scores(everyone, table)
        _say(f"The scores are in {table}.")
    if "report" in wanted:
        picture = course.root / "report" / f"{assignment.name}.png"
        reports = question_reports(assignment, everyone)
        draw_report(assignment, reports, everyone, picture)
        _say(f"{report_text(assignment, reports, everyone)}\nThe picture is {picture}.")
        for sentence in equal_answers(assignment, found):
            _say(f"Alike: {sentence}")
    waiting = sum(result.state == "by hand" for result in everyone)
    if waiting:
        _say(f"{_count(waiting, 'student')} to be finished by hand: jupyter lab, menu Nbgrader, Formgrader.")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _roster(root: Path, path: Path) -> Path:
    """The roster that was named, or the course's own."""
    return path if path.exists() or path.is_absolute() else root / path


@contextmanager
def _progress_bar() -> Iterator[Bar]:
    """A bar that appears with the first notebook done."""

    bar = Bar()
    try:
        yield bar
    finally:
        bar.close()


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Every failure is one sentence."""
    if find_spec("nbgrader") is None:
        fail('Homework needs nbgrader: pip install "hesskit[homework]".')
    from hesskit.homework.sandbox import SandboxError

    try:
        yield
    except (HomeworkError, SandboxError) as error:
        fail(error)
    except Exception as error:
        from hesskit.homework.own_questions import own_fault

        if said := own_fault(error):
            fail(said)
        if not isinstance(error, OSError):
            raise
        fail(f"{error.filename or 'A file'} cannot be used ({error.strerror or error}).")
    except KeyboardInterrupt:
        fail("Stopped. Run the same command again and it goes on from here.")


# What passes between the command and whoever sits at it: questions, answers in a file, a bar of progress.

_WIDTH, _MOST_CHOICES = 30, 40


def _say(text: str) -> None:
    """Print a line; where nobody reads any more, as behind `| head`, the work goes on without."""
    try:
        typer.echo(text)
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def ask_owner(question: str, choices: Sequence[str]) -> str:
    """Ask at the terminal until the answer is one of the choices, or nothing."""
    lines = [f"  {number} {choice}" for number, choice in enumerate(choices[:_MOST_CHOICES], start=1)]
    _say("\n".join([question, *lines, *["  …"] * (len(choices) > _MOST_CHOICES)]))
    while True:
        try:
            answer = typer.prompt(
                "Number or name (Enter leaves the file out)", default="", show_default=False
            )
        except (typer.Abort, EOFError) as error:
            raise HomeworkError("Nobody answered: use --no-input or --matches.") from error
        answer = answer.strip()
        if answer in ("", *choices):
            return answer
        if answer.isdecimal() and 1 <= int(answer) <= len(choices):
            return choices[int(answer) - 1]
        _say(f"{answer!r} is none of the choices.")


def read_matches(path: Path, students: Sequence[Student]) -> dict[str, str]:
    """Read a CSV with the columns file and id; an empty id leaves the file out."""
    rows = read_table(path, "The table", "file,id", ("file", "id"))
    matches = {row.get("file", ""): row.get("id", "") for row in rows}
    unknown = sorted(set(matches.values()) - {student.id for student in students} - {""})
    if unknown:
        raise HomeworkError(f"{path} names {', '.join(unknown)}, not in the roster.")
    return matches


class Bar:
    """A bar of progress on a terminal; elsewhere a line now and then."""

    def __init__(self) -> None:
        self._shown = False

    def __call__(self, done: int, of: int) -> None:
        """Show how many are done."""
        if sys.stderr.isatty():
            full = _WIDTH * done // max(of, 1)
            print(
                f"\r[{'#' * full}{'.' * (_WIDTH - full)}] {done} of {of}", end="", file=sys.stderr, flush=True
            )
            self._shown = True
        elif done == of or done % 20 == 0:
            print(f"{done} of {of} graded", file=sys.stderr, flush=True)

    def close(self) -> None:
        """End the line."""
        if self._shown:
            print(file=sys.stderr)

"""What passes between the command and whoever sits at it: questions, answers in a file, a bar of progress."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from hesskit.course.homework.roster import Student
from hesskit.course.homework.spreadsheet import read_table
from hesskit.course.homework.tables import HomeworkError

__all__ = ["Bar", "ask", "read_matches"]

_WIDTH = 30


def ask(question: str, choices: Sequence[str]) -> str:
    """Ask at the terminal until the answer is one of the choices, or nothing.

    Parameters
    ----------
    question : str
        What is not clear.
    choices : sequence of str
        What can be answered.

    Returns
    -------
    str
        One of them, or "" to leave the file out.
    """
    shown = ", ".join(choices[:40]) + (", …" if len(choices) > 40 else "")
    typer.echo(f"{question}\nChoices: {shown}")
    while True:
        try:
            answer = typer.prompt("Which one (Enter leaves the file out)", default="", show_default=False)
        except (typer.Abort, EOFError) as error:
            raise HomeworkError("Nobody answered: use --no-input or --matches.") from error
        if answer.strip() in ("", *choices):
            return answer.strip()
        typer.echo(f"{answer.strip()!r} is none of the choices.")


def read_matches(path: Path, students: Sequence[Student]) -> dict[str, str]:
    """Read a CSV with the columns file and id; an empty id leaves the file out.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    students : sequence of Student
        The roster.

    Returns
    -------
    dict
        Student ids by file names.

    Raises
    ------
    HomeworkError
        If it cannot be read, or names someone who is not in the roster.
    """
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

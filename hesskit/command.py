"""The `hesskit` command: open the course, restore a lesson, look whether all is well."""

import os
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from hesskit.course.lessons import fail
from hesskit.site import site
from hesskit.slides import present, slides

app = typer.Typer(
    name="hesskit",
    help="Learn the Hessian matrix in notebooks whose pictures are alive.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
Folder = Annotated[
    Path | None, typer.Argument(metavar="DIR", help="Your folder of lessons.", show_default="hesskit-course")
]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hesskit {version('hesskit')}")
        raise typer.Exit


@app.callback()
def hesskit(
    show_version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Learn the Hessian matrix in notebooks whose pictures are alive."""


@app.command()
def lab(
    folder: Folder = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="The port to use, and no other.")] = None,
    quiet_toolbar: Annotated[
        bool,
        typer.Option(
            "--quiet-toolbar", help="Leave out the toolbar's progress ring: pictures follow faster."
        ),
    ] = False,
) -> None:
    """Open the course in JupyterLab, in your own copy of the lessons."""
    from hesskit.course.lessons import (
        LessonError,
        all_lessons,
        become,
        default_folder,
        fill,
        lab_command,
        lab_environment,
        port_is_free,
    )

    folder = folder or default_folder()
    try:
        course = all_lessons()
        if not course:
            raise LessonError("This installation holds no lessons: install hesskit again.")
        if port is not None and not port_is_free(port):
            raise OSError(f"Port {port} is not free: choose another one, or leave --port out.")
        delivery = fill(folder)
    except (LessonError, OSError) as error:
        fail(error)
    if str(delivery):
        typer.echo(str(delivery))
    typer.echo(f"Your lessons are in {folder.resolve()}. JupyterLab is starting; Ctrl-C here stops it.")
    command = lab_command(folder, course[0].name, browser=not no_browser, port=port)
    become(command, lab_environment(os.environ, quiet_toolbar=quiet_toolbar))


@app.command()
def reset(
    lesson: Annotated[
        str, typer.Argument(metavar="LESSON", help="Its number or name, such as 1 or definition.")
    ],
    folder: Folder = None,
) -> None:
    """Restore one lesson, with your version kept beside it."""
    from hesskit.course.lessons import LessonError, default_folder, find_lesson, restore

    folder = folder or default_folder()
    try:
        chosen = find_lesson(lesson)
        backup = restore(chosen, folder)
    except (LessonError, OSError) as error:
        fail(error)
    kept = f" Your version is kept as {backup.name}." if backup else ""
    typer.echo(f"{folder / chosen.name} is as hesskit ships it.{kept}")


@app.command()
def doctor(folder: Folder = None) -> None:
    """Look whether all is in place, and say what to do."""
    from hesskit.course.lessons import default_folder, examine

    findings = examine(folder or default_folder())
    for finding in findings:
        typer.echo(str(finding))
    ill = sum(not finding.well for finding in findings)
    if ill:
        fail(f"{ill} thing{'s' if ill > 1 else ''} to mend, said above.")
    typer.echo("All is well: start with hesskit lab.")


@app.command()
def progress(folder: Folder = None) -> None:
    """Show which exercises are done."""
    from hesskit.course.lessons import default_folder
    from hesskit.course.lessons import progress as table

    typer.echo(str(table(folder or default_folder())))


app.command()(slides)
app.command()(present)
app.command()(site)
if find_spec("hesskit.homework.homework_command"):
    from hesskit.homework import app as homework

    app.add_typer(homework, name="homework")
else:  # a student's installation: questions, answers and judges are the instructor's

    @app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
    def homework() -> None:  # type: ignore[misc]
        """Hand out and grade homework: for instructors."""
        fail(
            'Homework is handed out and graded with the instructor\'s part: pip install "hesskit[homework]".'
        )


def main() -> None:
    """Run the command; the entry point of the installed program."""
    app()

"""`hesskit slides` and `hesskit present`: decks and handouts to carry away, and the lesson live."""

import subprocess
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from hesskit.course.lessons import fail


class Form(StrEnum):
    """What to make."""

    html = "html"
    pdf = "pdf"


class DeckTheme(StrEnum):
    """How it looks."""

    light = "light"
    dark = "dark"


def slides(
    lessons: Annotated[
        list[str] | None, typer.Argument(metavar="LESSON", help="Numbers or names; all when none is given.")
    ] = None,
    to: Annotated[
        Form, typer.Option("--to", help="A deck for a browser, or a handout for paper.")
    ] = Form.html,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where they go.")] = Path(
        "hesskit-slides"
    ),
    theme: Annotated[DeckTheme, typer.Option("--theme", help="Of a deck; paper is light.")] = DeckTheme.light,
    single_file: Annotated[
        bool, typer.Option("--single-file", help="Put all that a deck needs into its one file.")
    ] = False,
) -> None:
    """Make lecture slides whose pictures move with no network and no kernel, or a handout."""
    from hesskit.course.lessons import LessonError, all_lessons, find_lesson
    from hesskit.pages import PageError
    from hesskit.slides.make import make_deck, make_handout

    try:
        chosen = [find_lesson(lesson) for lesson in lessons or []] or list(all_lessons())
        for lesson in chosen:
            start = time.monotonic()
            with typer.progressbar(length=100, label=f"Lesson {lesson.number}") as bar:
                told = _told(bar)
                if to is Form.pdf:
                    made = make_handout(lesson, output, said=told)
                else:
                    made = make_deck(lesson, output, theme=theme, single_file=single_file, said=told)
            size = made.stat().st_size / 1e6
            typer.echo(f"  {made} ({size:.1f} MB, {time.monotonic() - start:.0f} s)")
    except (LessonError, PageError) as error:
        fail(error)
    except OSError as error:
        fail(
            f"The slides could not be written to '{output}' ({error.strerror or error}): choose another folder."
        )
    if to is Form.html:
        beside = "" if single_file else " with the folder assets beside it"
        typer.echo(
            f"Copy {output}{beside} anywhere and open a deck in a browser: it needs no network. S: your notes."
        )


def present(
    lesson: Annotated[str, typer.Argument(metavar="LESSON", help="Its number or name, such as 2.")],
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="The port to use.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
) -> None:
    """Show a lesson as slides with a real kernel: every control is alive."""
    from hesskit.course.lessons import LessonError, find_lesson
    from hesskit.pages import PageError
    from hesskit.slides.present import stage_for

    try:
        with stage_for(find_lesson(lesson)) as (command, environment):
            more = [f"--port={port}"] if port is not None else []
            more += ["--no-browser"] if no_browser else []
            typer.echo("The lesson is starting; Ctrl-C here stops it.")
            subprocess.run([*command, *more], env=environment, check=False)
    except (LessonError, PageError) as error:
        fail(error)
    except KeyboardInterrupt:
        typer.echo("The lesson has stopped.")


def _told(bar: Any) -> Callable[[int, int], None]:
    """Move a progress bar from counts of cells."""
    reached = 0

    def told(done: int, everything: int) -> None:
        nonlocal reached
        bar.update(100 * done // everything - reached)
        reached = 100 * done // everything

    return told

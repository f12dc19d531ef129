"""Where the lessons lie, what they are called, and how a learner may name one."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import typer

_FILE_NAME = re.compile(r"(?P<number>\d\d)-(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)\.ipynb")


class LessonError(LookupError):
    """A lesson that is not there; its text is one sentence for the learner."""


@dataclass(frozen=True)
class Lesson:
    """One notebook of the course.

    Attributes
    ----------
    number : int
        Its place in the course, from 0.
    slug : str
        Its short name, such as ``"definition"``.
    title : str
        The first heading of its first cell.
    path : pathlib.Path
        The file as hesskit ships it.

    Examples
    --------
    >>> from pathlib import Path
    >>> Lesson(1, "definition", "What the Hessian is", Path("01-definition.ipynb")).name
    '01-definition.ipynb'
    """

    number: int
    slug: str
    title: str
    path: Path

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name


def notebooks_folder() -> Path:
    """Find the lessons: inside the package when installed, beside it in a checkout.

    Returns
    -------
    pathlib.Path
        The folder that holds the lessons' notebooks.

    Raises
    ------
    LessonError
        If there is no such folder.

    Examples
    --------
    >>> notebooks_folder().name
    'notebooks'
    """
    package = Path(__file__).resolve().parents[2]
    for folder in (package / "notebooks", package.parent / "notebooks"):
        if folder.is_dir():
            return folder
    raise LessonError("hesskit's lessons are missing from this installation: install hesskit again.")


def all_lessons(folder: Path | None = None) -> tuple[Lesson, ...]:
    """List the lessons in the course's order.

    Parameters
    ----------
    folder : pathlib.Path, optional
        Where to look; hesskit's own notebooks when left out.

    Returns
    -------
    tuple of Lesson
        Every file named ``NN-slug.ipynb``; other files are no lessons.

    Examples
    --------
    >>> [lesson.number for lesson in all_lessons()][:1]
    [0]
    """
    found = []
    for path in sorted((folder or notebooks_folder()).glob("*.ipynb")):
        name = _FILE_NAME.fullmatch(path.name)
        if name:
            found.append(Lesson(int(name["number"]), name["slug"], _title(path), path))
    return tuple(found)


def shipped_files(folder: Path | None = None) -> tuple[Path, ...]:
    """List what a learner's folder needs: the lessons, the pages they link to, and the data they read.

    Parameters
    ----------
    folder : pathlib.Path, optional
        Where to look; hesskit's own notebooks when left out.

    Returns
    -------
    tuple of pathlib.Path
        Paths relative to the folder.
    """
    folder = folder or notebooks_folder()
    data = (path for path in sorted((folder / "data").rglob("*")) if path.is_file())
    paths = [lesson.path for lesson in all_lessons(folder)] + sorted(folder.glob("*.md"))
    paths += [
        path for path in data if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]
    return tuple(path.relative_to(folder) for path in paths)


def find_lesson(name: str, lessons: Sequence[Lesson] | None = None) -> Lesson:
    """Find the lesson a learner means.

    Parameters
    ----------
    name : str
        A number (``1``, ``01``), a slug (``definition``) or a file name (``01-definition.ipynb``).
    lessons : sequence of Lesson, optional
        The lessons to choose from; all of hesskit's when left out.

    Returns
    -------
    Lesson
        The one so named.

    Raises
    ------
    LessonError
        If no lesson has that name; the sentence lists those there are.

    Examples
    --------
    >>> find_lesson("00").number
    0
    """
    lessons = all_lessons() if lessons is None else lessons
    wanted = Path(name.strip()).name.lower().removesuffix(".ipynb")
    for lesson in lessons:
        stem = lesson.path.stem
        if wanted in (stem, lesson.slug) or (
            wanted.isascii() and wanted.isdigit() and int(wanted[:9]) == lesson.number
        ):
            return lesson
    known = ", ".join(lesson.path.stem for lesson in lessons)
    raise LessonError(f"There is no lesson {name!r}; the lessons are {known}.")


def _title(path: Path) -> str:
    """Read the first heading of a notebook's first cell; the file's name where there is none."""
    try:
        source = json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"]
    except (OSError, ValueError, LookupError, TypeError):
        return path.stem
    text = source if isinstance(source, str) else "".join(source)
    heading = re.search(r"^#+\s+(.+?)\s*$", text, flags=re.MULTILINE)
    return heading[1] if heading else path.stem


# How a command that cannot go on says so: one plain sentence, and no traceback.


def fail(sentence: object) -> NoReturn:
    """Say what was wrong and end the command."""
    typer.echo(f"hesskit: {sentence}", err=True)
    raise typer.Exit(1)

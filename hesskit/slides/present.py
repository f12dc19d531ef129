"""The lesson live: its slides with a real kernel, shown by Voilà."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hesskit.course.lessons import Lesson
from hesskit.pages import HERE as SHARED
from hesskit.pages import Cell, PageError, Performance
from hesskit.slides.deck import Slide, slides_of
from hesskit.slides.html import HERE, typeset

TEMPLATE = "hesskit"
UNSUITED = ["@jupyter/nbgrader"]  # wants a file browser, which Voilà has not


def live_notebook(lesson: Lesson) -> Any:
    """Make the notebook that Voilà shows: each slide's words typeset, each explorer a cell that runs."""
    import nbformat
    from nbformat.v4 import new_notebook

    source = nbformat.read(lesson.path, as_version=4)
    cells = tuple(Cell(one.id, one.cell_type, str(one.source), dict(one.metadata)) for one in source.cells)
    ahead = [_code(cell.source, "skip") for cell in cells if cell.beat == "setup"]
    shown = slides_of(Performance(lesson.path.stem, lesson.number, lesson.title, cells))
    made = new_notebook(cells=[*ahead, *(part for slide in shown for part in _parts(slide))])
    made.metadata = {"kernelspec": source.metadata.get("kernelspec", {}), "title": lesson.title}
    return made


def _parts(slide: Slide) -> Iterator[Any]:
    first, *more = slide.steps
    yield _words(first, "slide")
    if slide.source or slide.code:
        yield _code(slide.source or slide.code, "-")
    for step in more:
        yield _words(step, "fragment")
    if slide.notes:
        yield _words(slide.notes, "notes")


def _words(text: str, kind: str) -> Any:
    from nbformat.v4 import new_markdown_cell

    return new_markdown_cell(typeset(text), metadata={"slideshow": {"slide_type": kind}})


def _code(source: str, kind: str) -> Any:
    from nbformat.v4 import new_code_cell

    return new_code_cell(source, metadata={"slideshow": {"slide_type": kind}})


@contextmanager
def stage_for(lesson: Lesson) -> Iterator[tuple[list[str], dict[str, str]]]:
    """Prepare a folder for Voilà; give the command to run in it, and its environment."""
    import nbformat

    if importlib.util.find_spec("voila") is None:
        raise PageError('The live lesson is shown by Voilà: install it with pip install "hesskit[present]".')
    with TemporaryDirectory(prefix="hesskit-present-") as place:
        template = Path(place, "jupyter", "voila", "templates", TEMPLATE)
        shutil.copytree(HERE / "live", template)
        static = template / "static"
        (static / "reveal" / "dist" / "theme").mkdir(parents=True)
        shutil.move(template / "live.css", static / "live.css")
        shutil.copyfile(HERE / "reveal.css", static / "reveal" / "dist" / "reveal.css")
        (static / "reveal" / "dist" / "theme" / "white.css").write_text(
            (SHARED / "maths.css").read_text("utf-8"), encoding="utf-8"
        )
        shutil.copyfile(
            SHARED / "stix-two-math.woff2", static / "reveal" / "dist" / "theme" / "stix-two-math.woff2"
        )
        notebook = Path(place, f"{lesson.path.stem}.ipynb")
        nbformat.write(live_notebook(lesson), notebook)
        reveal = f"/voila/templates/{TEMPLATE}/static/reveal"
        look = {"url_prefix": reveal, "width": 1280, "height": 720, "scroll": False, "transition": "none"}
        command = [sys.executable, "-m", "voila", str(notebook), f"--template={TEMPLATE}"]
        command.append(f"--VoilaConfiguration.resources={ {'reveal': look}!r}")
        command.append(f"--VoilaConfiguration.extension_denylist={UNSUITED!r}")
        paths = os.pathsep.join(
            filter(None, [str(Path(place, "jupyter")), os.environ.get("JUPYTER_PATH", "")])
        )
        yield command, {**os.environ, "JUPYTER_PATH": paths, "HESSKIT_RECORD": "0"}

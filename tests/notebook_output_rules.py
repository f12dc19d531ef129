"""What a lesson may store: whole, fresh, readable without a kernel, and asking nothing of the network."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import nbformat
from notebook_rules import Lesson, Rule, tree

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
PNG = "image/png"
SHORTEST_ALT = 40
HIDING = (
    "collapsed",
    "heading_collapsed",
    "hide_input",
    "jp-MarkdownHeadingCollapsed",
    "outputs_hidden",
    "source_hidden",
)
ADDRESS = re.compile(r" at 0x(?!0\b)[0-9a-fA-F]+")
ABSOLUTE_PATH = re.compile(
    r"(?<![\w.:/<)\]}*])/(?:home|root|Users|tmp|work|usr|opt|mnt|var)/\w|\b[A-Z]:\\\w|file://"
)
EXTERNAL = re.compile(
    r"!\[[^\]]*\]\(\s*<?\s*(?:https?:)?//|<(?:img|script|iframe|video|source|link)\b[^>]*?(?:src|href)\s*=\s*[\"']?\s*(?:https?:)?//"
    r"|@import|url\(\s*[\"']?(?:https?:)?//",
    re.IGNORECASE,
)
MARKDOWN_IMAGE = re.compile(r"!\[([^\]]*)\]\(")
HTML_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)


def outputs(lesson: Lesson) -> Iterator[tuple[int, Any]]:
    """Every stored output with the number of its cell."""
    for number, cell in lesson.code:
        for output in cell.outputs:
            yield number, output


def texts(lesson: Lesson) -> Iterator[tuple[int, str]]:
    """Every text a reader may meet: sources and stored outputs, with the number of the cell."""
    for number, cell in enumerate(lesson.cells, 1):
        yield number, cell.source
    for number, output in outputs(lesson):
        yield number, output.get("text", "")
        for mime, value in output.get("data", {}).items():
            if mime.startswith("text/") or mime == "image/svg+xml":
                yield number, str(value)


def format_4_5(lesson: Lesson) -> list[str]:
    """Notebook format 4.5 or newer, valid, with unique cell ids."""
    notebook = lesson.notebook
    if (notebook.nbformat, notebook.nbformat_minor) < (4, 5):
        return [f"is stored as format {notebook.nbformat}.{notebook.nbformat_minor}, 4.5 is needed"]
    ids = [cell.get("id") for cell in lesson.cells]
    if None in ids or len(set(ids)) != len(ids):
        return ["has cells without an id, or two cells with the same id"]
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        return [f"is not a valid notebook: {error.message}"]
    return []


def run_in_order(lesson: Lesson) -> list[str]:
    """Execution counts are 1..n, and no code cell is empty."""
    found = [
        f"cell {number} is an empty code cell" for number, cell in lesson.code if not cell.source.strip()
    ]
    counts = [cell.execution_count for _, cell in lesson.code]
    if counts != list(range(1, len(counts) + 1)):
        found.append(f"was not run once from top to bottom: its execution counts are {counts}")
    return found


def shows_are_stored(lesson: Lesson) -> list[str]:
    """A cell that ends in an expression, prints or displays has stored output."""
    return [
        f"cell {number} shows something, but nothing is stored"
        for number, cell in lesson.code
        if not cell.outputs and _shows(cell)
    ]


def _shows(cell: Any) -> bool:
    body = tree(cell).body
    if not body or cell.source.rstrip().endswith(";"):
        return False
    called = {getattr(node.func, "id", "") for node in ast.walk(tree(cell)) if isinstance(node, ast.Call)}
    return isinstance(body[-1], ast.Expr) or not called.isdisjoint({"print", "display"})


def no_errors(lesson: Lesson) -> list[str]:
    """No stored error and nothing on stderr."""
    return [
        f"cell {number} stores {'an error' if output.output_type == 'error' else 'a message on stderr'}"
        for number, output in outputs(lesson)
        if output.output_type == "error" or output.get("name") == "stderr"
    ]


def no_widgets(lesson: Lesson) -> list[str]:
    """No widget state and no widget view: without a kernel they would hide the still."""
    found = ["stores widget state in its metadata"] if "widgets" in lesson.notebook.metadata else []
    return found + [
        f"cell {number} stores a widget view"
        for number, output in outputs(lesson)
        if WIDGET_VIEW in output.get("data", {})
    ]


def stills_have_alt(lesson: Lesson) -> list[str]:
    """Every stored picture says in at least 40 characters what it shows, and not all say the same."""
    alts = [
        (number, output.get("metadata", {}).get(PNG, {}).get("alt", ""))
        for number, output in outputs(lesson)
        if PNG in output.get("data", {})
    ]
    found = [
        f"cell {number}: its picture has no alt text of {SHORTEST_ALT} characters"
        for number, alt in alts
        if len(alt) < SHORTEST_ALT
    ]
    if len(alts) > 1 and len({alt for _, alt in alts}) == 1:
        found.append("all its pictures have the same alt text")
    return found


def images_have_alt(lesson: Lesson) -> list[str]:
    """Images in markdown, and in stored HTML, have alt text."""
    found = []
    for number, text in texts(lesson):
        # brackets in code are not images
        if lesson.cells[number - 1].cell_type == "markdown":
            found += [
                f"cell {number} has an image without alt text"
                for alt in MARKDOWN_IMAGE.findall(text)
                if not alt.strip()
            ]
        found += [
            f"cell {number} has an image without alt text"
            for image in HTML_IMAGE.findall(text)
            if not re.search(r"\balt\s*=\s*([\"'])\s*[^\"'\s]", image)
        ]
    return found


def nothing_hidden(lesson: Lesson) -> list[str]:
    """No collapsed or hidden cell, heading or output."""
    found = []
    for number, cell in enumerate(lesson.cells, 1):
        settings = {**cell.metadata, **cell.metadata.get("jupyter", {})}
        if any(settings.get(key) for key in HIDING):
            found.append(f"cell {number} is hidden or collapsed")
    return found


def no_addresses(lesson: Lesson) -> list[str]:
    """No memory address: it changes with every run."""
    return [
        f"cell {number} stores a memory address" for number, text in texts(lesson) if ADDRESS.search(text)
    ]


def no_absolute_paths(lesson: Lesson) -> list[str]:
    """No path of one person's machine."""
    return [
        f"cell {number} has an absolute path" for number, text in texts(lesson) if ABSOLUTE_PATH.search(text)
    ]


def no_external_requests(lesson: Lesson) -> list[str]:
    """Opening the lesson fetches nothing from the network."""
    return [
        f"cell {number} fetches from the network" for number, text in texts(lesson) if EXTERNAL.search(text)
    ]


RULES: tuple[Rule, ...] = (
    format_4_5, run_in_order, shows_are_stored, no_errors, no_widgets, stills_have_alt, images_have_alt,
    nothing_hidden, no_addresses, no_absolute_paths, no_external_requests,
)  # fmt: skip

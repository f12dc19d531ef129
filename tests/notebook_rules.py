"""What a lesson must look like: each rule takes a Lesson and returns its complaints as sentences.

The form the rules hold the lessons to, in the first cell (markdown, tag "objectives"):

    # Lesson 1 · What the Hessian is

    **You will be able to**
    - ... (exactly three bullets)

    **Time:** 45 minutes
    **Know first:** partial derivatives, 2×2 matrices
    **Previous:** [Start here](00-start-here.ipynb) · **Next:** [The test](02-test.ipynb)

and in the last (markdown, tag "summary"); a neighbour that is not written yet is named without a link:

    ## Summary
    - ... (exactly three bullets)

    **Sources:** Nocedal and Wright, *Numerical Optimization*, 2nd ed., section 2.1
    **Next:** [The test](02-test.ipynb)

Between them, one cell tagged "setup" and then idea after idea; an idea's cells carry its beats as tags
(predict, play, explain, check).
What a notebook stores is ruled in notebook_output_rules.py.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import nbformat

BEATS = ("predict", "play", "explain", "check")
SLIDE_TAGS = {"slide", "subslide", "fragment", "skip", "notes"}
TAGS = {"setup", "objectives", "summary", *BEATS, *SLIDE_TAGS}
MOST_CELLS, MOST_CELLS_IN_LESSON_0 = 36, 20  # lesson 4 stages four failures
MOST_LINES, MEDIAN_LINES, SETUP_LINES = 10, 3, 3
NBVAL_COMMENT = re.compile(r"^\s*#\s*(NBVAL_\w+|PYTEST_VALIDATE_IGNORE_OUTPUT)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Lesson:
    """One notebook, its file name, and the names of all lessons beside it in order."""

    name: str
    notebook: Any
    siblings: tuple[str, ...] = field(default=())

    @classmethod
    def read(cls, path: Path) -> Lesson:
        """Read a lesson as it is stored, without upgrading its format."""
        siblings = tuple(sorted(other.name for other in path.parent.glob("[0-9][0-9]-*.ipynb")))
        return cls(path.name, nbformat.read(path, as_version=nbformat.NO_CONVERT), siblings)

    @property
    def cells(self) -> list[Any]:
        """All cells."""
        return list(self.notebook.cells)

    @property
    def code(self) -> list[tuple[int, Any]]:
        """The code cells, each with its number from 1 among all cells."""
        return [(number, cell) for number, cell in enumerate(self.cells, 1) if cell.cell_type == "code"]

    def neighbour(self, offset: int) -> str | None:
        """File name of the lesson before (-1) or after (+1); None at the ends."""
        if self.name not in self.siblings:
            return None
        index = self.siblings.index(self.name) + offset
        return self.siblings[index] if 0 <= index < len(self.siblings) else None


Rule = Callable[[Lesson], list[str]]


def tags(cell: Any) -> set[str]:
    """The tags of a cell."""
    return set(cell.metadata.get("tags", []))


def tree(cell: Any) -> ast.Module:
    """The syntax tree of a code cell, without its magics."""
    lines = ("" if line.lstrip().startswith(("%", "!")) else line for line in cell.source.splitlines())
    return ast.parse("\n".join(lines))


def code_lines(cell: Any) -> int:
    """Lines of a code cell that are not blank."""
    return sum(1 for line in cell.source.splitlines() if line.strip())


def bullets_after(text: str, heading: str) -> int:
    """How many bullets follow a heading line, up to the first line that is neither blank nor a bullet."""
    lines = [line.strip() for line in text.split(heading, 1)[-1].splitlines()[1:] if line.strip()]
    # an indented continuation of a bullet would be stripped here too: one bullet, one line
    return sum(1 for _ in itertools.takewhile(lambda line: line.startswith(("- ", "* ")), lines))


def short_enough(lesson: Lesson) -> list[str]:
    """At most 36 cells, 20 in lesson 0, beside the forms that take a guess: there is nothing to read in them."""
    most = MOST_CELLS_IN_LESSON_0 if lesson.name.startswith("00-") else MOST_CELLS
    count = sum(not re.fullmatch(r'predict\("[\d.]+"\)', cell.source.strip()) for cell in lesson.cells)
    return [f"has {count} cells, at most {most} fit a lesson"] if count > most else []


def short_code(lesson: Lesson) -> list[str]:
    """No code cell over 10 lines, median at most 3."""
    sizes = [(number, code_lines(cell)) for number, cell in lesson.code]
    found = [
        f"cell {number} has {size} lines, at most {MOST_LINES}" for number, size in sizes if size > MOST_LINES
    ]
    if sizes and median(size for _, size in sizes) > MEDIAN_LINES:
        found.append(f"its median code cell is longer than {MEDIAN_LINES} lines")
    return found


def one_setup(lesson: Lesson) -> list[str]:
    """One setup cell, the first with code: at most three lines, imports only, from hesskit among them."""
    marked = [(number, cell) for number, cell in lesson.code if "setup" in tags(cell)]
    if len(marked) != 1 or marked[0][0] != lesson.code[0][0]:
        return ["needs exactly one cell tagged setup, and it must be the first code cell"]
    number, cell = marked[0]
    statements = tree(cell).body
    found = []
    if code_lines(cell) > SETUP_LINES:
        found.append(f"cell {number}: the setup has more than {SETUP_LINES} lines")
    if not all(isinstance(statement, (ast.Import, ast.ImportFrom)) for statement in statements):
        found.append(f"cell {number}: the setup does more than import")
    if "hesskit" not in {getattr(statement, "module", None) for statement in statements}:
        found.append(f"cell {number}: the setup does not say 'from hesskit import ...'")
    return found


def no_star_import(lesson: Lesson) -> list[str]:
    """No `import *`."""
    return [
        f"cell {number} imports *"
        for number, cell in lesson.code
        for node in ast.walk(tree(cell))
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]


def known_tags(lesson: Lesson) -> list[str]:
    """Tags come from the whitelist, so none can make nbval skip a cell."""
    return [
        f"cell {number} has the unknown tag(s) {', '.join(sorted(tags(cell) - TAGS))}"
        for number, cell in enumerate(lesson.cells, 1)
        if tags(cell) - TAGS
    ]


def no_nbval_comments(lesson: Lesson) -> list[str]:
    """No comment that makes nbval look away."""
    return [
        f"cell {number} tells nbval to look away ({match.group(1)})"
        for number, cell in lesson.code
        for match in NBVAL_COMMENT.finditer(cell.source)
    ]


def opening(lesson: Lesson) -> list[str]:
    """The first cell has title, three objectives, minutes, what to know, previous and next."""
    cell = lesson.cells[0]
    text = cell.source if cell.cell_type == "markdown" else ""
    found = [] if re.match(r"# \S", text) else ["its first cell does not begin with a title '# ...'"]
    if "objectives" not in tags(cell):
        found.append("its first cell is not tagged objectives")
    if "**You will be able to**" not in text or bullets_after(text, "**You will be able to**") != 3:
        found.append("its first cell does not have '**You will be able to**' with exactly three bullets")
    minutes = re.search(r"\*\*Time:\*\* (\d+) minutes", text)
    if minutes is None or not 0 < int(minutes.group(1)) <= 60:
        found.append("its first cell does not give '**Time:** N minutes' with N up to 60")
    if not re.search(r"\*\*Know first:\*\* \S", text):
        found.append("its first cell does not say '**Know first:** ...'")
    found += _names_neighbour(text, "Previous", lesson.neighbour(-1))
    return found + _names_neighbour(text, "Next", lesson.neighbour(1))


def closing(lesson: Lesson) -> list[str]:
    """The last cell has a summary of three lines, sources and the next lesson."""
    cell = lesson.cells[-1]
    text = cell.source if cell.cell_type == "markdown" else ""
    found = [] if "summary" in tags(cell) else ["its last cell is not tagged summary"]
    if "## Summary" not in text or bullets_after(text, "## Summary") != 3:
        found.append("its last cell does not have '## Summary' with exactly three bullets")
    if not re.search(r"\*\*Sources:\*\*\s+\S", text):
        found.append("its last cell does not give '**Sources:** ...'")
    return found + _names_neighbour(text, "Next", lesson.neighbour(1))


def four_beats(lesson: Lesson) -> list[str]:
    """Idea after idea: predict, play, explain, check; at least one idea."""
    found = [
        f"cell {number} has more than one beat"
        for number, cell in enumerate(lesson.cells, 1)
        if len(tags(cell) & set(BEATS)) > 1
    ]
    beats = [beat for cell in lesson.cells for beat in BEATS if beat in tags(cell)]
    order = [beat for beat, _ in itertools.groupby(beats)]
    if not order:
        return [*found, "has no idea: no cell is tagged predict, play, explain, check"]
    for position, beat in enumerate(order):
        if beat != BEATS[position % 4]:
            return [*found, f"idea {position // 4 + 1}: {beat} comes where {BEATS[position % 4]} should"]
    return found if len(order) % 4 == 0 else [*found, f"its last idea ends with {order[-1]}, not with check"]


def explained_by_assert(lesson: Lesson) -> list[str]:
    """Every idea's explain beat has an `assert` that gets a number by a second route."""
    groups = itertools.groupby(
        (cell for cell in lesson.cells if tags(cell) & set(BEATS)), key=lambda cell: "explain" in tags(cell)
    )
    found, idea = [], 0
    for explains, cells in groups:
        idea += explains
        nodes = [node for cell in cells if cell.cell_type == "code" for node in ast.walk(tree(cell))]
        if explains and not any(isinstance(node, ast.Assert) for node in nodes):
            found.append(f"idea {idea} is explained without an assert")
    return found


def links_resolve(lesson: Lesson) -> list[str]:
    """Links to notebooks lead to notebooks that exist."""
    return [
        f"cell {number} links to {target}, which does not exist"
        for number, cell in enumerate(lesson.cells, 1)
        if cell.cell_type == "markdown"
        for target in re.findall(r"\]\(([^)#\s]+\.ipynb)(?:#[^)]*)?\)", cell.source)
        if "://" not in target and target.removeprefix("./") not in lesson.siblings
    ]


def _names_neighbour(text: str, word: str, name: str | None) -> list[str]:
    match = re.search(rf"\*\*{word}:\*\*([^\n]*?)(?=\s·|\n|$)", text)
    if name is None:
        return []
    return [] if match and f"({name})" in match.group(1) else [f"does not link '**{word}:** [...]({name})'"]


RULES: tuple[Rule, ...] = (
    short_enough, short_code, one_setup, no_star_import, known_tags, no_nbval_comments,
    opening, closing, four_beats, explained_by_assert, links_resolve,
)  # fmt: skip

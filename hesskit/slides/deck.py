"""From a performed lesson to slides: what each shows, in which steps, and what the speaker's notes say.

A *slide* has a body in *steps*: the first is there at once, each next key press shows one more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from hesskit.course.answers import Choice
from hesskit.course.exercises import exercise
from hesskit.pages import Cell, Output, PageError, Performance

LETTERS = "abcdefgh"
_SPLIT = re.compile(r"^\+\+\+\s*$", re.MULTILINE)
_CHECKED = re.compile(r"""check\(\s*["']([\d.]+)["']""")
_LONG = re.compile(r"\\frac\{(\d+)\}\{(\d{4,})\}")


@dataclass(frozen=True)
class Slide:
    """One slide."""

    kind: str
    steps: tuple[str, ...]
    notes: str = ""
    picture: Output | None = None
    code: str = ""
    printed: str = ""
    source: str = ""
    cover: str = ""
    name: str = field(default="", compare=False)


def slides_of(lesson: Performance) -> list[Slide]:
    """Give a lesson's slides, in order, each with a name of its own."""
    found: list[Slide] = []
    prose = ""  # the words that stand above the cell
    for place, cell in enumerate(lesson.cells):
        how = cell.metadata.get("slideshow", {}).get("slide_type", "skip")
        if how in ("skip", "notes", "-"):
            if found and cell.kind == "markdown" and cell.source.strip():
                found[-1] = replace(found[-1], notes=f"{found[-1].notes}\n\n{cell.source}".strip())
            prose = cell.source if cell.kind == "markdown" else prose
            continue
        below = next((one.source for one in lesson.cells[place:] if one.kind == "markdown"), "")
        made = list(_slides(cell, prose, below))
        if how == "fragment" and found and len(made) == 1:
            found[-1] = replace(found[-1], steps=(*found[-1].steps, *made[0].steps))
        else:
            found += made
        prose = cell.source if cell.kind == "markdown" else prose
    return [replace(slide, name=f"s{place}") for place, slide in enumerate(found)]


def _slides(cell: Cell, above: str, below: str) -> Iterator[Slide]:
    if cell.kind == "code" and cell.beat == "check":
        wanted = cell.own.get("ask") or _CHECKED.findall(cell.source)
        yield from (_question(number) for number in wanted)
        return
    texts = cell.own.get("slide", [])
    texts = [texts] if isinstance(texts, str) else list(texts)
    kinds = {"objectives": "title", "summary": "summary"}
    for text in texts:
        steps = tuple(step.strip() for step in _SPLIT.split(text))
        if cell.kind == "markdown":
            yield Slide(kinds.get(cell.beat, "words"), steps, cell.source)
        elif cell.own.get("code"):
            # what a learner guessed is not for a room
            printed = "\n".join(out.text.rstrip() for out in cell.outputs if out.text and not out.told)
            yield Slide("code", steps, _paragraphs(above)[-1], code=_shown(cell.source), printed=printed)
        else:
            picture = next((output for output in cell.outputs if output.stage or output.png), None)
            seen = f"**What is to be seen.** {picture.alt}\n\n" if picture is not None else ""
            said = next((part for part in _paragraphs(below) if not part.startswith("#")), "")
            yield Slide(
                "picture", steps, f"{seen}**What it shows.** {said}".strip(), picture, source=cell.source
            )


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of some prose; one that is empty where there is none."""
    return [part.strip() for part in text.split("\n\n") if part.strip()] or [""]


def _shown(source: str) -> str:
    """Code without the lines that tell a learner of a guess: a room has made none."""
    lines = [line for line in source.splitlines() if not re.match(r"(display\()?predicted\(", line)]
    return "\n".join(lines).rstrip()


def _question(number: str) -> Slide:
    """Ask the room: the question, then the answer and why."""
    asked = exercise(number)
    if asked is None:
        raise PageError(f"A lesson asks for exercise {number}, which there is not: mend its cell's check.")
    question = asked.question
    if isinstance(asked.answer, Choice):
        options = asked.answer.options
        question += "\n\n" + "\n".join(
            f"- **{letter}** {option.label}" for letter, option in zip(LETTERS, options, strict=False)
        )
    kind: Any = asked.answer
    answer = _LONG.sub(_decimal, kind.show(kind.read(kind.right)))
    letter = ""
    if isinstance(kind, Choice):
        labels = [option.label for option in kind.options]
        letter = f" {LETTERS[labels.index(answer)]}"
    beliefs = "\n".join(f"- *{belief.name}*: {belief.hints[0]}" for belief in asked.beliefs)
    notes = f"Exercise {number}. Wrong answers to expect, and what to say:\n\n{beliefs}"
    return Slide(
        "ask",
        (f"## Ask the room · {number}\n\n{question}", f"**Answer:{letter}** {answer}\n\n{asked.why}"),
        notes,
    )


def _decimal(fraction: re.Match[str]) -> str:
    """A fraction with a long denominator stands for digits that were typed."""
    return f"{int(fraction[1]) / int(fraction[2]):.4g}"


# What stands beside a lesson's title: the level curves of a surface the lesson meets.

SIDE, CURVES, GRID = 720, 15, 91
SURFACES = {
    0: ("x^3 - 3x y^2", 1.6),
    1: ("x^2 + 3xy + y^2", 2.0),
    2: ("(x^2 + 2y^2) exp(-x^2 - y^2)", 2.2),
    3: ("cos(x) + cos(y)", 4.4),
    4: ("x^4 - 2x^2 + y^4 - 2y^2", 1.7),
    5: ("log(1 + exp(-x - 2y)) + log(1 + exp(x - y)) + log(1 + exp(2x + 3y)) + log(1 + exp(-2x))", 4.0),
    6: ("(1 - x)^2/20 + (y - x^2)^2", 1.8),
}


def cover(number: int) -> str:
    """Draw a lesson's level curves, the high ones darker.

    Examples
    --------
    >>> cover(2).count("<path"), cover(99)
    (15, '')
    """
    if number not in SURFACES:
        return ""
    from contourpy import contour_generator

    from hesskit.maths.surfaces import Surface

    formula, reach = SURFACES[number]
    along = np.linspace(-reach, reach, GRID)
    heights = Surface(formula).value(np.stack(np.meshgrid(along, along), axis=-1))
    pixels = np.linspace(0, SIDE, GRID)
    curves = contour_generator(pixels, pixels[::-1], heights)
    levels = np.quantile(heights, np.linspace(0.02, 0.98, CURVES))
    drawn = "".join(
        f'<path d="{_path(curves.lines(level))}" opacity="{0.4 + 0.6 * place / CURVES:.2f}"/>'
        for place, level in enumerate(levels)
    )
    return f'<svg class="cover" viewBox="0 0 {SIDE} {SIDE}" aria-hidden="true">{drawn}</svg>'


def _path(lines: Any) -> str:
    return "".join("M" + " ".join(f"{x:.0f},{y:.0f}" for x, y in line) for line in lines)

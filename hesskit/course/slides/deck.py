"""From a performed lesson to slides: what each shows, in which steps, and what the speaker's notes say.

A *slide* has a body in *steps*: the first is there at once, each next key press shows one more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from hesskit.course.choices import Choice
from hesskit.course.exercises import exercise
from hesskit.course.pages.performed import Cell, Output, PageError, Performance

LETTERS = "abcdefgh"
_SPLIT = re.compile(r"^\+\+\+\s*$", re.MULTILINE)
_CHECKED = re.compile(r"""check\(\s*["']([\d.]+)["']""")
_LONG = re.compile(r"\\frac\{(\d+)\}\{(\d{4,})\}")


@dataclass(frozen=True)
class Slide:
    """One slide.

    Parameters
    ----------
    kind : str
        "title", "words", "picture", "code", "ask" or "summary".
    steps : tuple of str
        Markdown with ``$…$``.
    notes : str
        Markdown for the speaker.
    picture : Output, optional
        What fills the slide.
    code : str
        Source to show.
    source : str
        Of the picture: what a live presentation runs.
    printed : str
        What the code printed.
    cover : str
        SVG beside a title.
    """

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
    """Give a lesson's slides, in order, each with a name of its own.

    Parameters
    ----------
    lesson : Performance
        Its cells' metadata decide.

    Returns
    -------
    list of Slide
    """
    found: list[Slide] = []
    for cell in lesson.cells:
        how = cell.metadata.get("slideshow", {}).get("slide_type", "skip")
        if how in ("skip", "notes", "-"):
            if found and cell.kind == "markdown" and cell.source.strip():
                found[-1] = replace(found[-1], notes=f"{found[-1].notes}\n\n{cell.source}".strip())
            continue
        made = list(_slides(cell))
        if how == "fragment" and found and len(made) == 1:
            found[-1] = replace(found[-1], steps=(*found[-1].steps, *made[0].steps))
        else:
            found += made
    return [replace(slide, name=f"s{place}") for place, slide in enumerate(found)]


def _slides(cell: Cell) -> Iterator[Slide]:
    if cell.kind == "code" and cell.beat == "check":
        wanted = cell.own.get("ask") or _CHECKED.findall(cell.source)
        yield from (_question(number) for number in wanted)
        return
    texts = cell.own.get("slide", [])
    texts = [texts] if isinstance(texts, str) else list(texts)
    kinds = {"objectives": "title", "summary": "summary"}
    for place, text in enumerate(texts):
        steps = tuple(step.strip() for step in _SPLIT.split(text))
        if cell.kind == "markdown":
            yield Slide(kinds.get(cell.beat, "words"), steps, cell.source if place == 0 else "")
        elif cell.own.get("code"):
            printed = "\n".join(output.text.rstrip() for output in cell.outputs if output.text)
            yield Slide("code", steps, code=cell.source, printed=printed)
        else:
            picture = next((output for output in cell.outputs if output.stage or output.png), None)
            notes = f"```python\n{cell.source}\n```"
            yield Slide("picture", steps, notes, picture, source=cell.source)


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

"""A lesson as one page: all its prose, its code, and what its cells gave."""

from __future__ import annotations

import base64
import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import unquote

import numpy as np

from hesskit.course import Prediction, prediction, to_html
from hesskit.course.answers import Choice, Construction, MatrixConstruction, Witness
from hesskit.course.exercises import Exercise, exercise, judge
from hesskit.pages import Cell, Output, Performance, markdown_html, state_script, tex_html
from hesskit.site.layout import Course, Page, frame, page_of, titled
from hesskit.stage import encode_webp

# The lessons' markdown, and what their cells print as HTML, as parts of a page.

_LINK = re.compile(r'<a href="(?!https?:)([^"]*)">(.*?)</a>', re.DOTALL)
_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_BLOCK = re.compile(r'<math [^>]*display="block".*?</math>', re.DOTALL)
_PREDICT = re.compile(r"<p>(?=(?:(?!</p>).)*<strong>Predict)", re.DOTALL)
_EMPTY_HEAD = re.compile(r"<th([^>]*)></th>")
_MATHS_HEAD = re.compile(r"<th([^>]*)>(<math.*?</math>)</th>", re.DOTALL)
_PIECES = re.compile(r"(<(?:pre|code|script|style)\b.*?</(?:pre|code|script|style)>|<[^>]*>)", re.DOTALL)
_LOOSE = re.compile(r"\$\$.*?\$\$|\$([^$\n]+)\$", re.DOTALL)
_MATHS = re.compile(r"\$([^$\n]+)\$")


def anchor(title: str) -> str:
    """Give the name by which a heading is linked to.

    Examples
    --------
    >>> anchor("2 · Three routes to one matrix"), anchor("Is everything here?")
    ('part-2', 'is-everything-here')
    """
    numbered = re.match(r"(\d+) · ", title)
    if numbered:
        return f"part-{numbered[1]}"
    return "-".join(re.findall(r"[a-z0-9]+", re.sub(r"<[^>]*>|&\w+;", "", title).lower()))


def term_anchor(name: str) -> str:
    """Give the name by which a term of the glossary is linked to: as JupyterLab makes it of the heading.

    Examples
    --------
    >>> term_anchor("critical point")
    'critical-point'
    """
    return name.replace(" ", "-")


def prose(text: str) -> str:
    r"""Turn markdown into HTML whose links lead to this site's pages.

    Examples
    --------
    >>> prose("## Summary\n\na [saddle](glossary.md#saddle)")
    '<h2 id="summary">Summary</h2>\n<p>a <a href="glossary.html#saddle">saddle</a></p>\n'
    """
    made = _LINK.sub(_link, markdown_html(_LOOSE.sub(_tight, text)))
    made = _HEADING.sub(lambda found: f'<h{found[1]} id="{anchor(found[2])}">{found[2]}</h{found[1]}>', made)
    return boxed(_PREDICT.sub('<p class="predict">', made))


def output_html(text: str) -> str:
    r"""Make what a cell gave as HTML part of a page: its ``$…$`` is typeset.

    Examples
    --------
    >>> output_html("<b>$1 &lt; 2$</b>").startswith("<b><math"), output_html("<code>$x$</code>")
    (True, '<code>$x$</code>')
    """
    pieces = _PIECES.split(text)
    return boxed("".join(piece if piece.startswith("<") else _typeset(piece) for piece in pieces))


def short(text: str) -> str:
    """Turn one of the course's short texts into HTML that may stand within a paragraph.

    Examples
    --------
    >>> short("a *unit* with |x| < 1")
    'a <em>unit</em> with |x| &lt; 1'
    """
    return output_html(to_html(text))


def boxed(made: str) -> str:
    """Put each table, and each formula on a line of its own, into a box in which it can be scrolled."""
    made = _TABLE.sub(lambda found: f'<div class="scroll">{_with_heads(found[0])}</div>', made)
    return _BLOCK.sub(lambda found: f'<span class="scroll formula">{found[0]}</span>', made)


def _tight(found: re.Match[str]) -> str:
    """A formula without spaces at its ends, with which it would be taken for two prices."""
    return f"${found[1].strip()}$" if found[1] else found[0]


def _with_heads(table: str) -> str:
    """A heading of nothing is no heading; one that is all mathematics is said in letters, as all readers know them."""
    return _MATHS_HEAD.sub(_said, _EMPTY_HEAD.sub(r"<td\1></td>", table))


def _said(found: re.Match[str]) -> str:
    letters = re.sub(r"<[^>]*>", "", found[2])
    return (
        f'<th{found[1]}><span class="unseen">{letters}</span><span aria-hidden="true">{found[2]}</span></th>'
    )


def _typeset(text: str) -> str:
    return _MATHS.sub(lambda found: tex_html(html.unescape(found[1])), text)


def _link(found: re.Match[str]) -> str:
    """A link within the course; words where it leads to something that a site has not."""
    page, sign, place = unquote(html.unescape(found[1])).partition("#")
    if page and not re.fullmatch(r"\d\d-[a-z0-9-]+\.ipynb|glossary\.md", page):
        return found[2]
    address = re.sub(r"\.(ipynb|md)$", ".html", page) + sign + place
    return f'<a href="{html.escape(address)}">{found[2]}</a>'


# Exercises on a page without a kernel: choices that answer when they are opened, a hint, the answer in a
# fold.

_SAID = re.compile(r"Exercise (\d+\.\d+):")
_GUESSED = re.compile(r"Prediction (\d+\.\d+):")
_FRACTION = re.compile(r"\\frac\{(\d+)\}\{(\d+)\}")
_MANY = (Construction, MatrixConstruction, Witness)
_LONG = 100  # a fraction with a larger denominator was typed as a decimal, and reads better as one


def asked_in(cell: Cell) -> list[Exercise]:
    """Give the exercises that a cell asks, in order."""
    numbers = (_SAID.match(output.text) for output in cell.outputs)
    asked = (exercise(found[1]) for found in numbers if found)
    return [one for one in asked if one is not None]


def guess_html(asked: Prediction) -> str:
    """Ask for a guess; the page keeps it in the browser, and names it where the answer stands."""
    name = f"guess-{asked.number}"
    fields = "".join(
        f'<label><input type="radio" name="{name}" value="{html.escape(one)}"> {short(one)}</label>'
        for one in asked.choices
    )
    typed = f'<label>Your guess: <input type="text" name="{name}" maxlength="80" autocomplete="off"></label>'
    return (
        f'<form class="guess" data-prediction="{asked.number}" hidden><fieldset><legend>'
        f"<strong>Your prediction.</strong> {short(asked.question)}</legend>{fields or typed}</fieldset>"
        '<p role="status"></p></form>\n'
    )


def exercise_html(asked: Exercise, run: str = "") -> str:
    """Show one exercise."""
    number = asked.number
    words = "For example" if isinstance(asked.answer, _MANY) else "Answer"
    told = f"<p><strong>{words}:</strong> {short(answer_of(asked))}</p>{prose(asked.why)}"
    there = (
        f'<p class="actions"><a class="run" href="{run}">Answer it'
        f'<span class="unseen"> (exercise {number})</span> in the live notebook, with more hints</a></p>'
        if run
        else ""
    )
    return (
        f'<section class="exercise" id="exercise-{number}" aria-labelledby="exercise-{number}-title">'
        f'<h3 id="exercise-{number}-title">Exercise {number} · {short(asked.title)}</h3>\n'
        f"{prose(asked.question)}{_choices(asked)}"
        f"{_fold('hint', 'A hint', f' for exercise {number}', prose(asked.nudge))}"
        f"{_fold('answer', 'Think, then look', f' at the answer to exercise {number}', told)}{there}</section>\n"
    )


def _fold(kind: str, words: str, more: str, inside: str) -> str:
    """A part that is opened by a press; `more` is said to those who do not see the page."""
    return f'<details class="{kind}"><summary>{words}<span class="unseen">{more}</span></summary>{inside}</details>'


def answer_of(asked: Exercise) -> str:
    """Give the right answer, or one of them, in markdown.

    Examples
    --------
    >>> answer_of(exercise("4.1")), answer_of(exercise("4.3"))
    ('$0.060466176$', '$(2, -3)$')
    """
    kind = asked.answer
    return _FRACTION.sub(_decimal, kind.show(kind.read(kind.right)))  # type: ignore[attr-defined]


def _decimal(found: re.Match[str]) -> str:
    """A fraction that ends as a decimal, as one, if it is long; others stay."""
    under = int(found[2])
    for prime in (2, 5):
        while under % prime == 0:
            under //= prime
    return (
        found[0]
        if under > 1 or int(found[2]) <= _LONG
        else str(float(Fraction(int(found[1]), int(found[2]))))
    )


def _choices(asked: Exercise) -> str:
    """The choices: opening one is answering with it."""
    if not isinstance(asked.answer, Choice):
        return ""
    items = "".join(f"<li>{_choice(asked, option.label)}</li>" for option in asked.answer.options)
    return f'<p class="choose">Choose one, and see what is said to it.</p><ol class="choices">{items}</ol>'


def _choice(asked: Exercise, label: str) -> str:
    verdict = judge(asked, label)
    said = f"**{'Right' if verdict.right else 'Not yet'}.** {verdict.message}"
    return (
        f'<details class="choice" name="exercise-{asked.number}"><summary>{short(label)}</summary>'
        f'<div class="{"right" if verdict.right else "wrong"}">{prose(said)}</div></details>'
    )


# Pictures that stand still, as small files.

RATIO = 1.25  # pixels of a still a CSS pixel, as Stage.still draws it


@dataclass(frozen=True)
class PageStill:
    """A picture and how large it is shown."""

    webp: bytes
    width: int
    height: int
    captioned: bool


def still_of(output: Output) -> PageStill:
    """Make a small file of an output's picture."""
    from PIL import Image

    image = Image.open(io.BytesIO(output.png)).convert("RGB")
    if output.stage is not None:
        width, height = (int(side * RATIO + 1e-9) for side in output.stage["state"]["size"])
        image = image.crop((0, 0, min(width, image.width), min(height, image.height)))
    return PageStill(
        encode_webp(np.asarray(image)),
        round(image.width / RATIO),
        round(image.height / RATIO),
        output.stage is None,
    )


# Explorers on a page: a still that is there at once, and a recording that takes its place when it is near.

# a recording has its own backgrounds: the one before it would never be seen
_DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


def recording_of(output: Output) -> bytes:
    """Give what a stage has recorded; nothing if it has not."""
    buffers = output.stage["buffers"] if output.stage is not None else []
    return base64.b64decode(next((one["data"] for one in buffers if one["path"] == ["recording"]), ""))


def _lighter(stage: dict[str, Any]) -> dict[str, Any]:
    """The state of a stage without what is never seen of it."""
    buffers = [{**one, "data": _DOT} if one["path"] == ["background"] else one for one in stage["buffers"]]
    return {**stage, "buffers": buffers}


def figure(course: Course, name: str, output: Output, *, run: str = "", here: str = "") -> str:
    """Show a picture."""
    still, recording = still_of(output), recording_of(output)
    image = course.shelf.put(f"pictures/{name}.webp", still.webp)
    words, holder = html.escape(output.alt), ""
    if recording and output.stage is not None:
        script = course.shelf.put(f"recordings/{name}.js", state_script(name, _lighter(output.stage)))
        holder = f'<div class="stage-holder" data-stage="{name}" data-script="{script}"></div>'
    classes = "view" + (" recorded" if recording else "") + (" captioned" if still.captioned else "")
    mark = f' id="{here}"' if here else ""
    return (
        f'<figure class="{classes}"{mark} style="max-width: {still.width}px">'
        f'<div class="scroll paper"><img class="still" src="{image}" width="{still.width}" height="{still.height}" '
        f'loading="lazy" alt="{words}"></div>{holder}'
        f'<figcaption class="sentence" aria-hidden="true">{words}</figcaption></figure>\n'
        f"{_actions(run, output)}"
    )


def _actions(run: str, output: Output) -> str:
    if not run or output.stage is None:
        return ""
    return (
        f'<p class="actions"><a class="run" href="{run}">Run and edit<span class="unseen"> this explorer</span></a> '
        "with all its controls.</p>\n"
    )


# Python and what it prints, as parts of a page.


def code_html(source: str) -> str:
    """Show Python, its words marked by what they are.

    Examples
    --------
    >>> code_html("x = 1")
    '<pre class="code"><code><span class="n">x</span> <span class="o">=</span> <span class="mi">1</span></code></pre>'
    """
    from pygments import highlight  # type: ignore[import-untyped,unused-ignore]
    from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped,unused-ignore]
    from pygments.lexers import PythonLexer  # type: ignore[import-untyped,unused-ignore]

    marked = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip("\n")
    marked = marked.replace('<span class="w"> </span>', " ")
    return f'<pre class="code"><code>{marked}</code></pre>'


def printed_html(text: str) -> str:
    """Show what a cell printed.

    Examples
    --------
    >>> printed_html("1 < 2\\n")
    '<pre class="printed">1 &lt; 2</pre>'
    """
    return f'<pre class="printed">{html.escape(text.rstrip(), quote=False)}</pre>'


_PARTS = re.compile(r'<h2 id="([^"]*)">(.*?)</h2>', re.DOTALL)


def lesson_page(course: Course, shown: Performance) -> str:
    """Write a lesson's page."""
    body = "".join(_cell(course, shown, cell) for cell in shown.cells)
    run = course.run(shown.number)
    invitation = f'<p class="invitation">{_RECORDED}{_LIVE.format(run=run) if run else ""}</p>\n'
    head, heading, rest = body.partition("</h1>\n")
    page = Page(
        name=page_of(shown),
        title=f"Lesson {shown.number} · {shown.title}",
        description=f"Lesson {shown.number} of hesskit: {shown.title}. Pictures move at once; nothing is installed.",
        body=f'<article class="lesson">{head}{heading}{invitation}{rest}</article>\n{_neighbours(course, shown)}',
        parts=tuple(parts_of(body)),
        stages=True,
    )
    return frame(course, page)


_RECORDED = "Here the pictures are recorded: drag their points and set their sliders."
_LIVE = (
    ' To type a function, press a button, turn a surface or hand in an answer, <a class="run" href="{run}">Run and edit'
    '<span class="unseen"> this lesson</span></a>: Python starts in your browser.'
)


def parts_of(body: str) -> list[tuple[str, str]]:
    """Give the anchors and titles of the parts of a page.

    Examples
    --------
    >>> parts_of('<h2 id="part-1">1 · From f to H</h2><p>')
    [('part-1', '1 · From f to H')]
    """
    return _PARTS.findall(body)


def _cell(course: Course, shown: Performance, cell: Cell) -> str:
    if cell.kind == "markdown":
        said = str(cell.own.get("page", cell.source))  # where a page cannot do what the notebook asks for
        return f'<div class="prose">{prose(said)}</div>\n' if said else ""
    if cell.own.get("page") == "":
        return ""
    asked = asked_in(cell)
    run = course.run(shown.number, cell.id)
    if asked:
        told = "".join(output_html(output.html) for output in cell.outputs if output.told)
        return told + "".join(exercise_html(one, run) for one in asked)
    guesses = (_GUESSED.match(output.text) for output in cell.outputs)
    forms = "".join(guess_html(one) for found in guesses if found and (one := prediction(found[1])))
    if forms:
        return forms
    given = "".join(_outputs(course, shown, cell, run))
    return f'<div class="cell" id="{cell.id}">{code_html(cell.source)}{given}</div>\n'


def _outputs(course: Course, shown: Performance, cell: Cell, run: str) -> Iterator[str]:
    for place, output in enumerate(cell.outputs):
        name = f"{shown.name}/{cell.id}" + (f"-{place}" if place else "")
        yield _output(course, name, output, run)


def _output(course: Course, name: str, output: Output, run: str) -> str:
    if output.png:
        return figure(course, name, output, run=run)
    if output.html:
        return f'<div class="output">{output_html(output.html)}</div>'
    return printed_html(output.text) if output.text.strip() else ""


def _neighbours(course: Course, shown: Performance) -> str:
    place = course.shown.index(shown)
    links = ""
    if place > 0:
        links += _neighbour(course.shown[place - 1], "prev", "Previous")
    if place + 1 < len(course.shown):
        links += _neighbour(course.shown[place + 1], "next", "Next")
    else:
        links += '<a class="next" href="index.html#map"><span>Then</span> The map of the course</a>'
    return f'<nav class="neighbours" aria-label="Previous and next lesson">{links}</nav>\n'


def _neighbour(shown: Performance, relation: str, word: str) -> str:
    return (
        f'<a class="{relation}" rel="{relation}" href="{page_of(shown)}"><span>{word}</span> '
        f"{titled(shown)}</a>"
    )

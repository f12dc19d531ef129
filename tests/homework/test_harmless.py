"""What a student writes, shows or pastes is never run by a page that an instructor opens, and never breaks one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from nbconvert import HTMLExporter
from nbformat import from_dict

from hesskit.homework.assignments.catalogue import all_assignments
from hesskit.homework.notebook import build_source, notebook_text
from hesskit.homework.sandbox.run import Step, Transcript
from hesskit.homework.submissions.read import plain_cells
from hesskit.homework.submissions.repair import mend

NAME = "hw1-definition"
EVIL = "<script>steal()</script>\n\n<img src=x onerror=steal()> <svg/onload=steal()> `<b onclick=steal()>`"
RUNS = re.compile(r"<(script|svg|b)\b[^>]*steal|<img[^>]*(steal|onerror)|<script")


RUN = "javascript:fetch('/api/contents/PWNED.txt',{method:'PUT'})"
TRICKS = (
    f"[see]({RUN})",
    f"[see](<{RUN}>)",
    f"[see](< {RUN}>)",
    f"[see]( \n{RUN} 'title')",
    "[see](JaVaScRiPt:steal())",
    "[see](java&#115;cript:steal())",
    "[see](&#x6a;avascript&colon;steal())",
    "[see](\x01javascript:steal())",
    "[see](java\tscript:steal())",
    "[see](vbscript:steal())",
    "[see](data:text/html;base64,PHNjcmlwdD4=)",
    "[see](file:///etc/passwd)",
    "[see](../../../api/terminals)",
    "[see](/logout)",
    "[see](//evil.example/x)",
    f"[see][one] and [one]\n\n[one]: {RUN}",
    f"[two]\n\n> [two]:\n> {RUN}",
    f"[three]\n\n- item\n\n  [three]: <{RUN}>\n  'title'",
    f"<{RUN}>",
    "<vbscript:steal()>",
    f"[![alt](attachment:a.png)]({RUN})",
    "![see](http://evil.example/seen.png)",
    "![see][four]\n\n[four]: http://evil.example/seen.png",
    "![four]\n\n[four]: http://evil.example/seen.png",
    "![a\\](attachment:a.png) ](http://evil.example/seen.png)",
    "![a `](attachment:a.png) ` ](http://evil.example/seen.png)",
    "![a $](attachment:a.png)$ ](http://evil.example/seen.png)",
    "![see](data:image/svg+xml;base64,PHN2Zz4=)",
    f"$\\href{{{RUN}}}{{see}}$",
    "$$\\require{html}\\class{btn}{x} \\style{position:fixed}{x} \\cssId{notebook}{x}$$",
    f"\\begin{{equation}}\\href{{{RUN}}}{{see}}\\end{{equation}}",
    f"$\\let\\a=\\href \\a{{{RUN}}}{{see}}$ $\\mmlToken{{mi}}[href={RUN}]{{x}}$",
    f"```mermaid\ngraph TD; A-->B; click A '{RUN}'\n```",
    f"> ~~~~ mermaid\n> graph TD; A-->B; click A '{RUN}'\n> ~~~~",
    "<math><mi href='javascript:steal()'>x</mi></math>",
    "<a href='javascript:steal()'>see</a> <iframe src='http://evil.example'></iframe>",
    "<form action='/api/terminals' method='post'><button>see</button></form>",
    "<meta http-equiv=refresh content='0;url=http://evil.example'> <link rel=stylesheet href=http://evil.example>",
    "<style>@import 'http://evil.example'</style> <base href='http://evil.example/'> <!-- <b -->",
)
FINE = re.compile(r"https?://|mailto:|#|attachment:|data:image/(png|jpeg|gif|webp|bmp);base64,")
COMMANDS = re.compile(r"\\(href|require|class|style|cssId|mmlToken|data)\b")


class Reader(HTMLParser):
    """What a page would do: addresses that are followed or fetched, code that runs, pictures of mermaid."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag in (
            "script",
            "iframe",
            "form",
            "meta",
            "link",
            "style",
            "base",
            "object",
            "embed",
            "svg",
            "math",
        ):
            self.found.append(tag)
        for name, value in known.items():
            if name.startswith("on") or (name == "class" and "mermaid" in (value or "").lower()):
                self.found.append(f"{name}={value}")
            if name in ("href", "src", "action", "srcset", "data", "poster", "xlink:href"):
                fetched = tag == "img" and not (value or "").startswith("data:image/")
                if fetched or not FINE.match(value or "") or "svg" in (value or ""):
                    self.found.append(f"{tag} {name}={value}")


def dangers(shown: str) -> list[str]:
    """What a page that was rendered from a student's words would run, fetch or open."""
    reader = Reader()
    reader.feed(shown)
    return [*reader.found, *(found[0] for found in COMMANDS.finditer(shown))]


@pytest.mark.parametrize("trick", TRICKS)
def test_no_link_picture_or_formula_gets_at_the_instructor(trick: str) -> None:
    picture = {"a.png": {"image/png": "iVBORw0K"}}
    for kind in ("markdown", "raw"):
        shown = page(mended({"cell_type": kind, "source": trick, "attachments": picture})[-1:])
        assert dangers(shown) == []
    for way in ("text/markdown", "text/latex"):
        assert dangers(page([showing({way: trick})])) == []


def showing(data: dict[str, str]) -> dict[str, Any]:
    """A code cell whose program showed this, as it is taken out of the sandbox."""
    transcript = Transcript([Step(0, "x")], 1.0)
    event = {"event": "cell", "cell": 0, "outputs": [{"output_type": "display_data", "data": data}]}
    assert transcript.read(json.dumps(event).encode() + b"\n")
    cell = {"cell_type": "code", "id": "a", "source": "", "metadata": {}, "execution_count": None}
    return {**cell, "outputs": transcript.run().outputs[0]}


@pytest.mark.parametrize(
    "words",
    [
        '[a](https://example.org/x_(y)) and [b](mailto:a@example.org "write") and [c](#below)',
        "See [one], [two][one].\n\n[one]: https://example.org 'A title'",
        "![a plot (f, g)](attachment:a.png) ![](data:image/png;base64,iVBORw0K)",
        "$H = [[2, 3], [3, 2]]$ and $f(x)[1](2)$ at `a[0](b)`",
    ],
)
def test_what_is_allowed_stays_as_it_was(words: str) -> None:
    from hesskit.homework.sandbox.harmless import harmless_markdown

    assert harmless_markdown(words).replace("](", "] (") == words.replace("](", "] (")
    if "https" in words or "attachment" in words:
        assert harmless_markdown(words) == words


def page(cells: list[dict[str, Any]]) -> str:
    """As nbgrader's formgrader shows it, with the instructor's rights."""
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return str(_exporter().from_notebook_node(from_dict(notebook))[0])


@cache
def _exporter() -> HTMLExporter:
    return HTMLExporter(template_name="basic")


@cache
def _source() -> str:
    return notebook_text(build_source(all_assignments()[NAME]))


def mended(*own: dict[str, Any]) -> list[dict[str, Any]]:
    source = json.loads(_source())
    cells = [*source["cells"], *({"id": f"own{n}", "metadata": {}, **cell} for n, cell in enumerate(own))]
    return mend(plain_cells({**source, "cells": cells}), source["cells"], NAME, "").cells


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_no_page_runs_what_a_student_wrote(kind: str) -> None:
    shown = page(mended({"cell_type": kind, "source": EVIL}))
    assert shown.count("steal()") == 4
    assert not RUNS.search(shown)


def test_no_page_runs_what_a_student_s_program_showed() -> None:
    transcript = Transcript([Step(0, "x")], 1.0)
    kinds = (
        "text/html",
        "text/markdown",
        "text/latex",
        "image/svg+xml",
        "application/javascript",
        "text/plain",
    )
    data = {**dict.fromkeys(kinds, EVIL), "image/png": 'AA" onerror="steal()'}
    output = {"output_type": "display_data", "data": data}
    line = json.dumps({"event": "cell", "cell": 0, "outputs": [output]}) + "\n"
    assert transcript.read(line.encode())
    [found] = transcript.run().outputs[0]
    assert set(found["data"]) == {"text/markdown", "text/latex", "text/plain"}
    cell = {"cell_type": "code", "id": "a", "source": "", "metadata": {}, "execution_count": None}
    for kind, said in found["data"].items():
        shown = page([{**cell, "outputs": [{**found, "data": {kind: said}}]}])
        assert not RUNS.search(shown), kind


def test_pictures_that_are_pasted_in_are_shown_and_nothing_else_is() -> None:
    pasted = {
        "a b.png": {'image/png" onerror="steal()': "AA", "image/png": "iVBORw0K"},
        "c.svg": {"image/svg+xml": EVIL},
    }
    words = "![one](attachment:a%20b.png) ![two](attachment:c.svg) ![three](attachment:lost.png)"
    shown = page(mended({"cell_type": "markdown", "source": words, "attachments": pasted}))
    assert "data:image/png;base64,iVBORw0K" in shown
    assert "(a picture that is not in the file: lost.png)" in shown
    assert not RUNS.search(shown)


def test_a_page_of_nothing_but_brackets_keeps_nobody_waiting() -> None:
    """A search that begins anew at each bracket would take hours; the bound is against hanging."""
    code = """
import sys
from hesskit.homework.sandbox.harmless import harmless_markdown, with_pictures
from hesskit.pages.markdown import _MATHS
for text in sys.argv[1:]:
    print(text, flush=True)
    with_pictures(text * 300_000, {}), harmless_markdown(text * 300_000), _MATHS.sub("", text * 300_000)
"""
    texts = [
        "![",
        "![](attachment:a",
        "\\(",
        "\\[",
        "![x](attachment:a b",
        "](",
        "]:\n",
        "![a](data:",
        "\\href",
        "```",
    ]
    subprocess.run([sys.executable, "-c", code, *texts], check=True, timeout=300)


def test_half_a_character_breaks_no_file() -> None:
    half = "a\ud800b"
    notebook = build_source(all_assignments()[NAME])
    notebook["cells"].append({"cell_type": "markdown", "id": half, "metadata": {half: half}, "source": half})
    notebook["metadata"]["hesskit"] = {"assignment": NAME, "student": half}
    read = plain_cells(notebook)
    notebook_text({"cells": read.cells, "metadata": read.metadata}).encode()
    assert read.cells[-1]["source"] == "a?b"
    transcript = Transcript([Step(0, "")], 1.0)
    output = {"output_type": "stream", "name": "stdout", "text": half}
    transcript.read(json.dumps({"event": "cell", "cell": 0, "outputs": [output]}).encode() + b"\n")
    assert transcript.run().outputs[0][0]["text"] == "a?b"


def test_a_picture_that_was_lost_breaks_no_page() -> None:
    assert "not in the file: x.png" in page(
        mended({"cell_type": "markdown", "source": "![x](attachment:x.png)"})
    )

"""What a student writes, shows or pastes is never run by a page that an instructor opens, and never breaks one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

import pytest
from nbconvert import HTMLExporter
from nbformat import from_dict

from hesskit.course.homework.events import Transcript
from hesskit.course.homework.mending import mend
from hesskit.course.homework.reading import plain_cells
from hesskit.course.homework.sandbox import Step
from hesskit.course.homework.source import build_source, notebook_text
from hesskit.course.homework.tables import all_assignments

NAME = "hw1-definition"
EVIL = "<script>steal()</script>\n\n<img src=x onerror=steal()> <svg/onload=steal()> `<b onclick=steal()>`"
RUNS = re.compile(r"<(script|svg|b)\b[^>]*steal|<img[^>]*(steal|onerror)|<script")


def page(cells: list[dict[str, Any]]) -> str:
    """As nbgrader's formgrader shows it, with the instructor's rights."""
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return str(HTMLExporter(template_name="basic").from_notebook_node(from_dict(notebook))[0])


def mended(*own: dict[str, Any]) -> list[dict[str, Any]]:
    source = build_source(all_assignments()[NAME])
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


@pytest.mark.parametrize("text", ["![", "![](attachment:a", "\\(", "\\[", "![x](attachment:a b"])
def test_a_page_of_nothing_but_brackets_keeps_nobody_waiting(text: str) -> None:
    """A search that begins anew at each bracket would take hours; the bound is against hanging."""
    code = """
import sys
from hesskit.course.homework.harmless import with_pictures, without_html
from hesskit.course.pages.markup import _MATHS
text = sys.argv[1] * 1_000_000
with_pictures(text, {}), without_html(text), _MATHS.sub("", text)
"""
    subprocess.run([sys.executable, "-c", code, text], check=True, timeout=600)


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

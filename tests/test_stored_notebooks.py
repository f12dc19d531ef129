"""The stored form of a notebook, and the comparison of its pictures, without running anything."""

from __future__ import annotations

import base64
import copy
import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import stills
from nbformat.v4 import new_code_cell, new_notebook, new_output
from notebook_plugin import picture_complaint
from PIL import Image
from stored_notebooks import NotebookProblem, as_text, give_ids, load, normalise, write

VIEW = "application/vnd.jupyter.widget-view+json"
PNG = "image/png"


def encoded(pixels: np.ndarray[Any, Any], **options: Any) -> str:
    buffer = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(buffer, format="png", **options)
    return base64.b64encode(buffer.getvalue()).decode()


def plane(column: int = 50) -> np.ndarray[Any, Any]:
    """A white picture, 600 × 400, with a dark point 12 pixels wide."""
    pixels = np.full((400, 600, 3), 255)
    pixels[200:212, column : column + 12] = (31, 119, 180)
    return pixels


def test_ids_are_made_of_words_and_are_unique() -> None:
    sources = ["## Play: $f_{xx}$", "x = 1", "x = 1", "", "kept"]
    cells: list[dict[str, Any]] = [{"source": text} for text in sources]
    cells[4]["id"] = "x-1"
    cells.append({"source": "kept too", "id": "x-1"})
    give_ids(cells)
    assert [cell["id"] for cell in cells] == ["play-f-xx", "x-1-2", "x-1-3", "cell", "x-1", "kept-too"]


def notebook_with(*outputs: Any) -> Any:
    return new_notebook(cells=[new_code_cell("show()", id="show", outputs=list(outputs))])


def still(png: str, alt: str = "A point.") -> Any:
    return new_output("display_data", {PNG: png, VIEW: {"model_id": "1"}}, metadata={PNG: {"alt": alt}})


def test_normalise_is_idempotent_and_keeps_pictures_that_look_the_same() -> None:
    stored = notebook_with(still(encoded(plane())))
    other_bytes = encoded(plane(), compress_level=0)
    assert other_bytes != stored.cells[0].outputs[0].data[PNG]
    executed = notebook_with(still(other_bytes))
    executed.cells[0].metadata.update(execution={"a": 1}, collapsed=False, tags=["play"])
    once = normalise(executed, stored)
    assert once.cells[0].outputs[0].data == {PNG: stored.cells[0].outputs[0].data[PNG]}
    assert once.cells[0].metadata == {"tags": ["play"]}
    assert as_text(normalise(once, once)) == as_text(once)
    moved = notebook_with(still(encoded(plane(56))))
    assert normalise(moved, stored).cells[0].outputs[0].data[PNG] == moved.cells[0].outputs[0].data[PNG]


def test_normalise_merges_streams_and_drops_empty_outputs() -> None:
    def stream(text: str, name: str = "stdout") -> Any:
        return new_output("stream", text=text, name=name)

    view_only = new_output("display_data", {VIEW: {"model_id": "1"}})
    executed = notebook_with(
        stream("a\n"), stream("at 0x1f\n"), view_only, stream("c", "stderr"), stream("d")
    )
    outputs = normalise(executed, notebook_with()).cells[0].outputs
    assert [(output.name, output.text) for output in outputs] == [
        ("stdout", "a\nat 0x1f\n"),
        ("stderr", "c"),
        ("stdout", "d"),
    ]


@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"nbformat": 3}', '{"nbformat": 4}', '{"nbformat": 4, "metadata": {}, "cells": [{}]}'],
)
def test_what_is_no_notebook_is_said_in_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.ipynb"
    path.write_text(text)
    with pytest.raises(NotebookProblem, match=r"bad\.ipynb: is not a"):
        load(path)
    with pytest.raises(NotebookProblem, match="cannot be read"):
        load(tmp_path / "none.ipynb")


def test_interrupted_write_leaves_the_old_notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "lesson.ipynb"
    path.write_text("old")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        write(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_picture_comparison_forgives_noise_and_sees_changes() -> None:
    stored, noise = plane(), plane()
    noise[::7, ::5] -= 4
    assert stills.complaint(encoded(stored), encoded(noise)) is None
    assert "RMS" in str(stills.complaint(encoded(stored), encoded(255 - stored)))
    assert "one part" in str(stills.complaint(encoded(stored), encoded(plane(70))))
    assert "600×400 pixels, the fresh one 600×300" in str(
        stills.complaint(encoded(stored), encoded(stored[:300]))
    )


def test_picture_complaint_counts_pictures_and_reads_alt_text() -> None:
    one = still(encoded(plane()))
    other = copy.deepcopy(one)
    other.metadata[PNG]["alt"] = "Another point."
    assert picture_complaint([one], [one]) is None
    assert (
        picture_complaint([one], []) == "the notebook stores 0 picture(s) for this cell, running it gives 1"
    )
    assert (
        picture_complaint([], [one]) == "the notebook stores 1 picture(s) for this cell, running it gives 0"
    )
    assert "alt text was 'Another point.'" in str(picture_complaint([one], [other]))

"""The lessons' slides elsewhere than in a deck: on paper, in an exported notebook, and live."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from hesskit.course.lessons.lessons import all_lessons
from hesskit.stage.recording import opened
from tests.browser.hands import SOON, Hand, until
from tests.browser.lab import PATIENCE, Desk
from tests.browser.talk import built_decks, finish, hesskit, presented, right

NAMES = [lesson.path.stem for lesson in all_lessons()]


def test_a_handout_has_a_page_for_each_slide(
    browser: Browser, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """As many as the deck has."""
    finish(hesskit("slides", "0", "--to", "pdf", "-o", str(tmp_path)))
    handout = tmp_path / f"{NAMES[0]}.pdf"
    assert [path.name for path in tmp_path.iterdir()] == [handout.name]
    slides = (built_decks(tmp_path_factory) / f"{NAMES[0]}.html").read_text("utf-8").count("<section ")
    pages = re.findall(rb"/Type\s*/Page\b(?!s)", handout.read_bytes())
    assert len(pages) == slides
    assert len(set(re.findall(rb"/MediaBox\s*\[([^\]]*)\]", handout.read_bytes()))) == 1
    if shutil.which("pdftoppm"):
        from PIL import Image

        subprocess.run(["pdftoppm", "-r", "30", "-png", str(handout), str(tmp_path / "page")], check=True)
        drawn = [np.asarray(Image.open(path).convert("L")) for path in sorted(tmp_path.glob("page*.png"))]
        assert len(drawn) == slides
        assert all(image.min() < 120 and image.max() > 240 for image in drawn)


def test_a_notebook_exported_by_nbconvert_has_the_recording(tmp_path: Path) -> None:
    cells = [nbformat.v4.new_code_cell("from hesskit import explore\nexplore.partials()")]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), tmp_path / "tiny.ipynb")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HESSKIT_")}
    subprocess.run(
        [sys.executable, "-m", "nbconvert", "--execute", "--to", "html", "tiny.ipynb"],
        cwd=tmp_path, env={**environment, "HESSKIT_RECORD": "1"}, check=True, capture_output=True,
    )  # fmt: skip
    page = (tmp_path / "tiny.html").read_text("utf-8")
    states = re.findall(
        r'<script type="application/vnd.jupyter.widget-state\+json">(.*?)</script>', page, re.DOTALL
    )
    models = json.loads(states[0])["state"].values()
    buffers = [one for model in models for one in model.get("buffers", []) if one["path"] == ["recording"]]
    header = opened(base64.b64decode(buffers[0]["data"]))
    assert len(header["frames"]) == 81 and header["frames"][0]["sentence"].startswith("At (")


def test_the_lesson_live(browser: Browser, tmp_path: Path) -> None:
    pytest.importorskip("voila")
    with presented("2", tmp_path / "log") as address:
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        desk = Desk(context.new_page(), address)
        page = desk.page
        page.goto(address, timeout=4 * PATIENCE)
        map_of_kinds = page.locator(".hesskit-stage", has=page.locator('[data-slot="D"]')).first
        map_of_kinds.wait_for(state="attached", timeout=4 * PATIENCE)
        expect(page.locator(".reveal.ready")).to_be_attached(timeout=PATIENCE)
        map_of_kinds.evaluate(
            """(stage) => {
              const all = [...document.querySelectorAll(".reveal .slides > section")];
              location.hash = `#/${all.findIndex((section) => section.contains(stage))}`;
            }"""
        )
        expect(map_of_kinds).to_be_visible(timeout=SOON)
        number = map_of_kinds.evaluate(
            "(one) => [...document.querySelectorAll('.hesskit-stage')].indexOf(one)"
        )
        hand = Hand(page, number)
        start, _words = right(hand, 5e-4)
        assert hand.root.locator(".dials").is_hidden()
        hand.drag(0, 70)
        until(page, lambda: hand.number("D") < 0 < start, "the kernel's answer")
        hand.rests()
        assert "a saddle" in right(hand, 5e-4)[1]
        context.close()
        assert desk.outside == []
        # Voilà's own: extensions built for another version, and a heartbeat asked for before it is defined
        noise = ("shared module", "voila_heartbeat")
        assert [error for error in desk.errors if not any(words in error for words in noise)] == []

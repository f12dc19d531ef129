"""The page of terms is what the terms give, and what the lessons link to is on it."""

import re
from pathlib import Path

import nbformat
import pytest
import write_glossary

LESSONS = sorted((Path(__file__).parents[3] / "notebooks").glob("[0-9][0-9]-*.ipynb"))


def test_the_stored_page_is_fresh():
    assert write_glossary.main(["--check"]) == 0


def test_links_within_the_page_lead_somewhere():
    text = write_glossary.page()
    headings = {write_glossary.anchor(heading) for heading in re.findall(r"^## (.+)$", text, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_words_that_a_lesson_links_are_on_the_page(path):
    headings = set(re.findall(r"^## (.+)$", write_glossary.page(), re.MULTILINE))
    cells = nbformat.read(path, as_version=4).cells
    linked = {anchor for cell in cells for anchor in re.findall(r"\]\(glossary\.md#([^)]+)\)", cell.source)}
    assert linked <= {write_glossary.anchor(heading) for heading in headings}
    assert linked or path.name.startswith("00-"), "no word of this lesson is linked"

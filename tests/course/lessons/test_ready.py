"""What lesson 0 says about the machine."""

from importlib import metadata

import pytest

from hesskit.course.lessons import doctor as module
from hesskit.course.lessons.doctor import Finding, Readiness, ready


def test_a_good_machine_is_ready():
    found = ready()
    assert found.well
    assert repr(found).endswith("Everything is ready: go on.")
    assert f"numpy version {metadata.version('numpy')}" in repr(found)


def test_what_is_missing_is_said_with_its_cure(monkeypatch):
    monkeypatch.setattr(module, "_SHOWN", ("numpy", "no-such-package"))
    found = ready()
    assert not found.well
    assert "MEND no-such-package is missing; run: pip install hesskit" in repr(found)
    assert "hesskit doctor" in repr(found)


def test_no_path_of_this_machine_is_stored():
    assert "/" not in repr(ready()).replace("browser's", "")


@pytest.mark.parametrize("text", ["<script>", "a & b"])
def test_its_page_is_escaped(text):
    shown = Readiness((Finding(False, text, "mend it"),))._repr_html_()
    assert text not in shown

"""A course folder, and the sandbox that CI must have."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hesskit.course.homework.course_folder import CourseFolder
from hesskit.course.homework.new import make_course
from hesskit.course.homework.sandbox_command import bubblewrap

ROSTER = (
    "id,first_name,last_name,email\nada,Ada,Lovelace,ada@example.org\nemmy,Emmy,Noether,\notto,Otto,Hesse,\n"
)


@pytest.fixture(scope="session")
def sandboxed() -> None:
    """At home a test that needs bubblewrap is left out where there is none; in CI it fails."""
    if bubblewrap() is None:
        assert not os.environ.get("CI"), "CI must have bubblewrap: apt-get install bubblewrap"
        pytest.skip("needs bubblewrap")


@pytest.fixture
def course(tmp_path: Path) -> CourseFolder:
    return make_course(tmp_path / "calculus")

"""A course folder, and the sandbox that CI must have."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from hesskit.homework.course_folder import CourseFolder
from hesskit.homework.grading.gradebook import quiet
from hesskit.homework.release import make_course
from hesskit.homework.sandbox.bubblewrap import bubblewrap

ROSTER = (
    "id,first_name,last_name,email\nada,Ada,Lovelace,ada@example.org\nemmy,Emmy,Noether,\notto,Otto,Hesse,\n"
)


@pytest.fixture(scope="session")
def sandboxed() -> None:
    """At home a test that needs bubblewrap is left out where there is none; in CI it fails.

    A kernel that allows no namespaces, as in a chroot or some containers, is nothing CI could mend: skipped there.
    """
    program = bubblewrap()
    if program is None:
        assert not os.environ.get("CI"), "CI must have bubblewrap: apt-get install bubblewrap"
        pytest.skip("needs bubblewrap")
    tried = subprocess.run(
        [program, "--ro-bind", "/", "/", "--unshare-all", "true"], capture_output=True, text=True, check=False
    )
    if tried.returncode:
        pytest.skip(f"bubblewrap cannot make a sandbox on this machine: {tried.stderr.strip()}")


@pytest.fixture(scope="session", autouse=True)
def _one_alembic() -> Iterator[None]:
    """nbgrader asks a program for the version of its tables whenever it makes a gradebook: once will do."""
    with pytest.MonkeyPatch.context() as patch, quiet():
        import nbgrader.api

        patch.setattr(nbgrader.api, "get_alembic_version", cache(nbgrader.api.get_alembic_version))
        yield


@pytest.fixture
def course(tmp_path: Path) -> CourseFolder:
    return make_course(tmp_path / "calculus")

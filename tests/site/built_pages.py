"""The site's pages, built once for all tests of a session: it runs every lesson, which takes a minute or two."""

import fcntl
import os
from pathlib import Path

import pytest

from hesskit.course.site.links import run_link
from hesskit.course.site.pages.build import build_pages


def built_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder; whichever worker comes first builds it."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    folder, done = shared / "pages", shared / "pages.done"
    with (shared / "pages.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            build_pages(folder, run_link=run_link)
            done.touch()
    return folder

"""What is built once for all tests of a session: decks and pages, for which every lesson is run, and JupyterLite."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from hesskit.site.build import build_pages, build_site, run_link
from hesskit.site.downloads import SiteError


def built_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the pages; nobody may change it."""
    return once(tmp_path_factory, "pages", lambda folder: build_pages(folder, run_link=run_link))


def built_lite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the offline site without its pages; nobody may change it. What it is made of is downloaded."""
    try:
        return once(tmp_path_factory, "lite", lambda folder: build_site(folder, offline=True, pages=False))
    except SiteError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


def once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], None]) -> Path:
    """Whichever worker comes first builds; the others wait. One that failed is tried again by the next."""
    shared = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    folder, done = shared / name, shared / f"{name}.done"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            build(folder)
            done.touch()
    return folder

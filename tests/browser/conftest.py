"""One browser and one window of a server for each file of tests. Without Chromium they skip; in CI they fail."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser

from tests.browser.hands import Workshop
from tests.browser.lab import CHROMIUM, Desk, chromium, hesskit_lab, served, stock_lab
from tests.ports import free_port


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each worker begin with a file that builds something: none waits for what the other is building."""
    first = ("lite/test_addresses.py", "pages/test_finding_the_way.py", "test_slides.py", "test_living.py")
    browser = Path(__file__).parent
    rank = {browser / name: place for place, name in enumerate(first)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium. Not for the whole session: its event loop would be in the way of other files' asyncio.run."""
    if CHROMIUM is None:
        _do_without("Browser tests need Chromium, and there is none here: install the package chromium.")
    with contextlib.ExitStack() as stack:
        try:
            started = stack.enter_context(chromium())
        except Exception as error:
            _do_without(f"The browser did not start ({error}): install the packages chromium and libatomic1.")
        yield started


def _do_without(sentence: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def stock_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Where a stock JupyterLab serves a folder of its own, and the folder."""
    folder: Path = tmp_path_factory.mktemp("lab")
    port = free_port()
    with served(stock_lab(port), port, folder) as address:
        yield address, folder


@pytest.fixture(scope="module")
def workshop(browser: Browser, stock_server: tuple[str, Path]) -> Iterator[Workshop]:
    """A window of a stock JupyterLab for each file of tests."""
    shop = Workshop(browser, *stock_server)
    yield shop
    shop.close()


@pytest.fixture(scope="module")
def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where `hesskit lab` serves a fresh copy of the course."""
    folder: Path = tmp_path_factory.mktemp("learner")
    port = free_port()
    with served(hesskit_lab(port, folder / "course"), port, folder) as found:
        yield found


@pytest.fixture(scope="module")
def window(browser: Browser, address: str) -> Iterator[Desk]:
    """One window there, in which notebooks are opened one after the other, with one kernel."""
    context = browser.new_context(viewport={"width": 1280, "height": 950})
    yield Desk(context.new_page(), address)
    context.close()


@pytest.fixture
def desk(window: Desk) -> Iterator[Desk]:
    """The same; nothing that is done in it may go wrong or leave the machine."""
    yield window
    window.nothing_went_wrong()

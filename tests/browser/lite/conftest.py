"""JupyterLite with the course in it, served under a sub-path like GitHub Pages, and browsers that were never there."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.site.built_site import built_lite
from tests.site.lite_desk import LiteDesk
from tests.site.static_host import Host, hosted


@pytest.fixture(scope="module")
def host(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """The offline site, served."""
    with hosted(built_lite(tmp_path_factory)) as served:
        yield served


@pytest.fixture
def lite(browser: Browser, host: Host) -> Iterator[LiteDesk]:
    """A browser that has never been here; nothing it did may have gone wrong or left the machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 950}, accept_downloads=True)
    opened = LiteDesk(context.new_page(), host.address)
    yield opened
    context.close()
    assert opened.errors == []
    assert opened.outside == []


@pytest.fixture
def visit(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has never been here."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context
    context.close()

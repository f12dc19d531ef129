"""The site's pages, from a disk and from a host under a sub-path with gzip."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.pages.reader import PHONE, Reader, at
from tests.site.built_site import built_pages
from tests.site.static_host import Host, hosted


@pytest.fixture(scope="module")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_pages(tmp_path_factory)


@pytest.fixture(scope="module")
def host(site: Path) -> Iterator[Host]:
    with hosted(site, "/some/course") as served:
        # `hesskit site` writes it, and 404.html finds the site by it
        served.instead["hesskit-site.json"] = b"{}"
        yield served


@pytest.fixture
def reader(browser: Browser, host: Host) -> Iterator[Reader]:
    """At the host."""
    yield from at(browser, host.address)


@pytest.fixture(params=["disk", "host"])
def anywhere(browser: Browser, site: Path, host: Host, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """With the folder on a disk and no network at all; then at the host."""
    disk = request.param == "disk"
    yield from at(browser, site.as_uri() if disk else host.address, offline=disk)


@pytest.fixture
def phone(browser: Browser, host: Host) -> Iterator[Reader]:
    yield from at(browser, host.address, viewport=PHONE, has_touch=True, device_scale_factor=2)

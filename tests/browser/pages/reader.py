"""Someone who reads the site's pages with a browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from hesskit.course.lessons.lessons import all_lessons
from tests.browser.hands import SOON, Hand, until
from tests.browser.lab import PATIENCE

LESSONS = [lesson.path.stem for lesson in all_lessons()]
NAMES = ["index", *LESSONS, "glossary", "search"]
PHONE = {"width": 360, "height": 740}
ALL_STILLS = "[...document.images].every((image) => image.complete && image.naturalWidth > 100)"

each_page = pytest.mark.parametrize("name", NAMES)


@dataclass
class Reader:
    """Someone with a browser and an address."""

    page: Page
    address: str
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.context.set_default_timeout(PATIENCE)
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url))

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "blob:", "data:")):
            self.outside.append(url)

    def open(self, name: str, more: str = "") -> Page:
        self.page.goto(f"{self.address}/{name}.html{more}")
        return self.page

    def see_all(self) -> None:
        """Scroll past every picture until each recording plays, and come back."""
        recorded = self.page.locator("figure.recorded")
        for number in range(recorded.count()):
            recorded.nth(number).scroll_into_view_if_needed()
            expect(recorded.nth(number)).to_have_class(re.compile(r"\blive\b"), timeout=SOON)
        self.page.evaluate("scrollTo(0, 0)")

    def has_all(self) -> None:
        """Fetch every still, near or not, as printing does, and wait until each can be seen."""
        self.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        until(self.page, lambda: self.page.evaluate(ALL_STILLS), "the stills")

    def hand(self, number: int = 0) -> Hand:
        """Take hold of a recorded explorer."""
        figure = self.page.locator("figure.recorded").nth(number)
        figure.scroll_into_view_if_needed()
        expect(figure).to_have_class(re.compile(r"\blive\b"), timeout=SOON)
        return Hand(self.page, within=figure)


def at(browser: Browser, address: str, **context: Any) -> Iterator[Reader]:
    opened = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **context})
    reader = Reader(opened.new_page(), address)
    yield reader
    opened.close()
    assert reader.errors == []
    assert reader.outside == []

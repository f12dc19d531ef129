"""A page read by a strict parser, and what is in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import html5lib

HTML = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True)
class PageTree:
    """One page."""

    path: Path
    root: Element

    @property
    def anchors(self) -> list[str]:
        return [node.attrib["id"] for node in self.root.iter() if "id" in node.attrib]

    def all(self, name: str, classes: str = "") -> list[Element]:
        found = self.root.iter(HTML + name)
        return [node for node in found if not classes or classes in node.attrib.get("class", "").split()]

    def addresses(self) -> Iterator[str]:
        """Everything that the page links to or fetches."""
        for node in self.root.iter():
            for attribute in ("href", "src", "action", "data-script"):
                if attribute in node.attrib:
                    yield node.attrib[attribute]


def read(path: Path) -> PageTree:
    """Parse a page; anything that is no valid syntax is an error."""
    parser = html5lib.HTMLParser(strict=True)
    return PageTree(path, parser.parse(path.read_text("utf-8")))


def text_of(node: Element) -> str:
    return " ".join("".join(node.itertext()).split())


def place_of(page: Path, address: str) -> tuple[Path, str]:
    """The file and the anchor that an address on a page means."""
    parts = urlsplit(address)
    return (page.parent / unquote(parts.path) if parts.path else page), unquote(parts.fragment)

"""Write notebooks/glossary.md, the page that the lessons link to, from the course's own terms.

usage: python tools/write_glossary.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path

from hesskit.course.exercises.exercise import lesson_title
from hesskit.course.lessons.glossary import TERMS, plain_words

PAGE = Path(__file__).resolve().parents[1] / "notebooks" / "glossary.md"
START = (
    "# Glossary\n\n"
    "The words of the course, in the order of the alphabet. In a notebook, "
    '`from hesskit import glossary` and `glossary("saddle")` show one of them.\n'
)


def page() -> str:
    """Give the whole page as markdown."""
    entries = []
    for term in sorted(TERMS, key=lambda one: plain_words(one.name)):
        see = (
            f" See also: {', '.join(f'[{name}](#{anchor(name)})' for name in term.see)}." if term.see else ""
        )
        entries.append(
            f"## {term.name}\n\n{term.definition}\n\n*Example:* {term.example}\n\n"
            f"Lesson {term.lesson} ({lesson_title(term.lesson)}), part {term.part}.{see}\n"
        )
    return "\n".join([START, *entries])


def anchor(name: str) -> str:
    """Give the anchor that JupyterLab and GitHub make from a heading."""
    return name.replace(" ", "-")


def main(arguments: list[str]) -> int:
    """Write the page; with --check, only say whether it is as it should be."""
    fresh = page()
    if "--check" in arguments:
        same = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == fresh
        if not same:
            print("notebooks/glossary.md is not what the terms give: run python tools/write_glossary.py")
        return int(not same)
    PAGE.write_text(fresh, encoding="utf-8")
    print(f"{len(TERMS)} terms written to notebooks/glossary.md")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The source notebooks that hesskit ships, written from the tables: ``python -m hesskit.course.homework.shipped``.

With ``--check`` nothing is written: it says where a notebook and its table disagree, and fails if they do.
"""

from __future__ import annotations

import sys
from pathlib import Path

from hesskit.course.files import write_whole
from hesskit.course.homework.source import build_source, differences, notebook_text
from hesskit.course.homework.tables import all_assignments
from hesskit.course.lessons import notebooks_folder

__all__ = ["disagreements", "main", "shipped_source"]


def shipped_source(assignment: str) -> Path:
    """Where the source notebook of an assignment lies."""
    return notebooks_folder() / "homework" / "source" / assignment / f"{assignment}.ipynb"


def disagreements() -> tuple[str, ...]:
    """One sentence for each cell in which a shipped notebook differs from its table."""
    return tuple(
        sentence
        for name, assignment in all_assignments().items()
        for sentence in differences(assignment, shipped_source(name))
    )


def main() -> None:
    """Write the notebooks, or check them."""
    if "--check" in sys.argv[1:]:
        found = disagreements()
        print("\n".join(found) or "The source notebooks are as their tables make them.")
        sys.exit(1 if found else 0)
    for name, assignment in all_assignments().items():
        write_whole(shipped_source(name), notebook_text(build_source(assignment)).encode())
        print(shipped_source(name))


if __name__ == "__main__":
    main()

"""What every page knows of the course: its lessons, what is shared, and where things can be run."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass

from hesskit.course.lessons import Lesson
from hesskit.course.pages.performed import Performance
from hesskit.course.site.pages.shelf import Shelf

RunLink = Callable[[Lesson, str], str]


@dataclass(frozen=True)
class Course:
    """The course as a set of pages.

    Parameters
    ----------
    lessons : tuple of Lesson
        In order.
    shown : tuple of Performance
        The same, after they have run.
    shelf : Shelf
        Where files go.
    assets : dict of str to str
        The addresses of styles and scripts, by name.
    run_link : callable, optional
        `run_link(lesson, cell)` gives the address where a lesson can be run, beginning at a cell ("" for the first).
    source : str
        The address where all that the course is made of can be had, if it is known.
    """

    lessons: tuple[Lesson, ...]
    shown: tuple[Performance, ...]
    shelf: Shelf
    assets: dict[str, str]
    run_link: RunLink | None = None
    source: str = ""

    def run(self, number: int, cell: str = "") -> str:
        """Give the address where a lesson can be run, as it stands in HTML; empty where there is none."""
        if self.run_link is None:
            return ""
        lesson = next(one for one in self.lessons if one.number == number)
        return html.escape(self.run_link(lesson, cell))


def titled(shown: Performance) -> str:
    """Give a lesson's number and title as HTML.

    Examples
    --------
    >>> titled(Performance("01-definition", 1, "What the Hessian is", ()))
    'Lesson 1 · What the Hessian is'
    """
    return f"Lesson {shown.number} · {html.escape(shown.title, quote=False)}"


def page_of(shown: Performance) -> str:
    """Give the name of a lesson's page.

    Examples
    --------
    >>> page_of(Performance("01-definition", 1, "What the Hessian is", ()))
    '01-definition.html'
    """
    return f"{shown.name}.html"

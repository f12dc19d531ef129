"""What makes it a course: the lessons, the exercises and the `hesskit` command."""

from hesskit.course.text import to_html, to_plain

__all__ = ["to_html", "to_plain"]

"""Lecture slides from the lessons: decks that need no network and no kernel, handouts, and a live presentation."""

from hesskit.slides.slides_command import present, slides

__all__ = ["present", "slides"]

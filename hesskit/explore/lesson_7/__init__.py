"""Lesson 7: one Hessian from many tools, and the logbook of a run."""

from hesskit.explore.lesson_7.logbook import dashboard

__all__ = ["dashboard"]

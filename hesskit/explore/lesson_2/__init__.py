"""Lesson 2: the second-derivative test, the map of quadratic forms, and rings."""

__all__ = []

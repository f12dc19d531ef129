"""Lesson 4: conditioning, descent and basins of attraction."""

__all__ = []

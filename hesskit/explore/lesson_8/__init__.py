"""Lesson 8: Hessians at work, each case with a picture of its own."""

__all__ = []

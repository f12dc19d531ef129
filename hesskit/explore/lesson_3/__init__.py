"""Lesson 3: the gradient and the Taylor model."""

__all__ = []

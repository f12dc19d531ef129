"""Lesson 5: logistic regression and its uncertainty."""

__all__ = []

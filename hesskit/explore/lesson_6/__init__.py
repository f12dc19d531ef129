"""Lesson 6: the Hessian at scale"""

__all__ = []

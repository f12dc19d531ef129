"""Lessons 0 and 1: a Hessian at a point, its entries, routes, curvature, symmetry and shapes."""

from hesskit.explore.lesson_1.curvature import bearing, in_degrees, unit
from hesskit.explore.lesson_1.routes import decade

__all__ = ["bearing", "decade", "in_degrees", "unit"]

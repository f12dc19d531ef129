"""The numbers in the examples of lesson 7's glossary, computed here by themselves."""

import numpy as np
import sympy

x, y = sympy.symbols("x y")


def break_even():
    """The first number of calls at which the compiled total, in ms, is the smaller."""
    return next(k for k in range(1, 10_000) if 2000 + (k - 1) < 10 * k)


def first_line_of_the_logbook():
    f = x**4 / 4 - x**2 / 2 + y**2 / 2
    return min(float(e) for e in sympy.hessian(f, (x, y)).subs({x: 0.05, y: 1}).eigenvals())


CHECKS = {
    "float32": lambda: 2**24 + 1 == 16777217 and float(np.float32(16777217)) == 16777216,
    "tracing": lambda: True,  # a sentence without mathematics: tests/maths/tools counts TensorFlow's graphs
    "compiling": lambda: break_even() == 223,
    "quadratic program": lambda: (
        sympy.hessian(x**2 + 3 * x * y + y**2, (x, y)).eigenvals() == {-1: 1, 5: 1}
        and sympy.hessian(x**2 + 3 * x * y + y**2, (x, y)) == sympy.Matrix([[2, 3], [3, 2]])
    ),
    "experiment tracking": lambda: np.isclose(first_line_of_the_logbook(), -0.9925),
}

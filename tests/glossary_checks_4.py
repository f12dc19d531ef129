"""The numbers in the examples of lesson 4's glossary, computed here by themselves."""

import numpy as np

from hesskit.maths.descent.descend import descend
from hesskit.maths.surfaces.surface import Surface

WELLS = "x^4 - 2x^2 + y^4 - 2y^2"


def newton(slope, bend, *points):
    """The points after one Newton step in one variable."""
    return [p - slope(p) / bend(p) for p in points]


def root_step(*points):
    """Newton on the root of 1 + x², from its two derivatives."""
    return newton(lambda x: x / np.sqrt(1 + x * x), lambda x: (1 + x * x) ** -1.5, *points)


def valley_steps():
    p = np.array([1.0, 1.0])
    for _ in range(5):
        q = p - 0.0095 * np.array([2.0, 200.0]) * p
        yield q / p
        p = q


def digits_of_the_root_of_two():
    first = newton(lambda x: x**2 - 2, lambda x: 2 * x, 1.5)[0]
    second = newton(lambda x: x**2 - 2, lambda x: 2 * x, first)[0]
    return round(first, 4) == 1.4167 and round(second, 6) == 1.414216 and round(second - 2**0.5, 6) == 2e-6


def two_cycle():
    points = descend(Surface("x^4 + 4x^2 y + 4y^2 + 2x + 2y"), (5 / 4, -29 / 32), max_steps=2).points
    return np.allclose(points[1], (3 / 4, -13 / 32)) and np.allclose(points[2], points[0])


def product_by_differences():
    def gradient(x, y):
        return np.array([2 * x + 3 * y, 3 * x + 2 * y])

    return np.allclose(gradient(1, 1) - gradient(0, 0), [5, 5])


def two_basins():
    down = descend(Surface(WELLS), (0.2, 0.25), "gradient descent", step_size=0.01, max_steps=5000)
    up = descend(Surface(WELLS), (0.2, 0.25))
    return (
        up.kind == "maximum"
        and np.allclose(up.points[-1], 0, atol=1e-6)
        and np.allclose(down.points[-1], 1, atol=1e-6)
    )


def model_slope(x):
    """The slope of the model of the root of 1 + x² at x = 2, after the displacement x."""
    return 2 / 5**0.5 + x / 5**1.5


CHECKS = {
    "gradient descent": lambda: np.isclose(10 - 0.1 * 2 * 10, 0.8 * 10),
    "step size": lambda: 2 / np.linalg.eigvalsh([[2.0]])[-1] == 1,
    "condition number": lambda: np.isclose(np.linalg.cond(np.diag([2.0, 200.0])), 100),
    "contraction": lambda: (99 - 1) / (99 + 1) == 0.98 and 0.98**684 < 1e-6 < 0.98**683,
    "zigzag": lambda: all(np.allclose(ratio, [1 - 0.019, -0.9]) for ratio in valley_steps()),
    "order of convergence": lambda: np.isclose(np.log(0.0001 / 0.01) / np.log(0.01 / 0.1), 2),
    "quadratic convergence": digits_of_the_root_of_two,
    "linear convergence": lambda: np.allclose(
        newton(lambda x: 4 * x**3, lambda x: 12 * x**2, 1.0, 0.3), [2 / 3, 0.2]
    ),
    "converged": lambda: descend(Surface("x^4/4 - x^2/2 + y^2/2"), (0.3, 0.7)).kind == "saddle",
    "tolerance": lambda: round(-np.exp(-10.0), 5) == -0.00005,
    "diverging": lambda: np.allclose(root_step(1.1, -1.331), [-1.331, 2.358], atol=5e-4),
    "cycle": two_cycle,
    "descent direction": lambda: (
        np.allclose(np.diag([2.0, -1.0]) @ [-0.5, 1], [-1, -1]) and np.dot([1, 1], [-0.5, 1]) == 0.5
    ),
    "line search": lambda: np.allclose(root_step(2.0), [-8]) and 2 - 10 / 4 == -0.5 and abs(-0.5) < 2,
    "damping": lambda: (np.array([-7, 11]) + 7.001 > 0).all() and not (np.array([-7, 11]) + 6.999 > 0).all(),
    "trust region": lambda: (
        all(model_slope(d) > 0 for d in np.linspace(-1, 1, 21)) and np.isclose(model_slope(-10), 0)
    ),
    "momentum": lambda: np.isclose(sum(0.9**k for k in range(500)), 10),
    "BFGS": lambda: 1000**2 == 1_000_000,
    "L-BFGS": lambda: 2 * 10 * 200 == 4000 and 200**2 == 40000,
    "conjugate gradient": lambda: descend(Surface("x^2 + 1000y^2 + x y"), (3, 1), "linear cg").steps == 2,
    "Hessian–vector product": product_by_differences,
    "Newton–CG": lambda: 8 * (10**6) ** 2 == 8 * 10**12,
    "work": lambda: np.isclose(6 * 2.4, 14.4) and np.isclose(150 * 0.012, 1.8),
    "basin": two_basins,
}

"""The numbers in the examples of lesson 6's glossary, computed here by themselves."""

import numpy as np

A = np.array([[2.0, 3.0], [3.0, 2.0]])


def filled_in(side, tip):
    """Zeros of an arrow with its tip at one end that its Cholesky factor has lost, in numbers."""
    arrow = np.eye(side) * side
    arrow[tip] = arrow[:, tip] = 1
    arrow[tip, tip] = 2 * side
    return int((np.abs(np.linalg.cholesky(arrow)) > 1e-12).sum() - (np.tril(arrow) != 0).sum())


def curvature(x, h=1e-4):
    def f(t):
        return (t * t - 1) ** 2 / 2

    return (f(x + h) - 2 * f(x) + f(x - h)) / h**2


def sgd():
    x, seen = 0.0, []
    for k in range(6):
        x = x - (x - (1 if k % 2 == 0 else -1))
        seen.append(x)
    return seen


def rank_of_a_sample():
    rows = np.random.default_rng(0).normal(size=(8, 20))
    return 20 - np.linalg.matrix_rank(rows.T @ rows)


def digits_of_a_warm_start():
    x, errors = 1.0, []
    for _ in range(2):
        x = x - (x * x - 1.1) / (2 * x)
        errors.append(abs(x / 1.1**0.5 - 1))
    return errors


CHECKS = {
    "dense": lambda: [8 * n**2 for n in (10**3, 10**6)] == [8 * 10**6, 8 * 10**12],
    "Cholesky factor": lambda: np.allclose(np.linalg.cholesky([[4, 2], [2, 5]]), [[2, 0], [1, 2]]),
    "spectrum": lambda: np.allclose(np.linalg.eigvalsh(A), [-1, 5]),
    "Lanczos method": lambda: (v := np.array([1.0, 0.0])) @ A @ v == 2,
    "Hutchinson estimator": lambda: (
        sorted(np.array(z) @ [[2, 3], [3, 1]] @ z for z in ((1, 1), (1, -1))) == [-3, 9]
        and (9 - 3) / 2 == 2 + 1
    ),
    "Gauss–Newton matrix": lambda: 4 * 0.5**2 == 1 and np.isclose(curvature(0.5), -0.5, atol=1e-6),
    "sparse": lambda: 10**6 + 2 * (10**6 - 1) == 2_999_998,
    "fill-in": lambda: (filled_in(25, 0), filled_in(25, 24)) == (276, 0),
    "map-reduce": lambda: 2 + 6 == 8 and -(2 * 0 + 6 * (0 - 4)) / 8 == 3,
    "sampled Hessian": lambda: rank_of_a_sample() == 12,
    "stochastic gradient descent": lambda: sgd() == [1, -1, 1, -1, 1, -1],
    "warm start": lambda: digits_of_a_warm_start()[0] < 2e-3 and digits_of_a_warm_start()[1] < 1e-6,
    "rank-one update": lambda: np.allclose(
        np.linalg.inv(np.eye(2) + np.ones((2, 2))), np.eye(2) - np.ones((2, 2)) / 3
    ),
}

"""The numbers in the examples of lesson 8's glossary, computed here by themselves."""

import numpy as np


def best_blur(width):
    """The σ at which σ² times the second derivative of a blurred Gaussian line is largest, by looking."""
    sigmas = np.linspace(0.1, 5 * width, 100_001)
    return sigmas[np.argmax(sigmas**2 * width / (width**2 + sigmas**2) ** 1.5)]


CHECKS = {
    "covariance matrix": lambda: np.isclose(
        np.array([0.5, 0.5]) @ np.array([[0.04, 0.01], [0.01, 0.09]]) @ np.array([0.5, 0.5]), 0.0375
    ),
    "risk aversion": lambda: np.isclose(((1.001**2 - 0.999**2) / 0.002) * 0.04 * 2 / 2, 0.08),
    "marginal cost": lambda: np.isclose(0.01 * (70.5**2 - 69.5**2) + 2, 3.4),
    "multiplier": lambda: np.isclose((3.001**2 - 2.999**2) / 0.002, 6) and abs(3.1**2 - 9 - 0.6) < 0.02,
    "scale space": lambda: np.isclose(best_blur(3) / 3, 2**0.5, atol=1e-3),
    "ridge of an image": lambda: np.linalg.eigvalsh([[0, 0], [0, 2]]).tolist() == [0, 2],
    "profile likelihood": lambda: abs(1.96**2 / 2 - 1.92) < 0.002,
    "delta method": lambda: np.isclose((3.1**2 - 2.9**2) / 2, 0.6),
    "order quantity": lambda: min(range(1, 1000), key=lambda q: 40 * 1200 / q + 2.4 * q / 2) == 200,
    "edge of stability": lambda: abs(1 - 0.8 * 2.5) == 1,
}

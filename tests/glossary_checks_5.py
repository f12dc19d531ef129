"""The numbers in the examples of lesson 5's glossary, computed here by themselves."""

import math

import numpy as np
import scipy.optimize
from scipy.stats import chi2

from hesskit.maths.statistics.logistic_loss import LogisticLoss

# The 23 flights of the Rogers Commission's report (1986): °F, and whether an O-ring showed distress.
TEMPERATURE = np.array(
    [66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78, 67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58], dtype=float
)
DISTRESS = np.array([0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1], dtype=float)


def design(x):
    return np.column_stack([np.ones(len(x)), x])


def mean_loss(beta, x, y):
    z = design(np.asarray(x, dtype=float)) @ beta
    return float(np.mean(np.logaddexp(0, z) - np.asarray(y) * z))


def hessian(beta, x):
    D = design(np.asarray(x, dtype=float))
    p = 1 / (1 + np.exp(-D @ beta))
    return D.T @ np.diag(p * (1 - p)) @ D / len(D)


def orings():
    """The fit and its standard errors, by scipy on centred temperatures."""
    centred = TEMPERATURE - TEMPERATURE.mean()
    found = scipy.optimize.minimize(
        lambda b: mean_loss(b, centred, DISTRESS), [0.0, 0.0], method="BFGS", tol=1e-9
    ).x
    beta = np.array([found[0] - found[1] * TEMPERATURE.mean(), found[1]])
    return beta, np.sqrt(np.diag(np.linalg.inv(23 * hessian(beta, TEMPERATURE))))


def loss_keeps_falling(x, y, direction):
    """Is the loss still falling far out, along a direction of which no row disapproves?"""
    x, y = np.asarray(x, dtype=float), np.asarray(y)
    margins = (2 * y - 1) * (design(x) @ direction)
    far = [mean_loss(t * np.asarray(direction), x, y) for t in (1, 5, 25)]
    return bool((margins >= 0).all()) and far[0] > far[1] > far[2], bool((margins > 0).all())


X4, Y4 = (-2, -1, 1, 2), (0, 0, 1, 1)


def separable_until_a_point_is_added():
    falls = loss_keeps_falling(X4, Y4, (0.0, 1.0)) == (True, True)
    angles = np.linspace(0, 2 * np.pi, 3601)
    found = [loss_keeps_falling((*X4, 1.5), (*Y4, 0), (np.cos(a), np.sin(a)))[0] for a in angles]
    return falls and not any(found)


def standardised_condition():
    spread = (TEMPERATURE - TEMPERATURE.mean()) / TEMPERATURE.std()
    raw, new = (np.linalg.cond(hessian(np.zeros(2), x)) for x in (TEMPERATURE, spread))
    return 501_450 < raw < 501_600 and np.isclose(new, 1)


def ridge_at_zero():
    h = 1e-3

    def loss(b, ridge):
        return math.log(1 + math.exp(-b)) + ridge * b * b / 2

    bends = [(loss(h, r) - 2 * loss(0, r) + loss(-h, r)) / h**2 for r in (0, 0.15)]
    plain, ridged = (LogisticLoss([-1, 0, 2], [0, 1, 1], ridge=r).hessian([0.3, -0.2]) for r in (0, 0.15))
    without_intercept = np.allclose(ridged - plain, np.diag([0, 0.15]), atol=1e-12)
    return np.allclose(bends, [0.25, 0.4], atol=1e-6) and without_intercept


CHECKS = {
    "logistic regression": lambda: np.allclose(orings()[0], [15.0429, -0.232163], rtol=1e-4),
    "margin": lambda: np.isclose(math.log(0.75 / 0.25), math.log(3)),
    "logistic function": lambda: (
        1 / (1 + math.exp(0)) == 0.5
        and np.isclose((1 / (1 + math.exp(-1e-5)) - 1 / (1 + math.exp(1e-5))) / 2e-5, 0.25)
    ),
    "log loss": lambda: round(mean_loss(np.zeros(2), TEMPERATURE, DISTRESS), 3) == 0.693,
    "design matrix": lambda: design(TEMPERATURE).shape == (23, 2),
    "weight": lambda: 0.5 * (1 - 0.5) == 0.25 and np.isclose(0.9 * (1 - 0.9), 0.09),
    "collinear": lambda: np.linalg.matrix_rank(np.array([[1, 5], [1, 5], [1, 5]])) == 1,
    "iteratively reweighted least squares": lambda: [(y - 0.5) / 0.25 for y in (0, 1)] == [-2, 2],
    "separable": separable_until_a_point_is_added,
    "quasi-separable": lambda: loss_keeps_falling((*X4, 1), (*Y4, 0), (-1.0, 1.0)) == (True, False),
    "ridge": ridge_at_zero,
    "information": lambda: np.isclose(1 / math.sqrt(4), 0.5),
    "standard error": lambda: np.allclose(orings()[1], [7.3786, 0.10824], rtol=1e-3),
    "confidence ellipse": lambda: round(float(chi2.ppf(0.95, 2)), 2) == 5.99,
    "bootstrap": lambda: round((1 - 1 / 23) ** 23, 2) == 0.36,
    "standardise": standardised_condition,
}

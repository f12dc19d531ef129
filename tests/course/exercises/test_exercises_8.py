"""Lesson 8's exercises: the right answers by SciPy's solvers, by measuring and by looking."""

import numpy as np
import pytest
import scipy.optimize

from hesskit.course.exercises.exercise import exercise, exercises_of, lesson_title
from hesskit.course.exercises.judge import judge
from hesskit.maths import cases

COST = (np.array([0.01, 0.02]), np.array([2.0, 1.0]))


def least(demand, most=1000.0):
    """The least cost of two units by SciPy's solver: a minimum on the line P₁ + P₂ = demand."""
    a, b = COST

    def cost(second):
        outputs = np.array([demand - second, second])
        return float((a * outputs**2 + b * outputs).sum())

    return scipy.optimize.minimize_scalar(cost, bounds=(0, min(most, demand)), options={"xatol": 1e-10}).fun


def test_lesson_8_has_its_exercises():
    assert lesson_title(8) == "Hessians at work"
    assert [e.number for e in exercises_of(8)] == [f"8.{i + 1}" for i in range(10)]
    named = {belief.name for e in exercises_of(8) for belief in e.beliefs}
    assert "an optimiser that returned has found a minimum" in named


def test_implied_returns_by_differences():
    S, w, h = np.array([[0.04, 0.01], [0.01, 0.09]]), np.array([0.5, 0.5]), 1e-4
    slopes = [((w + h * e) @ S @ (w + h * e) - (w - h * e) @ S @ (w - h * e)) / (2 * h) for e in np.eye(2)]
    assert judge(exercise("8.1"), [round(1.5 * s, 9) for s in slopes]).right
    assert judge(exercise("8.1"), tuple(S.sum(axis=0))).belief == "the weights do not matter"


def test_the_unlucky_direction_by_turning():
    S = np.array([[0.04, 0.03], [0.03, 0.04]])
    turned = [np.array([np.cos(t), np.sin(t)]) for t in np.linspace(0, np.pi, 181)]
    worst = max(turned, key=lambda e: np.linalg.norm(np.linalg.solve(S, e)))
    best = min(turned, key=lambda e: np.linalg.norm(np.linalg.solve(S, e)))
    assert judge(exercise("8.2"), tuple(worst)).right
    assert judge(exercise("8.2"), tuple(best)).belief == "the largest eigenvalue moves the weights"


def test_prices_are_measured_differences():
    assert judge(exercise("8.3"), round(least(130.5) - least(129.5), 3)).right
    assert judge(exercise("8.4"), round((least(130, 39.5) - least(130, 40.5)), 2)).right


@pytest.mark.parametrize("share", [-0.3, -0.15, 0.0, 0.15, 0.3])
def test_a_vessel_is_judged_by_its_eigenvalues(share):
    along, across = np.array([1, 1]) / 2**0.5, np.array([1, -1]) / 2**0.5
    H = 7 * (share * np.outer(along, along) + np.outer(across, across))
    assert judge(exercise("8.5"), H).right is (abs(share) < 0.2)
    assert not judge(exercise("8.5"), -H).right


def test_the_best_scale_by_looking():
    u = np.linspace(0.1, 60, 599_001)
    assert judge(exercise("8.6"), round(float(u[np.argmax(u / (9 + u) ** 2)]), 2)).right
    vessel = round(float(u[np.argmax(u / (9 + u) ** 1.5)]), 2)
    assert judge(exercise("8.6"), vessel).belief == "a spot answers as a vessel does"
    y, x = np.mgrid[-60:61, -60:61]
    spot = cases.ScaleSpace(-np.exp(-(x**2 + y**2) / 18))
    for sigma in (2.0, 3.0, 5.0):  # the question's formula
        assert np.isclose(spot.hessian(sigma)[60, 60, 0, 0], 9 / (9 + sigma**2) ** 2, rtol=1e-3)


def test_the_standard_error_by_a_cloud():
    L = np.linalg.cholesky(np.array([[32.0, 16.0], [16.0, 16.0]]))
    cloud = np.linalg.solve(L.T, np.random.default_rng(8).standard_normal((2, 200_000)))
    assert abs(cloud[0].std() - 0.25) < 0.002 and judge(exercise("8.7"), 0.25).right
    assert abs(cloud[0][np.abs(cloud[1]) < 0.01].std() - 32**-0.5) < 0.01  # where the second is known


def test_borrowing():
    shelf, budgets = cases.shop_shelf(), np.arange(5000, 6000)
    costs = np.array([cases.ordered(shelf, float(budget)).cost + 0.08 * budget for budget in budgets])
    assert judge(exercise("8.8"), int(budgets[np.argmin(costs)])).right


@pytest.mark.parametrize("step", [0.03, 0.05, 0.1, 0.19, 0.25])
def test_the_edge_by_running_gradient_descent(step):
    error = np.ones(3)
    for _ in range(100):
        error = error - step * np.array([1.0, 10.0, 50.0]) * error
    assert judge(exercise("8.9"), step).right is (sum(abs(one) > 1 for one in error.tolist()) == 1)


def test_next_to_a_saddle():
    assert judge(exercise("8.10"), "a saddle").right

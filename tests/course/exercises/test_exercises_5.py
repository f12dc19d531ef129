"""Lesson 5's exercises: the right answers by sums over rows, by differences of the loss and by LogisticLoss."""

import mpmath
import numpy as np
import pytest
import scipy.optimize
import sympy
from glossary_checks_5 import DISTRESS, TEMPERATURE, design, hessian, mean_loss
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hesskit.course.exercises.exercise import exercise, exercises_of, lesson_title
from hesskit.course.exercises.judge import judge
from hesskit.maths.calculus.differences import difference_hessian
from hesskit.maths.descent.descend import descend
from hesskit.maths.statistics.logistic_loss import LogisticLoss

X5, Y5 = [0, 1, 2, 3, 4], [0, 1, 0, 1, 1]
X4, Y4 = [-2, -1, 1, 2], [0, 0, 1, 1]
CENTRED = (TEMPERATURE - TEMPERATURE.mean()) / TEMPERATURE.std()


def test_lesson_5_has_its_exercises():
    assert lesson_title(5) == "Logistic regression"
    assert [e.number for e in exercises_of(5)] == [f"5.{i + 1}" for i in range(10)]
    named = {belief.name for e in exercises_of(5) for belief in e.beliefs}
    assert "logistic regression always converges" in named


def test_the_gradient_by_differences_of_the_loss():
    h = 1e-6
    slopes = [(mean_loss(h * e, X5, Y5) - mean_loss(-h * e, X5, Y5)) / (2 * h) for e in np.eye(2)]
    assert judge(exercise("5.1"), np.round(slopes, 8)).right
    assert judge(exercise("5.1"), LogisticLoss(X5, Y5).gradient([0, 0])).right
    assert judge(exercise("5.1"), -np.round(slopes, 8)).belief == "the gradient is data minus model"


@pytest.mark.parametrize("labels", [[0, 1], [1, 0], [1, 1]])
def test_the_hessian_by_differences_whatever_the_labels(labels):
    beta = np.array([0.0, np.log(3)])
    assert np.allclose(1 / (1 + np.exp(-design(np.arange(2.0)) @ beta)), [1 / 2, 3 / 4])
    rough = difference_hessian(lambda b: mean_loss(b, [0, 1], labels), beta, 1e-3)
    assert np.allclose(rough, np.round(rough, 5), atol=1e-6)
    assert judge(exercise("5.2"), np.round(rough, 5)).right  # the exact entries have five decimals
    if len(set(labels)) == 2:
        assert judge(exercise("5.2"), LogisticLoss([0, 1], labels).hessian(beta)).right


@settings(deadline=None, max_examples=80)
@given(st.lists(st.integers(-3, 3), min_size=6, max_size=6), st.tuples(st.floats(-2, 2), st.floats(-2, 2)))
def test_design_matrices_are_judged_by_their_hessians(entries, beta):
    rows = np.array(entries, dtype=float).reshape(3, 2)
    p = 1 / (1 + np.exp(-rows @ np.array(beta)))
    bends = np.linalg.eigvalsh(rows.T @ np.diag(p * (1 - p)) @ rows / 3)
    assert bends[0] > -1e-12  # convex, whatever the data
    singular = bool(bends[0] <= 1e-9)
    assert judge(exercise("5.3"), rows.tolist()).right is singular
    if not singular:
        assert judge(exercise("5.3"), rows.tolist()).rung == "belief"


def test_collinear_columns_are_what_logistic_loss_refuses():
    same = np.array([[1.0, 5.0]] * 3)
    with pytest.raises(ValueError):
        LogisticLoss(same, [0, 1, 0], intercept=False)


def test_the_newton_step_is_a_weighted_least_squares_fit():
    p = np.full(5, 0.5)
    response = (np.array(Y5) - p) / (p * (1 - p))
    assert set(response) == {-2.0, 2.0}
    fit = np.linalg.lstsq(design(np.array(X5, dtype=float)), response, rcond=None)[0]
    assert judge(exercise("5.4"), fit).right
    assert judge(exercise("5.4"), LogisticLoss(X5, Y5).fit(max_steps=1).points[-1]).right
    labels = np.linalg.lstsq(design(np.array(X5, dtype=float)), np.array(Y5, dtype=float), rcond=None)[0]
    assert judge(exercise("5.4"), labels).belief == "one fit to the labels is logistic regression"


@settings(deadline=None, max_examples=80)
@given(st.floats(-4, 4), st.sampled_from([0, 1]))
def test_one_point_more_is_judged_as_the_separation_by_linear_programming(place, label):
    assume(min(abs(place - 1), abs(place + 1)) > 1e-3)
    data = LogisticLoss([*X4, place], [*Y4, label])
    verdict = judge(exercise("5.5"), (place, label))
    assert verdict.right is (data.separation.kind == "overlapping") is (not data.no_minimum())
    if verdict.right:
        assert data.fit(method="newton line search").kind == "minimum"
    else:
        assert verdict.belief == "logistic regression always converges"


def test_touching_is_quasi_separable():
    for point in ((1, 0), (-1, 1)):
        assert LogisticLoss([*X4, point[0]], [*Y4, point[1]]).separation.kind == "quasi-separable"
        assert judge(exercise("5.5"), point).belief == "touching is overlapping"


def test_the_dying_hessian():
    """5.6: both eigenvalues go to 0 like exp(−b)/2, so κ goes to 1; the gradient dies too; b grows by 1 a step."""
    descent = LogisticLoss(X4, Y4).fit(max_steps=14)
    assert descent.kind == "not critical"
    assert np.allclose(np.diff(descent.points[4:, 1]), 1, atol=0.1)
    for beta in descent.points[6:]:
        bends = np.linalg.eigvalsh(hessian(beta, X4))
        assert np.allclose(bends, np.exp(-beta[1]) / 2, rtol=0.02) and bends[1] / bends[0] < 1.01
        w1, w2 = (mpmath.exp(-k * beta[1]) / (1 + mpmath.exp(-k * beta[1])) ** 2 for k in (1, 2))
        assert np.allclose(
            hessian(beta, X4), np.diag([float(w1 + w2) / 2, float(w1 + 4 * w2) / 2]), atol=1e-12
        )
    assert descent.gradient_norms[-1] < 1e-6 < descent.gradient_norms[0]
    for said in ("λ_max", "the largest eigenvalue", "the norm of H"):
        assert judge(exercise("5.6"), said).right
    assert judge(exercise("5.6"), "λ_min").belief == "singular means zero"


def test_the_ridge():
    loss = LogisticLoss([-1, 1], [0, 1], ridge=0.15, intercept=False)
    assert judge(exercise("5.7"), loss.fit(max_steps=1).points[-1]).right
    b = mpmath.mpf(0)

    def penalised(t):
        return mpmath.log(1 + mpmath.exp(-t)) + mpmath.mpf("0.075") * t * t

    assert judge(exercise("5.7"), float(b - mpmath.diff(penalised, b) / mpmath.diff(penalised, b, 2))).right
    assert loss.fit().kind == "minimum"
    assert all(loss.hessian([t])[0, 0] >= 0.15 for t in (0.0, 5.0, 50.0, 500.0))
    assert LogisticLoss([-1, 1], [0, 1], intercept=False).no_minimum()


@pytest.fixture(scope="module")
def orings():
    """The fit on centred temperatures by scipy, turned back."""
    found = scipy.optimize.minimize(
        lambda b: mean_loss(b, CENTRED, DISTRESS), [0.0, 0.0], method="BFGS", tol=1e-10
    ).x
    slope = found[1] / TEMPERATURE.std()
    return np.array([found[0] - slope * TEMPERATURE.mean(), slope])


def test_the_fit_shown_is_that_of_the_orings(orings):
    assert np.allclose(orings, [15.0429, -0.232163], rtol=1e-5)


def test_standard_errors():
    """5.8: the inverse in SymPy's fractions, and the scatter of draws that have this information."""
    mean = sympy.Matrix(
        [[sympy.Rational(1, 5), sympy.Rational(2, 25)], [sympy.Rational(2, 25), sympy.Rational(1, 25)]]
    )
    inverse = (25 * mean).inv()
    assert judge(exercise("5.8"), [sympy.sqrt(inverse[i, i]) for i in range(2)]).right
    draws = np.random.default_rng(5).normal(size=(400_000, 2)) @ np.linalg.inv(
        np.linalg.cholesky(np.array(25 * mean, dtype=float))
    )
    assert np.allclose(draws.std(axis=0), [1, 5**0.5], rtol=5e-3)
    shown = np.array([[0.2, 0.08], [0.08, 0.04]])
    wrong = {
        "the mean's Hessian is the information": [np.sqrt(np.diag(np.linalg.inv(shown)))],
        "each coefficient is known on its own": [1 / np.sqrt(k * np.diag(shown)) for k in (1, 25)],
        "a variance is a standard error": [np.diag(np.linalg.inv(25 * shown))],
        "more curvature is more spread": [np.sqrt(np.diag(shown))],
    }
    for belief, answers in wrong.items():
        assert [judge(exercise("5.8"), answer).belief for answer in answers] == [belief] * len(answers)
    for rounded in ((1, 2.24), (1, 2.236)):
        assert judge(exercise("5.8"), rounded).right
    assert not judge(exercise("5.8"), (1, 2.2)).right
    assert np.sqrt(5) > 2 and np.isclose(1 / np.sqrt(5), 0.447, atol=5e-4)  # the why


def test_a_cold_morning(orings):
    margin = mpmath.mpf("15.0429") - 45 * mpmath.mpf("0.232163")
    assert judge(exercise("5.9"), float(1 / (1 + mpmath.exp(-margin)))).right
    assert judge(exercise("5.9"), LogisticLoss(TEMPERATURE, DISTRESS).probability(orings, [45.0])[0]).right
    assert round(float(margin), 3) == 4.596 and abs(float(mpmath.exp(margin)) - 99) < 0.1
    assert TEMPERATURE.min() - 45 == 8
    for near in (0.99, 0.9900, 0.9901, "1/(1 + exp(-4.595565))"):
        assert judge(exercise("5.9"), near).right
    for wrong in (1, 0.999, 0.9997, 0.98, 4.5956):
        assert not judge(exercise("5.9"), wrong).right
    beliefs = {
        "the margin is the probability": margin,
        "a minus sign does not matter": 1 / (1 + mpmath.exp(margin)),
        "the odds are the probability": mpmath.exp(margin),
        "the intercept is where one starts to count": 1 / (1 + mpmath.exp(45 * mpmath.mpf("0.232163"))),
    }
    for belief, answer in beliefs.items():
        assert judge(exercise("5.9"), float(answer)).belief == belief


def test_scales_are_the_business_of_gradient_descent():
    raw, new = LogisticLoss(TEMPERATURE, DISTRESS), LogisticLoss(CENTRED, DISTRESS)
    conditions = [np.linalg.cond(hessian(np.zeros(2), X)) for X in (TEMPERATURE, CENTRED)]
    assert abs(conditions[0] - 501_500) < 100 and np.isclose(conditions[1], 1)
    descents = raw.fit(), new.fit()
    assert [t.steps for t in descents] == [5, 5]
    for a, b in zip(descents[0].points, descents[1].points, strict=True):
        assert np.allclose(raw.probability(a), new.probability(b), atol=1e-9)
    quick = descend(new, (0, 0), "gradient descent", step_size=4, tolerance=1e-6)
    assert quick.converged and quick.steps < 50
    largest = np.linalg.eigvalsh(hessian(np.zeros(2), TEMPERATURE))[-1]
    slow = descend(raw, (0, 0), "gradient descent", step_size=1.9 / largest, tolerance=1e-6, max_steps=2000)
    assert slow.outcome == "step limit" and slow.points[-1][0] < 1  # of 15
    bends = np.linalg.eigvalsh(hessian(descents[0].points[-1], TEMPERATURE))
    assert np.log(1e-6) / np.log1p(-2 / (bends[1] / bends[0] + 1)) > 2e6  # millions, with the best fixed step
    assert judge(exercise("5.10"), "only gradient descent").right


def test_rank_is_judged_exactly():
    """Columns that differ in the seventh digit only are independent; decimals are the fractions they look like."""
    assert not judge(exercise("5.3"), "[[1, 1], [1, 1.0000001], [1, 1]]").right
    assert judge(exercise("5.3"), [[0.1, 0.2], [0.3, 0.6], [0.7, 1.4]]).right
    assert judge(exercise("5.3"), "[[1, sqrt(2)], [sqrt(2), 2], [0, 0]]").right

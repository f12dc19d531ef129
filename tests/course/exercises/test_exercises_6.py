"""Lesson 6's exercises: the right answers in numbers, by another way than the one that the question suggests."""

import autograd.numpy as anp
import numpy as np
import scipy.linalg
import scipy.optimize
from autograd import grad, hessian
from hypothesis import given, settings
from hypothesis import strategies as st

from hesskit.course.exercises.judge import judge
from hesskit.course.exercises.tables import exercise, exercises_of, lesson_title
from hesskit.maths.statistics import LogisticLoss


def test_lesson_6_has_its_exercises_and_its_beliefs():
    assert lesson_title(6) == "The Hessian at scale"
    assert [e.number for e in exercises_of(6)] == [f"6.{i + 1}" for i in range(10)]
    named = {belief.name for e in exercises_of(6) for belief in e.beliefs}
    assert {
        "memory grows exponentially with n", "L-BFGS's matrix gives standard errors",
        "a sampled Hessian has the signs of the whole", "a product needs the whole matrix",
        "the Hessian has a row for each row of the data",
    } <= named  # fmt: skip


def test_memory_and_rows():
    assert np.zeros((1000, 1000)).nbytes == 8e6
    assert judge(exercise("6.1"), np.empty((30, 30)).nbytes * 1000**2 / 1e6).right
    drawn = np.random.default_rng(0)
    shapes = []
    for m in (100, 1000):
        X = drawn.normal(size=(m, 20))
        shapes.append(LogisticLoss(X, np.arange(m) % 2, intercept=False).hessian(np.zeros(20)).size)
    assert judge(exercise("6.2"), (shapes[1] / shapes[0], 1000 / 100)).right


def test_the_product_by_automatic_differentiation():
    def f(p):
        return p[0] ** 2 * p[1] + p[1] ** 3

    p, v = np.array([1.0, 2.0]), np.array([1.0, -1.0])
    assert judge(exercise("6.3"), grad(lambda q: anp.dot(grad(f)(q), v))(p)).right
    assert np.allclose(hessian(f)(p), [[4, 2], [2, 12]])
    assert judge(exercise("6.3"), grad(f)(p + v) - grad(f)(p)).belief == "a whole step is a derivative"
    assert judge(exercise("6.3"), v @ hessian(f)(p) @ v).belief == "H·v is the curvature along v"
    assert judge(exercise("6.4"), (40 * 3, 10**6 * 3)).right and 3_000_000 / 120 == 25_000


def test_the_matrix_of_quasi_newton_methods_is_not_the_inverse_hessian():
    """6.5's hint, by SciPy: errors 13 to 20 % too small on Rosenbrock's function, the identity from the minimum."""
    minimum = np.ones(2)
    true = np.linalg.inv(scipy.optimize.rosen_hess(minimum))
    found = scipy.optimize.minimize(
        scipy.optimize.rosen, (-1.2, 1), jac=scipy.optimize.rosen_der, method="L-BFGS-B"
    )
    errors = np.sqrt(np.diag(found.hess_inv.todense()) / np.diag(true))
    assert found.success and np.allclose(errors, [0.87, 0.80], atol=0.02)
    there = scipy.optimize.minimize(
        scipy.optimize.rosen, minimum, jac=scipy.optimize.rosen_der, method="BFGS"
    )
    assert np.array_equal(there.hess_inv, np.eye(2))


def test_the_trace_by_its_eigenvalues():
    matrix = np.array([[2.0, 3.0], [3.0, 1.0]])
    assert judge(exercise("6.6"), np.linalg.eigvalsh(matrix).sum()).right
    assert judge(exercise("6.6"), np.linalg.det(matrix)).belief == "the trace is the determinant"


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([0, 0, 1, -1]), min_size=6, max_size=6))
def test_factors_are_judged_as_scipys_are(below):
    matrix = np.zeros((4, 4))
    matrix[np.tril_indices(4, -1)] = below
    matrix = matrix + matrix.T + 7 * np.eye(4)
    lower = scipy.linalg.cholesky(matrix, lower=True)
    right = below.count(0) >= 3 and bool((np.abs(lower[np.tril_indices(4)]) > 1e-12).all())
    verdict = judge(exercise("6.7"), matrix.tolist())
    assert verdict.right is right
    assert verdict.right or verdict.belief


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(-3, 3), min_size=3, max_size=3))
def test_halves_are_judged_by_their_determinants(entries):
    a, b, c = entries
    verdict = judge(exercise("6.8"), [[a, b], [b, c]])
    assert verdict.right is (a * c - b * b < 0)
    assert verdict.right or verdict.belief


def test_the_rank_of_a_sample_and_the_inverse_of_an_update():
    drawn = np.random.default_rng(1)
    X, beta = drawn.normal(size=(8, 20)), drawn.normal(size=20)
    p = 1 / (1 + np.exp(-X @ beta))
    bends = np.linalg.eigvalsh(X.T @ np.diag(p * (1 - p)) @ X / 8)
    assert judge(exercise("6.9"), int((bends < 1e-12).sum())).right
    assert judge(exercise("6.10"), np.linalg.inv(np.eye(2) + np.ones((2, 2)))).right

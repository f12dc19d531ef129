"""Descents in many variables: vectors only, ends that Lanczos judges, and steps that are SciPy's."""

import autograd.numpy as anp
import numpy as np
import pytest
import scipy.optimize

from hesskit import descend, gradient, hessian, hvp
from hesskit.maths.scale import Rosenbrock
from hesskit.maths.statistics import LogisticLoss, Network

VECTOR = 8 * 100_000


@pytest.mark.parametrize("method", ["newton-cg", "l-bfgs"])
def test_a_hundred_thousand_unknowns_in_the_memory_of_vectors(method, with_peak):
    f = Rosenbrock(100_000)
    start = f.start
    descent, peak = with_peak(lambda: descend(f, start, method))
    assert peak < 60 * VECTOR  # H alone would be 100 000
    assert descent.kind == "minimum" and "λ_min = 0.399" in descent.stopped
    np.testing.assert_allclose(descent.points[-1], 1, atol=1e-6)
    assert descent.points.shape == (2, 100_000) and descent.steps == len(descent.values) - 1 > 5
    assert descent.end.hessian.size == 0 and "not formed" in repr(descent.end)
    assert "not kept" in repr(descent)
    np.testing.assert_allclose(
        descent.end.eigenvalues, np.linalg.eigvalsh([[802, -400], [-400, 200]]), rtol=1e-4
    )


def test_products_in_a_million_unknowns_take_the_memory_of_vectors(with_peak):
    rows = np.random.default_rng(0).standard_normal((4, 1_000_000))
    for f in (
        lambda x: anp.sum(anp.cosh(x) + x[0] * x**2 / 10),
        Rosenbrock(1_000_000),
        LogisticLoss(rows, [0, 1, 0, 1], ridge=0.1, intercept=False),
        Network(rows[:, :998], [0, 1, 0, 1], hidden=1000),
    ):
        n = getattr(f, "n", 1_000_000)
        x, v = np.linspace(-0.1, 0.1, n), np.cos(np.arange(n))
        found, peak = with_peak(lambda f=f, x=x, v=v: hvp(f, x, v))
        assert peak < 20 * v.nbytes
        by_differences = (gradient(f, x + 1e-5 * v) - gradient(f, x - 1e-5 * v)) / 2e-5
        np.testing.assert_allclose(found, by_differences, rtol=1e-5, atol=1e-5 * np.abs(found).max())


def test_newton_cg_takes_about_as_many_products_as_scipys():
    f = Rosenbrock(1000, chained=True)
    start = np.full(1000, 0.5)
    own = descend(f, start, "newton-cg", max_steps=1000)
    asked = []

    def product(p, v):
        asked.append(1)
        return f.hvp(p, v)

    theirs = scipy.optimize.minimize(
        f.value, start, jac=f.gradient, hessp=product, method="Newton-CG", options={"xtol": 1e-10}
    )
    np.testing.assert_allclose(own.points[-1], 1, atol=1e-5)
    assert theirs.fun < 1e-8
    assert own.evaluations.hvp < 2 * len(asked)
    assert own.kind == "minimum"


class Bowl:
    """½ Σ λ x², with products only."""

    def __init__(self, eigenvalues):
        self.eigenvalues = np.asarray(eigenvalues, float)

    def value(self, p):
        return float(self.eigenvalues @ p**2) / 2

    def gradient(self, p):
        return self.eigenvalues * p

    def hvp(self, p, v):
        return self.eigenvalues * v


def test_the_end_in_many_variables_is_judged_by_its_smallest_eigenvalue():
    n = 2000
    zero, up = np.zeros(n), np.linspace(1, 2, n)
    for eigenvalues, kind in (
        (up, "minimum"),
        (np.where(np.arange(n) == 5, -0.01, up), "saddle"),
        (-up, "maximum"),
        (np.where(np.arange(n) == 5, 0.0, up), "inconclusive"),
    ):
        assert descend(Bowl(eigenvalues), zero, "newton-cg").kind == kind
    plain = descend(lambda x: anp.sum(x**2 * np.linspace(1, 2, 500)), np.ones(500), "l-bfgs")
    assert plain.kind == "minimum" and "by Lanczos" in plain.stopped


def test_an_objective_with_products_only_has_a_hessian_too():
    np.testing.assert_allclose(hessian(Bowl([1, 2, 3]), np.ones(3)), np.diag([1.0, 2, 3]))
    assert descend(Bowl([1, 2, 3]), np.ones(3), "newton").kind == "minimum"


def test_a_method_that_needs_a_matrix_says_so():
    with pytest.raises(ValueError, match="80 GB"):
        descend(Rosenbrock(100_000), np.ones(100_000), "bfgs")
    with pytest.raises(ValueError, match="sparse_hessian or hvp"):
        Rosenbrock(100_000).hessian(np.ones(100_000))

"""Sparse Hessians by colouring, against the dense ones; and colourings against the definition of a star colouring."""

import sys

import autograd.numpy as anp
import numpy as np
import pytest
import scipy.optimize

from hesskit import Surface, hessian, hvp, scale
from hesskit.maths.scale import Rosenbrock, sparse_hessian, sparse_solve
from hesskit.maths.scale.sparse import star_colouring


class Quadratic:
    """½ xᵀA x, which counts its products."""

    def __init__(self, A):
        self.A, self.asked = A, 0

    def value(self, p):
        return p @ self.A @ p / 2

    def gradient(self, p):
        return self.A @ p

    def hvp(self, p, v):
        self.asked += 1
        return self.A @ v


def patterns():
    rng = np.random.default_rng(1)
    n = 40
    arrow = np.eye(n)
    arrow[0], arrow[:, 0] = 1, 1
    band = np.abs(np.subtract.outer(np.arange(n), np.arange(n))) <= 2
    grid = np.zeros((36, 36))
    for k in range(36):
        for other in (k + 1 if k % 6 < 5 else k, k + 6):
            if other < 36:
                grid[k, other] = 1
    scattered = rng.random((n, n)) < 0.08
    return {"arrow": arrow, "band": band, "grid": grid, "scattered": scattered, "diagonal": np.eye(n)}


@pytest.mark.parametrize("name", patterns())
def test_a_few_products_give_the_whole_matrix(name):
    pattern = np.asarray(patterns()[name], bool)
    pattern = pattern | pattern.T
    n = len(pattern)
    A = np.where(pattern, np.random.default_rng(2).standard_normal((n, n)), 0.0)
    A = (A + A.T) / 2 + np.eye(n)
    for sparsity in (
        pattern,
        np.argwhere(np.triu(pattern)),
        [(j, i) for i, j in np.argwhere(np.triu(pattern))],
    ):
        f = Quadratic(A)
        np.testing.assert_allclose(sparse_hessian(f, np.zeros(n), sparsity).toarray(), A, atol=1e-13)
        assert f.asked <= {"arrow": 2, "band": 5, "grid": 9, "scattered": 14, "diagonal": 1}[name] + 1
    np.testing.assert_allclose(sparse_hessian(Quadratic(A), np.zeros(n)).toarray(), A, atol=1e-13)  # found


@pytest.mark.parametrize("seed", range(6))
def test_star_colourings_are_star_colourings(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 14))
    adjacent = np.triu(rng.random((n, n)) < rng.uniform(0.1, 0.6), 1)
    adjacent = adjacent | adjacent.T
    starts = np.concatenate([[0], np.cumsum(adjacent.sum(axis=1))])
    colour = star_colouring(starts, np.nonzero(adjacent)[1])
    for b, c in np.argwhere(adjacent):
        assert colour[b] != colour[c]
        for a in np.flatnonzero(adjacent[b]):
            for d in np.flatnonzero(adjacent[c]):
                if len({a, b, c, d}) == 4:
                    assert len({colour[a], colour[b], colour[c], colour[d]}) > 2, (a, b, c, d)


def test_a_surface_declares_its_own_and_a_plain_function_is_tried_as_a_band():
    surface = Surface("x^4 + x w + y^2 z", variables="x y z w")
    p = np.array([1.0, 2.0, 3.0, 4.0])
    np.testing.assert_allclose(sparse_hessian(surface, p).toarray(), hessian(surface, p))

    def chained(x):
        return anp.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)

    x = np.random.default_rng(3).standard_normal(300)
    found = sparse_hessian(chained, x)
    assert found.nnz == 300 + 2 * 299
    np.testing.assert_allclose(found.toarray(), scipy.optimize.rosen_hess(x), atol=1e-9)


def test_a_sparsity_that_misses_entries_is_refused():
    f = Rosenbrock(10)
    with pytest.raises(ValueError, match="misses entries"):
        sparse_hessian(f, f.start, sparsity=0)
    with pytest.raises(ValueError, match="outside the Hessian"):
        sparse_hessian(f, f.start, sparsity=[(0, 10)])
    with pytest.raises(ValueError, match=r"pairs \(i, j\)"):
        sparse_hessian(f, f.start, sparsity=[(0, 1, 2)])
    with pytest.raises(ValueError, match="say where it is not zero"):
        sparse_hessian(lambda x: anp.sum(x[: len(x) // 2] * x[len(x) // 2 :]), np.ones(4000))


def test_a_system_is_solved_as_a_band_or_as_it_is():
    f = Rosenbrock(50, chained=True)
    H = sparse_hessian(f, f.start)
    g = f.gradient(f.start)
    np.testing.assert_allclose(sparse_solve(H, -g), np.linalg.solve(f.hessian(f.start), -g), rtol=1e-9)
    A = np.eye(80)
    A[0], A[:, 0] = 1, 1
    A[0, 0] = 100
    arrow = sparse_hessian(Quadratic(A), np.zeros(80), np.argwhere(A))
    np.testing.assert_allclose(sparse_solve(arrow, A @ np.arange(80.0)), np.arange(80.0), atol=1e-9)
    for singular in (np.diag([1.0, 0.0]), np.pad(np.ones((1, 79)), ((0, 79), (1, 0))) * 0):
        with pytest.raises(ValueError, match="is singular"):
            sparse_solve(scipy.sparse.csr_array(singular), np.ones(len(singular)))


def test_without_scipy_one_sentence_names_the_line_that_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.linalg", None)
    with pytest.raises(ImportError, match=r'pip install "hesskit\[scale\]"'):
        sparse_hessian(Rosenbrock(4), np.ones(4))


@pytest.mark.parametrize("chained", [False, True])
def test_rosenbrocks_derivatives_are_scipys(chained):
    f = Rosenbrock(8, chained)
    x, v = np.random.default_rng(4).standard_normal((2, 8))
    plain = (
        scipy.optimize.rosen
        if chained
        else lambda p: anp.sum(100 * (p[1::2] - p[::2] ** 2) ** 2 + (1 - p[::2]) ** 2)
    )
    assert f.value(x) == pytest.approx(float(plain(x)))
    np.testing.assert_allclose(f.gradient(x), scipy.optimize.approx_fprime(x, plain), rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(f.hvp(x, v), f.hessian(x) @ v, rtol=1e-12)
    np.testing.assert_allclose(hvp(f, x, v), f.hvp(x, v))
    if chained:
        np.testing.assert_allclose(f.hessian(x), scipy.optimize.rosen_hess(x))
    with pytest.raises(ValueError, match="even unless chained"):
        scale.Rosenbrock(7)

"""The spectrum from products H·v, against dense answers, SciPy's eigsh, and spectra known by construction."""

import itertools

import numpy as np
import pytest
import scipy.sparse
import scipy.sparse.linalg

from hesskit import Surface, hessian, hvp, scale
from hesskit.maths.scale import spectrum, trace


def with_spectrum(eigenvalues, seed=0):
    """A symmetric matrix with these eigenvalues and random eigenvectors."""
    axes = np.linalg.qr(np.random.default_rng(seed).standard_normal((len(eigenvalues), len(eigenvalues))))[0]
    return (axes * eigenvalues) @ axes.T


KNOWN = {
    "one": np.array([-3.0]),
    "two": np.array([-1.0, 1.0]),
    "spread": np.linspace(-2, 7, 60),
    "clustered": np.concatenate([1 + 1e-9 * np.arange(50), [10.0, 10 + 1e-9]]),
    "repeated": np.repeat([-1.0, 0.5, 4.0], 20),
    "negative": -np.geomspace(1e-3, 10, 40),
    "singular": np.concatenate([np.zeros(25), np.linspace(1, 2, 15)]),
    "rank one": np.concatenate([np.zeros(39), [5.0]]),
    "zero": np.zeros(12),
    "a few large": np.concatenate([np.linspace(-0.1, 0.1, 80), [5.0, 20.0]]),
}


@pytest.mark.parametrize("name", KNOWN)
def test_the_ends_are_the_dense_ones(name):
    eigenvalues = np.sort(KNOWN[name])
    A = with_spectrum(eigenvalues)
    found = spectrum(A, tolerance=1e-10)
    size = max(np.abs(eigenvalues).max(), 1e-300)
    for end, bound, true in (
        (found.smallest, found.smallest_bound, eigenvalues[0]),
        (found.largest, found.largest_bound, eigenvalues[-1]),
    ):
        assert abs(end - true) <= max(2e-10, 1e-14 * len(A)) * size
        assert bound <= 1e-9 * size
        assert np.abs(eigenvalues - end).min() <= bound + 1e-13 * size
    for end, vector in ((found.smallest, found.smallest_vector), (found.largest, found.largest_vector)):
        assert np.linalg.norm(A @ vector - end * vector) <= 1e-8 * size
        assert np.linalg.norm(vector) == pytest.approx(1)


@pytest.mark.parametrize("name", KNOWN)
def test_trace_and_density_within_their_errors(name):
    eigenvalues = KNOWN[name]
    A = with_spectrum(eigenvalues)
    found = spectrum(A, probes=60, steps=30, seed=3)
    assert abs(found.trace - eigenvalues.sum()) <= 4 * found.trace_error + 1e-9
    assert found.weights.sum() == pytest.approx(1)
    width = max(np.ptp(eigenvalues) / 10, 0.1)
    grid = np.linspace(eigenvalues.min() - 5 * width, eigenvalues.max() + 5 * width, 400)
    true = np.exp(-(((grid[:, None] - eigenvalues) / width) ** 2) / 2).mean(axis=1) / (
        width * np.sqrt(2 * np.pi)
    )
    assert np.trapezoid(found.density(grid, width), grid) == pytest.approx(1, abs=1e-3)
    assert np.trapezoid(np.abs(found.density(grid, width) - true), grid) < 0.15


def test_scipys_eigsh_agrees():
    A = scipy.sparse.random_array((600, 600), density=0.01, rng=np.random.default_rng(5))
    A = (A + A.T).tocsr()
    found = spectrum(A, tolerance=1e-9)
    ends = scipy.sparse.linalg.eigsh(A, k=2, which="BE", return_eigenvectors=False)
    np.testing.assert_allclose((found.smallest, found.largest), np.sort(ends), rtol=1e-8)
    again = spectrum(lambda v: A @ v, size=600, tolerance=1e-9)
    assert (again.smallest, again.trace, again.products) == (found.smallest, found.trace, found.products)


def test_a_basis_that_does_not_fit_changes_neither_ends_nor_density(monkeypatch):
    A = with_spectrum(np.concatenate([np.linspace(0, 1, 150), [-3.0, 8.0]]))
    whole = spectrum(A, steps=40)
    monkeypatch.setattr("hesskit.maths.scale.lanczos.BASIS", 1000)
    monkeypatch.setattr("hesskit.maths.scale.density.BASIS", 1000)
    thin = spectrum(A, steps=40)
    assert thin.smallest_vector is None
    np.testing.assert_allclose((thin.smallest, thin.largest), (whole.smallest, whole.largest), rtol=1e-6)
    grid = np.linspace(-4, 9, 200)
    assert np.abs(thin.density(grid, 0.3) - whole.density(grid, 0.3)).max() < 0.02


def test_products_are_counted_and_steps_kept():
    asked = []

    def product(v):
        asked.append(1)
        return np.linspace(1, 2, 90) * v

    found = spectrum(product, size=90, steps=12, probes=3, tolerance=10)
    assert found.products == len(asked) == 36 and len(found.nodes) == 36
    sharp = spectrum(product, size=90, steps=12, probes=3, tolerance=1e-12)
    assert sharp.products > 36 and sharp.largest == pytest.approx(2, abs=1e-10)


def test_every_objective_has_a_spectrum():
    bowl = Surface("x^2 + 3x y + y^2 + z^4", variables="x y z")
    point = (0.1, 0.2, 0.3)
    wanted = np.linalg.eigvalsh(hessian(bowl, point))
    plain = scale.spectrum(lambda p: p[0] ** 2 + 3 * p[0] * p[1] + p[1] ** 2 + p[2] ** 4, point)
    for found in (scale.spectrum(bowl, point), plain):
        np.testing.assert_allclose((found.smallest, found.largest), wanted[[0, -1]], rtol=1e-9)
    assert "Spectrum of a 3×3 Hessian" in repr(plain) and "(exact, from" in repr(plain)


def test_what_cannot_be_asked_is_said():
    for wrong, words in (
        (lambda: spectrum([[1, 2], [3, 4]]), "not symmetric"),
        (lambda: spectrum([[1, 2, 3]]), "one square matrix"),
        (lambda: spectrum(lambda v: v), "say where"),
        (lambda: spectrum(Surface("x^2")), "say where"),
        (lambda: spectrum(np.eye(2), steps=0), "steps is a whole number"),
        (lambda: spectrum(np.eye(2), tolerance=0), "tolerance"),
        (lambda: spectrum(lambda v: v[:1], size=2), "as long as the vector"),
        (lambda: spectrum(Surface("1/x"), (0, 0)), "not finite"),
        (lambda: spectrum(np.eye(2)).density(0, width=0), "width"),
        (lambda: trace(np.eye(2), method="guess"), "hutch"),
        (lambda: trace(np.eye(2), products=2), "from 3 up"),
    ):
        with pytest.raises(ValueError, match=words):
            wrong()


@pytest.mark.parametrize("method", ["hutch++", "hutchinson"])
@pytest.mark.parametrize("name", KNOWN)
def test_the_trace_alone(name, method):
    eigenvalues = KNOWN[name]
    found = trace(with_spectrum(eigenvalues), products=30, method=method, seed=2)
    assert found.products <= 30
    if np.isfinite(found.error):
        assert abs(found.value - eigenvalues.sum()) <= 5 * found.error + 1e-8
    if method == "hutch++" and name == "rank one":
        assert found.error < 1e-8 and found.value == pytest.approx(5)


def test_hutch_plus_plus_needs_fewer_products_where_few_eigenvalues_are_large():
    A = with_spectrum(100 / np.arange(1.0, 201) ** 2)
    errors = {
        method: np.sqrt(
            np.mean(
                [(trace(A, products=45, method=method, seed=s).value - np.trace(A)) ** 2 for s in range(12)]
            )
        )
        for method in ("hutch++", "hutchinson")
    }
    assert errors["hutch++"] < errors["hutchinson"] / 5


def test_products_of_a_surface_in_many_variables_skip_what_is_zero():
    import sympy

    x = sympy.symbols("x1:25", real=True)
    chain = Surface(sum((b - a) ** 2 * a for a, b in itertools.pairwise(x)), x)
    assert len(chain.sparsity) == 24 + 23
    rng = np.random.default_rng(0)
    p, v = rng.standard_normal((2, 24))
    np.testing.assert_allclose(chain.hvp(p, v), chain.hessian(p) @ v, rtol=1e-12)
    np.testing.assert_allclose(hvp(chain, p, v), hvp(chain, p, v, route="autograd"), rtol=1e-9)
    assert chain.hvp(np.stack([p, v]), v).shape == (2, 24)

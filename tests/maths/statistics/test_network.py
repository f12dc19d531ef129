"""The small network: its derivatives against autograd's and differences', Gauss–Newton against its definition."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from hesskit import descend, hvp, penguins, scale
from hesskit.maths.statistics import Network

X, Y = np.random.default_rng(0).standard_normal((30, 2)), np.arange(30) % 2


def written_plainly(network):
    rows, y, h = network.design, network.y, network.hidden
    inner = h * rows.shape[1]

    def output(p):
        w = anp.reshape(p[:inner], (h, rows.shape[1]))
        return anp.dot(anp.tanh(anp.dot(rows, w.T)), p[inner:-1]) + p[-1]

    def loss(p):
        s = output(p)
        each = anp.logaddexp(0.0, (1 - 2 * y) * s) if network.loss == "logistic" else (s - y) ** 2 / 2
        return anp.mean(each) + network.ridge / 2 * anp.sum(p**2)

    return loss, output


@pytest.mark.parametrize("loss", ["logistic", "squared"])
@pytest.mark.parametrize("ridge", [0.0, 0.1])
def test_its_derivatives_are_autograds(loss, ridge):
    network = Network(X, Y, hidden=5, loss=loss, ridge=ridge)
    plain, output = written_plainly(network)
    p, v = network.start(1), np.random.default_rng(2).standard_normal(network.n)
    assert network.value(p) == pytest.approx(plain(p), rel=1e-12)
    np.testing.assert_allclose(network.output(p), output(p), rtol=1e-12)
    np.testing.assert_allclose(network.gradient(p), autograd.grad(plain)(p), atol=1e-14)
    H = autograd.hessian(plain)(p)
    np.testing.assert_allclose(network.hessian(p), H, atol=1e-13)
    np.testing.assert_allclose(hvp(network, p, v), H @ v, atol=1e-12)
    J = autograd.jacobian(output)(p)
    chance = 1 / (1 + np.exp(-output(p)))
    q = chance * (1 - chance) if loss == "logistic" else np.ones(30)
    G = (J.T * q) @ J / 30 + ridge * np.eye(network.n)
    np.testing.assert_allclose(network.gauss_newton(p), G, atol=1e-13)
    np.testing.assert_allclose(network.gauss_newton_product(p, v), G @ v, atol=1e-12)


def test_many_points_at_once():
    network = Network(X, Y, hidden=3)
    points = np.stack([network.start(k) for k in range(6)]).reshape(2, 3, -1)
    for name in ("value", "gradient", "hessian", "gauss_newton"):
        many = getattr(network, name)(points)
        np.testing.assert_allclose(many[1, 2], getattr(network, name)(points[1, 2]), rtol=1e-12, atol=1e-15)
        assert many.shape[:2] == (2, 3)
    assert network.hvp(points, points[0, 0]).shape == points.shape


def test_its_spectrum_without_h_is_the_dense_one():
    network = penguins().network(hidden=6)
    p = descend(network, network.start(), "l-bfgs", max_steps=20).points[-1]
    eigenvalues = np.linalg.eigvalsh(network.hessian(p))
    found = scale.spectrum(network, p, tolerance=1e-8)
    np.testing.assert_allclose((found.smallest, found.largest), eigenvalues[[0, -1]], atol=1e-7)
    assert abs(found.trace - eigenvalues.sum()) < 4 * found.trace_error
    assert eigenvalues[0] < -1e-3 and np.linalg.eigvalsh(network.gauss_newton(p))[0] > -1e-14


def test_what_is_no_network_is_said():
    for wrong, words in (
        (lambda: Network(X, Y, hidden=0), "hidden units"),
        (lambda: Network(X, Y, loss="huber"), "loss is"),
        (lambda: Network(X, Y, ridge=-1), "ridge"),
        (lambda: Network(X, Y, hidden=2).value(np.ones(3)), "9 parameters, not 3"),
    ):
        with pytest.raises(ValueError, match=words):
            wrong()

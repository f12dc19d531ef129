"""Single steps: BFGS's matrix, the trust region's subproblem, the line searches, against scipy and algebra."""

import numpy as np
import pytest
import scipy.optimize
from hypothesis import given, settings
from hypothesis import strategies as st

from hesskit.maths.descent.evaluations import Counted, Here, Stuck
from hesskit.maths.descent.line_search import armijo, wolfe
from hesskit.maths.descent.quasi_newton import Pairs, bfgs, two_loops, updated_inverse
from hesskit.maths.descent.steps import damped_newton, is_singular, modified_newton, momentum
from hesskit.maths.descent.trust_region import dogleg_step, exact_step
from hesskit.maths.surfaces.surface import Surface

seeds = st.integers(0, 10**9)


def symmetric(random, n):
    M = random.normal(size=(n, n))
    return (M + M.T) / 2


@pytest.mark.parametrize(
    ("name", "start"), [("Rosenbrock", (-1.2, 1)), ("Beale", (1, 1)), ("Himmelblau", (0, 0))]
)
def test_bfgs_keeps_its_matrix_positive_definite(name, start):
    f, p, memory = Counted(Surface(name)), np.array(start, dtype=float), None
    for _ in range(60):
        g = f.gradient(p)
        if np.linalg.norm(g) < 1e-8:
            break
        move = bfgs(f, Here(p, g), memory)
        s, y = move.point - p, f.gradient(move.point) - g
        p, memory = move.point, move.memory
        assert np.linalg.eigvalsh(memory.inverse)[0] > 0
        assert np.allclose(memory.inverse @ y, s, rtol=1e-6, atol=1e-12)  # the secant equation
    assert np.linalg.norm(f.gradient(p)) < 1e-8


@given(seeds, st.integers(1, 6))
@settings(deadline=None, max_examples=60)
def test_the_bfgs_update_is_the_textbooks(seed, n):
    random = np.random.default_rng(seed)
    M = random.normal(size=(n, n))
    C, s = M @ M.T + np.eye(n), random.normal(size=n)
    y = np.linalg.solve(C, s) + 0.1 * random.normal(size=n)
    if y @ s <= 1e-3:
        assert updated_inverse(C, s, -np.abs(y @ s) * s) is C
        return
    rho, unit = 1 / (y @ s), np.eye(n)
    expected = (unit - rho * np.outer(s, y)) @ C @ (unit - rho * np.outer(y, s)) + rho * np.outer(s, s)
    assert np.allclose(updated_inverse(C, s, y), expected)


def test_two_loops_are_bfgs_without_the_matrix():
    random = np.random.default_rng(3)
    B = np.diag([1.0, 5.0, 20.0, 3.0])
    steps = [random.normal(size=4) for _ in range(3)]
    changes = [B @ s for s in steps]
    C = np.eye(4) * (changes[-1] @ steps[-1]) / (changes[-1] @ changes[-1])
    for s, y in zip(steps, changes, strict=True):
        C = updated_inverse(C, s, y)
    g = random.normal(size=4)
    assert np.allclose(two_loops(g, Pairs(tuple(steps), tuple(changes))), C @ g)


@given(seeds, st.integers(1, 5), st.floats(0.01, 100))
@settings(deadline=None, max_examples=150)
def test_the_exact_step_is_the_lowest_point_of_the_model(seed, n, radius):
    random = np.random.default_rng(seed)
    H, g = symmetric(random, n), random.normal(size=n)
    d = exact_step(H, g, radius)
    assert np.linalg.norm(d) <= radius * (1 + 1e-8)
    # Moré and Sorensen: (H + μI) d = −g, H + μI semidefinite, μ (Δ − |d|) = 0 hold only at the global minimiser
    mu = -(d @ (H @ d + g)) / (d @ d)
    assert np.allclose(H @ d + mu * d, -g, atol=1e-6 * (1 + abs(mu) * radius))
    assert np.linalg.eigvalsh(H)[0] + mu >= -1e-6 * (1 + abs(mu))
    assert mu * (radius - np.linalg.norm(d)) <= 1e-6 * (1 + abs(mu)) * radius


def test_the_hard_case():
    H, g = np.diag([-2.0, 1.0, 4.0]), np.array([0.0, 1.0, 1.0])
    d = exact_step(H, g, 3.0)
    assert np.linalg.norm(d) == pytest.approx(3)
    sphere = np.random.default_rng(0).normal(size=(20000, 3))
    sphere *= 3 / np.linalg.norm(sphere, axis=1, keepdims=True)
    model = sphere @ g + (sphere @ H * sphere).sum(axis=1) / 2
    assert g @ d + d @ H @ d / 2 <= model.min()


@given(seeds, st.integers(1, 5), st.floats(0.01, 100))
@settings(deadline=None, max_examples=60)
def test_the_dogleg_lies_between_cauchy_and_the_best(seed, n, radius):
    random = np.random.default_rng(seed)
    M, g = random.normal(size=(n, n)), random.normal(size=n)
    H = M @ M.T + 0.1 * np.eye(n)

    def model(d):
        return g @ d + d @ H @ d / 2

    d = dogleg_step(H, g, radius)
    t = min((g @ g) / (g @ H @ g), radius / np.linalg.norm(g))
    assert np.linalg.norm(d) <= radius * (1 + 1e-9)
    assert model(exact_step(H, g, radius)) - 1e-9 <= model(d) <= model(-t * g) + 1e-9


def test_the_dogleg_without_a_newton_point_goes_down_the_gradient():
    d = dogleg_step(np.diag([-1.0, 2.0]), np.array([1.0, 0.0]), 2.0)
    assert d.tolist() == [-2, 0]


@given(seeds, st.floats(0.1, 0.9))
@settings(deadline=None, max_examples=60)
def test_line_searches_keep_their_promises(seed, flat):
    random = np.random.default_rng(seed)
    surface = Surface("Beale")
    p = random.uniform(-2, 3, size=2)
    f, g = Counted(surface), surface.gradient(p)
    d, slope = -g, -float(g @ g)
    t = wolfe(f, Here(p, g), d, 1.0, flat)
    assert surface.value(p + t * d) <= surface.value(p) + 1e-4 * t * slope
    assert abs(surface.gradient(p + t * d) @ d) <= flat * abs(slope) * (1 + 1e-9)
    t = armijo(f, Here(p, g), d)
    assert surface.value(p + t * d) <= surface.value(p) + 1e-4 * t * slope
    assert t == 1 or surface.value(p + 2 * t * d) > surface.value(p) + 2e-4 * t * slope


def test_wolfe_goes_further_where_the_slope_stays_steep():
    f = Counted(lambda x: (x - 1000) ** 2)
    t = wolfe(f, Here(np.array([0.0]), np.array([-2000.0])), np.array([1.0]), 1.0, 0.1)
    assert 900 <= t <= 1100
    twin = scipy.optimize.line_search(
        lambda p: (p[0] - 1000) ** 2, lambda p: 2 * (p - 1000), np.zeros(1), np.ones(1), c2=0.1, maxiter=30
    )
    assert abs(t - 1000) <= 100 and abs(twin[0] - 1000) <= 100


def test_a_search_uphill_is_refused():
    f = Counted(lambda x: x**2)
    with pytest.raises(Stuck, match="does not fall"):
        armijo(f, Here(np.array([1.0]), np.array([2.0])), np.array([1.0]))


def test_damping_is_between_newton_and_the_gradient():
    surface = Surface("x^2 + 10y^2")
    p = np.array([1.0, 1.0])
    here = Here(p, surface.gradient(p))
    for mu in (0.5, 1e6):
        d = damped_newton(Counted(surface), here, None, damping=mu).point - p
        assert np.allclose((surface.hessian(p) + mu * np.eye(2)) @ d, -here.gradient)


PEAKS = Surface("peaks")  # compiled once, not for every example


@given(seeds)
@settings(deadline=None, max_examples=40)
def test_the_modified_direction_descends(seed):
    surface, p = PEAKS, np.random.default_rng(seed).uniform(-2, 2, size=2)
    g = surface.gradient(p)
    move = modified_newton(Counted(surface), Here(p, g), None)
    assert g @ (move.point - p) < 0 and surface.value(move.point) < surface.value(p)


def test_momentum_is_the_heavy_ball():
    surface, v, p = Surface("x^2 + 3y^2"), np.zeros(2), np.array([1.0, -2.0])
    place, memory = p, None
    for _ in range(5):
        move = momentum(
            Counted(surface), Here(place, surface.gradient(place)), memory, step_size=0.05, momentum=0.8
        )
        v = 0.8 * v - 0.05 * np.array([2 * p[0], 6 * p[1]])
        p = p + v
        place, memory = move.point, move.memory
        assert np.allclose(place, p)


def test_singular_does_not_mean_badly_scaled():
    assert not is_singular(np.array([[1e-30, 0], [0, 1e30]])) and not is_singular(
        np.array([[0, 1.0], [1, 0]])
    )
    assert is_singular(np.array([[1.0, 2], [2, 4]])) and is_singular(np.zeros((2, 2)))

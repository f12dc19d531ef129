"""Taylor models against expansions by hand, mpmath's series and the slopes that theory promises."""

import math

import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
import sympy

from hesskit.maths.calculus.taylor_model import TaylorModel
from hesskit.maths.surfaces.surface import Surface

x, y, z = sympy.symbols("x y z")
WAVE = Surface(sympy.exp(x) * sympy.sin(y))


def by_hand(p, order):
    """exp(x) sin(y) about (0, π/2): 1 + x + (x² − (y − π/2)²)/2, worked out on paper."""
    s, t = p[..., 0], p[..., 1] - math.pi / 2
    return (1 + 0 * s, 1 + s, 1 + s + (s**2 - t**2) / 2)[order]


@pytest.mark.parametrize("order", [0, 1, 2])
def test_the_model_is_the_one_worked_out_by_hand(order):
    points = np.random.default_rng(5).normal(size=(4, 3, 2))
    model = TaylorModel(WAVE, (0, math.pi / 2), order)
    np.testing.assert_allclose(model(points), by_hand(points, order), atol=1e-14)
    true = np.exp(points[..., 0]) * np.sin(points[..., 1])
    np.testing.assert_allclose(model.error(points), np.abs(true - by_hand(points, order)), atol=1e-14)
    assert model(points[0, 0]).shape == ()


@pytest.mark.parametrize("order", [0, 1, 2])
def test_the_error_falls_with_the_slope_of_its_order(order):
    model = TaylorModel(WAVE, (0.3, 0.7), order)
    distances = np.logspace(-3, -1, 9)
    direction = np.array([0.8, 0.6])
    errors = model.error(model.centre + distances[:, None] * direction)
    slope = np.polyfit(np.log(distances), np.log(errors), 1)[0]
    assert slope == pytest.approx(order + 1, abs=0.06)


def test_the_error_is_within_the_remainder_bound():
    model = TaylorModel(WAVE, (0.0, 0.0), 2)
    # every third partial of exp(x) sin(y) is at most e on the unit disc: |d³f| ≤ e (|cos| + |sin|)³ ≤ e 2^(3/2)
    angles = np.linspace(0, 2 * np.pi, 50)
    for radius in (0.1, 0.5, 1.0):
        points = radius * np.stack([np.cos(angles), np.sin(angles)], -1)
        assert (model.error(points) <= math.e * 2**1.5 * radius**3 / 6).all()


def test_along_a_line_it_is_mpmaths_series():
    with mpmath.workdps(30):
        series = [float(c) for c in mpmath.taylor(lambda t: mpmath.exp(1 + 2 * t) * mpmath.sin(2 - t), 0, 2)]
    model = TaylorModel(WAVE, (1, 2))
    for t in (-0.5, 0.25, 1.0):
        assert model([1 + 2 * t, 2 - t]) == pytest.approx(
            series[0] + series[1] * t + series[2] * t**2, rel=1e-12
        )


def test_a_quadratic_is_its_own_model():
    model = TaylorModel(Surface(x**2 + 3 * x * y + y**2 + 1), (1, -2))
    points = np.random.default_rng(2).normal(size=(50, 2))
    assert model.error(points).max() < 1e-13
    assert (model.value0, model.gradient.tolist(), model.hessian.tolist()) == (
        0.0,
        [-4.0, -1.0],
        [[2, 3], [3, 2]],
    )


def test_three_variables_and_plain_functions():
    model = TaylorModel(Surface(x * y * z, variables="x y z"), (1, 1, 1))
    assert model([2, 2, 2]) == pytest.approx(1 + 3 + 3)
    plain = TaylorModel(lambda p: anp.sum(p**3), (1, 1))
    assert plain([2, 1]) == pytest.approx(2 + 3 + 3)
    assert plain.error([[2, 1], [1, 1]]).tolist() == pytest.approx([1.0, 0.0])


@pytest.mark.parametrize("order", [3, -1, 1.5, "2", None, True])
def test_another_order_is_refused(order):
    with pytest.raises(ValueError, match="order of a Taylor model is 0, 1 or 2"):
        TaylorModel(WAVE, (0, 0), order)


def test_a_centre_without_derivatives_is_refused():
    with pytest.raises(ValueError, match=r"no finite value at \(−1, 0\)"):
        TaylorModel(Surface(sympy.log(x)), (-1, 0), 0)
    with pytest.raises(ValueError, match=r"no finite gradient at \(0, 0\)"):
        TaylorModel(Surface(sympy.Abs(x)), (0, 0))
    with pytest.raises(ValueError, match=r"no finite Hessian at \(0, 0\)"):
        TaylorModel(Surface(x * sympy.Abs(x)), (0, 0))
    assert TaylorModel(Surface(x * sympy.Abs(x)), (0, 0), 1)([3, 4]) == 0
    with pytest.raises(ValueError, match="2 coordinates"):
        TaylorModel(WAVE, (0, 0, 0))
    with pytest.raises(ValueError, match="one point"):
        TaylorModel(WAVE, np.zeros((2, 2)))
    with pytest.raises(ValueError, match="2 coordinates"):
        TaylorModel(WAVE, (0, 0))([1, 2, 3])


@pytest.mark.parametrize(
    ("surface", "centre", "order", "text"),
    [
        (Surface(x**2 * y), (1, 1), 2, "1 + 2 (x - 1) + (y - 1) + (x - 1)^{2} + 2 (x - 1) (y - 1)"),
        (Surface(x**2 * y), (1, 1), 1, "1 + 2 (x - 1) + (y - 1)"),
        (Surface(x**2 * y), (1, 1), 0, "1"),
        (Surface(x**2 * y), (0, 0), 2, "0"),
        (Surface(-x - y**2), (0, -1), 2, r"-1 - x + 2 (y + 1) - (y + 1)^{2}"),
        (Surface(x / 3 + x**2 * 10**6), (0, 0), 2, r"0.3333 x + 1 \cdot 10^{6} x^{2}"),
    ],
)
def test_latex(surface, centre, order, text):
    assert TaylorModel(surface, centre, order).latex() == text


def test_frozen_equal_and_printed():
    model = TaylorModel(WAVE, (0, 1))
    assert model == TaylorModel(WAVE, [0.0, 1.0], 2)
    assert hash(model) == hash(TaylorModel(WAVE, [0.0, 1.0], 2))
    assert model != TaylorModel(WAVE, (0, 1), 1)
    assert repr(model) == "TaylorModel(Surface('exp(x)*sin(y)'), (0, 1), order=2)"
    assert model._repr_latex_().startswith(r"$\displaystyle T_2(x, y) = ")
    with pytest.raises(AttributeError):
        model.order = 1
    for array in (model.centre, model.gradient, model.hessian):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1

"""Lesson 3's exercises: the right answers by an independent route, and constructions judged by mathematics."""

import numpy as np
import pytest
import scipy.optimize
import sympy

from hesskit.course.exercises.exercise import exercise, exercises_of, lesson_title
from hesskit.course.exercises.judge import judge
from hesskit.maths.calculus.taylor_model import TaylorModel

x, y, t = sympy.symbols("x y t", real=True)


def model_by_series(f, point, order=2):
    """The Taylor model from a series in one parameter: f(a + t d), cut after t^order, at t = 1."""
    along = f.subs({x: point[0] + t * (x - point[0]), y: point[1] + t * (y - point[1])}, simultaneous=True)
    return sympy.series(along, t, 0, order + 1).removeO().subs(t, 1)


def test_lesson_3_has_its_exercises():
    assert lesson_title(3) == "The quadratic Taylor model"
    assert [e.number for e in exercises_of(3)] == [f"3.{i + 1}" for i in range(10)]


def test_the_model_by_series():
    assert judge(exercise("3.1"), model_by_series(sympy.exp(x + 2 * y), (0, 0))).right
    assert (
        judge(exercise("3.1"), model_by_series(sympy.exp(x + 2 * y), (0, 0), 1)).belief
        == "the tangent plane is the model of order 2"
    )
    assert (
        judge(exercise("3.1"), model_by_series(sympy.exp(x + 2 * y), (0, 0), 3)).belief
        == "the function is its own model"
    )


def test_the_model_as_a_python_function():
    model = TaylorModel(lambda x, y: np.exp(x + 2 * y), (0, 0))
    assert judge(exercise("3.1"), lambda x, y: model([float(x), float(y)])).right


def test_the_value_by_series_and_by_the_model():
    at = {x: sympy.Rational(6, 5), y: sympy.Rational(5, 2)}
    assert judge(exercise("3.2"), model_by_series(x**2 * y, (1, 2)).subs(at)).right
    assert judge(exercise("3.2"), TaylorModel(lambda x, y: x**2 * y, (1, 2))([1.2, 2.5])).right
    assert (x**2 * y).subs(at) == sympy.Rational(18, 5)
    assert sympy.Rational(18, 5) - sympy.Rational(179, 50) == sympy.Rational(1, 5) ** 2 / 2
    assert (
        judge(exercise("3.2"), model_by_series(x**2 * y, (1, 2), 1).subs(at)).belief
        == "the tangent plane is the model of order 2"
    )


@pytest.mark.parametrize(
    ("answer", "right"),
    [("1 + x + y^2/2 + x^3", True), ("x + cosh(y)", True), ("1 + sin(x) + y^2/2", True), ("2 + x - cos(y)", True),
     ("1 + x + y^2/2 - 7x^2 y", True), ("1 + x + y^2/2 + 1e-3 y^5", True),
     (lambda x, y: np.cosh(float(y)) + np.sin(float(x)), True),
     ("1 + x + y^2/2", False), ("exp(x) + y^2/2", False), ("1 + x + y^2", False), ("y^2/2", False),
     ("1 - x + y^2/2 + x^3", False), ("1 + x + y^2/2 + 1e-6 x^2", False)],
)  # fmt: skip
def test_functions_with_a_given_model(answer, right):
    assert judge(exercise("3.3"), answer).right is right
    if isinstance(answer, str):
        series = model_by_series(exercise("3.3").answer.read(answer).formula, (0, 0))
        given = sympy.expand(series - 1 - x - y**2 / 2) == 0
        assert right is (given and answer != "1 + x + y^2/2")


def test_the_factors_by_measuring_with_mpmath():
    def error(f, model, point):
        values = [sympy.N(g.subs({x: point[0], y: point[1]}), 40) for g in (f, model)]
        return abs(values[0] - values[1])

    r = sympy.Rational(1, 10**6)
    factors = []
    for f, direction in ((sympy.exp(x + 2 * y), (1, 1)), (sympy.cos(x) + y**2, (1, 0))):
        model = model_by_series(f, (0, 0))
        far, near = (error(f, model, (s * r * direction[0], s * r * direction[1])) for s in (2, 1))
        factors.append(float(far / near))
    assert np.allclose(factors, [8, 16], rtol=1e-4)
    assert judge(exercise("3.4"), np.round(factors)).right
    assert sympy.series(sympy.cos(x), x, 0, 5).coeff(x, 4) == sympy.Rational(1, 24)


def test_the_slope_along_a_direction_by_one_variable():
    along = (x**2 * y).subs({x: 1 + 3 * t / 5, y: 2 + 4 * t / 5})
    assert judge(exercise("3.5"), along.diff(t).subs(t, 0)).right
    assert (
        judge(exercise("3.5"), along.diff(t, 2).subs(t, 0)).belief
        == "the directional derivative is made of H"
    )


def test_straight_down_by_trying_every_direction():
    angle = np.linspace(0, 2 * np.pi, 3_600_001)
    u = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    h = 1e-6

    def f(p):
        return p[..., 0] * p[..., 1] + p[..., 1] ** 2

    start = np.array([-2.0, 3.0])
    slopes = (f(start + h * u) - f(start - h * u)) / (2 * h)
    best = u[np.argmin(slopes)]
    assert np.allclose(best, [-0.6, -0.8], atol=1e-3)
    assert np.isclose(slopes.min(), -5) and f(start) == 3
    assert judge(exercise("3.6"), np.round(best, 2)).right


@pytest.mark.parametrize(
    ("answer", "right"),
    [("x^2 + y^2 + x", True), ("exp(x) + exp(y)", True), ("(x - 1)^2 + y^2", True), ("x^2 + y^2 + 1e-9 y", True),
     ("x^2 + x y + y^2 - y + x^5", True), (lambda x, y: np.cosh(float(x)) + np.exp(float(y)) + x**0, True),
     ("x^2 + y^2", False), ("x^2 - y^2 + x", False), ("x^2 + x", False), ("x + y", False), ("x^4 + y^4", False),
     (lambda x, y: np.cosh(float(x)) + np.cosh(float(y)), False)],
)  # fmt: skip
def test_tilted_bowls_are_judged_by_computing(answer, right):
    assert judge(exercise("3.7"), answer).right is right


def test_strict_convexity_on_chords():
    rng = np.random.default_rng(1)
    p, q = rng.normal(size=(2, 2000, 2))
    middle, mean = (((p + q) / 2) ** 4).sum(axis=1), ((p**4).sum(axis=1) + (q**4).sum(axis=1)) / 2
    assert (middle < mean).all()
    hessian = sympy.hessian(x**4 + y**4, (x, y))
    assert hessian == sympy.diag(12 * x**2, 12 * y**2) and hessian.subs({x: 0, y: 0}).is_zero_matrix
    assert judge(exercise("3.8"), "strictly convex").right


def test_the_bottom_of_the_model_by_minimising_it():
    model = TaylorModel(lambda x, y: x**4 + 2 * x * y + y**2, (1, 1))
    found = scipy.optimize.minimize(
        model, [1.0, 1.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-15}
    )
    assert np.allclose(found.x, [0.8, -0.8], atol=1e-6)
    assert judge(exercise("3.9"), np.round(found.x, 6)).right
    true = scipy.optimize.minimize(lambda p: p[0] ** 4 + 2 * p[0] * p[1] + p[1] ** 2, [1.0, -1.0], tol=1e-12)
    belief = judge(exercise("3.9"), np.sign(true.x) * np.sqrt(0.5)).belief
    assert belief == "the lowest point of the model is the one of f"
    assert np.allclose(true.x, [np.sqrt(0.5), -np.sqrt(0.5)], atol=1e-5)


def test_a_model_with_an_indefinite_hessian_has_no_bottom():
    gradient, hessian = np.array([1.0, 1.0]), np.diag([2.0, -1.0])
    d = np.linalg.solve(hessian, -gradient)
    assert d.tolist() == [-0.5, 1.0]

    def model(p):
        return gradient @ p + p @ hessian @ p / 2

    assert model(np.array([-0.5, 1e6])) < model(d) < model(np.array([10.0, 1.0]))
    assert judge(exercise("3.10"), "the saddle of the model").right

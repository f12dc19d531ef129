"""The three routes, each against mpmath and hand-derived answers, not against one another."""

import functools
import math
from concurrent.futures import ThreadPoolExecutor

import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from hesskit.maths.calculus.derivatives import DerivativeWarning, compare_routes, gradient, hessian, hvp
from hesskit.maths.calculus.differences import difference_hessian, mixed_partials
from hesskit.maths.descent.descend import METHODS, descend
from hesskit.maths.surfaces.surface import Surface

x, y = sympy.symbols("x y")
# relative accuracy that each route owes: (gradient, Hessian)
OWED = {"symbolic": (1e-12, 1e-11), "autograd": (1e-12, 1e-11), "difference": (1e-8, 1e-6)}
SMOOTH = [
    (sympy.exp(x * y) / (1 + x**2), lambda a, b: mpmath.exp(a * b) / (1 + a**2), (0.7, -1.2)),
    (
        sympy.sin(x) * sympy.cos(y) + x**3 * y,
        lambda a, b: mpmath.sin(a) * mpmath.cos(b) + a**3 * b,
        (0.3, 2.0),
    ),
    (sympy.log(1 + x**2 + y**4), lambda a, b: mpmath.log(1 + a**2 + b**4), (-0.8, 0.9)),
    (
        sympy.atan2(y, x) + sympy.sqrt(x**2 + y),
        lambda a, b: mpmath.atan2(b, a) + mpmath.sqrt(a**2 + b),
        (1.5, 0.4),
    ),
    (x**4 + y**4, lambda a, b: a**4 + b**4, (0.0, 0.0)),
]


def referee(function, point):
    with mpmath.workdps(40):
        place = tuple(mpmath.mpf(c) for c in point)
        slope = [float(mpmath.diff(function, place, order)) for order in ((1, 0), (0, 1))]
        orders = (((2, 0), (1, 1)), ((1, 1), (0, 2)))
        bend = [[float(mpmath.diff(function, place, order)) for order in row] for row in orders]
    return np.array(slope), np.array(bend)


@pytest.mark.parametrize("route", ["symbolic", "autograd", "difference"])
@pytest.mark.parametrize(("expr", "function", "point"), SMOOTH, ids=[str(row[0]) for row in SMOOTH])
def test_every_route_agrees_with_mpmath(expr, function, point, route):
    surface = Surface(expr)
    slope, bend = referee(function, point)
    near, far = OWED[route]
    np.testing.assert_allclose(gradient(surface, point, route), slope, rtol=near, atol=near)
    got = hessian(surface, point, route)
    np.testing.assert_allclose(got, bend, rtol=far, atol=far)
    if route != "autograd":  # autograd computes both mixed entries, each with its own rounding
        np.testing.assert_array_equal(got, got.T)
    v = np.array([0.6, -1.7])
    np.testing.assert_allclose(hvp(surface, point, v, route), bend @ v, rtol=far, atol=10 * far)


@pytest.mark.parametrize("route", ["symbolic", "autograd", "difference"])
@pytest.mark.parametrize("shape", [(), (4,), (3, 2), (0,)])
def test_every_route_is_vectorised(route, shape):
    points = np.random.default_rng(0).uniform(-1, 1, (*shape, 2))
    surface = Surface(x**2 * y + sympy.exp(y))
    a, b = points[..., 0], points[..., 1]
    expected = np.stack([np.stack([2 * b, 2 * a], -1), np.stack([2 * a, np.exp(b)], -1)], -1)
    np.testing.assert_allclose(
        gradient(surface, points, route), np.stack([2 * a * b, a**2 + np.exp(b)], -1), atol=1e-8
    )
    np.testing.assert_allclose(hessian(surface, points, route), expected, atol=1e-6)
    v = np.array([1.0, 2.0])
    np.testing.assert_allclose(hvp(surface, points, v, route), expected @ v, atol=1e-6)


PYTHON = {
    "n scalars": lambda a, b: a**2 * b + anp.exp(b),
    "one array": lambda p: p[0] ** 2 * p[1] + anp.exp(p[1]),
    "numpy": lambda a, b: a**2 * b + np.exp(b),
    "one-element array": lambda p: p[:1] ** 2 * p[1] + anp.exp(p[1]),
    "any number": lambda *p: p[0] ** 2 * p[1] + anp.exp(p[1]),
    "an option": lambda p, power=2: p[0] ** power * p[1] + anp.exp(p[1]),
    "not elementwise": lambda a, b: (a**2 * b if a > 5 else a * a * b) + anp.exp(b),
    "partial": functools.partial(lambda power, a, b: a**power * b + anp.exp(b), 2),
}


@pytest.mark.parametrize("route", [None, "autograd", "difference"])
@pytest.mark.parametrize("f", PYTHON.values(), ids=PYTHON)
def test_plain_python_functions(f, route):
    for points in (np.array([1.5, -0.5]), np.array([[1.5, -0.5], [2.0, 1.0], [0.0, 0.0]])):
        a, b = points[..., 0], points[..., 1]
        expected = np.stack([np.stack([2 * b, 2 * a], -1), np.stack([2 * a, np.exp(b)], -1)], -1)
        np.testing.assert_allclose(
            gradient(f, points, route), np.stack([2 * a * b, a**2 + np.exp(b)], -1), atol=1e-8
        )
        np.testing.assert_allclose(hessian(f, points, route), expected, atol=1e-6)
        np.testing.assert_allclose(hvp(f, points, (1, 2), route), expected @ [1, 2], atol=1e-6)


@pytest.mark.parametrize("route", ["autograd", "difference"])
def test_integers_constants_and_linear_functions_give_zeros_without_warnings(route):
    for f in (
        lambda a, b: 7,
        lambda a, b: 7.5,
        lambda p: 7,
        lambda a, b: 3 * a - b,
        lambda p: p[0] * 0,
        Surface(x),
    ):
        assert hessian(f, (1, 2), route) == pytest.approx(np.zeros((2, 2)), abs=1e-7)
        assert hvp(f, (1, 2), (1, 1), route) == pytest.approx(np.zeros(2), abs=1e-7)
        assert hessian(f, [[1, 2], [3, 4]], route) == pytest.approx(np.zeros((2, 2, 2)), abs=1e-7)
    assert gradient(lambda a, b: 3 * a - b, (1, 2), route) == pytest.approx(np.array([3, -1]))
    assert gradient(lambda p: 5, (1, 2), route).tolist() == [0, 0]
    assert hessian(lambda a, b: a**2 * b, (1, 2), route) == pytest.approx(
        np.array([[4, 2], [2, 0]]), abs=1e-6
    )


def test_a_function_that_mixes_its_points_is_not_vectorised_wrongly():
    mixing = lambda a, b: a**2 * anp.max(b)  # noqa: E731 - elementwise by shape, wrong by value
    points = np.array([[1.0, 2.0], [3.0, 7.0], [2.0, 5.0]])
    np.testing.assert_allclose(
        gradient(mixing, points), np.stack([2 * points[:, 0] * points[:, 1], points[:, 0] ** 2], -1)
    )


def test_functions_of_one_and_of_many_numbers():
    assert hessian(lambda a: a**3, [2.0]).tolist() == [[12.0]]
    assert hessian(lambda p: anp.sum(p**3), (1, 2, 3)).tolist() == np.diag([6.0, 12.0, 18.0]).tolist()
    matrix = np.array([[2.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 4.0]])
    np.testing.assert_allclose(
        hessian(lambda p: anp.dot(p, anp.dot(matrix, p)) / 2, (1, 2, 3)), matrix, atol=1e-14
    )


@settings(deadline=None, max_examples=30)
@given(st.lists(st.floats(-4, 4), min_size=3, max_size=3), st.lists(st.floats(-3, 3), min_size=4, max_size=4))
def test_a_quadratic_has_its_own_matrix_by_every_route(entries, numbers):
    a, b, c = entries
    point, direction = numbers[:2], numbers[2:]
    matrix = np.array([[2 * a, b], [b, 2 * c]])
    f = lambda s, t: a * s**2 + b * s * t + c * t**2  # noqa: E731
    for route, owed in (("autograd", 1e-12), ("difference", 1e-5)):
        np.testing.assert_allclose(hessian(f, point, route), matrix, atol=owed)
        np.testing.assert_allclose(hvp(f, point, direction, route), matrix @ direction, atol=10 * owed)


@pytest.mark.parametrize("f", [lambda a, b: math.sin(a), lambda a, b: float(a) * b, lambda p: math.exp(p[0])])
def test_math_under_autograd_names_its_cure(f):
    with pytest.raises(TypeError, match=r"autograd\.numpy.*route='difference'") as caught:
        hessian(f, (1, 2))
    assert "\n" not in str(caught.value)
    assert np.isfinite(hessian(f, (1, 2), route="difference")).all()


@pytest.mark.parametrize("route", ["autograd", "difference"])
@pytest.mark.parametrize(
    ("f", "sentence"),
    [
        (lambda p: p, r"must return one number, but it returned an array of shape \(2,\)"),
        (
            lambda a, b: anp.array([a, b, a]),
            r"must return one number, but it returned an array of shape \(3,\)",
        ),
        (lambda a, b: None, "returned nothing"),
        (lambda a, b, c: a, "takes 3 arguments, but the point has 2 coordinates"),
    ],
)
def test_a_function_that_is_no_objective_is_refused(f, sentence, route):
    with pytest.raises(ValueError, match=sentence):
        hessian(f, (1, 2), route)


def test_a_mistake_inside_the_function_is_shown_as_it_is():
    def broken(a, b):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        hessian(broken, (1, 2))


def test_what_is_not_real_is_nan():
    assert np.isnan(hessian(lambda a, b: (a - 5) ** (1 / 3), (1, 2), "difference")[0, 0])
    assert np.isnan(hessian(lambda a, b: anp.log(a), (-1, 2), "difference")[0, 0])
    assert np.isnan(gradient(Surface(sympy.log(x)), [[-1, 2], [-2, 2]], "difference")[:, 0]).all()


def test_routes_are_checked():
    with pytest.raises(ValueError, match="not 'magic'"):
        hessian(Surface(x), (0, 0), "magic")
    with pytest.raises(ValueError, match="symbolic route needs a formula"):
        hessian(lambda a, b: a, (0, 0), "symbolic")
    with pytest.raises(TypeError, match="Surface"):
        hessian("x^2", (0, 0))
    with pytest.raises(TypeError, match="a function or a Surface"):
        hessian(3, (0, 0))
    with pytest.raises(ValueError, match="2 coordinates"):
        hessian(Surface(x), (0, 0, 0), "autograd")
    with pytest.raises(ValueError, match="do not fit together"):
        hvp(Surface(x), np.ones((3, 2)), np.ones((4, 2)))


class Bowl:
    """An objective of one's own: x² + 5y²."""

    def value(self, point):
        p = anp.array(point) if isinstance(point, list | tuple) else point
        return p[..., 0] ** 2 + 5 * p[..., 1] ** 2

    def gradient(self, point):
        return np.asarray(point) * [2.0, 10.0]

    def hessian(self, point):
        return np.broadcast_to(np.diag([2.0, 10.0]), (*np.shape(point), 2))


@pytest.mark.parametrize("route", [None, "autograd", "difference"])
def test_objectives(route):
    points = [[1, 2], [3, 4]]
    np.testing.assert_allclose(gradient(Bowl(), points, route), [[2, 20], [6, 40]], rtol=1e-8)
    np.testing.assert_allclose(hessian(Bowl(), points, route), [np.diag([2, 10])] * 2, atol=1e-5)
    np.testing.assert_allclose(hvp(Bowl(), points, (1, 1), route), [[2, 10]] * 2, atol=1e-5)


def test_the_error_of_the_difference_route_is_a_u():
    surface = Surface(sympy.exp(x) * sympy.sin(y))
    exact = math.e * np.array([[math.sin(1), math.cos(1)], [math.cos(1), -math.sin(1)]])
    steps = 10.0 ** np.arange(-8, 0)
    errors = [np.abs(difference_hessian(surface, (1, 1), step) - exact).max() for step in steps]
    best = int(np.argmin(errors))
    assert 1e-5 <= steps[best] <= 1e-3
    assert errors[0] > 1e3 * errors[best]
    assert errors[-1] > 1e3 * errors[best]
    slope = np.polyfit(np.log(steps[-3:]), np.log(errors[-3:]), 1)[0]
    assert slope == pytest.approx(2, abs=0.05)  # truncation falls as h²


@pytest.mark.parametrize("step", [0, -1, np.nan, np.inf])
def test_a_step_is_positive(step):
    with pytest.raises(ValueError, match="the step must be a positive number"):
        difference_hessian(Surface(x), (0, 0), step)


def test_difference_hessian_of_a_quadratic_is_exact_for_any_step():
    for step in (0.5, 2.0, 1024.0):
        assert difference_hessian(Surface(x**2 + 3 * x * y + y**2), (1, 2), step).tolist() == [[2, 3], [3, 2]]


def test_compare_routes_gives_every_route_that_there_is():
    found = compare_routes(Surface(sympy.exp(x * y)), (0.5, 0.25))
    assert list(found) == ["symbolic", "autograd", "difference"]
    assert np.allclose(found["symbolic"], found["autograd"], rtol=1e-14)
    assert 0 < np.abs(found["symbolic"] - found["difference"]).max() < 1e-6
    assert list(compare_routes(lambda a, b: a * b, (1, 2))) == ["autograd", "difference"]
    many = compare_routes(lambda p: anp.sum(p**2), np.arange(4))
    assert many["autograd"].tolist() == (2 * np.eye(4)).tolist()
    with pytest.raises(ValueError, match="takes one point"):
        compare_routes(lambda a, b: a * b, [(1, 2), (3, 4)])


def peano(a, b):
    return a * b * (a**2 - b**2) / (a**2 + b**2) if (a, b) != (0, 0) else 0.0


def test_mixed_partials_differ_for_peanos_function_and_only_there():
    f_xy, f_yx = mixed_partials(peano, (0, 0))
    assert f_xy == pytest.approx(-1, abs=1e-4)
    assert f_yx == pytest.approx(1, abs=1e-4)
    elsewhere = float(mpmath.diff(lambda a, b: a * b * (a**2 - b**2) / (a**2 + b**2), (1, 0.5), (1, 1)))
    assert mixed_partials(peano, (1, 0.5)) == pytest.approx((elsewhere, elsewhere), abs=5e-3)


def test_mixed_partials_agree_where_second_partials_are_continuous():
    expected = math.cos(0.3) * math.exp(0.7)
    for f in (
        lambda a, b: math.sin(a) * math.exp(b),
        lambda p: np.sin(p[0]) * np.exp(p[1]),
        Surface(sympy.sin(x) * sympy.exp(y)),
    ):
        assert mixed_partials(f, (0.3, 0.7)) == pytest.approx((expected, expected), abs=5e-3)
    with pytest.raises(ValueError, match="0 < k < h"):
        mixed_partials(peano, (0, 0), h=1e-6, k=1e-3)
    with pytest.raises(ValueError, match="one point"):
        mixed_partials(peano, (0, 0, 0))


def test_autograd_from_many_threads():
    def one(a):
        return hessian(lambda s, t: anp.exp(s) * t**2 + 3, (a, 2.0))

    starts = np.linspace(-1, 1, 60)
    with ThreadPoolExecutor(8) as pool:
        for a, got in zip(starts, pool.map(one, starts), strict=True):
            np.testing.assert_allclose(got, np.exp(a) * np.array([[4, 4], [4, 2]]), rtol=1e-13)


def through_a_norm(p):
    return anp.linalg.norm(p) ** 2


def test_where_autograd_fails_on_a_smooth_function_differences_take_its_place_with_a_word():
    origin = np.zeros(3)
    with pytest.warns(
        DerivativeWarning, match=r"no derivative at \(0, 0, 0\), though .* differences took its place"
    ):
        assert gradient(through_a_norm, origin) == pytest.approx(np.zeros(3), abs=1e-9)
    with pytest.warns(DerivativeWarning):
        np.testing.assert_allclose(hessian(through_a_norm, origin), 2 * np.eye(3), atol=1e-6)
    with pytest.warns(DerivativeWarning):
        np.testing.assert_allclose(hvp(through_a_norm, origin, (1, 2, 3)), (2, 4, 6), atol=1e-6)
    many = [[3.0, 0, 0], [0, 0, 0], [0, 0, -1]]
    with pytest.warns(DerivativeWarning):
        np.testing.assert_allclose(
            gradient(through_a_norm, many), [[6, 0, 0], [0, 0, 0], [0, 0, -2]], atol=1e-9
        )


def test_a_route_asked_for_by_name_keeps_its_nan_with_a_word():
    with pytest.warns(DerivativeWarning, match="route='difference' has one"):
        assert np.isnan(gradient(through_a_norm, (0, 0), route="autograd")).all()


@pytest.mark.parametrize(
    "f",
    [
        lambda p: anp.linalg.norm(p),
        lambda p: anp.sqrt(anp.linalg.norm(p)) ** 3 * anp.sign(p[0]) / 0.0,
        lambda x, y: anp.sqrt(x) + y,
        lambda x, y: anp.sin(x) / x + y,
        lambda p: anp.sqrt(anp.sum(p**2)) + p[0],
        lambda x, y: anp.sqrt(x**2 * y**2),
    ],
)
def test_no_derivative_is_made_up_where_there_is_none(f):
    assert not np.isfinite(hessian(f, (0.0, 0.0))).all()


def test_an_objective_that_overflows_says_nothing_to_a_learner():
    class Steep:
        def value(self, p):
            return np.dot(p, p) ** 2

        def gradient(self, p):
            return 4 * np.dot(p, p) * p

        def hessian(self, p):
            return 4 * np.dot(p, p) * np.eye(2) + 8 * np.outer(p, p)

    for route in (None, "difference"):
        assert not np.isfinite(hessian(Steep(), (1e160, 1.0), route=route)).all()
        gradient(Steep(), (1e160, 1.0), route=route)
        hvp(Steep(), (1e160, 1.0), (1.0, 1.0), route=route)
    for method in sorted(METHODS):
        trace = descend(Steep(), (1e160, 1e160), method, max_steps=5)
        trace.order(), trace.rate()
        assert trace.stopped

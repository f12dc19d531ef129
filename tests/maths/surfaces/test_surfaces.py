"""Surfaces against mpmath's high-precision differentiation and hand-derived answers."""

import pickle
from concurrent.futures import ThreadPoolExecutor

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from hesskit.maths.surfaces.surface import Objective, Surface

x, y, z = sympy.symbols("x y z")

# each formula beside the same function written for mpmath, and a point in its domain
REFEREED = [
    (x**2 + 3 * x * y + y**2, lambda a, b: a**2 + 3 * a * b + b**2, (0.3, -0.8)),
    (x**3 - 3 * x * y**2, lambda a, b: a**3 - 3 * a * b**2, (1.1, 0.4)),
    (sympy.sin(x) * sympy.cos(y), lambda a, b: mpmath.sin(a) * mpmath.cos(b), (0.7, 2.1)),
    (sympy.exp(x * y) / (1 + x**2), lambda a, b: mpmath.exp(a * b) / (1 + a**2), (0.7, -1.2)),
    (sympy.log(x) * sympy.sqrt(y), lambda a, b: mpmath.log(a) * mpmath.sqrt(b), (0.4, 1.7)),
    (sympy.atan2(y, x), lambda a, b: mpmath.atan2(b, a), (-0.4, 1.3)),
    (sympy.Abs(x * y) + x, lambda a, b: abs(a * b) + a, (-0.4, 1.3)),
    (x**y, lambda a, b: mpmath.power(a, b), (1.4, -2.3)),
    (x**7 * y**5, lambda a, b: a**7 * b**5, (1.3, -0.9)),
    (
        sympy.pi * sympy.tanh(x) + sympy.asin(y),
        lambda a, b: mpmath.pi * mpmath.tanh(a) + mpmath.asin(b),
        (0.3, 0.5),
    ),
    (sympy.sec(x) + sympy.cot(y), lambda a, b: mpmath.sec(a) + mpmath.cot(b), (0.3, 0.5)),
    (sympy.erf(x) + y**3, lambda a, b: mpmath.erf(a) + b**3, (0.3, 0.5)),
    (sympy.Abs(sympy.log(x)) * y, lambda a, b: abs(mpmath.log(a)) * b, (0.3, 0.5)),
    (sympy.Abs(sympy.sqrt(x) - 1) ** 3, lambda a, b: abs(mpmath.sqrt(a) - 1) ** 3, (0.3, 0.5)),
    (sympy.Max(x, y) * x, lambda a, b: max(a, b) * a, (0.3, 0.5)),
]


def referee(function, point):
    """Value, gradient and Hessian to forty digits."""
    with mpmath.workdps(40):
        place = tuple(mpmath.mpf(float(c)) for c in point)
        n = len(place)
        unit = np.eye(n, dtype=int)
        value = float(function(*place))
        slope = [float(mpmath.diff(function, place, tuple(unit[i].tolist()))) for i in range(n)]
        bend = [
            [float(mpmath.diff(function, place, tuple((unit[i] + unit[j]).tolist()))) for j in range(n)]
            for i in range(n)
        ]
    return value, np.array(slope), np.array(bend)


@pytest.mark.parametrize(("expr", "function", "point"), REFEREED, ids=[str(row[0]) for row in REFEREED])
def test_value_gradient_and_hessian_agree_with_mpmath(expr, function, point):
    surface = Surface(expr)
    value, slope, bend = referee(function, point)
    for got in (surface.at(point), (surface.value(point), surface.gradient(point), surface.hessian(point))):
        assert got[0] == pytest.approx(value, rel=1e-13)
        np.testing.assert_allclose(got[1], slope, rtol=1e-12, atol=1e-13)
        np.testing.assert_allclose(got[2], bend, rtol=1e-11, atol=1e-12)


coefficient = st.integers(-5, 5)
coordinate = st.floats(-3, 3).map(lambda number: round(number, 6))


@settings(deadline=None, max_examples=40)
@given(st.lists(coefficient, min_size=10, max_size=10), coordinate, coordinate)
def test_polynomials_have_the_derivatives_of_the_power_rule(coefficients, a, b):
    powers = [(i, j) for i in range(4) for j in range(4 - i)]
    terms = list(zip(coefficients, powers, strict=True))
    surface = Surface(sum(c * x**i * y**j for c, (i, j) in terms) + 0 * x)

    def partial(k, m):
        total = 0.0
        for c, (i, j) in terms:
            if i >= k and j >= m:
                falling = np.prod(range(i - k + 1, i + 1)) * np.prod(range(j - m + 1, j + 1))
                total += c * falling * a ** (i - k) * b ** (j - m)
        return total

    value, slope, bend = surface.at((a, b))
    expected = [[partial(2, 0), partial(1, 1)], [partial(1, 1), partial(0, 2)]]
    assert value == pytest.approx(partial(0, 0), rel=1e-9, abs=1e-9)
    np.testing.assert_allclose(slope, [partial(1, 0), partial(0, 1)], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(bend, expected, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(surface.hessian((a, b)), expected, rtol=1e-9, atol=1e-9)


def test_curriculum_numbers():
    surface = Surface(3 * x**3 - 6 * y**2 + 3)
    np.testing.assert_allclose(surface.gradient((1.2, 3.4)), (12.96, -40.8), rtol=1e-14)
    assert surface.gradient((-1, 1)).tolist() == [9, -12]


@pytest.mark.parametrize("shape", [(), (1,), (7, 5), (0,), (2, 3, 4)])
def test_shapes_broadcast_even_for_constants(shape):
    points = np.ones((*shape, 2))
    for expr in (x**2 - y**2, sympy.Integer(4), x, sympy.exp(x * y)):
        surface = Surface(expr)
        assert np.shape(surface.value(points)) == shape
        assert surface.gradient(points).shape == (*shape, 2)
        assert surface.hessian(points).shape == (*shape, 2, 2)
    np.testing.assert_array_equal(
        Surface(x**2 - y**2).hessian(points), np.broadcast_to(np.diag([2.0, -2.0]), (*shape, 2, 2))
    )


def test_a_grid_holds_the_same_numbers_as_its_points_one_by_one():
    grid = np.random.default_rng(3).normal(size=(6, 5, 2))
    surface = Surface(sympy.exp(-(x**2) - y**2) * sympy.sin(x * y) + x**5)
    whole = surface.hessian(grid)
    for index in np.ndindex(6, 5):
        np.testing.assert_allclose(surface.at(grid[index])[2], whole[index], rtol=1e-12, atol=1e-14)


def test_other_numbers_of_variables():
    three = Surface(x * y * z + z**2, variables="x y z")
    assert three.hessian((1, 2, 3)).tolist() == [[0, 3, 2], [3, 0, 1], [2, 1, 2]]
    assert three.domain == ((-2.0, 2.0),) * 3
    one = Surface(x**4, variables="x")
    assert one.at([2])[2].tolist() == [[48.0]]
    named = Surface(sympy.Symbol("x1") * sympy.Symbol("x2"), variables=("x1", "x2"))
    assert named.gradient((3, 4)).tolist() == [4, 3]


@pytest.mark.parametrize(
    "point", [(1, 2), [1.0, 2.0], np.array([1, 2]), (sympy.Rational(1), sympy.Integer(2)), (True, 2)]
)
def test_any_kind_of_number_makes_a_point(point):
    value, slope, bend = Surface(x**2 * y).at(point)
    assert (value, slope.tolist(), bend.tolist()) == (2.0, [4.0, 1.0], [[4.0, 2.0], [2.0, 0.0]])
    assert Surface(x**2 * y).value(np.array(point)) == 2.0


@pytest.mark.parametrize(
    "point", [3, (1,), (1, 2, 3), np.ones((2, 3)), "ab", (1j, 2), (None, 1), ([1, 2], [3]), ("1", "2")]
)
def test_a_wrong_point_is_refused_in_one_sentence(point):
    surface = Surface(x + y)
    for method in (surface.value, surface.gradient, surface.hessian, surface.at):
        with pytest.raises(ValueError, match=r"^a point [^\n]*\.$"):
            method(point)


def test_at_takes_one_point():
    with pytest.raises(ValueError, match="one point"):
        Surface(x + y).at(np.ones((4, 2)))


@pytest.mark.parametrize(
    ("expr", "point", "value"),
    [
        (sympy.log(x), (-1, 0), np.nan),
        (sympy.sqrt(x), (-1, 0), np.nan),
        (x ** sympy.Rational(1, 3), (-8, 0), np.nan),
        (sympy.Abs(x ** sympy.Rational(1, 3) + 1), (-8, 0), np.nan),
        (x**y, (-8, 1 / 3), np.nan),
        (x**y, (-8, 3), -512.0),
        (1 / x, (0, 0), np.inf),
        (-1 / x**2, (0, 0), -np.inf),
        (x / y, (0, 0), np.nan),
        (sympy.log(x), (0, 0), -np.inf),
        (sympy.exp(x), (1000, 0), np.inf),
        (sympy.pi**1000 * x, (1, 0), np.inf),
        (10**400 * x - 10**400 * y, (1, 1), np.nan),
        (x * 2**70, (1, 0), 2.0**70),
        (sympy.acos(x), (2, 0), np.nan),
        (sympy.tan(x), (1e300, 0), float(mpmath.tan(mpmath.mpf(10) ** 0 * mpmath.mpf(1e300)))),
    ],
)
def test_values_outside_the_real_domain(expr, point, value):
    surface = Surface(expr)
    assert surface.value(point) == pytest.approx(value, nan_ok=True)
    assert surface.at(point)[0] == pytest.approx(value, nan_ok=True)
    assert surface.value([point, point])[1] == pytest.approx(value, nan_ok=True)
    for numbers in surface.at(point)[1:]:
        assert numbers.dtype == np.float64


def test_the_whole_plane_without_a_warning():
    everything = np.stack(
        np.meshgrid([-np.inf, -1e308, -1.0, 0.0, 1e-320, 2.0, np.inf, np.nan], [-1.0, 0.0, 1e300]), -1
    )
    for expr in (
        sympy.log(x * y),
        x**y,
        sympy.tan(x) / y,
        sympy.Abs(x) * sympy.sign(y),
        sympy.gamma(2) * sympy.exp(x**2),
    ):
        surface = Surface(expr)
        surface.value(everything), surface.gradient(everything), surface.hessian(everything)
        for point in everything.reshape(-1, 2):
            surface.at(point)


@pytest.mark.parametrize(
    ("expr", "slope", "bend"),
    [
        (sympy.Abs(x), np.nan, np.nan),
        (x * sympy.Abs(x), 0.0, np.nan),
        (x**2 * sympy.Abs(x), 0.0, 0.0),
        (sympy.sign(x), np.nan, np.nan),
        (sympy.Max(x, 0) ** 2, 0.0, np.nan),
        (sympy.Piecewise((x**2, x > 0), (y, True)), np.nan, np.nan),
    ],
)
def test_derivatives_at_a_kink(expr, slope, bend):
    surface = Surface(expr)
    for got in (surface.at((0, 1)), (0, surface.gradient((0, 1)), surface.hessian((0, 1)))):
        assert got[1][0] == pytest.approx(slope, nan_ok=True)
        assert got[2][0, 0] == pytest.approx(bend, nan_ok=True)


def test_derivatives_away_from_a_kink():
    assert Surface(sympy.Abs(x)).hessian([[-1, 0], [2, 0]])[:, 0, 0].tolist() == [0, 0]
    assert Surface(sympy.Abs(x)).gradient([[-1, 0], [2, 0]])[:, 0].tolist() == [-1, 1]
    assert Surface(x * sympy.Abs(x)).hessian([[-1, 0], [2, 0]])[:, 0, 0].tolist() == [-2, 2]
    assert Surface(sympy.Piecewise((x**2, x > 0), (y, True))).gradient([[1, 5], [-1, 5]]).tolist() == [
        [2, 0],
        [0, 1],
    ]


def test_the_isolated_value_of_a_piecewise_has_no_derivative_to_offer():
    formula = x * y * (x**2 - y**2) / (x**2 + y**2)
    surface = Surface(sympy.Piecewise((formula, sympy.Ne(x**2 + y**2, 0)), (0, True)))
    assert surface.value((0, 0)) == 0
    assert np.isnan(surface.hessian((0, 0))).all()
    _, _, bend = referee(lambda a, b: a * b * (a**2 - b**2) / (a**2 + b**2), (0.5, 0.2))
    np.testing.assert_allclose(surface.at((0.5, 0.2))[2], bend, rtol=1e-11)


def test_no_negative_zero_is_shown():
    value, slope, bend = Surface(x**3 - 3 * x * y**2).at((0, 0))
    assert "-0" not in repr((value, slope.tolist(), bend.tolist()))
    assert "-0" not in repr(Surface(x**3 - 3 * x * y**2).hessian([[0, 0]]).tolist())


def test_plain_symbols_become_real_ones_by_name():
    surface = Surface(sympy.sqrt(x**2) + sympy.Symbol("y", positive=True))
    assert str(surface.expr) == "y + Abs(x)"
    assert all(variable.is_real for variable in surface.variables)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (x + z, "unknown name 'z': this surface has x and y"),
        (x + sympy.I, "not a real number"),
        (x + sympy.Integer(-8) ** sympy.Rational(1, 3), "not a real number"),
        (x + sympy.log(-2), "not a real number"),
        (sympy.oo, "not a finite number"),
        (sympy.nan + x, "not a finite number"),
        (sympy.zoo, "not a finite number"),
        (sympy.Function("g")(x), "no number for"),
    ],
)
def test_an_expression_that_is_no_surface_is_refused(source, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        Surface(source).value((0, 0))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("source", [None, [1, 2], True, sympy.Eq(x, y), b"x"])
def test_a_source_of_another_kind_is_refused(source):
    with pytest.raises(TypeError, match="made from a formula"):
        Surface(source)


@pytest.mark.parametrize("variables", ["", "x x", ("x", "2"), "x y-z"])
def test_variables_must_be_different_names(variables):
    with pytest.raises(ValueError, match="different names"):
        Surface(x, variables=variables)


@pytest.mark.parametrize(
    "domain",
    [((0, 1),), ((1, 0), (0, 1)), ((0, 0), (0, 1)), ((0, np.inf), (0, 1)), 3, "ab", ((0, 1, 2), (0, 1))],
)
def test_a_domain_must_be_a_box(domain):
    with pytest.raises(ValueError, match="a domain is 2 pairs"):
        Surface(x, domain=domain)


def test_derivatives_that_sympy_cannot_take_are_refused():
    surface = Surface(sympy.re(sympy.sqrt(x)) + sympy.floor(x))
    with pytest.raises(ValueError, match="no number for"):
        surface.gradient((0.5, 0.5))


def test_text_and_gallery_names():
    surface = Surface("2x^2 + 3xy + sin(x)cos(y)")
    assert surface.text == "2x^2 + 3xy + sin(x)cos(y)"
    assert surface.name is None
    np.testing.assert_allclose(surface.hessian((0, 0)), [[4, 3], [3, 0]])
    monkey = Surface("monkey saddle")
    assert monkey.name == "monkey saddle"
    assert monkey.expr == Surface("x^3 - 3xy^2").expr
    with pytest.raises(ValueError, match="unknown name"):
        Surface("no such saddle")


def test_frozen_equal_hashable_and_picklable():
    surface = Surface(x**2 + y, domain=[(0, 1), (0, 2)])
    surface.at((1, 1))
    twin = Surface(sympy.Symbol("x", real=True) ** 2 + y, domain=((0.0, 1.0), (0.0, 2.0)))
    assert surface == twin
    assert hash(surface) == hash(twin)
    assert surface != Surface(x**2 + y)
    assert surface == Surface(surface) == pickle.loads(pickle.dumps(surface))
    assert pickle.loads(pickle.dumps(surface)).at((1, 1))[0] == 2.0
    with pytest.raises(AttributeError):
        surface.expr = x
    assert isinstance(surface, Objective)


def test_it_prints_well():
    surface = Surface(x**2 / 2 + y)
    assert repr(surface) == "Surface('x**2/2 + y')"
    assert str(surface) == "f(x, y) = x**2/2 + y"
    assert surface.latex() == r"\frac{x^{2}}{2} + y"
    assert surface._repr_latex_() == r"$\displaystyle f(x, y) = \frac{x^{2}}{2} + y$"
    assert repr(Surface(x, variables="x y z")) == "Surface('x', variables='x y z')"


def test_symbolic_matrices():
    surface = Surface(x**2 * y)
    a, b = surface.variables
    assert surface.gradient_vector == sympy.Matrix([2 * a * b, a**2])
    assert surface.hessian_matrix == sympy.Matrix([[2 * b, 2 * a], [2 * a, 0]])


def test_threads_that_meet_on_one_surface_all_get_the_right_numbers():
    surface = Surface(sympy.exp(x) * sympy.sin(y))
    points = np.random.default_rng(1).normal(size=(40, 2))
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda p: (surface.at(p)[2], surface.hessian(p)), points))
    for (a, b), (fast, slow) in zip(points, rows, strict=True):
        expected = np.exp(a) * np.array([[np.sin(b), np.cos(b)], [np.cos(b), -np.sin(b)]])
        np.testing.assert_allclose(fast, expected, rtol=1e-13)
        np.testing.assert_allclose(slow, expected, rtol=1e-13)


@pytest.mark.parametrize(
    ("text", "point", "gradient"),
    [
        ("asin(sign(x))", (0.5, 0), (0, 0)),
        ("x asin(sign(x + y))", (-1.5, 0.25), (-np.pi / 2, 0)),
        ("acosh(sgn(x)) + y", (2, 1), (0, 1)),
        ("sqrt(1 - sign(x)^2) + xy", (1, 3), (3, 1)),
        ("asin(sign(x))", (0, 1), (np.nan, 0)),
        ("x asin(sign(sec(y)))", (2, 0.5), (np.pi / 2, 0)),
        ("(x/y)asin(sgn(asinh(2x + 1))^x)", (0.22, 0.5), (np.pi, -0.44 * np.pi)),  # found by a night run
        ("x|x|", (0, 1), (0, 0)),
        ("|x|", (0, 1), (np.nan, 0)),
    ],
)
def test_off_its_jump_a_sign_is_constant_whatever_it_stands_in(text, point, gradient):
    surface = Surface(text)
    np.testing.assert_allclose(surface.gradient(point), gradient, atol=1e-15)
    np.testing.assert_allclose(surface.at(point)[1], gradient, atol=1e-15)
    if np.isfinite(gradient).all() and "|" not in text:
        np.testing.assert_allclose(surface.hessian(point)[0, 0], 0, atol=1e-15)


def test_a_derivative_that_is_real_nowhere_is_no_number():
    # sympy writes it with the imaginary unit; numpy made it complex and raised a TypeError
    surface = Surface("arccos(cosh(arcsinh(pi*x))) + y^2")
    assert surface.value([0.0, 3.0]) == 9.0
    np.testing.assert_array_equal(surface.gradient([[0.0, 1.0], [1.0, 2.0]]), [[np.nan, 2.0], [np.nan, 4.0]])
    np.testing.assert_array_equal(surface.hessian([1.0, 2.0]), [[np.nan, 0.0], [0.0, 2.0]])
    value, gradient, _hessian = surface.at([1.0, 2.0])
    np.testing.assert_array_equal([value, *gradient], [np.nan, np.nan, 4.0])

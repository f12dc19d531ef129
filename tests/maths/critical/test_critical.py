"""The second-derivative test against hand-derived answers, scipy and exact rational arithmetic."""

import math
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import scipy.linalg
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from hesskit.maths.calculus.definiteness import definiteness, kind_of
from hesskit.maths.critical.classify import CriticalPoint, NotCritical, classify, rounded_signs
from hesskit.maths.critical.finder import critical_points
from hesskit.maths.surfaces.lexer import FormulaError
from hesskit.maths.surfaces.surface import Surface

pytestmark = pytest.mark.usefixtures("work_is_what_counts")

x, y, z = sympy.symbols("x y z")
ROOT = math.sqrt(2)

SHAPES = [
    ([[2, 0], [0, 1]], "positive definite", "minimum"),
    ([[-2, 0], [0, -1]], "negative definite", "maximum"),
    ([[2, 3], [3, 2]], "indefinite", "saddle"),
    (np.diag([1, -1, 0]), "indefinite", "saddle"),
    (np.diag([-1, -1, 1]), "indefinite", "saddle"),  # although det > 0
    ([[1, 0], [0, 0]], "positive semidefinite", "inconclusive"),
    ([[-1, 1], [1, -1]], "negative semidefinite", "inconclusive"),
    (np.zeros((3, 3)), "zero", "inconclusive"),
    ([[2e-8, 0], [0, -2e-8]], "indefinite", "saddle"),
    ([[2e-300, 0], [0, -2e-300]], "indefinite", "saddle"),
    ([[1e300, 0], [0, 1]], "positive definite", "minimum"),
    ([[5]], "positive definite", "minimum"),
]


@pytest.mark.parametrize(("matrix", "shape", "kind"), SHAPES)
def test_shapes_and_kinds(matrix, shape, kind):
    assert definiteness(matrix) == shape
    assert kind_of(matrix) == kind


def test_the_tolerance_is_relative_to_the_scale():
    for scale in (1e-200, 1.0, 1e200):
        assert kind_of(np.diag([scale, 1e-5 * scale])) == "minimum"
        assert kind_of(np.diag([scale, 1e-5 * scale]), tolerance=1e-4) == "inconclusive"
        assert kind_of(np.diag([scale, -1e-13 * scale]), tolerance=1e-10) == "inconclusive"
        assert kind_of(np.diag([scale, -1e-13 * scale])) == "saddle"  # typed numbers are decided exactly
        assert kind_of(np.diag([scale, -1e-13 * scale]), tolerance=0) == "saddle"


@pytest.mark.parametrize("tolerance", [-1, 1, np.nan])
def test_a_tolerance_is_from_zero_to_below_one(tolerance):
    with pytest.raises(ValueError, match="tolerance"):
        kind_of(np.eye(2), tolerance)


@pytest.mark.parametrize(
    ("matrix", "sentence"),
    [
        ([1, 2], "one square matrix"),
        (np.ones((2, 3)), "one square matrix"),
        (np.zeros((0, 0)), "one square matrix"),
        ([[1, np.nan], [np.nan, 1]], "not a finite number"),
        ([[1, 2], [0, 1]], "not symmetric"),
        ("ab", "square matrix of real numbers"),
    ],
)
def test_what_is_no_hessian_is_refused(matrix, sentence):
    with pytest.raises(ValueError, match=sentence):
        definiteness(matrix)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(-4, 4), min_size=3, max_size=3), st.integers(0, 10**6))
def test_rotating_a_hessian_does_not_change_its_shape(eigenvalues, seed):
    rotation = scipy.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))[0]
    matrix = rotation @ np.diag(eigenvalues) @ rotation.T
    assert definiteness((matrix + matrix.T) / 2) == definiteness(np.diag(eigenvalues))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(-6, 6), min_size=6, max_size=6))
def test_a_quadratic_form_is_classified_by_its_principal_minors(entries):
    a, b, c, d, e, f = entries
    matrix = [[2 * a, b, c], [b, 2 * d, e], [c, e, 2 * f]]
    surface = Surface(
        a * x**2 + b * x * y + c * x * z + d * y**2 + e * y * z + f * z**2 + 0 * x, variables="x y z"
    )
    point = classify(surface, (0, 0, 0))

    def minors(sign):
        """Sylvester for semidefinite matrices: every principal minor of sign·H, in exact integers."""
        found = []
        for chosen in ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)):
            found.append(sympy.Matrix(3, 3, lambda i, j: sign * matrix[i][j]).extract(chosen, chosen).det())
        return found

    singular = minors(1)[-1] == 0
    if min(minors(1)) >= 0:
        expected = "inconclusive" if singular else "minimum"
    elif min(minors(-1)) >= 0:
        expected = "inconclusive" if singular else "maximum"
    else:
        expected = "saddle"
    assert point.kind == expected
    assert point.isolated is (None if singular else True)
    assert point.D is None
    np.testing.assert_allclose(point.eigenvalues, scipy.linalg.eigvalsh(np.array(matrix, float)), atol=1e-12)
    np.testing.assert_allclose(
        point.hessian @ point.eigenvectors, point.eigenvectors * point.eigenvalues, atol=1e-12
    )


def test_the_saddle_with_both_diagonals_positive():
    point = classify(Surface(x**2 + 3 * x * y + y**2), (0, 0))
    assert point.kind == "saddle"
    assert point.eigenvalues.tolist() == pytest.approx([-1, 5])
    assert pytest.approx(-5) == point.D
    assert point.isolated is True
    assert point.gradient_norm == 0
    assert point.exact == (0, 0)
    np.testing.assert_allclose(np.abs(point.eigenvectors), np.full((2, 2), ROOT / 2))
    assert point.reason == "one eigenvalue is negative (−1) and one is positive (5)"


@pytest.mark.parametrize(
    ("expr", "point", "gradient"),
    [
        (x**2 * y + x * y**2, (1, 1), (3, 3)),
        (3 * x**3 - 6 * y**2 + 3, (1.2, 3.4), (12.96, -40.8)),
        (3 * x**3 - 6 * y**2 + 3, (-1, 1), (9, -12)),
        (sympy.exp(x) + sympy.exp(y), (0, 0), (1, 1)),
        (x**4 + y**4, (1e-9, 0), (4e-27, 0)),
        (x**2 + y**2, (Fraction(1, 10**30), 0), (2e-30, 0)),
    ],
)
def test_a_point_that_is_not_critical_is_refused_with_its_gradient(expr, point, gradient):
    with pytest.raises(NotCritical, match=r"not a critical point: the gradient there is") as caught:
        classify(Surface(expr), point)
    assert caught.value.gradient == pytest.approx(np.array(gradient, float))
    assert isinstance(caught.value, ValueError)
    assert pickle.loads(pickle.dumps(caught.value)).gradient == pytest.approx(np.array(gradient, float))


def test_the_sentence_of_the_refusal():
    with pytest.raises(NotCritical) as caught:
        classify(Surface(x**2 * y + x * y**2), (1, 1))
    assert str(caught.value) == (
        "(1, 1) is not a critical point: the gradient there is (3, 3), not (0, 0), "
        "so the second-derivative test says nothing here"
    )


@pytest.mark.parametrize("expr", [sympy.Abs(x) + y**2, sympy.sqrt(x**2 + y**2), sympy.log(x), sympy.sqrt(x)])
def test_without_a_gradient_there_is_no_critical_point(expr):
    with pytest.raises(NotCritical, match="no finite gradient there") as caught:
        classify(Surface(expr), (0, 0))
    assert not np.isfinite(caught.value.gradient).all()


# the valley x⁴/4 − x² + y² has minima at (±√2, 0) and a saddle at 0
@pytest.mark.parametrize(
    "first", [ROOT, -ROOT, sympy.sqrt(2), "sqrt(2)", np.float64(ROOT), sympy.Float(ROOT)]
)
@pytest.mark.parametrize("second", [0, 0.0, "0", Fraction(0), Decimal("0.0"), np.int64(0)])
def test_coordinates_of_any_kind(first, second):
    point = classify(Surface(x**4 / 4 - x**2 + y**2), (first, second))
    assert point.kind == "minimum"
    assert point.eigenvalues.tolist() == pytest.approx([2, 4])
    assert point.gradient_norm < 1e-15
    assert (point.exact is not None) == (isinstance(first, str) or first == sympy.sqrt(2))


def test_a_rough_approximation_is_not_critical_unless_allowed():
    surface = Surface(x**4 / 4 - x**2 + y**2)
    with pytest.raises(NotCritical):
        classify(surface, (1.4142, 0))
    assert classify(surface, (1.4142, 0), gradient_tolerance=1e-3).kind == "minimum"


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e12])
def test_the_criticality_test_follows_the_scale(scale):
    surface = Surface(sympy.Float(scale) * (sympy.cos(x) + sympy.cos(y)))
    assert classify(surface, (math.pi, 0.0)).kind == "saddle"
    assert classify(surface, (100 * math.pi, 0.0)).kind == "maximum"
    with pytest.raises(NotCritical):
        classify(surface, (math.pi + 1e-9, 0.0))


def test_a_typed_decimal_is_the_number_it_shows():
    for tenth in (0.1, "0.1", Fraction(1, 10), Decimal("0.1")):
        point = classify(Surface("(x - 0.1)^2 + 1e-14 y^2"), (tenth, 0))
        assert point.kind == "minimum"
        assert point.gradient_norm == 0
    assert classify(Surface((x - 0.1) ** 2 + y**2), (0.1, 0)).exact == (sympy.Rational(1, 10), 0)


def test_where_float_and_exact_could_disagree_the_exact_one_decides():
    assert classify(Surface(x**2 + y**2 / 10**14), (0, 0)).kind == "minimum"
    assert classify(Surface(x**2 - y**2 / 10**14), (0, 0)).kind == "saddle"
    root = sympy.sqrt(2)
    nearly = Surface(x**2 + 2 * root * x * y + 2 * y**2)  # (x + √2 y)²: singular, though floats round it
    point = classify(nearly, (0, 0))
    assert point.kind == "inconclusive"
    assert point.eigenvalues[0] == 0
    assert point.D == 0
    hidden = Surface((x**2 - 2) ** 4 + (y**2 - 2) ** 4)
    assert classify(hidden, ("sqrt(2)", "sqrt(2)")).kind == "inconclusive"
    rounded = classify(hidden, (ROOT, ROOT))
    assert rounded.kind == "inconclusive"
    assert "within rounding of zero" in rounded.reason
    assert classify(Surface(1e-8 * (x**2 - y**2)), (0.0, 0.0)).kind == "saddle"


@pytest.mark.parametrize(
    ("expr", "kind"),
    [
        (x**4 + y**4, "inconclusive"),
        (x**2 + y**4, "inconclusive"),
        (-(x**4) - y**4, "inconclusive"),
        (x**3 - 3 * x * y**2, "inconclusive"),
        ((x - y) ** 2, "inconclusive"),
        (sympy.Integer(0), "inconclusive"),
        (3 * x**3 - 6 * y**2 + 3, "inconclusive"),
        (x**2 + y**2 * (1 - x) ** 3, "minimum"),
    ],
)
def test_where_the_test_is_silent(expr, kind):
    point = classify(Surface(expr), (0, 0))
    assert point.kind == kind
    if kind == "inconclusive":
        assert point.D == 0
        assert point.isolated is None
        assert "cannot decide" in point.reason


def test_without_second_derivatives_the_test_cannot_be_applied():
    point = classify(Surface(x * sympy.Abs(x) + y**2), (0, 0))
    assert point.kind == "inconclusive"
    assert "no finite second derivatives" in point.reason
    assert np.isnan(point.eigenvalues).all()
    assert point == classify(Surface(x * sympy.Abs(x) + y**2), (0, 0))


def test_plain_functions_and_one_variable():
    assert classify(lambda a, b: a**2 - b**2, (0, 0)).kind == "saddle"
    one = classify(Surface(x**2, variables="x"), (0,))
    assert one.reason == "the only eigenvalue is positive (2)"
    assert one.D is None
    three = classify(Surface(x**2 - y**2, variables="x y z"), (0, 0, 0))
    assert three.kind == "saddle"
    assert "whatever the zero one hides" in three.reason


def test_the_same_point_as_text():
    surface = Surface((x - sympy.Rational(1, 2)) ** 2 + (y - sympy.pi) ** 2)
    assert classify(surface, "1/2, pi") == classify(surface, ("1/2", "pi"))
    with pytest.raises(FormulaError):
        classify(surface, ("one half", 0))


@pytest.mark.parametrize(
    "point", [3, None, (), (np.inf, 0), (np.nan, 0), (1j, 0), (x, 0), (1, 2, 3), (None, 1)]
)
def test_a_wrong_point_is_refused_in_one_sentence(point):
    with pytest.raises(ValueError, match=r"^[^\n]*\.$"):
        classify(Surface(x**2 + y**2), point)


def test_frozen_equal_and_printed():
    point = classify(Surface(x**2 + x * y + y**2 / 2), (0, 0))
    again = classify(Surface(x**2 + x * y + y**2 / 2), ("0", "0"))
    assert point == again
    assert hash(point) == hash(again)
    assert point != classify(Surface(x**2 + y**2), (0, 0))
    assert point != 3
    assert isinstance(pickle.loads(pickle.dumps(point)), CriticalPoint)
    with pytest.raises(AttributeError):
        point.kind = "saddle"
    with pytest.raises(ValueError, match="read-only"):
        point.hessian[0, 0] = 7
    assert repr(point).splitlines() == [
        "CriticalPoint at (0, 0): minimum",
        "  value         0",
        "  gradient norm 0",
        "  Hessian       [[2, 1], [1, 1]]",
        "  D             1",
        "  eigenvalues   0.381966, 2.61803",
        "  because       both eigenvalues are positive (0.381966 and 2.61803)",
    ]
    assert "<strong>minimum</strong>" in point._repr_html_()


def test_a_gradient_that_cancels_to_rounding_is_zero():
    """The terms of f_y cancel to 1.7e-18 at the float next to 1/7, a triple root: it was called not critical."""
    x, y = sympy.symbols("x y", real=True)
    f = sympy.expand(
        -(x**3) + x**2 - 3 * x * (y - sympy.Rational(1, 7)) - (y - sympy.Rational(1, 7)) ** 4 + 5
    )
    assert classify(Surface(f), (0.0, 1 / 7)).kind == "saddle"
    with pytest.raises(NotCritical):
        classify(Surface(f), (0.0, 1 / 7 + 1e-9))
    with pytest.raises(NotCritical):
        classify(Surface("x^2 + y^2"), (1e-17, 0.0))


def test_what_rounding_does_to_one_entry_leaves_the_others():
    """Along x the slope turns 2·10⁹ times as fast as along y; a doubt of f_xx is none of f_yy = 2."""
    surface = Surface("(x - 0.9)^2 + (y - 0.9)^2 + 8sin(7(x - 0.9)^2)^2")
    p = np.array([-499.93900086, 0.9])
    H = surface.hessian(p)
    assert abs(H[0, 0]) > 1e8 and rounded_signs(surface, p, H, None, np.linalg.eigvalsh(H)).count(0) == 0


def test_what_sympy_does_not_see_to_be_real_is_measured() -> None:
    """Found by a night run: sympy raised a TypeError of its own where atanh is real and sympy does not say so."""
    with pytest.raises(NotCritical, match=r"the gradient there is \(1, 0\)"):
        classify(Surface("(x - 1)/(tanh((tan((x + y)/(atanh(x + y))))^(-2)))"), (-1.0, 1e-8))


def test_a_slope_that_is_not_there_all_round_a_point_is_told_without_a_warning() -> None:
    """Found by a night run: numpy warned that no neighbour of the point had a slope; x = -y is where f ends."""
    with pytest.raises(NotCritical, match="is not a critical point"):
        classify(Surface("(x^2 - y^2)/(sgn((arcsin(arsinh(x/y)))^(x^2 - y^2)))"), (-np.pi / 2, np.pi / 2))


@pytest.mark.parametrize(
    ("formula", "point"),
    [
        ("y/csch(sign(cbrt(x^2 + y^2)^(x^2 + y^2)))", (1e8, 1.0)),
        ("y/csch(sign(cbrt(x^2 + y^2)^(x^2 + y^2)))", (-1e-300, 2.0)),
        ("exp(asinh(sinh(1 - y))^(x - 1))^0.5", (-1e-300, -1e-300)),
        (
            "erf(acosh((xy)ln(x^2 + y^2)) + x)",
            (1.5, 1e8),
        ),  # the slope of erf holds e to a multiple of a logarithm
    ],
)
def test_a_power_that_no_memory_would_hold_is_not_computed(formula, point) -> None:
    """Found by a night run: 10^(10^17), or a root of order 10^300, is one step of sympy, which no budget stops."""
    with pytest.raises(NotCritical):
        classify(Surface(formula), point)


def test_an_equation_that_sympy_cannot_put_a_root_into_is_searched_by_boxes() -> None:
    """Found by a night run: at y = 1 the logarithm is of 0, and sympy compared what is no number."""
    found = critical_points("(1 - y)/sinh((x^2 - y^2)ln((1 - y)acos(1 - x^2 - y^2)))")
    assert [tuple(np.round(point.point, 4)) for point in found] == [(0, -0.2763)]

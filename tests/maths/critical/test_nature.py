"""What a critical point really is, against answers worked out by hand and against brute force."""

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from hesskit.maths.critical.classify import classify
from hesskit.maths.critical.finder import critical_points
from hesskit.maths.critical.nature import exact_nature, seen_nature
from hesskit.maths.surfaces.surface import Surface

pytestmark = pytest.mark.usefixtures("work_is_what_counts")
X, Y = sympy.symbols("x y", real=True)
ORIGIN = (sympy.S.Zero, sympy.S.Zero)
BY_HAND = {
    "x^4 + y^4": "minimum",
    "x^2 + y^4": "minimum",
    "-x^4 - y^4": "maximum",
    "x^2 - y^4": "saddle",
    "x^2 + y^3": "saddle",
    "x^3 - 3x y^2": "saddle",
    "(y - x^2)(y - 3x^2)": "saddle",
    "(y - x^2)^2 + x^6": "minimum",
    "(y - x^2)^2 - x^6": "saddle",
    "(y - x^2)^2 + x^7": "saddle",
    "-(y - x^2)^2 - x^8": "maximum",
    "(x - y)^2": "minimum",
    "x^2 y^2": "minimum",
    "-x^2 y^2": "maximum",
    "x^2 y^3": "saddle",
    "x^4 - 6x^2y^2 + y^4": "saddle",
    "(x^2 - y^2)^2 + x^5": "saddle",
    "(x^2 - y^2)^2 + x^6 + y^6": "minimum",
    "(x^2 - 2y^2)^2 + x^6": "minimum",
    "(y^2 - x^3)^2": "minimum",
    "(y^2 - x^3)^2 + x^8": "minimum",
    "(y^2 - x^3)^2 - x^8": "saddle",
    "x^4 + x^2y^3 + y^8": "saddle",
    "x^4 + x^2y^3 + y^6": "minimum",
    "(y - x^2)(y - 2x^2)(y - 3x^2)(y - 4x^2)": "saddle",
    "cos(x) - 1 + x^2/2 + y^2": "minimum",
    "exp(x^4 + y^4)": "minimum",
    "sin(x)^4 - y^4": "saddle",
    "(y - sin(x))^2 + x^6": "minimum",
    "x - sin(x) + y^2": "saddle",
    "sqrt(x^4 + x^2y^3 + y^8 + 1)": "saddle",
    "sqrt(4 + x^2y^2)": "minimum",
    "log(1 + (y - x^2)^2 + x^6)": "minimum",
    "2 - atan(x^4 + y^4)": "maximum",
    "3/(1 + x^2 y^2) - 2": "maximum",
    "sin((y - x^2)(y - 3x^2))": "saddle",
    "3": "minimum",
    "x^100 + y^100": "minimum",
}


@pytest.mark.parametrize("formula", BY_HAND)
def test_the_exact_answer_at_the_origin(formula):
    found = exact_nature(Surface(formula), ORIGIN)
    assert found.nature == BY_HAND[formula]
    assert found.reason


@pytest.mark.parametrize("formula", BY_HAND)
def test_classify_names_the_nature_and_its_reason(formula):
    point = classify(Surface(formula), (0, 0))
    assert point.nature == BY_HAND[formula]
    assert point.kind in (point.nature, "inconclusive")
    if point.kind == "inconclusive":
        assert "cannot decide" in point.reason and "; but " in point.reason
        assert point.nature in repr(point)


@pytest.mark.parametrize("formula", BY_HAND)
def test_evidence_on_circles_is_never_wrong(formula):
    found = seen_nature(Surface(formula), np.zeros(2))
    assert found.nature in (BY_HAND[formula], "undecided")
    if found.nature != "undecided":
        assert "not a proof" in found.reason


def test_an_answer_that_is_not_strict_says_so():
    assert "not strict" in exact_nature(Surface("(x - y)^2"), ORIGIN).reason
    assert "not strict" not in exact_nature(Surface("x^4 + y^4"), ORIGIN).reason


def test_irrational_points():
    hat = Surface("(x^2 + y^2 - 2)^2")
    assert exact_nature(hat, (sympy.sqrt(2), sympy.S.Zero)).nature == "minimum"
    assert exact_nature(Surface("(x^2 - 2)^3 + y^2"), (sympy.sqrt(2), sympy.S.Zero)).nature == "saddle"


def test_flat_functions_stay_undecided():
    flat = Surface("exp(-1/(x^2 + y^2))")
    assert exact_nature(flat, ORIGIN).nature == "undecided"


@pytest.mark.parametrize(
    ("formula", "nature"),
    [
        ("x^2 + y^2 + z^4", "minimum"),
        ("x^2 + y^2 - z^4", "saddle"),
        ("x^2 + y^2 + z^3", "saddle"),
        ("-x^2 - y^4 - z^6", "maximum"),
        ("(z - x^2)^2 + x^6 + y^2", "minimum"),
        ("(z - x^2)^2 - x^6 + y^2", "saddle"),
        ("x y z", "saddle"),
        ("x^4 + y^4 + z^4", "minimum"),
    ],
)
def test_three_variables(formula, nature):
    assert exact_nature(Surface(formula, "x y z"), (sympy.S.Zero,) * 3).nature == nature


def brute_force(expr):
    """Look for both signs of a polynomial, beyond rounding, on many small curves round the origin."""
    f = sympy.lambdify((X, Y), expr, "numpy")
    angles = np.linspace(0, 2 * np.pi, 20001)
    below = above = False
    for p, q in ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 3), (3, 2)):
        values = np.broadcast_to(f(0.05**p * np.cos(angles), 0.05**q * np.sin(angles)), angles.shape)
        rounding = 1e-13 * np.abs(values).max()
        below, above = below or values.min() < -rounding, above or values.max() > rounding
    return below, above


coefficients = st.lists(st.integers(-3, 3), min_size=5, max_size=5)


@settings(max_examples=60, deadline=None)
@given(coefficients, st.sampled_from([0, 1]))
def test_random_forms_are_never_called_wrongly(c, extra):
    expr = sum(k * X ** (4 - i) * Y**i for i, k in enumerate(c)) + extra * (X**6 + Y**6)
    if sympy.expand(expr) == 0:
        return
    found = exact_nature(Surface(expr), ORIGIN).nature
    below, above = brute_force(sympy.expand(expr))
    if below and above:
        assert found in ("saddle", "undecided")
    if found == "saddle" and not extra:
        assert below and above
    if found == "minimum":
        assert not below
    if found == "maximum":
        assert not above


@settings(max_examples=40, deadline=None)
@given(
    st.integers(-3, 3),
    st.integers(-3, 3),
    st.integers(3, 7),
    st.integers(-3, 3).filter(bool),
    st.sampled_from([1, -1]),
)
def test_a_valley_along_a_curve_is_decided_by_what_happens_along_it(a, b, power, k, sign):
    """f = ±(y - ax² - bx³)² + kx^m is k t^m along its valley, by construction."""
    expr = sign * (Y - a * X**2 - b * X**3) ** 2 + k * X**power
    expected = "saddle" if power % 2 or (k > 0) != (sign > 0) else ("minimum" if sign > 0 else "maximum")
    assert exact_nature(Surface(sympy.expand(expr)), ORIGIN).nature == expected


@pytest.mark.parametrize(
    ("formula", "point", "power"),
    [
        ("x^2 y^2", (0, 1), "(x y)^2"),
        ("(x^2 + y^2 - 1)^2", (1, 0), "(x^2 + y^2 - 1)^2"),
        ("x^2 y^2 (x + y)", (0, 1), "(x y)^2"),
    ],
)
def test_an_even_power_is_said_in_the_readers_own_variables(formula, point, power):
    """It was once said in the distances from the point: at (0, 1), x²y² was "the even power (x y + x)^2"."""
    assert power in classify(Surface(formula), point).reason


def test_a_factor_that_vanishes_is_not_called_positive():
    """On x = 0 the other factor of x²y² is y², which is 0 at the origin."""
    reasons = [one.reason for one in critical_points(Surface("x^2 y^2"))]
    assert len(reasons) == 2
    assert all("nowhere negative" in reason and "positive factor" not in reason for reason in reasons)


@pytest.mark.parametrize("function", ["tan", "tanh"])
@pytest.mark.parametrize(("tail", "nature"), [("- x^10", "saddle"), ("+ x^10", "minimum")])
def test_a_thin_wedge_along_a_bent_path(function, tail, nature):
    """On y = tan x it is ∓x^10; the wedge is a ten-thousandth of a turn wide where it is widest."""
    surface = Surface(f"(y - {function}(x))^2 {tail}")
    assert exact_nature(surface, (sympy.Integer(0),) * 2).nature == nature
    assert seen_nature(surface, np.zeros(2)).nature in (nature, "undecided")

"""Slopes and bounds of the Taylor models' errors, against laws known by hand, and the reasons given for them."""

import numpy as np
import pytest

from hesskit import Surface
from hesskit.explore.lesson_3.taylor import compute
from hesskit.maths.calculus.errors import degree_of, seams

GENERIC = "exp(x) sin(y) + x^2/2"


def curves_of(formula, centre, distance=0.1):
    return compute(Surface(formula), centre, 2, distance, "error").curves


@pytest.mark.parametrize(
    ("formula", "centre", "slopes"),
    [
        (GENERIC, (0.5, 0.5), (1, 2, 3)),
        ("sin(x)*sin(x + y)", (0.7, -0.4), (1, 2, 3)),
        ("peaks", (0.3, 0.2), (1, 2, 3)),
        ("cos(x) + cos(y)", (0, 0), (2, 2, 4)),
        ("x^4 + y^4", (0, 0), (4, 4, 4)),
        ("x^3 - 3x y^2", (0, 0), (3, 3, 3)),
        ("x^2 + 3xy + y^2", (1, 0), (1, 2, np.nan)),
        ("abs(x)^2.5", (0, 0), (2.5, 2.5, 2.5)),
    ],
)
def test_fitted_slopes(formula, centre, slopes):
    assert curves_of(formula, centre).slopes == pytest.approx(slopes, abs=0.03, nan_ok=True)


@pytest.mark.parametrize("formula", [GENERIC, "peaks", "log(1 + x^2 + y^2)", "Goldstein-Price", "Easom"])
def test_errors_never_exceed_their_bounds(formula):
    surface = Surface(formula)
    (x_low, x_high), (y_low, y_high) = surface.domain
    for x, y in np.random.default_rng(2).uniform((x_low, y_low), (x_high, y_high), (5, 2)):
        curves = curves_of(formula, (x, y))
        known = np.isfinite(curves.bounds)
        assert known.any(axis=1).all()
        assert (curves.errors <= 1.02 * curves.bounds + 20 * curves.rounding)[known].all()


def test_the_bound_of_order_2_is_that_of_the_third_derivatives():
    curves = curves_of("x^3/6", (0, 0), 0.5)
    assert curves.largest == pytest.approx([0.125, 0.5, 1])
    assert curves.bounds_here == pytest.approx([0.0625, 0.0625, 0.5**3 / 6])
    assert curves.here[2] == pytest.approx(0.5**3 / 6)


@pytest.mark.parametrize(
    ("formula", "centre", "order", "expected"),
    [
        (
            "cos(x) + cos(y)",
            (0, 0),
            2,
            "Every third derivative is 0 at a, so the error of order 2 falls faster than |d|³.",
        ),
        ("x^4 + y", (0, 0), 1, "H is 0 at a, so the error of order 1 falls faster than |d|²."),
        ("x^2 + y^2", (0, 0), 0, "∇f is 0 at a, so the error of order 0 falls faster than |d|."),
        ("x^2 + y^2", (0, 0), 1, ""),
        (
            "(x+y)^3 - (x+y)^3 + x y",
            (1, 1),
            2,
            "f is a polynomial of degree 2, so the model of order 2 is f itself: its error is 0.",
        ),
        (
            "abs(x)^2.5",
            (0, 0),
            2,
            "The slope of order 2 is below 3 because f has no finite derivatives of order 3 at a.",
        ),
        ("abs(x) + y", (0.5, 0), 1, "Up to |d| = 0.46 the model of order 1 shows no error beyond rounding."),
        (GENERIC, (0.5, 0.5), 2, ""),
    ],
)
def test_it_says_why_a_slope_is_not_the_usual_one(formula, centre, order, expected):
    assert compute(Surface(formula), centre, order, 0.1, "error").why(order) == expected


def test_degrees():
    assert degree_of(Surface("(x + y)^3 - x^3")) == 3
    assert degree_of(Surface("exp(x)")) == degree_of(Surface("(x + y)^60")) == np.inf


@pytest.mark.parametrize(
    ("formula", "zeros", "poles"),
    [
        ("exp(x) sin(y)", [], 0),
        ("1/x + log(y)", [2, 3], 2),
        ("tan(x)", [np.cos(2)], 1),
        ("abs(x - y) + sqrt(x)", [-1, 2], 0),
        ("sign(y - 1) + 1/sin(x)", [2, np.sin(2)], 1),
    ],
)
def test_seams_are_found_in_the_formula(formula, zeros, poles):
    evaluate, count = seams(Surface(formula))
    found = sorted(abs(float(each)) for each in evaluate(np.array([2.0, 3.0])))
    assert found == pytest.approx(sorted(map(abs, zeros)))
    assert count == poles

"""critical_points against the gallery, against polynomials built from their critical points, and against SciPy."""

import itertools
import time
from importlib import import_module

import numpy as np
import pytest
import scipy.optimize
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from hesskit.maths.critical.finder import critical_points
from hesskit.maths.critical.intervals import Tape
from hesskit.maths.surfaces.gallery import gallery
from hesskit.maths.surfaces.parsing import parse_number
from hesskit.maths.surfaces.surface import Surface

pytestmark = pytest.mark.usefixtures("work_is_what_counts")
X, Y = sympy.symbols("x y", real=True)


def rounded(point):
    return tuple((np.round(np.asarray(point, dtype=float), 8) + 0.0).tolist())


def natures(found):
    return {rounded(p.point): p.nature for p in found if p.set is None}


def sets(found):
    return {p.set: p.nature for p in found if p.set is not None}


@pytest.mark.parametrize("name", gallery)
def test_every_point_of_the_gallery_and_no_other(name):
    entry = gallery[name]
    found = critical_points(Surface(name), budget=20)
    known = {rounded([float(parse_number(c)) for c in p.point]): p.nature for p in entry.points}
    assert natures(found) == known
    assert sorted(sets(found).values()) == sorted(s.nature for s in entry.sets)
    assert found.complete
    for point in found:
        assert point.isolated is (point.set is None)
        assert point.kind in (point.nature, "inconclusive")
        assert point.reason


def test_points_come_sorted_by_x_then_y_and_sets_last():
    found = critical_points(Surface("rippled bowl"))
    assert len(found) == 25
    points = [rounded(p.point) for p in found]
    assert points == sorted(points)
    hat = critical_points(Surface("(x^2 + y^2 - 1)^2"))
    assert [p.set for p in hat] == [None, "x^2 + y^2 = 1"]
    assert [p.isolated for p in hat] == [True, False]
    assert [p.nature for p in hat] == ["maximum", "minimum"]


def test_what_is_exact_is_said_exactly():
    found = critical_points(Surface("McCormick"))
    assert found[0].exact == (sympy.Rational(1, 2) - sympy.pi / 3, -sympy.Rational(1, 2) - sympy.pi / 3)
    assert "exactly" in found.note
    assert critical_points(Surface("Himmelblau"))[0].exact is None


# ---------------------------------------------------------------- polynomials with known points
def antiderivative(variable, roots, sign):
    slope = sign * sympy.Mul(*[(variable - r) ** m for r, m in roots])
    return sympy.integrate(sympy.expand(slope), variable)


def one_dimensional(roots, sign):
    """What a function with this derivative does at each root: +1 minimum, -1 maximum, 0 neither."""
    result = {}
    for r, m in roots:
        beyond = sign * np.prod([(1 if r > q else -1) ** k for q, k in roots if q != r])
        result[r] = int(beyond) if m % 2 else 0
    return result


def together(a, b):
    return {(1, 1): "minimum", (-1, -1): "maximum"}.get((a, b), "saddle")


roots_of_slope = st.lists(
    st.tuples(st.integers(-6, 6).map(lambda k: sympy.Rational(k, 4)), st.sampled_from([1, 1, 1, 2, 3])),
    min_size=1,
    max_size=3,
    unique_by=lambda pair: pair[0],
)
shears = st.sampled_from(
    [((1, 0), (0, 1)), ((1, 1), (0, 1)), ((1, 0), (-1, 1)), ((2, 1), (1, 1)), ((0, 1), (-1, 0))]
)


@settings(max_examples=12, deadline=None)  # the referee's nights try as many as there is time for
@given(roots_of_slope, roots_of_slope, st.sampled_from([1, -1]), st.sampled_from([1, -1]), shears)
def test_separable_polynomials_in_other_coordinates(own_x, own_y, sign_x, sign_y, matrix):
    (a, b), (c, d) = matrix
    u, v = a * X + b * Y, c * X + d * Y
    f = antiderivative(X, own_x, sign_x).subs(X, u) + antiderivative(Y, own_y, sign_y).subs(Y, v)
    kinds_x, kinds_y = one_dimensional(own_x, sign_x), one_dimensional(own_y, sign_y)
    inverse = sympy.Matrix([[a, b], [c, d]]).inv()
    expected = {
        rounded([float(z) for z in inverse * sympy.Matrix([r, s])]): together(kinds_x[r], kinds_y[s])
        for r, s in itertools.product(kinds_x, kinds_y)
    }
    found = critical_points(Surface(sympy.expand(f)), ((-7, 7), (-7, 7)), budget=30)
    assert natures(found) == expected
    assert found.complete or "numerical" in found.note
    assert not sets(found)


@settings(max_examples=15, deadline=None)
@given(st.integers(-3, 3), st.integers(-3, 3), st.integers(1, 3), st.sampled_from([1, -1]))
def test_squares_of_curves_are_sets(p, q, r, sign):
    curve = (X - p) ** 2 + (Y - q) ** 2 - r**2
    found = critical_points(Surface(sign * curve**2), ((-9, 9), (-9, 9)))
    extreme, opposite = ("minimum", "maximum") if sign > 0 else ("maximum", "minimum")
    assert natures(found) == {rounded([p, q]): opposite}
    assert list(sets(found).values()) == [extreme]
    on_set = next(s for s in found if s.set)
    assert float(curve.subs({X: on_set.point[0], Y: on_set.point[1]})) == pytest.approx(0, abs=1e-9)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(-8, 8), min_size=6, max_size=6))
def test_scipy_finds_no_point_that_is_missing(c):
    f = (
        sympy.Rational(c[0], 4) * sympy.sin(X + 2 * Y)
        + sympy.Rational(c[1], 4) * sympy.cos(2 * X - Y)
        + sympy.Rational(c[2], 8) * sympy.exp(X / 2) * Y
        + X**2 / 4
        + Y**2 / 3
        + sympy.Rational(c[3], 8) * X * Y
        + sympy.Rational(c[4], 8) * X
        + sympy.Rational(c[5], 8) * Y
    )
    surface = Surface(f, domain=((-3, 3), (-3, 3)))
    found = critical_points(surface, budget=20)
    points = np.array([p.point for p in found]).reshape(-1, 2)
    assert np.abs(surface.gradient(points)).max(initial=0) < 1e-10
    for start in itertools.product(np.linspace(-2.9, 2.9, 9), repeat=2):
        end = scipy.optimize.root(surface.gradient, start, jac=surface.hessian, tol=1e-12)
        if end.success and np.abs(end.x).max() < 3 - 1e-6 and np.abs(end.fun).max() < 1e-11:
            assert np.abs(points - end.x).max(axis=1).min() < 1e-6


# ---------------------------------------------------------------- sets of critical points
@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x^2", {"x = 0": "minimum"}),
        ("(x - y)^2", {"x = y": "minimum"}),
        ("-(x + y)^4", {"x + y = 0": "maximum"}),
        ("x^2 y^2", {"x = 0": "minimum", "y = 0": "minimum"}),
        ("sin(x)", {"x = -pi/2": "minimum", "x = pi/2": "maximum"}),
        ("sin(x + y)", {"x + y = -pi/2": "minimum", "x + y = pi/2": "maximum"}),
        (
            "sin(x - 3y/2)^3/2",
            {"2 x - 3 y = -3 pi": "maximum"}
            | {
                f"2 x - 3 y = {t}": n
                for t, n in (
                    ("-2 pi", "saddle"),
                    ("-pi", "minimum"),
                    ("pi", "maximum"),
                    ("2 pi", "saddle"),
                    ("3 pi", "minimum"),
                )
            }
            | {"2 x = 3 y": "saddle"},
        ),
        ("(1 - x^2 - y^2)^3", {"x^2 + y^2 = 1": "saddle"}),
        ("(sqrt(x^2 + y^2) - 1)^2", {"x^2 + y^2 = 1": "minimum"}),
        ("cos(x^2 + y^2)", {"x^2 + y^2 = pi": "minimum", "x^2 + y^2 = 2 pi": "maximum"}),
        ("3", {"the whole plane": "minimum"}),
        ("sqrt((2x^2 + 2x y)^2 + 1)", {"x = 0": "minimum", "x + y = 0": "minimum"}),
        ("x^4/(1 + x^2 + y^2)", {"x = 0": "minimum"}),
        ("2 - log(1 + x^4 (1 + y^2))", {"x = 0": "maximum"}),
        ("1/sqrt(1 + y^4)", {"y = 0": "maximum"}),
        ("atan(x^2 y^3)", {"x = 0": "undecided", "y = 0": "saddle"}),
        ("(x^2 + y^2)^2", {}),
    ],
)
def test_sets(formula, expected):
    found = critical_points(Surface(formula))
    assert sets(found) == expected
    assert found.complete


def test_only_the_set_and_not_its_sample_is_looked_into(monkeypatch):
    """The derivatives up to the eighth of a root of squares took ten seconds, and nobody read what they said."""
    monkeypatch.setattr(import_module("hesskit.maths.critical.classify"), "with_nature", None)
    found = critical_points(Surface("sqrt((2x^2 + 2x y)^2 + 1)"))
    assert len(found) == 2 and found.complete


def test_what_does_not_decide_is_not_said_to_decide():
    (own,) = critical_points(Surface("sin(x) - x"))
    assert own.set == "x = 0" and own.nature == "undecided"
    assert "curves" not in own.reason


def test_a_set_whose_nature_changes_is_not_given_one():
    found = critical_points(Surface("x^2 y^3"))
    assert sets(found) == {"x = 0": "undecided", "y = 0": "saddle"}
    assert "changes along the set" in found[0].reason


@pytest.mark.parametrize(
    ("formula", "saddle", "name", "usual"),
    [
        ("y^2 (x^2 - y^2)", (0, 0), "y = 0", "minimum"),
        ("x^4 y^2 - y^4", (0, 0), "y = 0", "minimum"),
        ("3 - 2x^4 y^2 - x y^3", (0, 0), "y = 0", "maximum"),
        ("x^2 (2x - 4x y - 4y^2)", (0, 0), "x = 0", "maximum"),
        ("y (3x + 3)^2 (x + 3y)^2 (x + y + 1)", (-1, 0), "x = -1", "minimum"),
        ("(x^2 + y^2 - 1)^2 (x - 1)", (1, 0), "x^2 + y^2 = 1", "maximum"),
    ],
)
def test_one_saddle_on_a_line_of_extrema_takes_the_verdict_back(formula, saddle, name, usual):
    """Where another factor touches the set, f takes both signs next to one single point of it."""
    surface = Surface(formula)
    own = next(p for p in critical_points(surface) if p.set == name)
    assert own.nature == "undecided"
    assert own.reason.endswith(f"points of more than one nature: {' and '.join(sorted([usual, 'saddle']))}")
    angles = np.linspace(0, 2 * np.pi, 40001)  # the referee: values on a small circle round that point
    for radius in (0.3, 0.1):
        circle = np.array(saddle) + radius * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
        above = surface.value(circle) - surface.value(np.array(saddle, dtype=float))
        assert above.min() < -1e-10 and above.max() > 1e-10


def test_a_factor_that_only_touches_zero_changes_nothing():
    assert sets(critical_points(Surface("y^2 (x^2 + y^2)"))) == {"y = 0": "minimum"}
    assert sets(critical_points(Surface("y^2 (x - 1)^2"))) == {"x = 1": "minimum", "y = 0": "minimum"}


def test_a_line_that_factors_do_not_show():
    found = critical_points(Surface("(1 + cos(y)) exp(-x^2)"), ((-2, 2), (-4, 4)))
    assert natures(found) == {(0.0, 0.0): "maximum"}
    assert sets(found) == {"y = -pi": "minimum", "y = pi": "minimum"}


# ---------------------------------------------------------------- the box
def test_points_on_the_border_belong_to_the_closed_box():
    assert len(critical_points(Surface("x^2 + y^2"), ((0, 1), (0, 1)))) == 1
    assert len(critical_points(Surface("sin(x) + y^2"), ((-np.pi / 2, np.pi / 2), (0, 1)))) == 2
    assert len(critical_points(Surface("x^2 + y^2"), ((0.001, 1), (0, 1)))) == 0


@pytest.mark.parametrize("scale", [1e-9, 1e9])
def test_scale_does_not_matter(scale):
    found = critical_points(Surface(sympy.Rational(scale) * (X**3 - 3 * X + Y**2)))
    assert natures(found) == {(-1.0, 0.0): "saddle", (1.0, 0.0): "minimum"}
    wide = critical_points(Surface("x^3 - 3x + y^2"), ((-1e6, 1e6), (-1e6, 1e6)))
    assert natures(wide) == {(-1.0, 0.0): "saddle", (1.0, 0.0): "minimum"}


@pytest.mark.parametrize(
    "domain",
    [
        ((1, 0), (0, 1)),
        ((0, 0), (0, 1)),
        ((0, np.inf), (0, 1)),
        ((0, np.nan), (0, 1)),
        ((0, 1),),
        3,
        "box",
        ((0, 1, 2), (0, 1)),
    ],
)
def test_what_is_not_a_box_is_refused_in_one_sentence(domain):
    with pytest.raises(ValueError) as problem:
        critical_points(Surface("x^2 + y^2"), domain)
    assert "\n" not in str(problem.value)


# ---------------------------------------------------------------- where f is not smooth, or not real
@pytest.mark.parametrize("formula", ["|x| + |y|", "sqrt(x^2 + y^2)", "cbrt(x) + y^2"])
def test_corners_are_not_critical_but_are_mentioned(formula):
    found = critical_points(Surface(formula))
    assert len(found) == 0
    assert "no gradient" in found.note


@pytest.mark.parametrize(
    ("formula", "domain", "expected"),
    [
        ("abs(x y) - x^2 - 2y^2", ((0, 2), (0, 2)), {}),
        ("2x y + y + abs(x y)", None, {}),
        ("abs(x) y^2", None, {"y = 0": "minimum"}),
        ("abs(x) y", None, {}),
        ("abs(x^2 + y^2 - 1)", None, {}),
    ],
)
def test_a_line_of_corners_is_no_set_of_critical_points(formula, domain, expected):
    """Multiplied out, both partial derivatives vanish there; but f has no gradient."""
    found = critical_points(Surface(formula), domain)
    assert sets(found) == expected
    assert not found.complete and "no gradient" in found.note


def test_a_flat_line_of_an_absolute_value_is_one():
    assert "x = 0" in sets(critical_points(Surface("abs(x)^3")))
    assert sets(critical_points("cbrt(x y)^4", budget=30)) == {
        "x y = 0": "minimum"
    }  # |xy|^(4/3): f_yy is infinite


@pytest.mark.parametrize(("formula", "nature"), [("x|x| + y^2", "saddle"), ("|x|^3 + y^2", "minimum")])
def test_a_kink_that_is_flat_is_critical(formula, nature):
    assert natures(critical_points(Surface(formula))) in ({(0.0, 0.0): nature}, {(0.0, 0.0): "undecided"})


@pytest.mark.parametrize(
    ("formula", "domain", "expected"),
    [
        ("x log(x) + y log(y)", ((0, 1), (0, 1)), [(1 / np.e, 1 / np.e)]),
        ("1/x + 1/y", ((-1, 1), (-1, 1)), []),
        ("log(x^2 + y^2)", ((-1, 1), (-1, 1)), []),
        ("x^y", ((0.5, 2), (-1, 1)), [(1, 0)]),
        ("sqrt(x) + sqrt(y) - x - y", ((0, 1), (0, 1)), [(0.25, 0.25)]),
        ("tan(x) + y^2", ((-2, 2), (-1, 1)), []),
    ],
)
def test_where_f_is_not_real_there_is_nothing(formula, domain, expected):
    found = critical_points(Surface(formula), domain)
    assert list(natures(found)) == [rounded(p) for p in expected]


# ---------------------------------------------------------------- one variable, three, and more
def test_one_variable():
    assert natures(critical_points(Surface("x^3 - 3x", "x"))) == {(-1.0,): "maximum", (1.0,): "minimum"}
    assert natures(critical_points(Surface("x^5", "x"))) == {(0.0,): "saddle"}


def test_three_variables():
    assert natures(critical_points(Surface("x^2 + y^2 - z^4", "x y z"))) == {(0.0, 0.0, 0.0): "saddle"}
    assert sets(critical_points(Surface("x^2 + y^2", "x y z"))) == {"x = 0, y = 0 (every z)": "minimum"}
    waves = critical_points(Surface("sin(x) + cos(y) + z^2", "x y z"))
    assert natures(waves) == {rounded([-np.pi / 2, 0, 0]): "saddle", rounded([np.pi / 2, 0, 0]): "saddle"}


def test_more_variables_are_refused_in_one_sentence():
    with pytest.raises(ValueError, match="at most three variables"):
        critical_points(Surface("x^2 + y^2 + z^2 + w^2", "x y z w"))


# ---------------------------------------------------------------- a point only where it is proved; none missed
NEAR = ((-0.75, 0.75), (-0.75, 0.75))
ORIGIN = (0.0, 0.0)
KNOWN = [  # formula, domain, every critical point with its nature; worked out by hand
    # one degenerate point, and a valley or a ridge beside which the gradient almost vanishes
    ("(y - tan(x))^2 + x^8", NEAR, {ORIGIN: "minimum"}),  # a sum of squares
    ("(y - e^x + 1)^2 + x^6", NEAR, {ORIGIN: "minimum"}),
    ("(y - e^x + 1)^2 - x^6", NEAR, {ORIGIN: "saddle"}),  # -x^6 along y = e^x - 1, y^2 along x = 0
    ("(y - sin(x))^2 + x^6", NEAR, {ORIGIN: "minimum"}),
    ("(x - sin(y))^2 + y^10", NEAR, {ORIGIN: "minimum"}),
    (
        "y^2 - 2x^2 sin(y) + x^4",
        NEAR,
        {ORIGIN: "minimum"},
    ),  # (x^2 - sin y)^2 + (y^2 - sin^2 y), both at least 0
    ("(y - x^2)^2 + x^5", NEAR, {ORIGIN: "saddle"}),
    ("(y - x^3)^2 - x^7", NEAR, {ORIGIN: "saddle"}),
    ("(y - x^2)(y - 2x^2)(y - 3x^2)(y - 4x^2)", NEAR, {ORIGIN: "saddle"}),
    ("(x + y)^2 (x - 2y)^2 - x^6 y^2", NEAR, {ORIGIN: "saddle"}),
    ("(y - x^4)(y - 3x^4)", NEAR, {ORIGIN: "saddle"}),
    ("((x - 1/3)^2 + (y - 1/7)^2)^2", None, {(1 / 3, 1 / 7): "minimum"}),
    # what substitution does not reach: Rolle along a curve, and terms of lowest degree that outweigh the others
    (
        "y^2 + y sin(x^2) + x^4 + y^4 e^x",
        NEAR,
        {ORIGIN: "minimum"},
    ),  # y^2 + y s + s^2 with s = x^2, to first order
    ("x^4 + y^4 + sin(x)^3 sin(y)^2", NEAR, {ORIGIN: "minimum"}),
    ("y^3 + x^4 + sin(x y)^3", NEAR, {ORIGIN: "saddle"}),
    # close together: the factors of the derivative vanish one after the other
    (
        "sin(x)^2 (sin(x) - 1e-6)^2 + y^2",
        ((-1, 1), (-1, 1)),
        {ORIGIN: "minimum", (np.arcsin(5e-7), 0.0): "saddle", (np.arcsin(1e-6), 0.0): "minimum"},
    ),
    (
        "(x - 0.3)^2 (x - 0.3 - 1e-14)^2 + y^2",
        ((-1, 1), (-1, 1)),
        {(0.3, 0.0): "minimum", (0.3 + 5e-15, 0.0): "saddle", (0.3 + 1e-14, 0.0): "minimum"},
    ),
    (
        "sin(x)^2 (sin(x) - 1e-14)^2 + y^2",
        ((-1, 1), (-1, 1)),
        {ORIGIN: "minimum", (5e-15, 0.0): "saddle", (1e-14, 0.0): "minimum"},
    ),
    # small and large boxes, and far from the origin
    ("sin(x) cos(y)", ((1.5707963, 1.5707964), (-1e-7, 1e-7)), {(np.pi / 2, 0.0): "maximum"}),
    (
        "x^4 + y^4 - 4xy + 1",
        ((-1e9, 1e9),) * 2,
        {(-1.0, -1.0): "minimum", ORIGIN: "saddle", (1.0, 1.0): "minimum"},
    ),
    ("(x^2 - 1)^2 + (x^2 y - x - 1)^2", ((-1e9, 1e9),) * 2, {(-1.0, 0.0): "minimum", (1.0, 2.0): "minimum"}),
    ("x^3 - 3x + y^2", ((-1e12, 1e12),) * 2, {(-1.0, 0.0): "saddle", (1.0, 0.0): "minimum"}),
    ("e^-(x^2 + y^2) (x + y)", ((-1e12, 1e12),) * 2, {(-0.5, -0.5): "minimum", (0.5, 0.5): "maximum"}),
    (
        "(x - 1e9)^3 - 3(x - 1e9) + y^2",
        ((1e9 - 2, 1e9 + 2), (-2, 2)),
        {(999999999.0, 0.0): "saddle", (1000000001.0, 0.0): "minimum"},
    ),
    (
        "sin(x - 1e9) + y^2",
        ((1e9 - 3, 1e9 + 3), (-2, 2)),
        {(1e9 - np.pi / 2, 0.0): "minimum", (1e9 + np.pi / 2, 0.0): "saddle"},
    ),
    ("exp(-1000(x^2 + y^2))", None, {ORIGIN: "maximum"}),
    # decimals as people measure them
    ("exp(-30x) + exp(100x) + y^2", None, {(np.log(0.3) / 130, 0.0): "minimum"}),
    ("e^(100x) + e^(-99.5y) + x + y", None, {}),  # f_x > 1
    ("ln(cos(x))", ((-7, 7),), {(-2 * np.pi,): "maximum", (0.0,): "maximum", (2 * np.pi,): "maximum"}),
    ("x^2 cbrt(x)", ((-1, 1),), {(0.0,): "saddle"}),  # x^(7/3) rises through zero
    # where f, or its gradient, is not defined, nothing is critical
    (
        "x ln(x^2 + y^2)",
        None,
        {
            (-1 / np.e, 0.0): "maximum",
            (0.0, -1.0): "saddle",
            (0.0, 1.0): "saddle",
            (1 / np.e, 0.0): "minimum",
        },
    ),
    ("exp(-1/(x^2 + y^2))", None, {}),
]


@pytest.mark.parametrize(("formula", "domain", "expected"), KNOWN)
def test_every_point_and_no_other(formula, domain, expected):
    surface = Surface(formula, "x" if domain is not None and len(domain) == 1 else None)
    found = critical_points(surface, domain, budget=30)
    assert [p.nature for p in found] == list(expected.values())
    for point, known in zip(found, expected, strict=True):
        np.testing.assert_allclose(point.point, known, rtol=1e-15, atol=1e-20)
        assert point.set is None and point.isolated
    assert found.complete and found.note.startswith("Every critical point in the box was found")
    assert not sets(found)


def test_more_time_makes_up_for_a_slow_machine(monkeypatch):
    """Every part of the search has more time where the whole has, not only the whole."""
    monkeypatch.setattr(time, "perf_counter", lambda: 4 * time.process_time())
    found = critical_points(Surface("y^3 + x^4 + sin(x y)^3"), NEAR, budget=30)
    assert found.complete and [p.isolated for p in found] == [True]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x^2 exp(-1/y)", {"x = 0": "minimum"}),  # a square times a positive factor
        ("x^2 exp(-1/y^2)", {"x = 0": "minimum"}),
        ("x^2 cbrt(y)", {"x = 0": "undecided"}),  # minima for y > 0, maxima for y < 0
        ("(x - sin(x))y", {"x = 0": "saddle"}),  # x^3 y/6: it changes its sign with x, and with y
        ("(x^2 + y^2) ln(x^2 + y^2)", {"x^2 + y^2 = exp(-1)": "minimum"}),  # u ln u is lowest at 1/e
        ("xy sin(xy)", {"x y = 0": "minimum"}),  # u sin u ≥ 0 there
    ],
)
def test_sets_where_f_is_not_defined_everywhere(formula, expected):
    found = critical_points(formula, NEAR if "sin(xy)" in formula else None, budget=30)
    assert sets(found) == expected
    assert found.complete and not natures(found)


def test_what_is_open_beside_a_set_is_said_to_be_there():
    found = critical_points("|x+y|^3 + (x+y)^2", budget=30)
    assert sets(found) == {"x + y = 0": "minimum"} and not found.complete
    said = "The search was numerical beside x + y = 0: others may hide there. Elsewhere in the box no critical point"
    assert found.note.startswith(said)


def test_a_sum_of_sines_has_all_its_points():
    """With v = 2y: cos x = cos v = -cos(x + v), so v = x with 2c^2 + c - 1 = 0, or cos x = -1."""
    found = critical_points("sin(x) + sin(2y) + sin(x + 2y)", ((-4, 4), (-4, 4)), budget=30)
    third, half, pi = np.pi / 3, np.pi / 2, np.pi
    expected = {
        **{rounded((third, third / 2 + k * pi)): "maximum" for k in (-1, 0, 1)},
        **{rounded((-third, -third / 2 + k * pi)): "minimum" for k in (-1, 0, 1)},
        **{rounded((s * pi, t * half)): "saddle" for s in (-1, 1) for t in (-1, 1)},
    }
    assert natures(found) == expected and found.complete
    for point in found:
        assert (point.kind == "inconclusive") is (point.nature == "saddle")


@pytest.mark.parametrize(
    "formula", ["cbrt(y - 1.15) - 0.43cos(1.58x + 0.9y)", "|y - 1| y^3 - x^4 + cbrt(x - 0.6)"]
)
def test_where_the_derivative_of_a_sign_is_an_impulse_it_is_left_out(formula):
    found = critical_points(formula, budget=30)
    assert found.note.endswith("look there by eye.")
    assert np.abs(Surface(formula).gradient([p.point for p in found] or [(5, 5)])).max() < 1e-9 or not len(
        found
    )


def test_a_border_of_the_domain_is_called_one():
    for formula in ("x ln(x^2 + y^2)", "exp(-1/(x^2 + y^2))", "(x^2 + y^2) ln(x^2 + y^2)"):
        assert "at (0, 0): that is not a critical point" in critical_points(formula, budget=30).note
    found = critical_points("x^(0.333) + y^2 - x", budget=30)
    assert natures(found) == {rounded((0.333 ** (1 / 0.667), 0)): "saddle"}
    assert "Not decided at (0, 0): there f, or its gradient, is not defined." in found.note


def test_two_measured_hills_that_run_into_one():
    """The referee: the highest of a million values, and no other that is higher than its neighbours."""
    formula = "exp(-3(x-0.37)^2-10(y-0.12)^2)+1.2exp(-0.1(x-0.47)^2-10(y-0.44)^2)"
    surface = Surface(formula)
    grid = np.linspace(-2, 2, 1001)
    heights = surface.value(np.stack(np.meshgrid(grid, grid, indexing="ij"), -1))
    inner = heights[1:-1, 1:-1]
    top = (inner > heights[2:, 1:-1]) & (inner > heights[:-2, 1:-1])
    top &= (inner > heights[1:-1, 2:]) & (inner > heights[1:-1, :-2])
    ((i, j),) = np.argwhere(top) + 1
    (point,) = critical_points(surface, budget=30)
    assert point.nature == "maximum"
    np.testing.assert_allclose(point.point, (grid[i], grid[j]), atol=0.004)
    least = scipy.optimize.minimize(lambda p: -surface.value(p), (grid[i], grid[j]), tol=1e-14)
    np.testing.assert_allclose(point.point, least.x, atol=1e-6)


def test_a_flat_valley_with_one_lowest_point_is_not_taken_for_a_set():
    """In float64 the gradient vanishes along a third of the valley; with forty digits it does not."""
    found = critical_points("(x - sin(y) + y^3 x)^2 + y^20", NEAR, budget=8)
    assert not sets(found)
    for point in found:
        assert np.abs(point.point).max() < 1e-9 and point.nature == "minimum"
    assert (
        found.complete or "Not decided near" in found.note or "beside" in found.note or "budget" in found.note
    )


def test_lines_of_lowest_points_through_the_origin():
    """x^6 + y^6 + z^6 ≥ 3x^2y^2z^2, and equal where |x| = |y| = |z|: no point is isolated."""
    found = critical_points(Surface("x^6+y^6+z^6-3x^2y^2z^2", "x y z"), budget=0.5)
    assert not found.complete
    for point in found:
        assert not point.isolated
        assert np.ptp(np.abs(point.point)) < 1e-6


def test_enclosures_hold_the_values():
    rng = np.random.default_rng(0)
    formulas = (
        X * Y - 3 * X + Y**2 / 3,
        sympy.exp(-3 * X) * sympy.sin(5 * Y),
        -2 * sympy.cos(X * Y) / (1 + X**2),
        sympy.cbrt(sympy.Abs(X)) * Y,
        sympy.log(X**2 + 1) - sympy.tan(Y),
        -4 * (X - sympy.Rational(1, 10)) ** 7,
        sympy.DiracDelta(X) + sympy.Rational(2, 7),
    )
    tape = Tape(formulas, (X, Y))
    low = rng.uniform(-3, 3, (300, 2))
    high = low + rng.uniform(0, 1, (300, 2)) ** 3
    least, most, _, _ = tape.enclose(low, high)
    for _ in range(50):
        values = tape.numbers(low + (high - low) * rng.uniform(0, 1, (300, 2)))
        assert (values >= least).all() and (values <= most).all()


# ---------------------------------------------------------------- honesty and looks
def test_a_spent_budget_is_admitted():
    found = critical_points(Surface("peaks"), budget=1e-6)
    assert not found.complete
    assert "budget" in found.note
    with pytest.raises(ValueError, match="positive number of seconds"):
        critical_points(Surface("peaks"), budget=0)


def test_infinitely_many_points_are_not_claimed_to_be_complete():
    found = critical_points(Surface("x^2 sin(1/x) + y^2"), ((-1, 1), (-1, 1)), budget=0.5)
    assert not found.complete


def test_the_result_prints_as_a_table():
    found = critical_points("x^3 - 3x + y^2")
    text, html = repr(found), found._repr_html_()
    assert "(−1, 0)" in text and "saddle" in text and found.note in text
    assert html.startswith("<table>") and "<script" not in html and "(1, 0)" in html
    assert repr(critical_points("x + y")) == "Every critical point in the box was found: there is none."
    assert found == critical_points("x^3 - 3x + y^2")
    assert len(found[:1]) == 1


def test_many_points_are_folded_under_their_counts():
    html = critical_points("sin(8x)sin(8y)", ((-2, 2), (-2, 2)))._repr_html_()
    assert html.startswith("<details><summary>221 critical points: ") and "× saddle" in html
    assert "max-height" in html and html.count("<tr>") == 222


def test_a_saddle_in_nested_coordinates_is_found_exactly():
    found = critical_points(Surface("-(y + (x - y^2 + y)^3)^4 + (x - y^2 + y)^2"), ((-1, 1), (-1, 1)))
    assert [(p.exact, p.nature) for p in found] == [((0, 0), "saddle")]
    assert found.complete, found.note


def test_points_whose_nature_the_time_did_not_decide_are_told(monkeypatch):
    """Found by a night run: nine flat points took the whole budget, and "found, exactly" was all that was said."""
    finder = import_module("hesskit.maths.critical.finder")
    monkeypatch.setattr(finder, "_classified", lambda *_given: None)
    found = critical_points("x^4 + y^4 + (x^2 - 1)^4")
    assert {point.nature for point in found} == {"undecided"}
    assert found.note.endswith("was spent before the nature of 3 points was decided.")

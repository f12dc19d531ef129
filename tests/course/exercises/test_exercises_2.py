"""Lesson 2's exercises: the right answers by an independent route, and constructions judged by mathematics."""

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from hesskit.course.answers.constructions import Construction, Points, at_origin, says_none
from hesskit.course.answers.reading import Unreadable
from hesskit.course.exercises.exercise import exercise, exercises_of, lesson_title
from hesskit.course.exercises.judge import judge
from hesskit.maths.critical.finder import critical_points
from hesskit.maths.surfaces.surface import Surface

x, y = sympy.symbols("x y", real=True)
SURFACE = Construction(bool, "x")


def gradient_of(f, point):
    return [sympy.diff(f, v).subs({x: point[0], y: point[1]}) for v in (x, y)]


def hessian_of(f, point=(0, 0)):
    return sympy.hessian(f, (x, y)).subs({x: point[0], y: point[1]})


def test_lesson_2_has_its_exercises():
    assert lesson_title(2) == "The second-derivative test"
    assert [e.number for e in exercises_of(2)] == [f"2.{i + 1}" for i in range(11)]


def test_the_beliefs_of_the_curriculum_have_their_hints():
    named = {belief.name for e in exercises_of(2) for belief in e.beliefs}
    assert {
        "both diagonals positive make a minimum",
        "D = 0 makes a saddle",
        "every saddle has D < 0",
        "a minimum along every line is a minimum",
        "the only critical point, if a local minimum, is global",
        "a minimum makes H positive definite",
        "the test works without a zero gradient",
    } <= named


def test_only_one_of_the_four_points_is_critical():
    """2.1, with the numbers the options and hints state."""
    assert gradient_of(sympy.exp(x) + sympy.exp(y), (0, 0)) == [1, 1]
    f = x**2 * y + x * y**2
    assert gradient_of(f, (1, 1)) == [3, 3] and hessian_of(f, (1, 1)).det() == -12
    third = gradient_of(3 * x**3 - 6 * y**2 + 3, (sympy.Rational(6, 5), sympy.Rational(17, 5)))
    assert [float(g) for g in third] == [12.96, -40.8]
    f = x**3 - 3 * x + y**2
    assert gradient_of(f, (-1, 0)) == [0, 0] and hessian_of(f, (-1, 0)).det() == -12
    assert judge(exercise("2.1"), "b").right


@settings(deadline=None, max_examples=60)
@given(st.tuples(*[st.sampled_from((4, 4, 9, 9, 2, 0, -4))] * 2, st.integers(-12, 12)))
def test_matrices_are_judged_by_their_eigenvalues(entries):
    a, c, b = entries
    low, high = np.linalg.eigvalsh(np.array([[a, b], [b, c]], dtype=float))
    right = {a, c} == {4, 9} and low < -1e-9 and high > 1e-9
    assert judge(exercise("2.2"), [[a, b], [b, c]]).right is bool(right)


@pytest.mark.parametrize(
    "answer", [[[1, 2, 3], [2, 1, 3], [3, 3, 1]], "3", [1, 2], "[[x, 3], [3, x]]", "[[1, 2], [3]]"]
)
def test_what_is_no_matrix_of_the_shape_is_said_to_be_none(answer):
    assert judge(exercise("2.2"), answer).rung in ("shape", "type", "belief")


def test_the_map_by_numpy():
    roots = np.roots([1, 5, 4])  # the characteristic polynomial of trace -5 and determinant 4
    assert judge(exercise("2.3"), roots).right


def test_every_case_of_a_zero_determinant_occurs():
    """2.4: what its `why` and its hints state."""
    for f in (x**4 + y**4, x**2 + y**4, -(x**4) - y**4, x**3 - 3 * x * y**2, (x - y) ** 2):
        assert gradient_of(f, (0, 0)) == [0, 0] and hessian_of(f).det() == 0
    assert sympy.solve([4 * x**3, 4 * y**3], [x, y], dict=True) == [{x: 0, y: 0}]
    values = [(x**3 - 3 * x * y**2).subs({x: t, y: 0}) for t in (0.1, -0.1)]
    assert values[0] > 0 > values[1]


MAXIMA = ["-x^2", "-x^2 - y^4", "-(x + 2y)^2", "-(y - x^2)^2 - x^6", "cos(x) - y^6", "5 - x^2 - 0.3y^4",
          "cos(x)", "cos(x + y)", "exp(-x^2)", "exp(-y^2)", "1/(1 + x^2)", "-sin(x)^2", "-cosh(x)", "-log(1 + x^2)",
          "exp(-(x - y)^2)", "cos(2x - 3y) - (2x - 3y)^4"]  # fmt: skip
FLAT_MAXIMA = ["-x^4 - y^4", "-(x^2 + y^2)^2", "-x^2 y^2", "exp(-x^4 - y^4)", "-log(1 + x^4 + y^4)",
               "-x^4 - y^4 + x^3 y", "cos(x^2)", "cos((x - y)^2)", "exp(-x^6)"]  # fmt: skip
TABLED = [
    "x^2 - y^4",
    "x^2 + y^3",
    "x^3 - 3x y^2",
    "2x^2 - y^4",
    "y^2 + x^3",
    "-x^3 + 3x y^2",
    "x^2 + y^3 + 1",
]
SADDLES = ["x^3", "x^3 + x y^2", "sin(x + y) - x - y", "exp(x) - x - x^2/2", "x^4 - 6x^2 y^2 + y^4",
           "(y - x^2)(y - 3x^2)", "sin(x)^3",
           "x^3 y", "-x^2 + y^6", "(y - x^2)^2 - x^6", "1 + x^5 + y^2"]  # fmt: skip
MINIMA = [
    "cosh(x)",
    "exp(x - y) - x + y",
    "x^4 + y^4",
    "x^2",
    "x^2 + y^4",
    "(y - x^2)^2 + x^6",
    "cosh(x^2) + y^4",
]
OTHERS = [
    "x^2 + y^2",
    "-x^2 - y^2",
    "x y",
    "x^2 - y^2",
    "x",
    "y + x^4",
    "exp(x) + exp(y)",
    "3",
    "1e-6(x^2 + y^2)",
    "1e-6 x y",
]


def seen_from_outside(formula):
    """The signs of f - f(0) on small circles, by numbers alone: an independent look, good for these examples."""
    f = sympy.lambdify((x, y), Surface(formula).expr, "numpy")
    angle = np.linspace(0, 2 * np.pi, 100_001)
    for radius in (0.2, 0.1):
        values = f(radius * np.cos(angle), radius * np.sin(angle)) - f(0.0, 0.0) + 0 * angle
        yield values.min() < -1e-12, values.max() > 1e-12


@pytest.mark.parametrize("formula", MAXIMA + FLAT_MAXIMA + SADDLES + TABLED + MINIMA + OTHERS)
def test_constructions_are_judged_by_mathematics(formula):
    assert judge(exercise("2.5"), formula).right is (formula in MAXIMA)
    assert judge(exercise("2.6"), formula).right is (formula in SADDLES)
    signs = set(seen_from_outside(formula))
    assert (judge(exercise("2.5"), formula).belief == "D = 0 means H = 0") is (formula in FLAT_MAXIMA)
    assert (judge(exercise("2.6"), formula).belief == "a row of the table will do") is (formula in TABLED)
    if formula in MAXIMA + FLAT_MAXIMA:
        assert signs == {(True, False)}
    if formula in SADDLES + TABLED:
        assert signs == {(True, True)}
    if formula in MINIMA:
        assert signs == {(False, True)}


@settings(deadline=None, max_examples=40)
@given(st.integers(-3, 3), st.integers(-3, 3), st.integers(1, 4), st.integers(-3, 3), st.integers(1, 3))
def test_sums_of_even_powers_are_never_refused(a, b, c, d, power):
    """Minus a sum of even powers is a maximum, however it is turned; with the one and only square, D = 0 and H ≠ 0."""
    u, v = a * x + b * y, c * y + d * x**2
    f = -(u**2) - v ** (2 * power) if power > 1 else -(u**4) - v**4
    if sympy.expand(f).free_symbols:
        verdict = judge(exercise("2.5"), f)
        curved = any(hessian_of(f))
        assert verdict.right is curved, str(verdict)
        assert curved or verdict.belief == "D = 0 means H = 0"


@pytest.mark.parametrize(
    "formula",
    ["exp(-x^24 - y^24) + x^26", "x^(10/3) - x^2", lambda x, y: np.float64(-(x**4)) - abs(float(y)) ** 4],
)
def test_the_undecided_is_called_so(formula):
    for number in ("2.5", "2.6"):
        verdict = judge(exercise(number), formula)
        assert verdict.rung == "type"
        assert "I could not" in verdict.message


@pytest.mark.parametrize("formula", ["abs(x)", "1/x", "log(x)", "sqrt(x^2 + y^2)", "x^2 sin(1/x)"])
def test_what_is_not_smooth_is_met_by_a_sentence(formula):
    for number in ("2.5", "2.6"):
        assert judge(exercise(number), formula).rung == "type"


def test_natures_of_the_plain_cases():
    assert at_origin(SURFACE.read("x^2 + y^2")).natures == {"minimum"}
    assert at_origin(SURFACE.read("exp(-x^10 - y^10)")).natures == {"maximum"}
    assert not at_origin(SURFACE.read("x + y^2")).critical
    assert at_origin(SURFACE.read("4")).natures == {"minimum", "maximum"}
    with pytest.raises(Unreadable):
        at_origin(SURFACE.read(lambda x, y: np.float64(-(x**4)) - float(y) ** 4))


def test_minimum_along_every_line_and_the_parabola_below():
    """2.7: on y = mx and on x = 0 a minimum; on y = 2x² it is -x⁴."""
    f, m = (y - x**2) * (y - 3 * x**2), sympy.Symbol("m", real=True, nonzero=True)
    on_line = sympy.expand(f.subs(y, m * x))
    assert on_line.diff(x).subs(x, 0) == 0
    assert sympy.simplify(on_line.diff(x, 2).subs(x, 0) - 2 * m**2) == 0  # positive
    assert sympy.expand(f.subs(y, 0)) == 3 * x**4 and sympy.expand(f.subs(x, 0)) == y**2
    assert sympy.expand(f.subs(y, 2 * x**2)) == -(x**4)
    assert judge(exercise("2.7"), "saddle").right


def test_the_hunt_by_sympy_and_by_the_finder():
    f = x**2 * y + x * y**2 - 3 * x * y
    solved = sympy.solve([f.diff(x), f.diff(y)], [x, y])
    assert len(solved) == 4
    assert judge(exercise("2.8"), solved).right
    assert judge(exercise("2.8"), sympy.solve([f.diff(x), f.diff(y)], [x, y], dict=True)).right
    assert judge(exercise("2.8"), sympy.FiniteSet(*solved)).right
    assert judge(exercise("2.8"), critical_points(Surface(f), ((-1, 4), (-1, 4)))).right
    assert judge(exercise("2.8"), np.array(solved, dtype=float)).right
    determinants = sorted(hessian_of(f, p).det() for p in solved)
    assert determinants == [-9, -9, -9, 3] and hessian_of(f, (1, 1))[0, 0] == 2


@pytest.mark.parametrize(
    "answer",
    ["(0, 0, 0), (1, 1, 1)", "5", [[1, 2], [3]], [{"x": 1}], "(a, b)", [], {}, [()], [[[1, 2]]], object()],
)
def test_what_is_no_list_of_points_is_met_by_a_sentence(answer):
    assert judge(exercise("2.8"), answer).rung in ("shape", "type", "not yet")


def test_points_are_a_set():
    kind = Points("(0, 0), (1, 2)")
    for same in ("(1, 2), (0, 0)", "(0, 0), (0, 0), (1, 2)", [(1, 2), (0, 0), (1, 2)], {(0, 0), (1, 2)}):
        assert kind.holds(kind.read(same))
    for other in ("(2, 1), (0, 0)", "(0, 0), (1, 2), (5, 5)", "(1, 2)"):
        assert not kind.holds(kind.read(other))
    assert kind.some_of(kind.read("(1, 2)")) and not kind.some_of(kind.read("(1, 2), (9, 9)"))


@settings(deadline=None, max_examples=60)
@given(st.floats(-9, 9), st.floats(-9, 9))
def test_every_lower_point_passes(a, b):
    """2.9, by plain Python arithmetic written another way."""
    value = a * a + b * b * (1 - 3 * a + 3 * a * a - a * a * a)
    if abs(value + 1000) > 1e-6:
        assert judge(exercise("2.9"), (a, b)).right is (value < -1000)


def test_the_lone_minimum():
    f = x**2 + y**2 * (1 - x) ** 3
    assert sympy.solve([f.diff(x), f.diff(y)], [x, y]) == [(0, 0)]
    assert hessian_of(f) == sympy.diag(2, 2)
    assert f.subs({x: 3, y: 3}) == -63 and f.subs({x: 3, y: 12}) == -1143


@pytest.mark.parametrize("words", ["none", "None.", "There is none!", "no such point", "impossible"])
def test_none_in_several_words(words):
    assert says_none(words)


def test_a_minimum_has_no_negative_eigenvalue():
    """2.10: what three minima share."""
    hessians = [hessian_of(f) for f in (x**2 + y**2, x**2 + y**4, x**4 + y**4)]
    assert all(min(h.eigenvals()) >= 0 for h in hessians)
    assert [h.is_positive_definite for h in hessians] == [True, False, False]
    assert judge(exercise("2.10"), "positive semi-definite").right


def kind_of(f, p):
    """The program of 2.11, by the words of its question."""
    values = np.linalg.eigvals(np.array(hessian_of(f, p), dtype=float))
    return "minimum" if all(values > 0) else "maximum" if all(values < 0) else "saddle"


def test_the_three_bugs_and_the_three_false_alarms():
    """2.11: what its `why` and its hints state, by SymPy's gradients and Hessians."""
    f = 3 * x**3 - 6 * y**2 + 3
    points = [(sympy.Rational(6, 5), sympy.Rational(17, 5)), (-1, 1)]
    assert [kind_of(f, p) for p in points] == ["saddle", "maximum"]
    assert [hessian_of(f, p) for p in points] == [
        sympy.diag(sympy.Rational(108, 5), -12),
        sympy.diag(-18, -12),
    ]
    assert not any(gradient_of(f, p) == [0, 0] for p in points)  # the gradient
    assert kind_of(x**4 + y**4, (0, 0)) == "saddle"  # the rest
    assert (
        hessian_of(x**2 + y**4).eigenvals() == hessian_of(x**2 + y**3).eigenvals() == {2: 1, 0: 1}
    )  # not >= 0
    assert hessian_of(x**2 + 3 * x * y + y**2).eigenvals() == {-1: 1, 5: 1}  # D and eigenvalues agree
    assert judge(exercise("2.11"), {2, 3, 6}).right

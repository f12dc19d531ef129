"""Lesson 4's exercises: the right answers by an independent route, and starts judged by running Newton."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
import scipy.optimize
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hesskit.course.exercises.exercise import exercise, exercises_of, lesson_title
from hesskit.course.exercises.judge import judge
from hesskit.maths.descent.descend import descend
from hesskit.maths.surfaces.surface import Surface

x, y = sympy.symbols("x y", real=True)
BOWL = 25 * x**2 + 49 * x * y + 25 * y**2
WELLS = "x^4 - 2x^2 + y^4 - 2y^2"
ROSENBROCK = "(1 - x)^2 + 100(y - x^2)^2"


def derivatives(f, point):
    """Gradient and Hessian by SymPy, as exact matrices."""
    at = dict(zip((x, y), point, strict=True))
    return sympy.Matrix([f.diff(v) for v in (x, y)]).subs(at), sympy.hessian(f, (x, y)).subs(at)


def newton_point(f, point):
    """The point after one Newton step, in exact arithmetic."""
    gradient, hessian = derivatives(f, point)
    return list(sympy.Matrix(point) + hessian.solve(-gradient))


def test_lesson_4_has_its_exercises():
    assert lesson_title(4) == "Newton against gradient descent"
    assert [e.number for e in exercises_of(4)] == [f"4.{i + 1}" for i in range(10)]


def test_the_beliefs_of_the_curriculum_have_their_hints():
    named = {belief.name for e in exercises_of(4) for belief in e.beliefs}
    assert {
        "Newton finds minima",
        "Newton always converges",
        "convex makes Newton converge",
        "Newton is always quadratic",
        "f must fall at each step",
        "a convex function has a minimum",
        "a steep or narrow bowl is hard for Newton",
        "a singular matrix will do",
    } <= named


def test_ten_steps_in_fractions_and_by_descend():
    p = Fraction(10)
    for _ in range(10):
        p -= Fraction(1, 5) * 2 * p
    assert judge(exercise("4.1"), p).right
    descent = descend(Surface("x^2", "x"), (10,), "gradient descent", step_size=0.2, max_steps=10)
    assert judge(exercise("4.1"), descent.points[-1]).right
    for wrong in (0.06, 0.061, 10 * 0.6**9):
        assert not judge(exercise("4.1"), wrong).right
    assert round(np.log(1e-4) / np.log(0.6)) == 18  # the steps that four more zeros take


@pytest.mark.parametrize(
    ("factor", "length", "steps", "belief"),
    [(0.8, 0, 10, "the slope is the point itself"), (1.4, 0, 10, "the step goes along the gradient"),
     (0.6, 0, 9, "the first point is the first step"), (0.6, 0, 11, "the first point is the first step"),
     (1, 0.2, 10, "gradient descent goes down by the same length each step"),
     (1, 4, 10, "gradient descent goes down by the same length each step")],
)  # fmt: skip
def test_wrong_ways_down_meet_their_beliefs(factor, length, steps, belief):
    p = 10.0
    for _ in range(steps):
        p = factor * p - length
    assert judge(exercise("4.1"), p).belief == belief


def test_the_value_after_ten_steps_is_not_the_point():
    assert judge(exercise("4.1"), (10 * 0.6**10) ** 2).belief == "the value is the point"


def test_the_limit_and_the_steps_of_the_valley_by_running_it():
    """4.2: just below 2/99 it converges, just above it does not; the best step, found by trying, takes 684."""
    surface = Surface(BOWL)
    for step_size, shrinks in ((1.99 / 99, True), (2.01 / 99, False)):
        descent = descend(
            surface, (1, 2), "gradient descent", step_size=step_size, max_steps=400, tolerance=0
        )
        assert bool(np.linalg.norm(descent.points[-1]) < np.linalg.norm(descent.points[0])) is shrinks
    hessian = np.array([[50.0, 49.0], [49.0, 50.0]])
    best = scipy.optimize.minimize_scalar(
        lambda t: np.abs(np.linalg.eigvals(np.eye(2) - t * hessian)).max(), bounds=(0, 2 / 99), method="bounded",
        options={"xatol": 1e-12},
    ).x  # fmt: skip
    assert np.isclose(best, 1 / 50)
    points = descend(surface, (1, 2), "gradient descent", step_size=0.02, max_steps=700, tolerance=0).points
    distances = np.linalg.norm(points, axis=1) / np.linalg.norm(points[0])
    assert np.allclose(distances[1:20] / distances[:19], 0.98)
    assert judge(exercise("4.2"), (2 / 99, int(np.argmax(distances < 1e-6)))).right


@pytest.mark.parametrize("answer", ["(0.02, 684)", "(2/99, 685)", "(2/99, 680)", "(1/25, 685)", "2/99"])
def test_what_is_near_in_the_valley_is_not_right(answer):
    assert not judge(exercise("4.2"), answer).right


def test_one_newton_step_by_sympy_and_by_descend():
    f = x**3 + 3 * x * y + y**2
    gradient, hessian = derivatives(f, (1, 1))
    assert list(gradient) == [6, 5] and hessian.tolist() == [[6, 3], [3, 2]]
    arrived = newton_point(f, (1, 1))
    assert judge(exercise("4.3"), arrived).right
    assert [f.subs({x: a, y: b}) for a, b in ((1, 1), arrived)] == [5, -1]
    descent = descend(Surface(f), (1, 1), max_steps=1)
    assert judge(exercise("4.3"), descent.points[-1]).right
    assert (
        judge(exercise("4.3"), descend(Surface(f), (1, 1)).points[-1]).belief
        == "one step reaches the minimum"
    )


def test_three_steps_where_the_hessian_dies():
    point = [sympy.Integer(1)] * 2
    for _ in range(3):
        point = newton_point(x**4 + y**4, point)
    assert judge(exercise("4.4"), point).right
    for digits in (3, 4):
        assert judge(exercise("4.4"), [round(float(p), digits) for p in point]).right
    assert not judge(exercise("4.4"), (0.3, 0.3)).right
    descent = descend(Surface("x^4 + y^4"), (1, 1), max_steps=20)
    assert np.allclose(descent.points[1:, 0] / descent.points[:-1, 0], 2 / 3)
    squared = [Fraction(2, 3)]
    for _ in range(2):
        squared.append(squared[-1] ** 2)
    assert judge(exercise("4.4"), (squared[-1], squared[-1])).belief == "Newton is always quadratic"


@pytest.mark.parametrize(
    ("start", "converges"),
    [(0.5, True), (-0.99, True), (0.1, True), (1, False), (1.01, False), (1.1, False), (-7, False)],
)  # fmt: skip
def test_convex_is_not_enough(start, converges):
    surface = Surface("sqrt(1 + x^2)", "x")
    descent = descend(surface, (start,))
    assert (descent.kind == "minimum") is converges
    a = mpmath.mpf(start)
    arrived = a - mpmath.diff(lambda t: mpmath.sqrt(1 + t * t), a) / mpmath.diff(
        lambda t: mpmath.sqrt(1 + t * t), a, 2
    )
    assert abs(arrived + a**3) < 1e-6 * (1 + abs(a) ** 3)
    assert (surface.hessian([[-9.0], [0.0], [9.0]]) > 0).all()


def test_the_runaway_and_its_cures():
    surface = Surface("sqrt(1 + x^2)", "x")
    points = descend(surface, (1.1,)).points[:, 0]
    assert np.allclose(points[1:4], [-1.331, 2.358, -13.11], rtol=1e-3)
    for method in ("newton line search", "damped newton", "trust region"):
        assert descend(surface, (1.1,), method).kind == "minimum"


def test_rosenbrock_rises_and_converges():
    """4.6, with the numbers of its question and its why, against scipy's Rosenbrock."""
    descent = descend(Surface(ROSENBROCK), (-1.2, 1))
    assert descent.kind == "minimum" and descent.steps == 6
    assert np.allclose(descent.values[:5], [24.2, 4.73, 1412, 0.056, 0.313], rtol=2e-3)
    assert np.allclose(descent.values, [scipy.optimize.rosen(p) for p in descent.points], atol=1e-9)
    assert np.allclose(descent.points[2], [0.7631, -3.1750], atol=5e-5)
    slopes = [np.linalg.norm(scipy.optimize.rosen_der(p)) for p in descent.points[:3]]
    assert slopes[0] > slopes[1] and round(slopes[2]) == 1371
    searched = descend(Surface(ROSENBROCK), (-1.2, 1), "newton line search")
    assert searched.steps == 21 and (np.diff(searched.values) < 0).all()
    assert judge(exercise("4.6"), "nothing").right


def newton_by_hand(t, steps=200):
    """Newton on t⁴ − 2t² in one variable: t ↦ 2t³/(3t² − 1)."""
    for _ in range(steps):
        if not np.isfinite(t) or 3 * t * t == 1:
            return None
        t = 2 * t**3 / (3 * t * t - 1)
    return next((end for end in (-1, 0, 1) if abs(t - end) < 1e-6), None)


@settings(deadline=None, max_examples=60)
@given(st.floats(-2, 2), st.floats(-2, 2))
def test_starts_are_judged_by_where_newton_ends(a, b):
    for t in (abs(a), abs(b)):  # near a cycle or a pole the two computations may part
        assume(t < 0.44 or t > 0.6)
        assume(t == 0 or t > 1e-6)
        assume(abs(t - 0.3) > 1e-6)
    assume((a, b) != (0, 0))
    ends = [newton_by_hand(a), newton_by_hand(b)]
    verdict = judge(exercise("4.7"), (a, b))
    far = min(abs(a), abs(b)) >= 0.3
    assert verdict.right is (ends == [0, 0] and far)
    if ends == [0, 0] and not far:
        assert verdict.belief == "Newton climbs only from close by"
    if ends.count(0) == 1:
        assert verdict.belief == "a maximum along one axis is a maximum"
    if 0 not in ends:
        assert verdict.belief == "Newton finds minima"


@pytest.mark.parametrize(
    "answer", ["(0, 0, 0)", "5", "(a, b)", (1e300, 1), ("1/sqrt(3)", 0), object(), [[1, 2], [3, 4]]]
)
def test_odd_starts_are_met_by_a_sentence(answer):
    verdict = judge(exercise("4.7"), answer)
    assert not verdict.right and verdict.message


def test_the_top_is_a_maximum():
    f = x**4 - 2 * x**2 + y**4 - 2 * y**2
    assert len(sympy.solve([f.diff(x), f.diff(y)], [x, y])) == 9
    assert derivatives(f, (0, 0))[1] == sympy.diag(-4, -4)
    assert descend(Surface(WELLS), (0.3, 0.3)).kind == "maximum"
    assert np.isclose(
        0.5 - np.sin(0.5) / np.cos(0.5), -0.0463, atol=1e-4
    )  # the hint: cos from 0.5, to a maximum


@settings(deadline=None, max_examples=60)
@given(st.floats(0, 2 * np.pi), st.floats(0.02, 50))
def test_damping_beyond_the_threshold_descends_for_every_gradient(angle, beyond):
    hessian, g = np.array([[2.0, 9.0], [9.0, 2.0]]), np.array([np.cos(angle), np.sin(angle)])
    threshold = float(Fraction(exercise("4.8").answer.right))
    assert g @ np.linalg.solve(hessian + (threshold + beyond) * np.eye(2), -g) < 0


def test_damping_below_the_threshold_does_not():
    hessian, g = np.array([[2.0, 9.0], [9.0, 2.0]]), np.array([1.0, -1.0])
    for mu in (0, 3, 6.99):
        assert g @ np.linalg.solve(hessian + mu * np.eye(2), -g) > 0
    assert judge(exercise("4.8"), -np.linalg.eigvalsh(hessian)[0]).right
    assert (
        judge(exercise("4.8"), np.linalg.eigvalsh(hessian)[1]).belief == "μ must beat the largest eigenvalue"
    )


@pytest.mark.parametrize("answer", ["μ > 7", "mu>7", "μ = 7", "7 < μ", " μ > 9 - 2 "])
def test_the_threshold_may_be_an_inequality(answer):
    assert judge(exercise("4.8"), answer).right


@pytest.mark.parametrize("answer", ["μ < 7", "μ", "μ > ", "7 > μ", "μ > -7", "> 7 <"])
def test_other_inequalities_are_no_right_answer(answer):
    verdict = judge(exercise("4.8"), answer)
    assert not verdict.right and verdict.message


class Quadratic:
    """A bowl in n variables with n different eigenvalues."""

    def __init__(self, n):
        rng = np.random.default_rng(4)
        turn = np.linalg.qr(rng.normal(size=(n, n)))[0]
        self.matrix = turn @ np.diag(np.linspace(1, 10, n)) @ turn.T

    def value(self, point):
        return float(point @ self.matrix @ point / 2)

    def gradient(self, point):
        return self.matrix @ point

    def hessian(self, point):
        return self.matrix


def test_linear_cg_needs_at_most_n_steps_and_newton_one():
    n = 6
    start = np.arange(1.0, n + 1)
    assert descend(Quadratic(n), start, tolerance=1e-7).steps == 1
    short = descend(Quadratic(n), start, "linear cg", tolerance=1e-7)
    assert short.converged and short.steps == n
    assert judge(exercise("4.9"), (200, 2 * 10 * 200)).right
    assert not judge(exercise("4.9"), (199, 4000)).right


@pytest.mark.parametrize("answer", ["μ ≥ 7", "mu >= 7", "7 <= mu", ">= 7", "µ≥7"])
def test_at_the_threshold_itself_the_matrix_is_singular(answer):
    """These were once called right."""
    assert np.isclose(np.linalg.det(np.array([[2.0, 9.0], [9.0, 2.0]]) + 7 * np.eye(2)), 0)
    assert judge(exercise("4.8"), answer).belief == "a singular matrix will do"


@pytest.mark.parametrize("answer", [8, "7.5", "μ > 8", 7.0001])
def test_a_larger_damping_than_needed_is_told_so(answer):
    verdict = judge(exercise("4.8"), answer)
    assert "smaller one" in verdict.message and "digits" not in verdict.message


def runs_away_by_hand(slope, bend, x=3, digits=60):
    """Newton in mpmath, with digits enough for a curvature that is hardly there."""
    with mpmath.workdps(digits):
        x = mpmath.mpf(x)
        for _ in range(6):
            x -= slope(x) / bend(x)
            if abs(x) > 1e9:
                return True
        return False


@pytest.mark.parametrize(
    ("formula", "slope", "bend", "away"),
    [
        ("log(cosh(x))", mpmath.tanh, lambda x: mpmath.sech(x) ** 2, True),
        ("x atan(x) - log(1 + x^2)/2", mpmath.atan, lambda x: 1 / (1 + x**2), True),
        ("sqrt(4 + x^2)", lambda x: x / mpmath.sqrt(4 + x**2), lambda x: 4 / mpmath.sqrt(4 + x**2) ** 3, True),
        ("cosh(x)", mpmath.sinh, mpmath.cosh, False),
        ("sqrt(100 + x^2)", lambda x: x / mpmath.sqrt(100 + x**2),
         lambda x: 100 / mpmath.sqrt(100 + x**2) ** 3, False),
    ],
)  # fmt: skip
def test_fleeing_functions_are_judged_by_running_newton(formula, slope, bend, away):
    assert runs_away_by_hand(slope, bend) is away
    assert judge(exercise("4.10"), formula).right is away


@settings(deadline=None, max_examples=40)
@given(st.floats(0.2, 8))
def test_a_rounded_v_flees_where_it_is_sharp_enough(a):
    """On √(a² + x²) one step leads from x to −x³/a²: it flees from 3 exactly where a < 3."""
    assume(abs(a - 3) > 0.05 and abs(a - 1) > 1e-3)
    assert judge(exercise("4.10"), f"sqrt({a:.6f}^2 + x^2)").right is (a < 3)


@pytest.mark.parametrize("answer", ["x y", "[1, 2]", "", object(), "1/x", "log(x)", lambda x: 1 / 0])
def test_odd_functions_are_met_by_a_sentence(answer):
    verdict = judge(exercise("4.10"), answer)
    assert not verdict.right and verdict.message

"""Lesson 7's exercises: the right answers by NumPy's float32, by SciPy's optimisers and by counting."""

import numpy as np
import pytest
import scipy.optimize
import sympy
from glossary_checks_7 import break_even

from hesskit.course.exercises.exercise import exercise, exercises_of, lesson_title
from hesskit.course.exercises.judge import judge

x, y = sympy.symbols("x y")
WELL = (lambda p: p[0] ** 4 / 4 - p[0] ** 2 / 2 + p[1] ** 2 / 2, lambda p: np.array([p[0] ** 3 - p[0], p[1]]))


def test_lesson_7_has_its_exercises():
    assert lesson_title(7) == "One Hessian, many tools"
    assert [e.number for e in exercises_of(7)] == [f"7.{i + 1}" for i in range(9)]
    named = {belief.name for e in exercises_of(7) for belief in e.beliefs}
    assert "an optimiser that returned has found a minimum" in named


def test_gurobis_matrix_is_half_the_hessian():
    f = x**2 + 3 * x * y + y**2
    Q = sympy.hessian(f, (x, y)) / 2
    v = sympy.Matrix([x, y])
    assert sympy.expand((v.T * Q * v)[0] - f) == 0
    assert judge(exercise("7.6"), Q).right
    assert judge(exercise("7.6"), 2 * Q).belief == "Q is the Hessian"
    triangle = sympy.Matrix([[1, 3], [0, 1]])
    assert sympy.expand((v.T * triangle * v)[0] - f) == 0  # the same function, which the hint says
    assert judge(exercise("7.6"), triangle).belief == "one triangle is enough"


@pytest.mark.parametrize(
    "n", [7, 2**24 - 1, 2**24, 2**24 + 1, 2**24 + 2, 2**25 + 1, 2**25 + 4, 10**9 + 7, -(2**24) - 1]
)
def test_what_float32_cannot_hold_is_judged_by_it(n):
    assert judge(exercise("7.2"), n).right is (int(np.float32(n)) != n)


def called(H):
    """The tester of 7.3 in float32, on a Hessian."""
    a = np.linalg.eigvals(np.asarray(H, np.float32)).real
    return "minimum" if (a > 0).all() else "maximum" if (a < 0).all() else "saddle"


def test_three_tests_find_the_three_bugs():
    single = np.float32(2) * np.float32(100000001) - np.float32(2) * np.float32(100000000)
    cases = (
        ([[2, 0], [0, 2]], "minimum"),
        ([[1, 0], [0, 1]], "refused"),
        ([[2, 0], [0, -2]], "saddle"),
        ([[0, 0], [0, 0]], "inconclusive"),
        ([[single, 0], [0, 2]], "minimum"),
        ([[-2, 0], [0, -2]], "maximum"),
    )
    failing = [k for k, (H, wanted) in enumerate(cases, 1) if called(H) != wanted]
    assert judge(exercise("7.3"), failing).right
    assert judge(exercise("7.3"), "1, 2, 4").belief == "an easy case is a test"


@pytest.mark.parametrize("start", [(0, 0.7), (0, -2.0), (1e-8, 0.7), (0.001, 0.7), (0.3, 0.7)])
def test_success_is_reported_at_the_saddle_from_its_line(start):
    found = scipy.optimize.minimize(WELL[0], np.array(start, float), jac=WELL[1], method="BFGS")
    assert found.success
    at_saddle = bool(np.allclose(found.x, 0, atol=1e-3))
    assert judge(exercise("7.7"), start).right is at_saddle
    if not at_saddle:
        assert judge(exercise("7.7"), start).belief == "near the saddle is near enough"


def test_the_first_q_that_is_not_convex():
    first = next(q for q in range(1, 20) if np.linalg.eigvalsh([[2.0, q], [q, 8.0]])[0] < -1e-12)
    assert judge(exercise("7.8"), first).right
    assert np.isclose(np.linalg.eigvalsh([[2.0, first - 1], [first - 1, 8.0]])[0], 0)


def test_when_compiling_pays_by_counting():
    assert judge(exercise("7.5"), break_even()).right


def test_the_product_is_the_derivative_of_the_gradient_along_v():
    from autograd import grad
    from autograd import numpy as anp

    def f(p):
        return anp.sin(p[0]) * p[1] ** 2 + p[0] ** 3

    p, v, h = np.array([0.4, 1.3]), np.array([0.5, -2.0]), 1e-6
    along = (grad(f)(p + h * v) - grad(f)(p - h * v)) / (2 * h)
    H = np.array(sympy.hessian(sympy.sin(x) * y**2 + x**3, (x, y)).subs({x: 0.4, y: 1.3}), float)
    assert np.allclose(along, H @ v, atol=1e-6) and not np.allclose(grad(f)(p + v), H @ v)
    assert judge(exercise("7.1"), "a").right


def test_the_largest_step_that_does_not_grow():
    sizes = np.linspace(0.01, 0.5, 50)
    fine = sizes[np.abs(1 - sizes * 8.0) <= 1 + 1e-9]
    assert judge(exercise("7.9"), float(round(fine.max(), 6))).right
    assert (1 + sizes * 0.5 > 1).all()  # along λ_min every step grows, which the why says

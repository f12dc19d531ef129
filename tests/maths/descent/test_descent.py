"""Descent against the curriculum's numbers, hand-derived answers and scipy's optimisers."""

import functools

import autograd.numpy as anp
import numpy as np
import pytest
import scipy.optimize
from hypothesis import given, settings
from hypothesis import strategies as st

from hesskit.maths.descent.descend import METHODS, descend, options_of
from hesskit.maths.surfaces.surface import Surface

SAFE = ("newton line search", "damped newton", "modified newton", "trust region", "dogleg", "bfgs", "l-bfgs",
        "conjugate gradient", "newton-cg")  # fmt: skip
DESCENDING = tuple(name for name in SAFE if name != "newton line search")


# ------------------------------------------------------------ curriculum 4.1
def test_gradient_descent_on_a_parabola():
    descent = descend(Surface("x^2"), (10, 0), "gradient descent", step_size=0.1, max_steps=50)
    assert descent.outcome == "step limit" and descent.kind == "not critical"
    assert descent.points[-1, 0] == pytest.approx(10 * 0.8**50, rel=1e-12)
    assert f"{descent.points[-1, 0]:.3g}" == "0.000143"


def test_gradient_descent_converges_below_two_over_the_largest_eigenvalue():
    bowl = Surface("x^2 + 5y^2")  # L = 10
    assert descend(bowl, (1, 1), "gradient descent", step_size=0.199, max_steps=5000).converged
    assert descend(bowl, (0, 1), "gradient descent", step_size=0.2).outcome == "cycle"
    away = descend(bowl, (1, 1), "gradient descent", step_size=0.201, max_steps=400)
    assert not away.converged and away.values[-1] > away.values[0]


@pytest.mark.parametrize("kappa", [2.0, 10.0, 100.0])
def test_the_best_fixed_step_contracts_by_the_condition_number(kappa):
    trough = Surface(f"x^2/2 + {kappa}*y^2/2")
    descent = descend(trough, (kappa, 1), "gradient descent", step_size=2 / (1 + kappa), max_steps=30)
    predicted = (kappa - 1) / (kappa + 1)
    assert descent.rate() == pytest.approx(predicted, rel=1e-9)
    assert np.allclose(descent.errors((0, 0))[1:] / descent.errors((0, 0))[:-1], predicted)


# ------------------------------------------------------------ curriculum 4.2
@given(st.lists(st.floats(-5, 5), min_size=4, max_size=4), st.floats(0.1, 5), st.floats(-3, 3))
@settings(deadline=None, max_examples=25)
def test_newton_needs_one_step_on_a_quadratic(place, size, tilt):
    a, b, x, y = place
    M = np.array([[size, tilt], [tilt, size + tilt**2 / size + 1]])
    centre = np.array([a, b])
    descent = descend(lambda p: 0.5 * anp.dot(p - centre, anp.dot(M, p - centre)), (x, y), tolerance=1e-6)
    # a start may lie within the tolerance already, 1e-6 over the smallest eigenvalue from the centre
    within = 1e-8 if descent.steps else 1e-6 / np.linalg.eigvalsh(M)[0]
    assert descent.steps <= 1 and np.allclose(descent.points[-1], centre, atol=within)


def test_newton_doubles_its_digits():
    descent = descend(Surface("exp(x) - x + y^2 + y^4"), (0.8, 0.3))
    assert descent.kind == "minimum" and 1.7 < descent.order() < 2.3


# ------------------------------------------------------------ curriculum 4.3
def test_newton_goes_to_a_saddle():
    descent = descend(Surface("x^4/4 - x^2/2 + y^2/2"), (0.3, 0.7))
    assert descent.kind == "saddle" and np.allclose(descent.points[-1], 0, atol=1e-8)
    assert "a saddle, not a minimum" in descent.stopped


def test_newton_goes_to_a_maximum():
    descent = descend(Surface("x^4 - 2x^2 + y^4 - 2y^2"), (0.2, 0.25))
    assert descent.kind == "maximum" and np.allclose(descent.points[-1], 0, atol=1e-8)
    assert "a maximum, not a minimum" in descent.stopped


def test_newton_goes_round_a_cycle():
    descent = descend(Surface("x^4 + 4x^2*y + 4y^2 + 2x + 2y"), (5 / 4, -29 / 32))
    assert descent.outcome == "cycle" and descent.kind == "not critical"
    assert np.allclose(
        descent.points[:3], [[5 / 4, -29 / 32], [3 / 4, -13 / 32], [5 / 4, -29 / 32]], rtol=1e-14
    )
    assert "cycle of 2 points, (1.25, −0.90625) → (0.75, −0.40625) → (1.25, −0.90625)" in descent.stopped


def test_newton_diverges_though_the_function_is_convex():
    descent = descend(Surface("sqrt(1 + x^2)", variables="x"), (1.1,))
    x = descent.points[:, 0]
    assert np.allclose(x[1:5], -(x[:4] ** 3), rtol=1e-6)  # x ← −x³, by hand
    assert abs(x[-1]) > 1e6 and not descent.converged and "running away" in descent.stopped
    assert descend(Surface("sqrt(1 + x^2)", variables="x"), (0.9,)).kind == "minimum"


def test_newton_is_only_linear_at_a_singular_minimum():
    descent = descend(Surface("x^4 + y^4"), (1, 1))
    assert np.allclose(descent.points[1:] / descent.points[:-1], 2 / 3, rtol=1e-13)
    assert descent.order() == pytest.approx(1, abs=1e-6) and descent.rate() == pytest.approx(2 / 3, rel=1e-10)
    assert descent.kind == "inconclusive" and descent.end.nature == "minimum"


def test_newton_on_rosenbrock_rises_and_yet_converges():
    descent = descend(Surface("Rosenbrock"), (-1.2, 1))
    assert [f"{value:.3g}" for value in descent.values[:4]] == ["24.2", "4.73", "1.41e+03", "0.056"]
    assert round(descent.values[2]) == 1412
    assert descent.kind == "minimum" and np.allclose(descent.points[-1], 1)


def test_newton_does_not_descend_on_beale():
    beale = Surface("Beale")
    _, gradient, H = beale.at((4, 1))
    assert gradient.tolist() == [0, 111]
    assert [f"{each:.2f}" for each in np.linalg.eigvalsh(H)] == ["-1.26", "611.26"]
    assert gradient @ np.linalg.solve(H, -gradient) == 0
    searched = descend(beale, (4, 1), "newton line search")
    assert searched.outcome == "no descent" and "slope 0" in searched.stopped and searched.steps == 0
    assert descend(beale, (4, 1)).kind == "saddle"


@pytest.mark.parametrize("method", DESCENDING)
@pytest.mark.parametrize(
    ("formula", "start"),
    [
        ("x^4/4 - x^2/2 + y^2/2", (0.3, 0.7)),
        ("x^4 - 2x^2 + y^4 - 2y^2", (0.2, 0.25)),
        ("sqrt(1 + x^2) + y^2", (1.1, 0.5)),
        ("Rosenbrock", (-1.2, 1)),
        ("Beale", (4, 1)),
    ],
)
def test_the_cures_cure(method, formula, start):
    assert descend(Surface(formula), start, method, max_steps=300).kind == "minimum"


# ------------------------------------------------------------ curriculum 4.5 and 4.6
@given(st.integers(1, 12), st.integers(0, 10**6))
@settings(deadline=None, max_examples=10)
def test_linear_cg_needs_at_most_n_steps(n, seed):
    random = np.random.default_rng(seed)
    axes, _ = np.linalg.qr(random.normal(size=(n, n)))
    M = axes @ np.diag(np.linspace(1, 20, n)) @ axes.T
    b = random.normal(size=n)
    descent = descend(
        lambda p: 0.5 * anp.dot(p, anp.dot(M, p)) - anp.dot(b, p), np.zeros(n), "linear cg", tolerance=1e-7
    )
    assert descent.steps <= n and descent.kind == "minimum"
    assert np.allclose(descent.points[-1], np.linalg.solve(M, b), atol=1e-6)
    assert descent.evaluations.hvp <= n and descent.evaluations.hessian == 0


def test_linear_cg_refuses_what_is_not_a_quadratic():
    descent = descend(Surface("Rosenbrock"), (-1.2, 1), "linear cg")
    assert descent.outcome == "no descent" and "need a quadratic" in descent.stopped
    assert "not positive" in descend(Surface("x^2 - 3y^2"), (0, 1), "linear cg").stopped


def test_work_is_counted_as_each_method_does_it():
    def work(method, **options):
        return descend(Surface("Rosenbrock"), (-1.2, 1), method, max_steps=200, **options)

    newton, cg, bfgs = work("newton"), work("newton-cg"), work("bfgs")
    assert newton.evaluations.as_tuple() == (0, 7, 6, 0)
    assert cg.evaluations.hessian == 0 and cg.evaluations.hvp >= cg.steps
    assert bfgs.evaluations.hessian == bfgs.evaluations.hvp == 0
    plain = work("gradient descent", step_size=0.001)
    assert plain.evaluations.as_tuple() == (0, 201, 0, 0)
    for descent in (newton, cg, bfgs, plain):
        assert (np.diff(descent.work, axis=0) >= 0).all() and (np.diff(descent.times) >= 0).all()
        assert len(descent.work) == len(descent.points) == len(descent.notes) + 1


def test_the_counts_are_what_a_spy_sees():
    calls = {"f": 0, "g": 0, "H": 0}

    class Spied:
        def value(self, p):
            calls["f"] += 1
            return np.asarray((np.asarray(p) ** 4).sum(axis=-1))

        def gradient(self, p):
            calls["g"] += 1
            return 4 * np.asarray(p) ** 3

        def hessian(self, p):
            calls["H"] += 1
            p = np.asarray(p)
            return 12 * p[..., None] ** 2 * np.eye(p.shape[-1])

    descent = descend(Spied(), (1.0, 0.5), "damped newton", max_steps=5)
    assert descent.outcome == "step limit"  # so that nothing is classified at the end
    assert descent.evaluations.as_tuple()[:3] == tuple(calls.values())


# ------------------------------------------------------------ scipy as the referee
PROBLEMS = [
    ("Rosenbrock", (-1.2, 1)), ("Rosenbrock", (2, 2)), ("Beale", (1, 0.8)), ("Beale", (3.5, 0.8)),
    ("Himmelblau", (1, 1)), ("Himmelblau", (-3, 2)), ("Himmelblau", (-3, -3)), ("Himmelblau", (3.4, -2)),
    ("six-hump camel", (0.3, -0.9)), ("three-hump camel", (0.5, 0.3)), ("McCormick", (0, -1)),
    ("Booth", (5, -5)), ("Matyas", (6, -3)), ("Branin", (3, 3)), ("Goldstein-Price", (0.1, -0.9)),
    ("Styblinski-Tang", (-3.5, -2.5)), ("Zakharov", (1, 2)), ("Easom", (3, 3.4)), ("peaks", (0.2, -1.4)),
    ("x^2 + 100y^2", (3, 1)), ("exp(x + 3y - 0.1) + exp(x - 3y - 0.1) + exp(-x - 0.1)", (0.5, 0.5)),
    ("log(1 + x^2 + 2y^2) + (x - 1)^2/4", (1, 1)), ("cosh(x - 1) + cosh(y + x)", (2, 2)),
]  # fmt: skip
TWINS = {"bfgs": "BFGS", "l-bfgs": "L-BFGS-B", "conjugate gradient": "CG", "newton-cg": "Newton-CG",
         "trust region": "trust-exact", "damped newton": "trust-exact", "modified newton": "Newton-CG"}  # fmt: skip


@pytest.mark.parametrize(("name", "start"), PROBLEMS)
@pytest.mark.parametrize("method", TWINS)
def test_the_same_minimiser_in_as_many_steps_as_scipy(method, name, start):
    f = Surface(name)
    twin = TWINS[method]
    extra = {"hess": f.hessian} if twin in {"trust-exact", "Newton-CG"} else {}
    tight = (
        {"xtol": 1e-10}
        if twin == "Newton-CG"
        else {"gtol": 1e-8, **({"ftol": 1e-15} if twin[-1] == "B" else {})}
    )
    found = scipy.optimize.minimize(f.value, start, jac=f.gradient, method=twin, options=tight, **extra)
    descent = descend(f, start, method, max_steps=500)
    assert descent.kind == "minimum", descent.stopped
    if (
        np.linalg.norm(descent.points[-1] - found.x) > 1e-4
    ):  # two minimisers: both must be minima, as good a one
        polished = descend(f, found.x, max_steps=20)
        assert polished.kind == "minimum"
    else:
        assert np.allclose(descent.points[-1], found.x, atol=2e-6)
    assert descent.steps <= 2 * found.nit + 12


def test_nearly_always_it_is_the_very_same_minimiser():
    same = 0
    for name, start in PROBLEMS:
        f = Surface(name)
        found = scipy.optimize.minimize(f.value, start, jac=f.gradient, method="BFGS", options={"gtol": 1e-8})
        same += np.allclose(descend(f, start, "bfgs").points[-1], found.x, atol=1e-5)
    assert same >= len(PROBLEMS) - 2


@pytest.mark.parametrize("method", [*DESCENDING, "newton"])
def test_plain_functions_of_many_variables(method):
    def chained(p):
        return anp.sum(10 * (p[1:] - p[:-1] ** 2) ** 2 + (1 - p[:-1]) ** 2)

    found = scipy.optimize.rosen(np.ones(5))
    descent = descend(chained, np.full(5, 0.8), method, max_steps=300)
    assert descent.kind == "minimum" and np.allclose(descent.points[-1], 1, atol=1e-6) and found == 0


# ------------------------------------------------------------ ends
def test_a_small_gradient_is_not_yet_a_critical_point():
    slope = descend(Surface("exp(x) + exp(y)"), (0, 0))
    assert slope.outcome == "flat" and slope.end is None and "not a critical point" in slope.stopped
    tail = descend(Surface("-exp(-x^2 - y^2)"), (2, 1))
    assert tail.outcome == "flat" and tail.kind == "not critical"
    assert "plateau" in descend(Surface("-exp(-x^2 - y^2)"), (40, 40)).stopped


NEWTONS = ["newton", "trust region", "bfgs", "damped newton", "modified newton"]


@pytest.mark.parametrize("method", NEWTONS)
@pytest.mark.parametrize("scale", ["1e-8", "1e-12"])
@pytest.mark.parametrize(
    ("formula", "start"),
    [("(1-x)^2 + 100(y-x^2)^2", (-1.2, 1)), ("x^3 - 3x + y^2", (0.4, 0.3)), ("x^2 + 3y^2", (3, 4))],
)
def test_a_small_scale_is_not_taken_for_a_small_gradient(formula, start, scale, method):
    """|∇f| ≤ 1e-8 holds all over the picture of 1e-8 f: there it says nothing."""
    descent = descend(Surface(f"{scale}({formula})"), start, method)
    minimum = (0, 0) if formula.startswith("x^2") else (1, formula.startswith("("))
    if descent.outcome == "converged":
        assert descent.kind == "minimum"
        # 1e-8 of the largest slope round the start, below 3e4 here, over the smallest eigenvalue, 0.4
        np.testing.assert_allclose(descent.points[-1], minimum, atol=1e-3)
    else:  # BFGS begins with steps of the size of the gradient
        assert descent.end is None and method == "bfgs"


def test_a_gradient_within_a_coarse_tolerance_is_not_called_a_critical_point():
    descent = descend(Surface("Rosenbrock"), (-1.2, 1), "trust region", tolerance=0.5)
    assert np.linalg.norm(descent.points[-1] - 1) > 0.1 and descent.gradient_norms[-1] <= 0.5
    assert descent.outcome == "flat" and descent.end is None
    assert "not a critical point yet: Newton's step to the next one is" in descent.stopped


def test_a_valley_of_minima_is_inconclusive():
    assert descend(Surface("(x - y)^2"), (1, 0), "bfgs").kind == "inconclusive"
    assert descend(Surface("(x - y)^2"), (1, 0)).outcome == "singular Hessian"


def test_leaving_the_domain_is_said():
    descent = descend(Surface("log(x) + y^2"), (1, 1), "gradient descent", step_size=3)
    assert descent.outcome == "not finite" and "not finite" in descent.stopped
    assert np.isfinite(descent.points).all() and np.isfinite(descent.values).all()
    nowhere = descend(Surface("log(x) + y^2"), (-1, 1))
    assert nowhere.outcome == "not finite" and nowhere.steps == 0


def test_starting_at_a_critical_point():
    descent = descend(Surface("x*y"), (0, 0), "bfgs")
    assert descent.steps == 0 and descent.kind == "saddle" and descent.order() is None


def test_no_steps_allowed():
    assert descend(Surface("x^2"), (1, 1), max_steps=0).outcome == "step limit"


WILD = ["Rosenbrock", "peaks", "x^3 - 3x*y^2", "1/(x - y)", "sqrt(x) + abs(y)", "x^2*y^2", "exp(x*y)"]
wild = functools.cache(Surface)  # what compiling costs is paid once, not for every example


@given(st.sampled_from(list(METHODS)), st.floats(-50, 50), st.floats(-50, 50), st.sampled_from(WILD))
@settings(deadline=None, max_examples=150)
def test_every_method_ends_with_a_sentence_from_anywhere(method, x, y, formula):
    descent = descend(wild(formula), (x, y), method, max_steps=40)
    assert descent.stopped.endswith(".") and descent.outcome and descent.steps <= 40
    assert (descent.outcome == "converged") == (descent.end is not None)
    assert str(descent) and descent._repr_html_()


# ------------------------------------------------------------ what is asked for
def test_methods_and_options():
    assert len(METHODS) == 15 and all(METHODS.values())
    for method in METHODS:
        given_options = options_of(method)
        assert descend(Surface("x^2 + 2y^2"), (1, 1), method, **given_options).method == method
    assert descend(Surface("x^2"), (3, 0), "bounded newton", max_length=2).points[0, 0] == 3


@pytest.mark.parametrize(
    ("arguments", "options", "sentence"),
    [
        (((1, 1), "Newton"), {}, "no method 'Newton'"),
        (((1, 1), "newton"), {"radius": 1}, "no option radius; it takes step_size"),
        (((1, 1), "newton-cg"), {"step_size": 1}, "it takes none"),
        (((1, 1), "momentum"), {"momentum": 1.5}, "between 0 and 1"),
        (((1, 1), "gradient descent"), {"step_size": -1}, "positive number"),
        (((1, 1), "gradient descent"), {"step_size": "fast"}, "positive number"),
        (((1, 1), "l-bfgs"), {"kept": 2.5}, "whole number"),
        (((1, np.nan),), {}, "finite numbers"),
        ((((1, 1), (2, 2)),), {}, "one point"),
        (((1, 2, 3),), {}, "2 coordinates"),
        (((1, 1),), {"tolerance": -1}, "tolerance"),
        (((1, 1),), {"max_steps": 1.5}, "whole number"),
    ],
)
def test_wrong_wishes_get_one_plain_sentence(arguments, options, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        descend(Surface("x^2 + y^2"), *arguments, **options)
    assert "\n" not in str(caught.value)


def test_a_text_is_not_a_surface():
    with pytest.raises(TypeError, match="Surface"):
        descend("x^2", (1, 1))


def test_backtracking_settles_where_f_is_flat_to_rounding():
    """It once bounced between two points whose values agree to the last digit."""
    descent = descend(Surface("x^4 - 2x^2 + y^4 - 2y^2"), (0.51, 0.33), "backtracking")
    assert descent.kind == "minimum"
    np.testing.assert_allclose(descent.points[-1], [1, 1], atol=1e-8)

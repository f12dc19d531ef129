"""Descents: their order of convergence, their cycles, how they print; sequences with known answers are the referee."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hesskit.maths.descent.descend import descend
from hesskit.maths.descent.evaluations import Counted, Evaluations
from hesskit.maths.descent.result import order_of, rate_of
from hesskit.maths.descent.termination import cycle_length, leads_away
from hesskit.maths.surfaces.surface import Surface


@given(st.floats(1.0, 3.0), st.floats(0.05, 0.5))
@settings(deadline=None, max_examples=60)
def test_the_order_of_a_sequence_that_has_one(q, first):
    errors = [first]
    while errors[-1] > 1e-13 * first and len(errors) < 200:
        errors.append(0.5 * errors[-1] ** q)
    measured = order_of(np.array(errors))
    if measured is not None:  # None is honest where too few are left
        assert measured == pytest.approx(q, rel=0.25)
    if q < 1.01:
        assert measured is not None


@pytest.mark.parametrize(
    "errors",
    [[], [1.0], [1, 0.0], [1, 1e-3, 1e-9], [1, 0.9, 0.8, 0.7], [1e-9, 1e-3, 1.0, 10.0], [1, 1e-1, 1e-5, 1e-6],
     [np.nan, 1, np.inf]],
)  # fmt: skip
def test_no_order_where_there_is_none_to_measure(errors):
    assert order_of(np.array(errors, dtype=float)) is None


def test_refused_trials_do_not_count_as_steps():
    errors = np.array([1, 1, 1e-1, 1e-1, 1e-2, 1e-4, 1e-8])
    assert order_of(errors) == pytest.approx(2)
    assert rate_of(np.array([[1.0], [0.5], [0.5], [0.25]])) == 0.5
    assert rate_of(np.array([[1.0], [0.5]])) is None


def test_orders_of_the_methods_on_one_problem():
    f = Surface("exp(x) - x + exp(2y) - 2y + x^2*y^2")
    assert descend(f, (0.6, 0.5)).order() == pytest.approx(2, abs=0.3)
    assert descend(f, (0.6, 0.5), "gradient descent", step_size=0.2, max_steps=500).order() == pytest.approx(
        1, abs=0.05
    )
    assert descend(f, (0.6, 0.5), max_steps=2).order() is None


def test_cycles():
    def points(*numbers):
        return [np.array([float(x)]) for x in numbers], [1.0] * len(numbers)

    assert cycle_length(*points(1, 2, 3, 1, 2, 3)) == 3
    assert cycle_length(*points(1, 2, 3, 1, 2, 4)) == 0
    assert cycle_length(*points(1, 1, 1, 1)) == 0  # refused trials are no cycle
    assert cycle_length(*points(1, 2, 1)) == 0


def test_newton_steps_that_do_not_shrink_lead_away():
    at = np.array([[0.001], [100.0], [1.0]])
    d = np.array([[-0.0003], [30.0], [1e-9]])
    assert leads_away(at, d, 0.67 * d).tolist() == [False, True, False]
    assert bool(leads_away(np.array([5.0]), np.array([0.2]), np.array([0.19])))


def test_evaluations_are_counted_once():
    f = Counted(Surface("x^2 + y^2"))
    p = np.array([1.0, 2.0])
    for _ in range(3):
        f.value(p), f.gradient(p), f.hessian(p)
    f.recorded_value(p + 1)
    f.hvp(p, p)
    assert (
        f.evaluations() == Evaluations(1, 1, 1, 1)
        and str(f.evaluations()) == "1 of f, 1 of ∇f, 1 of H, 1 of H·v"
    )
    assert str(Evaluations()) == "none"


def test_it_prints_without_its_seconds():
    descent = descend(Surface("Rosenbrock"), (-1.2, 1), "backtracking", max_steps=40)
    shown = repr(descent)
    assert "Descent by backtracking: 40 steps" in shown and "…" in shown and "second" not in shown
    assert len(shown.splitlines()) == 15
    assert shown == repr(descend(Surface("Rosenbrock"), (-1.2, 1), "backtracking", max_steps=40))
    html = descent._repr_html_()
    assert (
        html.count("<table>") == 2 == html.count("</table>") and "<caption>" in html and descent.seconds > 0
    )


def test_it_is_frozen():
    descent = descend(Surface("x^2 + y^2"), (1, 1))
    with pytest.raises(ValueError, match="read-only"):
        descent.points[0] = 0
    with pytest.raises(AttributeError):
        descent.outcome = "fame"


def test_errors_are_distances():
    descent = descend(Surface("x^2 + y^2"), (3, 4), "gradient descent", step_size=0.25, max_steps=2)
    assert descent.errors((0, 0)).tolist() == [5, 2.5, 1.25]
    assert descent.errors()[-1] == 0

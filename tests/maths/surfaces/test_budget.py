"""Nothing that depends on what was typed hangs, or eats the machine: steps are stopped, and what was found is kept."""

import itertools
import threading
import time

import mpmath
import numpy as np
import pytest
import sympy

from hesskit.maths.critical.finder import critical_points
from hesskit.maths.surfaces import budget
from hesskit.maths.surfaces.budget import Spent, attempt, required, time_left
from hesskit.maths.surfaces.lexer import FormulaError
from hesskit.maths.surfaces.surface import Surface

pytestmark = pytest.mark.usefixtures("work_is_what_counts")
X, Y = sympy.symbols("x y", real=True)
SLACK = 3.0  # seconds: other programs run beside the tests


def endless():
    """Keep sympy busy for hours."""
    return sympy.factor(sympy.expand((X + Y + 2 * sympy.sin(X) + sympy.exp(X) + 1) ** 60))


@pytest.fixture(params=[True, False], ids=["with threads", "without"])
def threads(request, monkeypatch):
    """Both ways of stopping a step: by the watch, and, as in a browser, by looking at the clock."""
    monkeypatch.setattr(budget, "_THREADS", request.param)
    if not request.param:  # an earlier test's watch looks on for a second
        monkeypatch.setattr(budget._Step, "stop", lambda step: None)


@pytest.mark.usefixtures("threads")
def test_a_step_of_sympy_is_stopped_and_leaves_nothing_behind():
    precision = mpmath.mp.prec

    def precise():
        mpmath.mp.dps = 70
        return endless()

    start = time.perf_counter()
    assert attempt(precise, "stopped", 0.2) == "stopped"
    assert time.perf_counter() - start < 0.2 + SLACK
    assert mpmath.mp.prec == precision
    assert attempt(lambda: sympy.expand((X + 1) ** 2), None, 10) == X**2 + 2 * X + 1


@pytest.mark.usefixtures("threads")
def test_an_inner_step_ends_first_and_the_outer_one_goes_on():
    assert attempt(lambda: (attempt(endless, "inner", 0.1), "outer"), None, 20) == ("inner", "outer")
    assert attempt(lambda: [attempt(endless, "inner", 0.1) for _ in range(10**6)], "outer", 0.4) == "outer"
    assert time_left() == float("inf")


@pytest.mark.usefixtures("threads")
def test_what_a_step_raises_is_raised(monkeypatch):
    with pytest.raises(ZeroDivisionError):
        attempt(lambda: 1 / 0, None, 5)
    assert attempt(lambda: time_left() <= 5, None, 5)
    assert attempt(lambda: 1, 2, 0) == 2
    monkeypatch.setattr(budget.attempt, "__defaults__", (0.2, budget.MEMORY, 1.0))
    monkeypatch.setattr(time, "perf_counter", time.monotonic)
    assert required(lambda: time.sleep(0.4) or 1, "this") == 1  # what a busy machine takes is not its work
    with pytest.raises(FormulaError, match="this takes more time or memory than there is") as problem:
        required(endless, "this")
    assert "\n" not in str(problem.value)
    assert attempt(lambda: required(endless, "this"), "outer", 0.1) == "outer"


def test_where_sympy_itself_fails_the_step_is_not_done():
    assert attempt(lambda: sympy.I < 1, "not decided") == "not decided"
    with pytest.raises(TypeError, match="non-real"):  # what has to be done says what is wrong
        required(lambda: sympy.I < 1, "this")
    with pytest.raises(ValueError, match="ours"):
        attempt(lambda: sympy.sin(X).replace(sympy.sin, lambda u: int("ours")), None)


def test_a_step_that_swallows_what_stops_it_is_stopped_again():
    def stubborn():
        try:
            while True:
                pass
        except BaseException:  # as sympy does here and there
            while True:
                pass

    assert attempt(stubborn, "stopped", 0.1) == "stopped"


def test_memory_is_part_of_the_budget():
    hoard = []

    def greedy():
        while True:
            hoard.append(np.ones(2**17))  # a mebibyte

    assert attempt(greedy, "stopped", 60, memory=40 * 2**20) == "stopped"
    assert len(hoard) < 2000


def test_steps_in_other_threads_and_after_each_other_do_not_mix():
    seen = []

    def work(k):
        seen.append((k, attempt(endless if k % 2 else lambda: k, "stopped", 0.2)))

    workers = [threading.Thread(target=work, args=(k,)) for k in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(seen) == [(k, "stopped" if k % 2 else k) for k in range(6)]
    late = [attempt(lambda k=k: sum(range(k * 40)), "late", 0.0005) for k in range(400)]
    assert all(value in (sum(range(k * 40)), "late") for k, value in enumerate(late))
    try:
        for _ in range(2000):
            pass
    except Spent:  # pragma: no cover
        pytest.fail("a step was stopped after its end")


# ---------------------------------------------------------------- what is typed
HARD = [  # (formula, domain, variables): they took 3 s, a minute, or for ever; see issue 13
    ("-exp(cos(2pi x)/2 + cos(2pi y)/2) - 20exp(-sqrt(x^2/2 + y^2/2)/5)", ((-35, 35), (-35, 35)), None),
    ("|x^2 + x y + y^2| + |sin(x)| + |cos(y)|", ((-500, 500), (-500, 500)), None),
    (
        "-x sin(sqrt(|-x + y + 47|)) - (y + 47) sin(sqrt(|x/2 + y + 47|))",
        ((-512.1, 512), (-512.1, 512)),
        None,
    ),
    ("x^2/4000 + y^2/4000 - cos(x) cos(0.707106781186547 y) + 1", ((-100, 100), (-100, 100)), None),
    (
        "(2cos(x + 2) + 3cos(2x + 3) + 4cos(3x + 4) + 5cos(4x + 5) + cos(1))"
        "(cos(2y + 1) + 2cos(3y + 2) + 3cos(4y + 3) + 4cos(5y + 4) + 5cos(6y + 5))",
        ((-10, 10), (-10, 10)),
        None,
    ),
    ("(sin(x^2 + y^2)^2 - 1/2)/(x^2/1000 + y^2/1000 + 1)^2 + 1/2", ((-100, 100), (-100, 100)), None),
    ("x + y + sqrt(|cos(sqrt(|x^2 + y|))|)", ((-10, 10), (-10, 10)), None),
    ("x^6 (sin(1/x) + 2) + y^6 (sin(1/y) + 2)", ((-1, 1), (-1, 1)), None),
    (
        "-sin(x) sin(x^2/pi)^20 - sin(y) sin(2y^2/pi)^20",
        ((0, 3.141592653589793), (0, 3.141592653589793)),
        None,
    ),
    (
        "-exp(-3(x-0.3689)^2-10(y-0.117)^2-30(z-0.2673)^2)-1.2exp(-0.1(x-0.4699)^2-10(y-0.4387)^2-35(z-0.747)^2)"
        "-3exp(-3(x-0.1091)^2-10(y-0.8732)^2-30(z-0.5547)^2)-3.2exp(-0.1(x-0.0381)^2-10(y-0.5743)^2-35(z-0.8828)^2)",
        ((0, 1), (0, 1), (0, 1)),
        "x y z",
    ),
    (
        "(z/(1 + exp(y - 14x)) - 10.8)^2 + (z/(1 + exp(y - 28x)) - 22.33)^2 + (z/(1 + exp(y - 42x)) - 39.35)^2",
        ((0.01, 0.5), (0.5, 5), (10, 200)),
        "x y z",
    ),
    ("sin(x) + y^2", ((-10000, 10000), (-10000, 10000)), None),
]


@pytest.mark.parametrize(("formula", "domain", "variables"), HARD)
def test_what_is_hard_comes_back_in_time_with_an_honest_word(formula, domain, variables):
    surface = Surface(formula, variables)
    budget = 0.3  # a fast machine searches some of them whole in a second
    start = time.perf_counter()
    found = critical_points(surface, domain, budget=budget)
    assert time.perf_counter() - start < budget + SLACK
    assert not found.complete
    assert "budget" in found.note or "500" in found.note or "At least 100 whole sets" in found.note
    for point in [p for p in found if p.set is None][
        :25
    ]:  # what is listed is right, however little time there was
        assert np.abs(surface.gradient(point.point)).max() < 1e-9 * max(1, np.abs(point.hessian).max())


def test_two_hills_with_decimals_show_both_tops_in_a_second():
    two = Surface("exp(-3(x-0.37)^2-10(y+0.42)^2)+1.2exp(-1.1(x-0.47)^2-10(y-0.44)^2)")
    critical_points("x^2 + y^2 + x")  # imports are not what is measured
    start = time.process_time()
    found = critical_points(two)
    assert time.process_time() - start < 1.0
    assert [p.nature for p in found].count("maximum") == 2
    assert len(found) == 3 and found.complete


def test_a_budget_of_memory_is_kept(monkeypatch):
    """A process that seems to grow by ten mebibytes at every look is stopped, in inner steps too, and says so."""
    sizes = itertools.count(0, 10 * 2**20)
    monkeypatch.setattr(budget, "_memory", lambda: next(sizes))
    found = critical_points("peaks", budget=60, memory=2**20)
    assert not found.complete and "budget" in found.note
    ended = attempt(lambda: attempt(endless, "inner", 60, memory=2**40), "outer", 60, memory=2**20)
    assert ended in ("inner", "outer")  # the outer one may be looked at again before it can return

"""A small slice of the referee, small enough for every day: the keys, and a few seeds of every family."""

import warnings

import pytest

from . import cases, keys
from .differential import LIBRARIES
from .families import FAMILIES
from .formulas import fuzzed
from .typed import TYPED
from .watching import Worker, all_makers

FOUND = [
    ("borders", 93998),
    ("borders", 5000),
    ("fuzzed", 5001),
    ("separable", 94013),
]  # by nights, and mended
pytestmark = pytest.mark.usefixtures("work_is_what_counts")
SEEDS = {
    "descended": 12,
    "fitted": 12,
    "traced": 12,
    "quadratic": 12,
    "diagonal": 12,
    "written": 25,
    "jumbled": 60,
}
SEEDS |= {
    "separable": 2,
    "bent": 2,
    "waves": 2,
    "valley": 2,
    "hills": 2,
    "moved": 2,
    "borders": 2,
}


@pytest.fixture
def enough(monkeypatch):
    """Let there be so much time that an answer is right or wrong, never unfinished; the night run keeps the budget."""
    monkeypatch.setattr(cases, "BUDGET", 10.0)


def made(maker, seed):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return maker(seed)


@pytest.mark.usefixtures("enough")
@pytest.mark.parametrize("entry", keys.lines("textbook"), ids=lambda entry: entry["f"])
def test_textbook_answers(entry):
    assert made(keys.points_of, entry).complaints == []


@pytest.mark.parametrize("entry", keys.lines("test_functions")[::4], ids=lambda entry: entry["name"])
def test_least_values_of_test_functions(entry):
    assert made(keys.least_of, entry).complaints == []


@pytest.mark.parametrize("entry", keys.lines("least_squares")[::3], ids=lambda entry: entry["name"])
def test_descents_on_sums_of_squares(entry):
    assert made(lambda one: keys.descents_of(one, ("trust region", "bfgs")), entry).complaints == []


@pytest.mark.usefixtures("enough")
@pytest.mark.parametrize("entry", keys.lines("reported")[1::4], ids=lambda entry: entry["f"][:60])
def test_what_was_reported_is_mended(entry):
    if "open" in entry:
        pytest.skip(f"waits for issue {entry['open']}")
    assert made(keys.points_of, entry).complaints == []


@pytest.mark.usefixtures("enough")
@pytest.mark.parametrize(("name", "maker"), [*FAMILIES.items(), *LIBRARIES.items(), *TYPED.items()])
def test_a_few_of_every_family(name, maker):
    for seed in range(SEEDS[name]):
        case = made(maker, seed)
        assert case.complaints == [], f"--family {name} --seed {seed}: {case.name}"


@pytest.mark.usefixtures("enough")
@pytest.mark.parametrize(
    ("name", "seed"), [("borders", 93998), ("borders", 5000), ("fuzzed", 5001), ("separable", 94013)]
)
def test_what_a_night_found_is_mended(name, seed):
    assert made(all_makers()[name], seed).complaints == []


@pytest.mark.parametrize("seed", [0, 2, 4])
def test_only_our_own_errors_come_out_of_formulas_three_deep(seed):
    case = made(fuzzed, seed)
    assert case.complaints == [], f"--family fuzzed --seed {seed}: {case.name}"


def test_a_key_that_is_wrong_is_noticed():
    entry = {
        "f": "x^2 - y^2",
        "box": [[-1, 1], [-1, 1]],
        "points": [["0", "0", "minimum"], ["1/2", "0", "saddle"]],
    }
    complaints = keys.points_of(entry).complaints
    assert any("nature: saddle is said" in one for one in complaints)
    assert any("missing: saddle at [0.5, 0.0], though it is said to be complete" in one for one in complaints)


def test_a_worker_beyond_its_limits_is_ended_and_replaced():
    worker = Worker()
    try:
        assert worker.make("jumbled", 1, memory=1)["complaints"][0].endswith("GB of memory")
        assert worker.make("jumbled", 1)["family"] == "jumbled"
    finally:
        worker.end()

"""The ladder, what a verdict shows, and that nothing ever raises at a learner."""

import re
import subprocess
import sys
import time
from importlib import import_module

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from hesskit.course.answers.kinds import entry_latex
from hesskit.course.check import check
from hesskit.course.exercises.exercise import exercise, exercises_of
from hesskit.course.exercises.judge import Verdict, judge
from hesskit.course.text import to_html, to_plain
from hesskit.maths.surfaces.parsing import parse

NUMBERS = [e.number for e in exercises_of(1)]


@pytest.fixture(autouse=True)
def _no_progress(monkeypatch):
    monkeypatch.setenv("HESSKIT_PROGRESS", "off")
    monkeypatch.setattr(import_module("hesskit.course.lessons.progress"), "_memory", {})


@pytest.mark.parametrize(
    ("answer", "rung"),
    [
        (..., "missing"),
        (None, "missing"),
        ("", "missing"),
        (object(), "type"),
        ("x +", "type"),
        ("z", "type"),
        ([1, 2, 3], "shape"),
        ([[1, 2], [3]], "shape"),
        (np.eye(3), "shape"),
        ([[2, 0], [0, 4]], "belief"),
        ([[1, 1], [1, 1]], "not yet"),
        ([[2, 5], [5, 4]], "right"),
    ],
    ids=lambda a: a if isinstance(a, str) else type(a).__name__,
)
def test_the_ladder(answer, rung):
    verdict = check("1.1", answer)
    assert verdict.rung == rung
    assert bool(verdict) is verdict.right is (rung == "right")
    assert str(verdict).startswith("Exercise 1.1: ")
    assert verdict._repr_html_().count("$") % 2 == 0


def test_later_tries_show_the_next_hint():
    hints = next(b for b in exercise("1.5").beliefs if b.name == "the axes show the extremes").hints
    shown = [check("1.5", [1, 7]).message for _ in range(4)]
    assert shown == [*hints, hints[-1]]
    assert check("1.5", [8, -9]).hint == 1  # another belief starts at its own first hint
    assert "Hint 1 of 2" in str(check("1.5", [5, 11]))


def test_what_was_judged_is_shown():
    assert "Judged: [[1, 1/2], [0, 3]]." in str(check("1.1", [[1, "1/2"], [0, 3.0]]))
    assert "Very close" in str(check("1.4", 4.88001))


@pytest.mark.parametrize(
    "number", ["9.9", "1.99", "", "one", None, 3, 1.99, [], object(), "1.1.1", "²", "1" * 10_000, ...]
)
def test_an_unknown_exercise_gets_a_sentence(number):
    for verdict in (check(number, 1), check(number)):
        assert verdict.rung == "unknown"
        assert str(verdict).startswith("There is no such exercise. ")
        assert not verdict


def test_numbers_may_be_written_as_people_do():
    for number in ("1.1", " 1.1 ", 1.1, "Exercise 1.1"):
        assert check(number, [[2, 5], [5, 4]]).right


class Hostile:
    """Everything it is asked, it answers with an exception."""

    def __getattribute__(self, name):
        raise RuntimeError(name)

    def __eq__(self, other):
        raise RuntimeError("eq")

    def __repr__(self):
        raise RuntimeError("repr")

    __hash__ = None
    __len__ = __iter__ = __float__ = __array__ = __call__ = __bool__ = __str__ = __repr__


class HostileList(list):
    """A list that will not be looked at."""

    def __len__(self):
        raise RuntimeError("len")

    def __iter__(self):
        raise MemoryError


class Endless(list):
    """A list that says it is short and never ends."""

    def __len__(self):
        return 2

    def __iter__(self):
        while True:
            yield 1


class NoNumber(float):
    """A number that will not be one."""

    def __float__(self):
        raise RuntimeError("float")


def _nested(depth):
    nested = 1
    for _ in range(depth):
        nested = [nested]
    return nested


OBJECTS = [
    Hostile(), Hostile, HostileList([1]), Endless(), NoNumber(3), [Hostile(), Hostile()], {Hostile: Hostile}, object,
    (i for i in range(3)), iter([]), map(str, [1]), _nested(5000), lambda *a: 1 / 0, lambda: 1, print, sys, type, {},
    set(), [], [[]], [[], []], [None, ...], {"a": 1}, range(10**12), memoryview(b"abc"), Exception("no"),
]  # fmt: skip
NUMERIC = [
    np.zeros((3000, 3000)), np.array([object()] * 4), np.array(["a", "b"]), np.array([[np.nan, 1], [1, np.inf]]),
    np.zeros((0, 2)), np.ma.masked, np.datetime64("2020"), float("nan"), -0.0, 10**5000, complex("nan"),
    sympy.Function("f")(1), sympy.Symbol("x") ** 10**6, sympy.Matrix(50, 50, lambda i, j: i),
    sympy.MatrixSymbol("A", 2, 2), sympy.S.EmptySet, sympy.true, sympy.Poly("x", sympy.Symbol("x")),
]  # fmt: skip
TEXTS = [
    "[" * 5000, "(" * 1000 + ")" * 1000, "9" * 100_000, "x" * 100_000, "\x00", "\ud800", "💥", "9**9**9**9", "$$$",
    "__import__('os').system('echo')", "1e999999999", "<script>alert(1)</script>", "\\frac{1}{0}", b"\xff",
]  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.filterwarnings("default")
def test_nothing_raises_at_a_learner(number):
    for answer in (*OBJECTS, *NUMERIC, *TEXTS):
        verdict = check(number, answer)
        assert isinstance(verdict, Verdict)
        assert not verdict.right
        assert len(str(verdict)) < 1200
        assert "<script" not in verdict._repr_html_()
        assert set(verdict._repr_mimebundle_()) == {"text/plain", "text/html"}


LEAVES = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.complex_numbers()),
    *(st.binary(max_size=5), st.fractions(), st.decimals()),
)


def _nest(inner):
    pairs = st.dictionaries(st.text(max_size=3), inner, max_size=3)
    return st.one_of(st.lists(inner, max_size=4), pairs, st.tuples(inner, inner))


ANYTHING = st.recursive(LEAVES, _nest, max_leaves=8)


@given(st.sampled_from(NUMBERS), ANYTHING)
@settings(deadline=None, max_examples=300)
def test_any_answer_gets_a_verdict(number, answer):
    verdict = judge(exercise(number), answer)
    assert verdict.rung in ("missing", "type", "shape", "belief", "not yet", "right")
    assert str(verdict)


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=150)
def test_any_text_gets_a_verdict_and_stays_text(text):
    for number in ("1.1", "1.4", "1.7", "1.8"):
        verdict = judge(exercise(number), text)
        assert re.sub(r"</?(div|strong|em|code|br)\b[^>]*>", "", verdict._repr_html_()).count("<") == 0


def test_judging_is_fast():
    """The promise is 50 ms; the bound is generous because the machine may be slow; its other work does not count."""
    check("1.8", "x^3")
    check("1.1", "x")
    for number, answer in (
        ("1.1", [[1, 1], [1, 1]]),
        ("1.5", "1, 2"),
        ("1.8", "x^2 + y^2 + sin(x y z)"),
        ("1.7", "a"),
    ):
        start = time.thread_time()
        check(number, answer)
        assert time.thread_time() - start < 1.0


def test_a_verdict_prints_and_shows_itself():
    verdict = Verdict("1.2", "belief", r"Take $x < y$ and *look*.", "a belief", 1, 3, "$5$", "A note.")
    assert str(verdict) == "Exercise 1.2: not yet. Hint 1 of 3. Take x < y and look. Judged: 5. A note."
    assert repr(verdict) == str(verdict)
    assert "$x &lt; y$ and <em>look</em>" in verdict._repr_html_()


def test_texts():
    assert to_html("a < b & `c`") == "a &lt; b &amp; <code>c</code>"
    assert to_plain("no maths, 5*3*2 stays") == "no maths, 5*3*2 stays"
    assert to_plain("$") == "$"
    assert to_plain(r"$\frac{1}{2} u^{\mathsf{T}} H u$") == "1/2 uᵀ H u"


@pytest.mark.parametrize(
    ("formula", "plain"),
    [
        ("exp(x + 2y)", "e^(x + 2 y)"),
        ("exp(exp(x))", "e^(e^x)"),
        ("exp(-(x - y)^2)", "e^(−(x − y)²)"),
        ("sqrt(1 + 2x + y^2)", "√(2 x + y² + 1)"),
        ("y^2/2", "y²/2"),
        ("sqrt(x)/2", "√x/2"),
        ("1/(1 + x^2/(1 + y))", "1/(x²/(y + 1) + 1)"),
        ("cosh(x)", "cosh(x)"),
        ("sin(x)^2", "sin²(x)"),
        ("x^y", "x^y"),
        ("(x + y)^10", "(x + y)¹⁰"),
        ("3^(1/3)", "³√3"),
    ],
)
def test_formulas_read_plainly_however_they_are_nested(formula, plain):
    shown = to_plain(f"${entry_latex(parse(formula))}$")
    assert shown == plain


def test_the_modules_load_neither_sympy_nor_widgets_before_they_are_needed():
    code = "import sys, hesskit.course.check; print({'sympy', 'ipywidgets', 'matplotlib'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_number_that_python_reads_two_ways_is_asked_for_in_quotes():
    """`check(2.10, …)` once judged, and recorded, the answer to 2.1."""
    verdict = check(2.10, "b")
    assert (verdict.rung, verdict.number) == ("type", "2.1")
    assert '"2.1" or "2.10"' in str(verdict)
    assert check(4.8, "7").right and check("2.10", "b").right

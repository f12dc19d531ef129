"""Answers in every reasonable form are read; every other one is met by a sentence."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from hesskit.course.answers.equality import (
    evaluate,
    objection,
    same_formula,
    same_number,
    same_numbers,
    value_at,
)
from hesskit.course.answers.kinds import Choice, Formula, Matrix, Number, Numbers, Option, Point
from hesskit.course.answers.reading import (
    Unreadable,
    is_missing,
    lists_in_text,
    read_entries,
    read_entry,
    read_words,
)

x, y = sympy.symbols("x y", real=True)


@pytest.mark.parametrize("answer", [None, ..., "", "   ", "...", "…", "?", "???"])
def test_no_answer(answer):
    assert is_missing(answer)


@pytest.mark.parametrize("answer", [0, "0", [], False, np.zeros(3), float("nan")])
def test_an_answer_however_odd(answer):
    assert not is_missing(answer)


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        ("[[2, 3], [3, 2]]", [["2", "3"], ["3", "2"]]),
        ("((2, 3), (3, 2))", [["2", "3"], ["3", "2"]]),
        ("H = Matrix([[2, 3], [3, 2]])", [["2", "3"], ["3", "2"]]),
        ("array([[2., 3.],\n       [3., 2.]])", [["2.", "3."], ["3.", "2."]]),
        ("[2 3; 3 2]", [["2", "3"], ["3", "2"]]),
        ("2, 3; 3, 2", [["2", "3"], ["3", "2"]]),
        ("3 / 1; 12", [["3/1"], ["12"]]),
        ("[4 / 2 5 ; 5 2 ** 2]", [["4/2", "5"], ["5", "2**2"]]),
        ("6 - 4 +5; 5 −4", [["6-4", "+5"], ["5", "−4"]]),
        ("[2, 3], [3, 2]", [["2", "3"], ["3", "2"]]),
        ("-1 and 5", ["-1", "5"]),
        ("λ = -1 or 5", ["-1", "5"]),
        ("±5", ["-5", "5"]),
        ("4 ± 5", ["4 - 5", "4 + 5"]),
        ("(-5±3)/2", ["(-5-3)/2", "(-5+3)/2"]),
        ("{±1, 2}", ["-1", "1", "2"]),
        ("[[2, 3]; [3, 2]]", [["2", "3"], ["3", "2"]]),
        ("(0, 1); (2, 3)", [["0", "1"], ["2", "3"]]),
        ("(0, 1) (2, 3)", [["0", "1"], ["2", "3"]]),
        ("(0, 1), (2, 3).", [["0", "1"], ["2", "3"]]),
        ("(2 5; 5 4)", [["2", "5"], ["5", "4"]]),
        ("{-1, 5}", ["-1", "5"]),
        ("(1, 2)", ["1", "2"]),
        ("(x + 1)(x - 1)", "(x + 1)(x - 1)"),
        ("(x + 1)", "(x + 1)"),
        ("f(x, y) = sin(x) + y", "sin(x) + y"),
        ("[5]", ["5"]),
        ("7", "7"),
    ],
)
def test_lists_typed_as_text(text, lists):
    assert lists_in_text(text) == lists


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[2, 3], [3, 2]", "'[' is never closed: add ']'."),
        ("(1, 2", "'(' is never closed: add ')'."),
        ("[2, 3]]", "']' closes a bracket that was never opened."),
    ],
)
def test_a_bracket_without_its_partner_is_named(text, sentence):
    """A missing bracket was once met with advice on decimal commas."""
    with pytest.raises(Unreadable) as refusal:
        read_entries(text)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("cos + x", "cos needs an argument: cos(x)."),
        ("X", "Unknown name 'X': did you mean x?"),
        ("0,5x", "This answer has 2 parts: one formula is asked for."),
    ],
)
def test_a_formula_that_cannot_be_read_gets_a_proper_sentence(text, sentence):
    """It was once "Cos needs …" and "did you mean x?."."""
    kind = Formula("x")
    with pytest.raises(Unreadable) as refusal:
        kind.read(text)
    assert str(refusal.value) == sentence


def test_a_point_with_a_semicolon():
    assert Point("(0.5, 2)").holds(Point("(0.5, 2)").read("(0.5; 2)"))


def test_a_number_with_either_sign_is_never_split_from_its_middle():
    """`-5/2 ± 3/2` was once judged as −4 and 3/2: a right answer, called wrong."""
    kind = Numbers("-4, -1")
    assert kind.holds(kind.read("-5/2 ± 3/2")) and kind.holds(kind.read("(-5 ± 3)/2"))


@given(st.text(alphabet="[](){},;xy0123456789+-*^. =±", max_size=60))
@settings(deadline=None, max_examples=300)
def test_any_brackets_are_met_by_a_sentence(text):
    said = "An answer."
    try:
        read_entries(text, ("x", "y"))
    except Unreadable as problem:
        said = str(problem)
    assert len(said) < 400
    assert said.endswith(".")
    assert said[0].isupper() or not said[0].isalpha()


HALVES = [
    "1/2",
    0.5,
    Fraction(1, 2),
    Decimal("0.5"),
    sympy.Rational(1, 2),
    np.float32(0.5),
    sympy.Float(0.5),
    "0.5",
    0.5 + 0j,
]


@pytest.mark.parametrize("answer", HALVES, ids=lambda a: f"{type(a).__name__} {a}")
def test_one_number_in_many_forms(answer):
    kind = Number("1/2")
    assert kind.holds(kind.read(answer))
    assert evaluate(read_entry(answer)) == 0.5


@pytest.mark.parametrize(
    "answer",
    [True, np.bool_(True), float("nan"), float("inf"), 1j, "1/0", "i", "x", object(), b"1", int, print, Decimal("NaN"),
     10**400, Decimal("1e999999"), sympy.zoo, sympy.nan, sympy.I, sympy.oo, sympy.Integer(7) ** 900,
     sympy.Integral(x, (x, 0, 1)), sympy.Symbol("t"), "9" * 3000, Fraction(10**400, 3), {}, {"a": 1}],
    ids=lambda a: f"{type(a).__name__}",
)  # fmt: skip
def test_what_is_not_a_number_is_refused_in_one_sentence(answer):
    with pytest.raises(Unreadable) as refusal:
        read_entries(answer)
    assert str(refusal.value).endswith(".")
    assert len(str(refusal.value)) < 300


@pytest.mark.parametrize(
    "answer",
    [[[1, 2], [3]], [1, [2]], np.zeros((1000, 1000)), list(range(1000)), [[[[[1]]]]], np.zeros(101)],
    ids=type,
)
def test_wrong_shapes_are_refused(answer):
    with pytest.raises(Unreadable) as refusal:
        read_entries(answer)
    assert refusal.value.rung == "shape"


def test_a_list_that_holds_itself():
    answer = [1]
    answer.append(answer)
    with pytest.raises(Unreadable):
        read_entries(answer)


def test_order_matters_or_not():
    assert Numbers("-1, 5").holds(Numbers("-1, 5").read({5, -1}))
    with pytest.raises(Unreadable, match="Order matters"):
        Point("(-1, 5)").read({5, -1})
    assert not Point("(-1, 5)").holds(Point("(-1, 5)").read([5, -1]))


@pytest.mark.parametrize(
    ("answer", "values"),
    [
        ("[[ 6.  0.]\n [ 0. -6.]]", (6, 0, 0, -6)),
        ("[[0.21875 0.09375]\n [0.09375 0.09375]]", (0.21875, 0.09375, 0.09375, 0.09375)),
        ("[[1 2] [3 4]]", (1, 2, 3, 4)),
    ],
)
def test_matrices_as_numpy_prints_them(answer, values):
    read = read_entries(answer)
    assert read.shape == (2, 2) and tuple(map(float, read.values)) == values


@pytest.mark.parametrize("numbers", [(-0.6, -0.8), (9.0, -1.0), (2 / 99, 684.0), (1e-12, 3e7), (0.5, 2.0)])
def test_arrays_as_numpy_prints_them(numbers):
    """`[-0.6 -0.8]` was once read as one number, the difference."""
    read = read_entries(str(np.array(numbers)))
    assert read.shape == (2,)
    np.testing.assert_allclose([float(v) for v in read.values], numbers, rtol=1e-7)
    assert [str(v) for v in read_entries("[3 - 2]").values] == ["1"]  # a difference stays one
    assert read_entries("[3]").shape == (1,)


def test_what_sympy_solvers_return_is_a_list_or_a_set():
    assert Point("(-1, 5)").holds(Point("(-1, 5)").read(sympy.Tuple(-1, 5)))
    assert Numbers("-1, 5").holds(Numbers("-1, 5").read(sympy.FiniteSet(-1, 5)))
    assert Numbers("-1, 5").holds(Numbers("-1, 5").read(sympy.Tuple(5, -1)))
    with pytest.raises(Unreadable, match="Order matters"):
        Point("(-1, 5)").read(sympy.FiniteSet(-1, 5))


def test_repeated_numbers_count_as_often_as_they_occur():
    kind = Numbers("2, 2, 5")
    assert kind.holds(kind.read([2, 5, 2]))
    assert kind.holds(kind.read({2: 2, 5: 1}))
    assert not kind.holds(kind.read([2, 5, 5]))
    assert kind.misfit(kind.read([2, 5])) == "This answer has 2 numbers: 3 are asked for."


def test_the_tolerance_is_what_is_said():
    assert same_number(1 + 9e-7, 1)
    assert not same_number(1 + 2e-6, 1)
    assert same_number(1e9 + 500, 1e9)
    assert same_number(5e-7, 0)
    assert not same_number(5e-6, 0)
    assert same_numbers([3, 1, 2], [1, 2, 3])
    assert not same_numbers([1, 2], [1, 2, 2])
    assert Number("1/3", tolerance=5e-3).holds(Number("1/3").read("0.333"))
    assert Number("1/3").is_close(Number("1/3").read("0.333"))


@pytest.mark.parametrize("answer", ["122/25 = 4.88", "4.88 = 122/25", " 122/25=4.880 ", "4.9 = 122/25"])
def test_a_number_may_be_given_with_its_decimals(answer):
    assert Number("122/25").holds(Number("122/25").read(answer))


def test_two_sides_that_differ_are_refused_in_a_sentence():
    with pytest.raises(
        Unreadable, match=r"^The two sides of this '=' are different numbers: give one number\.$"
    ):
        Number("122/25").read("122/25 = 5")


def test_words_among_numbers_are_refused_kindly():
    with pytest.raises(Unreadable, match=r"^Only the numbers, please, without 'smallest'"):
        Numbers("-1, 9").read("smallest -1, largest 9")


@pytest.mark.parametrize(
    ("kind", "wrong", "typed"),
    [(Number("5"), "sqrt(613)/5", "4.95"), (Numbers("1, 2"), "sqrt(2), -sqrt(3)", [-1.732, 1.414]),
     (Point("(1, 1)"), "(1/sqrt(2), -1/sqrt(2))", "(0.707, -0.70711)")],
)  # fmt: skip
def test_a_wrong_number_is_known_by_three_to_five_digits(kind, wrong, typed):
    assert kind.resembles(kind.read(typed), kind.read(wrong))
    assert not kind.resembles(kind.read(wrong.replace("sqrt", "3 sqrt")), kind.read(wrong))


@pytest.mark.parametrize(
    "answer",
    ["2x + 3y", "3y+2x", "x + x + 3 y", 2 * x + 3 * y, 2 * sympy.Symbol("x") + 3 * sympy.Symbol("y"),
     lambda x, y: 2 * x + 3 * y, lambda p: 2 * p[0] + 3 * p[1],
     lambda x, y: np.hypot(2 * x + 3 * y, 0) * np.sign(2 * x + 3 * y),
     "f(x, y) = 2x + 3y", "((2x + 3y)^3)/(2x + 3y)^2", ["2x + 3y"]],
    ids=lambda a: a if isinstance(a, str) else type(a).__name__,
)  # fmt: skip
def test_a_formula_in_many_forms(answer):
    kind = Formula("2x + 3y")
    assert kind.holds(kind.read(answer))


def test_a_surface_is_a_formula():
    from hesskit.maths.surfaces.surface import Surface

    kind = Formula("x^2 + y^2")
    assert kind.holds(kind.read(Surface("x^2 + y^2")))


@pytest.mark.parametrize(
    "answer",
    ["2x + 3y + 1e-6", "3x + 2y", lambda x, y: 0.0 * x],
    ids=lambda a: a if isinstance(a, str) else type(a).__name__,
)
def test_another_formula_is_another(answer):
    kind = Formula("2x + 3y")
    assert not kind.holds(kind.read(answer))


def test_a_function_that_raises_gets_a_sentence():
    def broken(x, y):
        raise RuntimeError("no")

    with pytest.raises(Unreadable, match="could not be called"):
        Formula("x").read(broken)


@given(
    st.lists(st.integers(-9, 9), min_size=6, max_size=6), st.lists(st.integers(-9, 9), min_size=6, max_size=6)
)
@settings(deadline=None, max_examples=60)
def test_formulas_agree_exactly_when_sympy_says_so(first, second):
    terms = (x**2, x * y, y**2, x, y, sympy.Integer(1))
    one, other = (sum(c * t for c, t in zip(cs, terms, strict=True)) for cs in (first, second))
    assert same_formula(sympy.factor(one), sympy.sympify(one), ("x", "y"))
    assert same_formula(one, other, ("x", "y")) is (sympy.expand(one - other) == 0)


@given(st.floats(-3, 3), st.floats(-3, 3))
@settings(deadline=None, max_examples=60)
def test_evaluation_against_mpmath(a, b):
    expression = sympy.sin(x * y) + sympy.exp(x - y) / (1 + x**2) - sympy.atan(y) ** 3 + sympy.pi
    expected = float(expression.evalf(30, subs={x: a, y: b}))
    assert evaluate(expression, {"x": a, "y": b}) == pytest.approx(expected, rel=1e-10, abs=1e-10)


def test_undefined_values_are_nan():
    assert np.isnan(evaluate(sympy.log(x), {"x": -1.0}))
    assert np.isnan(evaluate(1 / x, {"x": 0.0}))
    assert np.isnan(evaluate(sympy.exp(x), {"x": 1e9}))
    assert np.isnan(value_at(lambda t: 1 / 0, ("x",), (1.0,)))
    assert not same_formula(sympy.log(x**2), 2 * sympy.log(x), ("x",))


def test_too_long_a_formula_is_not_judged():
    assert "too long" in objection(
        sympy.Add(*[sympy.Symbol(f"a{i}") for i in range(500)]), [f"a{i}" for i in range(500)]
    )


def test_words():
    kind = Choice((Option("a minimum"), Option("a saddle"), Option("inconclusive")), right="a minimum")
    for words in (
        "min",
        "Minimum",
        "a local  minimum",
        "It's a minimum.",
        "A",
        "a)",
        "LOCAL MINIMUM!",
        "local min",
    ):
        assert kind.holds(kind.read(words)), words
    assert kind.read("saddle point") == "a saddle"
    assert kind.read("undecided") == "inconclusive"
    assert read_words("The  Hessian's zero") == "hessian is zero"
    for wrong in (3, "maximum", "h", ["a"], "x" * 5000, "[]"):
        with pytest.raises(Unreadable):
            kind.read(wrong)


def test_a_choice_by_its_letter_and_words_or_without_its_reason():
    kind = Choice(
        (
            Option("it is convex, but not strictly", ()),
            Option("it is convex everywhere", ()),
            Option("x² − 1 at (0, 1), where D = 0", ("D > 0",)),
        ),
        right="it is convex everywhere",
    )
    assert kind.read("b) it is convex everywhere") == kind.read("b") == "it is convex everywhere"
    assert kind.read("x²−1 at (0, 1)") == kind.read("D>0") == kind.read("c")
    with pytest.raises(Unreadable):  # two labels begin like this
        kind.read("it is convex")


def test_an_order_of_magnitude():
    kind = Choice((Option("1e-4", number=1e-4), Option("1e-8", number=1e-8)), right="1e-4")
    for answer in (1e-4, "h = 10^-4", "0.0001", 2e-4, np.float64(1.2e-4), "1.2e-4", "1e-4"):
        assert kind.holds(kind.read(answer)), answer
    with pytest.raises(Unreadable):
        kind.read(1e-2)


def test_matrices_of_formulas():
    kind = Matrix("[[6x, -6y], [-6y, -6x]]")
    for answer in (
        sympy.hessian(x**3 - 3 * x * y**2, (x, y)),
        [[6 * x, "-6y"], ["-6*y", -6 * x]],
        "[6x, -6y; -6y, -6x]",
    ):
        assert kind.holds(kind.read(answer))
    assert "2 × 2" in kind.misfit(kind.read("6x"))
    assert "one row of 2" in kind.misfit(kind.read("6x, -6y"))
    assert "3 × 1" in kind.misfit(kind.read([[1], [2], [3]]))


def test_points_from_a_solver_are_right_where_a_coordinate_is_nearly_zero() -> None:
    from hesskit.course.exercises.exercise import exercise
    from hesskit.course.exercises.judge import judge

    answer = [[1e-12, -2e-13], [3, 1e-13], [-1e-12, 3], [1, 1]]
    assert judge(exercise("2.8"), answer).rung == "right"


@pytest.mark.parametrize(
    "text",
    [
        "x=2, y=40",
        "(x = 2, y = 40)",
        "y = 40, x = 2",
        "x = 2 and y = 40",
        "(x, y) = (2, 40)",
        "x = 2; y = 40",
    ],
)
def test_a_point_may_be_written_with_the_names_of_its_coordinates(text):
    kind = Point("(2, 40)")
    assert kind.holds(kind.read(text))


@pytest.mark.parametrize(
    "text", ["1/(1+exp(-4.595565))", "1/(1+e^(-4.595565))", "1/(1 + exp(-(15.0429 - 0.232163*45)))"]
)
def test_decimals_in_an_exponent_are_read_where_a_number_is_asked_for(text):
    kind = Number("0.990004", tolerance=5e-5)
    assert kind.holds(kind.read(text))


def test_a_number_with_its_result_is_read_and_with_another_one_is_not():
    kind = Number("122/25")
    assert kind.holds(kind.read("122/25 = 4.88"))
    with pytest.raises(Unreadable, match="two sides"):
        kind.read("122/25 = 5")


@pytest.mark.parametrize(("text", "word"), [("8 times", "times"), ("200 steps, 4000 numbers", "steps")])
def test_words_beside_numbers_are_named(text, word):
    with pytest.raises(Unreadable, match=f"Only the numbers, please, without '{word}'"):
        Point("(200, 4000)").read(text)

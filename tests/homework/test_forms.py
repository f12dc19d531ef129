"""Every reasonable form of a right answer counts in homework as it does in lessons, and a sentence says what is so."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy

from hesskit.homework.assignments.catalogue import assignments
from hesskit.homework.paper import as_data
from tests.homework.trying import mark, variant

NUMBERS = {
    "Fraction": "from fractions import Fraction; number = lambda v: Fraction(str(v))",
    "Decimal": "from decimal import Decimal; number = lambda v: Decimal(str(v))",
    "mpmath": "import mpmath; number = lambda v: mpmath.mpf(str(v))",
    "numpy": "import numpy; number = lambda v: numpy.array(v)[()]",
    "SymPy": "import sympy; number = lambda v: sympy.nsimplify(str(v), rational=True)",
    "text": "number = str",
    "complex": "number = complex",
}
FORM = """
def in_form(value):
    if isinstance(value, (bool, str)):
        return value
    return [in_form(item) for item in value] if isinstance(value, (list, tuple)) else number(value)

def wrapped(function):
    import numpy
    return lambda *arguments: in_form(numpy.asarray(function(*arguments)).tolist())
"""
QUESTIONS = [
    pytest.param(assignment, question, id=f"{name[:3]}-{question.name}")
    for name, assignment in assignments().items()
    for question in assignment.questions
    if not question.manual
]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(("assignment", "question"), QUESTIONS)
def test_right_numbers_of_every_kind_earn_everything(assignment: Any, question: Any, number: str) -> None:
    given = question.draw(variant(assignment.name, "ada"))
    code = f"{question.reference(given)}\n{NUMBERS[number]}{FORM}"
    for name in question.answers:
        code += f"{name} = wrapped({name}) if callable({name}) else in_form({name})\n"
    said = mark(question, given, code)
    assert said.points == question.points, said.feedback


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (Fraction(2, 25), "2/25"),
        (Fraction(-4), -4),
        (Decimal("0.25"), 0.25),
        (Decimal("NaN"), {"unreadable": "nan"}),
        (mpmath.mpf(1) / 4, 0.25),
        (mpmath.mpf("inf"), {"unreadable": "inf"}),
        (mpmath.matrix([[1, 2], [3, 4]]), [[1.0, 2.0], [3.0, 4.0]]),
        (np.array([Fraction(1, 2), Decimal(2)], dtype=object), ["1/2", 2.0]),
        ([[Fraction(1, 3)], (sympy.Rational(1, 3),)], [["1/3"], ["1/3"]]),
        (3 + 0j, 3.0),
        (np.array([1 + 0j, 2]), [1.0, 2.0]),
        (range(1, 4), [1, 2, 3]),
        (Fraction(10**2000), {"unreadable": "too large"}),
    ],
    ids=str,
)
def test_numbers_of_other_kinds_are_plain_data(value: object, data: object) -> None:
    assert as_data(value) == data


def test_a_fraction_that_lies_is_only_a_wrong_number() -> None:
    class Lying(Fraction):
        @property
        def numerator(self) -> Any:
            raise RuntimeError

    assert as_data(Lying(1, 2)) == {"unreadable": "Lying"}


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("mixed = [{1}, 7]", "One of its entries is a set, which has no order: give a list."),
        ("mixed = [object(), 7]", "One of its entries is a object, which cannot be handed in."),
        ("mixed = [float('nan'), 7]", "One of its entries is not a finite number."),
        ("mixed = {-4, 7}", "This is a set, which has no order: give a list."),
    ],
)
def test_no_sentence_says_what_is_not_so(code: str, sentence: str) -> None:
    question = assignments()["hw1-definition"].questions[4]
    said = mark(question, question.draw(variant("hw1-definition", "ada")), code)
    assert sentence in said.feedback and "Order matters" not in said.feedback


@pytest.mark.parametrize(("lesson", "name"), [("hw1", "q4"), ("hw4", "q5")])
def test_words_as_they_are_typeset_or_spoken(lesson: str, name: str) -> None:
    assignment = next(found for key, found in assignments().items() if key.startswith(lesson))
    question = next(found for found in assignment.questions if found.name == name)
    given = question.draw(variant(assignment.name, "ada"))
    code = question.reference(given)
    spoken = (
        code.replace("'H", "'H_")
        if lesson == "hw1"
        else code.replace("'quadratic'", "'quadratic convergence'")
    )
    assert spoken != code
    assert mark(question, given, spoken).points == question.points

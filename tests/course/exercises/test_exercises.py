"""Every exercise: each form of the right answer passes, each catalogued wrong one meets its own hint."""

import itertools
import re
from fractions import Fraction

import numpy as np
import pytest
import sympy
from exercise_forms import FORMS

from hesskit.course.answers.constructions import Construction
from hesskit.course.answers.kinds import Choice, Matrix, Number, Numbers, Point
from hesskit.course.answers.reading import Entries
from hesskit.course.exercises.judge import judge
from hesskit.course.exercises.tables import exercise, exercises_of, lesson_title, lessons
from hesskit.course.text import to_html, to_plain

ALL = [e for lesson in lessons() for e in exercises_of(lesson)]
BELIEFS = [pytest.param(e, b, id=f"{e.number} {b.name}") for e in ALL for b in e.beliefs]
each_exercise = pytest.mark.parametrize("e", ALL, ids=lambda e: e.number)
each_belief = pytest.mark.parametrize(("e", "belief"), BELIEFS)
x, y = sympy.symbols("x y", real=True)


def right_forms(e):
    """The right answer in every form its kind allows, whatever the exercise."""
    kind = e.answer
    if isinstance(kind, Choice):
        letter = "abcdefgh"[[o.label for o in kind.options].index(kind.right)]
        return [
            kind.right,
            kind.right.upper(),
            f"  {kind.right}. ",
            letter,
            f"({letter})",
            f"{letter.upper()})",
        ]
    if isinstance(kind, Construction):
        names = [sympy.Symbol(v) for v in kind.variables]
        expression = kind.read(kind.right).formula
        return [kind.right, f"f = {kind.right}", expression, sympy.lambdify(names, expression, "math")]
    read = kind.read(kind.right)
    if all(not v.free_symbols for v in read.values):
        return [*number_forms(kind, read), kind.right]
    return [kind.right, sympy.Matrix(read.rows)]


def number_forms(kind, read: Entries):
    """Numbers as fractions, floats, NumPy and SymPy objects, in the shape the kind asks for."""
    flats = [
        list(read.values),
        [float(v) for v in read.values],
        [np.float64(v) for v in read.values],
        [Fraction(int(v.p), int(v.q)) for v in read.values],
        [str(v) for v in read.values],
    ]
    if isinstance(kind, Number):
        return [flat[0] for flat in flats] + [
            np.array(float(read.values[0])),
            np.array([[float(read.values[0])]]),
        ]
    if isinstance(kind, Matrix):
        rows, columns = read.shape
        nested = [[flat[i * columns : (i + 1) * columns] for i in range(rows)] for flat in flats]
        extra = [
            np.array(nested[1]),
            np.array(nested[0]),
            sympy.Matrix(nested[0]),
            sympy.ImmutableMatrix(nested[0]),
        ]
        return [
            *nested,
            *(tuple(map(tuple, n)) for n in nested),
            *extra,
            str(nested[1]),
            repr(np.array(nested[1])),
        ]
    lists = [*flats, *map(tuple, flats), np.array(flats[1]), sympy.Matrix(flats[0]), str(flats[1])]
    if isinstance(kind, Numbers):
        turned = [list(order) for order in itertools.permutations(flats[0])]
        return [*lists, *turned, set(flats[0]), frozenset(flats[1]), dict.fromkeys(flats[0], 1)]
    return lists


def test_lesson_1_has_its_exercises():
    assert 5 <= len(exercises_of(1)) <= 8
    assert lesson_title(1) == "What the Hessian is"
    assert [e.number for e in exercises_of(1)] == [f"1.{i + 1}" for i in range(len(exercises_of(1)))]
    assert exercise("1.1") is exercises_of(1)[0]
    assert exercise("7.77") is None
    assert exercise("1.1\n") is None
    assert exercises_of(99) == ()


def test_forms_are_of_exercises_there_are():
    assert set(FORMS) == {e.number for e in ALL}


@each_exercise
def test_every_form_of_the_right_answer_passes(e):
    forms = [*right_forms(e), *FORMS[e.number]]
    assert len(forms) >= 5
    for form in forms:
        verdict = judge(e, form)
        assert verdict.right, (form, str(verdict))
        assert verdict.message == e.why


@each_belief
def test_a_catalogued_wrong_answer_meets_its_own_hints(e, belief):
    assert belief.wrong
    for wrong in belief.wrong:
        said = [judge(e, wrong, {belief.name: tries}) for tries in range(len(belief.hints) + 2)]
        assert {v.belief for v in said} == {belief.name}, [str(v) for v in said]
        assert [v.message for v in said[: len(belief.hints)]] == list(belief.hints)
        assert said[-1].message == belief.hints[-1]
        assert not any(v.right for v in said)


@each_belief
def test_hints_are_short(e, belief):
    assert 2 <= len(belief.hints) <= 3
    assert all(20 < len(to_plain(hint)) < 260 for hint in belief.hints), [
        len(to_plain(h)) for h in belief.hints
    ]


@pytest.mark.parametrize("lesson", [1, 2, 3, 4, 5, 6])
def test_first_hints_do_not_all_begin_alike(lesson):
    firsts = [b.hints[0].split()[:3] for e in exercises_of(lesson) for b in e.beliefs]
    assert max(map(firsts.count, firsts)) <= max(3, len(firsts) / 10)


@pytest.mark.parametrize("lesson", [1, 2, 3, 4, 5, 6])
def test_the_first_choice_is_sometimes_right(lesson):
    kinds = [e.answer for e in exercises_of(lesson) if isinstance(e.answer, Choice)]
    assert any(kind.options[0].label == kind.right for kind in kinds)


@pytest.mark.parametrize("answer", ["(0.555, -0.832)", "(0.55, -0.83)", "(0.5547, -0.83205)"])
def test_a_rounded_direction_is_known(answer):
    assert judge(exercise("3.6"), answer).belief == "the steepest way leads to the critical point"


@each_exercise
def test_a_wrong_number_is_known_by_its_first_three_digits(e):
    if not isinstance(e.answer, (Number, Numbers, Point)):
        return
    for belief in e.beliefs:
        for wrong in belief.wrong:
            values = [float(v) for v in e.answer.read(wrong).values]
            rounded = [float(f"{v:.3g}") for v in values]
            short = rounded[0] if len(rounded) == 1 else rounded
            verdict = judge(e, short)
            assert verdict.right or verdict.belief, (wrong, short, str(verdict))


@each_exercise
def test_hints_and_names_differ(e):
    hints = [hint for belief in e.beliefs for hint in belief.hints] + [e.nudge]
    assert len(set(hints)) == len(hints)
    assert len({belief.name for belief in e.beliefs}) == len(e.beliefs)


def numbers_in(text):
    return {float(Fraction(found)) for found in re.findall(r"-?\d+(?:\.\d+|/\d+)?", text.replace("−", "-"))}


@each_exercise
def test_no_hint_contains_the_answer(e):
    hints = [to_plain(h).replace("−", "-") for b in e.beliefs for h in b.hints] + [to_plain(e.nudge)]
    kind = e.answer
    for hint in hints:
        squeezed = re.sub(r"\s+", "", hint).lower()
        if isinstance(kind, Choice):
            option = next(o for o in kind.options if o.label == kind.right)
            spellings = [kind.right, kind.right.removeprefix("h = "), *option.words]
            assert not any(re.sub(r"\s+", "", s).lower() in squeezed for s in spellings if s != "nothing"), (
                hint
            )
        elif isinstance(kind, Construction):
            for part in re.findall(r"[xyz0-9²³^+\- ()]{3,}", hint):
                assert not judge(e, part.strip()).right, (hint, part)
        elif isinstance(kind, Number):
            assert float(Fraction(kind.right)) not in numbers_in(hint), hint
        elif isinstance(kind, Numbers):
            assert not {float(v) for v in kind.read(kind.right).values} <= numbers_in(hint), hint
        elif isinstance(kind, Point):
            assert re.sub(r"[\s()]", "", kind.right) not in squeezed, hint
        else:
            assert not any(judge(e, found).right for found in re.findall(r"\[\[.*?\]\]", hint)), hint


@each_exercise
def test_every_text_typesets_and_reads_plainly(e):
    texts = [e.question, e.why, e.nudge, *(h for b in e.beliefs for h in b.hints)]
    for text in texts:
        assert text.count("$") % 2 == 0, text
        assert text.count("{") == text.count("}"), text
        assert not re.search(r"[\\{}$]", to_plain(text)), to_plain(text)
        assert "<script" not in to_html(text)
        assert text[0].isupper() or text[0] == "$"
        assert text.rstrip('"').endswith((".", "?", "…")), text


@each_exercise
def test_the_example_shown_is_readable_and_wrong(e):
    if e.answer.example:
        assert judge(e, e.answer.example).rung in ("not yet", "belief"), str(judge(e, e.answer.example))


# The right answers, from an independent computation.


def test_hessians_by_sympy():
    assert judge(exercise("1.1"), sympy.hessian(x**2 + 5 * x * y + 2 * y**2, (x, y))).right
    assert judge(exercise("1.2"), sympy.hessian(x**3 - 3 * x * y**2, (x, y)).subs({x: 1, y: 2})).right


def test_best_step_by_measuring():
    steps = (1e-16, 1e-8, 1e-4, 1e-1)
    for f, second in ((np.exp, np.exp(1.0)), (np.sin, -np.sin(1.0)), (lambda t: t**4, 12.0)):
        errors = [abs((f(1 + h) - 2 * f(1.0) + f(1 - h)) / h**2 - second) for h in steps]
        assert judge(exercise("1.3"), steps[int(np.argmin(errors))]).right


def test_curvature_by_second_differences_along_the_line():
    u, h = np.array([0.6, 0.8]), 0.5  # exact for a quadratic, up to rounding

    def f(p):
        return p[0] ** 2 + 3 * p[0] * p[1] + p[1] ** 2

    assert judge(exercise("1.4"), (f(h * u) - 2 * f(0 * u) + f(-h * u)) / h**2).right


def test_extremes_by_turning_and_by_eigenvalues():
    hessian = np.array([[1.0, 4.0], [4.0, 7.0]])
    angle = np.linspace(0, np.pi, 400_001)
    u = np.stack([np.cos(angle), np.sin(angle)])
    curvature = np.einsum("it,ij,jt->t", u, hessian, u)
    assert judge(exercise("1.5"), [curvature.max(), curvature.min()]).right
    assert judge(exercise("1.5"), np.linalg.eig(hessian)).right
    assert judge(exercise("1.5"), np.linalg.eigvalsh(hessian)).right
    assert judge(exercise("1.5"), sympy.Matrix([[1, 4], [4, 7]]).eigenvals()).right


def test_mixed_partials_by_limits():
    h = sympy.Symbol("h", real=True)
    g = 2 * x * y * (x**2 - y**2) / (x**2 + y**2)
    along_x = sympy.limit(g.subs(x, h) / h, h, 0)  # dg/dx at (0, y)
    along_y = sympy.limit(g.subs(y, h) / h, h, 0)  # dg/dy at (x, 0)
    assert judge(exercise("1.6"), [sympy.diff(along_x, y), sympy.diff(along_y, x)]).right


def test_determinant_counterexamples():
    for diagonal, definite in (((-1, -1, 1), False), ((1, 1, 1), True), ((-1, -2, 3), False)):
        assert np.linalg.det(np.diag(diagonal).astype(float)) > 0
        assert (len({d > 0 for d in diagonal}) == 1) is definite


@pytest.mark.parametrize(
    ("formula", "right"),
    [("x y", True), ("x^2 - z^2 + y^3", True), ("1e-6(x^2 - y^2)", True), ("x z + y z", True), ("x^2 - 2y^2 + z", True),
     ("x^2 - y^2 + z^2/10", False),
     ("z^2 - 1e-9 x^2", True), ("x^2 - y^2 + 1e-9 z^2", False),
     ("exp(x) + exp(y)", False), ("0", False), ("x y + z^2", False),
     (lambda p: p[0] ** 2 - p[1] ** 2, True), (lambda a, b, c: np.sin(a) ** 2 - np.sin(b) ** 2, True)],
)  # fmt: skip
def test_constructions_are_judged_by_computing(formula, right):
    assert judge(exercise("1.8"), formula).right is right


@pytest.mark.parametrize(
    ("number", "answer"),
    [("3.9", "(0.707, -0.707)"), ("3.5", 4.12), ("3.6", "(0.555, -0.832)"), ("4.1", "0.0037"), ("1.4", 4.95),
     ("4.8", 8.77)],
)  # fmt: skip
def test_a_wrong_answer_rounded_as_learners_round_meets_its_belief(number, answer):
    """They once met the bare nudge."""
    assert judge(exercise(number), answer).belief


def test_a_number_between_the_choices_is_told_the_nearest_one():
    assert "the nearest one offered is h = 1e-4" in str(judge(exercise("1.3"), "1e-3"))


def test_more_digits_are_asked_for_only_where_they_would_help():
    assert "more digits" not in str(judge(exercise("5.7"), 1.2501))

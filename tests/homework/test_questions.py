"""Every judge of every assignment: right answers, blank ones, the catalogue of wrong ones, other forms, and junk."""

import json
import re
from itertools import pairwise

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st

from hesskit.homework.assignments.catalogue import assignments
from hesskit.homework.question import Assignment, Question
from tests.homework.graders_referee import REFEREES
from tests.homework.trials import alternatives, wrong
from tests.homework.trying import handed_in, mark, variant

STUDENTS = ("", "ada", "émilie", "o'neill", "s-17")
AUTOGRADED = [
    pytest.param(assignment, question, id=f"{name[:3]}-{question.name}")
    for name, assignment in assignments().items()
    for question in assignment.questions
    if not question.manual
]
each_question = pytest.mark.parametrize(("assignment", "question"), AUTOGRADED)
each_assignment = pytest.mark.parametrize("assignment", assignments().values(), ids=lambda a: a.name)


def versions(assignment: Assignment, question: Question, students=STUDENTS):
    return [question.draw(variant(assignment.name, student)) for student in students]


@each_assignment
def test_an_assignment_is_complete(assignment):
    assert assignment.points == 20
    assert 60 <= assignment.minutes <= 90
    assert 5 <= len(assignment.questions) <= 7
    assert [q.name for q in assignment.questions] == [f"q{i + 1}" for i in range(len(assignment.questions))]
    by_hand = [q for q in assignment.questions if q.manual]
    assert len(by_hand) == 1 and by_hand[0].points == 4
    given = by_hand[0].draw(variant(assignment.name))
    assert by_hand[0].rubric(given).count("1 point") == 4
    assert len(by_hand[0].reference(given)) > 100
    assert any(q.setup(q.draw(variant(assignment.name))) for q in assignment.questions)


@each_assignment
def test_at_least_six_beliefs_are_caught(assignment):
    beliefs = {
        trial.belief
        for question in assignment.questions
        for trial in wrong(question, question.draw(variant(assignment.name)))
    }
    assert len(beliefs - {""}) >= 6


@each_question
def test_the_reference_earns_everything(assignment, question):
    for given in versions(assignment, question):
        said = mark(question, given, question.reference(given))
        assert said.points == question.points, said.feedback
        assert said.belief == "" and said.beliefs == ()
        assert question.looks(given, handed_in(question, given, question.reference(given))) == ()


@pytest.mark.parametrize(("lesson", "name"), REFEREES)
def test_the_reference_agrees_with_an_independent_referee(lesson, name):
    assignment = next(a for key, a in assignments().items() if key.startswith(lesson))
    question = next(q for q in assignment.questions if q.name == name)
    for given in versions(assignment, question):
        REFEREES[lesson, name](given, handed_in(question, given, question.reference(given)))


@each_question
def test_the_blank_template_earns_nothing(assignment, question):
    for given in versions(assignment, question):
        said = mark(question, given, question.template)
        assert said.points == 0
        assert all(f"`{name}`" in said.feedback for name in question.answers)
        assert len(question.looks(given, handed_in(question, given, question.template))) == len(
            question.answers
        )


@each_question
def test_other_right_forms_earn_everything(assignment, question):
    for given in versions(assignment, question):
        assert alternatives(question, given)
        for code in alternatives(question, given):
            said = mark(question, given, code)
            assert said.points == question.points, (code, said.feedback)


@each_question
def test_no_feedback_gives_the_answer_away(assignment, question):
    """What a wrong answer is told holds none of the right answers that are long enough to be told apart."""
    for given in versions(assignment, question):
        lines = [line.partition(" = ") for line in question.reference(given).splitlines()]
        long = [value.strip("'\"") for name, _, value in lines if name in question.answers and len(value) > 6]
        for trial in wrong(question, given):
            said = mark(question, given, trial.code).feedback
            assert not any(value in said for value in long if re.search(r"\d", value))


def deep(levels):
    nested = 1
    for _ in range(levels):
        nested = [nested]
    return nested


@pytest.mark.parametrize(("lesson", "name"), [("hw5", "q3"), ("hw6", "q3"), ("hw6", "q4")])
def test_that_there_is_none_has_the_right_form(lesson, name):
    """Where the question allows the answer "none", the notebook does not find fault with its form."""
    assignment = next(a for key, a in assignments().items() if key.startswith(lesson))
    question = next(q for q in assignment.questions if q.name == name)
    given = question.draw(variant(assignment.name))
    data = handed_in(
        question, given, f"{question.reference(given)}\n{question.answers[0]} = 'There is none.'"
    )
    assert '"none"' in question.text(given) and question.looks(given, data) == ()


JUNK = (
    None, True, False, 0, -1, 10**400, 1e308, "", "nan", "inf", "x" * 5000, "__import__('os').system('true')",
    "9**9**9**9", "((((" * 200, "$\\pi$", "none", "\x00", "½", [], [[]], [[], []], [[1, 2], [3]], [None], ["x", None],
    deep(500), list(range(5000)), [[[[1]]]], {}, {"unreadable": "nan"}, {"unreadable": 3}, {"unreadable": None},
    {"values": None}, {"values": []}, {"values": [None] * 4}, {"values": ["x"] * 5}, {"values": [{}] * 3},
    {"values": [{"raised": "ZeroDivisionError"}] * 4}, {"values": [{"raised": 7}] * 3},
    {"values": [[[1e308] * 50] * 50] * 4}, {"a": {"b": {}}}, [{"unreadable": "set"}],
)  # fmt: skip


@each_question
def test_junk_earns_nothing_and_is_told_why(assignment, question):
    given = question.draw(variant(assignment.name, "ada"))
    for junk in JUNK:
        data = dict.fromkeys(question.answers, junk)
        said = question.judge(given, data)
        is_a_ridge = (
            junk == "½" and "0.5" in given.get("ridges", {}).values()
        )  # no junk there: one of the answers
        assert said.points == is_a_ridge or junk in (True, 0, 1, -1), (junk, said)
        assert len(said.feedback) > 20
        assert all(isinstance(line, str) for line in question.looks(given, data))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["values", "raised", "unreadable", "x"]), inner)
    ),
    max_leaves=12,
)


@each_question
def test_no_data_make_a_judge_raise(assignment, question):
    given = question.draw(variant(assignment.name, "ada"))

    @settings(max_examples=40, deadline=None, database=None, derandomize=True)
    @hypothesis_given(st.fixed_dictionaries({}, optional=dict.fromkeys(question.answers, JSON)))
    def judged(data):
        said = question.judge(given, data)
        assert 0 <= said.points <= question.points and said.feedback
        assert all(isinstance(line, str) for line in question.looks(given, data))

    judged()


NASTY = (
    "x^y^x^y", "exp(exp(exp(exp(x+y))))", "((x+y)^12)^12", "(x+1)^1000000", "1/(x+3)", "sqrt(x+3)*sqrt(y-2)",
    "abs(x)*abs(y)", "exp(1000)x", "exp(x^12+y^12)*sin(x*y)^6*cos(x+y)^7", "tan(tan(tan(tan(tan(x+y)))))", "sin(1/x)",
    "0*x", "(x+y+1)^(1/3)",
    "1e300*x^2 + 1e-300*y^2", "x^2.5", "exp(" * 30 + "x" + ")" * 30, " + ".join(f"sin({k}x+y)^2" for k in range(25)),
)  # fmt: skip


@each_question
def test_formulas_that_are_hard_to_judge_earn_nothing(assignment, question):
    given = question.draw(variant(assignment.name, "ada"))
    for formula in NASTY:
        said = question.judge(given, dict.fromkeys(question.answers, formula))
        assert said.points == 0 and said.feedback


@each_question
@pytest.mark.parametrize("data", [None, [], "text", 3, {"other": 1}, {"": {}}, {"values": [1]}])
def test_what_is_no_dictionary_of_answers_earns_nothing(assignment, question, data):
    given = question.draw(variant(assignment.name, "ada"))
    said = question.judge(given, data)
    assert said.points == 0 and said.feedback


@each_question
def test_texts_are_whole(assignment, question):
    for given in versions(assignment, question):
        text = question.text(given)
        assert not re.search(r"[\x00-\x09\x0b-\x1f]|given\[|\{\w+\[", text)
        assert json.loads(json.dumps(given)) == given
        assert all(f"`{name}" in text for name in question.answers)
        assert text.count("$") % 2 == 0 and "  " not in text.replace("\n", "")
        assert "point" in text
        for feedback in (mark(question, given, trial.code).feedback for trial in wrong(question, given)):
            assert feedback.count("$") % 2 == 0
            assert not re.search(r"[\x00-\x09\x0b-\x1f]|(?<!\n)\n(?!\n)", feedback)


@each_assignment
def test_pictures_are_drawn(assignment):
    pictures = 0
    for question in assignment.questions:
        for given in versions(assignment, question, ("", "ada")):
            setup = question.setup(given)
            if "picture(" in setup:
                before, _, call = setup.rpartition("\n\n")
                assert max(map(len, setup.splitlines())) <= 110
                namespace = {}
                exec(f"{before}\ndrawn = {call}", namespace)  # noqa: S102 -- it is what the notebook runs
                drawn = namespace["drawn"]
                assert drawn.png.startswith(b"\x89PNG") and len(drawn.sentence) > 20
                pictures += 1
    assert pictures >= 2


@each_assignment
def test_points_are_stated(assignment):
    for question in assignment.questions:
        text = question.text(question.draw(variant(assignment.name)))
        assert "points" in text or "1 point" in text


@each_assignment
def test_no_name_is_used_twice(assignment):
    """An answer must not change what another question's cells mean when they are run again."""
    names = [name for question in assignment.questions for name in question.answers]
    for question in assignment.questions:
        setup = question.setup(question.draw(variant(assignment.name)))
        names += re.findall(r"^(\w+) = ", setup, re.MULTILINE)
    assert len(names) == len(set(names))


def test_the_assignments_are_in_order():
    lessons = [a.lesson for a in assignments().values()]
    assert all(b == a + 1 for a, b in pairwise(lessons))
    assert all(name == a.name for name, a in assignments().items())

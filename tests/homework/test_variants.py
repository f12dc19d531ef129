"""Each student's own version: the same on every machine, equally hard, never degenerate, and of many kinds."""

import hashlib
import json
from collections import Counter
from functools import cache

import pytest

from hesskit.homework.assignments.catalogue import assignments
from hesskit.homework.question import Rule, Variant
from tests.homework.soundness import SOUND
from tests.homework.trials import profile, wrong
from tests.homework.trying import handed_in, mark, variant

STUDENTS = [f"student-{number:04d}" for number in range(1000)]
QUESTIONS = [
    pytest.param(assignment, question, id=f"{name[:3]}-{question.name}")
    for name, assignment in assignments().items()
    for question in assignment.questions
]
TABLE = Rule(by_entry=False, carried=False)
each_question = pytest.mark.parametrize(("assignment", "question"), QUESTIONS)
each_autograded = pytest.mark.parametrize(
    ("assignment", "question"), [q for q in QUESTIONS if not q.values[1].manual]
)


@cache
def drawn_for_all(assignment, question):
    return drawn(assignment, question, STUDENTS)


def drawn(assignment, question, students):
    return [question.draw(variant(assignment.name, student)) for student in students]


@each_question
def test_a_thousand_versions_are_equally_hard(assignment, question):
    versions = drawn_for_all(assignment, question)
    assert len({profile(question, given) for given in versions}) == 1


@each_question
def test_there_are_many_versions_and_none_is_frequent(assignment, question):
    counted = Counter(json.dumps(given, sort_keys=True) for given in drawn_for_all(assignment, question))
    assert len(counted) >= 20
    assert max(counted.values()) <= 100


@each_question
def test_no_version_is_degenerate(assignment, question):
    """Refereed by the mathematics itself, not by the question's own profile."""
    for given in drawn_for_all(assignment, question):
        SOUND[assignment.name[:3], question.name](given)


@each_autograded
def test_the_judge_knows_right_from_wrong_in_every_version(assignment, question):
    """Each belief is met by name; it earns what its table says, and with its right entries counted never less."""
    for given in drawn(assignment, question, ["", *STUDENTS[:11]]):
        assert mark(question, given, question.reference(given)).points == question.points
        for trial in wrong(question, given):
            data = handed_in(question, given, trial.code)
            fair, table = question.judge(given, data), question.judge(given, data, TABLE)
            where = given, trial.name, fair.feedback
            assert fair.belief == table.belief == trial.belief, where
            assert table.points == trial.points <= trial.fair == fair.points < question.points, where


@pytest.mark.parametrize(
    ("assignment", "question"), [q for q in QUESTIONS if q.values[1].probes(drawn(*q.values, [""])[0])]
)
def test_another_version_s_code_does_not_earn_all(assignment, question):
    """Whoever copies code must at least read it."""
    first, *others = drawn(assignment, question, STUDENTS[:12])
    code = question.reference(first)
    different = [given for given in others if question.reference(given) != code]
    assert len(different) >= 6
    assert all(mark(question, given, code).points < question.points for given in different)


@each_question
def test_a_version_is_drawn_again_the_same(assignment, question):
    assert drawn(assignment, question, STUDENTS[:5]) == drawn(assignment, question, STUDENTS[:5])
    for given in drawn(assignment, question, STUDENTS[:20]):
        assert json.loads(json.dumps(given, allow_nan=False)) == given


def test_the_hash_is_the_one_that_was_agreed():
    text = b"calculus\x00hw1-definition\x00\xc3\xa9milie\x00label"
    number = int.from_bytes(hashlib.sha256(text).digest(), "big")
    made = Variant("calculus", "hw1-definition", "émilie")
    assert made.integer("label", 3, 12) == 3 + number % 10
    assert made.choose("label", "abc") == "abc"[number % 3]
    assert made.sign("label") == (1, -1)[number % 2]


def test_known_versions_stay_what_they_are():
    """Grades must not change when Python, NumPy or hesskit does."""
    question = assignments()["hw1-definition"].questions[0]
    assert question.draw(variant("hw1-definition", "ada")) == KNOWN["ada"]
    assert question.draw(variant("hw1-definition")) == KNOWN[""]


def test_orders_are_equally_likely():
    made = [Variant("c", "a", str(student)).shuffled("order", "abc") for student in range(3000)]
    counted = Counter(made)
    assert len(counted) == 6
    assert all(400 < times < 600 for times in counted.values())


def test_choices_are_independent_of_each_other():
    pairs = Counter(
        (Variant("c", "a", str(s)).integer("one", 0, 3), Variant("c", "a", str(s)).integer("two", 0, 3))
        for s in range(3200)
    )
    assert len(pairs) == 16
    assert all(130 < times < 270 for times in pairs.values())


def test_every_word_of_the_name_counts():
    names = [("c", "a", "s"), ("d", "a", "s"), ("c", "b", "s"), ("c", "a", "t"), ("c", "a", "")]
    assert len({Variant(*name).integer("label", 0, 10**30) for name in names}) == len(names)


def test_names_of_any_script_are_drawn():
    for student in ("", "Ø", "王小明", "a b", "x" * 1000, "\ud800"):
        assert Variant("c", "a", student).integer("label", 1, 2) in (1, 2)


KNOWN = {"": {"a": 3, "b": 2, "c": 3, "point": [1, -2]}, "ada": {"a": 3, "b": 2, "c": 7, "point": [2, -1]}}

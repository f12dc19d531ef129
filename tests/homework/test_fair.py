"""Fair marks: an error made once is paid once, lists and matrices earn by entry, no slip earns less than a belief."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hesskit.course.answers import Entries
from hesskit.homework.assignments import all_assignments
from hesskit.homework.assignments.parts import Autograded, Part, right_entries
from hesskit.homework.course_folder import CourseFolder
from hesskit.homework.grading import Grader
from hesskit.homework.question import Given, Mark, Question, Rule, Variant
from tests.homework.trials import wrong
from tests.homework.trying import handed_in

TABLE = Rule(by_entry=False, carried=False)
QUESTIONS = [
    pytest.param(name, question, id=f"{name[:3]}-{question.name}")
    for name, assignment in all_assignments().items()
    for question in assignment.questions
    if isinstance(question, Autograded)
]
each_question = pytest.mark.parametrize(("name", "question"), QUESTIONS)


def versions(name: str, question: Question) -> list[Given]:
    students = ("", "ada", "émilie", "s-17", "s-18", "s-19")
    return [question.draw(Variant("calculus", name, student)) for student in students]


def question_of(homework: str, name: str) -> tuple[Autograded, Given]:
    assignment = next(a for key, a in all_assignments().items() if key.startswith(homework))
    question = next(q for q in assignment.questions if q.name == name)
    assert isinstance(question, Autograded)
    return question, question.draw(Variant("", assignment.name))


def judged(question: Question, given: Given, code: str, rule: Rule = Rule()) -> Mark:  # noqa: B008
    return question.judge(given, handed_in(question, given, code), rule)


def slips(part: Part) -> list[Any]:
    """The right answer with one entry wrong: one more, the opposite, and nothing."""
    value: Entries = part.kind.read(part.kind.right)
    changed = []
    for place, entry in enumerate(value.values):
        for other in (f"({entry}) + 1", f"-({entry})", "0", f"2*({entry})"):
            entries = [str(e) for e in value.values]
            entries[place] = other
            one = Entries(value.shape, part.kind.read(_nested(entries, value.shape)).values)
            if not part.kind.same(one, value):
                changed.append(_nested(entries, value.shape))
    return changed


def _nested(entries: list[str], shape: tuple[int, ...]) -> Any:
    if len(shape) < 2:
        return entries
    return [entries[i : i + shape[1]] for i in range(0, len(entries), shape[1])]


@each_question
def test_no_slip_earns_less_than_a_belief(name: str, question: Autograded) -> None:
    for given in versions(name, question):
        reference = question.reference(given)
        for part in question.parts(given):
            if right_entries(part.kind, part.kind.right)[1] < 2:
                continue  # one number, one word, a formula or a function: there is no entry beside the wrong one
            beliefs = [
                judged(question, given, trial.code).points
                for trial in wrong(question, given)
                if trial.name.startswith(f"{part.name}:")
            ]
            for slip in slips(part):
                said = judged(question, given, f"{reference}\n{part.name} = {slip!r}")
                assert said.points >= max(beliefs, default=0), (part.name, slip, said.feedback)
                assert said.points < question.points


def test_one_factor_lost_and_carried_on_is_paid_once() -> None:
    question, given = question_of("hw1", "q1")
    a, b, (p, q) = given["a"], given["b"], given["point"]
    first, mixed, _ = question._entries(given)  # type: ignore[attr-defined]
    at = [[2 * a * q, 2 * a * p + 3 * b * q * q], [2 * a * p + 3 * b * q * q, 3 * b * p * q]]
    code = f"H = '[[{first}, {mixed}], [{mixed}, {3 * b}x y]]'\nH_at_p = {at}"
    said = judged(question, given, code)
    assert said.points == 3.5
    assert "3 of 4 entries are right" in said.feedback
    assert "consistent with your own `H`" in said.feedback
    assert judged(question, given, code, TABLE).points == 0
    assert judged(question, given, code, Rule(by_entry=True, carried=False)).points == 3
    nothing = judged(question, given, "H = [[0, 0], [0, 0]]\nH_at_p = [[0, 0], [0, 0]]")
    assert nothing.points == 0  # what has no right entry carries nothing on


def test_both_mixed_entries_zero_in_both_parts_is_one_belief() -> None:
    question, given = question_of("hw1", "q1")
    first, _, last = question._entries(given)  # type: ignore[attr-defined]
    at = question._at(given["a"], given["b"], *given["point"])  # type: ignore[attr-defined]
    said = judged(
        question, given, f"H = '[[{first}, 0], [0, {last}]]'\nH_at_p = {[[at[0][0], 0], [0, at[1][1]]]}"
    )
    assert said.points == 3 and said.beliefs == ("each variable is differentiated on its own",)


def test_kinds_are_judged_at_the_student_s_own_points() -> None:
    question, given = question_of("hw2", "q1")
    x, y = given["point"]
    a, b, k = given["a"], given["b"], given["k"]
    near = next((u, v) for u, v in [(2 * x, y), (x, 2 * y), (2 * x, 2 * y)] if 36 * a * b * u * v - k * k > 0)
    kind = "minimum" if a * near[0] > 0 else "maximum"
    said = judged(question, given, f"points = [(0, 0), {near}]\nsaddle = (0, 0)\nother = {kind!r}")
    assert said.points == 3 and "1 of 2 points are right" in said.feedback
    lost = f"points = [(0.5, 0), {(x, y)}]\nsaddle = (0.5, 0)\nother = {kind!r}"
    assert judged(question, given, lost).points == 3
    assert judged(question, given, lost, TABLE).points == 1


def test_an_arrow_along_the_level_curve_is_judged_by_the_student_s_own_gradient() -> None:
    question, given = question_of("hw3", "q5")
    way = {w: number for number, w in given["ways"].items()}
    spot = next(s for s, what in given["spots"].items() if what == "steep")
    swapped = f"gradient = {way['along']}\nlevel = {way['up']}\nsteepest = {spot!r}"
    assert judged(question, given, swapped).points == 2
    assert judged(question, given, swapped, TABLE).points == 1


def test_the_seconds_are_judged_by_the_student_s_own_size() -> None:
    question, given = question_of("hw6", "q1")
    size = round(given["largest"] * 2**0.5)  # half of the matrix
    own = f"{question.reference(given)}\nlargest = {size}\nseconds = {given['took']} * ({size} / {given['timed']})**3"
    assert judged(question, given, own).points == 3.5
    assert judged(question, given, own, TABLE).points == 2.5


def test_the_rule_is_the_instructor_s(course: CourseFolder) -> None:
    assert Grader(course).rule() == Rule()
    config = course.root / "nbgrader_config.py"
    config.write_text(
        config.read_text() + "\nc.RunInSandbox.by_entry = False\nc.RunInSandbox.carried_forward = False\n"
    )
    assert Grader(course).rule() == TABLE
    assert json.dumps(Rule().__dict__)

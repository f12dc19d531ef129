"""Trial codes run in a plain namespace, and judged as they would be outside a student's process."""

import json
import warnings
from typing import Any

from hesskit.homework.paper import read_answers
from hesskit.homework.question import Mark, Question, Variant


def handed_in(question: Question, given: dict[str, Any], code: str) -> dict[str, Any]:
    """The data that a cell with this code hands in, through JSON."""
    namespace: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what a student's own code warns of is no business of ours
        if "picture(" not in question.setup(given):  # a picture defines nothing
            exec(question.setup(given), namespace)  # noqa: S102 -- our own code
        exec(code, namespace)  # noqa: S102 -- our own trials
        data = read_answers(question.answers, namespace, json.loads(json.dumps(question.probes(given))))
    return json.loads(json.dumps(data, allow_nan=False))


_MARKS: dict[tuple[int, str, str], Mark] = {}


def mark(question: Question, given: dict[str, Any], code: str) -> Mark:
    """What the judge says to a cell with this code; asked once for each."""
    key = id(question), json.dumps(given, sort_keys=True), code
    if key not in _MARKS:
        _MARKS[key] = question.judge(given, handed_in(question, given, code))
    return _MARKS[key]


def variant(assignment: str, student: str = "") -> Variant:
    return Variant("calculus", assignment, student)

"""The ladder: missing → wrong type → wrong shape → named belief → not yet → right. It never raises."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from hesskit.course.answers import Unreadable, is_missing
from hesskit.course.exercise import Belief, Exercise
from hesskit.course.verdict import Verdict


def judge(exercise: Exercise, answer: Any, tries: Mapping[str, int] | None = None) -> Verdict:
    """Judge an answer.

    Parameters
    ----------
    exercise : Exercise
        What was asked.
    answer : object
        Anything at all.
    tries : mapping of str to int, optional
        How often each belief was met before: the next hint is shown.

    Returns
    -------
    Verdict
        Without any note on progress.

    Examples
    --------
    >>> from hesskit.course.exercises import exercise
    >>> judge(exercise("1.1"), [[2, 5], [5, 4]]).rung
    'right'
    >>> judge(exercise("1.1"), [[2, 0], [0, 4]]).belief
    'each variable is differentiated on its own'
    """
    try:
        if is_missing(answer):
            return Verdict(exercise.number, "missing", exercise.question)
        return _judge_value(exercise, exercise.answer.read(answer), tries or {})
    except Unreadable as problem:
        return _unreadable(exercise, str(problem), problem.rung)
    except Exception:  # whatever a learner's object does, the learner gets a sentence
        return _unreadable(exercise, "This answer could not be read.", "type")


def _judge_value(exercise: Exercise, value: Any, tries: Mapping[str, int]) -> Verdict:
    kind = exercise.answer
    misfit = kind.misfit(value)
    if not misfit and kind.holds(value):
        return Verdict(exercise.number, "right", exercise.why)
    belief = next((b for b in exercise.beliefs if _betrays(exercise, b, value)), None)
    judged = kind.show(value)
    if belief:
        hint = min(tries.get(belief.name, 0), len(belief.hints) - 1)
        return Verdict(
            exercise.number, "belief", belief.hints[hint], belief.name, hint + 1, len(belief.hints), judged
        )
    if misfit:
        return _unreadable(exercise, misfit, "shape")
    return Verdict(exercise.number, "not yet", f"{_closeness(kind, value)}{exercise.nudge}", judged=judged)


def _closeness(kind: Any, value: Any) -> str:
    close = getattr(kind, "is_close", None)
    return "Very close: give a fraction or more digits. " if close and close(value) else ""


def _unreadable(exercise: Exercise, problem: str, rung: str) -> Verdict:
    kind = exercise.answer
    example = f", such as `{kind.example}`" if kind.example else ""
    asked = "" if kind.wanted in problem else f" This exercise asks for {kind.wanted}{example}."
    return Verdict(exercise.number, rung, problem.replace("$", "＄") + asked)


def _betrays(exercise: Exercise, belief: Belief, value: Any) -> bool:
    kind: Any = exercise.answer
    if belief.when is not None and belief.when(value):
        return True
    return any(kind.same(value, wrong) for wrong in _read_wrong(kind, belief.wrong))


@lru_cache(maxsize=512)
def _read_wrong(kind: Any, wrong: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(kind.read(answer) for answer in wrong)

"""The ladder: missing → wrong type → wrong shape → named belief → not yet → right. It never raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from hesskit.course import to_html, to_plain
from hesskit.course.answers import Unreadable, is_missing
from hesskit.course.exercises.exercise import Belief, Exercise

# A verdict on an answer: one rung of the ladder, its words, and how it shows itself.

_SAID = {
    "missing": "not answered yet",
    "unknown": "no such exercise",
    "type": "not judged yet",
    "shape": "not judged yet",
    "belief": "not yet",
    "not yet": "not yet",
    "right": "right",
}
_SIGNS = {
    "right": "✓",
    "belief": "→",
    "not yet": "→",
    "type": "?",
    "shape": "?",
    "missing": "·",
    "unknown": "?",
}
_COLOURS = {"right": "#2e7d32", "belief": "#b26a00", "not yet": "#b26a00"}


@dataclass(frozen=True)
class Verdict:
    """What was said to an answer. It shows itself in a notebook and prints in a terminal.

    Parameters
    ----------
    number : str
        The exercise's number.
    rung : str
        ``"missing"``, ``"unknown"``, ``"type"``, ``"shape"``, ``"belief"``, ``"not yet"`` or ``"right"``.
    message : str
        Markdown with ``$…$``.
    belief : str
        The belief that was recognised, if any.
    hint, hints : int
        Which hint of how many is shown; 0 where there is none.
    judged : str
        The answer as it was read.
    note : str
        A word about saving, where progress could not be kept.

    Examples
    --------
    >>> print(Verdict("1.2", "right", "Each entry is a second partial."))
    Exercise 1.2: right. Each entry is a second partial.
    """

    number: str
    rung: str
    message: str
    belief: str = ""
    hint: int = 0
    hints: int = 0
    judged: str = ""
    note: str = ""

    @property
    def right(self) -> bool:
        """Is the answer right?"""
        return self.rung == "right"

    def __bool__(self) -> bool:
        return self.right

    @property
    def headline(self) -> str:
        """The verdict in a few words."""
        return f"Exercise {self.number}: {_SAID[self.rung]}." if self.number else "There is no such exercise."

    @property
    def text(self) -> str:
        """Everything it says, as markdown with ``$…$``."""
        counted = f"*Hint {self.hint} of {self.hints}.* " if self.hints > 1 else ""
        judged = f" Judged: {self.judged}." if self.judged and not self.right else ""
        note = f" {self.note}" if self.note else ""
        return f"{counted}{self.message}{judged}{note}"

    def with_note(self, note: str) -> Verdict:
        """The same verdict with a word about saving."""
        return replace(self, note=note) if note else self

    def __str__(self) -> str:
        return f"{self.headline} {to_plain(self.text)}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        colour = _COLOURS.get(self.rung, "#607d8b")
        return (
            f'<div style="border-left: 4px solid {colour}; padding: 0.3em 0.8em; max-width: 44em">'
            f"<strong>{_SIGNS[self.rung]} {to_html(self.headline)}</strong> {to_html(self.text)}</div>"
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._repr_html_()}


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
    >>> from hesskit.course.exercises.exercise import exercise
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
    close = _closeness(kind, value)
    if not belief and not close:
        belief = next((b for b in exercise.beliefs if _nearly_betrays(exercise, b, value)), None)
    judged = kind.show(value)
    if belief:
        hint = min(tries.get(belief.name, 0), len(belief.hints) - 1)
        return Verdict(
            exercise.number, "belief", belief.hints[hint], belief.name, hint + 1, len(belief.hints), judged
        )
    if misfit:
        return _unreadable(exercise, misfit, "shape")
    return Verdict(exercise.number, "not yet", f"{close}{exercise.nudge}", judged=judged)


def _closeness(kind: Any, value: Any) -> str:
    """A word where an answer is nearly right, and what kept it from being right."""
    close = getattr(kind, "is_close", None)
    if not close or kind.misfit(value) or not close(value):
        return ""
    rounded = getattr(kind, "is_rounded", None)
    if rounded is None or rounded(value):
        return "Very close: give a fraction or more digits. "
    return "Very close, and yet another number. "


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


def _nearly_betrays(exercise: Exercise, belief: Belief, value: Any) -> bool:
    """Is the answer one of the belief's, rounded as learners round?"""
    kind: Any = exercise.answer
    resembles = getattr(kind, "resembles", None)
    if resembles is None:
        return False
    return any(resembles(value, wrong) for wrong in _read_wrong(kind, belief.wrong))


@lru_cache(maxsize=512)
def _read_wrong(kind: Any, wrong: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(kind.read(answer) for answer in wrong)

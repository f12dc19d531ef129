"""Questions made of parts: each part is one name in the answer cell, judged as the lessons' exercises are judged.

Glossary: *part*, one name with its points, how it is read and the beliefs that lead elsewhere; *wrong*, one such
belief, with the answers that betray it and what it still earns.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from hesskit.course.answers import (
    Entries,
    Matrix,
    MatrixConstruction,
    Point,
    Unreadable,
    Witness,
    number_rows,
)
from hesskit.course.exercises import Belief, Exercise, Verdict, judge
from hesskit.homework import FAIR, Given, HandedIn, Mark, Question, Rule
from hesskit.homework.paper import Spots, form_from, form_of, looks, readable, unanswered

_LONGEST = 400  # characters of feedback that repeat the answer as it was read
_DIGITS = re.compile(r"\d{8}")  # what is left of a decimal number as a fraction: nobody reads that


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A belief, the answers that betray it, its hint, and what such an answer still earns."""

    belief: str
    hint: str
    answers: tuple[Any, ...] = ()
    when: Callable[[Any], bool] | None = None
    code: str = ""
    points: float = 0


@dataclass(frozen=True, kw_only=True)
class Part:
    """One name in the answer cell."""

    name: str
    points: float
    kind: Any
    why: str = ""
    nudge: str = "Look at it once more."
    wrong: tuple[Wrong, ...] = ()
    follows: Callable[[Mapping[str, Any]], Sequence[Any]] | None = None
    """From the student's own earlier answers that are not right, as they were read: the kinds consistent with them."""

    def scaled(self, scale: float) -> Part:
        """The same part with so many times the points."""
        if scale == 1:
            return self
        wrong = tuple(replace(w, points=w.points * scale) for w in self.wrong)
        return replace(self, points=self.points * scale, wrong=wrong)

    def exercise(self) -> Exercise:
        """The same as an exercise of a lesson."""
        beliefs = tuple(
            Belief(w.belief, (w.hint,), () if w.when else _fixed(w.answers), _careful(w.when))
            for w in self.wrong
        )
        return Exercise(self.name, self.name, self.nudge, self.kind, self.why, beliefs, self.nudge)

    def verdict(self, handed_in: HandedIn) -> Verdict:
        """What is said to the data handed in under this name."""
        missing = unanswered(self.name, handed_in)
        if missing:
            return Verdict(self.name, "missing", missing)
        answer = readable(handed_in[self.name], self.kind)
        if isinstance(answer, Unreadable):
            return Verdict(self.name, answer.rung, f"{answer} It should be {self.kind.wanted}.")
        return judge(self.exercise(), answer)

    def read(self, handed_in: HandedIn) -> Any:
        """What was handed in under this name, as it is read; None where it cannot be."""
        try:
            answer = readable(handed_in[self.name], self.kind)
            return None if isinstance(answer, Unreadable) else self.kind.read(answer)
        except Exception:  # whatever it is, it was said in the verdict
            return None

    def is_consistent(self, handed_in: HandedIn, own: Mapping[str, Any]) -> bool:
        """Is this right for the student's own earlier answers?"""
        try:
            kinds = self.follows(own) if self.follows and own else ()
            return any(replace(self, kind=kind, wrong=()).verdict(handed_in).right for kind in kinds)
        except Exception:  # from some wrong answers nothing follows
            return False

    def earned(self, verdict: Verdict, share: tuple[int, int] = (0, 0)) -> float:
        """The points of a verdict, and no less than the share of right entries."""
        if verdict.right:
            return self.points
        believed = next((w.points for w in self.wrong if w.belief == verdict.belief), 0.0)
        return max(believed, self.points * share[0] / share[1] if share[1] else 0.0)

    def for_rounding(self, handed_in: HandedIn) -> float:
        """What a number earns that is right but for its rounding: no less than any belief."""
        close, value = getattr(self.kind, "is_close", None), self.read(handed_in)
        try:
            is_close = close is not None and not self.kind.misfit(value) and close(value)
        except Exception:  # it was made for values of another shape
            return 0.0
        return max((w.points for w in self.wrong), default=0.0) if is_close else 0.0


class Autograded(Question):
    """A question judged part by part; in every version they have the names and points of `worth`, in this order."""

    worth: ClassVar[Mapping[str, float]]

    def __init_subclass__(cls) -> None:
        cls.points, cls.answers = _whole(sum(cls.worth.values())), tuple(cls.worth)

    @abstractmethod
    def parts(self, given: Given) -> tuple[Part, ...]:
        """The parts of a version."""

    def judge(self, given: Given, handed_in: HandedIn, rule: Rule = FAIR) -> Mark:
        """The marks of all parts together."""
        return _marked([part.scaled(self.scale) for part in self.parts(given)], handed_in, rule)

    def looks(self, given: Given, handed_in: HandedIn) -> tuple[str, ...]:
        """What has not the form that is asked for, found with no more than the student's notebook knows."""
        return looks({name: form_from(form) for name, form in self.forms(given).items()}, handed_in)

    def forms(self, given: Given) -> dict[str, Any]:
        """The form of each answer, as plain data."""
        return {part.name: form_of(part.kind) for part in self.parts(given)}


class Explained(Question):
    """A question that is answered in words and graded by hand."""

    points = 4
    manual = True
    template = "*Your explanation goes here.*"


def _whole(points: float) -> float:
    return int(points) if points == int(points) else points


def right_entries(kind: Any, value: Any) -> tuple[int, int]:
    """How many entries of a matrix, a list or a set of points are right, of how many; none where there are no entries.

    Examples
    --------
    >>> kind = Matrix("[[2, 1], [1, 6]]")
    >>> right_entries(kind, kind.read([[2, 1], [0, 6]]))
    (3, 4)
    """
    if isinstance(kind, (Witness, MatrixConstruction)) or not isinstance(kind, (Matrix, Point)):
        return 0, 0
    value = kind.read(value) if isinstance(value, str) else value
    right = kind.read(kind.right)
    if not isinstance(value, Entries) or kind.misfit(value):
        return 0, len(right.values)
    if isinstance(kind, Spots):
        found, wanted = number_rows(value), number_rows(right)
        hits = sum(any(_is_near(row, other) for other in found) for row in wanted)
        return max(0, len(wanted) - (max(len(found), len(wanted)) - hits)), len(
            wanted
        )  # one too many is one error
    if value.shape != right.shape:
        return 0, len(right.values)
    pairs = zip(value.values, right.values, strict=True)
    return sum(kind.same(Entries((1,), (v,)), Entries((1,), (r,))) for v, r in pairs), len(right.values)


def _is_near(row: Sequence[float], other: Sequence[float]) -> bool:
    return all(abs(a - b) <= 1e-6 for a, b in zip(row, other, strict=True))


def _marked(parts: Sequence[Part], handed_in: HandedIn, rule: Rule) -> Mark:
    total, lines, beliefs = 0.0, [], []
    own: dict[str, Any] = {}  # the student's answers that are not right: what follows is judged by them too
    for part in parts:
        verdict = part.verdict(handed_in)
        if not verdict.right and rule.carried and part.is_consistent(handed_in, own):
            names = " and ".join(f"`{name}`" for name in own)
            total += part.points
            lines.append(
                f"**`{part.name}`** ({part.points:g} of {part.points:g}): consistent with your own {names}; "
                "what is wrong there is counted there alone."
            )
            continue
        value = None if verdict.right else part.read(handed_in)
        share = right_entries(part.kind, value) if rule.by_entry and value is not None else (0, 0)
        earned = part.earned(verdict, share)
        if rule.by_entry and verdict.rung == "not yet":
            earned = max(earned, part.for_rounding(handed_in))
        if value is not None:
            own[part.name] = value
        total += earned
        beliefs += [verdict.belief] if verdict.belief else []
        lines.append(_line(part, verdict, earned, share))
    return Mark(round(total, 6), "\n\n".join(lines), beliefs[0] if beliefs else "", tuple(beliefs))


def _line(part: Part, verdict: Verdict, earned: float, share: tuple[int, int]) -> str:
    counted = f"**`{part.name}`** ({earned:g} of {part.points:g})"
    if verdict.right:
        return f"{counted}: right. {part.why}".rstrip()
    judged = (
        verdict.judged if 0 < len(verdict.judged) <= _LONGEST and not _DIGITS.search(verdict.judged) else ""
    )
    what = "points" if isinstance(part.kind, Spots) else "entries"
    partly = f"{share[0]} of {share[1]} {what} are right. " if share[0] and share[1] > 1 else ""
    believed = f"this looks like the belief “{verdict.belief}”. " if verdict.belief else ""
    return f"{counted}: {partly}{believed}{verdict.message}" + (f" Read as: {judged}" if judged else "")


def _fixed(answers: tuple[Any, ...]) -> tuple[Any, ...]:
    """Lists as text, so that the judge may keep what it read of them."""
    return tuple(str(answer) if isinstance(answer, list) else answer for answer in answers)


def _careful(when: Callable[[Any], bool] | None) -> Callable[[Any], bool] | None:
    """A recogniser that says no where it fails, so that one belief's trouble does not hide the others."""
    if when is None:
        return None

    def recognises(value: Any) -> bool:
        try:
            return bool(when(value))
        except Exception:  # it was made for values of another shape
            return False

    return recognises

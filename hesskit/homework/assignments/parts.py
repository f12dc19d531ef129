"""Questions made of parts: each part is one name in the answer cell, judged as the lessons' exercises are judged.

Glossary: *part*, one name with its points, how it is read and the beliefs that lead elsewhere; *wrong*, one such
belief, with the answers that betray it and what it still earns.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from hesskit.course.answers import Unreadable, is_missing
from hesskit.course.exercises import Belief, Exercise, Verdict, judge
from hesskit.homework import Given, HandedIn, Mark, Question
from hesskit.homework.assignments.question_kinds import Calls

_LONGEST = 400  # characters of feedback that repeat the answer as it was read
_DIGITS = re.compile(r"\d{8}")  # what is left of a decimal number as a fraction: nobody reads that
_TOO_MUCH = {
    "set": "a set, which has no order: give a list",
    "nan": "not a finite number",
    "inf": "not a finite number",
    "-inf": "not a finite number",
    "too large": "much more than is asked for",
}


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
    why: str
    nudge: str
    wrong: tuple[Wrong, ...]

    def exercise(self) -> Exercise:
        """The same as an exercise of a lesson."""
        beliefs = tuple(
            Belief(w.belief, (w.hint,), () if w.when else _fixed(w.answers), _careful(w.when))
            for w in self.wrong
        )
        return Exercise(self.name, self.name, self.nudge, self.kind, self.why, beliefs, self.nudge)

    def verdict(self, handed_in: HandedIn) -> Verdict:
        """What is said to the data handed in under this name."""
        answer = handed_in.get(self.name) if isinstance(handed_in, Mapping) else None
        if is_missing(answer):
            return Verdict(self.name, "missing", f"not answered: the cell should define `{self.name}`.")
        answer = _plain(answer, self.kind)
        if isinstance(answer, Unreadable):
            return Verdict(self.name, answer.rung, f"{answer} It should be {self.kind.wanted}.")
        return judge(self.exercise(), answer)

    def earned(self, verdict: Verdict) -> float:
        """The points of a verdict."""
        if verdict.right:
            return self.points
        return next((w.points for w in self.wrong if w.belief == verdict.belief), 0)

    def looks(self, handed_in: HandedIn) -> str:
        """What is wrong with the type or the shape of what was handed in; empty where nothing is."""
        verdict = self.verdict(handed_in)
        if verdict.rung in {"missing", "type", "shape"}:
            return f"`{self.name}`: {verdict.message}"
        try:
            value = self.kind.read(_plain(handed_in[self.name], self.kind))
            misfit = "" if getattr(value, "shape", None) == (0,) else self.kind.misfit(value)
        except Exception:  # what cannot be read was said above
            misfit = ""
        return f"`{self.name}`: {misfit}" if misfit else ""


class Autograded(Question):
    """A question judged part by part; in every version they have the names and points of `worth`, in this order."""

    worth: ClassVar[Mapping[str, float]]

    def __init_subclass__(cls) -> None:
        cls.points, cls.answers = _whole(sum(cls.worth.values())), tuple(cls.worth)

    @abstractmethod
    def parts(self, given: Given) -> tuple[Part, ...]:
        """The parts of a version."""

    def judge(self, given: Given, handed_in: HandedIn) -> Mark:
        """The marks of all parts together."""
        return _marked(self.parts(given), handed_in)

    def looks(self, given: Given, handed_in: HandedIn) -> tuple[str, ...]:
        """What has not the form that is asked for, part by part."""
        return tuple(filter(None, (part.looks(handed_in) for part in self.parts(given))))


class Explained(Question):
    """A question that is answered in words and graded by hand."""

    points = 4
    manual = True
    template = "*Your explanation goes here.*"


def _whole(points: float) -> float:
    return int(points) if points == int(points) else points


def _marked(parts: tuple[Part, ...], handed_in: HandedIn) -> Mark:
    verdicts = [part.verdict(handed_in) for part in parts]
    earned = [part.earned(verdict) for part, verdict in zip(parts, verdicts, strict=True)]
    beliefs = tuple(verdict.belief for verdict in verdicts if verdict.belief)
    lines = [_line(*row) for row in zip(parts, verdicts, earned, strict=True)]
    return Mark(round(sum(earned), 6), "\n\n".join(lines), beliefs[0] if beliefs else "", beliefs)


def _line(part: Part, verdict: Verdict, earned: float) -> str:
    counted = f"**`{part.name}`** ({earned:g} of {part.points:g})"
    if verdict.right:
        return f"{counted}: right. {part.why}".rstrip()
    judged = (
        verdict.judged if 0 < len(verdict.judged) <= _LONGEST and not _DIGITS.search(verdict.judged) else ""
    )
    believed = f"this looks like the belief “{verdict.belief}”. " if verdict.belief else ""
    return f"{counted}: {believed}{verdict.message}" + (f" Read as: {judged}" if judged else "")


def _plain(answer: Any, kind: Any) -> Any:
    """The data as the readers of answers know it; what was not plain data comes back as an `Unreadable`."""
    odd = _first_odd(answer)
    if odd is None:
        return answer
    this = "This" if odd is answer else "One of its entries"
    if "values" in odd:
        return answer if isinstance(kind, Calls) and odd is answer else Unreadable(f"{this} is a function.")
    thing = odd.get("unreadable")
    if isinstance(thing, str) and thing in _TOO_MUCH:
        return Unreadable(f"{this} is {_TOO_MUCH[thing]}.")
    name = f"a {thing[:40]}" if isinstance(thing, str) else "something else"
    return Unreadable(f"{this} is {name}, which cannot be handed in.")


def _first_odd(answer: Any, depth: int = 0) -> Any:
    """The first thing in an answer that is no plain data."""
    if isinstance(answer, Mapping):
        return answer
    inside = answer if isinstance(answer, list) and depth < 12 else ()
    return next((odd for item in inside if (odd := _first_odd(item, depth + 1)) is not None), None)


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

"""`check`: hand in an answer, or ask for the form to type it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hesskit.course.exercises import Exercise, Verdict, exercise, exercises_of, judge, lessons
from hesskit.course.lessons import answer_of, record, tries_of

if TYPE_CHECKING:
    from hesskit.course.exercise_form import ExerciseForm

_NONE: Any = object()


def check(number: str, answer: Any = _NONE) -> Verdict | ExerciseForm:
    """Check an answer to an exercise.

    Parameters
    ----------
    number : str
        The exercise, such as ``"1.2"``.
    answer : object, optional
        Your answer in any reasonable form: a number, a list, an array, a SymPy expression or matrix, text.
        Without one, a form to type it in; ``...`` or None count as not answered yet.

    Returns
    -------
    Verdict or ExerciseForm
        It shows itself. Nothing is ever raised at you.

    Examples
    --------
    >>> check("1.1", [[2, 5], [5, 4]]).right
    True
    >>> check("1.99", 0)
    There is no such exercise. Lesson 1 has 1.1 to 1.8.
    """
    try:
        found = exercise(_tidy(number))
        if found is None:
            return Verdict("", "unknown", _which(number))
        if isinstance(number, float) and exercise(f"{number}0"):  # Python takes 2.10 for 2.1
            said = f'Without quotes {number} and {number}0 are one number: write "{number}" or "{number}0".'
            return Verdict(found.number, "type", said)
        return form(number) if answer is _NONE else _hand_in(found, answer)
    except Exception:  # a sentence, whatever happened
        return Verdict("", "unknown", "It could not be checked.")


def form(number: str) -> ExerciseForm | Verdict:
    """The form of an exercise: its question, a place for the answer, and the verdict.

    Examples
    --------
    >>> form("1.2")
    Exercise 1.2: not answered yet
    """
    from hesskit.course.exercise_form import ExerciseForm

    found = exercise(_tidy(number))
    if found is None:
        return Verdict("", "unknown", _which(number))
    given = answer_of(found.number)
    return ExerciseForm(found, _hand_in, given, _said_before(found, given) if given else None)


def _said_before(found: Exercise, given: str) -> Verdict:
    """The verdict on the last answer, with the hint that was shown with it."""
    earlier = {belief: max(0, times - 1) for belief, times in tries_of(found.number).items()}
    return judge(found, given, earlier)


def _hand_in(found: Exercise, answer: Any) -> Verdict:
    """Judge an answer and keep the progress."""
    verdict = judge(found, answer, tries_of(found.number))
    if verdict.rung in ("right", "belief", "not yet"):
        return verdict.with_note(record(found.number, verdict.right, verdict.belief, _written(answer)))
    return verdict


def _written(answer: Any) -> str:
    """An answer as it could be typed; nothing for one that is more than numbers and text."""
    if isinstance(answer, str):
        return answer.strip()
    plain = isinstance(answer, int | float) or (
        isinstance(answer, list | tuple) and all(_written(part) for part in answer)
    )
    return repr(answer) if plain else ""


def _tidy(number: Any) -> str:
    if not isinstance(number, str | int | float):
        return ""
    return str(number)[:50].strip().lower().removeprefix("exercise").strip()


def _which(number: Any) -> str:
    lesson = _tidy(number).partition(".")[0]
    known = exercises_of(int(lesson)) if lesson.isascii() and lesson.isdigit() else ()
    if known:
        return f"Lesson {lesson} has {known[0].number} to {known[-1].number}."
    return f"The lessons with exercises are: {', '.join(str(n) for n in lessons())}."

"""What a homework notebook calls: is the answer's form right, and handing it in. Nothing is judged here.

In the sandbox that grades, neither is used: the answers are read out by the runner, and judged outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hesskit.course.homework.hand_in import hand_in, read_answers
from hesskit.course.homework.question import Assignment, Question
from hesskit.course.homework.variants import Variant
from hesskit.course.typeset import to_html, to_plain

__all__ = ["Look", "Paper", "homework"]


@dataclass(frozen=True)
class Look:
    """What the visible test says about an answer's form; it never says whether the answer is right.

    Examples
    --------
    >>> print(Look("q1", ("`H` should have two rows.",)))
    q1: H should have two rows.
    >>> print(Look("q1", ()))
    q1: the form is right. Whether the answer is right is judged after you hand it in.
    """

    question: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentences in markdown."""
        right = "the form is right. Whether the answer is right is judged after you hand it in."
        return f"{self.question}: {' '.join(self.sentences) or right}"

    def __str__(self) -> str:
        return to_plain(self.text)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        colour = "#b26a00" if self.sentences else "#2e7d32"
        html = f'<p style="border-left: 4px solid {colour}; padding-left: 0.6em">{to_html(self.text)}</p>'
        return {"text/plain": str(self), "text/html": html}


@dataclass(frozen=True)
class Paper:
    """One student's version of one assignment, in the student's own notebook.

    Parameters
    ----------
    variant : Variant
        Whose version it is.
    assignment : Assignment or None
        The table; None where it is hidden, in the sandbox that grades.
    """

    variant: Variant
    assignment: Assignment | None

    def __str__(self) -> str:
        whose = f", the version of {self.variant.student}" if self.variant.student else ""
        return f"Homework {self.variant.assignment}{whose}."

    def looks_right(self, question: str, namespace: Mapping[str, Any]) -> Look:
        """Say in plain words whether the answer has the right type and shape.

        Parameters
        ----------
        question : str
            Its name, such as ``"q1"``.
        namespace : mapping
            ``globals()``.

        Returns
        -------
        Look
            The cell's result.
        """
        found = self._question(question)
        if found is None:
            return Look(question, ())
        given = found.draw(self.variant)
        probes = found.probes(given)
        handed_in = read_answers(found.answers, namespace, probes)
        return Look(question, found.looks(given, handed_in))

    def hand_in(self, question: str, namespace: Mapping[str, Any]) -> None:
        """Hand in the answers of one question: they are shown in words and left as data in the cell's output.

        Nothing is returned: nbgrader takes a cell's result for a number of points.

        Parameters
        ----------
        question : str
            Its name, such as ``"q1"``.
        namespace : mapping
            ``globals()``.
        """
        from IPython.display import display

        found = self._question(question)
        names, probes = (found.answers, found.probes(found.draw(self.variant))) if found else ((), [])
        display(hand_in(question, namespace, names, probes))

    def _question(self, name: str) -> Question | None:
        questions = self.assignment.questions if self.assignment else ()
        found = [question for question in questions if question.name == name]
        if self.assignment and not found:
            known = ", ".join(question.name for question in questions)
            raise LookupError(f"There is no question {name!r} in this homework; there are {known}.")
        return found[0] if found else None


def homework(name: str, course: str = "", student: str = "") -> Paper:
    """Open an assignment in a student's notebook.

    Parameters
    ----------
    name : str
        The assignment's name, such as ``"hw1-definition"``.
    course, student : str
        Whose version it is; the common one when left out.

    Returns
    -------
    Paper
        It looks at answers and hands them in.

    Raises
    ------
    LookupError
        If there is no such assignment.
    """
    variant = Variant(course if student else "", name, student)
    try:
        from hesskit.course.homework.assignments import assignments
    except ImportError:  # hidden in the sandbox
        return Paper(variant, None)
    known = assignments()
    if name not in known:
        raise LookupError(f"There is no homework {name!r}; there are {', '.join(known)}.")
    return Paper(variant, known[name])

"""What a homework notebook calls: is the answer's form right, and handing it in. Nothing is judged here.

It knows no question, no answer and no judge: what it needs stands in the notebook, as data. In the sandbox that
grades, neither is used: the answers are read out by the runner, and judged outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hesskit.course import to_html, to_plain
from hesskit.homework.paper.hand_in import hand_in, read_answers


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
    """One student's version of one assignment, in the student's own notebook."""

    name: str
    student: str = ""
    forms: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def __str__(self) -> str:
        whose = f", the version of {self.student}" if self.student else ""
        return f"Homework {self.name}{whose}."

    def looks_right(self, question: str, namespace: Mapping[str, Any]) -> Look:
        """Say in plain words whether the answer has the right type and shape."""
        from hesskit.homework.paper.form import (  # in the sandbox nobody looks: it starts sooner
            form_from,
            looks,
        )

        forms, probes = self._question(question)
        handed_in = read_answers(list(forms), namespace, probes)
        return Look(question, looks({name: form_from(form) for name, form in forms.items()}, handed_in))

    def hand_in(self, question: str, namespace: Mapping[str, Any]) -> None:
        """Hand in the answers of one question: they are shown in words and left as data in the cell's output.

        Nothing is returned: nbgrader takes a cell's result for a number of points.
        """
        from IPython.display import display

        forms, probes = self._question(question)
        display(hand_in(question, namespace, list(forms), probes))

    def _question(self, name: str) -> tuple[Mapping[str, Any], list[Any]]:
        """The forms of a question's answers, and the calls by which a function is tried."""
        found = self.forms.get(name)
        if found is None:
            known = (
                ", ".join(self.forms)
                or "none: run the cell that says paper = homework(…) as it was handed out"
            )
            raise LookupError(f"There is no question {name!r} in this homework; there are {known}.")
        return found["answers"], found.get("probes", [])


def homework(name: str, course: str = "", student: str = "", forms: Mapping[str, Any] | None = None) -> Paper:
    """Open an assignment in a student's notebook.

    Parameters
    ----------
    name : str
        The assignment's name, such as ``"hw1-definition"``.
    course, student : str
        Whose version it is; the common one when left out.
    forms : mapping, optional
        By question: the form of each answer, and the calls by which a function is tried.

    Returns
    -------
    Paper
        It looks at answers and hands them in.
    """
    return Paper(name, student, dict(forms or {}))

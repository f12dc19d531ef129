"""Equal code, equal words and forbidden calls are seen and said; no points are taken for them."""

from __future__ import annotations

from typing import Any

import pytest

from hesskit.homework.assignments import all_assignments
from hesskit.homework.grading.marks import forbidden_names
from hesskit.homework.results import equal_answers
from hesskit.homework.results.results import Result
from hesskit.homework.roster import Student

HW4 = all_assignments()["hw4-newton-and-gradient-descent"]
LOOP = """
def newton(start, steps):
    point = np.array(start, dtype=float)  # mine
    for _ in range(steps):
        step = np.linalg.solve(surface.hessian(point), surface.gradient(point))
        point = point - step
    return point
"""


def cell(question: str, source: str, kind: str = "code") -> dict[str, Any]:
    return {
        "cell_type": kind,
        "source": source,
        "metadata": {"hesskit": {"question": question, "part": "answer"}},
    }


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("from hesskit import descend", True),
        ("import hesskit\n\ndef newton(s, n):\n    return hesskit.descend(surface, s).points[-1]", True),
        ("def newton(s, n):\n    'no descend here'\n    return s", False),
        ("def newton(:", False),
    ],
)
def test_a_forbidden_call_is_said(source: str, seen: bool) -> None:
    said = forbidden_names([cell("q3", source)], HW4)
    assert said == ["q3 uses `descend`, which the question forbids: look at it by hand."] * seen


def test_equal_code_and_words_are_said() -> None:
    """Names, numbers and comments hide nothing, nor does a sentence before and after; what is short is no copy."""
    asked = "You see two methods, one of which takes twelve steps and the other one takes hundreds of them."
    words = "The number of iterations says nothing of the cost of one, and a step of Newton solves a system. "
    text = {
        "cell_type": "markdown",
        "source": asked,
        "metadata": {"hesskit": {"question": "q6", "part": "text"}},
    }
    theirs = LOOP.replace("newton", "f").replace("point", "p").replace("step", "d").replace("surface", "s")
    long = "    scale = 1.0\n    history = []\n    history.append(point * scale)\n    return point"
    cells = {
        "ada": [cell("q3", LOOP), text, cell("q6", f"{asked} I think otherwise.", "markdown")],
        "emmy": [cell("q3", LOOP.replace("  # mine", "") + "\n"), cell("q6", f"I say: {words} So.", "markdown")],
        "otto": [cell("q3", theirs), cell("q6", words.upper().replace(" ", "\n"), "markdown")],
        "paul": [cell("q3", LOOP.replace("    return point", long)), cell("q6", asked, "markdown")],
        "rosa": [cell("q3", LOOP.replace("    return point", long.replace("1.0", "2.0")).replace("point", "q"))],
        "short": [cell("q3", "newton = 1")], "too": [cell("q3", "newton = 1")],
    }  # fmt: skip
    found = [(Result(Student(name), "graded"), own) for name, own in cells.items()]
    assert equal_answers(HW4, found) == (
        "q3, the same code: ada, emmy.",
        "q3, the same code but for names and numbers: paul, rosa.",
        "q6, 19 words the same: emmy, otto.",
    )

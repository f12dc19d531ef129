"""Every other assignment through sandbox and judges: right answers earn all, wrong ones theirs, lies nothing."""

from __future__ import annotations

from typing import Any

import pytest

from hesskit.homework.assignments.catalogue import all_assignments
from hesskit.homework.grading.marks import MARK_MIME, mark_cells, steps_of
from hesskit.homework.notebook import build_source
from hesskit.homework.question import Assignment, Variant
from hesskit.homework.sandbox.run import Limits, run_steps
from hesskit.homework.submissions.read import plain_cells
from hesskit.homework.submissions.repair import mend
from tests.homework import classes

LIMITS = Limits(cell_seconds=240, notebook_seconds=1200)
pytestmark = pytest.mark.usefixtures("sandboxed")

each_assignment = pytest.mark.parametrize(
    "name", list(all_assignments())[1:]
)  # the first: the class of thirty


def points(assignment: Assignment, variant: Variant, hand: classes.Hand) -> dict[str, float]:
    """What a student's notebook earns, question by question."""
    notebook: dict[str, Any] = build_source(assignment, variant)
    written = classes.written(notebook, assignment, hand)
    cells = mend(plain_cells(written), notebook["cells"], assignment.name, variant.student).cells
    run = run_steps(steps_of(cells, assignment, variant), LIMITS)
    found = {}
    for cell in mark_cells(cells, assignment, variant, run):
        for output in cell.get("outputs", []):
            mark = output.get("data", {}).get(MARK_MIME)
            if mark:
                found[mark["question"]] = mark["points"]
    return found


@each_assignment
@pytest.mark.parametrize("kind", ["right", "wrong", "liar"])
def test_points_are_those_expected(name: str, kind: str) -> None:
    assignment, variant = all_assignments()[name], Variant("calculus", name, "emmy")
    hand = {
        "right": lambda: classes.right(assignment, variant),
        "wrong": lambda: classes.wrong(assignment, variant, 2),
        "liar": lambda: classes.liar(assignment),
    }[kind]()
    assert points(assignment, variant, hand) == pytest.approx(hand.points)

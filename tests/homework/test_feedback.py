"""Feedback, scores and report: safe to open anywhere, and true to the gradebook."""

from __future__ import annotations

import ast
import copy
import csv
import dataclasses
import io
from pathlib import Path
from typing import Any

import pytest

from hesskit.homework.assignments.catalogue import all_assignments
from hesskit.homework.grading.marks import MARK_MIME, mark_cells
from hesskit.homework.notebook import build_source
from hesskit.homework.question import Mark, Variant
from hesskit.homework.results.feedback import feedback_page
from hesskit.homework.results.report import draw_report, question_reports, report_text
from hesskit.homework.results.results import Part, Result, scores_table
from hesskit.homework.roster import Student
from hesskit.homework.sandbox.run import Run
from hesskit.pages.markdown import markdown_html, tex_html
from tests.homework import classes

ASSIGNMENT = all_assignments()["hw1-definition"]
ADA = Student("ada", "Ada", "Lovelace")
COMMON = Variant("", ASSIGNMENT.name, "")
MANUAL = next(question.name for question in ASSIGNMENT.questions if question.manual)
LINKS = "[a](javascript:alert(1)) ![b](http://x/y.png)"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def result(**points: float | None) -> Result:
    parts = [Part(q.name, points.get(q.name, 0.0), q.points) for q in ASSIGNMENT.questions]
    return Result(ADA, "by hand" if None in points.values() else "graded", tuple(parts))


def test_every_formula_of_every_assignment_becomes_mathml() -> None:
    """What the assignments say is typeset here, without a network: nothing falls back to its source."""
    for assignment in all_assignments().values():
        for student in ("", "ada", "emmy"):
            for cell in build_source(assignment, Variant("c", assignment.name, student))["cells"]:
                if cell["cell_type"] == "markdown":
                    page = markdown_html(cell["source"])
                    assert "<merror" not in page
                    assert not any(word in page for word in ("\\frac", "\\begin", "\\partial", "$"))


@pytest.mark.parametrize(
    "tex", ["\\frac{1", "\\begin{pmatrix} 1 & 2", "}{", "\\notaword{3}", "x^", "\\left("]
)
def test_tex_that_cannot_be_read_is_still_shown(tex: str) -> None:
    assert "<script" not in tex_html(tex + EVIL)
    assert tex_html(tex)


def test_matrices_have_brackets_without_a_font_for_mathematics() -> None:
    assert '<mrow class="round"><mtable>' in tex_html(r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}")


def test_nothing_a_student_writes_becomes_a_script() -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": f"{EVIL}\n\nSee {LINKS} <script>{EVIL}"},
        {
            "cell_type": "code", "metadata": {}, "source": f"'{EVIL}'",
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": EVIL},
                {"output_type": "error", "ename": EVIL, "evalue": EVIL, "traceback": [EVIL]},
                {"output_type": "display_data", "data": {"text/plain": EVIL, "text/html": EVIL}, "metadata": {}},
                {"output_type": "display_data", "data": {"image/png": '"><script>', "text/plain": EVIL}},
            ],
        },
    ]  # fmt: skip
    page = feedback_page(ASSIGNMENT, Result(Student(EVIL, EVIL, EVIL), "graded", (), (EVIL,)), cells)
    assert "<script" not in page
    assert "<img src=x" not in page
    assert "javascript:" not in page
    assert "http://" not in page


def test_marks_comments_and_changes_by_hand_are_shown() -> None:
    said = Run({}, {q.name: {} for q in ASSIGNMENT.questions}, ())
    cells = mark_cells(build_source(ASSIGNMENT)["cells"], ASSIGNMENT, COMMON, said)
    parts = (Part("q1", 3.0, 4.0), Part(MANUAL, 2.0, 4.0, comment="Good, but $f_{xy}$ is missing."))
    page = feedback_page(ASSIGNMENT, Result(ADA, "graded", parts), cells)
    assert "Changed by hand to <strong>3 of 4</strong>" in page
    assert "Good, but <math" in page
    waiting = feedback_page(ASSIGNMENT, Result(ADA, "by hand", (Part(MANUAL, None, 4.0),)), cells)
    assert "This answer is graded by hand." in waiting
    assert "the rest is graded by hand" in waiting


def test_what_could_not_be_graded_says_so_and_has_no_zero() -> None:
    page = feedback_page(ASSIGNMENT, Result(ADA, "not graded", notes=("The file is empty.",)), [])
    assert "This could not be graded." in page and "The file is empty." in page
    assert "0 of" not in page


def marked(judge: Any) -> dict[str, Any]:
    """The output of q1 when its judge says this."""
    question = copy.copy(ASSIGNMENT.questions[0])
    question.judge = judge  # type: ignore[method-assign]
    assignment = dataclasses.replace(ASSIGNMENT, questions=(question,))
    cells = build_source(assignment)["cells"]
    done = mark_cells(cells, assignment, COMMON, Run({}, {"q1": {"H": 1}}, ()))
    return next(cell["outputs"][0] for cell in done if cell["id"] == "q1-hand-in")


@pytest.mark.parametrize(
    ("points", "text"), [(2.5, "2.5"), (99.0, "4.0"), (-3.0, "0.0"), (float("nan"), "0.0")]
)
def test_points_stay_between_nothing_and_all(points: float, text: str) -> None:
    output = marked(lambda given, handed_in, rule: Mark(points, "Said."))
    assert output["output_type"] == "execute_result"
    assert output["data"]["text/plain"] == text
    assert output["data"][MARK_MIME]["most"] == 4.0


def test_an_instructor_may_weigh_a_question_otherwise() -> None:
    cells = build_source(ASSIGNMENT)["cells"]
    for cell in cells:
        if cell["id"] == "q1-hand-in":
            cell["metadata"]["nbgrader"]["points"] = 8.0
    reference = Run({}, {"q1": reference_answers("q1")}, ())
    done = mark_cells(cells, ASSIGNMENT, COMMON, reference)
    output = next(cell["outputs"][0] for cell in done if cell["id"] == "q1-hand-in")
    assert output["data"]["text/plain"] == "8.0"
    assert "8 of 8" in output["data"]["text/html"]


def reference_answers(name: str) -> dict[str, Any]:
    """The reference answers of a question of data, read as they stand in its code."""
    question = next(q for q in ASSIGNMENT.questions if q.name == name)
    tree = ast.parse(question.reference(question.draw(COMMON)))
    return {node.targets[0].id: ast.literal_eval(node.value) for node in tree.body}  # type: ignore[attr-defined]


def test_the_table_is_safe_for_a_spreadsheet_and_shows_what_is_missing() -> None:
    evil = Student("x", "=cmd|' /C calc'!A0", "@SUM(1)")
    rows = list(csv.DictReader(io.StringIO(scores_table([
        result(q1=4.0, **{MANUAL: None}), Result(evil, "not handed in"), Result(ADA, "not graded", notes=("Why.",)),
    ]))))  # fmt: skip
    assert [row["so_far"] for row in rows] == ["4", "", ""]
    assert [row["state"] for row in rows] == ["by hand", "not handed in", "not graded"]
    assert rows[0][MANUAL] == "" and rows[0]["q2"] == "0"
    assert rows[1]["first_name"].startswith("'=") and rows[1]["last_name"].startswith("'@")


def test_the_report_counts_students_and_beliefs(tmp_path: Path) -> None:
    confused = Part("q1", 2.0, 4.0, ("a belief", "a belief", "another"))
    found = [
        Result(ADA, "graded", (Part("q1", 4.0, 4.0),)),
        Result(ADA, "graded", (confused,)),
        Result(ADA, "by hand", (Part("q1", 0.0, 4.0, ("a belief",)), Part(MANUAL, None, 4.0))),
        Result(ADA, "not handed in"),
    ]
    reports = question_reports(ASSIGNMENT, found)
    assert (reports[0].rate, reports[0].full, reports[0].graded) == (0.5, 1, 3)
    assert reports[0].beliefs == (("a belief", 2), ("another", 1))
    assert reports[-1].rate is None and reports[-1].waiting == 1
    text = report_text(ASSIGNMENT, reports, found)
    assert "1 to be finished by hand, 2 graded, 1 not handed in" in text
    assert (
        "q1, From f to H: 50% of the points, 1 of 3 with all. Beliefs seen: a belief (2); another (1)."
        in text
    )
    draw_report(ASSIGNMENT, reports, found, tmp_path / "report" / "a.png")
    assert (tmp_path / "report" / "a.png").stat().st_size > 10_000


def test_nobody_graded_yet_is_drawn_too(tmp_path: Path) -> None:
    reports = question_reports(ASSIGNMENT, [])
    draw_report(ASSIGNMENT, reports, [], tmp_path / "a.png")
    assert str(reports[0]).startswith("q1, From f to H: nobody's is graded yet.")


def test_a_full_answer_of_every_form_is_marked_full_outside() -> None:
    assert classes.right(ASSIGNMENT, COMMON).points["q1"] == ASSIGNMENT.questions[0].points


def test_a_decimal_number_is_not_read_back_as_a_gigantic_fraction() -> None:
    question = all_assignments()["hw4-newton-and-gradient-descent"].questions[1]
    given = question.draw(Variant("calculus", "hw4-newton-and-gradient-descent", "ada"))
    feedback = question.judge(given, {"limit": "0.123456789012", "factor": "1/7"}).feedback
    assert "123456789" not in feedback
    assert "Read as: $\\frac{1}{7}$" in feedback


def test_a_formula_is_read_as_it_was_typed_and_not_as_it_was_moved() -> None:
    """hw4 q4 asks for a surface at a point that is not the origin."""
    question = all_assignments()["hw4-newton-and-gradient-descent"].questions[3]
    given = question.draw(Variant("calculus", "hw4-newton-and-gradient-descent", "ada"))
    assert "Read as: $x^{2} + y^{2}$" in question.judge(given, {"f": "x^2+y^2"}).feedback

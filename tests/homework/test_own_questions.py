"""A question of the lecturer's own in `source/`: the student's cells are the student's, and no solution gets out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hesskit.homework.assignments.catalogue import HomeworkError, all_assignments, find_assignment
from hesskit.homework.course_folder import CourseFolder
from hesskit.homework.grading.grade import grade
from hesskit.homework.homework_command import app
from hesskit.homework.notebook import build_source
from hesskit.homework.own_questions import begin_question
from hesskit.homework.question import counted, with_points
from hesskit.homework.release import Replaced, contradictions, release, release_versions, write_source
from hesskit.homework.results.feedback import feedback_page
from hesskit.homework.results.results import Result, results
from hesskit.homework.roster import Student
from hesskit.homework.submissions.collect import collect

NAME = "hw1-definition"
ASSIGNMENT = all_assignments()[NAME]
SOLUTION = "### BEGIN SOLUTION\nH7 = [[6, 2], [2, 0]]\n### END SOLUTION"
TESTS = "assert len(H7) == 2\n### BEGIN HIDDEN TESTS\nassert H7 == [[6, 2], [2, 0]]\n### END HIDDEN TESTS"
WORDS = "### BEGIN SOLUTION\nBecause of Schwarz.\n### END SOLUTION"
HANDS = {
    "right": "H7 = [[6, 2], [2, 0]]",
    "wrong": "H7 = [[6, 2], [2, 1]]",
    "blank": "",
    "ended": "import os\nclass Ends(list):\n    def __len__(self): os._exit(0)\nH7 = Ends()",
}
POINTS = {"right": 2.0, "wrong": 0.0, "blank": 0.0, "ended": 0.0}
# What they hand in for the course's question x2y, at (p, q), and what of its 3 points that earns: one of four entries
# of the belief is right. Blank is a spy, who looks for the question's file and for what was made of it.
SPY = """import gc, os, sys
seen = [os.path.join(folder, name) for top in {tops} for folder, _, names in os.walk(top) for name in names]
H = [path for path in seen if "x2y" in path] + [name for name in sys.modules if "own_questions" in name]
H += [name for name in os.listdir({root!r})] if os.path.isdir({root!r}) else []
print("seen:", H)"""
X2Y = {
    "right": "H = [[{q}*2, 2*{p}], [2*{p}, 0]]",
    "wrong": "H = [[2*{p}, 2*{q}], [2*{q}, 0]]",
    "blank": SPY,
    "ended": "H = ...",
}
X2Y_POINTS = {"right": 3.0, "wrong": 0.75, "blank": 0.0, "ended": 0.0}


def cell(kind: str, name: str, source: str, **marks: Any) -> dict[str, Any]:
    nbgrader = {"grade": False, "grade_id": name, "locked": False, "solution": False, "task": False, **marks}
    made = {"cell_type": kind, "id": name, "metadata": {}, "source": source}
    if marks:
        made["metadata"] = {"nbgrader": {"schema_version": 3, **nbgrader}}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def listed(
    course: CourseFolder, *questions: Any, homework: str = NAME, title: str = "What the Hessian is"
) -> None:
    settings = course.settings
    settings["homework"][homework] = {"title": title, "questions": list(questions)}
    course.write_settings(settings)


OWN = (
    cell("markdown", "own-text", "Give the Hessian of $3x^2 + 2xy$ as `H7`."),
    cell("code", "own-answer", SOLUTION, solution=True),
    cell("code", "own-test", TESTS, grade=True, locked=True, points=2),
    cell("markdown", "own-words", WORDS, grade=True, solution=True, points=1),
)


def with_own(course: CourseFolder, *cells: dict[str, Any]) -> None:
    path = course.source(NAME)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**notebook, "cells": [*notebook["cells"], *cells]}), encoding="utf-8")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, sandboxed: None) -> dict[str, tuple[Result, list[Any]]]:
    """Everyone's result and graded notebook."""
    from hesskit.homework.release import make_course

    course = make_course(tmp_path_factory.mktemp("own") / "calculus")
    listed(course, "q1", {"question": "x2y", "points": 3}, *(f"q{number}" for number in range(2, 7)))
    begin_question(course.root, "x2y")
    assignment = course.find("hw1")
    release(course, assignment)
    with_own(course, *OWN)
    given = assignment.questions[1].draw(course.variant(NAME, ""))
    about = {
        **given,
        "root": str(course.root),
        "tops": [str(course.root), "/tmp", "/home", "/etc", str(Path.cwd())],
    }
    released = json.loads(release(course, assignment).read_text(encoding="utf-8"))
    folder = tmp_path_factory.mktemp("in")
    for student, code in HANDS.items():
        notebook = json.loads(json.dumps(released))
        for found in notebook["cells"]:
            name = found["metadata"].get("nbgrader", {}).get("grade_id")
            if name == "own-answer":
                found["source"] = code
            elif name == "x2y-answer":
                found["source"] = X2Y[student].format(**about)
            elif name == "own-words":
                found["source"] = f"In my words, {student}."
        (folder / f"{student}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    students = [Student(name) for name in HANDS]
    collect(course, assignment, folder, students)
    assert grade(course, assignment).problems == {}
    return {result.student.id: (result, cells) for result, cells in results(course, assignment, students)}


@pytest.mark.parametrize("student", HANDS)
def test_own_tests_grade_what_the_student_handed_in(student: str, graded: Any) -> None:
    parts = {part.name: part for part in graded[student][0].parts}
    assert (parts["own-test"].points, parts["own-test"].most) == (POINTS[student], 2.0)
    assert parts["own-words"].points is None, "words wait for a hand"


@pytest.mark.parametrize("student", HANDS)
def test_a_question_of_the_course_is_judged_outside_like_ours(student: str, graded: Any) -> None:
    result, cells = graded[student]
    parts = {part.name: part for part in result.parts}
    assert (parts["x2y"].points, parts["x2y"].most) == (X2Y_POINTS[student], 3.0)
    assert parts["x2y"].beliefs == ("the first coordinate is y",) * (student == "wrong")
    printed = [
        "".join(o["text"]) for c in cells for o in c.get("outputs", ()) if o["output_type"] == "stream"
    ]
    assert printed == ["seen: []\n"] * (student == "blank"), "nothing of the course can be seen from inside"


def test_points_of_the_list_are_those_of_text_parts_and_feedback(course: CourseFolder) -> None:
    listed(course, {"question": "q1", "points": 6}, "q6")
    question, words = course.find("hw1").questions
    given = question.draw(course.variant(NAME, ""))
    text = next(c["source"] for c in build_source(course.find("hw1"))["cells"] if c["id"] == "q1-text")
    assert text.startswith("## Question 1. From f to H (6 points)") and text.count("(3 points)") == 2
    mark = question.judge(given, {"H": question.parts(given)[0].wrong[1].answers[0]})
    assert mark.points == 1.5 and "(1.5 of 3)" in mark.feedback
    assert counted(words, 8).scale == 2 and "- 2 points: " in with_points(
        words.rubric(words.draw(course.variant(NAME, ""))), 2
    )


def test_a_list_that_changes_keeps_what_was_written_by_hand(course: CourseFolder) -> None:
    path, lecturers = course.source(NAME), cell("markdown", "mine", "A word of mine.")
    source = json.loads(path.read_text(encoding="utf-8"))
    places = {c["id"]: place for place, c in enumerate(source["cells"])}
    source["cells"][places["q2-text"]]["source"] += " Mind the length. (2 points)"
    source["cells"].insert(places["q2-answer"], lecturers)
    path.write_text(json.dumps(source), encoding="utf-8")
    listed(course, {"question": "q2", "points": 8}, "q1", "hw2/q1", "q6")
    replaced = Replaced(course)
    write_source(course, course.find("hw1"), replaced)
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    names = [c["id"] for c in cells if c["id"].endswith(("-text", "mine"))]
    assert names == ["q2-text", "mine", "q1-text", "hw2_q1-text", "q6-text"]
    texts = {c["id"]: "".join(c["source"]) for c in cells}
    assert texts["q2-text"].startswith("## Question 1. Curvature along any vector (8 points)")
    assert texts["q2-text"].endswith("Mind the length. (4 points)")
    assert texts["title"].count("20 points, about 55 minutes") == 1 and replaced.count == 1
    assert next(c for c in cells if c["id"] == "q2-hand-in")["metadata"]["nbgrader"]["points"] == 8
    before = path.read_bytes()
    write_source(course, course.find("hw1"), replaced)
    assert path.read_bytes() == before and contradictions(course, course.find("hw1")) == []
    path.write_text(path.read_text().replace('"points": 8', '"points": 9'))
    assert "q2 earns 9 in " in contradictions(course, course.find("hw1"))[0]


def test_a_homework_of_one_s_own(course: CourseFolder) -> None:
    begin_question(course.root, "why", by_hand=True)
    listed(course, "why", "hw3/q1", homework="hw7-mine", title="Mine")
    folder = release_versions(course, course.find("hw7"), [Student("ada")])
    text = (folder / "ada" / "hw7-mine.ipynb").read_text(encoding="utf-8")
    assert "# Mine" in text and "Why the mixed partials agree (3 points)" in text and "Schwarz" not in text
    assert (
        find_assignment("hw1") is course.find("hw1")
        or course.find("hw1").questions == find_assignment("hw1").questions
    )


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        (["q9"], "names q9, which there is not"),
        (["hw9/q1"], "names hw9/q1, which"), (["x y"], "cannot be a question"),
        (["q1", "q1"], "has q1 twice"), ([{"question": "q1", "points": 0}], "gives q1 no number of points"),
        ([{"points": 1}], "should name a question"), (["mine"], "hesskit homework question new mine begins it"),
        (["link"], "is a link out of the course's folder"), (["broken"], "broken.py, line 1, is no Python"),
        (["empty"], "should define one question"), (["raises"], "raises.py, line 2, in <module>: ZeroDivisionError"),
    ],
    ids=lambda value: str(value)[:20],
)  # fmt: skip
def test_a_list_that_cannot_be_is_one_sentence(
    items: list[Any], sentence: str, course: CourseFolder, tmp_path: Path
) -> None:
    folder = course.root / "questions"
    folder.mkdir()
    for name, text in {"broken": "class", "empty": "x = 1", "raises": "\n1 / 0"}.items():
        (folder / f"{name}.py").write_text(text)
    (tmp_path / "elsewhere.py").write_text("")
    (folder / "link.py").symlink_to(tmp_path / "elsewhere.py")
    listed(course, *items)
    with pytest.raises(HomeworkError) as said:
        course.find("hw1")
    assert sentence in str(said.value) and "\n" not in str(said.value)


def test_a_question_is_tried_as_grading_would(
    course: CourseFolder, sandboxed: None, monkeypatch: Any
) -> None:
    path = begin_question(course.root, "x2y")
    whole = path.read_text(encoding="utf-8")
    monkeypatch.chdir(course.root)
    docs = Path(__file__).parents[2] / "docs" / "homework.md"
    assert f"```python\n{whole}```" in docs.read_text(encoding="utf-8")
    said = CliRunner().invoke(app, ["question", "test", "x2y"])
    assert (
        said.exit_code == 0 and "20 different versions among 200 students. No fault was found." in said.output
    )
    for old, new, sentence in (
        ("return f\"H = ", "return f\"K = ", "The reference in the version of student-1 earns 0 of 2 points"),
        ("Matrix(str(right))", "Matrix(str(swapped))", "earns 0.5 of 2 points"),
        ("{'H': 2}", "{'H': 3}", "worth says {'H': 3}"),
        ("variant.integer(\"p\", 1, 5)", "__import__(\"random\").random()", "draw gives something else each time"),
        ("given[\"q\"]), self", "given[\"r\"]), self", "x2y.py, line 24, in parts: KeyError"),
        ("answers=(swapped,)", "answers=(right,)", "The belief 'the first coordinate is y' in the version"),
    ):  # fmt: skip
        changed = whole.replace('{"H": 2}', "{'H': 2}").replace(old, new)
        assert changed != whole.replace('{"H": 2}', "{'H': 2}"), old
        path.write_text(changed, encoding="utf-8")
        said = CliRunner().invoke(app, ["question", "test"])
        assert said.exit_code == 1 and sentence in said.output + said.stderr, said.output
        assert "Traceback" not in said.output + said.stderr


def test_a_judge_that_fails_costs_nobody_points(course: CourseFolder, sandboxed: None) -> None:
    path = begin_question(course.root, "x2y")
    whole = path.read_text(encoding="utf-8")
    listed(course, "x2y", "q6")
    handed_in = course.submitted(NAME, "ada")
    released = release(course, course.find("hw1"))
    handed_in.parent.mkdir(parents=True)
    handed_in.write_bytes(released.read_bytes())
    path.write_text(whole.replace("right, swapped = ", "right, swapped = 1 / 0, "))
    problems = grade(course, course.find("hw1")).problems
    assert problems["ada"].endswith("x2y.py, line 24, in parts: ZeroDivisionError: division by zero.")
    path.write_text(whole)
    assert grade(course, course.find("hw1")).problems == {}, "mended, it is judged anew"


@pytest.mark.parametrize("student", HANDS)
def test_the_student_s_cells_are_the_student_s_and_no_solution_is_shown(student: str, graded: Any) -> None:
    result, cells = graded[student]
    sources = {found["metadata"].get("nbgrader", {}).get("grade_id"): found["source"] for found in cells}
    assert sources["own-answer"] == HANDS[student]
    assert sources["own-words"] == f"In my words, {student}."
    page = feedback_page(ASSIGNMENT, result, cells)
    assert f"In my words, {student}." in page
    assert "Schwarz" not in page and "HIDDEN" not in page and "SOLUTION" not in page
    assert ("[[6, 2], [2, 0]]" in page) == (student == "right")
    assert result.notes == () or student == "ended"


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        (
            cell("code", "q9", 'paper.hand_in("q9", globals())', grade=True, locked=True, points=2),
            "has no test",
        ),
        (cell("markdown", "task", "Draw.", task=True, points=2), "is one of nbgrader's tasks"),
        (cell("markdown", "fact", "A fact.", grade=True, locked=True, points=2), "nobody can answer"),
    ],
    ids=["hand-in", "task", "locked words"],
)
def test_what_cannot_be_graded_is_refused_at_release(
    own: dict[str, Any], sentence: str, course: CourseFolder
) -> None:
    with_own(course, own)
    with pytest.raises(HomeworkError, match=sentence):
        release(course, ASSIGNMENT)


def test_a_deleted_own_test_comes_back_and_a_lost_answer_is_not_the_solution(course: CourseFolder) -> None:
    from hesskit.homework.submissions.read import plain_cells
    from hesskit.homework.submissions.repair import mend

    with_own(course, *OWN)
    template = course.template(ASSIGNMENT, "ada")
    handed_in = {"nbformat": 4, "cells": [found for found in template if not found["id"].startswith("own")]}
    done = mend(plain_cells(handed_in), template, NAME, "")
    sources = {found["id"]: found["source"] for found in done.cells}
    assert sources["own-test"] == TESTS
    assert sources["own-answer"] == "" and "Schwarz" not in sources["own-words"]
    assert any("own-answer was not found" in note for note in done.notes)


def test_a_hidden_test_is_no_change_of_the_cell(course: CourseFolder, tmp_path: Path) -> None:
    from hesskit.homework.submissions.read import plain_cells
    from hesskit.homework.submissions.repair import mend

    with_own(course, *OWN)
    template = course.template(ASSIGNMENT, "ada")
    handed_in = json.loads(json.dumps(template))
    for found in handed_in:
        if found["id"] == "own-test":
            found["source"] = "assert len(H7) == 2"
    assert mend(plain_cells({"nbformat": 4, "cells": handed_in}), template, NAME, "").notes == []
    handed_in[-2]["source"] = "pass"
    assert mend(plain_cells({"nbformat": 4, "cells": handed_in}), template, NAME, "").notes == [
        "The cell that tests own-test was changed: it counts as the homework has it."
    ]

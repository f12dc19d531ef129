"""An assignment's table as a notebook: nbgrader's source with the reference answers, or one student's own version.

Glossary of a cell's part (its metadata ``hesskit``): *title*; *paper*, the line that names the assignment; *text*
and *setup* of a question; *answer*; *look*, the visible test; *hand-in*.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from hesskit.course.lessons import notebooks_folder, write_whole
from hesskit.homework.assignments import HomeworkError, all_assignments
from hesskit.homework.question import Assignment, Question, Variant, points_text, with_points

_KEPT_BACK = re.compile(r"[^\n]*BEGIN (SOLUTION|HIDDEN TESTS).*?END \1[^\n]*\n?", re.DOTALL)
_NO_TEST = re.compile(r"^\s*(#.*|paper\.(hand_in|looks_right)\(.*\);?|pass|\.\.\.)?\s*$", re.MULTILINE)

_HOW = """
{points} points, about {minutes} minutes. Write your answers in the cells that ask for them and leave the other cells as
they are. The cell below each answer says whether it has the right form, not whether it is right. At the end choose
*Restart Kernel and Run All Cells*, save, and hand in this file under its own name.
"""


def common_version(assignment: str) -> Variant:
    """The version that everyone gets when there are no variants: the same in every course.

    Examples
    --------
    >>> common_version("hw1-definition")
    Variant(course='', assignment='hw1-definition', student='')
    """
    return Variant("", assignment, "")


def build_source(assignment: Assignment, variant: Variant | None = None) -> dict[str, Any]:
    """Build nbgrader's source notebook from the table."""
    variant = variant or common_version(assignment.name)
    cells = [_title(assignment), _paper(assignment, variant)]
    for number, question in enumerate(assignment.questions, start=1):
        cells += _question_cells(question, number, variant)
    return {
        "cells": cells,
        "metadata": {
            "hesskit": {
                "assignment": assignment.name,
                "course": variant.course,
                "student": variant.student,
            },
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


_HEADING = re.compile(r"^#+ Question \d+\..*$", re.MULTILINE)
_TOTAL = re.compile(r"[\d.]+ points?, about \d+ minutes")


def with_list(source: Mapping[str, Any], assignment: Assignment) -> dict[str, Any]:
    """A source with the questions, order and points of the assignment; what was written into it by hand stays.

    Cells of the instructor's own follow the cell that they stood behind.
    """
    heads, behind = _by_question(source["cells"])
    kept = {(_mark(cell), cell["cell_type"]): cell for cell in heads if _mark(cell)}
    cells: list[dict[str, Any]] = behind.pop("", [])
    for wanted in build_source(assignment)["cells"]:
        old = kept.get((_mark(wanted), wanted["cell_type"]))
        same = old is not None and wanted["metadata"]["hesskit"]["part"] != "paper"
        cells.append(_updated(old, wanted) if same and old else wanted)
        cells += behind.pop(_mark(wanted), [])
    return {**source, "cells": [*cells, *(cell for rest in behind.values() for cell in rest)]}


def _mark(cell: Mapping[str, Any]) -> str:
    """Question and part as one text; empty for a cell of the instructor's own."""
    return json.dumps(cell["metadata"]["hesskit"], sort_keys=True) if "hesskit" in cell["metadata"] else ""


def _by_question(cells: Iterable[Any]) -> tuple[list[Any], dict[str, list[Any]]]:
    """The cells of hesskit's, and by their marks the instructor's own cells that stand behind them."""
    heads, behind, last = [], dict[str, list[Any]](), ""
    for cell in cells:
        if _mark(cell):
            heads.append(cell)
            last = _mark(cell)
        else:
            behind.setdefault(last, []).append(cell)
    return heads, behind


def _updated(old: Mapping[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """A cell as it stood, with the number, the points and the minutes of the list."""
    source, heading = "".join(old["source"]), _HEADING.match(wanted["source"])
    before = re.search(r"\(([\d.]+) points?\)$", (_HEADING.match(source) or heading or [""])[0])
    now = re.search(r"\(([\d.]+) points?\)$", heading[0]) if heading else None
    if heading and before and now:
        source = _HEADING.sub("", source, count=1)
        source = heading[0] + with_points(source, float(now[1]) / float(before[1]))
    total = _TOTAL.search(wanted["source"])
    if total and wanted["metadata"]["hesskit"]["part"] == "title":
        source = _TOTAL.sub(total[0], source, count=1)
    marks = {**old["metadata"]}
    if "points" in wanted["metadata"].get("nbgrader", {}):
        marks["nbgrader"] = {**marks["nbgrader"], "points": wanted["metadata"]["nbgrader"]["points"]}
    return {**old, "source": source, "metadata": marks}


def notebook_text(notebook: dict[str, Any]) -> str:
    """The notebook as it is written to a file."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def as_released(source: str) -> str:
    """What students see of a cell of the source: no solution, no hidden test.

    Examples
    --------
    >>> as_released("H = ...\\n### BEGIN SOLUTION\\nH = 2\\n### END SOLUTION")
    'H = ...\\n'
    """
    return _KEPT_BACK.sub("", source)


def refuse_ungradable(assignment: Assignment, cells: Iterable[Mapping[str, Any]]) -> None:
    """Refuse a source whose graded cells nobody could grade: hesskit by its tables, their own tests, or a hand.

    Raises
    ------
    HomeworkError
        With what to change in which cell.
    """
    known = {
        (q.name, "answer" if q.manual else "hand-in", "markdown" if q.manual else "code")
        for q in assignment.questions
    }
    for cell in cells:
        marks, part = (cell["metadata"].get(kind, {}) for kind in ("nbgrader", "hesskit"))
        source, kind = "".join(cell["source"]), cell["cell_type"]
        said = ""
        if marks.get("task"):
            said = "is one of nbgrader's tasks, which nobody grades here: ask for a manually graded answer"
        elif not marks.get("grade") or (part.get("question"), part.get("part"), kind) in known:
            continue
        elif kind != "code" and not marks.get("solution"):
            said = "is graded, but locked, and nobody can answer in it: make it a manually graded answer"
        elif kind == "code" and not marks.get("solution") and not _NO_TEST.sub("", source).strip():
            said = "is graded, but has no test, so that everyone would get all its points: write one, such as an assert"
        if said:
            raise HomeworkError(
                f"The cell {marks.get('grade_id')} in the source of {assignment.name} {said}."
            )


def differences(assignment: Assignment, path: Path) -> tuple[str, ...]:
    """Compare a source notebook with its table."""
    wanted = build_source(assignment)["cells"]
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        return (f"{path} cannot be read ({error}).",)
    if len(found) != len(wanted):
        return (f"{path} has {len(found)} cells, but the table makes {len(wanted)}.",)
    pairs = zip(wanted, found, strict=True)
    return tuple(
        f"{path}: the cell {cell['id']} differs from the table."
        for cell, other in pairs
        if any(cell[key] != other.get(key) for key in ("cell_type", "id", "metadata"))
        or _compared(cell["source"]) != _compared("".join(other.get("source", "")))
    )


def _compared(source: str) -> str:
    """A source without a drawing's lines, which another version of matplotlib may draw a hair's breadth beside."""
    return source.partition("picture(")[0]


def _title(assignment: Assignment) -> dict[str, Any]:
    how = _HOW.format(points=f"{assignment.points:g}", minutes=5 * round(assignment.minutes / 5))
    return _markdown("title", f"# {assignment.title}\n\n{textwrap.dedent(how).strip()}", {"part": "title"})


def _paper(assignment: Assignment, variant: Variant) -> dict[str, Any]:
    """The line that names the assignment, with the form of each answer: all that the notebook knows."""
    named = [f"course={variant.course!r}", f"student={variant.student!r}"] if variant.student else []
    forms = [
        f"    {question.name!r}: {_form(question, variant)!r},"
        for question in assignment.questions
        if question.answers
    ]
    arguments = ", ".join([repr(variant.assignment), *named, "forms=forms"])
    lines = [
        "# The form of each answer, so that this notebook can tell whether yours has it.",
        "forms = {",
        *forms,
        "}",
    ]
    source = "\n".join(
        ["from hesskit.homework.paper import homework", "", *lines, f"paper = homework({arguments})"]
    )
    return _folded(_code("paper", source, {"part": "paper"}))


def _form(question: Question, variant: Variant) -> dict[str, Any]:
    given = question.draw(variant)
    return {"answers": question.forms(given), "probes": question.probes(given)}


def _folded(cell: dict[str, Any]) -> dict[str, Any]:
    """A cell whose source JupyterLab does not show until it is opened: nobody needs to read it."""
    return {**cell, "metadata": {**cell["metadata"], "jupyter": {"source_hidden": True}}}


def _question_cells(question: Question, number: int, variant: Variant) -> list[dict[str, Any]]:
    given, name = question.draw(variant), question.name
    heading = f"## Question {number}. {question.title} ({points_text(question.points)})"
    text = with_points(question.text(given).strip(), question.scale)
    cells = [_markdown(f"{name}-text", f"{heading}\n\n{text}", _part(question, "text"))]
    if question.setup(given).strip():
        setup = _code(f"{name}-setup", question.setup(given).strip(), _part(question, "setup"))
        cells.append(_folded(setup) if "picture(" in setup["source"] else setup)
    if question.manual:
        return [*cells, _by_hand(question, given)]
    solution = f"### BEGIN SOLUTION\n{question.reference(given).strip()}\n### END SOLUTION"
    source = f"{question.template.strip()}\n{solution}".lstrip()
    look, hand_in = f'paper.looks_right("{name}", globals())', f'paper.hand_in("{name}", globals())'
    return [
        *cells,
        _code(
            f"{name}-answer", source, _part(question, "answer"), _nbgrader(f"{name}-answer", solution=True)
        ),
        _code(f"{name}-look", look, _part(question, "look"), _nbgrader(f"{name}-look", locked=True)),
        _code(
            f"{name}-hand-in",
            hand_in,
            _part(question, "hand-in"),
            _nbgrader(name, locked=True, points=question.points),
        ),
    ]


def _by_hand(question: Question, given: dict[str, Any]) -> dict[str, Any]:
    """The cell of a question that is graded by hand: the model answer and the rubric are its solution region."""
    rubric = with_points(question.rubric(given).strip(), question.scale)
    solution = f"{question.reference(given).strip()}\n\n**Rubric**\n\n{rubric}"
    source = f"{question.template.strip()}\n\n### BEGIN SOLUTION\n{solution}\n### END SOLUTION".lstrip()
    metadata = _nbgrader(question.name, solution=True, points=question.points)
    return _markdown(f"{question.name}-answer", source, _part(question, "answer"), metadata)


def _part(question: Question, part: str) -> dict[str, str]:
    return {"question": question.name, "part": part}


def _nbgrader(
    grade_id: str, solution: bool = False, locked: bool = False, points: float | None = None
) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return metadata if points is None else {**metadata, "points": points}


def _markdown(
    name: str, source: str, part: dict[str, str], nbgrader: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": _metadata(part, nbgrader), "source": source}


def _code(
    name: str, source: str, part: dict[str, str], nbgrader: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": _metadata(part, nbgrader),
        "outputs": [],
        "source": source,
    }


def _metadata(part: dict[str, str], nbgrader: dict[str, Any] | None) -> dict[str, Any]:
    return {"hesskit": part} if nbgrader is None else {"hesskit": part, "nbgrader": nbgrader}


# The source notebooks that hesskit ships, written from the tables: ``python -m
# hesskit.homework.notebook``.


def shipped_source(assignment: str) -> Path:
    """Where the source notebook of an assignment lies."""
    return notebooks_folder() / "homework" / "source" / assignment / f"{assignment}.ipynb"


def disagreements() -> tuple[str, ...]:
    """One sentence for each cell in which a shipped notebook differs from its table."""
    return tuple(
        sentence
        for name, assignment in all_assignments().items()
        for sentence in differences(assignment, shipped_source(name))
    )


def main() -> None:
    """Write the notebooks, or check them."""
    if "--check" in sys.argv[1:]:
        found = disagreements()
        print("\n".join(found) or "The source notebooks are as their tables make them.")
        sys.exit(1 if found else 0)
    for name, assignment in all_assignments().items():
        write_whole(shipped_source(name), notebook_text(build_source(assignment)).encode())
        print(shipped_source(name))


if __name__ == "__main__":
    main()

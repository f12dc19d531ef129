"""Every lesson keeps every rule; and every rule can fail (a good notebook, and one bad change for each)."""

from __future__ import annotations

import ast
import copy
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import notebook_output_rules
import notebook_rules
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from notebook_rules import Lesson, Rule

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("*.ipynb"))
RULES = notebook_rules.RULES + notebook_output_rules.RULES
SIBLINGS = ("00-start-here.ipynb", "01-definition.ipynb", "02-test.ipynb")
OPENING = """# Lesson 1 · What the Hessian is

**You will be able to**
- write the matrix of second partials,
- read an entry as a curvature,
- say when it is symmetric.

**Time:** 45 minutes
**Know first:** partial derivatives
**Previous:** [Start here](00-start-here.ipynb) · **Next:** [The test](02-test.ipynb)
"""
CLOSING = """## Summary
- One.
- Two.
- Three.

**Sources:** Apostol, *Calculus*, vol. 2, 2nd ed., section 9.9
**Next:** [The test](02-test.ipynb)
"""


def test_there_are_lessons() -> None:
    assert len(NOTEBOOKS) >= 2, "notebooks/ holds fewer than two lessons"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_lesson_keeps_rule(path: Path, rule: Rule) -> None:
    complaints = rule(Lesson.read(path))
    assert not complaints, f"{path.name}: " + "; ".join(complaints)


def tagged(cell: Any, *tags: str) -> Any:
    cell.metadata["tags"] = list(tags)
    return cell


def code(source: str, *tags: str, outputs: list[Any] | None = None) -> Any:
    return tagged(new_code_cell(source, outputs=outputs or []), *tags)


def picture(alt: str) -> Any:
    data = {"image/png": "iVBORw0KGgo=", "text/plain": alt}
    return new_output("execute_result", data, metadata={"image/png": {"alt": alt}})


def good() -> Lesson:
    """The smallest lesson that keeps every rule: two ideas, two pictures."""
    cells = [
        tagged(new_markdown_cell(OPENING), "objectives"),
        code("from hesskit import Surface, explore", "setup"),
    ]
    for idea in ("first", "second"):
        alt = f"A bowl seen from above, with the {idea} point at (1, 1)."
        cells += [
            tagged(new_markdown_cell("What do you expect?"), "predict"),
            code("explore.hessian('x^2')", "play", outputs=[picture(alt)]),
            tagged(new_markdown_cell("Because."), "explain", "slide"),
            code("assert 1 + 1 == 2", "explain"),
            tagged(new_markdown_cell("Now you."), "check"),
        ]
    cells.append(tagged(new_markdown_cell(CLOSING), "summary"))
    notebook = new_notebook(cells=cells)
    for count, cell in enumerate((cell for cell in cells if cell.cell_type == "code"), 1):
        cell.execution_count = count
        for output in cell.outputs:
            output.execution_count = count
    return Lesson(SIBLINGS[1], notebook, SIBLINGS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_good_lesson_keeps_rule(rule: Rule) -> None:
    assert rule(good()) == []


def source(index: int, old: str, new: str) -> Callable[[Any], None]:
    def change(notebook: Any) -> None:
        before = notebook.cells[index].source
        assert old in before
        notebook.cells[index].source = before.replace(old, new)

    return change


def metadata(index: int, **values: Any) -> Callable[[Any], None]:
    return lambda notebook: notebook.cells[index].metadata.update(values)


def output(**values: Any) -> Callable[[Any], None]:
    return lambda notebook: notebook.cells[3].outputs[0].update(values)


def data(**values: Any) -> Callable[[Any], None]:
    mimes = {
        "png": "image/png",
        "html": "text/html",
        "plain": "text/plain",
        "view": notebook_output_rules.WIDGET_VIEW,
    }
    return lambda notebook: (
        notebook.cells[3].outputs[0].data.update({mimes[key]: value for key, value in values.items()})
    )


def same_alts(notebook: Any) -> None:
    notebook.cells[8].outputs[0].metadata = copy.deepcopy(notebook.cells[3].outputs[0].metadata)


def append(*outputs: Any) -> Callable[[Any], None]:
    return lambda notebook: notebook.cells[3].outputs.extend(outputs)


BAD: list[tuple[str, Callable[[Any], Any]]] = [
    ("short_enough", lambda notebook: notebook.cells.extend(new_markdown_cell("more") for _ in range(40))),
    ("short_code", source(3, "explore", "\n".join(["1"] * 10) + "\nexplore")),
    ("short_code", lambda n: [c.update(source="1\n2\n3\n4") for c in n.cells if c.cell_type == "code"]),
    ("one_setup", metadata(1, tags=[])),
    ("one_setup", metadata(3, tags=["setup"])),
    ("one_setup", source(1, "from hesskit", "import a\nimport b\nimport c\nfrom hesskit")),
    ("one_setup", source(1, "from hesskit", "from numpy")),
    ("one_setup", source(1, "explore", "explore\nx = 1")),
    ("no_star_import", source(1, "Surface, explore", "*")),
    ("known_tags", metadata(3, tags=["play", "nbval-skip"])),
    ("no_nbval_comments", source(3, "explore", "# NBVAL_IGNORE_OUTPUT\nexplore")),
    ("opening", source(0, "# Lesson", "Lesson")),
    ("opening", source(0, "- say when it is symmetric.\n", "")),
    ("opening", source(0, "- say", "- fourth\n- say")),
    ("opening", source(0, "45 minutes", "three quarters of an hour")),
    ("opening", source(0, "45 minutes", "90 minutes")),
    ("opening", source(0, "**Know first:** partial derivatives", "")),
    ("opening", source(0, "00-start-here", "02-test")),
    ("opening", source(0, "**Next:** [The test](02-test.ipynb)", "**Next:** the test")),
    ("opening", metadata(0, tags=[])),
    ("closing", source(-1, "- Two.\n", "")),
    ("closing", source(-1, "**Sources:**", "Sources")),
    ("closing", source(-1, "**Next:** [The test](02-test.ipynb)", "")),
    ("closing", lambda notebook: notebook.cells.pop()),
    ("four_beats", metadata(6, tags=[])),
    ("four_beats", metadata(3, tags=["explain"])),
    ("four_beats", metadata(11, tags=[])),
    ("four_beats", metadata(3, tags=["play", "explain"])),
    ("four_beats", lambda notebook: [cell.metadata.clear() for cell in notebook.cells]),
    ("explained_by_assert", source(10, "assert 1", "1")),
    ("links_resolve", source(4, "Because.", "See [there](09-nowhere.ipynb#part).")),
    ("format_4_5", lambda notebook: notebook.update(nbformat_minor=4)),
    ("format_4_5", lambda notebook: notebook.cells[2].update(id=notebook.cells[4].id)),
    ("format_4_5", lambda notebook: notebook.cells[3].outputs[0].update(output_type="nonsense")),
    ("run_in_order", lambda notebook: notebook.cells[3].update(execution_count=7)),
    ("run_in_order", lambda notebook: notebook.cells[3].update(execution_count=None)),
    ("run_in_order", source(5, "assert 1 + 1 == 2", " ")),
    ("shows_are_stored", lambda notebook: notebook.cells[3].update(outputs=[])),
    ("shows_are_stored", source(5, "assert", "print(1)\nassert")),
    ("no_errors", append(new_output("error", ename="E", evalue="e", traceback=[]))),
    ("no_errors", append(new_output("stream", name="stderr", text="careful"))),
    ("no_widgets", lambda notebook: notebook.metadata.update(widgets={})),
    ("no_widgets", data(view={"model_id": "1"})),
    ("stills_have_alt", output(metadata={})),
    ("stills_have_alt", output(metadata={"image/png": {"alt": "A bowl."}})),
    ("stills_have_alt", same_alts),
    ("images_have_alt", source(4, "Because.", "![](bowl.png)")),
    ("images_have_alt", source(4, "Because.", '<img src="bowl.png" alt="">')),
    ("images_have_alt", data(html="<img src='data:image/png;base64,AA=='>")),
    ("nothing_hidden", metadata(3, jupyter={"source_hidden": True})),
    ("nothing_hidden", metadata(3, jupyter={"outputs_hidden": True})),
    ("nothing_hidden", metadata(3, collapsed=True)),
    ("nothing_hidden", metadata(3, source_hidden=True)),
    ("no_addresses", data(plain="<object object at 0x7f0001>")),
    ("no_absolute_paths", source(3, "x^2", "/home/ada/x")),
    ("no_absolute_paths", data(plain="C:\\Users\\ada")),
    ("no_external_requests", source(4, "Because.", "![A bowl](https://example.org/bowl.png)")),
    ("no_external_requests", data(html="<script src='//example.org/x.js'></script>")),
]


@pytest.mark.parametrize(
    ("name", "change"), BAD, ids=[f"{name}-{index}" for index, (name, _) in enumerate(BAD)]
)
def test_bad_lesson_breaks_rule(name: str, change: Callable[[Any], Any]) -> None:
    lesson = good()
    change(lesson.notebook)
    rule = next(rule for rule in RULES if rule.__name__ == name)
    complaints = rule(lesson)
    assert complaints
    assert all(isinstance(complaint, str) for complaint in complaints)


def test_every_rule_can_fail() -> None:
    assert {name for name, _ in BAD} == {rule.__name__ for rule in RULES}


def test_links_and_plain_mentions_are_allowed() -> None:
    lesson = good()
    text = (
        "A [paper](https://example.org/a), the sets ![a bowl](bowl.png), 1/2 and [here](./02-test.ipynb#two)."
    )
    lesson.notebook.cells[4].source = text
    assert [complaint for rule in RULES for complaint in rule(lesson)] == []


def test_ends_of_the_course_need_no_neighbour() -> None:
    lesson = Lesson("01-definition.ipynb", good().notebook, ("01-definition.ipynb",))
    assert notebook_rules.opening(lesson) == notebook_rules.closing(lesson) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_lesson_imports_only_what_a_learner_has(path: Path) -> None:
    """SciPy is of the tests only: lesson 4 once asked for it, and failed on a learner's machine and in a browser."""
    cells = nbformat.read(path, as_version=4).cells
    trees = [ast.parse(cell.source) for cell in cells if cell.cell_type == "code"]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    asked = {
        alias.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names
    }
    asked |= {str(node.module).split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom)}
    needed = tomllib.loads((NOTEBOOKS[0].parents[1] / "pyproject.toml").read_text("utf-8"))["project"][
        "dependencies"
    ]
    given = {re.split(r"[^\w]", one)[0] for one in needed} | {"hesskit"} | sys.stdlib_module_names
    assert asked <= given

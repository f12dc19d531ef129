"""Simulated students: what each of them hands in, and exactly what each must get for it."""

from __future__ import annotations

import contextlib
import copy
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from hesskit.homework.course_folder import CourseFolder
from hesskit.homework.homework_command import app
from hesskit.homework.question import Assignment, Variant
from tests.homework import trials

Notebook = dict[str, Any]
Points = dict[str, float]
COMMAND = [sys.executable, "-c", "from hesskit.homework.homework_command import app; app()"]
SAID = "Both diagonal entries are positive, but the curvature along (1, 1) is negative, so it is a saddle."


@dataclass
class Hand:
    """One simulated student: the code of each answer, the points expected, and what befalls the file."""

    kind: str
    codes: dict[str, str] = field(default_factory=dict)
    points: Points = field(default_factory=dict)
    harm: Callable[[Notebook], Any] = lambda notebook: notebook
    explains: bool = True
    state: str = "by hand"


def judged(assignment: Assignment) -> list[Any]:
    return [question for question in assignment.questions if not question.manual]


def right(assignment: Assignment, variant: Variant, kind: str = "right", pick: int = 0) -> Hand:
    """The reference, or one of the alternative right forms."""
    hand = Hand(kind)
    for question in judged(assignment):
        given = question.draw(variant)
        forms = [question.reference(given), *trials.alternatives(question, given)]
        hand.codes[question.name] = forms[pick % len(forms)]
        hand.points[question.name] = question.points
    return hand


def wrong(assignment: Assignment, variant: Variant, pick: int) -> Hand:
    """A catalogued wrong answer to every question."""
    hand = Hand("wrong")
    for question in judged(assignment):
        known = trials.wrong(question, question.draw(variant))
        trial = known[pick % len(known)]
        hand.codes[question.name], hand.points[question.name] = trial.code, trial.fair
    return hand


def blank(assignment: Assignment) -> Hand:
    points = dict.fromkeys([q.name for q in assignment.questions], 0.0)
    return Hand("blank", {}, points, explains=False, state="graded")


def written(notebook: Notebook, assignment: Assignment, hand: Hand) -> Notebook:
    """The student's notebook with the answers written into it."""
    notebook = copy.deepcopy(notebook)
    by_hand = [question.name for question in assignment.questions if question.manual]
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        question = grade_id.removesuffix("-answer")
        if grade_id.endswith("-answer") and question in hand.codes:
            cell["source"] = hand.codes[question]
        elif grade_id in by_hand and hand.explains:
            cell["source"] = SAID
    return notebook


def spoiled(hand: Hand, question: str, code: str, kind: str) -> Hand:
    """The same hand with other code in one answer, and its points lost."""
    hand.kind, hand.codes[question], hand.points[question] = kind, code, 0.0
    return hand


LIES = """
import numpy, sympy, hesskit, builtins
class Liar:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __getattr__(self, name): return self
    def __call__(self, *arguments): return self
    def __len__(self): return 2
    def __getitem__(self, place): return self
    def __float__(self): return 1.0
    def __str__(self): return "everything"
    __array__ = None
numpy.allclose = numpy.array_equal = numpy.isclose = lambda *a, **k: True
numpy.testing.assert_allclose = lambda *a, **k: None
sympy.Basic.__eq__ = sympy.Expr.equals = lambda *a, **k: True
sympy.simplify = lambda *a, **k: sympy.Integer(0)
builtins.abs = lambda value: 0
import hesskit.homework.paper as channel, hesskit.homework.question as table, sys
table.Mark = lambda *a, **k: 100
"""


def liar(assignment: Assignment) -> Hand:
    """Every trick that fakes equality inside the student's own process."""
    hand = Hand("liar")
    for question in judged(assignment):
        names = " = ".join(question.answers)
        hand.codes[question.name] = f"{LIES}\n{names} = Liar()"
        hand.points[question.name] = 0.0
    return hand


FORGER = """
import json, os
mark = {"event": "answers", "question": "q1", "answers": {"points": 100}, "points": 100, "mark": 100}
for descriptor in range(3, 64):
    try:
        os.write(descriptor, b"\\n" + json.dumps(mark).encode() + b"\\n" + b"[" * 5000 + b"\\n{\\x00\\n")
    except OSError:
        pass
from IPython.display import display
display({"text/plain": "4.0", "application/vnd.hesskit.mark+json": {"points": 4}}, raw=True)
4.0
"""


def stripped(notebook: Notebook) -> Notebook:
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        cell.pop("id", None)
    return {**notebook, "metadata": {}, "nbformat_minor": 4}


def old_format(notebook: Notebook) -> Notebook:
    """Format 3, as tools of 2014 wrote it: worksheets, and `input` for a code cell's source."""
    cells = []
    for cell in notebook["cells"]:
        own = {"cell_type": cell["cell_type"], "metadata": cell["metadata"]}
        if cell["cell_type"] == "code":
            own |= {"input": cell["source"], "outputs": [], "language": "python", "collapsed": False}
        else:
            own["source"] = cell["source"]
        cells.append(own)
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]}


def colab(notebook: Notebook) -> Notebook:
    """As Colab writes it: ids of its own in the metadata, everything else of ours gone."""
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] = {"id": f"Xyz{number}", "colab": {"base_uri": "elsewhere"}}
        cell.pop("id", None)
    metadata = {"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    return {**notebook, "metadata": metadata, "nbformat_minor": 0}


def slipped(assignment: Assignment, variant: Variant) -> Hand:
    """One factor lost in f_yy, and everything after it right: three of four entries, and the second part in full."""
    hand = right(assignment, variant, "consistent after one slip")
    given = assignment.questions[0].draw(variant)
    (a, b), (p, q) = (given["a"], given["b"]), given["point"]
    mixed = 2 * a * p + 3 * b * q * q
    hand.codes["q1"] = (
        f"H = '[[{2 * a}y, {2 * a}x + {3 * b}y^2], [{2 * a}x + {3 * b}y^2, {3 * b}x y]]'\n"
        f"H_at_p = [[{2 * a * q}, {mixed}], [{mixed}, {3 * b * p * q}]]"
    )
    hand.points["q1"] = 3.5
    return hand


def in_fractions(assignment: Assignment, variant: Variant) -> Hand:
    """Every number as a Fraction: those handed in, and those that functions give."""
    hand = right(assignment, variant, "Fractions")
    hand.codes = {name: f"{code}\n{_IN_FRACTIONS}" for name, code in hand.codes.items()}
    return hand


_IN_FRACTIONS = """
from fractions import Fraction
def _as_fraction(value):
    if isinstance(value, (list, tuple)):
        return [_as_fraction(item) for item in value]
    return Fraction(value).limit_denominator(10**6) if isinstance(value, (int, float)) else value
for _name in ("H_at_p", "mixed", "curvature"):
    if isinstance(globals().get(_name), (int, float, list, tuple)):
        globals()[_name] = _as_fraction(globals()[_name])
if "curvature" in globals() and "_plain" not in globals():
    _plain = curvature
    curvature = lambda H, u: Fraction(float(_plain(H, u))).limit_denominator(10**9)
"""


def in_markdown(notebook: Notebook) -> Notebook:
    """An answer of code turned to Markdown by a slip of the keyboard."""
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "q5-answer":
            cell["cell_type"] = "markdown"
            del cell["outputs"], cell["execution_count"]
    return notebook


def doubled(notebook: Notebook) -> Notebook:
    """Every cell of the first question twice, the first of them as it was handed out."""
    cells = []
    for cell in notebook["cells"]:
        if cell["metadata"].get("hesskit", {}).get("question") == "q1":
            early = copy.deepcopy(cell)
            if cell["metadata"]["hesskit"]["part"] == "answer":
                early["source"] = "# my first try"
            cells.append(early)
        cells.append(cell)
    return {**notebook, "cells": cells}


def without_tests(notebook: Notebook) -> Notebook:
    parts = ("look", "hand-in")
    kept = [c for c in notebook["cells"] if c["metadata"].get("hesskit", {}).get("part") not in parts]
    return {**notebook, "cells": kept}


def windows(notebook: Notebook) -> bytes:
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
    return b"\xef\xbb\xbf" + json.dumps(notebook, indent=1).replace("\n", "\r\n").encode()


def cut_off(notebook: Notebook) -> bytes:
    return json.dumps(notebook).encode()[:2000]


ENDLESS = "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass"
FILES: dict[int, tuple[str, Callable[[Notebook], Any]]] = {
    17: ("stripped", stripped),
    18: ("doubled", doubled),
    19: ("without tests", without_tests),
    20: ("windows", windows),
    21: ("old format", old_format),
    22: ("colab", colab),
}
CODES: dict[int, tuple[int, str, str]] = {
    15: (0, "this is not Python", "a syntax error"),
    16: (1, "raise ValueError('no idea')", "an error"),
    24: (1, ENDLESS, "an endless loop that cannot be stopped"),
    25: (1, "import os\nos.kill(os.getpid(), 9)", "ends itself"),
    26: (1, "x = bytearray(10 * 2**30)", "ten gigabytes"),
    27: (1, "import os\nwhile True: os.fork()", "a fork bomb"),
    29: (0, FORGER, "forges the channel"),
}


def hand_of(assignment: Assignment, course: str, student: str, number: int) -> Hand:
    """What student number n does: eight right, or nearly, six wrong, one blank, the others broken or hostile."""
    number %= 30
    variant = Variant(course, assignment.name, student)
    fine, names = right(assignment, variant), [question.name for question in judged(assignment)]
    if number == 5:
        return slipped(assignment, variant)
    if number == 6:
        return Hand("Markdown", fine.codes, fine.points, in_markdown)
    if number == 7:
        return in_fractions(assignment, variant)
    if number < 8:
        return right(assignment, variant, pick=number)
    if number < 14:
        return wrong(assignment, variant, number - 8)
    if number in FILES:
        kind, harm = FILES[number]
        return Hand(kind, fine.codes, fine.points, harm)
    if number in CODES:
        place, code, kind = CODES[number]
        return spoiled(fine, names[place], code, kind)
    others = {14: blank(assignment), 23: Hand("cut off", {}, {}, cut_off, state="not graded")}
    return others[number] if number in others else liar(assignment)


def surname(number: int) -> str:
    return f"Müßig{'abcdefghijklmnopqrstuvwxyz'[number // 5 % 26]}{'aeiou'[number % 5]}{'xyz'[number // 130]}"


def moodle_name(number: int) -> str:
    return f"First {surname(number)}_{70000 + number}"


def moodle_tables(numbers: Iterable[int]) -> tuple[str, str]:
    """What Moodle exports of a class: the participants, and the assignment's grading worksheet."""
    people = ['"First name","Last name","Email address",Groups']
    sheet = [
        'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
        '"Last modified (submission)","Last modified (grade)","Feedback comments"'
    ]
    for number in numbers:
        people.append(f"First,{surname(number)},s{number:02}@x.org,")
        sheet.append(
            f'"Participant {70000 + number}","First {surname(number)}",s{number:02}@x.org,'
            '"Submitted for grading",,22.00,Yes,"Monday, 2 November 2026, 9:00 AM",-,'
        )
    return "\n".join(people), "\n".join(sheet)


def add_own_question(root: Path, name: str) -> None:
    """The lecturer's own question, asked before the explanation."""
    run(["question", "new", "x2y"], root)
    path = root / "course.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings["homework"][name]["questions"].insert(-1, {"question": "x2y", "points": 2})
    path.write_text(json.dumps(settings), encoding="utf-8")


def make_class(
    root: Path, assignment: Assignment, numbers: Iterable[int], seconds: float = 12, own: bool = False
) -> Path:
    """A course with Moodle's participants as its roster, its versions handed out, and everyone's file in one zip."""
    numbers, name = list(numbers), assignment.name
    run(["new", str(root)], root.parent)
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(f"c.RunInSandbox.cell_seconds = {seconds}\n")
    for table, text in zip(("roster.csv", "worksheet.csv"), moodle_tables(numbers), strict=True):
        (root / table).write_text(text, encoding="utf-8-sig")
    if own:
        add_own_question(root, name)
        assignment = CourseFolder(root).find(name)
    run(["release", name, "--variants", "worksheet.csv"], root)
    submissions = root.parent / f"{root.name}-submissions.zip"
    with (
        zipfile.ZipFile(root / "handout" / name / "moodle-feedback-files.zip") as handed_out,
        zipfile.ZipFile(submissions, "w") as archive,
    ):
        theirs = {path.split("_")[1]: path for path in handed_out.namelist()}
        for number in numbers:
            hand = hand_of(assignment, root.name, f"s{number:02}", number)
            content = hand.harm(
                written(json.loads(handed_out.read(theirs[str(70000 + number)])), assignment, hand)
            )
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            archive.writestr(f"{moodle_name(number)}_assignsubmission_file_/{name}.ipynb", data)
    return submissions


def run(arguments: list[str], folder: Path) -> str:
    """A command of the course, given in its folder; in this process, that has everything imported already."""
    with contextlib.chdir(folder):
        done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


def run_alone(arguments: list[str], folder: Path) -> str:
    """A command of the course, in a process of its own as an instructor runs it."""
    command = [*COMMAND, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=3000, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def recorded(root: Path, name: str) -> int:
    """How many students' marks are recorded so far."""
    return sum(
        b'"key": ""' not in path.read_bytes() for path in (root / ".hesskit" / "graded" / name).glob("*.json")
    )


def running_sandboxes(root: Path) -> int:
    """How many students' processes of this course run on this computer."""
    found = 0
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes()
        except OSError:  # it has ended meanwhile
            continue
        found += b"hesskit.homework.sandbox.inside" in line and os.fsencode(root) in line
    return found

"""Pages without a kernel: mathematics typeset ahead, no script but ours, states that may stand in a script element."""

import base64
import json
import re
import sys
import xml.etree.ElementTree as ET

import nbformat
import pytest

from hesskit.course.exercises.exercise import exercises_of, lessons
from hesskit.course.lessons.lessons import all_lessons
from hesskit.pages.embed import stage_holder, stage_script, stage_style, state_script
from hesskit.pages.markdown import markdown_html, tex_html
from hesskit.pages.performed import Output, PageError, perform

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "![x](http://x/y.png)",
]


# -- markup


def test_mathematics_is_protected_from_markdown():
    page = markdown_html("$a_1 * b_2 * c_1$ and *one* more: $$x_1^*$$")
    assert page.count("<math") == 2 and page.count("<em>") == 1 and "$" not in page


def test_code_and_money_are_not_mathematics():
    page = markdown_html("`$x$`, 5$ and 6$, \\$7\n\n```\n$y$\n```")
    assert "<math" not in page and "<code>$x$</code>" in page and "$y$" in page


def test_brackets_are_mathematics_too():
    assert markdown_html(r"\(x\) and \[y\]").count("<math") == 2


@pytest.mark.parametrize("stop", [".", ",", ":", ")", "?", "”.", "…"])
def test_a_formula_is_not_parted_from_the_stop_after_it(stop):
    page = markdown_html(f"Take $x${stop} Then")
    assert re.search(rf'<span class="unbroken"><math.*</math>{re.escape(stop)}</span> Then', page)


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_script_gets_through(attack):
    for text in (attack, f"$x$ {attack}", f"${attack}$", f"- {attack}", f"|a|\n|-|\n|{attack}|"):
        page = markdown_html(text)
        assert not re.search(r"<(script|img)|href=\"javascript", page)


def test_what_is_no_tex_is_shown_as_typed():
    assert tex_html(r"\frac{1}{") == r"<code>\frac{1}{</code>" or "<math" in tex_html(r"\frac{1}{")
    assert "<b>" not in tex_html("<b>")


def test_all_the_courses_mathematics_is_well_formed():
    texts = [
        text for lesson in lessons() for e in exercises_of(lesson) for text in (e.question, e.why, e.nudge)
    ]
    cells = [cell for lesson in all_lessons() for cell in nbformat.read(lesson.path, 4).cells]
    texts += [cell.source for cell in cells if cell.cell_type == "markdown"]
    page = "".join(map(markdown_html, texts))
    formulas = re.findall(r"<math.*?</math>", page, re.DOTALL)
    assert len(formulas) > 600
    for formula in set(formulas):
        ET.fromstring(formula)
    plain = re.sub(r"<code>.*?</code>|<math.*?</math>", "", page, flags=re.DOTALL)
    assert "$" not in plain and "\\frac" not in plain


@pytest.mark.parametrize(
    ("tex", "wanted", "unwanted"),
    [
        ("x = -1", 'form="prefix"', None),
        ("x - 1", "&#x02212;", 'form="prefix"'),
        ("(-2, -3)", 'form="prefix"', None),
        ("|x|", 'lspace="0" rspace="0">&#x0007C;', None),
        ("1/4", 'lspace="0" rspace="0">&#x0002F;', None),
        (r"2\det H", 'lspace="0.1667em" rspace="0.1667em">det', None),
        (r"\sin(x)", 'lspace="0" rspace="0">sin', None),
    ],
)
def test_signs_are_spaced_as_tex_does(tex, wanted, unwanted):
    made = tex_html(tex)
    assert wanted in made and (unwanted is None or unwanted not in made)
    ET.fromstring(made)


# -- stages in a page


def test_a_state_may_stand_in_a_script_element():
    state = {"state": {"frame": {"sentence": "</script><script>alert(1)</script><!--"}}, "buffers": []}
    script = state_script("deck/s1", state)
    assert "<" not in script.split("= ", 1)[1]
    value = script.split('"deck/s1"] = ', 1)[1].rstrip(";\n")
    assert json.loads(value) == state


def test_a_holder_shows_the_still_and_its_words():
    holder = stage_holder('deck/"s1"', Output(alt='x < 1 & "y"'), "data:image/png;base64,AA")
    assert 'alt="x &lt; 1 &amp; &quot;y&quot;"' in holder and 'data-stage="deck/&quot;s1&quot;"' in holder


def test_the_scripts_are_plain_and_ask_for_nothing_elsewhere():
    script, style = stage_script(), stage_style()
    assert "import " not in re.sub(r"//.*", "", script) and "export" not in script
    assert "window.hesskitStage" in script and "window.hesskit =" in script
    names = "http://www.w3.org/2000/svg"  # a namespace, which nobody asks for
    assert not re.search(r"https?://|//cdn", (script + style).replace(names, ""))


# -- performing


def notebook(*sources):
    made = nbformat.v4.new_notebook()
    made.cells = [nbformat.v4.new_markdown_cell("# Lesson 7 · A title")]
    made.cells += [nbformat.v4.new_code_cell(source) for source in sources]
    return made


@pytest.fixture
def lesson(tmp_path):
    def write(*sources):
        path = tmp_path / "07-tiny.ipynb"
        nbformat.write(notebook(*sources), path)
        return path

    return write


STAGE = "from hesskit import explore\nexplore.partials()"


def test_a_performance_keeps_what_is_shown(lesson):
    told = []
    path = lesson(STAGE, "import sys; print(sys.executable)", "import os; os.environ['HESSKIT_THEME']")
    before = path.read_bytes()
    shown = perform(path, theme="dark", said=lambda done, of: told.append((done, of)))
    assert path.read_bytes() == before
    assert (shown.name, shown.number, shown.title) == ("07-tiny", 7, "A title")
    assert told == [(1, 3), (2, 3), (3, 3)]
    title, stage, printed, theme = shown.cells
    assert title.kind == "markdown" and title.source == "# Lesson 7 · A title"
    assert stage.source == STAGE
    (output,) = stage.outputs
    assert output.png.startswith(b"\x89PNG") and output.alt.startswith("At (1, 2) f = 11")
    assert output.stage["state"]["frame"]["sentence"] == output.alt
    kept = {
        tuple(buffer["path"]): len(base64.b64decode(buffer["data"])) for buffer in output.stage["buffers"]
    }
    assert kept["recording",] > 10_000
    assert theme.outputs[0].text == "'dark'"
    assert printed.outputs[0].text.strip() == sys.executable


def test_this_python_runs_it_whatever_kernel_the_machine_knows(lesson, tmp_path, monkeypatch):
    spec = tmp_path / "jupyter" / "kernels" / "python3"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text(
        json.dumps({"argv": ["/nonexistent"], "display_name": "x", "language": "python"})
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    shown = perform(lesson("1 + 1"))
    assert shown.cells[1].outputs[0].text == "2"


def test_a_cell_that_fails_is_said_in_a_sentence(lesson):
    with pytest.raises(PageError, match=r"^07-tiny.ipynb does not run from top to bottom: too far$"):
        perform(lesson("raise ValueError('too far\\nsecond line')"))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 3}'])
def test_a_broken_notebook_is_said_in_a_sentence(tmp_path, text):
    path = tmp_path / "07-tiny.ipynb"
    path.write_text(text)
    with pytest.raises(PageError, match=r"07-tiny.ipynb is not a notebook that can be read"):
        perform(path)


def test_a_notebook_without_a_title_is_said_in_a_sentence(tmp_path):
    path = tmp_path / "07-tiny.ipynb"
    nbformat.write(nbformat.v4.new_notebook(), path)
    with pytest.raises(PageError, match="is not a notebook that can be read"):
        perform(path)

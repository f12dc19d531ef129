"""Many tools on one picture: what is asked, what is stored, what a trap shows; no tool need be installed."""

import threading

import numpy as np
import pytest

from hesskit import Surface, explore
from hesskit.explore.lesson_7 import tool_runs
from hesskit.explore.lesson_7.tool_runs import OWN, TITLES, Answer, ToolRuns, ToolSwitches, asked, stored
from hesskit.explore.lesson_7.tools import FLOOR, ROWS, TRAPS, ToolsPicture, span
from hesskit.maths.tools import TOOLS
from tests.explore.parts.test_captions import told

CUBIC = Surface("3x^3 - 6y^2 + 3")
RIGHT = np.array([[21.6, 0.0], [0.0, -12.0]])
TOOLS_ONLY = [name for name in ROWS if name not in OWN]


def fake(tool, surface, point, trap, first=True):
    """A tool that is a millionth off; one that is trapped gives nothing."""
    if trap:
        return Answer(tool, "failed", None, f"{tool} falls into {trap}.")
    return Answer(tool, "here", surface.hessian(np.array(point)) + 1e-6, "", (1.5 if first else 0.002, 0.002))


@pytest.fixture
def asking(monkeypatch):
    """All tools are here, and answer at once."""
    asked_for = []

    def ask(*key, first=True):
        asked_for.append(key)
        return asked(*key) if key[0] in OWN else fake(*key)

    monkeypatch.setattr("hesskit.explore.lesson_7.tools.ToolRuns", lambda: ToolRuns(ask))
    monkeypatch.setattr(type(TOOLS["jax"]), "available", lambda self: True)
    return asked_for


def test_nothing_is_started_before_it_is_switched_on(monkeypatch):
    runs = []

    def ask(*key, first=True):
        runs.append(key[0])
        return asked(*key)

    monkeypatch.setattr("hesskit.explore.lesson_7.tools.ToolRuns", lambda: ToolRuns(ask))
    explorer = explore.tools()
    assert set(runs) == set(OWN)
    assert [one.state for one in explorer.scene.answers] == ["here"] * 3 + ["stored"] * 7
    assert explorer.sentence == explore.tools().sentence


def test_every_stored_answer_agrees_with_the_formula_and_every_trap_is_stored():
    for name in TOOLS_ONLY:
        formula, point = (
            (CUBIC, (1.2, 3.4)) if name not in ("gurobi", "highs") else (Surface("x^2 + 3xy + y^2"), (1, 1))
        )
        held = stored(name, formula, point, "")
        assert held.state == "stored" and held.error(formula.hessian(np.array(point, float))) < 1e-10, name
        assert 0 < held.seconds[1] <= held.seconds[0]
        for trap in tool_runs.traps_of(name):
            assert stored(name, CUBIC, (1.2, 3.4), trap).state == "stored", (name, trap)
    assert stored("gurobi", CUBIC, (1.2, 3.4), "").hessian is None  # a cubic is refused
    lost = stored("jax", CUBIC, (1.2, 3.4), "float32").error(RIGHT)
    shown = explore.tools(trap="float32").stage.picture.wrong.get_xdata()
    assert shown == pytest.approx(
        [np.log10(lost)] * 3
    )  # JAX, PyTorch, TensorFlow: where they are, not beside it
    assert lost == pytest.approx(abs(float(np.float32(18) * np.float32(1.2)) - 21.6))
    assert stored("jax", CUBIC, (1.0, 3.4), "").state == "off"


def test_a_tool_that_is_on_follows_the_point(asking):
    explorer = explore.tools()
    explorer.set(on=("jax", "torch"))
    explorer.set(point=(0.5, -1.0))
    state = {one.tool: one for one in explorer.scene.answers}
    assert state["jax"].state == state["torch"].state == "here" and state["scipy"].state == "off"
    assert state["jax"].error(explorer.scene.exact) == pytest.approx(1e-6)
    assert ("jax", explorer.values["formula"], (0.5, -1.0), "") in asking
    picture = explorer.stage.picture
    heights = dict(zip(picture.here.get_ydata(), picture.here.get_xdata(), strict=True))
    assert heights[ROWS.index("jax")] == pytest.approx(-6)
    assert heights[ROWS.index("symbolic")] == FLOOR
    assert picture.words[ROWS.index("scipy")].get_text() == "off"
    explorer.set(show="time")
    assert picture.words[ROWS.index("jax")].get_text() == "2 ms a call"
    assert np.log10(1.5) in picture.first.get_xdata()


@pytest.mark.parametrize("trap", TRAPS)
def test_every_trap_has_its_words_and_its_mark(asking, trap):
    explorer = explore.tools(on=TOOLS_ONLY)
    explorer.set(trap=trap)
    assert told(explorer.caption) == [], explorer.caption
    caught = {one.tool for one in explorer.scene.caught()}
    assert bool(caught) is bool(trap)
    picture = explorer.stage.picture
    marked = {ROWS[int(row)] for row in picture.wrong.get_ydata()}
    marked |= {
        name for name, word in zip(ROWS, picture.words, strict=True) if word.get_text().startswith("✗")
    }
    assert marked == caught
    assert all(f"{one} falls into {trap}." in explorer.sentence for one in caught - set(OWN))


def test_where_f_has_no_hessian_nothing_is_asked(asking):
    explorer = explore.tools("log(x) + y^2", (1, 1), on=("jax",))
    count = len(asking)
    explorer.set(point=(-1, 1))
    assert len(asking) == count and explorer.caption.startswith("No Hessian here")
    assert all(not word.get_text() for word in explorer.stage.picture.words)


def test_while_a_tool_works_the_picture_lives_and_the_newest_question_is_answered(monkeypatch):
    gate, begun, questions = threading.Event(), threading.Event(), []

    def slow(tool, surface, point, trap, first=True):
        questions.append(point)
        begun.set()
        gate.wait(60)
        return fake(tool, surface, point, trap)

    runs = ToolRuns(slow)
    runs.live = True
    monkeypatch.setattr("hesskit.explore.lesson_7.tools.ToolRuns", lambda: runs)
    begun.set()  # our own routes answer at once
    gate.set()
    explorer = explore.tools()
    assert [one.state for one in explorer.scene.answers[:3]] == ["here"] * 3 and told(explorer.caption) == []
    questions.clear()
    begun.clear()
    gate.clear()
    counted = threading.Event()
    runs.observe(lambda _change: counted.set(), "value")
    keys = [[("jax", CUBIC, (float(k), 0.0), "")] for k in range(3)]
    assert runs.answers(keys[0])[0].state == "busy" and "JAX at work" in runs.sign.value
    begun.wait(60)
    assert [runs.answers(key)[0].state for key in keys[1:]] == ["busy", "busy"]
    thread = runs.thread
    gate.set()
    counted.wait(60)
    thread.join(60)
    assert questions == [(0.0, 0.0), (2.0, 0.0)]  # the one in between was overtaken
    assert runs.answers(keys[2])[0].state == "here" and runs.sign.value.count("at work") == 0


def test_what_a_tool_says_wrong_is_a_sentence(monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("hesskit.explore.lesson_7.tool_runs.TOOLS", {"jax": _Broken(broken)})
    answer = asked("jax", CUBIC, (1.2, 3.4), "")
    assert answer.state == "failed" and answer.said == "JAX failed here (RuntimeError)."
    assert "secret" in caplog.text


class _Broken:
    traps = ()

    def __init__(self, hessian):
        self.hessian = hessian


def test_a_tool_that_is_not_here_is_grey_and_named_with_its_line(monkeypatch):
    monkeypatch.setattr(type(TOOLS["jax"]), "available", lambda self: self.name == "scipy")
    switches = ToolSwitches(TOOLS_ONLY)
    assert [name for name, box in switches.boxes.items() if not box.disabled] == ["scipy"]
    assert switches.boxes["jax"].description == "JAX (not here)"
    assert "JAX, PyTorch, TensorFlow, Gurobi and HiGHS. To install: <code>pip install" in switches.note.value
    assert "<code>apt-get install octave</code>" in switches.note.value
    switches.boxes["scipy"].value = True
    assert switches.value == ("scipy",)
    switches.value = ()
    assert switches.boxes["scipy"].value is False
    explorer = explore.tools(show="time")
    explorer.set(point=(0.5, -1.0))
    state = {one.tool: one for one in explorer.scene.answers}
    assert state["jax"].state == "absent" and state["scipy"].state == "off"
    assert explorer.scene.word(state["jax"]).endswith("(stored)")  # its times are another machine's
    explorer.set(show="error")
    assert explorer.scene.word(state["jax"]) == "not here" and "HiGHS: not here, and" in explorer.sentence
    with pytest.raises(ValueError, match="no tool 'maple' here"):
        switches.read("maple")


@pytest.mark.parametrize("wrong", [{"trap": "typo"}, {"show": "both"}, {"tool": "maple"}])
def test_what_is_not_offered_is_said(wrong):
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} is one of"):
        explore.tools(**wrong)


def test_the_readout_has_all_digits():
    explorer = explore.tools(trap="float32", tool="jax")
    numbers = ToolsPicture().numbers(explorer.scene)
    assert (
        numbers["t00"].startswith("21.60000038")
        and numbers["e00"] == "21.6"
        and numbers["tool"] == TITLES["jax"]
    )
    assert span(0) == "0 µs" and span(75.0) == "75 s"


@pytest.mark.parametrize("shown", [{"trap": "float32"}, {"show": "time"}])
def test_on_a_narrow_page_no_mark_lies_under_words(shown):
    explorer, picture = explore.tools(**shown), ToolsPicture()
    picture.update(explorer.scene)
    picture.arrange(400)
    picture.update(explorer.scene)
    picture.figure.draw_without_rendering()
    for line in (picture.here, picture.held, picture.first, picture.wrong):
        for x, row in line.get_xydata():
            right = picture.chart.transData.transform((x, row))[0] + 5
            assert right <= picture.words[int(row)].get_window_extent().x0, picture.words[int(row)].get_text()

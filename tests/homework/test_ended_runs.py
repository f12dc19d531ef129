"""A cell that ends its process costs that question; the other cells are run without it, in a new process."""

from __future__ import annotations

import textwrap

import pytest

from hesskit.homework.sandbox import run as sandbox
from hesskit.homework.sandbox.run import Limits, Run, Step, Transcript, run_steps

PATIENT = Limits(cell_seconds=120, notebook_seconds=600)
KILLED = "import os; os.kill(os.getpid(), 9)"
WITHOUT = "The other cells were run without it."


def steps(*cells: str, names: tuple[str, ...] = ("H",), probes: list[object] | None = None) -> list[Step]:
    """After each cell its question's answers are read."""
    found = []
    for number, cell in enumerate(cells):
        found.append(Step(2 * number, textwrap.dedent(cell), near=f"q{number + 1}"))
        found.append(Step(2 * number + 1, None, f"q{number + 1}", names, probes or []))
    return found


def run(*cells: str, limits: Limits = PATIENT, probes: list[object] | None = None) -> Run:
    return run_steps(steps(*cells, probes=probes), limits)


@pytest.mark.usefixtures("sandboxed")
@pytest.mark.parametrize(
    "code",
    [KILLED, "import os; os._exit(0)", "import ctypes; ctypes.string_at(0)"],
    ids=["kill", "exit", "segfault"],
)
def test_what_was_done_before_is_done_again_and_the_rest_goes_on(code: str) -> None:
    found = run("H = 1", "H += 1", f"H = 99; {code}", "H *= 10")
    assert found.answers == {"q1": {"H": 1}, "q2": {"H": 2}, "q3": {"H": 2}, "q4": {"H": 20}}
    assert found.notes == (f"Cell 5 (q3) stopped the run: it ended the whole program. {WITHOUT}",)
    assert sorted(found.outputs) == [0, 2, 6]


@pytest.mark.usefixtures("sandboxed")
def test_a_stack_that_overflows_costs_its_own_question_only() -> None:
    code = """
        import sys; sys.setrecursionlimit(10**9)
        class Endless:
            def __repr__(self): return repr(self)
        H = repr(Endless())
    """
    found = run("H = 1", code, "H = 3")
    assert found.answers == {"q1": {"H": 1}, "q2": {"H": 1}, "q3": {"H": 3}}


@pytest.mark.usefixtures("sandboxed")
def test_a_loop_that_cannot_be_interrupted_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """What else is run here takes a hundredth of this time, so that a busy machine has it to spare."""
    monkeypatch.setattr(sandbox, "_GRACE_SECONDS", 1.0)  # it never notices, however long it is given
    code = "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass"
    found = run("H = 1", code, "H = 3", limits=Limits(cell_seconds=6, notebook_seconds=600))
    assert found.answers == {"q1": {"H": 1}, "q2": {"H": 1}, "q3": {"H": 3}}
    assert found.notes == (
        f"Cell 3 (q2) stopped the run: it took longer than 6 seconds and could not be interrupted. {WITHOUT}",
    )


@pytest.mark.usefixtures("sandboxed")
def test_a_function_that_ends_the_program_when_it_is_tried() -> None:
    found = run(f"def H(x): {KILLED}", "H = 2", probes=[[1]])
    assert found.answers == {"q2": {"H": 2}}
    assert found.notes == (
        f"Trying the answers to q1 stopped the run: it ended the whole program. {WITHOUT}",
    )


@pytest.mark.usefixtures("sandboxed")
def test_nothing_of_the_first_process_is_left_in_the_second() -> None:
    """Neither what the cell that is left out changed, nor its files."""
    mark = "/tmp/home/work/mark"
    spoil = f"H = 99; open({mark!r}, 'w').close(); {KILLED}"
    found = run("H = 1", spoil, f"import os; H = [H, os.path.exists({mark!r})]")
    assert found.answers["q3"] == {"H": [1, False]}


@pytest.mark.usefixtures("sandboxed")
def test_processes_are_not_started_for_ever() -> None:
    found = run("H = 1", *[KILLED] * 7)
    assert found.answers == {f"q{number}": {"H": 1} for number in range(1, 7)}
    assert [note.endswith(WITHOUT) for note in found.notes] == [True] * 5 + [False]
    assert found.notes[-1].endswith(
        "(q7) stopped the run: it ended the whole program. The cells after it were not run."
    )


def test_a_program_that_lies_about_its_place_is_given_up_too() -> None:
    transcript = Transcript(steps("H = 1"), 1.0)
    for _ in range(6):
        assert not transcript.given_up
        transcript.begin()
        transcript.read(b'{"event": "begin", "cell": 0}\n')
        transcript.broke_off(too_much=False)
    assert transcript.given_up


@pytest.mark.parametrize("late", [True, False])
def test_there_is_no_other_process_when_the_whole_time_is_over(late: bool) -> None:
    transcript = Transcript(steps("H = 1", "H = 2"), 1.0)
    transcript.begin()
    transcript.read(b'{"event": "begin", "cell": 0}\n')
    transcript.out_of_time(whole=True) if late else transcript.broke_off(too_much=False, again=False)
    assert transcript.given_up
    assert transcript.run().notes[0].endswith("The cells after it were not run.")


def test_answers_that_were_read_are_not_read_again() -> None:
    transcript = Transcript(steps("H = 1", "H = 2", "H = 3"), 1.0)
    transcript.begin()
    transcript.read(
        b'{"event": "answers", "question": "q1", "answers": {"H": 1}}\n{"event": "begin", "cell": 2}\n'
    )
    transcript.broke_off(too_much=False)
    assert [step.cell for step in transcript.begin()] == [0, 3, 4, 5]


def test_a_sentence_is_said_once() -> None:
    transcript = Transcript(steps("H = 1"), 1.0)
    transcript.read(b'{"event": "cell", "cell": 0, "outputs": [], "full": true}\n' * 1000)
    assert len(transcript.run().notes) == 1

"""One student's code can lose that student's remaining answers, and nothing else."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import pytest

from hesskit.homework.sandbox import run as sandbox
from hesskit.homework.sandbox.bubblewrap import syscall_filter
from hesskit.homework.sandbox.run import Limits, Run, SandboxError, Step, Transcript, run_steps

LIMITS = Limits(cell_seconds=4, notebook_seconds=40)
PATIENT = Limits(cell_seconds=120, notebook_seconds=600)
# gives back a little of all the memory that it took: the cells after it are to run, and not to run short
THREADS = """
import threading, time
spare = bytearray(2**25)
try:
    while True: threading.Thread(target=time.sleep, args=(99,), daemon=True).start()
finally:
    del spare
"""
pytestmark = pytest.mark.usefixtures("sandboxed")


@pytest.fixture(autouse=True)
def _much_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine may take long to write down what was interrupted."""
    monkeypatch.setattr(sandbox, "_GRACE_SECONDS", 60.0)


def run(
    *cells: str,
    names: tuple[str, ...] = ("H",),
    probes: list[object] | None = None,
    limits: Limits = PATIENT,
    **options: object,
) -> Run:
    """Hand in q1 after the first cell and q2 at the end."""
    first, *rest = (textwrap.dedent(cell) for cell in cells)
    steps = [Step(0, first), Step(1, None, "q1", names, probes or [])]
    steps += [Step(number, source) for number, source in enumerate(rest, start=2)]
    steps += [Step(len(steps), None, "q2", names, probes or [])]
    return run_steps(steps, limits, **options)  # type: ignore[arg-type]


def test_answers_and_outputs_come_out() -> None:
    found = run("import numpy as np\nH = np.eye(2)\nprint('hello')", "H = H * 2\nH")
    assert found.answers == {"q1": {"H": [[1.0, 0.0], [0.0, 1.0]]}, "q2": {"H": [[2.0, 0.0], [0.0, 2.0]]}}
    assert found.outputs[0] == [{"output_type": "stream", "name": "stdout", "text": "hello\n"}]
    assert found.outputs[2][0]["data"]["text/plain"].startswith("array(")
    assert found.notes == ()


@pytest.mark.parametrize(
    "code",
    [
        "x = bytearray(10 * 2**30)",
        "import numpy; x = numpy.ones(10**10)",
        "import os\nwhile True: os.fork()",
        "import subprocess; subprocess.run(['ls'])",
        "import multiprocessing as m; m.Process(target=print).start()",
        "import os; os.kill(-1, 9)",
        THREADS,
        "import shutil; shutil.rmtree('/tmp', ignore_errors=True); shutil.rmtree('/usr/bin')",
        "open('/tmp/home/work/large', 'wb').write(b'a' * 10**9)",
        "while True: print('a' * 10**6)",
        "import os\nfor i in range(99): os.write(2, b'a' * 4096)",
        "print('half a character: \\ud800')",
        "exit()",
        "raise SystemExit",
        "input()",
        "import sys; sys.stdout.close(); sys.stderr = None",
        "while True: pass",
        "%pip install anything",
    ],
)
def test_harm_is_an_error_in_its_own_cell(code: str) -> None:
    found = run("H = 1", code, "H = 3", limits=LIMITS if "while" in code else PATIENT)
    assert found.answers == {"q1": {"H": 1}, "q2": {"H": 3}}


def test_a_loop_is_interrupted_and_said() -> None:
    found = run("H = 1", "while True: pass", "H = 3", limits=LIMITS)
    assert found.notes == ("Cell 3 took longer than 4 seconds: it was stopped.",)


def test_a_loop_that_swallows_its_interruption_is_said_too() -> None:
    code = "try:\n    while True: pass\nexcept BaseException: pass"
    found = run("H = 1", code, limits=LIMITS)
    assert found.notes == ("Cell 3 took longer than 4 seconds: it was stopped.",)


def test_a_function_that_hangs_loses_its_own_answer_only() -> None:
    code = "H = 5\ndef f(x):\n    while True: pass"
    found = run(code, names=("f", "H"), probes=[[1]], limits=LIMITS)
    assert found.answers["q1"] == {"f": {"unreadable": "out of time"}, "H": 5}
    assert found.notes[0] == "`f` took longer than 4 seconds, or broke off, when it was tried."


def test_a_gigantic_output_is_cut_and_said() -> None:
    found = run("H = 1\nprint('a' * 10**8)")
    assert len(found.outputs[0][0]["text"]) == PATIENT.characters
    assert found.notes == ("Cell 1 printed more than is kept: the rest was left out.",)


def test_nothing_of_the_course_can_be_seen(tmp_path: Path) -> None:
    (tmp_path / "gradebook.db").write_text("secret")
    repository = Path(__file__).resolve().parents[2]
    secrets = [
        tmp_path / "gradebook.db",
        *(repository / name for name in ("tests", "notebooks", "pyproject.toml")),
    ]
    secrets += [Path(name) for name in ("/etc/passwd", "/etc/shadow", "/var", "/sys")]
    assert all(path.exists() for path in secrets)
    code = f"import os\nH = [path for path in {list(map(str, secrets))} if os.path.exists(path)]"
    for hidden in ((), (tmp_path,)):
        assert run(code, hidden=hidden).answers["q1"] == {"H": []}


def test_python_may_live_inside_the_course_s_folder() -> None:
    """As with a .venv in it: the folder is hidden, and Python in it is not."""
    folder = Path(sys.prefix).parent
    assert run("import os, numpy\nH = 1", hidden=(folder,)).answers["q1"] == {"H": 1}
    seen = run(f"import os\nH = os.listdir({str(folder)!r})", hidden=(folder,)).answers["q1"]["H"]
    assert Path(sys.prefix).name in seen
    assert not {"pyproject.toml", "tests", "contract.md"} & set(seen)


def test_nothing_of_the_system_can_be_written() -> None:
    """Not even where the instructor is root. The system is asked, not tried: a failing test must do no harm."""
    found = run(
        """
        import os
        H = [path for path in ("/", "/usr", "/dev", "/etc", "/sys", "/proc") if os.access(path, os.W_OK)]
        for root, folders, files in os.walk("/proc"):
            if root == "/proc":
                folders[:] = [name for name in folders if not name.isdigit() and "self" not in name]
            H += [f"{root}/{name}" for name in files if os.access(f"{root}/{name}", os.W_OK)]
        """
    )
    assert found.answers["q1"] == {"H": []}


def test_the_tables_with_the_answers_cannot_be_read() -> None:
    found = run(
        """
        import importlib, os, hesskit
        H = []
        for name in ("assignments", "assignments.hw1"):
            try:
                H.append(hasattr(importlib.import_module("hesskit.homework." + name), "assignments"))
            except ImportError:
                H.append("hidden")
        H += os.listdir(os.path.dirname(hesskit.__file__) + "/homework/assignments")
        """
    )
    assert found.answers["q1"]["H"] == [False, "hidden"]


@pytest.mark.parametrize("code", ["('1.1.1.1', 80)", "('127.0.0.1', 22)", "('localhost', 8888)"])
def test_there_is_no_network(code: str) -> None:
    found = run(f"import socket\nH = 1\nsocket.create_connection({code}, timeout=2)")
    assert found.outputs[0][-1]["output_type"] == "error"


def test_there_is_no_memory_that_outlives_its_place_in_the_process() -> None:
    """System V's shared memory, queues and semaphores, and secret memory: no limit of a process counts them."""
    found = run(
        """
        import ctypes, mmap
        library = ctypes.CDLL(None)
        H = [library.shmget(0, mmap.PAGESIZE, 0o1600), library.msgget(0, 0o1600), library.semget(0, 1, 0o1600)]
        H += [library.memfd_create(b"a", 0), library.syscall(447, 0)]
        """
    )
    assert found.answers["q1"] == {"H": [-1] * 5}


def test_nothing_outside_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / "victim"
    target.write_text("here")
    run(
        f"import os\nH = 1\nfor f in (os.remove, os.rmdir): \n    f({str(target)!r})",
        f"open({str(target)!r}, 'w')",
    )
    assert target.read_text() == "here"


def test_pictures_and_formulas_are_kept_and_scripts_are_not() -> None:
    found = run(
        """
        import matplotlib.pyplot as plt
        from IPython.display import HTML, Javascript, Math, display
        display(HTML("<script>alert(1)</script>"), Javascript("alert(1)"), Math("x^2"))
        plt.plot([1, 2]); H = 1
        """
    )
    kinds = {kind for output in found.outputs[0] for kind in output["data"]}
    assert {"image/png", "text/latex"} <= kinds <= {"image/png", "text/latex", "text/plain"}


def test_without_bubblewrap_it_says_so_and_needs_unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "bubblewrap", lambda: None)
    with pytest.raises(SandboxError, match=r"no bubblewrap \(bwrap\).*add --unsafe if you trust"):
        run("H = 1")
    assert run("H = 1", unsafe=True).answers == {"q1": {"H": 1}, "q2": {"H": 1}}


def test_a_sandbox_that_does_not_start_is_no_fault_of_the_students(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "walls", lambda hidden: ["--no-such-option"])
    with pytest.raises(SandboxError, match=r"The sandbox did not start: .*Nothing was graded"):
        run("H = 1")


def test_no_process_is_left_behind() -> None:
    code = "import threading, time\nthreading.Thread(target=time.sleep, args=(999,)).start()\nH = 1"
    before = children()
    run(code)
    assert children() <= before


def children() -> set[str]:
    folder = Path("/proc/self/task")
    return {c for task in folder.iterdir() for c in (task / "children").read_text().split()}


def test_the_filter_knows_this_processor_and_steps_aside_for_others() -> None:
    assert syscall_filter("riscv64") == b""
    for machine in ("x86_64", "aarch64"):
        rules = syscall_filter(machine)
        assert rules and len(rules) % 8 == 0


STEPS = [Step(0, "H = 1"), Step(1, None, "q1", ("H",))]


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 100_000,
        b'{"event": "answers", "question": "q9", "answers": {"H": 1}}',
        b'{"event": "answers", "question": ["q1"], "answers": 3}',
        b'{"event": "cell", "cell": 99, "outputs": []}',
        b'{"event": "cell", "cell": 0, "outputs": [{"output_type": "stream"}]}',
        b'{"event": "cell", "cell": true, "outputs": []}',
        b'{"event": {"a": 1}}',
        b"\xff\xfe\x00",
        b"9" * 10_000,
        b"null",
    ],
)
def test_lines_that_are_not_events_are_passed_over(line: bytes) -> None:
    transcript = Transcript(STEPS, 1.0)
    transcript.read(line + b"\n" + b'{"event": "answers", "question": "q1", "answers": {"H": 2, "G": 3}}\n')
    assert transcript.run().answers == {"q1": {"H": 2}}


def test_a_run_survives_being_written_down() -> None:
    run_ = Run(
        {0: [{"output_type": "stream", "name": "stdout", "text": "a"}]}, {"q1": {"H": [1.5]}}, ("A note.",)
    )
    assert Run.from_json(run_.to_json()) == run_

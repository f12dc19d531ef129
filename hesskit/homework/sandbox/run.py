"""Running one student's cells where they can do no harm, and reading what they say without believing it."""

from __future__ import annotations

import contextlib
import json
import math
import os
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from hesskit.homework.sandbox.bubblewrap import bubblewrap, environment, syscall_filter, walls
from hesskit.homework.sandbox.harmless import harmless_markdown, is_picture, whole_characters, with_pictures

# What the runner says, line by line: read with suspicion, since the student's code can write there too.

Output = dict[str, Any]
_MOST_ENDS = 5  # of a notebook's process: a homework has no more questions
_MOST_ENTRIES, _DEEPEST, _MOST_CHARACTERS = 20_000, 12, 20_000
_TEXTS = ("text/plain", "text/latex", "text/markdown")
_IMAGES = ("image/png", "image/jpeg")


@dataclass(frozen=True)
class Run:
    """What came out of one submission.

    Parameters
    ----------
    outputs : dict
        By the cell's place: nbformat outputs.
    answers : dict
        By question: plain data by the answers' names. A question that was not reached is absent.
    notes : tuple of str
        Plain sentences on what went wrong, for the student and the instructor.
    """

    outputs: dict[int, list[Output]]
    answers: dict[str, dict[str, Any]]
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "outputs": {str(cell): outputs for cell, outputs in self.outputs.items()},
            "answers": self.answers,
            "notes": list(self.notes),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Run:
        """The run that `to_json` wrote."""
        outputs = {int(cell): list(found) for cell, found in data["outputs"].items()}
        return cls(outputs, dict(data["answers"]), tuple(data["notes"]))


@dataclass
class Transcript:
    """Collects events as they come; what is malformed is passed over.

    A step that ends its process is left out, and the others are run in a new one: `begin` says which these are.
    """

    steps: Sequence[Step]
    cell_seconds: float
    ready: bool = False
    finished: bool = False
    given_up: bool = False
    _left_out: list[int] = field(default_factory=list)
    _rest: bytes = b""
    _at: int | None = None
    _outputs: dict[int, list[Output]] = field(default_factory=dict)
    _answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    _notes: list[str] = field(default_factory=list)

    @property
    def patience(self) -> int:
        """How many times a cell's time the present step may take: once for each answer it reads."""
        step = self._steps_at.get(self._at if self._at is not None else -1)
        return max(1, len(step.names)) if step is not None and step.source is None else 1

    def begin(self) -> list[Step]:
        """Say what a new process has to do: the cells that end none, and the answers that are not read yet."""
        self.ready, self._rest, self._at = False, b"", None
        return [
            step
            for step in self.steps
            if step.cell not in self._left_out
            and (step.source is not None or step.question not in self._answers)
        ]

    def read(self, data: bytes) -> bool:
        """Take in bytes; tell whether an event of ours was among them."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        return sum(self._event(line) for line in lines) > 0

    def out_of_time(self, whole: bool) -> None:
        """The clock ran out."""
        if whole:
            self._stop("the notebook took longer than it may", again=False)
        else:
            self._stop(f"it took longer than {self.cell_seconds:g} seconds and could not be interrupted")

    def broke_off(self, too_much: bool, again: bool = True) -> None:
        """The process ended early, or said more than anyone can read; is there time for another?"""
        why = "it wrote more than can be read" if too_much else "it ended the whole program"
        self._stop(why, again and not too_much)

    def run(self) -> Run:
        """What was collected."""
        return Run(self._outputs, self._answers, tuple(self._notes))

    @property
    def _steps_at(self) -> dict[int, Step]:
        return {step.cell: step for step in self.steps}

    def _stop(self, why: str, again: bool = True) -> None:
        place = self._called(self._at) if self._at is not None else "The first cell"
        again = again and self._at is not None and len(self._left_out) < _MOST_ENDS
        rest = "The other cells were run without it." if again else "The cells after it were not run."
        self._note(f"{place} stopped the run: {why}. {rest}")
        if self._at is not None:
            self._outputs.pop(self._at, None)  # it never ended, whatever was sent in its name
        if again and self._at is not None:
            self._left_out.append(self._at)
        self.given_up = not again

    def _note(self, sentence: str) -> None:
        """Once: a cell may be run again, and a program may say the same a million times."""
        if sentence not in self._notes:
            self._notes.append(sentence)

    def _called(self, cell: int) -> str:
        step = self._steps_at[cell]
        if step.source is None:
            return f"Trying the answers to {step.question}"
        near = step.near
        return f"Cell {cell + 1}{f' ({near})' * bool(near)}"

    def _event(self, line: bytes) -> bool:
        try:
            event = whole_characters(json.loads(line))
            kind = event["event"]
            if kind == "ready":
                self.ready = True
            elif kind == "end":
                self.finished = True
            elif kind == "begin":
                self._at = self._known_cell(event["cell"])
            elif kind == "cell":
                self._cell(self._known_cell(event["cell"]), event)
            elif kind == "answers":
                self._hand_in(event["question"], event["answers"], event.get("late"))
            else:
                return False
        except (ValueError, LookupError, TypeError, RecursionError, AttributeError):
            return False
        return True

    def _known_cell(self, cell: Any) -> int:
        if type(cell) is not int or cell not in self._steps_at:
            raise ValueError("no such cell")
        return cell

    def _cell(self, cell: int, event: dict[str, Any]) -> None:
        self._outputs[cell] = [sound for output in event["outputs"][:200] if (sound := _sound_output(output))]
        if event.get("full") is True:
            self._note(f"{self._called(cell)} printed more than is kept: the rest was left out.")
        if event.get("late") is True:
            self._note(
                f"{self._called(cell)} took longer than {self.cell_seconds:g} seconds: it was stopped."
            )

    def _hand_in(self, question: Any, answers: Any, late: Any) -> None:
        step = {step.question: step for step in self.steps if step.source is None}[question]
        sound = {name: sound_data(answers[name]) for name in step.names if name in answers}
        self._answers[step.question] = sound
        for name in step.names:
            if isinstance(late, list) and name in late:
                self._note(
                    f"`{name}` took longer than {self.cell_seconds:g} seconds, or broke off, when it was tried."
                )


def sound_data(value: Any) -> Any:
    """Plain data, whatever was sent: finite numbers, text and lists of a reasonable size, or what is unreadable.

    Examples
    --------
    >>> sound_data([1, 2.5, "saddle"]), sound_data(float("nan")), sound_data({"evil": 1})
    ([1, 2.5, 'saddle'], {'unreadable': 'nan'}, {'unreadable': 'dict'})
    """
    try:
        return _sound(value, [_MOST_ENTRIES], 0)
    except OverflowError:
        return {"unreadable": "too large"}


def _sound(value: Any, left: list[int], depth: int) -> Any:
    left[0] -= 1
    if left[0] < 0 or depth > _DEEPEST or (isinstance(value, str) and len(value) > _MOST_CHARACTERS):
        raise OverflowError
    if isinstance(value, float):
        return value if math.isfinite(value) else {"unreadable": str(value)}
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, list):
        return [_sound(item, left, depth + 1) for item in value]
    if isinstance(value, dict) and isinstance(value.get("values"), list):
        return {"values": _sound(value["values"], left, depth + 1)}
    for key in ("unreadable", "raised"):
        if isinstance(value, dict) and isinstance(value.get(key), str):
            return {key: value[key][:100]}
    return {"unreadable": type(value).__name__}


def _sound_output(output: Any) -> Output | None:
    """An output as nbformat has it, with words and pictures only."""
    kind = output["output_type"]
    if kind == "stream":
        name = "stderr" if output["name"] == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": str(output["text"])[:100_000]}
    if kind == "error":
        texts = {key: str(output[key])[:2000] for key in ("ename", "evalue")}
        return {
            "output_type": "error",
            **texts,
            "traceback": [str(line)[:4000] for line in output["traceback"][:40]],
        }
    data = {key: sound for key, value in output["data"].items() if (sound := _sound_view(key, value))}
    if kind == "execute_result" and data:  # of a test: the number of points, as nbgrader has it
        return {"output_type": kind, "data": data, "metadata": {}, "execution_count": None}
    return {"output_type": "display_data", "data": data, "metadata": {}} if data else None


def _sound_view(kind: str, value: Any) -> str:
    """One way to show an output; nothing where it is neither words nor a picture of a reasonable size."""
    if kind in _TEXTS and isinstance(value, str) and len(value) < 100_000:
        return value if kind == "text/plain" else with_pictures(harmless_markdown(value), {})[0]
    return value if kind in _IMAGES and is_picture(kind, value) and len(value) < 4_000_000 else ""


_START_SECONDS = 90.0  # Python and IPython start in one second, on a busy machine in some more
_GRACE_SECONDS = 10.0  # for a cell to notice that its time is over
_MOST_BYTES = 32 * 2**20
_TEMPORARY = "hesskit-homework-"
_RUNNER = "hesskit.homework.sandbox.inside"


class SandboxError(RuntimeError):
    """The sandbox itself failed, through no fault of the student's; the text is one plain sentence."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Parameters
    ----------
    cell_seconds, notebook_seconds : float
        Time on the clock, for one cell and for all.
    memory, file_size : int
        Bytes.
    characters : int
        What one cell may print.

    Examples
    --------
    >>> Limits().cell_seconds
    30.0
    """

    cell_seconds: float = 30.0
    notebook_seconds: float = 240.0
    memory: int = 2 * 2**30
    file_size: int = 32 * 2**20
    characters: int = 20_000


@dataclass(frozen=True)
class Step:
    """One thing to do: run a cell's source, or read out a question's answers.

    Parameters
    ----------
    cell : int
        The cell's place in the notebook, from 0.
    source : str or None
        What to run; None to read out answers.
    question : str
        The question whose answers are read out.
    names : tuple of str
        The answers' names.
    probes : list
        The arguments of the calls of functions.
    near : str
        The question near which the cell stands, for whoever reads what went wrong.
    """

    cell: int
    source: str | None = None
    question: str = ""
    names: tuple[str, ...] = ()
    probes: list[Any] = field(default_factory=list)
    near: str = ""

    def as_job(self) -> dict[str, Any]:
        """What the runner receives."""
        if self.source is not None:
            return {"cell": self.cell, "source": self.source}
        return {
            "cell": self.cell,
            "question": self.question,
            "names": list(self.names),
            "probes": self.probes,
        }


def run_steps(
    steps: Sequence[Step], limits: Limits | None = None, hidden: tuple[Path, ...] = (), unsafe: bool = False
) -> Run:
    """Run a notebook's steps in a process of its own, and the rest in another where one step ends it.

    Parameters
    ----------
    steps : sequence of Step
        In order.
    limits : Limits, optional
        What they may use.
    hidden : tuple of pathlib.Path
        Folders that must not be seen.
    unsafe : bool
        Run without bubblewrap: within the limits, but with sight of this computer.

    Returns
    -------
    Run
        Outputs by cell, answers by question, and sentences on what went wrong.

    Raises
    ------
    SandboxError
        If there is no bubblewrap, or it does not work here.
    """
    limits, begun = limits or Limits(), time.monotonic()
    transcript = Transcript(steps, limits.cell_seconds)
    while not (transcript.finished or transcript.given_up):
        _run_process(transcript, limits, begun, hidden, unsafe)
    return transcript.run()


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder of this process; those that killed processes left behind are removed on the way."""
    _sweep()
    return tempfile.TemporaryDirectory(prefix=f"{_TEMPORARY}{os.getpid()}-")


@cache
def _sweep() -> None:
    """Remove the temporary folders of processes that are no more."""
    for path in Path(tempfile.gettempdir()).glob(f"{_TEMPORARY}*-*"):
        owner = path.name.removeprefix(_TEMPORARY).partition("-")[0]
        with contextlib.suppress(OSError):
            if owner.isdigit() and path.stat().st_uid == os.getuid() and not _is_alive(int(owner)):
                shutil.rmtree(path, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is somebody else's
        return True
    return True


def _run_process(
    transcript: Transcript, limits: Limits, begun: float, hidden: tuple[Path, ...], unsafe: bool
) -> None:
    steps = [step.as_job() for step in transcript.begin()]
    job = json.dumps({"steps": steps, "limits": asdict(limits)}).encode()
    with temporary_folder() as folder:
        process, channel = _start(folder, hidden, unsafe)
        try:
            _send(process, job)
            _listen(channel, transcript, limits, begun)
        finally:
            _end(process)
            os.close(channel)
        assert process.stderr is not None
        with process.stderr as stderr:
            words = stderr.read(4000).decode("utf-8", "replace").strip() if not transcript.ready else ""
    if not transcript.ready:
        raise SandboxError(
            f"The sandbox did not start: {words or 'no reason given'}. Nothing was graded by this."
        )


def _start(folder: str, hidden: tuple[Path, ...], unsafe: bool) -> tuple[subprocess.Popen[bytes], int]:
    if os.name != "posix":
        raise SandboxError("Notebooks are run on Linux, or with --unsafe on macOS: on Windows use WSL.")
    reading, writing = os.pipe()
    descriptors = [writing]
    runner = [os.path.abspath(sys.executable), "-P", "-m", _RUNNER, str(writing)]
    try:
        if unsafe:
            command, variables = runner, {**environment(), "HOME": folder, "MPLCONFIGDIR": folder}
        else:
            prefix, filtering = _bubblewrapped(hidden)
            descriptors += filtering
            command, variables = [*prefix, *runner], {"PATH": os.defpath}
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            pass_fds=descriptors, env=variables, cwd=folder, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        os.close(reading)
        raise SandboxError(f"The sandbox did not start ({error}).") from error
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
    return process, reading


def _bubblewrapped(hidden: tuple[Path, ...]) -> tuple[list[str], list[int]]:
    """The command's beginning, and the descriptors it needs."""
    program = bubblewrap()
    if program is None:
        raise SandboxError(
            "There is no bubblewrap (bwrap) on this computer, so students' code would run with your rights: "
            "install it, or add --unsafe if you trust every submission."
        )
    rules = syscall_filter()
    if not rules:
        return [program, *walls(hidden)], []
    reading, writing = os.pipe()
    os.write(writing, rules)
    os.close(writing)
    return [program, *walls(hidden), "--seccomp", str(reading)], [reading]


def _send(process: subprocess.Popen[bytes], job: bytes) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(job)
        process.stdin.close()
    except BrokenPipeError:  # it ended before it read: said by whoever listens
        pass


def _listen(channel: int, transcript: Transcript, limits: Limits, begun: float) -> None:
    """Read events until the end, a deadline, or more bytes than any notebook has to say."""
    received, last = 0, begun + _START_SECONDS + limits.notebook_seconds
    end = time.monotonic() + _START_SECONDS
    with selectors.DefaultSelector() as selector:
        selector.register(channel, selectors.EVENT_READ)
        while not transcript.finished:
            now = time.monotonic()
            if now >= end or not selector.select(end - now):
                transcript.out_of_time(whole=now - begun >= limits.notebook_seconds)
                return
            data = os.read(channel, 2**16)
            received += len(data)
            if not data or received > _MOST_BYTES:
                transcript.broke_off(bool(data), again=now - begun < limits.notebook_seconds)
                return
            if transcript.read(data):  # something new: the clock of the next step begins
                patience = limits.cell_seconds * transcript.patience + _GRACE_SECONDS
                end = min(time.monotonic() + patience, last)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what still runs: in the sandbox, the end of bubblewrap ends everything inside."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, 9)
    process.wait()

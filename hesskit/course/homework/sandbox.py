"""Running one student's cells where they can do no harm, and reading what they say without believing it."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from hesskit.course.homework.events import Run, Transcript
from hesskit.course.homework.sandbox_command import bubblewrap, environment, syscall_filter, walls

__all__ = ["Limits", "SandboxError", "Step", "run_steps"]

_START_SECONDS = 90.0  # Python and IPython start in one second, on a busy machine in some more
_GRACE_SECONDS = 10.0  # for a cell to notice that its time is over
_MOST_BYTES = 32 * 2**20
_RUNNER = "hesskit.course.homework.runner"


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


def _run_process(
    transcript: Transcript, limits: Limits, begun: float, hidden: tuple[Path, ...], unsafe: bool
) -> None:
    steps = [step.as_job() for step in transcript.begin()]
    job = json.dumps({"steps": steps, "limits": asdict(limits)}).encode()
    with tempfile.TemporaryDirectory(prefix="hesskit-homework-") as folder:
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

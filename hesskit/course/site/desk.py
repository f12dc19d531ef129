"""What hesskit adds to JupyterLite's page: how far Python is, fresh copies of lessons, progress as a file."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

_ASSETS = Path(__file__).with_name("assets")
_SETTINGS = Path(__file__).parents[1] / "jupyter/course/labconfig/default_setting_overrides.json"
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

    Returns
    -------
    dict
        By the plugin they are for.

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
    """Add the script, its style, and the list of lessons' versions to a built app.

    Parameters
    ----------
    folder : pathlib.Path
        The app, as JupyterLite's builder left it.
    """
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

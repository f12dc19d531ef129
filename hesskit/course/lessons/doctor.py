"""What `hesskit doctor` looks at: one finding a line, each well or with what to do about it."""

import html
import json
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from io import BytesIO
from pathlib import Path

_WIDGETS = {"ipywidgets": "@jupyter-widgets/jupyterlab-manager", "anywidget": "anywidget"}


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    Examples
    --------
    >>> print(Finding(True, "Python 3.12.1"))
    OK   Python 3.12.1
    >>> print(Finding(False, "sympy is missing", "run: pip install sympy"))
    MEND sympy is missing; run: pip install sympy
    """

    well: bool  # whether it is as the course needs it
    text: str  # what was found
    cure: str = ""  # what to do, when it is not well

    def __str__(self) -> str:
        return f"OK   {self.text}" if self.well else f"MEND {self.text}; {self.cure}"


def examine(folder: Path) -> tuple[Finding, ...]:
    """Look at everything the course needs.

    Parameters
    ----------
    folder : pathlib.Path
        The learner's folder, which need not exist yet.

    Returns
    -------
    tuple of Finding
        In the order in which they are best mended; a look that itself fails is a finding too.
    """
    looks: tuple[Callable[[], Iterator[Finding]], ...] = (
        look_at_python,
        look_at_packages,
        look_at_kernel,
        look_at_widgets,
        look_at_drawing,
        look_at_server,
        lambda: look_at_folder(folder),
    )
    findings: list[Finding] = []
    for look in looks:
        try:
            findings.extend(look())
        except Exception as error:
            what = getattr(look, "__name__", "").removeprefix("look_at_").strip("<>") or "one thing"
            findings.append(Finding(False, f"looking at {what} failed ({error})", "install hesskit again"))
    return tuple(findings)


def look_at_python() -> Iterator[Finding]:
    """Is this Python new enough?"""
    text = f"Python {platform.python_version()} ({sys.executable})"
    yield Finding(sys.version_info >= (3, 11), text, "make the environment with Python 3.11 or newer")


def look_at_packages(requirements: list[str] | None = None) -> Iterator[Finding]:
    """Is every package that hesskit needs there, and new enough?"""
    from packaging.requirements import Requirement

    for line in metadata.requires("hesskit") or [] if requirements is None else requirements:
        needed = Requirement(line)
        if needed.marker and not needed.marker.evaluate({"extra": ""}):
            continue
        cure = f"run: {sys.executable} -m pip install '{needed.name}{needed.specifier}'"
        try:
            found = metadata.version(needed.name)
        except metadata.PackageNotFoundError:
            yield Finding(False, f"{needed.name} is missing", cure)
            continue
        text = f"{needed.name} {found}"
        yield Finding(
            needed.specifier.contains(found, prereleases=True), f"{text} (needs {needed.specifier})", cure
        )


def look_at_kernel() -> Iterator[Finding]:
    """Will a notebook run on this Python, the one that has hesskit?"""
    from unittest import mock

    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    cure = f"run: {sys.executable} -m ipykernel install --sys-prefix"
    try:
        with mock.patch.dict("os.environ", JUPYTER_PREFER_ENV_PATH="1"):  # as hesskit lab starts it
            program = KernelSpecManager().get_kernel_spec("python3").argv[0]
    except NoSuchKernel:
        yield Finding(False, "Jupyter has no Python kernel", cure)
        return
    ours = program in {"python", "python3"} or Path(program).absolute() == Path(sys.executable).absolute()
    yield Finding(ours, f"notebooks run on {sys.executable if ours else program}", cure)


def look_at_widgets() -> Iterator[Finding]:
    """Does JupyterLab have the browser's half of the widgets?"""
    if sys.platform == "emscripten":
        return  # Python runs in the browser: the site brings both halves, and there is no folder to look into
    from jupyter_core.paths import jupyter_path

    for package, extension in _WIDGETS.items():
        folders = [Path(path) / extension for path in jupyter_path("labextensions")]
        there = next((folder for folder in folders if (folder / "package.json").is_file()), None)
        name = f"JupyterLab's extension {extension}"
        cure = f"run: {sys.executable} -m pip install --force-reinstall {package}"
        if there is None:
            yield Finding(False, f"{name} is missing", cure)
        else:
            number = json.loads((there / "package.json").read_text(encoding="utf-8")).get("version", "")
            yield Finding(True, f"{name} {number}".rstrip())


def look_at_drawing() -> Iterator[Finding]:
    """Can matplotlib draw a picture?"""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(1, 1), dpi=50)
    figure.subplots().plot([-1, 0, 1], [1, 0, 1])
    file = BytesIO()
    figure.set_canvas(FigureCanvasAgg(figure))
    figure.savefig(file, format="png")
    drawn = file.getvalue().startswith(b"\x89PNG")
    yield Finding(
        drawn, "a picture was drawn", f"run: {sys.executable} -m pip install --force-reinstall matplotlib"
    )


def look_at_server() -> Iterator[Finding]:
    """Will kernel messages travel without delay? If not, pictures are slower and nothing else is wrong."""
    from hesskit.course.lessons.launch import kernel_websocket_handler, outlook

    texts = {
        "applied": "hesskit lab sends kernel messages without delay",
        "built in": "Jupyter Server itself sends kernel messages without delay",
        "not possible": "this Jupyter Server cannot be sped up by hesskit; pictures follow a little later",
    }
    yield Finding(True, texts[outlook(kernel_websocket_handler())])


def look_at_folder(folder: Path) -> Iterator[Finding]:
    """Can the learner's folder be written?"""
    cure = "choose a folder of your own: hesskit lab DIR"
    if folder.exists() and not folder.is_dir():
        yield Finding(False, f"'{folder}' is a file, not a folder", cure)
        return
    nearest = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.is_dir())
    try:
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        yield Finding(False, f"{nearest} cannot be written ({error.strerror})", cure)
    else:
        yield Finding(True, f"{nearest} can be written")


# What lesson 0 looks at before the course begins, said so that the page can be stored.

_SHOWN = ("numpy", "sympy", "autograd", "matplotlib", "ipywidgets", "jupyterlab")


@dataclass(frozen=True, repr=False)
class Readiness:
    """What was found; shows itself as a list in which each line says in words whether it is well."""

    findings: tuple[Finding, ...]

    @property
    def well(self) -> bool:
        """Whether everything is as the course needs it."""
        return all(finding.well for finding in self.findings)

    @property
    def verdict(self) -> str:
        """The whole in one sentence."""
        if self.well:
            return "Everything is ready: go on."
        return (
            "Something is not ready: do what the lines marked MEND say, or run hesskit doctor in a terminal."
        )

    def __repr__(self) -> str:
        return "\n".join([*map(str, self.findings), self.verdict])

    def _repr_html_(self) -> str:
        return f'<pre style="line-height:1.35">{html.escape(repr(self))}</pre>'


def ready() -> Readiness:
    """Look at the versions, the browser's half of the widgets, and a drawing.

    Returns
    -------
    Readiness

    Examples
    --------
    >>> ready().findings[-1].text
    'a picture was drawn'
    """
    findings = [Finding(True, f"Python version {platform.python_version()}")]
    in_browser = sys.platform == "emscripten"  # there JupyterLab is the page itself, and no package
    for name in _SHOWN[: -1 if in_browser else None]:
        try:
            findings.append(Finding(True, f"{name} version {metadata.version(name)}"))
        except metadata.PackageNotFoundError:
            findings.append(Finding(False, f"{name} is missing", "run: pip install hesskit"))
    widgets = list(look_at_widgets())
    broken = [finding for finding in widgets if not finding.well]
    findings += broken or [Finding(True, "JupyterLab has the browser's half of the widgets")]
    return Readiness((*findings, *look_at_drawing()))

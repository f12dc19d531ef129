"""What lesson 0 looks at before the course begins, said so that the page can be stored."""

import html
import platform
import sys
from dataclasses import dataclass
from importlib import metadata

from hesskit.course.doctor import Finding, look_at_drawing, look_at_widgets

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

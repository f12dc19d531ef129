"""What the site is made of: names, versions and sha256 sums, read from `pins.json`; nothing else gets in."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

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
    """A wheel that Python in the browser can load.

    Attributes
    ----------
    depends : tuple of str
        The packages that must be loaded with it.
    imports : tuple of str
        The top-level names it brings.
    source : str
        ``"pyodide"`` (part of Pyodide's own distribution) or ``"registry"`` (the package registry).
    """

    depends: tuple[str, ...]
    imports: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Pins:
    """All of it.

    Attributes
    ----------
    pyodide : dict
        The version of Pyodide and what its lock file says of the platform.
    carrier : Pinned
        The one wheel of the registry that carries Pyodide's own files; only the offline site needs it.
    folder : str
        Where in that wheel they are.
    runtime : dict of str to str
        Pyodide's runtime: file name to sha256.
    extensions : tuple of Pinned
        Wheels that hold the browser's half: JupyterLab extensions.
    packages : tuple of Package
        Everything Python in the browser can import.
    """

    pyodide: dict[str, str]
    carrier: Pinned
    folder: str
    runtime: dict[str, str]
    extensions: tuple[Pinned, ...]
    packages: tuple[Package, ...]

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

    Returns
    -------
    Pins

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

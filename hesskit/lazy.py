"""A lazy face: what a package's stub (``__init__.pyi``) names is loaded the first time it is asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

__all__ = ["lazy_face"]


def lazy_face(package: str) -> tuple[Callable[[str], Any], list[str]]:
    """Read which names a package offers, and return its ``__getattr__`` and ``__all__``.

    The stub has a line ``from module import name as name`` for each; type checkers and editors read it too.

    Examples
    --------
    >>> load, names = lazy_face("hesskit")
    >>> "Surface" in names, load("Surface").__module__
    (True, 'hesskit.maths.surfaces.surface')
    """
    module = sys.modules[package]
    stub = Path(str(module.__file__)).with_suffix(".pyi").read_text(encoding="utf-8")
    words = (line.split() for line in stub.splitlines())
    homes = {line[3]: line[1] for line in words if line[:1] == ["from"] and line[2:3] == ["import"]}

    class Face(ModuleType):
        """A package in which a file never hides the function of the same name that the face offers."""

        def __setattr__(self, name: str, value: Any) -> None:
            if not (name in homes and isinstance(value, ModuleType) and homes[name] != package):
                super().__setattr__(name, value)

    def load(name: str) -> Any:
        if name not in homes:
            raise AttributeError(
                f"{package} has no attribute {name!r}: try one of {', '.join(sorted(homes))}."
            )
        if homes[name] == package:  # a folder that is a face itself
            return import_module(f"{package}.{name}")
        home = import_module(homes[name])
        value = getattr(home, name) if hasattr(home, name) else import_module(f"{homes[name]}.{name}")
        setattr(module, name, value)
        return value

    module.__class__ = Face
    return load, sorted(homes)

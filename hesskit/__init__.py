"""Learn the Hessian matrix in notebooks whose pictures are alive."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "Descent": "hesskit.maths.result",
    "LogisticLoss": "hesskit.maths.logistic",
    "METHODS": "hesskit.maths.descent",
    "basins": "hesskit.maths.basins",
    "descend": "hesskit.maths.descent",
    "orings": "hesskit.maths.datasets",
    "penguins": "hesskit.maths.datasets",
    "CriticalPoint": "hesskit.maths.critical",
    "FormulaError": "hesskit.maths.parsing",
    "NotCritical": "hesskit.maths.critical",
    "Surface": "hesskit.maths.surfaces",
    "TaylorModel": "hesskit.maths.taylor",
    "check": "hesskit.course.check",
    "classify": "hesskit.maths.critical",
    "critical_points": "hesskit.maths.finder",
    "compare_routes": "hesskit.maths.derivatives",
    "definiteness": "hesskit.maths.critical",
    "explore": "hesskit.explore",
    "gallery": "hesskit.maths.gallery",
    "glossary": "hesskit.course.glossary",
    "gradient": "hesskit.maths.derivatives",
    "hessian": "hesskit.maths.derivatives",
    "hvp": "hesskit.maths.derivatives",
    "mixed_partials": "hesskit.maths.derivatives",
    "progress": "hesskit.course.progress",
    "ready": "hesskit.course.ready",
}
_MODULES = {"explore"}
__all__ = ["__version__", *sorted(_HOMES)]


def __getattr__(name: str) -> Any:
    """Load a public name from its home the first time it is asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'hesskit' has no attribute {name!r}")
    module = import_module(_HOMES[name])
    value = module if name in _MODULES else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

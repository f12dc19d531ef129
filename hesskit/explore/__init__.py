"""What a learner plays with: each name is a factory that returns an Explorer."""

from importlib import import_module
from typing import Any

_HOMES = {
    "conditioning": "hesskit.explore.lesson_4_conditioning",
    "curvature": "hesskit.explore.lesson_1_curvature",
    "descent": "hesskit.explore.lesson_4_descent",
    "hessian": "hesskit.explore.lesson_0",
    "routes": "hesskit.explore.lesson_1_routes",
    "mixed_partials": "hesskit.explore.lesson_1_symmetry",
    "partials": "hesskit.explore.lesson_1_partials",
    "shapes": "hesskit.explore.lesson_1_shapes",
    "second_derivative_test": "hesskit.explore.lesson_2_hunter",
    "gradient": "hesskit.explore.lesson_3_gradient",
    "quadratic_form": "hesskit.explore.lesson_2_quadratic",
    "ring": "hesskit.explore.lesson_2_ring",
    "basins": "hesskit.explore.lesson_4_basins",
    "logistic": "hesskit.explore.lesson_5_logistic",
    "uncertainty": "hesskit.explore.lesson_5_uncertainty",
    "taylor": "hesskit.explore.lesson_3_taylor",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    """Load an explorer's factory the first time it is asked for."""
    if name not in _HOMES:
        raise AttributeError(f"there is no explorer named {name!r}: try one of {', '.join(__all__)}")
    factory = getattr(import_module(_HOMES[name]), name)
    globals()[name] = factory
    return factory

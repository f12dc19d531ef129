"""What lesson 4 says of gradient descent and Newton's method, each thing as one setting of `descent`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

DEFAULTS: Mapping[str, Any] = MappingProxyType(
    {"step": 0, "step_size": 1e-3, "damping": 1.0, "momentum": 0.9, "max_steps": 100, "measure": "gradient"}
)


def _preset(
    formula: str, box: Any, start: tuple[float, float], *methods: str, **others: Any
) -> Mapping[str, Any]:
    first = {"formula": formula, "box": tuple((float(low), float(high)) for low, high in box)}
    return MappingProxyType({**first, "start": start, "methods": methods, **DEFAULTS, **others})


def _square(half: float) -> tuple[tuple[float, float], tuple[float, float]]:
    return (-half, half), (-half, half)


# the curriculum's formulas; √(1 + x²) has + y²/2 added, since its H would be singular in two variables
PRESETS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "gradient descent, t = 0.1": _preset(
            "x^2 + y^2", _square(11), (10.0, 0.0), "gradient descent", step_size=0.1, max_steps=50
        ),
        "t above 2/L": _preset(
            "x^2 + y^2", _square(11), (1.0, 0.0), "gradient descent", step_size=1.05
        ),
        "one step on a quadratic": _preset(
            "x^2 + 5y^2", _square(2), (1.5, 1.0), "newton", "gradient descent", "linear cg",
            step_size=1 / 6, measure="distance",
        ),
        "to a saddle": _preset(
            "x^4/4 - x^2/2 + y^2/2", _square(1.5), (0.3, 0.7), "newton", "trust region"
        ),
        "to a maximum": _preset(
            "x^4 - 2x^2 + y^4 - 2y^2", _square(1.5), (0.2, 0.25), "newton", "modified newton"
        ),
        "round a 2-cycle": _preset(
            "x^4 + 4x^2 y + 4y^2 + 2x + 2y", ((-2, 2), (-2, 1)), (5 / 4, -29 / 32), "newton"
        ),
        "diverging though convex": _preset(
            "sqrt(1 + x^2) + y^2/2", ((-15, 5), (-3, 3)), (1.1, 0.0), "newton", "newton line search"
        ),
        "only linear": _preset("x^4 + y^4", _square(1.2), (1.0, 1.0), "newton"),
        "f not falling every step": _preset(
            "Rosenbrock", ((-2, 2), (-4, 3)), (-1.2, 1.0), "gradient descent", "newton", step=1
        ),
        "a step that does not descend": _preset(
            "Beale", ((-1, 7), (-1, 2)), (4.0, 1.0), "newton", "newton line search", "modified newton"
        ),
    }
)  # fmt: skip

"""The methods of descent by name: their steps, their options, one line about each."""

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from hesskit.maths import conjugate, newton_steps, quasi_newton, steps, trust_region
from hesskit.maths.moves import Move

Step = Callable[..., Move]

_TABLE: dict[str, tuple[Step, str]] = {
    "gradient descent": (steps.gradient_descent, "down the gradient, with a fixed step size"),
    "backtracking": (steps.backtracking, "down the gradient, with a step shortened until f falls (Armijo)"),
    "momentum": (steps.momentum, "down the gradient with a velocity: a heavy ball"),
    "newton": (newton_steps.newton, "to the critical point of the quadratic model, whatever its kind"),
    "newton line search": (newton_steps.searched_newton, "along Newton's direction, shortened until f falls"),
    "bounded newton": (newton_steps.bounded_newton, "along Newton's direction, never further than a bound"),
    "damped newton": (
        newton_steps.damped_newton,
        "solve (H + μI) d = −∇f, μ large where the model fails (Levenberg)",
    ),
    "modified newton": (
        newton_steps.modified_newton,
        "Newton's step with |λ| for λ: always a descent direction",
    ),
    "trust region": (trust_region.trust_region, "to the model's lowest point within a radius that adapts"),
    "dogleg": (trust_region.dogleg, "a trust region with a path of two legs in place of the exact minimiser"),
    "bfgs": (quasi_newton.bfgs, "learns a matrix for H from gradients, and keeps it positive definite"),
    "l-bfgs": (quasi_newton.limited_bfgs, "BFGS from the last few steps: n·kept numbers, not n²"),
    "conjugate gradient": (
        conjugate.conjugate_gradient,
        "gradients only, each direction corrected by the last",
    ),
    "newton-cg": (conjugate.newton_cg, "Newton's step from products H·v: H itself is never formed"),
    "linear cg": (conjugate.linear_cg, "for quadratics: exact in at most n steps"),
}

METHODS: Mapping[str, str] = MappingProxyType({name: line for name, (_, line) in _TABLE.items()})


def options_of(method: str) -> dict[str, Any]:
    """The options a method takes, with their defaults.

    Parameters
    ----------
    method : str
        A name in `METHODS`.

    Returns
    -------
    dict of str to default

    Raises
    ------
    ValueError
        If there is no such method.

    Examples
    --------
    >>> options_of("momentum")
    {'step_size': 0.01, 'momentum': 0.9}
    """
    parameters = inspect.signature(_step_named(method)).parameters.values()
    return {each.name: each.default for each in parameters if each.kind is each.KEYWORD_ONLY}


def _step_named(method: str) -> Step:
    if method not in _TABLE:
        raise ValueError(f"there is no method {method!r}; the methods are {', '.join(_TABLE)}.")
    return _TABLE[method][0]


def step_of(method: str, options: Mapping[str, Any]) -> Step:
    """The step of a method with its options filled in: a function of objective, place and memory.

    Parameters
    ----------
    method : str
    options : mapping
        By name; those that are not given keep their defaults.

    Returns
    -------
    callable
        (Counted, Here, memory) → Move.

    Raises
    ------
    ValueError
        If the method is unknown, does not take an option, or an option is not a positive number.

    Examples
    --------
    >>> step_of("newton", {"radius": 2})
    Traceback (most recent call last):
    ValueError: "newton" has no option radius; it takes step_size.
    """
    known = options_of(method)
    for name, value in options.items():
        if name not in known:
            takes = ", ".join(known) or "none"
            raise ValueError(f'"{method}" has no option {name}; it takes {takes}.')
        _check(name, value)
    return partial(_step_named(method), **options)


def _check(name: str, value: Any) -> None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    least_ok = number >= 0 if name in {"momentum", "damping", "step_size"} else number > 0
    below_one = number < 1 or name not in {"momentum", "shrink", "flat", "floor"}
    if not (least_ok and below_one and number < float("inf")):
        wanted = "a number between 0 and 1" if not below_one else "a positive number"
        raise ValueError(f"{name} is {wanted}, not {value!r}.")
    if name == "kept" and number != int(number):
        raise ValueError(f"kept is a whole number of steps, not {value!r}.")

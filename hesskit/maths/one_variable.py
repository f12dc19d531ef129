"""The zeros of a function of one variable in an interval, with the same proof as in the plane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import sympy

from hesskit.maths.box_search import search
from hesskit.maths.exact_values import exact_point, polish, simple_neighbour, vanishes
from hesskit.maths.system import System


@dataclass(frozen=True)
class Root:
    """A zero, exact where it was recognised.

    Attributes
    ----------
    number : float
    exact : sympy.Expr or None
    """

    number: float
    exact: sympy.Expr | None


def roots_between(
    function: sympy.Expr, variable: sympy.Symbol, bounds: tuple[float, float], deadline: float
) -> tuple[list[Root], bool]:
    """Find every zero in a closed interval.

    Parameters
    ----------
    function : sympy.Expr
    variable : sympy.Symbol
    bounds : (float, float)
    deadline : float
        On the clock of ``time.perf_counter``.

    Returns
    -------
    roots : list of Root
        Ascending.
    complete : bool
        Whether it is shown that there is no other.
    """
    low, high = bounds
    system = System((function,), (variable,))
    found = search(system, [low], [high], deadline)
    slack = 1e-12 * (high - low) + 4e-16 * max(abs(low), abs(high))
    roots: list[Root] = []
    for zero, singular in zip(found.zeros[:, 0], found.singular, strict=True):
        root = _sharpened(system, float(zero), bool(singular), high - low)
        if low - slack <= root.number <= high + slack and all(
            abs(root.number - r.number) > slack * 1e3 for r in roots
        ):
            roots.append(root)
    return sorted(roots, key=lambda root: root.number), not len(found.open_boxes) and found.in_time


def _sharpened(system: System, zero: float, singular: bool, span: float) -> Root:
    exact = None
    if singular:
        exact = simple_neighbour(system, [zero], 2e-3 * span)
    elif digits := polish(system, [zero]):
        zero, exact = float(digits[0]), exact_point(system, digits)
    return Root(zero, None) if exact is None else Root(float(exact[0]), exact[0])


def common_roots(
    functions: Sequence[sympy.Expr], variable: sympy.Symbol, bounds: tuple[float, float], deadline: float
) -> tuple[list[Root], bool]:
    """Find the zeros that several functions of one variable share.

    Returns
    -------
    roots : list of Root
    complete : bool

    Examples
    --------
    >>> import time
    >>> y = sympy.Symbol("y", real=True)
    >>> common_roots([sympy.sin(y), 1 + sympy.cos(y)], y, (0.0, 4.0), time.perf_counter() + 1)[0]
    [Root(number=3.141592653589793, exact=pi)]
    """
    roots, complete = roots_between(functions[0], variable, bounds, deadline)
    return [r for r in roots if all(_is_root(f, variable, r) for f in functions[1:])], complete


def _is_root(function: sympy.Expr, variable: sympy.Symbol, root: Root) -> bool:
    if root.exact is not None and vanishes([function], [variable], [root.exact]):
        return True
    near = [abs(float(sympy.N(function.subs(variable, root.number + s)))) for s in (-1e-3, 0.0, 1e-3)]
    return bool(near[1] <= 1e-10 * max(near[0], near[2], np.finfo(float).tiny))

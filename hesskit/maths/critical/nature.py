"""What a critical point really is, where the second-derivative test is silent.

Where the coordinates are exact, the answer is exact: the terms beyond the second order decide. Where they are
only decimals, the signs of f on shrinking circles are evidence, and are called that; "undecided" is an answer
too.

Glossary: the *nature* of a critical point is minimum, maximum (strict or not), saddle (neither), or undecided.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import sympy
from numpy.typing import NDArray

from hesskit.maths.calculus import number
from hesskit.maths.critical.intervals import Array, Tape, Unsupported
from hesskit.maths.critical.local_sign import jet_at, signs_near
from hesskit.maths.critical.systems import plain
from hesskit.maths.surfaces import NODES, Function, Surface

# Outer functions that hide a simpler one: atan(u) rises and falls where u does.

_DEEPEST = 6
_inside = sympy.Dummy("u", real=True)


def unwrapped_at(expr: sympy.Expr, at: Mapping[sympy.Symbol, Any]) -> sympy.Expr:
    """A simpler function, the signs and the lowest-order terms of whose f − f(p) are the same near p.

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> unwrapped_at(3 * sympy.sqrt(x**4 + y**4 + 1) - 5, {x: 0, y: 0})
    3*x**4/2 + 3*y**4/2 + 3/2
    >>> unwrapped_at(sympy.cos(x**4), {x: 0})
    cos(x**4)
    """
    for _ in range(_DEEPEST):
        factor, g, u = _layer(expr, list(at), lambda known: known.smooth)
        slope = factor * g.diff(_inside).subs(_inside, u.subs(at)) if g.has(_inside) else sympy.S.Zero
        if not slope.is_Rational or slope == 0:  # other numbers would make exact work of the rest slow
            break
        expr = sympy.expand(slope * u) if u.is_polynomial(*at) else slope * u
    return expr


def unwrapped_on(expr: sympy.Expr, variables: Sequence[sympy.Symbol], points: Array) -> sympy.Expr:
    """A simpler function that is lower and higher where f is, as far as functions that rise everywhere hide it.

    Examples
    --------
    >>> import numpy as np
    >>> x, y = sympy.symbols("x y", real=True)
    >>> unwrapped_on(2 - sympy.atan(x**2 * y), (x, y), np.ones((1, 2)))
    -x**2*y
    """
    for _ in range(_DEEPEST):
        factor, g, u = _layer(expr, variables, lambda known: known.rises)
        if not g.has(_inside) or not (factor.is_positive or factor.is_negative):
            break
        sign = 1 if factor.is_positive else -1
        if g.is_Pow and g.base == _inside:
            try:
                if not (Tape([u], variables).numbers(points) > 0).all():
                    break
            except Unsupported:
                break
            sign *= 1 if g.exp.is_positive else -1
        expr = sign * u
    return expr


def _layer(
    expr: sympy.Expr, variables: Sequence[sympy.Symbol], hides: Callable[[Function], bool]
) -> tuple[sympy.Expr, sympy.Expr, sympy.Expr]:
    """Take f apart into b, g(u) in a symbol for u, and u; g is 0 where there is no outer function."""
    moving = expr.as_independent(*variables, as_Add=True)[1]
    factor, core = moving.as_independent(*variables, as_Add=False)
    outer = NODES.get(type(core).__name__)
    if outer and hides(outer) and len(core.args) == 1:
        return factor, core.func(_inside), core.args[0]
    if core.is_Pow and core.exp.is_Rational and not (core.exp.is_integer and core.exp.is_positive):
        return factor, _inside**core.exp, core.base
    return factor, sympy.S.Zero, core


Floats = NDArray[np.float64]
NatureName = Literal["minimum", "maximum", "saddle", "undecided"]

_BY_SIGN: dict[str, NatureName] = {"positive": "minimum", "negative": "maximum", "both": "saddle"}
_ORDERS = (4, 8, 14, 20)
_RADII = (0.1, 0.03, 0.01, 0.003)
_ROUNDING = 1e-13


@dataclass(frozen=True)
class Nature:
    """The nature of a critical point and its evidence in words."""

    nature: NatureName
    reason: str
    strict: bool = True  # false where equal values come arbitrarily close


def exact_nature(surface: Surface, point: Sequence[sympy.Expr], on_curve: bool = False) -> Nature:
    """Decide the nature of a critical point with exact coordinates by the terms beyond the second order.

    Parameters
    ----------
    surface : Surface
    point : sequence of sympy.Expr, length n
    on_curve : bool
        Whether the point is known to lie on a curve of critical points.

    Returns
    -------
    Nature
        "undecided" where the terms looked at do not decide.

    Examples
    --------
    >>> exact_nature(Surface("(y - x^2)(y - 3x^2)"), (sympy.S.Zero, sympy.S.Zero)).nature
    'saddle'
    >>> exact_nature(Surface("x^4 + y^4"), (sympy.S.Zero, sympy.S.Zero))
    Nature(nature='minimum', reason='the terms of degree 4 are positive in every direction', strict=True)
    """
    found = None
    names = tuple(variable - at for variable, at in zip(surface.variables, point, strict=True))
    with contextlib.suppress(
        ArithmeticError, ValueError, TypeError, NotImplementedError, sympy.PolynomialError
    ):
        simpler = unwrapped_at(plain(surface.expr), dict(zip(surface.variables, point, strict=True)))
        for order in _ORDERS:
            jet, known = jet_at(simpler, surface.variables, point, order)
            found = signs_near(jet, known, on_curve, names=names)
            if found.signs != "unknown" or known is None:
                break
    if found is None or found.signs == "unknown":
        return Nature("undecided", "the higher-order terms that were looked at do not decide")
    name = _BY_SIGN[found.signs]
    if not jet and known is None:
        return Nature(
            "minimum", "f is constant: every point is a minimum and a maximum, none of them strict", False
        )
    weak = "" if found.strict or name == "saddle" else f"; the {name} is not strict"
    return Nature(name, found.evidence + weak, found.strict)


def seen_nature(surface: Surface, point: Floats, scale: float = 1.0) -> Nature:
    """Judge a critical point by the signs of f on shrinking circles: evidence, not a proof.

    Examples
    --------
    >>> seen_nature(Surface("x^2 - y^4"), np.array([0.0, 0.0])).nature
    'saddle'
    """
    centre = float(surface.value(point))
    seen = [_signs_on_circle(surface, point, centre, radius * scale) for radius in _RADII]
    radii = f"on circles of radius {number(_RADII[0] * scale)} down to {number(_RADII[-1] * scale)} round it"
    if all(signs == {1} for signs in seen):
        return Nature("minimum", f"{radii} f is larger everywhere: evidence, not a proof")
    if all(signs == {-1} for signs in seen):
        return Nature("maximum", f"{radii} f is smaller everywhere: evidence, not a proof")
    if all({1, -1} <= signs for signs in seen):
        return Nature("saddle", f"{radii} f takes larger and smaller values: evidence, not a proof")
    return Nature("undecided", f"{radii} the signs of f - f(p) are not decisive")


def _signs_on_circle(surface: Surface, point: Floats, centre: float, radius: float) -> set[int]:
    """Return the signs of f - f(p) on a circle (a sphere if n > 2), 0 for what rounding could have made."""
    directions = _directions(len(point))
    values = np.asarray(surface.value(point + radius * directions)) - centre
    if not np.isfinite(values).all():
        return {0}
    if len(point) == 2:
        values = np.concatenate([values, _extremes(surface, point, centre, radius, values)])
    rounding = _ROUNDING * max(abs(centre), float(np.abs(values + centre).max()), float(np.abs(values).max()))
    found = set(np.sign(np.where(np.abs(values) <= rounding, 0.0, values)).astype(int).tolist())
    return found if not ({1, -1} <= found) else {1, -1}


def _directions(n: int) -> Floats:
    if n == 1:
        return np.array([[-1.0], [1.0]])
    if n == 2:
        angles = np.linspace(0, 2 * np.pi, 720, endpoint=False)
        return np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    points = np.random.default_rng(0).normal(size=(4000, n))
    unit: Floats = points / np.linalg.norm(points, axis=1, keepdims=True)
    return unit


def _extremes(surface: Surface, point: Floats, centre: float, radius: float, values: Floats) -> Floats:
    """Look closely at the places where f is lowest and highest along the circle, so that no thin wedge is missed."""
    width = 2 * np.pi / len(values)
    lowest = np.flatnonzero((values <= np.roll(values, 1)) & (values <= np.roll(values, -1)))[:12]
    highest = np.flatnonzero((values >= np.roll(values, 1)) & (values >= np.roll(values, -1)))[:12]
    turns = np.concatenate([lowest, highest]) * width
    towards = np.repeat([-1.0, 1.0], [len(lowest), len(highest)])[:, None]
    closer = []
    for _ in range(4):  # a wedge may be a millionth of a turn wide, as that of (y − tan x)² − x¹⁰ is
        angles = turns[:, None] + np.linspace(-width, width, 201)
        circle = point + radius * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
        found = np.asarray(surface.value(circle)) - centre
        closer.append(found.ravel())
        best = np.argmax(np.nan_to_num(towards * found, nan=-np.inf), axis=1)
        turns, width = angles[np.arange(len(angles)), best], width / 50
    return np.concatenate(closer)

"""What a critical point really is, where the second-derivative test is silent.

Where the coordinates are exact, the answer is exact: the terms beyond the second order decide. Where they are
only decimals, the signs of f on shrinking circles are evidence, and are called that; "undecided" is an answer
too.

Glossary: the *nature* of a critical point is minimum, maximum (strict or not), saddle (neither), or undecided.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import sympy
from numpy.typing import NDArray

from hesskit.maths.gradient_factors import plain
from hesskit.maths.jets import jet_at
from hesskit.maths.local_sign import signs_near
from hesskit.maths.outer import unwrapped_at
from hesskit.maths.surfaces import Surface

if TYPE_CHECKING:
    from hesskit.maths.critical import CriticalPoint

Floats = NDArray[np.float64]
NatureName = Literal["minimum", "maximum", "saddle", "undecided"]

_BY_SIGN: dict[str, NatureName] = {"positive": "minimum", "negative": "maximum", "both": "saddle"}
_ORDERS = (4, 8)
_RADII = (0.1, 0.03, 0.01, 0.003)
_ROUNDING = 1e-13


@dataclass(frozen=True)
class Nature:
    """The nature of a critical point and its evidence in words.

    Attributes
    ----------
    nature : {"minimum", "maximum", "saddle", "undecided"}
    reason : str
    strict : bool
        False where equal values come arbitrarily close.
    """

    nature: NatureName
    reason: str
    strict: bool = True


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

    Parameters
    ----------
    surface : Surface
    point : ndarray, shape (n,)
    scale : float
        The radii are 0.1 down to 0.003 of this.

    Returns
    -------
    Nature

    Examples
    --------
    >>> seen_nature(Surface("x^2 - y^4"), np.array([0.0, 0.0])).nature
    'saddle'
    """
    centre = float(surface.value(point))
    seen = [_signs_on_circle(surface, point, centre, radius * scale) for radius in _RADII]
    radii = f"on circles of radius {_RADII[0] * scale:.3g} down to {_RADII[-1] * scale:.3g} round it"
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
    step = 2 * np.pi / len(values)
    lowest = np.flatnonzero((values <= np.roll(values, 1)) & (values <= np.roll(values, -1)))
    highest = np.flatnonzero((values >= np.roll(values, 1)) & (values >= np.roll(values, -1)))
    closer = []
    for index in np.concatenate([lowest[:12], highest[:12]]):
        angles = index * step + np.linspace(-step, step, 201)
        circle = point + radius * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
        closer.append(np.asarray(surface.value(circle)) - centre)
    return np.concatenate(closer) if closer else values[:0]


def with_nature(surface: Any, point: CriticalPoint) -> CriticalPoint:
    """Return a critical point with its nature: what the test says, or what lies beyond the test.

    Parameters
    ----------
    surface : Surface, or any objective
    point : CriticalPoint

    Returns
    -------
    CriticalPoint
    """
    if point.kind != "inconclusive":
        return replace(point, nature=point.kind)
    if point.exact is not None and isinstance(surface, Surface):
        found = exact_nature(surface, point.exact)
    else:
        found = Nature("undecided", "")
    if found.nature == "undecided" and isinstance(surface, Surface):
        found = seen_nature(
            surface, point.point, min(1.0, *((high - low) / 4 for low, high in surface.domain))
        )
    return replace(
        point,
        nature=found.nature,
        reason=f"{point.reason}; but {found.reason}" if found.reason else point.reason,
    )

"""The nature of whole sets of critical points.

Glossary: h = 0 is the set; c is the value of f on it, constant along every connected piece.
"""

from __future__ import annotations

import numpy as np
import sympy
from sympy.polys.polyerrors import BasePolynomialError

from hesskit.maths.gradient_factors import plain
from hesskit.maths.intervals import Array
from hesskit.maths.nature import Nature, NatureName, seen_nature
from hesskit.maths.outer import unwrapped_on
from hesskit.maths.surfaces import Surface
from hesskit.maths.system import System, newton
from hesskit.maths.tape import Unsupported

_MOST_STARTS = 60


def set_nature(surface: Surface, h: sympy.Expr, points: Array, low: Array, high: Array) -> Nature:
    """Decide what the points of a set in a box are: by the power of h in f - c, or by the curvature across the set.

    Parameters
    ----------
    surface : Surface
    h : sympy.Expr
        Zero on the set.
    points : ndarray, shape (k, n)
        Samples of the set.
    low, high : ndarray, shape (n,)
        The corners of the box.

    Returns
    -------
    Nature
        "undecided" also where it changes along the set.

    Examples
    --------
    >>> y = sympy.Symbol("y", real=True)
    >>> line = np.array([[-1.0, 0.0], [1.0, 0.0]])
    >>> set_nature(Surface("x^4 y^2 - y^4"), y, line, np.array([-1, -1]), np.array([1, 1])).reason
    'it changes along the set, which holds points of more than one nature: minimum and saddle'
    """
    found = _by_multiplicity(surface, h, points, low, high) or by_curvature(surface, points)
    if len(found) == 1 and "undecided" not in found:
        return found.popitem()[1]
    if not found or "undecided" in found:
        return Nature("undecided", "neither factors nor curvature decide along the whole set", False)
    words = " and ".join(f"{name}" for name in sorted(found))
    return Nature(
        "undecided", f"it changes along the set, which holds points of more than one nature: {words}", False
    )


def _by_multiplicity(
    surface: Surface, h: sympy.Expr, points: Array, low: Array, high: Array
) -> dict[str, Nature]:
    """Write f - c = h^m g; the parity of m and the sign of g at the samples and near its zeros decide."""
    simpler = unwrapped_on(plain(surface.expr), surface.variables, points)
    at_set = float(Surface(simpler, surface.variables).value(points[0]))
    if not np.isfinite(at_set):
        return {}
    value = sympy.nsimplify(sympy.Float(at_set, 15), rational=True, tolerance=1e-11)
    try:
        over, under = sympy.fraction(sympy.together(simpler - value))
        constant, factors = sympy.factor_list(over)
    except (BasePolynomialError, NotImplementedError):
        return {}
    own = [(q, m) for q, m in factors if q == h or q == -h or sympy.expand(q - h) == 0]
    if not own or surface.expr.count_ops() > 300:
        return {}
    rest = constant * sympy.Mul(*[q**m for q, m in factors if (q, m) not in own]) / under
    other = np.asarray(Surface(rest, surface.variables).value(points), dtype=float)
    scale = np.nanmax(np.abs(other))
    if not scale > 0:
        return {}
    own_power = own[0][1]
    signs = {int(s) for s in np.sign(other[np.abs(other) > 1e-9 * scale])}
    found: dict[str, Nature] = {n.nature: n for n in (_powered(h, own_power, s) for s in signs)}
    if len(found) == 1 and own_power % 2 == 0:
        odd = [q for q, m in factors if m % 2]
        found |= _exceptions(
            Surface(constant * sympy.Mul(*odd) / under, surface.variables), h, points, low, high
        )
    return found


def _exceptions(rest: Surface, h: sympy.Expr, points: Array, low: Array, high: Array) -> dict[str, Nature]:
    """Look where g vanishes on the set h = 0: there, and nowhere else, f = c + h^m g may change its sign."""
    values = np.asarray(rest.value(points), dtype=float)
    zeros = points[np.abs(values) <= 1e-9 * np.nanmax(np.abs(values))]
    if points.shape[1] == 2 and rest.expr.free_symbols:
        starts = points[:: -(-len(points) // _MOST_STARTS)]
        try:
            met, _ = newton(System((h, rest.expr), rest.variables), starts, high - low)
        except Unsupported:
            return {}
        met = met[((met >= low - 1e-7) & (met <= high + 1e-7)).all(axis=1)]
        zeros = np.concatenate([zeros, met])
    span = high - low
    for zero in np.unique(np.round(zeros / span, 6), axis=0)[:_MOST_STARTS] * span:
        if seen_nature(rest, zero, min(1.0, float(span.min()) / 4)).nature == "saddle":
            return {"saddle": Nature("saddle", "the other factors change sign there", False)}
    return {}


def _powered(h: sympy.Expr, power: int, sign: int) -> Nature:
    shown = f"({h})^{power}".replace("**", "^").replace("*", " ")
    if power % 2:
        return Nature(
            "saddle",
            f"f minus its value there is {shown} times a factor that keeps its sign: it changes sign",
            False,
        )
    name: NatureName = "minimum" if sign > 0 else "maximum"
    never = "negative" if sign > 0 else "positive"  # it may vanish, as y² does in x²y² at the origin
    factor = f"times a factor that is nowhere {never} near it"
    return Nature(name, f"f minus its value there is {shown} {factor}: a {name} that is not strict", False)


def by_curvature(surface: Surface, points: Array) -> dict[str, Nature]:
    """Along a curve of critical points f is level; the curvature across it decides where it is not zero."""
    found: dict[str, Nature] = {}
    for H in surface.hessian(points):
        if not np.isfinite(H).all():
            return {}
        values = np.linalg.eigvalsh(H)
        size = np.abs(values).max()
        others = np.sign(np.where(np.abs(values) <= 1e-6 * size, 0, values)) if size > 1e-9 else np.zeros(1)
        name: NatureName = "saddle" if {1, -1} <= set(others) else "undecided"
        if np.count_nonzero(others) == len(values) - 1 and name != "saddle":
            name = "minimum" if others.sum() > 0 else "maximum"
        way = "upwards" if name == "minimum" else "downwards"
        reason = f"f is level along the set and curves {way} across it: a {name} that is not strict"
        found[name] = Nature(name, reason, False)
    return found

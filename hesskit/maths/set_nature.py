"""The nature of whole sets of critical points.

Glossary: h = 0 is the set; c is the value of f on it, constant along every connected piece.
"""

from __future__ import annotations

import numpy as np
import sympy
from sympy.polys.polyerrors import BasePolynomialError

from hesskit.maths.gradient_factors import plain
from hesskit.maths.intervals import Array
from hesskit.maths.nature import Nature, NatureName
from hesskit.maths.surfaces import Surface


def set_nature(surface: Surface, h: sympy.Expr, points: Array) -> Nature:
    """Decide what the points of a set are: by the power of h in f - c, or by the curvature across the set."""
    found = _by_multiplicity(surface, h, points) or by_curvature(surface, points)
    if len(found) == 1:
        return found.popitem()[1]
    if not found or "undecided" in found:
        return Nature("undecided", "neither factors nor curvature decide along the whole set", False)
    words = " and ".join(f"{name}" for name in sorted(found))
    return Nature(
        "undecided", f"it changes along the set, which holds points of more than one nature: {words}", False
    )


def _by_multiplicity(surface: Surface, h: sympy.Expr, points: Array) -> dict[str, Nature]:
    """Write f - c = h^m g; the parity of m and the sign of g at the samples decide."""
    value = sympy.nsimplify(sympy.Float(float(surface.value(points[0])), 15), rational=True, tolerance=1e-11)
    try:
        constant, factors = sympy.factor_list(sympy.together(plain(surface.expr) - value))
    except (BasePolynomialError, NotImplementedError):
        return {}
    own = [(q, m) for q, m in factors if q == h or q == -h or sympy.expand(q - h) == 0]
    if not own or surface.expr.count_ops() > 300:
        return {}
    rest = constant * sympy.Mul(*[q**m for q, m in factors if (q, m) not in own])
    other = np.asarray(Surface(rest, surface.variables).value(points), dtype=float)
    scale = np.nanmax(np.abs(other))
    if not scale > 0:
        return {}
    own_power = own[0][1]
    signs = {int(s) for s in np.sign(other[np.abs(other) > 1e-9 * scale])}
    return {n.nature: n for n in (_powered(h, own_power, s) for s in signs)}


def _powered(h: sympy.Expr, power: int, sign: int) -> Nature:
    shown = f"({h})^{power}".replace("**", "^").replace("*", " ")
    if power % 2:
        return Nature(
            "saddle",
            f"f minus its value there is {shown} times a factor that keeps its sign: it changes sign",
            False,
        )
    name: NatureName = "minimum" if sign > 0 else "maximum"
    word = "positive" if sign > 0 else "negative"
    return Nature(
        name, f"f minus its value there is {shown} times a {word} factor: a {name} that is not strict", False
    )


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

"""What a surface that a learner built does at a point: its value, its gradient, and what the point really is.

Where exact mathematics does not decide, the learner is told so: nothing is passed or refused on a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import sympy

from hesskit.course.answers import Unreadable
from hesskit.course.constructions import Built, Construction, surface_of
from hesskit.course.equality import same_formula, value_at
from hesskit.maths.criticality import exact_signs, exactly_critical
from hesskit.maths.exactness import sign_of
from hesskit.maths.nature import exact_nature
from hesskit.maths.surfaces import Surface

__all__ = ["Origin", "SurfaceConstruction", "at_origin", "gradient_at", "is_formula", "matches"]

_NATURES = {2: "minimum", -2: "maximum"}
_LONGEST, _HIGHEST = (
    80,
    10,
)  # operations in a formula, orders of its derivatives: so that an answer comes soon
_UNDECIDED = "I could not decide what this surface does at the origin: try a simpler construction."
_UNFOLLOWED = (
    "I could not follow this function with symbols, so I can prove nothing of it: give the formula as text."
)


@dataclass(frozen=True)
class SurfaceConstruction(Construction):
    """A construction that shows an example of its own: one of the right type, and wrong.

    Parameters
    ----------
    shown : str
        The example.

    Examples
    --------
    >>> SurfaceConstruction(bool, "x^3").example
    'exp(x) + y'
    """

    shown: str = "exp(x) + y"

    @property
    def example(self) -> str:
        """What is shown where the answer is typed."""
        return self.shown


@dataclass(frozen=True)
class Origin:
    """What is proved of a surface at the origin.

    Parameters
    ----------
    critical : bool
        Is the gradient zero there?
    degenerate : bool
        Is it critical, with D = 0?
    natures : frozenset of str
        Of ``"minimum"``, ``"maximum"`` and ``"saddle"`` what it is; both of the first two where f is constant.
    flat : bool
        Is it critical, with H = 0?
    """

    critical: bool
    degenerate: bool = False
    natures: frozenset[str] = frozenset()
    flat: bool = False


def at_origin(built: Built) -> Origin:
    """What is proved of a surface in x and y at the origin.

    Raises
    ------
    Unreadable
        Where it is not decided.

    Examples
    --------
    >>> from hesskit.course.constructions import Construction
    >>> at_origin(Construction(bool, "x").read("x^2 - y^4"))
    Origin(critical=True, degenerate=True, natures=frozenset({'saddle'}), flat=False)
    """
    if not hasattr(built.formula, "free_symbols"):
        raise Unreadable(_UNFOLLOWED)
    found = _at_origin(built.formula)
    if found is None:
        raise Unreadable(_UNDECIDED)
    return found


@lru_cache(maxsize=256)
def _at_origin(formula: Any) -> Origin | None:
    try:
        return _decided(formula)
    except Exception:  # sympy's failures have many types, and none of them is a learner's business
        return None


def _decided(formula: Any) -> Origin | None:
    surface = surface_of(formula, ("x", "y"))
    if surface is None:
        return None
    if not surface.expr.free_symbols:
        return Origin(True, True, frozenset({"minimum", "maximum"}), flat=True)
    origin = (sympy.S.Zero, sympy.S.Zero)
    critical = exactly_critical(surface, origin, False)
    signs = exact_signs(surface, np.zeros((2, 2)), origin)[1] if critical else None
    if critical is None or (critical and signs is None):
        return None
    if not critical or signs is None:
        return Origin(False)
    if 0 not in signs:
        return Origin(True, False, frozenset({_NATURES.get(sum(signs), "saddle")}))
    nature: str | None = exact_nature(surface, origin).nature
    if nature == "undecided":
        nature = _nature_across(surface)
    return Origin(True, True, frozenset({nature}), not any(signs)) if nature else None


def _nature_across(surface: Any) -> str | None:
    """What the origin is where f depends on one combination ax + by only; None where that is not proved.

    Then f_x : f_y is constant, and the first derivative that does not vanish decides, as in one variable.
    """
    f, (x, y) = surface.expr, surface.variables
    kinked = (sympy.Abs, sympy.sign, sympy.Piecewise, sympy.Max, sympy.Min, sympy.floor, sympy.ceiling)
    roots = (p.base for p in f.atoms(sympy.Pow) if not p.exp.is_integer)  # they may end where they vanish
    if f.has(*kinked) or sympy.count_ops(f) > _LONGEST or any(b.subs({x: 0, y: 0}) == 0 for b in roots):
        return None
    slope, other = surface.gradient_vector
    along, across = (x, y) if slope != 0 else (y, x)
    if slope != 0 and other != 0 and not sympy.simplify(slope / other).is_number:
        return None
    profile = f.subs(across, 0)
    for order in range(1, _HIGHEST + 1):
        profile = sympy.diff(profile, along)
        sign = sign_of(profile.subs(along, 0))
        if sign is None:
            return None
        if sign:
            return "saddle" if order % 2 else _NATURES[2 * sign]
    return None


def gradient_at(built: Built, point: Sequence[float] = (0.0, 0.0)) -> np.ndarray:
    """The gradient of a built surface: exactly for a formula in x and y, by differences for a Python function.

    Examples
    --------
    >>> from hesskit.course.constructions import Construction
    >>> gradient_at(Construction(bool, "x").read("x^2 + 3y")).tolist()
    [0.0, 3.0]
    """
    surface = surface_of(built.formula, ("x", "y"))
    if surface is not None:
        return surface.gradient(list(point))
    steps = 1e-5 * np.eye(len(point))
    slopes = [
        (value_at(built.formula, (), point + s) - value_at(built.formula, (), point - s)) / 2e-5
        for s in steps
    ]
    return np.round(slopes, 8) + 0.0


def matches(built: Built, formula: str) -> tuple[bool, bool, bool]:
    """Do value, gradient and Hessian at the origin match those of a formula in x and y?

    Examples
    --------
    >>> from hesskit.course.constructions import Construction
    >>> matches(Construction(bool, "x").read("exp(x)"), "1 + x + y^2/2")
    (True, True, False)
    """
    value, gradient, hessian = Surface(formula, "x y").at((0.0, 0.0))
    own = value_at(built.formula, ("x", "y"), (0.0, 0.0))
    sharp = hasattr(built.formula, "free_symbols")  # differences of a Python function are rounded
    return (
        bool(np.isclose(own, value, atol=1e-9)),
        bool(np.allclose(gradient_at(built), gradient, rtol=0, atol=1e-9 if sharp else 1e-6)),
        bool(np.allclose(built.hessian, hessian, rtol=0, atol=1e-9 if sharp else 1e-4)),
    )


def is_formula(built: Built, formula: str) -> bool:
    """Is a built surface this formula in x and y, in whatever form it was written?

    Examples
    --------
    >>> from hesskit.course.constructions import Construction
    >>> is_formula(Construction(bool, "x").read("(x + y)^2"), "x^2 + 2x y + y^2")
    True
    """
    return same_formula(built.formula, Surface(formula, "x y").expr, ("x", "y"))

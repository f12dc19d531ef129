"""A square system of equations with its Jacobian, ready to run, and Newton's method from many starts at once.

Glossary: F is the system (n equations, n unknowns), J its Jacobian; a *zero* is a point with F = 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import sympy

from hesskit.maths.intervals import Array, Interval, Mask
from hesskit.maths.tape import Tape

_FAR = 1e3  # widths of the box: farther from zero than this, its digits are spent on where it is


@dataclass
class System:
    """Equations with their Jacobian, ready to run in coordinates u = x − origin.

    Attributes
    ----------
    equations : tuple of sympy.Expr
        In x.
    variables : tuple of sympy.Symbol
    origin : tuple of sympy.Rational
        Zero, but for boxes far from zero: there x has too few digits beside it, and u has all.
    """

    equations: tuple[sympy.Expr, ...]
    variables: tuple[sympy.Symbol, ...]
    origin: tuple[sympy.Rational, ...] = ()
    tape: Tape = field(init=False)
    values: Tape = field(init=False)

    def __post_init__(self) -> None:
        self.origin = self.origin or (sympy.S.Zero,) * len(self.variables)
        moved = moved_by(self.equations, self.variables, self.origin)
        jacobian = [e.diff(v) for e in moved for v in self.variables]
        self.tape = Tape([*moved, *jacobian], self.variables)
        self.values = Tape(moved, self.variables)

    @property
    def offset(self) -> Array:
        """The origin in floats."""
        return np.array([float(c) for c in self.origin])

    def run(self, points: Array) -> tuple[Array, Array]:
        """Return F (k, n) and J (k, n, n) at points (k, n)."""
        n = len(self.variables)
        values = self.tape.numbers(points)
        return values[:, :n], values[:, n:].reshape(-1, n, n)

    def enclose(self, low: Array, high: Array) -> tuple[Interval, Interval, Mask, Mask]:
        """Enclose F (k, n) and J (k, n, n) over boxes; J is unbounded where something may be undefined."""
        n = len(self.variables)
        lows, highs, undefined, partial = self.tape.enclose(low, high)
        below, above = lows[:, n:].reshape(-1, n, n), highs[:, n:].reshape(-1, n, n)
        below[partial], above[partial] = -np.inf, np.inf
        return (lows[:, :n], highs[:, :n]), (below, above), undefined, partial


def moved_by(
    expressions: Sequence[sympy.Expr], variables: Sequence[sympy.Symbol], origin: Sequence[sympy.Rational]
) -> tuple[sympy.Expr, ...]:
    """Write expressions in x as expressions in u = x − origin.

    Examples
    --------
    >>> x = sympy.Symbol("x", real=True)
    >>> moved_by([sympy.sin(x - 10**9)], [x], [sympy.Integer(10**9)])
    (sin(x),)
    """
    far = {v: v + c for v, c in zip(variables, origin, strict=True) if c != 0}
    return tuple(e.xreplace(far) for e in expressions) if far else tuple(expressions)


def origin_for(low: Array, high: Array) -> tuple[sympy.Rational, ...]:
    """Choose the origin for a box: zero in each coordinate in which the box is not far from zero.

    Examples
    --------
    >>> origin_for(np.array([1e9 - 3, -2]), np.array([1e9 + 3, 2]))
    (1000000000, 0)
    """
    chosen = []
    for a, b in zip(low.tolist(), high.tolist(), strict=True):
        unit = sympy.Rational(10) ** int(np.floor(np.log10((b - a) / 4)))
        middle = (sympy.Rational(a) + sympy.Rational(b)) / 2
        chosen.append(
            sympy.Integer(round(middle / unit)) * unit if max(abs(a), abs(b)) > _FAR * (b - a) else sympy.S.Zero
        )
    return tuple(chosen)


def newton(system: System, starts: Array, span: Array, steps: int = 40) -> tuple[Array, Mask]:
    """Run Newton's method from many starts at once.

    Parameters
    ----------
    system : System
    starts : ndarray, shape (k, n)
    span : ndarray, shape (n,)
    steps : int

    Returns
    -------
    ends : ndarray, shape (m, n)
        Where it came to rest, or slowly comes to rest at what is a zero to rounding.
    quick : ndarray of bool, shape (m,)
        Where it came to rest, or as near as rounding allows: so it does at regular zeros.
    """
    points, length = starts, np.full(len(starts), np.inf)
    for _ in range(steps):
        value, jacobian = system.run(points)
        good = np.isfinite(value).all(axis=1) & np.isfinite(jacobian).all(axis=(1, 2))
        points, move = points[good], _least_squares_step(value[good], jacobian[good])
        length = np.abs(move / span).max(axis=1, initial=0.0)
        move *= np.minimum(1.0, 0.2 / np.maximum(length, 1e-300))[:, None]
        points = points - move
        length = np.abs(move / span).max(axis=1, initial=0.0)
        if not len(points) or length.max() < 1e-14:
            break
    quick = (length < 1e-14) | (length <= 4 * np.finfo(float).eps * np.abs(points / span).max(axis=1, initial=0.0))
    kept = quick | (length < 1e-4)
    points, quick = points[kept], quick[kept]
    low, high, _, _ = system.values.enclose(points, points)
    quick |= ((low <= 0) & (high >= 0)).all(axis=1)  # nearer it cannot come: what is left of F is rounding
    kept = quick | nearly_zero(system, points, span) if len(points) else quick
    return points[kept], quick[kept]


def nearly_zero(system: System, points: Array, span: Array) -> Mask:
    """Tell at which points F is zero to rounding, measured by the change of F over a thousandth of the domain."""
    value, _ = system.run(points)
    n = points.shape[1]
    around = [
        np.abs(system.run(points + s * 1e-3 * span * np.eye(n)[i])[0]) for i in range(n) for s in (-1, 1)
    ]
    with np.errstate(invalid="ignore"):
        scale = np.nanmax(np.stack([*around, np.full_like(value, 1e-290)]), axis=0)
        near: Mask = (np.abs(value) <= 1e-7 * scale).all(axis=1)
    return near


def _least_squares_step(value: Array, jacobian: Array) -> Array:
    """Return J⁺F, with rows of J scaled to length one so that no equation outweighs another."""
    size = np.linalg.norm(jacobian, axis=2)
    size = np.where(size > 0, size, 1.0)
    jacobian, value = jacobian / size[:, :, None], value / size
    normal = np.einsum("kji,kjl->kil", jacobian, jacobian)
    n = normal.shape[-1]
    normal += (1e-14 * np.trace(normal, axis1=1, axis2=2) + 1e-300)[:, None, None] * np.eye(n)
    right = np.einsum("kji,kj->ki", jacobian, value)
    step: Array = np.linalg.solve(normal, right[:, :, None])[:, :, 0]
    return step

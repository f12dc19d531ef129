"""A square system of equations with its Jacobian, ready to run, and Newton's method from many starts at once.

Glossary: F is the system (n equations, n unknowns), J its Jacobian; a *zero* is a point with F = 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import sympy

from hesskit.maths.intervals import Array, Mask
from hesskit.maths.tape import Tape


@dataclass
class System:
    """Equations with their Jacobian, ready to run.

    Attributes
    ----------
    equations : tuple of sympy.Expr
    variables : tuple of sympy.Symbol
    """

    equations: tuple[sympy.Expr, ...]
    variables: tuple[sympy.Symbol, ...]
    tape: Tape = field(init=False)

    def __post_init__(self) -> None:
        jacobian = [e.diff(v) for e in self.equations for v in self.variables]
        self.tape = Tape([*self.equations, *jacobian], self.variables)

    def run(self, points: Array) -> tuple[Array, Array]:
        """Return F (k, n) and J (k, n, n) at points (k, n)."""
        n = len(self.variables)
        values = self.tape.numbers(points)
        return values[:, :n], values[:, n:].reshape(-1, n, n)


def newton(system: System, starts: Array, span: Array, steps: int = 40) -> Array:
    """Run Newton's method from many starts (k, n) at once; return the ends that are zeros to rounding."""
    points = starts
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
    else:
        points = points[length < 1e-4]
    return points[_nearly_zero(system, points, span)] if len(points) else points


def _nearly_zero(system: System, points: Array, span: Array) -> Mask:
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


def is_singular(system: System, points: Array, span: Array) -> Mask:
    """Tell where J is far smaller, along some direction, than the change of F a hundredth of the domain away says."""
    n = points.shape[1]
    _, jacobian = system.run(points)
    steps = [s * 1e-2 * span * np.eye(n)[i] for i in range(n) for s in (-1, 1)]
    with np.errstate(invalid="ignore"):
        change = np.nan_to_num(
            np.stack([np.abs(system.run(points + step)[0]) for step in steps]), posinf=0.0
        ).max(axis=0)
    scaled = np.nan_to_num(jacobian * span * 1e-2) / np.maximum(change, 1e-290)[:, :, None]
    flat: Mask = np.linalg.svd(scaled, compute_uv=False)[:, -1] < 1e-5
    return flat

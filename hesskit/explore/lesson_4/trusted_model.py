"""The quadratic model that a step trusts, and its level curves.

Letters: p is where the step starts, g the gradient there, B the matrix that stands for the Hessian H in
m(d) = f(p) + g·d + ½ dᵀB d: H itself, H + μI for damped Newton, |H| (every eigenvalue λ as |λ|) for modified Newton.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from hesskit.explore.parts import GAP, Box, level_lines
from hesskit.maths.descent import SECOND_ORDER, Descent
from hesskit.maths.surfaces import Surface

Array = npt.NDArray[np.float64]
COUNT = 81


@dataclass(frozen=True, eq=False)
class Trusted:
    """The model behind one step of one method."""

    method: str
    point: Array  # (2,)
    gradient: Array  # (2,)
    hessian: Array  # (2, 2): H
    matrix: Array  # (2, 2): B
    radius: float  # of the trust region; NaN without one

    @property
    def centre(self) -> Array | None:
        """The critical point of the model (2,): where the whole step would go; None where B is singular."""
        scale = float(np.abs(self.matrix).max())
        if scale == 0 or abs(np.linalg.det(self.matrix / scale)) < 1e-14:
            return None
        return self.point - np.linalg.solve(self.matrix, self.gradient)

    @property
    def slope(self) -> float:
        """∇f·d over |∇f| |d| for the whole step d: below 0 where it descends, 0 where rounding is all; NaN for none."""
        if self.centre is None or not self.gradient.any():
            return float("nan")
        d = self.centre - self.point
        share = float(self.gradient @ d / (np.linalg.norm(self.gradient) * np.linalg.norm(d)))
        return 0.0 if abs(share) < 1e-14 else share

    def curves(self, box: Box) -> Array:
        """Level curves of the model, through p and half as far from its centre: one line (m, 2) broken by NaN."""
        if self.centre is None:
            x, y = (np.linspace(low, high, COUNT) for low, high in box)
            d = np.stack(np.meshgrid(x, y), axis=-1) - self.point
            rise = d @ self.gradient + 0.5 * np.einsum("...i,ij,...j", d, self.matrix, d)
            return level_lines(x, y, rise, [0.0])
        size = float(np.linalg.norm([high - low for low, high in box])) + float(np.linalg.norm(self.centre))
        rise = -float(self.gradient @ (self.centre - self.point)) / 2
        eigenvalues, axes = np.linalg.eigh(self.matrix)
        pieces = [conic(eigenvalues, share * rise, size) @ axes.T + self.centre for share in (1.0, 0.25)]
        return np.concatenate(pieces)

    def region(self) -> Array:
        """The border of the trust region (m, 2); a NaN pair without one."""
        if not np.isfinite(self.radius):
            return GAP
        turn = np.linspace(0, 2 * np.pi, 73)
        return self.point + self.radius * np.stack([np.cos(turn), np.sin(turn)], axis=-1)


def conic(eigenvalues: Array, rise: float, size: float) -> Array:
    """Give the curve ½ (λ₁u₁² + λ₂u₂²) = rise, as far as `size` reaches: (m, 2), each branch ended by NaN.

    Examples
    --------
    >>> abs(conic(np.array([1.0, 4.0]), 2.0, 10.0)[:-1]).max(axis=0).tolist()
    [2.0, 1.0]
    """
    half = np.sqrt(2 * np.abs(rise / eigenvalues))
    if (eigenvalues > 0).all() or (eigenvalues < 0).all():
        turn = np.linspace(0, 2 * np.pi, 97)
        return np.vstack([np.stack([np.cos(turn), np.sin(turn)], axis=-1) * half, GAP])
    if rise == 0:  # the two lines that cross at the centre
        way = size / np.sqrt(np.abs(eigenvalues)) / np.linalg.norm(1 / np.sqrt(np.abs(eigenvalues)))
        return np.vstack([way, -way, GAP, way * (1, -1), way * (-1, 1), GAP])
    reach = np.arcsinh(2 * size / half.min())
    run = np.linspace(-reach, reach, 97)
    along = int(np.flatnonzero(eigenvalues * rise > 0)[0])  # the axis that the branches cross
    branch = np.stack([np.cosh(run), np.sinh(run)], axis=-1)[:, [along, 1 - along]] * half
    return np.vstack([branch, GAP, -branch, GAP])


def trusted(surface: Surface, descents: Sequence[Descent], step: float) -> Trusted | None:
    """Give the model of the first method that uses the Hessian; None where there is none to trust.

    In the first half between two steps it is the one that the step follows, in the second it turns into the next; at
    the end it is that of the last step.
    """
    descent = next((each for each in descents if each.method in SECOND_ORDER), None)
    if descent is None or (descent.converged and descent.steps == 0):
        return None
    last = descent.steps - descent.converged  # a step follows from here
    whole = min(int(step), last)
    here = _made(surface, descent, whole)
    share = max(0.0, 2 * (step - whole) - 1) if step < last else 0.0
    there = _made(surface, descent, whole + 1) if here is not None and share else None
    return here if here is None or there is None else _between(here, there, share)


@lru_cache(maxsize=64)
def _made(surface: Surface, descent: Descent, step: int) -> Trusted | None:
    point = np.asarray(descent.points[step], float)
    _value, gradient, hessian = surface.at(point)
    if not np.isfinite(hessian).all() or not np.isfinite(gradient).all():
        return None
    note = descent.notes[step] if step < descent.steps else {}
    matrix = _matrix(descent.method, hessian, note.get("damping", 0.0))
    return Trusted(descent.method, point, gradient, hessian, matrix, note.get("radius", np.nan))


def _between(one: Trusted, other: Trusted, share: float) -> Trusted:
    """A quadratic on the way from one to another: each number of it goes straight."""
    parts = ("point", "gradient", "hessian", "matrix", "radius")
    mixed = ((1 - share) * getattr(one, part) + share * getattr(other, part) for part in parts)
    return Trusted(one.method, *mixed)


def _matrix(method: str, hessian: Array, damping: float) -> Array:
    if method == "modified newton":
        eigenvalues, axes = np.linalg.eigh(hessian)
        return np.asarray((axes * np.abs(eigenvalues)) @ axes.T)
    return hessian + damping * np.eye(2)

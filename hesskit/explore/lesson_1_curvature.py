"""What the Hessian says of one direction: uᵀHu is the second derivative of f along the unit vector u."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.base import Explorer
from hesskit.explore.controls import FormulaBox, PointControl, slider
from hesskit.explore.curvature_picture import CurvaturePicture, unit
from hesskit.explore.sweeps import turning
from hesskit.explore.words import conjunction, number, vector
from hesskit.maths.definiteness import definiteness
from hesskit.maths.surfaces import Surface

Array = npt.NDArray[np.float64]
SLICE = np.linspace(-1, 1, 121)  # places along the slice, as a share of its reach
FAN = (unit(np.arange(0, 360, 15))[:, :, None] * np.linspace(1, 0, 12, endpoint=False)).reshape(2, -1).T
for shared in (SLICE, FAN):
    shared.setflags(write=False)
REACH = 0.3  # how far the slice goes either way, as a share of the box


@dataclass(frozen=True, eq=False)
class CurvatureScene:
    """A surface at one point, and its second derivative along one direction and along all."""

    surface: Surface
    point: Array  # (2,)
    angle: float  # of u, in degrees from the x-axis
    value: float
    gradient: Array  # (2,)
    hessian: Array  # (2, 2)
    eigenvalues: Array  # (2,), ascending; 0 where they are 0 but for rounding
    bearings: Array  # (2,), of their directions, in degrees, 0 ≤ bearing < 180
    distances: Array  # (121,), t along the slice
    slice: Array  # (121,), f(p + t u); NaN where not real
    rises: Array  # (288,), f − f(p) within the slice's reach in every direction; NaN where not real

    @property
    def real(self) -> bool:
        """Whether f and its derivatives are finite here."""
        return bool(np.isfinite([self.value, *self.gradient, *self.hessian.flat]).all())

    @property
    def direction(self) -> Array:
        """The unit vector u (2,)."""
        return unit(self.angle)

    @property
    def bend(self) -> float:
        """The value of uᵀHu now; 0 where it is 0 but for rounding."""
        return float(self.bends(self.angle))

    def bends(self, angles: Any) -> Array:
        """Give uᵀHu for directions at these angles, in degrees."""
        u = unit(angles)
        found = np.einsum("i...,ij,j...->...", u, self.hessian, u)
        return np.where(abs(found) < 1e-12 * np.max(abs(self.eigenvalues)), 0.0, found)

    @property
    def parabola(self) -> Array:
        """The osculating parabola f + ∇f·u t + ½ uᵀHu t² at the distances (121,)."""
        if not self.real:
            return np.full(len(self.distances), np.nan)
        t = self.distances
        return np.asarray(self.value + (self.gradient @ self.direction) * t + 0.5 * self.bend * t**2)

    @property
    def flat(self) -> tuple[float, ...]:
        """Where uᵀHu = 0: none, one or two bearings in degrees, 0 ≤ bearing < 180; none when it is 0 everywhere."""
        shape = definiteness(self.hessian)
        if shape.endswith("semidefinite"):
            return (float(self.bearings[int(np.argmin(abs(self.eigenvalues)))]),)
        if shape != "indefinite":
            return ()
        low, high = self.eigenvalues
        half = np.degrees(
            np.arctan(np.sqrt(-high / low))
        )  # tan² of the angle from the largest, where both cancel
        return tuple(sorted(float((self.bearings[1] + sign * half) % 180) for sign in (-1, 1)))

    def sentence(self) -> str:
        """Say uᵀHu, what it can be at least and at most, and where it is zero."""
        place = f"At {vector(self.point)}"
        if not self.real:
            return f"{place} f or one of its derivatives is undefined, so there is no Hessian here: move the point."
        bend = self.bend
        shape = "flat, to second order," if bend == 0 else "curving up" if bend > 0 else "curving down"
        start = (
            f"{place}, along u = {vector(self.direction, 2)} at {in_degrees(self.angle)}, uᵀHu = {number(bend)}: "
            f"the slice is {shape} at the point."
        )
        low, high = self.eigenvalues
        if high - low <= 1e-10 * max(abs(low), abs(high)):
            return f"{start} It is {number(high)} in every direction, because both eigenvalues are {number(high)}."
        ends = (
            f"As u turns, uᵀHu goes from λ₁ = {number(low)} at {in_degrees(self.bearings[0])} "
            f"to λ₂ = {number(high)} at {in_degrees(self.bearings[1])}, and the same in the opposite directions"
        )
        if not self.flat:
            return f"{start} {ends}; it is never 0."
        flat = conjunction(in_degrees(angle) for angle in self.flat)
        return f"{start} {ends}; it is 0 (flat, to second order) at {flat}."


def in_degrees(angle: float) -> str:
    """Say an angle in degrees.

    >>> in_degrees(45.0), in_degrees(33.333)
    ('45°', '33.3°')
    """
    return f"{round(float(angle), 1):g}°"


def compute(formula: Surface, point: tuple[float, float], angle: float) -> CurvatureScene:
    """Make the scene of one direction at one point."""
    place = np.asarray(point, float)
    value, gradient, hessian = formula.at(point)
    eigenvalues, vectors = np.linalg.eigh(hessian if np.isfinite(hessian).all() else np.zeros((2, 2)))
    eigenvalues = np.where(abs(eigenvalues) < 1e-12 * np.max(abs(eigenvalues)), 0.0, eigenvalues)
    bearings = np.degrees(np.arctan2(vectors[1], vectors[0])) % 180
    bearings[bearings > 180 - 1e-9] = 0.0  # 180° is the direction of 0°
    reach = REACH * max(high - low for low, high in formula.domain)
    distances = reach * SLICE
    places = np.concatenate([distances[:, None] * unit(angle), reach * FAN])
    heights = np.asarray(formula.value(place + places), float)
    heights[~np.isfinite(heights)] = np.nan
    along, around = np.split(heights, [len(distances)])
    rises = around - value
    return CurvatureScene(
        formula, place, float(angle), value, gradient, hessian, eigenvalues, bearings, distances, along, rises
    )


def bearing(start: Any, end: Any, otherwise: float) -> float:
    """Give the whole degrees, 0 to 359, at which `end` lies seen from `start`; `otherwise` when they coincide."""
    across, up = np.subtract(end, start)
    return otherwise if across == up == 0 else float(round(np.degrees(np.arctan2(up, across))) % 360)


def curvature(
    formula: Any = "x^3 - 3x y^2", point: tuple[float, float] = (0.6, 0.4), angle: float = 10.0
) -> Explorer:
    """Explore uᵀHu, the second derivative of f along a unit vector u, as u turns.

    Drag the tip of u, the point, or the dot on the curve of uᵀHu against the angle.

    Parameters
    ----------
    formula : str, sympy expression or Surface
        What to start from.
    point : pair of float
        Where to start.
    angle : float
        The angle of u from the x-axis, in degrees.

    Returns
    -------
    Explorer

    Examples
    --------
    >>> curvature("x^2 + 3xy + y^2", (0, 0), angle=45).sentence[:55]
    'At (0, 0), along u = (0.71, 0.71) at 45°, uᵀHu = 5: the'
    """
    box = FormulaBox(formula)
    place = PointControl(point)
    turn = slider("angle of u (degrees)", float(angle) % 360, 0, 360, 1, readout_format=".0f")

    def inside(position: tuple[float, float]) -> tuple[float, ...]:
        pairs = zip(position, box.value.domain, strict=True)
        return tuple(min(max(coordinate, low), high) for coordinate, (low, high) in pairs)

    translate = {
        "point": lambda position: {"point": inside(position)},
        "tip": lambda position: {"angle": bearing(place.value, position, turn.value)},
        "dial": lambda position: {"angle": float(round(position[0]))},
    }
    return Explorer(
        {"formula": box, "point": place, "angle": turn}, compute, CurvaturePicture, translate, sweep=turning
    )

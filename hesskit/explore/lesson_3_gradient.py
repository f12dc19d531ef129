"""The gradient against the level curve, and how fast f changes along a direction u: D_u f = ∇f·u."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.base import Explorer
from hesskit.explore.contours import level_curve
from hesskit.explore.controls import FormulaBox, PointControl, slider
from hesskit.explore.curvature_picture import unit
from hesskit.explore.drawing import Box, blanks, grid_of, outside
from hesskit.explore.gradient_picture import LONGEST, GradientPicture
from hesskit.explore.lesson_1_curvature import bearing, in_degrees
from hesskit.explore.sweeps import turning
from hesskit.explore.words import number, vector
from hesskit.maths.surfaces import Surface

Array = npt.NDArray[np.float64]
MARGIN = 0.22  # round the box, as a share of it, so that the arrows stay on the picture


@dataclass(frozen=True, eq=False)
class GradientScene:
    """A surface at one point: its gradient, its level curve, and its slope along one direction."""

    surface: Surface
    box: Box  # what is drawn: the surface's box with a margin
    point: Array  # (2,)
    angle: float  # of u, in degrees from the x-axis
    value: float
    gradient: Array  # (2,); 0 where it is 0 but for rounding
    level: Array  # (m, 2), the level curve through the point, broken by NaN
    steep: float  # a large |∇f| for this surface: three quarters of the box have less

    @property
    def real(self) -> bool:
        """Whether f and its gradient are finite here."""
        return bool(np.isfinite([self.value, *self.gradient]).all())

    @property
    def critical(self) -> bool:
        """Whether the gradient is zero here."""
        return not self.gradient.any()

    @property
    def direction(self) -> Array:
        """The unit vector u (2,)."""
        return unit(self.angle)

    @property
    def steepness(self) -> float:
        """The size |∇f| of the gradient."""
        return float(np.hypot(*self.gradient))

    @property
    def bearing(self) -> float:
        """The direction of ∇f in degrees, from 0 up to 360."""
        return float(np.degrees(np.arctan2(self.gradient[1], self.gradient[0])) % 360)

    def slopes(self, angles: Any) -> Array:
        """Give D_u f for directions at these angles, in degrees; 0 where it is 0 but for rounding."""
        found = np.einsum("i,i...->...", self.gradient, unit(angles))
        return np.where(abs(found) < 1e-12 * self.steepness, 0.0, found)

    @property
    def slope(self) -> float:
        """D_u f = ∇f·u now."""
        return float(self.slopes(self.angle))

    def sentence(self) -> str:
        """Say the gradient, and D_u f with what it means."""
        place, gaps = f"At {vector(self.point)}", blanks(self.surface, self.surface.domain)
        if not self.real:
            text = (
                f"{place} f or its gradient is undefined, so no direction has a slope ∇f·u: move the point."
            )
        elif self.critical:
            text = (
                f"{place} f = {number(self.value)} and ∇f = 0: D_u f = ∇f·u = 0 for every u, so no direction is "
                "steepest, and the level curve need not have a normal here."
            )
        else:
            text = (
                f"{place} f = {number(self.value)} and ∇f = {vector(self.gradient)}, of size {number(self.steepness)}: "
                f"it points along the steepest ascent, at right angles to the level curve. {self._along()}"
            )
        beyond = "The point lies outside the box that is drawn." if outside(self.point, self.box) else ""
        return " ".join(part for part in (text, beyond, gaps) if part)

    def _along(self) -> str:
        turn = abs((self.angle - self.bearing + 180) % 360 - 180)
        formula = f"D_u f = ∇f·u = |∇f| cos {in_degrees(turn)} = {number(self.slope)}"
        start = f"Along u = {vector(self.direction, 2)}, {in_degrees(turn)} away from ∇f, {formula}"
        if self.slope == 0:
            return f"{start}: u points along the level curve, where f neither rises nor falls to first order."
        way = "rises" if self.slope > 0 else "falls"
        share = abs(self.slope) / self.steepness
        most = (
            "as fast as it can"
            if share > 1 - 1e-6
            else f"at {min(100 * share, 99):.0f} % of the steepest rate"
        )
        return f"{start}: f {way}, {most if share >= 0.005 else 'hardly, for u is nearly along the level curve'}."


@lru_cache(maxsize=32)
def steep_of(surface: Surface) -> float:
    """Give a size of gradient that three quarters of a surface's box do not exceed; 1 where it has none."""
    x, y, _z = grid_of(surface, surface.domain, 41)
    sizes = np.hypot(*np.moveaxis(surface.gradient(np.stack(np.meshgrid(x, y), axis=-1)), -1, 0))
    finite = sizes[np.isfinite(sizes)]
    return float(np.percentile(finite, 75)) or 1.0 if finite.size else 1.0


def drawn_box(surface: Surface) -> Box:
    """Widen a surface's box, by the same on every side when x and y are drawn to one scale."""
    spans = np.array([high - low for low, high in surface.domain])
    pads = MARGIN * (np.full(2, spans.max()) if spans.max() <= LONGEST * spans.min() else spans)
    return tuple(
        (low - pad, high + pad) for (low, high), pad in zip(surface.domain, pads.tolist(), strict=True)
    )  # type: ignore[return-value]


def compute(formula: Surface, point: tuple[float, float], angle: float) -> GradientScene:
    """Make the scene of one direction at one point."""
    value, gradient, _hessian = formula.at(point)
    steep = steep_of(formula)
    if np.hypot(*gradient) < 1e-12 * steep:
        gradient = np.zeros(2)
    level = level_curve(formula, drawn_box(formula), value)
    return GradientScene(
        formula, drawn_box(formula), np.asarray(point, float), float(angle), value, gradient, level, steep
    )


def gradient(
    formula: Any = "x^2 + 3xy + y^2", point: tuple[float, float] = (0.8, 0.4), angle: float = 20.0
) -> Explorer:
    """Explore the gradient: normal to the level curve, steepest ascent, and D_u f = ∇f·u along any unit vector u.

    Drag the point, the tip of u, or the dot on the curve of D_u f against the angle.

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
    >>> explorer = gradient("x^2 + y^2", (1, 0), angle=60)
    >>> explorer.sentence[-89:-39]
    '60° away from ∇f, D_u f = ∇f·u = |∇f| cos 60° = 1:'
    """
    box, place = FormulaBox(formula), PointControl(point)
    turn = slider("angle of u (degrees)", float(angle) % 360, 0, 360, 1, readout_format=".0f")

    translate = {
        "point": lambda position: tuple(np.clip(position, *np.transpose(box.value.domain)).tolist()),
        "direction": lambda position: {"angle": bearing(place.value, position, turn.value)},
        "angle": lambda position: float(round(position[0])),
    }
    return Explorer(
        {"formula": box, "point": place, "angle": turn}, compute, GradientPicture, translate, sweep=turning
    )

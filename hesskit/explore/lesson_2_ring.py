"""The ring: f − f(p) on a small circle round a critical point p, where the second-derivative test may be silent."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.base import Explorer
from hesskit.explore.controls import FormulaBox, PointControl, log_slider, slider
from hesskit.explore.lesson_1_curvature import bearing
from hesskit.explore.ring_picture import RingPicture
from hesskit.explore.ring_signs import RingSigns, signs_on_ring, unit_vectors
from hesskit.explore.words import number, vector
from hesskit.maths.critical import CriticalPoint, classify
from hesskit.maths.rise import DIGITS, Rise
from hesskit.maths.surfaces import Surface

Array = npt.NDArray[np.float64]
NAMES = (
    "flat bowl", "half-flat bowl", "flat dome", "half-flat saddle", "shoulder", "monkey saddle", "dog saddle",
    "Peano's surface", "parabolic valley, closed", "parabolic valley, open", "square of a product", "trough",
)  # fmt: skip
WINDOW = 1.35  # half the side of the picture of the ring, in radii
ALONG = np.linspace(-1, 1, 81)
ALONG.setflags(write=False)
SUGGESTS = {
    1: "That suggests a minimum, and it is evidence at this radius, not proof",
    -1: "That suggests a maximum, and it is evidence at this radius, not proof",
    0: "If smaller circles show both signs too, p is neither a minimum nor a maximum: one circle does not prove it",
}


@dataclass(frozen=True, eq=False)
class RingScene:
    """A critical point, the rise of f on a circle round it, along a line, and along a curve."""

    surface: Surface
    critical: CriticalPoint
    radius: float
    angle: float  # of the line, in degrees
    walk: Surface  # y as a function of x
    ring: RingSigns
    grid: tuple[Array, Array]  # places (g,) in radii, rises (g, g)
    end: float  # the rise where the line meets the ring
    line: Array  # (81,), the rises at ALONG radii along the line
    curve: Array | None  # (81, 2), displacements along the walk; None when it misses p
    walked: Array | None  # (81,), the rises along it
    takes_over: float  # below this radius plain float64 sees only rounding; 0 when it never does
    digits: int | None  # with how many digits this was computed, where float64 was not enough

    def sentence(self) -> str:
        """Say the sign pattern, the extremes, what they suggest, and where rounding would take over."""
        where = f"On the circle of radius {number(self.radius)} round {vector(self.critical.point)}"
        low, high = self.ring.smallest, self.ring.largest
        if np.isnan(low):
            return f"{where} f is not real anywhere, so there is nothing to compare with f(p)."
        extremes = f"its smallest value is {number(low)} and its largest {number(high)}"
        parts = [
            f"{where} f − f(p) {self.ring.words()}; {extremes}.",
            f"{self._suggestion()}.",
            self._ways(),
            self._rounding(),
        ]
        return " ".join(part for part in parts if part)

    def _suggestion(self) -> str:
        ring = self.ring
        if not ring.real:
            return "f is not real on part of the circle, which is left blank, so p is at the edge of where f lives"
        if not any(ring.signs):
            return "f is level here, so neither sign is seen"
        one = {sign for sign in ring.signs if sign}
        if len(one) == 1 and (ring.touches or 0 in ring.signs):
            kind = "minimum" if 1 in one else "maximum"
            return f"That suggests a {kind} that is not strict, and it is evidence at this radius, not proof"
        return SUGGESTS[next(iter(one)) if len(one) == 1 else 0]

    def _ways(self) -> str:
        line = (
            f"Near p, at r/40, it is {both(self.line)} along the straight line at {round(self.angle, 1):g}°"
        )
        if self.walked is None:
            return f"{line}; the curve y = {self.walk.text} does not pass through p, so it is not drawn."
        return f"{line}, and {both(self.walked)} along the curve y = {self.walk.text}."

    def _rounding(self) -> str:
        if not self.takes_over:
            return ""
        below = f"elow r ≈ {number(self.takes_over, 1)} plain floating point would see only rounding"
        if self.radius > self.takes_over:
            return f"B{below}; this picture then uses more digits."
        how = "from the exact polynomial" if self.digits is None else f"with {self.digits} digits"
        return f"This picture is computed {how}: b{below}."


def both(rises: Array) -> str:
    """Say the signs (of rises at ALONG) one step to either side of the middle.

    >>> both(ALONG**2), both(ALONG**3)
    ('positive both ways', 'negative one way and positive the other')
    """
    names = {1.0: "positive", -1.0: "negative", 0.0: "zero"}
    middle = len(rises) // 2
    before, after = (names.get(float(np.sign(rises[middle + step])), "not real") for step in (-1, 1))
    return f"{before} both ways" if before == after else f"{before} one way and {after} the other"


@lru_cache(maxsize=32)
def risen(surface: Surface, point: tuple[float, float]) -> tuple[CriticalPoint, Rise, float]:
    """Classify a point and prepare its rise; NotCritical where the gradient is not zero.

    The last is the radius below which plain float64 sees only rounding, 0 when that is not above 10⁻⁶.
    """
    critical = classify(surface, point)
    rise = Rise(surface, point, critical=True)
    rays = unit_vectors(np.linspace(7, 352, 12))
    lost = 0.0
    for power in np.arange(-6, 0.01, 0.25):
        steps = 10.0**power * rays
        try:
            true = rise(steps)
        except ValueError:  # too small for any float
            continue
        wrong = np.nanmax(np.abs(rise.plainly(steps) - true), initial=0.0)
        if wrong >= 0.5 * np.nanmax(np.abs(true), initial=0.0) > 0:
            lost = 10.0**power
    return critical, rise, lost


@lru_cache(maxsize=64)
def around(
    surface: Surface, point: tuple[float, float], radius: float
) -> tuple[RingSigns, tuple[Array, Array], int | None]:
    """All that does not depend on the line and the curve: the ring, the grid, and the digits they needed."""
    _, rise, _ = risen(surface, point)
    ring = signs_on_ring(rise, radius)
    places = np.linspace(-WINDOW, WINDOW, 61 if ring.many else 17)
    grid = rise(radius * np.stack(np.meshgrid(places, places), axis=-1))
    return ring, (places, grid), DIGITS if rise.digits else None


@lru_cache(maxsize=32)
def walk_rise(walk: Surface, start: float) -> Rise:
    """The rise of the curve y(x) from its place above `start`."""
    return Rise(walk, (start,))


def along_line(rise: Rise, radius: float, direction: Array) -> Array:
    """The rises (81,) along a straight line; zero where rounding the direction decides the sign."""
    turned = 1e-15 * np.array([-direction[1], direction[0]])
    line, left, right = (
        rise(radius * ALONG[:, None] * u) for u in (direction, direction + turned, direction - turned)
    )
    return np.where(np.sign(left) * np.sign(right) < 0, 0.0, line)


def compute(
    formula: Surface, point: tuple[float, float], radius: float, angle: float, walk: Surface
) -> RingScene:
    """Make the scene of one circle; NotCritical, a ValueError, where the gradient is not zero."""
    place = (float(point[0]), float(point[1]))
    radius = float(f"{radius:.3g}")
    critical, rise, lost = risen(formula, place)
    ring, grid, digits = around(formula, place, radius)
    direction = unit_vectors(angle)
    line = along_line(rise, radius, direction)
    curve = walked = None
    if abs(float(walk.value((place[0],))) - place[1]) <= 1e-12 * max(1.0, abs(place[1])):
        across = radius * ALONG
        curve = np.column_stack([across, walk_rise(walk, place[0])(across[:, None])])
        walked = rise(curve)
    return RingScene(
        formula,
        critical,
        radius,
        float(angle),
        walk,
        ring,
        grid,
        float(line[-1]),
        line,
        curve,
        walked,
        lost,
        digits,
    )


def ring(
    formula: Any = "x^4 + y^4", point: tuple[float, float] = (0, 0), radius: float = 0.1, walk: str = "2x^2"
) -> Explorer:
    """Explore the signs of f − f(p) on a circle round a critical point p, down to a radius of 10⁻⁶.

    Drag the dot on the ring, or on the graph, to turn the straight line; type a curve y(x) to walk along.

    Parameters
    ----------
    formula : str, sympy expression or Surface
        What to start from.
    point : pair of float
        A critical point of it.
    radius : float
        Between 10⁻⁶ and 1.
    walk : str
        A formula in x.

    Returns
    -------
    Explorer

    Raises
    ------
    NotCritical
        If the gradient at the point is not zero.

    Examples
    --------
    >>> ring("x^4 + y^4").sentence[:72]
    'On the circle of radius 0.1 round (0, 0) f − f(p) is positive all the wa'
    >>> peano = ring("(y - x^2)(y - 3x^2)", radius=1e-6)
    >>> peano.scene.ring.changes, f"{peano.scene.walked[-1]:.6g}"
    (4, '-1e-24')
    """
    curve = FormulaBox(walk, names=(), variables="x")
    curve.text.description = "walk along y ="
    turn = slider("line at (degrees)", 30, 0, 360, 1, readout_format=".0f")
    controls: dict[str, Any] = {
        "formula": FormulaBox(formula, NAMES), "point": PointControl(point, "critical point p"),
        "radius": log_slider("radius r", radius, -6, 0), "angle": turn, "walk": curve,
    }  # fmt: skip
    translate = {
        "tip": lambda position: {"angle": bearing((0, 0), position, turn.value)},
        "dial": lambda position: {"angle": float(round(position[0]))},
    }
    return Explorer(controls, compute, RingPicture, translate)

"""The map of all 2×2 Hessians: the quadratic form ½ dᵀHd, and where (trace, determinant) says its kind.

Letters: T is the trace of H and D its determinant; m is the mean of the diagonal, k half its difference, so that
f_xx = m + k, f_yy = m − k, and the eigenvalues are m ± √(k² + f_xy²).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.base import Explorer
from hesskit.explore.controls import slider
from hesskit.explore.quadratic_picture import QuadraticPicture
from hesskit.explore.sweeps import Sweep, sweep_of
from hesskit.explore.words import number, rows, vector
from hesskit.maths.definiteness import Kind, Signs, kind_from, shape_of

Array = npt.NDArray[np.float64]
LIMIT, STEP = 4.0, 0.25
SNAP = 0.2  # the dot is pulled to a border of the map from this near: less than two pixels
ROUNDING = 8 * float(np.finfo(float).eps)
SILENT = {
    "positive semidefinite": "may be a minimum, as for x² + y⁴, or neither, as for x² − y⁴, but no maximum",
    "negative semidefinite": "may be a maximum, as for −x² − y⁴, or neither, as for y⁴ − x², but no minimum",
    "zero": "may be a minimum (x⁴ + y⁴), a maximum (−x⁴ − y⁴) or neither (x³ − 3xy²)",
}
VERDICTS = {
    "minimum": "D > 0 and f_xx > 0, so a critical point with this H is a minimum",
    "maximum": "D > 0 and f_xx < 0, so a critical point with this H is a maximum",
    "saddle": "D < 0, so a critical point with this H is a saddle, whatever f_xx is",
}


@dataclass(frozen=True, eq=False)
class QuadraticScene:
    """One symmetric 2×2 matrix and its place on the map."""

    f_xx: float
    f_xy: float
    f_yy: float

    @property
    def hessian(self) -> Array:
        """H (2, 2)."""
        return np.array([[self.f_xx, self.f_xy], [self.f_xy, self.f_yy]])

    @property
    def trace(self) -> float:
        """T = f_xx + f_yy."""
        return self.f_xx + self.f_yy

    @property
    def determinant(self) -> float:
        """D = f_xx f_yy − f_xy²: exact at the sliders' quarters; zero where only rounding is left of it."""
        plus, minus = self.f_xx * self.f_yy, self.f_xy * self.f_xy
        return 0.0 if abs(plus - minus) <= ROUNDING * (abs(plus) + minus) else plus - minus

    @property
    def equal(self) -> bool:
        """Whether both eigenvalues are the same: exactly on the border D = T²/4."""
        return self.f_xy == 0 and self.f_xx == self.f_yy

    @property
    def signs(self) -> Signs:
        """The signs of the eigenvalues, decided by D and T alone."""
        side = int(np.sign(self.trace))
        if self.determinant < 0:
            return (-1, 1)
        return (side, side) if self.determinant > 0 else (min(side, 0), max(side, 0))

    @property
    def kind(self) -> Kind:
        """What the test says of a critical point with this Hessian."""
        return kind_from(self.signs)

    @property
    def eigenvalues(self) -> Array:
        """Both (2,), ascending; exactly zero where D is."""
        mean = self.trace / 2
        far = mean + np.copysign(np.hypot((self.f_xx - self.f_yy) / 2, self.f_xy), mean)
        return np.sort([self.determinant / far if far else 0.0, far]) + 0.0

    @property
    def eigenvectors(self) -> Array:
        """Unit columns (2, 2) in the order of the eigenvalues; the axes where every direction is one."""
        half = 0.5 * np.arctan2(self.f_xy, (self.f_xx - self.f_yy) / 2)
        c, s = np.cos(half), np.sin(half)
        return np.array([[-s, c], [c, s]])

    def sentence(self) -> str:
        """Say H, T, D, the eigenvalues, and what the test says or that it says nothing."""
        low, high = self.eigenvalues
        words = f"eigenvalues {number(low)} and {number(high)}"
        if self.equal:
            border = "on the border D = trace²/4, where every direction is an eigen-direction"
            words = f"both eigenvalues {number(low)}, {border}"
        trace, determinant = number(self.trace), number(self.determinant, 4)
        start = f"H has {rows(self.hessian)}: trace {trace}, D = {determinant} and {words}. "
        if self.kind != "inconclusive":
            return start + VERDICTS[self.kind] + "."
        shape = shape_of(self.signs)
        flat = "" if shape == "zero" else f" The form is level along {vector(self._level(), 2)}."
        return f"{start}D = 0: the test says nothing. A critical point with this H {SILENT[shape]}.{flat}"

    def _level(self) -> Array:
        """The direction (2,) of the zero eigenvalue, pointing right."""
        level = self.eigenvectors[:, self.signs.index(0)]
        return level * (-1.0 if level[0] < 0 else 1.0)


def compute(f_xx: float, f_xy: float, f_yy: float) -> QuadraticScene:
    """Make the scene of one matrix."""
    return QuadraticScene(float(f_xx), float(f_xy), float(f_yy))


class Steering:
    """Turns a place on the map into a matrix with that trace and determinant and, if it can, the same eigen-directions.

    It remembers the last directions, which are lost where both eigenvalues are equal.
    """

    def __init__(self) -> None:
        self.toward = np.array([0.0, 1.0])  # (k, f_xy), a unit vector

    def matrix(self, place: tuple[float, float], present: dict[str, float]) -> dict[str, float]:
        """Give f_xx, f_xy, f_yy for a place (T, D), moved as far as it must be to be possible."""
        difference = np.array([(present["f_xx"] - present["f_yy"]) / 2, present["f_xy"]])
        if np.hypot(*difference) > 1e-9:
            self.toward = difference / np.hypot(*difference)
        trace, determinant = place[0], to_the_border(*place)
        mean = trace / 2
        reach = np.sqrt(max(mean * mean - determinant, 0.0))
        k, across = reach * self.toward
        room = LIMIT - abs(mean)
        if abs(k) > room or abs(across) > LIMIT:  # turn the eigen-directions as little as the sliders ask for
            k = np.clip(k, -room, room)
            across = np.copysign(min(np.sqrt(reach * reach - k * k), LIMIT), across)
            k = np.copysign(min(np.sqrt(reach * reach - across * across), room), k)
        return {"f_xx": float(mean + k), "f_xy": float(across) + 0.0, "f_yy": float(mean - k)}


def to_the_border(trace: float, determinant: float) -> float:
    """Pull a determinant to the borders D = 0 and D = T²/4 when it is near, and below the second.

    >>> to_the_border(4, 0.1), to_the_border(4, 3.9), to_the_border(4, 9), to_the_border(4, 2)
    (0.0, 4.0, 4.0, 2)
    """
    if abs(determinant) <= SNAP:
        return 0.0
    highest = trace * trace / 4
    return highest if determinant > highest - SNAP else determinant


def quadratic_form(f_xx: float = 2, f_xy: float = 1, f_yy: float = 2) -> Explorer:
    """Explore all 2×2 Hessians: the form ½ dᵀHd, and the map of kinds by trace and determinant.

    Move the entries, or drag the dot on the map: the eigen-directions stay and the eigenvalues follow.

    Parameters
    ----------
    f_xx, f_xy, f_yy : float
        The entries to start from, between −4 and 4.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If an entry is not between −4 and 4.

    Examples
    --------
    >>> quadratic_form(2, 3, 2).scene.kind
    'saddle'
    >>> "the test says nothing" in quadratic_form(1, 2, 4).sentence
    True
    """
    entries = {"f_xx": f_xx, "f_xy": f_xy, "f_yy": f_yy}
    for name, value in entries.items():
        if not -LIMIT <= value <= LIMIT:
            raise ValueError(f"{name} is between −4 and 4 on this picture, not {value}.")
    names = {"f_xx": "f_xx", "f_xy": "f_xy = f_yx", "f_yy": "f_yy"}
    controls: dict[str, Any] = {
        name: slider(names[name], float(value), -LIMIT, LIMIT, STEP) for name, value in entries.items()
    }
    steering = Steering()

    def steer(place: tuple[float, float]) -> dict[str, float]:
        return steering.matrix(place, {name: control.value for name, control in controls.items()})

    return Explorer(controls, compute, QuadraticPicture, {"map": steer}, sweep=_crossing)


def _crossing(explorer: Explorer) -> Sweep:
    """Let f_xy take the determinant through zero, at several traces; the difference of the diagonal stays.

    D depends on the size of f_xy alone: one sign is enough, and twice as fine for it.
    """
    now = explorer.values
    k, side = (now["f_xx"] - now["f_yy"]) / 2, -1 if now["f_xy"] < 0 else 1

    def settings(trace: float, across: float) -> dict[str, float]:
        return {"f_xx": trace / 2 + k, "f_xy": across, "f_yy": trace / 2 - k}

    lines = [float(T) for T in (-4, -2, 0, 2, 4)], sorted(side * m / 4 for m in range(17))
    return sweep_of(["trace", "f_xy"], lines, (now["f_xx"] + now["f_yy"], now["f_xy"]), settings)

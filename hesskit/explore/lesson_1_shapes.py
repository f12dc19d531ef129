"""The shapes of a Hessian: two or three eigenvalues, a turn, and the quadratic form they make."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.base import Explorer
from hesskit.explore.controls import SliderGroup, slider, tick
from hesskit.explore.shapes_picture import ShapesPicture
from hesskit.explore.sweeps import Sweep, sweep_of
from hesskit.explore.words import BENDS, conjunction, number, rows
from hesskit.maths.definiteness import shape_of

Array = npt.NDArray[np.float64]
LIMIT, STEP = 3.0, 0.25


@dataclass(frozen=True, eq=False)
class ShapesScene:
    """A Hessian made from its eigenvalues, and its name by their exact signs."""

    eigenvalues: tuple[float, ...]  # (2,) or (3,): along the first direction, the second, and z
    degrees: float
    directions: Array  # (2, 2), in columns
    hessian: Array  # (n, n)

    @property
    def signs(self) -> tuple[int, ...]:
        """The exact sign of each eigenvalue: zero only when it is zero."""
        return tuple((value > 0) - (value < 0) for value in self.eigenvalues)

    @property
    def shape(self) -> str:
        """The definiteness."""
        return shape_of(self.signs)

    @property
    def determinant(self) -> float:
        """The product of the eigenvalues, exactly zero when one of them is."""
        return float(np.prod(self.eigenvalues)) + 0.0

    @property
    def name(self) -> str:
        """The definiteness, and whether H is singular."""
        return f"{self.shape}{', singular' if 0 in self.signs else ''}"

    def sentence(self) -> str:
        """Say the matrix, its shape and what the determinant does and does not tell."""
        values = conjunction(number(value) for value in self.eigenvalues)
        kind = "the zero matrix, singular too" if self.shape == "zero" else self.shape
        singular = " and singular" if 0 in self.signs and any(self.signs) else ""
        return (
            f"The eigenvalues are {values}, with the first direction turned by {number(self.degrees)}°: H has "
            f"{rows(self.hessian)}. It is {kind}{singular}: {BENDS[self.shape]}. {self._determinant_says()}"
        )

    def _determinant_says(self) -> str:
        det = f"det H = {number(self.determinant)}"
        if 0 in self.signs:
            if self.shape == "indefinite":
                return f"{det}: singular does not mean semidefinite, for two other eigenvalues have opposite signs."
            return f"{det}: a zero eigenvalue makes H singular, however the others bend."
        if len(self.signs) == 2:
            told = "opposite signs" if self.determinant < 0 else "the same sign, and the diagonal tells which"
            return f"{det}: for two eigenvalues that tells that they have {told}."
        if self.shape == "indefinite" and self.determinant > 0:
            return f"{det} is positive and yet H is indefinite: two negative signs cancel in the product."
        return f"{det}: for three eigenvalues the sign of the determinant alone does not tell the shape."


def compute(eigenvalues: tuple[float, ...], angle: float, third: bool) -> ShapesScene:
    """Make the scene of two eigenvalues, or of three when `third` is on; the angle is in degrees."""
    turn = np.deg2rad(angle)
    directions = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    directions[np.abs(directions) < 1e-15] = 0.0  # a quarter turn is exact
    used = tuple(float(value) + 0.0 for value in eigenvalues[: 3 if third else 2])
    hessian = np.zeros((len(used),) * 2)
    flat = directions @ np.diag(used[:2]) @ directions.T
    hessian[:2, :2] = (flat + flat.T) / 2
    if third:
        hessian[2, 2] = used[2]
    return ShapesScene(used, float(angle), directions, hessian)


def to_the_step(value: float) -> float:
    """Give the nearest multiple of the sliders' step, so that zero is reached exactly.

    >>> to_the_step(0.1), to_the_step(-1.3)
    (0.0, -1.25)
    """
    return min(max(round(value / STEP) * STEP, -LIMIT), LIMIT) + 0.0


class EigenvalueSliders(SliderGroup):
    """Three sliders; the map moves the first two."""

    def from_map(self, place: tuple[float, float]) -> dict[str, Any]:
        """Turn a place on the map of the first two eigenvalues into the value it stands for."""
        return {"eigenvalues": (to_the_step(place[0]), to_the_step(place[1]), self.value[2])}


def shapes(eigenvalues: tuple[float, ...] = (2.0, 1.0), angle: float = 30.0) -> Explorer:
    """Explore the shapes of a Hessian by its eigenvalues.

    Parameters
    ----------
    eigenvalues : tuple of two or three float
        Between −3 and 3; a third one belongs to the direction z.
    angle : float
        By how many degrees the first eigen-direction is turned from the x-axis, between −90 and 90.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If there are not two or three eigenvalues between −3 and 3.

    Examples
    --------
    >>> shapes((1, -1, 0)).scene.name
    'indefinite, singular'
    >>> shapes((-1, -1, 1)).scene.determinant
    1.0
    """
    if len(eigenvalues) not in (2, 3) or not all(-LIMIT <= value <= LIMIT for value in eigenvalues):
        raise ValueError(
            "this picture takes two or three eigenvalues between −3 and 3, such as (1, -1) or (1, -1, 0)."
        )
    start = (*eigenvalues, 1.0)[:3]
    sliders = [
        slider(f"λ{sub}", float(value), -LIMIT, LIMIT, STEP) for sub, value in zip("₁₂₃", start, strict=True)
    ]
    values = EigenvalueSliders(sliders)
    controls: dict[str, Any] = {
        "eigenvalues": values,
        "angle": slider("turn (degrees)", float(angle), -90, 90, 5),
        "third": tick("use λ₃ too (n = 3)", len(eigenvalues) == 3),
    }
    explorer = Explorer(controls, compute, ShapesPicture, translate={"map": values.from_map}, sweep=_pairs)
    explorer.controls["third"].observe(lambda change: _enable(sliders[2], change["new"]), "value")
    _enable(sliders[2], controls["third"].value)
    return explorer


def _pairs(explorer: Explorer) -> Sweep:
    """Take the first two eigenvalues through the whole numbers."""
    line, start = [float(k) for k in range(-3, 4)], explorer.values["eigenvalues"]

    def settings(first: float, second: float) -> dict[str, Any]:
        return {"eigenvalues": (first, second, start[2])}

    return sweep_of(["λ₁", "λ₂"], [line, line], start[:2], settings)


def _enable(control: Any, on: bool) -> None:
    control.disabled = not on

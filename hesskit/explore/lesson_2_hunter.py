"""The second-derivative test at every critical point in a box, and its refusal everywhere else."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.base import Explorer
from hesskit.explore.box_control import BoxControl
from hesskit.explore.controls import FormulaBox, PointControl
from hesskit.explore.drawing import Box, blanks
from hesskit.explore.sweeps import Sweep
from hesskit.explore.words import conjunction, number, powers, rows, tidy, vector
from hesskit.maths.critical import CriticalPoint, NotCritical, classify
from hesskit.maths.finder import critical_points
from hesskit.maths.found import CriticalPoints
from hesskit.maths.surfaces import Surface
from hesskit.stage.recording import Dial

Array = npt.NDArray[np.float64]
REACH = 0.02  # a probe this near (as a share of the box) to a critical point is taken to mean it
ASKED, PROBES = 24, ((0.8, 0.7), (0.3, 0.85), (0.35, 0.25), (0.65, 0.4), (0.15, 0.5), (0.9, 0.15))  # recorded
PLURALS = {"minimum": "minima", "maximum": "maxima", "saddle": "saddles", "undecided": "undecided"}


@dataclass(frozen=True, eq=False)
class HunterScene:
    """A box, every critical point found in it, and the place that the learner asks about."""

    surface: Surface
    box: Box
    found: CriticalPoints
    point: Array  # (2,): the probe, on the critical point if there is one within reach
    gradient: Array  # (2,)
    chosen: CriticalPoint | None

    @property
    def singles(self) -> list[CriticalPoint]:
        """The critical points that are points, not sets."""
        return [one for one in self.found if one.set is None]

    @property
    def sets(self) -> list[CriticalPoint]:
        """The whole sets of critical points, one entry each."""
        return [one for one in self.found if one.set is not None]

    def sentence(self) -> str:
        """Say what the test says here, and what was found in the box."""
        here = test_in_words(self.chosen) if self.chosen else self._refusal()
        return " ".join(filter(None, [here, self._count(), self.found.note, blanks(self.surface, self.box)]))

    def _refusal(self) -> str:
        place = vector(self.point)
        if not np.isfinite(self.gradient).all():
            return f"f has no gradient at {place}, so the test cannot be asked there."
        return (
            f"{place} is not a critical point: the gradient there is {vector(self.gradient)}, not (0, 0), "
            "so the second-derivative test says nothing here."
        )

    def _count(self) -> str:
        natures: list[str] = [one.nature for one in self.singles]
        counts = [(natures.count(nature), nature) for nature in PLURALS]
        parts = [f"{count} {nature if count == 1 else PLURALS[nature]}" for count, nature in counts if count]
        parts += [f"the set {powers(str(one.set))}" for one in self.sets]
        return f"In the box: {conjunction(parts)}." if parts else ""


def test_in_words(one: CriticalPoint) -> str:
    """Say what the test says of one critical point, and what is known beyond it."""
    place = vector(one.point) + (f", one of the set {powers(one.set)}," if one.set else "")
    scale = float(np.max(np.abs(one.eigenvalues), initial=0.0)) or 1.0
    low, high = (tidy(value, scale) for value in one.eigenvalues)
    facts = f"H has {rows(one.hessian)} with eigenvalues {low} and {high}"
    if one.D is None or not np.isfinite(one.D):
        return f"At {place} the gradient is zero, but the second derivatives are not all finite: {one.reason}"
    if one.kind == "inconclusive":
        really = "What it is was not decided" if one.nature == "undecided" else f"It is a {one.nature}"
        return f"At {place} the gradient is zero; {facts}; D = 0. {really}: {one.reason.rstrip('.')}."
    sign = "D > 0" if one.D > 0 else "D < 0"
    bend = "" if one.D < 0 else (" and f_xx > 0" if one.hessian[0, 0] > 0 else " and f_xx < 0")
    return f"{place} is a {one.kind}: the gradient is zero; {facts}, D = {number(one.D)}: {sign}{bend}."


@lru_cache(maxsize=16)
def hunted(surface: Surface, box: Box) -> CriticalPoints:
    """Find every critical point once for a surface and a box; dragging must not search again."""
    return critical_points(surface, box)


def compute(formula: Surface, box: Box, point: tuple[float, float]) -> HunterScene:
    """Make the scene of one probe; a probe within reach of a critical point is put on it."""
    found = hunted(formula, box)
    probe = np.asarray(point, float)
    spans = np.array([high - low for low, high in box])
    near = [(float(np.max(np.abs(one.point - probe) / spans)), one) for one in found]
    distance, chosen = min(near, key=lambda pair: pair[0], default=(np.inf, None))
    if chosen is not None and distance <= REACH:
        return HunterScene(formula, box, found, chosen.point, np.zeros(2), chosen)
    gradient = formula.at(probe)[1]
    try:  # elsewhere on a whole curve of critical points, or outside the box
        here = classify(formula, point) if np.linalg.norm(gradient) < 1e-6 else None
    except NotCritical:
        here = None
    return HunterScene(formula, box, found, probe, gradient, here)


def second_derivative_test(
    formula: Any = "exp(-x^2-y^2)(x^2+2y^2)", point: tuple[float, float] = (0, 1)
) -> Explorer:
    """Explore the second-derivative test: every critical point in the box is marked and classified.

    Parameters
    ----------
    formula : str, sympy expression or Surface
        What to start from.
    point : pair of float
        Where to ask first; a critical point, or any other place, which the test refuses.

    Returns
    -------
    Explorer

    Examples
    --------
    >>> second_derivative_test("x^2 + 3xy + y^2", (0, 0)).sentence[:50]
    '(0, 0) is a saddle: the gradient is zero; H has ro'
    >>> second_derivative_test("exp(x) + exp(y)", (0, 0)).sentence[:35]
    '(0, 0) is not a critical point: the'
    """
    from hesskit.explore.hunter_picture import HunterPicture, PointTable

    box = FormulaBox(formula)
    controls = {"formula": box, "box": BoxControl(box), "point": PointControl(point)}
    return Explorer(controls, compute, HunterPicture, companions=[PointTable()], sweep=_asking)


def _asking(explorer: Explorer) -> Sweep:
    """Ask at every critical point, and at some places that are none."""
    scene: Any = explorer.scene
    places = [explorer.values["point"], *(tuple(map(float, one.point)) for one in scene.found[:ASKED])]
    probes = [
        tuple(low + share * (high - low) for (low, high), share in zip(scene.box, at, strict=True))
        for at in PROBES
    ]
    places = list(dict.fromkeys([*places, *((round(x, 2), round(y, 2)) for x, y in probes)]))
    dial = Dial("asked at", tuple(vector(place) for place in places))
    return Sweep((dial,), (places,), lambda place: {"point": place})

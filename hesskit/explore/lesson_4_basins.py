"""Basins: every start of a box coloured by where a method ends, and the path from one of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.base import Explorer
from hesskit.explore.basin_map import MAX_STEPS, ROUNDS, TOLERANCE, Chart, surveyed
from hesskit.explore.box_control import BoxControl
from hesskit.explore.controls import FormulaBox, PointControl, log_slider, menu
from hesskit.explore.drawing import Box
from hesskit.explore.progress_control import Progress
from hesskit.explore.words import conjunction, number, vector
from hesskit.maths.basins import BASIN_METHODS
from hesskit.maths.descent import descend
from hesskit.maths.result import Descent
from hesskit.maths.surfaces import Surface

Array = npt.NDArray[np.float64]
SAID = 9  # places named one by one
FIXED = "gradient descent"  # the only method whose step size is chosen here


@dataclass(frozen=True, eq=False)
class BasinsScene:
    """The map of one method on one surface, and the path from one start."""

    surface: Surface
    box: Box
    method: str
    step_size: float | None  # of gradient descent
    chart: Chart
    point: Array  # (2,), the start
    descent: Descent
    end: Array  # (2,), where the path goes: the place on the map, or its last point

    def sentence(self) -> str:
        """Say the share of starts that end at each place, with its kind, and where this one goes."""
        size = "" if self.step_size is None else f" with t = {number(self.step_size)}"
        so_far = "" if self.chart.done else "so far, "
        return (
            f"{method_name(self.method)}{size}, {so_far}from {self.chart.run} starts in the box: {self._shares()}. "
            f"{self._path()}"
        )

    def _path(self) -> str:
        descent, start = self.descent, f"From {vector(self.point)}"
        if descent.end is None:
            return f"{start}: {descent.stopped[0].lower()}{descent.stopped[1:]}"
        steps = "1 step" if descent.steps == 1 else f"{descent.steps} steps"
        warning = ", not a minimum" if descent.kind in ("saddle", "maximum") else ""
        return (
            f"{start} it goes in {steps} to {said(self.end, self.box)}, {indefinite(descent.kind)}{warning}."
        )

    def _shares(self) -> str:
        chart, order = self.chart, self.chart.order
        parts = [
            f"{percent(chart.shares[k])} end at {said(chart.places[k], self.box)}, {indefinite(chart.kinds[k])}"
            for k in order[:SAID]
        ]
        if len(order) > SAID:
            rest = sum(chart.shares[k] for k in order[SAID:])
            parts.append(f"{percent(rest)} at {len(order) - SAID} other places")
        return "; ".join([*parts, f"{percent(chart.lost)} do not converge in {MAX_STEPS} steps"])


def method_name(method: str) -> str:
    """Write a method's name with its capitals.

    Examples
    --------
    >>> method_name("damped newton"), method_name("gradient descent")
    ('Damped Newton', 'Gradient descent')
    """
    name = method.replace("newton", "Newton")
    return name[0].upper() + name[1:]


def percent(share: float) -> str:
    """Say a share; one that is not zero is not said to be.

    Examples
    --------
    >>> percent(0.125), percent(1e-4), percent(0), percent(1)
    ('12.5 %', 'under 0.1 %', '0 %', '100 %')
    """
    if 0 < share < 0.001:
        return "under 0.1 %"
    if 0.999 < share < 1:
        return "over 99.9 %"
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def said(point: Array, box: Box) -> str:
    """Say a place in a box; a coordinate within 10⁻⁵ of the box of zero is zero.

    Examples
    --------
    >>> said(np.array([1.0, -3e-9]), ((-2, 2), (-2, 2)))
    '(1, 0)'
    """
    sizes = [1e-5 * (high - low) for low, high in box]
    return vector(0.0 if abs(one) < size else one for one, size in zip(point, sizes, strict=True))


def indefinite(kind: str) -> str:
    """Put an article before a kind.

    Examples
    --------
    >>> indefinite("minimum"), indefinite("inconclusive")
    ('a minimum', 'where the test is inconclusive')
    """
    return "where the test is inconclusive" if kind == "inconclusive" else f"a {kind}"


def compute(
    formula: Surface, box: Box, method: str, step_size: float, point: tuple[float, float], rounds: int
) -> BasinsScene:
    """Make the scene of one map after some rounds; only gradient descent has a step size."""
    size = float(step_size) if method == FIXED else None
    chart = surveyed(formula, box, method, size).after(rounds)
    options: dict[str, Any] = {} if size is None else {"step_size": size}
    descent = descend(formula, point, method, tolerance=TOLERANCE, max_steps=MAX_STEPS, **options)
    end = chart.place_of(descent.points[-1], box)
    return BasinsScene(formula, box, method, size, chart, np.asarray(point, float), descent, end)


def _check(method: str, step_size: float) -> None:
    if method not in BASIN_METHODS:
        raise ValueError(f"basins knows no method {method!r}; it knows {conjunction(BASIN_METHODS)}")
    if not 1e-3 <= step_size <= 1:
        raise ValueError(f"the step size is between 0.001 and 1, but it is {step_size!r}")


def basins(
    formula: Any = "x^4 - 2x^2 + y^4 - 2y^2",
    method: str = "newton",
    point: tuple[float, float] = (0.2, 0.25),
    step_size: float = 0.1,
) -> Explorer:
    """Explore basins: every start coloured by where a method ends, with a texture for the kind of that point.

    Drag the start to see its path; zoom with the box. The map is refined from coarse to fine and can be cancelled.

    Parameters
    ----------
    formula : str, sympy expression or Surface
        What to start from.
    method : str
        A name in `hesskit.maths.basins.BASIN_METHODS`.
    point : pair of float
        Where the path starts.
    step_size : float
        Of gradient descent, from 0.001 to 1; the other methods do without.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If there is no such method, or the step size is out of range.

    Examples
    --------
    >>> basins("x^4/4 - x^2/2 + y^2/2", point=(0.3, 0.7)).sentence[-70:]
    'From (0.3, 0.7) it goes in 3 steps to (0, 0), a saddle, not a minimum.'
    """
    _check(method, step_size)
    text, methods = FormulaBox(formula), menu("method", {method_name(name): name for name in BASIN_METHODS})
    methods.value = method
    box, size = BoxControl(text), log_slider("step size t of gradient descent", step_size, -3, 0)

    def prepare(rounds: int) -> None:
        wanted = size.value if methods.value == FIXED else None
        surveyed(text.value, box.value, methods.value, wanted).after(rounds)

    def enable(_change: Any = None) -> None:
        size.disabled = methods.value != FIXED

    from hesskit.explore.basins_picture import BasinsPicture

    progress = Progress(ROUNDS, prepare, "map")
    progress.follow(text, box, methods, size)
    methods.observe(enable, "value")
    enable()
    controls = {
        "formula": text,
        "method": methods,
        "step_size": size,
        "box": box,
        "point": PointControl(point),
    }
    explorer = Explorer({**controls, "rounds": progress}, compute, BasinsPicture)
    progress.join(explorer)
    return explorer

"""Logistic regression of one feature: move the data and see the loss, its Hessian and two methods' paths follow.

Letters: z the feature as the model sees it, β = (β₀, β₁) the coefficients, m the number of points, λ the ridge.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from ipywidgets import SelectionSlider

from hesskit.explore.base import Explorer
from hesskit.explore.controls import WIDE, PointControl, menu, tick
from hesskit.explore.data_control import DataControl
from hesskit.explore.logistic_words import logistic_sentence
from hesskit.explore.observations import MOST, Observations, read_observations
from hesskit.explore.sweeps import Sweep, sliding, sweep_of
from hesskit.maths.descent import descend
from hesskit.maths.logistic import LogisticLoss
from hesskit.maths.result import Descent
from hesskit.stage.recording import Dial

Array = npt.NDArray[np.float64]
NEWTON_STEPS = 40
GRADIENT_STEPS = 200
RIDGES = (0.0, *(float(f"{digit}e{power}") for power in range(-6, 0) for digit in (1, 3)), 1.0)
SEARCHES = {"plain": "newton", "with a line search": "newton line search"}
EXPLOSIVE = (0.0, 2.0)  # the start from which plain Newton explodes on the overlapping set


@dataclass(frozen=True, eq=False)
class LogisticScene:
    """Data, their loss, and what both methods make of it; no loss where the data allow none."""

    data: Observations
    shift: float  # z = (x − shift)/scale
    scale: float
    ridge: float
    start: Array  # (2,); β₀ = 0 where there is no intercept
    problem: str  # why there is no loss; empty when there is one
    loss: LogisticLoss | None = None
    newton: Descent | None = None
    gradient: Descent | None = None
    rate: float = 0.0  # gradient descent's step size
    hessians: Array | None = None  # (k + 1, n, n), along Newton's path
    eigenvalues: Array | None = None  # (k + 1, n), ascending, along Newton's path
    fit: Array | None = None  # (2,), the minimum, or far along the way where there is none
    errors: Array | None = None  # (n,), standard errors at the minimum

    @property
    def separation(self) -> str:
        """Whether the labels are "separable", "quasi-separable" or "overlapping"; empty without a loss."""
        return self.loss.separation.kind if self.loss is not None else ""

    def path(self, descent: Descent) -> Array:
        """Give a descent's points as pairs (β₀, β₁), shape (k + 1, 2)."""
        return pairs(descent.points)

    def probabilities(self, x: Array, beta: Array) -> Array:
        """Give the probability of label 1 at features x, for coefficients (2,)."""
        margins = np.clip(beta[0] + beta[1] * (x - self.shift) / self.scale, -700, 700)
        return np.asarray(1 / (1 + np.exp(-margins)))

    def sentence(self) -> str:
        """Say the fit, its standard errors, Newton's steps, and whether the data are separable."""
        return logistic_sentence(self)


def pairs(points: Array) -> Array:
    """Give coefficients as pairs (..., 2), with β₀ = 0 where there is no intercept.

    Examples
    --------
    >>> pairs(np.array([[3.0]])).tolist()
    [[0.0, 3.0]]
    """
    return points if points.shape[-1] == 2 else np.concatenate([np.zeros_like(points), points], axis=-1)


def units(data: Observations, standardise: bool) -> tuple[float, float]:
    """Give shift and scale of the feature; without an intercept a shift would change the model."""
    if not standardise or not len(data):
        return 0.0, 1.0
    x = np.array(data.x)
    shift = float(x.mean()) if data.intercept else 0.0
    return shift, float(np.sqrt(np.mean((x - shift) ** 2))) or 1.0


def compute(
    data: Observations, ridge: float, newton: str, standardise: bool, start: tuple[float, float]
) -> LogisticScene:
    """Make the scene of one fit."""
    shift, scale = units(data, standardise)
    begin = np.array([start[0] if data.intercept else 0.0, start[1]], float)
    given = (data, shift, scale, float(ridge), begin)
    if not len(data):
        return LogisticScene(*given, "there are no points yet")
    z = (np.array(data.x) - shift) / scale
    try:
        loss = LogisticLoss(z, data.y, ridge, data.intercept)
    except ValueError as error:
        return LogisticScene(*given, str(error).rstrip("."))
    first = begin if data.intercept else begin[1:]
    bound = float(np.linalg.eigvalsh(loss.design.T @ loss.design / (4 * len(z)))[-1]) + float(ridge)
    steps = descend(loss, first, newton, max_steps=NEWTON_STEPS)
    slow = descend(loss, first, "gradient descent", step_size=1 / bound, max_steps=GRADIENT_STEPS)
    hessians = loss.hessian(steps.points)
    fit = loss.fit(method="newton line search", max_steps=NEWTON_STEPS)
    errors = loss.standard_errors(fit.points[-1]) if fit.converged and not ridge else None
    return LogisticScene(
        *given, "", loss, steps, slow, 1 / bound, hessians, np.asarray(np.linalg.eigvalsh(hessians), float),
        pairs(fit.points)[-1], errors,
    )  # fmt: skip


@lru_cache(maxsize=4)
def _ridge_options() -> tuple[tuple[str, float], ...]:
    return tuple((f"{ridge:g}", ridge) for ridge in RIDGES)


def logistic(
    data: Any = "orings",
    ridge: float = 0.0,
    standardise: bool = False,
    start: tuple[float, float] | None = None,
) -> Explorer:
    """Explore logistic regression of one feature: drag the points, relabel them, and watch the Hessian.

    A point is dragged along x, and across the middle to be relabelled; the buttons do the same for the chosen one. The
    start of both methods is dragged on the loss.

    Parameters
    ----------
    data : str, Dataset or pair
        "orings", "separable", "overlapping", "empty"; a Dataset of one feature; or (x, y).
    ridge : float
        λ, one of `RIDGES`: 0, 1e-6, 3e-6, … 1.
    standardise : bool
        Whether x is measured in standard deviations from its mean.
    start : pair of float, optional
        Where both methods start; zero if it is not given, or where Newton's method explodes on the overlapping set.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If there are no such data, or the ridge is not on offer.

    Examples
    --------
    >>> logistic("orings").sentence[:103]
    '23 points, overlapping. Newton from (0, 0) takes 5 steps to β = (15.0429, −0.232163), a minimum, with s'
    """
    from hesskit.explore.logistic_picture import LogisticPicture

    if ridge not in RIDGES:
        raise ValueError(
            f"the ridge is one of {', '.join(f'{one:g}' for one in RIDGES)}, but it is {ridge!r}"
        )
    table = DataControl(data)
    place = PointControl(start_for(table.value) if start is None else start, "start at β =")

    def begin(change: dict[str, Any]) -> None:
        if change["new"].name != change["old"].name:
            place.value = start_for(change["new"])

    table.observe(begin, "value")
    slope = SelectionSlider(
        options=_ridge_options(),
        value=ridge,
        description="ridge λ",
        style={"description_width": "initial"},
        layout=WIDE,
    )
    controls = {
        "data": table, "ridge": slope, "newton": menu("Newton's method", SEARCHES),
        "standardise": tick("standardise x", standardise), "start": place,
    }  # fmt: skip
    return Explorer(
        controls, compute, LogisticPicture, {**_point_movers(table), "start": tuple},
        sweep=sliding("ridge"), sweeps={"data": _relabelling},
    )  # fmt: skip


def _relabelling(explorer: Explorer) -> Sweep:
    """Take the chosen point along x, with either label."""
    data = explorer.values["data"]
    k, (low, high) = data.chosen, data.limits
    places = [round(low + share * (high - low), 1) for share in np.linspace(0.04, 0.96, 16).tolist()]
    labels = Dial("label", ("0", "1"), data.y[k])
    along = sweep_of([f"point {k + 1} at x ="], [places], [data.x[k]], lambda x: {})
    return Sweep(
        (*along.dials, labels),
        (*along.values, (0, 1)),
        lambda x, label: {"data": data.moved(k, x, label)},
        held=(f"point {k}",),
    )


def start_for(data: Observations) -> tuple[float, float]:
    """Give the start worth seeing first."""
    return EXPLOSIVE if data == read_observations("overlapping") else (0.0, 0.0)


def _point_movers(table: DataControl) -> dict[str, Any]:
    """Make the translations of the points' handles: along x it moves, across the middle it is relabelled."""

    def mover(k: int) -> Any:
        return lambda place: {"data": table.value.moved(k, place[0], int(place[1] > 0.5))}

    return {f"point {k}": mover(k) for k in range(MOST)}

"""Logistic regression of one feature: move the data and see the loss, its Hessian and two methods' paths follow.

Letters: z the feature as the model sees it, β = (β₀, β₁) the coefficients, m the number of points, ρ the
ridge, η gradient descent's step size and M the bound on the curvature from which it is chosen.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from hesskit.explore.lesson_5.observations import MOST, DataControl, Observations, read_observations
from hesskit.explore.parts import (
    GAP,
    MARKS,
    Box,
    Explorer,
    PointControl,
    Sweep,
    choice_slider,
    colour,
    level_lines,
    matrix_html,
    matrix_numbers,
    menu,
    number,
    sliding,
    slot_html,
    still_fits,
    sweep_of,
    tick,
    tones,
    usual_sweep,
    vector,
)
from hesskit.maths.descent import Descent, descend
from hesskit.maths.statistics import LogisticLoss
from hesskit.stage import LIGHT, Dial, Handle, Picture, Theme, dress

# What the logistic explorer says of its scene.


def logistic_sentence(scene: "LogisticScene") -> str:
    """Say the fit, its standard errors, Newton's steps, and whether the data are separable."""
    count = len(scene.data)
    if scene.loss is None:
        if not count:
            return (
                f"{scene.problem[0].upper()}{scene.problem[1:]}; add points of both labels with the buttons."
            )
        return f"{count} point{'s' * (count > 1)}: {scene.problem}."
    how = "overlap" if scene.separation == "overlapping" else f"are {scene.separation}"
    ridge = f", and the ridge is ρ = {number(scene.ridge)}" if scene.ridge else ""
    return f"The {count} points {how}{ridge}. {_newton(scene)} {_gradient(scene)}".strip()


def logistic_caption(scene: "LogisticScene") -> str:
    """Say whether there is a minimum, how fast Newton's method finds it, and the slope there."""
    if scene.loss is None:
        return f"No loss to draw: {scene.problem}."
    descent = scene.newton
    assert descent is not None
    if scene.loss.no_minimum():
        return "Separable labels: the loss has no minimum; ‖β‖ runs away while the smallest eigenvalue of H dies."
    if not descent.converged:
        return "Newton's method fails from this start, though the loss is convex: a line search or a ridge cures it."
    steps = f"{descent.steps} step{'s' * (descent.steps != 1)}"
    slope, error = descent.points[-1][-1], None if scene.errors is None else scene.errors[-1]
    sure = "" if error is None else f" with standard error {number(error)}"
    return f"Newton's method finds the minimum in {steps}: the slope β₁ is {number(slope)}{sure}."


def coefficients(beta: np.ndarray, intercept: bool, digits: int = 6) -> str:
    """Say coefficients: a pair, or one number where there is no intercept.

    Examples
    --------
    >>> coefficients(np.array([0.0, 0.25]), False)
    '0.25'
    """
    scale = float(np.max(np.abs(beta)))
    tidied = [0.0 if abs(one) < 1e-12 * scale else one for one in beta]
    return vector(tidied, digits) if intercept else number(beta[-1], digits)


def _newton(scene: "LogisticScene") -> str:
    descent, intercept = scene.newton, scene.data.intercept
    assert descent is not None and scene.loss is not None and scene.eigenvalues is not None
    start = f"Newton from {coefficients(scene.start, intercept, 3)}"
    steps = f"{descent.steps} step{'s' * (descent.steps != 1)}"
    norm, values = float(np.linalg.norm(descent.points[-1])), scene.eigenvalues[-1]
    lowest = number(values[0]) if _clear(values) else "0 to within rounding"
    if descent.converged:
        found = coefficients(descent.points[-1], intercept)
        return f"{start} takes {steps} to β = {found}, a minimum{_errors(scene)}; {_bends(scene)}."
    if scene.loss.no_minimum():
        nearly = ", but for points on the threshold itself" * (scene.separation == "quasi-separable")
        return (
            f"There is no minimum: a threshold on x tells the labels apart{nearly}, so ‖β‖ runs away. {start} "
            f"has ‖β‖ = {number(norm)} after {steps}, the smallest eigenvalue of H has died to "
            f"{lowest}, and there are no standard errors. A ridge ρ > 0 cures it."
        )
    return (
        f"{start} fails after {steps} at ‖β‖ = {number(norm)}, where H is as good as singular "
        f"(λₘᵢₙ = {lowest}), though the loss is convex and has its minimum at "
        f"β = {coefficients(scene.fit, intercept)}. A line search, a ridge or another start cures it."  # type: ignore[arg-type]
    )


def _clear(eigenvalues: np.ndarray) -> np.ndarray:
    """Whether a smallest eigenvalue is more than noise, which differs from machine to machine where H is singular."""
    return np.asarray(eigenvalues[..., 0] > 1e-14 * eigenvalues[..., -1])


def _errors(scene: "LogisticScene") -> str:
    if scene.errors is not None:
        return f", with standard errors {coefficients(scene.errors, scene.data.intercept, 5)}"
    if scene.separation != "overlapping":
        return ": the ridge holds β back, though a threshold on x tells the labels apart"
    return " of the loss with the ridge, for which H⁻¹ gives no standard errors"


def _bends(scene: "LogisticScene") -> str:
    assert scene.eigenvalues is not None
    values = scene.eigenvalues[-1]
    if len(values) == 1:
        return f"H there is {number(values[0], 4)}"
    return f"H there has eigenvalues {number(values[0], 4)} and {number(values[1], 4)}"


def _gradient(scene: "LogisticScene") -> str:
    descent = scene.gradient
    assert descent is not None and scene.loss is not None
    start = f"Gradient descent with η = 1/M = {number(scene.rate)}"
    if descent.converged:
        return f"{start} takes {descent.steps} steps."
    return f"{start} is at loss {number(descent.values[-1])} after {descent.steps} steps{_against(scene)}."


def _against(scene: "LogisticScene") -> str:
    assert scene.loss is not None and scene.fit is not None
    if scene.loss.no_minimum():
        return ""
    fit = scene.fit if scene.data.intercept else scene.fit[1:]
    return f"; the least is {number(scene.loss.value(fit))}"


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

    def caption(self) -> str:
        """Say whether there is a minimum, and what Newton's method makes of it."""
        return logistic_caption(self)

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
    fit = steps if steps.converged else loss.fit(method="newton line search", max_steps=NEWTON_STEPS)
    errors = loss.standard_errors(fit.points[-1]) if fit.converged and not ridge else None
    return LogisticScene(
        *given, "", loss, steps, slow, 1 / bound, hessians, np.asarray(np.linalg.eigvalsh(hessians), float),
        pairs(fit.points)[-1], errors,
    )  # fmt: skip


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
        ρ, one of `RIDGES`: 0, 1e-6, 3e-6, … 1.
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
    >>> logistic("orings").sentence[:90]
    'The 23 points overlap. Newton from (0, 0) takes 5 steps to β = (15.0429, −0.232163), a min'
    """
    if ridge not in RIDGES:
        raise ValueError(f"the ridge is one of {', '.join(map(number, RIDGES))}, but it is {ridge!r}")
    table = DataControl(data)
    place = PointControl(start_for(table.value) if start is None else start, "start at β =")

    def begin(change: dict[str, Any]) -> None:
        if change["new"].name != change["old"].name:
            place.value = start_for(change["new"])

    table.observe(begin, "value")
    slope = choice_slider("ridge ρ", tuple((number(one), one) for one in RIDGES), ridge)
    controls = {
        "data": table, "ridge": slope, "newton": menu("Newton's method", SEARCHES),
        "standardise": tick("standardise x", standardise), "start": place,
    }  # fmt: skip
    return Explorer(
        controls, compute, LogisticPicture, {**_point_movers(table), "start": tuple},
        sweep=sliding("ridge"), sweeps={"data": _relabelling, "start": _starting},
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


def _starting(explorer: Explorer) -> Sweep | None:
    """Take the start straight towards the fit, so that some starts fail and some arrive."""
    first, fit = np.array(explorer.values["start"]), getattr(explorer.scene, "fit", None)
    if fit is None:
        return usual_sweep(explorer)
    shares, way = np.linspace(0, 1, 21).round(2).tolist(), fit - first
    label = "from this start (0) to the fit (1)"
    return sweep_of([label], [shares], [0.0], lambda share: {"start": tuple((first + share * way).tolist())})


def start_for(data: Observations) -> tuple[float, float]:
    """Give the start worth seeing first."""
    return EXPLOSIVE if data == read_observations("overlapping") else (0.0, 0.0)


def _point_movers(table: DataControl) -> dict[str, Any]:
    """Make the translations of the points' handles: along x it moves, across the middle it is relabelled."""

    def mover(k: int) -> Any:
        return lambda place: {"data": table.value.moved(k, place[0], int(place[1] > 0.5))}

    return {f"point {k}": mover(k) for k in range(MOST)}


# How much of the loss over two coefficients is shown, and its level curves.

FARTHEST = 12.0  # in standard units: beyond it the picture does not follow
LEVELS = np.array([0.01, 0.03, 0.1, 0.2, 0.4, 0.7, 1.1, 1.6, 2.2, 3])  # above the least loss
WIDEST = 16.0  # of the grid in a, each way


def standard_units(scene: "LogisticScene") -> tuple[float, float]:
    """Give the middle and the spread of the feature as the model sees it; spread 1 where there is none."""
    z = (np.array(scene.data.x or (0.0,)) - scene.shift) / scene.scale
    spread = float(z.std())
    return float(z.mean()), spread if spread > 1e-9 * (1 + abs(float(z.mean()))) else 1.0


def shown_box(scene: "LogisticScene") -> Box:
    """Give the box of coefficients to show: zero, the minimum and the start are in it; its edges are round."""
    middle, spread = standard_units(scene)
    fit = np.zeros(2) if scene.fit is None else scene.fit
    far = float(np.hypot(fit[0] + fit[1] * middle, fit[1] * spread)) / FARTHEST
    fit = fit / max(far, 1.0)
    sides = []
    for k, least in enumerate((2.5, 2.5 / spread)):
        low, high = min(0.0, fit[k]), max(0.0, fit[k])
        pad = max(0.35 * (high - low), least)
        low, high = low - pad, high + pad
        quantum = _quantum(high - low)
        low, high = min(low, scene.start[k]), max(high, scene.start[k])
        sides.append((float(np.floor(low / quantum) * quantum), float(np.ceil(high / quantum) * quantum)))
    return sides[0], sides[1]


def _quantum(span: float) -> float:
    """Give the largest of 1, 2, 5 times a power of ten that is at most a quarter of a span."""
    power = 10.0 ** np.floor(np.log10(span / 4))
    return float(power * max(digit for digit in (1, 2, 5) if digit * power <= span / 4))


def loss_levels(scene: "LogisticScene", box: Box) -> Array:
    """Find the level curves of the loss in a box, threaded on one line (k, 2), broken by NaN."""
    if scene.loss is None:
        return GAP
    try:
        given = scene.loss
        wide = given if scene.data.intercept else LogisticLoss(given.design, given.y, scene.ridge)
    except ValueError:  # one coefficient can be fitted, but not two
        return GAP
    middle, spread = standard_units(scene)
    corners = np.array([(b + c * middle, c * spread) for b in box[0] for c in box[1]])
    (a_low, s_low), (a_high, s_high) = corners.min(axis=0), corners.max(axis=0)
    fit = scene.fit if scene.fit is not None else np.zeros(2)
    centre = float(np.clip(fit[0] + fit[1] * middle, -FARTHEST, FARTHEST))
    a = np.linspace(max(a_low, centre - WIDEST), min(a_high, centre + WIDEST), 61)
    s = np.linspace(s_low, s_high, 41)
    if a[0] >= a[-1]:
        return GAP
    A, S = np.meshgrid(a, s)
    z = wide.value(np.stack([A - S * middle / spread, S / spread], axis=-1))
    line = level_lines(a, s, z, float(z.min()) + LEVELS)
    return np.column_stack([line[:, 0] - line[:, 1] * middle / spread, line[:, 1] / spread])


# The picture of logistic regression: the data and their curve, the loss with two paths, what dies on the way.

SMALLEST, LARGEST = 1e-12, 1e6  # of the panel of sizes


def _sizes(eigenvalues: Array) -> Array:
    """Give λₘᵢₙ and λₘₐₓ at each step (2, k + 1); one that is noise has died and lies on the floor of the panel."""
    return np.stack([np.where(_clear(eigenvalues), eigenvalues[:, 0], SMALLEST), eigenvalues[:, -1]])


class LogisticPicture(Picture):
    """Left: points and probability. Middle: the loss over (β₀, β₁) with both paths. Right: sizes at each step."""

    width, height = 940, 420
    readout = (
        f'<div class="row"><span><i>H</i> = <i>X</i>ᵀ<i>SX</i>/<i>m</i> + ρ diag(0, 1) = {matrix_html("H", 2)}</span>'
        f"<span>λ₁ = {slot_html('low')}</span><span>λ₂ = {slot_html('high')}</span>"
        f"<span>‖β‖ = {slot_html('norm')}</span>"
        f'<span class="words">{slot_html("separation")}</span></div>'
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.frame: Any = None
        self.curve_axes = dress(self.figure.add_axes((0.05, 0.2, 0.3, 0.7)), theme, "probability of label 1")
        self.loss_axes = dress(self.figure.add_axes((0.435, 0.2, 0.3, 0.7)), theme, "the loss over β")
        self.size_axes = dress(self.figure.add_axes((0.795, 0.2, 0.185, 0.7)), theme, "at each Newton step")
        self.loss_axes.set(xlabel="β₀ (intercept)", ylabel="β₁")
        self.size_axes.set(xlabel="step", yscale="log")
        self.size_axes.minorticks_off()
        self.size_axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
        self.curve_axes.set(ylim=(-0.32, 1.32), yticks=[0, 0.5, 1])
        for height in (0, 1):
            self.curve_axes.axhline(height, color=theme.faint, lw=0.7, zorder=0)
        self._make_curves(theme)
        self._make_paths(theme)
        self._make_dots(theme)
        self._make_keys()

    def _line(self, axes: Axes, **style: Any) -> Line2D:
        (line,) = axes.plot([np.nan], [np.nan], **style)
        self.move(line)
        return line

    def _make_curves(self, theme: Theme) -> None:
        slow = colour(theme, "gradient descent")
        self.slow_curve = self._line(self.curve_axes, color=slow, lw=1.6, ls=(0, (4, 2)), zorder=2)
        self.curve = self._line(self.curve_axes, color=colour(theme, "newton"), lw=2.2, zorder=3)
        self.low = self._line(self.size_axes, color=theme.up, lw=1.5, marker="v", ms=4, ls=(0, (3, 1.5)))
        self.high = self._line(self.size_axes, color=theme.up, lw=1.5, marker="^", ms=4)
        self.norm = self._line(self.size_axes, color=theme.ink, lw=1.8, marker="o", ms=4)

    def _make_paths(self, theme: Theme) -> None:
        self.levels = self._line(self.loss_axes, color=theme.faint, lw=0.8, zorder=1)
        self.held = self._line(self.loss_axes, color=theme.faint, lw=1.2, ls=(0, (1, 2)), zorder=1)
        slow = colour(theme, "gradient descent")
        self.slow_path = self._line(self.loss_axes, color=slow, lw=1.8, ls=(0, (4, 2)), zorder=5)
        newton = colour(theme, "newton")
        self.path = self._line(self.loss_axes, color=newton, lw=2, marker="o", ms=4.5, zorder=3)
        look: Any = {"marker": MARKS["minimum"], "ms": 10, "mec": theme.paper, "ls": ""}
        self.least = self._line(self.loss_axes, color=colour(theme, "minimum"), zorder=6, **look)
        self.begin = self._line(
            self.loss_axes, color=theme.point, marker="o", ms=9, mec=theme.paper, mew=1.5, ls="", zorder=7
        )

    def _make_dots(self, theme: Theme) -> None:
        look: Any = {"color": "none", "marker": "o", "mec": theme.point, "ms": 15, "mew": 1.6, "ls": ""}
        self.ring = self._line(self.curve_axes, zorder=4, **look)
        self.dots = [self._line(self.curve_axes, marker="o", ms=7, ls="", zorder=5) for _ in range(MOST)]
        self.places: list[Any] = [None] * MOST

    def _make_keys(self) -> None:
        """Name what is drawn, below each panel: by dash and marker as well as by colour."""
        paths, sizes = (self.path, self.slow_path, self.least), (self.norm, self.high, self.low)
        names = ("Newton", "gradient descent", "minimum"), ("‖β‖", "λₘₐₓ", "λₘᵢₙ")
        panels = ((self.loss_axes, 0.36), (self.size_axes, 0.5))  # the wide key stands more to the left
        for (axes, middle), lines, words in zip(panels, (paths, sizes), names, strict=True):
            for line in lines:
                line.set_animated(False)  # a key of a moving line would be left out of the background
            legend = axes.legend(
                lines, words, loc="upper center", bbox_to_anchor=(middle, -0.16), ncols=3, fontsize=9, frameon=False,
                labelcolor=self.theme.ink, columnspacing=1, handletextpad=0.4, handlelength=1.7,
            )  # fmt: skip
            legend.set_animated(False)
            for line in lines:
                line.set_animated(True)

    def update(self, scene: LogisticScene) -> bool:
        """Move the points, the curves and the paths; redraw the axes when they must show another part."""
        changed = self._frame(scene)
        self._place_dots(scene)
        self._place_curves(scene)
        self._place_paths(scene)
        self._place_sizes(scene)
        return changed

    def _frame(self, scene: LogisticScene) -> bool:
        data, box, steps = scene.data, shown_box(scene), scene.newton.steps if scene.newton else 0
        longest = next((count for count in (8, 20, 40) if steps <= count), steps)
        count, sizes = len(data), self._decades(scene)
        if self.frame and self.frame[:3] == (data.feature, data.label, data.limits):
            box = self.frame[3] if still_fits(box, self.frame[3]) else box
            decades, before = ([np.log10(ends)] for ends in (sizes, self.frame[-1]))
            sizes = self.frame[-1] if still_fits(decades, before) else sizes
        least = scene.loss is not None and not scene.loss.no_minimum()
        frame = (data.feature, data.label, data.limits, box, longest, count, scene.scale != 1, least, sizes)
        if frame == self.frame:
            return False
        self.frame = frame
        self.curve_axes.set(xlim=data.limits, xlabel=data.feature)
        self.curve_axes.set_title(f"probability of {data.label}", color=self.theme.ink, fontsize=11)
        unit = "per standard deviation" if scene.scale != 1 else f"per unit of {data.feature.split(' (')[0]}"
        self.loss_axes.set(xlim=box[0], ylim=box[1], ylabel=f"β₁ ({unit})")
        self.size_axes.set(xlim=(-0.03 * longest, 1.03 * longest), ylim=sizes)
        key: Any = self.loss_axes.get_legend()
        key.legend_handles[-1].set_visible(least)
        key.get_texts()[-1].set_text("minimum" if least else "no minimum")
        points = [Handle(f"point {k}", f"point {k + 1}", self.dots[k], rides=True) for k in range(count)]
        self.handles = [*points, Handle("start", "the start of both methods", self.begin)]
        return True

    def still_key(self) -> Hashable:
        """What the axes show."""
        return self.frame

    def _decades(self, scene: LogisticScene) -> tuple[float, float]:
        """Give whole powers of a thousand that hold every size."""
        if scene.eigenvalues is None or scene.newton is None:
            return 1e-3, 1e3
        everything = np.concatenate([*_sizes(scene.eigenvalues), np.linalg.norm(scene.newton.points, axis=1)])
        everything = everything[everything > 0]
        low, high = np.log10(np.clip([everything.min(), everything.max()], SMALLEST, LARGEST)) / 3
        return float(10 ** (3 * np.floor(low))), float(10 ** (3 * np.ceil(high)))

    def _place_dots(self, scene: LogisticScene) -> None:
        data, theme = scene.data, self.theme
        for k, (x, y, label) in enumerate(zip(data.x, data.heights(), data.y, strict=True)):
            if self.places[k] != (x, y, label):  # of all but the one that is held, nothing changes
                self.places[k] = (x, y, label)
                shape, inside = ("s", theme.point) if label else ("o", theme.paper)
                self.dots[k].set(data=([x], [y]), marker=shape, mfc=inside, mec=theme.point, mew=1.4)
        for k, dot in enumerate(self.dots):
            if dot.get_visible() != (k < len(data)):
                dot.set_visible(k < len(data))
        self.ring.set_visible(bool(len(data)))
        if len(data):
            self.ring.set_data([data.x[data.chosen]], [data.heights()[data.chosen]])

    def _place_curves(self, scene: LogisticScene) -> None:
        x = np.linspace(*scene.data.limits, 121)
        for line, descent in ((self.curve, scene.newton), (self.slow_curve, scene.gradient)):
            line.set_visible(descent is not None)
            if descent is not None:
                line.set_data(x, scene.probabilities(x, scene.path(descent)[-1]))

    def _place_paths(self, scene: LogisticScene) -> None:
        self.begin.set_data(scene.start[:1], scene.start[1:])
        self.levels.set_data(*loss_levels(scene, self.frame[3]).T)
        self.held.set_visible(not scene.data.intercept)
        self.held.set_data([0, 0], self.frame[3][1])
        for line, descent in ((self.path, scene.newton), (self.slow_path, scene.gradient)):
            line.set_visible(descent is not None)
            if descent is not None:
                line.set_data(*np.clip(scene.path(descent), -1e9, 1e9).T)
        self.least.set_visible(exists := scene.loss is not None and not scene.loss.no_minimum())
        if exists and scene.fit is not None:
            self.least.set_data(scene.fit[:1], scene.fit[1:])

    def _place_sizes(self, scene: LogisticScene) -> None:
        for line in (self.low, self.high, self.norm):
            line.set_visible(scene.newton is not None)
        if scene.newton is None or scene.eigenvalues is None:
            return
        steps = np.arange(scene.newton.steps + 1)
        low, high, norm = *_sizes(scene.eigenvalues), np.linalg.norm(scene.newton.points, axis=1)
        for line, sizes in ((self.low, low), (self.high, high), (self.norm, norm)):
            line.set_data(steps, np.where(sizes > 0, np.clip(sizes, SMALLEST, LARGEST), np.nan))

    def tones(self, scene: LogisticScene) -> dict[str, str]:
        """Colour the method as its path, and the numbers by their signs."""
        return tones(self.theme, {"Newton's method": "newton"}, self.numbers(scene) | {"norm": ""})

    def numbers(self, scene: LogisticScene) -> dict[str, str]:
        """Fill the readout, for the end of Newton's path."""
        slots = ("H00", "H01", "H10", "H11", "low", "high", "norm", "separation")
        empty = dict.fromkeys(slots, "–")
        if scene.newton is None or scene.hessians is None or scene.eigenvalues is None:
            return empty
        hessian, values = scene.hessians[-1], scene.eigenvalues[-1]
        whole = matrix_numbers(hessian, "H") if scene.data.intercept else {"H11": number(hessian[0, 0], 4)}
        return empty | whole | {
            "low": number(values[0] * _clear(values), 4), "high": number(values[-1], 4) if len(values) > 1 else "–",
            "norm": number(np.linalg.norm(scene.newton.points[-1]), 4), "separation": scene.separation,
        }  # fmt: skip

"""How sure a logistic fit is: the ellipse of H⁻¹ against a cloud of bootstrap fits.

Letters: β = (β₀, β₁) the coefficients, m the points, C = (mH)⁻¹ their covariance, z the feature as the model sees it.
"""

from dataclasses import dataclass, replace
from functools import lru_cache, partial
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.lesson_5.logistic import units
from hesskit.explore.lesson_5.observations import Observations, read_observations
from hesskit.explore.parts import (
    Explorer,
    Progress,
    held_dot,
    matrix_html,
    matrix_numbers,
    number,
    slider,
    sliding,
    tick,
    vector,
    whole_slider,
)
from hesskit.maths.statistics import FITTED, ONE_CLASS, SEPARABLE, Cloud, LogisticLoss, probability, resampled
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

Array = npt.NDArray[np.float64]
ROUNDS, EACH = 10, 100  # resamples are drawn in rounds
COLDEST = 31.0  # °F, the forecast for the morning of the accident


@dataclass(frozen=True, eq=False)
class UncertaintyScene:
    """A fit, its covariance by H⁻¹, and the fits of resamples."""

    data: Observations
    repeats: int
    shift: float  # z = (x − shift)/scale
    scale: float
    level: float
    seed: int
    x: float  # where a probability is asked for
    fit: Array  # (2,)
    covariance: Array  # (2, 2)
    cloud: Cloud
    done: bool

    @property
    def errors(self) -> Array:
        """Standard errors (2,)."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))

    def ellipse(self, level: float, count: int = 181) -> Array:
        """Give the ellipse that holds a share `level` of a normal cloud with this covariance: (count, 2)."""
        angles = np.linspace(0, 2 * np.pi, count)
        circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
        return self.fit + np.sqrt(reach(level)) * circle @ np.linalg.cholesky(self.covariance).T

    def inside(self, level: float) -> float:
        """Give the share of the cloud inside that ellipse; NaN for an empty cloud."""
        away = self.cloud.fitted - self.fit
        distances = np.einsum("ri,ri->r", away, np.linalg.solve(self.covariance, away.T).T)
        return float((distances <= reach(level)).mean()) if len(away) else float("nan")

    def band(self, x: Array) -> Array:
        """Give the fitted probability and the ends of its interval by H⁻¹ at features x: (3, k)."""
        z = (x - self.shift) / self.scale
        rows = np.stack([np.ones_like(z), z], axis=1)
        margins = rows @ self.fit
        wide = NormalDist().inv_cdf((1 + self.level) / 2) * np.sqrt(
            np.einsum("ki,ij,kj->k", rows, self.covariance, rows)
        )
        return np.stack([_squashed(margins), _squashed(margins - wide), _squashed(margins + wide)])

    def percentiles(self, x: Array) -> Array:
        """Give the ends of the bootstrap's interval of the probability at features x: (2, k)."""
        return _percentiles(self.cloud, self.level, ((x - self.shift) / self.scale).tobytes())

    def caption(self) -> str:
        """Say how far the interval of the probability reaches where it is asked for."""
        _value, low, high = (_chance(one) for one in self.band(np.array([self.x]))[:, 0])
        return f"At x = {number(self.x)} the interval by H⁻¹ runs from {low} to {high}."

    def sentence(self) -> str:
        """Say the standard errors, what became of the resamples, and how many lie in the ellipse."""
        times = f", each {self.repeats} times," if self.repeats > 1 else ""
        return (
            f"{len(self.data)} points{times} give β = {vector(self.fit, 6)} with standard errors "
            f"{vector(self.errors, 5)} from (mH)⁻¹{self._own_units()}. {self._fates()} {self._shares()} {self._asked()}"
        )

    def _shares(self) -> str:
        level = _percent(self.level)
        known = round(self.level, 2) in (0.68, 0.95)
        other = "" if known else f", {_percent(self.inside(self.level))} in that of {level}"
        return (
            f"Of the fits {_percent(self.inside(0.68))} lie in the 68 % ellipse, "
            f"{_percent(self.inside(0.95))} in the 95 % one{other}."
        )

    def _asked(self) -> str:
        value, low, high = (_chance(one) for one in self.band(np.array([self.x]))[:, 0])
        below, above = (_chance(one) for one in self.percentiles(np.array([self.x]))[:, 0])
        return (
            f"At x = {number(self.x)} the probability is {value}; its {_percent(self.level)} interval is {low} to "
            f"{high} by H⁻¹, {below} to {above} by the bootstrap."
        )

    def _own_units(self) -> str:
        """Say the same coefficients in the units of x, when the picture has others."""
        if self.scale == 1:
            return ""
        back = np.array([[1.0, -self.shift / self.scale], [0.0, 1 / self.scale]])
        errors = np.sqrt(np.diag(back @ self.covariance @ back.T))
        return f"; in the units of x that is {vector(back @ self.fit, 6)} with {vector(errors, 5)}"

    def _fates(self) -> str:
        cloud = self.cloud
        alone, apart = cloud.count(ONE_CLASS), cloud.count(SEPARABLE)
        so_far = "" if self.done else " so far"
        start = f"Of {len(cloud.fates)} resamples{so_far} {cloud.count(FITTED)} have a fit"
        if not alone + apart:
            return f"{start}."
        reasons = [f"{apart} are separable"] * (apart > 0) + [f"{alone} have one label only"] * (alone > 0)
        return f"{start}; {' and '.join(reasons)}, so that they have none."


@lru_cache(maxsize=32)
def _percentiles(cloud: Cloud, level: float, places: bytes) -> Array:
    """Give the ends of the bootstrap's interval at features z, as they stand in memory: (2, k)."""
    z = np.frombuffer(places)
    if not cloud.count(FITTED):
        return np.full((2, len(z)), np.nan)
    ends = [(1 - level) / 2, (1 + level) / 2]
    return np.asarray(np.quantile(probability(cloud.fitted, z), ends, axis=0))


def reach(level: float) -> float:
    """Give the squared distance, in standard deviations, that holds a share of a normal cloud in the plane.

    Examples
    --------
    >>> round(reach(0.95), 4)
    5.9915
    """
    return float(-2 * np.log1p(-level))


def _squashed(margins: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(margins, -700, 700))))


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{100 * share:.1f}".removesuffix(".0") + " %"


def _chance(share: float) -> str:
    """Say a probability; one that is not 1 is not said to be."""
    if np.isnan(share):
        return "unknown"
    if 0.9995 <= share < 1:
        return "over 0.9999" if share > 0.9999 else f"{share:.4f}"
    return "under 0.0001" if 0 < share < 1e-4 else number(share, 3)


@lru_cache(maxsize=256)
def _round(data: Observations, repeats: int, seed: int, k: int) -> Cloud:
    x, y = np.array(data.x), np.array(data.y, float)
    return resampled(x, y, repeats * len(x), EACH, (seed, k))


def cloud_of(data: Observations, repeats: int, seed: int, rounds: int) -> Cloud:
    """Give the fits of the first rounds of resamples, in units of x."""
    parts = [_round(data, repeats, seed, k) for k in range(rounds)]
    return Cloud(np.concatenate([one.points for one in parts]), np.concatenate([one.fates for one in parts]))


@lru_cache(maxsize=32)
def _turned(data: Observations, repeats: int, seed: int, rounds: int, shift: float, scale: float) -> Cloud:
    """Give the same fits in the units of z: one cloud as long as nothing but the question changes."""
    cloud = cloud_of(data, repeats, seed, rounds)
    points = np.column_stack([cloud.points[:, 0] + cloud.points[:, 1] * shift, cloud.points[:, 1] * scale])
    return Cloud(points, cloud.fates)


@lru_cache(maxsize=32)
def _fit(data: Observations, shift: float, scale: float) -> tuple[Array, Array]:
    """Fit the data once: coefficients, and their covariance."""
    loss = LogisticLoss((np.array(data.x) - shift) / scale, data.y)
    descent = loss.fit(method="newton line search")
    if loss.no_minimum() or not descent.converged:
        raise ValueError(
            "these data are separable: their loss has no minimum, so nothing can be said of its errors"
        )
    return np.array(descent.points[-1]), loss.covariance(descent.points[-1])


def compute(
    data: Observations, repeats: int, standardise: bool, level: float, x: float, seed: int, rounds: int
) -> UncertaintyScene:
    """Make the scene of one fit and its cloud."""
    shift, scale = units(data, standardise)
    fit, covariance = _fit(replace(data, chosen=0), shift, scale)
    turned = _turned(replace(data, chosen=0), repeats, seed, rounds, shift, scale)
    return UncertaintyScene(
        data,
        repeats,
        shift,
        scale,
        float(level),
        seed,
        float(x),
        fit,
        covariance / repeats,
        turned,
        rounds == ROUNDS,
    )


def uncertainty(
    data: Any = "orings", level: float = 0.95, standardise: bool = True, seed: int = 1
) -> Explorer:
    """Explore how sure a logistic fit is: the ellipse of H⁻¹ against a cloud of bootstrap fits.

    Drag the place at which the probability is asked for; repeat the data and see ellipse and cloud agree better.

    Parameters
    ----------
    data : str, Dataset or pair
        "orings" or "overlapping"; a Dataset of one feature; or (x, y). An intercept is always fitted.
    level : float
        Of the ellipse and the intervals, from 0.5 to 0.99.
    standardise : bool
        Whether x is measured in standard deviations from its mean; else the ellipse is a sliver.
    seed : int
        Of the resamples, from 1 to 50.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If there are no such data, they are separable, or the level or the seed is out of range.

    Examples
    --------
    >>> uncertainty("orings", standardise=False).sentence[:91]
    '23 points give β = (15.0429, −0.232163) with standard errors (7.3786, 0.10824) from (mH)⁻¹.'
    """

    if not 0.5 <= level <= 0.99:
        raise ValueError(f"the level is between 0.5 and 0.99, but it is {level!r}")
    if int(seed) != seed or not 1 <= seed <= 50:
        raise ValueError(f"the seed is a whole number from 1 to 50, but it is {seed!r}")
    points = replace(read_observations(data), intercept=True)
    low, high = span_of(points)
    asked = COLDEST if points.name == "orings" else (low + high) / 2
    place = slider("probability at x =", asked, low, high, 0.1)
    repeats = whole_slider("how often the data are repeated", 1, 1, 8)
    seeds = whole_slider("seed", int(seed), 1, 50)
    progress = Progress(
        ROUNDS,
        lambda rounds: cloud_of(replace(points, chosen=0), repeats.value, seeds.value, rounds),
        "bootstrap",
    )
    progress.follow(repeats, seeds)
    controls = {
        "repeats": repeats, "level": slider("level", level, 0.5, 0.99, 0.01), "x": place,
        "seed": seeds, "standardise": tick("standardise x", standardise), "rounds": progress,
    }  # fmt: skip
    explorer = Explorer(
        controls, partial(compute, points), UncertaintyPicture,
        {"x": lambda position: round(position[0], 1)}, sweep=sliding("x"),
    )  # fmt: skip
    progress.join(explorer)
    return explorer


# The picture of uncertainty: ellipses and cloud over the coefficients, and what both say of the
# probability.

WIDE = 4.2  # how many standard errors each way are shown


def span_of(data: Observations) -> tuple[float, float]:
    """Give the part of the x-axis to show: the O-rings' reaches down to the morning of the accident."""
    return (28.0, data.limits[1]) if data.name == "orings" else data.limits


class UncertaintyPicture(Picture):
    """Left: the cloud, and the ellipses of H⁻¹. Right: the fitted probability with both intervals."""

    width, height = 880, 430
    readout = f'<div class="row"><span>(<i>mH</i>)⁻¹ = {matrix_html("C", 2)}</span></div>'

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.shown: Any = None
        self.drawn: Any = None
        self.flat = dress(
            self.figure.add_axes((0.085, 0.22, 0.385, 0.7)), theme, "fits of resamples, and H⁻¹"
        )
        self.side = dress(self.figure.add_axes((0.57, 0.22, 0.415, 0.7)), theme, "")
        self.flat.set(xlabel="β₀ (intercept)")
        self.side.set(ylim=(-0.06, 1.06), yticks=[0, 0.5, 1])
        (self.cloud,) = self.flat.plot(
            [], [], ".", color=theme.other, ms=3.5, alpha=0.45, ls="", zorder=1, label="a resample's fit"
        )
        (self.ellipse68,) = self.flat.plot(
            [], [], color=theme.model, lw=1.8, ls=(0, (4, 2)), zorder=3, label="68 %"
        )
        (self.ellipse95,) = self.flat.plot([], [], color=theme.model, lw=1.8, zorder=3, label="95 %")
        (self.points,) = self.side.plot([], [], "|", color=theme.ink, ms=9, ls="", zorder=4, label="data")
        self._make_moving(theme)
        self._make_keys()

    def _make_moving(self, theme: Theme) -> None:
        (self.chosen,) = self.flat.plot(
            [0], [0], color=theme.faint, lw=5, alpha=0.5, zorder=2, label="chosen"
        )
        (self.fit,) = self.flat.plot(
            [0], [0], "v", color=theme.point, ms=9, mec=theme.paper, ls="", zorder=6, label="the fit"
        )
        (self.curve,) = self.side.plot([0], [0], color=theme.point, lw=2, zorder=3, label="the fit")
        (self.band,) = self.side.plot([0], [0], color=theme.model, lw=1.8, zorder=3, label="interval by H⁻¹")
        (self.quantiles,) = self.side.plot(
            [0], [0], color=theme.other, lw=1.8, ls=(0, (4, 2)), zorder=3, label="by the bootstrap"
        )
        (self.bar,) = self.side.plot([0], [0], color=theme.faint, lw=1, zorder=2)
        self.dot = held_dot(self.side, theme, zorder=7)

    def _make_keys(self) -> None:
        for axes, lines in (
            (self.flat, (self.cloud, self.fit, self.ellipse68, self.ellipse95, self.chosen)),
            (self.side, (self.points, self.curve, self.band, self.quantiles)),
        ):
            axes.legend(
                handles=list(lines), loc="upper center", bbox_to_anchor=(0.46, -0.15), ncols=len(lines), fontsize=9,
                frameon=False, labelcolor=self.theme.ink, columnspacing=0.9, handletextpad=0.3, handlelength=1.8,
            )  # fmt: skip
        # only now: the key of a moving line would be left out of the background
        self.move(self.chosen, self.fit, self.curve, self.band, self.quantiles, self.bar, self.dot)
        self.handles = [Handle("x", "where the probability is asked for", self.dot, rides=True)]

    def update(self, scene: UncertaintyScene) -> bool:
        """Move what depends on the level and the place; redraw cloud and ellipses when they are others."""
        changed = self._draw(scene)
        if self.drawn != (scene.cloud, scene.level):
            self.drawn = (scene.cloud, scene.level)
            self._place_curves(scene)
        self.bar.set_data([scene.x, scene.x], [-1, 2])
        self.dot.set_data([scene.x], scene.band(np.array([scene.x]))[0])
        return changed

    def _place_curves(self, scene: UncertaintyScene) -> None:
        """Draw what the place that is asked for does not change."""
        self.chosen.set_data(*scene.ellipse(scene.level).T)
        self.fit.set_data(scene.fit[:1], scene.fit[1:])
        x = np.linspace(*span_of(scene.data), 121)
        middle, low, high = scene.band(x)
        self.curve.set_data(x, middle)
        gap = [np.nan]
        self.band.set_data(np.concatenate([x, gap, x]), np.concatenate([low, gap, high]))
        below, above = scene.percentiles(x)
        self.quantiles.set_data(np.concatenate([x, gap, x]), np.concatenate([below, gap, above]))

    def _draw(self, scene: UncertaintyScene) -> bool:
        wanted = (scene.data, scene.repeats, scene.shift, scene.scale, scene.seed, len(scene.cloud.fates))
        if wanted == self.shown:
            return False
        self.shown = wanted
        self.cloud.set_data(*scene.cloud.fitted.T)
        self.ellipse68.set_data(*scene.ellipse(0.68).T)
        self.ellipse95.set_data(*scene.ellipse(0.95).T)
        low, high = scene.fit - WIDE * scene.errors, scene.fit + WIDE * scene.errors
        self.flat.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        data = scene.data
        unit = "per standard deviation" if scene.scale != 1 else f"per unit of {data.feature.split(' (')[0]}"
        self.flat.set_ylabel(f"β₁ ({unit})")
        self.points.set_data(data.x, data.y)
        self.side.set(xlim=span_of(data), xlabel=data.feature)
        self.side.set_title(f"probability of {data.label}", color=self.theme.ink, fontsize=11)
        return True

    def numbers(self, scene: UncertaintyScene) -> dict[str, str]:
        """Fill the readout."""
        return matrix_numbers(scene.covariance, "C")

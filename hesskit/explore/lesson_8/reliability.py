"""Weibull life of ball bearings: the likelihood, its quadratic at the top, intervals by both, a test that ends early.

Letters: k shape, s scale in millions of revolutions, ℓ the log-likelihood; H is the Hessian of −ℓ.
"""

from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from hesskit.explore.parts import (
    Explorer,
    colour,
    held_dot,
    matrix_html,
    matrix_numbers,
    number,
    slider,
    sliding,
    slot_html,
)
from hesskit.maths.cases import WeibullLoss, ball_bearings, life, life_error
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

Array = npt.NDArray[np.float64]
LEVEL = 0.95
FIRST, LAST = 50.0, 180.0  # millions of revolutions: when the test may end
SHAPES, SCALES = (0.8, 4.6), (45.0, 135.0)  # what is drawn
SHARE = 0.1  # of the bearings: when so many have failed, the next are replaced


@dataclass(frozen=True, eq=False)
class ReliabilityScene:
    """A fit, its ellipse from H⁻¹, and what the likelihood itself says."""

    loss: WeibullLoss
    fit: Array  # (2,): shape, scale
    covariance: Array  # (2, 2), H⁻¹
    profiles: tuple[tuple[float, float], tuple[float, float]]  # 95 % intervals of shape and scale
    region: Array  # (k, 2), the border of the likelihood's own 95 % region

    @property
    def failed(self) -> int:
        """How many were seen to fail."""
        return int(self.loss.failed.sum())

    @property
    def errors(self) -> Array:
        """Standard errors (2,)."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))

    def interval(self, which: int) -> tuple[float, float]:
        """The 95 % interval of a parameter by H⁻¹."""
        away = NormalDist().inv_cdf((1 + LEVEL) / 2) * float(self.errors[which])
        return float(self.fit[which]) - away, float(self.fit[which]) + away

    @property
    def early(self) -> tuple[float, float]:
        """The age by which a tenth has failed, and its standard error by the delta method."""
        return float(life(self.fit, SHARE)), life_error(self.fit, self.covariance, SHARE)

    def ellipse(self, count: int = 121) -> Array:
        """Where the quadratic at the top has fallen as far as a 95 % region allows: (count, 2)."""
        turn = np.linspace(0, 2 * np.pi, count)
        circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
        return self.fit + np.sqrt(-2 * np.log1p(-LEVEL)) * circle @ np.linalg.cholesky(self.covariance).T

    def caption(self) -> str:
        """Say when a tenth has failed."""
        age, error = self.early
        return (
            f"A tenth has failed after {number(age)} million revolutions, give or take {number(error, 2)} "
            f"(one standard error; {self.failed} bearings failed)."
        )

    def sentence(self) -> str:
        """Say the fit, its errors, and both intervals."""
        (k, s), (k_error, s_error) = self.fit, self.errors
        still = len(self.loss.ages) - self.failed
        end = f"the test ended at {number(self.loss.end)} million revolutions"
        runs = f", and {still} still run" if still else ""
        said = []
        for which, name in enumerate(("shape", "scale")):
            low, high = (number(end_, 4) for end_ in self.interval(which))
            below, above = (number(end_, 4) for end_ in self.profiles[which])
            said.append(
                f"the {name} {low} to {high} by H⁻¹ and {below} to {above} by the likelihood's profile"
            )
        age, error = self.early
        return (
            f"{self.failed} of {len(self.loss.ages)} ball bearings failed before {end}{runs}. The most likely shape is "
            f"{number(k, 5)} and "
            f"the scale {number(s, 5)}, with log-likelihood {number(-self.loss.value(self.fit), 7)} and "
            f"standard errors "
            f"{number(k_error, 4)} and {number(s_error, 4)} from H⁻¹. The 95 % intervals are {said[0]}; "
            f"{said[1]}. "
            f"A tenth has failed after {number(age, 4)} million revolutions, with a standard error of "
            f"{number(error)}. "
            "Where the two intervals differ, trust the profile: H⁻¹ takes the likelihood for a quadratic."
        )


def _region(loss: WeibullLoss, fit: Array, covariance: Array) -> Array:
    """Give the border (k, 2) of where −ℓ is no more above its minimum than a 95 % region allows."""
    rays = np.linspace(0, 2 * np.pi, 121)
    ways = np.stack([np.cos(rays), np.sin(rays)], axis=1) @ np.linalg.cholesky(covariance).T
    most = loss.value(fit) - np.log1p(-LEVEL)
    low, high = np.zeros(len(rays)), np.full(len(rays), 12.0)
    at = np.full(len(rays), np.sqrt(-2 * np.log1p(-LEVEL)))  # the ellipse
    for _ in range(12):  # Newton's method along every ray, where −ℓ rises from the fit
        points = fit + at[:, None] * ways
        rise = loss.value(points) - most
        low, high = np.where(rise < 0, at, low), np.where(rise < 0, high, at)
        with np.errstate(all="ignore"):  # outside the domain there is no slope: half way back
            wanted = at - rise / (loss.gradient(points) * ways).sum(axis=1)
        before, at = at, np.where((low <= wanted) & (wanted <= high), wanted, (low + high) / 2)
        if np.abs(at - before).max() < 1e-4:
            break
    return np.asarray(fit + at[:, None] * ways)


@lru_cache(maxsize=256)
def _scene(end: float) -> ReliabilityScene:
    """Fit the bearings that failed before the test ended."""
    loss = WeibullLoss(ball_bearings(), end)
    fit = loss.fit()
    covariance = loss.covariance(fit)
    profiles = loss.profile(fit, 0, LEVEL), loss.profile(fit, 1, LEVEL)
    return ReliabilityScene(loss, fit, covariance, profiles, _region(loss, fit, covariance))


def compute(end: float) -> ReliabilityScene:
    """Make the scene of one end of the test."""
    return _scene(round(float(end), 1))


class ReliabilityPicture(Picture):
    """Left: the likelihood and its quadratic over shape and scale. Right: the bearings' ages, and the "
    "fitted share."""

    width, height = 900, 440
    readout = (
        f'<div class="row"><span><i>H</i>⁻¹ = {matrix_html("C", 2)}</span><span>shape = '
        f"{slot_html('shape')}</span>"
        f"<span>scale = {slot_html('scale')}</span></div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.flat = dress(
            self.figure.add_axes((0.075, 0.22, 0.4, 0.68)),
            theme,
            "95 %: the likelihood, and its quadratic",
            xlabel="shape k",
            ylabel="scale s (million revolutions)",
        )
        self.flat.set(xlim=SHAPES, ylim=SCALES)
        self.side = dress(
            self.figure.add_axes((0.56, 0.22, 0.42, 0.68)),
            theme,
            "share that has failed",
            xlabel="age (million revolutions)",
        )
        self.side.set(xlim=(0, LAST + 5), ylim=(-0.09, 1.04), yticks=[0, 0.1, 0.5, 1])
        self.side.axhline(SHARE, color=theme.faint, lw=0.8)
        self._make_moving(theme)

    def _make_moving(self, theme: Theme) -> None:
        likely, model = colour(theme, "gradient"), colour(theme, "model")
        (self.contour,) = self.flat.plot(
            [], [], color=likely, lw=2, zorder=3, label="the likelihood's own region"
        )
        (self.oval,) = self.flat.plot(
            [], [], color=model, lw=1.8, ls=(0, (5, 2)), zorder=4, label="ellipse of H⁻¹"
        )
        (self.bars,) = self.flat.plot([], [], color=likely, lw=4, solid_capstyle="butt", zorder=3)
        (self.dashes,) = self.flat.plot([], [], color=model, lw=2.2, ls=(0, (3, 1)), zorder=4)
        (self.top,) = self.flat.plot(
            [0], [0], "v", color=theme.point, ms=9, mec=theme.paper, zorder=5, label="the fit"
        )
        (self.steps,) = self.side.plot(
            [], [], color=theme.ink, lw=1.1, drawstyle="steps-post", zorder=2, label="seen to fail"
        )
        (self.curve,) = self.side.plot([], [], color=model, lw=2, zorder=3, label="the fit")
        (self.tenth,) = self.side.plot(
            [], [], color=likely, lw=3.5, solid_capstyle="butt", zorder=4, label="a tenth (95 %)"
        )
        (self.ran,) = self.side.plot([], [], ">", color=theme.faint, ms=6, zorder=3, label="still runs")
        (self.wall,) = self.side.plot([0, 0], [-1, 2], color=theme.ink, lw=1, ls=(0, (2, 2)), zorder=2)
        self.held = held_dot(self.side, theme, zorder=6)
        for axes, lines in (
            (self.flat, (self.contour, self.oval, self.top)),
            (self.side, (self.steps, self.curve, self.tenth, self.ran)),
        ):
            axes.legend(
                handles=list(lines),
                loc="upper center",
                bbox_to_anchor=(0.5, -0.16),
                ncols=len(lines),
                fontsize=9,
                frameon=False,
                labelcolor=theme.ink,
                columnspacing=0.9,
                handletextpad=0.4,
                handlelength=1.6,
            )
        self.move(
            self.contour,
            self.oval,
            self.bars,
            self.dashes,
            self.top,
            self.steps,
            self.curve,
            self.tenth,
            self.ran,
        )
        self.move(self.wall, self.held)
        self.handles = [Handle("end", "the end of the test", self.held, rides=True)]

    def update(self, scene: ReliabilityScene) -> bool:
        """Move all to another fit."""
        self.oval.set_data(*scene.ellipse().T)
        self.contour.set_data(*scene.region.T)
        self.top.set_data(scene.fit[:1], scene.fit[1:])
        gap = np.nan
        (k_low, k_high), (s_low, s_high) = scene.profiles
        y, x = SCALES[0] + 2.2, SHAPES[0] + 0.09
        self.bars.set_data([k_low, k_high, gap, x, x], [y, y, gap, s_low, s_high])
        (k_low, k_high), (s_low, s_high) = scene.interval(0), scene.interval(1)
        self.dashes.set_data([k_low, k_high, gap, x + 0.1, x + 0.1], [y + 3, y + 3, gap, s_low, s_high])
        self._place_ages(scene)
        return False

    def _place_ages(self, scene: ReliabilityScene) -> None:
        """Draw the ages seen, the fitted share, and the age by which a tenth has failed."""
        loss, count = scene.loss, len(scene.loss.ages)
        seen = loss.ages[loss.failed]
        end = min(loss.end, LAST)
        self.steps.set_data([0, *seen, end], [*(np.arange(len(seen) + 1) / count), len(seen) / count])
        ages = np.linspace(0.01, LAST + 5, 121)
        self.curve.set_data(ages, -np.expm1(-((ages / scene.fit[1]) ** scene.fit[0])))
        age, error = scene.early
        self.tenth.set_data([age - 1.96 * error, age + 1.96 * error], [SHARE, SHARE])
        still = count - len(seen)
        self.ran.set_data(np.full(still, end), (len(seen) + np.arange(still) + 0.5) / count)
        self.wall.set_data([end, end], [-1, 2])
        self.held.set_data([end], [-0.045])

    def numbers(self, scene: ReliabilityScene) -> dict[str, str]:
        """Fill the readout."""
        (k, s), (k_error, s_error) = scene.fit, scene.errors
        return matrix_numbers(scene.covariance, "C") | {
            "shape": f"{number(k, 5)} ± {number(k_error, 4)}",
            "scale": f"{number(s, 5)} ± {number(s_error, 4)}",
        }


def reliability(end: float = LAST) -> Explorer:
    """Explore the life of 23 ball bearings: drag the end of the test, and see how sure the fit remains.

    Parameters
    ----------
    end : float
        When the test ends, in millions of revolutions, from 50 to 180: what still runs then is known to last longer.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If the end is out of range.

    Examples
    --------
    >>> reliability().sentence.split(". ")[1][:52]
    'The most likely shape is 2.1018 and the scale 81.875'
    """
    if not FIRST <= end <= LAST:
        raise ValueError(
            f"the test ends between {FIRST:g} and {LAST:g} million revolutions, but you said {end!r}."
        )
    control = slider("the test ends at (million revolutions)", float(end), FIRST, LAST, 1.0)
    return Explorer(
        {"end": control},
        compute,
        ReliabilityPicture,
        {"end": lambda position: round(min(max(position[0], FIRST), LAST), 1)},
        sweep=sliding("end"),
    )

"""Weibull life: how long parts last, from those that failed and those that had not when the test ended.

The Hessian of −log-likelihood at its minimum, inverted, is the covariance of the fit: H is information.

Letters: k shape, s scale (the age by which 63.2 % have failed), x ages, r how many failed, ℓ the log-likelihood.
"""

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.descent import descend
from hesskit.maths.surfaces import read_points

Floats = NDArray[np.float64]


def ball_bearings() -> Floats:
    """The ages in millions of revolutions at which 23 ball bearings failed, ascending.

    Returns
    -------
    ndarray, shape (23,)

    References
    ----------
    Lieblein and Zelen, Journal of Research of the National Bureau of Standards 57 (1956) 273-316.

    Examples
    --------
    >>> ball_bearings()[[0, -1]].tolist()
    [17.88, 173.4]
    """
    text = files("hesskit.maths.cases").joinpath("data", "ball_bearings_1956.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and line[0].isdigit()]
    return np.sort(np.array(lines, dtype=float))


@dataclass(frozen=True, eq=False)
class WeibullLoss:
    """The negative log-likelihood of ages at failure, an Objective of (shape, scale).

    Parameters
    ----------
    ages : ndarray, shape (m,)
        Positive.
    end : float
        When the test ends: what would fail later is only known to have lasted so long.

    Raises
    ------
    ValueError
        If an age is not positive, or fewer than two parts failed at different ages before the end.

    Examples
    --------
    >>> loss = WeibullLoss(ball_bearings())
    >>> loss.fit().round(4).tolist(), round(-loss.value(loss.fit()), 4)
    ([2.1018, 81.8746], -113.692)
    """

    ages: Floats
    end: float = float("inf")

    def __post_init__(self) -> None:
        if not (np.isfinite(self.ages) & (self.ages > 0)).all():
            raise ValueError("every age must be a number above 0.")
        if len(np.unique(self.ages[self.failed])) < 2:
            raise ValueError(f"fewer than two parts failed before {self.end:g}: end the test later.")

    @cached_property
    def failed(self) -> NDArray[np.bool_]:
        """Which parts (m,) were seen to fail."""
        return np.asarray(self.ages <= self.end)

    @cached_property
    def seen(self) -> Floats:
        """How long each part (m,) was seen to last."""
        return np.minimum(self.ages, self.end)

    def _parts(self, point: ArrayLike) -> tuple[Floats, Floats, Floats, Floats]:
        """Give k and s (..., 1), ln(x/s) and (x/s)^k (..., m)."""
        shape, scale = np.moveaxis(read_points(point, ("shape", "scale"))[..., None], -2, 0)
        away = np.log(self.seen / scale)
        return shape, scale, away, np.exp(shape * away)

    @np.errstate(all="ignore")
    def value(self, point: ArrayLike) -> Any:
        """−ℓ (...) at points (..., 2); infinite where shape or scale is not positive."""
        shape, scale, away, hazard = self._parts(point)
        each = np.where(self.failed, np.log(shape / scale) + (shape - 1) * away, 0.0) - hazard
        good = (shape[..., 0] > 0) & (scale[..., 0] > 0)
        found = np.where(good, -each.sum(axis=-1), np.inf)
        return found if found.ndim else float(found)

    @np.errstate(all="ignore")
    def gradient(self, point: ArrayLike) -> Floats:
        """∇(−ℓ), shape (..., 2)."""
        shape, scale, away, hazard = self._parts(point)
        r = self.failed.sum()
        along_shape = r / shape[..., 0] + (away * (self.failed - hazard)).sum(axis=-1)
        along_scale = (shape / scale)[..., 0] * (hazard.sum(axis=-1) - r)
        slopes: Floats = -np.stack([along_shape, along_scale], axis=-1)
        return slopes

    @np.errstate(all="ignore")
    def hessian(self, point: ArrayLike) -> Floats:
        """The Hessian of −ℓ, shape (..., 2, 2)."""
        shape, scale, away, hazard = self._parts(point)
        k, s, r, total = shape[..., 0], scale[..., 0], self.failed.sum(), hazard.sum(axis=-1)
        both_shape = r / k**2 + (hazard * away**2).sum(axis=-1)
        mixed = (r - total - k * (hazard * away).sum(axis=-1)) / s
        both_scale = k / s**2 * (total - r + k * total)
        return np.stack(
            [np.stack([both_shape, mixed], axis=-1), np.stack([mixed, both_scale], axis=-1)], axis=-2
        )

    def fit(self) -> Floats:
        """The most likely (shape, scale), by the trust region: −ℓ is not convex far from its least.

        Returns
        -------
        ndarray, shape (2,)
        """
        start = (1.0, float(self.seen.sum() / self.failed.sum()))  # the exponential law's own fit
        return np.array(descend(self, start, method="trust region", tolerance=1e-11).points[-1])

    def covariance(self, fit: ArrayLike) -> Floats:
        """The covariance (2, 2) of the fit: H⁻¹.

        Examples
        --------
        >>> loss = WeibullLoss(ball_bearings())
        >>> np.sqrt(np.diag(loss.covariance(loss.fit()))).round(4).tolist()
        [0.3287, 8.6009]
        """
        inverse: Floats = np.linalg.inv(self.hessian(fit)).astype(np.float64)
        return inverse

    def profile(self, fit: Floats, which: int, level: float) -> tuple[float, float]:
        """The interval of one parameter by its profile: where the best −ℓ for it has risen by half of χ²(level).

        Parameters
        ----------
        fit : ndarray, shape (2,)
        which : int
            0 for the shape, 1 for the scale.
        level : float
            Between 0 and 1.

        Returns
        -------
        pair of float

        Examples
        --------
        >>> loss = WeibullLoss(ball_bearings())
        >>> [round(end, 3) for end in loss.profile(loss.fit(), 0, 0.95)]
        [1.504, 2.791]
        """
        most = self.value(fit) + NormalDist().inv_cdf((1 + level) / 2) ** 2 / 2
        ends = []
        for factor in (0.8, 1.25):
            inside, at = fit[which], fit[which] * factor
            while self.value(self._best(which, at, fit)) < most:
                inside, at = at, at * factor
            outside = at
            for _ in range(60):  # Newton's method: along the best points the slope of −ℓ is its own partial
                point = self._best(which, at, fit)
                rise = self.value(point) - most
                inside, outside = (at, outside) if rise < 0 else (inside, at)
                before, at = at, at - rise / float(self.gradient(point)[which])
                if not min(inside, outside) <= at <= max(inside, outside):
                    at = (inside + outside) / 2
                if abs(at - before) <= 1e-13 * at:
                    break
            ends.append(float(at))
        return ends[0], ends[1]

    def _best(self, which: int, value: float, fit: Floats) -> Floats:
        """The best point with one parameter given: a formula for the scale, Newton's method for the shape."""
        if which == 0:
            scale = (np.exp(value * np.log(self.seen)).sum() / self.failed.sum()) ** (1 / value)
            return np.array([value, scale])
        shape = float(fit[0])
        for _ in range(100):
            point = np.array([shape, value])
            step = self.gradient(point)[0] / self.hessian(point)[0, 0]
            shape = max(shape - step, shape / 2)
            if abs(step) <= 1e-12 * shape:
                break
        return np.array([shape, value])


def life(point: ArrayLike, share: float) -> Any:
    """The age (...) by which a share of the parts has failed, at (shape, scale) (..., 2).

    Parameters
    ----------
    point : array_like, shape (..., 2)
    share : float
        Between 0 and 1.

    Examples
    --------
    >>> round(life([2.101847, 81.874557], 0.1), 2)
    28.07
    """
    shape, scale = np.moveaxis(np.asarray(point, dtype=float), -1, 0)
    found = scale * (-np.log1p(-share)) ** (1 / shape)
    return found if found.ndim else float(found)


def life_error(fit: Floats, covariance: Floats, share: float) -> float:
    """The standard error of that age by the delta method: √(gᵀCg), g its gradient in (shape, scale).

    Parameters
    ----------
    fit : ndarray, shape (2,)
    covariance : ndarray, shape (2, 2)
    share : float

    Returns
    -------
    float

    Examples
    --------
    >>> loss = WeibullLoss(ball_bearings())
    >>> round(life_error(loss.fit(), loss.covariance(loss.fit()), 0.1), 2)
    6.32
    """
    shape, scale = fit
    age = life(fit, share)
    slope = np.array([-age * np.log(-np.log1p(-share)) / shape**2, age / scale])
    return float(np.sqrt(slope @ covariance @ slope))

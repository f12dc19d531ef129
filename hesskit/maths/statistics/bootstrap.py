"""The bootstrap of a logistic fit of one feature: many resamples, fitted at once.

Letters: R resamples of m rows; w (R, m) how often each row was drawn; z the feature, β (R, 2) the coefficients.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hesskit.maths.statistics.logistic_loss import residuals, sigmoid, weights

Array = npt.NDArray[np.float64]
FITTED, ONE_CLASS, SEPARABLE = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Cloud:
    """What became of each resample."""

    points: Array  # (R, 2), NaN where there is no fit
    fates: npt.NDArray[np.int64]  # (R,): FITTED, ONE_CLASS or SEPARABLE

    @property
    def fitted(self) -> Array:
        """The coefficients of those that have a fit."""
        fitted: Array = self.points[self.fates == FITTED]
        return fitted

    def count(self, fate: int) -> int:
        """How many met a fate."""
        return int((self.fates == fate).sum())


def resampled(z: Array, y: Array, draws: int, size: int, seed: tuple[int, int]) -> Cloud:
    """Draw resamples and fit each.

    Parameters
    ----------
    z, y : ndarray, shape (m,)
    draws : int
        Rows in a resample.
    size : int
        How many resamples, R.
    seed : pair of int

    Returns
    -------
    Cloud

    Examples
    --------
    >>> cloud = resampled(np.array([0.0, 1, 2, 3]), np.array([0.0, 1, 0, 1]), 4, 200, (1, 0))
    >>> sum(cloud.count(fate) for fate in (FITTED, ONE_CLASS, SEPARABLE)), len(cloud.fitted) == cloud.count(FITTED)
    (200, True)
    """
    w = np.random.default_rng(seed).multinomial(draws, np.full(len(z), 1 / len(z)), size=size).astype(float)
    fates = fates_of(z, y, w)
    points = np.full((size, 2), np.nan)
    points[fates == FITTED] = fit_resamples(z, y, w[fates == FITTED])
    return Cloud(points, fates)


def fates_of(z: Array, y: Array, w: Array) -> npt.NDArray[np.int64]:
    """Say which resamples (R, m) have a fit: both labels, and no threshold that tells them apart.

    Examples
    --------
    >>> z, y = np.array([0.0, 1, 2]), np.array([0.0, 1, 0])
    >>> fates_of(z, y, np.array([[1.0, 1, 1], [1, 1, 0], [2, 0, 1]])).tolist()
    [0, 2, 1]
    """
    ones, noughts = (w > 0) & (y > 0.5), (w > 0) & (y < 0.5)
    lowest = [np.where(mask, z, np.inf).min(axis=1) for mask in (ones, noughts)]
    highest = [np.where(mask, z, -np.inf).max(axis=1) for mask in (ones, noughts)]
    apart = (lowest[0] >= highest[1]) | (
        lowest[1] >= highest[0]
    )  # touching counts: no minimum exists then either
    alone = ~ones.any(axis=1) | ~noughts.any(axis=1)
    return np.where(alone, ONE_CLASS, np.where(apart, SEPARABLE, FITTED))


def fit_resamples(z: Array, y: Array, w: Array, steps: int = 60) -> Array:
    """Fit resamples (R, m) that have a fit, by Newton's method with a step halved until the loss falls: (R, 2)."""
    middle, spread = z.mean(), z.std() or 1.0
    design = np.stack([np.ones_like(z), (z - middle) / spread], axis=1)
    beta, total = np.zeros((len(w), 2)), w.sum(axis=1)
    alive = np.arange(len(w))
    for _ in range(steps):
        margins = beta[alive] @ design.T
        slope = (
            (w[alive] * residuals(margins, np.broadcast_to(y, margins.shape))) @ design / total[alive, None]
        )
        alive, margins, slope = _still(alive, margins, slope)
        if not len(alive):
            break
        curved = w[alive] * weights(margins) / total[alive, None]
        hessian = np.einsum("rm,mi,mj->rij", curved, design, design)
        step = -np.linalg.solve(hessian, slope[..., None])[..., 0]
        beta[alive] += step * _shortened(design, y, w[alive], beta[alive], step)[:, None]
    return np.column_stack([beta[:, 0] - beta[:, 1] * middle / spread, beta[:, 1] / spread])


def _still(
    alive: npt.NDArray[np.int64], margins: Array, slope: Array
) -> tuple[npt.NDArray[np.int64], Array, Array]:
    """Keep those whose gradient is not yet zero."""
    going = np.abs(slope).max(axis=1) > 1e-10
    return alive[going], margins[going], slope[going]


def _shortened(design: Array, y: Array, w: Array, beta: Array, step: Array) -> Array:
    """Halve each step until its own loss does not rise, at most 30 times."""
    before, share = _losses(design, y, w, beta), np.ones(len(w))
    for _ in range(30):
        worse = _losses(design, y, w, beta + share[:, None] * step) > before + 1e-12 * np.abs(before)
        if not worse.any():
            break
        share[worse] /= 2
    return share


def _losses(design: Array, y: Array, w: Array, beta: Array) -> Array:
    margins = beta @ design.T
    return np.asarray((w * np.logaddexp(0.0, (1 - 2 * y) * margins)).sum(axis=1))


def probability(beta: Array, z: Array) -> Array:
    """Give the probability of label 1 for each of the coefficients (R, 2) at each of the features (k,): (R, k).

    Examples
    --------
    >>> probability(np.array([[0.0, 0.0]]), np.array([5.0])).tolist()
    [[0.5]]
    """
    return sigmoid(beta[:, :1] + beta[:, 1:] * z)

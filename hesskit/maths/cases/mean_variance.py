"""Mean and variance: how much of what to hold, when a return is liked and its variance is not.

The investor minimises δ/2 wᵀΣw − μᵀw with Σᵢwᵢ = 1: a quadratic whose Hessian is δΣ, everywhere the same.

Letters: w weights, μ expected excess returns a year, Σ their covariance, δ the risk aversion, ν the multiplier.
"""

import csv
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Markets:
    """Assets with their shares of the market and the covariance of their returns.

    Attributes
    ----------
    names : tuple of str, length n
    weights : ndarray, shape (n,)
        The shares of the world's capital.
    covariance : ndarray, shape (n, n)
        Of the excess returns of a year.

    Examples
    --------
    >>> seven_markets()
    7 markets: Australia, Canada, France, Germany, Japan, UK, USA
    """

    names: tuple[str, ...]
    weights: Floats
    covariance: Floats

    def __repr__(self) -> str:
        return f"{len(self.names)} markets: {', '.join(self.names)}"


def seven_markets() -> Markets:
    """The seven equity markets of He and Litterman.

    Returns
    -------
    Markets

    References
    ----------
    He and Litterman, The Intuition Behind Black-Litterman Model Portfolios (1999), tables 1 and 2.

    Examples
    --------
    >>> seven_markets().weights.tolist()
    [0.016, 0.022, 0.052, 0.055, 0.116, 0.124, 0.615]
    """
    text = files("hesskit.maths.cases").joinpath("data", "he_litterman_1999.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    names = tuple(row["market"] for row in rows)
    spread = np.array([float(row["volatility"]) for row in rows])
    together = np.array([[float(row[name]) for name in names] for row in rows])
    covariance: Floats = together * np.outer(spread, spread)
    return Markets(names, np.array([float(row["weight"]) for row in rows]), covariance)


def implied_returns(covariance: Floats, weights: Floats, risk_aversion: float) -> Floats:
    """The expected returns for which these weights are the best: μ = δΣw, where the gradient is zero.

    Parameters
    ----------
    covariance : ndarray, shape (n, n)
    weights : ndarray, shape (n,)
    risk_aversion : float

    Returns
    -------
    ndarray, shape (n,)

    Examples
    --------
    >>> world = seven_markets()
    >>> (100 * implied_returns(world.covariance, world.weights, 2.5)).round(1).tolist()
    [3.9, 6.9, 8.4, 9.0, 4.3, 6.8, 7.6]
    """
    returns: Floats = risk_aversion * covariance @ weights
    return returns


def best_weights(covariance: Floats, returns: Floats, risk_aversion: float) -> Floats:
    """The weights that minimise δ/2 wᵀΣw − μᵀw among those whose sum is 1; some may be negative (sold short).

    Parameters
    ----------
    covariance : ndarray, shape (n, n)
        Positive definite.
    returns : ndarray, shape (n,)
    risk_aversion : float
        Positive.

    Returns
    -------
    ndarray, shape (n,)

    Raises
    ------
    ValueError
        If the risk aversion is not positive.

    Notes
    -----
    One Newton step from anywhere: δΣw + ν1 = μ and 1ᵀw = 1 are linear.

    Examples
    --------
    >>> world = seven_markets()
    >>> returns = implied_returns(world.covariance, world.weights, 2.5)
    >>> best_weights(world.covariance, returns, 2.5).round(3).tolist()
    [0.016, 0.022, 0.052, 0.055, 0.116, 0.124, 0.615]
    """
    if not risk_aversion > 0:
        raise ValueError(f"the risk aversion δ must be positive, but it is {risk_aversion:g}.")
    tangent, least = _solved(covariance, returns)
    weights: Floats = tangent / risk_aversion + least * (1 - tangent.sum() / risk_aversion)
    return weights


def _solved(covariance: Floats, returns: Floats) -> tuple[Floats, Floats]:
    """Give Σ⁻¹μ and the weights of least variance, Σ⁻¹1 divided by their sum."""
    both: Floats = np.linalg.solve(covariance, np.stack([returns, np.ones(len(returns))], axis=1)).astype(
        np.float64
    )
    return both[:, 0], both[:, 1] / both[:, 1].sum()


def frontier(covariance: Floats, returns: Floats, targets: Floats) -> Floats:
    """The least standard deviation with which each expected return can be had.

    Parameters
    ----------
    covariance : ndarray, shape (n, n)
    returns : ndarray, shape (n,)
    targets : ndarray, shape (k,)

    Returns
    -------
    ndarray, shape (k,)

    Examples
    --------
    >>> two, returns = np.diag([0.04, 0.01]), np.array([0.08, 0.04])
    >>> frontier(two, returns, np.array([0.04, 0.06])).round(4).tolist()
    [0.1, 0.1118]
    """
    ones = np.ones(len(returns))
    both = np.linalg.solve(covariance, np.stack([returns, ones], axis=1))
    (a, b), (_b, c) = np.stack([returns, ones]) @ both
    spread: Floats = np.sqrt((c * targets**2 - 2 * b * targets + a) / (a * c - b * b))
    return spread

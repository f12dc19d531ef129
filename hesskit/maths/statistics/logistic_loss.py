"""Logistic regression as an objective: the mean negative log-likelihood, its gradient and its Hessian.

Letters: m rows, n coefficients β; D the design matrix (m, n), X with a column of ones in front if there is an
intercept; z = D β the margins, p = 1/(1 + e^−z) the probabilities, S = diag(p(1 − p)), λ the ridge.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.descent import Descent, descend, is_singular
from hesskit.maths.scale import Blocks, is_by_blocks
from hesskit.maths.statistics.labelled_data import (
    Separation,
    check_independent,
    read_features,
    read_labels,
    read_names,
    separation,
)
from hesskit.maths.statistics.logistic_blocks import LogisticBlocks
from hesskit.maths.surfaces import read_points

# The logistic function and what is made of it, right to rounding for margins of ±1000 and beyond.

Floats = NDArray[np.float64]


def sigmoid(z: Floats) -> Floats:
    """σ(z), with full relative precision where it is tiny.

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    with np.errstate(under="ignore"):
        found: Floats = np.exp(-np.logaddexp(0.0, -z))
    return found


def log_losses(z: Floats, y: Floats) -> Floats:
    """−log of the probability of each label: log(1 + e^−sz).

    Examples
    --------
    >>> log_losses(np.array([1000.0, -1000.0]), np.array([1.0, 1.0])).tolist()
    [0.0, 1000.0]
    """
    losses: Floats = np.logaddexp(0.0, (1 - 2 * y) * z)
    return losses


def residuals(z: Floats, y: Floats) -> Floats:
    """σ(z) − y, without cancellation: −s σ(−s z).

    Examples
    --------
    >>> residuals(np.array([0.0, 1000.0]), np.array([1.0, 0.0])).tolist()
    [-0.5, 1.0]
    """
    sign = 1 - 2 * y
    found: Floats = sign * sigmoid(sign * z)
    return found


def weights(z: Floats) -> Floats:
    """σ(z) σ(−z) = p(1 − p): the curvature of each row.

    Examples
    --------
    >>> weights(np.array([0.0, 1000.0])).tolist()
    [0.25, 0.0]
    """
    with np.errstate(under="ignore"):
        found: Floats = np.exp(-np.logaddexp(0.0, z) - np.logaddexp(0.0, -z))
    return found


# The likelihood of labels as an objective: its value, gradient, Hessian and products, for many β at once.

_AT_ONCE = 2_000_000  # margins held in memory at a time


@dataclass(frozen=True, eq=False, init=False, repr=False)
class Likelihood:
    """The arithmetic of `LogisticLoss`, which reads and checks the data."""

    design: Floats
    y: Floats
    ridge: float
    intercept: bool
    variables: tuple[str, ...]
    rows: int
    by_blocks: LogisticBlocks | None

    @np.errstate(all="ignore")
    def value(self, point: ArrayLike) -> Any:
        """Losses (...) at coefficients (..., n).

        Examples
        --------
        >>> from hesskit.maths.statistics.logistic_loss import LogisticLoss
        >>> LogisticLoss([-1, 1], [0, 1], intercept=False).value([[0.0], [-1000.0]]).round(6).tolist()
        [0.693147, 1000.0]
        """
        beta = self._points(point)
        if beta.ndim == 1 and self.by_blocks is None:  # what a descent asks, thousands of times
            losses = np.logaddexp(0.0, self._signed @ beta)
            return float(losses.sum() / len(losses) + (self._penalty * beta) @ beta / 2)
        flat = beta.reshape(-1, beta.shape[-1])
        if self.by_blocks is not None:
            losses = self.by_blocks.value(flat) / self.rows
        else:
            losses = np.concatenate(
                [log_losses(b @ self.design.T, self.y).mean(axis=-1) for b in self._parts(flat)]
            )
        result = losses.reshape(beta.shape[:-1]) + (self._penalty * beta**2).sum(axis=-1) / 2
        return result if result.ndim else float(result)

    @np.errstate(all="ignore")
    def gradient(self, point: ArrayLike) -> Floats:
        """Gradients Dᵀ(p − y)/m + λβ, shape (..., n), at coefficients (..., n).

        Examples
        --------
        >>> from hesskit.maths.statistics.logistic_loss import LogisticLoss
        >>> LogisticLoss([-1, 1], [0, 1], intercept=False).gradient([0.0]).tolist()
        [-0.5]
        """
        beta = self._points(point)
        if beta.ndim == 1 and self.by_blocks is None:
            shares = np.exp(-np.logaddexp(0.0, -(self._signed @ beta)))  # σ(−sz): the residuals' sizes
            slope: Floats = shares @ self._signed / len(shares) + self._penalty * beta
            return slope
        flat = beta.reshape(-1, beta.shape[-1])
        if self.by_blocks is not None:
            summed = self.by_blocks.gradient(flat)
        else:
            parts = [residuals(b @ self.design.T, self.y) @ self.design for b in self._parts(flat)]
            summed = np.concatenate(parts)
        slopes: Floats = summed.reshape(beta.shape) / self.rows + self._penalty * beta
        return slopes

    @np.errstate(all="ignore")
    def hessian(self, point: ArrayLike) -> Floats:
        """Hessians DᵀSD/m + λ, shape (..., n, n), at coefficients (..., n).

        Examples
        --------
        >>> from hesskit.maths.statistics.logistic_loss import LogisticLoss
        >>> LogisticLoss([-1, 1], [0, 1], intercept=False).hessian([0.0]).tolist()
        [[0.25]]
        """
        beta = self._points(point)
        n = beta.shape[-1]
        flat = beta.reshape(-1, n)
        if self.by_blocks is not None:
            summed = self.by_blocks.hessian(flat)
        else:
            parts = []
            for b in self._parts(flat):
                S = weights(b @ self.design.T)
                parts.append((self.design.T[None] * S[:, None, :]) @ self.design)
            summed = np.concatenate(parts)
        return np.asarray(summed.reshape(*beta.shape, n) / self.rows + np.diag(self._penalty))

    @np.errstate(all="ignore")
    def hvp(self, point: ArrayLike, direction: ArrayLike) -> Floats:
        """Products H·v, shape (..., n), without H: two products with the design matrix.

        Examples
        --------
        >>> from hesskit.maths.statistics.logistic_loss import LogisticLoss
        >>> LogisticLoss([-1, 1], [0, 1], intercept=False).hvp([0.0], [2.0]).tolist()
        [0.5]
        """
        beta, v = self._points(point), self._points(direction)
        if self.by_blocks is not None:
            beta, v = np.broadcast_arrays(beta, v)
            pairs = [each.reshape(-1, v.shape[-1]) for each in (beta, v)]
            summed = self.by_blocks.hvp(*pairs).reshape(v.shape)
            return np.asarray(summed / self.rows + self._penalty * v)
        S = weights(beta @ self.design.T)
        product: Floats = (S * (v @ self.design.T)) @ self.design / len(self.y) + self._penalty * v
        return product

    @cached_property
    def _signed(self) -> Floats:
        """The rows of the design, each times −s: −1 for label 1, 1 for label 0."""
        signed: Floats = (1 - 2 * self.y)[:, None] * self.design
        return signed

    @cached_property
    def _penalty(self) -> Floats:
        """λ for each coefficient; 0 for the intercept."""
        penalty = np.full(len(self.variables), self.ridge)
        penalty[: int(self.intercept)] = 0.0
        return penalty

    def _points(self, point: ArrayLike) -> Floats:
        if type(point) is np.ndarray and point.dtype == np.float64 and point.shape == (len(self.variables),):
            return point  # what a descent asks with, thousands of times; nothing here changes it
        return read_points(point, self.variables)

    def _parts(self, flat: Floats) -> list[Floats]:
        count = -(-len(flat) * len(self.y) // _AT_ONCE)
        return np.array_split(flat, count) if count > 1 else [flat]


def _of_signed(rows: Floats, given: Mapping[str, Any]) -> Likelihood:
    """The likelihood of a few rows in memory, each times the sign of its label: as if every label were 1."""
    few = object.__new__(Likelihood)
    own = {"design": rows, "y": np.ones(len(rows)), "rows": len(rows), "by_blocks": None}
    for name, value in {**given, **own}.items():
        object.__setattr__(few, name, value)
    return few


@dataclass(frozen=True, eq=False, init=False, repr=False)
class LogisticLoss(Likelihood):
    """The mean negative log-likelihood of labels 0 and 1, with an optional ridge; an Objective.

    Parameters
    ----------
    X : array_like, shape (m,) or (m, features)
        Lists and arrays; or a `numpy.memmap`, an array of Zarr or HDF5, or a `dask.array.Array`, which are read by
        blocks whenever a sum over the rows is asked for, as is an array of more than 8 MB: see `hesskit.scale`.
    y : array_like, shape (m,)
        0 or 1, both present.
    ridge : float
        λ ≥ 0: adds λ/2 times the squared length of the coefficients, the intercept left out, since a shift of the
        labels' balance is not a complication of the model.
    intercept : bool
        Whether a column of ones is put in front of X; its coefficient comes first.
    names : sequence of str, optional
        One for each feature.

    Attributes
    ----------
    design : ndarray, shape (m, n)
    y : ndarray, shape (m,)
        These two only if the data are not read by blocks.
    ridge : float
    intercept : bool
    variables : tuple of str, length n
        The names of the coefficients.
    rows : int
        m.
    by_blocks : LogisticBlocks or None
        The sums over data that are read by blocks.
    few_rows : Likelihood
        Only if they are: that of a few of the rows, for what needs no more than the size of things.

    Raises
    ------
    ValueError
        If X or y is not what is needed, there is one class only, or columns are collinear while the ridge is 0.

    Notes
    -----
    The Hessian DᵀSD/m + λ is positive semidefinite everywhere, so the loss is convex: Newton's method on it is
    iteratively reweighted least squares. For separable data and no ridge there is no minimum, as every descent says.
    Source: McCullagh and Nelder, Generalized Linear Models, 2nd ed. (1989), section 4.4.

    Examples
    --------
    >>> loss = LogisticLoss([-2, -1, 1, 2, 0.5], [0, 1, 0, 1, 1], intercept=False)
    >>> round(loss.value([0.0]), 6), loss.gradient([0.0]).tolist(), loss.hessian([0.0]).tolist()
    (0.693147, [-0.25], [[0.5125]])
    >>> loss.fit().kind
    'minimum'
    """

    def __init__(
        self,
        X: ArrayLike,
        y: ArrayLike,
        ridge: float = 0.0,
        intercept: bool = True,
        names: Sequence[str] | None = None,
    ) -> None:
        if not 0 <= ridge < np.inf:
            raise ValueError(f"the ridge is a number from 0 up, not {ridge!r}.")
        given: dict[str, Any] = {"ridge": float(ridge), "intercept": bool(intercept)}
        if is_by_blocks(X):
            blocks = Blocks(X, y)
            columns = read_names(names, blocks.shape[1])
            columns = ("intercept", *columns) if intercept else columns
            summed = LogisticBlocks(blocks, bool(intercept))
            summed.check(columns, collinear=ridge > 0)
            given |= {"rows": blocks.shape[0], "by_blocks": summed, "variables": columns}
            given["few_rows"] = _of_signed(summed.sample, given)
        else:
            features = read_features(X)
            labels = read_labels(y, len(features))
            columns = read_names(names, features.shape[1])
            if intercept:
                features, columns = np.insert(features, 0, 1.0, axis=1), ("intercept", *columns)
            if not ridge:
                check_independent(features, columns)
            features.setflags(write=False)
            labels.setflags(write=False)
            given |= {"design": features, "y": labels, "rows": len(labels), "by_blocks": None}
            given["variables"] = columns
        for name, value in given.items():
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        if name in ("design", "y"):
            raise AttributeError(
                f"these data are read by blocks, so no whole {name} is in memory: use what it was made of."
            )
        raise AttributeError(f"a LogisticLoss has no {name!r}.")

    # ------------------------------------------------------------ what it tells
    def fit(self, start: ArrayLike | None = None, method: str = "newton", **options: Any) -> Descent:
        """Minimise the loss, from zero if no start is given; Newton's method here is IRLS.

        Parameters
        ----------
        start : array_like, shape (n,), optional
        method : str
            As for `descend`.
        **options
            As for `descend`.

        Returns
        -------
        Descent

        Examples
        --------
        >>> print(LogisticLoss([-2, -1, 1, 2], [0, 0, 1, 1]).fit().kind)
        not critical
        """
        begin = np.zeros(len(self.variables)) if start is None else start
        return descend(self, begin, method, **options)

    @np.errstate(all="ignore")
    def probability(self, point: ArrayLike, X: ArrayLike | None = None) -> Floats:
        """Probabilities of label 1 for the rows of X, or of the data, by one set of coefficients.

        Examples
        --------
        >>> LogisticLoss([-1, 1], [0, 1], intercept=False).probability([0.0], [5.0, 6.0]).tolist()
        [0.5, 0.5]
        """
        if X is None and self.by_blocks is not None:
            return sigmoid(self.by_blocks.margins(self._points(point)))
        if X is None:
            return sigmoid(self.design @ self._points(point))
        features = read_features(X)
        if self.intercept:
            features = np.insert(features, 0, 1.0, axis=1)
        if features.shape[1] != len(self.variables):
            raise ValueError(f"these rows have {features.shape[1]} columns, the data {len(self.variables)}.")
        return sigmoid(features @ self._points(point))

    @cached_property
    def separation(self) -> Separation:
        """Whether the classes are separable, with the direction that proves it."""
        if self.by_blocks is not None:
            return self.by_blocks.separation()
        return separation(self.design, self.y)

    def no_minimum(self) -> str:
        """Why the loss has no minimum, in words; empty if it has one.

        Examples
        --------
        >>> LogisticLoss([-2, -1, 1, 2], [0, 0, 1, 1], ridge=0.1).no_minimum()
        ''
        """
        if self.ridge or self.separation.kind == "overlapping":
            return ""
        return (
            f"not a minimum: the data are {self.separation.kind}, so no minimum exists "
            "and the coefficients grow without end (a ridge cures it)"
        )

    # ------------------------------------------------------------ uncertainty
    @np.errstate(all="ignore")
    def covariance(self, point: ArrayLike) -> Floats:
        """The inverse of the summed Hessian m·H, shape (n, n): the covariance of the fitted coefficients.

        Parameters
        ----------
        point : array_like, shape (n,)
            The fitted coefficients.

        Raises
        ------
        ValueError
            If the data are separable, so that there is no minimum whose uncertainty it could be, or the Hessian is
            singular there.

        Notes
        -----
        With a ridge, H is that of the penalised loss: the numbers are then too small to be standard errors proper.

        Examples
        --------
        >>> loss = LogisticLoss([-2, -1, 1, 2, 0.5], [0, 1, 0, 1, 1], intercept=False)
        >>> loss.covariance([0.0]).round(6).tolist()
        [[0.390244]]
        """
        if self.no_minimum():
            raise ValueError(
                f"these coefficients have no standard errors: the data are {self.separation.kind}, so the loss has no "
                "minimum and the coefficients grow without end (a ridge cures it)."
            )
        beta = self._points(point)
        H = self.rows * self.hessian(beta)
        if beta.ndim != 1 or not np.isfinite(H).all() or is_singular(H):
            raise ValueError(
                "the Hessian is singular at these coefficients, so they have no standard "
                "errors: are they the fitted ones?"
            )
        scale = np.sqrt(np.diag(H))  # columns in their own units: a well-conditioned system to solve
        solved = np.linalg.solve(H / scale / scale[:, None], np.eye(len(scale))) / scale / scale[:, None]
        return np.asarray((solved + solved.T) / 2)

    def standard_errors(self, point: ArrayLike) -> Floats:
        """Standard errors of the fitted coefficients, shape (n,): the roots of the covariance's diagonal.

        Examples
        --------
        >>> loss = LogisticLoss([-2, -1, 1, 2, 0.5], [0, 1, 0, 1, 1], intercept=False)
        >>> loss.standard_errors([0.0]).round(6).tolist()
        [0.624695]
        """
        return np.asarray(np.sqrt(np.diag(self.covariance(point))))

    @np.errstate(all="ignore")
    def standardised(self) -> "LogisticLoss":
        """The same data with every feature shifted and scaled to mean 0 and standard deviation 1.

        Without an intercept the features are scaled only, since a shift would change the model.

        Examples
        --------
        >>> LogisticLoss([10, 20, 30, 40], [0, 1, 0, 1]).standardised().design[:, 1].round(6).tolist()
        [-1.341641, -0.447214, 0.447214, 1.341641]
        """
        if self.by_blocks is not None:
            raise ValueError(
                "data that are read by blocks are not standardised here: store them so, or in Dask write "
                "(X - X.mean(axis=0)) / X.std(axis=0)."
            )
        features = self.design[:, int(self.intercept) :]
        if self.intercept:
            features = features - features.mean(axis=0)
        spread = np.sqrt((features**2).mean(axis=0))
        features = features / np.where(spread > 0, spread, 1.0)
        return LogisticLoss(
            features, self.y, self.ridge, self.intercept, self.variables[int(self.intercept) :]
        )

    def __repr__(self) -> str:
        ridge = f", ridge {self.ridge:g}" if self.ridge else ""
        blocks = f", read in {len(self.by_blocks.blocks.bounds)} blocks" if self.by_blocks is not None else ""
        return f"LogisticLoss of {self.rows} rows in {', '.join(self.variables)}{ridge}{blocks}"

"""Logistic regression as an objective: the mean negative log-likelihood, its gradient and its Hessian.

Letters: m rows, n coefficients β; D the design matrix (m, n), X with a column of ones in front if there is an
intercept; z = D β the margins, p = 1/(1 + e^−z) the probabilities, S = diag(p(1 − p)), λ the ridge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.descent import descend
from hesskit.maths.labelled import check_independent, read_features, read_labels, read_names
from hesskit.maths.likelihood import Likelihood
from hesskit.maths.newton_steps import is_singular
from hesskit.maths.result import Descent
from hesskit.maths.separation import Separation, separation
from hesskit.maths.sigmoid import sigmoid

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, init=False, repr=False)
class LogisticLoss(Likelihood):
    """The mean negative log-likelihood of labels 0 and 1, with an optional ridge; an Objective.

    Parameters
    ----------
    X : array_like, shape (m,) or (m, features)
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
    ridge : float
    intercept : bool
    variables : tuple of str, length n
        The names of the coefficients.

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
        features = read_features(X)
        labels = read_labels(y, len(features))
        columns = read_names(names, features.shape[1])
        if not 0 <= ridge < np.inf:
            raise ValueError(f"the ridge is a number from 0 up, not {ridge!r}.")
        if intercept:
            features, columns = np.insert(features, 0, 1.0, axis=1), ("intercept", *columns)
        if not ridge:
            check_independent(features, columns)
        features.setflags(write=False)
        labels.setflags(write=False)
        given = {"design": features, "y": labels, "ridge": float(ridge), "intercept": bool(intercept)}
        for name, value in {**given, "variables": columns}.items():
            object.__setattr__(self, name, value)

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
        begin = np.zeros(self.design.shape[1]) if start is None else start
        return descend(self, begin, method, **options)

    def probability(self, point: ArrayLike, X: ArrayLike | None = None) -> Floats:
        """Probabilities of label 1 for the rows of X, or of the data, by one set of coefficients.

        Examples
        --------
        >>> LogisticLoss([-1, 1], [0, 1], intercept=False).probability([0.0], [5.0, 6.0]).tolist()
        [0.5, 0.5]
        """
        if X is None:
            return sigmoid(self.design @ self._points(point))
        features = read_features(X)
        if self.intercept:
            features = np.insert(features, 0, 1.0, axis=1)
        if features.shape[1] != self.design.shape[1]:
            raise ValueError(f"these rows have {features.shape[1]} columns, the data {self.design.shape[1]}.")
        return sigmoid(features @ self._points(point))

    @cached_property
    def separation(self) -> Separation:
        """Whether the classes are separable, with the direction that proves it."""
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
        H = len(self.y) * self.hessian(beta)
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

    def standardised(self) -> "LogisticLoss":
        """The same data with every feature shifted and scaled to mean 0 and standard deviation 1.

        Without an intercept the features are scaled only, since a shift would change the model.

        Examples
        --------
        >>> LogisticLoss([10, 20, 30, 40], [0, 1, 0, 1]).standardised().design[:, 1].round(6).tolist()
        [-1.341641, -0.447214, 0.447214, 1.341641]
        """
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
        return f"LogisticLoss of {len(self.y)} rows in {', '.join(self.variables)}{ridge}"

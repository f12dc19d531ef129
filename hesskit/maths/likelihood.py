"""The likelihood of labels as an objective: its value, gradient, Hessian and products, for many β at once.

Letters: m rows, n coefficients β; D the design matrix (m, n); z = D β the margins, p the probabilities of label 1,
S = diag(p(1 − p)), λ the ridge, v a direction.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.points import read_points
from hesskit.maths.sigmoid import log_losses, residuals, weights

Floats = NDArray[np.float64]
_AT_ONCE = 2_000_000  # margins held in memory at a time


@dataclass(frozen=True, eq=False, init=False, repr=False)
class Likelihood:
    """The arithmetic of `LogisticLoss`, which reads and checks the data.

    Attributes
    ----------
    design : ndarray, shape (m, n)
    y : ndarray, shape (m,)
    ridge : float
    intercept : bool
    variables : tuple of str, length n
    """

    design: Floats
    y: Floats
    ridge: float
    intercept: bool
    variables: tuple[str, ...]

    def value(self, point: ArrayLike) -> Any:
        """Losses (...) at coefficients (..., n).

        Examples
        --------
        >>> from hesskit.maths.logistic import LogisticLoss
        >>> LogisticLoss([-1, 1], [0, 1], intercept=False).value([[0.0], [-1000.0]]).round(6).tolist()
        [0.693147, 1000.0]
        """
        beta = self._points(point)
        flat = beta.reshape(-1, beta.shape[-1])
        losses = np.concatenate(
            [log_losses(b @ self.design.T, self.y).mean(axis=-1) for b in self._parts(flat)]
        )
        result = losses.reshape(beta.shape[:-1]) + (self._penalty * beta**2).sum(axis=-1) / 2
        return result if result.ndim else float(result)

    def gradient(self, point: ArrayLike) -> Floats:
        """Gradients Dᵀ(p − y)/m + λβ, shape (..., n), at coefficients (..., n).

        Examples
        --------
        >>> from hesskit.maths.logistic import LogisticLoss
        >>> LogisticLoss([-1, 1], [0, 1], intercept=False).gradient([0.0]).tolist()
        [-0.5]
        """
        beta = self._points(point)
        flat = beta.reshape(-1, beta.shape[-1])
        parts = [residuals(b @ self.design.T, self.y) @ self.design for b in self._parts(flat)]
        slopes: Floats = np.concatenate(parts).reshape(beta.shape) / len(self.y) + self._penalty * beta
        return slopes

    def hessian(self, point: ArrayLike) -> Floats:
        """Hessians DᵀSD/m + λ, shape (..., n, n), at coefficients (..., n).

        Examples
        --------
        >>> from hesskit.maths.logistic import LogisticLoss
        >>> LogisticLoss([-1, 1], [0, 1], intercept=False).hessian([0.0]).tolist()
        [[0.25]]
        """
        beta = self._points(point)
        n = beta.shape[-1]
        parts = []
        for b in self._parts(beta.reshape(-1, n)):
            S = weights(b @ self.design.T)
            parts.append((self.design.T[None] * S[:, None, :]) @ self.design)
        summed = np.concatenate(parts).reshape(*beta.shape, n)
        return np.asarray(summed / len(self.y) + np.diag(self._penalty))

    def hvp(self, point: ArrayLike, direction: ArrayLike) -> Floats:
        """Products H·v, shape (..., n), without H: two products with the design matrix.

        Examples
        --------
        >>> from hesskit.maths.logistic import LogisticLoss
        >>> LogisticLoss([-1, 1], [0, 1], intercept=False).hvp([0.0], [2.0]).tolist()
        [0.5]
        """
        beta, v = self._points(point), self._points(direction)
        S = weights(beta @ self.design.T)
        product: Floats = (S * (v @ self.design.T)) @ self.design / len(self.y) + self._penalty * v
        return product

    @cached_property
    def _penalty(self) -> Floats:
        """λ for each coefficient; 0 for the intercept."""
        penalty = np.full(self.design.shape[1], self.ridge)
        penalty[: int(self.intercept)] = 0.0
        return penalty

    def _points(self, point: ArrayLike) -> Floats:
        return read_points(point, self.variables)

    def _parts(self, flat: Floats) -> list[Floats]:
        count = -(-len(flat) * len(self.y) // _AT_ONCE)
        return np.array_split(flat, count) if count > 1 else [flat]

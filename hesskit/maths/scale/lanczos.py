"""Lanczos: from products A v alone to a small tridiagonal matrix whose eigenvalues approach those of A, the ends first.

Letters: A is symmetric n×n, q₁ … q_k the orthonormal basis of the Krylov space span(q₁, A q₁, …, A^(k−1) q₁), T the
k×k tridiagonal matrix QᵀA Q with α on its diagonal and β beside it, (θ, s) its eigenpairs: the Ritz values.
The residual of a Ritz vector is exactly |A Q s − θ Q s| = β_k |s_k|, and A has an eigenvalue within it of θ.
Source: Golub and Van Loan, Matrix Computations, 4th ed. (2013), sections 10.1 to 10.3; Parlett, The Symmetric
Eigenvalue Problem (1998), chapter 13.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BASIS = 128 * 2**20  # bytes that a basis may fill
_EPSILON = float(np.finfo(float).eps)


class Lanczos:
    """A run of Lanczos from one start, continued as far as it is wanted.

    Each new direction is made orthogonal to all before it, twice ("twice is enough": Kahan and Parlett). A basis of
    more than 128 MB is not kept: without it come copies of eigenvalues that were found already, which move neither
    the ends of the spectrum nor its density.

    Parameters
    ----------
    product : callable
        v → A v.
    start : ndarray, shape (n,)
    steps : int
        How many there may be: decides whether the basis is kept.

    Attributes
    ----------
    alpha, beta : list of float, length k
        The diagonal of T and what is beside it; the last β is what is left over.
    exhausted : bool
        Whether the Krylov space is invariant under A: its Ritz values are then eigenvalues.

    Examples
    --------
    >>> run = Lanczos(lambda v: np.array([1.0, 2.0, 5.0]) * v, np.ones(3), 3)
    >>> run.extend(3)
    >>> run.ritz()[0].round(9).tolist(), run.exhausted
    ([1.0, 2.0, 5.0], True)
    """

    def __init__(self, product: Callable[[Floats], Floats], start: Floats, steps: int) -> None:
        n = len(start)
        self.product = product
        self.limit = min(n, steps)  # after n steps there is no direction left
        self.alpha: list[float] = []
        self.beta: list[float] = []
        self.exhausted = False
        kept = 8 * n * self.limit <= BASIS
        self._basis = np.empty((min(16, self.limit), n)) if kept else None
        self._last = np.zeros(n)
        self._next = start / np.linalg.norm(start)

    @property
    def steps(self) -> int:
        """How many products were used."""
        return len(self.alpha)

    def extend(self, steps: int) -> None:
        """Go on to this many steps in all, unless the Krylov space is exhausted: it is then invariant under A."""
        while self.steps < min(steps, self.limit) and not self.exhausted:
            self._step()

    def _step(self) -> None:
        q, k = self._next, self.steps
        w = self.product(q)
        self.alpha.append(float(q @ w))
        w = w - self.alpha[-1] * q
        if k:
            w -= self.beta[-1] * self._last
        if self._basis is not None:
            if k == len(self._basis):
                grown = np.empty((min(2 * k, self.limit), len(q)))
                grown[:k] = self._basis
                self._basis = grown
            self._basis[k] = q
            for _ in range(2):
                w -= (self._basis[: k + 1] @ w) @ self._basis[: k + 1]
        left = float(np.linalg.norm(w))
        scale = max(map(abs, (*self.alpha, *self.beta)))
        if left <= 8 * _EPSILON * np.sqrt(len(q)) * scale or k + 1 == len(q):
            self.exhausted, left = True, 0.0
        self.beta.append(left)
        if left:
            self._last, self._next = q, w / left

    def tridiagonal(self, steps: int | None = None) -> Floats:
        """T after so many steps, shape (k, k)."""
        k = self.steps if steps is None else min(steps, self.steps)
        beside = self.beta[: k - 1]
        return np.asarray(np.diag(self.alpha[:k]) + np.diag(beside, 1) + np.diag(beside, -1))

    def ritz(self) -> tuple[Floats, Floats]:
        """The Ritz values, ascending, and for each how far at most the nearest eigenvalue of A is: both (k,)."""
        theta, s = np.linalg.eigh(self.tridiagonal())
        rounding = _EPSILON * float(np.abs(theta).max(initial=0.0))
        return theta, np.maximum(self.beta[-1] * np.abs(s[-1]), rounding)

    def quadrature(self, steps: int | None = None) -> tuple[Floats, Floats]:
        """Gauss quadrature of the start's share of the spectrum: nodes θ and weights s₁², which sum to 1, both (k,)."""
        theta, s = np.linalg.eigh(self.tridiagonal(steps))
        return theta, np.asarray(s[0] ** 2)

    def vector(self, index: int) -> Floats | None:
        """The Ritz vector of that Ritz value, shape (n,); None where no basis was kept."""
        if self._basis is None:
            return None
        s = np.linalg.eigh(self.tridiagonal())[1][:, index]
        return np.asarray(s @ self._basis[: self.steps])

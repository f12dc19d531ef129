"""A small network as an objective: one hidden layer, its loss with gradient, Hessian, products H·v, Gauss–Newton.

Letters: m rows of d features, x̃ = (1, x) a row with a one in front, h hidden units, w_k the 1 + d weights of unit k,
u_k = tanh(w_k · x̃), s = Σ a_k u_k + c the output, r the derivative of the loss by s, q its second derivative, J the
Jacobian of s by all n = h(d + 2) + 1 parameters. The gradient is Jᵀr/m, the Gauss–Newton matrix JᵀQJ/m, and the Hessian
that and the mean of r ∇²s, which alone can be indefinite.
Source: Schraudolph, Neural Computation 14 (2002) 1723-1738; Bottou, Curtis and Nocedal, SIAM Review 60 (2018) 223-311.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.statistics.labelled_data import read_features, read_labels
from hesskit.maths.statistics.logistic_loss import log_losses, residuals, weights
from hesskit.maths.surfaces import read_points

Floats = NDArray[np.float64]
_AT_ONCE = 4_000_000  # activations held in memory at a time


@dataclass(frozen=True)
class _Forward:
    """What the network makes of all rows at parameters (..., n)."""

    a: Floats  # (..., h)
    u: Floats  # (..., h, m)
    r: Floats  # (..., m)
    q: Floats  # (..., m)

    @property
    def slope(self) -> Floats:
        """∂u/∂z = 1 − u², (..., h, m)."""
        return 1 - self.u**2


@dataclass(frozen=True, eq=False, init=False, repr=False)
class Network:
    """The mean loss of a network of one hidden layer of tanh units on labels 0 and 1; an Objective.

    Parameters
    ----------
    X : array_like, shape (m,) or (m, d)
        Best of mean 0 and standard deviation 1.
    y : array_like, shape (m,)
        0 or 1, both present.
    hidden : int
        h, the number of hidden units.
    loss : {"logistic", "squared"}
        −log of the probability σ(s) of each label, or (s − y)²/2.
    ridge : float
        λ ≥ 0: adds λ/2 times the squared length of the parameters.

    Attributes
    ----------
    n : int
        The number of parameters: of each hidden unit its bias and weights, then the weights of the output, its bias.

    Raises
    ------
    ValueError
        If X, y or a number is not what is needed.

    Examples
    --------
    >>> network = Network([-2, -1, 1, 2], [0, 1, 1, 0], hidden=2)
    >>> network.n, round(network.value(np.zeros(7)), 6)
    (7, 0.693147)
    """

    design: Floats  # (m, 1 + d): x̃ of every row
    y: Floats
    hidden: int
    loss: str
    ridge: float

    def __init__(
        self,
        X: ArrayLike,
        y: ArrayLike,
        hidden: int = 8,
        loss: Literal["logistic", "squared"] = "logistic",
        ridge: float = 0.0,
    ) -> None:
        features = read_features(X)
        if int(hidden) != hidden or hidden < 1:
            raise ValueError(f"the number of hidden units is a whole number from 1 up, not {hidden!r}.")
        if loss not in ("logistic", "squared"):
            raise ValueError(f'the loss is "logistic" or "squared", not {loss!r}.')
        if not 0 <= ridge < np.inf:
            raise ValueError(f"the ridge is a number from 0 up, not {ridge!r}.")
        rows = np.insert(features, 0, 1.0, axis=1)
        labels = read_labels(y, len(features))
        given = {"design": rows, "y": labels, "hidden": int(hidden), "loss": loss, "ridge": float(ridge)}
        for name, value in given.items():
            object.__setattr__(self, name, value)

    @property
    def n(self) -> int:
        """The number of parameters, h(d + 2) + 1."""
        return int(self.hidden * (self.design.shape[1] + 1) + 1)

    def start(self, seed: int = 0) -> Floats:
        """Random parameters to begin with, shape (n,): normal, of variance 1/(d + 1) and, at the output, 1/h.

        Examples
        --------
        >>> Network([-2, -1, 1, 2], [0, 1, 1, 0], hidden=2).start().shape
        (7,)
        """
        inner = self.hidden * self.design.shape[1]
        drawn = np.random.default_rng(seed).standard_normal(self.n)
        drawn[:inner] /= np.sqrt(self.design.shape[1])
        drawn[inner:] /= np.sqrt(self.hidden)
        drawn[-1] = 0.0
        return drawn

    @np.errstate(all="ignore")
    def value(self, point: ArrayLike) -> Any:
        """Losses (...) at parameters (..., n)."""
        p = self._points(point)
        flat = p.reshape(-1, self.n)
        parts = np.array_split(flat, -(-flat.shape[0] * self.hidden * len(self.y) // _AT_ONCE) or 1)
        losses = np.concatenate([self._losses(part).mean(axis=-1) for part in parts])
        found = losses.reshape(p.shape[:-1]) + self.ridge / 2 * (p**2).sum(axis=-1)
        return found if found.ndim else float(found)

    def output(self, point: ArrayLike, X: ArrayLike | None = None) -> Floats:
        """The output s (..., m) for the rows of X, or of the data: above 0 (of "squared", ½) it says label 1."""
        w, a, c = self._split(self._points(point))
        rows = self.design if X is None else np.insert(read_features(X), 0, 1.0, axis=1)
        return np.asarray((a[..., None, :] @ np.tanh(w @ rows.T))[..., 0, :] + c[..., None])

    @np.errstate(all="ignore")
    def gradient(self, point: ArrayLike) -> Floats:
        """Gradients (..., n) at parameters (..., n)."""
        p = self._points(point)
        seen = self._forward(p)
        return self._back(seen, seen.r) + self.ridge * p

    @np.errstate(all="ignore")
    def hvp(self, point: ArrayLike, direction: ArrayLike) -> Floats:
        """Products H·v (..., n): about the work of two gradients, and H is not formed.

        Examples
        --------
        >>> network = Network([-2, -1, 1, 2], [0, 1, 1, 0], hidden=2)
        >>> p = network.start()
        >>> bool(np.allclose(network.hvp(p, np.eye(7)[3]), network.hessian(p)[3]))
        True
        """
        p, v = np.broadcast_arrays(self._points(point), self._points(direction))
        seen = self._forward(p)
        found = self._back(seen, seen.q * self._along(seen, v)) + self.ridge * v
        w, a, _ = self._split(v)
        turned = w @ self.design.T  # how far each z moves, (..., h, m)
        shared = seen.r[..., None, :] * seen.slope
        bent = shared * (a[..., None] - 2 * seen.a[..., None] * seen.u * turned)
        inner = (bent @ self.design / len(self.y)).reshape(*p.shape[:-1], -1)
        outer = (shared * turned).mean(axis=-1)
        found[..., : inner.shape[-1]] += inner
        found[..., inner.shape[-1] : -1] += outer
        return found

    @np.errstate(all="ignore")
    def hessian(self, point: ArrayLike) -> Floats:
        """Hessians (..., n, n) at parameters (..., n): Gauss–Newton, and a block for each hidden unit."""
        p = self._points(point)
        seen = self._forward(p)
        found, m, wide = self._gauss_newton(seen, p), len(self.y), self.design.shape[1]
        shared = seen.r[..., None, :] * seen.slope
        within = -2 * shared * seen.a[..., None] * seen.u
        blocks = (within[..., None, :] * self.design.T) @ self.design / m  # (..., h, 1 + d, 1 + d)
        across = shared @ self.design / m  # of w_k and a_k, (..., h, 1 + d)
        for k in range(self.hidden):
            own, outer = slice(k * wide, (k + 1) * wide), self.hidden * wide + k
            found[..., own, own] += blocks[..., k, :, :]
            found[..., own, outer] += across[..., k, :]
            found[..., outer, own] += across[..., k, :]
        return found

    @np.errstate(all="ignore")
    def gauss_newton_product(self, point: ArrayLike, direction: ArrayLike) -> Floats:
        """Products JᵀQJ v/m + λv of the Gauss–Newton matrix, shape (..., n)."""
        p, v = np.broadcast_arrays(self._points(point), self._points(direction))
        seen = self._forward(p)
        return self._back(seen, seen.q * self._along(seen, v)) + self.ridge * v

    @np.errstate(all="ignore")
    def gauss_newton(self, point: ArrayLike) -> Floats:
        """Gauss–Newton matrices (..., n, n): positive semidefinite, whatever the parameters.

        Examples
        --------
        >>> network = Network([-2, -1, 1, 2], [0, 1, 1, 0], hidden=2)
        >>> bool(np.linalg.eigvalsh(network.gauss_newton(network.start())).min() > -1e-12)
        True
        """
        p = self._points(point)
        return self._gauss_newton(self._forward(p), p)

    def _points(self, point: ArrayLike) -> Floats:
        points = read_points(point)
        if points.shape[-1] != self.n:
            raise ValueError(f"this network has {self.n} parameters, not {points.shape[-1]}.")
        return points

    def _split(self, p: Floats) -> tuple[Floats, Floats, Floats]:
        """Weights of the hidden units (..., h, 1 + d), of the output (..., h), its bias (...)."""
        inner = self.hidden * self.design.shape[1]
        w = p[..., :inner].reshape(*p.shape[:-1], self.hidden, self.design.shape[1])
        return w, p[..., inner:-1], p[..., -1]

    def _losses(self, p: Floats) -> Floats:
        s = self.output(p)
        return log_losses(s, self.y) if self.loss == "logistic" else (s - self.y) ** 2 / 2

    def _forward(self, p: Floats) -> _Forward:
        w, a, c = self._split(p)
        u = np.tanh(w @ self.design.T)
        s = (a[..., None, :] @ u)[..., 0, :] + c[..., None]
        if self.loss == "squared":
            return _Forward(a, u, s - self.y, np.ones_like(s))
        return _Forward(a, u, residuals(s, self.y), weights(s))

    def _back(self, seen: _Forward, r: Floats) -> Floats:
        """Jᵀr/m, shape (..., n)."""
        m = len(self.y)
        outer = (seen.u @ r[..., None])[..., 0] / m
        inner = (seen.a[..., None] * seen.slope * r[..., None, :]) @ self.design / m
        flat = inner.reshape(*inner.shape[:-2], -1)
        return np.concatenate([flat, outer, r.mean(axis=-1, keepdims=True)], axis=-1)

    def _gauss_newton(self, seen: _Forward, p: Floats) -> Floats:
        inner = (seen.a[..., None] * seen.slope)[..., None, :] * self.design.T  # (..., h, 1 + d, m)
        shape = (*p.shape[:-1], -1, len(self.y))
        ones = np.ones((*p.shape[:-1], 1, len(self.y)))
        J = np.concatenate([inner.reshape(shape), seen.u, ones], axis=-2)  # Jᵀ of the letters, (..., n, m)
        found: Floats = (J * seen.q[..., None, :]) @ np.swapaxes(J, -1, -2) / len(self.y)
        return found + self.ridge * np.eye(self.n)

    def _along(self, seen: _Forward, v: Floats) -> Floats:
        """J v, shape (..., m)."""
        w, a, c = self._split(v)
        moved = a[..., None] * seen.u + seen.a[..., None] * seen.slope * (w @ self.design.T)
        return np.asarray(moved.sum(axis=-2) + c[..., None])

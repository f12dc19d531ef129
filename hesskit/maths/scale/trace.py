"""The trace of a Hessian, the sum of its eigenvalues, from products H·v: Hutchinson's estimate, and Hutch++.

Letters: A is symmetric n×n, g a random vector with mean 0 and covariance I, so that the mean of gᵀA g is tr A; Q an
orthonormal basis of A S for a random n×k matrix S: it holds the large eigenvalues, whose share is then exact.
Source: Hutchinson, Communications in Statistics 19 (1990) 433-450; Meyer, Musco, Musco and Woodruff, SIAM Symposium on
Simplicity in Algorithms (2021).
"""

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.calculus import number
from hesskit.maths.scale.operators import operator_of, unit_directions

Floats = NDArray[np.float64]


class Trace(NamedTuple):
    """An estimate of a trace.

    Attributes
    ----------
    value : float
    error : float
        Its standard error: 0 where the estimate is exact, nan where it is not known.
    products : int
        How many H·v were used.

    Examples
    --------
    >>> print(Trace(12.0, 0.25, 30))
    12 ± 0.25, from 30 products H·v
    """

    value: float
    error: float
    products: int

    def __str__(self) -> str:
        error = "unknown" if np.isnan(self.error) else number(self.error, 2)
        return f"{number(self.value, 6)} ± {error}, from {self.products} products H·v"


def trace(
    objective: Any,
    point: ArrayLike | None = None,
    *,
    products: int = 60,
    method: Literal["hutch++", "hutchinson"] = "hutch++",
    seed: int = 0,
    size: int | None = None,
) -> Trace:
    """Estimate the trace of a Hessian that is never formed.

    Parameters
    ----------
    objective, point, size
        As for `spectrum`.
    products : int
        How many H·v may be used. The error of "hutchinson" falls like 1/√products, that of "hutch++" like 1/products
        where the eigenvalues are of one sign.
    method : {"hutch++", "hutchinson"}
    seed : int

    Returns
    -------
    Trace

    Raises
    ------
    ValueError
        If there are fewer products than the method needs, or no such method.

    Examples
    --------
    >>> low_rank = np.outer([1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0, 4.0])
    >>> trace(low_rank, products=3).value.round(9), trace(low_rank, products=3).error
    (30.0, 0.0)
    """
    if method not in ("hutch++", "hutchinson"):
        raise ValueError(f'the method is "hutch++" or "hutchinson", not {method!r}.')
    least = 3 if method == "hutch++" else 1
    if int(products) != products or products < least:
        raise ValueError(f"{method} needs a whole number of products from {least} up, not {products!r}.")
    operator = operator_of(objective, point, size)
    n, sketched = operator.size, int(products) // 3 if method == "hutch++" else 0
    if not sketched:
        probes = unit_directions(n, int(products), seed)
        return _mean(0.0, np.array([n * float(q @ operator(q)) for q in probes]), int(products), 0.0)
    sketched = min(sketched, n)
    images = np.array([operator(s) for s in unit_directions(n, sketched, seed)])  # (k, n)
    basis = np.linalg.qr(images.T)[0]  # (n, k)
    turned = np.array([operator(q) for q in basis.T])
    exact = float((turned * basis.T).sum())
    used, rest = 2 * sketched, int(products) - 2 * sketched
    left = n - sketched
    if not left or not rest:
        return Trace(exact, 0.0 if not left else np.nan, used)
    samples = []
    for g in unit_directions(n, rest, seed + 1):
        g = g - basis @ (basis.T @ g)
        g = g / np.linalg.norm(g)  # none preferred among the directions that are left
        samples.append(left * float(g @ operator(g)))
    return _mean(exact, np.array(samples), used + rest, float(np.abs(turned).max(initial=0.0)))


def _mean(exact: float, samples: Floats, products: int, scale: float) -> Trace:
    """The exact part and the mean of what was sampled, with its standard error; what is rounding counts as 0."""
    spread = float(samples.std(ddof=1)) if len(samples) > 1 else np.nan
    if float(np.abs(samples).max()) <= 1e-10 * max(scale, abs(exact)):
        spread = 0.0
    return Trace(exact + float(samples.mean()), spread / float(np.sqrt(len(samples))), products)

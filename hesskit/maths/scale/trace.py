"""The trace of a Hessian, the sum of its eigenvalues, from products H·v: Hutchinson's estimate, and Hutch++.

Letters: A is symmetric n×n and q a random direction, so that the mean of n qᵀA q is tr A; Q an orthonormal basis of
A S for a random n×k matrix S: it holds the large eigenvalues, whose share is then exact, and q need only see the rest.
Source: Hutchinson, Communications in Statistics 19 (1990) 433-450; Meyer, Musco, Musco and Woodruff, SIAM Symposium on
Simplicity in Algorithms (2021).
"""

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.calculus import number
from hesskit.maths.scale.operators import directions, operator_of, trace_from

Floats = NDArray[np.float64]


class Trace(NamedTuple):
    """An estimate of a trace.

    Attributes
    ----------
    value : float
    error : float
        Its standard error: rounding where the estimate is exact, nan where it is not known.
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
    >>> found = trace(low_rank, products=5)
    >>> round(found.value, 9), found.error < 1e-9
    (30.0, True)
    """
    if method not in ("hutch++", "hutchinson"):
        raise ValueError(f'the method is "hutch++" or "hutchinson", not {method!r}.')
    least = 3 if method == "hutch++" else 1
    if int(products) != products or products < least:
        raise ValueError(f"{method} needs a whole number of products from {least} up, not {products!r}.")
    operator = operator_of(objective, point, size)
    n, count = operator.size, int(products)
    if method == "hutchinson":
        probes = directions(n, count, seed)
        return Trace(*trace_from(np.array([float(q @ operator(q)) for q in probes]), n), len(probes))
    images = np.array([operator(s) for s in directions(n, count // 3, seed)])  # (k, n)
    basis = np.linalg.qr(images.T)[0]  # (n, k)
    k = basis.shape[1]
    exact = float(sum(q @ operator(q) for q in basis.T))
    if k == n:
        return Trace(exact, float(np.finfo(float).eps) * n * abs(exact), 2 * k)
    probes = directions(n, count - 2 * k, seed + 1, beside=basis)
    rest, error = trace_from(np.array([float(q @ operator(q)) for q in probes]), n - k)
    return Trace(exact + rest, error, 2 * k + len(probes))

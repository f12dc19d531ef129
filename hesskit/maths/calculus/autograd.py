"""The autograd route: the chain rule applied to the program that computes f, exact to rounding.

Letters: p is a batch of points with the coordinates first, (n,) or (n, N), as autograd traces it.
"""

import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from hesskit.maths.calculus.plain_functions import called_with_point, one_number, takes_scalars
from hesskit.maths.surfaces import compile_traceable

Floats = NDArray[np.float64]
Operator = Callable[[Callable[[Any], Any], Floats], Any]
_tracing = threading.RLock()  # autograd counts its nested traces in one global


@lru_cache(maxsize=128)
def _traceable(variables: tuple[sympy.Symbol, ...], expr: sympy.Expr) -> Callable[..., Any]:
    return compile_traceable(variables, expr)


def _function(f: Any, n: int, batch: bool) -> Callable[[Any], Any]:
    """f as a function of p, whose result always depends on p: else autograd warns of a constant."""
    from autograd.tracer import getval, isbox

    if hasattr(f, "expr"):
        compiled = _traceable(f.variables, f.expr)
        inner: Callable[[Any], Any] = lambda p: compiled(*[p[i] for i in range(n)])  # noqa: E731
    else:
        inner = f.value if hasattr(f, "value") else called_with_point(f, n)

    def traced(p: Any) -> Any:
        result = inner(p)
        plain = result
        while isbox(plain):
            plain = getval(plain)
        if not batch:
            one_number(plain, np.shape(plain))
            if np.shape(plain):
                result = result.reshape(())
        return result + 0.0 * p[0]

    return traced


def _gradient_function(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    from autograd import elementwise_grad

    slope = elementwise_grad(function)
    return lambda p: slope(p) + 0.0 * p


def _gradient(function: Callable[[Any], Any], p: Floats) -> Any:
    return _gradient_function(function)(p)


def _hessian(function: Callable[[Any], Any], p: Floats) -> Any:
    from autograd import elementwise_grad

    slope = _gradient_function(function)
    return np.stack([elementwise_grad(lambda q, i=i: slope(q)[i])(p) for i in range(len(p))])


def _along(direction: Floats) -> Operator:
    def product(function: Callable[[Any], Any], p: Floats) -> Any:
        from autograd import elementwise_grad

        slope = _gradient_function(function)
        return elementwise_grad(lambda q: (slope(q) * direction).sum(axis=0))(p)

    return product


def _one(f: Any, operator: Operator, point: Floats) -> Floats:
    """Apply the operator at one point."""
    return np.asarray(_traced(f, operator, point), dtype=float)


def _traced(f: Any, operator: Operator, point: Floats) -> Any:
    """What the operator makes of f at one point; failures become sentences with their cure."""
    try:
        with _tracing, np.errstate(all="ignore"):
            return operator(_function(f, len(point), batch=False), point)
    except (TypeError, AttributeError, ValueError, NameError) as error:
        if not any(word in str(error) for word in ("Box", "array element", "not defined")):
            raise
        raise TypeError(
            "autograd cannot follow this function (it uses math, float() or writes into an array): "
            "take the functions from `import autograd.numpy as np`, or use route='difference'."
        ) from error
    except NotImplementedError as error:
        raise TypeError(f"autograd cannot differentiate this ({error}): use another route.") from error


def _batch(f: Any, operator: Operator, p: Floats) -> Floats | None:
    """Apply the operator to all points at once; None if the function does not work elementwise."""
    n = len(p)
    if not hasattr(f, "expr") and (hasattr(f, "value") or not takes_scalars(f, n)):
        return None
    try:
        with _tracing, np.errstate(all="ignore"):
            return np.asarray(operator(_function(f, n, batch=True), p), dtype=float)
    except Exception:  # whatever it is, the loop meets it again and says it properly
        return None


def _apply(f: Any, make: Callable[[Any], Operator], points: Floats, directions: Floats | None) -> Floats:
    """Results with the leading axes of the points first."""
    n = points.shape[-1]
    flat = points.reshape(-1, n)
    along = None if directions is None else directions.reshape(-1, n)
    if not len(flat):
        return _one(f, make(None if along is None else np.zeros(n)), np.zeros(n))[None][:0]

    def single(k: int) -> Floats:
        return _one(f, make(None if along is None else along[k]), flat[k])

    last = single(len(flat) - 1)
    if len(flat) > 1:
        whole = _batch(f, make(None if along is None else along.T), flat.T.copy())
        if whole is not None and whole.shape[-1] == len(flat):
            whole = np.moveaxis(whole, -1, 0)
            ends, alone = np.stack([whole[0], whole[-1]]), np.stack([single(0), last])
            if np.allclose(ends, alone, equal_nan=True):
                return whole
    return np.stack([*(single(k) for k in range(len(flat) - 1)), last])


def autograd_gradient(f: Any, points: Floats) -> Floats:
    """Gradients (..., n) by reverse-mode differentiation at points (..., n).

    Examples
    --------
    >>> autograd_gradient(lambda x, y: x * y, np.array([2.0, 3.0])).tolist()
    [3.0, 2.0]
    """
    return _apply(f, lambda _: _gradient, points, None).reshape(points.shape)


def autograd_hessian(f: Any, points: Floats) -> Floats:
    """Hessians (..., n, n), the gradient of each entry of the gradient, at points (..., n).

    Examples
    --------
    >>> autograd_hessian(lambda x, y: x * y, np.array([2.0, 3.0])).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    return _apply(f, lambda _: _hessian, points, None).reshape(*points.shape, points.shape[-1])


def autograd_hvp(f: Any, points: Floats, directions: Floats) -> Floats:
    """Products H v (..., n), the gradient of ∇f·v: the Hessian itself is never formed.

    Examples
    --------
    >>> autograd_hvp(lambda x, y: x * y, np.array([2.0, 3.0]), np.array([1.0, 0.0])).tolist()
    [0.0, 1.0]
    """
    return _apply(f, _along, points, directions).reshape(points.shape)


def autograd_operator(f: Any, point: Floats) -> Callable[[Floats], Floats]:
    """v → H v at one point (n,): ∇f is traced once, and each product is one sweep back through that trace.

    Examples
    --------
    >>> autograd_operator(lambda x, y: x * y, np.array([2.0, 3.0]))(np.array([1.0, 0.0])).tolist()
    [0.0, 1.0]
    """

    def back(function: Callable[[Any], Any], p: Floats) -> Any:
        from autograd.core import make_vjp

        return make_vjp(_gradient_function(function), p)[0]

    sweep = _traced(f, back, point)
    return lambda v: np.asarray(sweep(v), dtype=float)

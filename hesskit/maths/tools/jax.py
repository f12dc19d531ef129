"""The JAX route: `jax.hessian`, compiled once for each formula, and mapped over all points by `vmap`.

JAX computes in float32 unless told otherwise. Here it is told so within a `with`, for these calls and this thread:
the learner's own setting stays as it is.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy.printing.numpy import JaxPrinter

from hesskit.maths.surfaces import Surface
from hesskit.maths.tools.tool import (
    Tool,
    Trap,
    Trapped,
    first_line,
    function_of_point,
    load,
    point_by_point,
    refusal,
    translated,
)

Floats = NDArray[np.float64]


def _jax() -> Any:
    return load("jax", "JAX")


def translate(f: Surface) -> Callable[[Any], Any]:
    """The same function with `jax.numpy`'s functions.

    Parameters
    ----------
    f : Surface

    Returns
    -------
    callable
        From a point (n,) to a number; its docstring is the formula as SymPy prints it for JAX.
    """
    jax = _jax()
    special = jax.scipy.special
    printer = JaxPrinter(
        {
            "fully_qualified_modules": False,
            "allow_unknown_functions": True,
            "user_functions": {"erf": "erf", "erfc": "erfc"},
        }
    )
    names = {**vars(jax.numpy), "erf": special.erf, "erfc": special.erfc}
    function = translated(f, "JAX", printer, names)

    def at(point: Any) -> Any:
        return jax.numpy.asarray(function(*[point[i] for i in range(len(f.variables))]) + 0.0)

    at.__doc__ = function.__doc__
    return at


def _operator(function: Callable[[Any], Any], verb: str) -> Callable[..., Any]:
    """The gradient, the Hessian, or the product H v by pushing v forward through the gradient."""
    jax = _jax()
    if verb == "gradient":
        return jax.grad(function)  # type: ignore[no-any-return]
    if verb == "hessian":
        return jax.hessian(function)  # type: ignore[no-any-return]
    return lambda p, v: jax.jvp(jax.grad(function), (p,), (v,))[1]


@lru_cache(maxsize=128)
def _kept(f: Surface, verb: str, many: bool) -> Callable[..., Any]:
    """An operator of a formula, compiled; a function someone wrote is not kept, for what it reads may change."""
    operator = _operator(translate(f), verb)
    return _jax().jit(_jax().vmap(operator) if many else operator)  # type: ignore[no-any-return]


def _run(f: Any, verb: str, *arrays: Floats) -> Floats:
    """Apply an operator to arrays (..., n)."""
    jax, n = _jax(), arrays[0].shape[-1]
    many = arrays[0].ndim > 1
    flat = tuple(each.reshape(-1, n) for each in arrays) if many else arrays
    with jax.enable_x64(True):
        if isinstance(f, Surface):
            found = _kept(f, verb, many)(*flat)
        else:
            operator = _operator(function_of_point(f, n, "JAX", translate), verb)
            words = "write it with jax.numpy, of floats, returning one number"
            try:
                found = _mapped(operator, flat) if many else operator(*flat)
            except Exception as error:
                raise refusal("JAX", words, error) from error
            if np.shape(found) != (*flat[0].shape, n)[: flat[0].ndim + (verb == "hessian")]:
                raise refusal("JAX", words, ValueError(f"its derivatives have shape {np.shape(found)}"))
        found = np.asarray(found, dtype=float)
    return found.reshape(*arrays[0].shape[:-1], *found.shape[1:]) if many else found


def _mapped(operator: Callable[..., Any], flat: tuple[Floats, ...]) -> Any:
    """By `vmap`, or point by point where a function asks in an `if` which number it was given."""
    try:
        return _jax().vmap(operator)(*flat)
    except _jax().errors.ConcretizationTypeError:
        return point_by_point(operator, flat)


def gradient(f: Any, points: Floats) -> Floats:
    """Gradients (..., n) of a Surface, or of a function written with jax.numpy, at points (..., n)."""
    return _run(f, "gradient", points)


def hessian(f: Any, points: Floats) -> Floats:
    """Hessians (..., n, n), forward over reverse, at points (..., n)."""
    return _run(f, "hessian", points)


def hvp(f: Any, points: Floats, directions: Floats) -> Floats:
    """Products H v (..., n): the derivative of ∇f along v; the Hessian is never formed."""
    return _run(f, "hvp", points, directions)


def compiled(f: Any) -> Callable[[Floats], Floats]:
    """The Hessian as one function of a point (n,), compiled by XLA at its first call."""
    jax = _jax()
    run: dict[int, Any] = {}

    def call(point: Floats) -> Floats:
        n = len(point)
        if n not in run:
            run[n] = jax.jit(jax.hessian(function_of_point(f, n, "JAX", translate)))
        with jax.enable_x64(True):
            return np.asarray(run[n](point), dtype=float)

    return call


def _float32(f: Surface, point: Floats) -> Trapped:
    jax = _jax()
    with jax.enable_x64(False):
        found = np.asarray(jax.hessian(translate(f))(jax.numpy.asarray(point)), dtype=float)
    return Trapped(found, "JAX computes in float32 unless told otherwise: seven digits, not sixteen.")


def _integers(f: Surface, point: Floats) -> Trapped:
    jax = _jax()
    try:
        jax.hessian(translate(f))(jax.numpy.asarray(point.astype(int)))
    except TypeError as error:
        return Trapped(
            None, f"JAX refuses whole numbers: write (1.0, 2.0), not (1, 2). It says: {first_line(error)}"
        )
    return Trapped(hessian(f, np.trunc(point)), "This JAX takes whole numbers.")


def clairaut(p: Any) -> Any:
    """Clairaut's counterexample x y (x² − y²)/(x² + y²), 0 at the origin, as one writes it with `where`."""
    numpy = _jax().numpy
    x, y = p[0], p[1]
    r = x**2 + y**2
    return numpy.where(r == 0, 0.0, x * y * (x**2 - y**2) / r)


def _undefined(f: Surface, point: Floats) -> Trapped:
    found = hessian(clairaut, np.zeros(2))
    return Trapped(found, "`where` hides the quotient 0/0 from f, but not from its derivatives: nan.")


JAX = Tool(
    "jax", "JAX", "jax", translate, gradient, hessian, hvp, compiled,
    traps=(
        Trap("float32", "in float32, as JAX does by default", _float32),
        Trap("integers", "at whole numbers of Python", _integers),
        Trap("nan", "Clairaut's function at the origin", _undefined),
    ),
)  # fmt: skip

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
    COMPILING,
    Tool,
    Trap,
    Trapped,
    first_line,
    followed,
    load,
    translated,
    within_budget,
    written,
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
def _kept(f: Surface, verb: str, count: int) -> Callable[..., Any]:
    """An operator of a formula, compiled for so many points; of a function someone wrote what it reads may change."""
    jax, mapped = _jax(), _jax().vmap(_operator(translate(f), verb))
    shapes = [jax.ShapeDtypeStruct((count, len(f.variables)), np.float64)] * (1 + (verb == "hvp"))

    def work() -> Callable[..., Any]:
        return jax.jit(mapped).lower(*shapes).compile()  # type: ignore[no-any-return]

    return within_budget(work, "compiling this formula with JAX", COMPILING)


def _run(f: Any, verb: str, *arrays: Floats) -> Floats:
    """What JAX answers at points (N, n)."""
    jax, n = _jax(), arrays[0].shape[-1]
    with jax.enable_x64(True):
        if isinstance(f, Surface):
            return np.asarray(_kept(f, verb, len(arrays[0]))(*arrays))
        function = written(f, n, "JAX")
        one = _operator(lambda point: jax.numpy.reshape(function(point), ()), verb)
        words = "write it with jax.numpy, of floats, returning one number"
        return np.asarray(followed("JAX", words, one, jax.vmap(one), arrays))


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
    return Trapped(JAX.hessian(f, np.trunc(point)), "This JAX takes whole numbers.")


def clairaut(p: Any) -> Any:
    """Clairaut's counterexample x y (x² − y²)/(x² + y²), 0 at the origin, as one writes it with `where`."""
    numpy = _jax().numpy
    x, y = p[0], p[1]
    r = x**2 + y**2
    return numpy.where(r == 0, 0.0, x * y * (x**2 - y**2) / r)


def _undefined(f: Surface, point: Floats) -> Trapped:
    found = JAX.hessian(clairaut, np.zeros(2))
    return Trapped(found, "`where` hides the quotient 0/0 from f, but not from its derivatives: nan.")


JAX = Tool(
    "jax", "JAX", "jax", translate, _run,
    traps=(
        Trap("float32", "in float32, as JAX does by default", _float32),
        Trap("integers", "at whole numbers of Python", _integers),
        Trap("nan", "Clairaut's function at the origin", _undefined),
    ),
)  # fmt: skip

"""The SciPy route: `scipy.differentiate`, central differences of high order that halve their step until they agree.

SciPy differentiates no program: it asks for values only, and of a formula for its exact gradient, whose differences
lose fewer digits. A product H v forms H.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.calculus import values
from hesskit.maths.surfaces import Surface
from hesskit.maths.tools.tool import Tool, Trap, Trapped, load, quiet

Floats = NDArray[np.float64]
_TOLERANCES = {"rtol": 1e-13, "atol": 1e-13}


def translate(f: Any) -> Callable[[Floats], Floats]:
    """The values of a Surface, or of a plain function, as SciPy asks for them.

    Parameters
    ----------
    f : Surface or callable

    Returns
    -------
    callable
        From points (n, ...), coordinates first, to values (...).

    Examples
    --------
    >>> translate(Surface("x y"))(np.array([[2.0, 3.0], [5.0, 7.0]])).tolist()
    [10.0, 21.0]
    """
    return lambda p: values(f, np.moveaxis(p, 0, -1))


def _differentiate() -> Any:
    return load("scipy.differentiate", "SciPy 1.15")


def _run(f: Any, verb: str, points: Floats, directions: Floats | None = None) -> Floats:
    """What SciPy answers at points (N, n), which it takes with the coordinates first."""
    scipy, p = _differentiate(), points.T
    with quiet(), np.errstate(all="ignore"):
        if verb == "gradient":
            return np.asarray(scipy.jacobian(translate(f), p, tolerances=_TOLERANCES).df).T
        if isinstance(f, Surface):
            slopes = lambda q: np.moveaxis(f.gradient(np.moveaxis(q, 0, -1)), -1, 0)  # noqa: E731
            found = scipy.jacobian(slopes, p, tolerances=_TOLERANCES).df
        else:
            found = scipy.hessian(translate(f), p).ddf
    H = np.moveaxis(found, -1, 0)
    return H if directions is None else np.asarray((H @ directions[..., None])[..., 0])


def _success(f: Surface, point: Floats) -> Trapped:
    """Let a method that is said to have succeeded end on a saddle: Newton-CG from a ridge of x² − y² + y⁴."""
    minimize = load("scipy.optimize", "SciPy").minimize
    ridge = Surface("x^2 - y^2 + y^4")
    with quiet():
        found = minimize(ridge.value, (1.0, 0.0), jac=ridge.gradient, hess=ridge.hessian, method="Newton-CG")
    said = "SciPy says success, from (1, 0) on x² − y² + y⁴; the point is a saddle. Success is not minimum."
    return Trapped(ridge.hessian(found.x), said if found.success else str(found.message))


SCIPY = Tool(
    "scipy", "SciPy", "scipy.differentiate", translate, _run,
    traps=(Trap("success", "a minimiser that says success", _success),),
    distributions=("scipy",),
)  # fmt: skip

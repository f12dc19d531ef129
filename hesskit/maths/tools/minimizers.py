"""SciPy's minimisers that take a Hessian, `hess`, or its products H v, `hessp`, all fed from ours.

"success" of SciPy means that a method stopped as it should; whether it stopped at a minimum, the Hessian says.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.calculus import (
    gradient,
    hessian,
    html_table,
    hvp,
    kind_of,
    number,
    text_table,
    values,
)
from hesskit.maths.surfaces import read_points
from hesskit.maths.tools.tool import first_line, load, quiet

Floats = NDArray[np.float64]
METHODS = {
    "Newton-CG": ("hess", "hessp"),
    "dogleg": ("hess",),
    "trust-ncg": ("hess", "hessp"),
    "trust-krylov": ("hess", "hessp"),
    "trust-exact": ("hess",),
    "trust-constr": ("hess", "hessp"),
}
"""What each of SciPy's methods takes beside the gradient."""
_FLAT = 1e-4  # |∇f| relative to its size at the start: where it is larger, the end is no critical point
_HEADINGS = ("method", "fed", "steps", "f", "∇f", "H", "H·v", "success", "kind", "point")


@dataclass(frozen=True)
class Minimized:
    """What one method did.

    Attributes
    ----------
    method, fed : str
        Its name in SciPy, and "hess" or "hessp".
    success : bool
        As SciPy says.
    message : str
        As SciPy says, or why it refused.
    kind : str
        "minimum", "maximum", "saddle", "inconclusive", "not critical", or "refused".
    point : tuple of float
    steps : int
    work : tuple of four int
        How often it asked for f, ∇f, H and H·v.
    """

    method: str
    fed: str
    success: bool
    message: str
    kind: str
    point: tuple[float, ...]
    steps: int
    work: tuple[int, int, int, int]


@dataclass(frozen=True, repr=False)
class Minimizers:
    """A table of methods, one a row.

    Attributes
    ----------
    rows : tuple of Minimized
    """

    rows: tuple[Minimized, ...]

    def cells(self) -> list[tuple[str, ...]]:
        """The table's cells, as text."""
        return [
            (
                row.method, row.fed, str(row.steps), *map(str, row.work), "yes" if row.success else "no", row.kind,
                f"({', '.join(number(each, 4) for each in row.point)})" if row.point else row.message,
            )
            for row in self.rows
        ]  # fmt: skip

    def __repr__(self) -> str:
        return text_table([_HEADINGS, *self.cells()])

    def _repr_html_(self) -> str:
        return html_table(_HEADINGS, self.cells(), named=True)


def compare_minimizers(f: Any, start: ArrayLike) -> Minimizers:
    """Run every method of SciPy that takes `hess` or `hessp` from one start, fed from our derivatives.

    Parameters
    ----------
    f : Surface, Objective or callable
    start : array_like, shape (n,)

    Returns
    -------
    Minimizers
        Ten rows: six methods with `hess`, four of them with `hessp` too.

    Raises
    ------
    ImportError
        If SciPy is not installed; the sentence says what installs it.

    Examples
    --------
    >>> from hesskit.maths.surfaces import Surface
    >>> {row.kind for row in compare_minimizers(Surface("x^2 + 3y^2"), (1, 1)).rows}
    {'minimum'}
    """
    minimize = load("scipy.optimize", "SciPy").minimize
    point = read_points(start, getattr(f, "variables", ()))
    if point.ndim != 1:
        raise ValueError(f"the start is one point, but these have shape {point.shape}.")
    return Minimizers(
        tuple(_run(minimize, f, point, method, fed) for method, takes in METHODS.items() for fed in takes)
    )


def _run(minimize: Any, f: Any, start: Floats, method: str, fed: str) -> Minimized:
    """One row."""
    asked: Counter[str] = Counter()

    def counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arrays: Floats) -> Any:
            asked[name] += 1
            return function(*arrays)

        return call

    told = {
        "fun": counted("f", lambda x: float(values(f, x))),
        "jac": counted("∇f", lambda x: gradient(f, x)),
        "hess": counted("H", lambda x: hessian(f, x)),
        "hessp": counted("H·v", lambda x, v: hvp(f, x, v)),
    }
    told.pop("hessp" if fed == "hess" else "hess")
    try:
        with quiet(), np.errstate(all="ignore"):
            found = minimize(told.pop("fun"), start, method=method, **told)
    except (ValueError, np.linalg.LinAlgError, ArithmeticError) as error:
        found, kind = None, f"refused: {first_line(error)}"
    work = (asked["f"], asked["∇f"], asked["H"], asked["H·v"])
    if found is None:
        return Minimized(method, fed, False, kind, "refused", (), 0, work)
    x = np.asarray(found.x, dtype=float)
    return Minimized(
        method,
        fed,
        bool(found.success),
        str(found.message),
        _kind(f, start, x),
        tuple(map(float, x)),
        int(found.nit),
        work,
    )


def _kind(f: Any, start: Floats, x: Floats) -> str:
    """What kind of point a method ended at."""
    slope, first = (float(np.linalg.norm(gradient(f, each))) for each in (x, start))
    if not slope <= _FLAT * max(1.0, first):
        return "not critical"
    return str(kind_of(hessian(f, x)))

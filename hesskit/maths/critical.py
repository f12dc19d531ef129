"""Classify a critical point by the second-derivative test, and refuse a point that is not critical.

Letters: p is the point, H the Hessian there, λ its eigenvalues, D = f_xx f_yy − f_xy² (n = 2 only), ε the
rounding unit. Exact coordinates (integers, fractions, sympy numbers, text) are decided exactly; a float
is critical if its gradient is no larger than rounding the coordinates can make it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal

import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.criticality import (
    all_at,
    exact_signs,
    exactly_critical,
    nearly_critical,
    precise_hessian,
    zero_threshold,
)
from hesskit.maths.definiteness import (
    TOLERANCE,
    Kind,
    Signs,
    checked_tolerance,
    definiteness,
    kind_from,
    kind_of,
    signs_of,
)
from hesskit.maths.exactness import read_exact
from hesskit.maths.nature import NatureName, with_nature
from hesskit.maths.points import read_points
from hesskit.maths.surfaces import Objective, Surface
from hesskit.maths.words import as_words, html_facts, listed, place, reason_for, with_exact_zeros

__all__ = ["CriticalPoint", "NotCritical", "classify", "definiteness", "kind_of"]

Floats = NDArray[np.float64]
Exact = tuple[sympy.Expr, ...] | None


class NotCritical(ValueError):
    """The second-derivative test was asked about a point where the gradient is not zero.

    Attributes
    ----------
    gradient : ndarray, shape (n,)
        The gradient there.
    """

    def __init__(self, sentence: str, gradient: ArrayLike = ()) -> None:
        super().__init__(sentence)
        self.gradient: Floats = np.array(gradient, dtype=float)


@dataclass(frozen=True, eq=False, repr=False)
class CriticalPoint:
    """A point with zero gradient, and what the second-derivative test says of it.

    Attributes
    ----------
    point : ndarray, shape (n,)
    value : float
    gradient_norm : float
        Zero for exact coordinates; for floats what rounding has left.
    hessian : ndarray, shape (n, n)
    eigenvalues : ndarray, shape (n,)
        Ascending.
    eigenvectors : ndarray, shape (n, n)
        Unit columns, in the order of the eigenvalues.
    D : float or None
        f_xx f_yy − f_xy²; None unless n = 2.
    tolerance : float
        An eigenvalue counted as zero where |λ| ≤ tolerance · max |λ|, unless it could be decided exactly.
    kind : {"minimum", "maximum", "saddle", "inconclusive"}
        "inconclusive" describes the test, not the point.
    isolated : bool or None
        True if H is nonsingular; None if that is not known.
    reason : str
        Why, in words, with the numbers.
    exact : tuple of sympy.Expr or None
        The coordinates, where the point was decided exactly.
    nature : {"minimum", "maximum", "saddle", "undecided"}
        What the point really is, by the test or by what lies beyond it; `reason` names the evidence.
    set : str or None
        The set of critical points that this one stands for, such as "x^2 + y^2 = 1"; None for a single point.
    """

    point: Floats
    value: float
    gradient_norm: float
    hessian: Floats
    eigenvalues: Floats
    eigenvectors: Floats
    D: float | None
    tolerance: float
    kind: Kind
    isolated: bool | None
    reason: str
    exact: Exact = field(default=None)
    nature: NatureName | Literal[""] = ""
    set: str | None = None

    def __post_init__(self) -> None:
        if not self.nature:
            object.__setattr__(self, "nature", "undecided" if self.kind == "inconclusive" else self.kind)
        for name in ("point", "hessian", "eigenvalues", "eigenvectors"):
            array = np.array(getattr(self, name), dtype=float)
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    def _key(self) -> tuple[object, ...]:
        arrays = (self.point, self.hessian, self.eigenvalues)
        words = (self.kind, self.nature, self.set)
        return *(repr(array.tolist()) for array in arrays), repr(self.value), self.tolerance, *words

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, CriticalPoint) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def _lines(self) -> list[tuple[str, str]]:
        lines = [("value", as_words(self.value)), ("gradient norm", as_words(self.gradient_norm))]
        lines.append(("Hessian", "[" + ", ".join("[" + listed(row) + "]" for row in self.hessian) + "]"))
        if self.D is not None:
            lines.append(("D", as_words(self.D)))
        truth = (
            []
            if self.kind != "inconclusive"
            else [("it is", f"a {self.nature}".replace("a undecided", "undecided"))]
        )
        return [*lines, ("eigenvalues", listed(self.eigenvalues)), *truth, ("because", self.reason)]

    def __repr__(self) -> str:
        title = f"CriticalPoint at {place(self.point, self.exact)}: {self.kind}"
        return "\n".join([title, *(f"  {label:<14}{text}" for label, text in self._lines())])

    def _repr_html_(self) -> str:
        title = f"{escape(place(self.point, self.exact))}: <strong>{self.kind}</strong>"
        return html_facts(f"Critical point {title}", self._lines())


def classify(
    surface: Surface | Objective | Callable[..., Any],
    point: str | Iterable[Any],
    tolerance: float | None = None,
    gradient_tolerance: float | None = None,
) -> CriticalPoint:
    """Apply the second-derivative test at a critical point.

    Parameters
    ----------
    surface : Surface, Objective or callable
        Exact decisions need a Surface.
    point : iterable of n numbers or texts, or one text
        Integers, fractions, sympy numbers and texts such as "1/2" are exact; a float of at most 12 digits
        is tried as the decimal fraction it shows; any other float may be an approximation.
    tolerance : float, optional
        Relative to the largest |eigenvalue|; default 1e-10.
    gradient_tolerance : float, optional
        Accept the point as critical if the norm of its gradient is at most this. Default: what rounding
        allows.

    Returns
    -------
    CriticalPoint

    Raises
    ------
    NotCritical
        If the gradient is not zero, or does not exist.
    FormulaError
        If a text is not a number.
    ValueError
        If the point does not have n finite real coordinates.

    Notes
    -----
    Eigenvalues of both signs are conclusive even beside a zero one.
    Source: Apostol, Mathematical Analysis, 2nd ed. (1974), chapter 13.

    Examples
    --------
    >>> classify(Surface(3), (0, 0)).kind
    'inconclusive'
    >>> x, y = sympy.symbols("x y")
    >>> classify(Surface(x**2 + 3*x*y + y**2), (0, 0))
    CriticalPoint at (0, 0): saddle
      value         0
      gradient norm 0
      Hessian       [[2, 3], [3, 2]]
      D             -5
      eigenvalues   -1, 5
      because       one eigenvalue is negative (-1) and one is positive (5)
    >>> classify(Surface(x**2*y + x*y**2), (1, 1))
    Traceback (most recent call last):
    hesskit.maths.critical.NotCritical: (1, 1) is not a critical point: the gradient there is (3, 3), not
    (0, 0), ...
    """
    return with_nature(surface, by_the_test(surface, point, tolerance, gradient_tolerance))


def by_the_test(
    surface: Any, point: Any, tolerance: float | None = None, gradient_tolerance: float | None = None
) -> CriticalPoint:
    """Do as `classify`, but where the test is silent leave it at that: looking further can take seconds."""
    relative = checked_tolerance(tolerance)
    coordinates, rounded = read_exact(point)
    p = read_points([float(coordinate) for coordinate in coordinates], getattr(surface, "variables", ()))
    value, slope, H = all_at(surface, p)
    shown = place(p, None if rounded else coordinates)
    if not (np.isfinite(value) and np.isfinite(slope).all()):
        raise NotCritical(
            f"{shown} is not a critical point: the function has no finite gradient there", slope
        )
    exact = exactly_critical(surface, coordinates, rounded)
    if exact:
        slope = np.zeros_like(p)
    elif not nearly_critical(surface, p, slope, H, gradient_tolerance, maybe=rounded or exact is None):
        raise NotCritical(
            f"{shown} is not a critical point: the gradient there is {place(slope)}, not {place(0 * p)}, "
            "so the second-derivative test says nothing here",
            slope,
        )
    found = (value, float(np.linalg.norm(slope)), H)
    return _tested(surface, p, found, relative, coordinates if exact else None)


def by_digits(surface: Any, p: Floats, digits: Sequence[Any] | None, hurried: bool = False) -> CriticalPoint:
    """Do as `by_the_test` at a point known to be critical, with its forty digits where sixteen do not decide.

    Parameters
    ----------
    surface : Surface
    p : ndarray, shape (n,)
    digits : sequence of n mpmath.mpf, or None
    hurried : bool
        Whether to leave out how far the Hessian moves when p is rounded.
    """
    value, slope, H = all_at(surface, p)
    if not (np.isfinite(value) and np.isfinite(slope).all()):
        raise NotCritical(
            f"{place(p, None)} is not a critical point: the function has no finite gradient there", slope
        )
    signs = None
    if hurried and np.isfinite(H).all():
        eigenvalues = np.linalg.eigvalsh(H)
        signs = signs_of(eigenvalues, TOLERANCE * float(np.abs(eigenvalues).max()))
    point = _tested(surface, p, (value, float(np.linalg.norm(slope)), H), TOLERANCE, None, signs)
    if digits is None or (point.kind != "inconclusive" and np.abs(slope).max() < 1e-9 * np.abs(H).max()):
        return point
    sharper = precise_hessian(surface, digits)
    if sharper is None:
        return point
    value, H, signs = sharper
    return _tested(surface, p, (value, 0.0, H), TOLERANCE, None, signs)


def _tested(
    surface: Any,
    p: Floats,
    found: tuple[float, float, Floats],
    relative: float,
    exact: Exact,
    known: Signs | None = None,
) -> CriticalPoint:
    """Eigenvalues, D, kind and reason at a point known to be critical."""
    value, gradient_norm, H = found
    n = len(p)
    if not np.isfinite(H).all():
        nothing = np.full((n, n), np.nan)
        reason = "the function has no finite second derivatives there, so the test cannot be applied"
        D = np.nan if n == 2 else None
        return CriticalPoint(
            p, value, gradient_norm, H, nothing[0], nothing, D, relative, "inconclusive", None, reason, exact
        )
    H, signs = (H, known) if known is not None else exact_signs(surface, H, exact)
    eigenvalues, eigenvectors = np.linalg.eigh(H)
    if signs is None:
        signs = signs_of(eigenvalues, zero_threshold(surface, p, H, relative, eigenvalues))
    eigenvalues = with_exact_zeros(eigenvalues, signs, keep=exact is None)
    D = float(H[0, 0] * H[1, 1] - H[0, 1] * H[1, 0]) if n == 2 else None
    if D is not None and exact is not None and 0 in signs:
        D = 0.0
    leading = eigenvectors[np.abs(eigenvectors).argmax(axis=0), range(n)]
    eigenvectors = eigenvectors * np.where(leading < 0, -1.0, 1.0) + 0.0
    isolated = None if 0 in signs else True
    reason = reason_for(signs, eigenvalues)
    kind = kind_from(signs)
    return CriticalPoint(
        p, value, gradient_norm, H, eigenvalues, eigenvectors, D, relative, kind, isolated, reason, exact
    )

"""Classify a critical point by the second-derivative test, and refuse a point that is not critical.

Letters: p is the point, H the Hessian there, λ its eigenvalues, D = f_xx f_yy − f_xy² (n = 2 only), ε the
rounding unit. Exact coordinates (integers, fractions, sympy numbers, text) are decided exactly; a float
is critical if its gradient is no larger than rounding the coordinates can make it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import escape
from typing import Any, Literal

import mpmath
import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.calculus import (
    Kind,
    Signs,
    as_words,
    checked_tolerance,
    eigenvalue_signs,
    gradient,
    hessian,
    html_facts,
    is_short,
    kind_from,
    listed,
    place,
    read_exact,
    reason_for,
    scaled_signs,
    sign_of,
    signs_of,
    substituted,
    values,
    with_exact_zeros,
)
from hesskit.maths.critical.intervals import Tape
from hesskit.maths.critical.nature import Nature, NatureName, exact_nature, seen_nature
from hesskit.maths.critical.systems import plain
from hesskit.maths.surfaces import Objective, Surface, allotted, attempt, read_points

# Is a point critical, and are its eigenvalues zero? Exactly where possible, else up to rounding.

Floats = NDArray[np.float64]
_DIGITS = 50
_SINGULAR = 1e-20
_SECONDS = 1.0  # for one exact decision
_EPSILON = float(np.finfo(float).eps)


def all_at(surface: Any, p: Floats) -> tuple[float, Floats, Floats]:
    """Value, gradient (n,) and Hessian (n, n) at one point."""
    if isinstance(surface, Surface):
        return surface.at(p)
    return float(values(surface, p)), gradient(surface, p), hessian(surface, p)


def exactly_critical(surface: Any, coordinates: tuple[sympy.Expr, ...], rounded: bool) -> bool | None:
    """Whether the gradient is exactly zero; None if this cannot be decided.

    Parameters
    ----------
    surface : Surface, Objective or callable
    coordinates : tuple of sympy.Expr
    rounded : bool
        Whether some coordinate came as a float; one of many digits is an approximation and not tried.
    """
    if not isinstance(surface, Surface) or (rounded and not is_short(coordinates)):
        return None
    here = dict(zip(surface.variables, coordinates, strict=True))
    slopes = surface.gradient_vector
    signs: list[int | None] = attempt(
        lambda: [sign_of(substituted(entry, here)) for entry in slopes], [None], allotted(_SECONDS)
    )
    if any(signs):
        return False
    return None if None in signs else True


def nearly_critical(
    surface: Any, p: Floats, slope: Floats, H: Floats, gradient_tolerance: float | None, maybe: bool
) -> bool:
    """Whether the gradient is within a tolerance, or no larger than rounding p and the sums in ∇f make it."""
    if gradient_tolerance is not None:
        return bool(np.linalg.norm(slope) <= gradient_tolerance)
    if not maybe or not np.isfinite(slope).all():
        return False
    noise = 8 * np.nanmax(np.abs(gradient(surface, _neighbours(p)) - slope), axis=0, initial=0.0)
    explained = 16 * _EPSILON * np.nan_to_num(np.abs(H)) @ np.abs(p) + noise
    if isinstance(surface, Surface) and (np.abs(slope) > explained).any():
        explained = explained + 4 * _EPSILON * _sizes_of_terms(surface, p)
    return bool((np.abs(slope) <= explained).all())


def _sizes_of_terms(surface: Surface, p: Floats) -> Floats:
    """For each partial derivative the sum of |its terms| at p, in proportion to what rounding leaves of them."""
    here = {v: sympy.Float(float(c)) for v, c in zip(surface.variables, p, strict=True)}
    slopes = surface.gradient_vector
    sizes = attempt(
        lambda: [
            sum(abs(substituted(term, here).evalf()) for term in sympy.Add.make_args(entry))
            for entry in slopes
        ],
        [sympy.S.Zero] * len(p),
        allotted(_SECONDS),
    )
    return np.array(
        [float(size) if size.is_Float and size.is_finite else 0.0 for size in map(sympy.S, sizes)]
    )


def _neighbours(p: Floats) -> Floats:
    """The 2n floats next to p along the axes."""
    moved = np.tile(p, (2 * len(p), 1))
    for i in range(len(p)):
        moved[2 * i : 2 * i + 2, i] = np.nextafter(p[i], (-np.inf, np.inf))
    return moved


def exact_signs(surface: Any, H: Floats, exact: tuple[sympy.Expr, ...] | None) -> tuple[Floats, Signs | None]:
    """The Hessian from exact numbers, and the exact signs of its eigenvalues, where they can be had.

    Parameters
    ----------
    surface : Surface
    H : ndarray, shape (n, n)
        The Hessian in floats, returned where the exact one has no value.
    exact : tuple of sympy.Expr or None
    """
    if exact is None:
        return H, None
    here = dict(zip(surface.variables, exact, strict=True))
    formulas = surface.hessian_matrix

    def work() -> tuple[Floats, Signs | None]:
        matrix = formulas.applyfunc(lambda entry: substituted(entry, here))
        signs = eigenvalue_signs(matrix)
        if signs is None:
            return H, None
        entries = [0.0 if sign_of(entry) == 0 else float(entry) for entry in matrix]
        return np.array(entries).reshape(H.shape), signs

    return attempt(work, (H, None), allotted(_SECONDS))


def precise_hessian(surface: Surface, digits: Sequence[Any]) -> tuple[float, Floats, Signs] | None:
    """Value, Hessian and the signs of its eigenvalues at a point known to forty digits."""
    n = len(digits)
    try:
        tape = _precise_tape(surface)
        with mpmath.workdps(_DIGITS):
            numbers = [mpmath.mpmathify(number) for number in tape.precise(digits)]
            if not all(isinstance(number, mpmath.mpf) and mpmath.isfinite(number) for number in numbers):
                return None
            least = mpmath.mpf(10) ** -32 * max(map(abs, numbers[1:]))
            entries = [number if abs(number) > least else mpmath.mpf(0) for number in numbers[1:]]
            sizes = [mpmath.sqrt(max(map(abs, entries[i * n : (i + 1) * n])) or 1) for i in range(n)]
            matrix = mpmath.matrix(n, n)
            for k, number in enumerate(entries):
                matrix[k // n, k % n] = number / (sizes[k // n] * sizes[k % n])  # as in scaled_signs
            values = mpmath.eigsy(matrix, eigvals_only=True)
            signs = tuple(0 if abs(e) <= _SINGULAR else int(mpmath.sign(e)) for e in values)
    except (ArithmeticError, ValueError, TypeError):
        return None
    H = np.array([float(number) for number in numbers[1:]]).reshape(n, n)
    return float(numbers[0]), H, signs


@lru_cache(4)
def _precise_tape(surface: Surface) -> Tape:
    return Tape([plain(surface.expr), *map(plain, surface.hessian_matrix)], surface.variables)


def rounded_signs(surface: Any, p: Floats, H: Floats, tolerance: float | None, eigenvalues: Floats) -> Signs:
    """The signs of the eigenvalues, zero where rounding p, or the tolerance, leaves them open."""
    changes = np.abs(hessian(surface, _neighbours(p)) - H)
    wobble = 8 * np.nan_to_num(changes).max(axis=0, initial=0.0)
    if tolerance is None:
        return scaled_signs(H, wobble)
    return signs_of(
        eigenvalues, max(tolerance * float(np.abs(eigenvalues).max()), float(wobble.max()) * len(p))
    )


def sharp_eigenvalues(H: Floats, eigenvalues: Floats, signs: Signs) -> Floats:
    """Compute the eigenvalues with fifty digits where sixteen give one of them the wrong sign."""
    if all(sign in (0, np.sign(value)) for sign, value in zip(signs, eigenvalues, strict=True)):
        return eigenvalues
    with mpmath.workdps(_DIGITS):
        sharp: Floats = np.array(
            [float(e) for e in mpmath.eigsy(mpmath.matrix(H.tolist()), eigvals_only=True)]
        )
    return sharp


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
        Of so many variables that Lanczos judged the point it is not formed: empty.
    eigenvalues : ndarray, shape (n,)
        Ascending; where Lanczos judged, the smallest and the largest.
    eigenvectors : ndarray, shape (n, n)
        Unit columns, in the order of the eigenvalues; where Lanczos judged, those two if they are known.
    D : float or None
        f_xx f_yy − f_xy²; None unless n = 2.
    tolerance : float
        Asked for, or 1e-10: where the signs could not be decided exactly, an eigenvalue below it counts as zero.
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
        rows = "[" + ", ".join("[" + listed(row) + "]" for row in self.hessian) + "]"
        lines.append(("Hessian", rows if self.hessian.size else "not formed"))
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


@np.errstate(all="ignore")
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
        Relative to the largest |eigenvalue|; default 1e-10, after the rows of H are brought to the same size.
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
      D             −5
      eigenvalues   −1, 5
      because       one eigenvalue is negative (−1) and one is positive (5)
    >>> classify(Surface(x**2*y + x*y**2), (1, 1))
    Traceback (most recent call last):
    hesskit.maths.critical.classify.NotCritical: (1, 1) is not a critical point: the gradient there is (3, 3), not
    (0, 0), ...
    """
    return with_nature(surface, by_the_test(surface, point, tolerance, gradient_tolerance))


def by_the_test(
    surface: Any, point: Any, tolerance: float | None = None, gradient_tolerance: float | None = None
) -> CriticalPoint:
    """Do as `classify`, but where the test is silent leave it at that: looking further can take seconds."""
    checked_tolerance(tolerance)
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
    return _tested(surface, p, found, tolerance, coordinates if exact else None)


def by_digits(surface: Any, p: Floats, digits: Sequence[Any] | None) -> CriticalPoint:
    """Do as `by_the_test` at a point known to be critical, with its forty digits where sixteen do not decide."""
    value, slope, H = all_at(surface, p)
    point = _tested(surface, p, (value, float(np.linalg.norm(slope)), H), None, None)
    rounded = not np.abs(slope).max() < 1e-9 * np.abs(H).max()
    sharper = (
        precise_hessian(surface, digits) if digits and (point.kind == "inconclusive" or rounded) else None
    )
    if sharper is None:
        return point
    value, H, signs = sharper
    return _tested(surface, p, (value, 0.0, H), None, None, signs)


def at_a_glance(p: Floats, value: float, slope: Floats, H: Floats) -> CriticalPoint:
    """Do as `by_the_test` with numbers that are there already, at a point known to be critical."""
    signs = scaled_signs(H) if np.isfinite(H).all() else None
    return _tested(None, p, (value, float(np.linalg.norm(slope)), H), None, None, signs)


def _tested(
    surface: Any,
    p: Floats,
    found: tuple[float, float, Floats],
    tolerance: float | None,
    exact: Exact,
    known: Signs | None = None,
) -> CriticalPoint:
    """Eigenvalues, D, kind and reason at a point known to be critical."""
    value, gradient_norm, H = found
    relative = checked_tolerance(tolerance)
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
        signs = rounded_signs(surface, p, H, tolerance, eigenvalues)
    eigenvalues = sharp_eigenvalues(H, eigenvalues, signs)
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


def with_nature(surface: Any, point: CriticalPoint) -> CriticalPoint:
    """Return a critical point with its nature: what the test says, or what lies beyond the test.

    Parameters
    ----------
    surface : Surface, or any objective
    point : CriticalPoint

    Returns
    -------
    CriticalPoint
    """
    if point.kind != "inconclusive":
        return replace(point, nature=point.kind)
    if point.exact is not None and isinstance(surface, Surface):
        exact = point.exact
        found = attempt(lambda: exact_nature(surface, exact), Nature("undecided", ""), allotted(_SECONDS))
    else:
        found = Nature("undecided", "")
    if found.nature == "undecided" and isinstance(surface, Surface):
        found = seen_nature(
            surface, point.point, min(1.0, *((high - low) / 4 for low, high in surface.domain))
        )
    return replace(
        point,
        nature=found.nature,
        reason=f"{point.reason}; but {found.reason}" if found.reason else point.reason,
    )

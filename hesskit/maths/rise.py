"""How far f rises from a point, f(p + d) − f(p), to full accuracy however small d is.

Letters: p is the point and d the displacement. A polynomial is expanded about p exactly, and where its terms cancel in
float64 they are added as fractions. Any other function is compared with 50 digits at a few places: where float64 has
lost more than a millionth, all is computed with 50 digits.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Any

import mpmath
import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.gradient_factors import plain
from hesskit.maths.jets import Jet, as_sympy, jet_at
from hesskit.maths.surfaces import Surface

Floats = NDArray[np.float64]
DIGITS = 50
HIGHEST_DEGREE = 24
_CANCELLED = 1e-9  # of the sum of the terms' sizes: below this float64 has lost half of its digits
_LOST = 1e-6
_TRIED = 8
_TINIEST = 1e-290


class Rise:
    """f(p + d) − f(p) as a function of d.

    Parameters
    ----------
    surface : Surface
    point : sequence of n float
        A float within 10⁻¹² of a fraction with a denominator up to 1000 stands for that fraction.
    critical : bool
        Whether the gradient there is known to be zero, so that what rounding p leaves of it is to be dropped.

    Examples
    --------
    >>> rise = Rise(Surface("(x - 1)^4 + y^4 + 3"), (1, 0))
    >>> f"{rise([1e-6, 0]):.6g}"
    '1e-24'
    """

    def __init__(self, surface: Surface, point: Sequence[float], critical: bool = False) -> None:
        self.surface = surface
        self.point = tuple(_meant(float(coordinate)) for coordinate in point)
        self.jet = self._expanded(critical)
        self.digits: int | None = None  # how many the last answer needed, where float64 was not enough

    def __call__(self, displacement: ArrayLike) -> Floats:
        """Rises (...) for displacements (..., n), NaN where f is not real.

        Raises
        ------
        ValueError
            If a rise is too small for any float.
        """
        d = np.asarray(displacement, float)
        return _expand(self.jet, d) if self.jet is not None else self._measure(d)

    def turning(self) -> Callable[[ArrayLike], Floats]:
        """How fast a polynomial in two variables rises as d turns about p, x f_y − y f_x, to the same accuracy."""
        turned: Jet = {}
        for (i, j), factor in (self.jet or {}).items():
            for powers, change in (((i + 1, j - 1), j * factor), ((i - 1, j + 1), -i * factor)):
                if change:
                    turned[powers] = turned.get(powers, Fraction(0)) + change
        return lambda displacement: _expand(turned, np.asarray(displacement, float))

    def plainly(self, displacement: ArrayLike) -> Floats:
        """The same in plain float64, subtracting one value of f from another: what rounding makes of it."""
        p = np.array([float(coordinate) for coordinate in self.point])
        with np.errstate(invalid="ignore"):
            return np.asarray(self.surface.value(p + np.asarray(displacement, float)) - self.surface.value(p))

    def _expanded(self, critical: bool) -> Jet | None:
        expr, variables = plain(self.surface.expr), self.surface.variables
        if not expr.is_polynomial(*variables) or sympy.total_degree(expr, *variables) > HIGHEST_DEGREE:
            return None
        exact = [sympy.Rational(c.numerator, c.denominator) for c in self.point]
        jet, _ = jet_at(expr, variables, exact, 1)
        drop = 1 if critical else 0
        return {powers: _fraction(c) for powers, c in jet.items() if sum(powers) > drop}

    def _measure(self, d: Floats) -> Floats:
        rough = self.plainly(d)
        flat, places = rough.reshape(-1), d.reshape(-1, d.shape[-1])
        tried = np.unique(np.linspace(0, len(flat) - 1, _TRIED).astype(int))
        precise = np.array([self._precise(place) for place in places[tried]])
        largest = np.nanmax(np.abs(precise), initial=0.0)
        self.digits = None
        with np.errstate(invalid="ignore"):
            if not (np.abs(precise - flat[tried]) > _LOST * largest).any():
                return rough
        self.digits = DIGITS
        return np.array([self._precise(place) for place in places]).reshape(rough.shape)

    def _precise(self, d: Floats) -> float:
        context, function, here = self._compiled
        try:
            there = function(*(p + context.mpf(float(step)) for p, step in zip(self._place, d, strict=True)))
            rise = there - here
            return float(rise.real) if not context.im(rise) else float("nan")
        except (ArithmeticError, ValueError, TypeError):
            return float("nan")

    @cached_property
    def _place(self) -> list[Any]:
        context = self._compiled[0]
        return [context.mpf(c.numerator) / c.denominator for c in self.point]

    @cached_property
    def _compiled(self) -> tuple[Any, Any, Any]:
        context = mpmath.MPContext()  # its own: the shared one's precision belongs to everybody
        context.dps = DIGITS
        names = {name: getattr(context, name) for name in dir(context) if not name.startswith("_")}
        function = sympy.lambdify(self.surface.variables, plain(self.surface.expr), [names, "mpmath"])
        return context, function, function(*(context.mpf(c.numerator) / c.denominator for c in self.point))


def _expand(jet: Jet, d: Floats) -> Floats:
    """The values of a polynomial: terms that cancel in float64 are added as fractions."""
    total, size = np.zeros(d.shape[:-1]), np.zeros(d.shape[:-1])
    for powers, factor in jet.items():
        term = float(factor) * np.prod(
            [d[..., i] ** power for i, power in enumerate(powers) if power], axis=0
        )
        total += term
        size += np.abs(term)
    if jet and d.any() and not (size > _TINIEST).any():
        raise ValueError("f − f(p) is too small there for any float: choose a larger radius.")
    cancelled = np.argwhere(np.abs(total) < _CANCELLED * size)
    if len(cancelled):
        common = lcm(*(factor.denominator for factor in jet.values()))
        whole = {powers: int(factor * common) for powers, factor in jet.items()}
        for index in map(tuple, cancelled):
            total[index] = _exactly(whole, d[index].tolist()) / common
    return total


def _exactly(jet: Mapping[tuple[int, ...], int], d: Sequence[float]) -> Fraction:
    """The value of a polynomial with whole coefficients at floats, which are whole numbers over a power of two."""
    ratios = [coordinate.as_integer_ratio() for coordinate in d]
    bits = max(below.bit_length() - 1 for _, below in ratios)
    places = [above << (bits + 1 - below.bit_length()) for above, below in ratios]
    degree = max(map(sum, jet))
    total = 0
    for powers, factor in jet.items():
        for place, power in zip(places, powers, strict=True):
            factor *= place**power
        total += factor << bits * (degree - sum(powers))
    return Fraction(total, 1 << bits * degree)


def _meant(coordinate: float) -> Fraction:
    near = Fraction(coordinate).limit_denominator(1000)
    return near if abs(near - Fraction(coordinate)) <= 1e-12 else Fraction(coordinate)


def _fraction(coefficient: Any) -> Fraction:
    if isinstance(coefficient, Fraction):
        return coefficient
    number = sympy.Rational(sympy.N(as_sympy(coefficient), DIGITS))
    return Fraction(int(number.p), int(number.q))

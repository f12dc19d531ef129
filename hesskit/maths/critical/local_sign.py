"""Which signs a function takes next to a point where it is zero: the exact answer to "minimum, maximum or neither".

Squares are divided out, variables in which the function is nondegenerate are eliminated (the splitting
lemma), and a form that vanishes along a direction is blown up there. For polynomials in two variables this
ends with an answer in nearly every case; where it does not, the answer is "unknown".

Glossary: *positive* means nowhere negative near the point, *both* that values of both signs come arbitrarily close.

Source: the splitting lemma as in T. Poston and I. Stewart, Catastrophe Theory and its Applications (1978), chapter 4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Any

import mpmath
import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.critical.exact_roots import is_zero
from hesskit.maths.critical.systems import plain
from hesskit.maths.surfaces import Surface

# Truncated power series in several variables, with exact coefficients.

Jet = dict[tuple[int, ...], Any]


def coefficient(number: Any) -> Any:
    """Return a number in the form that jets use."""
    if isinstance(number, Fraction):
        return number
    if isinstance(number, int):
        return Fraction(number)
    if number.is_Rational:
        return Fraction(int(number.p), int(number.q))
    number = sympy.expand(number)
    return Fraction(int(number.p), int(number.q)) if number.is_Rational else number


def sign(number: Any) -> int:
    """Return the sign of an exact number; zero only where it is shown to be zero."""
    if isinstance(number, Fraction):
        return (number > 0) - (number < 0)
    if is_zero(number):
        return 0
    value = sympy.N(number, 30)
    if abs(value) < sympy.Float("1e-25"):
        raise ArithmeticError("the sign of a coefficient could not be decided")
    return 1 if value > 0 else -1


def jet_at(
    expr: sympy.Expr, variables: Sequence[sympy.Symbol], point: Sequence[sympy.Expr], order: int
) -> tuple[Jet, int | None]:
    """Expand f(point + u) - f(point) in powers of u.

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> jet_at(x**2 * y, (x, y), (sympy.Integer(1), sympy.Integer(0)), 4)
    ({(2, 1): Fraction(1, 1), (1, 1): Fraction(2, 1), (0, 1): Fraction(1, 1)}, None)
    """
    if expr.is_polynomial(*variables):
        moved = expr.subs({v: v + c for v, c in zip(variables, point, strict=True)}, simultaneous=True)
        poly = sympy.Poly(sympy.expand(moved), *variables)
        return clean({powers: coefficient(c) for powers, c in poly.terms() if any(powers)}), None
    jet = _Series(variables, point, order).of(expr)
    return {powers: c for powers, c in jet.items() if any(powers)}, order


class _Series:
    """Truncated power series of an expression about a point, piece by piece."""

    def __init__(self, variables: Sequence[sympy.Symbol], point: Sequence[sympy.Expr], order: int) -> None:
        self.zero = (0,) * len(variables)
        self.order = order
        self.known: dict[sympy.Basic, Jet] = {}
        for k, (v, c) in enumerate(zip(variables, point, strict=True)):
            step = tuple(int(i == k) for i in range(len(variables)))
            self.known[v] = clean({self.zero: coefficient(sympy.S(c)), step: Fraction(1)})

    def of(self, expr: sympy.Expr) -> Jet:
        """The series of one piece, after its parts; ArithmeticError where it has none."""
        if expr not in self.known:
            self.known[expr] = self._of(expr)
        return self.known[expr]

    def _of(self, expr: sympy.Expr) -> Jet:
        if not expr.free_symbols:
            return clean({self.zero: coefficient(expr)})
        if expr.is_Add:
            total: Jet = {}
            for term in expr.args:
                total = add(total, self.of(term))
            return total
        if expr.is_Mul:
            product: Jet = {self.zero: Fraction(1)}
            for factor in expr.args:
                product = multiply(product, self.of(factor), self.order)
            return product
        if expr.is_Pow and expr.exp.is_Integer and expr.exp.is_positive:
            return self._power(self.of(expr.base), int(expr.exp))
        if expr.is_Pow and expr.base == sympy.E:
            return self._composed(sympy.exp(_inner), self.of(expr.exp))
        if expr.is_Pow and not expr.exp.free_symbols:
            return self._composed(_inner**expr.exp, self.of(expr.base))
        if expr.is_Pow:
            return self.of(sympy.exp(expr.exp * sympy.log(expr.base), evaluate=False))
        if len(expr.args) != 1:
            raise ArithmeticError("a function of several arguments has no series here")
        return self._composed(expr.func(_inner), self.of(expr.args[0]))

    def _power(self, jet: Jet, exponent: int) -> Jet:
        result: Jet = {self.zero: Fraction(1)}
        while exponent:
            if exponent % 2:
                result = multiply(result, jet, self.order)
            exponent //= 2
            jet = multiply(jet, jet, self.order) if exponent else jet
        return result

    def _composed(self, outer: sympy.Expr, jet: Jet) -> Jet:
        """Put a series into a function of one variable, by the derivatives of that at the constant term."""
        at = as_sympy(jet.get(self.zero, Fraction(0)))
        moving = {p: c for p, c in jet.items() if any(p)}
        if at == 0 and outer.has(sympy.Abs, sympy.sign):
            raise ArithmeticError("no series: there is a corner")
        lowest = min(map(sum, moving), default=self.order + 1)
        terms = []
        for k in range(self.order // lowest + 1):
            value = outer.subs(_inner, at) if k == 0 or outer != 0 else sympy.S.Zero
            if not value.is_finite or value.is_real is False or value.has(sympy.Derivative, sympy.Subs):
                raise ArithmeticError("no series: a derivative does not exist there")
            terms.append(coefficient(value / sympy.factorial(k)))
            outer = outer.diff(_inner)
            if outer.has(*_SWELLING):
                outer = sympy.expand(
                    outer
                )  # a polynomial in tan u, which grows without bound unless it is put together
        total: Jet = {}
        for number in reversed(terms):
            total = add(multiply(total, moving, self.order), {self.zero: number})
        return total


_inner = sympy.Dummy("u", real=True)
_SWELLING = (sympy.tan, sympy.tanh, sympy.cot, sympy.coth)


def clean(jet: Jet) -> Jet:
    """Drop the terms whose coefficient is zero."""
    return {p: c for p, c in jet.items() if (c != 0 if isinstance(c, Fraction) else sign(c) != 0)}


def multiply(a: Jet, b: Jet, order: int) -> Jet:
    """Multiply two jets up to an order."""
    product: Jet = {}
    for p, c in a.items():
        room = order - sum(p)
        for q, d in b.items():
            if sum(q) <= room:
                powers = tuple(i + j for i, j in zip(p, q, strict=True))
                product[powers] = product.get(powers, Fraction(0)) + _times(c, d)
    return clean({p: coefficient(c) for p, c in product.items()})


def _times(c: Any, d: Any) -> Any:
    if isinstance(c, Fraction) and isinstance(d, Fraction):
        return c * d
    return as_sympy(c) * as_sympy(d)


def as_sympy(number: Any) -> sympy.Expr:
    """Return a coefficient as a sympy number."""
    return sympy.Rational(number.numerator, number.denominator) if isinstance(number, Fraction) else number


def add(a: Jet, b: Jet, factor: Any = Fraction(1)) -> Jet:
    """Return a + factor · b."""
    total = dict(a)
    for p, c in b.items():
        old = total.get(p, Fraction(0))
        extra = _times(factor, c)
        exact = isinstance(old, Fraction) and isinstance(extra, Fraction)
        total[p] = old + extra if exact else coefficient(as_sympy(old) + as_sympy(extra))
    return clean(total)


def lowest_form(jet: Jet) -> tuple[int, Jet]:
    """Return the lowest degree and the terms of that degree."""
    degree = min(map(sum, jet))
    return degree, {p: c for p, c in jet.items() if sum(p) == degree}


def substitute_first(jet: Jet, series: Jet, order: int) -> Jet:
    """Put a series in the other variables for the first variable; the result is in the other variables only."""
    by_power: dict[int, Jet] = {}
    for p, c in jet.items():
        by_power.setdefault(p[0], {})[p[1:]] = c
    total: Jet = {}
    for k in range(max(by_power, default=0), -1, -1):
        total = add(
            multiply(total, series, order), {p: c for p, c in by_power.get(k, {}).items() if sum(p) <= order}
        )
    return total


def derivative_first(jet: Jet) -> Jet:
    """Differentiate in the first variable."""
    return {(p[0] - 1, *p[1:]): _times(Fraction(p[0]), c) for p, c in jet.items() if p[0]}


def to_poly(jet: Jet, symbols: Sequence[sympy.Symbol]) -> sympy.Expr:
    """Return the jet as a sympy polynomial."""
    return sympy.Add(
        *[as_sympy(c) * sympy.Mul(*[s**k for s, k in zip(symbols, p, strict=True)]) for p, c in jet.items()]
    )


_DEEPEST = 6
_REACHES = (4, 8, 14, 26)  # degrees up to which what remains after an elimination is computed


@dataclass(frozen=True)
class Signs:
    """The signs near a point ("positive", "negative", "both", "unknown") and the evidence in words."""

    signs: str
    evidence: str
    strict: bool = True


_NAMES = {1: "positive", -1: "negative", 0: "both"}


def signs_near(
    jet: Jet, order: int | None, on_curve: bool = False, depth: int = 0, names: tuple[sympy.Expr, ...] = ()
) -> Signs:
    """Tell which signs a jet takes near 0.

    Examples
    --------
    >>> signs_near({(2, 0): Fraction(1), (0, 3): Fraction(1)}, None).signs
    'both'
    """
    if not jet:
        return Signs("positive", "f is constant there", False) if order is None else _UNKNOWN
    if depth > _DEEPEST:
        return _UNKNOWN
    if order is None:
        squared, jet = _without_squares(jet, names)
        if squared:
            return _times_squares(squared, jet, depth, names)
    degree, form = lowest_form(jet)
    if degree % 2:
        return Signs(
            "both", f"the terms of lowest degree, {degree}, change sign when the direction is reversed"
        )
    if degree == 2:
        return _second_degree(jet, form, order, on_curve, depth)
    return _higher_degree(jet, form, degree, order, depth)


_UNKNOWN = Signs("unknown", "the terms looked at do not decide")


def _without_squares(jet: Jet, names: tuple[sympy.Expr, ...]) -> tuple[str, Jet]:
    """Divide even powers out; return them in words ("" if there are none) and what remains, possibly a constant."""
    n = len(next(iter(jet)))
    symbols = sympy.symbols("x y z" if n <= 3 else f"x:{n}", real=True)[:n]
    expr = to_poly(jet, symbols)
    try:
        constant, factors = sympy.sqf_list(expr, *symbols)
    except sympy.PolynomialError:
        return "", jet
    even = [(q, e) for q, e in factors if e > 1]
    if not even:
        return "", jet
    rest = constant * sympy.Mul(*[q for q, e in factors if e % 2])
    poly = sympy.Poly(sympy.expand(rest), *symbols)
    named = dict(zip(symbols, names, strict=False))  # the jet is about 0, the reader's function is not
    said = [(sympy.expand(q.xreplace(named)), e - e % 2) for q, e in even]
    words = " ".join(f"({q})^{e}" for q, e in said).replace("**", "^").replace("*", " ")
    return words, clean({p: coefficient(c) for p, c in poly.terms()})


def _times_squares(words: str, rest: Jet, depth: int, names: tuple[sympy.Expr, ...]) -> Signs:
    constant = rest.get((0,) * len(next(iter(rest))), Fraction(0))
    if sign(constant):
        name = _NAMES[sign(constant)]
        return Signs(
            name, f"f minus its value here is the even power {words} times a factor that stays {name}", False
        )
    below = signs_near(rest, None, depth=depth + 1, names=names)
    return Signs(below.signs, f"after the even power {words} is divided out, {below.evidence}", False)


def _second_degree(jet: Jet, form: Jet, order: int | None, on_curve: bool, depth: int) -> Signs:
    """Eliminate a variable in which the function curves, and look at what remains."""
    n = len(next(iter(form)))
    squares = [i for i in range(n) if tuple(2 if j == i else 0 for j in range(n)) in form]
    if not squares:
        return Signs("both", "the second-order terms take both signs")
    jet = {(p[squares[0]], *p[: squares[0]], *p[squares[0] + 1 :]): c for p, c in jet.items()}
    curvature = jet[(2, *(0,) * (n - 1))]
    own = _NAMES[sign(curvature)]
    if n == 1:
        return Signs(own, "the second derivative decides")
    reduced: Jet = {}
    for reach in _REACHES if order is None else sorted({min(reach, order) for reach in _REACHES}):
        reduced = _eliminated(jet, curvature, reach)
        below = signs_near(reduced, reach, depth=depth + 1) if reduced else _UNKNOWN
        if below.signs == own:
            return Signs(own, _along(reduced, below, own), below.strict)
        if below.signs != "unknown":
            return Signs("both", _along(reduced, below, own))
    if on_curve and not reduced:
        return Signs(own, f"f is level along a curve and curves {_way(own)} across it", False)
    return _UNKNOWN


def _way(own: str) -> str:
    return "upwards" if own == "positive" else "downwards"


def _along(reduced: Jet, below: Signs, own: str) -> str:
    degree, form = lowest_form(reduced)
    where = f"f curves {_way(own)} in one direction, and along its flattest path"
    if len(form) == 1 and len(next(iter(form))) == 1:
        return f"{where} it changes like {_term(next(iter(form.values())), degree)}"
    return f"{where}s {below.evidence}"


def _term(number: Any, degree: int) -> str:
    shown = str(as_sympy(number)).replace("**", "^").replace("*", " ")
    return {"1": "", "-1": "-"}.get(shown, shown + " ") + f"t^{degree}"


def _eliminated(jet: Jet, curvature: Any, order: int) -> Jet:
    """Solve f_u = 0 for the first variable as a series in the others; return f along that path."""
    slope = derivative_first(jet)
    halved = coefficient(-1 / (2 * as_sympy(curvature)))
    series: Jet = {}
    for reach in range(1, order + 1):
        error = substitute_first(slope, series, reach)
        series = add(series, error, halved)
    return substitute_first(jet, series, order)


def _higher_degree(jet: Jet, form: Jet, degree: int, order: int | None, depth: int) -> Signs:
    n = len(next(iter(form)))
    if n == 1:
        number = next(iter(form.values()))
        return Signs(_NAMES[sign(number)], f"f changes like {_term(number, degree)}")
    if n > 2:
        return _sampled(form, degree)
    return _binary_form(jet, form, degree, order, depth)


def _sampled(form: Jet, degree: int) -> Signs:
    """With three variables or more, look for directions of both signs; finding none proves nothing."""
    n = len(next(iter(form)))
    grid: list[tuple[int, ...]] = [()]
    for _ in range(n):
        grid = (
            [(*g, k) for g in grid for k in (-3, -2, -1, 0, 1, 2, 3)]
            if len(grid) < 3000
            else [(*g, 1) for g in grid]
        )
    found = {sign(coefficient(_value(form, g))) for g in grid}
    if {1, -1} <= found:
        return Signs("both", f"the terms of lowest degree, {degree}, take both signs")
    if all(sum(k > 0 for k in p) == 1 for p in form) and len(form) == n and len(found - {0}) == 1:
        return Signs(
            _NAMES[max(found, key=abs)], f"the terms of degree {degree} have one sign in every direction"
        )
    return _UNKNOWN


def _value(form: Jet, at: tuple[int, ...]) -> Any:
    return sum(
        as_sympy(c) * sympy.Mul(*[sympy.Integer(a) ** k for a, k in zip(at, p, strict=True)])
        for p, c in form.items()
    )


def _binary_form(jet: Jet, form: Jet, degree: int, order: int | None, depth: int) -> Signs:
    """Decide by the real directions in which a form in two variables vanishes."""
    t = sympy.Symbol("t", real=True)
    across = sympy.Poly(sum(as_sympy(c) * t ** p[1] for p, c in form.items()), t)
    missing = degree - across.degree()  # the multiplicity of the direction (0, 1)
    parts = [] if across.degree() == 0 else sympy.Poly(across, t, extension=True).sqf_list()[1]
    if any(not q.domain.is_ZZ and not q.domain.is_QQ for q, _ in parts):
        return _UNKNOWN  # real roots are counted exactly for rational coefficients only
    real = [(q, e) for q, e in parts if q.count_roots() > 0]
    if missing % 2 or any(e % 2 for _, e in real):
        return Signs("both", f"the terms of lowest degree, {degree}, take both signs")
    own = _NAMES[sign(coefficient(next(v for k in range(60) if (v := across.eval(k)) != 0)))]
    if not missing and not real:
        return Signs(own, f"the terms of degree {degree} are {own} in every direction")
    factors = [q for part, _ in real for q, _ in part.factor_list()[1] if q.count_roots() > 0]
    if any(q.degree() > 2 for q in factors):
        return _UNKNOWN
    views = [_blown_up(jet, root, degree, order) for q in factors for root in sympy.roots(q)]
    if missing:
        views.append(_blown_up({(p[1], p[0]): c for p, c in jet.items()}, sympy.S.Zero, degree, order))
    return _together(own, degree, [signs_near(*view, depth=depth + 1) for view in views])


def _together(own: str, degree: int, views: list[Signs]) -> Signs:
    start = f"the terms of degree {degree} are {own} but for the directions in which they vanish; there "
    for view in views:
        if view.signs not in (own, "unknown"):
            return Signs("both", start + "f takes the other sign too")
    if any(view.signs == "unknown" for view in views):
        return _UNKNOWN
    return Signs(own, start + "higher terms keep the sign", all(view.strict for view in views))


def _blown_up(jet: Jet, root: sympy.Expr, degree: int, order: int | None) -> tuple[Jet, int | None]:
    """Return f(u, u(root + w)) / u^degree as a jet in (u, w)."""
    u, w = sympy.symbols("u w", real=True)
    terms = [as_sympy(c) * u ** (sum(p) - degree) * (root + w) ** p[1] for p, c in jet.items()]
    poly = sympy.Poly(sympy.expand(sympy.Add(*terms)), u, w)
    known = None if order is None else order - degree
    kept = {p: coefficient(c) for p, c in poly.terms() if known is None or sum(p) <= known}
    return clean({p: c for p, c in kept.items() if any(p)}), known


# How far f rises from a point, f(p + d) − f(p), to full accuracy however small d is.

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
        """Rises (...) for displacements (..., n), NaN where f is not real."""
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

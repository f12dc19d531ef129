"""From sixteen digits to forty, and from forty digits to an exact number that is then verified.

A decimal is only a reason to guess: "0.70710678…" becomes sqrt(2)/2 when it agrees to more than thirty
digits, and counts as exact when the equations vanish there in exact arithmetic.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any

import mpmath
import numpy as np
import sympy

from hesskit.maths.critical.boxes import search
from hesskit.maths.critical.intervals import Array, Tape
from hesskit.maths.critical.systems import System, moved_by, origin_for
from hesskit.maths.surfaces import attempt

DIGITS = 40
_AGREE = 32  # digits that a guess has to share
_LARGEST = 5000  # of the whole numbers in a guess


def polish(system: System, point: Sequence[float]) -> tuple[Any, ...] | None:
    """Sharpen a regular zero to forty digits by Newton's method; None where that fails."""
    n = len(point)
    with mpmath.workdps(DIGITS + 8):
        place = mpmath.matrix([mpmath.mpf(float(c)) for c in point])
        for _ in range(6):
            try:
                values = system.tape.precise(list(place))
                jacobian = mpmath.matrix([values[n + i * n : n + (i + 1) * n] for i in range(n)])
                move = mpmath.lu_solve(jacobian, mpmath.matrix(values[:n]))
            except (ZeroDivisionError, ValueError, TypeError, OverflowError):
                return None
            if any(isinstance(c, mpmath.mpc) for c in move):
                return None
            place = place - move
            if max(abs(c) for c in move) <= mpmath.mpf(10) ** (-DIGITS) * (1 + max(abs(c) for c in place)):
                return tuple(_cleaned(c + _digits(o)) for c, o in zip(place, system.origin, strict=True))
    return None


def _digits(number: sympy.Rational) -> Any:
    return mpmath.mpf(int(number.p)) / int(number.q)


def _cleaned(number: Any) -> Any:
    return mpmath.mpf(0) if abs(number) < mpmath.mpf(10) ** (2 - DIGITS) else number


def guess(number: Any, algebraic: bool) -> sympy.Expr | None:
    """Return a simple exact number that agrees with a decimal to more than thirty digits, or None.

    Examples
    --------
    >>> with mpmath.workdps(40):
    ...     guess(mpmath.sqrt(5) / 5, True), guess(3 * mpmath.pi / 2 - 1, False)
    (sqrt(5)/5, -1 + 3*pi/2)
    """
    return _guessed(mpmath.nstr(number, DIGITS - 2), algebraic)


@lru_cache(4096)
def _guessed(text: str, algebraic: bool) -> sympy.Expr | None:
    """Guess from the digits; the coordinates of lattices come again and again."""
    with mpmath.workdps(DIGITS):
        number = mpmath.mpf(text)
        candidates = (
            [_rational, _quadratic, _nested] if algebraic else [_rational, _with_pi, _quadratic, _exponential]
        )
        for candidate in candidates:
            found = candidate(number)
            if found is not None and abs(mpmath.mpf(str(sympy.N(found, DIGITS + 5))) - number) <= _slack(
                number
            ):
                return found
    return None


def _slack(number: Any) -> Any:
    return mpmath.mpf(10) ** (-_AGREE) * (1 + abs(number))


def _rational(number: Any) -> sympy.Expr | None:
    near = Fraction(mpmath.nstr(number, DIGITS)).limit_denominator(_LARGEST)
    return sympy.Rational(near.numerator, near.denominator)


def _relation(*terms: Any) -> list[int] | None:
    try:
        found = mpmath.pslq(list(terms), tol=mpmath.mpf(10) ** (-_AGREE), maxcoeff=_LARGEST, maxsteps=2000)
    except (ValueError, ZeroDivisionError):
        return None
    return found if found and found[0] else None


def _quadratic(number: Any) -> sympy.Expr | None:
    found = _relation(number**2, number, mpmath.mpf(1))
    return _nearest_root(found, number) if found else None


def _nested(number: Any) -> sympy.Expr | None:
    found = _relation(number**4, number**2, mpmath.mpf(1))
    square = _nearest_root(found, number**2) if found else None
    return None if square is None else sympy.sqrt(square) * (1 if number > 0 else -1)


def _nearest_root(coefficients: list[int], number: Any) -> sympy.Expr | None:
    a, b, c = map(sympy.Integer, coefficients)
    inside = b**2 - 4 * a * c
    if inside < 0:
        return None
    roots = [(-b + s * sympy.sqrt(inside)) / (2 * a) for s in (1, -1)]
    return min(roots, key=lambda root: abs(float(root) - float(number)))


def _with_pi(number: Any) -> sympy.Expr | None:
    found = _relation(number, mpmath.mpf(1), mpmath.pi())
    if not found:
        return None
    return -sympy.Rational(found[1], found[0]) - sympy.Rational(found[2], found[0]) * sympy.pi


def _exponential(number: Any) -> sympy.Expr | None:
    """Try the logarithm of a small rational, and a small rational power of e."""
    with mpmath.workdps(DIGITS):
        ratio = (
            Fraction(mpmath.nstr(mpmath.exp(number), DIGITS)).limit_denominator(100)
            if abs(number) < 9
            else Fraction(0)
        )
        logarithm = sympy.log(sympy.Rational(ratio.numerator, ratio.denominator)) if ratio > 0 else None
        if logarithm is not None and abs(mpmath.mpf(str(sympy.N(logarithm, DIGITS + 5))) - number) <= _slack(
            number
        ):
            return logarithm
        if number == 0:
            return None
        exponent = Fraction(mpmath.nstr(mpmath.log(abs(number)), DIGITS)).limit_denominator(100)
    return sympy.exp(sympy.Rational(exponent.numerator, exponent.denominator)) * (1 if number > 0 else -1)


def vanishes(
    expressions: Sequence[sympy.Expr], variables: Sequence[sympy.Symbol], point: Sequence[sympy.Expr]
) -> bool:
    """Tell whether expressions are shown to vanish, in exact arithmetic, at an exact point.

    Examples
    --------
    >>> x = sympy.Symbol("x", real=True)
    >>> vanishes([x**2 - 2], [x], [sympy.sqrt(2)])
    True
    """
    at = dict(zip(variables, point, strict=True))
    return all(is_zero(expression.subs(at)) for expression in expressions)


def is_zero(number: sympy.Expr) -> bool:
    """Is it shown to be zero? What is not decided counts as not zero."""
    if number.is_zero is not None:
        return bool(number.is_zero)
    for simpler in (sympy.expand, sympy.radsimp, sympy.expand, sympy.trigsimp):
        if simpler is not sympy.expand and (is_nested(number) or number.count_ops() > 60):
            return False
        number = simpler(number)
        if number.is_zero is not None:
            return bool(number.is_zero)
    return False


def is_nested(number: sympy.Expr) -> bool:
    """Tell whether a number holds a root inside a root, with which exact arithmetic is slow.

    Examples
    --------
    >>> is_nested(sympy.sqrt(1 + sympy.sqrt(2))), is_nested(1 + sympy.sqrt(2))
    (True, False)
    """
    return any(
        p.exp.is_Rational and not p.exp.is_Integer and not p.base.is_Rational for p in number.atoms(sympy.Pow)
    )


def _roots(number: sympy.Expr) -> list[sympy.Expr]:
    return [p for p in number.atoms(sympy.Pow) if is_nested(p)]


def exact_point(system: System, digits: Sequence[Any]) -> tuple[sympy.Expr, ...] | None:
    """Return the zero as exact numbers when every coordinate has a simple form and the equations vanish there."""
    algebraic = all(e.is_polynomial(*system.variables) for e in system.equations)
    point: list[sympy.Expr] = []
    for number, origin in zip(digits, system.origin, strict=True):
        found = _from_earlier(number, digits, point) or guess(number, algebraic)
        if found is None and origin != 0:
            with mpmath.workdps(DIGITS + 8):
                found = guess(number - _digits(origin), algebraic)
            found = None if found is None else found + origin
        if found is None or (
            is_nested(found) and any(is_nested(c) and not found.has(*_roots(c)) for c in point)
        ):
            return None  # two unrelated nested roots: too slow to verify
        point.append(found)
    return tuple(point) if vanishes(system.equations, system.variables, point) else None


def _from_earlier(number: Any, digits: Sequence[Any], point: list[sympy.Expr]) -> sympy.Expr | None:
    """Return the coordinate as r·c + s with an irrational coordinate c that is already exact, and rational r and s."""
    for digit, earlier in zip(digits, point, strict=False):
        if earlier.is_rational:
            continue
        with mpmath.workdps(DIGITS):
            found = _relation(number, digit, mpmath.mpf(1))
        if found:
            return -sympy.Rational(found[1], found[0]) * earlier - sympy.Rational(found[2], found[0])
    return None


def simple_neighbour(system: System, point: Sequence[float], radius: float) -> tuple[sympy.Expr, ...] | None:
    """Return a simple point near a singular zero at which the equations vanish exactly, or None.

    Newton's method gives few digits at a singular zero, so the guess is a small fraction or multiple of pi within the
    radius, and only exact arithmetic makes it count.
    """
    choices = []
    for number in point:
        near = [sympy.Rational(0), *[sympy.Rational(round(number * d), d) for d in (1, 2, 3, 4, 5, 6, 8, 10)]]
        near += [sympy.Rational(round(number / np.pi * d), d) * sympy.pi for d in (1, 2, 3, 4, 6)]
        close = [c for c in dict.fromkeys(near) if abs(float(c) - number) <= radius]
        choices.append(close[:3])
    for candidate in _pairs(choices):
        if vanishes(system.equations, system.variables, candidate):
            return candidate
    return None


def _pairs(choices: list[list[sympy.Expr]]) -> list[tuple[sympy.Expr, ...]]:
    found: list[tuple[sympy.Expr, ...]] = [()]
    for own in choices:
        found = [(*start, c) for start in found for c in own]
    return found


# All common zeros of two polynomials in two variables, by resultants and exact real-root isolation.

_DIGITS = 60


def can_eliminate(equations: Sequence[sympy.Expr], variables: Sequence[sympy.Symbol], most: int) -> bool:
    """Tell whether two equations are rational polynomials of degrees whose product is at most ``most``."""
    if len(variables) != 2 or not all(e.is_polynomial(*variables) for e in equations):
        return False
    polys = [sympy.Poly(e, *variables) for e in equations]
    if not all(c.is_Rational for p in polys for c in p.coeffs()):
        return False
    return bool(polys[0].total_degree() * polys[1].total_degree() <= most)


def common_zeros(
    equations: Sequence[sympy.Expr], variables: Sequence[sympy.Symbol], domain: Sequence[tuple[float, float]]
) -> list[tuple[Any, ...]]:
    """Find every common zero of two coprime polynomials in a box.

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> [tuple(map(float, z)) for z in common_zeros([y - x**2, y - 3*x**2], [x, y], [(-2, 2), (-2, 2)])]
    [(0.0, 0.0)]
    """
    x, y = variables
    p, q = equations
    with mpmath.workdps(_DIGITS):
        columns = real_roots(_projection(p, q, y, x), x, domain[0])
        rows = real_roots(_projection(p, q, x, y), y, domain[1]) if columns else []
        tests = [_scaled(sympy.Poly(e, x, y)) for e in (p, q)]
        return [(a, b) for a in columns for b in rows if all(_vanishes(terms, a, b) for terms in tests)]


def _projection(p: sympy.Expr, q: sympy.Expr, away: sympy.Symbol, kept: sympy.Symbol) -> sympy.Poly:
    """Return a polynomial in the kept variable alone that vanishes at every common zero."""
    for own in (p, q):
        if not own.has(away):
            return sympy.Poly(own, kept)
    return sympy.Poly(sympy.resultant(p, q, away), kept)


def real_roots(poly: sympy.Poly, x: sympy.Symbol, bounds: tuple[float, float]) -> list[Any]:
    """Return the real roots of a rational polynomial in an interval (a millionth wider), ascending, to sixty digits."""
    low, high = (sympy.Rational(float(b)) for b in bounds)
    margin = (high - low) / 10**6
    roots = []
    for factor, _ in poly.factor_list()[1]:
        if factor.degree() == 0:
            continue
        coefficients = [mpmath.mpf(int(c.p)) / int(c.q) for c in factor.all_coeffs()]
        for a, b in factor.intervals(
            inf=low - margin, sup=high + margin, eps=sympy.Rational(1, 10**6), sqf=True
        ):
            roots.append(_refined(coefficients, a, b))
    return sorted(roots)


def _refined(coefficients: list[Any], a: Any, b: Any) -> Any:
    """Shrink an interval that holds one simple root to sixty digits."""
    low, high = mpmath.mpf(int(a.p)) / int(a.q), mpmath.mpf(int(b.p)) / int(b.q)
    if low == high:
        return low
    if len(coefficients) == 2:
        return -coefficients[1] / coefficients[0]
    below = mpmath.polyval(coefficients, low)
    root = (low + high) / 2
    enough = mpmath.mpf(10) ** (5 - _DIGITS)
    for _ in range(400):
        value, slope = mpmath.polyval(coefficients, root, derivative=1)
        step = value / slope if slope else high - low
        if value == 0 or min(abs(step), high - low) < enough * (1 + abs(root)):
            return root - step if value else root
        low, high = (root, high) if (value > 0) == (below > 0) else (low, root)
        root = root - step if low < root - step < high else (low + high) / 2
    return root


def _scaled(poly: sympy.Poly) -> list[tuple[int, int, Any]]:
    return [(i, j, mpmath.mpf(int(c.p)) / int(c.q)) for (i, j), c in poly.terms()]


def _vanishes(terms: list[tuple[int, int, Any]], a: Any, b: Any) -> bool:
    """Tell whether a polynomial is zero to thirty-five digits of its largest term."""
    values = [c * a**i * b**j for i, j, c in terms]
    return bool(
        abs(mpmath.fsum(values)) <= mpmath.mpf(10) ** (-35) * max(abs(v) for v in values) or not any(values)
    )


# The zeros of a function of one variable in an interval, each with a proof.

_HIGHEST = 12  # multiplicity
_LONGEST = 2000  # operations of a derivative
_MANY = 60  # roots that are all made exact, however little time is left


@dataclass(frozen=True)
class Root:
    """A zero, exact where it was recognised."""

    number: float
    exact: sympy.Expr | None
    digits: Any = field(default=None, compare=False, repr=False)  # forty of them


@dataclass
class Roots:
    """The zeros in an interval, and what is not known about it."""

    found: list[Root] = field(default_factory=list)  # ascending; each is proved, and alone near where it is
    doubtful: list[tuple[float, float]] = field(
        default_factory=list
    )  # intervals about which nothing is proved
    in_time: bool = True

    @property
    def complete(self) -> bool:
        """Whether it is shown that there is no other."""
        return self.in_time and not self.doubtful


def roots_between(
    function: sympy.Expr, variable: sympy.Symbol, bounds: tuple[float, float], deadline: float
) -> Roots:
    """Find every zero in a closed interval."""
    if function.is_polynomial(variable):
        left = deadline - time.perf_counter()
        exact = attempt(lambda: _of_polynomial(function, variable, bounds), None, left)
        if exact is not None:
            return exact
    low, high = np.array([bounds[0]]), np.array([bounds[1]])
    system = System((function,), (variable,), origin_for(low, high))
    offset = system.offset
    found = search(system, low - offset, high - offset, deadline)
    exact_ones = [_singular(system, float(s[0]), bounds, deadline) for s in found.suspects]
    alone = [own[1] for own in exact_ones if own is not None]
    if alone and found.in_time:
        found = search(system, low - offset, high - offset, deadline, np.array(alone)[:, :, None])
    roots = [own[0] for own in exact_ones if own is not None]
    for zero in found.zeros:
        hurried = len(found.zeros) > _MANY and time.perf_counter() > deadline
        roots.append(_sharpened(system, zero, deadline, hurried))
    slack = 1e-12 * (bounds[1] - bounds[0]) + 4e-16 * max(abs(bounds[0]), abs(bounds[1]))
    kept: list[Root] = []
    for root in sorted(roots, key=lambda r: (r.number, r.exact is None)):
        again = kept and abs(kept[-1].number - root.number) <= 4e-16 * abs(root.number) and root.exact is None
        if bounds[0] - slack <= root.number <= bounds[1] + slack and not again:
            kept.append(root)
    boxes = found.open_boxes[:, :, 0] + offset[0]
    return Roots(kept, _joined(boxes), found.in_time)


def _of_polynomial(function: sympy.Expr, variable: sympy.Symbol, bounds: tuple[float, float]) -> Roots | None:
    poly = sympy.Poly(function, variable)
    if not all(c.is_Rational for c in poly.coeffs()):
        return None
    system = System((function,), (variable,))
    roots = []
    with mpmath.workdps(DIGITS + 20):
        for digits in real_roots(poly, variable, bounds):
            rational = sympy.Rational(str(Fraction(mpmath.nstr(digits, DIGITS)).limit_denominator(10**18)))
            exact = (rational,) if poly.eval(rational) == 0 else None
            if exact is None:
                exact = attempt(partial(exact_point, system, [digits]), None, 0.3)
            roots.append(_root(digits, exact))
    return Roots(roots)


def _root(digits: Any, exact: tuple[sympy.Expr, ...] | None) -> Root:
    return Root(float(digits), None, digits) if exact is None else Root(float(exact[0]), exact[0], digits)


def _sharpened(system: System, zero: Array, deadline: float, hurried: bool) -> Root:
    left = max(0.05, min(0.5, deadline - time.perf_counter()))
    digits = None if hurried else attempt(lambda: polish(system, list(zero)), None, left)
    if digits is None:
        return Root(float(zero[0] + system.offset[0]), None)
    return _root(digits[0], attempt(lambda: exact_point(system, digits), None, left))


def _singular(
    system: System, zero: float, bounds: tuple[float, float], deadline: float
) -> tuple[Root, tuple[float, float]] | None:
    """Recognise a multiple root exactly, and find an interval (in u) in which it is the only one."""

    def work() -> tuple[Root, tuple[float, float]] | None:
        place, span = zero + float(system.offset[0]), bounds[1] - bounds[0]
        exact = simple_neighbour(system, [place], 2e-3 * min(span, 4 * max(1.0, abs(place))))
        if exact is None:
            return None
        radius = _radius(system.equations[0], system.variables[0], exact[0], span)
        if radius is None:
            return None
        centre = float(exact[0] - system.origin[0])
        with mpmath.workdps(DIGITS):
            digits = mpmath.mpf(str(sympy.N(exact[0], DIGITS)))
        return Root(float(exact[0]), exact[0], digits), (centre - radius, centre + radius)

    return attempt(work, None, max(0.1, min(0.5, deadline - time.perf_counter())))


def _radius(function: sympy.Expr, variable: sympy.Symbol, root: sympy.Expr, span: float) -> float | None:
    """Return a distance within which an m-fold root is alone, because the m-th derivative does not vanish there.

    Examples
    --------
    >>> x = sympy.Symbol("x", real=True)
    >>> _radius(sympy.sin(x) - x, x, sympy.S.Zero, 4.0)
    1.0
    """
    for _ in range(_HIGHEST):
        function = function.diff(variable)
        if function.count_ops() > _LONGEST:
            return None
        if vanishes([function], [variable], [root]):
            continue
        near = sympy.Rational(float(root))
        tape = Tape(moved_by([function], [variable], [near]), [variable])
        radius = span / 4
        while radius > 1e-14 * max(1.0, abs(float(root))):
            low, high, _, partial = tape.enclose(np.array([[-1.001 * radius]]), np.array([[1.001 * radius]]))
            if not partial[0] and (low[0, 0] > 0 or high[0, 0] < 0):
                return radius
            radius /= 2
        return None
    return None


def _joined(intervals: Array) -> list[tuple[float, float]]:
    """Join intervals that touch."""
    joined: list[tuple[float, float]] = []
    for low, high in sorted(intervals.tolist()):
        if joined and low <= joined[-1][1] + (high - low):
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined


def common_roots(
    functions: Sequence[sympy.Expr], variable: sympy.Symbol, bounds: tuple[float, float], deadline: float
) -> Roots:
    """Find the zeros that several functions of one variable share.

    Examples
    --------
    >>> y = sympy.Symbol("y", real=True)
    >>> common_roots([sympy.sin(y), 1 + sympy.cos(y)], y, (0.0, 4.0), time.perf_counter() + 1).found
    [Root(number=3.141592653589793, exact=pi)]
    """
    first = roots_between(functions[0], variable, bounds, deadline)
    shared = [r for r in first.found if all(_is_root(f, variable, r) for f in functions[1:])]
    return Roots(shared, first.doubtful, first.in_time)


def _is_root(function: sympy.Expr, variable: sympy.Symbol, root: Root) -> bool:
    tape = Tape([function], [variable])
    near = np.abs(tape.numbers(root.number + np.array([[-1e-3], [0.0], [1e-3]]))[:, 0])
    largest = float(np.nanmax(near, initial=0.0))
    if not near[1] <= 1e-7 * max(largest, np.finfo(float).tiny):
        return False
    if root.exact is not None and attempt(lambda: vanishes([function], [variable], [root.exact]), False, 0.3):
        return True
    if root.digits is None:
        return bool(near[1] <= 1e-10 * largest)
    with mpmath.workdps(DIGITS):
        return bool(abs(tape.precise([root.digits])[0]) <= mpmath.mpf(10) ** -28 * largest)

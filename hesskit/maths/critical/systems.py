"""Taking a gradient apart: drop what never vanishes, set aside what all partials share, keep small systems.

∇f = 0 asks each partial derivative to vanish, that is, one of its factors to vanish. Choosing one factor from
each gives systems that are smaller than ∇f = 0 and, with repeated factors counted once, nearly always
regular.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import sympy

from hesskit.maths.critical.intervals import Array, Interval, Mask, Tape
from hesskit.maths.surfaces import NODES, allotted, attempt, differentiated

_MOST_SYSTEMS = 40
_MOST_OPERATIONS = 300
_MOST_POWER = 6
_MOST_COORDINATES = 6  # sums that are tried as coordinates
_SECONDS = 0.25  # to factor one piece


@dataclass(frozen=True)
class Reduction:
    """A gradient taken apart.

    Attributes
    ----------
    constant : bool
        Whether every partial derivative is identically zero.
    common : tuple of sympy.Expr
        Factors that all partials share: where one vanishes, a whole set is critical.
    systems : tuple of tuple of sympy.Expr
        Systems of n equations; every other critical point solves one of them.
    kinks : tuple of sympy.Expr
        Expressions at whose zeros f may have no gradient.
    whole : Composite or None
        f as a function of one expression, where it is one: where F' vanishes, a whole level set is critical.
    """

    constant: bool
    common: tuple[sympy.Expr, ...]
    systems: tuple[tuple[sympy.Expr, ...], ...]
    kinks: tuple[sympy.Expr, ...]
    whole: Composite | None = None


def reduce_gradient(expr: sympy.Expr, variables: Sequence[sympy.Symbol]) -> Reduction:
    """Take the gradient of an expression apart.

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> parts = reduce_gradient((x**2 + y**2 - 1)**2, (x, y))
    >>> parts.common, parts.systems
    ((x**2 + y**2 - 1,), ((x, y),))
    """
    expr = plain(expr)
    whole = attempt(lambda: composite(expr, variables), None, allotted(_SECONDS))
    if whole is not None:
        rest = [factors_of(p) for p in (whole.inner.diff(v) for v in variables) if p != 0]
        return Reduction(False, (), _systems(rest), _kinks(expr), whole)
    partials = attempt(lambda: _in_other_coordinates(expr, variables), None, allotted(_SECONDS))
    if partials is None:
        partials = _lowered([_without_sign(differentiated(expr, v)) for v in variables], variables)
    factors = [None if p == 0 else factors_of(p) for p in partials]
    present = [f for f in factors if f is not None]
    if not present:
        return Reduction(True, (), (), ())
    shared = present[0] if len(variables) > 1 else []
    common = [f for f in shared if all(f in other for other in present)]
    rest = [[f for f in own if f not in common] for own in present]
    return Reduction(False, tuple(common), _systems(rest), _kinks(expr))


@dataclass(frozen=True)
class Composite:
    """A function f = F(q): whether it is critical where q takes a value t is a question about F alone."""

    outer: sympy.Expr  # F(t)
    level: sympy.Symbol  # t
    inner: sympy.Expr  # q, a polynomial in two variables or more that holds one of them as a single power

    @property
    def slope(self) -> sympy.Expr:
        """F'(t)."""
        return _without_sign(self.outer.diff(self.level))


def composite(expr: sympy.Expr, variables: Sequence[sympy.Symbol]) -> Composite | None:
    """Write a function that is no polynomial as F(q) with a simple polynomial q; None where it is not of that kind.

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> found = composite(sympy.sin(x**2 + y**2) / (x**2 / 100 + y**2 / 100 + 1), (x, y))
    >>> found.inner, found.outer.subs(found.level, 0)
    (x**2 + y**2, 0)
    >>> composite(sympy.sin(x**2 + y**2) + x, (x, y))
    """
    if expr.is_polynomial(*variables):
        return None
    level = sympy.Dummy("t", real=True)
    parts = [q for q in _polynomials(expr, variables) if len(q.free_symbols) > 1]
    for part in sorted(parts, key=lambda q: int(sympy.total_degree(q, *variables)))[:1]:
        inner = sympy.expand(part)
        inner = sympy.Poly(inner - inner.as_independent(*variables, as_Add=True)[0], *variables).primitive()[
            1
        ]
        inner = inner.as_expr()
        for v in variables:
            split = power_alone(inner - level, v) or _linear_in(inner, v, level)
            outer = None if split is None else _through(expr, variables, v, *split)
            if outer is not None and not outer.has(*variables):
                return Composite(outer, level, inner)
    return None


def _linear_in(inner: sympy.Expr, v: sympy.Symbol, level: sympy.Expr) -> tuple[int, sympy.Expr] | None:
    """Return 1 and what v must be where q = a v + b has the value t, for a polynomial q such as x y."""
    if sympy.degree(inner, v) != 1:
        return None
    factor = inner.coeff(v, 1)
    if factor.is_Add or any(
        p.is_Pow for p in sympy.Mul.make_args(factor)
    ):  # x y, but not x² y: there a line is flat
        return None
    return 1, (level - inner.coeff(v, 0)) / factor


def _polynomials(expr: sympy.Expr, variables: Sequence[sympy.Symbol]) -> list[sympy.Expr]:
    """List the largest polynomials an expression is made of; terms, and factors, that are polynomials count as one."""
    if expr.is_polynomial(*variables):
        return [expr]
    return [q for part in _apart(expr, variables) for q in _polynomials(part, variables)]


def _apart(expr: sympy.Expr, variables: Sequence[sympy.Symbol]) -> list[sympy.Expr]:
    if not (expr.is_Add or expr.is_Mul):
        return list(expr.args)
    smooth = [a for a in expr.args if a.is_polynomial(*variables)]
    return [expr.func(*smooth), *[a for a in expr.args if a not in smooth]]


def _through(
    expr: sympy.Expr, variables: Sequence[sympy.Symbol], v: sympy.Symbol, power: int, value: sympy.Expr
) -> sympy.Expr | None:
    """Put a value of v^k into all polynomials of an expression; None where one holds v in another way."""
    if not expr.has(*variables):
        return expr
    if expr.is_polynomial(*variables):
        other = put_in(expr, v, power, value)
        return None if other is None else sympy.expand(other)
    parts = [_through(a, variables, v, power, value) for a in _apart(expr, variables)]
    return None if None in parts else expr.func(*parts)


def power_alone(e: sympy.Expr, v: sympy.Symbol) -> tuple[int, sympy.Expr] | None:
    """Return k and what v^k must be, where an equation has the form c v^k + (terms without v) = 0."""
    if not e.is_polynomial(v):
        return None
    poly = sympy.Poly(e, v)
    powers = [k for (k,), _ in poly.terms() if k]
    if len(powers) != 1 or powers[0] > 3 or poly.LC().free_symbols:
        return None
    return powers[0], sympy.expand(-poly.eval(0) / poly.LC())


def put_in(other: sympy.Expr, v: sympy.Symbol, power: int, value: sympy.Expr) -> sympy.Expr | None:
    """Put a value of v^k into another expression; None where that holds v in another way."""
    if power == 1 or not other.has(v):
        return other.subs(v, value)
    if not other.is_polynomial(v):
        return None
    terms = sympy.Poly(other, v).terms()
    if any(k % power for (k,), _ in terms):
        return None
    return sympy.Add(*[c * value ** (k // power) for (k,), c in terms])


def plain(expr: sympy.Expr) -> sympy.Expr:
    """Write secants and their like through sines and cosines."""
    for function in NODES.values():
        if function.build is not function.node and expr.has(function.node):
            expr = expr.replace(function.node, function.build)
    return expr


def _without_sign(partial: sympy.Expr) -> sympy.Expr:
    """Write sign(u) as u/|u| and forget impulses: both agree wherever the derivative exists."""
    if partial.has(sympy.DiracDelta):
        partial = partial.replace(sympy.DiracDelta, lambda *_: sympy.S.Zero)
    if partial.has(sympy.sign):
        partial = partial.replace(sympy.sign, lambda u: u / sympy.Abs(u))
    return partial


def _in_other_coordinates(expr: sympy.Expr, variables: Sequence[sympy.Symbol]) -> list[sympy.Expr] | None:
    """Return the partials of F where f = F(u, v) with ∇u, ∇v independent everywhere; None where none such are seen.

    ∇f = 0 there just where ∇F = 0, which is shorter, and the more so the more u and v are nested.

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> _in_other_coordinates((x - y**2) ** 4 - (y + (x - y**2) ** 2) ** 3, (x, y))
    [4*(x - y**2)**3, -3*(y + (x - y**2)**2)**2]
    """
    if len(variables) != 2:
        return None
    seen = [
        q for q in sympy.preorder_traversal(expr) if q.is_Add and q != expr and q.is_polynomial(*variables)
    ]
    seen = [q for q in dict.fromkeys(seen) if q.free_symbols][:_MOST_COORDINATES]
    new = sympy.symbols("u v", real=True, cls=sympy.Dummy)
    for pair in itertools.combinations([*seen, *variables], 2):
        if set(pair) == set(variables):
            continue
        outer = expr.xreplace(dict(zip(pair, new, strict=True)))
        if outer.has(*variables):
            continue
        bend = sympy.Matrix([[q.diff(v) for v in variables] for q in pair]).det()
        if sympy.Poly(bend, *variables).is_ground and not sympy.expand(bend).is_zero:
            back = dict(zip(new, pair, strict=True))
            return [_without_sign(outer.diff(w)).xreplace(back) for w in new]
    return None


def _lowered(partials: list[sympy.Expr], variables: Sequence[sympy.Symbol]) -> list[sympy.Expr]:
    """Subtract a multiple of one partial from the other while their highest terms are proportional.

    ∇f = 0 does not change, and what remains is shorter: a sum g(u) + h(v) in skew coordinates falls apart again.
    """
    if len(variables) != 2 or not all(p != 0 and p.is_polynomial(*variables) for p in partials):
        return partials
    p, q = (sympy.Poly(e, *variables) for e in partials)
    for _ in range(6):
        if p.is_zero or q.is_zero or p.total_degree() != q.total_degree():
            break
        ratio = p.LC(order="grlex") / q.LC(order="grlex")
        shorter = p - ratio * q
        if not shorter.is_zero and shorter.total_degree() >= p.total_degree():
            break
        p, q = q, shorter
    if p.is_zero or q.is_zero:
        return partials
    return [p.as_expr(), q.as_expr()]


def without_factors(expr: sympy.Expr, variables: Sequence[sympy.Symbol]) -> Reduction:
    """Leave the gradient in one piece: what is done when taking it apart would take too long."""
    partials = tuple(_without_sign(differentiated(expr, v)) for v in variables)
    if all(p == 0 for p in partials):
        return Reduction(True, (), (), ())
    return Reduction(False, (), (partials,), _kinks(expr))


def factors_of(partial: sympy.Expr) -> list[sympy.Expr]:
    """Return the different factors that can vanish, of the numerator of a partial derivative.

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> factors_of(x * sympy.exp(y) - x**2 * sympy.exp(2 * y))
    [x, x*exp(y) - 1]
    """
    if partial.count_ops() > _MOST_OPERATIONS:
        return [partial]
    partial, meaning = _disguised(partial)
    numerator = sympy.fraction(sympy.together(partial))[0]
    if not numerator.is_Mul:
        numerator = sympy.factor_terms(numerator)
    pieces = [q for part in sympy.Mul.make_args(numerator) if part.free_symbols for q in _split(part)]
    whole = [q.xreplace(meaning) for piece in pieces for q in _bases(piece)]
    return [q for q in dict.fromkeys(whole) if q.free_symbols and not never_zero(q)]


def _disguised(expr: sympy.Expr) -> tuple[sympy.Expr, dict[sympy.Symbol, sympy.Expr]]:
    """Put symbols for exponentials and for roots of high order: sympy would make powers of their greatest common part.

    exp(0.37 x) and exp(0.42 x) would become the 37th and the 42nd power of exp(x/100).
    """
    known: dict[sympy.Expr, sympy.Expr] = {}
    meaning: dict[sympy.Symbol, sympy.Expr] = {}
    exponentials = sorted(expr.atoms(sympy.exp), key=sympy.default_sort_key)
    arguments = {own: _monomials(own.args[0]) for own in exponentials}
    units: dict[sympy.Expr, sympy.Rational] = {}
    for terms in arguments.values():
        for m, c in terms.items():
            units[m] = sympy.gcd(units.get(m, sympy.S.Zero), c)
    plainly = all(abs(c / units[m]) <= _MOST_POWER for terms in arguments.values() for m, c in terms.items())
    for own, terms in arguments.items():
        parts = (
            [(m * units[m], c / units[m]) for m, c in terms.items()]
            if plainly
            else [(own.args[0], sympy.S.One)]
        )
        known[own] = sympy.Mul(*[_symbol(sympy.exp(m), meaning, positive=True) ** c for m, c in parts])
    for own in expr.atoms(sympy.Pow):
        base, exponent = own.args
        if exponent.is_Rational and exponent.q > _MOST_POWER:
            whole = sympy.floor(exponent)
            known[own] = base**whole * _symbol(base ** (exponent - whole), meaning, real=True)
    return expr.xreplace(known) if known else expr, meaning


def _monomials(argument: sympy.Expr) -> dict[sympy.Expr, sympy.Rational]:
    terms = [term.as_coeff_Mul() for term in sympy.Add.make_args(sympy.expand(argument))]
    return {m: c if c.is_Rational else sympy.S.One for c, m in terms}


def _symbol(expr: sympy.Expr, meaning: dict[sympy.Symbol, sympy.Expr], **assumptions: bool) -> sympy.Symbol:
    for symbol, own in meaning.items():
        if own == expr:
            return symbol
    symbol = sympy.Dummy(**assumptions)
    meaning[symbol] = expr
    return symbol


def _split(part: sympy.Expr) -> list[sympy.Expr]:
    """Factor one part of a product, if that is possible and not too long."""
    base = _bases(part)[0]
    if base.count_ops() > _MOST_OPERATIONS or not base.is_Add:
        return [base]
    factors = attempt(lambda: sympy.factor_list(base)[1], None, allotted(_SECONDS))
    return [base] if factors is None else [piece for piece, _ in factors]


def _bases(piece: sympy.Expr) -> list[sympy.Expr]:
    """Undo roots and powers: u^(1/2) vanishes where u does."""
    base, exponent = piece.as_base_exp()
    if exponent.is_positive and base.free_symbols and base != sympy.E and not isinstance(piece, sympy.exp):
        return [base.args[0] if isinstance(base, sympy.Abs) else base]
    return [piece]


def never_zero(piece: sympy.Expr) -> bool:
    """Tell whether an expression is known to vanish nowhere."""
    if isinstance(piece, sympy.Pow) and piece.exp.free_symbols:
        return True
    function = NODES.get(type(piece).__name__)
    return bool((function and not function.vanishes) or piece.is_positive or piece.is_negative)


def _systems(rest: list[list[sympy.Expr]]) -> tuple[tuple[sympy.Expr, ...], ...]:
    count = 1
    for own in rest:
        count *= len(own)
    if count > _MOST_SYSTEMS:
        return (tuple(sympy.Mul(*own) for own in rest),)
    return tuple(itertools.product(*rest))


def _kinks(expr: sympy.Expr) -> tuple[sympy.Expr, ...]:
    """Return what stands inside absolute values and roots that may vanish."""
    inside = [a.args[0] for a in expr.atoms(*(each.node for each in NODES.values() if each.kink))]
    for power in expr.atoms(sympy.Pow):
        base, exponent = power.args
        if exponent.is_Rational and not exponent.is_Integer and exponent > 0 and not never_zero(base):
            inside.append(base.args[0] if isinstance(base, sympy.Abs) else base)
    return tuple(sorted({k for k in inside if k.free_symbols}, key=sympy.default_sort_key))


# A square system of equations with its Jacobian, ready to run, and Newton's method from many starts at
# once.

_FAR = 1e3  # widths of the box: farther from zero than this, its digits are spent on where it is


@dataclass
class System:
    """Equations with their Jacobian, ready to run in coordinates u = x − origin.

    Attributes
    ----------
    equations : tuple of sympy.Expr
        In x.
    variables : tuple of sympy.Symbol
    origin : tuple of sympy.Rational
        Zero, but for boxes far from zero: there x has too few digits beside it, and u has all.
    """

    equations: tuple[sympy.Expr, ...]
    variables: tuple[sympy.Symbol, ...]
    origin: tuple[sympy.Rational, ...] = ()
    tape: Tape = field(init=False)
    values: Tape = field(init=False)

    def __post_init__(self) -> None:
        self.origin = self.origin or (sympy.S.Zero,) * len(self.variables)
        moved = moved_by(self.equations, self.variables, self.origin)
        jacobian = [differentiated(e, v) for e in moved for v in self.variables]
        self.tape = Tape([*moved, *jacobian], self.variables)
        self.values = Tape(moved, self.variables)

    @property
    def offset(self) -> Array:
        """The origin in floats."""
        return np.array([float(c) for c in self.origin])

    def run(self, points: Array) -> tuple[Array, Array]:
        """Return F (k, n) and J (k, n, n) at points (k, n)."""
        n = len(self.variables)
        values = self.tape.numbers(points)
        return values[:, :n], values[:, n:].reshape(-1, n, n)

    def enclose(self, low: Array, high: Array) -> tuple[Interval, Interval, Mask, Mask]:
        """Enclose F (k, n) and J (k, n, n) over boxes; J is unbounded where something may be undefined."""
        n = len(self.variables)
        lows, highs, undefined, partial = self.tape.enclose(low, high)
        below, above = lows[:, n:].reshape(-1, n, n), highs[:, n:].reshape(-1, n, n)
        below[partial], above[partial] = -np.inf, np.inf
        return (lows[:, :n], highs[:, :n]), (below, above), undefined, partial


def moved_by(
    expressions: Sequence[sympy.Expr], variables: Sequence[sympy.Symbol], origin: Sequence[sympy.Rational]
) -> tuple[sympy.Expr, ...]:
    """Write expressions in x as expressions in u = x − origin.

    Examples
    --------
    >>> x = sympy.Symbol("x", real=True)
    >>> moved_by([sympy.sin(x - 10**9)], [x], [sympy.Integer(10**9)])
    (sin(x),)
    """
    far = {v: v + c for v, c in zip(variables, origin, strict=True) if c != 0}
    return tuple(e.xreplace(far) for e in expressions) if far else tuple(expressions)


def origin_for(low: Array, high: Array) -> tuple[sympy.Rational, ...]:
    """Choose the origin for a box: zero in each coordinate in which the box is not far from zero.

    Examples
    --------
    >>> origin_for(np.array([1e9 - 3, -2]), np.array([1e9 + 3, 2]))
    (1000000000, 0)
    """
    chosen = []
    for a, b in zip(low.tolist(), high.tolist(), strict=True):
        unit = sympy.Rational(10) ** int(np.floor(np.log10((b - a) / 4)))
        middle = (sympy.Rational(a) + sympy.Rational(b)) / 2
        chosen.append(
            sympy.Integer(round(middle / unit)) * unit
            if max(abs(a), abs(b)) > _FAR * (b - a)
            else sympy.S.Zero
        )
    return tuple(chosen)


def newton(system: System, starts: Array, span: Array, steps: int = 40) -> tuple[Array, Mask]:
    """Run Newton's method from many starts at once."""
    middle = starts.mean(axis=0) if len(starts) else starts
    points, moving = starts, np.arange(len(starts))
    length = np.full(len(starts), np.inf)
    points = points.copy()
    for _ in range(steps):
        here = points[moving]
        value, jacobian = system.run(here)
        good = np.isfinite(value).all(axis=1) & np.isfinite(jacobian).all(axis=(1, 2))
        good &= (np.abs(here - middle) <= 3 * span).all(axis=1)
        length[moving[~good]] = np.inf
        moving, here = moving[good], here[good]
        move = _least_squares_step(value[good], jacobian[good])
        size = np.abs(move / span).max(axis=1, initial=0.0)
        move *= np.minimum(1.0, 0.2 / np.maximum(size, 1e-300))[:, None]
        points[moving] = here - move
        length[moving] = np.abs(move / span).max(axis=1, initial=0.0)
        rest = np.maximum(1e-14, 4 * np.finfo(float).eps * np.abs(here / span).max(axis=1, initial=0.0))
        moving = moving[length[moving] >= rest]
        if not len(moving):
            break
    quick = np.ones(len(starts), dtype=bool)
    quick[moving] = False
    quick &= np.isfinite(length)
    kept = quick | (length < 1e-4)
    points, quick = points[kept], quick[kept]
    low, high, _, _ = system.values.enclose(points, points)
    quick |= ((low <= 0) & (high >= 0)).all(axis=1)  # nearer it cannot come: what is left of F is rounding
    kept = quick | nearly_zero(system, points, span) if len(points) else quick
    return points[kept], quick[kept]


def nearly_zero(system: System, points: Array, span: Array) -> Mask:
    """Tell at which points F is zero to rounding, measured by the change of F over a thousandth of the domain."""
    value, _ = system.run(points)
    n = points.shape[1]
    around = [
        np.abs(system.run(points + s * 1e-3 * span * np.eye(n)[i])[0]) for i in range(n) for s in (-1, 1)
    ]
    with np.errstate(invalid="ignore"):
        scale = np.nanmax(np.stack([*around, np.full_like(value, 1e-290)]), axis=0)
        near: Mask = (np.abs(value) <= 1e-7 * scale).all(axis=1)
    return near


def _least_squares_step(value: Array, jacobian: Array) -> Array:
    """Return J⁺F, with rows of J scaled to length one so that no equation outweighs another."""
    size = np.linalg.norm(jacobian, axis=2)
    size = np.where(size > 0, size, 1.0)
    jacobian, value = jacobian / size[:, :, None], value / size
    normal = np.einsum("kji,kjl->kil", jacobian, jacobian)
    n = normal.shape[-1]
    normal += (1e-14 * np.trace(normal, axis1=1, axis2=2) + 1e-300)[:, None, None] * np.eye(n)
    right = np.einsum("kji,kj->ki", jacobian, value)
    step: Array = np.linalg.solve(normal, right[:, :, None])[:, :, 0]
    return step

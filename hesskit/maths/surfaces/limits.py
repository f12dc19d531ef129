"""What a formula would cost, estimated on its tree before sympy builds anything, and the limits it must keep.

The rules bound, in plain integers: the bits sympy's folding of numbers could need, the terms of the expanded
polynomial, and the operations of the first three derivatives.
"""

from dataclasses import dataclass
from functools import reduce
from math import comb
from threading import Lock
from typing import Any

from mpmath import MPContext

from hesskit.maths.surfaces.functions import FUNCTIONS, Domain
from hesskit.maths.surfaces.lexer import EXPONENT_LIMIT, FormulaError, excerpt
from hesskit.maths.surfaces.parser import Call, Constant, Node, Number, Power, Product, Sum, Variable

# Arithmetic with 60 digits on the constants of a formula.

_context = MPContext()  # our own: mpmath's shared one may be reset by anyone, on any thread
_context.dps = 60
_TINY = _context.mpf("1e-40")
_HUGE = _context.mpf("1e300")


class Undefined(ArithmeticError):
    """The reason why a constant is not a finite real number."""


def from_fraction(numerator: int, denominator: int) -> Any:
    """Convert an exact rational number."""
    return _context.mpf(numerator) / denominator


def named(name: str) -> Any:
    """Give e or pi."""
    return +_context.e if name == "e" else +_context.pi


def _bounded(value: Any) -> Any:
    if not _context.isfinite(value) or abs(value) > _HUGE:
        raise Undefined("is too large: values up to 1e300 can be drawn")
    return value


def add(values: list[Any]) -> Any:
    """Add; a sum that cancels is exactly zero."""
    total = _context.fsum(values)
    largest = max(abs(value) for value in values)
    return _bounded(total if abs(total) > _TINY * largest else _context.mpf(0))


def multiply(left: Any, right: Any) -> Any:
    """Multiply two constants."""
    return _bounded(left * right)


def divide(left: Any, right: Any) -> Any:
    """Divide; by zero is undefined."""
    if right == 0:
        raise Undefined("divides by zero")
    return _bounded(left / right)


def raise_to(base: Any, exponent: Any) -> Any:
    """Raise to a power, real results only."""
    nearest = _context.nint(exponent)
    whole = abs(exponent - nearest) <= _TINY * (1 + abs(exponent))
    if base == 0:
        if exponent == 0:
            raise Undefined("is undefined: zero to the power zero has no value here")
        if exponent < 0:
            raise Undefined("divides by zero")
        return _context.mpf(0)
    if base < 0 and not whole:
        raise Undefined("is not real: a negative number to a fractional power (for a cube root write cbrt)")
    if abs(exponent) * abs(_context.log(abs(base))) > 2000:
        raise Undefined("is out of range: values between 1e-300 and 1e300 can be drawn")
    return _bounded(base ** (int(nearest) if whole else exponent))


def call(name: str, value: Any) -> Any:
    """Apply a function of the table, real and finite results only."""
    function = FUNCTIONS[name]
    if function.domain:
        value = _within(function.domain, value)
    if function.pole and abs(getattr(_context, function.pole)(value)) <= _TINY * (1 + abs(value)):
        raise Undefined("is infinite")
    if function.finite and not function.finite(value):
        raise Undefined(function.unfit)
    result = function.digits(_context, value)
    if function.shape in ("sine", "cosine") and abs(result) < _TINY * (1 + abs(value)):
        return _context.mpf(0)
    return _bounded(result)


def _within(domain: Domain, value: Any) -> Any:
    """Refuse a value outside a domain; pull one that rounding pushed just past an end back in."""
    low, high = _context.mpf(domain.low), _context.mpf(domain.high)
    if not domain.ends and not low < value < high:
        raise Undefined(domain.refusal)
    if not low - _TINY * abs(low) <= value <= high + _TINY * abs(high):
        raise Undefined(domain.refusal)
    return max(min(value, high), low)


BITS_LIMIT = 20_000  # of the rational numbers sympy may form
DEGREE_LIMIT = 200
TERMS_LIMIT = 10_000  # of the expanded polynomial
OPERATIONS_LIMIT = 300
DERIVATIVE_LIMIT = 20_000  # operations of a third derivative, unsimplified
TOWER_LIMIT = 3  # variable exponents within exponents
_turn = Lock()  # mpmath raises its precision for a moment, and callbacks may run on other threads
Sizes = tuple[int, int, int, int]  # operations of a formula and of its first, second and third derivative


@dataclass(frozen=True)
class Measure:
    """Bounds for one piece of a formula; `value` is its value to 60 digits when it has no variables."""

    value: Any  # or None
    bits: int
    degree: int
    terms: int
    sizes: Sizes
    tower: int = 0


class Gauge:
    """Measures the tree of one text, refusing whatever goes beyond a limit."""

    def __init__(self, text: str) -> None:
        self.text = text

    def measure(self, node: Node) -> Measure:
        """Measure one piece, after its parts."""
        try:
            found = self._measure(node)
        except Undefined as reason:
            shown = excerpt(self.text[node.start : node.end])
            raise FormulaError(f"{shown} {reason}", self.text, node.start) from None
        self._check(found, node)
        return found

    def _measure(self, node: Node) -> Measure:
        match node:
            case Number():
                bits = node.value.numerator.bit_length() + node.value.denominator.bit_length()
                return _constant(from_fraction(*node.value.as_integer_ratio()), bits)
            case Constant():
                return _constant(named(node.name), 1)
            case Variable():
                return Measure(None, 1, 1, 1, (1, 1, 0, 0))
            case Sum():
                return self._sum(node)
            case Product():
                return self._product(node)
            case Power():
                return self._power(self.measure(node.base), self.measure(node.exponent), node)
            case Call():
                return _called(node.function, self.measure(node.argument))
        raise TypeError(f"no measure for {type(node).__name__}")

    def _sum(self, node: Sum) -> Measure:
        parts = [self.measure(term) for _, term in node.terms]
        bits = sum(part.bits for part in parts) + len(parts)
        if all(part.value is not None for part in parts):
            values = [sign * part.value for (sign, _), part in zip(node.terms, parts, strict=True)]
            return _constant(add(values), bits, sum(part.sizes[0] for part in parts))
        sizes = [sum(part.sizes[k] for part in parts) for k in range(4)]
        return Measure(
            None,
            bits,
            max(part.degree for part in parts),
            sum(part.terms for part in parts),
            (sizes[0] + len(parts), sizes[1], sizes[2], sizes[3]),
            max(part.tower for part in parts),
        )

    def _product(self, node: Product) -> Measure:
        total = self.measure(node.factors[0][1])
        for side, factor in node.factors[1:]:
            part = self.measure(factor)
            if part.value is not None and part.value == 0 and side < 0:
                raise division_by_zero(self.text, factor)
            if side < 0 and part.value is None:
                part = Measure(None, part.bits, part.degree, part.terms, _chained(part.sizes), part.tower)
            total = _multiplied(total, part, side)
            self._check(total, node)
        return total

    def _power(self, base: Measure, exponent: Measure, node: Power) -> Measure:
        place = node.exponent.start
        shown = excerpt(self.text[node.exponent.start : node.exponent.end])
        natural = isinstance(node.base, Constant) and node.base.name == "e"
        if exponent.value is None:
            if base.value is not None and base.value <= 0:
                problem = "a power with a variable exponent needs a positive base"
                raise FormulaError(problem, self.text, node.base.start)
            tower = max(base.tower, exponent.tower + 1)
            if tower > TOWER_LIMIT:
                raise FormulaError(f"a tower of powers goes at most {TOWER_LIMIT} high", self.text, place)
            inner = _leibniz(exponent.sizes, _chained(base.sizes)) if base.value is None else exponent.sizes
            return Measure(None, base.bits + exponent.bits, 1, 1, _chained(inner), tower)
        if not natural and abs(exponent.value) > EXPONENT_LIMIT:
            problem = f"the exponent {shown} is too large: at most {EXPONENT_LIMIT}"
            raise FormulaError(problem, self.text, place)
        times = 1 if natural else max(1, int(abs(exponent.value)) + 1)
        bits = base.bits * times + exponent.bits
        if base.value is not None:
            return _constant(raise_to(base.value, exponent.value), bits, base.sizes[0] + 1)
        whole = exponent.value == int(exponent.value)
        count = abs(int(exponent.value))
        degree = base.degree * count if whole else base.degree
        terms = _power_terms(base, count, degree) if whole else 1
        return Measure(None, bits, degree, terms, _chained(base.sizes), base.tower)

    def _check(self, found: Measure, node: Node) -> None:
        operations, _, _, third = found.sizes
        complaints = (
            (operations > OPERATIONS_LIMIT, f"is too long: at most {OPERATIONS_LIMIT} operations"),
            (found.degree > DEGREE_LIMIT, f"has degree {_shown(found.degree)}: at most {DEGREE_LIMIT}"),
            (found.terms > TERMS_LIMIT, f"would expand to more than {TERMS_LIMIT} terms: use smaller powers"),
            (found.bits > BITS_LIMIT, "makes numbers with too many digits"),
            (third > DERIVATIVE_LIMIT, "has derivatives too long to work with: take a simpler formula"),
        )
        for broken, complaint in complaints:
            if broken:
                shown = excerpt(self.text[node.start : node.end])
                raise FormulaError(f"{shown} {complaint}", self.text, node.start)


def measure(node: Node, text: str) -> Measure:
    """Measure a whole formula; FormulaError where it breaks a limit or a constant is not finite and real."""
    with _turn:
        return Gauge(text).measure(node)


def division_by_zero(text: str, divisor: Node) -> FormulaError:
    """Say which divisor is zero."""
    shown = excerpt(text[divisor.start : divisor.end])
    named = shown if shown == "0" else f"{shown}, which is zero"
    return FormulaError(f"nothing can be divided by {named}", text, divisor.start)


def _shown(number: int) -> str:
    return str(number) if number < 10**9 else "beyond counting"


def _constant(value: Any, bits: int, operations: int = 0) -> Measure:
    return Measure(value, bits, 0, 1, (operations + 1, 0, 0, 0))


def _called(function: str, argument: Measure) -> Measure:
    if argument.value is not None:
        return _constant(call(function, argument.value), argument.bits + 1, argument.sizes[0])
    return Measure(None, argument.bits + 1, 1, 1, _chained(argument.sizes), argument.tower)


def _power_terms(base: Measure, count: int, degree: int) -> int:
    """Count the terms of an expanded power: all products of `count` terms."""
    if base.terms == 1 or degree > DEGREE_LIMIT:
        return base.terms
    return comb(base.terms + count - 1, count) if base.terms * count < 10**6 else TERMS_LIMIT + 1


def _multiplied(left: Measure, right: Measure, side: int) -> Measure:
    bits = left.bits + right.bits
    if left.value is not None and right.value is not None:
        combine = multiply if side > 0 else divide
        return _constant(combine(left.value, right.value), bits, left.sizes[0] + right.sizes[0])
    degree = left.degree + right.degree
    tower = max(left.tower, right.tower)
    return Measure(None, bits, degree, left.terms * right.terms, _leibniz(left.sizes, right.sizes), tower)


def _chained(u: Sizes) -> Sizes:
    """Operations of f(u) and its derivatives, by the chain rule (Faà di Bruno)."""
    first = u[0] + u[1] + 2
    second = 2 * u[0] + 2 * u[1] + u[2] + 4
    third = 3 * u[0] + 5 * u[1] + 3 * u[2] + u[3] + 8
    if u[1] == 0:
        return (u[0] + 1, 0, 0, 0)
    return (u[0] + 1, first, second, third)


def _leibniz(u: Sizes, v: Sizes) -> Sizes:
    """Operations of u·v and its derivatives, by the product rule."""

    def order(k: int) -> int:
        pairs = ((u[i], v[k - i]) for i in range(k + 1))
        return reduce(lambda total, pair: total + (sum(pair) + 2 if all(pair) else 0), pairs, 0)

    return (u[0] + v[0] + 1, order(1), order(2), order(3))

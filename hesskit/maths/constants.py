"""Arithmetic with 60 digits on the constants of a formula.

It keeps infinite, complex and huge constants away from sympy.

Each function takes and gives mpmath numbers, and raises Undefined with the reason where the result is not a
finite real number of at most 300 digits. A sum that cancels to 40 digits counts as zero.
"""

from collections.abc import Callable
from typing import Any

from mpmath import MPContext

from .vocabulary import PLAIN_FUNCTIONS

__all__ = ["Undefined", "add", "call", "divide", "from_fraction", "multiply", "named", "raise_to"]

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


def call(function: str, value: Any) -> Any:
    """Apply a function of the whitelist, real and finite results only."""
    check = _CHECKS.get(function)
    if check is not None:
        value = check(value)
    result = _FUNCTIONS[function](value)
    if function in ("sin", "cos") and abs(result) < _TINY * (1 + abs(value)):
        return _context.mpf(0)
    return _bounded(result)


def _needs(allowed: Callable[[Any], bool], reason: str) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if not allowed(value):
            raise Undefined(reason)
        return value

    return check


def _unit(value: Any) -> Any:
    """Pull a value that rounding pushed just outside [-1, 1] back in."""
    if abs(value) > 1 + _TINY:
        raise Undefined("is not real: the argument must lie between -1 and 1")
    return max(min(value, _context.mpf(1)), _context.mpf(-1))


def _away_from_zero(function: str) -> Callable[[Any], Any]:
    wave = getattr(_context, function)
    return _needs(lambda value: abs(wave(value)) > _TINY * (1 + abs(value)), "is infinite")


def _cube_root(value: Any) -> Any:
    return _context.sign(value) * _context.cbrt(abs(value))


_positive = _needs(lambda value: value > 0, "is undefined: the argument of a logarithm must be positive")
_small = _needs(
    lambda value: abs(value) < 700, "is out of range: values between 1e-300 and 1e300 can be drawn"
)
_moderate = _needs(lambda value: 0 < abs(value) < 700, "is infinite or out of range")
_CHECKS: dict[str, Callable[[Any], Any]] = {
    "sqrt": _needs(lambda value: value >= 0, "is not real: a square root needs an argument of at least 0"),
    **dict.fromkeys(("log", "log2", "log10"), _positive),
    **dict.fromkeys(("asin", "acos"), _unit),
    "acosh": _needs(lambda value: value >= 1, "is not real: the argument must be at least 1"),
    "atanh": _needs(lambda value: abs(value) < 1, "is undefined: the argument must lie between -1 and 1"),
    **dict.fromkeys(("tan", "sec"), _away_from_zero("cos")),
    **dict.fromkeys(("cot", "csc"), _away_from_zero("sin")),
    **dict.fromkeys(("exp", "sinh", "cosh", "sech"), _small),
    "tanh": _small,
    **dict.fromkeys(("csch", "coth"), _moderate),
}
_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    **{name: getattr(_context, name) for name in PLAIN_FUNCTIONS if name not in ("log2", "cbrt", "abs")},
    "log2": lambda value: _context.log(value) / _context.log(2),
    "abs": abs,
    "cbrt": _cube_root,
}

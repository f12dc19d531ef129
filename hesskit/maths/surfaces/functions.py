"""The functions a formula may use: one table with all that hesskit knows of each. A new function is one row here.

A row says what the libraries do not know by themselves; what it leaves out is the library's own function of that
name. Everything that reads, measures, builds, evaluates, encloses or judges a formula asks `FUNCTIONS` by what was
typed, or `NODES` by the name of SymPy's class, whenever it needs to know.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import sympy

Shape = Literal["", "increasing", "decreasing", "even", "size", "sign", "sine", "cosine", "tangent", "zero"]


@dataclass(frozen=True)
class Domain:
    """The arguments for which a function is real, from low to high, and what is said of a constant outside."""

    low: float
    high: float
    refusal: str
    ends: bool = True  # whether they belong to it; where they do not, the function is infinite there


@dataclass(frozen=True)
class Function:
    """One function of one argument.

    Attributes
    ----------
    name : str
        As it is typed. LaTeX has it too, as a command or in an operatorname.
    build : callable
        From an argument to SymPy's expression: a class of SymPy's, or a function that writes it through others.
    spellings : tuple of str
        What else may be typed.
    node : SymPy's class, or None
        What an expression holds of it; left out, `build` where that is a class.
    domain : Domain, optional
        Where it is real; left out, everywhere.
    pole : str
        The function that vanishes where this one is infinite, as both SymPy and mpmath call it.
    finite : callable, optional
        Whether it is finite at a constant, and small enough, with `unfit`, what is said where it is not.
    tangled : bool
        Whether SymPy, when building it, may write high powers out in real and imaginary parts.
    kink : bool
        Whether it has no derivative where its argument vanishes.
    shape : str
        How an interval is enclosed. "even" falls up to zero and rises from there; nothing said, nothing is known.
    rises : bool
        Whether it rises wherever it is real, so that its extrema are those of its argument.
    smooth : bool
        Whether the lowest terms of its argument decide where its slope is not zero.
    vanishes : bool
        Whether it has a zero.
    on_arrays, on_floats, on_complex : callable, optional
        Its numbers, where numpy, math and cmath have no function of that name; an error of `on_floats` is nan.
    on_digits : callable, optional
        From a context of mpmath and a number to its value, where mpmath has no function of that name.
    """

    name: str
    build: Callable[[Any], Any]
    spellings: tuple[str, ...] = ()
    node: Any = None
    domain: Domain | None = None
    pole: str = ""
    finite: Callable[[Any], bool] | None = None
    unfit: str = ""
    tangled: bool = False
    kink: bool = False
    shape: Shape = ""
    rises: bool = False
    smooth: bool = False
    vanishes: bool = True
    on_arrays: Callable[[Any], Any] | None = None
    on_floats: Callable[[float], float] | None = None
    on_complex: Callable[[complex], complex] | None = None
    on_digits: Callable[[Any, Any], Any] | None = None

    def __post_init__(self) -> None:
        if self.node is None and isinstance(self.build, type):
            object.__setattr__(self, "node", self.build)

    @cached_property
    def arrays(self) -> Callable[[Any], Any] | None:
        """Its numbers for an array; None where an expression never holds it."""
        own = self.on_arrays or getattr(np, self.name, None)
        return own or (_elementwise(self.floats) if self.floats else None)

    @cached_property
    def floats(self) -> Callable[[float], float] | None:
        """Its number for a float; it may raise ValueError or OverflowError."""
        return self.on_floats or getattr(math, self.name, None)

    @cached_property
    def complex_numbers(self) -> Callable[[complex], complex]:
        """Its number for a complex number; nan where it is known on the real axis only."""
        own = self.on_complex or getattr(cmath, self.name, None)
        return own or (lambda z: self.floats(z.real) if self.floats and z.imag == 0 else math.nan)

    def digits(self, context: Any, number: Any) -> Any:
        """Its value to as many digits as a context of mpmath holds."""
        return self.on_digits(context, number) if self.on_digits else getattr(context, self.name)(number)


def _elementwise(function: Callable[[float], float]) -> Callable[[Any], Any]:
    def one(number: float) -> float:
        try:
            return function(number)
        except (ValueError, OverflowError):
            return math.nan

    return np.vectorize(one, otypes=[float])


def _cube_root(argument: Any) -> Any:
    """Give the real cube root, of negative numbers too; sympy's own is complex there."""
    return sympy.sign(argument) * sympy.Abs(argument) ** sympy.Rational(1, 3)


_POSITIVE = Domain(0, math.inf, "is undefined: the argument of a logarithm must be positive", ends=False)
_UNIT = Domain(-1, 1, "is not real: the argument must lie between -1 and 1")
_INSIDE = Domain(-1, 1, "is undefined: the argument must lie between -1 and 1", ends=False)
_FROM_ONE = Domain(1, math.inf, "is not real: the argument must be at least 1")
_FROM_ZERO = Domain(0, math.inf, "is not real: a square root needs an argument of at least 0")
_SMALL: dict[str, Any] = {
    "finite": lambda number: abs(number) < 700,
    "unfit": "is out of range: values between 1e-300 and 1e300 can be drawn",
}
_MODERATE: dict[str, Any] = {
    "finite": lambda number: 0 < abs(number) < 700,
    "unfit": "is infinite or out of range",
}
_RISING: dict[str, Any] = {"shape": "increasing", "rises": True, "smooth": True}

# Secants and their like are written through others: SymPy's own fail on some arguments.
_ROWS = (
    Function("sin", sympy.sin, shape="sine", smooth=True),
    Function("cos", sympy.cos, shape="cosine", smooth=True),
    Function("tan", sympy.tan, pole="cos", shape="tangent", smooth=True),
    Function("sec", lambda u: 1 / sympy.cos(u), node=sympy.sec, pole="cos", on_complex=lambda z: 1 / cmath.cos(z)),
    Function("csc", lambda u: 1 / sympy.sin(u), node=sympy.csc, pole="sin", on_complex=lambda z: 1 / cmath.sin(z)),
    Function(
        "cot", lambda u: sympy.cos(u) / sympy.sin(u), node=sympy.cot, pole="sin",
        on_complex=lambda z: 1 / cmath.tan(z),
    ),
    Function("asin", sympy.asin, ("arcsin",), domain=_UNIT, shape="increasing", on_arrays=np.arcsin),
    Function("acos", sympy.acos, ("arccos",), domain=_UNIT, shape="decreasing", on_arrays=np.arccos),
    Function("atan", sympy.atan, ("arctan",), on_arrays=np.arctan, **_RISING),
    Function("sinh", sympy.sinh, tangled=True, **_SMALL, **_RISING),
    Function("cosh", sympy.cosh, tangled=True, shape="even", smooth=True, vanishes=False, **_SMALL),
    Function("tanh", sympy.tanh, tangled=True, **_SMALL, **_RISING),
    Function(
        "sech", lambda u: 1 / sympy.cosh(u), node=sympy.sech, tangled=True,
        on_complex=lambda z: 1 / cmath.cosh(z), **_SMALL,
    ),
    Function(
        "csch", lambda u: 1 / sympy.sinh(u), node=sympy.csch, tangled=True,
        on_complex=lambda z: 1 / cmath.sinh(z), **_MODERATE,
    ),
    Function(
        "coth", lambda u: sympy.cosh(u) / sympy.sinh(u), node=sympy.coth, tangled=True,
        on_complex=lambda z: 1 / cmath.tanh(z), **_MODERATE,
    ),
    Function("asinh", sympy.asinh, ("arsinh", "arcsinh"), on_arrays=np.arcsinh, **_RISING),
    Function(
        "acosh", sympy.acosh, ("arcosh", "arccosh"), domain=_FROM_ONE, shape="increasing", on_arrays=np.arccosh
    ),
    Function("atanh", sympy.atanh, ("artanh", "arctanh"), domain=_INSIDE, shape="increasing", on_arrays=np.arctanh),
    Function("exp", sympy.exp, vanishes=False, **_SMALL, **_RISING),
    Function("log", sympy.log, ("ln",), domain=_POSITIVE, **_RISING),
    Function("log10", lambda u: sympy.log(u, 10), domain=_POSITIVE),
    Function(
        "log2", lambda u: sympy.log(u, 2), domain=_POSITIVE,
        on_digits=lambda context, number: context.log(number) / context.log(2),
    ),
    Function("sqrt", sympy.sqrt, domain=_FROM_ZERO),
    Function(
        "cbrt", _cube_root,
        on_digits=lambda context, number: context.sign(number) * context.cbrt(abs(number)),
    ),
    Function(
        "abs", sympy.Abs, kink=True, shape="size", on_complex=abs, on_digits=lambda _, number: abs(number)
    ),
    Function("erf", sympy.erf, **_RISING),
    Function("erfc", sympy.erfc, shape="decreasing", smooth=True, vanishes=False),
    Function("sign", sympy.sign, ("sgn",), kink=True, shape="sign", on_complex=lambda z: z / abs(z) if z else 0j),
)  # fmt: skip

FUNCTIONS: dict[str, Function] = {}
"""Every function by each of its spellings."""
NODES: dict[str, Function] = {}
"""Every function that an expression may hold, by the name of SymPy's class."""


def register(function: Function) -> None:
    """Add a function to those a formula may use.

    Examples
    --------
    >>> FUNCTIONS["arcsin"].name, NODES["Abs"].name
    ('asin', 'abs')
    """
    FUNCTIONS.update(dict.fromkeys((function.name, *function.spellings), function))
    if function.node is not None:
        NODES[function.node.__name__] = function


for _row in _ROWS:
    register(_row)

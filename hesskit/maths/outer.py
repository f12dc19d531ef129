"""Outer functions that hide a simpler one: atan(u) rises and falls where u does.

Glossary: f = a + b g(u) with numbers a and b and g a function of one variable; u₀ is the value of u at p. Near p, where
g′(u₀) ≠ 0, f − f(p) is b g′(u₀)(u − u₀) times a factor that tends to 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy

from hesskit.maths.intervals import Array
from hesskit.maths.tape import Tape, Unsupported

_RISING = (sympy.exp, sympy.log, sympy.atan, sympy.sinh, sympy.tanh, sympy.asinh)
_SMOOTH = (*_RISING, sympy.sin, sympy.cos, sympy.tan, sympy.cosh)
_DEEPEST = 6
_inside = sympy.Dummy("u", real=True)


def unwrapped_at(expr: sympy.Expr, at: Mapping[sympy.Symbol, Any]) -> sympy.Expr:
    """A simpler function, the signs and the lowest-order terms of whose f − f(p) are the same near p.

    Parameters
    ----------
    expr : sympy.Expr
    at : mapping
        The exact coordinates of p.

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> unwrapped_at(3 * sympy.sqrt(x**4 + y**4 + 1) - 5, {x: 0, y: 0})
    3*x**4/2 + 3*y**4/2 + 3/2
    >>> unwrapped_at(sympy.cos(x**4), {x: 0})
    cos(x**4)
    """
    for _ in range(_DEEPEST):
        factor, g, u = _layer(expr, list(at), _SMOOTH)
        slope = factor * g.diff(_inside).subs(_inside, u.subs(at)) if g.has(_inside) else sympy.S.Zero
        if not slope.is_Rational or slope == 0:  # other numbers would make exact work of the rest slow
            break
        expr = sympy.expand(slope * u) if u.is_polynomial(*at) else slope * u
    return expr


def unwrapped_on(expr: sympy.Expr, variables: Sequence[sympy.Symbol], points: Array) -> sympy.Expr:
    """A simpler function that is lower and higher where f is, as far as functions that rise everywhere hide it.

    Parameters
    ----------
    expr : sympy.Expr
    variables : sequence of n sympy.Symbol
    points : ndarray, shape (k, n)
        Where u must be positive for a power of it to be taken away.

    Examples
    --------
    >>> import numpy as np
    >>> x, y = sympy.symbols("x y", real=True)
    >>> unwrapped_on(2 - sympy.atan(x**2 * y), (x, y), np.ones((1, 2)))
    -x**2*y
    """
    for _ in range(_DEEPEST):
        factor, g, u = _layer(expr, variables, _RISING)
        if not g.has(_inside) or not (factor.is_positive or factor.is_negative):
            break
        sign = 1 if factor.is_positive else -1
        if g.is_Pow and g.base == _inside:
            try:
                if not (Tape([u], variables).numbers(points) > 0).all():
                    break
            except Unsupported:
                break
            sign *= 1 if g.exp.is_positive else -1
        expr = sign * u
    return expr


def _layer(
    expr: sympy.Expr, variables: Sequence[sympy.Symbol], known: tuple[Any, ...]
) -> tuple[sympy.Expr, sympy.Expr, sympy.Expr]:
    """Take f apart into b, g(u) in a symbol for u, and u; g is 0 where there is no outer function."""
    moving = expr.as_independent(*variables, as_Add=True)[1]
    factor, core = moving.as_independent(*variables, as_Add=False)
    if isinstance(core, known) and len(core.args) == 1:
        return factor, core.func(_inside), core.args[0]
    if core.is_Pow and core.exp.is_Rational and not (core.exp.is_integer and core.exp.is_positive):
        return factor, _inside**core.exp, core.base
    return factor, sympy.S.Zero, core

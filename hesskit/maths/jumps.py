"""Functions that jump, and how hesskit counts them: stand-ins, with numbers for grids and for one point.

Letters: u is the argument of a function with a jump; c is the factor that multiplies such a function.

In a *derivative*, sign, Heaviside and DiracDelta are nan at their jump (the derivative does not exist there),
unless a factor that vanishes multiplies them: the derivative of x|x| at 0 is 0. Off its jump a DiracDelta
is 0 whatever multiplies it: asin(sign(x)) is constant for x > 0, though asin has no slope at 1. A derivative of a
Piecewise is nan exactly on a seam, where its formulas do not decide.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import sympy

_JUMPS: dict[Any, Any] = {
    sympy.sign: sympy.Function("sign_off_jump"),
    sympy.Heaviside: sympy.Function("heaviside_off_jump"),
    sympy.DiracDelta: sympy.Function("delta_off_jump"),
}
_off_seam: Any = sympy.Function("off_seam")
_vanishing: Any = sympy.Function("vanishing")


# ---------------------------------------------------------------- numpy: arrays in, arrays out
def _grid_sign(u: Any) -> Any:
    return np.where(u == 0, np.nan, np.sign(u))


def _grid_heaviside(u: Any, *_: Any) -> Any:
    return np.where(u == 0, np.nan, np.heaviside(u, 0.5))


def _grid_delta(u: Any, *_: Any) -> Any:
    return np.where((u == 0) | np.isnan(u), np.nan, 0.0)


def _grid_off_seam(number: Any, *gaps: Any) -> Any:
    for gap in gaps:
        number = np.where(gap == 0, np.nan, number)
    return number


def _grid_vanishing(c: Any, jump: Any, *u: Any) -> Any:
    settled = c == 0
    for each in u:
        settled = settled & np.isfinite(each)
    return np.where(settled | (np.asarray(jump) == 0), 0.0, c * jump)


def _grid_power(base: Any, exponent: int) -> Any:
    """Multiply instead of calling pow: tens of times faster on a grid."""
    result = None
    while exponent:
        if exponent & 1:
            result = base if result is None else result * base
        exponent >>= 1
        if exponent:
            base = base * base
    return result


def _elementwise(function: Callable[[float], float]) -> Callable[[Any], Any]:
    def one(number: float) -> float:
        try:
            return function(number)
        except (ValueError, OverflowError):
            return math.nan

    return np.vectorize(one, otypes=[float])


GRID_NAMES: dict[str, Any] = {
    "sign_off_jump": _grid_sign,
    "heaviside_off_jump": _grid_heaviside,
    "delta_off_jump": _grid_delta,
    "DiracDelta": _grid_delta,
    "off_seam": _grid_off_seam,
    "vanishing": _grid_vanishing,
    "integer_power": _grid_power,
    "erf": _elementwise(math.erf),
    "erfc": _elementwise(math.erfc),
}


# ---------------------------------------------------------------- math: floats in, floats out
def _point_sign(u: float) -> float:
    return 1.0 if u > 0 else -1.0 if u < 0 else math.nan


def _point_heaviside(u: float, *_: float) -> float:
    return 1.0 if u > 0 else 0.0 if u < 0 else math.nan


def _point_delta(u: float, *_: float) -> float:
    return math.nan if u == 0 or math.isnan(u) else 0.0


def _point_off_seam(number: float, *gaps: float) -> float:
    return math.nan if 0 in gaps else number


def _point_vanishing(c: float, jump: float, *u: float) -> float:
    return 0.0 if jump == 0 or (c == 0 and all(map(math.isfinite, u))) else c * jump


POINT_NAMES: dict[str, Any] = {
    "sign_off_jump": _point_sign,
    "heaviside_off_jump": _point_heaviside,
    "delta_off_jump": _point_delta,
    "Heaviside": lambda u, half=0.5: half if u == 0 else _point_heaviside(u),
    "DiracDelta": _point_delta,
    "off_seam": _point_off_seam,
    "vanishing": _point_vanishing,
    "real_power": math.pow,
}


# ---------------------------------------------------------------- expressions guarded
def _guard_product(product: Any) -> Any:
    delta = _JUMPS[sympy.DiracDelta]
    deltas = [factor for factor in product.args if isinstance(factor.as_base_exp()[0], delta)]
    jumping = deltas or [factor for factor in product.args if factor.has(*_JUMPS.values())]
    if not jumping or len(jumping) == len(product.args):
        return product
    plain = product.func(*[factor for factor in product.args if factor not in jumping])
    if plain.is_number:
        return product
    kinks = {atom.args[0] for factor in jumping for atom in factor.atoms(*_JUMPS.values())}
    return _vanishing(plain, product.func(*jumping), *sorted(kinks, key=sympy.default_sort_key))


def _guard_piecewise(piecewise: Any) -> Any:
    relations = set().union(*(condition.atoms(sympy.Rel) for _, condition in piecewise.args))
    gaps = sorted({relation.lhs - relation.rhs for relation in relations}, key=sympy.default_sort_key)
    return _off_seam(piecewise, *gaps) if gaps else piecewise


def guarded(expr: sympy.Expr) -> sympy.Expr:
    """The same derivative with its jumps and seams guarded."""
    if expr.has(sympy.Piecewise):
        expr = expr.replace(lambda part: isinstance(part, sympy.Piecewise), _guard_piecewise)
    if expr.has(*_JUMPS):
        for function, guarded in _JUMPS.items():
            expr = expr.replace(function, guarded)
        expr = expr.replace(lambda part: part.is_Mul, _guard_product)
    return expr

"""Turn sympy expressions into fast numerical functions: one for grids (numpy), one for a single point (math).

The rules of the numbers, everywhere in hesskit: no warning is ever raised; where an expression is not
real the number is nan; an overflow or a pole is an infinity, or nan where the signs do not decide. For
jumps see `hesskit.maths.surfaces.compiling`.
"""

import math
import threading
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray
from sympy.core.function import AppliedUndef
from sympy.printing.numpy import NumPyPrinter
from sympy.printing.pycode import PythonCodePrinter

from hesskit.maths.surfaces.functions import NODES, Function

# Functions that jump, and how hesskit counts them: stand-ins, with numbers for grids and for one point.

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


_GRID_NAMES: dict[str, Any] = {
    "sign_off_jump": _grid_sign,
    "heaviside_off_jump": _grid_heaviside,
    "delta_off_jump": _grid_delta,
    "DiracDelta": _grid_delta,
    "off_seam": _grid_off_seam,
    "vanishing": _grid_vanishing,
    "integer_power": _grid_power,
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


_POINT_NAMES: dict[str, Any] = {
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
    if plain.is_number and plain.is_finite:
        return product
    kinks = {atom.args[0] for factor in jumping for atom in factor.atoms(*_JUMPS.values())}
    return _vanishing(plain, product.func(*jumping), *sorted(kinks, key=sympy.default_sort_key))


def _guard_piecewise(piecewise: Any) -> Any:
    relations = set().union(*(condition.atoms(sympy.Rel) for _, condition in piecewise.args))
    gaps = sorted({relation.lhs - relation.rhs for relation in relations}, key=sympy.default_sort_key)
    return _off_seam(piecewise, *gaps) if gaps else piecewise


def guarded(expr: sympy.Expr) -> sympy.Expr:
    """The same derivative with its jumps and seams guarded, and a pole as an infinity that has a number."""
    expr = expr.xreplace({sympy.zoo: sympy.oo})
    if expr.has(sympy.Piecewise):
        expr = expr.replace(lambda part: isinstance(part, sympy.Piecewise), _guard_piecewise)
    if expr.has(*_JUMPS):
        for function, guarded in _JUMPS.items():
            expr = expr.replace(function, guarded)
        expr = expr.replace(lambda part: part.is_Mul, _guard_product)
    return expr


Floats = NDArray[np.float64]
_LARGEST_EXACT = 2**53
_FOLDED_DIGITS = 17
_compiling = threading.RLock()  # lambdify fills tables shared by all threads


class _GridPrinter(NumPyPrinter):  # type: ignore[misc]
    def _print_Pow(self, expr: Any, rational: bool = False) -> str:
        if expr.exp.is_Integer and 3 <= int(expr.exp) <= 64:
            return f"integer_power({self._print(expr.base)}, {int(expr.exp)})"
        return str(super()._print_Pow(expr, rational=rational))


class _PointPrinter(PythonCodePrinter):  # type: ignore[misc]
    def _print_Pow(self, expr: Any, rational: bool = False) -> str:
        if expr.exp.is_Integer or abs(expr.exp) == sympy.S.Half:
            return str(super()._print_Pow(expr, rational=rational))
        # math.pow refuses what is not real; Python's ** would answer with a complex number
        return f"real_power({self._print(expr.base)}, {self._print(expr.exp)})"


def _fold_constants(expr: sympy.Expr) -> sympy.Expr:
    """Replace constants by floats, so that pi**1000 is an infinity and not an OverflowError."""
    if expr.is_Rational:
        small = abs(expr.p) <= _LARGEST_EXACT and expr.q <= _LARGEST_EXACT
        return expr if small else sympy.Float(expr, _FOLDED_DIGITS)
    if not expr.args and not isinstance(expr, sympy.NumberSymbol):
        return expr
    if isinstance(expr, sympy.Expr) and expr.is_number:
        number = expr.evalf(_FOLDED_DIGITS)
        return number if number.is_Float else expr
    return expr.func(*[_fold_constants(argument) for argument in expr.args])


def prepare(expr: sympy.Expr, derivative: bool = False) -> sympy.Expr:
    """Make an expression ready for `compile_grid` and `compile_point`.

    Parameters
    ----------
    expr : sympy.Expr
        A real expression.
    derivative : bool
        Whether it is a partial derivative, whose jumps are then guarded.

    Returns
    -------
    sympy.Expr

    Examples
    --------
    >>> x = sympy.Symbol("x", real=True)
    >>> prepare(2 * x)
    2*x
    """
    if expr.has(sympy.I):  # as the derivative of arccos(cosh(x)) does, which is real nowhere
        expr = expr.xreplace({sympy.I: sympy.nan})
    return _fold_constants(guarded(expr) if derivative else expr)


def _refuse_unknown(expressions: Sequence[sympy.Expr]) -> None:
    for expr in expressions:
        for part in expr.atoms(sympy.Derivative, sympy.Subs, AppliedUndef):
            if isinstance(part, AppliedUndef) and part.func.__name__ in _GRID_NAMES:
                continue
            raise ValueError(f"hesskit has no number for {part}: use a formula made of elementary functions.")


def compile_grid(
    variables: Sequence[sympy.Symbol], expressions: Sequence[sympy.Expr]
) -> Callable[[Floats], list[Any]]:
    """Compile expressions to a function of points (..., n) that returns one number or array for each.

    Parameters
    ----------
    variables : sequence of sympy.Symbol
        The n variables, in the order of a point's last axis.
    expressions : sequence of sympy.Expr
        Made ready by `prepare`.

    Returns
    -------
    callable
        From an array (..., n) to a list with, for each expression, an array (...), or a number if it is
        constant.

    Raises
    ------
    ValueError
        If an expression holds a function that has no numerical form.

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> compile_grid((x, y), [x * y])(np.array([[1.0, 2.0], [3.0, 4.0]]))
    [array([ 2., 12.])]
    """
    _refuse_unknown(expressions)
    names = _GRID_NAMES | {name: own.arrays for name, own in _new_to(_GridPrinter)}
    with _compiling:
        function = sympy.lambdify(
            list(variables),
            list(expressions),
            modules=[names, "numpy"],
            cse=True,
            printer=_GridPrinter(_settings(names)),
        )

    def evaluate(points: Floats) -> list[Any]:
        with np.errstate(all="ignore"):
            try:
                return list(function(*(points if points.ndim == 1 else np.moveaxis(points, -1, 0))))
            except NameError as missing:
                raise ValueError(f"hesskit has no number for the function {missing.name}.") from None

    return evaluate


def compile_point(
    variables: Sequence[sympy.Symbol], expressions: Sequence[sympy.Expr]
) -> Callable[..., list[float]]:
    """Compile expressions to a function of n floats, written with `math`: the fast path for one point.

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> compile_point((x, y), [x * y, x + y])(2.0, 3.0)
    [6.0, 5.0]
    """
    _refuse_unknown(expressions)
    names = _POINT_NAMES | {name: own.floats for name, own in _new_to(_PointPrinter)}
    with _compiling:
        function: Callable[..., list[float]] = sympy.lambdify(
            list(variables),
            list(expressions),
            modules=[names, "math"],
            cse=True,
            printer=_PointPrinter(_settings(names)),
        )
    return function


def compile_traceable(variables: Sequence[sympy.Symbol], expr: sympy.Expr) -> Callable[..., Any]:
    """Compile one expression to a function of n numbers or arrays that autograd can differentiate.

    Parameters
    ----------
    variables : sequence of sympy.Symbol
    expr : sympy.Expr

    Returns
    -------
    callable

    Examples
    --------
    >>> x = sympy.Symbol("x", real=True)
    >>> compile_traceable((x,), sympy.sin(x))(0.0).item()
    0.0
    """
    import autograd.numpy as autograd_numpy

    held = {type(part).__name__ for part in expr.atoms(sympy.Function)}
    own = {name: _traceable(function) for name, function in _new_to(_GridPrinter) if name in held}
    names = {"integer_power": _GRID_NAMES["integer_power"], **own}
    _refuse_unknown([expr])
    with _compiling:
        function: Callable[..., Any] = sympy.lambdify(
            list(variables),
            prepare(expr),
            modules=[names, vars(autograd_numpy)],
            printer=_GridPrinter(_settings(names)),
        )
    return function


@cache
def _traceable(function: Function) -> Any:
    """A function that numpy lacks as autograd takes it: its numbers, with SymPy's derivative."""
    from autograd.extend import defvjp, primitive

    u = sympy.Dummy("u", real=True)
    slope = cache(
        lambda: compile_traceable((u,), function.node(u).diff(u))
    )  # only when asked: it may hold itself
    traced = primitive(function.arrays)
    defvjp(traced, lambda _, number: lambda outer: outer * slope()(number))
    return traced


def _new_to(printer: Any) -> list[tuple[str, Function]]:
    """The functions of the table with numbers of their own that a printer's library lacks, by SymPy's names."""
    return [(name, own) for name, own in NODES.items() if own.arrays and not _writes(printer, name)]


@cache
def _writes(printer: Any, name: str) -> bool:
    """Whether a printer has a word for a function; for arrays it must not be one of math, which takes floats."""
    word = printer().known_functions.get(name, "")
    return hasattr(printer, f"_print_{name}") and not (printer is _GridPrinter and word.startswith("math."))


def _settings(names: dict[str, Any]) -> dict[str, Any]:
    return {
        "fully_qualified_modules": False,
        "inline": True,
        "allow_unknown_functions": True,
        "user_functions": {name: name for name in names},
    }


# Differentiation where everything that has a value is real.


class _RealSign(sympy.Function):  # type: ignore[misc]
    def fdiff(self, argindex: int = 1) -> Any:
        return 2 * sympy.DiracDelta(self.args[0])


class _RealAbs(sympy.Function):  # type: ignore[misc]
    def fdiff(self, argindex: int = 1) -> Any:
        return _RealSign(self.args[0])


class _SignPower(sympy.Function):  # type: ignore[misc]
    def fdiff(self, argindex: int = 1) -> Any:
        return sympy.DiracDelta(self.args[0]) if argindex == 1 else sympy.S.Zero


_STAND_INS = {sympy.Abs: _RealAbs, sympy.sign: _RealSign}


_MANY_TERMS, _MANY_VARIABLES = 20, 8


def differentiated(expr: sympy.Expr, variable: sympy.Symbol) -> sympy.Expr:
    """Differentiate; a long polynomial as one, which is many times as fast as term by term.

    Parameters
    ----------
    expr : sympy.Expr
    variable : sympy.Symbol

    Returns
    -------
    sympy.Expr

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> differentiated(x**2 * y + sympy.sin(x), x)
    2*x*y + cos(x)
    """
    if (
        expr.is_Add and len(expr.free_symbols) > _MANY_VARIABLES
    ):  # of a long chain few terms hold the variable
        expr = sympy.Add(*[term for term in expr.args if variable in term.free_symbols])
    names = sorted(expr.free_symbols, key=str)
    if variable in names and expr.is_Add and len(expr.args) > _MANY_TERMS and expr.is_polynomial(*names):
        return sympy.Poly(expr, *names).diff(variable).as_expr()
    return expr.diff(variable)


def derivative(expr: sympy.Expr, variable: sympy.Symbol) -> sympy.Expr:
    """The partial derivative of a real expression.

    Parameters
    ----------
    expr : sympy.Expr
    variable : sympy.Symbol

    Returns
    -------
    sympy.Expr

    Examples
    --------
    >>> x = sympy.Symbol("x", real=True)
    >>> derivative(sympy.Abs(sympy.log(x)), x)
    sign(log(x))/x
    """
    return _gathered(_derivative(expr, variable)) if expr.has(sympy.Abs) else _derivative(expr, variable)


def _gathered(expr: sympy.Expr) -> sympy.Expr:
    """Write u² |u|^(−2/3) as |u|^(4/3): they differ at u = 0 only, where the second still has a value.

    Examples
    --------
    >>> x = sympy.Symbol("x", real=True)
    >>> _gathered(x**2 * sympy.sign(x) ** 2 / (3 * sympy.Abs(x) ** sympy.Rational(2, 3)))
    Abs(x)**(4/3)/3
    """
    for product in sorted(expr.atoms(sympy.Mul), key=lambda own: -int(own.count_ops())):
        powers = dict(factor.as_base_exp() for factor in sympy.Mul.make_args(product))
        for absolute in [b for b in powers if isinstance(b, sympy.Abs) and powers[b].is_Rational]:
            u = absolute.args[0]
            total = powers[absolute] + powers.get(u, 0)
            if powers.get(u, 1) % 2 == 0 and total > 0 > powers[absolute]:
                signs = sympy.sign(u) ** -(powers.get(sympy.sign(u), 0) // 2 * 2)
                expr = expr.xreplace(
                    {
                        product: product
                        * signs
                        * absolute**total
                        / (absolute ** powers[absolute] * u ** powers[u])
                    }
                )
    return expr


def _derivative(expr: sympy.Expr, variable: sympy.Symbol) -> sympy.Expr:
    """Differentiate with the stand-ins for |u| and sign(u) where u may be complex for sympy, and for sign(u)^g."""
    doubtful = [part for part in expr.atoms(*_STAND_INS) if not part.args[0].is_extended_real]
    powers = {own: _SignPower(own.base.args[0], own.exp) for own in expr.atoms(sympy.Pow) if _jumps(own)}
    if not doubtful and not powers:
        return differentiated(expr, variable)
    expr = expr.xreplace(powers)
    for function, stand_in in _STAND_INS.items():
        expr = expr.replace(
            lambda part, function=function: isinstance(part, function) and not part.args[0].is_extended_real,
            lambda part, stand_in=stand_in: stand_in(*part.args),
        )
    expr = expr.diff(variable)
    for function, stand_in in _STAND_INS.items():
        expr = expr.replace(stand_in, function)
    return expr.replace(_SignPower, lambda u, g: sympy.sign(u) ** g)


def _jumps(power: sympy.Pow) -> bool:
    return isinstance(power.base, sympy.sign) and bool(power.exp.free_symbols)

"""Turn sympy expressions into fast numerical functions: one for grids (numpy), one for a single point (math).

The rules of the numbers, everywhere in hesskit: no warning is ever raised; where an expression is not
real the number is nan; an overflow or a pole is an infinity, or nan where the signs do not decide. For
jumps see `hesskit.maths.jumps`.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray
from sympy.core.function import AppliedUndef
from sympy.printing.numpy import NumPyPrinter
from sympy.printing.pycode import PythonCodePrinter

from hesskit.maths.jumps import GRID_NAMES, POINT_NAMES, guarded

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
    return _fold_constants(guarded(expr) if derivative else expr)


def _refuse_unknown(expressions: Sequence[sympy.Expr]) -> None:
    for expr in expressions:
        for part in expr.atoms(sympy.Derivative, sympy.Subs, AppliedUndef):
            if isinstance(part, AppliedUndef) and part.func.__name__ in GRID_NAMES:
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
    with _compiling:
        function = sympy.lambdify(
            list(variables),
            list(expressions),
            modules=[GRID_NAMES, "numpy"],
            cse=True,
            printer=_GridPrinter(_settings(GRID_NAMES)),
        )

    def evaluate(points: Floats) -> list[Any]:
        with np.errstate(all="ignore"):
            try:
                return list(function(*np.moveaxis(points, -1, 0)))
            except NameError as missing:
                raise ValueError(f"hesskit has no number for the function {missing.name}.") from None

    return evaluate


def compile_point(
    variables: Sequence[sympy.Symbol], expressions: Sequence[sympy.Expr]
) -> Callable[..., list[float]]:
    """Compile expressions to a function of n floats, written with `math`: the fast path for one point.

    Parameters
    ----------
    variables : sequence of sympy.Symbol
    expressions : sequence of sympy.Expr
        Made ready by `prepare`.

    Returns
    -------
    callable
        From n floats to a list of floats; where `math` raises (a pole, a root that is not real), so does it.

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> compile_point((x, y), [x * y, x + y])(2.0, 3.0)
    [6.0, 5.0]
    """
    _refuse_unknown(expressions)
    with _compiling:
        function: Callable[..., list[float]] = sympy.lambdify(
            list(variables),
            list(expressions),
            modules=[POINT_NAMES, "math"],
            cse=True,
            printer=_PointPrinter(_settings(POINT_NAMES)),
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

    names = {"integer_power": GRID_NAMES["integer_power"]}
    _refuse_unknown([expr])
    with _compiling:
        function: Callable[..., Any] = sympy.lambdify(
            list(variables),
            prepare(expr),
            modules=[names, vars(autograd_numpy)],
            printer=_GridPrinter(_settings(names)),
        )
    return function


def _settings(names: dict[str, Any]) -> dict[str, Any]:
    return {
        "fully_qualified_modules": False,
        "inline": True,
        "allow_unknown_functions": True,
        "user_functions": {name: name for name in names},
    }

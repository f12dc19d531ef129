"""Differentiation where everything that has a value is real.

sympy differentiates |ln x| through real and imaginary parts, because ln x may be complex. In hesskit what is not real
is nan, so that |u|′ = sign(u) u′ holds wherever there is a number at all.
"""

from typing import Any

import sympy


class _RealSign(sympy.Function):  # type: ignore[misc]
    def fdiff(self, argindex: int = 1) -> Any:
        return 2 * sympy.DiracDelta(self.args[0])


class _RealAbs(sympy.Function):  # type: ignore[misc]
    def fdiff(self, argindex: int = 1) -> Any:
        return _RealSign(self.args[0])


_STAND_INS = {sympy.Abs: _RealAbs, sympy.sign: _RealSign}


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
    doubtful = [part for part in expr.atoms(*_STAND_INS) if not part.args[0].is_extended_real]
    if not doubtful:
        return expr.diff(variable)
    for function, stand_in in _STAND_INS.items():
        expr = expr.replace(
            lambda part, function=function: isinstance(part, function) and not part.args[0].is_extended_real,
            lambda part, stand_in=stand_in: stand_in(*part.args),
        )
    expr = expr.diff(variable)
    for function, stand_in in _STAND_INS.items():
        expr = expr.replace(stand_in, function)
    return expr

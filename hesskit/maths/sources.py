"""What a Surface can be made from: its formula, its variables and its domain, read and checked."""

import math
from collections.abc import Iterable
from typing import Any, TypeAlias

import sympy

from hesskit.maths.gallery import gallery
from hesskit.maths.parsing import parse

Domain: TypeAlias = tuple[tuple[float, float], ...]
Variables: TypeAlias = str | sympy.Symbol | Iterable[str | sympy.Symbol] | None


def read_variables(variables: Variables) -> tuple[sympy.Symbol, ...]:
    """Turn names into real sympy symbols.

    Parameters
    ----------
    variables : str, sympy.Symbol, iterable of these, or None
        "x y z", "x, y", ("x1", "x2"), sympy symbols; None means x and y.

    Returns
    -------
    tuple of sympy.Symbol

    Raises
    ------
    ValueError
        If they are not different names.

    Examples
    --------
    >>> read_variables("x y z")
    (x, y, z)
    """
    if variables is None:
        variables = ("x", "y")
    if isinstance(variables, str):
        variables = variables.replace(",", " ").split()
    if isinstance(variables, sympy.Symbol):
        variables = (variables,)
    names = [str(variable) for variable in variables]
    if not names or len(set(names)) < len(names) or not all(name.isidentifier() for name in names):
        raise ValueError(f"variables are different names such as 'x y z', but these are {names}.")
    return tuple(sympy.Symbol(name, real=True) for name in names)


def read_source(source: Any, symbols: tuple[sympy.Symbol, ...]) -> tuple[sympy.Expr, Any, str, str | None]:
    """Find the expression, the domain (or None), the text and the gallery name (or None) of a source.

    Parameters
    ----------
    source : str, sympy.Expr or float
    symbols : tuple of sympy.Symbol

    Raises
    ------
    FormulaError
        If the text is not a formula.
    TypeError
        If the source is none of these.

    Examples
    --------
    >>> read_source(sympy.Symbol("x") ** 2, read_variables("x"))
    (x**2, None, 'x**2', None)
    """
    names = [str(symbol) for symbol in symbols]
    if isinstance(source, str):
        entry = gallery.get(source)
        if entry is not None:
            return parse(entry.formula, names), entry.domain, source, source
        return parse(source, names), None, source, None
    if isinstance(source, int | float) and not isinstance(source, bool):
        source = sympy.Integer(source) if isinstance(source, int) else sympy.Float(source)
    if not isinstance(source, sympy.Expr):
        kind = type(source).__name__
        raise TypeError(f"a Surface is made from a formula such as Surface('x^2 + y^2'), not from a {kind}.")
    return source, None, str(source), None


def checked(expr: sympy.Expr, symbols: tuple[sympy.Symbol, ...]) -> sympy.Expr:
    """Return the expression in these real symbols; refuse other variables and what is not real or not finite.

    Parameters
    ----------
    expr : sympy.Expr
    symbols : tuple of sympy.Symbol

    Raises
    ------
    ValueError

    Examples
    --------
    >>> checked(sympy.sqrt(sympy.Symbol("x") ** 2), read_variables("x"))
    Abs(x)
    """
    by_name = {str(symbol): symbol for symbol in symbols}
    free: set[Any] = expr.free_symbols
    unknown = sorted({str(symbol) for symbol in free} - set(by_name))
    if unknown:
        wanted = " ".join([*by_name, *unknown])
        raise ValueError(
            f"unknown name {unknown[0]!r}: this surface has {' and '.join(by_name)}; "
            f"for more variables write Surface(..., variables={wanted!r})."
        )
    expr = expr.xreplace({symbol: by_name[str(symbol)] for symbol in free})
    for part in sympy.preorder_traversal(expr):
        if part in (sympy.oo, -sympy.oo, sympy.zoo, sympy.nan):
            raise ValueError(f"the formula contains {part}, which is not a finite number.")
        if isinstance(part, sympy.Expr) and part.is_number and part.is_extended_real is False:
            raise ValueError(f"the formula contains {part}, which is not a real number.")
    return expr


def checked_domain(domain: Any, n: int) -> Domain:
    """Return the domain as n pairs of floats; None means from -2 to 2 along every axis.

    Parameters
    ----------
    domain : sequence of n pairs, or None
    n : int

    Raises
    ------
    ValueError
        If it is not n pairs of finite numbers, each low < high.

    Examples
    --------
    >>> checked_domain([(0, 1), (0, 2)], 2)
    ((0.0, 1.0), (0.0, 2.0))
    """
    if domain is None:
        return ((-2.0, 2.0),) * n
    try:
        box = tuple((float(low), float(high)) for low, high in domain)
    except (TypeError, ValueError):
        box = ()
    if len(box) != n or not all(-math.inf < low < high < math.inf for low, high in box):
        raise ValueError(f"a domain is {n} pairs (low, high) with low < high, but this one is {domain!r}.")
    return box

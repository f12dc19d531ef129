"""Surfaces: symbolic functions of x, y, … with their gradients and Hessians, for one point or for a grid.

Letters: n is the number of variables. A point is (..., n), a value (...), a gradient (..., n) and a Hessian
(..., n, n).
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, TypeAlias, runtime_checkable

import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.surfaces.budget import required
from hesskit.maths.surfaces.compiling import compile_grid, compile_point, derivative, prepare
from hesskit.maths.surfaces.gallery import gallery
from hesskit.maths.surfaces.parsing import parse, reading

# The numerical functions of one surface, each compiled once, when it is first needed.

Floats = NDArray[np.float64]


class CompiledSurface:
    """Gradient and Hessian for grids, and everything at once for one point.

    Two threads that meet here at worst compile the same function twice.

    Examples
    --------
    >>> x = sympy.Symbol("x", real=True)
    >>> CompiledSurface((x,), x**2, sympy.Matrix([2 * x]), {(0, 0): sympy.Integer(2)}).at(3.0)
    [9.0, 6.0, 2]
    """

    def __init__(
        self,
        variables: tuple[sympy.Symbol, ...],
        expr: sympy.Expr,
        gradient_vector: sympy.Matrix,
        hessian_entries: Mapping[tuple[int, int], sympy.Expr],
    ) -> None:
        self._variables = variables
        self._expr = expr
        self._gradient = [prepare(entry, derivative=True) for entry in gradient_vector]
        self._hessian = {place: prepare(entry, derivative=True) for place, entry in hessian_entries.items()}

    @cached_property
    def gradient(self) -> Callable[[Floats], list[Any]]:
        """From points (..., n) to the n entries of the gradient."""
        return compile_grid(self._variables, self._gradient)

    @cached_property
    def _triangle(self) -> Callable[[Floats], list[Any]]:
        return compile_grid(self._variables, list(self._hessian.values()))

    def hessian(self, points: Floats) -> Iterable[tuple[tuple[int, int], Any]]:
        """The entries ((i, j), array) with i ≤ j of the Hessian at points (..., n), but those that are always zero."""
        return zip(self._hessian, self._triangle(points), strict=True)

    @cached_property
    def at(self) -> Callable[..., list[float]]:
        """From n floats to the value, the gradient and the Hessian in one list of 1 + n + n² numbers."""
        n = len(self._variables)
        zero = sympy.S.Zero
        entries = [self._hessian.get((min(i, j), max(i, j)), zero) for i in range(n) for j in range(n)]
        return compile_point(self._variables, [prepare(self._expr), *self._gradient, *entries])


# What a Surface can be made from: its formula, its variables and its domain, read and checked.

Domain: TypeAlias = tuple[tuple[float, float], ...]
Variables: TypeAlias = str | sympy.Symbol | Iterable[str | sympy.Symbol] | None


def read_variables(variables: Variables) -> tuple[sympy.Symbol, ...]:
    """Turn names into real sympy symbols.

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


# What every method of descent asks of a function.


@runtime_checkable
class Objective(Protocol):
    """Anything with a value, a gradient and a Hessian, vectorised over the leading axes of its points."""

    def value(self, point: ArrayLike) -> Any:
        """Values (...) at points (..., n)."""

    def gradient(self, point: ArrayLike) -> Floats:
        """Gradients (..., n) at points (..., n)."""

    def hessian(self, point: ArrayLike) -> Floats:
        """Hessians (..., n, n) at points (..., n)."""


# Points: read what a caller gives as float64 coordinates, or say in one sentence why it cannot be.


def read_points(point: ArrayLike, names: Sequence[object] = ()) -> Floats:
    """Return points as a float64 array of shape (..., n).

    Parameters
    ----------
    point : array_like, shape (..., n)
        Integers, fractions and sympy numbers are welcome.
    names : sequence, optional
        The n variables; without them any n > 0 will do.

    Raises
    ------
    ValueError
        If these are not real numbers, or the last axis has another length than n.

    Examples
    --------
    >>> read_points((1, 2), ("x", "y"))
    array([1., 2.])
    """
    try:
        given = np.asarray(point)
        if given.dtype.kind not in "Ouifb":  # text and complex numbers would be converted, or cut, silently
            raise TypeError
        if given.dtype.kind == "O" and any(
            each is None or isinstance(each, str | bytes) for each in given.flat
        ):
            raise TypeError  # numpy would take None for nan, and text for a number
        points = given.astype(np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"a point is made of numbers such as (1, 2), but this one is {point!r}.") from None
    if points.ndim == 0 or points.shape[-1] == 0:
        raise ValueError(f"a point is a list of coordinates such as (1, 2), but this one is {point!r}.")
    if names and points.shape[-1] != len(names):
        wanted = f"{len(names)} coordinates ({', '.join(map(str, names))})"
        raise ValueError(f"a point of this surface has {wanted}, but this one has {points.shape[-1]}.")
    return points


@dataclass(frozen=True, init=False, repr=False)
class Surface:
    """A function of n real variables, given by a formula.

    Parameters
    ----------
    source : str, sympy.Expr or Surface
        The name of a gallery entry (an exact match wins), a formula as people write it, an expression.
    variables : str or iterable of str or sympy.Symbol, optional
        The names in the order of a point's coordinates: "x y z" or ("x1", "x2"). Default: x and y.
    domain : sequence of n pairs, optional
        The box ((x_low, x_high), (y_low, y_high)) worth looking at. Default: -2 to 2, or the gallery's own.

    Attributes
    ----------
    expr : sympy.Expr
    variables : tuple of sympy.Symbol
        All real.
    domain : tuple of n pairs of float
    text : str
        What was typed.
    name : str or None
        The gallery's name, if it was asked for by name.
    reading : str
        How the text was read where people could read it in two ways, such as `1/2x`; empty otherwise.

    Raises
    ------
    FormulaError
        If the text is not a formula.
    ValueError
        If the expression has other variables, is not real, or the domain is not a box.

    Notes
    -----
    Surfaces are frozen; two are equal when expression, variables and domain are. Numbers follow the rules of
    `hesskit.maths.surfaces.compiling`: nan where the function is not real, an infinity or nan at a pole, no warnings.

    Examples
    --------
    >>> x, y = sympy.symbols("x y")
    >>> bowl = Surface(x**2 + 3*x*y + y**2)
    >>> bowl.hessian([0, 0]).tolist()
    [[2.0, 3.0], [3.0, 2.0]]
    >>> bowl.value([[1, 1], [1, -1]]).tolist()
    [5.0, -1.0]
    """

    expr: sympy.Expr
    variables: tuple[sympy.Symbol, ...]
    domain: Domain
    text: str = field(compare=False)
    name: str | None = field(compare=False)
    reading: str = field(compare=False)

    def __init__(
        self,
        source: "str | sympy.Expr | float | Surface",
        variables: Variables = None,
        domain: Sequence[Any] | None = None,
    ) -> None:
        if isinstance(source, Surface):
            expr, text, name, said = source.expr, source.text, source.name, source.reading
            symbols = source.variables if variables is None else read_variables(variables)
            own_domain: Domain | None = source.domain if len(source.domain) == len(symbols) else None
        else:
            symbols = read_variables(variables)
            expr, own_domain, text, name = required(
                lambda: read_source(source, symbols), "reading this formula"
            )
            said = reading(text, [str(one) for one in symbols]) if text is source and name is None else ""
        object.__setattr__(self, "expr", required(lambda: checked(expr, symbols), "reading this formula"))
        object.__setattr__(self, "variables", symbols)
        box = checked_domain(own_domain if domain is None else domain, len(symbols))
        object.__setattr__(self, "domain", box)
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "reading", said)

    def over(self, domain: Sequence[Any]) -> "Surface":
        """Give the same function over another box; what was derived or compiled of it serves both.

        Parameters
        ----------
        domain : sequence of n pairs (low, high)

        Raises
        ------
        ValueError
            If it is not a box.

        Examples
        --------
        >>> Surface("x^2 + y^2").over([(0, 1), (0, 2)]).domain
        ((0.0, 1.0), (0.0, 2.0))
        """
        other = object.__new__(Surface)
        box = checked_domain(domain, len(self.variables))
        other.__dict__.update(self.__dict__, domain=box)
        return other

    # ------------------------------------------------------------ symbolic
    @cached_property
    def gradient_vector(self) -> sympy.ImmutableMatrix:
        """The gradient as a sympy matrix, n×1."""
        return required(
            lambda: sympy.ImmutableMatrix([derivative(self.expr, variable) for variable in self.variables]),
            "the gradient of this formula",
        )

    @cached_property
    def hessian_matrix(self) -> sympy.ImmutableMatrix:
        """The Hessian as a sympy matrix, n×n."""
        n, upper = len(self.variables), self._upper
        return sympy.ImmutableMatrix(n, n, lambda i, j: upper.get((min(i, j), max(i, j)), 0))

    @cached_property
    def _upper(self) -> dict[tuple[int, int], sympy.Expr]:
        """The entries (i, j) of the Hessian with i ≤ j that are not zero everywhere: of many variables few."""
        slopes, places = self.gradient_vector, {variable: j for j, variable in enumerate(self.variables)}

        def work() -> dict[tuple[int, int], sympy.Expr]:
            found = {}
            for i, slope in enumerate(slopes):
                for j in sorted(places[variable] for variable in slope.free_symbols):
                    entry = derivative(slope, self.variables[j]) if j >= i else sympy.S.Zero
                    if entry != 0:
                        found[i, j] = entry
            return found

        return required(work, "the Hessian of this formula")

    @property
    def sparsity(self) -> tuple[tuple[int, int], ...]:
        """The places (i, j), i ≤ j, where the Hessian is not zero everywhere.

        Examples
        --------
        >>> Surface("x^2 + x y").sparsity
        ((0, 0), (0, 1))
        """
        return tuple(self._upper)

    # ------------------------------------------------------------ numerical
    def value(self, point: ArrayLike) -> Any:
        """Values at points.

        Parameters
        ----------
        point : array_like, shape (..., n)

        Returns
        -------
        float or ndarray, shape (...)

        Raises
        ------
        ValueError
            If the last axis does not have n coordinates.

        Examples
        --------
        >>> Surface(sympy.Symbol("x")**2).value([3, 0])
        9.0
        """
        points = self._points(point)
        result = np.empty(points.shape[:-1])
        result[...] = self._compiled_value(points)[0]
        result += 0.0  # no learner wants to read -0.0
        return result if result.ndim else float(result)

    def gradient(self, point: ArrayLike) -> Floats:
        """Gradients, shape (..., n), at points, shape (..., n).

        Examples
        --------
        >>> Surface(sympy.Symbol("x")**2).gradient([3, 0]).tolist()
        [6.0, 0.0]
        """
        points = self._points(point)
        result = np.empty(points.shape)
        for i, entry in enumerate(self._compiled.gradient(points)):
            np.add(entry, 0.0, out=result[..., i])
        return result

    def hessian(self, point: ArrayLike) -> Floats:
        """Hessians, shape (..., n, n), at points, shape (..., n).

        Examples
        --------
        >>> Surface(sympy.Symbol("x")**2).hessian(np.zeros((7, 5, 2))).shape
        (7, 5, 2, 2)
        """
        points = self._points(point)
        result = np.zeros((*points.shape, points.shape[-1]))
        for (i, j), entry in self._compiled.hessian(points):
            np.add(entry, 0.0, out=result[..., i, j])
            result[..., j, i] = result[..., i, j]
        return result

    def hessian_entries(self, point: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        """The entries of H that are not zero everywhere, at one point: their rows, their columns, their values.

        Examples
        --------
        >>> [part.tolist() for part in Surface("x^2 + 3x y").hessian_entries([1, 1])]
        [[0, 0, 1], [0, 1, 0], [2.0, 3.0, 3.0]]
        """
        found = {place: float(entry) for place, entry in self._compiled.hessian(self._points(point))}
        both = {**found, **{(j, i): entry for (i, j), entry in found.items()}}
        places = np.array([*both], dtype=np.int64).reshape(-1, 2)
        return places[:, 0], places[:, 1], np.array([*both.values()], dtype=float)

    @np.errstate(all="ignore")
    def hvp(self, point: ArrayLike, direction: ArrayLike) -> Floats:
        """Products H·v, shape (..., n), from the entries of H that are not zero everywhere; H is not formed.

        Examples
        --------
        >>> Surface("x^2 + 3x y + y^2").hvp([0, 0], [1, -1]).tolist()
        [-1.0, 1.0]
        """
        points, v = np.broadcast_arrays(self._points(point), self._points(direction))
        result = np.zeros(points.shape)
        for (i, j), entry in self._compiled.hessian(points):
            result[..., i] += entry * v[..., j]
            if i != j:
                result[..., j] += entry * v[..., i]
        return result

    def at(self, point: ArrayLike) -> tuple[float, Floats, Floats]:
        """Value, gradient and Hessian at one point, fast enough for a picture that moves.

        Parameters
        ----------
        point : array_like, shape (n,)

        Returns
        -------
        value : float
        gradient : ndarray, shape (n,)
        hessian : ndarray, shape (n, n)

        Examples
        --------
        >>> value, gradient, hessian = Surface(sympy.Symbol("x")**2).at((3, 0))
        >>> value, gradient.tolist(), hessian.tolist()
        (9.0, [6.0, 0.0], [[2.0, 0.0], [0.0, 0.0]])
        """
        n = len(self.variables)
        try:
            given: Any = point
            coordinates = [float(each + 0.0) for each in given]  # + 0.0: text is no number
            if len(coordinates) == n:
                numbers = np.array(self._compiled.at(*coordinates), dtype=float) + 0.0
                return float(numbers[0]), numbers[1 : n + 1], numbers[n + 1 :].reshape(n, n)
        except (ArithmeticError, ValueError, TypeError, NameError):
            pass  # math refuses a pole or what is not real: numpy answers with inf or nan
        points = self._points(point)
        if points.ndim != 1:
            raise ValueError(f"at takes one point of {n} coordinates, not an array of shape {points.shape}.")
        return self.value(points), self.gradient(points), self.hessian(points)

    def latex(self) -> str:
        """The formula in LaTeX, without dollar signs.

        Examples
        --------
        >>> Surface(sympy.Symbol("x")**2 / 2).latex()
        '\\\\frac{x^{2}}{2}'
        """
        return str(sympy.latex(self.expr))

    @cached_property
    def _compiled(self) -> CompiledSurface:
        slopes, entries = self.gradient_vector, self._upper
        return required(
            lambda: CompiledSurface(self.variables, self.expr, slopes, entries), "compiling this formula"
        )

    @cached_property
    def _compiled_value(self) -> Callable[[Floats], list[Any]]:
        # alone: it needs no derivative
        return required(lambda: compile_grid(self.variables, [prepare(self.expr)]), "compiling this formula")

    def _points(self, point: ArrayLike) -> Floats:
        if type(point) is np.ndarray and point.dtype == np.float64 and point.shape == (len(self.variables),):
            return point  # what a descent asks with, thousands of times; nothing here changes it
        return read_points(point, self.variables)

    # ------------------------------------------------------------ shown
    def __repr__(self) -> str:
        names = " ".join(map(str, self.variables))
        return f"Surface({self.text!r})" if names == "x y" else f"Surface({self.text!r}, variables={names!r})"

    def __str__(self) -> str:
        return f"f({', '.join(map(str, self.variables))}) = {self.expr}"

    def _repr_latex_(self) -> str:
        names = ", ".join(sympy.latex(variable) for variable in self.variables)
        return f"$\\displaystyle f({names}) = {self.latex()}$"

    def __getstate__(self) -> dict[str, Any]:
        return {key: self.__dict__[key] for key in ("expr", "variables", "domain", "text", "name", "reading")}

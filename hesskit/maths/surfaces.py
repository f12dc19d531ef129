"""Surfaces: symbolic functions of x, y, … with their gradients and Hessians, for one point or for a grid.

Letters: n is the number of variables. A point is (..., n), a value (...), a gradient (..., n) and a Hessian
(..., n, n).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.compiled import CompiledSurface
from hesskit.maths.compiling import compile_grid, prepare
from hesskit.maths.objective import Objective
from hesskit.maths.parsing import reading
from hesskit.maths.points import read_points
from hesskit.maths.real_calculus import derivative
from hesskit.maths.sources import (
    Domain,
    Variables,
    checked,
    checked_domain,
    read_source,
    read_variables,
)

__all__ = ["Objective", "Surface"]

Floats = NDArray[np.float64]


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
    `hesskit.maths.compiling`: nan where the function is not real, an infinity or nan at a pole, no warnings.

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
            expr, own_domain, text, name = read_source(source, symbols)
            said = reading(text, [str(one) for one in symbols]) if text is source and name is None else ""
        object.__setattr__(self, "expr", checked(expr, symbols))
        object.__setattr__(self, "variables", symbols)
        box = checked_domain(own_domain if domain is None else domain, len(symbols))
        object.__setattr__(self, "domain", box)
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "reading", said)

    # ------------------------------------------------------------ symbolic
    @cached_property
    def gradient_vector(self) -> sympy.ImmutableMatrix:
        """The gradient as a sympy matrix, n×1."""
        return sympy.ImmutableMatrix([derivative(self.expr, variable) for variable in self.variables])

    @cached_property
    def hessian_matrix(self) -> sympy.ImmutableMatrix:
        """The Hessian as a sympy matrix, n×n."""
        n = len(self.variables)
        upper = {
            (i, j): derivative(self.gradient_vector[i], self.variables[j])
            for i in range(n)
            for j in range(i, n)
        }
        return sympy.ImmutableMatrix(n, n, lambda i, j: upper[min(i, j), max(i, j)])

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
        result = np.empty((*points.shape, points.shape[-1]))
        for (i, j), entry in self._compiled.hessian(points):
            np.add(entry, 0.0, out=result[..., i, j])
            result[..., j, i] = result[..., i, j]
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
        return CompiledSurface(self.variables, self.expr, self.gradient_vector, self.hessian_matrix)

    @cached_property
    def _compiled_value(self) -> Callable[[Floats], list[Any]]:
        return compile_grid(self.variables, [prepare(self.expr)])  # alone: it needs no derivative

    def _points(self, point: ArrayLike) -> Floats:
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

"""The numerical functions of one surface, each compiled once, when it is first needed.

Letters: n is the number of variables; i ≤ j number the entries of the upper triangle of a Hessian.
"""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from hesskit.maths.compiling import compile_grid, compile_point, prepare

Floats = NDArray[np.float64]


class CompiledSurface:
    """Gradient and Hessian for grids, and everything at once for one point.

    Two threads that meet here at worst compile the same function twice.

    Parameters
    ----------
    variables : tuple of sympy.Symbol
    expr : sympy.Expr
    gradient_vector : sympy.Matrix, n×1
    hessian_matrix : sympy.Matrix, n×n

    Examples
    --------
    >>> x = sympy.Symbol("x", real=True)
    >>> CompiledSurface((x,), x**2, sympy.Matrix([2 * x]), sympy.Matrix([2])).at(3.0)
    [9.0, 6.0, 2]
    """

    def __init__(
        self,
        variables: tuple[sympy.Symbol, ...],
        expr: sympy.Expr,
        gradient_vector: sympy.Matrix,
        hessian_matrix: sympy.Matrix,
    ) -> None:
        n = len(variables)
        self._variables = variables
        self._expr = expr
        self._upper = [(i, j) for i in range(n) for j in range(i, n)]
        self._gradient = [prepare(entry, derivative=True) for entry in gradient_vector]
        self._hessian = {(i, j): prepare(hessian_matrix[i, j], derivative=True) for i, j in self._upper}

    @cached_property
    def gradient(self) -> Callable[[Floats], list[Any]]:
        """From points (..., n) to the n entries of the gradient."""
        return compile_grid(self._variables, self._gradient)

    @cached_property
    def _triangle(self) -> Callable[[Floats], list[Any]]:
        return compile_grid(self._variables, list(self._hessian.values()))

    def hessian(self, points: Floats) -> Iterable[tuple[tuple[int, int], Any]]:
        """The entries ((i, j), array) with i ≤ j of the Hessian at points (..., n)."""
        return zip(self._upper, self._triangle(points), strict=True)

    @cached_property
    def at(self) -> Callable[..., list[float]]:
        """From n floats to the value, the gradient and the Hessian in one list of 1 + n + n² numbers."""
        n = len(self._variables)
        entries = [self._hessian[min(i, j), max(i, j)] for i in range(n) for j in range(n)]
        return compile_point(self._variables, [prepare(self._expr), *self._gradient, *entries])

"""Answers that are formulas: text, SymPy expressions, surfaces or Python functions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hesskit.course.answers import Unreadable, read_entries, read_entry
from hesskit.course.equality import same_formula, value_at
from hesskit.course.kinds import Answered
from hesskit.course.showing import entry_latex


@dataclass(frozen=True)
class Formula(Answered):
    """A formula in the variables: text, a SymPy expression, a Surface or a Python function.

    Examples
    --------
    >>> kind = Formula("2x + 3y")
    >>> kind.holds(kind.read("3y + 2x")), kind.holds(kind.read(lambda x, y: 2 * x + 3 * y))
    (True, True)
    """

    right: str
    variables: tuple[str, ...] = ("x", "y")

    @property
    def wanted(self) -> str:
        return f"a formula in {', '.join(self.variables)}"

    @property
    def example(self) -> str:
        return f"{self.variables[0]}^2 + 1"

    def read(self, answer: Any) -> Any:
        return read_formula(answer, self.variables)

    def misfit(self, value: Any) -> str:
        return ""

    def same(self, value: Any, other: Any) -> bool:
        return same_formula(value, other, self.variables)

    def show(self, value: Any) -> str:
        return f"${entry_latex(value)}$"


def read_formula(answer: Any, variables: Sequence[str]) -> Any:
    """Read a formula; a Python function that cannot be followed with symbols is kept as it is.

    Raises
    ------
    Unreadable
        With one plain sentence.

    Examples
    --------
    >>> read_formula("f(x, y) = x y", ("x", "y")), read_formula(lambda x, y: x + y, ("x", "y"))
    (x*y, x + y)
    """
    import sympy

    from hesskit.maths.surfaces import Surface

    if isinstance(answer, Surface):
        answer = answer.expr
    if callable(answer) and not isinstance(answer, sympy.Basic | type):
        return _followed(answer, variables)
    entries = read_entries(answer, variables)
    if len(entries.values) != 1:
        raise Unreadable(f"This answer has {len(entries.values)} parts: one formula is asked for.", "shape")
    return entries.values[0]


def _followed(function: Callable[..., Any], variables: Sequence[str]) -> Any:
    import sympy

    def of_a_list(*point: Any) -> Any:
        return function(list(point))

    symbols = [sympy.Symbol(name, real=True) for name in variables]
    for call in (function, of_a_list):
        try:
            return read_entry(call(*symbols), variables)
        except Exception:  # a learner's function may raise anything; the next way may work
            continue
    for call in (function, of_a_list):
        if math.isfinite(value_at(call, variables, [0.5] * len(symbols))):
            return call
    raise Unreadable(
        f"This function could not be called with {', '.join(variables)}: give the formula as text."
    )

"""Where a formula may break off: the expressions whose zeros are its poles, and those whose zeros are its kinks."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import sympy

from hesskit.maths.compiling import compile_grid, prepare
from hesskit.maths.surfaces import Surface

Array = npt.NDArray[np.float64]


@lru_cache(maxsize=32)
def seams(surface: Surface) -> tuple[Callable[[Array], list[Any]], int]:
    """Compile the expressions at whose zeros a surface may break off, and say how many of them, the first, make poles.

    Examples
    --------
    >>> evaluate, poles = seams(Surface("1/x + abs(y)"))
    >>> [float(each) for each in evaluate(np.array([2.0, 3.0]))], poles
    ([2.0, 3.0], 1)
    """
    poles: set[Any] = set()
    kinks: set[Any] = set()
    for part in sympy.preorder_traversal(surface.expr):
        if isinstance(part, sympy.Pow) and part.base.free_symbols and not part.exp.is_nonnegative:
            poles.add(part.base)
        elif isinstance(part, sympy.Pow) and part.base.free_symbols and not part.exp.is_integer:
            kinks.add(part.base)
        elif isinstance(part, sympy.log):
            poles.add(part.args[0])
        elif isinstance(part, (sympy.tan, sympy.sec)):
            poles.add(sympy.cos(part.args[0]))
        elif isinstance(part, (sympy.cot, sympy.csc)):
            poles.add(sympy.sin(part.args[0]))
        elif isinstance(part, (sympy.Abs, sympy.sign, sympy.Heaviside)):
            kinks.add(part.args[0])
        elif isinstance(part, sympy.core.relational.Relational):
            kinks.add(part.lhs - part.rhs)
    listed = [*sorted(poles, key=sympy.default_sort_key), *sorted(kinks - poles, key=sympy.default_sort_key)]
    return compile_grid(surface.variables, [prepare(each) for each in listed]), len(poles)


def crossed(surface: Surface, centre: Array, circles: Array) -> tuple[Array, Array]:
    """Say which circles (m, k, 2) cross a pole of a surface, and which a pole or a kink, seen from the centre: (m,)."""
    evaluate, poles = seams(surface)
    found = np.zeros((2, len(circles)), bool)
    for index, (there, here) in enumerate(zip(evaluate(circles), evaluate(centre), strict=True)):
        other = np.broadcast_to(np.sign(there) != np.sign(here), circles.shape[:2]).any(axis=1)
        found[1] |= other
        if index < poles:
            found[0] |= other
    return found[0], found[1]

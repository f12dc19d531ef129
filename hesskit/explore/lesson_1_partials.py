"""From f to H: each step of differentiating twice, in symbols and in numbers at the dragged point."""

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import sympy

from hesskit.explore.base import Explorer
from hesskit.explore.controls import FormulaBox, PointControl, SliderGroup, slider
from hesskit.explore.partials_picture import PartialsPicture
from hesskit.explore.sweeps import Sweep, sweep_of, usual_sweep
from hesskit.explore.typesetting import short_form
from hesskit.explore.words import conjunction, number, rows, tidy, vector
from hesskit.maths.compiling import compile_grid, prepare
from hesskit.maths.surfaces import Surface

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PartialsScene:
    """A surface with its first and second partial derivatives, in symbols and at one point."""

    surface: Surface
    first: tuple[sympy.Expr, ...]  # (n,)
    second: tuple[tuple[sympy.Expr, ...], ...]  # (n, n); row i is differentiated by variable i first
    point: Array  # (n,)
    value: float
    gradient: Array  # (n,)
    hessian: Array  # (n, n), every entry by its own route

    @property
    def real(self) -> bool:
        """Whether f and its derivatives are finite here."""
        return bool(np.isfinite([self.value, *self.gradient, *self.hessian.flat]).all())

    @property
    def names(self) -> list[str]:
        """The variables, as they are written."""
        return [str(variable) for variable in self.surface.variables]

    def agree(self, i: int, j: int) -> bool:
        """Whether the two mixed partials by variables i and j are one number here."""
        return abs(self.hessian[i, j] - self.hessian[j, i]) <= 1e-9 * np.abs(self.hessian).max()

    def sentence(self) -> str:
        """Say f, its partials and that the order of differentiating does not matter."""
        place = f"At {vector(self.point)}"
        if not self.real:
            return (
                f"{place} f or one of its derivatives is undefined, so there is no Hessian here; "
                "move the point to another place."
            )
        firsts = [
            f"f_{name} = {number(slope)}" for name, slope in zip(self.names, self.gradient, strict=True)
        ]
        return (
            f"{place} f = {number(self.value)} and its first partials are {conjunction(firsts)}. Differentiate each "
            f"once more, and the second partials fill the Hessian, {rows(self.hessian)}. {self._symmetry()}"
        )

    def _symmetry(self) -> str:
        n, scale = len(self.names), float(np.abs(self.hessian).max())
        pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
        different = [pair for pair in pairs if not self.agree(*pair)]
        if different:
            i, j = different[0]
            a, b = self.names[i], self.names[j]
            return (
                f"First {a}, then {b} gives {number(self.hessian[i, j])}, but first {b}, then {a} gives "
                f"{number(self.hessian[j, i])}: here the order matters."
            )
        if n == 2:
            (a, b), said = self.names, tidy(self.hessian[0, 1], scale)
            return f"First {a}, then {b} or first {b}, then {a}: both give {said}, and H is symmetric."
        said = conjunction(
            f"f_{self.names[i]}{self.names[j]} = f_{self.names[j]}{self.names[i]} = {tidy(self.hessian[i, j], scale)}"
            for i, j in pairs
        )
        return f"Whichever variable comes first, {said}: H is symmetric."


@lru_cache(maxsize=32)
def differentiated(
    surface: Surface,
) -> tuple[tuple[sympy.Expr, ...], tuple[tuple[sympy.Expr, ...], ...], Any]:
    """Differentiate twice, every entry by its own route: first partials, second partials, and those as a function."""
    raw = [[slope.diff(variable) for variable in surface.variables] for slope in surface.gradient_vector]
    evaluate = compile_grid(
        surface.variables, [prepare(entry, derivative=True) for row in raw for entry in row]
    )
    n = len(raw)
    shown = [[short_form(entry) for entry in row] for row in raw]
    for i, j in zip(*np.tril_indices(n, -1), strict=True):
        if shown[i][j] != shown[j][i] and sympy.expand(raw[i][j] - raw[j][i]) == 0:
            shown[i][j] = shown[j][i]  # one expression, written in one way
    first = tuple(short_form(slope) for slope in surface.gradient_vector)
    return first, tuple(map(tuple, shown)), evaluate


def compute(formula: Surface, point: tuple[float, ...]) -> PartialsScene:
    """Make the scene of one surface at one point."""
    n = len(formula.variables)
    first, second, evaluate = differentiated(formula)
    place = np.asarray(point, float)
    value, gradient, _ = formula.at(place)
    numbers = np.array([np.asarray(entry, float) for entry in evaluate(place)], float) + 0.0
    return PartialsScene(formula, first, second, place, value, gradient, numbers.reshape(n, n))


def _sliders(names: list[str], point: tuple[float, ...]) -> SliderGroup:
    reach = max(3.0, *(abs(number) for number in point))
    return SliderGroup(
        [slider(name, value, -reach, reach, 0.1) for name, value in zip(names, point, strict=True)]
    )


def partials(
    formula: Any = "x^2 + 3xy + y^2", variables: str = "x y", point: tuple[float, ...] | None = None
) -> Explorer:
    """Explore the way from f to its Hessian: f, the first partials, the second partials.

    Parameters
    ----------
    formula : str, sympy expression or Surface
        What to start from.
    variables : str
        Two names or three, such as "x y z".
    point : tuple of float, optional
        Where to start; default (1, 2) or (1, 2, 1).

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If there are not two or three variables, or the point has another number of coordinates.

    Examples
    --------
    >>> partials("x^2 + 3xy + y^2", point=(1, 2)).sentence[:60]
    'At (1, 2) f = 11 and its first partials are f_x = 8 and f_y '
    >>> partials("x^2 y + y z^3", variables="x y z", point=(1, 2, 1)).scene.hessian.tolist()
    [[4.0, 2.0, 0.0], [2.0, 0.0, 3.0], [0.0, 3.0, 12.0]]
    """
    if isinstance(formula, Surface):
        variables = " ".join(map(str, formula.variables))
    names = variables.replace(",", " ").split()
    if len(names) not in (2, 3):
        raise ValueError(
            f"this picture has room for two variables or three, not {len(names)}: try variables='x y z'."
        )
    start = (1.0, 2.0, 1.0)[: len(names)] if point is None else tuple(float(number) for number in point)
    if len(start) != len(names):
        raise ValueError(f"the point needs {len(names)} coordinates, one for each of {', '.join(names)}.")
    flat = len(names) == 2
    box = FormulaBox(formula, names=None if flat else (), variables=" ".join(names))
    where = PointControl(start) if flat else _sliders(names, start)
    return Explorer(
        {"formula": box, "point": where},
        compute,
        partial(PartialsPicture, names=tuple(names)),
        sweep=usual_sweep if flat else partial(_everywhere, names),
    )


def _everywhere(names: list[str], explorer: Explorer) -> Sweep:
    """Move a point that has no handle: each of its coordinates, over few values."""
    lines = [[-2.0, 0.0, 1.0, 2.0] for _name in names]
    return sweep_of(names, lines, explorer.values["point"], lambda *point: {"point": point})

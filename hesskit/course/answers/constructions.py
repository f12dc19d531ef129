"""Answers that are constructions: a surface with a given property, judged by computing its Hessian."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import sympy

from hesskit.course.answers.equality import same_formula, same_number, value_at
from hesskit.course.answers.kinds import Matrix, Point, entry_latex, floats_of, read_formula, read_right
from hesskit.course.answers.reading import Entries, Unreadable, read_entries, read_words
from hesskit.maths.calculus import difference_hessian, eigenvalue_signs, place, sign_of
from hesskit.maths.critical import exact_nature, exact_signs, exactly_critical
from hesskit.maths.surfaces import NODES, Surface


@dataclass(frozen=True)
class Built:
    """A surface that a learner made, and its Hessian at the point the exercise looks at."""

    formula: Any
    hessian: np.ndarray
    exact_signs: tuple[int, int, int] | None = None

    @property
    def signs(self) -> tuple[int, int, int]:
        """How many eigenvalues are negative, zero and positive: exactly where that can be had, else by its scale."""
        return self.exact_signs or signs(self.hessian)


@dataclass(frozen=True)
class Construction:
    """A surface whose Hessian at a point has a property.

    Parameters
    ----------
    passes : callable
        Says whether a `Built` surface has the property asked for.
    variables : tuple of str
        The surface's variables.
    point : tuple of float
        Where its Hessian is looked at.
    right : str
        One right answer, for the tests; learners never see it.
    """

    passes: Callable[[Built], bool]
    right: str
    variables: tuple[str, ...] = ("x", "y")
    point: tuple[float, ...] = (0.0, 0.0)

    @property
    def wanted(self) -> str:
        return f"a formula in {', '.join(self.variables)}"

    @property
    def example(self) -> str:
        return " + ".join(f"{name}^3" for name in self.variables)

    def read(self, answer: Any) -> Built:
        formula = read_formula(answer, self.variables)
        hessian = _hessian(formula, self.variables, self.point)
        return Built(formula, hessian, _exact_signs(formula, self.variables, self.point))

    def misfit(self, value: Built) -> str:
        return ""

    def holds(self, value: Built) -> bool:
        return bool(self.passes(value))

    def same(self, value: Built, other: Built) -> bool:
        return same_formula(value.formula, other.formula, self.variables)

    def show(self, value: Built) -> str:
        return f"${entry_latex(value.formula)}$"


def signs(hessian: np.ndarray, tolerance: float = 1e-7) -> tuple[int, int, int]:
    """How many eigenvalues are negative, zero and positive, relative to the matrix's scale.

    Examples
    --------
    >>> signs(np.diag([1.0, -1.0, 0.0]))
    (1, 1, 1)
    """
    eigenvalues = np.linalg.eigvalsh(hessian)
    small = tolerance * float(np.abs(eigenvalues).max())
    negative, positive = int(np.sum(eigenvalues < -small)), int(np.sum(eigenvalues > small))
    return negative, len(eigenvalues) - negative - positive, positive


@lru_cache(maxsize=64)
def surface_of(formula: Any, variables: tuple[str, ...]) -> Surface | None:
    """The surface of a formula, its decimals as fractions; None for a Python function, or where it is none."""
    if not isinstance(formula, sympy.Expr):
        return None
    try:
        return Surface(sympy.nsimplify(formula, rational=True), " ".join(variables))
    except Exception:  # sympy's failures have many types, and none of them is a learner's business
        return None


def _hessian(formula: Any, variables: tuple[str, ...], point: Sequence[float]) -> np.ndarray:
    """The Hessian at a point: exactly for a formula, by differences for a Python function."""
    surface = surface_of(formula, variables)
    if surface is not None:
        hessian = surface.hessian(point)
    else:
        known = isinstance(formula, sympy.Basic)
        hessian = np.full((len(point), len(point)), np.nan) if known else _differences(formula, point)
    if not np.all(np.isfinite(hessian)):
        raise Unreadable(
            f"I could not compute second partial derivatives at {place(point)}: choose a surface that is smooth there."
        )
    return hessian


def _exact_signs(
    formula: Any, variables: tuple[str, ...], point: Sequence[float]
) -> tuple[int, int, int] | None:
    """How many eigenvalues of a polynomial's Hessian have each sign, however small they are; None for others."""
    surface = surface_of(formula, variables)
    if surface is None or not surface.expr.is_polynomial(*surface.variables):
        return None
    here = {s: sympy.Rational(repr(float(c))) for s, c in zip(surface.variables, point, strict=True)}
    found = eigenvalue_signs(surface.hessian_matrix.subs(here))
    return None if found is None else (found.count(-1), found.count(0), found.count(1))


def _differences(function: Callable[..., Any], point: Sequence[float], step: float = 1e-3) -> np.ndarray:
    try:
        rough = difference_hessian(lambda p: float(function(*p)), np.array(point, dtype=float), step)
    except Exception:  # a learner's function may raise anything
        return np.full((len(point), len(point)), np.nan)
    scale = float(np.abs(rough).max())
    return np.where(np.abs(rough) < 1e-5 * scale, 0.0, np.asarray(rough, dtype=float))


# What a surface that a learner built does at a point: its value, its gradient, and what the point really
# is.

_NATURES = {2: "minimum", -2: "maximum"}
_LONGEST, _HIGHEST = (
    80,
    10,
)  # operations in a formula, orders of its derivatives: so that an answer comes soon
_UNDECIDED = "I could not decide what this surface does at the origin: try a simpler construction."
_UNFOLLOWED = (
    "I could not follow this function with symbols, so I can prove nothing of it: give the formula as text."
)


@dataclass(frozen=True)
class SurfaceConstruction(Construction):
    """A construction that shows an example of its own: one of the right type, and wrong.

    Parameters
    ----------
    shown : str
        The example.

    Examples
    --------
    >>> SurfaceConstruction(bool, "x^3").example
    'exp(x) + y'
    """

    shown: str = "exp(x) + y"

    @property
    def example(self) -> str:
        """What is shown where the answer is typed."""
        return self.shown


@dataclass(frozen=True)
class Origin:
    """What is proved of a surface at the origin."""

    critical: bool
    degenerate: bool = False
    natures: frozenset[str] = frozenset()
    flat: bool = False


def at_origin(built: Built) -> Origin:
    """What is proved of a surface in x and y at the origin.

    Raises
    ------
    Unreadable
        Where it is not decided.

    Examples
    --------
    >>> from hesskit.course.answers.constructions import Construction
    >>> at_origin(Construction(bool, "x").read("x^2 - y^4"))
    Origin(critical=True, degenerate=True, natures=frozenset({'saddle'}), flat=False)
    """
    if not hasattr(built.formula, "free_symbols"):
        raise Unreadable(_UNFOLLOWED)
    found = _at_origin(built.formula)
    if found is None:
        raise Unreadable(_UNDECIDED)
    return found


@lru_cache(maxsize=256)
def _at_origin(formula: Any) -> Origin | None:
    try:
        return _decided(formula)
    except Exception:  # sympy's failures have many types, and none of them is a learner's business
        return None


def _decided(formula: Any) -> Origin | None:
    surface = surface_of(formula, ("x", "y"))
    if surface is None:
        return None
    if not surface.expr.free_symbols:
        return Origin(True, True, frozenset({"minimum", "maximum"}), flat=True)
    origin = (sympy.S.Zero, sympy.S.Zero)
    critical = exactly_critical(surface, origin, False)
    signs = exact_signs(surface, np.zeros((2, 2)), origin)[1] if critical else None
    if critical is None or (critical and signs is None):
        return None
    if not critical or signs is None:
        return Origin(False)
    if 0 not in signs:
        return Origin(True, False, frozenset({_NATURES.get(sum(signs), "saddle")}))
    nature: str | None = exact_nature(surface, origin).nature
    if nature == "undecided":
        nature = _nature_across(surface)
    return Origin(True, True, frozenset({nature}), not any(signs)) if nature else None


def _nature_across(surface: Any) -> str | None:
    """What the origin is where f depends on one combination ax + by only; None where that is not proved.

    Then f_x : f_y is constant, and the first derivative that does not vanish decides, as in one variable.
    """
    f, (x, y) = surface.expr, surface.variables
    kinked = (
        *(own.node for own in NODES.values() if own.kink),
        sympy.Piecewise,
        sympy.Max,
        sympy.Min,
        sympy.floor,
        sympy.ceiling,
    )
    roots = (p.base for p in f.atoms(sympy.Pow) if not p.exp.is_integer)  # they may end where they vanish
    if f.has(*kinked) or sympy.count_ops(f) > _LONGEST or any(b.subs({x: 0, y: 0}) == 0 for b in roots):
        return None
    slope, other = surface.gradient_vector
    along, across = (x, y) if slope != 0 else (y, x)
    if slope != 0 and other != 0 and not sympy.simplify(slope / other).is_number:
        return None
    profile = f.subs(across, 0)
    for order in range(1, _HIGHEST + 1):
        profile = sympy.diff(profile, along)
        sign = sign_of(profile.subs(along, 0))
        if sign is None:
            return None
        if sign:
            return "saddle" if order % 2 else _NATURES[2 * sign]
    return None


def gradient_at(built: Built, point: Sequence[float] = (0.0, 0.0)) -> np.ndarray:
    """The gradient of a built surface: exactly for a formula in x and y, by differences for a Python function.

    Examples
    --------
    >>> from hesskit.course.answers.constructions import Construction
    >>> gradient_at(Construction(bool, "x").read("x^2 + 3y")).tolist()
    [0.0, 3.0]
    """
    surface = surface_of(built.formula, ("x", "y"))
    if surface is not None:
        return surface.gradient(list(point))
    steps = 1e-5 * np.eye(len(point))
    slopes = [
        (value_at(built.formula, (), point + s) - value_at(built.formula, (), point - s)) / 2e-5
        for s in steps
    ]
    return np.round(slopes, 8) + 0.0


def matches(built: Built, formula: str) -> tuple[bool, bool, bool]:
    """Do value, gradient and Hessian at the origin match those of a formula in x and y?

    Examples
    --------
    >>> from hesskit.course.answers.constructions import Construction
    >>> matches(Construction(bool, "x").read("exp(x)"), "1 + x + y^2/2")
    (True, True, False)
    """
    value, gradient, hessian = Surface(formula, "x y").at((0.0, 0.0))
    own = value_at(built.formula, ("x", "y"), (0.0, 0.0))
    sharp = hasattr(built.formula, "free_symbols")  # differences of a Python function are rounded
    return (
        bool(np.isclose(own, value, atol=1e-9)),
        bool(np.allclose(gradient_at(built), gradient, rtol=0, atol=1e-9 if sharp else 1e-6)),
        bool(np.allclose(built.hessian, hessian, rtol=0, atol=1e-9 if sharp else 1e-4)),
    )


def is_formula(built: Built, formula: str) -> bool:
    """Is a built surface this formula in x and y, in whatever form it was written?

    Examples
    --------
    >>> from hesskit.course.answers.constructions import Construction
    >>> is_formula(Construction(bool, "x").read("(x + y)^2"), "x^2 + 2x y + y^2")
    True
    """
    return same_formula(built.formula, Surface(formula, "x y").expr, ("x", "y"))


# Answers judged by a property: a matrix or a point that has it, and sets of points in any order.

_NONE_WORDS = {
    "none",
    "no",
    "nothing",
    "there is none",
    "impossible",
    "no such point",
    "no such matrix",
    "not possible",
}
_NONE = Entries((0,), ())


def says_none(answer: Any) -> bool:
    """Is this answer "there is none", in any reasonable words?

    Examples
    --------
    >>> says_none("There is none."), says_none("(1, 2)")
    (True, False)
    """
    return isinstance(answer, str) and len(answer) < 50 and read_words(answer) in _NONE_WORDS


@dataclass(frozen=True)
class Points(Matrix):
    """A set of points, in any order: lists, sets, arrays, what `critical_points` or ``sympy.solve`` return.

    Examples
    --------
    >>> kind = Points("(0, 0), (1, 2)")
    >>> kind.holds(kind.read([(1, 2), (0, 0)])), kind.holds(kind.read({(0, 0), (1.0, 2)}))
    (True, True)
    >>> kind.holds(kind.read("(0, 0)")), kind.holds(kind.read("(0, 0), (2, 1)"))
    (False, False)
    """

    example: str = "(0.5, 2), (3, -1)"

    @property
    def wanted(self) -> str:
        return f"a list of points ({', '.join(self.variables)}), in any order"

    def read(self, answer: Any) -> Entries:
        """Read the points as the rows of a matrix, each of them once."""
        read = read_entries(_as_rows(answer, self.variables), ordered=False)
        width = len(self.variables)
        if len(read.shape) == 1 and len(read.values) == width:
            read = Entries((1, width), read.values)
        if len(read.shape) != 2 or read.shape[1] != width:
            return read
        kept: list[tuple[Any, ...]] = []
        for row in read.rows:
            if not any(_same_point(row, other) for other in kept):
                kept.append(row)
        return Entries((len(kept), width), tuple(value for row in kept for value in row))

    def misfit(self, value: Entries) -> str:
        """Each point needs its coordinates; how many points there are is part of the question."""
        if len(value.shape) == 2 and value.shape[1] == len(self.variables):
            return ""
        return f"This answer is no list of points with {len(self.variables)} coordinates each."

    def same(self, value: Entries, other: Entries) -> bool:
        """The same points, whatever their order."""
        return value.shape == other.shape and _all_in(value, other) and _all_in(other, value)

    def some_of(self, value: Entries) -> bool:
        """Are these points all right, and some are missing?"""
        return not self.misfit(value) and _all_in(value, read_right(self)) and not self.holds(value)

    def show(self, value: Entries) -> str:
        """The points as they were read."""
        if self.misfit(value):
            return super().show(value)
        rows = (Entries((len(row),), row) for row in value.rows)
        return ", ".join(super(Points, self).show(row) for row in rows)


@dataclass(frozen=True, kw_only=True)
class MatrixConstruction(Matrix):
    """A matrix of numbers with a property, or the answer that there is none.

    Parameters
    ----------
    passes : callable
        Says whether the rows of numbers have the property asked for.

    Examples
    --------
    >>> kind = MatrixConstruction("[[0, 1], [1, 0]]", variables=(), passes=lambda rows: rows[0][0] == 0)
    >>> kind.holds(kind.read([[0, 5], [5, 7]])), kind.holds(kind.read("none"))
    (True, False)
    """

    passes: Callable[[Sequence[Sequence[float]]], bool]

    def read(self, answer: Any) -> Entries:
        """Read a matrix of numbers; "none" is an answer without entries."""
        return _NONE if says_none(answer) else super().read(answer)

    def holds(self, value: Entries) -> bool:
        """Has this matrix the property?"""
        return value.shape == read_right(self).shape and bool(self.passes(number_rows(value)))

    def show(self, value: Entries) -> str:
        """The matrix as it was read."""
        return super().show(value) if value.values else "none"


@dataclass(frozen=True, kw_only=True)
class Witness(Point):
    """A point or a direction with a property, or the answer that there is none.

    Parameters
    ----------
    passes : callable
        Says whether the coordinates have the property asked for.

    Examples
    --------
    >>> kind = Witness("(1, -1)", passes=lambda x, y: x * y < 0)
    >>> kind.holds(kind.read((-3, 0.5))), kind.holds(kind.read("none"))
    (True, False)
    """

    passes: Callable[..., bool]

    def read(self, answer: Any) -> Entries:
        """Read the coordinates; "none" is an answer without any."""
        return _NONE if says_none(answer) else super().read(answer)

    def holds(self, value: Entries) -> bool:
        """Has this point the property?"""
        return value.shape == read_right(self).shape and bool(self.passes(*floats_of(value)))

    def show(self, value: Entries) -> str:
        """The point as it was read."""
        return super().show(value) if value.values else "none"


def number_rows(value: Entries) -> list[list[float]]:
    """The rows of a matrix of numbers, as floats; none where it is no matrix.

    Examples
    --------
    >>> number_rows(read_entries("[[1, 1/2], [1/2, 1]]"))
    [[1.0, 0.5], [0.5, 1.0]]
    """
    numbers = floats_of(value)
    width = value.shape[1] if len(value.shape) == 2 else 1
    return (
        [list(numbers[i : i + width]) for i in range(0, len(numbers), width)] if len(value.shape) == 2 else []
    )


def _as_rows(answer: Any, names: Sequence[str]) -> Any:
    """What solvers return (critical points, dictionaries by symbol, finite sets) as plain rows."""
    if isinstance(answer, Mapping):
        answer = [answer]
    if type(answer).__name__ == "FiniteSet":
        answer = list(answer.args)
    if type(answer).__name__ == "CriticalPoints":
        answer = list(answer)
    if isinstance(answer, list | tuple | set | frozenset):
        return [_as_row(item, names) for item in list(answer)[:100]]
    return answer


def _as_row(item: Any, names: Sequence[str]) -> Any:
    if isinstance(item, Mapping):
        by_name = {str(key): value for key, value in item.items()}
        if set(by_name) != set(names):
            raise Unreadable(
                f"This answer gives a point without all of its coordinates {', '.join(names)}.", "shape"
            )
        return [by_name[name] for name in names]
    if hasattr(item, "gradient_norm"):  # a CriticalPoint
        return list(item.exact if item.exact is not None else item.point)
    if type(item).__module__.startswith("sympy.") and type(item).__name__ == "Tuple":
        return list(item)
    return item


def _same_point(first: Sequence[Any], second: Sequence[Any]) -> bool:
    a, b = (floats_of(Entries((len(point),), tuple(point))) for point in (first, second))
    # a solver's zero is 1e-12, whichever of the two it stands in
    return all(same_number(u, v) or same_number(v, u) for u, v in zip(a, b, strict=True))


def _all_in(value: Entries, other: Entries) -> bool:
    return all(any(_same_point(row, right) for right in other.rows) for row in value.rows)

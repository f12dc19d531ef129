"""The zeros of a function of one variable in an interval, each with a proof."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import mpmath
import numpy as np
import sympy

from hesskit.maths.box_search import search
from hesskit.maths.budget import attempt
from hesskit.maths.elimination import real_roots
from hesskit.maths.exact_values import DIGITS, exact_point, polish, simple_neighbour, vanishes
from hesskit.maths.intervals import Array
from hesskit.maths.system import System, moved_by, origin_for
from hesskit.maths.tape import Tape

_HIGHEST = 12  # multiplicity
_LONGEST = 2000  # operations of a derivative
_MANY = 60  # roots that are all made exact, however little time is left


@dataclass(frozen=True)
class Root:
    """A zero, exact where it was recognised.

    Attributes
    ----------
    number : float
    exact : sympy.Expr or None
    digits : mpmath.mpf or None
        Forty of them.
    """

    number: float
    exact: sympy.Expr | None
    digits: Any = field(default=None, compare=False, repr=False)


@dataclass
class Roots:
    """The zeros in an interval, and what is not known about it.

    Attributes
    ----------
    found : list of Root
        Ascending; each is proved, and alone near where it is.
    doubtful : list of (float, float)
        Intervals about which nothing is proved.
    in_time : bool
    """

    found: list[Root] = field(default_factory=list)
    doubtful: list[tuple[float, float]] = field(default_factory=list)
    in_time: bool = True

    @property
    def complete(self) -> bool:
        """Whether it is shown that there is no other."""
        return self.in_time and not self.doubtful


def roots_between(
    function: sympy.Expr, variable: sympy.Symbol, bounds: tuple[float, float], deadline: float
) -> Roots:
    """Find every zero in a closed interval.

    Parameters
    ----------
    function : sympy.Expr
    variable : sympy.Symbol
    bounds : (float, float)
    deadline : float
        On the clock of ``time.perf_counter``.

    Returns
    -------
    Roots
    """
    if function.is_polynomial(variable):
        left = deadline - time.perf_counter()
        exact = attempt(lambda: _of_polynomial(function, variable, bounds), None, left)
        if exact is not None:
            return exact
    low, high = np.array([bounds[0]]), np.array([bounds[1]])
    system = System((function,), (variable,), origin_for(low, high))
    offset = system.offset
    found = search(system, low - offset, high - offset, deadline)
    exact_ones = [_singular(system, float(s[0]), bounds, deadline) for s in found.suspects]
    alone = [own[1] for own in exact_ones if own is not None]
    if alone and found.in_time:
        found = search(system, low - offset, high - offset, deadline, np.array(alone)[:, :, None])
    roots = [own[0] for own in exact_ones if own is not None]
    for zero in found.zeros:
        hurried = len(found.zeros) > _MANY and time.perf_counter() > deadline
        roots.append(_sharpened(system, zero, deadline, hurried))
    slack = 1e-12 * (bounds[1] - bounds[0]) + 4e-16 * max(abs(bounds[0]), abs(bounds[1]))
    kept: list[Root] = []
    for root in sorted(roots, key=lambda r: (r.number, r.exact is None)):
        again = kept and abs(kept[-1].number - root.number) <= 4e-16 * abs(root.number) and root.exact is None
        if bounds[0] - slack <= root.number <= bounds[1] + slack and not again:
            kept.append(root)
    boxes = found.open_boxes[:, :, 0] + offset[0]
    return Roots(kept, _joined(boxes), found.in_time)


def _of_polynomial(
    function: sympy.Expr, variable: sympy.Symbol, bounds: tuple[float, float]
) -> Roots | None:
    poly = sympy.Poly(function, variable)
    if not all(c.is_Rational for c in poly.coeffs()):
        return None
    system = System((function,), (variable,))
    roots = []
    with mpmath.workdps(DIGITS + 20):
        for digits in real_roots(poly, variable, bounds):
            exact = attempt(lambda digits=digits: exact_point(system, [digits]), None, 0.3)
            roots.append(_root(digits, exact))
    return Roots(roots)


def _root(digits: Any, exact: tuple[sympy.Expr, ...] | None) -> Root:
    return Root(float(digits), None, digits) if exact is None else Root(float(exact[0]), exact[0], digits)


def _sharpened(system: System, zero: Array, deadline: float, hurried: bool) -> Root:
    left = max(0.05, min(0.5, deadline - time.perf_counter()))
    digits = None if hurried else attempt(lambda: polish(system, list(zero)), None, left)
    if digits is None:
        return Root(float(zero[0] + system.offset[0]), None)
    return _root(digits[0], attempt(lambda: exact_point(system, digits), None, left))


def _singular(
    system: System, zero: float, bounds: tuple[float, float], deadline: float
) -> tuple[Root, tuple[float, float]] | None:
    """Recognise a multiple root exactly, and find an interval (in u) in which it is the only one."""

    def work() -> tuple[Root, tuple[float, float]] | None:
        place, span = zero + float(system.offset[0]), bounds[1] - bounds[0]
        exact = simple_neighbour(system, [place], 2e-3 * min(span, 4 * max(1.0, abs(place))))
        if exact is None:
            return None
        radius = _radius(system.equations[0], system.variables[0], exact[0], span)
        if radius is None:
            return None
        centre = float(exact[0] - system.origin[0])
        with mpmath.workdps(DIGITS):
            digits = mpmath.mpf(str(sympy.N(exact[0], DIGITS)))
        return Root(float(exact[0]), exact[0], digits), (centre - radius, centre + radius)

    return attempt(work, None, max(0.1, min(0.5, deadline - time.perf_counter())))


def _radius(function: sympy.Expr, variable: sympy.Symbol, root: sympy.Expr, span: float) -> float | None:
    """Return a distance within which an m-fold root is alone, because the m-th derivative does not vanish there.

    Examples
    --------
    >>> x = sympy.Symbol("x", real=True)
    >>> _radius(sympy.sin(x) - x, x, sympy.S.Zero, 4.0)
    1.0
    """
    for _ in range(_HIGHEST):
        function = function.diff(variable)
        if function.count_ops() > _LONGEST:
            return None
        if vanishes([function], [variable], [root]):
            continue
        near = sympy.Rational(float(root))
        tape = Tape(moved_by([function], [variable], [near]), [variable])
        radius = span / 4
        while radius > 1e-14 * max(1.0, abs(float(root))):
            low, high, _, partial = tape.enclose(np.array([[-1.001 * radius]]), np.array([[1.001 * radius]]))
            if not partial[0] and (low[0, 0] > 0 or high[0, 0] < 0):
                return radius
            radius /= 2
        return None
    return None


def _joined(intervals: Array) -> list[tuple[float, float]]:
    """Join intervals that touch."""
    joined: list[tuple[float, float]] = []
    for low, high in sorted(intervals.tolist()):
        if joined and low <= joined[-1][1] + (high - low):
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined


def common_roots(
    functions: Sequence[sympy.Expr], variable: sympy.Symbol, bounds: tuple[float, float], deadline: float
) -> Roots:
    """Find the zeros that several functions of one variable share.

    Returns
    -------
    Roots

    Examples
    --------
    >>> y = sympy.Symbol("y", real=True)
    >>> common_roots([sympy.sin(y), 1 + sympy.cos(y)], y, (0.0, 4.0), time.perf_counter() + 1).found
    [Root(number=3.141592653589793, exact=pi)]
    """
    first = roots_between(functions[0], variable, bounds, deadline)
    shared = [r for r in first.found if all(_is_root(f, variable, r) for f in functions[1:])]
    return Roots(shared, first.doubtful, first.in_time)


def _is_root(function: sympy.Expr, variable: sympy.Symbol, root: Root) -> bool:
    if root.exact is not None and attempt(
        lambda: vanishes([function], [variable], [root.exact]), False, 0.3
    ):
        return True
    near = [abs(float(sympy.N(function.subs(variable, root.number + s)))) for s in (-1e-3, 0.0, 1e-3)]
    return bool(near[1] <= 1e-10 * max(near[0], near[2], np.finfo(float).tiny))

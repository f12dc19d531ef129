"""BFGS and L-BFGS: curvature learnt from how the gradient changes; no Hessian is asked for.

Letters: s = the last step, y = the change of the gradient over it (both (n,)), B the matrix that stands for H and
C the one that stands for its inverse, ρ = 1/(yᵀs). Wolfe's conditions make yᵀs > 0, which keeps B positive definite.
Source: Nocedal and Wright, Numerical Optimization, 2nd ed. (2006), algorithms 6.1, 7.4 and 7.5.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.calculus import place
from hesskit.maths.descent.evaluations import Counted, Here, Move, Stuck, length
from hesskit.maths.descent.line_search import armijo, check_descent, wolfe

Floats = NDArray[np.float64]
_LEAST = 1e-14  # yᵀs below this share of |y||s| is rounding, not curvature


@dataclass(frozen=True, eq=False)
class Learnt:
    """The memory of BFGS."""

    inverse: Floats  # C, the approximation of H⁻¹: symmetric and positive definite


@dataclass(frozen=True, eq=False)
class Pairs:
    """The memory of L-BFGS: the last few steps and changes of the gradient, 2·kept·n numbers in place of n²."""

    steps: tuple[Floats, ...] = ()  # s, oldest first
    changes: tuple[Floats, ...] = ()  # y


def updated_inverse(C: Floats, s: Floats, y: Floats, first: bool = False) -> Floats:
    """The BFGS update of C, which satisfies C y = s.

    Examples
    --------
    >>> C = updated_inverse(np.eye(2), np.array([1.0, 0.0]), np.array([4.0, 0.0]))
    >>> C.tolist()
    [[0.25, 0.0], [0.0, 1.0]]
    """
    curvature = float(y @ s)
    if not curvature > _LEAST * length(y) * length(s):
        return C
    if first:
        C = np.eye(len(s)) * (curvature / float(y @ y))
    turned = C @ y
    outer = np.outer(turned, s)
    updated: Floats = (
        C - (outer + outer.T) / curvature + (1 + float(y @ turned) / curvature) * np.outer(s, s) / curvature
    )
    return (updated + updated.T) / 2


def _searched(f: Counted, here: Here, d: Floats, fresh: bool, flat: float) -> tuple[Floats, float]:
    """The next point along d, and the step size; the very first step is tried at length 1 at most."""
    check_descent(here, d, "the direction")
    t = wolfe(f, here, d, min(1.0, 1.0 / length(d)) if fresh else 1.0, flat)
    return here.point + t * d, t


def bfgs(f: Counted, here: Here, memory: Learnt | None, *, flat: float = 0.9) -> Move:
    """d = −C g, then a Wolfe line search, then the update of C.

    Examples
    --------
    >>> f = Counted(lambda x, y: x**2 + 2 * y**2)
    >>> move = bfgs(f, Here(np.array([1.0, 1.0]), np.array([2.0, 4.0])), None)
    >>> bool((np.linalg.eigvalsh(move.memory.inverse) > 0).all())
    True
    """
    C = np.eye(len(here.point)) if memory is None else memory.inverse
    d = -C @ here.gradient
    if not here.gradient @ d < -1e-14 * length(here.gradient) * length(d):
        C, memory, d = np.eye(len(d)), None, -here.gradient  # rounding has spoilt C: begin again
    point, t = _searched(f, here, d, memory is None, flat)
    C = updated_inverse(C, point - here.point, f.gradient(point) - here.gradient, memory is None)
    return Move(point, Learnt(C), {"step_size": t})


def two_loops(g: Floats, memory: Pairs) -> Floats:
    """C g for the C that the pairs describe, without ever storing C.

    Examples
    --------
    >>> two_loops(np.array([2.0, 4.0]), Pairs((np.array([1.0, 0.0]),), (np.array([2.0, 0.0]),))).tolist()
    [1.0, 2.0]
    """
    q, shares = g.copy(), []
    for s, y in zip(reversed(memory.steps), reversed(memory.changes), strict=True):
        shares.append(float(s @ q) / float(y @ s))
        q = q - shares[-1] * y
    if memory.steps:
        s, y = memory.steps[-1], memory.changes[-1]
        q = q * (float(s @ y) / float(y @ y))
    for s, y, share in zip(memory.steps, memory.changes, reversed(shares), strict=True):
        q = q + (share - float(y @ q) / float(y @ s)) * s
    return q


def limited_bfgs(f: Counted, here: Here, memory: Pairs | None, *, kept: int = 10, flat: float = 0.9) -> Move:
    """BFGS from the last few pairs only: 2·kept·n numbers in place of n².

    Examples
    --------
    >>> f = Counted(lambda x, y: x**2 + 2 * y**2)
    >>> len(limited_bfgs(f, Here(np.array([1.0, 1.0]), np.array([2.0, 4.0])), None).memory.steps)
    1
    """
    pairs = Pairs() if memory is None else memory
    d = -two_loops(here.gradient, pairs)
    if not here.gradient @ d < -1e-14 * length(here.gradient) * length(d):
        pairs, d = Pairs(), -here.gradient
    point, t = _searched(f, here, d, not pairs.steps, flat)
    s, y = point - here.point, f.gradient(point) - here.gradient
    if y @ s > _LEAST * length(y) * length(s):
        pairs = Pairs((*pairs.steps, s)[-kept:], (*pairs.changes, y)[-kept:])
    return Move(point, pairs, {"step_size": t})


# Conjugate gradients: for quadratics, for any function, and inside Newton's step.


@dataclass(frozen=True, eq=False)
class LastStep:
    """The memory of conjugate gradients.

    Attributes
    ----------
    direction, gradient : ndarray, shape (n,)
        Of the last step.
    step_size : float
    predicted : ndarray, shape (n,), or None
        What the gradient must now be if f is a quadratic.
    """

    direction: Floats
    gradient: Floats
    step_size: float = 1.0
    predicted: Floats | None = None


def conjugate_gradient(f: Counted, here: Here, memory: LastStep | None, *, flat: float = 0.1) -> Move:
    """Nonlinear conjugate gradients (Polak–Ribière, never negative): gradients only, three vectors of memory.

    Examples
    --------
    >>> f = Counted(lambda x: x**2)
    >>> conjugate_gradient(f, Here(np.array([3.0]), np.array([6.0])), None, flat=0.1).point.tolist()
    [0.0]
    """
    g, share, first = here.gradient, 0.0, min(1.0, 1.0 / length(here.gradient))
    d = -g
    if memory is not None:
        last = memory.gradient
        share = max(0.0, float(g @ (g - last)) / float(last @ last))
        d = -g + share * memory.direction
        if not g @ d < -1e-10 * length(g) * length(d):
            share, d = 0.0, -g
        first = min(1e6, memory.step_size * float(last @ memory.direction) / float(g @ d))
    t = wolfe(f, here, d, first, flat)
    return Move(here.point + t * d, LastStep(d, g, t), {"step_size": t, "kept": share})


def newton_cg(f: Counted, here: Here, memory: None) -> Move:
    """Solve H d = −g by conjugate gradients on products H·v, only as well as it is worth; then a line search.

    Examples
    --------
    >>> f = Counted(lambda x: x**2)
    >>> newton_cg(f, Here(np.array([3.0]), np.array([6.0])), None).point.tolist()
    [0.0]
    >>> f.evaluations().hessian, f.evaluations().hvp
    (0, 1)
    """
    size = length(here.gradient)
    d, products = _truncated(f, here, min(0.5, float(np.sqrt(size))) * size)
    check_descent(here, d, "the direction")
    t = armijo(f, here, d)
    return Move(here.point + t * d, None, {"step_size": t, "products": float(products)})


def _truncated(f: Counted, here: Here, enough: float) -> tuple[Floats, int]:
    """CG on H d = −g until the residual is small enough, or negative curvature is met (d so far descends)."""
    d, r, product = np.zeros_like(here.point), here.gradient.copy(), f.operator(here.point)
    p, square = -r, float(r @ r)
    for k in range(20 * len(r)):
        turned = product(p)
        curvature, size = float(p @ turned), float(p @ p) ** 0.5
        if not curvature > 1e-14 * size * float(max(turned.max(), -turned.min())):
            return (d if k else -here.gradient), k + 1
        d += square / curvature * p  # in place: in many variables a new vector costs more than its numbers
        r += square / curvature * turned
        before, square = square, float(r @ r)
        if square**0.5 <= enough:
            return d, k + 1
        p *= square / before
        p -= r
    return d, 20 * len(r)


def linear_cg(f: Counted, here: Here, memory: LastStep | None) -> Move:
    """Conjugate gradients for a positive definite quadratic: at most n steps, one product H·v each.

    Examples
    --------
    >>> f = Counted(lambda x: x**2)
    >>> linear_cg(f, Here(np.array([3.0]), np.array([6.0])), None).point.tolist()
    [0.0]
    """
    g, d = here.gradient, -here.gradient
    if memory is not None:
        if memory.predicted is not None and length(g - memory.predicted) > 1e-6 * length(memory.gradient):
            raise Stuck(
                "no descent",
                "linear conjugate gradients need a quadratic, and the gradient of this function is not linear: "
                'use "conjugate gradient"',
            )
        d = -g + float(g @ g) / float(memory.gradient @ memory.gradient) * memory.direction
    turned = f.hvp(here.point, d)
    curvature = float(d @ turned)
    if not curvature > 0:
        raise Stuck("no descent", f"the curvature along the direction at {place(here.point)} is not positive")
    t = -float(g @ d) / curvature
    return Move(here.point + t * d, LastStep(d, g, t, g + t * turned), {"step_size": t})

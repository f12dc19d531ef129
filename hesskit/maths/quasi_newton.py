"""BFGS and L-BFGS: curvature learnt from how the gradient changes; no Hessian is asked for.

Letters: s = the last step, y = the change of the gradient over it (both (n,)), B the matrix that stands for H and
C the one that stands for its inverse, ρ = 1/(yᵀs). Wolfe's conditions make yᵀs > 0, which keeps B positive definite.
Source: Nocedal and Wright, Numerical Optimization, 2nd ed. (2006), algorithms 6.1, 7.4 and 7.5.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.counting import Counted
from hesskit.maths.line_search import check_descent, wolfe
from hesskit.maths.moves import Here, Move, length

Floats = NDArray[np.float64]
_LEAST = 1e-14  # yᵀs below this share of |y||s| is rounding, not curvature


@dataclass(frozen=True, eq=False)
class Learnt:
    """The memory of BFGS.

    Attributes
    ----------
    inverse : ndarray, shape (n, n)
        C, the approximation of H⁻¹: symmetric and positive definite.
    """

    inverse: Floats


@dataclass(frozen=True, eq=False)
class Pairs:
    """The memory of L-BFGS: the last few steps and changes of the gradient, 2·kept·n numbers in place of n².

    Attributes
    ----------
    steps : tuple of ndarray, shape (n,)
        s, oldest first.
    changes : tuple of ndarray, shape (n,)
        y.
    """

    steps: tuple[Floats, ...] = ()
    changes: tuple[Floats, ...] = ()


def updated_inverse(C: Floats, s: Floats, y: Floats, first: bool = False) -> Floats:
    """The BFGS update of C, which satisfies C y = s.

    Parameters
    ----------
    C : ndarray, shape (n, n)
    s, y : ndarray, shape (n,)
    first : bool
        Scale C = I to the size of the curvature just seen, before the first update.

    Returns
    -------
    ndarray, shape (n, n)
        C itself where y·s is not positive: nothing can be learnt from that step.

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

    Parameters
    ----------
    f : Counted
    here : Here
    memory : Learnt or None
    flat : float
        c₂ of the line search.

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

    Parameters
    ----------
    g : ndarray, shape (n,)
    memory : Pairs

    Returns
    -------
    ndarray, shape (n,)

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

    Parameters
    ----------
    f : Counted
    here : Here
    memory : Pairs or None
    kept : int
        How many pairs are remembered.
    flat : float
        c₂ of the line search.

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

"""Conjugate gradients: for quadratics, for any function, and inside Newton's step.

Letters: g the gradient, d the direction, H the Hessian (met only in products H·v), β the share of the last
direction that is kept, r the residual of a linear system.
Source: Nocedal and Wright, Numerical Optimization, 2nd ed. (2006), chapters 5 and 7.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.counting import Counted
from hesskit.maths.line_search import armijo, check_descent, wolfe
from hesskit.maths.moves import Here, Move, Stuck, length
from hesskit.maths.words import place

Floats = NDArray[np.float64]


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

    Parameters
    ----------
    f : Counted
    here : Here
    memory : LastStep or None
    flat : float
        c₂ of the line search.

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

    Parameters
    ----------
    f : Counted
    here : Here
    memory : None

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
    d, r = np.zeros_like(here.point), here.gradient.copy()
    p = -r
    for k in range(20 * len(r)):
        turned = f.hvp(here.point, p)
        curvature, square = float(p @ turned), float(r @ r)
        if not curvature > 1e-14 * float(p @ p) * float(np.abs(turned).max(initial=0.0)) / max(
            length(p), 1e-300
        ):
            return (d if k else -here.gradient), k + 1
        d = d + square / curvature * p
        r = r + square / curvature * turned
        if length(r) <= enough:
            return d, k + 1
        p = -r + float(r @ r) / square * p
    return d, 20 * len(r)


def linear_cg(f: Counted, here: Here, memory: LastStep | None) -> Move:
    """Conjugate gradients for a positive definite quadratic: at most n steps, one product H·v each.

    Parameters
    ----------
    f : Counted
    here : Here
    memory : LastStep or None

    Raises
    ------
    Stuck
        If the gradient is not linear along the way, or the curvature not positive.

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

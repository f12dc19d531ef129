"""Steps that look at the gradient only: fixed step, backtracking, and momentum.

Letters: p the point, g the gradient there, t the step size, v the velocity. A step is a function of the counted
objective, of where it stands and of its memory; its keyword arguments are the method's options.
"""

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.counting import Counted
from hesskit.maths.line_search import armijo
from hesskit.maths.moves import Here, Move

Floats = NDArray[np.float64]


def gradient_descent(f: Counted, here: Here, memory: None, *, step_size: float = 0.1) -> Move:
    """p − t g, with a fixed step size.

    Parameters
    ----------
    f : Counted
    here : Here
    memory : None
    step_size : float
        Converges on a convex quadratic for t < 2/L, L its largest eigenvalue.

    Examples
    --------
    >>> f = Counted(lambda x: x**2)
    >>> gradient_descent(f, Here(np.array([10.0]), np.array([20.0])), None).point.tolist()
    [8.0]
    """
    return Move(here.point - step_size * here.gradient, None, {"step_size": step_size})


def backtracking(
    f: Counted, here: Here, memory: float | None, *, step_size: float = 1.0, shrink: float = 0.5
) -> Move:
    """p − t g, with t halved until f has fallen enough (Armijo).

    Parameters
    ----------
    f : Counted
    here : Here
    memory : float or None
        The step size accepted last: its double is tried first, so that a search costs about two values.
    step_size : float
        The largest step size, and the first one tried.
    shrink : float
        The factor of one shortening.

    Examples
    --------
    >>> f = Counted(lambda x: x**2)
    >>> backtracking(f, Here(np.array([1.0]), np.array([2.0])), None).point.tolist()
    [0.0]
    """
    first = step_size if memory is None else min(step_size, memory / shrink)
    t = armijo(f, here, -here.gradient, first, shrink)
    return Move(here.point - t * here.gradient, t, {"step_size": t})


def momentum(
    f: Counted, here: Here, memory: Floats | None, *, step_size: float = 0.01, momentum: float = 0.9
) -> Move:
    """v ← momentum · v − t g, then p + v: a heavy ball (Polyak 1964).

    Parameters
    ----------
    f : Counted
    here : Here
    memory : ndarray, shape (n,), or None
        The velocity v; None for rest.
    step_size : float
    momentum : float
        The part of the velocity that is kept, from 0 to below 1.

    Examples
    --------
    >>> f = Counted(lambda x: x**2)
    >>> momentum(f, Here(np.array([1.0]), np.array([2.0])), np.array([1.0])).point.tolist()
    [1.88]
    """
    velocity = np.zeros_like(here.point) if memory is None else memory
    velocity = momentum * velocity - step_size * here.gradient
    return Move(here.point + velocity, velocity, {"step_size": step_size, "momentum": momentum})

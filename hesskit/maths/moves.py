"""What a step is given and what it returns: the small types every method of descent shares.

Letters: p the point, g the gradient there, d a direction (all (n,)), t the step size along d.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Here:
    """Where a method stands.

    Attributes
    ----------
    point : ndarray, shape (n,)
    gradient : ndarray, shape (n,)
        ∇f at the point.
    """

    point: Floats
    gradient: Floats


@dataclass(frozen=True, eq=False)
class Move:
    """What a step returns.

    Attributes
    ----------
    point : ndarray, shape (n,)
        The next point; the same one if a trust region refused its trial.
    memory : object
        What the method wants to be given at its next step; None if it has no memory.
    notes : mapping of str to float
        What the step chose: its step size, damping, radius.
    """

    point: Floats
    memory: Any = None
    notes: Mapping[str, float] = field(default_factory=dict)


class Stuck(Exception):
    """A step that cannot be made; the sentence says why.

    Attributes
    ----------
    outcome : str
        "singular Hessian" or "no descent".
    """

    def __init__(self, outcome: str, sentence: str) -> None:
        super().__init__(sentence)
        self.outcome = outcome


def length(vector: Floats) -> float:
    """The Euclidean length, without overflow on the way.

    Examples
    --------
    >>> length(np.array([3e200, 0.0]))
    3e+200
    """
    largest = float(np.abs(vector).max(initial=0.0))
    if not np.isfinite(largest) or largest == 0.0:
        return largest
    return largest * float(np.linalg.norm(vector / largest))

"""What every method of descent asks of a function."""

from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@runtime_checkable
class Objective(Protocol):
    """Anything with a value, a gradient and a Hessian, vectorised over the leading axes of its points."""

    def value(self, point: ArrayLike) -> Any:
        """Values (...) at points (..., n)."""

    def gradient(self, point: ArrayLike) -> Floats:
        """Gradients (..., n) at points (..., n)."""

    def hessian(self, point: ArrayLike) -> Floats:
        """Hessians (..., n, n) at points (..., n)."""

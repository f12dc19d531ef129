"""Is a point critical, and are its eigenvalues zero? Exactly where possible, else up to rounding.

Letters: p is the point, H the Hessian there, ε the rounding unit of float64.
"""

from collections.abc import Sequence
from typing import Any

import mpmath
import numpy as np
import sympy
from numpy.typing import NDArray

from hesskit.maths.definiteness import Signs
from hesskit.maths.derivatives import gradient, hessian
from hesskit.maths.exactness import eigenvalue_signs, is_short, sign_of, substituted
from hesskit.maths.gradient_factors import plain
from hesskit.maths.plain import values
from hesskit.maths.surfaces import Surface
from hesskit.maths.tape import Tape

Floats = NDArray[np.float64]
_DIGITS = 50
_EPSILON = float(np.finfo(float).eps)


def all_at(surface: Any, p: Floats) -> tuple[float, Floats, Floats]:
    """Value, gradient (n,) and Hessian (n, n) at one point.

    Parameters
    ----------
    surface : Surface, Objective or callable
    p : ndarray, shape (n,)
    """
    if isinstance(surface, Surface):
        return surface.at(p)
    return float(values(surface, p)), gradient(surface, p), hessian(surface, p)


def exactly_critical(surface: Any, coordinates: tuple[sympy.Expr, ...], rounded: bool) -> bool | None:
    """Whether the gradient is exactly zero; None if this cannot be decided.

    Parameters
    ----------
    surface : Surface, Objective or callable
    coordinates : tuple of sympy.Expr
    rounded : bool
        Whether some coordinate came as a float; one of many digits is an approximation and not tried.
    """
    if not isinstance(surface, Surface) or (rounded and not is_short(coordinates)):
        return None
    here = dict(zip(surface.variables, coordinates, strict=True))
    signs = [sign_of(substituted(entry, here)) for entry in surface.gradient_vector]
    if any(signs):
        return False
    return None if None in signs else True


def nearly_critical(
    surface: Any, p: Floats, slope: Floats, H: Floats, gradient_tolerance: float | None, maybe: bool
) -> bool:
    """Whether the gradient is within a tolerance, or no larger than rounding p and the sums in ∇f make it.

    Parameters
    ----------
    surface : Surface, Objective or callable
    p : ndarray, shape (n,)
    slope : ndarray, shape (n,)
        ∇f(p).
    H : ndarray, shape (n, n)
    gradient_tolerance : float or None
        The largest norm allowed; None for what rounding explains.
    maybe : bool
        Whether p may be an approximation at all.
    """
    if gradient_tolerance is not None:
        return bool(np.linalg.norm(slope) <= gradient_tolerance)
    if not maybe or not np.isfinite(slope).all():
        return False
    noise = 8 * np.nanmax(np.abs(gradient(surface, _neighbours(p)) - slope), axis=0)
    explained = 16 * _EPSILON * np.nan_to_num(np.abs(H)) @ np.abs(p) + noise
    if isinstance(surface, Surface) and (np.abs(slope) > explained).any():
        explained = explained + 4 * _EPSILON * _sizes_of_terms(surface, p)
    return bool((np.abs(slope) <= explained).all())


def _sizes_of_terms(surface: Surface, p: Floats) -> Floats:
    """For each partial derivative the sum of |its terms| at p, in proportion to what rounding leaves of them."""
    here = {v: sympy.Float(float(c)) for v, c in zip(surface.variables, p, strict=True)}
    sizes = [
        sum(abs(term.xreplace(here).evalf()) for term in sympy.Add.make_args(entry))
        for entry in surface.gradient_vector
    ]
    return np.array(
        [float(size) if size.is_Float and size.is_finite else 0.0 for size in map(sympy.S, sizes)]
    )


def _neighbours(p: Floats) -> Floats:
    """The 2n floats next to p along the axes."""
    moved = np.tile(p, (2 * len(p), 1))
    for i in range(len(p)):
        moved[2 * i : 2 * i + 2, i] = np.nextafter(p[i], (-np.inf, np.inf))
    return moved


def exact_signs(surface: Any, H: Floats, exact: tuple[sympy.Expr, ...] | None) -> tuple[Floats, Signs | None]:
    """The Hessian from exact numbers, and the exact signs of its eigenvalues, where they can be had.

    Parameters
    ----------
    surface : Surface
    H : ndarray, shape (n, n)
        The Hessian in floats, returned where the exact one has no value.
    exact : tuple of sympy.Expr or None
    """
    if exact is None:
        return H, None
    here = dict(zip(surface.variables, exact, strict=True))
    matrix = surface.hessian_matrix.applyfunc(lambda entry: substituted(entry, here))
    signs = eigenvalue_signs(matrix)
    if signs is None:
        return H, None
    entries = [0.0 if sign_of(entry) == 0 else float(entry) for entry in matrix]
    return np.array(entries).reshape(H.shape), signs


def precise_hessian(surface: Surface, digits: Sequence[Any]) -> tuple[float, Floats, Signs] | None:
    """Value, Hessian and the signs of its eigenvalues at a point known to forty digits.

    Parameters
    ----------
    surface : Surface
    digits : sequence of n mpmath.mpf

    Returns
    -------
    tuple or None
        None where they have no finite real value. An eigenvalue below 10⁻²⁵ of the largest entry counts as zero.
    """
    n = len(digits)
    tape = Tape([plain(surface.expr), *map(plain, surface.hessian_matrix)], surface.variables)
    try:
        with mpmath.workdps(_DIGITS):
            numbers = [mpmath.mpmathify(number) for number in tape.precise(digits)]
            if not all(isinstance(number, mpmath.mpf) and mpmath.isfinite(number) for number in numbers):
                return None
            matrix = mpmath.matrix(n, n)
            for k, number in enumerate(numbers[1:]):
                matrix[k // n, k % n] = number
            least = mpmath.mpf(10) ** -25 * max(map(abs, numbers[1:]))
            signs = tuple(0 if abs(e) <= least else int(mpmath.sign(e)) for e in mpmath.eigsy(matrix, eigvals_only=True))
    except (ArithmeticError, ValueError, TypeError):
        return None
    H = np.array([float(number) for number in numbers[1:]]).reshape(n, n)
    return float(numbers[0]), H, signs


def zero_threshold(surface: Any, p: Floats, H: Floats, relative: float, eigenvalues: Floats) -> float:
    """Below this an eigenvalue may be zero: the tolerance, or how far rounding p can move H.

    Parameters
    ----------
    surface : Surface, Objective or callable
    p : ndarray, shape (n,)
    H : ndarray, shape (n, n)
    relative : float
        The tolerance relative to the largest |eigenvalue|.
    eigenvalues : ndarray, shape (n,)
    """
    moved = np.abs(hessian(surface, _neighbours(p)) - H)
    wobble = float(np.nanmax(moved, initial=0.0)) * len(p)
    return max(relative * float(np.abs(eigenvalues).max()), 8 * wobble)

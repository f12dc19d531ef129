"""Taylor models: the constant, the tangent plane and the quadratic that touch a surface at a point.

Letters: a is the centre, d = x − a the displacement; f(a + d) ≈ f(a) + ∇f(a)ᵀd + ½ dᵀH(a)d, as far as the
order says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.calculus.derivatives import gradient, hessian
from hesskit.maths.calculus.plain_functions import values
from hesskit.maths.calculus.wording import place
from hesskit.maths.surfaces import Objective, Surface, read_points

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class TaylorModel:
    """The Taylor polynomial of order 0, 1 or 2 of a function about a centre.

    Parameters
    ----------
    surface : Surface, Objective or callable
        A plain Python function is differentiated by autograd.
    centre : array_like, shape (n,)
    order : {2, 1, 0}

    Attributes
    ----------
    value0 : float
        f(a).
    gradient : ndarray, shape (n,)
        ∇f(a), whatever the order.
    hessian : ndarray, shape (n, n)
        H(a), whatever the order.

    Raises
    ------
    ValueError
        If the order is not 0, 1 or 2, the centre is not one point, or f lacks the derivatives there.

    Notes
    -----
    If the third derivatives along a line are bounded by M, the order-2 error at distance |d| is at most
    M|d|³/6.
    Source: Nocedal and Wright, Numerical Optimization, 2nd ed. (2006), theorem 2.1.

    Examples
    --------
    >>> model = TaylorModel(lambda x, y: x**2 * y, (1, 1))
    >>> model([[1, 1], [1.5, 1]]).tolist()
    [1.0, 2.25]
    >>> model.error([1.5, 1.5]).item()
    0.125
    """

    surface: Surface | Objective | Callable[..., Any]
    centre: Floats
    order: int = 2

    @np.errstate(all="ignore")
    def __post_init__(self) -> None:
        if isinstance(self.order, bool) or self.order not in (0, 1, 2):
            raise ValueError(f"the order of a Taylor model is 0, 1 or 2, not {self.order!r}.")
        centre = read_points(self.centre, getattr(self.surface, "variables", ()))
        if centre.ndim != 1:
            raise ValueError(f"the centre is one point, but this one has shape {centre.shape}.")
        object.__setattr__(self, "centre", _read_only(centre.copy()))
        needed = [np.asarray(self.value0), self.gradient, self.hessian][: self.order + 1]
        for name, numbers in zip(("value", "gradient", "Hessian"), needed, strict=False):
            if not np.isfinite(numbers).all():
                raise ValueError(
                    f"the function has no finite {name} at {place(centre)}: choose another centre."
                )

    @cached_property
    def value0(self) -> float:
        """f(a)."""
        return float(values(self.surface, self.centre))

    @cached_property
    def gradient(self) -> Floats:
        """∇f(a), shape (n,)."""
        return _read_only(gradient(self.surface, self.centre))

    @cached_property
    def hessian(self) -> Floats:
        """H(a), shape (n, n)."""
        return _read_only(hessian(self.surface, self.centre))

    @np.errstate(all="ignore")
    def __call__(self, points: ArrayLike) -> Floats:
        """Evaluate the model."""
        return self._evaluate(self._read(points))

    @np.errstate(all="ignore")
    def error(self, points: ArrayLike) -> Floats:
        """|f − model|, shape (...), at points, shape (..., n).

        Examples
        --------
        >>> TaylorModel(lambda x, y: x**2 + y**2, (0, 0)).error([[1, 1], [3, 4]]).tolist()
        [0.0, 0.0]
        """
        read = self._read(points)
        with np.errstate(all="ignore"):
            return np.abs(values(self.surface, read) - self._evaluate(read))

    def latex(self) -> str:
        """The model in LaTeX in powers of x − a, with four significant digits.

        Examples
        --------
        >>> TaylorModel(lambda x, y: x**2 * y, (1, 1)).latex()
        '1 + 2 (x - 1) + (y - 1) + (x - 1)^{2} + 2 (x - 1) (y - 1)'
        """
        away = [_difference(name, a) for name, a in zip(self._names, self.centre, strict=True)]
        terms = [(self.value0, "")]
        if self.order >= 1:
            terms += list(zip(self.gradient.tolist(), away, strict=True))
        if self.order == 2:
            for i, one in enumerate(away):
                terms.append((self.hessian[i, i] / 2, f"{one}^{{2}}"))
                terms += [(self.hessian[i, j], f"{one} {away[j]}") for j in range(i + 1, len(away))]
        return _sum(terms)

    @property
    def _names(self) -> tuple[str, ...]:
        n = len(self.centre)
        own = tuple(map(str, getattr(self.surface, "variables", ())))
        return own or (("x", "y", "z")[:n] if n <= 3 else tuple(f"x_{{{i + 1}}}" for i in range(n)))

    def _read(self, points: ArrayLike) -> Floats:
        return read_points(points, self._names)

    def _evaluate(self, points: Floats) -> Floats:
        d = points - self.centre
        result = np.full(d.shape[:-1], self.value0)
        with np.errstate(all="ignore"):
            if self.order >= 1:
                result = result + d @ self.gradient
            if self.order == 2:
                result = result + 0.5 * np.sum((d @ self.hessian) * d, axis=-1)
        return np.asarray(result)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TaylorModel):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[object, ...]:
        return self.surface, tuple(self.centre.tolist()), self.order

    def __repr__(self) -> str:
        return f"TaylorModel({self.surface!r}, {place(self.centre)}, order={self.order})"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle T_{self.order}({', '.join(self._names)}) = {self.latex()}$"


def _read_only(array: Floats) -> Floats:
    array.setflags(write=False)
    return array


def _number(number: float) -> str:
    mantissa, _, exponent = f"{number:.4g}".partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa


def _difference(name: str, a: float) -> str:
    if a == 0:
        return name
    return f"({name} {'-' if a > 0 else '+'} {_number(abs(a))})"


def _sum(terms: list[tuple[float, str]]) -> str:
    """Join coefficients and monomials with their signs; zeros are left out and a 1 is not written."""
    text = ""
    for coefficient, monomial in terms:
        size = _number(abs(coefficient))
        if size == "0":
            continue
        sign = ("-" if coefficient < 0 else "") if not text else (" - " if coefficient < 0 else " + ")
        text += sign + (monomial if monomial and size == "1" else f"{size} {monomial}".strip())
    return text or "0"

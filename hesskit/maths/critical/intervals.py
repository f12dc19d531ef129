"""One symbolic expression, run in three ways: on arrays of numbers, on arrays of intervals, and with many digits.

A tape lists every subexpression once, each after its operands. Building one costs far less than compiling with
``sympy.lambdify`` three times, and running it on intervals is what ``lambdify`` cannot do.

Glossary: a *slot* is one place of the tape; *undefined* marks boxes in which the expression has no real value anywhere,
*partial* those in which it may have none somewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import mpmath
import numpy as np
import numpy.typing as npt
import sympy

# Interval arithmetic on arrays: bounds that certainly hold, for many boxes at once.

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Interval = tuple[Array, Array]

_RELATIVE = 8e-16
_ABSOLUTE = 1e-300


def widen(low: Array, high: Array) -> Interval:
    """Move both bounds outwards by a few units in the last place; what is not a number becomes unbounded."""
    low = low - (_RELATIVE * np.abs(low) + _ABSOLUTE)
    high = high + (_RELATIVE * np.abs(high) + _ABSOLUTE)
    if np.isnan(np.sum(low)) or np.isnan(np.sum(high)):  # rare, and looking at every one takes long
        low, high = np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high)
    return low, high


def add(a: Interval, b: Interval) -> Interval:
    """Enclose a + b."""
    return widen(a[0] + b[0], a[1] + b[1])


def multiply(a: Interval, b: Interval) -> Interval:
    """Enclose a · b; zero times an unbounded interval is zero."""
    if np.ndim(a[0]) == 0:
        a, b = b, a
    if np.ndim(b[0]) == 0 and b[0] == b[1] != 0 and np.isfinite(b[0]):
        ends = a[0] * b[0], a[1] * b[0]
        return widen(*ends) if b[0] > 0 else widen(ends[1], ends[0])
    products = [u * v for u in a for v in b]
    products = [np.where(np.isnan(p), 0.0, p) for p in products]
    return widen(np.minimum.reduce(products), np.maximum.reduce(products))


def reciprocal(a: Interval) -> Interval:
    """Enclose 1 / a; unbounded where a holds zero."""
    holds_zero = (a[0] <= 0) & (a[1] >= 0)
    low, high = 1.0 / a[1], 1.0 / a[0]
    return widen(np.where(holds_zero, -np.inf, low), np.where(holds_zero, np.inf, high))


def power(a: Interval, exponent: int) -> Interval:
    """Enclose a to a whole power."""
    if exponent < 0:
        return reciprocal(power(a, -exponent))
    low, high = a[0] ** exponent, a[1] ** exponent
    if exponent % 2:
        return widen(low, high)
    holds_zero = (a[0] <= 0) & (a[1] >= 0)
    return widen(np.where(holds_zero, 0.0, np.minimum(low, high)), np.maximum(low, high))


def increasing(function: Callable[[Array], Array], a: Interval) -> Interval:
    """Enclose a function that never decreases (with 4 more units for the library's own rounding)."""
    low, high = widen(*widen(function(a[0]), function(a[1])))
    return low, high


def decreasing(function: Callable[[Array], Array], a: Interval) -> Interval:
    """Enclose a function that never increases."""
    return widen(*widen(function(a[1]), function(a[0])))


def absolute(a: Interval) -> Interval:
    """Enclose the absolute value."""
    holds_zero = (a[0] <= 0) & (a[1] >= 0)
    smaller = np.minimum(np.abs(a[0]), np.abs(a[1]))
    return np.where(holds_zero, 0.0, smaller), np.maximum(np.abs(a[0]), np.abs(a[1]))


def sine(a: Interval) -> Interval:
    """Enclose the sine."""
    low, high = a
    ends = np.sin(low), np.sin(high)
    turn = 2 * np.pi
    slack = 1e-12 * (
        1 + np.maximum(np.abs(low), np.abs(high))
    )  # a crest that is just missed is counted as met
    crest = np.floor((high + slack - np.pi / 2) / turn) >= np.ceil((low - slack - np.pi / 2) / turn)
    trough = np.floor((high + slack + np.pi / 2) / turn) >= np.ceil((low - slack + np.pi / 2) / turn)
    below, above = widen(*widen(np.minimum(*ends), np.maximum(*ends)))
    unbounded = ~np.isfinite(low) | ~np.isfinite(high)
    return np.where(trough | unbounded, -1.0, below), np.where(crest | unbounded, 1.0, above)


def cosine(a: Interval) -> Interval:
    """Enclose the cosine."""
    return sine(add(a, (np.full_like(a[0], np.pi / 2), np.full_like(a[1], np.pi / 2))))


def hyperbolic_cosine(a: Interval) -> Interval:
    """Enclose the hyperbolic cosine."""
    return increasing(np.cosh, absolute(a))


def sign(a: Interval) -> Interval:
    """Enclose the sign."""
    return np.sign(a[0]), np.sign(a[1])


def impulse(a: Interval) -> Interval:
    """Enclose the derivative of the sign where there is one: zero."""
    return np.zeros_like(a[0]), np.zeros_like(a[0])


_INCREASING: dict[str, Callable[[Array], Array]] = {
    "exp": np.exp,
    "atan": np.arctan,
    "sinh": np.sinh,
    "tanh": np.tanh,
    "asinh": np.arcsinh,
}
_NUMPY: dict[str, Callable[[Array], Array]] = {
    **_INCREASING,
    "log": np.log,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "asin": np.arcsin,
    "acos": np.arccos,
    "cosh": np.cosh,
    "Abs": np.abs,
    "sign": np.sign,
    "acosh": np.arccosh,
    "atanh": np.arctanh,
    "DiracDelta": np.zeros_like,  # the derivative of a sign: zero but where there is none
}
_PRECISE = {name: getattr(mpmath.mp, name) for name in _NUMPY if hasattr(mpmath.mp, name)} | {
    "Abs": abs,
    "DiracDelta": lambda _: mpmath.mpf(0),
}


class Unsupported(ValueError):
    """A function that a tape cannot run."""


class Tape:
    """Expressions laid out for repeated evaluation.

    Examples
    --------
    >>> x, y = sympy.symbols("x y", real=True)
    >>> Tape([x**2 + y, sympy.exp(x)], (x, y)).numbers(np.array([[0.0, 1.0], [1.0, 0.0]])).tolist()
    [[1.0, 1.0], [1.0, 2.718281828459045]]
    """

    def __init__(self, expressions: Sequence[sympy.Expr], variables: Sequence[sympy.Symbol]) -> None:
        self._slots: list[tuple[str, Any, tuple[int, ...]]] = []
        self._where: dict[sympy.Basic, int] = {}
        self._variables = tuple(variables)
        self._outputs = [self._place(e) for e in expressions]

    def _place(self, node: sympy.Basic) -> int:
        """Put a node on the tape after its operands and return its slot."""
        if node in self._where:
            return self._where[node]
        slot = self._slot_of(node)
        self._slots.append(slot)
        self._where[node] = len(self._slots) - 1
        return self._where[node]

    def _slot_of(self, node: sympy.Basic) -> tuple[str, Any, tuple[int, ...]]:
        if node in self._variables:
            return "variable", self._variables.index(node), ()
        if not node.free_symbols:
            if not node.is_finite or node.is_real is False:
                raise Unsupported(f"{node} is not a real number")
            return "number", (node, float(node), _enclosure(node)), ()
        if isinstance(node, sympy.Pow):
            return self._power(node)
        if isinstance(node, sympy.Add | sympy.Mul):
            return ("add" if node.is_Add else "multiply"), None, tuple(self._place(a) for a in node.args)
        name = type(node).__name__
        if name not in _NUMPY or (len(node.args) != 1 and name != "DiracDelta"):
            raise Unsupported(f"the function {name} is not known here")
        return name, None, (self._place(node.args[0]),)

    def _power(self, node: sympy.Pow) -> tuple[str, Any, tuple[int, ...]]:
        base, exponent = node.args
        if exponent.is_Integer:
            return "whole power", int(exponent), (self._place(base),)
        if not exponent.free_symbols:
            return "power", exponent, (self._place(base),)
        return "exp", None, (self._place(exponent * sympy.log(base)),)

    def numbers(self, points: Array) -> Array:
        """Evaluate at points (..., n); return (..., m), not-a-number where there is no real value."""
        values: list[Any] = []
        with np.errstate(all="ignore"):
            for operation, data, operands in self._slots:
                values.append(_number(operation, data, [values[i] for i in operands], points))
            shape = points.shape[:-1]
            columns = [np.broadcast_to(np.asarray(values[i], dtype=float), shape) for i in self._outputs]
        return np.stack(columns, axis=-1) if columns else np.empty((*shape, 0))

    def precise(self, point: Sequence[Any]) -> list[Any]:
        """Evaluate at one point with mpmath at its current precision; complex values are returned as they come."""
        values: list[Any] = []
        for operation, data, operands in self._slots:
            values.append(_precise(operation, data, [values[i] for i in operands], point))
        return [values[i] for i in self._outputs]

    def enclose(self, low: Array, high: Array) -> tuple[Array, Array, Mask, Mask]:
        """Enclose the values over boxes."""
        marks = np.zeros((2, len(low)), dtype=bool)
        values: list[Interval] = []
        with np.errstate(all="ignore"):
            for operation, data, operands in self._slots:
                values.append(_interval(operation, data, [values[i] for i in operands], (low, high), marks))
        lows = np.stack([np.broadcast_to(values[i][0], len(low)) for i in self._outputs], axis=-1)
        highs = np.stack([np.broadcast_to(values[i][1], len(low)) for i in self._outputs], axis=-1)
        return lows, highs, marks[0], marks[1]


def _enclosure(number: sympy.Basic) -> tuple[float, float]:
    value = float(number)
    if number.is_Integer and abs(value) < 2**53:
        return value, value
    return float(np.nextafter(value, -np.inf)), float(np.nextafter(value, np.inf))


def _number(operation: str, data: Any, a: list[Any], points: Array) -> Any:
    if operation == "variable":
        return points[..., data]
    if operation == "number":
        return data[1]
    if operation == "add":
        return sum(a[1:], a[0])
    if operation == "multiply":
        product = a[0]
        for factor in a[1:]:
            product = product * factor
        return product
    if operation == "whole power":
        return np.asarray(a[0], dtype=float) ** data
    if operation == "power":
        return np.sqrt(a[0]) if data == sympy.S.Half else np.asarray(a[0], dtype=float) ** float(data)
    return _NUMPY[operation](a[0])


def _precise(operation: str, data: Any, a: list[Any], point: Sequence[Any]) -> Any:
    if operation == "variable":
        return mpmath.mpmathify(point[data])
    if operation == "number":
        return (
            data[0]._to_mpmath(mpmath.mp.prec)
            if data[0].is_Rational
            else mpmath.mpmathify(sympy.N(data[0], mpmath.mp.dps + 5))
        )
    if operation == "add":
        return mpmath.fsum(a)
    if operation == "multiply":
        return mpmath.fprod(a)
    if operation in ("whole power", "power"):
        return mpmath.power(
            a[0], data if operation == "whole power" else _precise("number", (data,), [], point)
        )
    return _PRECISE[operation](a[0])


def _interval(operation: str, data: Any, a: list[Interval], box: Interval, marks: Mask) -> Interval:
    if operation == "variable":
        return box[0][:, data], box[1][:, data]
    if operation == "number":
        return np.array(data[2][0]), np.array(data[2][1])  # one for all boxes
    if operation in ("add", "multiply"):
        combine = add if operation == "add" else multiply
        total = a[0]
        for term in a[1:]:
            total = combine(total, term)
        return total
    if operation == "whole power":
        if data < 0:
            marks[1] |= (a[0][0] <= 0) & (a[0][1] >= 0)
        return power(a[0], data)
    if operation in ("power", "log", "acosh", "asin", "acos", "atanh"):
        return _partly_defined(operation, data, a[0], marks)
    if operation in _INCREASING:
        return increasing(_INCREASING[operation], a[0])
    special = {
        "sin": sine,
        "cos": cosine,
        "cosh": hyperbolic_cosine,
        "Abs": absolute,
        "sign": sign,
        "DiracDelta": impulse,
    }
    if operation in special:
        if operation in ("Abs", "sign", "DiracDelta"):
            marks[1] |= (a[0][0] <= 0) & (a[0][1] >= 0)
        return special[operation](a[0])
    return _tangent(a[0], marks)


def _partly_defined(operation: str, data: Any, a: Interval, marks: Mask) -> Interval:
    """Enclose a function that is real only for some arguments, over the part of the interval where it is."""
    floor, ceiling = {"acosh": (1.0, np.inf), "power": (0.0, np.inf), "log": (0.0, np.inf)}.get(
        operation, (-1.0, 1.0)
    )
    marks[0] |= (a[1] < floor) | (a[0] > ceiling)
    marks[1] |= (a[0] <= floor) | (a[1] >= ceiling)
    inside = np.clip(a[0], floor, ceiling), np.clip(a[1], floor, ceiling)
    if operation == "acos":
        return decreasing(np.arccos, inside)
    if operation != "power":
        return increasing(_NUMPY[operation], inside)
    exponent = float(data)
    return (increasing if exponent > 0 else decreasing)(lambda u: u**exponent, inside)


def _tangent(a: Interval, marks: Mask) -> Interval:
    branch = np.floor((a[0] + np.pi / 2) / np.pi), np.floor((a[1] + np.pi / 2) / np.pi)
    broken = (branch[0] != branch[1]) | ~np.isfinite(a[0]) | ~np.isfinite(a[1])
    marks[1] |= broken
    low, high = increasing(np.tan, a)
    return np.where(broken, -np.inf, low), np.where(broken, np.inf, high)

"""Random formulas of every function in the table, three deep, each as text and as an mpmath function.

The second reading shares nothing with hesskit's: no parser, no sympy.
"""

import random
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np

from hesskit.maths.calculus.derivatives import hvp
from hesskit.maths.calculus.taylor_model import TaylorModel
from hesskit.maths.critical.classify import classify
from hesskit.maths.surfaces.functions import FUNCTIONS
from hesskit.maths.surfaces.surface import Surface

from .cases import Case, find

mp = mpmath.mp
Reading = Callable[[Any, Any], Any]


class Undefined(Exception):
    """Not real, or a pole."""


def _cube_root(u: Any) -> Any:
    return mp.sign(u) * mp.power(abs(u), mp.mpf(1) / 3)


MEANINGS: dict[str, Callable[[Any], Any]] = {
    **{name: getattr(mp, name) for name in "sin cos tan sec csc cot sinh cosh tanh sech csch coth exp sqrt".split()},  # noqa: SIM905
    **{name: getattr(mp, name) for name in "asin acos atan asinh acosh atanh sign".split()},  # noqa: SIM905
    "log": mp.log, "log10": mp.log10, "log2": lambda u: mp.log(u, 2), "cbrt": _cube_root, "abs": abs,
}  # fmt: skip
ATOMS: list[tuple[str, Reading]] = [
    ("x", lambda x, y: x),
    ("y", lambda x, y: y),
    ("x*y", lambda x, y: x * y),
    ("x + y", lambda x, y: x + y),
    ("x - 1", lambda x, y: x - 1),
    ("1 - y", lambda x, y: 1 - y),
    ("x^2 + y^2", lambda x, y: x**2 + y**2),
    ("x^2 - y^2", lambda x, y: x**2 - y**2),
    ("1 - x^2 - y^2", lambda x, y: 1 - x**2 - y**2),
    ("x/y", lambda x, y: x / y),
    ("2x + 1", lambda x, y: 2 * x + 1),
    ("0.5y", lambda x, y: y / 2),
    ("pi*x", lambda x, y: mp.pi * x),
]
BORDERS = (0.0, 1.0, -1.0, 0.5, -0.5, 2.0, np.pi / 2, -np.pi / 2, np.pi, np.e, 1e-8, -1e-300, 1e8)


def real(value: Any) -> Any:
    """Return a real number, or raise Undefined."""
    if isinstance(value, mpmath.mpc):
        if value.imag != 0:
            raise Undefined
        value = value.real
    if not mp.isfinite(value):
        raise Undefined
    return value


def _called(name: str, inner: Reading) -> Reading:
    own = FUNCTIONS[name].name
    meaning = MEANINGS.get(own) or getattr(mp, own)
    return lambda x, y: real(meaning(inner(x, y)))


def composed(random_: random.Random, depth: int = 3) -> tuple[str, Reading]:
    """Make a formula of functions `depth` deep, now and then with an operation between."""
    if depth == 0:
        return random_.choice(ATOMS)
    text, reading = composed(random_, depth - 1)
    name = random_.choice(sorted(FUNCTIONS))
    text, reading = f"{name}({text})", _called(name, reading)
    dice = random_.random()
    if dice < 0.6:
        return text, reading
    other, second = random_.choice(ATOMS)
    if dice < 0.7:
        return f"{text} + ({other})", lambda x, y: reading(x, y) + second(x, y)
    if dice < 0.8:
        return f"({other})*{text}", lambda x, y: second(x, y) * reading(x, y)
    if dice < 0.86:
        return f"{text}^2", lambda x, y: reading(x, y) ** 2
    if dice < 0.92:
        return f"({other})/({text})", lambda x, y: second(x, y) / reading(x, y)
    if dice < 0.96:
        return f"({text})^({other})", lambda x, y: real(mp.power(reading(x, y), second(x, y)))
    exponent = random_.choice(("1/3", "0.5", "3/2", "-1", "-2"))
    number = {"1/3": mp.mpf(1) / 3, "0.5": mp.mpf(1) / 2, "3/2": mp.mpf(3) / 2, "-1": -1, "-2": -2}[exponent]
    return f"({text})^({exponent})", lambda x, y: real(mp.power(reading(x, y), number))


def fuzzed(seed: int) -> Case:
    """Take a random formula through everything that reads what is typed; only our own errors may come out."""
    random_ = random.Random(seed)
    text, reading = composed(random_)
    case = Case(text)
    surface = case.attempt("Surface", lambda: Surface(text), 1.0)
    if surface is None:
        return case
    case.attempt("reading", lambda: surface.reading)
    points = [[random_.choice(BORDERS), random_.choice(BORDERS)] for _ in range(4)]
    points.append([round(random_.uniform(-2, 2), 2), round(random_.uniform(-2, 2), 2)])
    for name in ("value", "gradient", "hessian"):
        case.attempt(name, lambda name=name: getattr(surface, name)(points), 3.0)
    for point in points:
        case.attempt(f"at {point}", lambda point=point: surface.at(point))
        case.attempt(f"classify {point}", lambda point=point: classify(surface, point), 3.0)
        case.attempt(f"TaylorModel {point}", lambda point=point: repr(TaylorModel(surface, point)), 2.0)
        case.attempt(f"hvp {point}", lambda point=point: hvp(surface, point, (1, -1)))
    differentiated(case, surface, reading, points[-1])
    if random_.random() < 0.3:
        find(case, surface)
    return case


def differentiated(case: Case, surface: Surface, reading: Reading, point: list[float]) -> None:
    """Compare value, gradient and Hessian at a point with mpmath's, where that is well conditioned."""
    here = [mp.mpf(float(c)) for c in point]
    orders = {(0, 0): (), (1, 0): (0,), (0, 1): (1,), (2, 0): (0, 0), (1, 1): (0, 1), (0, 2): (1, 1)}
    try:
        exact = {order: _derivative(reading, here, order) for order in orders}
        shifted = [c * (1 + mp.mpf(10) ** -12) for c in here]
        moved = {order: _derivative(reading, shifted, order) for order in orders}
        with mp.workprec(40):  # twelve digits at each step
            rough = real(reading(*here))
    except (Undefined, ValueError, ZeroDivisionError, OverflowError, TypeError, mpmath.libmp.ComplexResult):
        return
    said = case.attempt("at", lambda: surface.at([float(c) for c in here]))
    if said is None or abs(rough - exact[0, 0]) > 1e-6 * max(abs(exact[0, 0]), mp.mpf(10) ** -6):
        return  # digits are lost on the way, such as in artanh(1 − 10⁻¹¹): floats cannot know
    for order, axes in orders.items():
        right, number = exact[order], said[len(axes)][axes] if axes else said[0]
        size = max(abs(right), mp.mpf(10) ** -6)
        if abs(moved[order] - right) > 1e-6 * size or size > 1e12:
            continue  # badly conditioned: floats cannot know
        if not abs(mp.mpf(float(number)) - right) <= 1e-4 * size:
            case.complain(f"derivative {order} at {point}: {number} is said, {mp.nstr(right, 12)} is right")


def _derivative(reading: Reading, point: list[Any], order: tuple[int, int]) -> Any:
    if order == (0, 0):
        return real(reading(*point))
    return real(mp.diff(reading, tuple(point), order))

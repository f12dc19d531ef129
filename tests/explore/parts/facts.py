"""What an explorer should say, computed again without hesskit: mpmath's derivatives, NumPy, and plain loops."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import atan2, cos, degrees, hypot, isfinite, radians, sin
from typing import Any

import mpmath
import numpy as np

from hesskit.explore.parts.labels import number

NUMBER = re.compile(r"−?(?:10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|\d+(?:\.\d+)?(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)")
SCALE = re.compile(r"m = \S+|at step \d+")  # what a graph's height is worth: chosen by the picture
# each formula as it is typed, and as mpmath (or NumPy), m, computes it
FORMULAS: Mapping[str, Callable[..., Any]] = {
    "x^2 + 3xy + y^2": lambda m, x, y: x * x + 3 * x * y + y * y,
    "x^3 - 3x y^2": lambda m, x, y: x**3 - 3 * x * y * y,
    "exp(x) sin(y)": lambda m, x, y: m.exp(x) * m.sin(y),
    "exp(x) sin(y) + x^2/2": lambda m, x, y: m.exp(x) * m.sin(y) + x * x / 2,
    "exp(-x^2-y^2)(x^2+2y^2)": lambda m, x, y: m.exp(-x * x - y * y) * (x * x + 2 * y * y),
    "x y": lambda m, x, y: x * y,
    "x^4 - 2x^2 + y^2": lambda m, x, y: x**4 - 2 * x * x + y * y,
    "x^4 - 2x^2 + y^4 - 2y^2": lambda m, x, y: x**4 - 2 * x * x + y**4 - 2 * y * y,
    "Rosenbrock": lambda m, x, y: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
    "-x^2 - 5y^2": lambda m, x, y: -x * x - 5 * y * y,
    "x^2": lambda m, x, y: x * x + 0 * y,
    "x^4 + y^4": lambda m, x, y: x**4 + y**4,
    "log(x)": lambda m, x, y: m.log(x) + 0 * y,
    "5": lambda m, x, y: 5 + 0 * x * y,
    "1/x + y": lambda m, x, y: 1 / x + y,
    "123456.789 x y^2": lambda m, x, y: m.mpf("123456.789") * x * y * y if m is mpmath.mp else 123456.789 * x * y * y,
    "(y - x^2)(y - 3x^2)": lambda m, x, y: (y - x * x) * (y - 3 * x * x),
    "-x^2 y^2": lambda m, x, y: -x * x * y * y,
    "0 x": lambda m, x, y: 0 * x * y,
    "x^2 y + y z^3": lambda m, x, y, z: x * x * y + y * z**3,
}  # fmt: skip


@dataclass
class Facts:
    """Slots of the readout that must say just this, and all other numbers that may be said; two digits of the last."""

    slots: dict[str, float] = field(default_factory=dict)
    known: list[float] = field(default_factory=list)
    loose: list[float] = field(default_factory=list)
    constants: str = "0 1 2"
    digits: int = 4  # of the slots
    covers: tuple[str, ...] = ("caption", "sentence", "tags")  # where every number is one of these

    def told(self) -> set[str]:
        """Every number as it may be written."""
        everything = [*self.slots.values(), *self.known]
        return {
            *self.constants.split(),
            *(text for value in everything for digits in (3, 4, 6) for text in written(value, digits)),
            *(text for value in self.loose for text in written(value, 2)),
        }

    def faults(self, numbers: Mapping[str, str], **texts: Iterable[str]) -> list[str]:
        """What a readout says that is not so, and what the texts do that this covers."""
        told = self.told()
        wrong = [
            f"{slot} = {numbers[slot]}, not {number(value, self.digits)}"
            for slot, value in self.slots.items()
            if slot in numbers
            and not written(value, self.digits) & set(NUMBER.findall(numbers[slot]) or [numbers[slot]])
        ]
        return wrong + [
            f"{token} in “{text}”"
            for kind in self.covers
            for text in texts.get(kind, ())
            for token in NUMBER.findall(SCALE.sub("", text))
            if token not in told
        ]


def written(value: float, digits: int) -> set[str]:
    """How a number may be written: on a tie either way, and 0 where it is no more than rounding."""
    if not isfinite(value):
        return {number(value)}
    return {number(value * (1 + nudge), digits) for nudge in (-1e-11, 0, 1e-11)} | (
        {"0"} if abs(value) < 1e-12 else set()
    )


@lru_cache(maxsize=4096)
def derived(text: str, point: tuple[float, ...]) -> tuple[float, np.ndarray, np.ndarray] | None:
    """Give f, ∇f and H by mpmath's differences at many digits; None where they are not real."""
    n = len(point)
    with mpmath.workdps(40):
        place = tuple(map(mpmath.mpf, point))

        def partial(*orders: int) -> Any:
            return mpmath.diff(lambda *at: FORMULAS[text](mpmath.mp, *at), place, orders)

        try:
            found = [FORMULAS[text](mpmath.mp, *place)]
            unit = np.eye(n, dtype=int)
            found += [partial(*unit[i]) for i in range(n)]
            found += [partial(*(unit[i] + unit[j])) for i in range(n) for j in range(n)]
        except (ZeroDivisionError, ValueError):
            return None
        if any(isinstance(one, mpmath.mpc) or not mpmath.isfinite(one) for one in found):
            return None
        plain = np.array([float(one) if abs(one) > 1e-12 else 0.0 for one in found])
    return float(plain[0]), plain[1 : n + 1], plain[n + 1 :].reshape(n, n)


def eigen(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray, list[float]]:
    """Eigenvalues, unit eigenvectors in columns, and their bearings in degrees."""
    values, vectors = np.linalg.eigh(matrix)
    values = np.where(abs(values) < 1e-12 * np.max(abs(values), initial=0.0), 0.0, values)
    bearings = [degrees(atan2(y, x)) % 180 for x, y in vectors.T[:, :2]]
    return values, vectors, [turn for one in bearings for turn in (one, one + 180, abs(one - 180))]


def entries(slot: str, matrix: np.ndarray) -> dict[str, float]:
    """The slots of a matrix."""
    matrix = np.atleast_2d(np.asarray(matrix, float).T).T
    return {f"{slot}{i}{j}": float(matrix[i, j]) for i, j in np.ndindex(*matrix.shape)}


def rounded(angles: Iterable[float]) -> list[float]:
    """Angles as they are said: to a tenth of a degree, and to a degree."""
    return [value for angle in angles for value in (float(round(angle)), round(angle, 1))]


def _hessian(v: Any) -> Facts | None:
    found = derived(v["formula"], v["point"])
    if found is None:
        return None
    f, slope, H = found
    values, vectors, bearings = eigen(H)
    slots = entries("H", H) | entries("g", slope) | {"value": f, "low": values[0], "high": values[1]}
    return Facts(slots, [*v["point"], *rounded(bearings)], [*vectors.flat, *(-vectors).flat])


def _partials(v: Any) -> Facts | None:
    found = derived(v["formula"], tuple(v["point"]))
    if found is None:
        return None
    f, slope, H = found
    return Facts(entries("H", H) | entries("g", slope) | {"f": f}, [*v["point"]])


def _interaction(v: Any) -> Facts | None:
    found = derived(v["formula"], v["point"])
    if found is None:
        return None
    _f, slope, H = found
    ends = [end for one in v["box"][1] if (end := derived(v["formula"], (v["point"][0], one)))]
    slots = {"slope": float(slope[0]), "mixed": float(H[0, 1])}
    return Facts(slots, [*v["point"], *v["box"][1], *(float(one[1][0]) for one in ends)])


def _direction(angle: float) -> np.ndarray:
    return np.array([cos(radians(angle)), sin(radians(angle))])


def _curvature(v: Any) -> Facts | None:
    found = derived(v["formula"], v["point"])
    if found is None:
        return None
    H, u = found[2], _direction(v["angle"])
    values, _vectors, bearings = eigen(H)
    bend = float(u @ H @ u)
    bend = 0.0 if abs(bend) < 1e-12 * np.max(abs(values)) else bend
    slots = entries("H", H) | {"bend": bend, "low": values[0], "high": values[1]}
    # along (1, t): H₀₀ + 2 H₀₁ t + H₁₁ t² = 0
    roots = np.roots([H[1, 1], 2 * H[0, 1], H[0, 0]]) if H.any() else []
    flat = [degrees(atan2(root.real, 1)) % 180 for root in roots if abs(root.imag) < 1e-9]
    flat += [90.0] if abs(H[1, 1]) < 1e-12 else []
    return Facts(slots, [*v["point"], *u, *rounded([v["angle"], *bearings, *flat])], [*u])


def _gradient(v: Any) -> Facts | None:
    found = derived(v["formula"], v["point"])
    if found is None:
        return None
    f, slope, _H = found
    u, size = _direction(v["angle"]), hypot(*slope)
    along = float(slope @ u)
    along = 0.0 if abs(along) < 1e-12 * size else along
    turn = abs((v["angle"] - degrees(atan2(slope[1], slope[0])) + 180) % 360 - 180)
    share = [min(round(100 * abs(along) / size), 99)] if size else []
    slots = entries("g", slope) | {"steepness": size, "slope": along}
    return Facts(slots, [f, -size, *v["point"], *u, *rounded([turn]), *share], [*u])


def _quadratic_form(v: Any) -> Facts | None:
    H = np.array([[v["f_xx"], v["f_xy"]], [v["f_xy"], v["f_yy"]]])
    values, vectors, _bearings = eigen(H)
    D = v["f_xx"] * v["f_yy"] - v["f_xy"] ** 2
    slots = entries("H", H) | {"trace": H.trace(), "D": D, "low": values[0], "high": values[1]}
    return Facts(slots, [], [*vectors.flat, *(-vectors).flat], "0 4")


def _shapes(v: Any) -> Facts | None:
    used = np.array(v["eigenvalues"][: 3 if v["third"] else 2])
    turn = np.eye(len(used))
    turn[:2, :2] = np.column_stack([_direction(v["angle"]), _direction(v["angle"] + 90)])
    H = turn @ np.diag(used) @ turn.T
    H[abs(H) < 1e-14] = 0.0
    slots = entries("H", H[:2, :2]) | {"det": float(np.prod(used))}
    return Facts(slots, [*used, v["angle"], *H.flat], [], "0 3")


def _mixed_partials(v: Any) -> Facts | None:
    f, slope_x, slope_y = PAIRS[v["function"]]
    h, k = v["steps"]
    slots = {
        "x_first": (slope_x(k) - slope_x(0)) / k,
        "y_first": (slope_y(h) - slope_y(0)) / h,
        "quotient": (f(h, k) - f(h, 0) - f(0, k) + f(0, 0)) / (h * k),
    }
    return Facts(slots, [h, k], [], "0 1 −1 3")


# ∂f/∂x at (0, k) and ∂f/∂y at (h, 0), by hand
PAIRS: Mapping[str, tuple[Any, Any, Any]] = {
    "x y (x^2 - y^2)/(x^2 + y^2)": (
        lambda x, y: x * y * (x * x - y * y) / (x * x + y * y) if x or y else 0.0,
        lambda k: -k,
        lambda h: h,
    ),
    "sin(x) e^y": (lambda x, y: sin(x) * float(np.exp(y)), lambda k: float(np.exp(k)), sin),
    "x^2 + 3xy + y^2": (lambda x, y: x * x + 3 * x * y + y * y, lambda k: 3 * k, lambda h: 3 * h),
    "x^2 y^2/(x^2 + y^2)": (
        lambda x, y: x * x * y * y / (x * x + y * y) if x or y else 0.0,
        lambda k: 0.0,
        lambda h: 0.0,
    ),
}


def _conditioning(v: Any) -> Facts | None:
    kappa, share, start = v["kappa"], v["step_size"], np.array(v["start"])
    share = kappa / (kappa + 1) if share is None else share
    eta, turn = share * 2 / kappa, np.array([_direction(v["angle"]), _direction(v["angle"] + 90)])
    factors = 1 - eta * np.array([1.0, kappa])
    predicted = float(max(abs(factors)))
    part, lengths = turn @ start, []
    for _step in range(101):
        lengths.append(hypot(*part))
        part = part * factors
    slots = {"kappa": kappa, "eta": eta, "predicted": predicted}
    if not start.any():
        return Facts(slots)
    last = int(np.flatnonzero(np.append(True, np.array(lengths[:-1]) > 1e-150))[-1])
    slots["measured"] = lengths[last] / lengths[last - 1] if last else float("nan")
    part, steps = turn @ start, 0
    while predicted < 1 - 1e-12 and hypot(*part) > 1e-6 * (1 + 1e-9) * hypot(*start):
        part, steps = part * factors, steps + 1
    return Facts(slots, [share, *start, steps, last], [], "0 1 2 10")


def _parabola(v: Any) -> Facts | None:
    factor = round(1 - 2 * v["step_size"], 12)
    count = min(int(v["step"]), 20) if v["start"] else 0
    known = [v["step_size"], factor, v["start"], v["start"] * factor**50, 50]
    return Facts({"x": v["start"] * factor**count}, known, [], "0 1 2", 3)


def _taylor(v: Any) -> Facts | None:
    found = derived(v["formula"], v["centre"])
    if found is None:
        return None
    f, slope, H = found
    slots = entries("H", H) | entries("g", slope) | {"value": f}
    definite = np.linalg.eigvalsh(H)[0] > 1e-12 * abs(H).max(initial=0.0)
    lowest = np.array(v["centre"]) - np.linalg.solve(H, slope) if definite else np.zeros(2)
    lowest[abs(lowest) < 1e-12] = 0.0
    return Facts(slots, [*v["centre"], *lowest])


def _taylor_error(v: Any) -> Facts | None:
    """The largest error on the circle, tried at many angles."""
    found = derived(v["formula"], v["centre"])
    if found is None:
        return None
    f, slope, H = found
    order, d, off = v["order"], v["distance"], []
    with mpmath.workdps(40):
        for turn in range(0, 360, 2):
            angle = mpmath.radians(turn)
            step = [mpmath.mpf(d) * part for part in (mpmath.cos(angle), mpmath.sin(angle))]
            place = [mpmath.mpf(c) + part for c, part in zip(v["centre"], step, strict=True)]
            model = mpmath.mpf(f) + (order > 0) * sum(a * b for a, b in zip(slope, step, strict=True))
            model += (order > 1) * sum(H[i, j] * step[i] * step[j] for i in (0, 1) for j in (0, 1)) / 2
            there = FORMULAS[v["formula"]](mpmath.mp, *place)
            if isinstance(there, mpmath.mpc):
                return None
            off.append(float(abs(there - model)))
    best = int(np.argmax(off))
    low, worst, high = off[best - 1], off[best], off[(best + 1) % len(off)]
    worst += (high - low) ** 2 / (8 * (2 * worst - low - high) or 1)  # the top of the parabola through them
    slots = {"distance": d} | ({"error": worst} if worst > 1e-12 else {})  # else rounding is all
    return Facts(slots, digits=3, covers=())


def _ring(v: Any) -> Facts | None:
    """Extremes on the circle about (0, 0), where f is 0, from many angles."""
    turns = np.radians(np.arange(0, 360, 0.05))
    radius = float(f"{v['radius']:.3g}")
    rises = np.asarray(FORMULAS[v["formula"]](np, radius * np.cos(turns), radius * np.sin(turns))) * np.ones(
        len(turns)
    )
    noise = 1e-13 * np.max(abs(rises))
    signs = np.sign(np.where(abs(rises) <= noise, 0.0, rises))
    signs = signs[signs != 0]
    changes = int(np.count_nonzero(signs != np.roll(signs, 1))) if signs.size else 0
    low, high = float(rises.min()), float(rises.max())
    slots = {
        "radius": radius,
        "low": low if abs(low) > noise else 0.0,
        "high": high if abs(high) > noise else 0.0,
    }
    found = derived(v["formula"], (0.0, 0.0))
    assert found is not None
    slots |= {
        "changes": changes,
        "share": slots["low"] / radius**2,
        "half": np.linalg.eigvalsh(found[2])[0] / 2,
    }
    return Facts(slots, [], [], "0 2", 3, covers=("caption",))


FACTS: Mapping[str, Callable[[Any], Facts | None]] = {
    "hessian": _hessian,
    "partials": _partials,
    "interaction": _interaction,
    "curvature": _curvature,
    "gradient": _gradient,
    "quadratic_form": _quadratic_form,
    "shapes": _shapes,
    "mixed_partials": _mixed_partials,
    "conditioning": _conditioning,
    "parabola": _parabola,
    "taylor": _taylor,
    "taylor and its step": _taylor,
    "taylor and its error": _taylor_error,
    "ring": _ring,
    "ring along lines": _ring,
    "ring and its bound": _ring,
}


def plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """An explorer's values as plain data: a surface by its text and its box, a subject by its formula."""
    found = dict(values)
    if "formula" in found:
        found["box"] = [list(side) for side in found["formula"].domain]
    for name, value in found.items():
        text = getattr(value, "text", None) or getattr(value, "formula", None)
        found[name] = (
            text if text else tuple(value) if isinstance(value, list | tuple) and name != "box" else value
        )
    return found

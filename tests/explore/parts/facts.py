"""What an explorer should say, computed again without hesskit: mpmath's derivatives, NumPy, and plain loops."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from math import atan2, cos, degrees, hypot, isfinite, log10, radians, sin
from statistics import NormalDist
from types import SimpleNamespace
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
    "x^2 + 5y^2": lambda m, x, y: x * x + 5 * y * y,
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
    near: dict[str, tuple[float, float]] = field(default_factory=dict)  # slots that may be off by so much

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
        wrong += [
            f"{slot} = {numbers[slot]}, not {value} ± {off}"
            for slot, (value, off) in self.near.items()
            if not abs(read(numbers[slot]) - value) <= off
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


def read(text: str) -> float:
    """The number that a text says."""
    head, _, power = text.replace("−", "-").partition(
        "·10" if "·" in text else "10" if "10⁻" in text else "·10"
    )
    raised = power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float(head if head not in ("", "-") else f"{head}1") * 10.0 ** int(raised or 0)


# Derivatives carried along with a value, for many points at once: where mpmath would take too long.


class Jet:
    """A value with its two slopes and its three second derivatives."""

    def __init__(self, *parts: Any) -> None:
        self.parts = [*parts, *(0.0 * parts[0] for _ in range(6 - len(parts)))]

    def through(self, f: Any, slope: Any, bend: Any) -> "Jet":
        """A function of this, by the chain rule."""
        _v, x, y, xx, xy, yy = self.parts
        bent = [bend * x * x + slope * xx, bend * x * y + slope * xy, bend * y * y + slope * yy]
        return Jet(f, slope * x, slope * y, *bent)

    def __add__(self, other: Any) -> "Jet":
        parts = other.parts if isinstance(other, Jet) else [other] + 5 * [0.0]
        return Jet(*(one + more for one, more in zip(self.parts, parts, strict=True)))

    def __mul__(self, other: Any) -> "Jet":
        if not isinstance(other, Jet):
            return Jet(*(other * one for one in self.parts))
        (v, x, y, xx, xy, yy), (w, a, b, aa, ab, bb) = self.parts, other.parts
        bent = [v * aa + 2 * x * a + w * xx, v * ab + x * b + y * a + w * xy, v * bb + 2 * y * b + w * yy]
        return Jet(v * w, v * a + w * x, v * b + w * y, *bent)

    def __pow__(self, n: int) -> "Jet":
        v = self.parts[0]
        return self.through(v**n, n * v ** (n - 1), n * (n - 1) * v ** (n - 2) if n > 1 else 0.0 * v)

    def __rtruediv__(self, other: float) -> "Jet":
        v = self.parts[0]
        return other * self.through(1 / v, -1 / v**2, 2 / v**3)

    def __neg__(self) -> "Jet":
        return -1 * self

    def __sub__(self, other: Any) -> "Jet":
        return self + -1 * other

    def __rsub__(self, other: Any) -> "Jet":
        return -self + other

    def __truediv__(self, other: float) -> "Jet":
        return self * (1 / other)

    __radd__, __rmul__ = __add__, __mul__


JETS = SimpleNamespace(
    exp=lambda z: z.through(*3 * [np.exp(z.parts[0])]),
    sin=lambda z: z.through(np.sin(z.parts[0]), np.cos(z.parts[0]), -np.sin(z.parts[0])),
    log=lambda z: z.through(np.log(z.parts[0]), 1 / z.parts[0], -1 / z.parts[0] ** 2),
)


def jet(text: str, x: Any, y: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """f (...), ∇f (..., 2) and H (..., 2, 2) at places."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    with np.errstate(all="ignore"):
        v, gx, gy, xx, xy, yy = FORMULAS[text](JETS, Jet(x, 1.0 + 0 * x), Jet(y, 0 * y, 1.0 + 0 * y)).parts
    return v, np.stack([gx, gy], -1), np.stack([np.stack([xx, xy], -1), np.stack([xy, yy], -1)], -2)


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


def _routes(v: Any) -> Facts | None:
    """The difference route with many digits; how far rounding may lead it away from there is bounded."""
    found = derived(v["formula"], tuple(v["point"]))
    if found is None:
        return None
    H, h, (x, y) = found[2], 10.0 ** v["step"], v["point"]
    with mpmath.workdps(40):
        f, width, sides = FORMULAS[v["formula"]], mpmath.mpf(h), (-1, 0, 1)
        grid = [[f(mpmath.mp, x + i * width, y + j * width) for j in sides] for i in sides]
        if any(isinstance(one, mpmath.mpc) for row in grid for one in row):
            return Facts(digits=10, covers=())
        xx, yy = (
            (grid[2][1] - 2 * grid[1][1] + grid[0][1]) / h**2,
            (grid[1][2] - 2 * grid[1][1] + grid[1][0]) / h**2,
        )
        xy = (grid[2][2] - grid[2][0] - grid[0][2] + grid[0][0]) / (4 * h * h)
        D = np.array([[xx, xy], [xy, yy]], float)
        most = max(abs(float(one)) for row in grid for one in row)
        moves = (abs(x) + h) * abs(found[1][0]) + (abs(y) + h) * abs(found[1][1])
    off = 40 * np.finfo(float).eps * (most + moves + abs(H).max() * (hypot(x, y) + h) * h) / h**2
    error, size = abs(D - H).max(), abs(H).max()
    near = {slot: (value, off + 1e-9 * abs(value)) for slot, value in entries("d", D).items()}
    near["error"] = (error, off + 0.006 * error)
    known = [h]
    if size and off < 0.01 * error:  # else rounding decides how many digits are right
        bounds = {int(np.clip(-log10(max(one, 1e-300) / size), 0, 16)) for one in (error - off, error + off)}
        known += sorted(bounds)
    covers = ("caption",) if len(known) > 1 else ()
    return Facts(entries("s", H) | entries("a", H), known, [h, error], "16", 10, covers, near)


def gone(
    text: str, start: Any, method: str, eta: float, most: int, tolerance: float
) -> tuple[list[Any], str]:
    """The points of a path, with how it ended: "there", "limit", or "" where it is more than plain."""
    p, points = np.array(start, float), []
    around = [p, *(p + side * (1 + hypot(*p)) for side in (*np.eye(2), *-np.eye(2)))]
    largest = max((size for q in around if isfinite(size := hypot(*jet(text, *q)[1]))), default=0.0)
    small = tolerance * (min(largest, 1.0) or 1.0)
    for _step in range(most + 1):
        f, slope, H = jet(text, *p)
        if not (np.isfinite(f) and np.isfinite(slope).all()):
            return points, ""
        points.append((p, float(f), slope, H))
        if hypot(*slope) <= small:
            return points, "there"
        if method == "newton" and abs(np.linalg.det(H)) <= 1e-10 * abs(H).max() ** 2:
            return points, ""
        p = p - (eta * slope if method == "gradient descent" else np.linalg.solve(H, slope))
    return points, "limit"


def hundredths(value: float) -> str:
    """An eigenvalue as the step's model says it."""
    return number(value) if abs(value) < 0.1 else f"{value:.2f}".rstrip("0").rstrip(".").replace("-", "−")


def _descent(v: Any) -> Facts | None:
    methods = [name for name in v["methods"] if name]
    if set(methods) - {"gradient descent", "newton"}:
        return None
    facts = Facts(known=[*v["start"]])
    low, high = np.array(v["view"], float).T
    for method in methods:
        points, end = gone(v["formula"], v["start"], method, v["step_size"], v["max_steps"], 1e-8)
        if not end or hypot(*(points[-1][0] - points[0][0]) / (high - low)) > 50:
            return None
        last, n = points[-1], len(points) - 1
        now = points[min(int(min(v["step"], 1e9)), n)]
        values = [one[1] for one in points]
        noise = 1e-12 * max(map(abs, values))
        rises = [k for k in range(n) if values[k + 1] - values[k] > noise]
        out = [k for k, one in enumerate(points) if ((one[0] < low) | (one[0] > high)).any()]
        facts.known += [n, *last[0], hypot(*last[2]), *values[:4], now[1], *out[:1]]
        facts.known += [value for k in rises[:1] for value in (k + 1, values[k], values[k + 1])]
        sizes = [hypot(*one[2]) for one in points]
        falls = np.diff(np.log([size for size in sizes if size > 1e-15 * max(sizes)][-4:]))
        if len(falls) == 3:
            facts.constants += f" {falls[2] / falls[1]:.2f}"
        steps = [hypot(*(one[0] - two[0])) for one, two in zip(points[1:], points, strict=False)]
        if n > 1 and steps[-2]:
            ratio = Fraction(steps[-1] / steps[-2]).limit_denominator(9)
            facts.known += [steps[-1] / steps[-2], ratio.numerator, ratio.denominator]
        if method == "newton":  # the step from here, or the last one
            p, _f, slope, H = points[min(int(min(v["step"], 1e9)), max(n - (end == "there"), 0))]
            facts.known += [*p, *slope, -slope @ np.linalg.pinv(H) @ slope]
            facts.constants += "".join(f" {hundredths(one)}" for one in np.linalg.eigvalsh(H))
        elif v["formula"] in ("x^2 + 3xy + y^2", "x^2 + 5y^2", "-x^2 - 5y^2", "x^2"):
            facts.known += [v["step_size"], 2 / max(np.linalg.eigvalsh(last[3])[-1], 1e-300)]
    return facts


@lru_cache(maxsize=8)
def _ends(text: str, box: Any, method: str, eta: float) -> dict[str, float] | None:
    """The shares of 200 × 200 starts that end at each kind, and nowhere."""
    x, y = np.meshgrid(*(low + (high - low) * (np.arange(200) + 0.5) / 200 for low, high in box))
    p = np.stack([x.ravel(), y.ravel()], axis=-1)
    alive, kinds = np.arange(len(p)), np.full(len(p), "nowhere", dtype="<U9")
    with np.errstate(all="ignore"):
        for _step in range(101):
            _f, slope, H = jet(text, *p[alive].T)
            there = np.hypot(*slope.T) <= 1e-6
            signs = np.sign(np.linalg.eigvalsh(np.where(np.isfinite(H), H, 0.0)[there])).astype(int)
            names = {(-2): "maximum", 0: "saddle", 2: "minimum"}
            if not set(signs.sum(axis=1)) <= set(names):
                return None  # where H is singular, how far an end is from its point is a question of its own
            kinds[alive[there]] = [names[one] for one in signs.sum(axis=1)]
            alive, slope, H = alive[~there], slope[~there], H[~there]
            if method == "newton":
                if (
                    not np.isfinite(H).all()
                    or (abs(np.linalg.det(H)) < 1e-12 * abs(H).max(axis=(1, 2)) ** 2).any()
                ):
                    return None
                slope = np.linalg.solve(H, slope[..., None])[..., 0]
            p[alive] -= (1.0 if method == "newton" else eta) * slope
    return {name: float((kinds == name).mean()) for name in (*names.values(), "nowhere")}


def _basins(v: Any) -> Facts | None:
    """What is so of all starts; on the map's borders rounding decides, so a tenth of a per cent is free."""
    if v["method"] not in ("newton", "gradient descent") or v["rounds"] != 7:
        return None
    shares = _ends(v["formula"], tuple(map(tuple, v["view"])), v["method"], v["step_size"])
    if shares is None:
        return None
    sums = [*shares.values(), shares["saddle"] + shares["maximum"]]
    tenths = [round(100 * one, 1) + nudge for one in sums for nudge in (-0.1, 0, 0.1)]
    texts = [f"{one:.1f}".removesuffix(".0") for one in tenths]
    return Facts(constants=f"0 100 0.1 99.9 {' '.join(texts)}", covers=("caption",))


# O-rings of 23 flights: Dalal, Fowlkes and Hoadley, Journal of the American Statistical Association 84 (1989)
COLD = (66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78, 67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58)
HURT = (0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1)


def logistic_at(beta: np.ndarray, X: np.ndarray, y: np.ndarray, ridge: np.ndarray) -> tuple[float, Any, Any]:
    """The mean loss with its gradient and its Hessian."""
    z = X @ beta
    p = 1 / (1 + np.exp(-z))
    loss = float(np.mean(np.logaddexp(0, z) - y * z) + ridge @ beta**2 / 2)
    return loss, X.T @ (p - y) / len(y) + ridge * beta, (X.T * (p * (1 - p))) @ X / len(y) + np.diag(ridge)


def units_of(x: np.ndarray, standardise: bool, intercept: bool = True) -> np.ndarray:
    """The feature as the model sees it."""
    shifted = x - x.mean() if intercept else x
    return shifted / np.sqrt(np.mean(shifted**2)) if standardise else x


def _logistic(v: Any) -> Facts | None:
    data = v["data"]
    if v["newton"] != "newton" or len(data.x) < 2:
        return None
    x, y = np.array(data.x, float), np.array(data.y, float)
    if max(x[y == 0], default=-np.inf) <= min(x[y == 1], default=np.inf) or max(
        x[y == 1], default=-np.inf
    ) <= min(x[y == 0], default=np.inf):
        return None  # a threshold tells the labels apart
    z = units_of(x, v["standardise"], data.intercept)
    X = np.column_stack([np.ones_like(z), z]) if data.intercept else z[:, None]
    ridge = np.array([0.0, v["ridge"]])[-X.shape[1] :]
    start = np.array(v["start"], float)[-X.shape[1] :]
    beta, steps = start, 0
    around = [
        start + side * (1 + hypot(*start)) for side in (0 * start, *np.eye(len(start)), *-np.eye(len(start)))
    ]
    small = 1e-8 * min(1.0, max(hypot(*logistic_at(one, X, y, ridge)[1]) for one in around))
    with np.errstate(all="ignore"):
        loss, slope, H = logistic_at(beta, X, y, ridge)
        while hypot(*slope) > small and steps < 40:
            if not np.isfinite(H).all() or np.linalg.cond(H) > 1e13:
                return None  # Newton's method fails here
            beta, steps = beta - np.linalg.solve(H, slope), steps + 1
            loss, slope, H = logistic_at(beta, X, y, ridge)
    if not hypot(*slope) <= small:
        return None
    values = np.linalg.eigvalsh(H)
    slots = {"low": values[0], "norm": hypot(*beta)} | ({"high": values[1]} if len(values) > 1 else {})
    slots |= entries("H", H) if data.intercept else {"H11": H[0, 0]}
    errors = np.sqrt(np.diag(np.linalg.inv(len(y) * H))) if not v["ridge"] else []
    rate = 1 / (np.linalg.eigvalsh(X.T @ X / (4 * len(y)))[-1] + v["ridge"])
    slow, walked = start, 0
    while hypot(*logistic_at(slow, X, y, ridge)[1]) > small and walked < 200:
        slow, walked = slow - rate * logistic_at(slow, X, y, ridge)[1], walked + 1
    known = [len(y), v["ridge"], steps, *beta, *errors, *values, *start, rate, walked, loss]
    facts = Facts(slots, [*known, logistic_at(slow, X, y, ridge)[0]])
    facts.constants += "".join(f" {number(one, 5)}" for one in errors)
    return facts


def _uncertainty(v: Any) -> Facts | None:
    x, y = np.array(COLD, float), np.array(HURT, float)
    z = units_of(x, v["standardise"])
    X, beta = np.column_stack([np.ones_like(z), z]), np.zeros(2)
    for _step in range(30):
        _loss, slope, H = logistic_at(beta, X, y, np.zeros(2))
        beta = beta - np.linalg.solve(H, slope)
    C = np.linalg.inv(len(y) * logistic_at(beta, X, y, np.zeros(2))[2]) / v["repeats"]
    at = (v["x"] - x.mean()) / np.sqrt(np.mean((x - x.mean()) ** 2)) if v["standardise"] else v["x"]
    row = np.array([1.0, at])
    wide = NormalDist().inv_cdf((1 + v["level"]) / 2) * np.sqrt(row @ C @ row)
    ends = [1 / (1 + np.exp(-(row @ beta + side * wide))) for side in (-1, 1)]
    texts = [
        f"{one:.4f}" if 0.9995 <= one <= 0.9999 else "0.9999" if one > 0.9999 else "0.0001" for one in ends
    ]
    return Facts(entries("C", C), [v["x"], *ends], [], f"1 {' '.join(texts)}", covers=("caption",))


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
    "routes": _routes,
    "descent": _descent,
    "basins": _basins,
    "logistic": _logistic,
    "uncertainty": _uncertainty,
    "ring": _ring,
    "ring along lines": _ring,
    "ring and its bound": _ring,
}


def plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """An explorer's values as plain data: a surface by its text and its box, a subject by its formula."""
    found = dict(values)
    found["view"] = values.get("box")
    if "formula" in found:
        found["box"] = [list(side) for side in found["formula"].domain]
    for name, value in found.items():
        text = getattr(value, "text", None) or getattr(value, "formula", None)
        found[name] = (
            text if text else tuple(value) if isinstance(value, list | tuple) and name != "box" else value
        )
    return found

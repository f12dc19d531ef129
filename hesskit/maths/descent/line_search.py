"""How far to go along a direction: Armijo's backtracking, and Wolfe's conditions.

Letters: p the point, d a direction, t > 0 the step size; φ(t) = f(p + t d) and its slope φ′(t) = ∇f(p + t d)·d.
Armijo: φ(t) ≤ φ(0) + c₁ t φ′(0), enough decrease. Strong Wolfe adds |φ′(t)| ≤ c₂ |φ′(0)|: the slope has flattened.
Source: Nocedal and Wright, Numerical Optimization, 2nd ed. (2006), section 3.1 and algorithms 3.5 and 3.6; near the
end, Hager and Zhang, SIAM Journal on Optimization 16 (2005) 170-192.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.calculus import as_words, place
from hesskit.maths.descent.evaluations import Counted, Here, Stuck

Floats = NDArray[np.float64]
_ENOUGH = 1e-4  # c₁
_HALVINGS = 60
PAST = (
    0.8  # share of the slope at the start: how far past the bottom a step may end where f itself cannot tell
)
_NOISE = 100 * float(np.finfo(float).eps)
_DROWNED = 1e4 * _NOISE  # below this share of f, c₁ times the expected decrease is less than rounding


@dataclass(frozen=True)
class _Trial:
    t: float
    value: float
    slope: float


class _Ray:
    """f along p + t d."""

    def __init__(self, f: Counted, here: Here, d: Floats) -> None:
        self.f, self.p, self.d = f, here.point, d
        self.start = _Trial(0.0, f.value(here.point), float(here.gradient @ d))
        if not self.start.slope < 0:
            raise Stuck("no descent", f"f does not fall along the direction at {place(here.point)}")

    def value(self, t: float) -> float:
        return self.f.value(self.p + t * self.d)

    def slope(self, t: float) -> float:
        return float(self.f.gradient(self.p + t * self.d) @ self.d)

    def falls(self, t: float, value: float) -> bool:
        """Armijo's condition; where the decrease drowns in rounding, the slope at t must show it (Hager and Zhang)."""
        start = self.start
        if abs(t * start.slope) > _DROWNED * abs(start.value):
            return bool(value <= start.value + _ENOUGH * t * start.slope)
        if not value <= start.value + _NOISE * abs(start.value):
            return False
        return self.slope(t) <= -PAST * start.slope


def check_descent(here: Here, d: Floats, whose: str) -> None:
    """Refuse a direction along which f does not fall.

    Examples
    --------
    >>> check_descent(Here(np.zeros(2), np.array([0.0, 111.0])), np.array([1.0, 0.0]), "Newton's direction")
    Traceback (most recent call last):
    hesskit.maths.descent.evaluations.Stuck: Newton's direction at (0, 0) has slope 0: f does not fall along it
    """
    slope = float(here.gradient @ d)
    if not slope < -1e-14 * float(np.linalg.norm(here.gradient)) * float(np.linalg.norm(d)):
        scale = float(np.linalg.norm(here.gradient) * np.linalg.norm(d))
        shown = 0.0 if abs(slope) <= 1e-14 * scale else slope
        raise Stuck(
            "no descent",
            f"{whose} at {place(here.point)} has slope {as_words(shown)}: f does not fall along it",
        )


def armijo(f: Counted, here: Here, d: Floats, first: float = 1.0, shrink: float = 0.5) -> float:
    """The first of t, t·shrink, t·shrink², … at which f has fallen enough.

    Examples
    --------
    >>> f = Counted(lambda x: x**2)
    >>> armijo(f, Here(np.array([1.0]), np.array([2.0])), np.array([-2.0]))
    0.5
    """
    ray = _Ray(f, here, d)
    t = first
    for _ in range(_HALVINGS):
        if ray.falls(t, ray.value(t)):
            return t
        t *= shrink
    raise Stuck("no descent", f"no step size along the direction at {place(here.point)} made f fall")


def wolfe(f: Counted, here: Here, d: Floats, first: float = 1.0, flat: float = 0.9) -> float:
    """Find a step size that satisfies the strong Wolfe conditions.

    Examples
    --------
    >>> f = Counted(lambda x: (x - 3)**2)
    >>> wolfe(f, Here(np.array([0.0]), np.array([-6.0])), np.array([6.0]), flat=0.1)
    0.5
    """
    ray = _Ray(f, here, d)
    low, t = ray.start, first
    for _ in range(_HALVINGS):
        value = ray.value(t)
        if not np.isfinite(value) or not ray.falls(t, value) or (low.t > 0 and value >= low.value):
            return _zoom(ray, low, _Trial(t, value, np.nan), flat)
        slope = ray.slope(t)
        if abs(slope) <= -flat * ray.start.slope:
            return t
        if slope >= 0:
            return _zoom(ray, _Trial(t, value, slope), low, flat)
        low, t = _Trial(t, value, slope), 2.0 * t
    return low.t


def _zoom(ray: _Ray, low: _Trial, high: _Trial, flat: float) -> float:
    """Close in between low, the best so far, and high."""
    for _ in range(_HALVINGS):
        t = _between(low, high)
        value = ray.value(t)
        if not np.isfinite(value) or not ray.falls(t, value) or value > low.value + _NOISE * abs(low.value):
            high = _Trial(t, value, np.nan)
        else:
            slope = ray.slope(t)
            if abs(slope) <= -flat * ray.start.slope:
                return t
            if slope * (high.t - low.t) >= 0:
                high = low
            low = _Trial(t, value, slope)
        if abs(high.t - low.t) <= 1e-14 * max(low.t, high.t):
            break
    if low.t == 0.0:
        raise Stuck("no descent", f"no step size along the direction at {place(ray.p)} made f fall")
    return low.t


def _between(low: _Trial, high: _Trial) -> float:
    """The lowest point of the parabola through both values and the slope at low, kept off the ends."""
    width = high.t - low.t
    bend = high.value - low.value - low.slope * width
    share = -low.slope * width / (2 * bend) if np.isfinite(bend) and bend > 0 else 0.5
    return low.t + float(min(max(share, 0.1), 0.9)) * width

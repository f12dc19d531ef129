"""The signs of f − f(p) round a circle: its arcs of one sign, closed in on to the last digit of the angle."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.lesson_1 import unit
from hesskit.maths.critical import Rise

Array = npt.NDArray[np.float64]
# places on the ring: of a polynomial, of others, and where each needs 50 digits
EVEN, ROUND, COARSE = 720, 360, 120
NUMERICAL = 1e-4  # a smaller radius is said to be numerical
HALVINGS = 120  # steps at most, half of them halvings of half a degree: beyond the last digit
LEVEL = 1e-14  # of the sum of the terms' sizes: what rounding the circle leaves where f is zero all round
TOUCHING = 1e-27  # of the largest rise: what rounding an angle leaves of a zero at which f turns round
WITHIN = np.linspace(0, 1, 11)[1:-1]  # places in each arc, so that a narrow one is not missed


@dataclass(frozen=True, eq=False)
class RingSigns:
    """The rise round a circle and its arcs of one sign."""

    angles: Array  # (m,), degrees from 0 to 360, ascending, both included
    rises: Array  # (m,), NaN where f is not real
    bounds: (
        Array  # (k,), the degrees where an arc of another kind begins, ascending; (0,) for one arc all round
    )
    signs: tuple[int | None, ...]  # of the arc that begins there: 1, −1, 0, or None where f is not real
    touches: tuple[float, ...]  # the degrees where it is zero and does not change sign
    sampled: int  # at how many angles, where that is to be said; 0 where it is not
    many: bool  # whether float64 was enough, so that there may be many samples

    @property
    def real(self) -> bool:
        """Whether f is real all the way round."""
        return None not in self.signs

    @property
    def changes(self) -> int:
        """How many times the sign changes, going round once."""
        seen = [sign for sign in self.signs if sign]
        return sum(a != b for a, b in zip(seen, seen[1:] + seen[:1], strict=True)) if seen else 0

    @property
    def smallest(self) -> float:
        """The least rise, NaN where f is nowhere real."""
        return float(np.fmin.reduce(self.rises))

    @property
    def largest(self) -> float:
        """The greatest rise, NaN where f is nowhere real."""
        return float(np.fmax.reduce(self.rises))

    def arcs(self) -> list[tuple[float, float, int | None]]:
        """Every arc as its first and last degree and its sign; the last may go beyond 360."""
        ends = [*self.bounds[1:], self.bounds[0] + 360]
        return [(float(a), float(b), sign) for a, b, sign in zip(self.bounds, ends, self.signs, strict=True)]

    def words(self) -> str:
        """Say the sign pattern after "f − f(p)"."""
        how = f" (sampled at {self.sampled} angles)" if self.sampled else ""
        if self.changes:
            return f"changes sign {self.changes} times{how}"
        names = {1: "positive", -1: "negative"}
        side = next((names[sign] for sign in self.signs if sign), None)
        if side is None:
            return f"is zero all the way round{how}"
        if not self.real:
            return f"is {side} wherever it is real{how}"
        places = len(self.touches)
        but = (
            f", but for {places} {'place' if places == 1 else 'places'} where it is zero"
            if places
            else " at this radius"
        )
        if 0 in self.signs:
            but = ", but for arcs where it is zero"
        return f"is {side} all the way round{but}{how}"


def unit_vectors(angles: Any) -> Array:
    """Give unit vectors (..., 2) at angles (...) in degrees."""
    return np.moveaxis(unit(angles), 0, -1)


def signs_on_ring(rise: Rise, radius: float) -> RingSigns:
    """Evaluate a rise on a circle and find its arcs."""
    return _by_samples(rise, radius) if rise.jet is None else _by_bisection(rise, radius)


def _by_bisection(rise: Rise, radius: float) -> RingSigns:
    """A polynomial: sampled, with the places where it is stationary, and its sign changes closed in on."""
    round_it, turning = (
        lambda angles, one=one: one(radius * unit_vectors(angles)) for one in (rise, rise.turning())
    )
    angles = np.linspace(0, 360, EVEN + 1)
    sampled = 0 if radius >= NUMERICAL else EVEN
    size = sum(abs(float(c)) * radius ** sum(powers) for powers, c in (rise.jet or {}).items())
    if not abs(round_it(angles)).max() > LEVEL * size:
        return RingSigns(angles, 0 * angles, np.zeros(1), (0,), (), sampled, True)
    turns = turning(angles)
    stationary = np.append(angles[turns == 0], _changes(turning, angles, turns))
    angles = np.union1d(angles, stationary)
    rises = round_it(angles)
    # f touches zero where it is stationary: there it is zero but for the rounding of the angle
    rises[np.isin(angles, stationary) & (abs(rises) <= TOUCHING * abs(rises).max())] = 0.0
    zeros = np.sort(np.concatenate([angles[:-1][rises[:-1] == 0], _changes(round_it, angles, rises)]))
    if not len(zeros):
        return RingSigns(angles, rises, np.zeros(1), (int(np.sign(rises[0])),), (), sampled, True)
    ends = np.append(zeros, zeros[0] + 360)
    inner = (ends[:-1, None] + WITHIN * np.diff(ends)[:, None]) % 360
    within = round_it(inner)
    signs = np.sign(within[:, len(WITHIN) // 2]).astype(int)
    crossing = signs != np.roll(signs, 1)
    touches = tuple(zeros[~crossing].tolist())
    angles, rises = np.concatenate([angles, inner.ravel()]), np.concatenate([rises, within.ravel()])
    place = np.argsort(angles, kind="stable")
    bounds, arcs = (zeros[crossing], signs[crossing]) if crossing.any() else (np.zeros(1), signs[:1])
    return RingSigns(angles[place], rises[place], bounds, tuple(arcs.tolist()), touches, sampled, True)


def _changes(f: Callable[[Array], Array], angles: Array, values: Array) -> Array:
    """Where f changes its sign between neighbouring angles, to the last digit of the angle.

    Every second step halves; the others try a little beyond the chord's zero, so that both ends close in on a root.
    """
    here = np.flatnonzero(values[:-1] * np.sign(values[1:]) < 0)
    low, high, below, above = angles[here], angles[here + 1], values[here], values[here + 1]
    for step in range(HALVINGS):
        width, middle = high - low, (low + high) / 2
        if (width <= 2 * np.spacing(high)).all():
            break
        chord = low + width * (below / (below - above))
        beyond = chord + np.sign(middle - chord) * np.minimum(width**2 / 20 + np.spacing(high), width / 2)
        place = middle if step % 2 else beyond
        there = f(place)
        before = np.sign(there) == np.sign(below)
        low, below = np.where(before, place, low), np.where(before, there, below)
        high, above = np.where(before, high, place), np.where(before, above, there)
    return high


def _by_samples(rise: Rise, radius: float) -> RingSigns:
    rise(radius * unit_vectors(np.linspace(3, 351, 8)))
    many = rise.digits is None
    angles = np.linspace(0, 360, (ROUND if many else COARSE) + 1)
    rises = rise(radius * unit_vectors(angles))
    rises[~np.isfinite(rises)] = np.nan
    kinds = [None if np.isnan(value) else int(np.sign(value)) for value in rises[:-1]]
    lone = [
        i for i, kind in enumerate(kinds) if kind == 0 and kinds[i - 1] != 0 != kinds[(i + 1) % len(kinds)]
    ]
    touches = tuple(float(angles[i]) for i in lone if kinds[i - 1] == kinds[(i + 1) % len(kinds)])
    for i in lone:
        kinds[i] = kinds[i - 1]
    starts = [i for i, kind in enumerate(kinds) if kind != kinds[i - 1]]
    if not starts:
        return RingSigns(angles, rises, np.zeros(1), (kinds[0],), touches, len(angles) - 1, many)
    bounds = sorted((_crossing(angles, rises, i), i) for i in starts)
    signs = tuple(kinds[i] for _, i in bounds)
    return RingSigns(
        angles, rises, np.array([bound for bound, _ in bounds]), signs, touches, len(angles) - 1, many
    )


def _crossing(angles: Array, rises: Array, i: int) -> float:
    """Where the sign changes before sample i: by the chord; halfway where f stops being real."""
    before, after = float(rises[i - 1 if i else -2]), float(rises[i])
    step = float(angles[1])
    share = before / (before - after) if np.isfinite(before - after) and before != after else 0.5
    return (float(angles[i]) - step * (1 - share)) % 360

"""The values of f − f(p) round a circle, and where they change sign: exactly for a polynomial, by samples otherwise."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.curvature_picture import unit
from hesskit.maths.ring import ring_pattern
from hesskit.maths.rise import Rise

Array = npt.NDArray[np.float64]
ROUND, COARSE = 360, 120  # places on the ring; fewer where each needs 50 digits
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
    exact: bool
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
        how = "" if self.exact else f" (sampled at {len(self.angles) - 1} angles)"
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


def angles_of(vectors: Array) -> Array:
    """Give the angles (m,) of vectors (m, 2), 0 ≤ angle < 360."""
    return np.degrees(np.arctan2(vectors[:, 1], vectors[:, 0])) % 360


def signs_on_ring(rise: Rise, radius: Fraction) -> RingSigns:
    """Evaluate a rise on a circle and find its arcs."""
    return _by_algebra(rise, radius) if rise.jet is not None else _by_samples(rise, float(radius))


def _by_algebra(rise: Rise, radius: Fraction) -> RingSigns:
    if not rise.jet:
        flat = np.linspace(0, 360, ROUND + 1)
        return RingSigns(flat, 0 * flat, np.zeros(1), (0,), (), True, True)
    found = ring_pattern(rise.jet, radius)
    zeros = angles_of(found.zeros)
    order = np.argsort(zeros)
    bounds = [(zeros[i], found.signs[i]) for i in order if found.crossing[i]] or [(0.0, found.signs[0])]
    touches = tuple(float(zeros[i]) for i in order if not found.crossing[i])
    ends = np.append(zeros[order], zeros[order][:1] + 360)
    inner = (ends[:-1, None] + WITHIN * np.diff(ends)[:, None]).ravel() % 360
    even = np.linspace(0, 360, ROUND + 1)
    vectors = np.concatenate([unit_vectors(even), unit_vectors(inner), found.stationary])
    angles = np.concatenate([even, inner, angles_of(found.stationary)])
    place = np.argsort(angles, kind="stable")
    rises = rise(float(radius) * vectors[place])
    starts, signs = zip(*bounds, strict=True)
    return RingSigns(angles[place], rises, np.array(starts), signs, touches, True, True)


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
        return RingSigns(angles, rises, np.zeros(1), (kinds[0],), touches, False, many)
    bounds = sorted((_crossing(angles, rises, i), i) for i in starts)
    signs = tuple(kinds[i] for _, i in bounds)
    return RingSigns(angles, rises, np.array([bound for bound, _ in bounds]), signs, touches, False, many)


def _crossing(angles: Array, rises: Array, i: int) -> float:
    """Where the sign changes before sample i: by the chord; halfway where f stops being real."""
    before, after = float(rises[i - 1 if i else -2]), float(rises[i])
    step = float(angles[1])
    share = before / (before - after) if np.isfinite(before - after) and before != after else 0.5
    return (float(angles[i]) - step * (1 - share)) % 360

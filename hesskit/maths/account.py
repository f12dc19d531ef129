"""How far a search for critical points can be trusted, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import sympy

from hesskit.maths.critical import CriticalPoint
from hesskit.maths.gradient_factors import Reduction, plain
from hesskit.maths.intervals import Array
from hesskit.maths.isolated import Hunt, clusters
from hesskit.maths.nonisolated import written
from hesskit.maths.surfaces import Surface
from hesskit.maths.tape import Tape
from hesskit.maths.words import place

MOST_POINTS = 500


def account(
    surface: Surface,
    parts: Reduction,
    found: Hunt,
    points: Sequence[CriticalPoint],
    entries: Sequence[CriticalPoint],
    rough: Sequence[Array],
    box: Array,
    budget: float,
) -> tuple[bool, str]:
    """Say what the search proves: for which part of the box, and why not for the rest.

    Parameters
    ----------
    surface : Surface
    parts : Reduction
    found : Hunt
    points, entries : sequence of CriticalPoint
        The single points, and the sets.
    rough : sequence of ndarray
        Places at which the equations hold, but f has no gradient.
    box : ndarray, shape (n, 2)
    budget : float
        In seconds.
    """
    many = len(found.candidates) > MOST_POINTS
    complete = not (many or found.crowd or found.doubts or found.unsearched) and found.in_time
    notes = []
    if complete and not points and not entries:
        notes.append("Every critical point in the box was found: there is none.")
    elif complete and all(p.exact is not None for p in points):
        notes.append("Every critical point in the box was found, exactly.")
    elif complete:
        notes.append(
            "Every critical point in the box was found: elsewhere the gradient is shown not to vanish."
        )
    if many:
        notes.append(f"More than {MOST_POINTS} critical points were met; only the first {MOST_POINTS} are listed.")
    if not found.in_time and not many:
        notes.append(_out_of_time(found, box, budget))
    if not complete and not many:
        notes += _doubts(surface, found, points, box)
    return complete, " ".join([*notes, *_borders(surface, rough), *_remarks(surface, parts, box)])


def _out_of_time(found: Hunt, box: Array, budget: float) -> str:
    """Say how much of the box was searched with proof before the time was spent."""
    whole = float(np.prod(box[:, 1] - box[:, 0]))
    left = sum(float(np.prod(np.maximum(high - low, 0.0))) for low, high in found.unsearched)
    percent = int(100 * max(0.0, 1 - left / whole))
    start = f"The time budget of {budget:g} s was spent before the whole box was searched"
    if not found.unsearched or percent < 1:
        return f"{start}: what is listed is proved, but points may be missing anywhere."
    low, high = max(found.unsearched, key=lambda own: float(np.prod(own[1] - own[0])))
    return (
        f"{start}: in {percent} % of it no point is missing; the rest, such as near {place((low + high) / 2)}, "
        "may hold more."
    )


def _doubts(surface: Surface, found: Hunt, points: Sequence[CriticalPoint], box: Array) -> list[str]:
    """Say near which places nothing was decided, how near, and why."""
    if found.crowd:
        return ["The search was numerical: where a whole curve seems to be critical, nothing is proved."]
    span = box[:, 1] - box[:, 0]
    beside: list[str] = []
    open_: list[str] = []
    unreal: list[str] = []
    tape = Tape([plain(e) for e in surface.gradient_vector], surface.variables)
    for low, high in clusters(found.doubts, span):
        _, _, _, partial = tape.enclose(low[None], high[None])
        near = [p for p in points if ((p.point >= low - 0.02 * span) & (p.point <= high + 0.02 * span)).all()]
        if near:
            own = min(near, key=lambda p: float(np.abs(p.point - (low + high) / 2).max()))
            reach = np.maximum(np.abs(low - own.point), np.abs(high - own.point)).max()
            beside.append(f"{place(own.point, own.exact)} (nearer than {reach:.2g})")
        elif (high - low >= 0.5 * span).all():
            return ["The search was numerical: points may be missing anywhere in the box."]
        elif partial[0]:
            unreal.append(place((low + high) / 2))
        else:
            open_.append(f"{place((low + high) / 2)} (nearer than {float((high - low).max()):.2g})")
    notes = []
    if found.in_time and (beside or open_ or unreal):
        notes.append("Elsewhere in the box no critical point is missing.")
    if unreal:
        notes.insert(0, f"Not decided at {_some(unreal)}: there f, or its gradient, is not defined.")
    if open_:
        notes.insert(
            0, f"Not decided near {_some(open_)}: the gradient almost vanishes there, but no zero of it is proved."
        )
    if beside:
        notes.insert(0, f"The search was numerical beside {_some(beside)}: others may hide there.")
    return notes


def _some(places: list[str]) -> str:
    return ", ".join(places[:3]) + (f" and {len(places) - 3} more such places" if len(places) > 3 else "")


def _borders(surface: Surface, rough: Sequence[Array]) -> list[str]:
    """Say of places where only the equations hold why they are no critical points."""
    if not len(rough):
        return []
    points = list(dict.fromkeys(place(p) for p in rough))
    valued = np.isfinite(np.asarray(surface.value(np.array(rough)))).all()
    what = "has no gradient" if valued else "is not defined, or has no gradient,"
    them = "that is not a critical point" if len(points) == 1 else "those are no critical points"
    return [f"f {what} at {_some(points)}: {them}."]


def _remarks(surface: Surface, parts: Reduction, box: Array) -> list[str]:
    """Tell where to look by eye: kinks in the box, and places where f is not real."""
    remarks = []
    cells = np.stack(np.meshgrid(*[np.linspace(a, b, 41) for a, b in box], indexing="ij"), -1).reshape(
        -1, len(box)
    )
    met = [k for k in parts.kinks if _meets(k, surface, cells)]
    if met:
        remarks.append(
            f"f may have no gradient where {' or where '.join(written(k) for k in met)}: look there by eye."
        )
    poles = [
        p.base
        for p in plain(surface.expr).atoms(sympy.Pow)
        if p.exp.is_negative and p.free_symbols and p.base != sympy.E
    ]
    if (
        any(_meets(base, surface, cells) for base in poles)
        or np.isnan(np.asarray(surface.value(cells + 1e-7))).any()
    ):
        remarks.append("f is not real, or has a pole, somewhere in the box.")
    return remarks


def _meets(kink: sympy.Expr, surface: Surface, cells: Array) -> bool:
    values = Tape([kink], surface.variables).numbers(cells)[:, 0]
    return bool(np.nanmin(values, initial=np.inf) <= 1e-12 and np.nanmax(values, initial=-np.inf) >= -1e-12)

"""How far a search for critical points can be trusted, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import sympy

from hesskit.maths.critical import CriticalPoint
from hesskit.maths.gradient_factors import Reduction, plain
from hesskit.maths.intervals import Array
from hesskit.maths.isolated import Hunt
from hesskit.maths.nonisolated import written
from hesskit.maths.surfaces import Surface
from hesskit.maths.tape import Tape

MOST_POINTS = 500


def account(
    surface: Surface,
    parts: Reduction,
    found: Hunt,
    points: Sequence[CriticalPoint],
    entries: Sequence[CriticalPoint],
    box: Array,
    budget: float,
) -> tuple[bool, str]:
    """Say what the search proves."""
    known = [p.point for p in points]
    span = box[:, 1] - box[:, 0]
    doubtful = [d for d in found.doubtful if not any(np.abs((d - k) / span).max() < 2e-2 for k in known)]
    complete = (
        found.in_time and not found.doubtful and not found.crowd and len(found.candidates) <= MOST_POINTS
    )
    if len(found.candidates) > MOST_POINTS:
        note = f"More than {MOST_POINTS} critical points were met; only the first {MOST_POINTS} are listed."
    elif not found.in_time:
        note = f"The time budget of {budget:g} s was spent before the whole box was searched: points may be missing."
    elif complete and not points and not entries:
        note = "Every critical point in the box was found: there is none."
    elif complete and all(p.exact is not None for p in points):
        note = "Every critical point in the box was found, exactly."
    elif complete:
        note = "Every critical point in the box was found: elsewhere the gradient is shown not to vanish."
    elif doubtful or found.crowd:
        where = doubtful[0] if doubtful else found.crowd[0]
        shown = "(" + ", ".join(f"{c:.3g}" for c in where) + ")"
        note = f"The search was numerical near {shown}: points may be missing where the gradient almost vanishes."
    else:
        note = "The search was numerical beside the degenerate points: others may hide close to them, nowhere else."
    return complete, " ".join([note, *_remarks(surface, parts, box)])


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

"""What stands beside a lesson's title: the level curves of a surface the lesson meets."""

from __future__ import annotations

from typing import Any

import numpy as np

SIDE, CURVES, GRID = 720, 15, 91
SURFACES = {
    0: ("x^3 - 3x y^2", 1.6),
    1: ("x^2 + 3xy + y^2", 2.0),
    2: ("(x^2 + 2y^2) exp(-x^2 - y^2)", 2.2),
    3: ("cos(x) + cos(y)", 4.4),
    4: ("x^4 - 2x^2 + y^4 - 2y^2", 1.7),
    5: ("log(1 + exp(-x - 2y)) + log(1 + exp(x - y)) + log(1 + exp(2x + 3y)) + log(1 + exp(-2x))", 4.0),
}


def cover(number: int) -> str:
    """Draw a lesson's level curves, the high ones darker.

    Parameters
    ----------
    number : int
        Of the lesson.

    Returns
    -------
    str
        SVG; empty for a lesson that has none.

    Examples
    --------
    >>> cover(2).count("<path"), cover(99)
    (15, '')
    """
    if number not in SURFACES:
        return ""
    from contourpy import contour_generator

    from hesskit.maths.surfaces import Surface

    formula, reach = SURFACES[number]
    along = np.linspace(-reach, reach, GRID)
    heights = Surface(formula).value(np.stack(np.meshgrid(along, along), axis=-1))
    pixels = np.linspace(0, SIDE, GRID)
    curves = contour_generator(pixels, pixels[::-1], heights)
    levels = np.quantile(heights, np.linspace(0.02, 0.98, CURVES))
    drawn = "".join(
        f'<path d="{_path(curves.lines(level))}" opacity="{0.4 + 0.6 * place / CURVES:.2f}"/>'
        for place, level in enumerate(levels)
    )
    return f'<svg class="cover" viewBox="0 0 {SIDE} {SIDE}" aria-hidden="true">{drawn}</svg>'


def _path(lines: Any) -> str:
    return "".join("M" + " ".join(f"{x:.0f},{y:.0f}" for x, y in line) for line in lines)

"""Level curves that move: found anew for every frame, as polylines."""

from functools import lru_cache
from typing import Any

import contourpy
import numpy as np
import numpy.typing as npt
from matplotlib.path import Path

from hesskit.explore.drawing import Box, grid_of, height_range
from hesskit.maths.surfaces import Surface

Array = npt.NDArray[np.float64]
FINE = 181  # points a side, where one level curve is all there is to find
GAP = np.full((1, 2), np.nan)


def level_lines(x: Array, y: Array, z: Any, levels: Any) -> Array:
    """Find level curves on a grid and thread them on one line, broken by NaN: (m, 2); none gives one NaN pair.

    Examples
    --------
    >>> x = np.linspace(0, 1, 3)
    >>> level_lines(x, x, np.broadcast_to(x, (3, 3)), [0.25])[:, 0].tolist()
    [0.25, 0.25, 0.25, nan]
    """
    generator = contourpy.contour_generator(x, y, np.ma.masked_invalid(z))
    pieces: list[Any] = [
        part for level in levels for line in generator.lines(float(level)) for part in (line, GAP)
    ]
    return np.concatenate(pieces) if pieces else GAP


def region(x: Array, y: Array, z: Any, size: float) -> Path:
    """Outline where |z| ≥ size on a grid, with holes: a path to fill."""
    generator = contourpy.contour_generator(x, y, np.ma.masked_invalid(z), fill_type="OuterCode")
    pairs = [
        pair
        for ends in ((size, np.inf), (-np.inf, -size))
        for pair in zip(*generator.filled(*ends), strict=True)
    ]
    return Path.make_compound_path(*(Path(*pair) for pair in pairs))


def level_curve(surface: Surface, box: Box, level: float) -> Array:
    """Find the level curve f = level in a box as one line broken by NaN: (m, 2).

    Between two sides of a pole or of a jump the grid shows a crossing where f never takes that level: each vertex is
    tried, and left out when f there is another.
    """
    if not np.isfinite(level):
        return GAP
    line = level_lines(*grid_of(surface, box, FINE), [level])
    with np.errstate(invalid="ignore"):
        honest = np.abs(surface.value(line) - level) <= 0.02 * max(
            _tall(surface, box), abs(level - _middle(surface, box))
        )
    return np.where(honest[:, None], line, np.nan)


@lru_cache(maxsize=32)
def _tall(surface: Surface, box: Box) -> float:
    low, high = height_range(grid_of(surface, box, FINE)[2])
    return high - low


@lru_cache(maxsize=32)
def _middle(surface: Surface, box: Box) -> float:
    z = grid_of(surface, box, FINE)[2]
    finite = z[np.isfinite(z)]
    return float(np.median(finite)) if finite.size else 0.0

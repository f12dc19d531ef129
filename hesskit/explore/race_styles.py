"""How the methods of a race are told apart: each slot has its own colour, dash and marker; and how paths are drawn."""

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from hesskit.explore.drawing import Box
from hesskit.stage import Theme

Array = npt.NDArray[np.float64]
ROLES = ("gradient", "up", "down", "other")
DASHES: tuple[Any, ...] = ("solid", (0, (5, 1.6)), (0, (1.4, 1.4)), (0, (6, 1.5, 1.4, 1.5)))
MARKERS = ("o", "s", "^", "D")
FAR = 50.0  # sides of the picture: a path is drawn no farther away
MOST_MARKS = 40  # on one error curve


def _polygon(corners: int, turn: float, size: float) -> Array:
    angles = turn + np.linspace(0, 2 * np.pi, corners + 1)
    return size * np.stack([np.cos(angles), np.sin(angles)], axis=-1)


# outlines of the markers, in pixels about their middle
OUTLINES = (
    _polygon(10, 0, 2.9),
    _polygon(4, np.pi / 4, 3.7),
    _polygon(3, np.pi / 2, 3.9),
    _polygon(4, 0, 3.9),
)


def style(theme: Theme, slot: int) -> dict[str, Any]:
    """Give the colour and dash of a slot."""
    return {"color": getattr(theme, ROLES[slot]), "ls": DASHES[slot], "lw": 1.6}


def sample(theme: Theme, slot: int, label: str) -> Line2D:
    """Make the line of a legend."""
    return Line2D([], [], marker=MARKERS[slot], ms=6, mfc="none", mew=1.1, label=label, **style(theme, slot))


def stamped(axes: Axes, x: Any, y: Any, slot: int) -> tuple[Array, Array]:
    """Outline a slot's marker at every place: one line broken by NaN, since a marker each would cost the browser.

    The axes' limits must have been set.
    """
    places = np.column_stack([x, y]).astype(float)
    places = places[np.isfinite(places).all(axis=1)]
    if not len(places):
        return np.array([np.nan]), np.array([np.nan])
    pixels = axes.transData.transform(places)
    extents = np.asarray(axes.bbox.extents, float)
    low, high = extents[:2] - 9, extents[2:] + 9
    pixels = pixels[((pixels > low) & (pixels < high)).all(axis=1)]
    outline = np.vstack([OUTLINES[slot], [np.nan, np.nan]])
    line = (pixels[:, None, :] + outline).reshape(-1, 2)
    done = axes.transData.inverted().transform(line)
    return done[:, 0], done[:, 1]


def within_reach(points: Array, box: Box) -> Array:
    """Cut a path (m, 2) where it is farther away than a drawing can show, keeping the direction in which it leaves.

    >>> within_reach(np.array([[0.0, 0.0], [1e9, 0.0], [0.0, 0.0]]), ((-1, 1), (-1, 1))).tolist()
    [[0.0, 0.0], [100.0, 0.0]]
    """
    lows, highs = np.array(box, float).T
    middle, spans = (lows + highs) / 2, highs - lows
    away = np.abs((points - middle) / spans).max(axis=1)
    beyond = np.flatnonzero(~(away <= FAR))
    if not beyond.size:
        return points
    first = int(beyond[0])
    if first == 0 or not np.isfinite(points[first]).all():
        return points[:first]
    before, leap = points[first - 1], points[first] - points[first - 1]
    return np.vstack([points[:first], before + leap * (FAR / np.abs(leap / spans).max())])


def sparse(count: int) -> slice:
    """Choose which of `count` places on a curve are marked."""
    return slice(None, None, max(1, -(-count // MOST_MARKS)))

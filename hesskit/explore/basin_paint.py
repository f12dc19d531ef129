"""How a map of basins is painted: a colour for each place, a texture for its kind."""

import numpy as np
import numpy.typing as npt
from matplotlib.colors import to_rgb

from hesskit.explore.basin_map import KINDS, Chart

# Paul Tol's "light" scheme (personal.sron.nl/~pault, 2021): fills on which dark marks can be read, told apart by the
# colour-blind. The same in both themes, since they cover the paper.
COLOURS = ("#77aadd", "#ee8866", "#eedd88", "#ffaabb", "#99ddff", "#44bb99", "#bbcc33", "#aaaa00", "#dddddd")
INK = "#1a1a1a"  # of textures, on any of these colours
FINE = 4  # pixels of the picture for a cell of the map, each way
HATCHES = {"minimum": "", "saddle": "////", "maximum": "..", "inconclusive": "----"}
SHAPES = {"minimum": "v", "saddle": "X", "maximum": "^", "inconclusive": "D"}  # as in lesson 2


def colour(place: int) -> str:
    """Give the colour of a place; after nine they come round again."""
    return COLOURS[place % len(COLOURS)]


LOST = "#6e6e6e"  # starts that end nowhere


def painted(chart: Chart) -> npt.NDArray[np.uint8]:
    """Paint a map: (FINE·SIDE, FINE·SIDE, 3), row 0 lowest."""
    count = len(chart.kinds)
    palette = np.array([to_rgb(colour(k)) for k in range(count)] + [to_rgb(LOST)])
    textures = np.array([KINDS.index(kind) for kind in chart.kinds] + [0])
    cells = np.repeat(np.repeat(np.where(chart.cells < 0, count, chart.cells), FINE, 0), FINE, 1)
    marks = _marks(len(cells))
    marked = np.take_along_axis(marks, textures[cells][None], axis=0)[0]
    image = np.where(marked[..., None], 0.35 * palette[cells] + 0.65 * np.array(to_rgb(INK)), palette[cells])
    return np.asarray(np.rint(255 * image), dtype=np.uint8)


def _marks(size: int) -> npt.NDArray[np.bool_]:
    """Say for each kind which pixels of its texture are dark: (4, size, size)."""
    row, column = np.indices((size, size))
    stripes = (column - row) % 28 < 6
    dots = ((row % 28 - 14) ** 2 + (column % 28 - 14) ** 2) < 30
    bars = row % 24 < 5
    return np.stack([np.zeros_like(stripes), stripes, dots, bars])

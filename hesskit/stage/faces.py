"""The faces of a mesh, recorded at once instead of one by one: matplotlib's way takes most of a frame's time."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.colors import to_hex
from matplotlib.path import Path
from matplotlib.transforms import Transform


def corners_of(paths: Sequence[Path], transform: Transform) -> npt.NDArray[np.float64] | None:
    """Give the corners (faces, k, 2) in pixels of closed polygons that have equally many; None for anything else.

    Parameters
    ----------
    paths : sequence of Path
        One a face.
    transform : Transform
        To pixels.

    Returns
    -------
    ndarray or None

    Examples
    --------
    >>> from matplotlib.transforms import IdentityTransform
    >>> triangle = Path([(0, 0), (1, 0), (0, 1), (0, 0)], closed=True)
    >>> corners_of([triangle, triangle], IdentityTransform()).shape
    (2, 3, 2)
    """
    if any(path.codes is None for path in paths) or len({np.shape(path.vertices) for path in paths}) != 1:
        return None
    codes = np.array([path.codes for path in paths])
    if (codes[:, -1] != Path.CLOSEPOLY).any() or (codes[:, 1:-1] != Path.LINETO).any():
        return None
    vertices = np.stack([np.asarray(path.vertices, float) for path in paths])[:, :-1]
    placed = np.asarray(transform.transform(vertices.reshape(-1, 2)), float)
    return placed.reshape(vertices.shape) if np.isfinite(placed).all() else None


def css_colours(colours: Any) -> list[str]:
    """Give colours (faces, 4) between 0 and 1 as a browser writes them.

    Examples
    --------
    >>> css_colours([(1, 0, 0, 1), (0, 0, 1, 0.5)])
    ['#ff0000ff', '#0000ff80']
    """
    return [css_colour(colour) for colour in np.asarray(colours, float).tolist()]


def css_colour(colour: Any) -> str:
    """Give one colour as a browser writes it.

    Examples
    --------
    >>> css_colour((0, 0, 1, 0.5))
    '#0000ff80'
    """
    return _hex(colour if isinstance(colour, str) else tuple(colour))


@lru_cache(maxsize=512)  # a picture has few colours, and asks for them at every frame
def _hex(colour: Any) -> str:
    return to_hex(colour, keep_alpha=True)

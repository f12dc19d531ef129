"""Paths as polylines in pixels: curves are flattened, what is not finite is left out."""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Transform

Lines = list[npt.NDArray[np.float64]]
REACH = 2000.0  # the farthest pixel that fits in an int16


def polylines_of(path: Path, transform: Transform, window: Any = None) -> tuple[Lines, bool]:
    """Give the polylines (k, 2) of a path in pixels, and whether they are closed.

    Parameters
    ----------
    path : Path
    transform : Transform
        To pixels.
    window : tuple of float, optional
        Left, bottom, right, top: what lies outside is cut off.

    Examples
    --------
    >>> polylines_of(Path([(0, 0), (1, 2)]), Affine2D().scale(10))
    ([array([[ 0.,  0.],
           [10., 20.]])], False)
    """
    if path.codes is None:
        line = np.asarray(transform.transform(path.vertices), float)
        if np.isfinite(line).all() and (np.abs(line) < REACH).all():
            return ([line] if len(line) > 1 else []), False
    plain = path.cleaned(transform, remove_nans=True, clip=window, curves=False)
    codes, vertices = np.asarray(plain.codes), np.asarray(plain.vertices, float)
    keep = (codes == Path.MOVETO) | (codes == Path.LINETO)
    closed = bool((codes == Path.CLOSEPOLY).any())
    starts = np.flatnonzero(codes[keep] == Path.MOVETO)
    lines = np.split(vertices[keep], starts[1:]) if keep.any() else []
    return [line for line in lines if len(line) > 1], closed


def outlines_of(marker: Path, transform: Transform) -> tuple[Lines, bool]:
    """Give the polylines of a marker at the origin, as `polylines_of`; one seen before is not made again.

    Examples
    --------
    >>> lines, closed = outlines_of(Path.unit_rectangle(), Affine2D().scale(4))
    >>> lines[0].tolist(), closed
    ([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]], True)
    """
    codes = None if marker.codes is None else np.asarray(marker.codes).tobytes()
    vertices, matrix = np.asarray(marker.vertices, float), np.asarray(transform.get_matrix(), float)
    return _outlines(vertices.tobytes(), codes, matrix.tobytes())


@lru_cache(maxsize=256)
def _outlines(vertices: bytes, codes: bytes | None, matrix: bytes) -> tuple[Lines, bool]:
    places = np.frombuffer(vertices).reshape(-1, 2)
    path = Path(places, None if codes is None else np.frombuffer(codes, Path.code_type))
    return polylines_of(path, Affine2D(np.frombuffer(matrix).reshape(3, 3)))

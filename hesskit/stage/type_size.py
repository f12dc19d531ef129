"""Larger letters on a picture of the same size, for a room: its last row sits farther away than a learner."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from mpl_toolkits.mplot3d.axes3d import Axes3D

from hesskit.stage.picture import Picture

EDGE = 2.0  # pixels of a letter that may be off the paper
NEARER = 8.0  # pixels by which a label may be moved to its axis
STEP = 0.02


def enlarge_type(picture: Picture, most: float) -> float:
    """Enlarge letters, lines and marks: smaller paper with finer dots has as many pixels as before.

    Parameters
    ----------
    picture : Picture
        Updated to a scene; it is changed.
    most : float
        How many times as large they may become.

    Returns
    -------
    float
        How many times as large they are: less than asked where a title, a label or a legend would fall off the paper.

    Examples
    --------
    >>> from hesskit.stage.testing import DotPicture
    >>> picture = DotPicture()
    >>> before = picture.figure.bbox.size.tolist()
    >>> enlarge_type(picture, 1.1), picture.figure.bbox.size.round().tolist() == before
    (1.04, True)
    """
    if most <= 1:
        return 1.0
    times = most
    while not _on_paper(picture, times) and times > 1:
        times = max(1.0, round(times - STEP, 2))
    return times


def _on_paper(picture: Picture, times: float) -> bool:
    """Set the size of the letters; tell whether the titles, the labels and the legends of the axes lie on the paper."""
    picture.figure.set_size_inches(picture.width / 100 / times, picture.height / 100 / times)
    picture.figure.dpi = 100 * times
    pen = picture.canvas.get_renderer()  # type: ignore[no-untyped-call]
    found = [box for axes in picture.figure.axes for box in _boxes(axes, pen)]
    corners = np.array([box.extents for box in found if box is not None]).reshape(-1, 4)
    right, top = picture.width + EDGE, picture.height + EDGE
    return bool(np.all(corners[:, :2] >= -EDGE) and np.all(corners[:, 2:] <= (right, top)))


def _boxes(axes: Axes, pen: Any) -> list[Any]:
    """Give the boxes of what is written round axes; a label that just misses the paper is moved nearer to its axis."""
    boxes: list[Any] = [axes.title.get_window_extent(pen)] if axes.get_title() else []
    legend = axes.get_legend()
    if legend is not None:
        boxes.append(legend.get_window_extent(pen))
    if axes.axison and not isinstance(axes, Axes3D):
        side: Any = axes.yaxis.get_tightbbox(pen)
        missing = 0.0 if side is None else -float(side.x0)
        if 0 < missing < NEARER:
            axes.yaxis.labelpad -= missing * 72 / float(axes.figure.dpi)
        boxes += [axes.xaxis.get_tightbbox(pen), axes.yaxis.get_tightbbox(pen)]
    return boxes

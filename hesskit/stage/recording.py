"""A recording: the frames of a picture computed ahead, which the browser plays where no kernel answers.

Its bytes are a zlib stream of a header's length (four bytes, little-endian), the header (JSON) and a blob. The header
has `dials` (what can be set: a label, a text for each of its values, and where it starts), `held` (the numbers of the
handles that these move; the others cannot be dragged), `styles` (shared by the operations of all frames), `frames` in
the order of the dials' values, the last dial fastest, and `backgrounds` and each frame's `points` as [offset, length]
in the blob.
"""

import json
import os
import zlib
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from mpl_toolkits.mplot3d.axes3d import Axes3D

from hesskit.stage.display_list import frame_of
from hesskit.stage.picture import Picture, Scene, encode_webp

# Larger letters on a picture of the same size, for a room: its last row sits farther away than a learner.

EDGE = 2.0  # pixels of a letter that may be off the paper
NEARER = 8.0  # pixels by which a label may be moved to its axis
STEP = 0.02


def enlarge_type(picture: Picture, most: float) -> float:
    """Enlarge letters, lines and marks: smaller paper with finer dots has as many pixels as before.

    Examples
    --------
    >>> from hesskit.stage.testing import DotPicture
    >>> picture = DotPicture()
    >>> picture.axes.set_position((0.1, 0.11, 0.4, 0.8))  # its numbers have a little room below
    >>> before = picture.figure.bbox.size.tolist()
    >>> enlarge_type(picture, 1.1), picture.figure.bbox.size.round().tolist() == before
    (1.06, True)
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


RATIO = 1.5  # device pixels a CSS pixel of a recorded background: sharp on a projector, and small


@dataclass(frozen=True)
class Dial:
    """Something that a recording can be set to.

    Parameters
    ----------
    label : str
        What it is called.
    texts : tuple of str
        One for each of its values, in order.
    start : int
        Which of them it starts at.
    """

    label: str
    texts: tuple[str, ...]
    start: int = 0


class Reel:
    """Collects frames, each style and each background once."""

    def __init__(self) -> None:
        self.blob = bytearray()
        self.styles: dict[str, int] = {}
        self.backgrounds: dict[bytes, int] = {}
        self.places: list[list[int]] = []
        self.frames: list[dict[str, Any]] = []

    def keep(self, data: bytes) -> list[int]:
        """Put bytes into the blob; say where."""
        place = [len(self.blob), len(data)]
        self.blob += data
        return place

    def add(self, frame: dict[str, Any], background: bytes) -> None:
        """Add one frame over a background (an image file)."""
        if background not in self.backgrounds:
            self.backgrounds[background] = len(self.places)
            self.places.append(self.keep(background))
        operations = [self._styled(operation) for operation in frame["operations"]]
        kept = {**frame, "operations": operations, "points": self.keep(frame["points"])}
        self.frames.append({**kept, "background": self.backgrounds[background]})

    def _styled(self, operation: dict[str, Any]) -> list[Any]:
        """Give an operation as its style's number and what is its own."""
        own = {key: operation[key] for key in ("lengths", "fills", "text", "x", "y") if key in operation}
        style = json.dumps({key: value for key, value in operation.items() if key not in own}, sort_keys=True)
        return [self.styles.setdefault(style, len(self.styles)), own]

    def packed(self, dials: Sequence[Dial], held: Sequence[int]) -> bytes:
        """Give the recording's bytes."""
        header = {
            "dials": [{"label": dial.label, "texts": dial.texts, "start": dial.start} for dial in dials],
            "held": held,
            "styles": [json.loads(style) for style in self.styles],
            "backgrounds": self.places,
            "frames": self.frames,
        }
        text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
        return zlib.compress(len(text).to_bytes(4, "little") + text + bytes(self.blob), level=9)


def record_scenes(
    picture: Picture,
    scenes: Iterable[Scene],
    dials: Sequence[Dial],
    held: Collection[str] | None = None,
    ratio: float = RATIO,
    type_size: float = 0,
) -> bytes:
    """Record what a picture shows of each scene.

    Examples
    --------
    >>> from hesskit.stage.testing import DotPicture, DotScene
    >>> dial = Dial("x", ("0.25", "0.5", "0.75"))
    >>> sweep = record_scenes(DotPicture(), [DotScene(x, 0.5) for x in (0.25, 0.5, 0.75)], [dial])
    >>> [frame["sentence"] for frame in opened(sweep)["frames"]][1]
    'The dot is at (0.5, 0.5).'
    """
    type_size = enlarge_type(picture, type_size or float(os.environ.get("HESSKIT_TYPE_SIZE", "1")))
    reel, background = Reel(), b""
    drawn: dict[Hashable, bytes] = {}
    for scene in scenes:
        if picture.update(scene) or not background:
            key = picture.still_key()
            background = drawn.get(key) or _background(picture, ratio, type_size)
            if key is not None:
                drawn[key] = background
        reel.add(frame_of(picture, scene), background)
    wanted = 1
    for dial in dials:
        wanted *= len(dial.texts)
    if len(reel.frames) != wanted:
        raise ValueError(
            f"the dials have {wanted} positions together, but there are {len(reel.frames)} scenes."
        )
    movable = [k for k, handle in enumerate(picture.handles) if held is None or handle.name in held]
    return reel.packed(dials, movable)


def _background(picture: Picture, ratio: float, type_size: float) -> bytes:
    pixels = picture.background(ratio * type_size)
    picture.figure.dpi = 100 * type_size
    return encode_webp(pixels)


def opened(recording: bytes) -> dict[str, Any]:
    """Read a recording's header, with each frame's points as bytes; the browser does the same."""
    whole = zlib.decompress(recording)
    length = int.from_bytes(whole[:4], "little")
    header: dict[str, Any] = json.loads(whole[4 : 4 + length])
    blob = whole[4 + length :]
    for frame in header["frames"]:
        start, size = frame["points"]
        frame["points"] = blob[start : start + size]
        frame["operations"] = [{**header["styles"][style], **own} for style, own in frame["operations"]]
    return header

"""A matplotlib renderer that records what artists draw as polylines, for a browser to paint.

A display list is a dictionary with two entries. `points` is a buffer of little-endian int16 pairs (x, y), in
sixteenths of a CSS pixel from the top left. `operations` is a list of dictionaries: a style with the lengths of its
polylines (`lengths`, in points, in the order of the buffer), a mesh (`fills`, six digits a face, and how many `corners`
each has), or a piece of text.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform
from mpl_toolkits.mplot3d.axes3d import Axes3D

from hesskit.stage.picture import Handle, Picture, Scene


def hex_colours(colours: npt.NDArray[np.float64]) -> str:
    """Give opaque colours (faces, 3) between 0 and 1 in six digits each.

    Examples
    --------
    >>> hex_colours(np.array([[1, 0, 0.5], [0, 0, 1]]))
    'ff00800000ff'
    """
    return np.rint(255 * np.clip(colours, 0, 1)).astype(np.uint8).tobytes().hex()


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


# Paths as polylines in pixels: curves are flattened, what is not finite is left out.

Lines = list[npt.NDArray[np.float64]]
REACH = 2000.0  # the farthest pixel that fits in an int16


def polylines_of(path: Path, transform: Transform, window: Any = None) -> tuple[Lines, bool]:
    """Give the polylines (k, 2) of a path in pixels, and whether they are closed.

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


SUBPIXELS = 16
COARSE = 4  # parts of a pixel that are enough for a face: they are packed tighter
SEAM = 0.7  # pixels by which faces overlap: no paper shines through between them
BASELINES = {  # matplotlib's vertical alignment → a canvas's
    "top": "top", "center": "middle", "center_baseline": "middle", "baseline": "alphabetic", "bottom": "bottom",
}  # fmt: skip


class Recorder(RendererBase):
    """Records paths and text instead of drawing them; any artist works."""

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self.width, self.height = (float(size) for size in figure.bbox.size)
        self.dpi = figure.dpi
        self.operations: list[dict[str, Any]] = []
        self.chunks: list[npt.NDArray[np.int16]] = []
        self.handle: int | None = None  # which handle the artist being drawn belongs to
        self.window: int | None = None  # in which window it lies
        self.says: str | None = None  # the words to which what is being drawn belongs

    def open_group(self, s: str, gid: str | None = None) -> None:
        """Begin an artist; matplotlib says its name, which are the words that it is lit with."""
        self.says = gid

    def close_group(self, s: str) -> None:
        """End an artist; matplotlib says so."""
        self.says = None

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Size in pixels; matplotlib asks."""
        return self.width, self.height

    def points_to_pixels(self, points: Any) -> Any:
        """Printer's points to pixels; matplotlib asks."""
        return points * self.dpi / 72

    def flipy(self) -> bool:
        """Text coordinates run downwards, as a browser's do."""
        return True

    def draw_path(
        self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace: Any = None
    ) -> None:
        """Record one path."""
        window = (-50.0, -50.0, self.width + 50, self.height + 50) if rgbFace is None else None
        polylines, closed = polylines_of(path, transform, window)
        if not polylines:
            return
        style = self._style(gc, rgbFace)
        style["close"] = closed
        self._append(style, [len(line) for line in polylines])
        self._keep(np.concatenate(polylines))

    def draw_markers(
        self,
        gc: GraphicsContextBase,
        marker_path: Path,
        marker_trans: Transform,
        path: Path,
        trans: Transform,
        rgbFace: Any = None,
    ) -> None:
        """Record one marker at all its places: its outline is made once."""
        if path.codes is not None:  # some vertices may be control points
            super().draw_markers(gc, marker_path, marker_trans, path, trans, rgbFace)
            return
        places = np.asarray(trans.transform(path.vertices), float)
        places = places[(np.abs(places) < REACH).all(axis=1)]  # NaN is left out too
        polylines, closed = outlines_of(marker_path, marker_trans)
        if not len(places) or not polylines:
            return
        style = {**self._style(gc, rgbFace), "close": closed}
        if self.window is not None:
            style["marker"] = True  # as large as before where its window is zoomed
        for _place in places:
            self._append(style, [len(line) for line in polylines])
        self._keep((np.concatenate(polylines) + places[:, None]).reshape(-1, 2))

    def _keep(self, line: npt.NDArray[np.float64]) -> None:
        scaled = np.rint(np.clip(line * (1, -1) + (0, self.height), -REACH, REACH) * SUBPIXELS)
        self.chunks.append(scaled.astype("<i2"))

    def draw_mesh(self, corners: npt.NDArray[np.float64], colours: npt.NDArray[np.float64]) -> None:
        """Record opaque faces (n, k, 2) in pixels, each in its colour (n, 3), in this order."""
        self.operations.append(
            {
                "width": SEAM, "clip": None, "handle": self.handle, "lengths": [], "corners": corners.shape[1],
                "fills": hex_colours(colours),
            }
        )  # fmt: skip
        self._keep(np.rint(COARSE * corners.reshape(-1, 2)) / COARSE)

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        """Record text as text; mathematics as outlines."""
        if ismath:
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        self.operations.append(
            {
                "text": s,
                "x": round(float(x), 1),
                "y": round(float(y), 1),
                "size": round(float(self.points_to_pixels(prop.get_size_in_points())), 1),
                "angle": float(angle),
                "fill": css_colour(gc.get_rgb()),
                "bold": str(prop.get_weight()) in ("bold", "700"),
                "handle": self.handle,
                **self._place(),
            }
        )

    def draw_label(self, label: Text) -> None:
        """Record one line of text by its anchor and its alignment."""
        if not label.get_text():
            return
        x, y = label.get_transform().transform(label.get_unitless_position())
        context = self.new_gc()
        context.set_foreground(label.get_color())
        context.set_alpha(label.get_alpha())  # type: ignore[arg-type]
        self.draw_text(context, x, self.height - y, label.get_text(), label.get_fontproperties(), 0)
        self.operations[-1] |= {
            "align": label.get_horizontalalignment(),
            "baseline": BASELINES[label.get_verticalalignment()],
        }

    def _append(self, style: dict[str, Any], lengths: list[int]) -> None:
        last = self.operations[-1] if self.operations else {}
        # fills stay apart: overlapping translucent shapes painted in one go would not darken each other
        if not style["fill"] and {**last, "lengths": None} == {**style, "lengths": None}:
            last["lengths"] += lengths
        else:
            self.operations.append({**style, "lengths": lengths})

    def _style(self, gc: GraphicsContextBase, face: Any) -> dict[str, Any]:
        width = float(self.points_to_pixels(gc.get_linewidth()))
        rgba = gc.get_rgb()
        _offset, dashes = gc.get_dashes()
        dashes = [] if dashes is None else np.atleast_1d(np.asarray(dashes, float))
        clip = gc.get_clip_rectangle()
        return {
            "stroke": css_colour(rgba)
            if width > 0 and len(rgba) > 0 and (len(rgba) < 4 or rgba[3] > 0)
            else None,
            "width": round(width, 2),
            "dash": [round(float(self.points_to_pixels(dash)), 2) for dash in dashes],
            "cap": gc.get_capstyle(),
            "join": gc.get_joinstyle(),
            "fill": None if face is None else css_colour(_faced(face, gc)),
            "clip": None if clip is None else self._rectangle(clip.extents),
            "handle": self.handle,
            "lengths": None,
            **self._place(),
        }

    def _place(self) -> dict[str, Any]:
        """Name the window of what is drawn, where it lies in one, and the words that it belongs to."""
        place: dict[str, Any] = {} if self.window is None else {"window": self.window}
        return place if self.says is None else place | {"says": self.says}

    def _rectangle(self, extents: Sequence[float]) -> list[float]:
        left, bottom, right, top = (float(value) for value in extents)
        return [round(left, 1), round(self.height - top, 1), round(right - left, 1), round(top - bottom, 1)]


def _faced(face: Any, gc: GraphicsContextBase) -> Any:
    return (*face[:3], gc.get_alpha()) if gc.get_forced_alpha() else face


def record(
    figure: Figure,
    artists: Iterable[Artist],
    handles: Sequence[Artist] = (),
    windows: Sequence[Axes] = (),
) -> dict[str, Any]:
    """Record artists of a figure that has been drawn once (so that its axes know their place).

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure(figsize=(2, 1), dpi=100)
    >>> line = figure.add_axes((0, 0, 1, 1)).plot([0, 1], [0, 1])[0]
    >>> record(figure, [line])["operations"][0]["lengths"]
    [2]
    """
    recorder = Recorder(figure)
    projected: set[Axes3D] = set()
    known = {id(artist): index for index, artist in enumerate(handles)}
    placed = {id(axes): index for index, axes in enumerate(windows)}
    for artist in sorted(artists, key=lambda one: one.get_zorder()):
        if not artist.get_visible():
            continue
        recorder.handle = known.get(id(artist))
        recorder.window = placed.get(id(artist.axes))
        if _is_label(artist):
            recorder.draw_label(artist)  # type: ignore[arg-type]
            continue
        _project(artist, projected)
        artist.draw(recorder)
    points = np.concatenate(recorder.chunks).tobytes() if recorder.chunks else b""
    return {"operations": recorder.operations, "points": points}


def _is_label(artist: Artist) -> bool:
    """Tell whether it is one upright line of plain text: a browser lays that out by itself, and faster."""
    if type(artist) is not Text or artist.get_bbox_patch() is not None or artist.get_rotation():
        return False
    text = artist.get_text()
    return "\n" not in text and not artist.get_wrap() and not (artist.get_parse_math() and "$" in text)


def _project(artist: Artist, projected: set[Axes3D]) -> None:
    """Project a 3-D collection: matplotlib does it in `Axes3D.draw`, which a moving artist is not part of."""
    axes = getattr(artist, "axes", None)
    if isinstance(axes, Axes3D):
        if axes not in projected:
            axes.M = axes.get_proj()
            projected.add(axes)
        if hasattr(artist, "do_3d_projection"):
            artist.do_3d_projection()


# One frame of a Stage: what the moving layer shows, where the handles are, and what is said of it.


def frame_of(picture: Picture, scene: Scene) -> dict[str, Any]:
    """Record the frame of a scene that the picture has been updated to.

    Examples
    --------
    >>> from hesskit.stage.testing import DotPicture, DotScene
    >>> picture, scene = DotPicture(), DotScene(0.25, 0.5)
    >>> _ = picture.update(scene)
    >>> frame_of(picture, scene)["values"]
    ['x = 0.25, y = 0.5']
    """
    return {
        **record(
            picture.figure, picture.moving, [handle.artist for handle in picture.handles], picture.windows
        ),
        "handles": [_pixel(picture, handle) for handle in picture.handles],
        "values": ["x = {}, y = {}".format(*map(_said, handle.position)) for handle in picture.handles],
        "turns": [[axes.azim, axes.elev] for axes in picture.turnable],
        "limits": [
            [float(edge) for edge in (*axes.get_xlim(), *axes.get_ylim())] for axes in picture.windows
        ],
        "caption": scene.caption(),
        "sentence": scene.sentence(),
        "numbers": picture.numbers(scene),
        "tones": picture.tones(scene),
    }


def handles_of(picture: Picture) -> list[dict[str, Any]]:
    """Describe what can be held: its name, its label, whether it rides, and where it may go."""
    return [
        {
            "name": handle.name,
            "label": handle.label,
            "rides": handle.rides,
            "bounds": _bounds(picture, handle.axes.bbox.extents),
        }
        for handle in picture.handles
    ]


def turners_of(picture: Picture) -> list[dict[str, Any]]:
    """Describe what can be turned: its label and its place."""
    return [
        {
            "label": f"view of {axes.get_title() or 'the surface'}",
            "bounds": _bounds(picture, axes.bbox.extents),
        }
        for axes in picture.turnable
    ]


def _said(coordinate: float) -> str:
    """Say a coordinate to six digits, with a true minus sign."""
    return np.format_float_positional(coordinate, 6, fractional=False, trim="-").replace("-", "−")


def windows_of(picture: Picture) -> list[dict[str, Any]]:
    """Describe what can be panned and zoomed: its label and its place."""
    return [
        {
            "label": f"view of {axes.get_title() or 'the plane'}",
            "bounds": _bounds(picture, axes.bbox.extents),
        }
        for axes in picture.windows
    ]


def planes_of(picture: Picture) -> list[list[float]]:
    """Describe where a value may be asked for: the places of those axes."""
    return [_bounds(picture, axes.bbox.extents) for axes in picture.said_at]


def _pixel(picture: Picture, handle: Handle) -> list[float]:
    x, y = handle.axes.transData.transform(handle.position)
    return [round(float(x), 1), round(picture.height - float(y), 1)]


def _bounds(picture: Picture, extents: Any) -> list[float]:
    left, bottom, right, top = (float(edge) for edge in extents)
    edges = (left, picture.height - top, right, picture.height - bottom)
    # a redrawn picture has its axes in the same place, but for rounding
    return [round(edge, 2) for edge in edges]

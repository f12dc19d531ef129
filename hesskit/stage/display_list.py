"""A matplotlib renderer that records what artists draw as polylines, for a browser to paint.

A display list is a dictionary with two entries. `points` is a buffer of little-endian int16 pairs (x, y), in
sixteenths of a CSS pixel from the top left. `operations` is a list of dictionaries: a style with the lengths of its
polylines (`lengths`, in points, in the order of the buffer), a mesh (`fills`, six digits a face, and how many `corners`
each has), or a piece of text.
"""

import itertools
from collections.abc import Hashable, Iterable, Mapping, MutableMapping, Sequence
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import BoxStyle, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform
from mpl_toolkits.mplot3d.axes3d import Axes3D

from hesskit.stage.picture import Picture, Scene


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

Places = npt.NDArray[np.float64]
Lines = list[Places]
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
        if (np.abs(line) < REACH).all():  # and so every number is one
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


Known = tuple[list[dict[str, Any]], Lines]  # operations, and their points


class Recorder(RendererBase):
    """Records paths and text instead of drawing them; any artist works."""

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self.width, self.height = (float(size) for size in figure.bbox.size)
        self.dpi = figure.dpi
        self.operations: list[dict[str, Any]] = []
        self.chunks: Lines = []
        self.handle: int | None = None  # which handle the artist being drawn belongs to
        self.window: int | None = None  # in which window it lies
        self.says: str | None = None  # the words to which what is being drawn belongs
        # by identity, so what they belong to is kept beside them
        self.ways: dict[int, tuple[Any, tuple[Transform, Transform | None]]] = {}
        self.clips: dict[int, tuple[Any, list[float]]] = {}
        self.rooms: dict[int, tuple[Any, Hashable]] = {}

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
        self.chunks += polylines

    def draw_line(self, line: Line2D, places: Places | None = None) -> None:
        """Record a plain line, or its look along other `places` (m, 2), as its own `draw` does, but sooner."""
        affine, bend = self._way(line.get_transform())
        vertices = np.asarray(line.get_xydata() if places is None else places, float)
        path = Path(vertices if bend is None else bend.transform_non_affine(vertices))
        self.says = line.get_gid()
        if line.get_linestyle() != "None" and len(vertices):
            dashed, width = line.is_dashed(), line.get_linewidth()
            pen = self._pen(line, to_rgba(line.get_color(), line.get_alpha()), width)
            pen.set_joinstyle(line.get_dash_joinstyle() if dashed else line.get_solid_joinstyle())
            pen.set_capstyle(line.get_dash_capstyle() if dashed else line.get_solid_capstyle())
            pen.set_dashes(*(line._dash_pattern if width > 0 else (0, None)))  # type: ignore[attr-defined]
            self.draw_path(pen, path, affine)
        marker: Any = line._marker  # type: ignore[attr-defined]
        if marker and line.get_markersize() > 0 and len(vertices):
            face = to_rgba(line.get_markerfacecolor(), line.get_alpha())
            edge = to_rgba(line.get_markeredgecolor(), line.get_alpha())
            if line._markeredgecolor == "auto" and line.get_markerfacecolor() != "none":  # type: ignore[attr-defined]
                edge = (*edge[:3], face[3])
            pen = self._pen(line, edge, line.get_markeredgewidth())
            pen.set_joinstyle(marker.get_joinstyle())
            pen.set_capstyle(marker.get_capstyle())
            size = self.points_to_pixels(line.get_markersize())
            outline = marker.get_transform().scale(size)
            self.draw_markers(pen, marker.get_path(), outline, path, affine, face)
        self.says = None

    def draw_tile(self, tile: Rectangle) -> None:
        """Record a plain rectangle as its own `draw` does, but sooner."""
        self.says = tile.get_gid()
        edge: Any = tile.get_edgecolor()
        face: Any = tile.get_facecolor()
        drawn = edge[3] > 0 and tile.get_linestyle() != "None"
        width = tile.get_linewidth() if drawn else 0
        pen = self._pen(tile, edge, width)
        pen.set_dashes(*(tile._dash_pattern if width > 0 else (0, None)))  # type: ignore[attr-defined]
        pen.set_capstyle(tile.get_capstyle())
        pen.set_joinstyle(tile.get_joinstyle())
        pen.set_alpha(tile.get_alpha())  # type: ignore[arg-type]
        style = self._style(pen, face if face[3] else None) | {"close": True}
        affine = self._way(tile.get_data_transform())[0]
        self._append(style, [4])
        self.chunks.append(np.asarray(affine.transform(tile.get_corners())))
        self.says = None

    def _pen(self, artist: Artist, colour: Any, width: float) -> GraphicsContextBase:
        """Make the pen of a line, of its markers or of a rectangle."""
        pen = self.new_gc()
        if artist.get_clip_on():
            pen.set_clip_rectangle(artist.get_clip_box())
        pen.set_linewidth(width)
        pen.set_foreground(colour, isRGBA=True)
        return pen

    def _way(self, transform: Transform) -> tuple[Transform, Transform | None]:
        """Give the affine part of a transform, and itself where it has another: taken apart once a frame."""
        if id(transform) not in self.ways:
            affine: Any = transform.get_affine().frozen()
            self.ways[id(transform)] = (transform, (affine, None if transform.is_affine else transform))
        return self.ways[id(transform)][1]

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
        lengths = [len(line) for line in polylines]
        # markers of one opaque colour look the same however they overlap: they are one operation
        together = style["fill"] and style["fill"] == style.get("stroke") and style["fill"].endswith("ff")
        for _each in range(1 if together else len(places)):
            self._append(style, lengths * len(places) if together else lengths)
        self.chunks.append((np.concatenate(polylines) + places[:, None]).reshape(-1, 2))

    def points(self) -> bytes:
        """Give all points, in sixteenths of a pixel from the top left."""
        if not self.chunks:
            return b""
        whole = np.concatenate(self.chunks) * (1, -1) + (0, self.height)
        return np.rint(np.clip(whole, -REACH, REACH) * SUBPIXELS).astype("<i2").tobytes()

    def draw_mesh(self, corners: npt.NDArray[np.float64], colours: npt.NDArray[np.float64]) -> None:
        """Record opaque faces (n, k, 2) in pixels, each in its colour (n, 3), in this order."""
        self.operations.append(
            {
                "width": SEAM, "clip": None, "handle": self.handle, "lengths": [], "corners": corners.shape[1],
                "fills": hex_colours(colours),
            }
        )  # fmt: skip
        self.chunks.append(np.rint(COARSE * corners.reshape(-1, 2)) / COARSE)

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
        box: Any = label.get_bbox_patch()
        if box is not None:
            room = box.get_boxstyle().pad * self.points_to_pixels(label.get_fontsize())
            self.operations[-1] |= {"box": css_colour(box.get_facecolor()), "pad": round(room, 1)}

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
        dashes = [] if dashes is None else np.atleast_1d(dashes).tolist()
        clip: Any = gc.get_clip_rectangle()
        return {
            "stroke": css_colour(rgba)
            if width > 0 and len(rgba) > 0 and (len(rgba) < 4 or rgba[3] > 0)
            else None,
            "width": round(width, 2),
            "dash": [round(float(self.points_to_pixels(dash)), 2) for dash in dashes],
            "cap": gc.get_capstyle(),
            "join": gc.get_joinstyle(),
            "fill": None if face is None else css_colour(_faced(face, gc)),
            "clip": None if clip is None else self._clip(clip),
            "handle": self.handle,
            "lengths": None,
            **self._place(),
        }

    def _place(self) -> dict[str, Any]:
        """Name the window of what is drawn, where it lies in one, and the words that it belongs to."""
        place: dict[str, Any] = {} if self.window is None else {"window": self.window}
        return place if self.says is None else place | {"says": self.says}

    def _clip(self, box: Any) -> list[float]:
        """Give a box of pixels as left, top, width and height: measured once a frame."""
        if id(box) not in self.clips:
            left, bottom, right, top = (float(value) for value in box.extents)
            sides = (left, self.height - top, right - left, top - bottom)
            self.clips[id(box)] = (box, [round(side, 1) for side in sides])
        return self.clips[id(box)][1]

    def room_of(self, axes: Any) -> Hashable:
        """Name where axes stand and what they show: measured once a frame."""
        if id(axes) not in self.rooms:
            room: Hashable = (self.width, self.height)
            if axes is not None:
                limits = (*axes.viewLim.extents.tolist(), *axes.bbox.extents.tolist())
                room = (*room, axes.get_xscale(), axes.get_yscale(), *limits)  # type: ignore[misc]
            self.rooms[id(axes)] = (axes, room)
        return self.rooms[id(axes)][1]

    def again(self, known: Known) -> None:
        """Record once more what was recorded before."""
        operations, chunks = known
        for operation in operations:
            if operation.get("lengths"):
                self._append({**operation, "lengths": None}, list(operation["lengths"]))
            else:
                self.operations.append(dict(operation))
        self.chunks += chunks


def _faced(face: Any, gc: GraphicsContextBase) -> Any:
    return (*face[:3], gc.get_alpha()) if gc.get_forced_alpha() else face


def record(
    figure: Figure,
    artists: Iterable[Artist],
    handles: Sequence[Artist] = (),
    windows: Sequence[Axes] = (),
    kept: MutableMapping[Artist, tuple[Hashable, Known]] | None = None,
) -> dict[str, Any]:
    """Record artists of a figure that has been drawn once (so that its axes know their place).

    What has not changed since it was recorded for `kept` is taken from there.

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
        if kept is None or type(artist) not in STEADY or _has_box(artist):
            _record_one(artist, recorder, projected)
            continue
        place = (recorder.handle, recorder.window, artist.get_gid(), recorder.room_of(artist.axes))
        if artist.stale or artist not in kept or kept[artist][0] != place:
            whole = recorder.operations, recorder.chunks
            mine: Known = ([], [])
            recorder.operations, recorder.chunks = mine
            _record_one(artist, recorder, projected)
            recorder.operations, recorder.chunks = whole
            kept[artist] = (place, mine)
            artist.stale = False
        recorder.again(kept[artist][1])
    return {"operations": recorder.operations, "points": recorder.points()}


STEADY = (Line2D, Text, Rectangle)  # say of themselves that they have changed, and depend on no other
FEW = 1000  # vertices: of more, matplotlib leaves out what is beyond the axes


def _has_box(artist: Any) -> bool:
    """Tell whether it is a text in a box of its own, which may change by itself."""
    return type(artist) is Text and artist.get_bbox_patch() is not None


def _record_one(artist: Any, recorder: Recorder, projected: set[Axes3D]) -> None:
    """Record an artist by the shortest way."""
    if _is_label(artist):
        recorder.draw_label(artist)
    elif type(artist) is Line2D and _is_plain(artist):
        recorder.draw_line(artist)
    elif type(artist) is Rectangle and _is_tile(artist):
        recorder.draw_tile(artist)
    else:
        _project(artist, projected)
        artist.draw(recorder)


def _is_tile(tile: Rectangle) -> bool:
    """Tell whether a rectangle has nothing but its colours, on axes that do not bend it."""
    bare = tile.get_hatch() is None and not tile.get_path_effects() and tile.get_sketch_params() is None
    return bare and tile.get_data_transform().is_affine


def _is_plain(line: Line2D) -> bool:
    """Tell whether a line has nothing but a dash, a colour, a width and whole markers at its vertices."""
    return (
        not line.get_path_effects()
        and line.get_sketch_params() is None
        and line.get_gapcolor() is None
        and line.get_markevery() is None
        and line.get_drawstyle() == "default"
        and line.get_marker() != ","
        and line.get_fillstyle() in ("full", "none")
        and len(line.get_xydata()) <= FEW  # type: ignore[arg-type]
    )


def _is_label(artist: Artist) -> bool:
    """Tell whether it is one upright line of plain text: a browser lays that out by itself, and faster."""
    if type(artist) is not Text or artist.get_rotation() or not _is_paper(artist.get_bbox_patch()):
        return False
    text = artist.get_text()
    return "\n" not in text and not artist.get_wrap() and not (artist.get_parse_math() and "$" in text)


_PROJECTIONS: WeakKeyDictionary[Any, tuple[Hashable, npt.NDArray[np.float64]]] = WeakKeyDictionary()


def projection(axes: Any) -> npt.NDArray[np.float64]:
    """Give the projection (4, 4) of 3-D axes, made anew only when their view or their limits are others.

    Examples
    --------
    >>> axes = Figure().add_subplot(projection="3d")
    >>> projection(axes) is projection(axes), bool((projection(axes) == axes.get_proj()).all())
    (True, True)
    >>> axes.view_init(elev=10) and None
    >>> bool((projection(axes) == axes.get_proj()).all())
    True
    """
    view = (
        axes.elev,
        axes.azim,
        axes.roll,
        *axes.get_w_lims(),
        *axes._box_aspect,
        axes._dist,
        axes._focal_length,
    )
    known = _PROJECTIONS.get(axes)
    if known is None or known[0] != view:
        known = _PROJECTIONS[axes] = (view, np.asarray(axes.get_proj(), float))
    return known[1]


def _is_paper(box: Any) -> bool:
    """Tell whether what is behind a text is nothing, or a plain rectangle without an edge."""
    return box is None or (isinstance(box.get_boxstyle(), BoxStyle.Square) and box.get_edgecolor()[3] == 0)


def _project(artist: Artist, projected: set[Axes3D]) -> None:
    """Project a 3-D collection: matplotlib does it in `Axes3D.draw`, which a moving artist is not part of."""
    axes = getattr(artist, "axes", None)
    if isinstance(axes, Axes3D):
        if axes not in projected:
            axes.M = projection(axes)
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
            picture.figure,
            picture.moving,
            [handle.artist for handle in picture.handles],
            picture.windows,
            picture.recorded,
        ),
        "handles": _pixels(picture),
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


# of an operation, what a canvas takes for granted
USUAL: Mapping[str, Any] = {
    "dash": [], "cap": "butt", "join": "miter", "fill": None, "clip": None, "handle": None, "close": False,
    "bold": False, "angle": 0.0,
}  # fmt: skip


def sparing(frame: Mapping[str, Any]) -> dict[str, Any]:
    """Give a frame as it is sent: without what goes without saying.

    Examples
    --------
    >>> sparing({"operations": [{"fill": None, "stroke": "#000000ff"}], "points": b""})
    {'operations': [{'stroke': '#000000ff'}], 'points': b''}
    """
    operations = [
        {name: value for name, value in operation.items() if name not in USUAL or value != USUAL[name]}
        for operation in frame.get("operations", ())
    ]
    return {**frame, "operations": operations}


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


def _pixels(picture: Picture) -> list[list[float]]:
    """Say where the handles are; those of one axes are transformed together, for there may be dozens."""
    found = []
    for axes, handles in itertools.groupby(picture.handles, key=lambda handle: handle.axes):
        places = axes.transData.transform([handle.position for handle in handles])
        found += [[round(x, 1), round(picture.height - y, 1)] for x, y in places.tolist()]
    return found


def _bounds(picture: Picture, extents: Any) -> list[float]:
    left, bottom, right, top = (float(edge) for edge in extents)
    edges = (left, picture.height - top, right, picture.height - bottom)
    # a redrawn picture has its axes in the same place, but for rounding
    return [round(edge, 2) for edge in edges]

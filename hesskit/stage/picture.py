"""What a Stage shows: a figure with still and moving artists, and the handles a learner may take hold of."""

import io
import textwrap
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from mpl_toolkits.mplot3d.axes3d import Axes3D
from mpl_toolkits.mplot3d.proj3d import proj_transform

# Two themes for a picture, light and dark, and the manners they share.


@dataclass(frozen=True)
class Theme:
    """The colours of one picture; each role differs from the others in lightness as well as in hue."""

    name: str
    paper: str  # behind everything
    ink: str  # text and axes
    faint: str  # grids, level curves
    point: str  # what the learner holds
    gradient: str
    up: str  # upward curvature, the largest eigenvalue
    down: str  # downward curvature, the smallest eigenvalue
    model: str  # the Taylor model
    other: str
    colormap: str


# Okabe and Ito's colours (jfly.uni-koeln.de/color, 2008), which survive the three common colour-blindnesses;
# the dark theme's are the same hues, lightened until they contrast with its paper by 4.5 to 1.
LIGHT = Theme(
    name="light",
    paper="#ffffff",
    ink="#1a1a1a",
    faint="#8a8a8a",
    point="#000000",
    gradient="#8a3d00",
    up="#0063a0",
    down="#b8004f",
    model="#00704f",
    other="#7a5195",
    colormap="viridis",
)
DARK = Theme(
    name="dark",
    paper="#111111",
    ink="#ececec",
    faint="#8f8f8f",
    point="#ffffff",
    gradient="#ffb454",
    up="#6cc4f5",
    down="#ff8fb8",
    model="#4fd6a6",
    other="#cda2e8",
    colormap="viridis",
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def new_figure(theme: Theme, width: float, height: float) -> Figure:
    """Make a figure of width × height CSS pixels on the theme's paper.

    >>> new_figure(LIGHT, 800, 400).get_size_inches().tolist()
    [8.0, 4.0]
    """
    return Figure(figsize=(width / 100, height / 100), dpi=100, facecolor=theme.paper)


LEAST = 9.0  # points: the smallest letters, 12.5 pixels on a screen


def dress(axes: Axes, theme: Theme, title: str = "", **labels: str) -> Axes:
    """Give axes the theme's colours, a title and labels (`xlabel=…, ylabel=…, zlabel=…`); return them."""
    axes.set(facecolor=theme.paper, **labels)
    axes.set_title(title, color=theme.ink, fontsize=11)
    axes.tick_params(colors=theme.ink, labelsize=LEAST)
    for spine in axes.spines.values():
        spine.set_color(theme.faint)
    if isinstance(axes, Axes3D):
        _dress_depth(axes, theme)
    else:
        axes.xaxis.label.set_color(theme.ink)
        axes.yaxis.label.set_color(theme.ink)
    return axes


SHORTEST = 55.0  # pixels of an axis in space that has room for numbers
CORNER = 0.11  # of an axis at each end, where the numbers of its neighbour stand


class SparseLocator(MaxNLocator):
    """A few ticks of an axis in space: none where two axes meet, nor on an axis that is seen end on.

    In depth matplotlib does not look whether numbers overlap.
    """

    def __init__(self) -> None:
        super().__init__(4, steps=[1, 2, 5, 10])

    def tick_values(self, vmin: float, vmax: float) -> Any:
        """Give the values of the ticks."""
        axis: Any = self.axis
        if self._length(axis) < SHORTEST:
            return []
        low, high = sorted((vmin, vmax))
        room = CORNER * (high - low)
        found = np.asarray(super().tick_values(vmin, vmax))
        return found[(found >= low + room) & (found <= high - room)]

    @staticmethod
    def _length(axis: Any) -> float:
        """Measure in pixels of the page how long an axis through the middle of the box looks."""
        axes = axis.axes
        ends = np.array(axes.get_w_lims()).reshape(3, 2)
        corners = np.repeat(ends.mean(axis=1)[:, None], 2, axis=1)
        which = "xyz".index(axis.axis_name)
        corners[which] = ends[which]
        x, y, _depth = proj_transform(*corners, axes.get_proj())
        places = axes.transData.transform(np.column_stack([x, y]))
        return float(np.hypot(*(places[1] - places[0])) * 100 / axes.figure.dpi)


def _dress_depth(axes: Axes3D, theme: Theme) -> None:
    for axis in (axes.xaxis, axes.yaxis, axes.zaxis):
        pane: Any = axis
        pane.set_pane_color((0.5, 0.5, 0.5, 0.06))
        pane.label.set_color(theme.ink)
        pane.line.set_color(theme.faint)
        axis.set_major_locator(SparseLocator())
    axes.grid(False)


Pixels = npt.NDArray[np.uint8]


class Scene(Protocol):
    """The arrays one picture shows; frozen."""

    def caption(self) -> str:
        """Say the idea of what is to be seen in at most 25 words and three numbers: it stands under the picture."""

    def sentence(self) -> str:
        """Say in words all that is to be seen, with its numbers: a screen reader speaks it."""


@dataclass(frozen=True, eq=False)
class Handle:
    """Something on the picture that a learner can drag or move with the arrow keys.

    Parameters
    ----------
    name : str
        What the stage reports when it moves.
    label : str
        What a screen reader calls it.
    artist : Line2D
        A moving artist with one vertex, in data coordinates of its own axes: where the handle is.
    rides : bool
        Whether it rides on a curve, so that the browser must wait for the kernel to say where it is; a free handle
        follows the finger at once.
    """

    name: str
    label: str
    artist: Line2D
    rides: bool = False

    @property
    def axes(self) -> Axes:
        """The axes it lives in."""
        axes = self.artist.axes
        assert isinstance(axes, Axes)
        return axes

    @property
    def position(self) -> tuple[float, float]:
        """Where it is, in data coordinates."""
        x, y = np.asarray(self.artist.get_xydata(), float)[0]
        return float(x), float(y)

    def place(self, pixel: tuple[float, float]) -> tuple[float, float]:
        """Turn a position in figure pixels (origin top left) into data coordinates, kept inside the axes.

        The result is rounded to the coarsest decimal place that is finer than a pixel.
        """
        height = float(self.axes.figure.bbox.height)
        raw = self.axes.transData.inverted().transform((pixel[0], height - pixel[1]))
        return self._inside(raw, places=self._places())

    def nudge(self, right: float, up: float) -> tuple[float, float]:
        """Give the position `right` and `up` keyboard steps away; a step is at most a thirtieth of the axes."""
        moved = []
        for start, count, (low, high) in zip(self.position, (right, up), self._limits(), strict=True):
            step = _round_step((high - low) / 30)
            moved.append(start + count * step if count else start)
        return self._inside(moved, places=self._places())

    def _limits(self) -> tuple[tuple[float, float], tuple[float, float]]:
        return tuple(sorted(self.axes.get_xlim())), tuple(sorted(self.axes.get_ylim()))  # type: ignore[return-value]

    def _places(self) -> list[int]:
        bounds = self.axes.bbox
        spans = [(high - low) for low, high in self._limits()]
        pixels = (bounds.width, bounds.height)
        return [int(np.ceil(-np.log10(span / size))) for span, size in zip(spans, pixels, strict=True)]

    def _inside(self, raw: Any, places: list[int]) -> tuple[float, float]:
        x, y = (
            min(max(round(float(value), place), low), high)
            for value, place, (low, high) in zip(raw, places, self._limits(), strict=True)
        )
        return x + 0.0, y + 0.0  # no −0 reaches a learner


class Picture:
    """A figure whose artists are made once; `update(scene)` only sets their data.

    A subclass makes its artists in `__init__(theme)`, names the moving ones in `moving`
    (each is set animated, so that the still background leaves it out), its handles in `handles`, the 3-D axes that
    may be turned in `turnable`, the axes whose view may be moved and zoomed in `windows`, in `said_at` what says the
    value at a place of some axes, and a `readout`: HTML with `<span data-slot="name">` where numbers go. A moving
    artist's `gid` names the words of the caption, or `#slot`, that it is lit with; else those of its colour are.
    """

    width: float = 800
    height: float = 400
    readout: str = ""

    def __init__(self, theme: Theme = LIGHT) -> None:
        self.theme = theme
        self.figure: Figure = new_figure(theme, self.width, self.height)
        self.canvas = FigureCanvasAgg(self.figure)
        self.moving: list[Artist] = []
        self.recorded: WeakKeyDictionary[Artist, Any] = (
            WeakKeyDictionary()
        )  # what display_list recorded of them
        self.handles: list[Handle] = []
        self.turnable: list[Axes3D] = []
        self._rest: tuple[Hashable, Any] | None = None  # a drawing without 3-D axes
        self.windows: list[Axes] = []
        self.said_at: dict[Axes, Callable[[float, float], str]] = {}

    def move(self, *artists: Artist) -> None:
        """Declare artists as moving."""
        for artist in artists:
            artist.set_animated(True)
            self.moving.append(artist)

    def update(self, scene: Any) -> bool:
        """Set the artists' data from a scene; True when a still artist changed, so the background must be redrawn."""
        raise NotImplementedError

    def still_key(self) -> Hashable:
        """Name what the still artists show now, so that a background drawn before is used again; None: never."""
        return None

    def numbers(self, scene: Any) -> dict[str, str]:
        """Give the text of each slot of the readout."""
        return {}

    def tones(self, scene: Any) -> dict[str, str]:
        """Give the colour of words of the caption, and of slots of the readout (as `#name`)."""
        return {}

    def arrange(self, room: float) -> None:
        """Lay the panels out for `room` pixels: letters stay as large, and what does not fit beside stands below.

        A picture of which one panel alone is too wide for the room stays as it is. Update it afterwards: what is placed
        by pixels has moved.
        """
        self.figure.draw_without_rendering()  # only then are the titles in their places
        room = float(np.floor(room))
        rows: list[list[_Panel]] = [[]]
        for panel in self._panels():
            if rows[-1] and NARROWER * sum(one.width for one in (*rows[-1], panel)) > room:
                rows.append([])
            rows[-1].append(panel)
        if any(ALONE * one.width > room for row in rows for one in row):
            return
        if len(rows) == 1:
            room = min(room, float(np.floor(WIDER * sum(one.width for one in rows[0]))))
        stretched = [min(room / sum(one.width for one in row), WIDER) for row in rows]
        sizes = [
            [panel.stretched(share) for panel in row] for row, share in zip(rows, stretched, strict=True)
        ]
        talls = [max(height for _width, height in row) for row in sizes]
        for legend in self.figure.legends:
            fewer_columns(legend, room)
        beneath = sum(_tall(legend) + BETWEEN for legend in self.figure.legends)
        # whole pixels: what the browser lays over the drawing must lie where that is
        height = float(np.ceil(sum(talls) + BETWEEN * (len(rows) - 1) + beneath))
        top = height
        for row, places, tall in zip(rows, sizes, talls, strict=True):
            left = (room - sum(width for width, _height in places)) / 2
            for panel, (width, own) in zip(row, places, strict=True):
                panel.move(left, top - own, (room, height))
                left += width
            top -= tall + BETWEEN
        self.width, self.height = room, height
        self.figure.set_size_inches(room / 100, height / 100)
        self._rest = None

    def _panels(self) -> "list[_Panel]":
        """Find the panels, from left to right: axes that stand one above another share one."""
        groups: list[list[_Spot]] = []
        for spot in sorted((_Spot(axes, self.figure) for axes in self.figure.axes), key=lambda one: one.left):
            right = max((one.right for one in groups[-1]), default=0.0) if groups else 0.0
            shared = right - spot.left > 0.25 * (spot.right - spot.left)
            groups[-1].append(spot) if groups and shared else groups.append([spot])
        ends = [max(spot.drawn[2] for spot in group) for group in groups]
        starts = [min(spot.drawn[0] for spot in group) for group in groups]
        cuts = [0.0, *((end + start) / 2 for end, start in zip(ends, starts[1:], strict=False)), self.width]
        return [_Panel(group, cuts[k], cuts[k + 1], self.figure) for k, group in enumerate(groups)]

    def background(self, ratio: float, turned: bool = False) -> Pixels:
        """Draw the still artists at `ratio` device pixels a CSS pixel: an RGBA array (height, width, 4).

        Where only 3-D axes have been `turned` since the last one, all else is taken from that.
        """
        self.figure.dpi = 100 * ratio
        try:
            if not self.turnable:
                return _drawn(self.canvas)
            pen: Any = self.canvas.get_renderer()  # type: ignore[no-untyped-call]
            key = ratio, self.still_key()
            if not turned or self._rest is None or self._rest[0] != key:
                self._show_turnable(False)
                _drawn(self.canvas)
                self._rest = key, pen.copy_from_bbox(self.figure.bbox)
            self._show_turnable(True)
            pen.restore_region(self._rest[1])
            for axes in self.turnable:
                axes.draw(pen)
            return np.asarray(self.canvas.buffer_rgba()).copy()  # type: ignore[no-untyped-call]
        finally:
            self._show_turnable(True)
            self.figure.dpi = 100

    def _show_turnable(self, shown: bool) -> None:
        for axes in self.turnable:
            axes.set_visible(shown)

    def still(self, caption: str, ratio: float = 1.0) -> bytes:
        """Draw every artist, moving ones too, above its caption: a PNG."""
        buffer = io.BytesIO()
        self.figure.savefig(buffer, format="rgba", dpi=100 * ratio, facecolor=self.theme.paper)
        width, height = (int(size * ratio + 1e-9) for size in (self.width, self.height))  # as Agg rounds
        drawn = np.frombuffer(buffer.getvalue(), np.uint8).reshape(height, width, 4)
        return encode_png(np.vstack([drawn, _caption(caption, self.theme, width, ratio)]), level=9)


NARROWER, ALONE, WIDER = 0.72, 0.42, 1.2  # how far a panel may be narrower, in a row or alone, or wider
BETWEEN = 10.0  # pixels between the rows of panels
EDGE = 6.0  # pixels at either side of a panel
BLANK = 0.06  # of the width of a surface, at its left
FLATTER = 0.85  # how far a graph may be flatter; a plane and a surface keep their shape


class _Spot:
    """Axes on a figure: where they stand and how far their labels reach, in pixels from bottom left."""

    def __init__(self, axes: Axes, figure: Figure) -> None:
        self.axes = axes
        box = axes.get_position(original=True).transformed(figure.transFigure)
        self.left, self.bottom, self.right, self.top = (float(edge) for edge in box.extents)
        self.title = np.zeros(2)
        ratio = (self.right - self.left) / (self.top - self.bottom)
        self.shaped = isinstance(axes, Axes3D) or axes.get_aspect() != "auto" or 0.8 < ratio < 1.25
        pen = figure.canvas.get_renderer()  # type: ignore[attr-defined]
        if isinstance(axes, Axes3D):  # its left side is blank
            top = max(self.top, float(axes.title.get_window_extent(pen).y1)) if axes.get_title() else self.top
            self.drawn = (
                self.left + BLANK * (self.right - self.left),
                self.bottom - 22,
                self.right + 10,
                top,
            )
        else:
            tight = axes.get_tightbbox(pen)
            assert tight is not None
            low, high = tight.extents[:2], tight.extents[2:]
            drawn = (
                min(self.left, low[0]),
                min(self.bottom, low[1]),
                max(self.right, high[0]),
                max(self.top, high[1]),
            )
            self.drawn = tuple(float(edge) for edge in drawn)  # type: ignore[assignment]
        if axes.get_title():
            self.title = np.array(axes.title.get_window_extent(pen).size)


class _Panel:
    """A strip of a figure with axes one above another: it is stretched where they are, and nowhere else."""

    def __init__(self, spots: list[_Spot], left: float, right: float, figure: Figure) -> None:
        self.spots = spots
        size = figure.bbox.size
        self.texts = [text for text in figure.texts if left <= text.get_position()[0] * size[0] < right]
        self.places = [np.array(text.get_position()) * size for text in self.texts]
        boxes = [text.get_window_extent(figure.canvas.get_renderer()) for text in self.texts]  # type: ignore[attr-defined]
        self.left = min(*(one.drawn[0] for one in spots), *(box.x0 for box in boxes), size[0]) - EDGE
        self.width = max(*(one.drawn[2] for one in spots), *(box.x1 for box in boxes), 0.0) + EDGE - self.left
        self.bottom = min(*(one.drawn[1] for one in spots), *(box.y0 for box in boxes), size[1]) - 4
        self.top = min(
            float(size[1]), max(*(one.drawn[3] for one in spots), *(box.y1 for box in boxes), 0.0) + 4
        )
        self.across = self.along = 1.0
        self.headroom = self.footroom = 0.0
        self.written = [(text, box.width, box.height) for text, box in zip(self.texts, boxes, strict=True)]

    def stretched(self, share: float) -> tuple[float, float]:
        """Choose how far the axes are stretched for another width; give the width and the height."""
        self.across += (
            (share - 1) * self.width / _covered([(one.left, one.right) for one in self.spots], np.inf)
        )
        shaped = any(one.shaped for one in self.spots)
        self.along = self.across if shaped else min(max(self.across, FLATTER), 1.0)
        low, high = self._moved(self.left, self.bottom), self._moved(self.left + self.width, self.top)
        width, below = high[0] - low[0], 0.0
        highest = max(self.spots, key=lambda one: one.top)

        def about(one: _Spot) -> float:
            """Give how wide what stands over or under the middle of some axes may be."""
            middle = self._moved((one.left + one.right) / 2, 0.0)[0]
            return 2 * min(middle - low[0], high[0] - middle)

        room = about(highest)
        if highest.title[0] > room:  # a title that is too wide goes on over more lines
            self.headroom = 4 + float(1.35 * highest.title[1] * (np.ceil(1.1 * highest.title[0] / room) - 1))
            highest.axes.title.set(wrap=True, va="bottom")
        for text, wide, tall in self.written:
            if wide > width:
                text.set_wrap(True)
                more = 1.35 * tall * (np.ceil(1.1 * wide / width) - 1)
                self.headroom += more * (text.get_verticalalignment() == "bottom")
                below += more * (text.get_verticalalignment() != "bottom")
        self.footroom = below + max(
            (fewer_columns(one.axes.get_legend(), about(one)) for one in self.spots), default=0.0
        )
        return width, high[1] - low[1] + self.headroom + self.footroom

    def _moved(self, x: float, y: float) -> tuple[float, float]:
        wide = _covered([(one.left, one.right) for one in self.spots], x)
        tall = _covered([(one.bottom, one.top) for one in self.spots], y)
        return x + (self.across - 1) * wide, y + (self.along - 1) * tall

    def move(self, left: float, bottom: float, size: tuple[float, float]) -> None:
        """Place the axes and the texts on paper of another size."""
        corner = self._moved(self.left, self.bottom)

        def placed(x: float, y: float) -> tuple[float, float]:
            now = self._moved(x, y)
            return (now[0] - corner[0] + left) / size[0], (
                now[1] - corner[1] + bottom + self.footroom
            ) / size[1]

        for one in self.spots:
            low, high = placed(one.left, one.bottom), placed(one.right, one.top)
            one.axes.set_position((*low, high[0] - low[0], high[1] - low[1]))
        for text, place in zip(self.texts, self.places, strict=True):
            text.set_position(placed(*place))


def fewer_columns(legend: Any, width: float) -> float:
    """Set a legend in as many columns as fit a width; give by how much taller it is now."""
    if legend is None:
        return 0.0
    before = _tall(legend)
    columns = legend._ncols  # matplotlib lays a legend out once, when it is made
    while columns > 1 and legend.get_window_extent().width > width:
        columns -= 1
        texts = [(text.get_text(), text.get_color()) for text in legend.get_texts()]
        legend.set_ncols(columns)
        legend._init_legend_box(legend.legend_handles, [text for text, _colour in texts])
        legend._set_loc(legend._get_loc())
        for text, (_text, colour) in zip(legend.get_texts(), texts, strict=True):
            text.set_color(colour)
    return _tall(legend) - before


def _tall(legend: Any) -> float:
    return float(legend.get_window_extent().height)


def _covered(intervals: list[tuple[float, float]], end: float) -> float:
    """Measure how much of what lies before `end` is in an interval.

    >>> _covered([(1, 3), (2, 5), (7, 8)], 7.5)
    4.5
    """
    total, reached = 0.0, -np.inf
    for low, high in sorted(intervals):
        low, high = max(low, reached), min(high, end)
        total, reached = total + max(0.0, high - low), max(reached, high)
    return total


def _round_step(size: float) -> float:
    """Give the largest of 1, 2, 5 times a power of ten that is at most `size`."""
    power = 10.0 ** np.floor(np.log10(size))
    return float(power * max(digit for digit in (1, 2, 5) if digit * power <= size * (1 + 1e-9)))


def _caption(text: str, theme: Theme, width: int, ratio: float) -> Pixels:
    lines = textwrap.wrap(text, int(width / ratio / 7.7)) or [""]
    figure = new_figure(theme, width / ratio, 20 * len(lines) + 10)
    figure.dpi = 100 * ratio
    canvas = FigureCanvasAgg(figure)
    top = 1 - 5 / (20 * len(lines) + 10)
    figure.text(
        0.012,
        top,
        "\n".join(lines),
        va="top",
        color=theme.ink,
        fontsize=10,
        linespacing=1.35,
        parse_math=False,
    )
    return _drawn(canvas)[:, :width]


def _drawn(canvas: FigureCanvasAgg) -> Pixels:
    canvas.draw()  # type: ignore[no-untyped-call]
    return np.asarray(canvas.buffer_rgba()).copy()  # type: ignore[no-untyped-call]


def encode_png(pixels: Pixels, level: int) -> bytes:
    """Encode an RGBA array as PNG; `level` is zlib's, 1 for speed and 9 for size."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(pixels[..., :3] if level > 1 else pixels).save(buffer, "png", compress_level=level)
    return buffer.getvalue()


def encode_webp(pixels: Pixels) -> bytes:
    """Encode an RGB(A) array as WebP in 256 colours: a quarter of a PNG's size, and nobody sees the difference."""
    from PIL import Image

    buffer = io.BytesIO()
    whole = Image.fromarray(np.ascontiguousarray(pixels[..., :3]))
    few = whole.quantize(256, dither=Image.Dither.NONE).convert("RGB")
    few.save(buffer, "webp", lossless=True, quality=60, method=4)
    return buffer.getvalue()

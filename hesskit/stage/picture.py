"""What a Stage shows: a figure with still and moving artists, and the handles a learner may take hold of."""

import io
import textwrap
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Protocol

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


def dress(axes: Axes, theme: Theme, title: str = "", **labels: str) -> Axes:
    """Give axes the theme's colours, a title and labels (`xlabel=…, ylabel=…, zlabel=…`); return them."""
    axes.set(facecolor=theme.paper, **labels)
    axes.set_title(title, color=theme.ink, fontsize=11)
    axes.tick_params(colors=theme.ink, labelsize=8)
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
    may be turned in `turnable`, the axes whose view may be moved and zoomed in `windows`, and a `readout`: HTML with
    `<output data-slot="name">` where numbers go.
    """

    width: float = 800
    height: float = 400
    readout: str = ""

    def __init__(self, theme: Theme = LIGHT) -> None:
        self.theme = theme
        self.figure: Figure = new_figure(theme, self.width, self.height)
        self.canvas = FigureCanvasAgg(self.figure)
        self.moving: list[Artist] = []
        self.handles: list[Handle] = []
        self.turnable: list[Axes3D] = []
        self._rest: tuple[Hashable, Any] | None = None  # a drawing without 3-D axes
        self.windows: list[Axes] = []

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


def _round_step(size: float) -> float:
    """Give the largest of 1, 2, 5 times a power of ten that is at most `size`."""
    power = 10.0 ** np.floor(np.log10(size))
    return float(power * max(digit for digit in (1, 2, 5) if digit * power <= size * (1 + 1e-9)))


def _caption(text: str, theme: Theme, width: int, ratio: float) -> Pixels:
    lines = textwrap.wrap(text, int(width / ratio / 6.3)) or [""]
    figure = new_figure(theme, width / ratio, 17 * len(lines) + 10)
    figure.dpi = 100 * ratio
    canvas = FigureCanvasAgg(figure)
    top = 1 - 5 / (17 * len(lines) + 10)
    figure.text(
        0.012,
        top,
        "\n".join(lines),
        va="top",
        color=theme.ink,
        fontsize=8.2,
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

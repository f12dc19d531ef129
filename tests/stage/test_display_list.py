"""The display list is refereed by Agg: what it records, painted again, is what Agg draws."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from mpl_toolkits.mplot3d.art3d import Poly3DCollection

from hesskit.stage.display_list import SUBPIXELS, Recorder, record


def new_axes():
    figure = Figure(figsize=(3, 2), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 3), ylim=(0, 2))
    axes.axis("off")
    return canvas, axes


def polylines(layer):
    """Decode a display list: [(operation, [points (m, 2), …])]."""
    points = np.frombuffer(layer["points"], "<i2").reshape(-1, 2) / SUBPIXELS
    start, found = 0, []
    for operation in layer["operations"]:
        lines = []
        faces = [operation["corners"]] * (len(operation["fills"]) // 6) if "fills" in operation else []
        for length in [*operation.get("lengths", []), *faces]:
            lines.append(points[start : start + length])
            start += length
        found.append((operation, lines))
    assert start == len(points)
    return found


def repaint(layer, figure):
    """Paint a display list with Agg, from nothing but its numbers."""
    canvas = FigureCanvasAgg(Figure(figsize=figure.get_size_inches(), dpi=100))
    renderer = canvas.get_renderer()
    flip = Affine2D().scale(1, -1).translate(0, renderer.height)
    for operation, lines in polylines(layer):
        for line in lines:
            context = renderer.new_gc()
            context.set_foreground(operation["stroke"] or "#000000")
            context.set_linewidth(operation["width"] * 72 / 100 if operation["stroke"] else 0)
            context.set_capstyle(operation["cap"])
            context.set_joinstyle(operation["join"])
            if operation["dash"]:
                context.set_dashes(0, [dash * 72 / 100 for dash in operation["dash"]])
            closed = Path(np.vstack([line, line[:1]]), closed=True) if operation["close"] else Path(line)
            fill = operation["fill"]
            face = None if fill is None else tuple(int(fill[i : i + 2], 16) / 255 for i in (1, 3, 5, 7))
            renderer.draw_path(context, closed, flip, face)
    return np.asarray(canvas.buffer_rgba()).astype(float) / 255


ARTISTS = {
    "line": lambda axes: axes.plot([0.2, 1, 2.8], [0.2, 1.8, 0.4], lw=3, color="#aa0000")[0],
    "dashes": lambda axes: axes.plot([0.2, 2.8], [0.3, 1.7], lw=2, ls="--", color="#00aa00")[0],
    "markers": lambda axes: axes.plot([1, 2], [1, 1], "o", ms=14, mec="#0000ff", mfc="#ffaa00")[0],
    "gap": lambda axes: axes.plot([0, 1, np.nan, 2, 3], [1, 1.5, 0, 0.5, 1], lw=4)[0],
    "leaves": lambda axes: axes.plot([1.5, 1.5], [-1e6, 1e6], lw=4)[0],
    "circle": lambda axes: axes.add_patch(Circle((1.5, 1), 0.7, fc="#3366cc", ec="#000000", lw=2)),
    "glass": lambda axes: axes.add_patch(Rectangle((0.5, 0.5), 1, 1, fc="#cc3366", alpha=0.5)),
    "collection": lambda axes: axes.add_collection(
        LineCollection([[(0, 0), (3, 2)], [(0, 2), (3, 0)]], colors=["r", "b"])
    ),
}


@pytest.mark.parametrize("name", ARTISTS)
def test_what_is_recorded_is_what_agg_draws(name):
    canvas, axes = new_axes()
    artist = ARTISTS[name](axes)
    artist.set_animated(True)
    canvas.draw()
    layer = record(axes.figure, [artist])
    renderer = canvas.get_renderer()
    renderer.clear()
    artist.draw(renderer)
    drawn = np.asarray(canvas.buffer_rgba()).astype(float) / 255
    painted = repaint(layer, axes.figure)
    assert drawn[..., 3].max() > 0.3
    assert np.sqrt(np.mean((drawn - painted) ** 2)) < 0.03


def test_a_line_is_where_its_axes_say():
    canvas, axes = new_axes()
    (line,) = axes.plot([0, 3], [0, 2])
    canvas.draw()
    ((operation, (points,)),) = polylines(record(axes.figure, [line]))
    np.testing.assert_allclose(points, [[0, 200], [300, 0]], atol=1 / SUBPIXELS)
    assert operation["clip"] == [0, 0, 300, 200]
    assert not operation["close"]
    assert operation["fill"] is None


def test_text_is_text_and_mathematics_is_outlines():
    canvas, axes = new_axes()
    plain, maths = axes.text(1.5, 1, "λ = 2"), axes.text(1.5, 0.5, "$\\lambda$")
    canvas.draw()
    (text,) = record(axes.figure, [plain])["operations"]
    assert text["text"] == "λ = 2"
    assert text["x"] == pytest.approx(150, abs=1)
    outlines = record(axes.figure, [maths])["operations"]
    assert outlines
    assert all("lengths" in operation for operation in outlines)


def test_invisible_artists_are_left_out_and_handles_are_named():
    canvas, axes = new_axes()
    (first,), (second,), (hidden,) = (
        axes.plot([1], [1], "o"),
        axes.plot([2], [1], "o"),
        axes.plot([0, 1], [0, 1]),
    )
    hidden.set_visible(False)
    canvas.draw()
    layer = record(axes.figure, [first, second, hidden], handles=[second])
    assert [operation["handle"] for operation in layer["operations"]] == [None, 0]


def test_later_z_order_is_painted_later():
    canvas, axes = new_axes()
    (above,) = axes.plot([0, 1], [0, 1], color="#ff0000", zorder=9)
    (below,) = axes.plot([0, 1], [1, 0], color="#0000ff", zorder=1)
    canvas.draw()
    strokes = [operation["stroke"] for operation in record(axes.figure, [above, below])["operations"]]
    assert strokes == ["#0000ffff", "#ff0000ff"]


def test_nothing_recorded_is_an_empty_buffer():
    canvas, axes = new_axes()
    canvas.draw()
    assert record(axes.figure, []) == {"operations": [], "points": b""}


def test_a_collection_in_three_dimensions_is_projected():
    figure = Figure(figsize=(3, 2), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1), projection="3d")
    axes.set(xlim=(0, 1), ylim=(0, 1), zlim=(0, 1))
    square = Poly3DCollection(
        [np.array([[0, 0, 0.5], [1, 0, 0.5], [1, 1, 0.5], [0, 1, 0.5]])], facecolor="#ff0000"
    )
    square.set_animated(True)
    axes.add_collection3d(square)
    canvas.draw()
    before = record(figure, [square])["points"]
    axes.view_init(azim=20)
    after = record(figure, [square])["points"]
    assert before != after
    assert len(before) == len(after)


def test_markers_of_one_opaque_colour_are_one_operation():
    figure = Figure(figsize=(2, 1), dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    places = [0.2, 0.4, 0.6], [0.5, 0.5, 0.5]
    looks = ({"mec": "red"}, {"mec": "blue"}, {"mec": "red", "alpha": 0.5})
    operations = [
        record(figure, [axes.plot(*places, "s", ls="", mfc="red", **look)[0]])["operations"] for look in looks
    ]
    assert [[one["lengths"] for one in each] for each in operations] == [[[4] * 3], [[4]] * 3, [[4]] * 3]


def test_markers_recorded_at_once_are_those_recorded_one_by_one(monkeypatch):
    figure = Figure(figsize=(2, 1), dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    places = [0.1, 0.5, np.nan, 0.9], [0.2, 0.7, 0.5, 0.3]
    lines = [axes.plot(*places, marker, ls="", ms=9, mec="red", mew=1.5)[0] for marker in "osv+x*"]
    at_once = record(figure, lines)
    monkeypatch.delattr(Recorder, "draw_markers")  # matplotlib's own way
    one_by_one = record(figure, lines)
    assert at_once["operations"] == one_by_one["operations"]
    moved = np.frombuffer(at_once["points"], "<i2").astype(int) - np.frombuffer(one_by_one["points"], "<i2")
    assert np.abs(moved).max() <= 1  # a sixteenth of a pixel: curves are flattened at the origin, then moved

"""The faces of a mesh recorded at once are those that matplotlib records one by one."""

import numpy as np
import pytest
from matplotlib.backend_bases import RendererBase
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, IdentityTransform
from mpl_toolkits.mplot3d.axes3d import Axes3D

from hesskit import explore
from hesskit.stage.display_list import Recorder, corners_of, record


@pytest.fixture
def one_by_one(monkeypatch):
    """Record as matplotlib does, when told to."""

    def slowly(figure, artists):
        with monkeypatch.context() as patch:
            patch.setattr(Recorder, "draw_path_collection", RendererBase.draw_path_collection)
            return record(figure, artists)

    return slowly


def drawn(figure):
    """A figure has to be drawn once, so that its axes know their place."""
    figure.canvas.draw()
    return figure


def spread(operations):
    """The faces of a mesh as operations of their own."""
    for operation in operations:
        alone = {key: value for key, value in operation.items() if key != "fills"}
        if "fills" not in operation:
            yield alone
            continue
        for fill, length in zip(operation["fills"], operation["lengths"], strict=True):
            yield {**alone, "fill": fill, "lengths": [length]}


def same(fast, slow):
    """Equal but for what nobody sees: the order of keys, and corners that round to another sixteenth of a pixel."""
    assert list(spread(fast["operations"])) == list(spread(slow["operations"]))
    points = [np.frombuffer(frame["points"], "<i2").reshape(-1, 2) for frame in (fast, slow)]
    assert points[0].shape == points[1].shape
    assert np.abs(points[0].astype(int) - points[1]).max() <= 1


@pytest.mark.parametrize("edges", ["none", "black"])
@pytest.mark.parametrize("alpha", [None, 0.4])
def test_a_surface(one_by_one, edges, alpha):
    figure = Figure(figsize=(4, 3), dpi=100)
    axes = figure.add_subplot(projection="3d")
    assert isinstance(axes, Axes3D)
    x, y = np.meshgrid(np.linspace(-1, 1, 7), np.linspace(-1, 1, 5))
    colours = np.random.default_rng(1).uniform(size=(4, 6, 3))
    surface = axes.plot_surface(x, y, x * y, facecolors=colours, edgecolor=edges, linewidth=0.5, alpha=alpha)
    drawn(figure)
    same(record(figure, [surface]), one_by_one(figure, [surface]))


def test_flat_polygons(one_by_one):
    figure = Figure(figsize=(4, 3), dpi=100)
    axes = figure.add_subplot(xlim=(0, 3), ylim=(0, 3))
    squares = [[(k, 0), (k + 1, 0), (k + 1, 1), (k, 1)] for k in range(3)]
    faces = axes.add_collection(
        PolyCollection(squares, facecolors=["red", "lime", "blue"], edgecolors="black")
    )
    drawn(figure)
    fast = record(figure, [faces])
    assert [operation["fills"] for operation in fast["operations"]] == [
        ["#ff0000ff", "#00ff00ff", "#0000ffff"]
    ]
    same(fast, one_by_one(figure, [faces]))


@pytest.mark.parametrize("what", ["scatter", "mixed corners", "one colour", "curves"])
def test_anything_else_goes_matplotlibs_way(one_by_one, what):
    figure = Figure(figsize=(4, 3), dpi=100)
    axes = figure.add_subplot(xlim=(0, 3), ylim=(0, 3))
    made = {
        "scatter": lambda: axes.scatter([1, 2], [1, 2], c=["red", "blue"]),
        "mixed corners": lambda: axes.add_collection(
            PolyCollection(
                [[(0, 0), (1, 0), (1, 1)], [(1, 1), (2, 1), (2, 2), (1, 2)]], facecolors=["red", "blue"]
            )
        ),
        "one colour": lambda: axes.add_collection(
            PolyCollection([[(0, 0), (1, 0), (1, 1)], [(1, 1), (2, 1), (2, 2)]], facecolors="red")
        ),
        "curves": lambda: axes.add_collection(
            PathCollection([Path.circle()] * 2, facecolors=["red", "blue"])
        ),
    }[what]()
    drawn(figure)
    fast, slow = record(figure, [made]), one_by_one(figure, [made])
    assert fast["operations"] == slow["operations"] and fast["points"] == slow["points"]
    assert fast["operations"]


@pytest.mark.parametrize("name", ["quadratic_form", "hessian"])
def test_a_whole_picture(one_by_one, name):
    picture = getattr(explore, name)().stage.picture
    same(record(picture.figure, picture.moving), one_by_one(picture.figure, picture.moving))


def test_corners_are_placed():
    triangle = Path([(0, 0), (1, 0), (0, 1), (0, 0)], closed=True)
    corners = corners_of([triangle, triangle], Affine2D().scale(2).translate(1, 0))
    assert corners.tolist() == [[[1, 0], [3, 0], [1, 2]]] * 2


def test_what_is_no_mesh_has_no_corners():
    here = IdentityTransform()
    triangle = Path([(0, 0), (1, 0), (0, 1), (0, 0)], closed=True)
    square = Path([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], closed=True)
    hole = Path([(0, 0), (np.nan, 0), (0, 1), (0, 0)], closed=True)
    line = Path([(0, 0), (1, 0), (0, 1), (0, 0)], [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO])
    for paths in ([], [triangle, square], [hole], [line], [Path([(0, 0), (1, 1)])], [Path.circle()]):
        assert corners_of(paths, here) is None

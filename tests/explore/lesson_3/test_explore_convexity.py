"""The convexity explorer: its chord and its worst chord against the definition, worked by hand."""

import numpy as np
import pytest

from hesskit import explore
from hesskit.explore.lesson_3.convexity import ConvexityPicture, compute, worst_chord
from hesskit.maths.surfaces import Surface
from hesskit.stage.picture import DARK


@pytest.fixture
def explorer():
    return explore.convexity("x^4 - 2x^2 + y^2", (-1, 0), (1, 0))


def test_the_chord_of_a_double_well_dips_by_one(explorer):
    picture = explorer.stage.picture
    assert explorer.scene.gap == -1  # chord at −1, f(0, 0) = 0
    t, f = picture.graph.get_data()
    x = 2 * t - 1
    assert f == pytest.approx(x**4 - 2 * x**2)
    assert picture.chord.get_data()[1].tolist() == [-1, -1]
    assert explorer.stage.frame["numbers"]["gap"] == "1"


@pytest.mark.parametrize("place", [(-2, -2), (0.5, 0.25), (2, 2)])
@pytest.mark.parametrize("handle", [0, 1])
def test_dragging_an_end_moves_the_chord(explorer, handle, place):
    held = explorer.stage.picture.handles[handle]
    x, y = held.axes.transData.transform(place)
    message = {"type": "move", "seq": "t:1", "handle": handle, "x": float(x)}
    explorer.stage._receive(None, {**message, "y": explorer.stage.picture.height - float(y)}, [])
    assert explorer.values["ab"[handle]] == pytest.approx(place, abs=1e-9)
    assert explorer.stage.picture.line.get_xydata()[handle] == pytest.approx(place)
    a, b = np.array(explorer.values["a"]), np.array(explorer.values["b"])
    t = np.linspace(0, 1, 121)[:, None]
    gaps = (1 - t[:, 0]) * explorer.scene.surface.value(a) + t[:, 0] * explorer.scene.surface.value(b)
    gaps = gaps - explorer.scene.surface.value(a + t * (b - a))
    assert explorer.scene.gap == pytest.approx(min(gaps.min(), 0), abs=1e-9)


@pytest.mark.parametrize("formula", ["x^2 + y^2", "exp(x) + exp(y)", "x + y", "5", "x^4", "x^2 + x y + y^2"])
def test_no_chord_of_a_convex_function_dips(formula):
    assert worst_chord(Surface(formula))[1] == 0
    scene = compute(Surface(formula), (-1.3, 0.4), (1.7, -0.9))
    assert scene.gap == pytest.approx(0, abs=1e-9) and "evidence" in scene.caption()


@pytest.mark.parametrize("formula", ["x^2 + 3xy + y^2", "x^3 - 3x y^2", "-x^2", "x^4 - 2x^2 + y^2", "sin(x)"])
def test_a_worst_chord_is_found_and_is_as_bad_as_it_is_said_to_be(formula):
    surface = Surface(formula)
    (a, b), least = worst_chord(surface)
    middle = (surface.value(a) + surface.value(b)) / 2 - surface.value((a + b) / 2)
    assert least == pytest.approx(middle) and least < 0
    scene = compute(surface, (0, 0), (0, 0))
    assert "not convex" in scene.caption() and "proves" in scene.sentence()


def test_where_f_is_not_real_there_is_no_chord(explorer):
    explorer.set(formula="log(x)")
    assert "move its ends" in explorer.caption and explorer.message == ""
    assert not explorer.stage.picture.chord.get_visible()


def test_colour_and_dash_say_whether_it_dips(explorer):
    picture = explorer.stage.picture
    below = picture.chord.get_color(), picture.chord.get_linestyle()
    explorer.set(formula="x^2 + y^2")
    assert (picture.chord.get_color(), picture.chord.get_linestyle()) != below
    assert picture.chord.get_linestyle() == "-" and below[1] == "--"


def test_the_dark_picture(explorer):
    dark = ConvexityPicture(DARK)
    assert dark.update(explorer.scene) is True
    assert dark.still(explorer.caption)[:4] == b"\x89PNG"

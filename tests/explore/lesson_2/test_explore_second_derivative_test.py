"""The hunter marks what is there (hand-derived), chooses, refuses, and follows its box."""

import numpy as np
import pytest

from hesskit import explore
from hesskit.explore.lesson_2.second_derivative_test import HunterPicture
from hesskit.stage.picture import DARK

pytestmark = pytest.mark.usefixtures("work_is_what_counts")
VOLCANO = "exp(-x^2-y^2)(x^2+2y^2)"
# by hand: ∇f = 2 exp(−x²−y²) (x(1 − x² − 2y²), y(2 − x² − 2y²))
KNOWN = {"minimum": {(0, 0)}, "maximum": {(0, 1), (0, -1)}, "saddle": {(1, 0), (-1, 0)}, "undecided": set()}


@pytest.fixture
def volcano():
    return explore.second_derivative_test(VOLCANO, (0, 1))


def marked(explorer):
    picture = explorer.stage.picture
    return {
        nature: {tuple(float(c) for c in np.round(xy, 9)) for xy in line.get_xydata()}
        for nature, line in picture.marks.items()
    }


def drag(explorer, x, y):
    picture = explorer.stage.picture
    pixel = picture.flat.transData.transform((x, y))
    content = {"type": "move", "seq": "t:1", "handle": 0, "x": pixel[0], "y": picture.height - pixel[1]}
    explorer.stage._receive(explorer.stage, content, [])
    assert explorer.stage.frame["seq"] == "t:1"


def test_every_critical_point_is_marked_by_its_nature(volcano):
    assert marked(volcano) == KNOWN
    shapes = [line.get_marker() for line in volcano.stage.picture.marks.values()]
    assert len(set(shapes)) == len(shapes), "colour alone would not do"
    assert "1 minimum, 2 maxima and 2 saddles" in volcano.sentence


def test_the_chosen_point_is_told_with_its_numbers(volcano):
    e = float(np.exp(-1))
    assert volcano.sentence.startswith("(0, 1) is a maximum")
    one = volcano.scene.chosen
    np.testing.assert_allclose(one.hessian, [[-2 * e, 0], [0, -8 * e]], atol=1e-12)
    assert pytest.approx(16 * e * e) == one.D
    x, y, z = volcano.stage.picture.patch.get_data_3d()
    real = np.isfinite(z)
    model = 2 * e - e * x**2 - 4 * e * (y - 1) ** 2
    np.testing.assert_allclose(z[real], model[real], atol=1e-12)


def test_a_dragged_point_that_is_not_critical_is_refused_with_its_gradient(volcano):
    drag(volcano, 0.5, 0.5)
    x, y = volcano.scene.point
    weight = 2 * np.exp(-(x**2) - y**2)
    gradient = weight * np.array([x * (1 - x**2 - 2 * y**2), y * (2 - x**2 - 2 * y**2)])
    np.testing.assert_allclose(volcano.scene.gradient, gradient, atol=1e-12)
    assert "is not a critical point" in volcano.sentence
    assert "says nothing here" in volcano.sentence
    assert volcano.stage.picture.gradient.get_visible()
    assert not volcano.stage.picture.patch.get_visible()


def test_a_drag_near_a_critical_point_takes_it(volcano):
    drag(volcano, 0.97, 0.03)
    assert volcano.scene.point.tolist() == [1, 0]
    assert volcano.sentence.startswith("(1, 0) is a saddle")
    assert volcano.stage.picture.circle.get_xydata().tolist() == [[1, 0]]


def test_the_menu_and_the_table_follow(volcano):
    (table,) = volcano.companions
    assert len(table.menu.options) == 6
    index = next(i for label, i in table.menu.options if label == "minimum at (0, 0)")
    table.menu.value = index
    assert volcano.sentence.startswith("(0, 0) is a minimum")
    assert table.table.value.count("<tr>") == 6
    drag(volcano, 0.5, 0.5)
    assert table.menu.value == -1
    volcano.set(formula=type(volcano.controls["formula"].value)("x^2 + y^2"))
    assert table.table.value.count("<tr>") == 2


def test_hundreds_of_points_are_counted_filtered_and_scrolled():
    ripples = explore.second_derivative_test("sin(10x)sin(10y)", (0, 0))
    (table,) = ripples.companions
    texts = [text for text, _nature in table.filter.options]
    assert texts == ["all 313", "72 minima", "72 maxima", "169 saddles"]
    assert "max-height" in table.table.value and 'tabindex="0"' in table.table.value
    table.filter.value = "maximum"
    assert table.table.value.count("<tr>") == len(table.menu.options) == 73
    table.menu.value = table.menu.options[1][1]
    assert ripples.scene.chosen.nature == "maximum"
    ripples.set(formula=ripples.controls["formula"].read("x^3 - 3x + y^2"))
    assert table.filter.layout.display == "none" and table.filter.value == ""
    assert table.table.value.count("<tr>") == 3 and "max-height" not in table.table.value


def test_silence_of_the_test_is_said_honestly():
    flat = explore.second_derivative_test("x^4 + y^4", (0, 0))
    assert "D = 0. It is a minimum" in flat.sentence
    assert "cannot decide" in flat.sentence


def test_a_whole_curve_is_one_dashed_line_and_one_row():
    circle = explore.second_derivative_test("(x^2+y^2-1)^2", (0.3, 0.4))
    assert marked(circle)["maximum"] == {(0, 0)}
    (curve,) = circle.stage.picture.curves
    vertices = np.vstack([path.vertices for path in curve.get_paths()])
    np.testing.assert_allclose(np.hypot(*vertices.T), 1, atol=1e-3)
    circle.set(point=(0.6, 0.8))
    assert "not a critical point" not in circle.sentence


def test_many_rings_are_drawn_and_counted_not_listed():
    explorer = explore.second_derivative_test(
        "cos(3(x^2+y^2))", (0, 0)
    )  # flat where x² + y² is k pi/3, up to 8
    assert "In the box: 1 maximum and 7 whole sets, such as the set x² + y² = pi/3." in explorer.sentence
    assert len(explorer.stage.picture.curves) == 7


def test_no_critical_point_is_said():
    slope = explore.second_derivative_test("exp(x) + exp(y)", (0, 0))
    assert "there is none" in slope.sentence
    assert marked(slope) == {nature: set() for nature in KNOWN}


@pytest.mark.parametrize("formula", ["log(x)", "1/x + y", "sqrt(x) + y^2", "|x| + y^2", "x^y", "3"])
def test_strange_formulas_are_drawn_as_far_as_they_are_real(formula):
    explorer = explore.second_derivative_test(formula, (1, 1))
    assert explorer.message == ""
    assert explorer.sentence
    assert explorer.stage.still().startswith(b"\x89PNG")


def test_nonsense_keeps_the_last_picture(volcano):
    before = volcano.stage.frame["sentence"]
    volcano.controls["formula"].text.value = "exp(-x^2"
    assert 'role="alert"' in volcano.controls["formula"].note.value
    assert volcano.stage.frame["sentence"] == before
    assert marked(volcano) == KNOWN


def test_only_another_map_or_another_choice_redraws_the_background(volcano):
    picture, scene = volcano.stage.picture, volcano.scene
    assert not picture.update(scene)
    drag(volcano, 0.5, 0.5)
    assert not picture.update(volcano.scene)
    far = explore.second_derivative_test(VOLCANO, (0.6, 0.6)).scene
    assert not picture.update(far)


def look(explorer, box):
    """Do what a browser does when a view is moved or zoomed by hand."""
    explorer.stage._receive(None, {"type": "window", "window": 0, "box": box, "seq": "1"}, [])


def test_a_view_is_moved_and_zoomed_by_hand_and_goes_home(volcano):
    flat = volcano.stage.picture.flat
    look(volcano, [-1, 1, 0, 2])
    assert volcano.controls["box"].value == ((-1, 1), (0, 2))
    assert volcano.stage.frame["limits"] == [[*flat.get_xlim(), *flat.get_ylim()]] == [[-1, 1, 0, 2]]
    assert volcano.controls["box"].text.value == "−1, 1, 0, 2"
    for lost in ([-1e9, 1, 0, 2], [0, 1e-9, 0, 1e-9], [1, 0, 0, 1], [0, 1]):
        look(volcano, lost)
        assert volcano.controls["box"].value == ((-1, 1), (0, 2))
    look(volcano, None)
    assert volcano.controls["box"].value == ((-2, 2), (-2, 2))
    volcano.controls["formula"].menu.value = "Himmelblau"
    look(volcano, [0, 1, 0, 1])
    look(volcano, None)
    assert volcano.controls["box"].value == ((-6, 6), (-6, 6))


def test_a_box_can_be_typed_and_nonsense_is_refused(volcano):
    box = volcano.controls["box"]
    box.text.value = "-1/2, 1/2, -1, 3"
    assert box.value == ((-0.5, 0.5), (-1, 3))
    assert marked(volcano)["saddle"] == set(), "(±1, 0) lie outside"
    for wrong in ("1, 2, 3", "2, -2, 0, 1", "a, b, c, d", "0, 1e9, 0, 1"):
        box.text.value = wrong
        assert 'role="alert"' in box.note.value
        assert box.value == ((-0.5, 0.5), (-1, 3))


def test_another_formula_brings_its_own_box(volcano):
    volcano.controls["formula"].menu.value = "Himmelblau"
    assert volcano.controls["box"].value == ((-6, 6), (-6, 6))
    assert len(volcano.scene.found) == 9


def test_reset_puts_everything_back(volcano):
    look(volcano, [-1, 1, -1, 1])
    drag(volcano, 0.5, 0.5)
    volcano.reset()
    assert volcano.controls["box"].value == ((-2, 2), (-2, 2))
    assert volcano.sentence.startswith("(0, 1) is a maximum")


def test_the_dark_picture_builds(volcano):
    picture = HunterPicture(DARK)
    assert picture.update(volcano.scene)
    assert picture.still(volcano.sentence).startswith(b"\x89PNG")

"""The Taylor explorer: its artists show the model, its errors and its bounds; what breaks off is said."""

import re

import numpy as np
import pytest

from hesskit import Surface
from hesskit.explore import taylor
from hesskit.explore.lesson_3.taylor import SHOWS, compute
from hesskit.explore.parts.drawing import level_lines
from hesskit.maths.calculus.errors import DISTANCES
from hesskit.stage.picture import DARK

GENERIC = "exp(x) sin(y) + x^2/2"


def f(x, y):
    return np.exp(x) * np.sin(y) + x**2 / 2


def by_hand(centre, order, x, y):
    """The model of GENERIC, from derivatives taken by hand."""
    a, b = centre
    dx, dy = x - a, y - b
    value = f(a, b) + 0 * dx
    if order >= 1:
        value = value + (np.exp(a) * np.sin(b) + a) * dx + np.exp(a) * np.cos(b) * dy
    if order == 2:
        xx, xy, yy = np.exp(a) * np.sin(b) + 1, np.exp(a) * np.cos(b), -np.exp(a) * np.sin(b)
        value = value + (xx * dx**2 + 2 * xy * dx * dy + yy * dy**2) / 2
    return value


def kept(line):
    points = np.column_stack(line.get_data())
    return points[np.isfinite(points).all(axis=1)]


@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize("centre", [(-2, -2), (0, 0), (2, 2), (0.5, -1)])
def test_the_artists_show_the_model_and_its_errors(centre, order):
    model = taylor(GENERIC, (0.1, 0.2)).set(centre=centre, order=order)
    x, y, z = (np.asarray(part, float) for part in model.stage.picture.patch.get_data_3d())
    here = np.isfinite(z)
    assert here.any()
    assert z[here] == pytest.approx(by_hand(centre, order, x[here], y[here]), abs=1e-12)
    assert kept(model.stage.picture.dot).tolist() == [list(map(float, centre))]
    explorer = taylor(GENERIC, (0.1, 0.2), show="error").set(centre=centre, order=order)
    picture, distance = explorer.stage.picture, explorer.controls["distance"].value
    assert kept(picture.dot).tolist() == [list(map(float, centre))]
    ring = kept(picture.circle)
    assert np.hypot(*(ring - centre).T) == pytest.approx(distance)
    turns = np.linspace(0, 2 * np.pi, 7200)
    spots = np.asarray(centre) + distance * np.stack([np.cos(turns), np.sin(turns)], axis=-1)
    worst = np.abs(f(*spots.T) - by_hand(centre, order, *spots.T)).max()
    assert picture.marker.get_xdata()[0] == pytest.approx(np.log10(distance))
    assert picture.marker.get_ydata()[0] == pytest.approx(np.log10(worst), abs=4e-4)  # three digits are said


@pytest.mark.parametrize("order", [1, 2])
def test_dashed_curves_are_level_curves_of_the_model_at_the_levels_of_f(order):
    explorer = taylor(GENERIC, (0.5, 0.5), order=order)
    picture = explorer.stage.picture
    points = kept(picture.contours)
    assert len(points) > 100
    heights = by_hand((0.5, 0.5), order, *points.T)
    levels = picture.levels.sets[1].levels
    assert np.abs(heights[:, None] - levels).min(axis=1).max() < 0.01 * np.ptp(levels)


def test_a_constant_has_no_level_curves():
    assert not len(kept(taylor(GENERIC, order=0).stage.picture.contours))


@pytest.mark.parametrize("share", [0.001, 0.01, 0.1])
def test_the_error_picture_shades_where_the_error_is_large(share):
    picture = taylor(GENERIC, show="error").stage.picture
    shade = picture.shades[(0.001, 0.01, 0.1).index(share)]
    assert shade.get_visible() and not picture.contours.get_visible()
    x, y = np.random.default_rng(1).uniform(-1.95, 1.95, (2, 400))
    error = np.abs(f(x, y) - by_hand((0.5, 0.5), 2, x, y)) / picture.tall
    clear = np.abs(error / share - 1) > 0.3
    vertices, codes = shade.get_path().vertices, shade.get_path().codes
    inside = np.zeros(len(x), bool)
    for part in np.split(np.arange(len(codes)), np.flatnonzero(codes == 1)[1:]):
        loop = type(shade.get_path())(vertices[part])
        inside ^= loop.contains_points(np.column_stack([x, y]))
    assert (inside == (error > share))[clear].all()


def test_the_drawn_bound_lies_above_the_error_where_rounding_does_not_rule():
    picture = taylor(GENERIC, order=1, show="error").stage.picture
    x, bound = picture.bound.get_data()
    error = np.asarray(picture.clean[1].get_ydata())
    both = np.isfinite(bound) & np.isfinite(error)
    assert both.sum() > 40
    assert (bound[both] >= error[both] - 1e-3).all()
    assert x == pytest.approx(np.log10(DISTANCES))


def test_rounding_is_named_where_it_takes_over():
    explorer = taylor("cos(x) + cos(y)", (0, 0), distance=1e-5, show="error")
    assert "no more than rounding" in explorer.sentence
    assert 1e-4 < explorer.scene.curves.hidden[2] < 2e-3
    assert np.isnan(np.asarray(explorer.stage.picture.clean[2].get_ydata())[:20]).all()


@pytest.mark.parametrize(
    ("formula", "centre", "distance", "words"),
    [
        ("1/x + y", (0.5, 0), 0.8, "no largest error is given"),
        ("abs(x) + y", (0.5, 0), 0.8, "no bound is given"),
        ("log(x) + sqrt(y)", (1, 1), 0.1, "f is not real in part of the box"),
        ("log(x)", (-1, 0), 0.1, "f has no value there"),
        ("sqrt(x)", (0, 0), 0.1, "f has no finite Hessian"),
        ("sqrt(-1 - x^2)", (0, 0), 0.1, "f is not real anywhere in the box"),
        ("x^y", (1, 1), 0.1, "f is not real in part of the box"),
    ],
)
def test_what_breaks_off_is_said_and_drawn_all_the_same(formula, centre, distance, words):
    for show in SHOWS:
        explorer = taylor(formula, centre, distance=distance, show=show)
        assert show != "error" or words in explorer.sentence
        assert explorer.stage.still()[:4] == b"\x89PNG" and "nan" not in explorer.caption


def test_only_another_surface_or_order_changes_the_background():
    explorer = taylor(GENERIC, show="error")
    picture, start = explorer.stage.picture, {**explorer.values, "show": "error"}
    for changes, still in (
        ({"centre": (1, 1)}, False), ({"distance": 0.01}, False), ({"order": 1}, True),
        ({"formula": Surface("x^2")}, True), ({}, True),
    ):  # fmt: skip
        assert picture.update(compute(**{**start, **changes})) is still or changes.keys() <= {
            "centre",
            "distance",
        }
        picture.update(compute(**start))
    assert picture.update(compute(**{**start, "centre": (1, 1)})) is False


def test_every_control_at_its_ends_and_in_the_middle():
    explorer = taylor(GENERIC, show="error")
    distance = explorer.controls["distance"]
    for power in (distance.min, (distance.min + distance.max) / 2, distance.max):
        explorer.set(distance=10**power)
        assert explorer.stage.picture.marker.get_xdata()[0] == pytest.approx(power)
    for order in (0, 1, 2):
        explorer.set(order=order)
        widths = [line.get_linewidth() for line in explorer.stage.picture.clean]
        assert int(np.argmax(widths)) == order
    explorer.reset()
    assert explorer.values["order"] == 2


@pytest.mark.parametrize(("order", "factor"), [(0, 2), (1, 4), (2, 8)])
def test_halving_the_distance_divides_the_error_by_what_is_written(order, factor):
    explorer = taylor(GENERIC, order=order, distance=0.01, show="error")
    picture = explorer.stage.picture
    assert picture.factor.get_text() == f"○ at half of |d|: ÷ {factor}"
    assert explorer.caption.endswith(f"halving |d| divides that by {factor}.")
    far = taylor("exp(x) sin(y)", (0.3, 0.5), 1, 0.3, "error")  # where the slope is not yet reached
    assert far.caption.endswith("by 4.2.") and far.stage.picture.factor.get_text().endswith("÷ 4.2")
    (half, half_too, whole), (there, here, here_too) = picture.halving.get_data()
    assert (half, here) == (half_too, here_too)
    assert 10 ** (whole - half) == pytest.approx(2) and 10 ** (here - there) == pytest.approx(
        factor, rel=0.02
    )


def test_what_a_section_does_not_need_is_not_on_its_picture():
    model, error, step = (taylor(GENERIC, show=show) for show in SHOWS)
    assert [len(one.stage.picture.figure.axes) for one in (model, error, step)] == [2, 2, 1]
    assert [list(one.controls) for one in (model, step)] == [
        ["formula", "centre", "order"],
        ["formula", "centre"],
    ]
    assert "error" not in model.sentence and "lowest" not in error.caption
    with pytest.raises(ValueError, match="there is no 'everything'"):
        taylor(GENERIC, show="everything")
    with pytest.raises(ValueError, match="quadratic model"):
        taylor(GENERIC, order=1, show="step")


def test_the_step_ends_at_the_model_s_lowest_point_and_the_minima_are_those_of_f():
    picture = taylor("x^4 + y^2 + x y", (1, 1), show="step").stage.picture
    assert picture.step.get_xydata() == pytest.approx(np.array([[1, 1], [16 / 23, -8 / 23]]))
    minima = sorted(picture.least.get_xydata().tolist())  # by hand: 4x³ + y = 0 and 2y + x = 0
    assert np.array(minima) == pytest.approx(np.array([[-1, 0.5], [1, -0.5]]) / np.sqrt(8), abs=1e-5)


def test_dragging_the_centre_and_the_distance():
    explorer = taylor(GENERIC, show="error")
    for handle, name in enumerate(("centre", "distance")):
        x, y = explorer.stage.frame["handles"][handle]
        explorer.stage._receive(
            None, {"type": "move", "seq": "t:1", "handle": handle, "x": x - 30, "y": y - 20}, []
        )
        assert explorer.stage.frame["seq"] == "t:1"
        moved = explorer.stage.frame["handles"][handle]
        assert moved[0] == pytest.approx(x - 30, abs=1)
        if name == "centre":
            assert moved[1] == pytest.approx(y - 20, abs=1)
    assert explorer.values["centre"] != (0.5, 0.5) and explorer.values["distance"] < 0.3


def test_a_centre_outside_the_box_is_said_and_drawn_nowhere():
    explorer = taylor(GENERIC).set(centre=(9, 0))
    assert "The centre lies outside the box that is drawn." in explorer.sentence
    assert explorer.stage.picture.dot.get_clip_on()
    assert not explorer.set(centre=(1, 0)).stage.picture.dot.get_clip_on()


def test_typed_nonsense_keeps_the_last_picture():
    explorer = taylor(GENERIC)
    before = explorer.scene
    explorer.controls["formula"].text.value = "exp(x"
    explorer.controls["centre"].box.value = "1, 2, 3"
    assert explorer.scene is before
    assert 'role="alert"' in explorer.controls["formula"].note.value
    assert "2 numbers" in explorer.controls["centre"].note.value
    explorer.controls["formula"].text.value = "x^2 y"
    explorer.controls["centre"].box.value = "1/2, -1"
    assert explorer.scene.value == pytest.approx(-0.25)


@pytest.mark.parametrize("wrong", [{"order": 3}, {"distance": 0.0}, {"distance": 7}])
def test_wrong_arguments_are_refused_in_a_sentence(wrong):
    with pytest.raises(ValueError, match=r"is 0, 1 or 2|between 1e-5 and 1"):
        taylor(GENERIC, **wrong)


def test_the_dark_picture_has_every_number():
    for show in SHOWS:
        explorer = taylor(GENERIC, show=show)
        picture = explorer.stage._build(DARK)
        assert picture.update(explorer.scene)
        assert picture.still("caption")[:4] == b"\x89PNG"
        numbers = picture.numbers(explorer.scene)
        assert numbers.get("s2", "3") == "3"
        assert (
            numbers.get("g00", "1.29")
            == f"{np.exp(0.5) * np.sin(0.5) + 0.5:.4g}"[: len(numbers.get("g00", "1.29"))]
        )
        assert set(numbers) == set(re.findall(r'data-slot="(\w+)"', picture.readout))


def test_no_level_curve_gives_a_gap():
    x = np.linspace(0, 1, 5)
    assert np.isnan(level_lines(x, x, np.zeros((5, 5)), [3.0])).all()


def test_the_sentence_says_where_the_model_is_lowest():
    """By hand: H = [[12, 1], [1, 2]] and ∇f = (5, 3) at (1, 1), so the step is (−7, −31)/23."""
    bowl = taylor("x^4 + y^2 + x y", (1, 1), 2)
    assert "It is lowest at (0.696, −0.348)." in bowl.sentence
    assert "no lowest point" in taylor("x^3 - 3x y^2", (1, 1), 2).sentence
    assert "lowest" not in taylor("x^3 - 3x y^2", (1, 1), 1).sentence

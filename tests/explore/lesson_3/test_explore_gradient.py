"""The gradient explorer: arrows, level curve and cosine are what an independent computation says."""

import re

import numpy as np
import pytest

from hesskit import Surface
from hesskit.explore import gradient
from hesskit.explore.lesson_3.gradient import compute
from hesskit.explore.parts.drawing import level_curve
from hesskit.stage.picture import DARK

QUADRATIC = "x^2 + 3xy + y^2"


def slope_by_difference(f, point, angle, step=1e-5):
    u = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    return (f(*(point + step * u)) - f(*(point - step * u))) / (2 * step)


def kept(line):
    points = np.column_stack(line.get_data())
    return points[np.isfinite(points).all(axis=1)]


@pytest.mark.parametrize("angle", [0, 90, 180, 217, 360])
@pytest.mark.parametrize("point", [(-2, -2), (0.8, 0.4), (2, 2)])
def test_the_artists_show_the_slope_along_u(point, angle):
    explorer = gradient(QUADRATIC).set(point=point, angle=angle)
    picture = explorer.stage.picture
    expected = slope_by_difference(lambda x, y: x**2 + 3 * x * y + y**2, np.array(point), angle)
    assert picture.knob.get_ydata()[0] == pytest.approx(expected, abs=1e-6)
    assert picture.stem.get_ydata()[1] == pytest.approx(expected, abs=1e-6)
    angles, wave = picture.wave.get_data()
    for at in (0, 50, 100):
        turned = slope_by_difference(lambda x, y: x**2 + 3 * x * y + y**2, np.array(point), angles[at])
        assert wave[at] == pytest.approx(turned, abs=1e-6)
    tip = kept(picture.tip)[0] - point
    assert np.degrees(np.arctan2(tip[1], tip[0])) % 360 == pytest.approx(angle % 360)


@pytest.mark.parametrize("angle", [20, 140, 250])
def test_the_shadow_is_the_projection_of_the_gradient_on_u(angle):
    explorer = gradient(QUADRATIC, (0.8, 0.4), angle)
    picture = explorer.stage.picture
    arrow = kept(picture.gradient)[1] - (0.8, 0.4)
    g = np.array([2 * 0.8 + 3 * 0.4, 3 * 0.8 + 2 * 0.4])
    assert arrow[0] * g[1] == pytest.approx(arrow[1] * g[0])
    assert arrow @ g > 0
    u = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    shadow = kept(picture.shadow)[1] - (0.8, 0.4)
    assert shadow == pytest.approx((arrow @ u) * u)
    drop = np.subtract(*kept(picture.drop))
    assert drop @ u == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("formula", [QUADRATIC, "peaks", "exp(x) sin(y)"])
def test_the_level_curve_passes_through_the_point_at_right_angles_to_the_gradient(formula):
    explorer = gradient(formula, (0.8, 0.4))
    surface, point = Surface(formula), np.array([0.8, 0.4])
    curve = kept(explorer.stage.picture.curve)
    assert surface.value(curve) == pytest.approx(surface.value(point), abs=2e-2 * explorer.scene.steep)
    near = curve[np.argsort(np.hypot(*(curve - point).T))[:6]]
    assert np.hypot(*(near[0] - point)) < 0.03
    tangent = np.linalg.svd(near - near.mean(axis=0))[2][0]
    normal = surface.gradient(point)
    assert abs(tangent @ normal) < 0.1 * np.hypot(*normal)


def test_both_axes_are_to_one_scale_unless_the_box_is_too_long():
    for formula in (QUADRATIC, "six-hump camel"):
        picture = gradient(formula).stage.picture
        corner = picture.flat.transData.transform([[0, 0], [1, 0], [0, 1]])
        assert corner[1, 0] - corner[0, 0] == pytest.approx(corner[2, 1] - corner[0, 1])
    long = gradient(Surface("x^2 + y", domain=((-1, 1), (-10, 10)))).stage.picture
    assert "not to one scale" in long.flat.get_title()


def test_along_the_level_curve_the_slope_is_exactly_zero():
    explorer = gradient("x^2 + y^2", (1, 0), angle=90)
    assert explorer.scene.slope == 0
    assert "along the level curve, where f neither rises nor falls" in explorer.sentence
    assert explorer.set(angle=0).sentence.endswith("f rises, as fast as it can.")
    assert explorer.set(angle=180).sentence.endswith("f falls, as fast as it can.")
    assert "hardly" in explorer.set(angle=89.9).sentence


def test_where_the_gradient_is_zero_no_direction_is_steepest():
    explorer = gradient("x^3 - 3x y^2", (0, 0))
    assert "no direction is steepest" in explorer.sentence
    picture = explorer.stage.picture
    assert not picture.gradient.get_visible() and not picture.most.get_visible()
    assert not np.asarray(picture.wave.get_ydata()).any()
    assert picture.tags[2].get_text() == "∇f = 0: the slope ∇f·u is 0 for every u"
    explorer.set(point=(1, 0))
    assert picture.gradient.get_visible() and picture.most.get_ydata()[0] == pytest.approx(3)


def test_no_level_curve_is_drawn_along_a_pole_or_a_jump():
    box = ((-2.0, 2.0), (-2.0, 2.0))
    for formula, level in (("1/x + y/9", 0.7), ("sign(x) + y/9", 0.1), ("tan(x) + y/9", 0.3)):
        surface = Surface(formula)
        curve = level_curve(surface, box, level)
        curve = curve[np.isfinite(curve).all(axis=1)]
        assert (np.abs(surface.value(curve) - level) < 0.3).all()
    assert np.isnan(level_curve(Surface("x"), box, float("nan"))).all()


@pytest.mark.parametrize(
    ("formula", "point", "words"),
    [
        ("log(x)", (-1, 0), "f or its gradient is undefined"),
        ("log(x)", (1, 0), "f is not real in part of the box"),
        ("sqrt(x^2 + y^2)", (0, 0), "f or its gradient is undefined"),
        ("abs(x)", (0, 1), "f or its gradient is undefined"),
        ("1/x", (0, 0), "f or its gradient is undefined"),
        ("1/x", (1, 0), "∇f·u"),
        ("x^y", (1, 1), "f is not real in part of the box"),
        ("sqrt(-1 - x^2)", (0, 0), "f is not real anywhere in the box"),
        ("3", (0, 0), "no direction is steepest"),
    ],
)
def test_what_breaks_off_is_said_and_drawn_all_the_same(formula, point, words):
    explorer = gradient(formula, point)
    assert words in explorer.sentence
    assert explorer.stage.still()[:4] == b"\x89PNG"


def test_only_another_surface_or_a_steeper_scale_changes_the_background():
    explorer = gradient(QUADRATIC)
    picture, start = explorer.stage.picture, explorer.values
    assert picture.update(compute(**{**start, "angle": 200.0})) is False
    assert picture.update(compute(**{**start, "point": (0.1, 0.2)})) is False
    assert picture.update(compute(**{**start, "point": (2.0, 2.0)})) is True
    assert picture.dial.get_ylim()[1] > np.hypot(10, 10)
    assert picture.update(compute(**{**start, "formula": Surface("x^2")})) is True


def test_dragging_the_point_the_tip_and_the_dial():
    explorer = gradient(QUADRATIC, (0.8, 0.4), angle=20)
    stage = explorer.stage

    def drag(handle, right, up):
        x, y = stage.frame["handles"][handle]
        stage._receive(
            None, {"type": "move", "seq": "t:1", "handle": handle, "x": x + right, "y": y - up}, []
        )
        assert stage.frame["seq"] == "t:1" and stage.message == ""
        return np.subtract(stage.frame["handles"][handle], (x, y)).tolist()

    assert drag(0, 20, 30) == pytest.approx([20, -30], abs=1)
    tip = np.subtract(stage.frame["handles"][1], stage.frame["handles"][0])
    drag(1, -tip[0] - 30, tip[1] + 30)  # to thirty pixels left of and above the point
    assert explorer.values["angle"] == pytest.approx(135, abs=1)
    moved = drag(2, 90, 0)
    assert moved[0] == pytest.approx(90, abs=2)
    drag(0, 5000, 5000)
    assert explorer.values["point"] == (2.0, 2.0)
    x, y = stage.frame["handles"][0]
    before = explorer.values["angle"]
    stage._receive(None, {"type": "move", "seq": "t:1", "handle": 1, "x": x, "y": y}, [])
    assert np.isfinite(explorer.values["angle"]) and explorer.message == "", before


def test_a_point_outside_the_box_is_said_and_drawn_nowhere():
    explorer = gradient(QUADRATIC).set(point=(9, 0))
    assert "The point lies outside the box that is drawn." in explorer.sentence
    assert explorer.stage.picture.dot.get_clip_on()
    assert not explorer.set(point=(1, 0)).stage.picture.dot.get_clip_on()


def test_typed_nonsense_keeps_the_last_picture():
    explorer = gradient(QUADRATIC)
    before = explorer.scene
    explorer.controls["formula"].text.value = "x +* y"
    explorer.controls["point"].box.value = "one, two"
    assert explorer.scene is before
    assert 'role="alert"' in explorer.controls["formula"].note.value
    assert 'role="alert"' in explorer.controls["point"].note.value
    explorer.controls["formula"].text.value = "x y"
    explorer.controls["point"].box.value = "2, 1/2"
    assert explorer.scene.gradient.tolist() == [0.5, 2]


def test_the_dark_picture_has_every_number():
    explorer = gradient(QUADRATIC, (0.8, 0.4), angle=0)
    picture = explorer.stage._build(DARK)
    assert picture.update(explorer.scene)
    assert picture.still("caption")[:4] == b"\x89PNG"
    numbers = picture.numbers(explorer.scene)
    assert numbers == {"g00": "2.8", "g10": "3.2", "steepness": "4.252", "u": "(1, 0)", "slope": "2.8"}
    assert set(numbers) == set(re.findall(r'data-slot="(\w+)"', picture.readout))

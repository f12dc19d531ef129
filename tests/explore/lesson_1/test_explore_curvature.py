"""The curvature explorer: uᵀHu, its extremes and its slice against hand-derived answers and differences of f."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from hesskit import explore
from hesskit.explore.lesson_1.curvature import PETAL, CurvaturePicture, bearing, compute, curvature, unit
from hesskit.maths.calculus import number
from hesskit.maths.surfaces.surface import Surface
from hesskit.stage.picture import LIGHT


@pytest.fixture
def explorer():
    return explore.curvature()


def hessian_at(x, y):
    """Hand-derived: the Hessian of x³ − 3xy²."""
    return np.array([[6 * x, -6 * y], [-6 * y, -6 * x]])


def cubic(x, y):
    return x**3 - 3 * x * y**2


def drag(explorer, handle, place):
    held = explorer.stage.picture.handles[handle]
    x, y = held.axes.transData.transform(place)
    message = {
        "type": "move",
        "seq": "t:7",
        "handle": handle,
        "x": float(x),
        "y": explorer.stage.picture.height - float(y),
    }
    explorer.stage._receive(None, message, [])
    assert explorer.stage.frame["seq"] == "t:7"


@pytest.mark.parametrize("angle", [0, 77, 180, 360])
def test_the_slider_turns_every_artist(explorer, angle):
    explorer.controls["angle"].value = angle
    picture = explorer.stage.picture
    u = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    assert picture.tip.get_xydata()[0] - (0.6, 0.4) == pytest.approx(
        np.hypot(*(picture.tip.get_xydata()[0] - (0.6, 0.4))) * u
    )
    t, height = picture.section.get_data()
    x, y = 0.6 + t * u[0], 0.4 + t * u[1]
    assert height * picture.size == pytest.approx(cubic(x, y) - cubic(0.6, 0.4))
    assert picture.measure.get_text() == f"m = {number(picture.size)}"
    slope = np.array([3 * 0.6**2 - 3 * 0.4**2, -6 * 0.6 * 0.4]) @ u
    bend = u @ hessian_at(0.6, 0.4) @ u
    assert picture.parabola.get_data()[1] * picture.size == pytest.approx(slope * t + bend * t**2 / 2)


def test_the_parabola_osculates_the_slice(explorer):
    t, height = explorer.stage.picture.section.get_data()
    gap = explorer.stage.picture.size * np.abs(height - explorer.stage.picture.parabola.get_data()[1])
    near = np.abs(t) < 0.2
    assert (gap[near] <= 1.01 * np.abs(t[near]) ** 3 + 1e-12).all()


def outwards(picture, line):
    """How far out a curve round the point goes at each of its angles, as a share of the farthest it may."""
    lows, highs = np.array(picture.box).T
    return np.hypot(*((line.get_xydata() - picture.dot.get_xydata()[0]) / (highs - lows)).T) / PETAL


def test_the_curve_round_the_point_goes_as_far_out_as_f_curves_that_way(explorer):
    picture, hessian = explorer.stage.picture, hessian_at(0.6, 0.4)
    angles = np.radians(np.linspace(0, 360, 181))
    bends = np.array([u @ hessian @ u for u in np.column_stack([np.cos(angles), np.sin(angles)])])
    up, down = picture.outlines
    assert outwards(picture, up) == pytest.approx(
        np.maximum(bends, 0) / np.abs(np.linalg.eigvalsh(hessian)).max()
    )
    assert outwards(picture, down) == pytest.approx(np.maximum(-bends, 0) / np.hypot(3.6, 2.4))
    assert (
        up.get_linestyle() != down.get_linestyle()
    )  # its sign is told by dashes and by λ, not by colour alone
    assert [petal.get_xy().tolist() for petal in picture.petals] == [
        line.get_xydata().tolist() for line in (up, down)
    ]


def test_the_axes_of_the_curve_are_the_extremes_that_an_optimiser_finds(explorer):
    hessian, scene = hessian_at(0.6, 0.4), explorer.scene

    def bend(angle, sign=1):
        u = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
        return sign * (u @ hessian @ u)

    for angle, value, sign in zip(scene.bearings, scene.eigenvalues, (1, -1), strict=True):
        found = minimize_scalar(bend, bracket=(angle - 20, angle + 15), args=(sign,))
        assert angle == pytest.approx(found.x, abs=1e-4) and value == pytest.approx(sign * found.fun)
    picture = explorer.stage.picture
    assert [name.get_text() for name in picture.names] == ["u", "λ₁ = −4.33", "λ₂ = 4.33"]
    for line, angle in zip((picture.low, picture.high), scene.bearings, strict=True):
        x, y = np.diff(line.get_xydata(), axis=0)[0]
        assert np.degrees(np.arctan2(y, x)) % 180 == pytest.approx(angle)
        assert outwards(picture, line) == pytest.approx([1, 1])
    assert all(bend(angle) == pytest.approx(0, abs=1e-12) for angle in scene.flat) and len(scene.flat) == 2


def test_dragging_the_tip_turns_u_and_leaves_the_point(explorer):
    drag(explorer, 1, (0.6, 1.9))
    assert explorer.values["angle"] == 90
    assert explorer.values["point"] == (0.6, 0.4)
    drag(explorer, 1, (-1.4, -1.6))
    assert explorer.values["angle"] == 225


def test_dragging_the_point_carries_everything_and_stays_in_the_box(explorer):
    drag(explorer, 0, (1.0, -1.0))
    assert explorer.values == {"formula": explorer.values["formula"], "point": (1.0, -1.0), "angle": 10.0}
    assert explorer.stage.picture.dot.get_xydata()[0] == pytest.approx((1, -1))
    assert explorer.scene.hessian == pytest.approx(hessian_at(1, -1))
    drag(explorer, 0, (2.6, -9))
    assert explorer.values["point"] == (2.0, -2.0)


@pytest.mark.parametrize("point", [(-2, -2), (2, -2), (2, 2), (0, 2)])
@pytest.mark.parametrize("angle", [0, 45, 135, 225, 315])
def test_the_tip_can_always_be_reached(explorer, point, angle):
    explorer.set(point=point, angle=angle)
    left, top, right, bottom = explorer.stage.handles[1]["bounds"]
    x, y = explorer.stage.frame["handles"][1]
    assert left < x < right and top < y < bottom


@pytest.mark.parametrize(
    ("formula", "point", "angle", "said"),
    [
        ("x^2 + 3xy + y^2", (0, 0), 45, "uᵀHu = 5: the slice is curving up"),
        ("x^2 + 3xy + y^2", (0, 0), 135, "uᵀHu = −1: the slice is curving down"),
        ("x^2 + 3xy + y^2", (0, 0), 135, "from λ₁ = −1 at 135° to λ₂ = 5 at 45°"),
        ("x y", (1, 1), 0, "uᵀHu = 0: the slice is straight"),
        ("x y", (1, 1), 0, "it is 0 (the slice is straight, to second order) at 0° and 90°"),
        ("x^2 + y^2", (1, 1), 20, "It is 2 in every direction"),
        ("x - y", (1, 1), 20, "It is 0 in every direction"),
        ("x^2 + 2y^2", (1, 1), 20, "it is never 0"),
        ("(x - y)^2", (1, 1), 20, "it is 0 (the slice is straight, to second order) at 45°."),
        ("-x^2", (1, 1), 20, "it is 0 (the slice is straight, to second order) at 90°."),
        ("1/x", (0, 1), 20, "undefined"),
    ],
)
def test_the_sentence_agrees_with_the_hand(formula, point, angle, said):
    assert said in curvature(formula, point, angle).sentence


def test_the_readout_agrees_with_the_hand():
    numbers = curvature("x^2 + 3xy + y^2", (0, 0), 45).stage.frame["numbers"]
    assert (numbers["bend"], numbers["low"], numbers["high"]) == ("5", "−1", "5")
    assert (numbers["u"], numbers["shape"]) == ("(0.707, 0.707)", "indefinite")
    assert [numbers[slot] for slot in ("H00", "H01", "H10", "H11")] == ["2", "3", "3", "2"]


def test_turning_u_redraws_no_background():
    picture, surface = CurvaturePicture(), Surface("x^3 - 3x y^2")
    assert picture.update(compute(surface, (0.6, 0.4), 0)) is True
    for angle in range(0, 361, 15):
        assert picture.update(compute(surface, (0.6, 0.4), angle)) is False
    assert picture.update(compute(surface, (2, 2), 0)) is False  # the curve has a scale of its own
    assert picture.update(compute(Surface("x y"), (2, 2), 0)) is True


@pytest.mark.parametrize("point", [(0.1, 0), (0.6, 0.4), (-2, 2), (0, 0)])
def test_the_graphs_hold_what_they_show(explorer, point):
    explorer.set(point=point)
    picture = explorer.stage.picture
    assert abs(picture.here.get_ydata()[0]) < picture.side.get_ylim()[1]
    lows, highs = np.array(picture.box).T
    for name in picture.names:
        assert (lows < name.get_position()).all() and (name.get_position() < highs).all()


@pytest.mark.parametrize(
    "formula", ["1/x", "|x|", "sqrt(x)", "x^y", "exp(1/x)", "3", "x", "1e9 x y", "1e-9 x y", "log(x)+1/y"]
)
def test_odd_formulas_make_a_picture(formula):
    picture = CurvaturePicture(LIGHT)
    for point in ((0, 0), (-2, 2), (1, 1)):
        for angle in (0, 123, 360):
            scene = compute(Surface(formula), point, angle)
            picture.update(scene)
            assert "nan" not in scene.sentence()
            assert picture.parabola.get_visible() is scene.real
            assert np.isfinite([handle.position for handle in picture.handles]).all()
    assert picture.still(scene.sentence()).startswith(b"\x89PNG")


def test_a_scale_of_1e9_and_of_1e_minus_9_say_the_same_shape():
    for scale in ("1e9", "1", "1e-9"):
        assert curvature(f"{scale} x y", (1, 1), 45).scene.flat == (0.0, 90.0)


def test_bearings():
    assert bearing((1, 1), (1, 3), 5) == 90
    assert bearing((1, 1), (1, 1), 5) == 5
    assert bearing((0, 0), (1, -1e-9), 5) == 0
    assert unit(90).tolist() == [0, 1]


def test_reset(explorer):
    start = explorer.sentence
    explorer.set(formula="x y", point=(1, 1), angle=200)
    assert explorer.sentence != start
    explorer.reset()
    assert explorer.sentence == start

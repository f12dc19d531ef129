"""The interaction explorer: its rate of change against differences, its planks against the slopes they show."""

import numpy as np
import pytest

from hesskit import explore
from hesskit.explore.lesson_1.interaction import InteractionPicture
from hesskit.maths.surfaces import Surface
from hesskit.stage.picture import DARK


@pytest.fixture
def explorer():
    return explore.interaction("x y", (0.5, -1))


@pytest.mark.parametrize("formula", ["x y", "x^2 + 3xy + y^2", "x^3 - 3x y^2", "exp(x) sin(y)", "x y^2"])
def test_the_rate_is_how_fast_the_slope_along_x_changes_along_y(formula):
    h = 1e-5
    for point in ((0.5, -1.0), (-1.25, 0.75)):
        scene = explore.interaction(formula, point).scene
        f, (x, y) = Surface(formula), point

        def slope(y, f=f, x=x):
            return (f.value([x + h, y]) - f.value([x - h, y])) / (2 * h)

        assert scene.slope == pytest.approx(slope(y), abs=1e-6)
        assert scene.mixed == pytest.approx((slope(y + 1e-2) - slope(y - 1e-2)) / 2e-2, rel=1e-3, abs=1e-4)
        assert scene.slopes[[0, -1]] == pytest.approx([slope(scene.walk[0]), slope(scene.walk[-1])], abs=1e-5)


def test_the_planks_of_the_twist_fall_below_lie_level_and_rise_above(explorer):
    planks = explorer.stage.picture.planks
    rises = {}
    for way, line in planks.items():
        ends = line.get_xydata()[:-1].reshape(-1, 3, 2)
        rises[way] = ends[:, 1, 1] - ends[:, 0, 1]
        assert ends[:, :2, 0].mean(axis=1) == pytest.approx(0.5)  # they lie across the walk
    assert (rises["up"] > 0).all() and (rises["down"] < 0).all() and not rises["flat"].any()
    assert [len(rises[way]) for way in ("down", "flat", "up")] == [4, 1, 4]


def test_a_zero_here_is_no_zero_elsewhere():
    here = explore.interaction("x y^2", (1, 0))
    assert here.scene.mixed == 0 and "Walk on" in here.caption and "elsewhere" in here.sentence
    assert np.ptp(here.scene.slopes) > 1  # y² along the walk
    steady = explore.interaction("x^2 y", (0, 1))
    assert "further left or right" in steady.caption
    apart = explore.interaction("x^2 + y^2", (0, 1))
    assert "do not interact" in apart.caption and "on every other" in apart.sentence


@pytest.mark.parametrize("y", [-2.0, 0.0, 1.25, 2.0])
def test_both_handles_walk_along_y(explorer, y):
    picture = explorer.stage.picture
    for which, there in ((0, (0.5, y)), (1, (y, 0.3))):
        handle = picture.handles[which]
        right, up = handle.axes.transData.transform(there)
        message = {"type": "move", "seq": f"t:{which}", "handle": which, "x": float(right)}
        explorer.stage._receive(None, {**message, "y": picture.height - float(up)}, [])
        assert explorer.values["point"] == pytest.approx((0.5, y), abs=1e-9)
        assert explorer.scene.slope == pytest.approx(y)
        assert picture.knob.get_xydata()[0] == pytest.approx((y, y))
        explorer.reset()


def test_where_f_is_not_real_there_is_no_slope(explorer):
    explorer.set(formula="log(x) y")
    explorer.set(point=(-1, 0))  # another formula brings a point in that its box does not show
    assert "Move the point" in explorer.caption and explorer.message == ""
    assert not explorer.stage.picture.tangent.get_visible()


def test_the_dark_picture(explorer):
    dark = InteractionPicture(DARK)
    assert dark.update(explorer.scene) is True and dark.update(explorer.scene) is False
    assert dark.still(explorer.caption)[:4] == b"\x89PNG"

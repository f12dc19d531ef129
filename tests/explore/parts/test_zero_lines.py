"""Where f = 0, factor by factor, against the formulas of the curves."""

import numpy as np
import pytest

from hesskit import explore
from hesskit.explore.parts import Levels, zero_lines
from hesskit.maths.surfaces import Surface
from hesskit.stage import LIGHT, new_figure

BOX = ((-2.0, 2.0), (-2.0, 2.0))


@pytest.mark.parametrize(
    ("formula", "curves"),
    [
        ("x^3 - 3x y^2", 3),
        ("(y - x^2)(y - 3x^2)", 2),
        ("x^2 - y^2", 2),
        ("x y (x + y)", 3),
        ("(y - x^3)(x - 1/2)", 2),
    ],
)
def test_every_factor_is_drawn_through_the_crossing(formula, curves):
    line = zero_lines(Surface(formula), BOX)
    places = line[~np.isnan(line).any(axis=1)]
    assert np.abs(Surface(formula).value(places)).max() < 1e-9
    assert int(np.isnan(line[:, 1]).sum()) >= curves


@pytest.mark.parametrize("formula", ["x^2 + y^2 - 1", "sin(x) + y", "x^2 + y^2"])
def test_what_turns_back_or_is_no_polynomial_is_left_to_the_contour(formula):
    assert zero_lines(Surface(formula), BOX) is None


def test_the_monkey_saddles_three_lines_meet_at_the_origin():
    levels = Levels(new_figure(LIGHT, 400, 400).add_subplot(), LIGHT)
    levels.draw(Surface("x^3 - 3x y^2"), BOX)
    x, y = levels.zero.get_data()
    assert (np.abs(x) + np.abs(y) < 1e-9).sum() == 2  # and the upright line passes between its two ends
    assert 0 not in levels.sets[1].levels


@pytest.mark.parametrize("radius", [1.0, 0.1, 1e-3, 1e-6])
def test_peanos_sliver_reaches_the_origin_at_every_radius(radius):
    explorer = explore.ring("(y - x^2)(y - 3x^2)", radius=radius)
    picture, scene = explorer.stage.picture, explorer.scene
    outline = picture.shade.get_path().vertices
    assert picture.shade.get_visible()
    assert np.abs(outline).max(axis=1).min() < 1e-9, "the tip is the origin"
    for line, factor in zip(scene.zero, (1, 3), strict=False):
        assert line[:, 1] == pytest.approx(factor * radius * line[:, 0] ** 2) or line[:, 1] == pytest.approx(
            (4 - factor) * radius * line[:, 0] ** 2
        )
    middle = np.array([-0.5, -0.1, 0.1, 0.5])
    path = picture.shade.get_path()
    if radius >= 0.1:
        assert all(path.contains_point((x, 2 * radius * x * x)) for x in middle)
        assert not any(path.contains_point((x, 4 * radius * x * x + 0.01)) for x in middle)

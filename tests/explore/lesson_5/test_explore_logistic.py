"""The logistic explorer's fit, Hessian, paths and sentences, against SciPy and hand-derived answers."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit

from hesskit import explore
from hesskit.explore.lesson_5.logistic import RIDGES, SEARCHES, LogisticPicture
from hesskit.explore.lesson_5.observations import MOST, read_observations
from hesskit.maths.statistics.datasets import orings, penguins
from hesskit.stage.picture import DARK


@pytest.fixture
def flights():
    return explore.logistic()


@pytest.fixture
def apart():
    return explore.logistic("separable")


def referee(explorer):
    """Fit with SciPy's BFGS, on a loss written here, in standard units; then in the units that are shown."""
    scene = explorer.scene
    x, y = np.array(scene.data.x), np.array(scene.data.y)
    z = (x - scene.shift) / scene.scale
    middle, spread = z.mean(), z.std()

    def loss(b):
        margins = b[0] + b[1] * (z - middle) / spread
        return np.mean(np.logaddexp(0, (1 - 2 * y) * margins)) + scene.ridge / 2 * (b[1] / spread) ** 2

    found = minimize(loss, np.zeros(2), method="BFGS", options={"gtol": 1e-9}).x
    beta = np.array([found[0] - found[1] * middle / spread, found[1] / spread])
    p = expit(beta[0] + beta[1] * z)
    design = np.stack([np.ones_like(z), z], axis=1)
    hessian = design.T @ (design * (p * (1 - p))[:, None]) / len(z) + np.diag([0, scene.ridge])
    return beta, hessian


def move(explorer, handle, x, y):
    picture = explorer.stage.picture
    axes = picture.handles[handle].axes
    pixel = axes.transData.transform((x, y))
    content = {"type": "move", "seq": "t:1", "handle": handle, "x": pixel[0], "y": picture.height - pixel[1]}
    explorer.stage._receive(None, content, [])
    assert explorer.stage.frame["seq"] == "t:1"


def shown(line):
    return np.asarray(line.get_xydata(), float)


def test_the_orings_are_fitted_as_published(flights):
    scene, picture = flights.scene, flights.stage.picture
    np.testing.assert_allclose(scene.fit, (15.0429, -0.232163), rtol=1e-5)
    np.testing.assert_allclose(scene.errors, (7.3786, 0.10824), rtol=1e-4)
    assert "β = (15.0429, −0.232163), a minimum, with standard errors (7.3786, 0.10824)" in flights.sentence
    assert "The 23 points overlap." in flights.sentence and "5 steps" in flights.sentence
    np.testing.assert_allclose(shown(picture.path)[-1], scene.fit)
    np.testing.assert_allclose(shown(picture.least)[0], scene.fit)
    x, p = shown(picture.curve).T
    np.testing.assert_allclose(p, expit(scene.fit[0] + scene.fit[1] * x), rtol=1e-6)


def test_every_point_is_drawn_with_its_label_by_shape_and_colour(flights):
    dots = [dot for dot in flights.stage.picture.dots if dot.get_visible()]
    data = orings()
    assert [dot.get_xdata()[0] for dot in dots] == data.X[:, 0].tolist()
    assert [dot.get_marker() for dot in dots] == ["s" if y else "o" for y in data.y]
    assert len({dot.get_markerfacecolor() for dot in dots}) == 2
    places = {tuple(shown(dot)[0]) for dot in dots}
    assert len(places) == 23, "flights at one temperature do not hide one another"
    assert all((shown(dot)[0, 1] > 0.5) == bool(y) for dot, y in zip(dots, data.y, strict=True))


def test_the_hessian_is_live_and_agrees_with_scipy(flights):
    for x in (50.0, 61.0, 84.0):
        move(flights, 3, x, 0.0)
        assert flights.scene.data.x[3] == pytest.approx(x, abs=0.3)
        beta, hessian = referee(flights)
        np.testing.assert_allclose(flights.scene.fit, beta, rtol=2e-4)
        np.testing.assert_allclose(flights.scene.hessians[-1], hessian, rtol=1e-4)
        np.testing.assert_allclose(flights.scene.eigenvalues[-1], np.linalg.eigvalsh(hessian), rtol=1e-3)
        numbers = flights.stage.frame["numbers"]
        assert float(numbers["H00"]) == pytest.approx(hessian[0, 0], rel=1e-3)
        assert numbers["separation"] == "overlapping"


def test_the_levels_are_levels_of_the_loss(flights):
    for standardise in (False, True):
        flights.set(standardise=standardise)
        line = shown(flights.stage.picture.levels)
        line = line[np.isfinite(line).all(axis=1)]
        rise = flights.scene.loss.value(line) - flights.scene.loss.value(flights.scene.fit)
        nearest = np.abs(rise[:, None] - np.array([0.01, 0.03, 0.1, 0.2, 0.4, 0.7, 1.1, 1.6, 2.2, 3])).min(
            axis=1
        )
        assert len(line) > 200 and nearest.max() < 0.03


def test_gradient_descent_pays_for_the_units(flights):
    assert "after 200 steps; the least is 0.442" in flights.sentence
    flights.controls["standardise"].value = True
    assert flights.scene.gradient.converged
    x = orings().X[:, 0]
    beta = flights.scene.fit
    raw = (beta[0] - beta[1] * x.mean() / x.std(), beta[1] / x.std())
    np.testing.assert_allclose(raw, (15.0429, -0.232163), rtol=1e-5)
    np.testing.assert_allclose(shown(flights.stage.picture.slow_path)[-1], beta, atol=1e-5)
    assert "per standard deviation" in flights.stage.picture.loss_axes.get_ylabel()


def test_separable_data_run_away_and_the_hessian_dies(apart):
    scene, picture = apart.scene, apart.stage.picture
    norms, lowest = shown(picture.norm)[1:, 1], shown(picture.low)[:, 1]
    assert (np.abs(np.diff(norms)[5:] - 1) < 0.2).all(), "about 1 a step"
    assert (np.diff(lowest) < 0).all() and lowest[-1] < 1e-7
    condition = scene.eigenvalues[-1, 1] / scene.eigenvalues[-1, 0]
    assert condition < 2, "the condition number stays near 1"
    for words in (
        "There is no minimum",
        "runs away",
        "the smallest eigenvalue of H has died",
        "A ridge ρ > 0 cures it",
        "no standard errors",
    ):
        assert words in apart.sentence
    assert not picture.least.get_visible()
    assert picture.loss_axes.get_legend().get_texts()[-1].get_text() == "no minimum"
    assert apart.stage.frame["numbers"]["separation"] == "separable"


@pytest.mark.parametrize("ridge", [RIDGES[0], RIDGES[len(RIDGES) // 2], RIDGES[-1]])
def test_the_ridge_cures_it(apart, ridge):
    apart.controls["ridge"].value = ridge
    assert apart.scene.ridge == ridge
    if not ridge:
        assert "There is no minimum" in apart.sentence
        return
    beta, hessian = referee(apart)
    np.testing.assert_allclose(apart.scene.newton.points[-1], beta, atol=2e-5)
    np.testing.assert_allclose(apart.scene.hessians[-1], hessian, rtol=1e-3, atol=1e-7)
    assert "the ridge holds β back" in apart.sentence and apart.stage.picture.least.get_visible()
    assert apart.scene.eigenvalues[-1, 0] > 1e-5


def test_the_moment_of_separation(flights):
    """By hand: labels 0 at 1 and 3 and 1 at 2 and 4 overlap until the 0 at 3 has passed the 1 at 2."""
    flights.set(data=([1, 2, 3, 4], [0, 1, 0, 1]))
    assert "The 4 points overlap." in flights.sentence
    move(flights, 2, 1.6, 0.0)
    assert "separable" in flights.sentence and "There is no minimum" in flights.sentence
    move(flights, 2, 2.6, 0.0)
    assert "overlap." in flights.sentence and "a minimum" in flights.sentence


def test_newton_explodes_from_2_and_converges_from_0():
    explorer = explore.logistic("overlapping")
    assert explorer.scene.start.tolist() == [0, 2]
    assert (
        "Newton from 2 fails" in explorer.sentence
        and "A line search, a ridge or another start" in explorer.sentence
    )
    picture = explorer.stage.picture
    assert np.abs(shown(picture.path)[:, 1]).max() > 1e3 and (shown(picture.path)[:, 0] == 0).all()
    x, y = np.array([-2, -1, 1, 2, 0.5]), np.array([0, 1, 0, 1, 1])
    best = minimize(
        lambda b: np.mean(np.logaddexp(0, (1 - 2 * y) * b[0] * x)), [0.0], options={"gtol": 1e-9}
    ).x[0]
    np.testing.assert_allclose(shown(picture.least)[0], (0, best), atol=1e-5)
    explorer.set(start=(0, 0))
    np.testing.assert_allclose(shown(picture.path)[-1], (0, best), atol=1e-5)
    explorer.set(start=(0, 2), newton="newton line search")
    np.testing.assert_allclose(shown(picture.path)[-1], (0, best), atol=1e-5)
    assert explorer.stage.frame["numbers"]["H00"] == "–"
    explorer.controls["data"].intercept.value = True
    assert explorer.scene.fit[0] != 0 and explorer.scene.loss.design.shape == (5, 2)


def test_the_start_is_dragged_on_the_loss(apart):
    handle = len(apart.scene.data)
    move(apart, handle, 0.7, 1.5)
    np.testing.assert_allclose(apart.scene.start, (0.7, 1.5), atol=0.05)
    for line in (apart.stage.picture.path, apart.stage.picture.slow_path, apart.stage.picture.begin):
        np.testing.assert_allclose(shown(line)[0], apart.scene.start)


def test_a_drag_across_the_middle_relabels(flights):
    move(flights, 0, 66.0, 0.9)
    assert flights.scene.data.y[0] == 1 and flights.stage.picture.dots[0].get_marker() == "s"
    move(flights, 0, 66.0, 0.1)
    assert flights.scene.data.y[0] == 0


def test_the_keyboard_moves_a_point(flights):
    nudge = {"type": "nudge", "seq": "t:2", "handle": 5, "right": 1, "up": 0}
    before = flights.scene.data
    flights.stage._receive(None, nudge, [])
    assert flights.scene.data.x[5] == before.x[5] + 1 and flights.scene.data.y == before.y


def test_points_are_added_removed_and_relabelled_with_buttons():
    explorer = explore.logistic("empty")
    control, picture = explorer.controls["data"], explorer.stage.picture
    assert "There are no points yet" in explorer.sentence and len(picture.handles) == 1
    assert control.buttons["Remove"].disabled
    control.buttons["Add 0"].click()
    assert "one class only" in explorer.sentence and len(picture.handles) == 2
    control.buttons["Add 1"].click()
    control.place.value = "5/2"
    assert explorer.scene.data.x[1] == 2.5 and "separable" in explorer.sentence
    for name in ("Add 0", "Add 1"):
        control.buttons[name].click()
    assert len(explorer.scene.data) == 4 and explorer.scene.data.chosen == 3
    assert [dot.get_visible() for dot in picture.dots[:5]] == [True] * 4 + [False]
    control.points.value = 1
    np.testing.assert_allclose(shown(picture.ring)[0], shown(picture.dots[1])[0])
    control.buttons["Relabel"].click()
    assert explorer.scene.data.y[1] == 0 and picture.dots[1].get_marker() == "o"
    control.buttons["Remove"].click()
    assert len(explorer.scene.data) == 3 and len(explorer.stage.frame["handles"]) == 4


def test_there_is_room_for_so_many():
    explorer = explore.logistic()
    control = explorer.controls["data"]
    for _ in range(MOST - 23):
        control.buttons["Add 1"].click()
    assert len(explorer.scene.data) == MOST and control.note.value == ""
    control.buttons["Add 1"].click()
    assert 'role="alert"' in control.note.value and len(explorer.scene.data) == MOST


@pytest.mark.parametrize("index", range(4))
def test_the_menu_opens_each_set(flights, index):
    menu = flights.controls["data"].menu
    menu.value = menu.options[index][1]
    assert flights.message == "" and flights.scene.data == menu.options[index][1]
    assert flights.stage.picture.curve_axes.get_xlim() == flights.scene.data.limits
    assert flights.scene.start.tolist() == ([0, 2] if flights.scene.data.name == "overlapping" else [0, 0])


@pytest.mark.parametrize("search", SEARCHES.values())
def test_both_searches(flights, search):
    flights.controls["newton"].value = search
    np.testing.assert_allclose(shown(flights.stage.picture.path)[-1], (15.0429, -0.232163), rtol=1e-5)


def test_nonsense_keeps_the_last_picture(flights):
    control, before = flights.controls["data"], flights.sentence
    for wrong in ("warm", "1000", "import os"):
        control.place.value = wrong
        assert 'role="alert"' in control.note.value
    flights.controls["start"].box.value = "1, 2, 3"
    assert 'role="alert"' in flights.controls["start"].note.value
    assert flights.sentence == before and flights.message == ""
    flights.reset()
    assert control.note.value == ""
    for wrong, words in (
        ("weather", "no data named"),
        (penguins(), "one feature"),
        (([1, 2], [0, 3]), "a label is 0 or 1"),
        ((range(50), [0, 1] * 25), "room for 40"),
    ):
        with pytest.raises(ValueError, match=words):
            explore.logistic(wrong)
    with pytest.raises(ValueError, match="the ridge is one of"):
        explore.logistic(ridge=0.123)


def test_points_on_one_place_are_refused_in_words(flights):
    flights.set(data=([1, 2, 3], [0, 1, 1]))
    flights.set(data=read_observations(([1, 2, 3], [0, 1, 1])).moved(1, 1.0).moved(2, 1.0))
    assert "collinear" in flights.sentence and flights.message == ""
    assert flights.stage.frame["numbers"]["H00"] == "–"
    flights.set(ridge=0.1)
    assert "a minimum" in flights.sentence


def test_one_dataset_of_the_course_can_be_given():
    explorer = explore.logistic(orings())
    assert explorer.scene.data.feature == "temperature (°F)"
    np.testing.assert_allclose(explorer.scene.fit, (15.0429, -0.232163), rtol=1e-5)


def test_only_another_frame_redraws_the_background(flights):
    picture = flights.stage.picture
    assert not picture.update(flights.scene)
    flights.set(data=flights.scene.data.moved(0, 66.4))
    assert not picture.update(flights.scene)
    before = flights.stage.background
    flights.set(data=flights.scene.data.moved(0, 66.5))
    assert flights.stage.background == before
    assert picture.update(explore.logistic("separable").scene)


def test_the_dark_picture_and_the_stills(flights):
    for data in ("orings", "separable", "overlapping", "empty"):
        picture = LogisticPicture(DARK)
        scene = explore.logistic(data).scene
        assert picture.update(scene)
        assert picture.still(scene.sentence()).startswith(b"\x89PNG")
    assert flights.stage.still() == explore.logistic().stage.still()
    for axes in (flights.stage.picture.loss_axes, flights.stage.picture.size_axes):
        legend = axes.get_legend()
        assert not any(handle.get_animated() for handle in legend.legend_handles), (
            "keys belong to the background"
        )


def test_the_recorded_starts_lead_from_one_that_fails_to_some_that_arrive():
    explorer = explore.logistic("orings", start=(20, -0.2))
    positions = explorer._sweeps["start"](explorer).positions()
    arrives = ["takes" in explorer.set(**one).sentence.split("Newton from")[1] for one in positions]
    assert not arrives[0] and arrives[-1] and sum(arrives) >= 5

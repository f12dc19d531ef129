"""The map of basins says where Newton by hand and SciPy say each start ends; it refines, and can be stopped."""

import threading
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from scipy.optimize import fsolve

from hesskit import explore
from hesskit.explore.lesson_4 import basins
from hesskit.explore.lesson_4.basins import (
    FINE,
    HATCHES,
    KINDS,
    LOST,
    ROUNDS,
    SIDE,
    BasinsPicture,
    Chart,
    Survey,
    compute,
    filled,
    painted,
    surveyed,
    tints,
)
from hesskit.explore.parts import MARKS
from hesskit.maths.descent.basins_of_attraction import BASIN_METHODS
from hesskit.maths.descent.descend import descend
from hesskit.maths.surfaces.surface import Surface
from hesskit.stage.picture import DARK

FOUR = "x^4 - 2x^2 + y^4 - 2y^2"
BOX = ((-2.0, 2.0), (-2.0, 2.0))
MIDDLES = -2 + 4 * (np.arange(SIDE) + 0.5) / SIDE


@pytest.fixture
def four():
    return explore.basins()


@pytest.fixture(autouse=True)
def no_thread_is_left():
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        if thread.name == "hesskit budget":
            continue  # the watch over budgets lives as long as Python
        thread.join(300)
        assert not thread.is_alive(), thread.name


def newton_1d(x):
    """By hand: f = t⁴ − 2t², f′/f″ = (t³ − t)/(3t² − 1); the two coordinates do not know each other."""
    for _ in range(80):
        x = x - (x**3 - x) / (3 * x**2 - 1)
    return np.round(x)


def drag(explorer, x, y):
    picture = explorer.stage.picture
    pixel = picture.flat.transData.transform((x, y))
    content = {"type": "move", "seq": "t:1", "handle": 0, "x": pixel[0], "y": picture.height - pixel[1]}
    explorer.stage._receive(None, content, [])
    assert explorer.stage.frame["seq"] == "t:1"


def wait(progress):
    while progress.running:
        progress.thread.join(300)
    progress.thread.join(300)  # the last round is counted before it is shown


def test_every_cell_is_where_newtons_method_ends_by_hand(four):
    chart = four.scene.chart
    ends = newton_1d(MIDDLES)
    expected = np.stack(np.meshgrid(ends, ends), axis=-1)
    np.testing.assert_allclose(chart.places[chart.cells], expected, atol=1e-5)
    kinds = {0: "maximum", 1: "saddle", 2: "minimum"}
    for place, kind in zip(chart.places, chart.kinds, strict=True):
        assert kind == kinds[int(np.abs(np.round(place)).sum())]
    assert chart.done and chart.lost == 0
    np.testing.assert_allclose(chart.shares.sum(), 1)


def test_the_image_the_marks_and_the_legend_show_it(four):
    picture, chart = four.stage.picture, four.scene.chart
    image = picture.image.get_array()
    assert image.shape == (FINE * SIDE, FINE * SIDE, 3)
    for row, column in ((5, 5), (100, 100), (100, 10), (150, 37)):
        block = image[FINE * row : FINE * (row + 1), FINE * column : FINE * (column + 1)].reshape(-1, 3)
        k = chart.cells[row, column]
        plain = np.rint(255 * np.array(to_rgb(tints(chart.kinds)[k])))
        dark = np.rint(
            255 * (0.35 * np.array(to_rgb(tints(chart.kinds)[k])) + 0.65 * np.array(to_rgb("#1a1a1a")))
        )
        near = (np.abs(block - plain).max(axis=1) <= 1) | (np.abs(block - dark).max(axis=1) <= 1)
        assert near.all()
    assert tuple(picture.image.get_extent()) == (-2, 2, -2, 2)
    points = {kind: np.round(line.get_xydata()) + 0.0 for kind, line in picture.marks.items()}
    assert {tuple(one) for one in points["minimum"]} == {(1, 1), (1, -1), (-1, 1), (-1, -1)}
    assert points["maximum"].tolist() == [[0, 0]] and len(points["saddle"]) == 4
    assert len({MARKS[kind] for kind in KINDS}) == len(set(HATCHES.values())) == 4, (
        "colour alone would not do"
    )
    words = [text.get_text() for text in picture.key.get_legend().get_texts()]
    assert len(words) == 10 and words[-1] == "did not converge: 0 %"
    assert "maximum at (0, 0): 4.8 %" in words


def test_texture_tells_the_kinds_apart(four):
    image = painted(four.scene.chart).astype(int)
    assert len(np.unique(image[:20, :20].reshape(-1, 3), axis=0)) == 1, "a minimum is plain"
    assert len(np.unique(image[395:405, 20:60].reshape(-1, 3), axis=0)) == 2, "a saddle has stripes"


def test_the_sentence_says_every_share_with_its_kind(four):
    ends = newton_1d(MIDDLES)
    share = 100 * np.mean(ends == 0) ** 2
    assert f"{share:.1f} % end at (0, 0), a maximum" in four.sentence
    assert four.sentence.count("a minimum;") == 4 and four.sentence.count("a saddle;") == 4
    assert "0 % do not converge in 100 steps" in four.sentence
    assert four.sentence.endswith("From (0.2, 0.25) it goes in 3 steps to (0, 0), a maximum, not a minimum.")


def test_ends_are_critical_points_by_scipy():
    scene = explore.basins("Himmelblau").scene
    surface = scene.surface
    for place in scene.chart.places:
        root = fsolve(surface.gradient, place + 1e-3, fprime=surface.hessian, xtol=1e-12)
        np.testing.assert_allclose(root, place, atol=1e-5)
    assert sorted(scene.chart.kinds) == ["maximum"] + ["minimum"] * 4 + ["saddle"] * 4


@pytest.mark.parametrize("method", BASIN_METHODS)
def test_each_method_paints_what_descend_does(method):
    explorer = explore.basins(FOUR, method, point=(0.33, -1.21))
    chart, descent = explorer.scene.chart, explorer.scene.descent
    assert descent.method == method
    np.testing.assert_allclose(explorer.stage.picture.path.get_xydata(), descent.points)
    options = {"step_size": 0.1} if method == "gradient descent" else {}
    for row, column in ((3, 7), (77, 160), (120, 60)):
        start = (MIDDLES[column], MIDDLES[row])
        one = descend(Surface(FOUR), start, method, tolerance=1e-6, **options)
        if one.converged:
            np.testing.assert_allclose(chart.places[chart.cells[row, column]], one.points[-1], atol=1e-3)


def test_methods_that_descend_do_not_end_at_saddles():
    chart = explore.basins(FOUR, "modified newton").scene.chart
    assert {chart.kinds[k] for k in chart.order} == {"minimum"}


def test_the_start_is_dragged_and_only_the_moving_layer_follows(four):
    before = four.stage.background
    drag(four, 1.5, 0.7)
    np.testing.assert_allclose(four.scene.point, (1.5, 0.7), atol=0.02)
    picture = four.stage.picture
    np.testing.assert_allclose(picture.path.get_xydata()[-1], newton_1d(four.scene.point), atol=1e-5)
    np.testing.assert_allclose(picture.dot.get_xydata()[0], four.scene.point)
    assert four.stage.background == before
    assert not picture.update(four.scene)
    assert picture.update(explore.basins(FOUR, "damped newton").scene)


@pytest.mark.parametrize("size", [1e-3, 10**-1.5, 1.0])
def test_the_step_size_of_gradient_descent(size):
    explorer = explore.basins(FOUR, "gradient descent", (0.5, 0.5))
    slider = explorer.controls["step_size"]
    assert not slider.disabled
    slider.value = size
    assert explorer.message == ""
    points = explorer.stage.picture.path.get_xydata()
    x = np.array([0.5, 0.5])
    np.testing.assert_allclose(points[1], x - slider.value * (4 * x**3 - 4 * x), rtol=1e-9)
    assert "with η = " in explorer.sentence
    explorer.controls["method"].value = "newton"
    assert slider.disabled and "with η = " not in explorer.sentence


def test_box_and_rounds_are_driven(four):
    four.controls["box"].look(((-1, 1), (-1, 1)))
    assert four.stage.picture.flat.get_xlim() == (-1, 1)
    assert tuple(four.stage.picture.image.get_extent()) == (-1, 1, -1, 1)
    for rounds, run in ((1, 625), (3, 10_000), (ROUNDS, SIDE * SIDE)):
        four.set(rounds=rounds)
        assert four.scene.chart.run == run
        assert ("so far" in four.sentence) == (rounds < ROUNDS)
    with pytest.raises(ValueError, match="counted from 1 to 7"):
        four.set(rounds=0)


def test_coarse_cells_stand_for_the_fine_ones():
    coarse, fine = (surveyed(Surface(FOUR), BOX, "newton", None).after(k) for k in (1, ROUNDS))
    assert len(np.unique(coarse.cells[:8, :8])) == 1
    np.testing.assert_array_equal(coarse.cells[::8, ::8], fine.cells[::8, ::8])
    run = np.zeros((16, 16), bool)
    run[::8, ::8] = run[4, 4] = True
    cells = np.arange(256).reshape(16, 16)
    shown = filled(cells, run)
    assert shown[3, 3] == 0 and shown[7, 7] == cells[4, 4] and shown[9, 15] == cells[8, 8]


def test_a_place_keeps_its_colour_from_round_to_round():
    survey = surveyed(Surface("Himmelblau"), ((-6.0, 6.0), (-6.0, 6.0)), "newton", None)
    first, last = survey.after(1), survey.after(ROUNDS)
    for k, place in enumerate(first.places):
        np.testing.assert_allclose(last.places[k], place, atol=0.05)


def test_without_a_browser_everything_is_done_at_once(four):
    progress = four.controls["rounds"]
    four.controls["method"].value = "damped newton"
    assert four.scene.chart.done and progress.value == ROUNDS and progress.thread is None
    assert progress.button.disabled


def test_with_a_browser_a_thread_refines_and_can_be_cancelled(four):
    progress, gate = four.controls["rounds"], threading.Event()
    real = progress.prepare

    def slow(rounds):
        if rounds > 2:
            gate.wait(300)
        real(rounds)

    progress.prepare = slow
    four.stage._handle_custom_msg({"type": "view", "seq": "v:1", "ratio": 1}, [])
    assert progress.live
    four.set(formula="x^4 - 3x^2 + y^4 - 2y^2")
    assert progress.running and not four.scene.chart.done
    drag(four, 0.5, 0.5)  # the picture still follows the hand
    progress.button.click()
    assert not progress.running and progress.button.description == "Continue"
    gate.set()
    progress.thread.join(300)
    assert progress.value <= 2 and "so far" in four.sentence
    progress.button.click()
    wait(progress)
    assert four.scene.chart.done and progress.value == ROUNDS and progress.bar.value == ROUNDS
    assert not progress.running and progress.button.disabled


def test_another_question_takes_over_from_the_one_being_answered(four):
    progress = four.controls["rounds"]
    progress.live = True
    for formula in ("x^4 - x^2 + y^2", "x^4 - x^2 + y^4", FOUR + " + x"):
        four.controls["formula"].text.value = formula
    wait(progress)
    fresh = explore.basins(FOUR + " + x").scene.chart
    np.testing.assert_array_equal(four.scene.chart.cells, fresh.cells)
    four.reset()
    wait(progress)
    assert four.scene.chart.done and four.scene.surface == Surface(FOUR)


def test_a_kernel_without_threads_does_it_at_once(four, monkeypatch):
    def refuse(_self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    four.controls["rounds"].live = True
    four.controls["method"].value = "modified newton"
    assert four.scene.chart.done


def test_closing_stops(four):
    progress = four.controls["rounds"]
    progress.live = True
    four.controls["formula"].text.value = "x^4 - x^2 + y^2 + x y"
    progress.close()
    assert not progress.running


def test_nonsense_keeps_the_last_picture(four):
    before = four.sentence
    four.controls["formula"].text.value = "x^4 - "
    four.controls["point"].box.value = "nowhere"
    four.controls["box"].text.value = "1, 2"
    for control in ("formula", "point", "box"):
        assert 'role="alert"' in four.controls[control].note.value
    assert four.sentence == before
    with pytest.raises(ValueError, match="knows no method"):
        explore.basins(method="hope")
    with pytest.raises(ValueError, match="step size is between"):
        explore.basins(step_size=7)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("x + y", "100 % do not converge"),
        ("log(x) + y^2", "do not converge"),
        ("x^4 + y^4", "100 % end at (0, 0)"),
    ],
)
def test_strange_surfaces(formula, said):
    explorer = explore.basins(formula)
    assert explorer.message == "" and said in explorer.sentence
    if formula == "x + y":
        np.testing.assert_array_equal(
            explorer.stage.picture.image.get_array()[0, 0], np.rint(255 * np.array(to_rgb(LOST)))
        )


def test_many_places_are_summed_up():
    explorer = explore.basins("cos(3x) + cos(3y)")
    assert "other places" in explorer.sentence
    assert "other places" in explorer.stage.picture.key.get_legend().get_texts()[-2].get_text()


def test_the_dark_picture_and_the_still(four):
    picture = BasinsPicture(DARK)
    assert picture.update(four.scene)
    assert picture.still(four.sentence).startswith(b"\x89PNG")
    assert four.stage.still() == explore.basins().stage.still(), (
        "a notebook run twice stores the same picture"
    )


def test_compute_is_pure():
    args = (Surface(FOUR), BOX, "newton", 0.1, (0.2, 0.25))
    one, other = compute(*args, 2), compute(*args, 2)
    assert one.chart is other.chart and one.sentence() == other.sentence()


def test_no_place_on_the_map_is_undefined():
    explorer = explore.basins("Easom", "newton")
    assert "undefined" not in explorer.sentence
    assert np.isfinite(explorer.scene.chart.places).all()


def test_an_end_beyond_all_numbers_is_nowhere():
    survey = Survey(Surface(FOUR), BOX, "newton", {})
    known = next(survey._rounds)
    beyond = np.append(known.centres, [[np.nan, np.nan]], axis=0)
    labels = np.where(known.labels == 0, len(beyond) - 1, known.labels)
    chart = survey._chart(replace(known, centres=beyond, kinds=(*known.kinds, "inconclusive"), labels=labels))
    run = known.steps >= 0
    assert np.isfinite(chart.places).all() and chart.lost == np.mean(known.labels[run] == 0) > 0


def test_every_function_of_the_gallery_has_its_start_on_the_map(monkeypatch):
    nowhere = Chart(np.full((SIDE, SIDE), -1), np.empty((0, 2)), (), np.empty(0), 1.0, SIDE * SIDE)
    monkeypatch.setattr(basins, "surveyed", lambda *_: SimpleNamespace(after=lambda _rounds: nowhere))
    monkeypatch.setattr(BasinsPicture, "update", lambda *_: False)
    monkeypatch.setattr(BasinsPicture, "background", lambda *_: np.zeros((1, 1, 4), np.uint8))  # nobody looks
    explorer = explore.basins()
    menu = explorer.controls["formula"].menu
    names = [row[0] for _group, rows in menu.groups for row in rows]
    assert len(names) > 20
    for name in names:
        menu.value = name
        fresh = explore.basins(name)
        for one in (explorer, fresh):
            lows, highs = np.transpose(one.values["box"])
            assert ((lows <= one.values["point"]) & (one.values["point"] <= highs)).all(), name

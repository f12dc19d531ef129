"""The explorers of lesson 8: what they draw is what the cases say, wherever it is dragged."""

import numpy as np
import pytest

from hesskit import explore
from hesskit.explore.lesson_8.network import minima
from hesskit.maths.calculus import number
from hesskit.maths.cases import Units, dispatch, implied_returns, seven_markets
from hesskit.stage.picture import DARK


def drag(explorer, number, place):
    """Take a handle to a place in data coordinates."""
    picture = explorer.stage.picture
    x, y = picture.handles[number].axes.transData.transform(place)
    message = {"type": "move", "seq": "t:1", "handle": number, "x": float(x), "y": picture.height - float(y)}
    explorer.stage._receive(None, message, [])
    assert explorer.message == ""


def test_the_price_meets_every_unit_that_is_free():
    explorer = explore.dispatch()
    assert "565.206 dollars an hour" in explorer.sentence and "3.789196" in explorer.sentence
    for demand in (0.0, 60.0, 189.2, 320.0, 335.0):
        drag(explorer, 0, (demand, 4.0))
        found = dispatch(explorer.scene.found.units, explorer.values["demand"])
        assert explorer.values["demand"] == pytest.approx(demand, abs=0.5)
        picture = explorer.stage.picture
        assert picture.dots["free"].get_ydata() == pytest.approx(found.price)
        drawn = sum(len(line.get_xdata()) for line in picture.dots.values())
        assert drawn == 6
        assert explorer.stage.frame["numbers"]["price"] == f"{found.price:.7g}"
    assert "6 upper" in explorer.stage.frame["numbers"]["limits"]
    assert "stand at a limit" in explorer.set(demand=320.0).caption


def test_a_large_system_and_a_table_of_ones_own(tmp_path):
    dice, count = np.random.default_rng(1), 400
    plant = Units(
        tuple(map(str, range(count))), dice.uniform(0.01, 0.1, count), dice.uniform(1, 5, count), np.zeros(count),
        dice.uniform(5, 90, count),
    )  # fmt: skip
    explorer = explore.dispatch(plant)
    assert "Of 400 units" in explorer.sentence
    table = tmp_path / "mine.csv"
    table.write_text("bus,a,b,p_min,p_max\n1,0.1,2,0,10\n2,0.2,1,0,10\n")
    assert "unit 2 makes" in explore.dispatch(str(table)).sentence
    table.write_text("bus,a,b,p_min,p_max\n$\\frac$ of Grand Coulee,0.1,2,0,10\n")
    alone = explore.dispatch(table)  # a name is no formula
    assert alone.still().png and alone.caption == "A megawatt more costs 3 dollars an hour."
    assert alone.set(demand=10).caption == "At 4 dollars a megawatt hour every unit stands at a limit."
    with pytest.raises(ValueError, match=r"no file nowhere\.csv"):
        explore.dispatch("nowhere.csv")
    with pytest.raises(ValueError, match="cannot meet 900 MW"):
        explore.dispatch(demand=900)


def test_a_return_is_dragged_and_the_weights_follow():
    explorer = explore.portfolio()
    world = seven_markets()
    assert explorer.scene.returns == pytest.approx(
        implied_returns(world.covariance, world.weights, 2.5), abs=6e-5
    )
    assert explorer.scene.weights == pytest.approx(world.weights, abs=2e-3)
    before = explorer.scene.weights[3]
    drag(explorer, 3, (12.0, 3.0))  # Germany is hoped to return 12 %
    assert explorer.values["returns"][3] == pytest.approx(12.0, abs=0.05)
    assert explorer.scene.weights[3] > before + 0.3
    assert "sold short" in explorer.sentence
    explorer.set(error=True)
    wrong = np.clip(100 * explorer.scene.wrong, -100, 100)
    assert explorer.stage.picture.wrong.get_xdata() == pytest.approx(wrong)
    explorer.set(first=3)
    assert explorer.message == "" and "Germany" in explorer.sentence
    explorer.set(second=3)
    assert "choose two" in explorer.message


def test_on_a_narrow_page_every_panel_names_the_markets():
    explorer = explore.portfolio()
    picture = explorer.stage._build(DARK)
    picture.update(explorer.scene)
    picture.arrange(400)
    assert [one.get_text() for one in picture.bars.get_yticklabels()] == list(seven_markets().names)
    tops, bottoms = (
        [one.get_position().y1 for one in (picture.bars, picture.front)],
        picture.left.get_position().y0,
    )
    assert max(tops) < bottoms, "one below another"


def test_the_test_ends_early():
    explorer = explore.reliability()
    for words in ("2.1018", "81.875", "−113.692", "0.3287", "8.601"):
        assert words in explorer.sentence
    drag(explorer, 0, (80.0, 0.0))
    assert explorer.scene.failed == 15 and "8 still run" in explorer.sentence
    assert len(explorer.stage.picture.ran.get_xdata()) == 8
    scene = explorer.scene
    border = np.array(explorer.stage.picture.contour.get_data()).T
    risen = scene.loss.value(border) - scene.loss.value(scene.fit)
    assert risen == pytest.approx(np.full(len(border), -np.log(0.05)), abs=1e-4)


def test_a_pound_more_saves_what_the_multiplier_says():
    explorer = explore.inventory()
    for budget in (2300, 3000, 5000, 8000):
        drag(explorer, 0, (budget, 3000.0))
        scene = explorer.scene
        assert scene.found.multiplier == pytest.approx(scene.saved, rel=1e-4, abs=1e-7)
        assert explorer.stage.picture.dots.get_ydata() == pytest.approx(scene.found.multiplier)
    assert "does not bind" in explorer.caption


def test_a_point_on_a_vessel_and_one_beside_it():
    explorer = explore.vessels()
    along, across = explorer.scene.directions
    assert "A vessel" in explorer.caption and abs(along @ across) < 1e-12
    low, high = explorer.scene.eigenvalues
    assert high > 10 * abs(low)
    assert explorer.scene.hessian @ across == pytest.approx(high * across)
    drag(explorer, 0, (400.0, 370.0))  # the macula: dark and round
    assert explorer.values["point"] == pytest.approx((400, 370), abs=1) and "No vessel" in explorer.caption
    explorer.set(point=(287, 102), every=True)
    assert "the best of the scales" in explorer.sentence and explorer.scene.likeness > 0.2
    explorer.set(point=(9000, -3))  # outside: brought to the edge
    assert explorer.scene.point.tolist() == [511, 0]


def test_training_climbs_to_the_edge_of_stability():
    explorer = explore.network()
    run = explorer.scene.run
    assert run.eigenvalues[60:, -1] == pytest.approx(np.full(61, 2.5), abs=0.35)
    at = run.points[40]
    dense = np.linalg.eigvalsh(run.network.hessian(at))
    assert run.eigenvalues[40] == pytest.approx(dense) and dense[0] < 0
    drag(explorer, 0, (1000.0, 2.0))
    assert explorer.values["moment"] == 40
    flat = run.eigenvectors[40][:, np.argmin(np.abs(dense))]
    sharp = run.eigenvectors[40][:, -1]
    rises = [run.network.value(at + 0.5 * way) - run.network.value(at) for way in (flat, sharp)]
    assert abs(rises[0]) < 0.02 * rises[1]  # the data do not care
    assert explorer.scene.plane[16, 16] == pytest.approx(run.losses[40])
    assert "below 2/η" in explorer.set(moment=12).caption
    assert explorer.set(second="second").scene.other > 0


def test_a_sharp_and_a_flat_minimum_side_by_side():
    explorer = explore.network(0.4, show="minima")
    picture, (sharp, flat) = explorer.stage.picture, minima()
    assert (
        picture.flat.get_xlim() == picture.side.get_xlim()
        and picture.flat.get_ylim() == picture.side.get_ylim()
    )
    sizes = [axes.get_window_extent().size for axes in (picture.flat, picture.side)]
    assert sizes[0] == pytest.approx(sizes[1], abs=0.5) and sizes[0][0] == pytest.approx(sizes[0][1], abs=0.5)
    drag(explorer, 1, (0.5, 0.0))  # from the flat one; the other follows
    assert picture.centre.get_xydata() == pytest.approx(picture.held.get_xydata())
    for spot, line, shown in zip((sharp, flat), picture.maps, explorer.scene.rises, strict=True):
        slopes = np.array([spot.network.gradient(spot.point + s * 1e-5 * np.eye(49)) for s in (1, -1)])
        values = np.linalg.eigvalsh((slopes[0] - slopes[1]) / 2e-5)  # by differences of the gradient alone
        assert np.linalg.norm(spot.network.gradient(spot.point)) < 1e-9 and values[0] > 0
        assert explorer.sentence.count(number(values[-1])) == 1
        across, up = spot.ways(-2)
        rise = spot.network.value(spot.point + 0.5 * across) - spot.network.value(spot.point)
        assert shown == pytest.approx(rise) and number(rise) in explorer.caption
        places = np.array(line.get_data()).T[::40]
        ends = places[np.isfinite(places).all(axis=1)] @ np.array([across, up]) + spot.point
        levels = spot.network.value(ends) / 0.25
        assert levels == pytest.approx(np.round(levels), abs=0.1)  # the same levels in both
    pushed = [spot.point + 1e-3 * spot.ways(-2)[0] for spot in (sharp, flat)]
    for _ in range(300):
        pushed = [p - 0.4 * sharp.network.gradient(p) for p in pushed]
    away = [np.linalg.norm(p - spot.point) for p, spot in zip(pushed, (sharp, flat), strict=True)]
    assert away[0] > 0.1 and away[1] < 1e-3 and "settle at the flat one only" in explorer.sentence
    assert "at neither" in explorer.set(step_size=1.0).sentence
    assert "At the edge" in explorer.set(show="training").caption
    laid = explorer.stage._build(DARK)
    laid.update(explorer.scene)
    laid.arrange(849)  # on a page that is a little narrower, with the training on it
    laid.update(explorer.set(show="minima").scene)
    laid.figure.draw_without_rendering()
    assert laid.side.yaxis.label.get_window_extent().x0 > laid.flat.get_window_extent().x1
    assert explore.network(show="minima").record().stage.recording


@pytest.mark.parametrize("name", ["dispatch", "portfolio", "reliability", "inventory", "vessels", "network"])
def test_the_dark_picture(name):
    explorer = getattr(explore, name)()
    dark = explorer.stage._build(DARK)
    dark.update(explorer.scene)
    assert dark.still("words", 1.0).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("name", "wrong", "words"),
    [
        ("portfolio", {"risk_aversion": 0.1}, "between 1 and 10"),
        ("reliability", {"end": 10}, "between 50 and 180"),
        ("inventory", {"budget": 10}, "between 2300 and 8000"),
        ("vessels", {"sigma": 40.0}, "between 1 and 12 pixels"),
        ("network", {"step_size": 0.3}, "one of 0.4, 0.6, 0.8, 1,"),
        ("network", {"moment": 900}, "from 0 to 120"),
        ("network", {"show": "both"}, 'is "training" or "minima", not'),
        ("dispatch", {"units": 7}, "the path of a CSV file, not 7"),
    ],
)
def test_what_is_out_of_range_is_said(name, wrong, words):
    with pytest.raises(ValueError, match=words):
        getattr(explore, name)(**wrong)

"""The race: every preset to the curriculum's digits, artists against formulas iterated here, every control driven."""

from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from hesskit import explore
from hesskit.explore.lesson_4.descent import PRESETS
from hesskit.explore.lesson_4.descent_controls import Cards, Chips, CostTable
from hesskit.explore.lesson_4.descent_picture import DescentPicture
from hesskit.explore.lesson_4.scrubber import END, Scrubber
from hesskit.explore.parts.controls import FormulaBox
from hesskit.explore.parts.drawing import DASHES, MARKERS, OUTLINES
from hesskit.explore.parts.labels import vector
from hesskit.maths.descent.descend import METHODS
from hesskit.stage.picture import DARK


# by hand, and only here: f, its gradient and its Hessian
def rosenbrock(p):
    x, y = p
    g = np.array([-400 * x * (y - x * x) - 2 * (1 - x), 200 * (y - x * x)])
    return (
        100 * (y - x * x) ** 2 + (1 - x) ** 2,
        g,
        np.array([[1200 * x * x - 400 * y + 2, -400 * x], [-400 * x, 200]]),
    )


def newton_path(f, start, steps):
    points = [np.array(start, float)]
    for _ in range(steps):
        _value, g, H = f(points[-1])
        points.append(points[-1] - np.linalg.inv(H) @ g)
    return np.array(points)


def descent_path(f, start, steps, t):
    points = [np.array(start, float)]
    for _ in range(steps):
        points.append(points[-1] - t * f(points[-1])[1])
    return np.array(points)


@pytest.fixture
def race():
    return explore.descent()


def shown(line):
    return np.column_stack([np.asarray(part, float) for part in line.get_data()])


def drag(explorer, x, y):
    picture = explorer.stage.picture
    pixel = picture.flat.transData.transform((x, y))
    content = {"type": "move", "seq": "t:1", "handle": 0, "x": pixel[0], "y": picture.height - pixel[1]}
    explorer.stage._receive(None, content, [])
    assert explorer.stage.frame["seq"] == "t:1"
    assert explorer.message == ""


def test_every_preset_is_one_click_and_tested():
    tested = [name for name in PRESETS if f'preset("{name}")' in Path(__file__).read_text("utf-8")]
    assert tested == list(PRESETS)


def part(explorer, kind):
    """The companion of that kind."""
    return next(one for one in explorer.companions if isinstance(one, kind))


def table(explorer):
    """What the table of costs says, once it is unfolded."""
    part(explorer, CostTable).unfolded = True
    return part(explorer, CostTable).value


def lanes(explorer, panel):
    return explorer.stage.picture.panels[panel]


def preset(name):
    explorer = explore.descent("x^2 + y^2", (1, 1), ["newton"])
    cards = part(explorer, Cards)
    assert explorer.children[0] is cards and cards.chosen == ""
    cards._hear(cards, {"choose": name}, [])  # as the browser says it
    assert explorer.message == "" and cards.chosen == name
    return explorer


def test_both_paths_are_drawn_as_they_are(race):
    picture = race.stage.picture
    down, newton = descent_path(rosenbrock, (-1.2, 1), 100, 1e-3), newton_path(rosenbrock, (-1.2, 1), 6)
    np.testing.assert_allclose(shown(picture.paths.lines[0]), down, atol=1e-9)
    np.testing.assert_allclose(shown(picture.paths.lines[1]), newton, atol=1e-6)
    assert [line.get_visible() for line in picture.paths.lines] == [True, True, False, False]
    sizes = [np.linalg.norm(rosenbrock(p)[1]) for p in newton]
    steps, errors = shown(picture.panels["steps"].lines[1]).T
    assert steps.tolist() == list(range(7))
    np.testing.assert_allclose(errors, sizes, rtol=1e-3)


def test_work_is_what_the_methods_computed(race):
    work = [shown(line)[:, 0] for line in lanes(race, "work").lines[:2]]
    np.testing.assert_array_equal(work[0], 2 * np.arange(1, 102))  # a gradient, two numbers, at each point
    np.testing.assert_array_equal(
        work[1], 2 + 5 * np.arange(7)
    )  # and a Hessian, three numbers, for each step
    assert part(race, CostTable).value == "", "nobody looks at it"
    costs = table(race)
    assert "<td>100</td><td>0</td><td>101</td><td>0</td><td>0</td><td>202</td>" in costs
    assert "<td>6</td><td>0</td><td>7</td><td>6</td><td>0</td><td>32</td>" in costs
    assert "<td>minimum</td>" in costs and "<td>not critical</td>" in costs
    assert "<td>2508</td>" in costs, "κ of H at (1, 1)"


def test_every_slot_has_its_own_colour_dash_and_marker(race):
    race.set(methods=("gradient descent", "newton", "bfgs", "trust region"))
    lines = race.stage.picture.paths.lines
    assert len({line.get_color() for line in lines}) == 4
    assert len(set(map(str, DASHES))) == len(set(MARKERS)) == len(OUTLINES) == 4
    names = ["gradient descent", "Newton", "BFGS", "trust region"]
    assert [text.get_text() for text in race.stage.picture.legend.get_texts()] == names
    picture = race.set(step=0).stage.picture
    assert picture.key.get_text() == "✚ Newton's model" and picture.key.get_visible()
    assert race.set(step=END).stage.picture is picture  # no step is to come, and no model is asked
    assert not picture.key.get_visible() and not picture.model.get_visible()


@pytest.mark.parametrize("measure", ["gradient", "distance", "value"])
def test_each_measure_is_drawn(race, measure):
    race.set(measure=measure)
    points = newton_path(rosenbrock, (-1.2, 1), 5)
    expected = {
        "gradient": [np.linalg.norm(rosenbrock(p)[1]) for p in points],
        "distance": np.linalg.norm(points - 1, axis=1),
        "value": [rosenbrock(p)[0] for p in points],
    }[measure]
    picture = race.stage.picture
    for panel in picture.panels.values():
        np.testing.assert_allclose(shown(panel.lines[1])[:6, 1], expected, rtol=1e-4)
    # gradient descent is not there yet: its error is measured from the minimum that Newton found
    down = descent_path(rosenbrock, (-1.2, 1), 100, 1e-3)
    if measure == "distance":
        np.testing.assert_allclose(
            shown(picture.panels["steps"].lines[0])[:, 1], np.linalg.norm(down - 1, axis=1), rtol=1e-6
        )
    label = {"gradient": "|∇f|", "distance": "|x − end|", "value": "|f − f(end)|"}[measure]
    assert [panel.axes.get_title() for panel in picture.panels.values()] == [
        f"{label} against steps", f"{label} against work",
    ]  # fmt: skip
    assert picture.panels["steps"].remark.get_text() == ""


def test_the_model_is_the_ellipse_through_the_point_about_newtons_step(race):
    picture = race.stage.picture
    for step in (0, 1, 3):
        race.set(step=step)
        p = newton_path(rosenbrock, (-1.2, 1), step)[-1]
        _value, g, H = rosenbrock(p)
        centre = p - np.linalg.solve(H, g)
        np.testing.assert_allclose(shown(picture.centre)[0], centre, atol=1e-6)
        d = shown(picture.model) - centre
        d = d[np.isfinite(d).all(axis=1)]
        levels = np.einsum("ni,ij,nj->n", d, H, d) / ((p - centre) @ H @ (p - centre))
        np.testing.assert_allclose(levels, np.repeat([1, 0.25], len(d) // 2), rtol=1e-4)  # one half as large
    model = shown(picture.model)
    race.set(step=5)
    assert not np.array_equal(shown(picture.model), model, equal_nan=True)
    model = shown(picture.model)
    race.set(step=6)
    np.testing.assert_array_equal(shown(picture.model), model, "at its end stands the model of the last step")


def test_the_step_moves_every_marker_and_stops_at_each_end(race):
    picture = race.stage.picture
    for step in (0, 2, 50, 100, 200):
        race.set(step=step)
        down, newton = (
            descent_path(rosenbrock, (-1.2, 1), min(step, 100), 1e-3),
            newton_path(rosenbrock, (-1.2, 1), min(step, 6)),
        )
        np.testing.assert_allclose(shown(picture.paths.cursors[0])[0], down[-1], atol=1e-9)
        np.testing.assert_allclose(shown(picture.paths.cursors[1])[0], newton[-1], atol=1e-6)
        assert shown(picture.panels["steps"].cursors[1])[0, 0] == min(step, 6)
        assert race.scene.step == min(step, 100)
    race.set(step=2)
    assert "At step 2 f is 4.12 (gradient descent), 1412 (Newton)." in race.sentence


def test_the_scrubber_follows_the_longest_path_and_stands_at_its_end(race):
    bar = part(race, Scrubber)
    assert (bar.max, bar.value, race.values["step"]) == (100, 100, END)
    bar.value = 2.0
    assert race.scene.step == 2
    bar.value = 2.4  # the browser plays
    assert race.scene.step == bar.value == 2.4
    race.set(methods=("newton",))
    assert (bar.max, bar.value) == (6, 2.4)
    bar.value = 6.0
    assert race.values["step"] == END
    race.set(methods=("newton", "gradient descent"))
    assert (bar.max, bar.value) == (100, 100), "who stands at the end sees all of a longer path"
    race.set(step=50)
    assert race.scene.step == bar.value == 50
    with pytest.raises(ValueError, match="step is a number"):
        race.set(step="x")


@pytest.mark.parametrize(
    ("step", "grown"), [(0, 1), (1, 2), (1.25, 3), (1.5, 3), (1.75, 3), (6, 7), (END, 7)]
)
def test_the_paths_grow(race, step, grown):
    race.set(methods=("newton",), step=step)
    newton, picture = newton_path(rosenbrock, (-1.2, 1), 6), race.stage.picture
    path = shown(picture.paths.lines[0])
    assert len(path) == grown == len(shown(lanes(race, "steps").lines[0])) + (step % 1 > 0)
    whole = int(min(step, 6))
    share = min(1, 2 * (min(step, 6) - whole))
    tip = newton[whole] + share * (newton[min(whole + 1, 6)] - newton[whole])
    np.testing.assert_allclose(path[-1], tip, atol=1e-6)
    ended = picture.ends[0].get_visible() and picture.tags[0].get_visible()
    assert ended == (step >= 6)


def test_the_model_morphs_in_the_second_half_of_a_step(race):
    race.set(methods=("newton",))
    path = newton_path(rosenbrock, (-1.2, 1), 6)
    H = [rosenbrock(p)[2] for p in path]
    for step, share in ((1, 0), (1.5, 0), (1.75, 0.5), (2, 1)):
        race.set(step=step)
        np.testing.assert_allclose(race.scene.model.matrix, (1 - share) * H[1] + share * H[2], rtol=1e-4)
    race.set(step=END)
    np.testing.assert_allclose(shown(race.stage.picture.centre)[0], (1, 1), atol=1e-6)


def test_a_dragged_start_moves_everything(race):
    drag(race, 0.5, -0.5)
    start = race.scene.start
    np.testing.assert_allclose(start, (0.5, -0.5), atol=0.02)
    newton = newton_path(rosenbrock, start, race.scene.racers[1].descent.steps)
    np.testing.assert_allclose(shown(race.stage.picture.paths.lines[1]), newton, atol=1e-6)
    assert race.controls["start"].value == tuple(start)
    assert race.stage.handles[0]["label"] == "the start"


# ------------------------------------------------------------ what the curriculum says, to the digit
def test_a_step_size_below_the_limit():
    explorer = preset("η below 2/M")
    path = shown(explorer.stage.picture.paths.lines[0])
    factors = np.array([1 - 0.18 * 2, 1 - 0.18 * 10])
    np.testing.assert_allclose(path, (1.8, 1) * factors ** np.arange(len(path))[:, None], atol=1e-12)
    assert "to (0, 0), a minimum" in explorer.sentence and "η = 0.18 is below 2/M = 0.2" in explorer.sentence


def test_too_long_a_step_diverges():
    explorer = preset("η above 2/M")
    path = (0.3, 0.5) * np.array([1 - 0.46, 1 - 2.3]) ** np.arange(5)[:, None]
    sizes = " → ".join(f"{size:.3g}" for size in np.linalg.norm(path, axis=1))
    assert f"runs away: its distances from (0, 0) are {sizes} → …" in explorer.sentence
    assert "η = 0.23 is not below 2/M = 0.2" in explorer.sentence
    assert explorer.caption == "Gradient descent runs away."


def test_one_step_on_a_quadratic():
    explorer = preset("a quadratic")
    assert "Newton: 1 step to (0, 0), a minimum." in explorer.sentence
    assert "Linear CG: 2 steps to (0, 0), a minimum." in explorer.sentence
    assert "each step is 2/3 of" in explorer.sentence  # (κ − 1)/(κ + 1) with κ = 5
    np.testing.assert_allclose(shown(explorer.stage.picture.centre)[0], 0, atol=1e-12)


def test_to_a_saddle():
    explorer = preset("to a saddle")
    assert "Newton: 3 steps to (0, 0), a saddle, not a minimum" in explorer.sentence
    assert "Trust region: 5 steps to (1, 0), a minimum" in explorer.sentence
    kinds = {tag.get_text() for tag in explorer.stage.picture.tags if tag.get_visible()}
    assert kinds == {"saddle", "minimum"}
    markers = {mark.get_marker() for mark in explorer.stage.picture.ends if mark.get_visible()}
    assert markers == {"X", "v"}


def test_to_a_maximum():
    explorer = preset("to a maximum")
    assert "Newton: 3 steps to (0, 0), a maximum, not a minimum" in explorer.sentence
    assert [tag.get_text() for tag in explorer.stage.picture.tags[:2]] == ["maximum", "minimum"]


def test_round_a_two_cycle():
    explorer = preset("round a 2-cycle")
    assert "jumps round a 2-cycle, (5/4, −29/32) ↔ (3/4, −13/32), and never arrives" in explorer.sentence
    path = shown(explorer.stage.picture.paths.lines[0])
    np.testing.assert_allclose(path[:3], [(1.25, -0.90625), (0.75, -0.40625), (1.25, -0.90625)], atol=1e-12)
    explorer.set(measure="distance")
    assert "no end to measure from" in lanes(explorer, "steps").remark.get_text()
    assert np.isnan(shown(lanes(explorer, "steps").lines[0])[:, 1]).all(), "there is no end to measure from"


def test_diverging_though_convex():
    explorer = preset("away from a bowl")
    assert (
        "Newton: runs away: its distances from (0, 0) are 1.1 → 1.33 → 2.36 → 13.1 → 2253 → …"
        in explorer.sentence
    )
    assert "although H is positive definite at the first 4 points" in explorer.sentence
    assert "Newton line search: 3 steps to (0, 0), a minimum" in explorer.sentence
    points = explorer.scene.racers[0].descent.points
    x = [1.1]
    for _ in range(4):
        x.append(-(x[-1] ** 3))  # by hand: x − f′/f″ = x − x(1 + x²) for f = √(1 + x²)
    np.testing.assert_allclose(points[:5, 0], x, rtol=1e-9)
    drawn = shown(explorer.stage.picture.paths.lines[0])
    assert np.isfinite(drawn).all() and np.abs(drawn).max() < 50 * 20.1, "cut where no drawing can follow"


def test_only_linear():
    explorer = preset("only linear")
    path = shown(explorer.stage.picture.paths.lines[0])
    np.testing.assert_allclose(path, (2 / 3) ** np.arange(18)[:, None] * np.ones(2), rtol=1e-9)
    assert "only linear: each step is 2/3 of the one before" in explorer.sentence
    assert "test is inconclusive" in explorer.sentence
    assert "<td>1.00</td></tr>" in table(explorer), "the measured order"


def test_f_not_falling_every_step():
    explorer = preset("uphill on the way")
    assert (
        "Newton: 6 steps to (1, 1), a minimum; f does not fall at every step: 24.2 → 4.73 → 1412 → 0.056 → …"
        in explorer.sentence
    )
    values = [rosenbrock(p)[0] for p in newton_path(rosenbrock, (-1.2, 1), 3)]
    np.testing.assert_allclose(explorer.scene.racers[1].descent.values[:4], values, rtol=1e-9)
    np.testing.assert_allclose(values, [24.2, 4.7319, 1411.845, 0.05597], rtol=1e-4)


def test_a_step_that_does_not_descend():
    explorer = preset("along a level line")
    for words in (
        "the gradient is (0, 111) and H has eigenvalues −1.26 and 611.26",
        "the step of Newton has slope 0, so it does not descend",
        "Newton line search: stopped after 0 steps",
        "Newton: 1 step to (0, 1), a saddle, not a minimum",
        "Modified Newton: 12 steps to (3, 0.5), a minimum",
    ):
        assert words in explorer.sentence
    # H at (4, 1) by hand: Σ (∂r)² and r·∂²r of Beale's three residuals
    H = np.array([[0.0, 27.75], [27.75, 610.0]])
    np.testing.assert_allclose(
        np.linalg.eigvalsh(H), [305 - sqrt(305**2 + 27.75**2), 305 + sqrt(305**2 + 27.75**2)]
    )
    np.testing.assert_allclose(explorer.scene.model.hessian, H, atol=1e-9)


@pytest.mark.parametrize("name", ["to a saddle", "only linear"])
def test_a_preset_can_be_the_start(name):
    assert explore.descent(preset=name).sentence == preset(name).sentence


# ------------------------------------------------------------ controls
@pytest.mark.parametrize("value", [1e-4, 10**-1.5, 10.0])
def test_the_step_size_is_that_of_both_methods_with_a_fixed_step(value):
    explorer = explore.descent("x^2 + 3y^2", (1, 0.5), ["gradient descent", "momentum", "newton"])
    explorer.set(step_size=value, momentum=0.0, max_steps=4)
    factors = 1 - value * np.array([2, 6])
    for racer in explorer.scene.racers[:2]:
        np.testing.assert_allclose(
            racer.descent.points, factors ** np.arange(5)[:, None] * (1, 0.5), rtol=1e-9
        )
    assert explorer.scene.racers[2].descent.steps == 1
    assert explorer.message == ""


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.99])
def test_momentum_keeps_a_part_of_the_velocity(beta):
    explorer = explore.descent("x^2 + 3y^2", (1, 0.5), ["momentum"]).set(
        step_size=0.01, momentum=beta, max_steps=10
    )
    p, v = np.array([1, 0.5]), np.zeros(2)
    for _ in range(10):
        v = beta * v - 0.01 * p * (2, 6)
        p = p + v
    np.testing.assert_allclose(shown(explorer.stage.picture.paths.lines[0])[-1], p, rtol=1e-9)


@pytest.mark.parametrize("mu", [1e-3, 1.0, 1e3])
def test_damping_shortens_the_first_step_and_bends_its_model(mu):
    explorer = explore.descent("x^2 + 3y^2", (1, 0.5), ["damped newton"]).set(damping=mu)
    first = np.array([1 - 2 / (2 + mu), 0.5 - 3 / (6 + mu)])
    np.testing.assert_allclose(shown(explorer.stage.picture.paths.lines[0])[1], first, rtol=1e-9)
    explorer.set(step=0)
    np.testing.assert_allclose(explorer.scene.model.matrix, np.diag([2 + mu, 6 + mu]))
    np.testing.assert_allclose(shown(explorer.stage.picture.centre)[0], first, rtol=1e-9)


@pytest.mark.parametrize("most", [1, 100, 200])
def test_the_step_limit(race, most):
    race.set(max_steps=most)
    assert shown(race.stage.picture.paths.lines[0]).shape == (most + 1, 2)
    assert f"after {most} step{'' if most == 1 else 's'}" in race.sentence


def test_every_method_races():
    explorer = explore.descent("x^2 + 3y^2 + x y", (1, 0.5), []).set(step_size=0.1, momentum=0.5)
    for name in METHODS:
        explorer.set(methods=(name,))
        assert (
            explorer.sentence.lower().startswith(f"{name}: ") and "to (0, 0), a minimum" in explorer.sentence
        )
        assert explorer.stage.picture.paths.lines[0].get_visible()
        assert explorer.controls["methods"].value == (name,)


@pytest.mark.parametrize("start", [(0.3, 0.7), (-0.2, 0.0), (0.0, 0.7), (-0.2, -0.9)])
def test_the_model_of_a_saddle_is_a_hyperbola_through_the_point(start):
    explorer = explore.descent("x^4/4 - x^2/2 + y^2/2", start, ["newton"]).set(step=0)
    p, (a, b) = np.array(start), (3 * start[0] ** 2 - 1, 1.0)
    g = np.array([start[0] ** 3 - start[0], start[1]])
    d = shown(explorer.stage.picture.model) - p
    d = d[np.isfinite(d).all(axis=1)]
    rise = d @ g + (a * d[:, 0] ** 2 + b * d[:, 1] ** 2) / 2
    centre = -(g[0] ** 2 / a + g[1] ** 2 / b) / 2
    near = np.minimum(abs(rise), abs(rise - 0.75 * centre))
    assert near.max() < 1e-9 * (d**2).sum(axis=1).max()
    assert abs(rise[: len(d) // 2]).max() < 1e-9 * (d**2).sum(axis=1).max(), "the first goes through p"


def test_the_trust_region_is_drawn():
    explorer = explore.descent("x^2 + 3y^2", (1.5, 1.5), ["trust region"]).set(step=0)
    np.testing.assert_allclose(
        np.linalg.norm(shown(explorer.stage.picture.region) - 1.5, axis=1), 1, atol=1e-12
    )
    modified = explore.descent("x^4/4 - x^2/2 + y^2/2", (0.3, 0.7), ["modified newton"]).set(step=0)
    np.testing.assert_allclose(modified.scene.model.matrix, np.diag([1 - 3 * 0.09, 1]))


def test_methods_are_added_up_to_four_and_keep_their_slots_and_colours(race):
    chips = race.controls["methods"]
    colours = {one["name"]: one["light"] for one in chips.table}
    for name in ("bfgs", "dogleg", "momentum"):
        chips._hear(chips, {"add": name}, [])  # as the browser says it; the fifth finds no room
    assert chips.value == ("gradient descent", "newton", "bfgs", "dogleg")
    chips._hear(chips, {"remove": "newton"}, [])
    assert chips.value == ("gradient descent", "", "bfgs", "dogleg")
    assert [racer.slot for racer in race.scene.racers] == [0, 2, 3]
    chips.add("l-bfgs")
    assert chips.value[1] == "l-bfgs"
    lines = race.stage.picture.paths.lines
    assert [line.get_color() for line in lines] == [colours[name] for name in chips.value]
    for name in chips.value:
        chips.remove(name)
    assert race.scene.racers == () and race.sentence.startswith("No method is chosen")
    assert not any(line.get_visible() for line in lines)
    assert {one["label"] for one in chips.table} >= {"Newton", "BFGS", "L-BFGS", "damped Newton"}


def test_only_the_sliders_of_what_is_chosen_are_shown(race):
    def sliders():
        names = ("step_size", "damping", "momentum")
        return [name for name in names if race.controls[name].layout.display != "none"]

    assert sliders() == ["step_size"]
    race.set(methods=("newton", "damped newton"))
    assert sliders() == ["damping"]
    race.set(methods=("momentum", "bfgs"))
    assert sliders() == ["step_size", "momentum"]
    race.set(methods=("newton",))
    assert sliders() == []


@pytest.mark.parametrize(("show", "panels"), [("race", ["steps"]), ("paths", [])])
def test_a_section_shows_what_it_needs(show, panels):
    explorer = explore.descent(preset="to a maximum", methods="newton", show=show)
    assert list(explorer.stage.picture.panels) == panels
    assert [isinstance(one, Scrubber) for one in explorer.companions] == [True]
    shown = [child for child in explorer.children if child.layout.display != "none"]
    assert shown == [explorer.stage, *explorer.companions]
    assert explorer.caption == "Newton climbs to a maximum after 3 steps."
    explorer.set(start=(0.9, 0.8))
    explorer.companions[0]._handle_custom_msg("reset", [])
    assert explorer.values["start"] == (0.2, 0.25)
    with pytest.raises(ValueError, match="there is no way to show"):
        explore.descent(show="nothing")


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.usefixtures("drawn")
def test_no_word_lies_on_a_path_or_on_the_start(name):
    explorer = explore.descent(preset=name)
    picture = explorer.stage.picture
    pen = picture.canvas.get_renderer()
    for tag in filter(lambda one: one.get_visible(), picture.tags):
        box = tag.get_window_extent(pen)
        for line in [line for line in picture.paths.lines if line.get_visible()] + [picture.dot]:
            path = picture.flat.transData.transform(shown(line))
            dense = np.concatenate(
                [
                    np.linspace(a, b, 200)
                    for a, b in zip(path, path[1:] if len(path) > 1 else path, strict=False)
                ]
            )
            inside = (dense > (box.x0, box.y0)).all(axis=1) & (dense < (box.x1, box.y1)).all(axis=1)
            assert not inside.any(), tag.get_text()


@pytest.mark.parametrize("wrong", [["sgd"], ["newton"] * 2, list(METHODS)[:5]])
def test_wrong_methods_are_refused_in_a_sentence(wrong):
    with pytest.raises(ValueError, match="method"):
        Chips(wrong)


def test_nonsense_keeps_the_last_picture(race):
    before, path = race.sentence, shown(race.stage.picture.paths.lines[1])
    race.controls["formula"].text.value = "100(y - x^"
    race.controls["start"].box.value = "1, 2, 3"
    race.controls["box"].text.value = "2, 1, 0, 1"
    for name in ("formula", "start", "box"):
        assert 'role="alert"' in race.controls[name].note.value
    assert race.sentence == before
    np.testing.assert_array_equal(shown(race.stage.picture.paths.lines[1]), path)
    with pytest.raises(ValueError, match="step is a number"):
        race.set(step=-1)
    with pytest.raises(ValueError, match="there is no preset"):
        explore.descent(preset="to the moon")


@pytest.mark.parametrize("formula", ["log(x)", "1/x + y", "|x| + y^2", "x^y", "3"])
def test_strange_formulas_are_said_and_drawn(formula):
    for start in ((1.0, 1.0), (-1.0, 0.0)):
        explorer = explore.descent(formula, start, ["gradient descent", "newton", "trust region", "bfgs"])
        explorer.set(step_size=10.0, step=3)
        assert explorer.message == "" and explorer.sentence.startswith("Gradient descent: ")
    assert explorer.stage.still().startswith(b"\x89PNG")


def test_only_what_is_still_redraws_the_background(race):
    picture = race.stage.picture
    assert not picture.update(race.scene)
    drag(race, -1.1, 1.1)
    assert not picture.update(race.scene)
    background = race.stage.background
    race.set(step=3)
    race.set(step_size=2e-3)
    assert race.stage.background is background
    for change in (
        {"measure": "value"},
        {"methods": ("newton",)},
        {"box": ((-3, 3), (-3, 3))},
        {"formula": "x^2 + y^2"},
    ):
        picture = DescentPicture()
        assert picture.update(race.scene)
        race.set(**change)
        assert picture.update(race.scene), change
        assert not picture.update(race.scene), change


def test_another_formula_brings_its_box_and_reset_puts_all_back(race):
    first = race.sentence
    race.controls["formula"].menu.value = "Himmelblau"
    assert race.controls["box"].value == ((-6, 6), (-6, 6))
    assert race.stage.picture.flat.get_xlim() == (-6, 6)
    race.set(step=4, measure="value", methods=("bfgs",), max_steps=5)
    race.reset()
    assert race.sentence == first and race.controls["box"].value == ((-2, 2), (-4, 3))
    assert isinstance(race.controls["formula"], FormulaBox)


def test_a_start_outside_the_box_widens_it_or_is_said(race):
    assert explore.descent("x^2 + y^2", (10, 0), ["newton"]).controls["box"].value[0] == (
        -2,
        pytest.approx(11.2),
    )
    race.controls["start"].box.value = "10, 0"
    assert "The start (10, 0) is outside the box" in race.sentence


def test_the_dark_picture_builds(race):
    picture = DescentPicture(DARK)
    assert picture.update(race.scene)
    assert picture.still(race.sentence).startswith(b"\x89PNG")


def test_the_cycle_that_is_said_is_the_cycle_that_is_seen():
    explorer = explore.descent("abs(x)+abs(y)", (-1.089, 0.05), ("gradient descent",)).set(step_size=0.32)
    last = explorer.stage.picture.paths.lines[0].get_xydata()[-2:]
    for point in last:
        assert vector(point) in explorer.sentence
    assert "−1.09" not in explorer.sentence


def test_a_plateau_is_not_called_not_critical():
    costs = explore.descent("5", (0.5, 0.5), ("newton",))
    assert "not critical" not in table(costs) and "on a plateau" in table(costs)

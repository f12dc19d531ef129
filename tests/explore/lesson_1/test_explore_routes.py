"""The routes explorer: its curve is the error that mpmath and the other routes see, and its words are true."""

import mpmath
import numpy as np
import pytest

from hesskit import explore
from hesskit.explore.lesson_1.routes import RoutesPicture, compute, routes
from hesskit.maths.calculus import power_of_ten
from hesskit.maths.calculus.differences import difference_hessian
from hesskit.maths.calculus.errors import STEPS, degree_bound, difference_hessians, laws_of
from hesskit.maths.surfaces.surface import Surface
from hesskit.stage.picture import LIGHT


@pytest.fixture
def explorer():
    return explore.routes()


def exact(x, y):
    """Hand-derived: the Hessian of eˣ sin y."""
    s, c = np.exp(x) * np.sin(y), np.exp(x) * np.cos(y)
    return np.array([[s, c], [c, -s]])


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


def test_all_steps_at_once_are_the_steps_one_by_one():
    surface, point = Surface("x^3 y + exp(y) - x y^2"), np.array([0.3, -0.7])
    together = difference_hessians(surface, point, STEPS)
    for step, found in zip(STEPS[::8], together[::8], strict=True):
        slack = 64 * np.finfo(float).eps / step**2  # another order of operations may round otherwise
        assert found == pytest.approx(difference_hessian(surface, point, step), rel=1e-12, abs=slack)


@pytest.mark.parametrize("low_middle_high", [-8.0, -4.0, 0.0])
def test_the_slider_moves_marker_stencil_and_words(explorer, low_middle_high):
    explorer.controls["step"].value = low_middle_high
    picture, h = explorer.stage.picture, 10.0**low_middle_high
    error = np.max(np.abs(difference_hessian(Surface("exp(x) sin(y)"), (0.5, 0.5), h) - exact(0.5, 0.5)))
    x, y = picture.marker.get_xydata()[0]
    assert x == pytest.approx(low_middle_high)
    assert y == pytest.approx(np.log10(error), abs=0.5 if low_middle_high < -3 else 1e-6)
    assert np.ptp(picture.stencil.get_xdata()) == pytest.approx(2 * h)
    assert len(picture.stencil.get_xdata()) == 9
    assert picture.stem.get_xdata() == pytest.approx([low_middle_high] * 2)


def test_the_curve_is_a_u_with_slopes_minus_two_and_two(explorer):
    x, y = explorer.stage.picture.curve.get_data()
    assert len(x) == len(STEPS) and x == pytest.approx(np.log10(STEPS))
    rising, falling = x > -2.5, x < -5
    assert np.polyfit(x[rising], y[rising], 1)[0] == pytest.approx(2, abs=0.02)
    assert np.polyfit(x[falling], y[falling], 1)[0] == pytest.approx(-2, abs=0.4)


def test_the_truncation_law_is_the_one_taylor_gives(explorer):
    # f_xx: h²/12 f_xxxx; f_yy: h²/12 f_yyyy; f_xy: h²/6 (f_xxxy + f_xyyy) = 0 for this harmonic f
    expected = np.exp(0.5) * np.sin(0.5) / 12
    assert explorer.scene.laws.truncation == pytest.approx(expected, rel=0.05)
    x, y = explorer.stage.picture.truncation.get_data()
    assert np.diff(y) / np.diff(x) == pytest.approx(2)
    assert 10 ** np.interp(-1, x, y) == pytest.approx(expected / 100, rel=0.05)
    x, y = explorer.stage.picture.rounding.get_data()
    assert np.diff(y) / np.diff(x) == pytest.approx(-2)
    assert 1e-17 < explorer.scene.laws.rounding < 1e-14


def test_the_error_is_what_mpmath_says():
    with mpmath.workdps(40):
        h = mpmath.mpf(10) ** -2
        f = lambda x, y: mpmath.exp(x) * mpmath.sin(y)  # noqa: E731
        half = mpmath.mpf(1) / 2
        bend = (f(half + h, half) - 2 * f(half, half) + f(half - h, half)) / h**2
        expected = float(abs(bend - mpmath.exp(half) * mpmath.sin(half)))
    assert routes(step=0.01).scene.error == pytest.approx(expected, rel=1e-4)


def test_dragging_the_point_recomputes_the_curve(explorer):
    before = np.array(explorer.stage.picture.curve.get_ydata())
    drag(explorer, 0, (-1.5, 1.0))
    assert explorer.values["point"] == pytest.approx((-1.5, 1.0))
    picture = explorer.stage.picture
    assert picture.dot.get_xydata()[0] == pytest.approx((-1.5, 1.0))
    after = np.array(picture.curve.get_ydata())
    assert not np.allclose(before, after)
    step = STEPS[-10]
    found = np.max(np.abs(difference_hessian(Surface("exp(x) sin(y)"), (-1.5, 1.0), step) - exact(-1.5, 1.0)))
    assert after[-10] == pytest.approx(np.log10(found), abs=1e-6)


def test_dragging_the_marker_sets_the_step_and_leaves_the_point(explorer):
    drag(explorer, 1, (-5.0, 3.0))
    assert explorer.values["step"] == pytest.approx(-5, abs=0.02)
    assert explorer.values["point"] == (0.5, 0.5)
    assert explorer.stage.picture.marker.get_xydata()[0, 0] == pytest.approx(-5, abs=0.02)
    drag(explorer, 1, (9.0, 0.0))
    assert explorer.values["step"] == 0
    explorer.stage._receive(None, {"type": "nudge", "seq": "t:8", "handle": 1, "right": -1, "up": 0}, [])
    assert explorer.values["step"] == pytest.approx(-0.2)


def test_still_artists_change_only_with_the_surface():
    picture = RoutesPicture()
    assert picture.update(compute(Surface("x y"), (0, 0), -2)) is True
    assert picture.update(compute(Surface("x y"), (1, 1), -7)) is False
    assert picture.update(compute(Surface("x^4"), (1, 1), -7)) is True


def test_the_readout_shows_three_matrices(explorer):
    numbers = explorer.stage.frame["numbers"]
    assert numbers["s00"] == numbers["a00"] == f"{exact(0.5, 0.5)[0, 0]:.10g}"
    assert numbers["d00"] != numbers["s00"] and numbers["d00"][:5] == numbers["s00"][:5]
    assert numbers["digits"] == "5 of 16" and numbers["why"] == "mostly truncation"


def test_the_sentence_is_true_on_both_branches(explorer):
    assert "leaves 5 digits of 16 right: the truncation error" in explorer.sentence
    explorer.controls["step"].value = -7
    assert "rounding error, about ε/h², is the larger part" in explorer.sentence
    best = explorer.scene.laws.best
    assert 3e-5 < best < 1e-3
    assert f"The best step tried is h = {best:.2g}" in explorer.sentence


@pytest.mark.parametrize(
    ("formula", "degree"), [("x^2 + 3xy + y^2", 2), ("x^3 - 3x y^2", 3), ("3", 0), ("(x+y)(x-y)y", 3)]
)
def test_a_polynomial_of_low_degree_has_no_truncation_error(formula, degree):
    assert degree_bound(Surface(formula)) == degree
    explorer = routes(formula, (0.6, 0.4), 1e-4)
    assert f"polynomial of degree {degree}, so there is no truncation error" in explorer.sentence
    assert np.isnan(explorer.scene.laws.truncation)
    assert not explorer.stage.picture.truncation.get_visible()
    large = explorer.scene.errors[STEPS >= 0.1]
    assert (large < 1e-12).all()


def test_an_error_of_zero_lies_on_the_floor_of_the_axis():
    explorer = routes("x^2 + y^2", (0, 0), 1.0)
    picture = explorer.stage.picture
    assert explorer.scene.error == 0
    assert "no error at all" in explorer.sentence
    label = dict(
        zip(
            picture.log.get_yticks(), (text.get_text() for text in picture.log.get_yticklabels()), strict=True
        )
    )
    assert label[picture.marker.get_ydata()[0]] == "0"


@pytest.mark.parametrize("formula", ["sin(x)", "exp(x y)", "x^4", "1/x", "|x|", "x^2.5"])
def test_other_formulas_are_not_called_polynomials_of_low_degree(formula):
    assert degree_bound(Surface(formula)) > 3


def test_steps_that_leave_the_domain_have_no_number():
    explorer = routes("sqrt(x)", (0.1, 0), 0.5)
    assert "takes places" not in explorer.sentence and "where f is not real" in explorer.sentence
    curve = np.asarray(explorer.stage.picture.curve.get_ydata())
    assert np.isnan(curve[STEPS > 0.11]).all() and np.isfinite(curve[STEPS < 0.09]).all()
    assert np.isfinite(explorer.stage.frame["handles"]).all()


def test_an_undefined_place_hides_the_curve_and_says_so():
    explorer = routes("1/x", (0, 1))
    assert "undefined" in explorer.sentence
    assert not explorer.stage.picture.curve.get_visible()
    assert np.isfinite(explorer.stage.frame["handles"]).all()


@pytest.mark.parametrize("step", [0, -1, 2, 1e-9, float("nan")])
def test_a_step_out_of_range_is_refused(step):
    with pytest.raises(ValueError, match="between 1e-8 and 1"):
        routes(step=step)


@pytest.mark.parametrize(
    "formula", ["1/x", "|x|", "sqrt(x)", "x^y", "exp(1/x)", "0", "x", "1e9 sin(x)", "1e-9 x^4", "tan(x)"]
)
def test_odd_formulas_make_a_picture(formula):
    picture = RoutesPicture(LIGHT)
    for point in ((0, 0), (-2, 2), (1, 1)):
        for step in (-8, -3, 0):
            scene = compute(Surface(formula), point, step)
            picture.update(scene)
            assert scene.sentence().endswith((".", "left."))
            assert "nan" not in scene.sentence() and "undefined," not in scene.sentence().replace(
                "is undefined,", ""
            )
    assert picture.still(scene.sentence()).startswith(b"\x89PNG")


def test_laws_of_nothing_are_unknown():
    laws = laws_of(np.full(len(STEPS), np.nan))
    assert np.isnan([laws.truncation, laws.rounding, laws.best, laws.least]).all()


def test_reset_restores_point_step_and_formula(explorer):
    start = explorer.sentence
    explorer.set(formula="x y", point=(1, 1), step=-7)
    explorer.reset()
    assert explorer.sentence == start


def test_powers_are_written_with_raised_digits():
    assert [power_of_ten(k) for k in (0, 3, -12)] == ["1", "10³", "10⁻¹²"]


@pytest.mark.parametrize("step", [-4.1, -4.05, -3.9, -3.0, -6.0])
def test_the_advice_leads_to_the_best_step_that_was_tried(step):
    explorer = explore.routes("log(x)", (1.32, 1.04)).set(step=step)
    laws, said = explorer.scene.laws, explorer.sentence
    if "larger step is better" in said:
        assert laws.best > explorer.scene.step
    if "smaller step is better" in said:
        assert laws.best < explorer.scene.step
    if explorer.scene.error <= laws.least:
        assert "No step that was tried is better" in said

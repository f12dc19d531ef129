"""The Hessian explorer: its artists show what NumPy and hand-derived answers say."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from hesskit import explore
from hesskit.explore.lesson_1.hessian import HessianPicture, compute
from hesskit.explore.parts.colours import colour
from hesskit.maths.surfaces.gallery import gallery
from hesskit.maths.surfaces.surface import Surface
from hesskit.stage.picture import LIGHT

WEIRD = [
    "1/x",
    "1/y",
    "|x|",
    "sqrt(x)",
    "x^y",
    "exp(1/x)",
    "log(x)+1/y",
    "3",
    "0",
    "x",
    "1e9 x y",
    "1e-9 x y",
    "tan(x)",
]


@pytest.fixture
def explorer():
    return explore.hessian()


def monkey(x, y):
    """Hand-derived: x³ − 3xy², its gradient and Hessian."""
    gradient = np.array([3 * x * x - 3 * y * y, -6 * x * y])
    return x**3 - 3 * x * y * y, gradient, np.array([[6 * x, -6 * y], [-6 * y, -6 * x]])


def pixel(explorer, place):
    handle = explorer.stage.picture.handles[0]
    x, y = handle.axes.transData.transform(place)
    return {"x": float(x), "y": explorer.stage.picture.height - float(y)}


@pytest.mark.parametrize("place", [(-2, -2), (0.5, -1.5), (2, 2), (0, 0)])
def test_dragging_the_point_moves_every_artist(explorer, place):
    explorer.stage._receive(None, {"type": "move", "seq": "t:1", "handle": 0, **pixel(explorer, place)}, [])
    assert explorer.stage.frame["seq"] == "t:1"
    assert explorer.values["point"] == pytest.approx(place, abs=1e-9)
    picture, (value, gradient, hessian) = explorer.stage.picture, monkey(*place)
    assert picture.dot.get_xydata()[0] == pytest.approx(place)
    assert [float(part[0]) for part in picture.peak.get_data_3d()] == pytest.approx([*place, value])
    x, y, z = (np.asarray(part) for part in picture.patch.get_data_3d())
    d = np.stack([x, y], axis=-1) - place
    expected = value + d @ gradient + 0.5 * np.einsum("ki,ij,kj->k", d, hessian, d)
    shown = np.isfinite(z)
    assert shown.any()
    assert z[shown] == pytest.approx(expected[shown])


def test_the_arrows_lie_along_gradient_and_eigenvectors(explorer):
    _value, gradient, hessian = monkey(0.6, 0.4)
    picture = explorer.stage.picture
    tail, head = picture.gradient.get_xydata()[:2]
    assert np.cross(np.append(head - tail, 0), np.append(gradient, 0)) == pytest.approx(0)
    assert (head - tail) @ gradient > 0
    values, vectors = np.linalg.eigh(hessian)
    for line, value, vector in zip((picture.down, picture.up), values, vectors.T, strict=True):
        along = line.get_xydata()[0] - (0.6, 0.4)
        assert hessian @ along == pytest.approx(value * along)
        assert abs(along @ vector) == pytest.approx(np.hypot(*along))


def test_readout_and_sentence_agree_with_the_hand(explorer):
    numbers = explorer.stage.frame["numbers"]
    assert [numbers[slot] for slot in ("H00", "H01", "H10", "H11")] == ["3.6", "−2.4", "−2.4", "−3.6"]
    assert (numbers["low"], numbers["high"], numbers["shape"]) == ("−4.327", "4.327", "indefinite")
    assert "rows (3.6, −2.4) and (−2.4, −3.6)" in explorer.sentence


def test_only_another_surface_redraws_the_background(explorer):
    picture = explorer.stage.picture
    assert picture.update(compute(Surface("x^3 - 3x y^2"), (1, 1))) is False
    assert picture.update(compute(Surface("x + y^2"), (1, 1))) is True
    assert picture.update(compute(Surface("x + y^2"), (0, 1))) is False


@pytest.mark.parametrize("name", [min(gallery), max(gallery)])
def test_the_menu_brings_a_surface_and_its_box(explorer, name):
    explorer.controls["formula"].menu.value = name
    (x_low, x_high), (y_low, y_high) = gallery[name].domain
    assert explorer.stage.picture.flat.get_xlim() == pytest.approx((x_low, x_high))
    assert explorer.stage.picture.flat.get_ylim() == pytest.approx((y_low, y_high))
    assert explorer.message == ""


def test_nonsense_keeps_the_last_good_picture(explorer):
    before = explorer.stage.frame
    explorer.controls["formula"].text.value = "x^3 +"
    assert explorer.stage.frame == before
    explorer.reset()
    assert explorer.controls["formula"].text.value == "x^3 - 3x y^2"
    assert explorer.controls["formula"].note.value == ""


def test_code_may_set_formula_and_point():
    explorer = explore.hessian().set(formula="x^2 + 3xy + y^2", point=(1, 0))
    assert "rows (2, 3) and (3, 2)" in explorer.sentence
    assert explorer.controls["formula"].text.value == "x^2 + 3xy + y^2"
    with pytest.raises(ValueError, match="2 numbers"):
        explorer.set(point=(1, 2, 3))
    assert explorer.values["point"] == (1.0, 0.0)


@pytest.mark.parametrize("formula", WEIRD)
def test_odd_formulas_at_odd_places_make_a_picture(formula):
    picture = HessianPicture(LIGHT)
    for point in ((0, 0), (-2, 2), (2, -2), (0.6, 0.4)):
        scene = compute(Surface(formula), point)
        picture.update(scene)
        assert scene.sentence().startswith("At (")
        assert scene.real is all(artist.get_visible() for artist in (picture.up, picture.patch))
        assert picture.down.get_visible() is (scene.real and not scene.equal)
        lows, highs = np.array(scene.surface.domain).T
        for tag in picture.tags:
            assert (np.array(tag.get_position()) > lows).all() and (
                np.array(tag.get_position()) < highs
            ).all()
    assert picture.still(scene.sentence()).startswith(b"\x89PNG")


def test_the_sentence_says_where_the_box_is_blank():
    said = "f is not real in part of the box, which is left blank."
    assert explore.hessian("sqrt(x)", (1, 1)).sentence.endswith(said)
    assert explore.hessian("sqrt(x)", (-1, 1)).sentence.endswith(said)
    assert explore.hessian("sqrt(-9-x^2)", (0, 0)).sentence.endswith(
        "f is not real anywhere in the box, which is left blank."
    )
    for formula in ("1/x", "exp(exp(9x))", "x/|x-y|", "x^2"):
        assert "blank" not in explore.hessian(formula, (1, 0.5)).sentence


def test_undefined_places_say_so(explorer):
    explorer.set(formula="1/x", point=(0, 1))
    assert "undefined" in explorer.sentence
    assert explorer.stage.frame["numbers"]["shape"] == "undefined here"
    assert not explorer.stage.picture.patch.get_visible()


@pytest.mark.parametrize(
    ("point", "signs"), [((0.6, 0.4), "+−−−"), ((-0.6, 0.4), "−−−+"), ((0.6, -0.4), "+++−"), ((1, 0), "+00−")]
)
def test_each_tile_has_the_colour_and_the_sign_of_its_entry(explorer, point, signs):
    explorer.set(point=point)
    tiles = explorer.stage.picture.tiles
    wanted = {"+": LIGHT.up, "−": LIGHT.down, "0": colour(LIGHT, "flat")}
    for box, text, sign in zip(tiles.boxes, tiles.numbers, signs, strict=True):
        assert text.get_text()[0] == sign
        assert to_hex(box.get_facecolor()) == wanted[sign]


def test_colour_and_dash_of_an_arrow_go_by_the_sign_not_by_the_order():
    explorer = explore.hessian("x^2 + 2y^2", (0.5, 0.5))
    picture = explorer.stage.picture
    assert {picture.down.get_color(), picture.up.get_color()} == {LIGHT.up}
    assert {picture.down.get_linestyle(), picture.up.get_linestyle()} == {"-"}
    explorer.set(formula="-x^2 - 2y^2")
    assert {picture.down.get_color(), picture.up.get_color()} == {LIGHT.down}
    assert {picture.down.get_linestyle(), picture.up.get_linestyle()} == {"--"}


@pytest.mark.parametrize("formula", ["x^2 + y^2", "5", "-3x^2 - 3y^2"])
def test_where_every_direction_is_an_eigen_direction_no_two_are_singled_out(formula):
    explorer = explore.hessian(formula, (0.5, 0.5))
    assert "every direction is an eigen-direction" in explorer.sentence
    assert not explorer.stage.picture.down.get_visible()


@pytest.mark.usefixtures("drawn")
def test_a_circle_is_round_and_eigen_directions_are_perpendicular_on_the_screen():
    picture = explore.hessian("x^2 + 3xy + y^2", (0.5, 0.5)).stage.picture
    picture.background(1)
    pixels = picture.flat.transData.transform([(0, 0), (1, 0), (0, 1)])
    assert np.hypot(*(pixels[1] - pixels[0])) == pytest.approx(np.hypot(*(pixels[2] - pixels[0])))


def test_an_entry_that_is_only_rounding_is_zero_in_the_sentence_too():
    sentence = explore.hessian("sin(x) sin(y)", (np.pi / 2, np.pi / 4)).sentence
    assert "rows (−0.707, 0) and (0, −0.707)" in sentence

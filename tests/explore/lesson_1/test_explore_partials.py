"""The map from f to H: what its artists show, against mpmath's differentiation and hand-derived answers."""

import mpmath
import numpy as np
import pytest
import sympy

from hesskit import explore
from hesskit.explore.lesson_1.partials import PartialsPicture
from hesskit.explore.lesson_1.typeset import PAD, fit, short_form
from hesskit.explore.parts.explorer import Explorer
from hesskit.stage.picture import DARK
from tests.shown_numbers import plain

x, y = sympy.symbols("x y", real=True)
WEIRD = [
    "exp(-x^2-y^2)*(x^2+2y^2)", "sin(x)cos(y)+x^3y^2", "Goldstein-Price", "peaks", "3", "x", "1/(x+y)^7",
    "abs(x)*sqrt(y)/(1+log(x^2+y^2))", "atan(y/x)*sinh(x y)/sqrt(1+x^2+y^2)", "x^y", "1000000000*x*y^40",
    "pi/7*x y - 0.123456789x^2",
]  # fmt: skip


def shown(explorer: Explorer) -> list[float]:
    """Read the numbers off the cards."""
    texts = [card.number.get_text() for card in explorer.stage.picture.cards]
    return [float(plain(text.removeprefix("= "))) for text in texts]


def drag(explorer: Explorer, place: tuple[float, float], seq: str = "t:1") -> None:
    """Send what the browser sends when the first handle is dragged to a place in data coordinates."""
    axes = explorer.stage.picture.handles[0].axes
    right, up = axes.transData.transform(place)
    message = {"type": "move", "seq": seq, "handle": 0, "x": right, "y": explorer.stage.picture.height - up}
    explorer.stage._receive(None, message, [])


def test_the_first_picture_shows_the_hand_derived_numbers() -> None:
    explorer = explore.partials("x^2 + 3xy + y^2", point=(1, 2))
    assert shown(explorer) == [11, 8, 7, 2, 3, 3, 2]
    assert explorer.stage.picture.dot.get_xydata().tolist() == [[1, 2]]
    formulas = ["".join(line.get_text() for line in card.lines) for card in explorer.stage.picture.cards]
    assert formulas[1:] == [
        "$f_{x} = 2 x + 3 y$", "$f_{y} = 3 x + 2 y$", "$f_{xx} = 2$", "$f_{xy} = 3$", "$f_{yx} = 3$", "$f_{yy} = 2$"
    ]  # fmt: skip
    assert explorer.stage.picture.equal.get_text() == "$f_{xy} = f_{yx}$"
    assert "both give 3" in explorer.sentence


def test_the_cards_agree_with_mpmath_wherever_the_point_is_dragged() -> None:
    explorer = explore.partials("sin(x)cos(y) + x^3 y^2")

    def f(a: mpmath.mpf, b: mpmath.mpf) -> mpmath.mpf:
        return mpmath.sin(a) * mpmath.cos(b) + a**3 * b**2

    for index, place in enumerate([(-2, -2), (0, 0), (2, 2), (0.7, -1.3)]):
        drag(explorer, place, f"t:{index}")
        assert explorer.stage.frame["seq"] == f"t:{index}"
        point = explorer.values["point"]
        assert np.allclose(point, place, atol=0.03)
        orders = [(0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (1, 1), (0, 2)]
        expected = [float(mpmath.diff(f, point, order)) for order in orders]
        assert np.allclose(shown(explorer), expected, rtol=6e-4, atol=1e-9)
        assert explorer.stage.picture.dot.get_xydata().tolist() == [list(point)]


def test_only_another_surface_changes_what_stands_still() -> None:
    explorer = explore.partials()
    picture, scene = explorer.stage.picture, explorer.scene
    assert picture.update(scene) is False
    assert explorer.set(point=(0, 0)).stage.picture.update(explorer.scene) is False
    other = explore.partials("x^3 - 3x y^2").scene
    assert picture.update(other) is True
    assert picture.update(other) is False


def test_three_variables_show_nine_entries_and_sliders_move_them() -> None:
    explorer = explore.partials("x^2 y + y z^3", variables="x y z", point=(1, 2, 1))
    assert shown(explorer) == [4, 4, 2, 6, 4, 2, 0, 2, 0, 3, 0, 3, 12]
    for slider in explorer.controls["point"].sliders:
        for value in (slider.min, (slider.min + slider.max) / 2, slider.max):
            slider.value = value
            a, b, c = explorer.values["point"]
            entries = [2 * b, 2 * a, 0, 2 * a, 0, 3 * c**2, 0, 3 * c**2, 6 * b * c]
            expected = [a * a * b + b * c**3, 2 * a * b, a * a + c**3, 3 * b * c * c, *entries]
            assert np.allclose(shown(explorer), expected, rtol=6e-4)
    assert "∂²f/∂y∂x = ∂²f/∂x∂y" in explorer.sentence
    explorer.reset()
    assert shown(explorer)[0] == 4


@pytest.mark.parametrize("formula", WEIRD)
@pytest.mark.usefixtures("drawn")
def test_no_formula_leaves_its_card(formula: str) -> None:
    explorer = explore.partials(formula, point=(0.5, 0.7))
    picture = explorer.stage.picture
    picture.background(1.0)
    for card in picture.cards:
        left, bottom, width, height = card.box
        extents = [line.get_window_extent() for line in card.lines]
        assert extents
        for extent in extents:
            assert extent.x0 >= left + PAD - 2
            assert extent.x1 <= left + width - 2
            assert extent.y1 <= bottom + height + 1
        assert min(extent.y0 for extent in extents) >= card.number.get_window_extent().y1 - 4


@pytest.mark.usefixtures("drawn")
def test_three_variables_keep_inside_too() -> None:
    picture = explore.partials("exp(-x^2-y^2-z^2)*(x^2+2y^2)+sin(xyz)", variables="x y z").stage.picture
    picture.background(1.0)
    for card in picture.cards:
        assert max(line.get_window_extent().x1 for line in card.lines) <= card.box[0] + card.box[2] - 2


def test_nonsense_keeps_the_picture_and_says_what_is_wrong() -> None:
    explorer = explore.partials()
    before = shown(explorer)
    explorer.controls["formula"].text.value = "x^2 + q"
    assert "unknown name" in explorer.controls["formula"].note.value
    explorer.controls["point"].box.value = "1, up"
    assert explorer.controls["point"].note.value
    assert shown(explorer) == before


def test_undefined_is_said() -> None:
    explorer = explore.partials("log(x) + y", point=(-1, 0))
    assert "undefined" in explorer.sentence
    assert explorer.stage.picture.cards[0].number.get_text() == "undefined"


def test_bad_questions_get_one_sentence() -> None:
    with pytest.raises(ValueError, match="two variables or three"):
        explore.partials("x", variables="x")
    with pytest.raises(ValueError, match="3 coordinates"):
        explore.partials("x y z", variables="x y z", point=(1, 2))


def test_the_dark_picture_and_the_still_are_drawn() -> None:
    explorer = explore.partials()
    picture = PartialsPicture(DARK)
    assert picture.update(explorer.scene) is True
    assert picture.still(explorer.sentence).startswith(b"\x89PNG")
    assert explorer.stage.still().startswith(b"\x89PNG")


def test_the_short_form_is_equal_and_not_longer() -> None:
    product = sympy.exp(-(x**2)) * (x + 1) + sympy.exp(-(x**2)) * y
    assert sympy.expand(short_form(product) - product) == 0
    assert len(sympy.latex(short_form(product))) <= len(sympy.latex(product))


def test_what_does_not_fit_is_shortened() -> None:
    long = sum((index * x**index * y for index in range(1, 60)), sympy.S.Zero)
    assert not fit("f =", long, 150, 60).whole
    assert fit("f =", long, 150, 60).lines[-1].endswith(r"\cdots$")

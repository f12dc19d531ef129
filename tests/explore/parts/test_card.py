"""The card that an explorer stands on: what belongs together has one colour, and letters stay as large."""

import numpy as np

from hesskit import explore
from hesskit.explore.parts.colours import colour
from hesskit.stage import LIGHT


def test_the_verdict_the_arrow_and_the_number_share_a_colour():
    explorer = explore.hessian("x^2 + 3xy + y^2", (1, 0))
    tones, picture = explorer.stage.frame["tones"], explorer.stage.picture
    assert tones["up 5"] == colour(LIGHT, "up") == picture.up.get_color()
    assert tones["down −1"] == colour(LIGHT, "down") == picture.down.get_color()
    assert tones["#g00"] == picture.gradient.get_color()


def test_what_is_wrong_has_its_line_before_it_comes():
    explorer = explore.hessian()
    controls, notes, stage = explorer.children
    assert stage is explorer.stage and "hesskit-notes" in notes._dom_classes
    explorer.controls["formula"].text.value = "x^2 + 3z"
    assert "<u>z</u>" in notes.children[0].value and 'role="alert"' in notes.children[0].value
    assert explorer.controls["formula"].note not in controls.children[0].children


def test_letters_stay_as_large_when_panels_stand_below_one_another():
    picture = explore.curvature().stage.picture
    before = picture.flat.title.get_fontsize()
    picture.arrange(400)
    flat, side = (np.array(axes.bbox.extents) for axes in (picture.flat, picture.side))
    assert flat[1] > side[3], "the plane above, the graph below it"
    assert picture.flat.title.get_fontsize() == before
    assert np.ptp(flat[::2]) > 300, "most of the room is the plane's"

"""The card that an explorer stands on: every number once, in the colour of its meaning, and room for all of it."""

import re

import numpy as np
import pytest
from matplotlib.text import Text

from hesskit import explore
from hesskit.explore.parts.colours import colour
from hesskit.stage import LIGHT
from tests.explore.parts.test_captions import EXPLORERS

PHONE = 296  # of 360 pixels, what the edges of a page and of a card leave


def boxes(picture):
    """The places of the axes that are drawn round, in pixels from bottom left."""
    return [axes.bbox.extents for axes in picture.figure.axes]


@pytest.mark.parametrize("name", EXPLORERS)
def test_a_picture_finds_room_on_a_phone_and_what_is_coloured_is_said(name):
    explorer = EXPLORERS[name]()
    frame, html = explorer.stage.frame, explorer.stage.readout
    for words in frame["tones"]:
        assert words.removeprefix("#") in (frame["numbers"] if words.startswith("#") else frame["caption"])
    assert not re.search("<output|aria-live|role=", html), "one live region is enough"
    assert set(re.findall(r'data-slot="(\w+)"', html)) == set(frame["numbers"])
    made = explorer.stage.picture.width
    explorer.stage._receive(None, {"type": "view", "ratio": 1, "theme": "light", "room": PHONE}, [])
    picture, (wide, high) = explorer.stage.picture, explorer.stage.size
    assert explorer.stage.frame["message"] == ""
    assert wide == PHONE < high
    # to the pixel: what the browser lays over the drawing, and a click, would be off by what is missing
    assert picture.figure.bbox.size == pytest.approx((wide, high), abs=1e-6)
    letters = [text.get_fontsize() for text in picture.figure.findobj(Text) if text.get_text()]
    assert min(letters) >= 8.5, "smaller than 12 pixels"
    for left, bottom, right, top in boxes(picture):
        assert -80 <= left < right <= wide + 80 and -1 <= bottom < top <= high + 1
    for handle in explorer.stage.handles:
        left, top, right, bottom = handle["bounds"]
        assert 0 <= left < right <= wide and 0 <= top < bottom <= high
    explorer.stage._receive(None, {"type": "view", "ratio": 1, "theme": "light", "room": made + 210}, [])
    assert explorer.stage.size[0] == made or not explorer.stage.readout


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

"""Whatever the controls and handles say, a caption is one idea, and every number that is said and drawn is so."""

import io
import re

import numpy as np
import pytest
from ipywidgets import (
    Checkbox,
    Dropdown,
    FloatLogSlider,
    FloatSlider,
    IntSlider,
    SelectionSlider,
    ToggleButtons,
)
from matplotlib.text import Text
from PIL import Image

from hesskit import explore
from hesskit.explore.parts import BoxControl, FormulaBox, PointControl, SliderGroup
from hesskit.maths.surfaces import gallery
from hesskit.stage import display_list
from tests.explore.parts.facts import FACTS, plain_values

NUMBER = re.compile(r"\d+(?:\.\d+)?(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")
RAW = re.compile(
    r"[A-Za-z]_[a-zA-Z]|\^|nan|inf\b|[A-Za-z]'?\(x\)|e[-+]\d"
)  # what only a programmer would write
SMALL = re.compile(
    r"[a-z]\w"
)  # a letter that stands for something may begin a sentence, another small word may not
WORDS, NUMBERS = 25, 3
EXPLORERS = {
    "hessian": lambda: explore.hessian(),
    "partials": lambda: explore.partials(),
    "partials in three variables": lambda: explore.partials(
        "x^2 y + y z^3", variables="x y z", point=(1, 2, 1)
    ),
    "routes": lambda: explore.routes(),
    "curvature": lambda: explore.curvature(),
    "interaction": lambda: explore.interaction(),
    "mixed_partials": lambda: explore.mixed_partials(),
    "shapes": lambda: explore.shapes(),
    "shapes in three variables": lambda: explore.shapes((-1, -1, 1)),
    "second_derivative_test": lambda: explore.second_derivative_test(),
    "quadratic_form": lambda: explore.quadratic_form(),
    "ring": lambda: explore.ring(),
    "ring along lines": lambda: explore.ring(show="lines"),
    "ring and its bound": lambda: explore.ring(show="bound"),
    "gradient": lambda: explore.gradient(),
    "convexity": lambda: explore.convexity(),
    "taylor": lambda: explore.taylor(),
    "taylor and its error": lambda: explore.taylor(show="error"),
    "taylor and its step": lambda: explore.taylor(show="step"),
    "conditioning": lambda: explore.conditioning(),
    "descent": lambda: explore.descent(),
    "parabola": lambda: explore.parabola(),
    "basins": lambda: explore.basins(),
    "logistic": lambda: explore.logistic(),
    "uncertainty": lambda: explore.uncertainty(),
    "cost": lambda: explore.cost(),
    "fill_in": lambda: explore.fill_in(),
    "portfolio": lambda: explore.portfolio(),
    "dispatch": lambda: explore.dispatch(),
    "reliability": lambda: explore.reliability(),
    "inventory": lambda: explore.inventory(),
    "vessels": lambda: explore.vessels(),
    "network": lambda: explore.network(),
    "network and two minima": lambda: explore.network(show="minima"),
    "spectrum": lambda: explore.spectrum(),
    "map_reduce": lambda: explore.map_reduce(),
    "map_reduce of a sample": lambda: explore.map_reduce(share=20),
    "tools": lambda: explore.tools(),
    "tools and their times": lambda: explore.tools(show="time"),
    "logbook": lambda: explore.logbook(),
}
FORMULAS = (
    "x^2 + 3xy + y^2",
    "-x^2 - 5y^2",
    "x^2",
    "x^4 + y^4",
    "log(x)",
    "5",
    "1/x + y",
    "123456.789 x y^2",
)
ODD = {
    "ring": ("x^4 + y^4", "(y - x^2)(y - 3x^2)", "-x^2 y^2", "0 x"),
    "second_derivative_test": FORMULAS[:6],
    "basins": FORMULAS[:3],
    "descent": FORMULAS[:5],
}


def told(caption):
    """What is wrong with a caption; nothing where it is short and plain."""
    faults = []
    if len(caption.split()) > WORDS:
        faults.append(f"{len(caption.split())} words")
    if len(NUMBER.findall(caption)) > NUMBERS:
        faults.append(f"{len(NUMBER.findall(caption))} numbers")
    if RAW.search(caption) or not caption.endswith(".") or SMALL.match(caption):
        faults.append("not a plain sentence")
    return faults


def ends(name, control):
    """The values to which a control is driven: its least, one between, its greatest; every choice it offers."""
    if isinstance(control, FormulaBox):
        return ODD.get(name.split()[0], FORMULAS) if control.text.description == "f(x, y) =" else ()
    if isinstance(control, PointControl):
        count = len(control.value)
        return () if name.startswith("ring") else [(c,) * count for c in (-1.7321, 0.0, 1.41421)]
    if isinstance(control, FloatLogSlider):
        return [10.0**power for power in (control.min, (control.min + control.max) / 2, control.max)]
    if isinstance(control, FloatSlider):
        return [
            control.min,
            control.min + control.step * round((control.max - control.min) / control.step / 2),
            control.max,
        ]
    if isinstance(control, IntSlider):
        return [control.min, (control.min + control.max) // 2, control.max]
    if isinstance(control, SliderGroup):
        sides = [ends(name, one) for one in control.sliders]
        return list(zip(*sides, strict=True))
    if isinstance(control, (SelectionSlider, ToggleButtons, Dropdown)):
        return [value for _label, value in control.options]
    if isinstance(control, Checkbox):
        return [True, False]
    if isinstance(control, BoxControl):
        return [((0.5, 1.5), (0.5, 1.5))]
    return {
        "methods": [
            ("newton",),
            ("newton", "momentum"),
            ("bfgs", "newton line search", "bounded newton", "newton-cg"),
            (),
        ],
        "step": [0, 1, 2],
        "rounds": [1, 3],
        "step_size": [None, 0.05, 1.0, 1.1],
    }.get(next(key for key, one in CONTROLS.items() if one is control), ())


CONTROLS: dict = {}


def by_hand(explorer, key, value):
    """Set a control as the browser does, through its widget."""
    control = explorer.controls[key]
    if isinstance(control, FormulaBox):
        control.text.set_state({"value": value})
    elif isinstance(control, PointControl):
        control.box.set_state({"value": ", ".join(map(repr, value))})
    elif isinstance(control, SliderGroup):
        for one, number in zip(control.sliders, value, strict=True):
            one.set_state({"value": number})
    elif isinstance(control, (SelectionSlider, ToggleButtons, Dropdown)):
        control.set_state({"index": [one for _label, one in control.options].index(value)})
    elif isinstance(control, (FloatLogSlider, FloatSlider, IntSlider, Checkbox)):
        control.set_state({"value": value})
    else:
        explorer.set(**{key: value})


def untrue(name, explorer):
    """What an explorer says now that is not so, by an independent computation."""
    frame, picture = explorer.stage.frame, explorer.stage.picture
    known = FACTS.get(name.replace(" in three variables", ""))
    facts = known(plain_values(explorer.values)) if known and not explorer.message else None
    if facts is None:
        return []
    tags = [one.get_text() for one in picture.moving if isinstance(one, Text) and one.get_visible()]
    return facts.faults(frame["numbers"], caption=[frame["caption"]], sentence=[frame["sentence"]], tags=tags)


def as_drawn(explorer, monkeypatch):
    """Whether a frame, of which some is remembered and lines go a shorter way, is what matplotlib draws."""
    picture, frame = explorer.stage.picture, explorer.stage.frame
    handles = [handle.artist for handle in picture.handles]
    with monkeypatch.context() as patch:
        for short in ("_is_plain", "_is_tile"):
            patch.setattr(display_list, short, lambda _artist: False)
        patch.delattr(display_list.Recorder, "draw_line")
        drawn = display_list.record(picture.figure, picture.moving, handles, picture.windows)
    assert drawn["operations"] == frame["operations"]
    ours, theirs = (np.frombuffer(one["points"], "<i2").astype(int) for one in (frame, drawn))
    return len(ours) == len(theirs) and abs(ours - theirs).max(initial=0) <= 1  # sixteenths of a pixel


def drag(explorer, index, x, y):
    """Hold a handle at a pixel; gives where it is drawn then."""
    explorer.stage._receive(None, {"type": "move", "handle": index, "x": x, "y": y}, [])
    assert "hesskit" not in explorer.message, explorer.message
    return explorer.stage.frame["handles"][index]


PHONE = 296  # of 360 pixels, what the edges of a page and of a card leave


def finds_room_on_a_phone(explorer):
    """The card has every number once, in the colour of its meaning, and room for all of it; and it may be dark."""
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
    for left, bottom, right, top in (axes.bbox.extents for axes in picture.figure.axes):
        assert -80 <= left < right <= wide + 80 and -1 <= bottom < top <= high + 1
    for handle in explorer.stage.handles:
        left, top, right, bottom = handle["bounds"]
        assert 0 <= left < right <= wide and 0 <= top < bottom <= high
    explorer.stage._receive(None, {"type": "view", "ratio": 1, "theme": "dark", "room": made + 210}, [])
    assert explorer.stage.frame["message"] == "" and explorer.stage.picture.theme.name == "dark"
    assert explorer.stage.size[0] == made or not explorer.stage.readout


@pytest.mark.parametrize("name", EXPLORERS)
def test_what_is_said_and_drawn_is_so_at_the_ends_of_every_control_and_handle_and_finds_room(
    name, monkeypatch
):
    explorer = EXPLORERS[name]()
    assert as_drawn(explorer, monkeypatch)
    first, start = explorer.sentence, explorer.values
    wrong = {"at first": told(explorer.caption) + untrue(name, explorer)}
    CONTROLS.clear()
    CONTROLS.update(explorer.controls)
    for key, control in explorer.controls.items():
        for value in ends(name, control):
            by_hand(explorer, key, value)
            assert "hesskit" not in explorer.message, explorer.message
            if not isinstance(control, (FormulaBox, BoxControl)):
                assert explorer.values[key] == value
            wrong[key, value] = told(explorer.caption) + untrue(name, explorer)
        explorer.reset()
    for index, handle in enumerate(explorer.stage.handles[:4]):
        left, top, right, bottom = handle["bounds"]
        for share in (0.15, 0.6, 0.8):
            x, y = left + share * (right - left), bottom - (1 - share) * (bottom - top)
            at = drag(explorer, index, x, y)
            values = explorer.values
            wrong[handle["name"], share] = told(explorer.caption) + untrue(name, explorer)
            own = values.get(handle["name"])
            if isinstance(own, tuple) and len(own) == 2 and name != "second_derivative_test":
                assert explorer.stage.picture.handles[index].position == pytest.approx(own, abs=1e-12)
            if not handle["rides"] and name not in ("curvature", "gradient", "second_derivative_test"):
                assert at == pytest.approx([x, y], abs=1), "it stays under the hand"
            drag(explorer, index, *at)
            settled, at = explorer.values, explorer.stage.frame["handles"][index]
            drag(explorer, index, *at)
            assert explorer.values == settled, "a hand that holds it still changes nothing"
            assert as_drawn(explorer, monkeypatch)
        explorer.reset()
    for limits in explorer.stage.frame["limits"] if name != "basins" else ():  # whose map takes long
        middle = np.repeat(np.reshape(limits, (2, 2)).mean(axis=1), 2)
        box = middle + 0.4 * (np.array(limits) - middle) + 0.05
        explorer.stage._receive(None, {"type": "window", "window": 0, "box": box.tolist()}, [])
        assert explorer.stage.frame["limits"][0] == pytest.approx(box, abs=1e-6), "where a hand looked"
        wrong["closer"] = told(explorer.caption) + untrue(name, explorer)
        explorer.stage._receive(None, {"type": "window", "window": 0, "box": None}, [])
        assert explorer.stage.frame["limits"][0] == pytest.approx(limits)
    assert {place: faults for place, faults in wrong.items() if faults} == {}
    assert (explorer.sentence, explorer.values) == (first, start)
    assert explorer.caption == explorer.scene.caption() == explorer.stage.frame["caption"]
    finds_room_on_a_phone(explorer)


def test_every_chosen_surface_has_a_short_caption_and_its_point_on_the_picture():
    explorer = explore.hessian()
    for name in gallery:
        explorer.controls["formula"].menu.value = name
        assert told(explorer.caption) == [], (name, explorer.caption)
        point = explorer.values["point"]
        assert all(
            low <= value <= high for value, (low, high) in zip(point, gallery[name].domain, strict=True)
        )
        assert explorer.stage.picture.dot.get_xydata()[0].tolist() == list(point), name
        assert explorer.scene.real, explorer.sentence
        assert gallery[name].start in (None, point), name


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (
            lambda: explore.hessian("x^2 + 3xy + y^2"),
            "Saddle: up 5, down −1. Curves up along both axes, yet down along 135°.",
        ),
        (
            lambda: explore.second_derivative_test("x^2 + 3xy + y^2", (0, 0)),
            "Saddle: up 5, down −1.",
        ),
        (lambda: explore.quadratic_form(2, 3, 2), "D = −5 is negative: a saddle, whatever the diagonal is."),
        (lambda: explore.conditioning(10), "κ = 10: gradient descent needs 69 steps for six digits, Newton one."),
        (lambda: explore.descent(preset="to a saddle"), "Newton reaches a saddle; trust region reaches a minimum."),
    ],
)  # fmt: skip
def test_a_caption_says_the_idea(make, said):
    assert make().caption == said


def test_the_still_stands_above_its_caption_and_its_alternative_text_says_all(monkeypatch):
    explorer = explore.quadratic_form()
    drawn = []
    monkeypatch.setattr(
        "hesskit.stage.picture._caption",
        lambda text, *_: drawn.append(text) or np.zeros((1, 1200, 4), np.uint8),
    )
    bundle, metadata = explorer.still()._repr_mimebundle_()
    assert drawn == [explorer.caption]
    assert bundle["text/plain"] == metadata["image/png"]["alt"] == explorer.sentence != explorer.caption


def test_a_dark_deck_has_dark_stills(monkeypatch):
    monkeypatch.setenv("HESSKIT_THEME", "dark")
    drawn = Image.open(io.BytesIO(explore.quadratic_form().still().png))
    assert max(drawn.getpixel((0, 0))) < 40

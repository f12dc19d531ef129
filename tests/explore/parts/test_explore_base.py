"""An Explorer keeps controls, scene and picture in step, and turns whatever goes wrong into a sentence."""

import base64
import io
import json
import logging
import math
import threading
from dataclasses import dataclass

import draw_gallery
import pytest
import traitlets
from ipywidgets import FloatSlider
from PIL import Image

from hesskit import explore
from hesskit.explore.parts.controls import FormulaBox, PointControl, complaint
from hesskit.explore.parts.explorer import Explorer
from hesskit.maths.surfaces.gallery import GROUPS, gallery
from hesskit.maths.surfaces.surface import Surface
from hesskit.stage.stage import LIVING
from hesskit.stage.testing import DotPicture, DotScene

PROBE = "<img src=x onerror=alert(1)>"


class Place(traitlets.HasTraits):
    """The smallest control: a value that is not a widget."""

    value = traitlets.Tuple()


@dataclass
class Refusal:
    """What `compute` should do next: nothing, or raise."""

    error: Exception | None = None
    calls: int = 0


@pytest.fixture
def refusal():
    return Refusal()


@pytest.fixture
def explorer(refusal):
    def compute(point, height):
        refusal.calls += 1
        if refusal.error:
            raise refusal.error
        return DotScene(point[0], height)

    controls = {"point": Place(value=(0.25, 0.5)), "height": FloatSlider(value=0.5, min=0, max=1)}
    return Explorer(
        controls, compute, DotPicture, {"point": lambda place: {"point": place, "height": place[1]}}
    )


def test_only_widgets_are_shown_and_reset_comes_last(explorer):
    row, stage = explorer.children
    assert row.children == (explorer.controls["height"], explorer.reset_button)
    assert stage is explorer.stage


def test_a_control_moves_the_picture(explorer):
    explorer.controls["height"].value = 0.75
    assert explorer.stage.picture.dot.get_xydata().tolist() == [[0.25, 0.75]]
    assert explorer.sentence == explorer.scene.sentence() == "The dot is at (0.25, 0.75)."


def test_a_handle_moves_several_controls_in_one_computation(explorer, refusal):
    before = refusal.calls
    explorer.stage._receive(None, {"type": "move", "seq": "t:1", "handle": 0, "x": 120, "y": 60}, [])
    assert explorer.values == {"point": (0.5, 0.75), "height": 0.75}
    assert refusal.calls == before + 1
    assert explorer.stage.frame["seq"] == "t:1"


def test_set_computes_once_and_returns_the_explorer(explorer, refusal):
    before = refusal.calls
    assert explorer.set(point=(0.1, 0.1), height=0.9) is explorer
    assert refusal.calls == before + 1
    assert explorer.stage.picture.dot.get_xydata().tolist() == [[0.1, 0.9]]


def test_set_names_a_control_that_does_not_exist(explorer):
    with pytest.raises(ValueError, match="no control named 'width': this explorer has point, height"):
        explorer.set(width=3)


def test_reset_puts_everything_back(explorer):
    explorer.set(point=(0.1, 0.1), height=0.9)
    explorer.reset_button.click()
    assert explorer.values == {"point": (0.25, 0.5), "height": 0.5}
    assert explorer.sentence == "The dot is at (0.25, 0.5)."


def resume(explorer, left):
    explorer.stage._receive(explorer.stage, {"type": "resume", "left": left}, [])


def test_what_was_left_goes_on_in_a_notebook_opened_again():
    changes = {
        explore.hessian: {"formula": "x^2 y + sin(y)", "point": (0.3, -0.5)},
        explore.descent: {"methods": ("newton", "bfgs"), "start": (0.5, 0.5), "momentum": 0.5},
        explore.mixed_partials: {
            "function": dict(explore.mixed_partials().controls["function"].options)["sin(x) eʸ, smooth"],
            "steps": (0.6, 0.4),
        },
        explore.logistic: {
            "data": explore.logistic().values["data"].moved(3, 55.0, 1).added(1),
            "ridge": 0.1,
            "start": (3.0, 0.1),
        },
    }
    for make, change in changes.items():
        left = make()
        assert left.stage.frame["left"] == {}
        left.set(**change)
        again = make()
        resume(again, json.loads(json.dumps(left.stage.frame["left"])))
        assert again.sentence == left.sentence
        assert again.values == left.values
        assert again.message == ""


def test_what_was_computed_is_not_left():
    shown = explore.basins()
    shown.set(rounds=2, step_size=0.2)
    assert shown.stage.frame["left"] == {"step_size": 0.2}


@pytest.mark.parametrize(
    "left",
    [
        {"nonsense": 1},
        {"point": "x"},
        {"point": {}},
        {"point": [1, 2, 3]},
        {"formula": "__import__('os')", "point": [1, 2]},
    ],
)
def test_a_notebook_cannot_make_a_picture_of_nonsense(left):
    shown = explore.hessian()
    before = shown.sentence
    resume(shown, left)
    assert (shown.sentence, shown.message) == (before, "")


@pytest.mark.parametrize(
    "points", [{}, {"x": [1]}, {"x": ["a"], "y": [0]}, {"x": [1], "y": [2]}, {"x": [1.0] * 50, "y": [0] * 50}]
)
def test_nor_of_points_that_are_none(points):
    shown = explore.logistic()
    before = shown.sentence
    resume(shown, {"data": {"name": "orings", "chosen": 0, **points}})
    assert (shown.sentence, shown.message) == (before, "")


def test_a_learners_error_keeps_the_picture_and_is_not_logged(explorer, refusal, caplog):
    refusal.error = ValueError("the height is too great; take a smaller one")
    explorer.controls["height"].value = 1
    assert (
        explorer.message == explorer.stage.frame["message"] == "the height is too great; take a smaller one"
    )
    assert explorer.stage.picture.dot.get_xydata().tolist() == [[0.25, 0.5]]
    assert not caplog.records
    refusal.error = None
    explorer.controls["height"].value = 0.25
    assert explorer.message == ""


def test_any_other_error_is_a_sentence_for_the_learner_and_a_log_for_the_developer(explorer, refusal, caplog):
    refusal.error = ZeroDivisionError("secret detail")
    with caplog.at_level(logging.ERROR, "hesskit.explore"):
        explorer.controls["height"].value = 1
    assert "ZeroDivisionError" in explorer.message and "Reset" in explorer.message
    assert "secret detail" not in explorer.message
    assert caplog.records[0].exc_info[0] is ZeroDivisionError


def test_without_a_front_end_it_is_a_still_with_its_sentence(explorer):
    data, metadata = explorer._repr_mimebundle_()
    assert data["text/plain"] == explorer.sentence
    assert metadata["image/png"]["alt"] == explorer.sentence
    assert metadata["image/png"]["width"] == 400
    with Image.open(io.BytesIO(base64.b64decode(data["image/png"]))) as still:
        assert still.format == "PNG" and still.width == 500
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data[LIVING] == {"kind": "picture"}


# -- the formula box


def test_the_box_starts_from_text_an_expression_a_surface_or_a_name():
    surface = Surface("x*y")
    assert FormulaBox("x*y").value == FormulaBox(surface).value == FormulaBox(surface.expr).value == surface
    name = min(gallery)
    assert FormulaBox(name).text.value == gallery[name].formula


def test_nonsense_keeps_the_last_value_and_points_at_the_place():
    box = FormulaBox("x^2 + y^2")
    before = box.value
    box.text.value = "x + qq"
    assert box.value is before
    assert "unknown name" in box.note.value and "role=" in box.note.value
    assert "x + <u>qq</u>" in box.note.value
    assert box.note.value.count("unknown name") == 1


def test_a_good_formula_takes_the_complaint_back():
    box = FormulaBox("x")
    box.text.value = "x +"
    box.text.value = "x + y"
    assert box.value == Surface("x + y")
    assert box.note.value == ""


def test_the_box_says_which_of_two_readings_was_taken():
    box = FormulaBox("1/2x")
    assert "1/2x is read as (1/2)x, not as 1/(2x)." in box.note.value
    box.text.value = "sin xy"
    assert "sin xy is read as sin(xy)" in box.note.value and "alert" not in box.note.value
    box.text.value = "sin(xy)"
    assert box.note.value == ""


@pytest.mark.parametrize("text", [PROBE, f"x + {PROBE}", "<script>", "&lt;", '"><b>', f"sin({PROBE}"])
def test_what_is_typed_is_never_markup(text):
    box = FormulaBox("x")
    box.text.value = text
    point = PointControl((0, 0))
    point.box.value = text
    for note in (box.note.value, point.note.value):
        assert note
        for tag in ("<img", "<script", "<b>"):
            assert tag not in note


def test_an_empty_complaint_is_nothing():
    assert complaint("") == ""


def test_every_gallery_name_can_be_chosen():
    box = FormulaBox("x")
    assert sorted(row[0] for _group, rows in box.menu.groups for row in rows) == sorted(gallery)
    for name in sorted(gallery):
        box.menu.value = name
        assert box.value.name == name
        assert box.text.value == gallery[name].formula
        assert box.note.value == ""


def test_a_name_can_be_chosen_again_after_typing():
    box = FormulaBox("x")
    name = min(gallery)
    box.menu.value = name
    box.text.value = "x + y"
    assert box.menu.value == ""
    box.menu.value = name
    assert box.value.name == name


def test_choosing_what_is_already_shown_takes_nonsense_away():
    name = min(gallery)
    box = FormulaBox(name)
    box.text.value = "x +"
    box.menu.value = name
    assert box.text.value == gallery[name].formula
    assert box.note.value == ""


def test_code_may_assign_a_formula_as_text():
    box = FormulaBox("x")
    assert box.read("x^2 + y") == Surface("x^2 + y")
    box.value = box.read("x^2 + y")
    assert box.text.value == "x^2 + y"


def test_a_box_without_names_has_no_menu():
    assert len(FormulaBox("x", names=()).children[0].children) == 1


# -- the point


def test_a_point_is_typed_exactly():
    control = PointControl((0, 0))
    control.box.value = "1/2, -pi"
    assert control.value == pytest.approx((0.5, -3.14159265), abs=1e-8)
    assert control.note.value == ""


@pytest.mark.parametrize(
    ("text", "words"), [("1, 2, 3", "2 numbers"), ("1", "2 numbers"), ("1, q", "q"), ("1,,2", "")]
)
def test_a_bad_point_is_refused_with_a_sentence(text, words):
    control = PointControl((0.25, 0.5))
    control.box.value = text
    assert control.value == (0.25, 0.5)
    assert words in control.note.value and "alert" in control.note.value


def test_an_empty_point_changes_nothing():
    control = PointControl((0.25, 0.5))
    control.box.value = "  "
    assert control.value == (0.25, 0.5)
    assert control.note.value == ""


def test_every_surface_of_the_gallery_has_its_own_thumbnail():
    """tools/draw_gallery.py has drawn the gallery as it is now."""
    menu = FormulaBox("x").menu
    assert [group for group, _rows in menu.groups] == list(GROUPS)
    assert sorted(row[3] for _group, rows in menu.groups for row in rows) == list(range(len(gallery)))
    assert draw_gallery.is_current()
    sent = []
    menu.send = lambda content, buffers: sent.append((content, buffers))
    menu._asked(menu, {"type": "tiles"}, [])
    ((content, (picture,)),) = sent
    assert content == {"type": "tiles"} and picture[8:12] == b"WEBP" and len(picture) < 3500 * len(gallery)


@pytest.mark.parametrize("name", ["Easom", "Bohachevsky", "analytic centre"])
def test_two_points_of_a_chosen_surface_lie_apart_where_it_is_real(name):
    from hesskit import explore

    explorer = explore.convexity()
    explorer.controls["formula"].menu.value = name
    a, b = explorer.values["a"], explorer.values["b"]
    box, f = gallery[name].domain, Surface(name)
    assert all(low < one < high for point in (a, b) for one, (low, high) in zip(point, box, strict=True))
    assert all(abs(p - q) > 0.1 * (high - low) for p, q, (low, high) in zip(a, b, box, strict=True))
    assert math.isfinite(f.value(a)) and math.isfinite(f.value(b))


def test_a_point_that_is_typed_outside_is_said_to_be_outside_and_draws_no_arrows():
    from hesskit import explore

    explorer = explore.hessian().set(point=(5, 5))
    assert "outside the box that is drawn" in explorer.sentence and explorer.values["point"] == (5, 5)
    assert not any(tag.get_visible() for tag in explorer.stage.picture.tags)


def test_a_formula_that_takes_long_to_read_is_read_aside_and_no_drag_waits_for_it(monkeypatch):
    reading, go = FormulaBox._surface, threading.Event()
    made = explore.hessian("x^2 + y^2", (0.5, 0.5))
    monkeypatch.setattr(FormulaBox, "_surface", lambda self, text: go.wait(60) and reading(self, text))
    monkeypatch.setattr("hesskit.explore.parts.explorer.WAIT", 0.01)
    busy, shown = threading.Event(), threading.Event()
    made.stage.observe(lambda _change: busy.set(), "busy")
    made.controls["formula"].observe(lambda _change: shown.set(), "value")
    made.stage._receive(None, {"type": "view", "seq": "t:1", "ratio": 1, "theme": "light"}, [])
    made.controls["formula"].text.value = "x y"
    made.controls["formula"].text.value = "x^2 - y^2"  # the newest counts
    assert busy.wait(60)
    made.stage._receive(None, {"type": "nudge", "seq": "t:2", "handle": 0, "right": 1, "up": 0}, [])
    assert made.sentence.startswith("At (0.6, 0.5) f = 0.61")
    go.set()
    assert shown.wait(60)
    for thread in threading.enumerate():
        if thread.name == "hesskit-aside":
            thread.join(60)
    assert made.sentence.startswith("At (0.6, 0.5) f = 0.11")
    assert not made.stage.busy
    assert made.controls["formula"].value.text == "x^2 - y^2"

"""The Stage answers each message of the browser with one frame, and never lets a failure reach the learner raw."""

import io
import logging
import threading

import numpy as np
import pytest
from PIL import Image

from hesskit.stage.picture import DARK, LIGHT
from hesskit.stage.stage import Stage
from hesskit.stage.testing import DotPicture, DotScene


@pytest.fixture
def stage():
    made = Stage(DotPicture, DotScene(0.25, 0.5))
    made.on_move(lambda _name, position: made.show(DotScene(*position)))
    return made


def send(stage, **content):
    stage._receive(stage, {"seq": "t:1", **content}, [])


def background(stage):
    return np.asarray(Image.open(io.BytesIO(stage.background)).convert("RGB")).astype(float)


def test_the_first_frame_is_complete(stage):
    assert stage.size == [400, 200]
    assert stage.frame["sentence"] == "The dot is at (0.25, 0.5)."
    assert stage.frame["handles"] == [[80.0, 100.0]]
    assert stage.frame["values"] == ["x = 0.25, y = 0.5"]
    assert stage.frame["numbers"] == {"x": "0.25"}
    assert stage.frame["message"] == ""
    assert stage.handles[0]["bounds"] == pytest.approx([40, 20, 200, 180])
    assert background(stage).shape == (200, 400, 3)


def test_a_drag_is_answered_by_one_frame_that_names_it(stage):
    frames = []
    stage.observe(lambda change: frames.append(change["new"]), "frame")
    send(stage, type="move", handle=0, x=120, y=60)
    (frame,) = frames
    assert frame["seq"] == "t:1"
    assert frame["sentence"] == "The dot is at (0.5, 0.75)."
    assert frame["handles"] == [[120.0, 60.0]]


def test_a_drag_does_not_send_the_background_again(stage):
    sent = []
    stage.observe(lambda change: sent.append(change), "background")
    send(stage, type="move", handle=0, x=120, y=60)
    assert not sent
    stage.show(DotScene(0.5, 0.5, "another title"))
    assert len(sent) == 1


def test_a_drag_past_the_border_stops_at_it(stage):
    send(stage, type="move", handle=0, x=-500, y=9000)
    assert stage.sentence == "The dot is at (0, 0)."


@pytest.mark.parametrize(
    ("right", "up", "expected"), [(1, 0, (0.27, 0.5)), (0, -1, (0.25, 0.48)), (0.5, 0, (0.26, 0.5))]
)
def test_arrow_keys_move_by_a_round_step(stage, right, up, expected):
    send(stage, type="nudge", handle=0, right=right, up=up)
    assert stage.picture.handles[0].position == pytest.approx(expected)


def test_a_dragged_position_is_round_and_finer_than_a_pixel(stage):
    for x in np.linspace(41, 199, 57):
        send(stage, type="move", handle=0, x=float(x), y=100)
        exact = (x - 40) / 160
        found = stage.picture.handles[0].position[0]
        assert found == round(found, 3)
        assert abs(found - exact) < 1 / 160


def test_turning_changes_the_background_and_says_the_angles(stage):
    before = background(stage)
    send(stage, type="turn", turner=0, azimuth=400, elevation=95, final=True)
    assert stage.frame["turns"] == [[40.0, 90.0]]
    assert np.abs(background(stage) - before).max() > 50


def test_a_sharper_screen_gets_a_sharper_background(stage):
    send(stage, type="view", ratio=2, theme="light")
    assert background(stage).shape == (400, 800, 3)
    assert stage.frame["handles"] == [[80.0, 100.0]]


def test_a_dark_front_end_gets_a_dark_background_and_the_same_scene(stage):
    send(stage, type="turn", turner=0, azimuth=10, elevation=20, final=True)
    send(stage, type="view", ratio=1, theme="dark")
    assert stage.picture.theme is DARK
    assert background(stage)[0, 0].tolist() == [0x11, 0x11, 0x11]
    assert stage.frame["turns"] == [[10.0, 20.0]]
    assert stage.frame["values"] == ["x = 0.25, y = 0.5"]
    send(stage, type="view", ratio=1, theme="nonsense")
    assert stage.picture.theme is LIGHT


def test_a_refusal_keeps_the_picture_and_says_why(stage):
    points = stage.frame["points"]
    stage.refuse("that is not a place on this picture")
    assert stage.frame["message"] == "that is not a place on this picture"
    assert stage.frame["points"] == points
    stage.show(DotScene(0.5, 0.5))
    assert stage.message == ""


@pytest.mark.parametrize(
    "content",
    [{"type": "move", "handle": 7, "x": 1, "y": 1}, {"type": "turn"}, {"type": "view", "ratio": "wide"}],
)
def test_nonsense_is_answered_with_a_sentence_and_logged(stage, content, caplog):
    with caplog.at_level(logging.ERROR, "hesskit.stage"):
        send(stage, **content)
    assert stage.frame["seq"] == "t:1"
    assert stage.frame["message"].startswith("Something went wrong inside hesskit")
    assert "Traceback" not in stage.frame["message"]
    assert caplog.records


def test_an_unknown_type_is_only_acknowledged(stage):
    send(stage, type="dance")
    assert stage.frame["seq"] == "t:1"
    assert stage.message == ""


def test_a_failing_callback_reaches_the_learner_as_a_sentence(stage, caplog):
    def fail(_name, _position):
        raise ZeroDivisionError("division by zero")

    stage.on_move(fail)
    with caplog.at_level(logging.ERROR, "hesskit.stage"):
        send(stage, type="move", handle=0, x=120, y=60)
    assert "ZeroDivisionError" in stage.message
    assert "division by zero" not in stage.message
    assert stage.frame["seq"] == "t:1"


def test_the_still_shows_moving_artists_and_its_caption(stage):
    picture = np.asarray(Image.open(io.BytesIO(stage.still(1.0))).convert("L"))
    assert picture.shape[1] == 400
    assert picture.shape[0] > 200  # the caption stands below
    assert picture[96:104, 76:84].mean() < 80  # the dot, at (80, 100)
    assert picture[200:].min() < 100  # the words


def test_the_still_is_turned_as_the_learner_left_it(stage):
    before = stage.still()
    send(stage, type="turn", turner=0, azimuth=80, elevation=5, final=True)
    assert stage.still() != before


def test_the_same_scene_gives_the_same_bytes(stage):
    assert stage.still() == Stage(DotPicture, DotScene(0.25, 0.5)).still()


def test_the_whole_state_can_be_exported(stage):
    state = stage.get_state()
    assert {"size", "background", "frame", "handles", "turners", "readout"} <= set(state)
    assert len(state["frame"]["points"]) < 1000


@pytest.mark.parametrize("ratio", [1, 1.25, 1.3, 1.9999])
def test_a_still_can_have_any_sharpness(stage, ratio):
    picture = Image.open(io.BytesIO(stage.still(ratio)))
    assert picture.size[0] == int(400 * ratio)


def test_a_picture_that_cannot_be_recorded_still_answers(stage, monkeypatch, caplog):
    before = stage.frame["points"]

    def fail(*_arguments):
        raise OverflowError("too far")

    monkeypatch.setattr("hesskit.stage.stage.frame_of", fail)
    with caplog.at_level(logging.ERROR, "hesskit.stage"):
        send(stage, type="move", handle=0, x=120, y=60)
    assert stage.frame["seq"] == "t:1"
    assert "OverflowError" in stage.frame["message"]
    assert stage.frame["points"] == before


def test_what_takes_longer_than_a_moment_is_announced_while_it_lasts(stage):
    said, seen = [], threading.Event()
    stage.observe(lambda change: (said.append(change["new"]), seen.set()), "busy")
    with stage.working():
        assert seen.wait(60)
        with stage.working():
            pass
        assert stage.busy
    with stage.working():
        pass
    assert said == [True, False]


def test_a_place_under_the_pointer_says_its_value_and_no_frame_is_made(stage):
    stage.picture.said_at[stage.picture.axes] = lambda x, y: f"f = {x:g} and {y:g}"
    stage.show(DotScene(0.25, 0.5, "another background"))
    assert stage.planes == [pytest.approx([40, 20, 200, 180])]
    sent, frame = [], stage.frame
    stage.send = sent.append
    send(stage, type="ask", plane=0, x=120, y=60, ask="a:1")
    assert sent == [{"type": "said", "ask": "a:1", "text": "f = 0.5 and 0.75"}]
    assert stage.frame is frame


def test_only_what_jumps_glides(stage):
    send(stage, type="nudge", handle=0, right=1, up=0)
    assert stage.frame["glide"]
    send(stage, type="move", handle=0, x=120, y=60)
    assert not stage.frame["glide"]
    stage.show(DotScene(0.1, 0.1))
    assert not stage.frame["glide"]
    stage.show(DotScene(0.9, 0.9), glide=True)
    assert stage.frame["glide"]

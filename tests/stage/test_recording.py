"""A recording holds what the explorer itself would show, compactly; it is made only where no kernel will answer."""

import itertools
import math
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from hesskit import explore
from hesskit.explore.parts.explorer import (
    Explorer,
    Sweep,
    recording_is_wanted,
    slider_sweep,
    sweep_for,
    sweep_of,
    usual_sweep,
)
from hesskit.stage.recording import Dial, opened, record_scenes
from hesskit.stage.stage import Stage
from hesskit.stage.testing import DotPicture, DotScene
from tests.shown_numbers import plain

MOST_BYTES = 450_000
PLACES = (0.25, 0.5, 0.75)
ALONG = Dial("x", ("0.25", "0.5", "0.75"), 1)


@dataclass(frozen=True)
class Recorded:
    """An explorer's default recording, opened, and another explorer of the same kind to compare it with."""

    explorer: Explorer
    sweep: Sweep
    size: int
    header: dict

    @property
    def frames(self):
        return self.header["frames"]

    def at(self, *places):
        """The number of the frame at these places of the dials."""
        number = 0
        for place, dial in zip(places, self.header["dials"], strict=True):
            number = number * len(dial["texts"]) + place
        return number

    def each(self):
        """Every frame with what its dials say, as numbers."""
        values = [[value_of(text) for text in dial["texts"]] for dial in self.header["dials"]]
        return zip(itertools.product(*values), self.frames, strict=True)


@cache
def recorded(name):
    explorer = getattr(explore, name)()
    sweep = explorer._sweep(explorer)
    explorer.record(sweep)
    return Recorded(explorer, sweep, len(explorer.stage.recording), opened(explorer.stage.recording))


def value_of(text):
    """Read a number as it is shown."""
    return float(plain(text))


def close(shown, true):
    """Four digits are shown, or three places; halves may go either way."""
    return math.isclose(value_of(shown), true, rel_tol=6e-4, abs_tol=6e-4)


each_explorer = pytest.mark.parametrize("name", explore.__all__)


# -- the format


def test_what_is_recorded_is_read_again():
    picture = DotPicture()
    header = opened(record_scenes(picture, [DotScene(x, 0.5) for x in PLACES], [ALONG]))
    assert header["dials"] == [{"label": "x", "texts": ["0.25", "0.5", "0.75"], "start": 1}]
    for x, frame in zip(PLACES, header["frames"], strict=True):
        stage = Stage(DotPicture, DotScene(x, 0.5))
        for part in ("operations", "points", "handles", "values", "sentence", "numbers"):
            assert frame[part] == stage.frame[part]


def test_a_background_is_kept_once_and_as_often_as_it_changes():
    def backgrounds(*titles):
        scenes = [DotScene(x, 0.5, title) for x, title in zip(PLACES, titles, strict=True)]
        header = opened(record_scenes(DotPicture(), scenes, [ALONG]))
        return len(header["backgrounds"]), [frame["background"] for frame in header["frames"]]

    assert backgrounds("a", "a", "a") == (1, [0, 0, 0])
    assert backgrounds("a", "b", "a") == (2, [0, 1, 0])


def test_the_dials_say_how_many_scenes_there_are():
    with pytest.raises(ValueError, match="have 3 positions together, but there are 2 scenes"):
        record_scenes(DotPicture(), [DotScene(x, 0.5) for x in PLACES[:2]], [ALONG])


def test_a_stage_keeps_its_own_scene_while_it_records_others():
    stage = Stage(DotPicture, DotScene(0.25, 0.5))
    before = dict(stage.frame)
    stage.record([DotScene(x, 0.5) for x in PLACES], [ALONG])
    assert stage.frame == before and stage.sentence == "The dot is at (0.25, 0.5)."
    assert opened(stage.recording)["frames"][2]["sentence"] == "The dot is at (0.75, 0.5)."


@pytest.mark.parametrize("name", ["hessian", "quadratic_form", "partials"])
def test_larger_letters_are_on_the_paper_and_nothing_else_moves(name):
    """A room's letters are larger; points, handles and sentences are where they are for a reader."""
    explorer = getattr(explore, name)()
    stage = explorer.stage
    plain, large = (
        opened(
            record_scenes(
                stage._copy(stage.picture.theme), [explorer.scene], [Dial("x", ("0",))], type_size=size
            )
        )
        for size in (1, 1.15)
    )
    (before,), (after,) = plain["frames"], large["frames"]
    for part in ("handles", "values", "sentence", "numbers", "turns"):
        assert before[part] == after[part]
    sizes = [[one["size"] for one in frame["operations"] if "text" in one] for frame in (before, after)]
    assert len(sizes[0]) == len(sizes[1])
    assert all(1.05 * small < big < 1.2 * small for small, big in zip(*sizes, strict=True))
    assert plain["backgrounds"][0][1] != large["backgrounds"][0][1]


# -- every explorer


@each_explorer
def test_a_recording_is_small(name):
    assert 5_000 < recorded(name).size <= MOST_BYTES
    assert 10 <= len(recorded(name).frames) <= 100


@each_explorer
def test_it_starts_with_what_the_explorer_shows(name):
    one = recorded(name)
    start = one.frames[one.at(*(dial["start"] for dial in one.header["dials"]))]
    assert start["sentence"] == one.explorer.sentence
    for part in ("numbers", "handles", "values"):
        assert start[part] == one.explorer.stage.frame[part]


@each_explorer
def test_it_says_what_the_explorer_says_there(name):
    """At the corners of its dials, and at some places between."""
    one, other = recorded(name), getattr(explore, name)()
    positions = one.sweep.positions()
    for number in sorted({*np.linspace(0, len(positions) - 1, 6).astype(int).tolist()}):
        other.set(**positions[number])
        assert one.frames[number]["sentence"] == other.sentence
        assert one.frames[number]["numbers"] == other.stage.frame["numbers"]


@each_explorer
def test_its_dials_do_something(name):
    one = recorded(name)
    assert len({frame["sentence"] for frame in one.frames}) > len(one.frames) / 2
    for which, dial in enumerate(one.header["dials"]):
        assert dial["label"] and len(set(dial["texts"])) == len(dial["texts"])
        start = [other["start"] for other in one.header["dials"]]
        line = [one.frames[one.at(*start[:which], k, *start[which + 1 :])] for k in range(len(dial["texts"]))]
        assert len({frame["points"] for frame in line}) > 1


# which handles the usual sweep of each explorer takes along; the others stay where they are
HELD = {
    "basins": ["point"], "convexity": ["b"], "cost": ["n"], "curvature": ["tip"], "fill_in": ["done"],
    "gradient": ["direction", "angle"], "hessian": ["point"], "interaction": ["point", "walker"],
    "mixed_partials": ["exponents"], "partials": ["point"], "quadratic_form": ["map"], "routes": ["step"],
    "second_derivative_test": ["point"], "shapes": ["map"], "taylor": ["centre"], "uncertainty": ["x"],
    "dispatch": ["demand"], "inventory": ["budget"], "network": ["moment"], "reliability": ["end"],
    "vessels": ["point"],
}  # fmt: skip


@each_explorer
def test_it_says_which_handles_its_dials_move(name):
    one = recorded(name)
    names = [handle["name"] for handle in one.explorer.stage.handles]
    assert [names[k] for k in one.header["held"]] == HELD.get(name, [])
    for k in one.header["held"]:
        assert len({frame["values"][k] for frame in one.frames}) > 7


@each_explorer
def test_dead_controls_are_left_out(name):
    assert recorded(name).explorer.children == (recorded(name).explorer.stage,)


# -- right against another computation


def test_the_hessian_is_right():
    for (x, y), frame in recorded("hessian").each():  # f = x³ − 3xy²
        numbers = frame["numbers"]
        hessian = np.array([[6 * x, -6 * y], [-6 * y, -6 * x]])
        gradient = [3 * x**2 - 3 * y**2, -6 * x * y]
        for i, j in itertools.product(range(2), range(2)):
            assert close(numbers[f"H{i}{j}"], hessian[i, j])
        assert close(numbers["g00"], gradient[0]) and close(numbers["g10"], gradient[1])
        low, high = np.linalg.eigvalsh(hessian)
        assert close(numbers["low"], low) and close(numbers["high"], high)


def test_the_determinant_goes_through_zero():
    signs = set()
    for (trace, mixed), frame in recorded("quadratic_form").each():
        numbers = frame["numbers"]
        first, last = value_of(numbers["H00"]), value_of(numbers["H11"])
        assert math.isclose(first + last, trace) and value_of(numbers["H01"]) == mixed
        low, high = np.linalg.eigvalsh([[first, mixed], [mixed, last]])
        assert close(numbers["D"], first * last - mixed**2)
        assert close(numbers["low"], low) and close(numbers["high"], high)
        sign = round(float(np.sign(round(first * last - mixed**2, 9))))
        kind = {-1: "a saddle", 0: "nothing", 1: "a minimum" if trace > 0 else "a maximum"}[sign]
        assert kind in frame["sentence"], frame["sentence"]
        signs.add((sign, np.sign(trace)))
    assert {(1, 1), (0, 1), (-1, 1), (1, -1), (0, -1), (-1, -1)} <= signs


def test_the_slope_along_a_direction_is_right():
    for (angle,), frame in recorded("gradient").each():  # f = x² + 3xy + y²
        numbers = frame["numbers"]
        x, y = map(float, re.findall(r"= (\S+?)(?:,|$)", frame["values"][0]))
        gradient = np.array([2 * x + 3 * y, 3 * x + 2 * y])
        direction = np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle))])
        assert close(numbers["slope"], gradient @ direction)
        assert close(numbers["steepness"], np.linalg.norm(gradient))


# -- which control


def test_any_slider_or_point_may_be_asked_for_by_name(monkeypatch):
    monkeypatch.setenv("HESSKIT_SWEEP", "point")
    dials = opened(explore.gradient().record().stage.recording)["dials"]
    assert [dial["label"] for dial in dials] == ["x", "y"]


def test_a_name_that_the_explorer_has_not_leaves_the_choice_to_it(monkeypatch):
    monkeypatch.setenv("HESSKIT_SWEEP", "wings")
    dials = opened(explore.partials().record().stage.recording)["dials"]
    assert [dial["label"] for dial in dials] == ["x", "y"]
    assert sweep_for(explore.ring(), "wings") is None


def test_a_point_of_three_coordinates_has_a_slider_for_each():
    explorer = explore.partials("x^2 y + y z^3", variables="x y z", point=(1, 2, 1))
    header = opened(explorer.record().stage.recording)
    assert [dial["label"] for dial in header["dials"]] == ["x", "y", "z"]
    for number, (x, y, z) in enumerate(itertools.product(*([-2, 0, 1, 2],) * 3)):
        numbers = header["frames"][number]["numbers"]
        hessian = [[2 * y, 2 * x, 0], [2 * x, 0, 3 * z**2], [0, 3 * z**2, 6 * y * z]]
        assert [[value_of(numbers[f"H{i}{j}"]) for j in range(3)] for i in range(3)] == hessian


def test_a_logistic_record_can_be_relabelled(monkeypatch):
    monkeypatch.setenv("HESSKIT_SWEEP", "data")
    explorer = explore.logistic().record()
    header = opened(explorer.stage.recording)
    assert [dial["label"] for dial in header["dials"]][1] == "label"
    chosen = f"point {explorer.values['data'].chosen}"
    assert [explorer.stage.handles[k]["name"] for k in header["held"]] == [chosen]
    assert len({frame["sentence"] for frame in header["frames"]}) > 5


def test_a_start_goes_to_the_fit(monkeypatch):
    monkeypatch.setenv("HESSKIT_SWEEP", "start")
    header = opened(explore.logistic().record().stage.recording)
    assert [dial["label"] for dial in header["dials"]] == ["from this start (0) to the fit (1)"]


def test_a_negative_mixed_partial_stays_negative():
    sweep = (explorer := explore.quadratic_form(2, -1, 2))._sweep(explorer)
    assert sweep.values[1] == tuple(-m / 4 for m in range(16, -1, -1))
    assert sweep.values[1][sweep.dials[1].start] == -1


def test_a_slider_goes_from_end_to_end_over_values_it_can_take():
    conditioning = explore.conditioning()
    values = slider_sweep(conditioning, "kappa", 5).values[0]
    assert (values[0], values[-1]) == (1, 1000) and 10 in values  # where it stands now
    quadratic = explore.quadratic_form()
    slider = quadratic.controls["f_xy"]
    line = slider_sweep(quadratic, "f_xy", 9).values[0]
    assert (line[0], line[-1]) == (slider.min, slider.max)
    assert all(math.isclose(value, round(value / slider.step) * slider.step, abs_tol=1e-9) for value in line)


def test_an_explorer_without_anything_to_move_stays_as_it_is():
    explorer = Explorer({}, lambda: DotScene(0.25, 0.5), DotPicture)
    assert usual_sweep(explorer) is None
    assert explorer.record().stage.recording == b""


def test_a_sweep_of_ones_own():
    explorer = explore.hessian()
    sweep = sweep_of(["along the diagonal"], [[0.0, 0.5, 1.0]], [0.4], lambda t: {"point": (t, t)})
    header = opened(explorer.record(sweep).stage.recording)
    assert [frame["values"][0] for frame in header["frames"]] == [
        f"x = {t:g}, y = {t:g}" for t in (0, 0.4, 1)
    ]


# -- when


def test_the_environment_says_whether_to_record(monkeypatch):
    for said, wanted in (("1", True), ("0", False)):
        monkeypatch.setenv("HESSKIT_RECORD", said)
        assert recording_is_wanted() is wanted
    monkeypatch.delenv("HESSKIT_RECORD")
    assert recording_is_wanted() is False  # pytest is not nbconvert


def test_showing_records_only_where_it_is_wanted(monkeypatch):
    monkeypatch.setenv("HESSKIT_RECORD", "0")
    explorer = explore.ring()
    explorer._repr_mimebundle_()
    assert explorer.stage.recording == b"" and len(explorer.children) > 1
    monkeypatch.setenv("HESSKIT_RECORD", "1")
    explorer._repr_mimebundle_()
    first = explorer.stage.recording
    assert first and explorer.children == (explorer.stage,)
    explorer._repr_mimebundle_()
    assert explorer.stage.recording is first


@pytest.mark.parametrize(("parent", "wanted"), [("jupyter-nbconvert", "True"), ("jupyter-lab", "False")])
def test_a_kernel_that_nbconvert_started_records(tmp_path, parent, wanted):
    """The kernel asks what its parent is called."""
    script = tmp_path / parent
    question = "from hesskit.explore.parts.explorer import recording_is_wanted as wanted; print(wanted())"
    script.write_text(f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {question!r}])\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HESSKIT_")}
    found = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, env=environment, check=True
    )
    assert found.stdout.strip() == wanted, found.stderr

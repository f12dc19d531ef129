"""The parabola: what each step size does, against the powers of 1 − 2η."""

import numpy as np
import pytest

from hesskit import explore
from hesskit.explore.lesson_4.scrubber import END


def shown(line):
    return np.column_stack([np.asarray(part, float) for part in line.get_data()])


@pytest.mark.parametrize(
    ("eta", "gait"),
    [
        (0.05, "creeps"),
        (0.1, "creeps"),
        (0.5, "lands on the minimum"),
        (0.9, "hops across"),
        (1.0, "hops to and fro"),
        (1.1, "escapes"),
        (1.2, "escapes"),
    ],
)
def test_each_step_size_does_what_its_factor_says(eta, gait):
    explorer = explore.parabola().set(step_size=eta)
    x = np.clip(10 * (1 - 2 * eta) ** np.arange(21), -1e3, 1e3)  # drawn no farther
    path = shown(explorer.stage.picture.path)
    np.testing.assert_allclose(path, np.column_stack([x, x**2]), atol=1e-9)
    assert gait in explorer.sentence and gait.split(" on")[0] in explorer.caption
    np.testing.assert_allclose(shown(explorer.stage.picture.factor), [(eta, 1 - 2 * eta)], atol=1e-12)


def test_fifty_steps_end_where_the_lesson_says():
    assert explore.parabola(0.1).sentence.endswith("From 10, 50 steps lead to 0.000143.")


def test_the_start_is_dragged_along_the_curve_and_the_hops_grow():
    explorer = explore.parabola(0.9)
    picture = explorer.stage.picture
    pixel = picture.flat.transData.transform((-6, 20))
    content = {"type": "move", "seq": "t:1", "handle": 0, "x": pixel[0], "y": picture.height - pixel[1]}
    explorer.stage._receive(None, content, [])
    start = explorer.scene.start
    assert start == pytest.approx(-6, abs=0.2) and shown(picture.dot).tolist() == [[start, start**2]]
    for step, grown in ((0, 1), (1.5, 3), (2, 3), (END, 21)):
        explorer.set(step=step)
        assert len(shown(picture.path)) == grown
    explorer.set(start=0)
    assert explorer.caption.startswith("The start is the minimum") and explorer.companions[0].max == 0


@pytest.mark.parametrize("wrong", [{"step_size": 2}, {"start": 18}])
def test_what_is_off_the_picture_is_refused_in_a_sentence(wrong):
    with pytest.raises(ValueError, match="on this picture"):
        explore.parabola(**wrong)

"""The logbook of a run: the eigenvalues by hand, at every step; and the other programs' pages."""

import io

import numpy as np
import pytest
from PIL import Image

from hesskit import explore
from hesskit.explore.lesson_7 import dashboard
from tests.explore.parts.test_captions import told


def by_hand(start, step_size, count):
    """Eigenvalues of diag(3x² − 1, 1) along x ← x − η(x³ − x), y ← y − ηy."""
    p, found = np.array(start, float), []
    for _ in range(count):
        found.append(sorted((3 * p[0] ** 2 - 1, 1.0)))
        p = p - step_size * np.array([p[0] ** 3 - p[0], p[1]])
    return np.array(found)


def test_both_curves_are_the_eigenvalues_at_every_step():
    explorer = explore.logbook()
    scene, picture = explorer.scene, explorer.stage.picture
    wanted = by_hand((0.05, 1.0), 0.2, scene.steps + 1)
    assert np.allclose(scene.bends, wanted)
    assert np.allclose(picture.low.get_ydata(), wanted[:, 0]) and np.allclose(
        picture.high.get_ydata(), wanted[:, 1]
    )
    assert np.count_nonzero(wanted[:, 0] < 0) == 15 and "negative at 15 of" in explorer.caption
    explorer.set(start=(0.5, -1.0), step_size=0.4)
    assert np.allclose(explorer.scene.bends, by_hand((0.5, -1.0), 0.4, explorer.scene.steps + 1))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"start": (0.0, 1.0)}, "a saddle"),
        ({"step_size": 1.1}, "above 2/η again and again"),
        ({"formula": "x^2 + y^2"}, "stay between 0 and 2/η"),
        ({"formula": "-x^2 - y^2", "start": (0.01, 0.01)}, "negative to the end"),
    ],
)
def test_the_caption_says_what_the_curves_say(settings, said):
    explorer = explore.logbook().set(**settings)
    assert said in explorer.caption and told(explorer.caption) == []


def test_2_over_eta_is_drawn_where_it_matters():
    explorer = explore.logbook(step_size=1.0)
    assert explorer.stage.picture.bound.get_ydata() == [2.0, 2.0]
    assert explorer.stage.picture.bound.get_visible()
    assert not explorer.set(step_size=0.02).stage.picture.bound.get_visible()


def test_a_start_where_f_is_not_real_keeps_the_picture():
    explorer = explore.logbook("log(x) + y^2", (1, 1))
    before = explorer.sentence
    explorer.set(start=(-1, 1))
    assert "not real at the start" in explorer.message and explorer.sentence == before


@pytest.mark.parametrize("program", ["tensorboard", "mlflow"])
def test_the_other_programs_pages_are_small_pictures_with_words(program):
    still = dashboard(program)
    assert len(still.png) < 150_000 and len(still.sentence) > 100
    with Image.open(io.BytesIO(still.png)) as picture:
        assert picture.format == "PNG" and picture.width >= still.width
    with pytest.raises(ValueError, match="not of 'excel'"):
        dashboard("excel")

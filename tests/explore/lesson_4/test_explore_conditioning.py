"""κ, the step size and the angle driven from end to end; paths and contractions against the closed form."""

from math import cos, radians, sin

import numpy as np
import pytest

from hesskit import explore
from hesskit.explore.lesson_4.conditioning import ConditioningPicture
from hesskit.stage.picture import DARK


@pytest.fixture
def bowl():
    return explore.conditioning(10)


def shown(line):
    return np.column_stack([np.asarray(part, float) for part in line.get_data()])


def closed_form(kappa, t, angle, start, steps):
    """Each part along an eigenvector is multiplied by 1 − tλ a step."""
    c, s = cos(radians(angle)), sin(radians(angle))
    axes = np.array([[c, -s], [s, c]])
    factors = 1 - t * np.array([1.0, kappa])
    return (factors ** np.arange(steps + 1)[:, None] * (axes.T @ start)) @ axes.T


@pytest.mark.parametrize("kappa", [1.0, 10**1.5, 1000.0])
@pytest.mark.parametrize("angle", [0, 22, 45])
def test_the_best_step_contracts_as_predicted(bowl, kappa, angle):
    bowl.set(kappa=kappa, angle=angle)
    law, picture = (kappa - 1) / (kappa + 1), bowl.stage.picture
    path = shown(picture.path)
    np.testing.assert_allclose(
        path, closed_form(kappa, 2 / (kappa + 1), angle, (0.95, 0.5), len(path) - 1), atol=1e-12
    )
    assert shown(picture.dot_law)[0] == pytest.approx([kappa / (kappa + 1), law], abs=1e-9)
    assert bowl.scene.predicted == pytest.approx(law, abs=1e-12)
    np.testing.assert_allclose(
        shown(picture.line)[:5, 1], np.maximum(law ** (2 * np.arange(5)), 1e-40), rtol=1e-9
    )
    values = shown(picture.values)[:, 1]
    np.testing.assert_allclose(
        values, np.maximum(law ** (2 * np.arange(len(values))), 1e-40), rtol=1e-6, atol=1e-30
    )
    assert bowl.message == ""


@pytest.mark.parametrize("share", [0.05, 0.5, 1.0, 1.1])
def test_a_step_size_of_ones_own(bowl, share):
    bowl.controls["step_size"].slider.value = share
    assert not bowl.controls["step_size"].best.value, "to move the slider is to leave the best"
    t = share * 2 / 10
    run = bowl.scene.points  # at 2/M it ends early: the jump to and fro is recognised
    np.testing.assert_allclose(run, closed_form(10, t, 0, (0.95, 0.5), len(run) - 1), rtol=1e-9, atol=1e-12)
    assert len(run) == 101 or share == 1
    assert bowl.scene.predicted == pytest.approx(max(abs(1 - t), abs(1 - 10 * t)), abs=1e-12)
    curve = np.interp(share, *shown(bowl.stage.picture.curve).T)
    assert curve == pytest.approx(bowl.scene.predicted, abs=1e-8)
    assert ("diverges" in bowl.sentence) == (share > 1)
    assert ("never shrinks" in bowl.sentence) == (share == 1)
    assert bowl.stage.picture.numbers(bowl.scene)["steps"].isdigit() == (share < 1)


@pytest.mark.parametrize(
    ("kappa", "share", "angle"),
    [(10, None, 0), (10, 0.5, 30), (100, None, 45), (2, 0.05, 10), (300, 0.9, 0), (1, None, 0)],
)
def test_the_steps_for_six_digits_are_counted(kappa, share, angle):
    scene = explore.conditioning(kappa, step_size=share, angle=angle).scene
    t = 2 / (kappa + 1) if share is None else share * 2 / kappa
    sizes = np.linalg.norm(closed_form(kappa, t, angle, (0.95, 0.5), 3000), axis=1)
    assert scene.steps_needed == np.argmax(sizes <= 1e-6 * sizes[0] * (1 + 1e-9))


def test_the_sentence_has_both_numbers_and_newtons_step(bowl):
    assert bowl.sentence == (
        "κ = 10. With the best fixed step, 2/(λ₁ + λ₂) = 0.182, gradient descent should multiply the error by "
        "(κ − 1)/(κ + 1) = 0.8182 a step; measured at step 100: 0.8182. Six digits need 69 steps. "
        "Newton's method needs one step, for every κ: from (0.95, 0.5) to (0, 0)."
    )
    np.testing.assert_allclose(shown(bowl.stage.picture.newton), [(0.95, 0.5), (0, 0)], atol=1e-15)
    numbers = bowl.stage.frame["numbers"]
    assert (numbers["predicted"], numbers["measured"], numbers["steps"]) == ("0.8182", "0.8182", "69")


def test_level_curves_are_level(bowl):
    for kappa, angle in ((10, 0), (100, 30), (1, 45)):
        bowl.set(kappa=kappa, angle=angle)
        c, s = cos(radians(angle)), sin(radians(angle))
        x, y = shown(bowl.stage.picture.rings).T
        along, across = c * x + s * y, c * y - s * x
        levels = (along**2 + kappa * across**2).reshape(-1, 74)[:, :73]
        assert np.ptp(levels, axis=1).max() < 1e-9 * levels.max()


def test_the_start_is_dragged_and_typed(bowl):
    picture = bowl.stage.picture
    pixel = picture.flat.transData.transform((-0.4, 0.8))
    content = {"type": "move", "seq": "t:1", "handle": 0, "x": pixel[0], "y": picture.height - pixel[1]}
    bowl.stage._receive(None, content, [])
    assert bowl.stage.frame["seq"] == "t:1"
    np.testing.assert_allclose(bowl.scene.start, (-0.4, 0.8), atol=0.01)
    np.testing.assert_allclose(shown(picture.path)[0], bowl.scene.start)
    bowl.controls["start"].box.value = "0, 0"
    assert "The start is the minimum itself" in bowl.sentence
    assert not picture.values.get_visible()
    bowl.controls["start"].box.value = "1, 0"
    assert bowl.scene.measured == pytest.approx(9 / 11)


def test_nonsense_keeps_the_picture(bowl):
    before = bowl.sentence
    bowl.controls["start"].box.value = "here"
    assert 'role="alert"' in bowl.controls["start"].note.value and bowl.sentence == before
    for wrong in ({"step_size": 3.0}, {"step_size": 0.0}):
        with pytest.raises(ValueError, match="share of 2/M"):
            bowl.set(**wrong)
    for wrong in ({"kappa": 0.5}, {"kappa": 1e4}, {"angle": 90}, {"step_size": 2}):
        with pytest.raises(ValueError, match="from"):
            explore.conditioning(**wrong)


def test_the_best_step_comes_back_and_so_does_everything(bowl):
    control = bowl.controls["step_size"]
    control.slider.value = 0.3
    control.best.value = True
    assert bowl.scene.best and control.value is None
    control.best.value = False
    assert control.value == 0.3
    bowl.set(kappa=500.0, angle=45, start=(0.1, 1.0))
    bowl.reset()
    assert (bowl.scene.kappa, bowl.scene.angle, bowl.scene.best) == (10, 0, True)


def test_the_background_never_changes(bowl):
    background = bowl.stage.background
    for change in ({"kappa": 1000.0}, {"angle": 45}, {"step_size": 1.1}, {"start": (0, 1)}):
        bowl.set(**change)
        assert not bowl.stage.picture.update(bowl.scene)
    assert bowl.stage.background is background
    assert np.isfinite(shown(bowl.stage.picture.path)).all()


def test_the_dark_picture_builds(bowl):
    picture = ConditioningPicture(DARK)
    picture.update(bowl.scene)
    assert picture.still(bowl.sentence).startswith(b"\x89PNG")

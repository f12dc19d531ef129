"""Mixed partials that differ: what the artists show, against limits taken by hand."""

import numpy as np
import pytest

from hesskit import explore
from hesskit.explore.lesson_1.mixed_partials import LEAST_EXPONENT as LEAST
from hesskit.explore.lesson_1.mixed_partials import SUBJECTS, SymmetryPicture
from hesskit.explore.parts.explorer import Explorer
from hesskit.stage.picture import DARK

G, SMOOTH, QUADRATIC, JUMPING = SUBJECTS.values()
LIMITS = {G.name: (-1, 1), SMOOTH.name: (1, 1), QUADRATIC.name: (3, 3), JUMPING.name: (0, 0)}


def g(a: float, b: float) -> float:
    return a * b * (a * a - b * b) / (a * a + b * b) if a or b else 0.0


def drag(explorer: Explorer, exponents: tuple[float, float], seq: str = "t:1") -> None:
    picture = explorer.stage.picture
    right, up = picture.map.transData.transform(exponents)
    explorer.stage._receive(
        None, {"type": "move", "seq": seq, "handle": 0, "x": right, "y": picture.height - up}, []
    )


def test_the_lines_have_slopes_minus_one_and_one() -> None:
    picture = explore.mixed_partials().stage.picture
    steps, slope = picture.x_curve.get_data()
    assert np.allclose(slope, -steps)
    steps, slope = picture.y_curve.get_data()
    assert np.allclose(slope, steps)
    assert picture.x_secant.get_data()[1].tolist() == [1, -1]
    assert picture.y_secant.get_data()[1].tolist() == [-1, 1]


def test_every_step_shows_its_quotient() -> None:
    explorer = explore.mixed_partials()
    picture = explorer.stage.picture
    for slider in explorer.controls["steps"].sliders:
        for exponent in (slider.min, (slider.min + slider.max) / 2, slider.max):
            slider.value = 10.0**exponent
            h, k = explorer.values["steps"]
            quotient = (g(h, k) - g(h, 0) - g(0, k) + g(0, 0)) / (h * k)
            assert explorer.scene.quotient == pytest.approx(quotient, abs=1e-9)
            assert float(picture.tag.get_text().replace("−", "-")) == pytest.approx(quotient, abs=6e-4)
            assert np.allclose(picture.dot.get_xydata(), [np.log10([h, k])])
            assert np.allclose(picture.x_dot.get_xydata(), [[k, -k]])
            assert np.allclose(picture.y_dot.get_xydata(), [[h, h]])
            assert np.allclose(picture.corner.get_xydata(), [[h, k], [h, 0], [0, k], [0, 0]])


def test_the_order_of_the_limits_decides() -> None:
    explorer = explore.mixed_partials()
    assert explorer.set(steps=(1e-4, 1)).scene.quotient == pytest.approx(-1, abs=1e-6)
    assert explorer.set(steps=(1, 1e-4)).scene.quotient == pytest.approx(1, abs=1e-6)
    assert explorer.set(steps=(0.01, 0.01)).scene.quotient == 0


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=lambda subject: subject.formula)
def test_every_function_tells_its_limits(subject: object) -> None:
    explorer = explore.mixed_partials()
    explorer.controls["function"].value = subject
    first, second = LIMITS[subject.name]
    assert explorer.scene.limits == pytest.approx((first, second), abs=1e-5)
    assert f"∂²f/∂y∂x = {first} and ∂²f/∂x∂y = {second}".replace("-", "−") in explorer.sentence
    assert ("they differ" in explorer.sentence) == (first != second)
    picture = explorer.stage.picture
    assert picture.west.get_text().endswith(f": {first}".replace("-", "−"))
    assert picture.south.get_text().endswith(f": {second}")
    assert np.isfinite(np.asarray(picture.image.get_array(), float)).all()


def test_the_smooth_curves_are_the_hand_derived_ones() -> None:
    explorer = explore.mixed_partials().set(function=SMOOTH, steps=(0.3, 0.8))
    picture = explorer.stage.picture
    steps, slope = picture.x_curve.get_data()
    assert np.allclose(slope, np.exp(steps))
    steps, slope = picture.y_curve.get_data()
    assert np.allclose(slope, np.sin(steps))
    assert explorer.scene.x_first == pytest.approx((np.exp(0.8) - 1) / 0.8)
    assert explorer.scene.y_first == pytest.approx(np.sin(0.3) / 0.3)


def test_dragging_sets_both_steps_and_is_acknowledged() -> None:
    explorer = explore.mixed_partials()
    for place in [(LEAST, LEAST), (-2, -1), (0, 0), (LEAST, 0)]:
        drag(explorer, place, f"t:{place}")
        assert explorer.stage.frame["seq"] == f"t:{place}"
        assert explorer.message == ""
        assert np.allclose(np.log10(explorer.values["steps"]), place, atol=0.02)
        assert [slider.value for slider in explorer.controls["steps"].sliders] == list(
            explorer.values["steps"]
        )


def test_only_another_function_changes_what_stands_still() -> None:
    explorer = explore.mixed_partials()
    picture = explorer.stage.picture
    assert picture.update(explorer.set(steps=(0.1, 0.2)).scene) is False
    other = explore.mixed_partials().set(function=QUADRATIC).scene
    assert picture.update(other) is True
    assert picture.update(other) is False


def test_the_dark_picture_and_the_still_are_drawn() -> None:
    explorer = explore.mixed_partials((1e-4, 1e-4))
    picture = SymmetryPicture(DARK)
    assert picture.update(explorer.scene) is True
    assert picture.still(explorer.sentence).startswith(b"\x89PNG")
    assert explorer.stage.still().startswith(b"\x89PNG")


def test_reset_puts_everything_back() -> None:
    explorer = explore.mixed_partials().set(function=JUMPING, steps=(0.01, 1))
    explorer.reset()
    assert explorer.values == {"function": G, "steps": (0.5, 0.5)}

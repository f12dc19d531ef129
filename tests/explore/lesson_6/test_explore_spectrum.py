"""The spectrum's picture: ticks are the dense eigenvalues, curves the quadrature's, and each control moves it."""

import numpy as np
import pytest

from hesskit import explore
from hesskit.explore.lesson_6.spectrum import (
    GRID,
    LAST,
    MOST_PROBES,
    MOST_STEPS,
    SCALE,
    SpectrumPicture,
    density_on_axis,
    place_of,
)
from hesskit.maths.statistics import penguins
from hesskit.stage.picture import DARK


@pytest.fixture
def explorer():
    return explore.spectrum()


def shown(line):
    return np.asarray(line.get_xydata(), float)


@pytest.mark.parametrize("moment", [0, 18, LAST])
def test_the_ticks_are_the_dense_eigenvalues(explorer, moment):
    explorer.controls["moment"].value = moment
    training, picture = explorer.scene.training, explorer.stage.picture
    network = penguins().network(6)
    p = training.points[moment]
    products = np.array([network.hvp(p, axis) for axis in np.eye(network.n)])
    for which, matrix in enumerate((products, network.gauss_newton(p))):
        ticks = np.concatenate([shown(mark)[::3, 0] for mark in picture.ticks[which]])
        wanted = np.linalg.eigvalsh(matrix)
        np.testing.assert_allclose(np.sort(np.sinh(ticks) * SCALE), wanted, atol=1e-9)
        assert len(shown(picture.ticks[which][0])) == 3 * (wanted < -1e-9).sum()
    assert len(shown(picture.ticks[1][0])) == 0  # Gauss–Newton has no negative one
    np.testing.assert_allclose(shown(picture.dot)[0], (moment, network.value(p)), rtol=1e-9)
    assert f"After {moment} steps of training" in explorer.sentence


@pytest.mark.parametrize("steps", [1, 10, MOST_STEPS])
@pytest.mark.parametrize("probes", [1, 6, MOST_PROBES])
def test_the_curve_holds_all_eigenvalues(explorer, steps, probes):
    explorer.set(steps=steps, probes=probes)
    picture, found = explorer.stage.picture, explorer.scene.seen
    for which in (0, 1):
        curve = shown(picture.curves[which])[:, 1]
        wanted = density_on_axis(found[which].nodes, found[which].weights, GRID, 37)
        np.testing.assert_allclose(curve, wanted, atol=1e-9)
        assert np.trapezoid(curve, GRID) / np.log(10) == pytest.approx(37, rel=0.01)
        filled = sum(fill.get_xy()[1 : len(GRID) + 1, 1] for fill in picture.fills[which])
        np.testing.assert_allclose(filled, curve, atol=1e-9)
        assert picture.fills[1][0].get_xy()[:, 1].max() == 0
    assert f"{found[0].products} products H·v" in explorer.sentence and found[0].products == steps * probes


def test_more_steps_and_directions_sharpen_it(explorer):
    def off(steps, probes):
        explorer.set(steps=steps, probes=probes)
        curves = [sum(explorer.scene.curves(which, GRID)) for which in (0, 1)]
        true = [explorer.scene.true_curve(which, GRID) for which in (0, 1)]
        return np.abs(np.subtract(curves, true)).mean()

    assert off(20, 12) < off(6, 4) < off(1, 1)
    explorer.set(steps=1)
    assert explorer.caption.startswith("One step")
    explorer.set(steps=2)
    assert "still short of the ends" in explorer.caption
    explorer.set(steps=20)
    assert "found both ends" in explorer.caption


def test_the_moment_is_dragged_along_the_loss(explorer):
    picture = explorer.stage.picture
    pixel = picture.side.transData.transform((41, 0.5))
    content = {"type": "move", "seq": "t:1", "handle": 0, "x": pixel[0], "y": picture.height - pixel[1]}
    explorer.stage._receive(None, content, [])
    assert explorer.controls["moment"].value == shown(picture.dot)[0, 0] == 41
    explorer.stage._receive(None, {"type": "nudge", "seq": "t:2", "handle": 0, "right": 1, "up": 0}, [])
    assert explorer.controls["moment"].value > 41


def test_what_cannot_be_is_said_and_both_papers_are_drawn(explorer):
    for wrong in ({"steps": 0}, {"probes": 13}, {"hidden": 1}, {"seed": 0.5}):
        with pytest.raises(ValueError, match="is a whole number from"):
            explore.spectrum(**wrong)
    picture = SpectrumPicture(explorer.scene.training, DARK)
    picture.update(explorer.scene)
    assert picture.still(explorer.caption).startswith(b"\x89PNG")
    assert place_of(0) == 0 and "near 0" in picture.notes[1].get_text()
    assert explore.spectrum(hidden=2, seed=3).scene.n == 13

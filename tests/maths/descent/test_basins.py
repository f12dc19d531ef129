"""Basins: the vectorised runs against `descend` start by start, and against the gallery's known points."""

import numpy as np
import pytest

from hesskit.maths.descent.basins_of_attraction import BASIN_METHODS, basins
from hesskit.maths.descent.descend import descend
from hesskit.maths.statistics.logistic_loss import LogisticLoss
from hesskit.maths.surfaces.gallery import gallery
from hesskit.maths.surfaces.parsing import parse_number
from hesskit.maths.surfaces.surface import Surface


def grid(surface, size):
    return np.stack(np.meshgrid(*(np.linspace(*side, size) for side in surface.domain)), axis=-1)


def last(*arguments, **options):
    *_, final = basins(*arguments, **options)
    return final


@pytest.mark.parametrize("method", BASIN_METHODS)
@pytest.mark.parametrize("name", ["Himmelblau", "x^4/4 - x^2/2 + y^2/2"])
def test_every_start_ends_where_descend_ends(method, name):
    surface = Surface(name)
    options = {"step_size": 0.01} if method == "gradient descent" else {}
    starts = grid(surface, 7) * 0.93 + 0.011
    found = last(surface, starts, method, max_steps=200, **options)
    different = 0
    for index in np.ndindex(starts.shape[:-1]):
        descent = descend(surface, starts[index], method, max_steps=200, **options)
        same = (
            np.allclose(descent.points[-1], found.ends[index], atol=1e-5)
            and descent.steps == found.steps[index]
        )
        different += not same
        if found.labels[index] >= 0:
            assert found.converged[index] and descent.converged
            assert found.kinds[found.labels[index]] == descent.kind or different
    assert different <= 1  # a start on a border may fall to either side by rounding


@pytest.mark.parametrize("method", ["newton", "damped newton"])
def test_the_centres_are_the_known_points(method):
    for name in ("Himmelblau", "three-hump camel"):
        surface = Surface(name)
        found = last(surface, grid(surface, 60), method)
        known = {kind: [] for kind in ("minimum", "maximum", "saddle")}
        for point in gallery[name].points:
            known[point.nature].append([float(parse_number(each)) for each in point.point])
        for centre, kind in zip(found.centres, found.kinds, strict=True):
            assert np.abs(np.array(known[kind]) - centre).max(axis=1).min() < 1e-6
        wanted = sum(map(len, known.values())) if method == "newton" else len(known["minimum"])
        assert len(found.centres) == wanted
        assert found.converged.mean() > 0.99


def test_it_refines_from_coarse_to_fine_and_can_be_left():
    surface = Surface("Himmelblau")
    rounds = list(basins(surface, grid(surface, 32)))
    done = [each.done for each in rounds]
    assert done == sorted(done) and done[0] == 1 / 64 and done[-1] == 1 and len(done) >= 4
    first = rounds[0]
    assert (first.steps[::8, ::8] >= 0).all() and (first.steps >= 0).sum() == 16
    assert (rounds[-1].steps >= 0).all()
    running = basins(surface, grid(surface, 64))
    next(running)
    running.close()


def test_a_big_map_is_whole():
    surface = Surface("Himmelblau")
    found = last(surface, grid(surface, 200))
    assert found.labels.shape == (200, 200) and found.done == 1 and (found.labels >= 0).mean() > 0.99
    assert "100% done" in repr(found) and "minimum" in repr(found)


def test_plateaus_and_slopes_are_nowhere():
    assert not last(Surface("exp(x) + exp(y)"), grid(Surface("x"), 8)).converged.any()
    bump = last(Surface("-exp(-x^2 - y^2)"), np.array([[0.1, 0.1], [40.0, 40.0], [2.0, 1.0]]))
    assert bump.labels.tolist() == [0, -1, -1] and bump.kinds == ("minimum",)
    outside = last(Surface("log(x) + y^2"), np.array([[-1.0, 1.0], [-2.0, 0.0]]))
    assert not outside.converged.any() and outside.kinds == ()


def test_a_small_scale_paints_the_same_map():
    starts = grid(Surface("x"), 12)
    tiny, plain = (last(Surface(f"{scale}(x^3 - 3x + y^2)"), starts) for scale in ("1e-9", "1"))
    assert tiny.labels.tolist() == plain.labels.tolist() and tiny.kinds == plain.kinds
    np.testing.assert_allclose(tiny.centres, plain.centres, atol=1e-4)


def test_cycles_and_limits_are_nowhere():
    cycle = last(Surface("x^2 + y^2"), np.array([[1.0, 0.0]]), "gradient descent", step_size=1.0)
    assert not cycle.converged.any() and cycle.steps.tolist() == [100]
    valley = last(Surface("(x - y)^2"), np.array([[1.0, 0.0]]))
    assert not valley.converged.any()


def test_any_objective():
    plain = last(lambda x, y: (x - 1) ** 2 + y**2, np.array([[0.0, 0.0], [3.0, 1.0]]))
    assert plain.centres.round(9).tolist() == [[1, 0]]
    loss = LogisticLoss([-2, -1, 1, 2, 0.5], [0, 1, 0, 1, 1])
    found = last(loss, np.random.default_rng(0).normal(size=(5, 5, 2)), "damped newton")
    assert found.kinds == ("minimum",) and found.converged.all()
    assert np.allclose(found.centres[0], loss.fit().points[-1], atol=1e-6)


@pytest.mark.parametrize(
    ("starts", "options", "sentence"),
    [
        ([[0, 0]], {"method": "bfgs"}, "knows no method"),
        ([[0, 0]], {"radius": 1.0}, "no option radius"),
        ([[0, 0]], {"step_size": -1.0}, "positive"),
        ([[0, np.nan]], {}, "finite"),
        ([[0, 0, 0]], {}, "2 coordinates"),
    ],
)
def test_wrong_wishes_get_one_plain_sentence(starts, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        basins(Surface("x^2 + y^2"), starts, **options)

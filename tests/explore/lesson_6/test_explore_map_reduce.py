"""One Newton step by blocks: tiles and steps against the loss of all rows, and the picture against the scene."""

import numpy as np
import pytest

from hesskit import LogisticLoss, explore
from hesskit.explore.lesson_6.map_reduce import BOTH, HESSIAN, LANES, MOST, ROWS, lowest, rows_of


def squares_of(patch):
    """The areas of the squares of a patch, in the order in which they are drawn."""
    corners = (
        patch.get_path().vertices.reshape(-1, 5, 2)
        if len(patch.get_path().vertices) > 1
        else np.empty((0, 5, 2))
    )
    return np.ptp(corners[:, :, 0], axis=1) ** 2


@pytest.mark.parametrize("blocks", [1, 5, 8, MOST])
def test_the_tiles_add_up_to_the_hessian_of_all_rows_however_they_are_cut(blocks):
    loss = LogisticLoss(*rows_of(), intercept=False)
    explorer = explore.map_reduce(blocks).set(beta=(0.7, -0.3))
    scene, picture = explorer.scene, explorer.stage.picture
    assert len(scene.tiles) == blocks and sum(last - first for first, last in scene.bounds) == ROWS
    assert np.allclose(scene.H, loss.hessian(scene.beta), rtol=1e-13)
    assert np.allclose(scene.step, -np.linalg.solve(loss.hessian(scene.beta), loss.gradient(scene.beta)))
    areas = np.concatenate([squares_of(picture.more), squares_of(picture.less)])
    assert len(areas) == 4 * blocks + 4
    largest = np.sort(squares_of(picture.more))[-2:]  # of H: its diagonal
    assert largest[0] / largest[1] == pytest.approx(np.min(np.diag(scene.H)) / np.max(np.diag(scene.H)))
    assert picture.full.get_xydata()[1] == pytest.approx(np.array(scene.beta) + scene.step)
    assert not len(picture.left_out.get_xdata()) and not len(picture.cloud.get_xdata())


def test_a_lost_workers_blocks_are_done_again_and_the_sum_is_the_same_to_the_last_digit():
    explorer = explore.map_reduce(8)
    before = explorer.scene.H
    for lost, redone in ((1, 3), (2, 3), (3, 2)):
        scene, picture = explorer.set(lost=lost).scene, explorer.stage.picture
        assert np.array_equal(scene.H, before) and lost not in scene.worker
        assert scene.redone == redone and f"{redone} blocks are done again" in explorer.caption
        assert len(picture.again.get_xdata()) == len(picture.gone.get_xdata()) == 6 * redone
        places = picture.gone.get_xydata().reshape(redone, 6, 2)[:, :4].mean(axis=1)
        assert np.allclose(places[:, 0], LANES[lost - 1])
        assert [head.get_text() for head in picture.heads].count("lost") == 1
    assert "1 block is done again" in explorer.set(blocks=1, lost=1).caption
    assert "no blocks are done again" in explorer.set(lost=2).caption


def test_a_sample_wobbles_less_the_more_rows_it_has_and_not_at_all_in_the_gradient_at_the_minimum():
    explorer = explore.map_reduce(share=20)
    scene, picture = explorer.scene, explorer.stage.picture
    X, y = (array[scene.chosen] for array in rows_of())
    own = LogisticLoss(X, y, intercept=False, ridge=1e-300)
    assert len(y) == scene.size == round(0.2 * ROWS) and np.allclose(scene.H, own.hessian(scene.beta))
    assert np.allclose(scene.sampled_step, -np.linalg.solve(own.hessian(scene.beta), scene.g))
    both = explorer.set(sampled=BOTH).scene
    assert np.allclose(both.sampled_step, -np.linalg.solve(own.hessian(scene.beta), own.gradient(scene.beta)))
    crosses = picture.cloud.get_xydata().reshape(-1, 6, 2)[:, [0, 1, 3, 4]]
    assert np.allclose(crosses.mean(axis=1), np.array(both.beta) + both.steps)
    assert picture.head.get_xydata()[1] == pytest.approx(np.array(both.beta) + both.sampled_step)
    assert len(picture.kept.get_xdata()) == 3 * scene.size
    wobbles = [explorer.set(share=share).scene.wobble(HESSIAN) for share in (10, 20, 40, 80)]
    assert sorted(wobbles, reverse=True) == wobbles
    at_minimum = explorer.set(beta=tuple(lowest()), share=20).scene
    assert at_minimum.wobble(HESSIAN) < 1e-6 and at_minimum.wobble(BOTH) > 0.05
    assert "stays at the minimum" in explorer.sentence


@pytest.mark.parametrize("wrong", [{"blocks": 0}, {"blocks": 2.5}, {"share": 5}, {"share": 101}])
def test_numbers_out_of_range_are_refused_in_a_sentence(wrong):
    with pytest.raises(ValueError, match="is a whole number from"):
        explore.map_reduce(**wrong)
    explorer = explore.map_reduce()
    assert "keep β between −5 and 5" in explorer.set(beta=(900, -900)).message and explorer.scene.beta == (
        0,
        0,
    )
    assert np.isfinite(explorer.set(beta=(5, 5), share=10, sampled=BOTH).scene.steps).all()

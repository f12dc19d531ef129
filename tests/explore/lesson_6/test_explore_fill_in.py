"""Fill-in: the patterns against the numbers of Cholesky factors, and the picture against the pattern."""

import numpy as np
import pytest

from hesskit import explore
from hesskit.explore.lesson_6.fill_in import ORDERS, PATTERNS, SIDE, SIZES, eliminated, grown, ordered


def factor_of(pattern):
    """The nonzero entries of a factor in numbers: random ones, so that nothing cancels."""
    drawn = np.random.default_rng(3).uniform(0.5, 1, size=pattern.shape)
    matrix = np.where(pattern, drawn + drawn.T, 0) + np.diag(np.full(len(pattern), 2.0 * len(pattern)))
    return np.abs(np.linalg.cholesky(matrix)) > 1e-300


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", PATTERNS)
def test_what_fills_in_is_what_a_factor_has(name, order):
    pattern = ordered(PATTERNS[name](SIDE), order)
    assert np.array_equal(pattern, pattern.T) and pattern.diagonal().all()
    assert np.array_equal(eliminated(pattern), factor_of(pattern))
    assert np.array_equal(np.sort(pattern.sum(axis=0)), np.sort(PATTERNS[name](SIDE).sum(axis=0)))


def test_an_order_of_minimum_degree_saves_entries_where_there_are_any_to_save():
    last = {name: [grown(name, order)[-1] for order in ORDERS] for name in PATTERNS}
    assert last["arrow"] == [324 * 325 // 2, 2 * 324 - 1, 2 * 324 - 1]
    assert last["banded"] == [3 * 324 - 3] * 3
    shares = {name: last[name][2] / last[name][0] for name in ("grid", "random")}
    assert shares == pytest.approx({"grid": 1 / 2, "random": 1 / 4}, abs=0.02)  # as the lesson says


@pytest.mark.parametrize(("done", "filled"), [(0, 0), (1, 276), (12, 276), (SIDE, 276)])
def test_the_first_elimination_of_an_arrow_fills_in_everything(done, filled):
    explorer = explore.fill_in("arrow").set(done=done)
    assert explorer.scene.filled == filled and explorer.scene.fill == 276
    drawn = explorer.stage.picture.new.get_path()
    assert (len(drawn) // 5 if filled else 0) == 2 * filled  # both halves are drawn
    assert f"{filled} " in explorer.sentence
    explorer.set(order="reversed")
    assert explorer.scene.filled == 0 and "no more than the 49 entries" in explorer.set(done=SIDE).caption


def test_the_chart_has_the_counts_and_the_dot_is_on_it():
    explorer = explore.fill_in("grid", "minimum degree")
    picture = explorer.stage.picture
    for line, order in zip(picture.lines, ORDERS, strict=True):
        assert np.array_equal(line.get_xydata(), np.column_stack([SIZES, grown("grid", order)]))
    assert picture.here.get_xydata().tolist() == [[SIDE, explorer.scene.factor.sum()]]
    assert picture.lines[2].get_linewidth() > picture.lines[0].get_linewidth()


def test_the_front_is_dragged_and_a_key_moves_it_by_one_variable():
    explorer = explore.fill_in("banded").set(done=5)
    picture = explorer.stage.picture
    handle = picture.handles[0]
    assert handle.position == (4.5, 4.5)
    for right in (1, 1, -1):
        before = explorer.scene.done
        explorer.stage._receive(
            None, {"type": "nudge", "seq": "t:1", "handle": 0, "right": right, "up": 0}, []
        )
        assert explorer.scene.done == before + right
    pixel = picture.matrix.transData.transform((40, 3))
    content = {"type": "move", "seq": "t:2", "handle": 0, "x": pixel[0], "y": picture.height - pixel[1]}
    explorer.stage._receive(None, content, [])
    assert explorer.scene.done == SIDE


@pytest.mark.parametrize("wrong", [{"pattern": "hedgehog"}, {"order": "alphabetical"}])
def test_what_there_is_not_is_refused_in_a_sentence(wrong):
    with pytest.raises(ValueError, match="there is no"):
        explore.fill_in(**wrong)

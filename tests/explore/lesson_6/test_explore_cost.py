"""Costs: counted until they are asked for, then measured; no clock decides a test."""

import numpy as np
import pytest

from hesskit import explore
from hesskit.explore.lesson_6 import cost as module
from hesskit.explore.lesson_6.cost import (
    LAPTOP,
    NAMES,
    ROUNDS,
    SIZES,
    STEPS,
    Bench,
    CostScene,
    by_products,
    matrix,
    slope,
)


def lawful(name, n):
    """Seconds on a machine whose times are exact powers."""
    factor, power = module.OPERATIONS[name]
    return 3 * factor * n**power / 1e9


def measured():
    sizes = {name: SIZES["vectors" if name in ("product", "cg") else "dense"] for name in NAMES}
    return {name: {n: lawful(name, n) for n in sizes[name]} for name in NAMES}


def test_the_products_are_those_of_the_matrix_and_their_number_does_not_grow():
    for n in (100, 1000):
        x = np.linspace(-1, 1, n)
        d, steps = by_products(x)
        np.testing.assert_allclose(d, np.linalg.solve(matrix(x), -slope(x)), rtol=1e-6, atol=1e-7)
        np.testing.assert_allclose(module.product(x, x), matrix(x) @ x)
    assert abs(steps - STEPS) < 5 and abs(by_products(np.linspace(-1, 1, 30_000))[1] - STEPS) < 5


def test_until_it_is_asked_nothing_is_measured_and_nothing_depends_on_the_machine(monkeypatch):
    monkeypatch.setattr(Bench, "_time", lambda *_: pytest.fail("measured without being asked"))
    explorer = explore.cost(1000)
    assert explorer.scene.memory == LAPTOP and not explorer.scene.measured and not explorer.scene.own
    assert explorer.scene.seconds_of("solve") == pytest.approx(2 / 3)  # 10⁹ operations a second
    assert explorer.caption == "At n = 1000 H takes 8 MB, and a product H·v takes 24 kB."
    progress = explorer.controls["rounds"]
    assert progress.button.description == "Measure on this machine" and not progress.button.disabled


def test_where_h_no_longer_fits_a_product_does_not_notice():
    explorer = explore.cost(1000)
    edge = (LAPTOP / 8) ** 0.5
    assert explorer.set(n=0.99 * edge).scene.fits and not explorer.set(n=1.01 * edge).scene.fits
    assert "does not fit" in explorer.caption and "does not notice" in explorer.caption
    assert "does not fit into the 16 GB of a laptop, which it fills at about n = 45000" in explorer.sentence


def test_the_point_is_dragged_along_the_curve():
    explorer = explore.cost(1000)
    picture = explorer.stage.picture
    pixel = picture.store.transData.transform((6, 5))
    content = {"type": "move", "seq": "t:1", "handle": 0, "x": pixel[0], "y": picture.height - pixel[1]}
    explorer.stage._receive(None, content, [])
    assert explorer.scene.n == pytest.approx(1e6, rel=0.05)
    assert picture.dot.get_xydata()[0] == pytest.approx(
        [np.log10(explorer.scene.n), np.log10(8 * explorer.scene.n**2)]
    )


def test_the_button_measures_each_size_once_and_powers_are_fitted(monkeypatch):
    asked = []

    def pretend(bench, name, n, _work):
        asked.append((name, n))
        bench.seconds[name][n] = lawful(name, n)

    monkeypatch.setattr(Bench, "_time", pretend)
    monkeypatch.setattr(module, "LONGEST", 1e9)
    monkeypatch.setattr(module, "own_memory", lambda: 4e9)
    explorer = explore.cost(1000)
    progress = explorer.controls["rounds"]
    progress.button.click()
    progress.thread.join(60)
    assert progress.value == ROUNDS and progress.button.disabled
    assert len(asked) == len(set(asked)) == 4 * (ROUNDS - 1)
    scene = explorer.scene
    assert scene.measured and scene.own and scene.memory == 4e9
    assert [scene.law(name)[1] for name in NAMES] == pytest.approx([2, 3, 1, 1])
    assert "measured on this machine" in explorer.sentence and "of this machine" in explorer.sentence
    assert explorer.stage.picture.limit.get_ydata()[0] == pytest.approx(np.log10(4e9))
    explorer.reset()
    assert not explorer.scene.measured


def test_what_would_take_too_long_is_left_out():
    ticks = iter(np.arange(0, 1e6, 2.0))  # each run takes two seconds
    bench = Bench(clock=lambda: next(ticks))
    bench.prepare(ROUNDS)
    assert [len(bench.seconds[name]) for name in NAMES] == [2, 2, 2, 2]
    assert CostScene(1000, LAPTOP, True, bench.seconds).measured


@pytest.mark.parametrize("wrong", [1, 1e9])
def test_what_is_off_the_picture_is_refused_in_a_sentence(wrong):
    with pytest.raises(ValueError, match="on this picture"):
        explore.cost(wrong)

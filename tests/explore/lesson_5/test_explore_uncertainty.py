"""Ellipse and bootstrap against SciPy, brute force and the published standard errors."""

import threading

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import chi2, norm

from hesskit import explore
from hesskit.explore.lesson_5.observations import read_observations
from hesskit.explore.lesson_5.uncertainty import EACH, ROUNDS, UncertaintyPicture, cloud_of, reach
from hesskit.maths.statistics.bootstrap import FITTED, ONE_CLASS, SEPARABLE, fates_of, resampled
from hesskit.maths.statistics.datasets import orings
from hesskit.maths.statistics.logistic_loss import LogisticLoss
from hesskit.stage.picture import DARK

X, Y = orings().X[:, 0], orings().y


@pytest.fixture
def raw():
    return explore.uncertainty(standardise=False)


@pytest.fixture(autouse=True)
def no_thread_is_left():
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(300)
        assert not thread.is_alive(), thread.name


def shown(line):
    return np.asarray(line.get_xydata(), float)


def drawn(seed, k, draws=23):
    """The rows of a resample, drawn here as the explorer draws them."""
    return np.random.default_rng((seed, k)).multinomial(draws, np.full(23, 1 / 23), size=EACH)


def wait(progress):
    while progress.running:
        progress.thread.join(300)
    progress.thread.join(300)  # the last round is counted before it is shown


def test_standard_errors_are_those_published(raw):
    np.testing.assert_allclose(raw.scene.fit, (15.0429, -0.232163), rtol=1e-5)
    np.testing.assert_allclose(raw.scene.errors, (7.3786, 0.10824), rtol=1e-4)
    assert "standard errors (7.3786, 0.10824) from (mH)⁻¹." in raw.sentence
    raw.controls["standardise"].value = True
    assert "in the units of x that is (15.0429, −0.232163) with (7.3786, 0.10824)" in raw.sentence
    np.testing.assert_allclose(raw.scene.fit[1], -0.232163 * X.std(), rtol=1e-5)


@pytest.mark.parametrize("level", [0.5, 0.75, 0.99])
def test_the_ellipse_is_where_the_chi_squared_law_says(raw, level):
    raw.controls["level"].value = level
    picture, scene = raw.stage.picture, raw.scene
    p = expit(scene.fit[0] + scene.fit[1] * X)
    design = np.stack([np.ones(23), X], axis=1)
    information = design.T @ (design * (p * (1 - p))[:, None])
    for line, share in ((picture.chosen, level), (picture.ellipse68, 0.68), (picture.ellipse95, 0.95)):
        away = shown(line) - scene.fit
        np.testing.assert_allclose(
            np.einsum("ki,ij,kj->k", away, information, away), chi2.ppf(share, 2), rtol=1e-6
        )
    assert reach(level) == pytest.approx(chi2.ppf(level, 2))
    assert f"{100 * level:g} %" in raw.sentence


def test_each_fit_of_the_cloud_is_scipys(raw):
    w = drawn(1, 0)
    cloud = shown(raw.stage.picture.cloud)
    kept = np.flatnonzero(raw.scene.cloud.fates[:EACH] == FITTED)
    for place, row in list(enumerate(kept))[:12]:

        def loss(b, row=row):
            margins = b[0] + b[1] * (X - X.mean()) / X.std()
            return np.sum(w[row] * np.logaddexp(0, (1 - 2 * Y) * margins)) / 23

        found = minimize(loss, [0.0, 0.0], options={"gtol": 1e-9}).x
        beta = (found[0] - found[1] * X.mean() / X.std(), found[1] / X.std())
        np.testing.assert_allclose(cloud[place], beta, rtol=5e-4)


def test_resamples_without_a_fit_are_counted_and_said(raw):
    fates = []
    for k in range(ROUNDS):
        for w in drawn(1, k):
            rows = w > 0
            if Y[rows].min() == Y[rows].max():
                fates.append(ONE_CLASS)
            else:
                kind = LogisticLoss(X[rows], Y[rows]).separation.kind
                fates.append(FITTED if kind == "overlapping" else SEPARABLE)
    np.testing.assert_array_equal(raw.scene.cloud.fates, fates)
    assert f"{fates.count(FITTED)} have a fit; {fates.count(SEPARABLE)} are separable" in raw.sentence
    few = explore.uncertainty("overlapping")
    counts = [few.scene.cloud.count(fate) for fate in (FITTED, SEPARABLE, ONE_CLASS)]
    assert (
        f"{counts[0]} have a fit; {counts[1]} are separable and {counts[2]} have one label only"
        in few.sentence
    )
    assert min(counts) > 0 and sum(counts) == ROUNDS * EACH


def test_labels_that_touch_have_no_fit():
    z, y = np.array([0.0, 1, 1, 2]), np.array([0.0, 0, 1, 1])
    assert fates_of(z, y, np.ones((1, 4))).tolist() == [SEPARABLE]


def test_the_share_inside_is_counted(raw):
    scene = raw.scene
    inverse = np.linalg.inv(scene.covariance)
    away = scene.cloud.fitted - scene.fit
    distances = [float(one @ inverse @ one) for one in away]
    share = np.mean(np.array(distances) <= chi2.ppf(0.95, 2))
    assert scene.inside(0.95) == pytest.approx(share)
    assert f"{100 * share:.1f}".removesuffix(".0") + " % in the 95 % one" in raw.sentence


@pytest.mark.parametrize("x", [28.0, 57.0, 86.0])
def test_the_intervals_of_the_probability(raw, x):
    raw.controls["x"].value = x
    picture, scene = raw.stage.picture, raw.scene
    row = np.array([1, x])
    margin, wide = row @ scene.fit, norm.ppf(0.975) * np.sqrt(row @ scene.covariance @ row)
    value, low, high = scene.band(np.array([x]))[:, 0]
    np.testing.assert_allclose((value, low, high), expit([margin, margin - wide, margin + wide]), rtol=1e-9)
    np.testing.assert_allclose(shown(picture.dot)[0], (x, value))
    found = expit(scene.cloud.fitted @ row)
    np.testing.assert_allclose(
        scene.percentiles(np.array([x]))[:, 0], np.quantile(found, (0.025, 0.975)), rtol=1e-6
    )
    xs, band = shown(picture.band)[:121].T
    np.testing.assert_allclose(band, scene.band(xs)[1])
    assert f"At x = {x:g} the probability is" in raw.sentence


@pytest.mark.parametrize("repeats", [1, 4, 8])
def test_more_data_shrink_the_ellipse(raw, repeats):
    raw.controls["repeats"].value = repeats
    np.testing.assert_allclose(raw.scene.errors, np.array([7.37864, 0.108236]) / np.sqrt(repeats), rtol=1e-4)
    if repeats > 1:
        assert abs(raw.scene.inside(0.68) - 0.68) < 0.06 and f"each {repeats} times" in raw.sentence


@pytest.mark.parametrize("seed", [1, 25, 50])
def test_a_seed_says_which_resamples(raw, seed):
    raw.controls["seed"].value = seed
    again = cloud_of(read_observations("orings"), 1, seed, ROUNDS)
    np.testing.assert_array_equal(raw.scene.cloud.points, again.points)
    np.testing.assert_array_equal(shown(raw.stage.picture.cloud), again.fitted)
    one = resampled(X, Y, 23, EACH, (seed, 3))
    np.testing.assert_array_equal(again.points[3 * EACH : 4 * EACH], one.points)


def test_the_place_is_dragged_and_the_cloud_stays(raw):
    picture, before = raw.stage.picture, raw.stage.background
    pixel = picture.side.transData.transform((60.0, 0.3))
    content = {"type": "move", "seq": "t:1", "handle": 0, "x": pixel[0], "y": picture.height - pixel[1]}
    raw.stage._receive(None, content, [])
    assert raw.stage.frame["seq"] == "t:1"
    assert raw.scene.x == pytest.approx(60, abs=0.2) and raw.controls["x"].value == raw.scene.x
    assert raw.stage.background == before and not picture.update(raw.scene)
    raw.controls["level"].value = 0.7
    assert raw.stage.background == before
    raw.controls["seed"].value = 2
    assert raw.stage.background != before


def test_rounds_and_a_thread_that_can_be_cancelled(raw):
    progress, gate = raw.controls["rounds"], threading.Event()
    raw.set(rounds=5)
    assert len(raw.scene.cloud.fates) == 5 * EACH and "so far" in raw.sentence
    raw.set(rounds=ROUNDS)
    assert "so far" not in raw.sentence and progress.thread is None
    real = progress.prepare

    def slow(rounds):
        if rounds > 2:
            gate.wait(300)
        real(rounds)

    progress.prepare = slow
    raw.stage._handle_custom_msg({"type": "view", "seq": "v:1", "ratio": 1}, [])
    raw.controls["seed"].value = 7
    assert progress.running
    progress.button.click()
    gate.set()
    progress.thread.join(300)
    assert not progress.running and progress.value <= 2 and "so far" in raw.sentence
    progress.button.click()
    wait(progress)
    assert progress.value == ROUNDS and "Of 1000 resamples 9" in raw.sentence


def test_what_cannot_be_done_is_said():
    with pytest.raises(ValueError, match="separable"):
        explore.uncertainty("separable")
    with pytest.raises(ValueError, match="no rows"):
        explore.uncertainty("empty")
    with pytest.raises(ValueError, match="level is between"):
        explore.uncertainty(level=1)
    with pytest.raises(ValueError, match="seed is a whole"):
        explore.uncertainty(seed=0)


def test_nonsense_keeps_the_last_picture(raw):
    before = raw.sentence
    with pytest.raises(ValueError, match="no control named"):
        raw.set(hope=1)
    with pytest.raises(ValueError, match="counted from 1 to 10"):
        raw.set(rounds=11)
    assert raw.sentence == before


def test_the_dark_picture_and_the_still(raw):
    picture = UncertaintyPicture(DARK)
    assert picture.update(raw.scene)
    assert picture.still(raw.sentence).startswith(b"\x89PNG")
    assert raw.stage.still() == explore.uncertainty(standardise=False).stage.still()
    for axes in (raw.stage.picture.flat, raw.stage.picture.side):
        assert not any(handle.get_animated() for handle in axes.get_legend().legend_handles)

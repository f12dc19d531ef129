"""The cases of lesson 8 against what was published, against SciPy's solvers, and against differences."""

import numpy as np
import pytest
from scipy import ndimage, optimize, stats
from skimage.feature import hessian_matrix
from skimage.filters import frangi

from hesskit.maths.cases import (
    ScaleSpace,
    Units,
    WeibullLoss,
    ball_bearings,
    best_weights,
    dispatch,
    frontier,
    implied_returns,
    life,
    life_error,
    ordered,
    ordered_eigenvalues,
    read_units,
    retina,
    seven_markets,
    shop_shelf,
    thirty_bus,
    vesselness,
)

PUBLISHED = [3.9, 6.9, 8.4, 9.0, 4.3, 6.8, 7.6]  # He and Litterman, per cent a year


def test_he_and_littermans_returns():
    world = seven_markets()
    assert (100 * implied_returns(world.covariance, world.weights, 2.5)).round(1).tolist() == PUBLISHED
    assert np.linalg.eigvalsh(world.covariance)[[0, -1]] == pytest.approx([0.00789, 0.21559], abs=1e-5)
    assert world.weights.sum() == pytest.approx(1)


@pytest.mark.parametrize("risk_aversion", [1.0, 2.5, 10.0])
def test_the_best_weights_are_those_scipy_finds(risk_aversion):
    world = seven_markets()
    returns = np.array([0.05, 0.04, 0.09, 0.08, 0.06, 0.07, 0.05])
    weights = best_weights(world.covariance, returns, risk_aversion)
    found = optimize.minimize(
        lambda w: risk_aversion / 2 * w @ world.covariance @ w - returns @ w, world.weights,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1}, options={"ftol": 1e-14},
    )  # fmt: skip
    assert weights.sum() == pytest.approx(1)
    assert weights == pytest.approx(found.x, abs=1e-4)
    slopes = risk_aversion * world.covariance @ weights - returns
    assert slopes == pytest.approx(np.full(7, slopes[0]))  # the multiplier, the same for all
    # the best portfolio lies on the frontier
    wide = np.sqrt(weights @ world.covariance @ weights)
    assert frontier(world.covariance, returns, np.array([returns @ weights])) == pytest.approx(wide)


def test_what_cannot_be_a_portfolio_is_said():
    world = seven_markets()
    with pytest.raises(ValueError, match="risk aversion δ must be positive"):
        best_weights(world.covariance, world.weights, 0.0)


def test_the_thirty_bus_case():
    found = dispatch(thirty_bus(), 189.2)
    assert found.price == pytest.approx(3.7891963, abs=1e-7)
    assert found.cost == pytest.approx(565.2060, abs=1e-4)
    assert found.outputs == pytest.approx([44.7299, 58.2628, 22.3136, 32.3259, 15.7839, 15.7839], abs=1e-4)
    more = dispatch(thirty_bus(), 189.7).cost - dispatch(thirty_bus(), 188.7).cost
    assert more == pytest.approx(found.price, abs=1e-9)  # what a megawatt more costs, by subtraction


def units(count, seed, flat=False):
    dice = np.random.default_rng(seed)
    low = dice.uniform(0, 20, count)
    a = np.where(dice.random(count) < (0.4 if flat else 0), 0.0, dice.uniform(0.001, 0.1, count))
    return Units(
        tuple(map(str, range(count))), a, dice.choice([1.0, 2.0, 3.0], count), low, low + dice.uniform(1, 90, count)
    )  # fmt: skip


@pytest.mark.parametrize("flat", [False, True])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.37, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("seed", range(4))
def test_any_units_meet_any_demand_at_one_price(seed, share, flat):
    plant = units(9, seed, flat)
    demand = plant.least + share * (plant.most - plant.least)
    found = dispatch(plant, demand)
    assert found.outputs.sum() == pytest.approx(demand, abs=1e-9)
    assert (found.outputs >= plant.low - 1e-9).all() and (found.outputs <= plant.high + 1e-9).all()
    slopes, free = plant.marginal(found.outputs), ~(found.at_low | found.at_high)
    assert slopes[free] == pytest.approx(np.full(free.sum(), found.price))
    assert (slopes[found.at_high & ~found.at_low] <= found.price + 1e-9).all()
    assert (slopes[found.at_low & ~found.at_high] >= found.price - 1e-9).all()
    judged = optimize.minimize(
        plant.cost, np.clip(found.outputs, plant.low, plant.high), jac=plant.marginal, method="SLSQP",
        bounds=list(zip(plant.low, plant.high, strict=True)),
        constraints={"type": "eq", "fun": lambda p: p.sum() - demand, "jac": lambda p: np.ones(len(p))},
    )  # fmt: skip
    assert found.cost <= judged.fun + 1e-6


def test_several_hundred_units_take_no_time():
    plant = units(800, 5)
    found = dispatch(plant, 0.6 * plant.most)
    assert found.outputs.sum() == pytest.approx(0.6 * plant.most)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no rows"),
        ("# only this\n", "no rows"),
        ("bus,a,b,p_min\n1,1,1,0\n", "no column 'p_max'"),
        ("bus,a,b,p_min,p_max\n", "has 0 units"),
        ("bus,a,b,p_min,p_max\n1,0.1,2,0,10\n2,much,2,0,10\n", "row 3 of units.csv has 'much' as a"),
        ("bus,a,b,p_min,p_max\n1,0.1,nan,0,10\n", "row 2 of units.csv has 'nan' as b"),
        ("bus,a,b,p_min,p_max\n1,0.1,2\n", "row 2 of units.csv has '' as p_min"),
        ("bus,a,b,p_min,p_max\n1,-0.1,2,0,10\n", "bends down"),
        ("bus,a,b,p_min,p_max\n1,0.1,2,20,10\n", "p_min = 20 above p_max = 10"),
        ("a b c\n1 2 3\n", "no column 'bus'"),
        ("bus;a;b;p_min;p_max\n1;0,1;2;0;10\n", "separated by commas"),
        ("bus,a,b,p_min,p_max\n1,0.1,2,0,1e300\n", "row 2 of units.csv has 1e300 as p_max, which is beyond"),
        (f"bus,a,b,p_min,p_max\n{'x' * 200000},0.1,2,0,10\n", "row 2 of units.csv cannot be read"),
    ],
)
def test_a_wrong_table_is_said_in_one_sentence(tmp_path, text, words):
    path = tmp_path / "units.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match=words) as caught:
        read_units(path)
    assert "\n" not in str(caught.value)


def test_another_table_loads(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(
        "# mine\nbus, a, b, p_min, p_max\nnorth,0.1,2,0,10\nsouth,0,3,5,20\n", encoding="utf-8-sig"
    )
    plant = read_units(path)
    assert plant.names == ("north", "south") and plant.hessian().tolist() == [[0.2, 0], [0, 0]]
    assert dispatch(plant, 20.0).price == pytest.approx(3.0)  # the south's every megawatt costs 3
    with pytest.raises(ValueError, match="cannot meet 31 MW"):
        dispatch(plant, 31.0)
    path.write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(ValueError, match="cannot be read as text"):
        read_units(path)


@pytest.mark.parametrize("budget", [2500.0, 4000.0, 6000.0])
def test_orders_against_scipy_and_by_subtraction(budget):
    items = shop_shelf()
    found = ordered(items, budget)
    judged = optimize.minimize(
        items.cost, items.quantities(1.0), jac=items.gradient, method="SLSQP", options={"ftol": 1e-12},
        constraints={"type": "ineq", "fun": lambda q: budget - items.stock(q), "jac": lambda q: -items.price / 2},
    )  # fmt: skip
    assert found.cost == pytest.approx(judged.fun, rel=1e-7)
    assert found.quantities == pytest.approx(judged.x, rel=1e-3)
    difference = ordered(items, budget - 0.5).cost - ordered(items, budget + 0.5).cost
    assert found.multiplier == pytest.approx(difference, rel=1e-6)
    assert np.linalg.eigvalsh(items.hessian(found.quantities)).min() > 0


def test_a_budget_that_does_not_bind_has_no_price():
    found = ordered(shop_shelf(), 20_000.0)
    assert found.multiplier == 0
    assert shop_shelf().gradient(found.quantities) == pytest.approx(np.zeros(4))
    with pytest.raises(ValueError, match="more than nothing"):
        ordered(shop_shelf(), 0.0)


def test_the_ball_bearings():
    loss = WeibullLoss(ball_bearings())
    fit = loss.fit()
    assert fit == pytest.approx([2.101847, 81.874557], abs=2e-6)
    assert loss.value(fit) == pytest.approx(113.691969, abs=1e-4)
    assert loss.hessian(fit) == pytest.approx(
        np.array([[10.380921, -0.130469], [-0.130469, 0.015158]]), abs=1e-5
    )
    assert np.sqrt(np.diag(loss.covariance(fit))) == pytest.approx([0.328657, 8.600926], abs=1e-5)
    shape, _at, scale = stats.weibull_min.fit(ball_bearings(), floc=0)
    assert fit == pytest.approx([shape, scale], rel=1e-3)


@pytest.mark.parametrize("end", [np.inf, 80.0, 50.0])
def test_its_derivatives_by_differences(end):
    loss, point, h = WeibullLoss(ball_bearings(), end), np.array([1.7, 75.0]), 1e-5
    steps = h * np.eye(2)
    slopes = [(loss.value(point + d) - loss.value(point - d)) / (2 * h) for d in steps]
    bends = [(loss.gradient(point + d) - loss.gradient(point - d)) / (2 * h) for d in steps]
    assert loss.gradient(point) == pytest.approx(np.array(slopes), abs=1e-7)
    assert loss.hessian(point) == pytest.approx(np.array(bends), abs=1e-7)
    assert loss.value([[1.7, 75.0], [-1.0, 75.0]]).tolist() == [loss.value(point), np.inf]


@pytest.mark.parametrize("end", [np.inf, 60.0])
def test_profiles_and_the_delta_method_against_scipy(end):
    loss = WeibullLoss(ball_bearings(), end)
    fit = loss.fit()
    for which in (0, 1):
        for bound in loss.profile(fit, which, 0.95):

            def risen(other, which=which, bound=bound):
                return loss.value([bound, other] if which == 0 else [other, bound])

            best = optimize.minimize_scalar(
                risen, bounds=(0.2, 400), method="bounded", options={"xatol": 1e-9}
            )
            assert 2 * (best.fun - loss.value(fit)) == pytest.approx(stats.chi2.ppf(0.95, 1), abs=1e-4)
    steps = 1e-5 * np.eye(2)
    slope = np.array([(life(fit + d, 0.1) - life(fit - d, 0.1)) / 2e-5 for d in steps])
    assert life_error(fit, loss.covariance(fit), 0.1) == pytest.approx(
        np.sqrt(slope @ loss.covariance(fit) @ slope)
    )
    assert life(fit, 0.1) == pytest.approx(stats.weibull_min.ppf(0.1, fit[0], scale=fit[1]))


def test_a_test_that_ends_at_any_time_is_fitted():
    # from 61.2 to 61.8 Newton's method stopped where H has an eigenvalue below 0
    for end in np.arange(500, 1801, 3) / 10:
        loss = WeibullLoss(ball_bearings(), float(end))
        fit = loss.fit()
        assert loss.gradient(fit) == pytest.approx(np.zeros(2), abs=1e-9), end
        assert np.linalg.eigvalsh(loss.hessian(fit))[0] > 0, end


def test_too_short_a_test_is_refused():
    with pytest.raises(ValueError, match="fewer than two parts failed before 20"):
        WeibullLoss(ball_bearings(), 20.0)
    with pytest.raises(ValueError, match="above 0"):
        WeibullLoss(np.array([1.0, -2.0]))


PART = slice(330, 458)


@pytest.mark.parametrize("sigma", [1.5, 4.0])
def test_the_hessian_of_an_image_is_that_of_two_other_programs(sigma):
    image = retina(PART, PART)
    found = ScaleSpace(image).hessian(sigma)
    inner = (slice(40, -40), slice(40, -40))  # they continue an image otherwise
    for orders, (i, j) in {(0, 2): (0, 0), (1, 1): (0, 1), (2, 0): (1, 1)}.items():
        other = ndimage.gaussian_filter(image, sigma, order=orders, truncate=8)
        assert found[inner][..., i, j] == pytest.approx(other[inner], abs=1e-6)
    theirs = hessian_matrix(image, sigma, order="xy", use_gaussian_derivatives=True)
    for (i, j), other in zip(((0, 0), (0, 1), (1, 1)), theirs, strict=True):
        assert found[inner][..., i, j] == pytest.approx(other[inner], abs=2e-3 * abs(other).max())


@pytest.mark.parametrize("width", [1.5, 3.0])
def test_a_tube_of_known_width_is_found_at_its_scale(width):
    """Its brightness bends by σ²s/(s² + σ²)^(3/2), worked by hand, which is largest at σ = √2 s."""
    x = np.arange(129.0) - 64
    tube = ScaleSpace(1 - np.tile(np.exp(-(x**2) / (2 * width**2)), (129, 1)))
    sigmas = width * np.sqrt(2) * np.array([0.5, 0.7, 1.0, 1.4, 2.0])
    bends = [sigma**2 * tube.hessian(sigma)[64, 64] for sigma in sigmas]
    known = sigmas**2 * width / (width**2 + sigmas**2) ** 1.5
    assert [bend[0, 0] for bend in bends] == pytest.approx(known, rel=1e-6)
    assert int(np.argmax(known)) == 2
    assert [abs(bend[1, 1]) for bend in bends] == pytest.approx([0] * 5, abs=1e-9)
    measured, scale = tube.ridges(sigmas)
    assert measured[64, 64] > 0.6 and measured[64, 20] < 0.05 and scale[64, 64] > 0


def test_frangis_measure_is_scikit_images_where_that_is_right():
    image = retina(PART, PART)
    ours = vesselness(4.0 * hessian_of(image, 2.0))
    theirs = frangi(image, sigmas=[2.0], beta=0.5, gamma=None, black_ridges=True)
    inner = (slice(20, -20), slice(20, -20))
    assert np.corrcoef(ours[inner].ravel(), theirs[inner].ravel())[0, 1] > 0.9
    low, high = ordered_eigenvalues(hessian_of(image, 2.0))
    assert (abs(low) <= abs(high)).all()


def hessian_of(image, sigma):
    return ScaleSpace(image).hessian(sigma)


def test_a_scale_too_large_for_the_image_is_refused():
    with pytest.raises(ValueError, match="at most 4 pixels"):
        ScaleSpace(np.zeros((32, 40))).hessian(9.0)

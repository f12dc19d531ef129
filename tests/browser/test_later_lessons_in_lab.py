"""Lessons 2 to 8 as a learner meets them; what the page says is compared with an independent computation."""

import re

import numpy as np
from playwright.sync_api import Locator, expect

from tests.browser.hands import SOON, Hand, until
from tests.browser.lab import Desk
from tests.browser.lessons import opened, settle, type_formula
from tests.shown_numbers import plain

VOLCANO = "exp(-x^2-y^2)*(x^2+2y^2)"


def around(hand: Hand) -> Locator:
    """The whole explorer: its controls, stage and companions."""
    return hand.root.locator("xpath=ancestor::div[contains(@class, 'jp-OutputArea-output')][1]")


def says(hand: Hand, words: str | re.Pattern[str]) -> None:
    """Wait until the sentence under the picture holds these words."""
    expect(hand.sentence).to_contain_text(words, timeout=SOON)


def numbers(text: str) -> list[float]:
    """The numbers in a text, with true minus signs and powers of ten."""
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", plain(text))]


def test_lesson_2(desk: Desk) -> None:
    opened(desk, "02-second-derivative-test.ipynb")
    hunter = Hand(desk.page)
    says(hunter, "is not a critical point")
    type_formula(desk, VOLCANO)
    says(hunter, "1 minimum, 2 maxima and 2 saddles")
    table = around(hunter).locator("table")
    expect(table.locator("tbody tr")).to_have_count(5, timeout=SOON)
    around(hunter).locator("select").last.select_option(label="saddle at (1, 0)")
    says(hunter, "(1, 0) is a saddle")
    e = float(np.exp(-1))
    np.testing.assert_allclose(numbers(hunter.sentence.text_content())[2:6], [-4 * e, 0, 0, 2 * e], atol=5e-3)
    hunter.drag(-60, -30)
    says(hunter, "is not a critical point")
    shown = hunter.read()
    x, y = shown.point
    weight = 2 * np.exp(-(x**2) - y**2)
    by_hand = weight * np.array([x * (1 - x**2 - 2 * y**2), y * (2 - x**2 - 2 * y**2)])
    np.testing.assert_allclose(numbers(shown.sentence)[2:4], by_hand, rtol=1e-2, atol=1e-3)
    ring = Hand(desk.page, 3)
    says(ring, re.compile("positive"))
    type_formula(desk, "x^3 - 3x y^2", 3)
    says(ring, "changes sign 6 times")
    quadratic = Hand(desk.page, 1)
    quadratic.drag(0, 60)
    says(quadratic, re.compile("saddle|silent"))


def test_lesson_3(desk: Desk) -> None:
    opened(desk, "03-taylor-model.ipynb")
    taylor = Hand(desk.page, 1)
    type_formula(desk, "sin(x y) + exp(y)", 1)
    says(taylor, "2 (order 1) and 3 (order 2)")
    before = taylor.point
    taylor.drag(-30, 20)
    until(desk.page, lambda: taylor.point != before, "the centre to follow")
    taylor.rests()
    shown = taylor.read()
    x, y = shown.point
    slope = [y * np.cos(x * y), x * np.cos(x * y) + np.exp(y)]
    found = numbers(shown.sentence.split("∇f(a) =")[1])[:2]
    np.testing.assert_allclose(found, slope, rtol=1e-2)
    gradient = Hand(desk.page, 2)
    says(gradient, "steepest ascent")


def test_lesson_4(desk: Desk) -> None:
    opened(desk, "04-newton-and-gradient-descent.ipynb")
    race = Hand(desk.page, 7)
    presets = around(race)
    card = presets.get_by_role("button", name="to a maximum", exact=True)
    card.click()
    expect(card).to_have_attribute("aria-pressed", "true", timeout=SOON)
    says(race, re.compile(r"\(0, 0\), a maximum"))
    bar = presets.get_by_role("slider", name="step", exact=True)
    bar.press("Home")
    expect(bar).to_have_attribute("aria-valuetext", "step 0 of 8", timeout=SOON)
    presets.get_by_role("button", name="play", exact=True).click()  # the paths grow
    expect(bar).to_have_attribute("aria-valuetext", re.compile("step [1-7] of 8"), timeout=SOON)
    bar.press("End")
    expect(bar).to_have_attribute("aria-valuetext", "step 8 of 8", timeout=SOON)
    expect(presets.get_by_role("button", name="play", exact=True)).to_be_visible(timeout=SOON)
    presets.get_by_role("button", name="uphill on the way", exact=True).click()
    says(race, "24.2 → 4.73 → 1412 → 0.056")
    presets.get_by_role("button", name="only linear", exact=True).click()
    says(race, re.compile("0.666|2/3"))
    start = race.point
    race.handle.press("ArrowRight")
    until(desk.page, lambda: race.point[0] > start[0], "the start to move")
    valley = Hand(desk.page, 1)
    says(valley, "(κ − 1)/(κ + 1)")
    basins = Hand(desk.page, 8)
    says(basins, re.compile(r"end at \(0, 0\), a maximum"))


def test_lesson_5(desk: Desk) -> None:
    opened(desk, "05-logistic-regression.ipynb")
    orings = Hand(desk.page)
    says(orings, "(15.0429, −0.232163)")
    says(orings, "(7.3786, 0.10824)")
    separable = Hand(desk.page, 2)
    says(separable, re.compile("separa"))
    before = separable.sentence.text_content()
    around(separable).get_by_role("slider", name="ridge ρ", exact=True).press("End")
    until(desk.page, lambda: separable.sentence.text_content() != before, "the ridge to act")
    says(separable, "a minimum")
    says(Hand(desk.page, 3), "1000 resamples")


def test_lesson_6(desk: Desk) -> None:
    opened(desk, "06-hessian-at-scale.ipynb")
    cost = Hand(desk.page)
    says(cost, "H fits into the 16 GB of a laptop")
    around(cost).get_by_role("slider", name="variables n", exact=True).press("End")
    says(cost, "H does not fit into")
    around(cost).get_by_role("button", name="Measure on this machine").click()
    says(cost, "time is measured on this machine")
    spectrum = Hand(desk.page, 2)
    around(spectrum).get_by_role("slider", name="steps of Lanczos", exact=True).press("End")
    says(spectrum, "20 steps of Lanczos")
    dense, found = (numbers(part)[:2] for part in re.split("(?:run|say) from", spectrum.read().sentence)[1:3])
    np.testing.assert_allclose(found, dense, rtol=2e-3)
    spectrum.handle.press("ArrowRight")
    says(spectrum, "After 20 steps of training")
    blocks = Hand(desk.page, 4)
    around(blocks).get_by_role("slider", name="blocks", exact=True).press("End")
    around(blocks).get_by_role("button", name="2", exact=True).click()
    says(blocks, "are done again, and the sum is the same")
    before = blocks.point
    blocks.handle.scroll_into_view_if_needed()
    blocks.drag(30, -40)
    until(desk.page, lambda: blocks.point != before, "β to follow")
    settle(desk, blocks)
    told = np.array(numbers(blocks.read().sentence.split("H = ")[1])[:10])
    np.testing.assert_allclose(told[:4].reshape(2, 2) @ told[8:], -told[4:6], atol=5e-3)  # one Newton step
    arrow = Hand(desk.page, 3)
    says(arrow, "276 are fill-in")
    around(arrow).get_by_role("button", name="reversed", exact=True).click()
    says(arrow, "0 are fill-in")


def test_lesson_7(desk: Desk) -> None:
    opened(desk, "07-one-hessian-many-tools.ipynb")
    tools = Hand(desk.page)
    says(tools, "rows (21.6, 0) and (0, −12)")
    before = tools.point
    tools.drag(-40, 30)
    until(desk.page, lambda: tools.point != before, "the point to follow")
    settle(desk, tools)
    shown = tools.read()
    np.testing.assert_allclose(numbers(shown.sentence)[2:6], [18 * shown.point[0], 0, 0, -12], rtol=1e-2)
    around(tools).get_by_role("slider", name="trap", exact=True).press("End")
    expect(tools.caption).to_contain_text("reports success, and it stands on a saddle", timeout=SOON)
    times = Hand(desk.page, 2)
    around(times).get_by_role("button", name="error", exact=True).click()
    says(times, re.compile("SymPy: exact"))
    logbook = Hand(desk.page, 4)
    says(logbook, "(1, 2) at the end; 2/η is 10")
    around(logbook).get_by_role("slider", name="step size η", exact=True).press("End")
    says(logbook, "2/η is 1.67")


def test_lesson_8(desk: Desk) -> None:
    opened(desk, "08-hessians-at-work.ipynb")
    portfolio = Hand(desk.page)
    says(portfolio, "Japan 11.5 % (return 4.3 %)")
    japan = portfolio.root.locator(".handle").nth(4)
    japan.scroll_into_view_if_needed()
    portfolio.drag(30, 0, japan)
    settle(desk, portfolio)
    shares = re.findall(r"\w+ (\S+) % \(return", plain(portfolio.read().sentence))
    assert abs(sum(map(float, shares)) - 100) < 0.5 and float(shares[4]) > 11.5
    dispatch = Hand(desk.page, 1)
    around(dispatch).get_by_role("slider", name="demand (MW)", exact=True).press("End")
    says(dispatch, "unit 13 makes 40 MW (its upper limit)")
    vessels = Hand(desk.page, 2)
    before = vessels.point
    vessels.drag(-30, 40)
    until(desk.page, lambda: vessels.point != before, "the point to follow")
    bearings = Hand(desk.page, 3)
    around(bearings).get_by_role("slider", name=re.compile("the test ends at")).press("Home")
    says(bearings, re.compile(r"and \d+ still run"))
    shelf = Hand(desk.page, 4)
    around(shelf).get_by_role("slider", name="budget (pounds)", exact=True).press("End")
    says(shelf, "so the multiplier is 0")
    network = Hand(desk.page, 5)
    says(network, "just at 2/η = 2.5")
    around(network).get_by_role("button", name="two minima", exact=True).click()
    says(network, "11.7 at the sharp one")
    settle(desk, network)
    step = network.root.locator(".handle").nth(1)
    step.scroll_into_view_if_needed()
    network.drag(-50, -30, step)
    settle(desk, network)
    sharp, flat = numbers(network.caption.inner_text())
    assert sharp > 2 * flat > 0
    box = around(network).get_by_role("textbox", name="the step")
    box.fill("nonsense")
    box.press("Enter")
    expect(around(network).locator(".hesskit-notes")).to_contain_text("nonsense", timeout=SOON)

"""How the site's pages look: light and dark, and on paper."""

import io
import re

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Locator, expect

from tests.browser.pages.reader import Reader, at
from tests.site.static_host import Host


def lightness(picture: Locator) -> float:
    """How light a picture is on the screen, from 0 to 255."""
    return float(np.mean(Image.open(io.BytesIO(picture.screenshot())).convert("L")))


def test_pictures_are_dark_in_the_dark(browser: Browser, host: Host) -> None:
    for reader in at(browser, host.address, color_scheme="dark"):
        page = reader.open("index")
        live = page.locator("figure.live .picture")
        reader.hand()
        assert lightness(live) < 100
        page.locator("#theme").click()
        assert lightness(live) > 150
        page.locator("#theme").click()
        assert lightness(live) < 100
        # who has colours of their own is not served with others
        page.emulate_media(forced_colors="active")
        assert (
            page.locator("figure.live .stage-holder").evaluate("(box) => getComputedStyle(box).filter")
            == "none"
        )


def test_light_and_dark(browser: Browser, host: Host) -> None:
    for reader in at(browser, host.address, color_scheme="dark"):
        page, button = reader.open("index"), reader.page.locator("#theme")
        paper = "getComputedStyle(document.body).backgroundColor"
        dark = page.evaluate(paper)
        assert sum(map(int, re.findall(r"\d+", dark))) < 150
        expect(button).to_have_attribute("aria-pressed", "true")
        button.click()
        assert page.evaluate(paper) == "rgb(255, 255, 255)"
        reader.open("01-definition")
        assert page.evaluate(paper) == "rgb(255, 255, 255)"
        expect(button).to_have_attribute("aria-pressed", "false")
        button.click()
        assert page.evaluate(paper) == dark
        page.emulate_media(color_scheme="light")  # the system is followed again
        page.wait_for_function(f"{paper} === 'rgb(255, 255, 255)'")


def test_paper_has_stills(reader: Reader) -> None:
    page = reader.open("02-second-derivative-test")
    reader.see_all()
    page.emulate_media(media="print", color_scheme="dark")
    stills = page.locator("img.still")
    for number in range(stills.count()):
        expect(stills.nth(number)).to_be_visible()
    for gone in (".hesskit-stage", ".top", ".contents", ".neighbours", "a.run"):
        assert page.locator(f"{gone}:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert lightness(stills.first) > 150
    expect(page.locator("[id='exercise-2.1'] details.answer")).to_be_visible()
    reader.has_all()
    assert len(page.pdf()) > 200_000

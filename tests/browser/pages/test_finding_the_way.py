"""The way through the site's pages: links, contents, search, choices, and an address that leads nowhere."""

import re

from playwright.sync_api import Browser, expect

from hesskit.course.lessons.lessons import all_lessons
from tests.browser.pages.reader import Reader
from tests.site.static_host import Host


def test_the_way_through_the_course(anywhere: Reader) -> None:
    page = anywhere.open("index")
    page.get_by_role("link", name="Start here", exact=True).click()
    for lesson in all_lessons()[1:]:
        page.get_by_role("navigation", name="Previous and next lesson").get_by_role(
            "link", name="Next"
        ).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(lesson.title)
        expect(page.get_by_role("navigation", name="Course").locator("[aria-current=page]")).to_have_text(
            str(lesson.number)
        )
    anywhere.open("05-logistic-regression")
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="3 · ").click()
    expect(page.locator("#part-3")).to_be_in_viewport()
    page.locator(".prose a[href^='glossary.html#']").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Glossary")
    term = page.locator(":target")
    expect(term).to_be_in_viewport()
    page.locator(".term", has=term).get_by_role("link", name="Lesson 5").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        all_lessons()[5].title
    )  # it has left the glossary
    expect(page.locator(":target")).to_be_in_viewport()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Glossary")


def test_search(anywhere: Reader) -> None:
    page = anywhere.open("03-taylor-model")
    page.get_by_role("searchbox").fill("saddle")
    page.get_by_role("searchbox").press("Enter")
    results = page.locator("#results li")
    expect(results.first.get_by_role("link")).to_have_text("saddle")
    expect(page.get_by_role("status")).to_contain_text(re.compile(r"\d+ places found"))
    field = page.get_by_role("searchbox")
    for words, where in (
        ("Clairaut", "Clairaut–Schwarz"),
        ("4.7", "Exercise 4.7"),
        ("O-ring", ""),
        ("f_xy", ""),
    ):
        field.fill(words)
        expect(results.first.get_by_role("link")).to_contain_text(where)
    field.fill("zzz <b>")
    expect(page.get_by_role("status")).to_have_text(
        "Nothing found for “zzz <b>”: try fewer or shorter words."
    )
    field.fill("basin")
    results.first.get_by_role("link").click()
    expect(page.locator(":target")).to_have_text("basin")


def test_the_contents_are_folded_on_a_phone_and_open_beside_a_lesson(phone: Reader) -> None:
    page = phone.open("02-second-derivative-test")
    contents = page.get_by_role("navigation", name="On this page")
    expect(contents.get_by_role("link", name="3 · ")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    contents.get_by_text("On this page").click()
    contents.get_by_role("link", name="3 · ").click()
    expect(page.locator("#part-3")).to_be_in_viewport()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.reload()
    expect(contents.get_by_role("link", name="3 · ")).to_be_visible()


def test_a_choice_says_at_once_what_it_is_worth(anywhere: Reader) -> None:
    page = anywhere.open("02-second-derivative-test")
    asked = page.locator("[id='exercise-2.1']")
    asked.locator("summary", has_text="exp(x) + exp(y) at (0, 0)").click()
    expect(asked.get_by_text("Not yet.").first).to_be_visible()
    asked.locator("summary", has_text="x³ − 3x + y² at").click()
    expect(asked.get_by_text("Right.")).to_be_visible()
    expect(asked.get_by_text("Not yet.").first).to_be_hidden()  # one at a time
    expect(asked.get_by_text("Answer:")).to_be_hidden()


def test_an_address_that_leads_nowhere_leads_home(browser: Browser, host: Host) -> None:
    opened = browser.new_context()
    page = opened.new_page()
    answer = page.goto(f"{host.address}/lessons/old/01.html")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    home = page.get_by_role("link", name="Go to the front page")
    expect(home).to_have_attribute("href", f"{host.address}/index.html")
    home.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The Hessian, by hand and alive")
    opened.close()

"""JupyterLite where something is in the way: a file is missing, nothing can be kept, no scripts, a phone's screen."""

import itertools
import re

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.hands import SOON
from tests.browser.lab import PATIENCE
from tests.site.lite_desk import LiteDesk, stored, without_python
from tests.site.static_host import Host

NOTHING_KEPT = """for (const name of ["indexedDB", "localStorage", "sessionStorage"])
  Object.defineProperty(window, name, { get() { throw new DOMException("refused", "SecurityError"); } });"""
# a Python that says nothing is looked into after three seconds instead of thirty (PATIENCE of python.js)
HURRY = """const wait = window.setTimeout;
window.setTimeout = (task, ms, ...more) => wait(task, ms === 30_000 ? 3_000 : ms, ...more);"""
# all at once: the page may still be moving
BOXES = """labels => labels.map((label) => label.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom])"""
HOLDS = re.compile("ready|broken|late")


@pytest.mark.parametrize("name", ["sympy-1.14.0-py3-none-any.whl", "pyodide.asm.wasm"])
def test_a_file_that_is_missing_is_named(visit: BrowserContext, host: Host, name: str) -> None:
    visit.add_init_script(HURRY)
    visit.route(f"**/{name}*", lambda route: route.fulfill(status=404, body="not here"))
    desk = LiteDesk(visit.new_page(), host.address)
    desk.open("00-start-here.ipynb")
    status = desk.page.locator("#hesskit-status")
    expect(status).to_contain_text(f"Python cannot start: {name} cannot be fetched.", timeout=3 * PATIENCE)
    expect(status).to_contain_text("The lesson can be read all the same.")
    expect(desk.page.locator("#hesskit-run")).to_be_hidden()
    lines = status.evaluate(
        "(said) => [said.scrollWidth - said.clientWidth, said.scrollHeight - said.clientHeight]"
    )
    assert max(lines) <= 1  # all of it can be read
    expect(desk.page.get_by_role("heading", name="Lesson 0 · Start here")).to_be_visible()


def test_a_browser_that_keeps_nothing_is_told_so(visit: BrowserContext, host: Host) -> None:
    visit.add_init_script(NOTHING_KEPT)
    without_python(visit)
    desk = LiteDesk(visit.new_page(), host.address)
    desk.open("00-start-here.ipynb")
    said = desk.page.locator(".jp-toastContainer")
    expect(said).to_contain_text("This browser keeps nothing for this site", timeout=PATIENCE)
    expect(said.get_by_role("button", name="Save my progress to a file")).to_be_visible()


def test_before_python_has_come_the_page_says_what_comes(visit: BrowserContext, host: Host) -> None:
    visit.route("**/build/lab/bundle.js*", lambda route: route.abort())  # as if the rest took for ever
    page = visit.new_page()
    page.goto(f"{host.address}/run/lab/index.html?path=00-start-here.ipynb", wait_until="commit")
    expect(page.locator(".jupyterlite-loading-indicator-text")).to_contain_text("about half a minute")


def test_without_scripts_the_way_to_the_pages_is_shown(browser: Browser, host: Host) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{host.address}/run/lab/index.html?path=00-start-here.ipynb")
    link = page.get_by_role("link", name="the pages of the course")
    expect(link).to_be_visible()
    assert link.evaluate("(link) => link.href") == f"{host.address}/index.html"
    context.close()


def test_one_press_makes_a_lesson_live_on_a_phone(browser: Browser, host: Host) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    desk = LiteDesk(context.new_page(), host.address)
    page = desk.page
    lesson, sought = "03-taylor-model.ipynb", 'check("3.8")'
    cell = next(cell["id"] for cell in stored(lesson) if sought in "".join(cell["source"]))
    desk.open(lesson, f"&cell={cell}")
    active = page.locator(".jp-Notebook .jp-Cell.jp-mod-active")
    expect(active).to_contain_text(sought, timeout=SOON)
    expect(page.locator(".jp-DirListing")).to_be_hidden()
    for side in ("left", "right"):
        expect(page.locator(f".jp-SideBar.jp-mod-{side}")).to_be_hidden()
    status = page.locator("#hesskit-status")
    expect(status).to_have_attribute("data-state", HOLDS, timeout=3 * PATIENCE)
    page.get_by_role("button", name="Run the whole lesson").tap()
    expect(page.locator("#hesskit-status")).to_have_text(
        "The lesson is live: drag, type, answer.", timeout=2 * PATIENCE
    )
    expect(active).to_contain_text(sought)  # the page is where the reader had it
    expect(active).to_be_in_viewport()
    choices = active.locator(".widget-radio-box label")
    boxes = choices.evaluate_all(BOXES)
    assert len(boxes) == 4
    for (_, bottom), (top, _) in itertools.pairwise(boxes):
        assert bottom <= top + 1  # ipywidgets alone writes long ones over each other
    choices.nth(1).tap()
    active.get_by_title("Check the answer to exercise 3.8").tap()  # the cell has another exercise too
    expect(active.get_by_role("alert").filter(has_text="3.8: not yet")).to_be_visible(timeout=SOON)
    desk.menu("Course", "Back to the Pages of the Course")
    expect(page).to_have_url(f"{host.address}/03-taylor-model.html", timeout=SOON)
    context.close()

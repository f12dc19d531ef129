"""Where an address leads in JupyterLite: to a lesson, to a cell of it, back and forward, in two tabs, on a phone."""

from playwright.sync_api import BrowserContext, expect

from hesskit.course.lessons.lessons import find_lesson
from hesskit.site.build import run_link
from tests.browser.hands import SOON, TWO_FRAMES, until
from tests.browser.lab import PATIENCE
from tests.site.lite_desk import LiteDesk, stored, without_python
from tests.site.static_host import Host

# how far below the top of the notebook a cell is, and whether every cell has been given its place
SECOND = "02-second-derivative-test.ipynb"
ABOVE = """cell => cell.getBoundingClientRect().top
  - cell.closest(".jp-WindowedPanel-outer").getBoundingClientRect().top"""
ALL_LAID_OUT = """() => {
  const notebook = jupyterapp.shell.currentWidget.content;
  return notebook.widgets.every((cell) => cell.node.isConnected && cell.node.getBoundingClientRect().height > 0);
}"""


def test_a_link_may_begin_at_a_cell(lite: LiteDesk) -> None:
    without_python(lite.page.context)
    lesson, sought = "03-taylor-model.ipynb", "explore.gradient("
    cell = next(cell["id"] for cell in stored(lesson) if sought in "".join(cell["source"]))
    lite.open(lesson, f"&cell={cell}")
    active = lite.page.locator(".jp-Notebook .jp-Cell.jp-mod-active")
    expect(active).to_contain_text(sought, timeout=SOON)
    expect(active).to_be_in_viewport(timeout=SOON)
    # the lab lays out what is above by and by, and a picture may grow long after: the cell keeps its place meanwhile
    lite.page.wait_for_function(ALL_LAID_OUT, timeout=PATIENCE)
    before = lite.page.locator(".jp-Notebook .jp-Cell").first
    for height in ("700px", "1200px"):
        before.evaluate("(node, height) => (node.style.minHeight = height)", height)
        until(lite.page, lambda: abs(active.evaluate(ABOVE)) < 2, "the cell at the top")
    # until the reader goes elsewhere
    active.hover()
    lite.page.mouse.wheel(0, -600)
    until(lite.page, lambda: active.evaluate(ABOVE) > 400, "what is above to be read")
    there = active.evaluate(ABOVE)
    before.evaluate("node => (node.style.minHeight = '1500px')")
    lite.page.evaluate(TWO_FRAMES)
    assert active.evaluate(ABOVE) > there - 2


def test_a_phone_shows_the_lesson_and_not_the_list_of_files(lite: LiteDesk) -> None:
    without_python(lite.page.context)
    lite.page.set_viewport_size({"width": 400, "height": 800})
    lite.open("01-definition.ipynb")
    expect(lite.page.locator(".jp-DirListing")).to_be_hidden(timeout=SOON)
    expect(lite.page.locator("#hesskit-status")).to_be_in_viewport(timeout=SOON)


def test_back_forward_and_a_second_tab_do_no_harm(lite: LiteDesk, host: Host) -> None:
    page = lite.page
    # a front page of the test's own: the real one is made with the pages, which test_pages.py opens
    link = f'<a href="{run_link(find_lesson("1"))}">What the Hessian is</a>'
    page.route(
        f"{host.address}/",
        lambda route: route.fulfill(content_type="text/html", body=f"<h1>hesskit</h1>{link}"),
    )
    page.goto(f"{host.address}/")
    page.get_by_role("link", name="What the Hessian is").click()
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=PATIENCE)
    page.go_back()
    expect(page.get_by_role("heading", name="hesskit")).to_be_visible()
    page.go_forward()
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=PATIENCE)
    page.locator(".jp-Notebook").get_by_role("link", name="The second-derivative test").first.click()
    second_lesson = f"{host.address}/run/lab/index.html?path={SECOND}&workspace={SECOND}"
    expect(page).to_have_url(second_lesson, timeout=SOON)
    # on a slow machine a link in the lesson of the address is followed before the lab has put that lesson on top
    page.evaluate("() => jupyterapp.shell.activateById([...jupyterapp.shell.widgets('main')][0].id)")
    page.evaluate(TWO_FRAMES)
    expect(page.locator(".jp-Notebook:visible h1").first).to_contain_text("Lesson 2", timeout=SOON)
    expect(page).to_have_url(second_lesson)
    page.go_back()
    expect(page.get_by_role("heading", name="hesskit")).to_be_visible()
    page.go_forward()
    expect(page.locator(".jp-Notebook:visible h1").first).to_contain_text("Lesson 2", timeout=PATIENCE)
    second = LiteDesk(page.context.new_page(), host.address)
    second.open("00-start-here.ipynb")
    expect(second.page.locator(".jp-Notebook:visible h1").first).to_contain_text("Start here", timeout=SOON)
    second.ready()
    second.run_all()
    second.page.close()
    lite.ready()
    assert page.evaluate("jupyterapp.shell.currentWidget.context.model.dirty") is False
    # looking at a lesson makes no copy that would hide a newer one
    assert "second-derivative-test" not in lite.ledger()
    assert second.errors == []
    assert second.outside == []


def test_the_app_without_a_lesson_opens_the_first(visit: BrowserContext, host: Host) -> None:
    without_python(visit)
    page = visit.new_page()
    page.goto(f"{host.address}/run/")
    expect(page.locator(".jp-Notebook h1").first).to_contain_text("Start here", timeout=PATIENCE)

"""The formgrader, in a real browser, on everything a student may try: nothing is requested, nothing is written."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request

from hesskit.homework.assignments.catalogue import all_assignments
from hesskit.homework.course_folder import CourseFolder
from hesskit.homework.grading.gradebook import Grader, quiet, record
from hesskit.homework.release import make_course, release
from hesskit.homework.roster import Student
from hesskit.homework.sandbox.run import Step, Transcript
from hesskit.homework.submissions.collect import collect, mended
from tests.browser.lab import PATIENCE, TOKEN, served, stock_lab
from tests.homework.test_harmless import EVIL, TRICKS
from tests.ports import free_port

NAME = "hw1-definition"
ASSIGNMENT = all_assignments()[NAME]
PICTURE = {"a.png": {"image/png": "iVBORw0KGgo="}}


def hostile(course: CourseFolder, folder: Path) -> None:
    """A submission with every trick in its words and in what its program showed, recorded as if it had been run."""
    import nbformat

    notebook = json.loads(release(course, ASSIGNMENT).read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name == "q6":
            cell["source"], cell["attachments"] = "\n\n".join((EVIL, *TRICKS)), PICTURE
        elif name == "q1-answer":
            cell["source"] = f"'''{EVIL}'''  # [see](javascript:steal())"
    (folder / "ada.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    collect(course, ASSIGNMENT, folder, [Student("ada")])
    submission = mended(course, ASSIGNMENT, "ada")
    place = next(n for n, cell in enumerate(submission.cells) if cell["id"] == "q1-answer")
    kinds = (
        "text/html",
        "text/markdown",
        "text/latex",
        "image/svg+xml",
        "application/javascript",
        "text/plain",
    )
    outputs = [
        {"output_type": "display_data", "data": {kind: trick}} for trick in (EVIL, *TRICKS) for kind in kinds
    ]
    transcript = Transcript([Step(place, "")], 1.0)
    for shown in (outputs, [{"output_type": "stream", "name": "stdout", "text": "\n".join((EVIL, *TRICKS))}]):
        line = json.dumps({"event": "cell", "cell": place, "outputs": shown}).encode()
        assert transcript.read(line + b"\n")
    with quiet(), Grader(course).gradebook() as gradebook:
        graded = record(gradebook, course, ASSIGNMENT, "ada", (submission, transcript.run()))
    target = course.autograded(NAME, "ada")
    target.parent.mkdir(parents=True)
    target.write_text(nbformat.writes(graded), encoding="utf-8")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> object:
    """The address of a formgrader, its course and the page of the submission."""
    course = make_course(tmp_path_factory.mktemp("hostile") / "calculus")
    hostile(course, tmp_path_factory.mktemp("in"))
    with quiet(), Grader(course).gradebook() as gradebook:
        page = gradebook.find_submission_notebook(NAME, NAME, "ada").id
    port = free_port()
    extension = (
        "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True, 'jupyterlab': True}"
    )
    with served([*stock_lab(port), extension], port, course.root) as at:
        yield at, course, page


def test_a_click_on_everything_in_a_submission_does_nothing(address: object, browser: Browser) -> None:
    at, course, name = address  # type: ignore[misc]
    before = {path for path in course.root.rglob("*") if ".runtime" not in path.parts}
    asked: list[Request] = []
    away: list[str] = []
    signed_in = {"Authorization": f"token {TOKEN}"}  # for what the page asks of the server itself
    window = {"width": 1280, "height": 950}
    with contextlib.closing(browser.new_context(viewport=window, extra_http_headers=signed_in)) as context:
        context.route(
            lambda url: not url.startswith((at, "data:")),
            lambda route: (away.append(route.request.url), route.abort()),
        )
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"nbgrader's page broke: {error}"))
        page.on("dialog", lambda dialog: pytest.fail(f"a script spoke: {dialog.message}"))
        page.goto(f"{at}/formgrader/submissions/{name}/?token={TOKEN}", timeout=PATIENCE)
        page.wait_for_selector("#notebook-container", timeout=PATIENCE)
        assert "steal()" in page.inner_text("#notebook-container"), "the student's words are shown"
        page.wait_for_function(
            "document.querySelector('input.score#q1').placeholder !== ''", timeout=PATIENCE
        )
        answer, model = (
            page.locator(f".answer-and-model > {part}").bounding_box() for part in ("div", "aside")
        )
        assert answer and model and answer["y"] == model["y"] and answer["x"] + answer["width"] <= model["x"]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "everything fits the page"
        page.on("request", lambda request: asked.append(request))
        places = page.query_selector_all(
            "#notebook-container a, #notebook-container img, #notebook-container p"
        )
        assert len(places) > len(TRICKS)
        addresses = [place.get_attribute("href") for place in places]
        for place in places:
            if not (place.get_attribute("href") or "").startswith("http"):
                place.evaluate("place => place.click()")
        page.wait_for_load_state("networkidle", timeout=PATIENCE)
        assert page.url.partition("#")[0].partition("?")[0] == f"{at}/formgrader/submissions/{name}/"
    assert {(found or "#")[:4] for found in addresses} <= {"#", "http", "mail"} | {
        found[:4] for found in addresses if found and found.startswith("#")
    }
    assert [found.url for found in asked if found.method != "GET"] == [] and away == []
    assert {path for path in course.root.rglob("*") if ".runtime" not in path.parts} == before


def test_nor_does_one_in_the_lab_s_preview(address: object, browser: Browser) -> None:
    """What the formgrader calls the live notebook: JupyterLab shows it as the formgrader does, and asks nobody."""
    at, course, _ = address  # type: ignore[misc]
    away: list[str] = []
    with contextlib.closing(browser.new_context()) as context:
        context.route(
            lambda url: not url.startswith((at, "data:")),
            lambda route: (away.append(route.request.url), route.abort()),
        )
        page = context.new_page()
        page.on("dialog", lambda dialog: pytest.fail(f"a script spoke: {dialog.message}"))
        page.goto(f"{at}/doc/tree/autograded/ada/{NAME}/{NAME}.ipynb?token={TOKEN}", timeout=PATIENCE)
        page.get_by_text("steal()").first.wait_for(timeout=PATIENCE, state="attached")
        links = page.locator(".jp-Notebook a").evaluate_all(
            "all => all.map(one => one.getAttribute('href') || '')"
        )
        assert not [to for to in links if "javascript" in to or "/api/" in to or "logout" in to]
        page.locator(".jp-OutputArea a, .jp-RenderedMarkdown a").evaluate_all(
            "links => links.forEach(link => /^https?:/.test(link.href) || link.click())"
        )
        page.wait_for_load_state("networkidle", timeout=PATIENCE)
    assert away == [] and not list(course.root.glob("PWNED*"))

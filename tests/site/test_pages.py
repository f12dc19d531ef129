"""The pages of the site as files: valid, whole, light, and without a dead link."""

import gzip
import itertools
import json
import re
from collections import Counter
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from hesskit.course.answers.kinds import Choice
from hesskit.course.exercises.exercise import exercises_of, lessons
from hesskit.course.lessons.glossary import TERMS
from hesskit.course.lessons.lessons import all_lessons
from hesskit.pages.performed import Cell, Output, Performance
from hesskit.site.build import APP, run_link, write_pages
from hesskit.site.front_page import searchable
from hesskit.site.lesson_page import answer_of, exercise_html, prose, term_anchor
from hesskit.stage.stage import LIVING
from tests.site.built_site import built_pages
from tests.site.page_tree import HTML, PageTree, place_of, read, text_of

LESSONS = [lesson.path.stem for lesson in all_lessons()]
NAMES = ["index", *LESSONS, "glossary", "search"]
MOST_BYTES = 1_500_000  # of a page before its recordings
WHOLE_UNSAID = {"pre", "code", "script", "style"}

each_page = pytest.mark.parametrize("name", NAMES)
each_lesson = pytest.mark.parametrize("name", LESSONS)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_pages(tmp_path_factory)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, PageTree]:
    """Every page, by its name; reading them is what finds invalid ones."""
    return {path.stem: read(path) for path in site.glob("*.html")}


def notebook(name: str) -> list[dict[str, object]]:
    path = next(lesson.path for lesson in all_lessons() if lesson.path.stem == name)
    return list(json.loads(path.read_text("utf-8"))["cells"])


def test_these_are_the_pages(pages: dict[str, PageTree]) -> None:
    assert sorted(pages) == sorted(["404", *NAMES])


@each_page
def test_names_are_given_once(pages: dict[str, PageTree], name: str) -> None:
    assert [one for one, count in Counter(pages[name].anchors).items() if count > 1] == []


@each_page
def test_every_link_leads_somewhere(pages: dict[str, PageTree], site: Path, name: str) -> None:
    known = {page.path: set(page.anchors) for page in pages.values()}
    for address in pages[name].addresses():
        if address.startswith(f"{APP}/"):
            continue  # the second tier
        if address.startswith("https:"):
            assert address.startswith("https://creativecommons.org/"), address
            continue
        path, anchor = place_of(pages[name].path, address)
        assert path.is_file(), address
        assert not anchor or anchor in known[path], address


@each_page
def test_nothing_is_fetched_from_elsewhere(pages: dict[str, PageTree], site: Path, name: str) -> None:
    page = pages[name]
    fetched = [node.attrib.get("src", "") for node in page.root.iter()]
    fetched += [node.attrib["href"] for node in page.all("link")]
    assert not [address for address in fetched if "//" in address or address.startswith("data:")]
    for style in site.glob("assets/*.css"):
        assert re.findall(r"url\(\"([^\"]*)\"\)|@import", style.read_text("utf-8")) in (
            [],
            ["stix-two-math.woff2"],
        )


@each_page
def test_headings_are_in_order(pages: dict[str, PageTree], name: str) -> None:
    levels = [
        int(node.tag[-1]) for node in pages[name].root.iter() if re.fullmatch(HTML + "h[1-6]", node.tag)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))


@each_page
def test_pictures_say_what_they_show_and_keep_their_place(pages: dict[str, PageTree], name: str) -> None:
    for image in pages[name].all("img"):
        assert len(image.attrib["alt"]) > 20
        assert image.attrib["loading"] == "lazy"
        assert int(image.attrib["width"]) <= 960 and int(image.attrib["height"]) > 100


@each_page
def test_a_page_is_light_before_its_recordings(pages: dict[str, PageTree], site: Path, name: str) -> None:
    """Even if every picture is fetched at once, which it is not."""
    page = pages[name]
    fetched = {page.path, site / "assets" / "stix-two-math.woff2"}
    for node in [*page.all("img"), *page.all("script"), *page.all("link")]:
        address = node.attrib.get("src") or node.attrib.get("href")
        if address:
            fetched.add(place_of(page.path, address)[0])
    squeezed = {".html", ".css", ".js", ".svg"}
    sizes = [
        len(gzip.compress(one.read_bytes())) if one.suffix in squeezed else one.stat().st_size
        for one in fetched
    ]
    assert sum(sizes) < MOST_BYTES


def dollars(node: Element) -> list[str]:
    """Texts with a dollar sign, outside code."""
    if node.tag.removeprefix(HTML) in WHOLE_UNSAID:
        return []
    inside = [node.text or "", *(child.tail or "" for child in node)]
    return [text for text in inside if "$" in text] + [found for child in node for found in dollars(child)]


@each_page
def test_all_mathematics_is_typeset(pages: dict[str, PageTree], name: str) -> None:
    assert dollars(pages[name].all("main")[0]) == []


@each_lesson
def test_a_lesson_is_whole(pages: dict[str, PageTree], name: str) -> None:
    page = pages[name]
    said = text_of(page.all("main")[0])
    code = [text_of(node) for node in page.all("pre", "code")]
    for cell in notebook(name):
        own: dict[str, str] = cell["metadata"].get("hesskit", {})  # type: ignore[attr-defined]
        source = own.get("page", "".join(cell["source"]))  # type: ignore[arg-type]
        if cell["cell_type"] == "markdown":
            for words in re.findall(
                r"(?<![\w$\\])[A-Za-z]{4,}(?: [a-z]{3,}){3,}", re.sub(r"[`*].*?[`*]|\(.*?\)", "", source)
            ):
                assert words in said
        elif source and "check(" not in source and not source.startswith("predict("):
            assert " ".join(source.split()) in code
    assert sum("output_type" in str(cell) and "image/png" in str(cell) for cell in notebook(name)) == len(
        page.all("img")
    )


@each_lesson
def test_explorers_are_recorded(pages: dict[str, PageTree], name: str) -> None:
    """All that their notebooks show live."""
    pictures = [cell for cell in notebook(name) if "image/png" in str(cell.get("outputs"))]
    live = [cell for cell in pictures if LIVING in str(cell["outputs"])]
    assert len(pages[name].all("figure", "recorded")) == len(live)


@pytest.mark.parametrize("lesson", lessons())
def test_exercises_show_the_answer_behind_a_fold(pages: dict[str, PageTree], lesson: int) -> None:
    page = pages[LESSONS[lesson]]
    shown = {node.attrib["id"]: node for node in page.all("section", "exercise")}
    assert list(shown) == [f"exercise-{one.number}" for one in exercises_of(lesson)]
    for one in exercises_of(lesson):
        node = shown[f"exercise-{one.number}"]
        folds = list(node.iter(HTML + "details"))
        assert not any("open" in fold.attrib for fold in folds)
        (hint,) = [fold for fold in folds if fold.attrib["class"] == "hint"]
        (answer,) = [fold for fold in folds if fold.attrib["class"] == "answer"]
        assert len(text_of(hint)) > 30
        assert len(text_of(answer)) > 60
        (link,) = [a for a in node.iter(HTML + "a") if a.attrib.get("class") == "run"]
        assert link.attrib["href"].startswith(run_link(all_lessons()[lesson]))


@pytest.mark.parametrize("lesson", lessons())
def test_a_choice_answers_when_it_is_opened(pages: dict[str, PageTree], lesson: int) -> None:
    shown = {node.attrib["id"]: node for node in pages[LESSONS[lesson]].all("section", "exercise")}
    for one in exercises_of(lesson):
        said = [text_of(fold) for fold in shown[f"exercise-{one.number}"].iter(HTML + "details")]
        options = one.answer.options if isinstance(one.answer, Choice) else ()
        assert len(said) == 2 + len(options)
        for option, words in zip(options, said, strict=False):
            assert ("Right." in words) == (option.label == one.answer.right)  # type: ignore[attr-defined]
            assert ("Not yet." in words) == (option.label != one.answer.right)  # type: ignore[attr-defined]
            assert len(words) > len(option.label) + 40


def test_the_front_page_has_a_way_in_for_each(pages: dict[str, PageTree], site: Path) -> None:
    words = text_of(pages["index"].all("main")[0])
    for wanted in (
        "To learn it",
        "To lecture with it",
        "To teach a class with it",
        f"{sum(len(exercises_of(lesson)) for lesson in lessons())} exercises",
        "430 minutes",
    ):
        assert wanted in words


def test_every_term_of_the_glossary_is_there(pages: dict[str, PageTree]) -> None:
    assert {term_anchor(term.name) for term in TERMS} <= set(pages["glossary"].anchors)


def test_the_index_leads_to_all_that_can_be_sought(pages: dict[str, PageTree], site: Path) -> None:
    text = (site / "assets" / "search-index.js").read_text("utf-8")
    entries = json.loads(text.removeprefix("window.hesskitIndex = ").rstrip(";\n"))
    known = {page.path.name: set(page.anchors) for page in pages.values()}
    for address, title, where, words in entries:
        page, _, anchor = address.partition("#")
        assert title and where and words
        assert not anchor or anchor in known[page], address
        assert "$" not in title + words and "**" not in title + words
    assert len(entries) > len(TERMS) + sum(len(exercises_of(lesson)) for lesson in lessons())


# -- the parts


def test_what_is_typed_in_a_lesson_cannot_become_a_script() -> None:
    assert "<script" not in prose("<script>alert(1)</script> [x](javascript:alert(1))")
    assert "javascript" not in prose("[x](javascript:alert(1))")
    assert "href" not in prose("[y](../elsewhere.py)")


def test_a_formula_may_have_spaces_at_its_ends() -> None:
    assert prose("$$x$$ and $f - $ model").count("<math") == 2


def test_plain_words_of_a_table_and_a_formula() -> None:
    assert searchable("| a | b |\n|---|---|\n| **x** | $x^2$ |") == "a b x x²"


def test_an_answer_that_was_typed_as_a_decimal_is_shown_as_one() -> None:
    (known,) = [one for one in exercises_of(4) if one.number == "4.1"]
    assert answer_of(known) == "$0.060466176$"
    (fraction,) = [one for one in exercises_of(4) if one.number == "4.4"]
    assert r"\frac{8}{27}" in answer_of(fraction)
    assert "run" not in exercise_html(known)


def test_without_a_place_to_run_lessons_none_is_offered(tmp_path: Path) -> None:
    lesson = all_lessons()[0]
    cells = (
        Cell("a", "markdown", "# Lesson 0 · Start here", {}),
        Cell("b", "code", "1 + 1", {}, (Output(text="2"),)),
    )
    write_pages(tmp_path, [lesson], [Performance(lesson.path.stem, 0, "Start here", cells)] * 1)
    page = (tmp_path / "00-start-here.html").read_text("utf-8")
    assert 'class="run"' not in page
    assert "its source" not in (tmp_path / "index.html").read_text("utf-8")
    assert '<pre class="printed">2</pre>' in page


def test_the_front_page_leads_to_the_source_where_it_is_known(tmp_path: Path) -> None:
    lesson = all_lessons()[0]
    shown = Performance(
        lesson.path.stem, 0, "Start here", (Cell("a", "markdown", "# Lesson 0 · Start here", {}),)
    )
    write_pages(tmp_path, [lesson], [shown], source='https://example.org/a"b')
    assert 'href="https://example.org/a&quot;b"' in (tmp_path / "index.html").read_text("utf-8")

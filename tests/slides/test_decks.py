"""Slides: what the lessons' metadata make of them, what a deck holds, what is said when none can be made."""

import importlib.util
import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from hesskit.command import app
from hesskit.course.answers.kinds import Choice
from hesskit.course.exercises.exercise import exercise, exercises_of, lessons
from hesskit.course.lessons.lessons import all_lessons, find_lesson
from hesskit.pages.performed import Cell, Output, PageError, Performance
from hesskit.slides import make as making
from hesskit.slides import make as pdf
from hesskit.slides.deck import slides_of
from hesskit.slides.html import page, section, typeset

present = import_module("hesskit.slides.present")

LESSONS = all_lessons()
MOST_WORDS, MOST_ASKED, MOST_LINES = 60, 75, 10
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
STEP = re.compile(r"^\+\+\+\s*$", re.MULTILINE)
PICTURE = Output(png=b"\x89PNG", alt="a picture")
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)


def count_words(text):
    """Count a slide's words; a formula is one."""
    plain = FORMULA.sub("formula", STEP.sub("", text))
    return len([word for word in re.split(r"[\s|]+", plain) if re.search(r"\w", word)])


def rehearsed(lesson):
    """A lesson's cells as if they had run: every one that is seen shows a picture and prints a line."""
    read = nbformat.read(lesson.path, as_version=4).cells
    cells = [
        Cell(one.id, one.cell_type, str(one.source), dict(one.metadata), (PICTURE, Output(text="printed")))
        for one in read
    ]
    return Performance(lesson.path.stem, lesson.number, lesson.title, tuple(cells))


def performance(*cells, name="07-tiny"):
    return Performance(name, 7, "A title", tuple(cells))


def cell(source="", kind="markdown", how="slide", tags=(), outputs=(), **own):
    return Cell(
        "c", kind, source, {"slideshow": {"slide_type": how}, "tags": list(tags), "hesskit": own}, outputs
    )


def words_of(own):
    text = own.get("slide", [])
    return [text] if isinstance(text, str) else list(text)


# -- the lessons


@each_lesson
def test_every_cell_says_what_it_is_on_a_slide(lesson):
    for number, one in enumerate(rehearsed(lesson).cells, 1):
        how = one.metadata.get("slideshow", {}).get("slide_type")
        assert how in {"slide", "fragment", "skip"}, f"cell {number}"
        if how != "skip" and one.beat != "check":
            assert words_of(one.own), f"cell {number} is shown, and has no text"
        if how == "skip":
            assert "slide" not in one.own, f"cell {number} is skipped, and has a text"
        assert set(one.own) <= {"slide", "sweep", "code", "ask", "page", "picture"}, f"cell {number}"
        checked = re.findall(r'check\("([\d.]+)"\)', one.source)
        assert set(one.own.get("ask", ())) <= set(checked), (
            f"cell {number} asks the room what it does not ask"
        )


@each_lesson
def test_no_slide_is_too_full(lesson):
    for slide in slides_of(rehearsed(lesson)):
        if slide.kind == "ask":
            assert all(count_words(step) <= MOST_ASKED for step in slide.steps), slide.steps
        else:
            assert count_words("\n".join(slide.steps)) <= MOST_WORDS, slide.steps
        if slide.code:
            assert len(slide.code.splitlines()) <= MOST_LINES
        bullets = [line for line in slide.steps[0].splitlines() if re.match(r"[-*] |\d+\. ", line)]
        assert len(bullets) <= 5


@each_lesson
def test_every_slide_has_a_title_and_no_markup_of_its_own(lesson):
    for slide in slides_of(rehearsed(lesson)):
        title = slide.steps[0].splitlines()[0]
        assert re.match(r"##? \S", title), title
        assert count_words(title) <= 6 or slide.kind == "title", title
        assert not re.search(r"<\w+", re.sub(r"`[^`]*`|\$[^$]*\$", "", "\n".join(slide.steps)))


@each_lesson
def test_every_picture_says_of_which_function_it_is(lesson):
    for slide in slides_of(rehearsed(lesson)):
        if slide.kind == "picture":
            assert re.search(r"\$[fgp] = |\$\\mathcal\{L\}\$", slide.steps[0]), slide.steps[0]


@each_lesson
def test_a_deck_has_the_length_of_a_lecture(lesson):
    count = len(slides_of(rehearsed(lesson)))
    assert 8 <= count <= 14 if lesson.number == 0 else 18 <= count <= 32


@each_lesson
def test_a_deck_begins_with_a_title_and_ends_with_a_summary(lesson):
    slides = slides_of(rehearsed(lesson))
    assert [slide.kind for slide in (slides[0], slides[-1])] == ["title", "summary"]
    assert [slide.name for slide in slides] == [f"s{number}" for number in range(len(slides))]
    assert all(slide.notes for slide in slides if slide.kind not in ("words", "code"))
    assert f"Lesson {lesson.number}" in slides[0].steps[0]


@each_lesson
def test_the_room_is_asked(lesson):
    asked = [slide for slide in slides_of(rehearsed(lesson)) if slide.kind == "ask"]
    assert len(asked) >= (1 if lesson.number == 0 else 5)
    for slide in asked:
        question, answer = slide.steps
        number = re.match(r"## Ask the room · ([\d.]+)", question)[1]
        assert number.startswith(f"{lesson.number}.")
        assert exercise(number).question in question and exercise(number).why in answer
        assert "Answer" not in question and re.match(r"\*\*Answer:( [a-h])?\*\* \S", answer)
        assert exercise(number).beliefs[0].name in slide.notes


def test_every_exercise_can_be_asked():
    """The answer is shown, right, and never as a long fraction."""
    for one in (one for lesson in lessons() for one in exercises_of(lesson)):
        (slide,) = slides_of(performance(cell(f'check("{one.number}")', "code", tags=["check"])))
        letter, answer = re.match(r"\*\*Answer: ?([a-h]?)\*\* (.+)", slide.steps[1]).groups()
        assert answer and not re.search(r"\\frac\{\d+\}\{\d{4,}\}", answer)
        if isinstance(one.answer, Choice):
            assert answer == one.answer.right and f"- **{letter}** {answer}" in slide.steps[0].splitlines()
            assert all(option.label in slide.steps[0] for option in one.answer.options)


# -- from cells to slides


def test_a_fragment_joins_the_slide_before_it():
    (slide,) = slides_of(performance(cell(slide="## One"), cell(how="fragment", slide="Two")))
    assert slide.steps == ("## One", "Two")


def test_pluses_part_a_slide_into_steps():
    (slide,) = slides_of(
        performance(cell(slide="## Predict\n\nWhat?\n+++\nThis.\n\n+++  \n\nThat: 1 +++ 2."))
    )
    assert slide.steps == ("## Predict\n\nWhat?", "This.", "That: 1 +++ 2.")
    html = section(slide, "deck")
    assert html.count('class="fragment"') == 2


def test_a_list_of_texts_is_a_row_of_slides_each_with_the_prose_in_its_notes():
    first, second = slides_of(performance(cell("The whole story.", slide=["## One", "## Two"])))
    assert (first.steps, first.notes, second.steps, second.notes) == (
        ("## One",),
        "The whole story.",
        ("## Two",),
        "The whole story.",
    )


def test_skipped_prose_goes_to_the_notes_and_skipped_code_nowhere():
    (slide,) = slides_of(
        performance(cell("a", slide="## One"), cell("b", how="skip"), cell("c = 1", "code", how="skip"))
    )
    assert slide.notes == "a\n\nb"


def test_code_is_shown_with_what_it_printed():
    printed = (Output(text="1 < 2\n"),)
    (slide,) = slides_of(performance(cell("x < 2", "code", outputs=printed, slide="## Code", code=True)))
    assert (slide.code, slide.printed) == ("x < 2", "1 < 2")
    for html in (section(slide, "deck"), page(slide)):
        assert "x &lt; 2" in html and "1 &lt; 2" in html


def test_a_picture_fills_its_slide_and_its_notes_are_for_people():
    told = (
        cell("explore.ring()", "code", outputs=(PICTURE,), slide="## Ring"),
        cell("Plus signs all round.", how="skip"),
    )
    (slide,) = slides_of(performance(*told))
    assert slide.kind == "picture" and slide.source == "explore.ring()"
    assert (
        PICTURE.alt in slide.notes and "Plus signs all round." in slide.notes and "explore" not in slide.notes
    )
    assert '<img class="still" src="data:image/png;base64,' in section(slide, "deck")
    moving = replace(slide, picture=replace(PICTURE, stage={"state": {}, "buffers": []}))
    assert 'data-stage="deck/' in section(moving, "deck") and "data-stage" not in page(moving)


def test_the_metadata_choose_which_exercises_are_asked():
    asked = cell('check("2.1")\ncheck("2.2")\ncheck("2.4")', "code", tags=["check"])
    assert len(slides_of(performance(asked))) == 3
    chosen = replace(asked, metadata={**asked.metadata, "hesskit": {"ask": ["2.2"]}})
    (slide,) = slides_of(performance(chosen))
    assert "2.2" in slide.steps[0]


def test_an_exercise_that_is_not_there_is_said_in_a_sentence():
    with pytest.raises(PageError, match=r"exercise 9\.99, which there is not"):
        slides_of(performance(cell('check("9.99")', "code", tags=["check"])))


def test_links_to_files_that_do_not_travel_become_words():
    html = typeset("a [saddle](glossary.md#saddle), [next](03-x.ipynb), [Nocedal](https://example.org/book)")
    assert html.count("<a ") == 1 and 'href="https://example.org/book"' in html and "saddle," in html


@pytest.mark.parametrize("attack", ["<script>alert(1)</script>", "</section><img src=x onerror=alert(1)>"])
def test_no_script_gets_into_a_deck(attack):
    slides = slides_of(
        performance(cell(attack, slide=f"## {attack}"), cell(attack, "code", slide="## x", code=True))
    )
    html = making.deck_page(attack, slides, "deck", "light", {"styles": "", "scripts": ""})
    assert "<script" not in html and "<img" not in html and html.count("</section>") == 2


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("## The test", 2), ("$$\nx = 1\n$$", 1), ("a\n+++\nb", 2), ("| a | b |\n|---|---|\n| $x$ | $y$ |", 4),
        ("- **one** two", 2), ("± −", 0),
    ],
)  # fmt: skip
def test_words_are_counted(text, count):
    assert count_words(text) == count


# -- files


@pytest.fixture
def stage(monkeypatch):
    """Lessons are rehearsed, not performed; one cell has a stage."""
    state = {"state": {"frame": {"sentence": "</script> & so on"}, "handles": []}, "buffers": []}
    shown = performance(
        cell("Hello", slide="# Lesson 7\n## A title", tags=["objectives"]),
        cell("x", "code", outputs=(replace(PICTURE, stage=state),), slide="## Play $x^2$"),
    )
    monkeypatch.setattr(making, "perform", lambda *_given, **_named: shown)
    return shown


def files_in(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_deck_brings_all_it_needs(stage, tmp_path):
    deck = making.make_deck(LESSONS[2], tmp_path / "out", theme="dark")
    found = files_in(tmp_path / "out")
    page_text = deck.read_text("utf-8")
    named = set(re.findall(r'(?:src|href)="([^"#:]+)"', page_text))
    assert named and named <= found
    style = (tmp_path / "out" / "assets" / "stage.css").read_text("utf-8")
    assert {f"assets/{name}" for name in re.findall(r'url\("(?!data:)([^")]+)"\)', style)} <= found
    assert {"assets/licences/reveal.js.txt", "assets/licences/stix-two-math.txt"} <= found
    assert '<body class="dark" data-jp-theme-light="false">' in page_text
    assert not [name for name in found if ".new" in name]
    assert "07-tiny/s1" in (tmp_path / "out" / "assets" / "07-tiny.js").read_text("utf-8")


def test_one_file_holds_everything(stage, tmp_path):
    deck = making.make_deck(LESSONS[2], tmp_path / "out", single_file=True)
    assert files_in(tmp_path / "out") == {"07-tiny.html"}
    text = deck.read_text("utf-8")
    assert not re.search(r'(?:src|href)="(?!data:|#)[^"]+\.(?:js|css|woff2)', text)
    assert len(re.findall("^<script>", text, re.MULTILINE)) == text.count("</script>") == 7
    assert "SIL OPEN FONT LICENSE" in text and "Permission is hereby granted" in text


def uncommented(text):
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def test_what_is_shipped_names_no_other_place():
    for file in ("deck.css", "deck.js", "mirror.js", "reveal.css"):
        assert not re.search(r"https?://|@import", uncommented(making._read(file))), file
    assert not re.search(r"(?:src|href)=\\?[\"']https?:|cdn", making._read("reveal.js"))


# -- failures, from the command line


def run(*words):
    return CliRunner().invoke(app, list(words))


def one_sentence(result, words):
    assert result.exit_code == 1
    last = result.output.strip().splitlines()[-1]
    assert last.startswith("hesskit: ") and words in last and "Traceback" not in result.output


def test_a_lesson_that_is_not_there():
    one_sentence(run("slides", "99"), "99")
    one_sentence(run("present", "99"), "99")


def test_a_lesson_that_does_not_run(monkeypatch, tmp_path):
    def fail(*_given, **_named):
        raise PageError("02.ipynb does not run from top to bottom: too far")

    monkeypatch.setattr(making, "perform", fail)
    one_sentence(run("slides", "2", "-o", str(tmp_path)), "does not run from top to bottom: too far")


def test_a_folder_that_cannot_be_written(stage, tmp_path):
    (tmp_path / "file").write_text("")
    one_sentence(run("slides", "2", "-o", str(tmp_path / "file")), "choose another folder")


def test_no_chromium(stage, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf.shutil, "which", lambda _name: None)
    one_sentence(run("slides", "2", "--to", "pdf", "-o", str(tmp_path)), "none was found: install one")


def test_a_program_that_is_no_chromium(stage, tmp_path, monkeypatch):
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o755)
    monkeypatch.setenv("HESSKIT_CHROMIUM", str(program))
    out = tmp_path / "out"
    one_sentence(run("slides", "2", "--to", "pdf", "-o", str(out)), "printed nothing")
    assert files_in(out) == set()


def test_a_handout_is_printed_into_a_folder_that_is_named_from_here(stage, tmp_path, monkeypatch):
    """As the default is: the browser is told the whole address."""
    program = tmp_path / "chromium"
    program.write_text(
        '#!/bin/sh\nfor word; do case "$word" in --print-to-pdf=*) made="${word#*=}";; esac; last="$word"; done\n'
        'echo "$last" > "$made"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("HESSKIT_CHROMIUM", str(program))
    monkeypatch.chdir(tmp_path)
    assert run("slides", "2", "--to", "pdf").exit_code == 0
    printed = (tmp_path / "hesskit-slides" / "07-tiny.pdf").read_text("utf-8")
    assert printed.startswith(tmp_path.as_uri())


def test_what_is_missing_is_said_before_the_lesson_runs(tmp_path, monkeypatch):
    monkeypatch.setattr(making, "perform", lambda *_given, **_named: pytest.fail("it ran"))
    (tmp_path / "file").write_text("")
    one_sentence(run("slides", "2", "-o", str(tmp_path / "file")), "choose another folder")
    monkeypatch.setattr(pdf.shutil, "which", lambda _name: None)
    one_sentence(run("slides", "2", "--to", "pdf", "-o", str(tmp_path)), "none was found: install one")


def test_an_older_handout_stays_when_a_new_one_fails(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "find_chromium", lambda: "/nonexistent/chromium")
    (tmp_path / "x.pdf").write_bytes(b"old")
    with pytest.raises(PageError, match="could not print the handout"):
        pdf.print_pdf("<p>x</p>", tmp_path / "x.pdf")
    assert (tmp_path / "x.pdf").read_bytes() == b"old" and files_in(tmp_path) == {"x.pdf"}


def test_no_voila(monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        present.importlib.util,
        "find_spec",
        lambda name, *more: None if name == "voila" else find(name, *more),
    )
    one_sentence(run("present", "2"), 'pip install "hesskit[present]"')


# -- live


@each_lesson
def test_the_live_lesson_has_every_explorer_and_runs_its_setup_first(lesson):
    made = present.live_notebook(lesson)
    nbformat.validate(made)
    slides = slides_of(rehearsed(lesson))
    code = [one for one in made.cells if one.cell_type == "code"]
    assert code[0].metadata.slideshow.slide_type == "skip" and "import" in code[0].source
    sources = [slide.source or slide.code for slide in slides if slide.source or slide.code]
    assert [one.source for one in code[1:]] == sources
    kinds = [one.metadata.slideshow.slide_type for one in made.cells]
    assert kinds.count("slide") == len(slides)
    assert kinds.count("fragment") == sum(len(slide.steps) - 1 for slide in slides)


def test_voila_is_given_a_template_that_fetches_nothing():
    with present.stage_for(find_lesson("2")) as (command, environment):
        notebook = Path(command[3])
        assert notebook.name.startswith("02-") and notebook.is_file()
        assert environment["HESSKIT_RECORD"] == "0"
        template = notebook.parent / "jupyter" / "voila" / "templates" / "hesskit"
        for path in template.rglob("*"):
            if path.suffix in {".css", ".j2", ".js"}:
                assert not re.search(r"https?://", uncommented(path.read_text("utf-8"))), path.name
    assert not notebook.exists()

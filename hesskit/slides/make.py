"""Make decks and handouts: a folder that works from a disk with the network off, or one file a deck."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hesskit.course.lessons import Lesson, write_whole
from hesskit.pages import HERE as SHARED
from hesskit.pages import PageError, Performance, perform, stage_script, stage_style, state_script
from hesskit.slides.deck import Slide, cover, slides_of
from hesskit.slides.html import HERE, deck_page, handout_page

# Print a page with Chromium, which typesets its mathematics and keeps its colours.

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
ON_A_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def find_chromium() -> str:
    """Find a Chromium, Chrome or Edge."""
    told = os.environ.get("HESSKIT_CHROMIUM", "")
    for name in (told, *NAMES, ON_A_MAC):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise PageError(
        "A PDF is printed by Chromium or Chrome, and none was found: install one, or say where it is "
        "in HESSKIT_CHROMIUM; --to html needs none."
    )


def print_pdf(page: str, pdf: Path) -> Path:
    """Print an HTML page that needs nothing beside it."""
    program = find_chromium()
    with tempfile.TemporaryDirectory(dir=pdf.parent.resolve(), prefix=".printing-") as place:
        source, made = Path(place, "page.html"), Path(place, "page.pdf")
        source.write_text(page, encoding="utf-8")
        options = [
            "--headless=new", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--no-pdf-header-footer",
            f"--user-data-dir={place}/profile", f"--print-to-pdf={made}",
        ]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:  # Chromium's own sandbox refuses root
            options.append("--no-sandbox")
        try:
            subprocess.run(
                [program, *options, source.as_uri()],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=600,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PageError(
                f"{program} could not print the handout ({type(error).__name__}): try again."
            ) from error
        if not made.is_file():
            raise PageError(f"{program} printed nothing: is it a Chromium or Chrome that starts?")
        made.replace(pdf)
    return pdf


FONT = "stix-two-math.woff2"
SCRIPTS = ("reveal.js", "reveal-notes.js", "stage.js", "fit.js", "deck.js", "mirror.js")
STYLES = ("reveal.css", "stage.css", "deck.css")
FITTED = 'document.fonts.ready.then(() => { closeRoots(); document.querySelectorAll(".page").forEach(fitWords); });'
TYPE_SIZE = 1.15  # of a picture's letters: read from the back row, and none runs into another
Said = Callable[[int, int], None]


def make_deck(
    lesson: Lesson, folder: Path, *, theme: str = "light", single_file: bool = False, said: Said | None = None
) -> Path:
    """Make one lesson's deck."""
    folder.mkdir(parents=True, exist_ok=True)  # what is missing is said before the lesson runs
    shown = perform(lesson.path, theme=theme, type_size=TYPE_SIZE, said=said or (lambda _done, _all: None))
    slides = _slides(shown)
    states = _states(slides, shown.name)
    files = _inside(states) if single_file else _beside(folder, shown.name, states)
    page = deck_page(_title(shown), slides, shown.name, theme, files)
    return _write(folder / f"{shown.name}.html", page)


def make_handout(lesson: Lesson, folder: Path, *, said: Said | None = None) -> Path:
    """Make one lesson's handout: a PDF, one page a slide, pictures standing still."""
    find_chromium()
    folder.mkdir(parents=True, exist_ok=True)
    shown = perform(lesson.path, said=said or (lambda _done, _all: None))
    styles = f"<style>{_with_font(stage_style())}{_read('deck.css')}</style>"
    page = handout_page(_title(shown), _slides(shown), styles, f"<script>{_read('fit.js')}{FITTED}</script>")
    return print_pdf(page, folder / f"{shown.name}.pdf")


def _slides(shown: Performance) -> list[Slide]:
    """Give the slides, the title with its cover."""
    drawn = cover(shown.number)
    return [replace(one, cover=drawn) if one.kind == "title" else one for one in slides_of(shown)]


def _title(shown: Performance) -> str:
    return f"Lesson {shown.number} · {shown.title}"


def _states(slides: list[Slide], deck: str) -> str:
    pairs = ((slide.name, slide.picture.stage) for slide in slides if slide.picture and slide.picture.stage)
    return "".join(state_script(f"{deck}/{name}", stage) for name, stage in pairs if stage)


def _beside(folder: Path, name: str, states: str) -> dict[str, str]:
    """Put what the deck needs beside it; say how the page finds it."""
    assets = folder / "assets"
    (assets / "licences").mkdir(parents=True, exist_ok=True)
    for file in ("reveal.js", "reveal-notes.js", "reveal.css", "deck.css", *SCRIPTS[3:]):
        _write(assets / file, _read(file))
    _write(assets / "stage.js", stage_script())
    _write(assets / "stage.css", stage_style())
    _write(assets / f"{name}.js", states)
    shutil.copyfile(SHARED / FONT, assets / FONT)
    for licence in [*(HERE / "licences").iterdir(), *(SHARED / "licences").iterdir()]:
        shutil.copyfile(licence, assets / "licences" / licence.name)
    styles = "".join(f'<link rel="stylesheet" href="assets/{file}">\n' for file in STYLES)
    scripts = (*SCRIPTS[:3], f"{name}.js", *SCRIPTS[3:])
    return {
        "styles": styles,
        "scripts": "".join(f'<script src="assets/{file}"></script>\n' for file in scripts),
    }


def _inside(states: str) -> dict[str, str]:
    """Give everything in full, licences too."""
    licences = "\n\n".join(
        path.read_text("utf-8") for path in [*(HERE / "licences").iterdir(), *(SHARED / "licences").iterdir()]
    )
    styles = "".join(
        f"<style>{text}</style>\n"
        for text in (_read("reveal.css"), _with_font(stage_style()), _read("deck.css"))
    )
    parts = (
        _read("reveal.js"), _read("reveal-notes.js"), stage_script(), states, *map(_read, SCRIPTS[3:]),
    )  # fmt: skip
    scripts = "".join(
        "<script>{}</script>\n".format(part.replace("</script", "<\\/script")) for part in parts
    )
    return {"styles": f"<!--\n{licences.replace('--', '- -')}\n-->\n{styles}", "scripts": scripts}


def _with_font(styles: str) -> str:
    font = base64.b64encode((SHARED / FONT).read_bytes()).decode("ascii")
    return re.sub(rf'url\("{FONT}"\)', f'url("data:font/woff2;base64,{font}")', styles)


def _read(name: str) -> str:
    return (HERE / name).read_text("utf-8")


def _write(path: Path, text: str) -> Path:
    write_whole(path, text.encode())
    return path

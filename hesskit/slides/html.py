"""Slides as HTML: a deck for reveal.js whose pictures move, and a handout for paper."""

from __future__ import annotations

import base64
import html
import re
from pathlib import Path

from hesskit.pages import markdown_html, stage_holder
from hesskit.slides.deck import Slide

HERE = Path(__file__).parent / "assets"
_LINK = re.compile(r'<a href="(?!https?:)[^"]*">(.*?)</a>', re.DOTALL)
_HEADING = re.compile(r"\s*((?:<h[12]>.*?</h[12]>\s*)+)", re.DOTALL)
LARGEST, SMALLEST, WIDTH = 30, 18, 1840  # of code, in pixels; and what its longest line's letters share


def typeset(text: str) -> str:
    """Markdown as HTML; links to files that do not travel with a deck become plain words.

    Examples
    --------
    >>> typeset("a [saddle](glossary.md#saddle)").strip()
    '<p>a saddle</p>'
    """
    return _LINK.sub(r"\1", markdown_html(text))


def image_data(png: bytes) -> str:
    """Give a picture as an address that holds it."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def section(slide: Slide, deck: str) -> str:
    """Give one slide of a deck."""
    picture = "" if slide.picture is None else _picture(slide, deck)
    inner = _laid_out(slide, picture, "fragment")
    # the speaker's window is styled by reveal.js, which lets a long line of code run out of it
    told = typeset(slide.notes).replace("<pre>", '<pre style="white-space: pre-wrap">')
    notes = f'<aside class="notes">{told}</aside>' if slide.notes else ""
    return f'<section class="{slide.kind}" id="{slide.name}">{inner}{notes}</section>'


def _laid_out(slide: Slide, picture: str, more: str) -> str:
    """Give a slide's heading, and beneath it what the heading is of; the later steps have the class `more`."""
    first, *later = slide.steps
    found = _HEADING.match(made := typeset(first))
    heading, words = (found[1], made[found.end() :]) if found else ("", made)
    if slide.kind == "title":
        return f'{slide.cover}<div class="body">{made}</div>'
    if picture:
        return f'<header class="line">{heading}{words}</header>{picture}'
    if slide.kind == "ask":
        words = f'<div class="question">{words}</div>'
    if slide.code:
        words += _code(slide)
    words += "".join(f'<div class="{more}">{typeset(step)}</div>' for step in later)
    return f'{heading}<div class="body">{words}</div>'


def _picture(slide: Slide, deck: str) -> str:
    picture = slide.picture
    assert picture is not None
    image = image_data(picture.png)
    if picture.stage is None:
        return f'<img class="still" src="{image}" alt="{html.escape(picture.alt, quote=True)}">'
    return stage_holder(f"{deck}/{slide.name}", picture, image)


def _code(slide: Slide) -> str:
    longest = max(len(line) for line in f"{slide.code}\n{slide.printed}".splitlines())
    size = max(SMALLEST, min(LARGEST, WIDTH // longest))  # no line is broken, and none too small
    style = f'style="font-size: {size}px"'
    printed = f'<pre class="printed" {style}>{html.escape(slide.printed)}</pre>' if slide.printed else ""
    return f'<pre class="code" {style}><code>{html.escape(slide.code)}</code></pre>{printed}'


def page(slide: Slide) -> str:
    """Give one page of a handout: every step is there, and pictures stand still."""
    picture = ""
    if slide.picture is not None:
        words = html.escape(slide.picture.alt, quote=True)
        picture = f'<img class="still" src="{image_data(slide.picture.png)}" alt="{words}">'
    return f'<section class="page {slide.kind}">{_laid_out(slide, picture, "later")}</section>'


def deck_page(title: str, slides: list[Slide], name: str, theme: str, files: dict[str, str]) -> str:
    """Give a deck's page."""
    sections = "\n".join(section(slide, name) for slide in slides)
    light = "true" if theme == "light" else "false"
    return (
        '<!DOCTYPE html>\n<html lang="en" class="print-pdf"><head><meta charset="utf-8">'
        f"<title>{html.escape(title)}</title>\n"
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n{files["styles"]}</head>\n'
        f'<body class="{theme}" data-jp-theme-light="{light}"><main class="reveal"><div class="slides">\n'
        f"{sections}\n</div></main>\n{files['scripts']}</body></html>\n"
    )


def handout_page(title: str, slides: list[Slide], styles: str, scripts: str) -> str:
    """Give a handout: one page a slide."""
    pages = "\n".join(page(slide) for slide in slides)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>\n'
        f'{styles}</head>\n<body class="light handout" data-jp-theme-light="true"><main>\n'
        f"{pages}\n</main>{scripts}</body></html>\n"
    )

"""The lessons' markdown, and what their cells print as HTML, as parts of a page."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

from hesskit.course.pages.markup import markdown_html, tex_html
from hesskit.course.typeset import to_html

_LINK = re.compile(r'<a href="(?!https?:)([^"]*)">(.*?)</a>', re.DOTALL)
_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_BLOCK = re.compile(r'<math [^>]*display="block".*?</math>', re.DOTALL)
_PREDICT = re.compile(r"<p>(?=(?:(?!</p>).)*<strong>Predict)", re.DOTALL)
_EMPTY_HEAD = re.compile(r"<th([^>]*)></th>")
_MATHS_HEAD = re.compile(r"<th([^>]*)>(<math.*?</math>)</th>", re.DOTALL)
_PIECES = re.compile(r"(<(?:pre|code|script|style)\b.*?</(?:pre|code|script|style)>|<[^>]*>)", re.DOTALL)
_LOOSE = re.compile(r"\$\$.*?\$\$|\$([^$\n]+)\$", re.DOTALL)
_MATHS = re.compile(r"\$([^$\n]+)\$")


def anchor(title: str) -> str:
    """Give the name by which a heading is linked to.

    Parameters
    ----------
    title : str
        The heading, as HTML.

    Returns
    -------
    str
        The number of a part of a lesson; else its words.

    Examples
    --------
    >>> anchor("2 · Three routes to one matrix"), anchor("Is everything here?")
    ('part-2', 'is-everything-here')
    """
    numbered = re.match(r"(\d+) · ", title)
    if numbered:
        return f"part-{numbered[1]}"
    return "-".join(re.findall(r"[a-z0-9]+", re.sub(r"<[^>]*>|&\w+;", "", title).lower()))


def term_anchor(name: str) -> str:
    """Give the name by which a term of the glossary is linked to: as JupyterLab makes it of the heading.

    Examples
    --------
    >>> term_anchor("critical point")
    'critical-point'
    """
    return name.replace(" ", "-")


def prose(text: str) -> str:
    r"""Turn markdown into HTML whose links lead to this site's pages.

    Parameters
    ----------
    text : str
        Markdown with ``$…$``; links to notebooks and to ``glossary.md``.

    Returns
    -------
    str
        Headings can be linked to; wide tables and formulas scroll in boxes of their own.

    Examples
    --------
    >>> prose("## Summary\n\na [saddle](glossary.md#saddle)")
    '<h2 id="summary">Summary</h2>\n<p>a <a href="glossary.html#saddle">saddle</a></p>\n'
    """
    made = _LINK.sub(_link, markdown_html(_LOOSE.sub(_tight, text)))
    made = _HEADING.sub(lambda found: f'<h{found[1]} id="{anchor(found[2])}">{found[2]}</h{found[1]}>', made)
    return boxed(_PREDICT.sub('<p class="predict">', made))


def output_html(text: str) -> str:
    r"""Make what a cell gave as HTML part of a page: its ``$…$`` is typeset.

    Examples
    --------
    >>> output_html("<b>$1 &lt; 2$</b>").startswith("<b><math"), output_html("<code>$x$</code>")
    (True, '<code>$x$</code>')
    """
    pieces = _PIECES.split(text)
    return boxed("".join(piece if piece.startswith("<") else _typeset(piece) for piece in pieces))


def short(text: str) -> str:
    """Turn one of the course's short texts into HTML that may stand within a paragraph.

    Examples
    --------
    >>> short("a *unit* with |x| < 1")
    'a <em>unit</em> with |x| &lt; 1'
    """
    return output_html(to_html(text))


def boxed(made: str) -> str:
    """Put each table, and each formula on a line of its own, into a box in which it can be scrolled."""
    made = _TABLE.sub(lambda found: f'<div class="scroll">{_with_heads(found[0])}</div>', made)
    return _BLOCK.sub(lambda found: f'<span class="scroll formula">{found[0]}</span>', made)


def _tight(found: re.Match[str]) -> str:
    """A formula without spaces at its ends, with which it would be taken for two prices."""
    return f"${found[1].strip()}$" if found[1] else found[0]


def _with_heads(table: str) -> str:
    """A heading of nothing is no heading; one that is all mathematics is said in letters, as all readers know them."""
    return _MATHS_HEAD.sub(_said, _EMPTY_HEAD.sub(r"<td\1></td>", table))


def _said(found: re.Match[str]) -> str:
    letters = re.sub(r"<[^>]*>", "", found[2])
    return (
        f'<th{found[1]}><span class="unseen">{letters}</span><span aria-hidden="true">{found[2]}</span></th>'
    )


def _typeset(text: str) -> str:
    return _MATHS.sub(lambda found: tex_html(html.unescape(found[1])), text)


def _link(found: re.Match[str]) -> str:
    """A link within the course; words where it leads to something that a site has not."""
    page, sign, place = unquote(html.unescape(found[1])).partition("#")
    if page and not re.fullmatch(r"\d\d-[a-z0-9-]+\.ipynb|glossary\.md", page):
        return found[2]
    address = re.sub(r"\.(ipynb|md)$", ".html", page) + sign + place
    return f'<a href="{html.escape(address)}">{found[2]}</a>'

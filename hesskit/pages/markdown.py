"""Markdown with ``$…$`` as HTML that needs nothing from the network: mathematics becomes MathML here and now."""

from __future__ import annotations

import html
import re
from functools import cache, lru_cache
from typing import Any

# The spaces round signs in MathML, as TeX sets them: a browser only knows whether a sign stands first.

_ENDS = (
    "</mi>",
    "</mn>",
    "</msup>",
    "</msub>",
    "</msubsup>",
    "</mfrac>",
    "</msqrt>",
    "</mtext>",
    "&#x0007C;</mo>",
    "&#x00029;</mo>",
)
_SIGNS = "&#x0003D;|&#x00028;|&#x0005B;|&#x0007B;|&#x0002C;|&#x0003C;|&#x0003E;|&#x02264;|&#x02265;|&#x02260;"
_ARROWS = "&#x02192;|&#x02190;|&#x021D2;|&#x02248;|&#x000B7;|&#x000D7;|&#x02208;|;"
_SIGNED = re.compile(
    rf"((?:<mo[^>]*>(?:{_SIGNS}|{_ARROWS})</mo>|<mspace[^>]*/>)\s*)<mo>(&#x02212;|&#x0002B;|&#x000B1;)</mo>"
)
_ALONE = re.compile(r"<mrow><mo>([^<]+)</mo></mrow></math>")
_TIGHT = re.compile(
    r'<mo(?: fence="false")?(?: stretchy="false")?>(&#x0007C;|&#x02016;|&#x0002F;|&#x02207;|&#x02202;)</mo>'
)
_NAMED = re.compile(r"<(m[io])(?P<more>(?: movablelimits=\"true\")?)>([A-Za-z]{2,})</\1>")
_OPENING = re.compile(r"<mo[^>]*>&#x00028;</mo>|<mrow><mo[^>]*>&#x00028;</mo>|</|<mo>&#x02061;</mo>")
_RELATED = re.compile(r"<mo>&#x0(?:003[CDE]|226[45]|2260|2208|2192|2248);</mo>")  # brings its own space
_PRIMED = re.compile(r"<msup>(<mi>[^<]*</mi>)<m[io]>(&#x0203[2-4];)</m[io]></msup>")
THIN = "0.1667em"


def spaced(mathml: str) -> str:
    """Set the spaces of one formula: signs of numbers, bars and slashes close; names such as det a thin space apart.

    Examples
    --------
    >>> from latex2mathml.converter import convert
    >>> 'form="prefix"' in spaced(convert("x = -1")), 'form="prefix"' in spaced(convert("x - 1"))
    (True, False)
    """
    made = _SIGNED.sub(r'\1<mo form="prefix">\2</mo>', mathml)
    made = _ALONE.sub(r'<mrow><mo lspace="0" rspace="0">\1</mo></mrow></math>', made)
    made = _TIGHT.sub(r'<mo stretchy="false" lspace="0" rspace="0">\1</mo>', made)
    made = _PRIMED.sub(r'<mrow>\1<mo lspace="0" rspace="0">\2</mo></mrow>', made)  # a prime is high by itself
    return _NAMED.sub(_named, made)


def _named(found: re.Match[str]) -> str:
    before, after = found.string[: found.start()], found.string[found.end() :]
    left = THIN if before.endswith(_ENDS) else "0"
    right = "0" if _OPENING.match(after) or _RELATED.match(after) else THIN
    return f'<mo{found["more"]} lspace="{left}" rspace="{right}">{found[3]}</mo>'


_MATHS = re.compile(
    r"\$\$(.+?)\$\$|(?<![\\$])\$(?!\s)([^$\n]+?)(?<!\s)\$(?!\d)"
    r"|(?<!\\)\\\(((?:(?!(?<!\\)\\\().)+?)\\\)|(?<!\\)\\\[((?:(?!(?<!\\)\\\[).)+?)\\\]",
    re.DOTALL,
)  # what opens again ends the search, so that a page of nothing but brackets takes no longer than another
_CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)
_FENCED = re.compile(r"<mo>&#x000(28|5B|7C);</mo>(<mtable>.*?</mtable>)<mo>&#x000(?:29|5D|7C);</mo>")
_FENCES = {"28": "round", "5B": "square", "7C": "bars"}
_BARE = re.compile(r"\\mathsf\s+(\w)")  # the converter sets it in another way than \\mathsf{T}
_APOSTROPHE = re.compile(r"(?<=\w)'")
_PLACE = re.compile("\ue000(\\d+)\ue001([.,;:!?)\u2019\u201d\u2026]*)")


def markdown_html(text: str) -> str:
    r"""Turn markdown into HTML; HTML in it is shown as text, so that no script gets through.

    Parameters
    ----------
    text : str
        Markdown with ``$…$`` and ``$$…$$``.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> markdown_html("A *unit* <script>").strip()
    '<p>A <em>unit</em> &lt;script&gt;</p>'
    >>> "<math" in markdown_html("$x^2$"), "$" in markdown_html("It costs `$5` and `$6`")
    (True, True)
    """
    import mistune

    formulas: list[str] = []

    def set_aside(found: re.Match[str]) -> str:
        block = found[1] or found[4]
        formulas.append(tex_html(block or found[2] or found[3], block=bool(block)))
        return f"\ue000{len(formulas) - 1}\ue001"

    text = text.replace("\ue000", "").replace("\ue001", "")
    pieces = _CODE.split(text)
    prose = (p if p.startswith("`") else _APOSTROPHE.sub("’", _MATHS.sub(set_aside, p)) for p in pieces)
    marked = "".join(prose)
    page = str(mistune.create_markdown(renderer=_renderer(), plugins=["table"])(marked))
    return _PLACE.sub(lambda found: _unbroken(formulas[int(found[1])], found[2]), page)


def _unbroken(formula: str, after: str) -> str:
    """Keep a formula and the stop after it on one line."""
    return f'<span class="unbroken">{formula}{after}</span>' if after else formula


@cache
def _renderer() -> Any:
    """Without HTML, without addresses that run a script, without pictures from elsewhere."""
    import mistune

    class WithoutPictures(mistune.HTMLRenderer):
        def image(self, text: str, url: str, title: str | None = None) -> str:
            return f"[{html.escape(text or 'picture')}]"

    return WithoutPictures(escape=True)


@lru_cache(maxsize=4096)
def tex_html(tex: str, block: bool = False) -> str:
    r"""Turn one formula into MathML; a formula that cannot be read is shown as it was typed.

    Parameters
    ----------
    tex : str
        Without dollars.
    block : bool
        On a line of its own.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> tex_html(r"\frac12").startswith("<math")
    True
    """
    from latex2mathml.converter import convert

    try:
        made = str(convert(_known(tex.strip()), display="block" if block else "inline"))
        return spaced(_FENCED.sub(_fenced, made))
    except Exception:  # what a student types need not be TeX; the converter raises all sorts
        return f"<code>{html.escape(tex)}</code>"


def _fenced(found: re.Match[str]) -> str:
    """Brackets as a border: a browser without a font for mathematics cannot stretch them."""
    return f'<mrow class="{_FENCES[found[1]]}">{found[2]}</mrow>'


def _known(tex: str) -> str:
    """Words the converter does not know, in words that it does."""
    for word, same in ((r"\lVert", r"\|"), (r"\rVert", r"\|"), (r"\tfrac", r"\frac"), (r"\dfrac", r"\frac")):
        tex = tex.replace(word, same)
    return _BARE.sub(r"\\mathsf{\1}", tex)

"""The spaces round signs in MathML, as TeX sets them: a browser only knows whether a sign stands first."""

from __future__ import annotations

import re

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

    Parameters
    ----------
    mathml : str
        As latex2mathml makes it.

    Returns
    -------
    str
        MathML.

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

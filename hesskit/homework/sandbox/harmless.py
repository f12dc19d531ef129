"""Students' words and pictures made safe to look at: nbgrader's formgrader shows them with the instructor's rights."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

_TAG = re.compile(r"<(?!/?(?:b|i|em|strong|sub|sup|u|br|hr|p|kbd|code|small)\s*/?>)(?=[A-Za-z/!?])")
_KIND = re.compile(r"image/(png|jpeg|gif|webp|bmp)")
_PASTED = re.compile(
    r"(?P<before>!\[[^\[\]]*+\]\()?attachment:(?P<name>[^\s()<>\"']++)(?P<after>(?(before)[^)\n]{0,500}\)))"
)  # tries no place twice: a million brackets by one student must not keep the class waiting
_PICTURE = r"[ \t\r\n]*+(?:attachment:|data:image/(?:png|jpeg|gif|webp|bmp);base64,)"
_ADDRESS = re.compile(
    rf"!\[(?P<alt>[^\[\]]*+)\]\((?P<picture>{_PICTURE})"
    r"|(?P<image>!\[)"
    r"|\](?=[(:])(?![(:][ \t\r\n]*+(?:https?://|mailto:|attachment:|#))",
    re.IGNORECASE,
)  # what makes a link or a picture of an address, wherever it stands
_NO_ALT = re.compile(
    r"[\\`$<>&!]"
)  # of these a reader of markdown may make something else, and go on after it
_COMMAND = re.compile(
    r"\\(?=(?:href|url|require|class|style|cssId|data|mmlToken|csname|html\w*+)(?![A-Za-z]))"
)
_MERMAID = re.compile(r"((?:`{3}|~{3})[ \t]*+)mermaid", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]*={0,2}\s*")


def harmless_markdown(text: str) -> str:
    """Markdown, or LaTeX, with no HTML but the plainest, and no links but to the web, to mail and within the page.

    Pictures are those that the notebook holds. Anything else reads as it did, with a space that makes it text.

    Examples
    --------
    >>> harmless_markdown('<b>so</b> $a<b$ <script>steal()</script>')
    '<b>so</b> $a< b$ < script>steal()< /script>'
    >>> harmless_markdown("[a](https://b.org) [c](javascript:d()) ![e](http://f.org) ![g](attachment:h.png)")
    '[a](https://b.org) [c] (javascript:d()) ! [e](http://f.org) ![g](attachment:h.png)'
    """
    text = _MERMAID.sub(r"\1text", _COMMAND.sub(r"\\ ", _TAG.sub("< ", text)))
    return _ADDRESS.sub(_address, text)


def _address(found: re.Match[str]) -> str:
    """A picture of the notebook's own as plainly as can be; anything else apart from its address."""
    if found["picture"]:
        return f"![{_NO_ALT.sub('', found['alt'])}]({found['picture'].strip()}"
    return "! [" if found["image"] else "] "


def whole_characters(data: Any) -> Any:
    """The same data with a question mark for each half of a character: JSON can name one, and no file can hold it.

    Examples
    --------
    >>> whole_characters(["a\\ud800", {"b": 1.5}])
    ['a?', {'b': 1.5}]
    """
    return json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))


def is_picture(kind: Any, data: Any) -> bool:
    """Is this a picture, and nothing that a page would run?"""
    return (
        isinstance(kind, str)
        and isinstance(data, str)
        and _KIND.fullmatch(kind) is not None
        and _BASE64.fullmatch(data) is not None
    )


def pictures_in(pasted: Any) -> dict[str, dict[str, str]]:
    """What is a picture among the things pasted into a cell of text, by name."""
    if not isinstance(pasted, dict):
        return {}
    found = {
        str(name): {kind: data for kind, data in kinds.items() if is_picture(kind, data)}
        for name, kinds in pasted.items()
        if isinstance(kinds, dict)
    }
    return {name: kinds for name, kinds in found.items() if kinds}


def with_pictures(text: str, pasted: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Markdown and what is pasted into it, under plain names; nbgrader shows no page that looks for a lost picture.

    Examples
    --------
    >>> with_pictures("![a](attachment:my%20a.png) ![b](attachment:b.png)", {"my a.png": {}})
    ('![a](attachment:my-a.png) (a picture that is not in the file: b.png)', {'my-a.png': {}})
    """
    plain = {name: re.sub(r"[^\w.-]", "-", name, flags=re.ASCII) for name in pasted}

    def known(found: re.Match[str]) -> str:
        name = found["name"] if found["name"] in plain else unquote(found["name"])
        if name in plain:
            return f"{found['before'] or ''}attachment:{plain[name]}{found['after'] or ''}"
        return f"(a picture that is not in the file: {name})"

    return _PASTED.sub(known, text), {plain[name]: kinds for name, kinds in pasted.items()}

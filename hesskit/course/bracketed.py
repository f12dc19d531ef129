"""Lists and matrices typed as text: ``[[2, 3], [3, 2]]``, ``(1, 2)``, ``{-1, 5}``, ``[2, 3; 3, 2]``."""

from __future__ import annotations

import re
from typing import Any

from hesskit.course.unreadable import Unreadable

_OPENING, _CLOSING = "([{", ")]}"
_NAMED = re.compile(r"^\s*(?:[^\W\d]\w*|[∇λ]\w*)\s*(?:\([\w\s,]*\))?\s*=(?!=)\s*")
# spaces round these do not separate: 3 / 1 is one entry, and 2 - 1, but 2 -1 are two
_OPERATOR = re.compile(r"\s*([*/^×·]+)\s*")
_SIGN = re.compile(r"(?<=\S)\s+([+\-−])\s+(?=\S)")
_WRAPPED = re.compile(r"^\s*(?:np\.|numpy\.|sp\.|sympy\.)?(?:array|matrix|Matrix)\s*(\(.*\))\s*$", re.DOTALL)


def lists_in_text(text: str) -> Any:
    """Nested lists of the formulas in a text; a single formula comes back as text.

    A leading name (``H =``, ``f(x, y) =``) and the wrapping of ``array(...)`` or ``Matrix(...)`` are ignored.

    Examples
    --------
    >>> lists_in_text("H = [[2, 3], [3, 2]]")
    [['2', '3'], ['3', '2']]
    >>> lists_in_text("3 / 2 1 - x; 1 -2")
    [['3/2', '1-x'], ['1', '-2']]
    >>> lists_in_text("[2 3; 3 2]"), lists_in_text("-1 and 5"), lists_in_text("f(x, y) = (x + y)^2")
    ([['2', '3'], ['3', '2']], ['-1', '5'], '(x + y)^2')

    Raises
    ------
    Unreadable
        Where a bracket has no partner.
    """
    text = re.sub(r"(?<=[)\]}])\.$", "", _NAMED.sub("", text.strip(), count=1))
    wrapped = _WRAPPED.match(text)
    if wrapped:
        text = wrapped[1][1:-1]
    _refuse_unbalanced(text)
    text = re.sub(r"\s+(?:and|or)\s+", ", ", text)
    text = re.sub(r"([)\]])\s*(?=[(\[][^()\[\]]*,)", r"\1, ", text)  # (0, 0) (3, 0)
    return _nested(_both_signs(text), 0)


def _refuse_unbalanced(text: str) -> None:
    """Say which bracket has no partner, before its commas are taken for something else."""
    opened: list[str] = []
    for character in text:
        if character in _OPENING:
            opened.append(character)
        elif character in _CLOSING and not opened:
            raise Unreadable(f"'{character}' closes a bracket that was never opened.")
        elif character in _CLOSING:
            opened.pop()
    if opened:
        closing = _CLOSING[_OPENING.index(opened[-1])]
        raise Unreadable(f"'{opened[-1]}' is never closed: add '{closing}'.")


def _both_signs(text: str) -> str:
    """Write ``4 ± 5`` as ``4 - 5, 4 + 5``, and ``±5`` in a list as ``-5, 5``."""
    if text.count("±") == 1 and not re.search("[,;]", text):
        return f"{text.replace('±', '-')}, {text.replace('±', '+').lstrip('+ ')}"
    return re.sub(r"(^|[,;(\[{])(\s*)±\s*([\w./]+)", r"\1\2-\3, \3", text)


def _nested(text: str, depth: int) -> Any:
    text = text.strip().strip(",").strip()
    inside = _inside(text)
    if inside is not None and (text[0] != "(" or _is_list(inside) or _inside(inside.strip())):
        return _items(inside, depth + 1)
    return _items(text, depth) if _is_list(text) else text


def _is_list(text: str) -> bool:
    return len(_split(text, ",")) > 1 or len(_split(text, ";")) > 1


def _items(text: str, depth: int) -> Any:
    if depth > 4:
        return [text]
    rows = [row for row in _split(text, ";") if row.strip()]
    if len(rows) > 1:
        return [_row(row, depth) for row in rows]
    return [_nested(part, depth + 1) for part in _split(text, ",") if part.strip()]


def _row(row: str, depth: int) -> list[Any]:
    """A row between semicolons, perhaps in brackets: spaces separate its entries where no commas do."""
    inside = _inside(row.strip())
    if inside is not None and (row.strip()[0] != "(" or len(_split(inside, ",")) > 1):
        row = inside
    if len(_split(row, ",")) > 1:
        return [_nested(part, depth + 1) for part in _split(row, ",") if part.strip()]
    return _SIGN.sub(r"\1", _OPERATOR.sub(r"\1", row)).split()


def _inside(text: str) -> str | None:
    """What one pair of brackets round the whole text encloses, or None."""
    if len(text) < 2 or text[0] not in _OPENING:
        return None
    depth = 0
    for place, character in enumerate(text):
        depth += (character in _OPENING) - (character in _CLOSING)
        if depth == 0:
            return text[1:-1] if place == len(text) - 1 else None
    return None


def _split(text: str, separator: str) -> list[str]:
    """The parts between separators that stand outside all brackets."""
    parts, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += (character in _OPENING) - (character in _CLOSING)
        if character == separator and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]

"""Plain data as text that says little to the eye, so that a picture is read and not its numbers. It is no secret."""

from __future__ import annotations

import base64
import json
from typing import Any

__all__ = ["drawing", "packed", "unpacked"]

_WIDTH = 96  # characters a line


def packed(data: Any) -> str:
    """Plain data as text, the same on every machine.

    Examples
    --------
    >>> packed({"A": [1, 2]})
    'eyJBIjpbMSwyXX0='
    >>> unpacked(packed({"A": [1, 2]}))
    {'A': [1, 2]}
    """
    return base64.b64encode(json.dumps(data, sort_keys=True, separators=(",", ":")).encode()).decode()


def unpacked(text: str) -> Any:
    """The data of such a text."""
    return json.loads(base64.b64decode(text))


def drawing(name: str, data: Any) -> str:
    """The code of a setup cell that draws this with a function of `hesskit.course.homework.pictures`.

    Examples
    --------
    >>> print(drawing("panels", {"A": [1, 2]}))
    from hesskit.course.homework.pictures import panels
    <BLANKLINE>
    panels(
        "eyJBIjpbMSwyXX0="
    )
    """
    text = packed(data)
    lines = [f'    "{text[start : start + _WIDTH]}"' for start in range(0, len(text), _WIDTH)]
    return "\n".join((f"from hesskit.course.homework.pictures import {name}", "", f"{name}(", *lines, ")"))

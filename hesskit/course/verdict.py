"""A verdict on an answer: one rung of the ladder, its words, and how it shows itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hesskit.course.typeset import to_html, to_plain

_SAID = {
    "missing": "not answered yet",
    "unknown": "no such exercise",
    "type": "not judged yet",
    "shape": "not judged yet",
    "belief": "not yet",
    "not yet": "not yet",
    "right": "right",
}
_SIGNS = {
    "right": "✓",
    "belief": "→",
    "not yet": "→",
    "type": "?",
    "shape": "?",
    "missing": "·",
    "unknown": "?",
}
_COLOURS = {"right": "#2e7d32", "belief": "#b26a00", "not yet": "#b26a00"}


@dataclass(frozen=True)
class Verdict:
    """What was said to an answer. It shows itself in a notebook and prints in a terminal.

    Parameters
    ----------
    number : str
        The exercise's number.
    rung : str
        ``"missing"``, ``"unknown"``, ``"type"``, ``"shape"``, ``"belief"``, ``"not yet"`` or ``"right"``.
    message : str
        Markdown with ``$…$``.
    belief : str
        The belief that was recognised, if any.
    hint, hints : int
        Which hint of how many is shown; 0 where there is none.
    judged : str
        The answer as it was read.
    note : str
        A word about saving, where progress could not be kept.

    Examples
    --------
    >>> print(Verdict("1.2", "right", "Each entry is a second partial."))
    Exercise 1.2: right. Each entry is a second partial.
    """

    number: str
    rung: str
    message: str
    belief: str = ""
    hint: int = 0
    hints: int = 0
    judged: str = ""
    note: str = ""

    @property
    def right(self) -> bool:
        """Is the answer right?"""
        return self.rung == "right"

    def __bool__(self) -> bool:
        return self.right

    @property
    def headline(self) -> str:
        """The verdict in a few words."""
        return f"Exercise {self.number}: {_SAID[self.rung]}." if self.number else "There is no such exercise."

    @property
    def text(self) -> str:
        """Everything it says, as markdown with ``$…$``."""
        counted = f"*Hint {self.hint} of {self.hints}.* " if self.hints > 1 else ""
        judged = f" Judged: {self.judged}." if self.judged and not self.right else ""
        note = f" {self.note}" if self.note else ""
        return f"{counted}{self.message}{judged}{note}"

    def with_note(self, note: str) -> Verdict:
        """The same verdict with a word about saving."""
        return replace(self, note=note) if note else self

    def __str__(self) -> str:
        return f"{self.headline} {to_plain(self.text)}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        colour = _COLOURS.get(self.rung, "#607d8b")
        return (
            f'<div style="border-left: 4px solid {colour}; padding: 0.3em 0.8em; max-width: 44em">'
            f"<strong>{_SIGNS[self.rung]} {to_html(self.headline)}</strong> {to_html(self.text)}</div>"
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._repr_html_()}

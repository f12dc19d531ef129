"""The one error a learner meets when a formula cannot be read."""

import unicodedata

__all__ = ["FormulaError", "describe_character", "excerpt"]

_WIDTH = 60


class FormulaError(ValueError):
    """A formula that cannot be read, with one plain sentence, the place and, where possible, the cure.

    Parameters
    ----------
    message : str
        One plain sentence.
    text : str
        The text as it was typed.
    position : int or None
        Index into `text` of the place meant, or None when no one place is to blame.

    Examples
    --------
    >>> print(FormulaError("unknown name 'z': this surface has x and y", "x + z", 4).pointed())
    x + z
        ^
    unknown name 'z': this surface has x and y
    """

    def __init__(self, message: str, text: str = "", position: int | None = None) -> None:
        super().__init__(message)
        self.text = text
        self.position = position

    def pointed(self) -> str:
        """Show the text with a caret under the place, then the sentence; at most 60 characters wide."""
        if self.position is None:
            return str(self)
        start = max(0, self.position - _WIDTH // 2)
        window = self.text[start : start + _WIDTH]
        line = "".join(character if character.isprintable() else " " for character in window)
        before = "…" if start else ""
        after = "…" if start + _WIDTH < len(self.text) else ""
        caret = " " * (len(before) + self.position - start) + "^"
        return f"{before}{line}{after}\n{caret}\n{self}"


def describe_character(character: str) -> str:
    """Name a character so that it can be told from its look-alikes: "'х' CYRILLIC SMALL LETTER HA"."""
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    visible = character.isprintable() and not unicodedata.category(character).startswith(("M", "Z", "C"))
    shown = f"'{character}' " if visible else ""
    return f"{shown}{name}"


def excerpt(text: str, width: int = 24) -> str:
    """Quote a piece of the text on one line, shortened to `width` and without invisible characters."""
    short = text if len(text) <= width else text[: width - 1] + "…"
    return "".join(character if character.isprintable() else " " for character in short)

"""A place in the tokens of a formula, the brackets open there, and what to say when a token is wrong."""

from .formula_error import FormulaError, excerpt
from .tokens import Token

__all__ = ["NESTING_LIMIT", "Cursor"]

NESTING_LIMIT = 50
_CLOSERS = {"(": ")", "[": "]", "{": "}"}


class Cursor:
    """Moves through tokens from left to right.

    Parameters
    ----------
    text : str
        The text as typed.
    tokens : list of Token
        Its tokens, the last of kind "end".
    sample : str
        What an argument may look like, for `sin needs an argument: sin(x)`.
    """

    def __init__(self, text: str, tokens: list[Token], sample: str) -> None:
        self.text = text
        self.tokens = tokens
        self.sample = sample
        self.index = 0
        self.depth = 0
        self.brackets: list[Token] = []
        self.notes: list[tuple[int, int, str]] = []  # which of two readings was taken, and where

    @property
    def here(self) -> Token:
        return self.tokens[self.index]

    def refuse(self, sentence: str, token: Token) -> FormulaError:
        return FormulaError(sentence, self.text, token.start)

    def source(self, start: int, end: int) -> str:
        """Quote a piece of the text, on one line."""
        return excerpt(" ".join(self.text[start:end].split()))

    def note(self, start: int, end: int, taken: str, other: str = "") -> None:
        """Record how the text from `start` up to `end` was read where people could read it in two ways."""
        typed = self.source(start, end)
        self.notes = [one for one in self.notes if not (start <= one[0] and one[1] <= end)]
        self.notes.append(
            (start, end, f"{typed} is read as {taken}" + (f", not as {other}" if other else ""))
        )

    def take(self) -> Token:
        token = self.here
        self.index += 1
        return token

    def operator(self, *symbols: str) -> bool:
        return self.here.kind == "operator" and self.here.text in symbols

    def signs(self) -> int:
        """Read any signs, however many; 1 or -1."""
        sign = 1
        while self.operator("+", "-"):
            sign = -sign if self.take().text == "-" else sign
        return sign

    def deeper(self, token: Token) -> None:
        self.depth += 1
        if self.depth > NESTING_LIMIT:
            raise self.refuse(f"the formula is nested too deeply: at most {NESTING_LIMIT} levels", token)

    def close(self) -> Token:
        opened, token = self.brackets.pop(), self.here
        wanted = "|" if opened.kind == "bar" else _CLOSERS[opened.text]
        if (token.kind == "bar" and opened.kind == "bar") or token.text == wanted:
            return self.take()
        if token.kind in ("close", "bar"):
            raise self.refuse(f"'{opened.text}' is closed by '{token.text}': use '{wanted}'", token)
        if token.kind == "end":
            raise self.refuse(f"'{opened.text}' is never closed: add '{wanted}'", opened)
        raise self.stray()

    def finish(self) -> None:
        """Refuse anything left over."""
        if self.here.kind == "end":
            return
        if self.here.kind == "close":
            raise self.refuse(f"'{self.here.text}' closes a bracket that was never opened", self.here)
        raise self.stray()

    def stray(self) -> FormulaError:
        token = self.here
        if token.kind == "comma":
            before, after = self.text[token.start - 1 : token.start], self.text[token.end : token.end + 1]
            if before.isdecimal() and after.isdecimal():
                return self.refuse("decimals are written with a point: 0.5 instead of 0,5", token)
            return self.refuse("a comma has no place here: type one formula", token)
        if token.kind in ("raised", "operator"):
            shown = excerpt(self.text[token.start : token.end])
            return self.refuse(f"'{shown}' raises a power once more: add brackets, as in (x^2)^3", token)
        return self.refuse(f"'{excerpt(token.text)}' has no place here", token)

    def argument_sample(self) -> str:
        """Echo the operands that follow a function without brackets: `sin 2x` asks for sin(2x)."""
        start = end = self.index
        while self.tokens[end].kind in ("number", "variable", "constant") and end < start + 4:
            end += 1
        return self.text[self.tokens[start].start : self.tokens[end - 1].end] if end > start else self.sample

    def missing(self) -> FormulaError:
        """Say that an operand is wanted where there is none."""
        token, before = self.here, self.tokens[self.index - 1] if self.index else None
        shown = excerpt(self.text[token.start : token.end])
        if before is not None and before.kind == "bar":
            return self.refuse("a bar is missing, or the bars are ambiguous: write abs(x) for |x|", before)
        if before is None:
            if token.kind == "end":
                return self.refuse("there is no formula yet: type one, such as x^2 + y^2", token)
            if token.kind == "close":
                return self.refuse(f"'{shown}' closes a bracket that was never opened", token)
            return self.refuse(f"'{shown}' has nothing before it: start with a number or a name", token)
        left = excerpt(self.text[before.start : before.end])
        if token.kind == "end":
            return self.refuse(f"the formula stops after '{left}': something must follow", before)
        return self.refuse(f"something is missing between '{left}' and '{shown}'", token)

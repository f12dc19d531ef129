"""From text to tokens: numbers, names, operators and brackets, each with its place in the text as typed."""

import re
import unicodedata
from fractions import Fraction
from typing import NamedTuple

from .formula_error import FormulaError, describe_character, excerpt
from .vocabulary import CONSTANTS, FUNCTIONS, Vocabulary

__all__ = ["DIGITS_LIMIT", "EXPONENT_LIMIT", "LENGTH_LIMIT", "Token", "tokenize"]

LENGTH_LIMIT = 1000  # characters
DIGITS_LIMIT = 30  # significant digits of one number
EXPONENT_LIMIT = 100  # numbers lie between 1e-100 and 1e100, exponents between -100 and 100


class Token(NamedTuple):
    """One word of a formula: its kind, its text in plain form, its place and, for a number, its value."""

    kind: str  # number, variable, constant, function, raised, operator, open, close, bar, root, comma, end
    text: str
    start: int
    end: int
    value: Fraction = Fraction(0)


_OPERATORS = {"+": "+", "^": "^"}
_OPERATORS |= dict.fromkeys("-−–‒‐‑", "-") | dict.fromkeys("*·⋅×∙∗", "*") | dict.fromkeys("/÷∕⁄", "/")
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_FRACTIONS = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4)}
_BARS = "|∣"
_ROOTS = {"√": "sqrt", "∛": "cbrt"}
_NUMBER = re.compile(r"((?:[0-9]+\.?[0-9]*|\.[0-9]+))(?:[eE]([+\-−]?[0-9]+))?")
_RUN = re.compile(r"[A-Za-z_\u0370-\u03ff][A-Za-z0-9_₀-₉\u0370-\u03ff]*")
_SUPERSCRIPT = re.compile("[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_LOOKALIKES = dict(zip("аеорсхуікАВЕКМНОРСТХУІονυχγρκΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
                       "aeopcxyikABEKMHOPCTXYIovuxypkABEZHIKMNOPTYX", strict=True))  # fmt: skip
_CURES = {
    "\\": "a backslash belongs to LaTeX or code: write sqrt(x), x/y, sin(x)",
    "!": "'!' (factorial) is not available",
    "'": "a quotation mark has no place in a formula",
    '"': "a quotation mark has no place in a formula",
    "%": "'%' has no place in a formula: write 5 % as 0.05",
    "<": "a comparison is not a formula: type one side only",
    ">": "a comparison is not a formula: type one side only",
    ";": "';' has no place here: type one formula",
    "∞": "'∞' is not a number: a formula needs finite ones",
    "°": "'°' is not understood: angles are in radians, so write x*pi/180",
    ".": "'.' is not part of a number here: write decimals as 0.5",
}


def tokenize(text: str, vocabulary: Vocabulary, start: int = 0) -> list[Token]:
    """Cut a text into tokens, from index `start` on; the last token is of kind "end"."""
    tokens: list[Token] = []
    i = start
    while i < len(text):
        if text[i] in "\t\n\r" or unicodedata.category(text[i]) == "Zs":
            i += 1
            continue
        found = _next_tokens(text, i, vocabulary)
        tokens.extend(found)
        i = found[-1].end
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _next_tokens(text: str, i: int, vocabulary: Vocabulary) -> list[Token]:
    character = text[i]
    if number := _NUMBER.match(text, i):
        return [_number(text, number)]
    if (run := _RUN.match(text, i)) and not _hidden_lookalike(character, vocabulary):
        return _names(text, run, vocabulary)
    if raised := _SUPERSCRIPT.match(text, i):
        digits = "".join(_RAISED[one] for one in raised.group())
        return [Token("raised", raised.group(), i, raised.end(), Fraction(int(digits)))]
    if character in _FRACTIONS:
        return [Token("number", character, i, i + 1, Fraction(*_FRACTIONS[character]))]
    if text.startswith("**", i):
        return [Token("operator", "^", i, i + 2)]
    if character in _OPERATORS:
        return [Token("operator", _OPERATORS[character], i, i + 1)]
    for kind, characters in (("open", "([{"), ("close", ")]}"), ("bar", _BARS), ("comma", ",")):
        if character in characters:
            return [Token(kind, character, i, i + 1)]
    if character in _ROOTS:
        return [Token("root", _ROOTS[character], i, i + 1)]
    raise FormulaError(_refusal(text, i), text, i)


def _number(text: str, match: re.Match[str]) -> Token:
    start, end = match.span()
    if match.end() < len(text) and text[end] == "." and "." in match.group(1):
        raise FormulaError(f"'{excerpt(match.group())}' is followed by a second decimal point", text, end)
    whole, _, decimals = match.group(1).partition(".")
    digits = (whole + decimals).strip("0")
    if len(digits) > DIGITS_LIMIT:
        problem = f"the number {excerpt(match.group())} has {len(digits)} digits: keep at most {DIGITS_LIMIT}"
        raise FormulaError(problem, text, start)
    exponent = (match.group(2) or "0").replace("−", "-")
    if len(exponent) < 6:  # longer ones are refused unread
        power = int(exponent) - len(decimals)
        if not digits:
            return Token("number", match.group(), start, end, Fraction(0))
        if abs(power) <= 2 * EXPONENT_LIMIT and len(whole) <= 2 * EXPONENT_LIMIT:
            value = int(whole + decimals) * Fraction(10) ** power
            if Fraction(10) ** -EXPONENT_LIMIT <= value <= 10**EXPONENT_LIMIT:
                return Token("number", match.group(), start, end, value)
    problem = f"the number {excerpt(match.group())} is out of range: use numbers between 1e-100 and 1e100"
    raise FormulaError(problem, text, start)


def _names(text: str, match: re.Match[str], vocabulary: Vocabulary) -> list[Token]:
    run = match.group().translate(_LOWERED)
    for offset, character in enumerate(run):
        if _hidden_lookalike(character, vocabulary):
            raise FormulaError(_refusal(text, match.start() + offset), text, match.start() + offset)
    pieces = vocabulary.split(run)
    if pieces is None and (joined := _joined(run, vocabulary)):
        return [Token(vocabulary.kinds[joined], FUNCTIONS.get(joined, joined), *match.span())]
    if pieces is None:
        sentence, offset = vocabulary.unknown(run)
        raise FormulaError(sentence, text, match.start() + offset)
    tokens = []
    start = match.start()
    for piece in pieces:
        kind = vocabulary.kinds[piece]
        plain = FUNCTIONS[piece] if kind == "function" else CONSTANTS.get(piece, piece)
        tokens.append(Token(kind, plain, start, start + len(piece)))
        start += len(piece)
    return tokens


def _joined(run: str, vocabulary: Vocabulary) -> str | None:
    """Read x_1 as the variable x1, x1 as x_1, and log_2 as log2."""
    plain = run.replace("_", "")
    if "__" in run or run.startswith("_") or run.endswith("_"):
        return None
    return next((name for name in vocabulary.kinds if name.replace("_", "") == plain), None)


def _hidden_lookalike(character: str, vocabulary: Vocabulary) -> bool:
    return character in _LOOKALIKES and not any(character in name for name in vocabulary.variables)


def _refusal(text: str, i: int) -> str:
    character = text[i]
    if character in "=≠≤≥":
        return _equation(text, i)
    if character in _CURES:
        return _CURES[character]
    twin = _LOOKALIKES.get(character) or unicodedata.normalize("NFKC", character)
    if twin != character and len(twin) == 1 and twin.isascii() and twin.isprintable() and twin != " ":
        return f"{describe_character(character)} only looks like '{twin}': type a plain {twin}"
    if unicodedata.category(character)[0] == "C":
        return f"the invisible character {describe_character(character)} stands at index {i}: delete it"
    return f"{describe_character(character)} has no place in a formula: delete it"


def _equation(text: str, i: int) -> str:
    left, right = text[:i].strip(), text[i + 1 :].strip()
    if text[i] == "=" and left and right and len(text) <= 40 and "=" not in right and text.isprintable():
        return f"'=' makes this an equation: type one formula, such as {left} - ({right})"
    return f"'{text[i]}' compares two formulas: type one formula only"

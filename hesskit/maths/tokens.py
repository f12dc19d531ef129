"""From text to tokens: numbers, names, operators and brackets, each with its place in the text as typed."""

import re
import unicodedata
from fractions import Fraction
from typing import NamedTuple

from .formula_error import FormulaError, describe_character, excerpt
from .vocabulary import CONSTANTS, FUNCTIONS, Vocabulary

__all__ = ["DIGITS_LIMIT", "EXPONENT_LIMIT", "LENGTH_LIMIT", "Token", "in_plain_letters", "tokenize"]

LENGTH_LIMIT = 1000  # characters
DIGITS_LIMIT = 30  # significant digits of one number
EXPONENT_LIMIT = 100  # numbers lie between 1e-100 and 1e100, exponents between -100 and 100


class Token(NamedTuple):
    """One word of a formula: its kind, its text in plain form, its place and, for a number, its value."""

    kind: str  # number, variable, constant, function, raised, operator, open, close, bar, root, fraction, comma, end
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
_DIGITS = re.compile("([0-9]+)()")  # the empty group is the exponent of _NUMBER
_RUN = re.compile(r"[A-Za-z_\u0370-\u03ff][A-Za-z0-9_₀-₉\u0370-\u03ff]*")
_SUPERSCRIPT = re.compile("[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_LOOKALIKES = dict(zip("аеорсхуікАВЕКМНОРСТХУІονυχγρκΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
                       "aeopcxyikABEKMHOPCTXYIovuxypkABEZHIKMNOPTYX", strict=True))  # fmt: skip
_MATHEMATICAL = {  # 𝑥, as word processors and PDF files have it, is x
    code: twin
    for code in range(0x1D400, 0x1D800)
    if len(twin := unicodedata.normalize("NFKC", chr(code))) == 1 and twin.isalnum()
} | {0x210E: "h"}  # the place of an italic h was taken
_INDEXED = re.compile(r"([^\W\d]\w*)\s*\[\s*[-−+]?[\d:,\s]+\]")
_SUBSCRIPTED = re.compile(r"([A-Za-z\u0370-\u03ff]+)_\{\s*([A-Za-z0-9]+)\s*\}")
_SILENT = re.compile(  # says how a formula looks, or which library a function of code is from
    r"\\(?:[,;:! ]|(?:left|right|[bB]igg?[lr]?|displaystyle|limits|q?quad)(?![A-Za-z]))"
    r"|(?:np|numpy|math|Math|sp|sympy)\.(?=[A-Za-z])"
)
_FRAMED = re.compile(r"(\s*(?:\$\$?|\\\(|\\\[))([^$]*?)((?:\$\$?|\\\)|\\\])\s*)", re.S)
_COMMAND = re.compile(
    r"\\(?:(?:mathrm|operatorname|text|mathit|mathbf)\s*\{\s*([A-Za-z]+)\s*\}|([A-Za-z]+|.))", re.S
)
_BASE = re.compile(r"\s*_\s*(?:\{\s*([0-9A-Za-z]+)\s*\}|([0-9A-Za-z]))")
_COMMANDS = {
    **dict.fromkeys(("cdot", "times", "ast"), ("operator", "*")),
    "div": ("operator", "/"),
    "sqrt": ("root", "sqrt"),
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac"), ("fraction", "frac")),
    **dict.fromkeys(("vert", "lvert", "rvert", "mid"), ("bar", "|")),
    **dict.fromkeys(("{", "lbrace"), ("open", "{")),
    **dict.fromkeys(("}", "rbrace"), ("close", "}")),
}
_GREEK = {  # α is alpha
    unicodedata.name(letter).split()[-1].lower(): letter for letter in "αβγδεζηθικμνξρστφχψω"
} | {"lambda": "λ"}
_CURES = {
    "\\": "this LaTeX is not understood: write sqrt(x), x/y, sin(x)",
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


def in_plain_letters(text: str) -> str:
    r"""Write 𝑥 as x and blank the dollars, or \( and \), round a formula; every place stays where it was."""
    text = text.translate(_MATHEMATICAL)
    if framed := _FRAMED.fullmatch(text):
        opening, inside, closing = framed.groups()
        return " " * len(opening) + inside + " " * len(closing)
    return text


def tokenize(text: str, vocabulary: Vocabulary, start: int = 0) -> list[Token]:
    """Cut a text into tokens, from index `start` on; the last token is of kind "end"."""
    tokens: list[Token] = []
    i = start
    typed, text = text, in_plain_letters(text)
    while i < len(text):
        if text[i] in "\t\n\r" or unicodedata.category(text[i]) == "Zs":
            i += 1
            continue
        if silent := _SILENT.match(text, i):
            i = silent.end()
            continue
        try:
            found = _next_tokens(text, i, vocabulary)
        except FormulaError as error:
            raise FormulaError(str(error), typed, error.position) from None
        tokens.extend(found)
        i = found[-1].end
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _next_tokens(text: str, i: int, vocabulary: Vocabulary) -> list[Token]:
    character = text[i]
    if number := _NUMBER.match(text, i):
        return [_number(text, number)]
    if character == "\\":
        return [_command(text, i, vocabulary)]
    if (indexed := _INDEXED.match(text, i)) and indexed.group(1) not in FUNCTIONS:
        problem = (
            f"{excerpt(indexed.group())} picks an entry of an array, as code does: {vocabulary.listed()}"
        )
        raise FormulaError(problem, text, i)
    if subscripted := _SUBSCRIPTED.match(text, i):
        return [_name("_".join(subscripted.groups()), text, subscripted.span(), vocabulary)]
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
    if pieces is None and _joined(run, vocabulary):
        return [_name(run, text, match.span(), vocabulary)]
    if pieces is None:
        pieces = vocabulary.glued(run)
    if pieces is None:
        sentence, offset = vocabulary.unknown(run)
        raise FormulaError(sentence, text, match.start() + offset)
    tokens = []
    start = match.start()
    for piece in pieces:
        if digits := _DIGITS.match(text, start, start + len(piece)):  # the 2 of sin2x
            tokens.append(_number(text, digits))
        else:
            kind = vocabulary.kinds[piece]
            tokens.append(Token(kind, _plain(piece, kind), start, start + len(piece)))
        start += len(piece)
    return tokens


def _plain(name: str, kind: str) -> str:
    return FUNCTIONS[name] if kind == "function" else CONSTANTS.get(name, name)


def _name(name: str, text: str, span: tuple[int, int], vocabulary: Vocabulary) -> Token:
    """Read one whole name, such as x_1 for x1, that takes up a span of the text."""
    known = name if name in vocabulary.kinds else _joined(name, vocabulary)
    if known is None:
        raise FormulaError(vocabulary.unknown(name)[0], text, span[0])
    kind = vocabulary.kinds[known]
    return Token(kind, _plain(known, kind), *span)


def _command(text: str, i: int, vocabulary: Vocabulary) -> Token:
    r"""Read a LaTeX command such as \frac, \sin, \cdot, \pi, \theta or \operatorname{arsinh}."""
    match = _COMMAND.match(text, i)
    if match is None:
        raise FormulaError(_CURES["\\"], text, i)
    name = match.group(1) or match.group(2)
    if match.group(1) is None and name in _COMMANDS:
        return Token(*_COMMANDS[name], *match.span())
    if name == "infty":
        raise FormulaError(_CURES["∞"], text, i)
    based = _BASE.match(text, match.end())
    if based is not None:  # \log_{10}, or a variable such as \theta_1
        name, end = f"{name}_{based.group(1) or based.group(2)}", based.end()
    else:
        end = match.end()
    letter, _, index = name.partition("_")
    greek = _GREEK.get(letter, letter) + (f"_{index}" if index else "")
    for known in (name, greek):
        if known in vocabulary.kinds or _joined(known, vocabulary):
            return _name(known, text, (i, end), vocabulary)
    if letter in _GREEK or letter in vocabulary.kinds or match.group(1):
        raise FormulaError(vocabulary.unknown(name)[0], text, i)
    problem = f"\\{excerpt(letter)} is LaTeX that is not understood: write sqrt(x), x/y, sin(x)"
    raise FormulaError(problem, text, i)


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

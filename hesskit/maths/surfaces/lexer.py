"""From text to tokens: numbers, names, operators and brackets, each with its place in the text as typed."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from hesskit.maths.surfaces.functions import FUNCTIONS

# The one error a learner meets when a formula cannot be read.

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


# The names a formula may use, how a run such as `xsin` splits into them, what to say of unknown ones.

CONSTANTS = {"e": "e", "pi": "pi", "π": "pi"}

_NOT_HERE = {
    "atan2": "atan2 is not available: use atan(y/x)",
    "max": "max is not available: use (a + b + |a - b|)/2 for the larger of a and b",
    "min": "min is not available: use (a + b - |a - b|)/2 for the smaller of a and b",
    **dict.fromkeys(("tg", "ctg"), "unknown name '{}': the tangent is written tan(x), the cotangent cot(x)"),
    **dict.fromkeys(("floor", "ceil", "round", "mod"), "{} is not available: it has no useful derivatives"),
    **dict.fromkeys(("i", "j", "I"), "unknown name '{}': formulas here are real, without the imaginary unit"),
    **dict.fromkeys(("inf", "infinity", "oo", "Infinity"), "{} is not a number: a formula needs finite ones"),
    **dict.fromkeys(("nan", "NaN"), "{} is not a number: a formula needs finite ones"),
}
_LEADING_DIGITS = re.compile("[0-9]+")
_VARIABLE = re.compile(r"[^\W\d_][^\W_]*(?:_[^\W_]+)*\Z")


@dataclass(frozen=True)
class Vocabulary:
    """The names known to one formula: its variables, the constants and the functions."""

    variables: tuple[str, ...]

    @classmethod
    def of(cls, variables: Sequence[str]) -> "Vocabulary":
        """Check the variables' names and make the vocabulary; FormulaError names the one that will not do."""
        names = (variables,) if isinstance(variables, str) else tuple(variables)
        for name in names:
            if not isinstance(name, str) or len(name) > 20 or not _VARIABLE.match(name):
                shown = excerpt(str(name)) if isinstance(name, str) else type(name).__name__
                raise FormulaError(f"'{shown}' cannot be a variable: use a letter, or x1 and the like")
            if name in CONSTANTS or name in FUNCTIONS:
                raise FormulaError(f"'{name}' cannot be a variable: it already has a meaning of its own")
        if len(set(names)) < len(names):
            raise FormulaError(f"the variables {_listed(names)} are not all different")
        return cls(names)

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Map every known name to "variable", "constant" or "function"."""
        known = dict.fromkeys(FUNCTIONS, "function") | dict.fromkeys(CONSTANTS, "constant")
        return known | dict.fromkeys(self.variables, "variable")

    def split(self, run: str) -> list[str] | None:
        """Split a run of letters and digits into known names, longest first; a function may only end it."""
        return self._pieces(run, self._by_length)

    def glued(self, run: str) -> list[str] | None:
        """Split a run in which functions have their arguments glued on, such as `xsin2x`, into names and digits.

        After log come no digits here: log2x could mean two things.
        """
        free: list[str | None] = [None] * len(run) + [
            ""
        ]  # the piece that starts at each place, if the rest splits
        operand = free.copy()
        argument: list[str | None] = [None] * (len(run) + 1)
        for i in range(len(run) - 1, -1, -1):
            names = (name for name in self._operands if run.startswith(name, i))
            operand[i] = next((name for name in names if free[i + len(name)] is not None), None)
            digits = _LEADING_DIGITS.match(run, i)
            argument[i] = digits.group() if digits and operand[digits.end()] else operand[i]
            free[i] = operand[i]
            for name in self._functions_by_length:
                after = argument[i + len(name)] if run.startswith(name, i) else None
                digits_of_log = after is not None and after.isdecimal() and name == "log"
                if run[i:] == name or (after and not digits_of_log and name not in ("log2", "log10")):
                    free[i] = name
                    break
        pieces: list[str] = []
        i = 0
        while i < len(run):
            after_function = bool(pieces) and pieces[-1] in FUNCTIONS
            piece = argument[i] if after_function else free[i]
            if not piece:
                return None
            pieces.append(piece)
            i += len(piece)
        return pieces

    def unknown(self, run: str) -> tuple[str, int]:
        """Say what is wrong with a run that does not split; the sentence and the offset of the trouble."""
        for function in ("log10", "log2"):
            rest = run[len(function) :]
            if run.startswith(function) and self._pieces(rest, self._operands) is not None:
                shown, digits = excerpt(rest), function[3:]
                return (
                    f"{excerpt(run)} could mean {function}({shown}) or log({digits}{shown}): add brackets",
                    0,
                )
        known = self._known_part(run)
        rest = run[known:]
        if known and rest[0].isalpha() and (len(rest) == 1 or _near(rest, FUNCTIONS)):
            return self._sentence(rest), known
        return self._sentence(run), 0

    def listed(self) -> str:
        """Say which variables there are: "this surface has x and y"."""
        if not self.variables:
            return "a number is written without variables"
        return f"this surface has {_listed(self.variables)}"

    @cached_property
    def _by_length(self) -> list[str]:
        return sorted(self.kinds, key=len, reverse=True)

    @cached_property
    def _functions_by_length(self) -> list[str]:
        return [name for name in self._by_length if name in FUNCTIONS]

    @cached_property
    def _operands(self) -> list[str]:
        return [name for name in self._by_length if name in self.variables or name in ("pi", "π")]

    def _pieces(self, run: str, names: list[str]) -> list[str] | None:
        if not run:
            return None
        first: list[str | None] = [None] * len(run) + [""]
        for i in range(len(run) - 1, -1, -1):
            for name in names:
                end = i + len(name)
                if run.startswith(name, i) and first[end] is not None:
                    if self.kinds[name] == "function" and end < len(run):
                        continue
                    first[i] = name
                    break
        pieces: list[str] = []
        i = 0
        while i < len(run):
            name_here = first[i]
            if not name_here:
                return None
            pieces.append(name_here)
            i += len(name_here)
        return pieces

    def _known_part(self, run: str) -> int:
        for end in range(len(run) - 1, 0, -1):
            if self._pieces(run[:end], list(self.variables)) is not None:
                return end
        return 0

    def _sentence(self, name: str) -> str:
        shown = excerpt(name)
        if name in _NOT_HERE:
            return _NOT_HERE[name].format(name)
        lowered = name.lower()
        if lowered != name and self.split(lowered) is not None:
            return f"unknown name '{shown}': did you mean {excerpt(lowered)}?"
        stem = name.rstrip("0123456789")
        if stem != name and self._pieces(stem, self._operands) is not None:
            digits, short = excerpt(name[len(stem) :], 8), excerpt(stem)
            cure = f"write {digits}{short} for a product, {short}^{digits} for a power"
            return f"unknown name '{shown}': {cure}"
        near = _near(lowered, [*FUNCTIONS, *(variable for variable in self.variables if len(variable) > 2)])
        if near:
            return f"unknown name '{shown}': did you mean {near}?"
        return f"unknown name '{shown}': {self.listed()}"


def _near(name: str, names: Iterable[str]) -> str:
    if not 2 < len(name) <= 20:
        return ""
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.7)
    return close[0] if close else ""


def _listed(names: Sequence[str]) -> str:
    shown = [excerpt(name) for name in names[:6]]
    if len(names) > 6:
        return f"{', '.join(shown)} and {len(names) - 6} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


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
    return FUNCTIONS[name].name if kind == "function" else CONSTANTS.get(name, name)


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

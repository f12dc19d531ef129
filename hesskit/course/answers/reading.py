"""Answers as learners give them, in every reasonable form, turned into exact entries in a known shape.

Numbers may be int, float, Fraction, Decimal, NumPy or SymPy numbers or text; matrices may be nested lists,
tuples, arrays, SymPy matrices or text. Text is parsed by `hesskit.maths.surfaces.parsing`, never evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from hesskit.course.answers.equality import evaluate, objection, same_number

if TYPE_CHECKING:
    import sympy

# The refusal of an answer that cannot be judged.


class Unreadable(ValueError):
    """An answer that cannot be judged; its text is one plain sentence.

    Parameters
    ----------
    sentence : str
        What was wrong and what to do.
    rung : str
        ``"type"`` or ``"shape"``: the step of the ladder on which the answer stopped.
    """

    def __init__(self, sentence: str, rung: str = "type") -> None:
        super().__init__(sentence)
        self.rung = rung


# Lists and matrices typed as text: ``[[2, 3], [3, 2]]``, ``(1, 2)``, ``{-1, 5}``, ``[2, 3; 3, 2]``.

_OPENING, _CLOSING = "([{", ")]}"
_NAMED = re.compile(r"^\s*(?:[^\W\d]\w*|[∇λ]\w*)\s*(?:\([\w\s,]*\))?\s*=(?!=)\s*")
# spaces round these do not separate: 3 / 1 is one entry, and 2 - 1, but 2 -1 are two
_OPERATOR = re.compile(r"\s*([*/^×·]+)\s*")
_SIGN = re.compile(r"(?<=\S)\s+([+\-−])\s+(?=\S)")
_TUPLE_NAMED = re.compile(r"^\(\s*[^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)+\s*\)\s*=(?!=)\s*")  # (x, y) = (2, 40)
_COORDINATE = re.compile(r"\s*(?:and\s+)?([^\W\d]\w*)\s*=(?!=)\s*([^=]+?)\s*", re.DOTALL)
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
    """
    text = _coordinates(text.strip()) or _NAMED.sub("", _TUPLE_NAMED.sub("", text.strip()), count=1)
    text = re.sub(r"(?<=[)\]}])\.$", "", text)
    wrapped = _WRAPPED.match(text)
    if wrapped:
        text = wrapped[1][1:-1]
    _refuse_unbalanced(text)
    text = re.sub(r"\s+(?:and|or)\s+", ", ", text)
    text = re.sub(r"([)\]])\s*(?=[(\[][^()\[\]]*,)", r"\1, ", text)  # (0, 0) (3, 0)
    return _nested(_both_signs(text), 0)


def _coordinates(text: str) -> str:
    """The numbers of ``x = 2, y = 40`` in brackets, x before y before z; nothing where not every part is named."""
    inside = _inside(text) if text.startswith("(") else None
    parts = re.split(r"\s*[,;]\s*|\s+and\s+", inside or text)
    found = [_COORDINATE.fullmatch(part) for part in parts]
    pairs = [(match[1], match[2]) for match in found if match]
    if len(pairs) < 2 or len(pairs) < len(parts) or len({name for name, _ in pairs}) < len(pairs):
        return ""
    if {name for name, _ in pairs} <= {"x", "y", "z"}:
        pairs.sort()
    return f"({', '.join(number for _, number in pairs)})"


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


MOST_ENTRIES = 100
MOST_CHARACTERS = 2000
_PRINTED = re.compile(
    r"\s*\[(?:[\[\]\s]|[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?(?=[\s\]]))+", re.I
)  # numbers, brackets and space
_ABSENT = {"", "...", "…", "?", "??", "???"}


@dataclass(frozen=True)
class Entries:
    """The entries of an answer, row by row, and the shape they came in (``()`` for a single one)."""

    shape: tuple[int, ...]
    values: tuple[Any, ...]

    @property
    def rows(self) -> tuple[tuple[Any, ...], ...]:
        """The rows of a two-dimensional answer."""
        width = self.shape[1]
        return tuple(self.values[i : i + width] for i in range(0, len(self.values), width))


def is_missing(answer: Any) -> bool:
    """Is this no answer at all: None, ``...``, blank text or question marks?

    Examples
    --------
    >>> is_missing(...), is_missing("  "), is_missing(0)
    (True, True, False)
    """
    if answer is None or answer is ...:
        return True
    return isinstance(answer, str) and len(answer) < 50 and answer.strip() in _ABSENT


def read_entries(answer: Any, names: Sequence[str] = (), ordered: bool = True) -> Entries:
    """Read a number, a list, a matrix or a formula, alone or nested.

    Parameters
    ----------
    answer : object
        What the learner gave.
    names : sequence of str
        The variables a formula may contain; none where only numbers are meant.
    ordered : bool
        Whether order means something, so that a set is no answer.

    Returns
    -------
    Entries
        SymPy expressions in the symbols the parser makes.

    Raises
    ------
    Unreadable
        With one plain sentence.

    Examples
    --------
    >>> read_entries("[[2, 3], [3, 2]]")
    Entries(shape=(2, 2), values=(2, 3, 3, 2))
    """
    nested = _lists(answer, ordered)
    shape = _shape(nested)
    flat = _flat(nested)
    if len(flat) > MOST_ENTRIES:
        raise Unreadable(
            f"This answer has more than {MOST_ENTRIES} entries: give only what is asked.", "shape"
        )
    return Entries(shape, tuple(read_entry(item, names) for item in flat))


def read_entry(item: Any, names: Sequence[str] = ()) -> sympy.Expr:
    """Read one number or formula.

    Raises
    ------
    Unreadable
        When it is neither, not finite, not real or too long to be judged.

    Examples
    --------
    >>> read_entry("1/2 + x^2", ("x",)), read_entry(Fraction(1, 3))
    (x**2 + 1/2, 1/3)
    """
    import sympy

    if isinstance(item, str):
        expression = _parsed(item, names)
    elif isinstance(item, sympy.Expr):
        expression = item
    else:
        expression = _number(item)
    complaint = objection(expression, names)
    if complaint:
        raise Unreadable(f"This answer could not be judged: {complaint}.")
    if not expression.free_symbols and not np.isfinite(evaluate(expression)):
        raise Unreadable("This answer contains something that is not a finite real number.")
    return expression.xreplace({s: sympy.Symbol(s.name, real=True) for s in expression.free_symbols})


def _parsed(text: str, names: Sequence[str]) -> sympy.Expr:
    from hesskit.maths.surfaces import FormulaError, parse, parse_number

    _refuse_long(text)
    if not names:
        text = _one_side(text)
    try:
        return parse(text, tuple(names)) if names else parse_number(text)
    except FormulaError as error:
        said = str(error).strip()
        if not names and "many decimals" in said:
            return _with_decimals(text, said)
        raise Unreadable(_sentence(said if names else _without_words(said))) from None


def _one_side(text: str) -> str:
    """The left of ``122/25 = 4.88``, where both sides are the same number to three digits."""
    sides = text.split("=")
    if len(sides) != 2 or not all(side.strip() for side in sides):
        return text
    left, right = (evaluate(_parsed(side, ())) for side in sides)
    if same_number(left, right, 5e-3):
        return sides[1] if "." in sides[0] else sides[0]  # a decimal may be rounded
    raise Unreadable("The two sides of this '=' are different numbers: give one number.")


_DECIMAL = re.compile(r"(?<![\w.])\d*\.\d+(?:e[-+]?\d+)?(?![\w.])", re.I)
_PLACES = ("a", "b", "c", "u", "v", "w", "x", "y", "z")


def _with_decimals(text: str, said: str) -> sympy.Expr:
    """A number whose decimals stand in an exponent: parsed with letters in their places, which are then filled."""
    import sympy

    from hesskit.maths.surfaces import FormulaError, parse

    decimals = _DECIMAL.findall(text)
    places = iter(_PLACES)
    if len(decimals) > len(_PLACES):
        raise Unreadable(_sentence(said))
    try:
        expression = parse(_DECIMAL.sub(lambda _: f"({next(places)})", text), _PLACES)
    except FormulaError:
        raise Unreadable(_sentence(said)) from None
    values = dict(zip(_PLACES, map(sympy.Float, decimals), strict=False))
    return expression.xreplace({s: values[s.name] for s in expression.free_symbols})


def _without_words(said: str) -> str:
    """Where a number comes with its unit or its name, say that the number alone is wanted."""
    word = re.match(r"unknown name '([^']+)'", said, re.I)
    return f"only the numbers, please, without {word[1]!r}" if word else said


def _sentence(said: str) -> str:
    """With a capital, but for names of code ("sin needs an argument"), and an end."""
    code = re.match(r"\w+(?:\(| needs an | is not available)", said)
    return (said if code else said[:1].upper() + said[1:]) + ("" if said.endswith((".", "?")) else ".")


def _number(item: Any) -> sympy.Expr:
    import sympy

    if isinstance(item, bool | np.bool_):
        raise Unreadable(f"{bool(item)} is not a number: give the number itself.")
    if isinstance(item, int | np.integer):
        exact: sympy.Expr = sympy.Integer(int(item)) if abs(int(item)) < 10**300 else sympy.oo
        return exact
    if isinstance(item, Fraction):
        return _number(item.numerator) / _number(item.denominator)
    if isinstance(item, Decimal | np.floating | float):
        return sympy.Float(float(item))
    if isinstance(item, complex | np.complexfloating):
        if item.imag == 0:
            return sympy.Float(float(item.real))
        raise Unreadable("This answer contains a complex number: a real one is asked for.")
    raise Unreadable(f"{_article(item)} is not a number or a formula: give a number, or a formula as text.")


def _article(item: Any) -> str:
    name = str(type(item).__name__)[:40]
    return f"{'An' if name[:1].lower() in 'aeiou' else 'A'} {name}"


def _refuse_long(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(f"This answer is {len(text)} characters long: give a shorter one.")


def _lists(answer: Any, ordered: bool, depth: int = 0) -> Any:
    """Plain nested lists of what the learner gave, without looking at more of it than can be judged."""
    if depth > 3:
        raise Unreadable("This answer is nested too deeply: a list of rows is enough.", "shape")
    if isinstance(answer, str):
        if depth:
            return answer
        _refuse_long(answer)
        return lists_in_text(_with_commas(answer))
    if type(answer).__module__.startswith("sympy.") and hasattr(answer, "tolist"):
        answer = answer.tolist()
    elif type(answer).__name__ in ("Tuple", "FiniteSet"):  # what sympy's solvers return
        answer = (list if type(answer).__name__ == "Tuple" else frozenset)(answer.args)
    elif hasattr(answer, "__array__") and not isinstance(answer, list | tuple | np.generic):
        answer = _array(answer)
    if isinstance(answer, set | frozenset | Mapping) and ordered:
        raise Unreadable("Order matters in this answer: give a list.")
    if isinstance(answer, list | tuple | range | set | frozenset):
        if len(answer) > MOST_ENTRIES:
            raise Unreadable(f"This answer has {len(answer)} entries: give only what is asked.", "shape")
        return [_lists(item, ordered, depth + 1) for item in islice(answer, MOST_ENTRIES)]
    return answer


def _with_commas(text: str) -> str:
    """An array as NumPy prints it, such as ``[ 1. -2.]``, with the commas it leaves out."""
    return re.sub(r"(?<=[\d.\]])\s+(?=[-+.\d\[])", ", ", text) if _PRINTED.fullmatch(text) else text


def _array(answer: Any) -> Any:
    if int(np.prod(np.shape(answer))) > MOST_ENTRIES:
        raise Unreadable(
            f"This answer is an array of shape {np.shape(answer)}: give only what is asked.", "shape"
        )
    return np.asarray(answer).tolist()


def _shape(nested: Any) -> tuple[int, ...]:
    if not isinstance(nested, list):
        return ()
    inner = {_shape(item) for item in nested}
    if len(inner) > 1:
        raise Unreadable("The rows of this answer do not have the same length.", "shape")
    return (len(nested), *(inner.pop() if inner else ()))


def _flat(nested: Any) -> list[Any]:
    return [leaf for item in nested for leaf in _flat(item)] if isinstance(nested, list) else [nested]


def read_words(answer: Any) -> str:
    """Text in lower case, with single spaces and without punctuation, articles or a leading "it is".

    Examples
    --------
    >>> read_words("It's a  Local-Minimum!")
    'local minimum'
    """
    if not isinstance(answer, str):
        raise Unreadable(
            f"{_article(answer)} is not one of the choices: give its words or its letter as text."
        )
    _refuse_long(answer)
    text = re.sub(r"[^\w\s.+<>=≤≥^-]", " ", answer.lower().replace("'s ", " is ")).replace("-", " - ")
    text = re.sub(r"(?<=[^\W\d]) - (?=[^\W\d])", " ", re.sub(r"\s+", " ", text)).strip(" .")
    text = re.sub(r"^(it|this|the answer|that) is ", "", text)
    return re.sub(r"\b(a|an|the) (?=\w)", "", text).strip()

"""From what people write, such as `2x^2 + 3xy + sin(x)cos(y)`, to a sympy expression.

The text becomes tokens, the tokens a small syntax tree of our own, the tree is measured against the limits,
and only then are sympy objects made from a whitelist. No text is ever evaluated.
"""

import re
from collections.abc import Callable, Sequence

import sympy

from .building import Builder
from .formula_error import FormulaError, excerpt
from .grammar import Parser
from .limits import measure
from .tokens import LENGTH_LIMIT, in_plain_letters, tokenize
from .tree import Node
from .vocabulary import Vocabulary

__all__ = ["FormulaError", "parse", "parse_number", "parse_point", "reading"]


def parse(text: str, variables: Sequence[str] = ("x", "y")) -> sympy.Expr:
    """Read a formula.

    Accepted: `^` or `**`, implicit products (`3xy`, `2(x+1)`, `sin(x)cos(y)`), `x²`, `x₁` for x1, `· × − ÷`,
    `π`, `√x`, `|x|`, `sin^2(x)`, `sin 2x cos y`, `1e-3`, a leading `f(x, y) =`, and LaTeX such as `\\frac{x}{y}`,
    `\\sqrt[3]{x}` and `\\left(`. Products and quotients without brackets are read from left to right: `x/2y` is
    (x/2)·y. Powers are read from right to left, and before signs: `-x^2` is -(x²). `log` is the natural
    logarithm, `cbrt` the real cube root. `reading` says what was taken where there are two ways to read a text.

    Parameters
    ----------
    text : str
        The formula, at most 1,000 characters.
    variables : sequence of str
        The names of the variables.

    Returns
    -------
    sympy.Expr
        With real symbols; decimals and fractions are exact.

    Raises
    ------
    FormulaError
        With one plain sentence and `.position`, the place in the text, for anything that is not a formula,
        has a constant that is not a finite real number, or is too large to differentiate quickly.

    Examples
    --------
    >>> parse("2x² + 0.5xy - sin(x)cos(y)")
    2*x**2 + x*y/2 - sin(x)*cos(y)
    >>> parse("x + z")
    Traceback (most recent call last):
    hesskit.maths.formula_error.FormulaError: unknown name 'z': this surface has x and y
    """
    vocabulary = Vocabulary.of(variables)
    _check_text(text, "a formula is text such as 'x^2 + y^2'")
    return _read(text, vocabulary, Parser.formula, _after_name(text, vocabulary))[0]


def reading(text: str, variables: Sequence[str] = ("x", "y")) -> str:
    """Say how a formula was read where people could read it in two ways.

    Parameters
    ----------
    text : str
        The formula, one that `parse` reads.
    variables : sequence of str
        The names of the variables.

    Returns
    -------
    str
        One sentence for each such place, at most two; empty where only one reading is possible.

    Examples
    --------
    >>> reading("1/2x")
    '1/2x is read as (1/2)x, not as 1/(2x).'
    >>> reading("x^2 + xy")
    ''
    """
    vocabulary = Vocabulary.of(variables)
    _check_text(text, "a formula is text such as 'x^2 + y^2'")
    parser = Parser(text, tokenize(text, vocabulary, _after_name(text, vocabulary)), vocabulary.variables[0])
    parser.formula()
    return " ".join(f"{sentence}." for _, _, sentence in sorted(parser.notes)[:2])


def parse_number(text: str) -> sympy.Expr:
    """Read an exact real number such as `1/2`, `pi/3`, `sqrt(2)` or `-1.5e-3`.

    Parameters
    ----------
    text : str
        The number; no variables.

    Returns
    -------
    sympy.Expr
        A finite real constant.

    Raises
    ------
    FormulaError
        With the place, for anything else.

    Examples
    --------
    >>> parse_number("-1.5e-3"), parse_number("π/3")
    (-3/2000, pi/3)
    """
    _check_text(text, "a number is text such as '1/2'")
    return _read(text, Vocabulary(()), Parser.formula)[0]


def parse_point(text: str) -> tuple[sympy.Expr, ...]:
    """Read the coordinates of a point, as in `1, 2` or `(1/2, pi)`.

    Parameters
    ----------
    text : str
        Numbers with commas between them, with or without brackets round them all.

    Returns
    -------
    tuple of sympy.Expr
        One exact real number for each coordinate.

    Raises
    ------
    FormulaError
        With the place, for anything else.

    Examples
    --------
    >>> parse_point("(1/2, -π)")
    (1/2, -pi)
    """
    _check_text(text, "a point is text such as '1, 2'")
    return _read(text, Vocabulary(()), Parser.formulas)


def _check_text(text: object, expected: str) -> None:
    if not isinstance(text, str):
        raise FormulaError(f"{expected}, but this is of type {excerpt(type(text).__name__)}")
    if len(text) > LENGTH_LIMIT:
        problem = f"the text has {len(text)} characters: at most {LENGTH_LIMIT} are read"
        raise FormulaError(problem, text, LENGTH_LIMIT)


_NAMED = re.compile(
    r"\s*\\?([A-Za-z\u0370-\u03ff]\w{0,19})\s*"
    r"(?:(?:\\left)?\s*\(([\w\s,{}]{1,200}?)(?:\\right)?\s*\)\s*)?:?=(?!=)"
)


def _after_name(text: str, vocabulary: Vocabulary) -> int:
    """Find where the formula starts after a polite `f(x, y) =` or `z =`; 0 without one."""
    named = _NAMED.match(in_plain_letters(text))
    if named is None or vocabulary.split(named.group(1)) is not None:
        return 0
    arguments = {re.sub(r"[\s_{}]", "", name) for name in (named.group(2) or "").split(",")}
    known = {name.replace("_", "") for name in vocabulary.variables}
    return named.end() if named.group(2) is None or arguments <= known else 0


def _read(
    text: str, vocabulary: Vocabulary, phrase: Callable[[Parser], Node | list[Node]], start: int = 0
) -> tuple[sympy.Expr, ...]:
    """Read a phrase from index `start` on, measure what it holds, and only then build it."""
    sample = vocabulary.variables[0] if vocabulary.variables else "2"
    try:
        read = phrase(Parser(text, tokenize(text, vocabulary, start), sample))
        nodes = read if isinstance(read, list) else [read]
        for node in nodes:
            measure(node, text)
        return tuple(Builder(text, vocabulary.variables).expression(node) for node in nodes)
    except RecursionError:  # only when the caller has left hardly any stack
        raise FormulaError("the formula is nested too deeply to be read here", text) from None

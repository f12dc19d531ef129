"""From what people write, such as `2x^2 + 3xy + sin(x)cos(y)`, to a sympy expression.

The text becomes tokens, the tokens a small syntax tree of our own, the tree is measured against the limits,
and only then are sympy objects made from a whitelist. No text is ever evaluated.
"""

import re
from collections.abc import Callable, Sequence

import sympy

from hesskit.maths.surfaces.functions import FUNCTIONS
from hesskit.maths.surfaces.lexer import (
    LENGTH_LIMIT,
    FormulaError,
    Vocabulary,
    excerpt,
    in_plain_letters,
    tokenize,
)
from hesskit.maths.surfaces.limits import division_by_zero, measure
from hesskit.maths.surfaces.parser import (
    Call,
    Constant,
    Node,
    Number,
    Parser,
    Power,
    Product,
    Sum,
    Variable,
    has_variables,
)

# From a measured syntax tree to a sympy expression, by a whitelist.

FRACTION_LIMIT = 30_000  # numerator and denominator of a fraction that is an exponent
COEFFICIENT_LIMIT = 1_000_000  # numerator of a fraction in a variable exponent
RANGE_LIMIT = 250  # powers of ten a coefficient may span, so that derivatives stay within floats


class Builder:
    """Makes sympy objects from a measured tree, refusing what sympy finds to be infinite or complex."""

    def __init__(self, text: str, variables: tuple[str, ...]) -> None:
        self.text = text
        self.symbols = {name: sympy.Symbol(name, real=True) for name in variables}

    def expression(self, node: Node) -> sympy.Expr:
        """Build a whole formula, with coefficients that floats can hold."""
        made = self.build(node)
        for number in made.atoms(sympy.Rational):
            if number and not 10**-RANGE_LIMIT <= abs(number) <= 10**RANGE_LIMIT:
                raise self.refuse(node, f"has a coefficient beyond 1e{RANGE_LIMIT} or below 1e-{RANGE_LIMIT}")
        return made

    def refuse(self, node: Node, reason: str) -> FormulaError:
        """Make the error that quotes a piece and says why it will not do."""
        return FormulaError(f"{excerpt(self.text[node.start : node.end])} {reason}", self.text, node.start)

    def build(self, node: Node) -> sympy.Expr:
        """Build one piece, after its parts."""
        try:
            made = self._made(node)
        except (FormulaError, RecursionError):
            raise
        except Exception as fault:  # sympy stumbles over some odd constants
            raise self.refuse(node, "cannot be worked with: try a simpler form") from fault
        if _is_unreal(made):
            raise self.refuse(node, "is not a finite real number")
        if any(_is_long(part) for part in (made, *made.args)):
            raise self.refuse(node, "has too many decimals in an exponent: use three, or a fraction")
        return made

    def _made(self, node: Node) -> sympy.Expr:
        match node:
            case Number():
                return sympy.Rational(node.value.numerator, node.value.denominator)
            case Variable():
                return self.symbols[node.name]
            case Constant():
                return sympy.E if node.name == "e" else sympy.pi
            case Sum():
                return sympy.Add(*(sign * self.build(term) for sign, term in node.terms))
            case Product():
                return sympy.Mul(*(self._factor(side, factor) for side, factor in node.factors))
            case Power():
                return self._power(node)
            case Call():
                return self._call(node)
        raise TypeError(f"nothing to build from {type(node).__name__}")

    def _power(self, node: Power) -> sympy.Expr:
        base, exponent = self._part(node.base), self._part(node.exponent)
        fraction = exponent.is_Rational and not exponent.is_Integer
        if fraction and max(abs(exponent.p), exponent.q) > FRACTION_LIMIT:
            raise self.refuse(node.exponent, "has too many decimals for an exponent: use three, or 1/3")
        return sympy.Pow(base, exponent)

    def _call(self, node: Call) -> sympy.Expr:
        argument = self._part(node.argument)
        function = FUNCTIONS[node.function]
        if function.tangled and _is_tangled(argument):
            raise self.refuse(node, "cannot be worked with: use a smaller power")
        return function.build(argument)

    def _part(self, node: Node) -> sympy.Expr:
        """Build a base, exponent or argument; one that only turns out constant has escaped the measure."""
        made = self.build(node)
        if made.is_number and has_variables(node):
            raise self.refuse(node, "does not depend on its variables, which cancel: write its value")
        return made

    def _factor(self, side: int, node: Node) -> sympy.Expr:
        factor = self.build(node)
        if side > 0:
            return factor
        if factor.is_zero:
            raise division_by_zero(self.text, node)
        return sympy.Pow(factor, -1)


def _is_unreal(made: sympy.Expr) -> bool:
    """Tell whether infinity, nan, i or a root of a negative number stands in the newest layer."""
    for part in (made, *made.args):
        if part in (sympy.nan, sympy.zoo, sympy.oo, -sympy.oo, sympy.I):
            return True
        if part.is_Pow and part.base.is_Number and part.base.is_negative and not part.exp.is_integer:
            return True
    return False


def _is_long(made: sympy.Expr) -> bool:
    """Tell whether a power, once sympy has gathered its factors, has too fine a fraction in its exponent.

    The numerator counts as a degree wherever sympy takes the power for a polynomial, which then hangs.
    """
    if not made.is_Pow and not isinstance(made, sympy.exp):
        return False
    limit = FRACTION_LIMIT if made.exp.is_Rational else COEFFICIENT_LIMIT
    factors = (term.as_coeff_Mul()[0] for term in sympy.Add.make_args(made.exp))
    return any(factor.is_Rational and not factor.is_Integer and abs(factor.p) > limit for factor in factors)


def _is_tangled(argument: sympy.Expr) -> bool:
    """Tell whether sympy would expand high powers into real and imaginary parts, not knowing them real."""
    if argument.is_extended_real:
        return False
    powers = (power for power in argument.atoms(sympy.Pow) if power.exp.is_Integer and abs(power.exp) > 8)
    return any(power.base.is_Add or not power.base.is_extended_real for power in powers)


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
    hesskit.maths.surfaces.lexer.FormulaError: unknown name 'z': this surface has x and y
    """
    vocabulary = Vocabulary.of(variables)
    _check_text(text, "a formula is text such as 'x^2 + y^2'")
    return _read(text, vocabulary, Parser.formula, _after_name(text, vocabulary))[0]


def reading(text: str, variables: Sequence[str] = ("x", "y")) -> str:
    """Say how a formula was read where people could read it in two ways.

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

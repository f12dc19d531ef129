"""From a measured syntax tree to a sympy expression, by a whitelist."""

from collections.abc import Callable

import sympy

from .formula_error import FormulaError, excerpt
from .limits import division_by_zero
from .tree import Call, Constant, Node, Number, Power, Product, Sum, Variable, has_variables
from .vocabulary import PLAIN_FUNCTIONS

__all__ = ["Builder"]

FRACTION_LIMIT = 30_000  # numerator and denominator of a fraction that is an exponent
COEFFICIENT_LIMIT = 1_000_000  # numerator of a fraction in a variable exponent
RANGE_LIMIT = 250  # powers of ten a coefficient may span, so that derivatives stay within floats
HYPERBOLIC = ("sinh", "cosh", "tanh", "sech", "csch", "coth")


def _cube_root(argument: sympy.Expr) -> sympy.Expr:
    """Give the real cube root, of negative numbers too; sympy's own is complex there."""
    return sympy.sign(argument) * sympy.Abs(argument) ** sympy.Rational(1, 3)


_RATIOS: dict[str, Callable[[sympy.Expr], sympy.Expr]] = {  # sympy's sec, csc, … fail on some arguments
    "sec": lambda argument: 1 / sympy.cos(argument),
    "csc": lambda argument: 1 / sympy.sin(argument),
    "cot": lambda argument: sympy.cos(argument) / sympy.sin(argument),
    "sech": lambda argument: 1 / sympy.cosh(argument),
    "csch": lambda argument: 1 / sympy.sinh(argument),
    "coth": lambda argument: sympy.cosh(argument) / sympy.sinh(argument),
}
_OTHERS: dict[str, Callable[[sympy.Expr], sympy.Expr]] = {
    "log10": lambda argument: sympy.log(argument, 10),
    "log2": lambda argument: sympy.log(argument, 2),
    "abs": sympy.Abs,
    "cbrt": _cube_root,
}
_DIRECT = {name: getattr(sympy, name) for name in PLAIN_FUNCTIONS if name not in (*_RATIOS, *_OTHERS)}
_FUNCTIONS: dict[str, Callable[[sympy.Expr], sympy.Expr]] = {**_DIRECT, **_RATIOS, **_OTHERS}


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
        if node.function in HYPERBOLIC and _is_tangled(argument):
            raise self.refuse(node, "cannot be worked with: use a smaller power")
        return _FUNCTIONS[node.function](argument)

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

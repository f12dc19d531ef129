"""The small syntax tree of a formula: numbers, names, sums, products, powers and calls."""

from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Call", "Constant", "Node", "Number", "Power", "Product", "Sum", "Variable", "has_variables"]


@dataclass(frozen=True)
class Node:
    """A piece of a formula, from index `start` up to `end` of the text."""

    start: int
    end: int


@dataclass(frozen=True)
class Number(Node):
    """An exact rational number."""

    value: Fraction


@dataclass(frozen=True)
class Variable(Node):
    """A variable, by name."""

    name: str


@dataclass(frozen=True)
class Constant(Node):
    """`e` or `pi`."""

    name: str


@dataclass(frozen=True)
class Sum(Node):
    """Terms, each with its sign, 1 or -1."""

    terms: tuple[tuple[int, Node], ...]


@dataclass(frozen=True)
class Product(Node):
    """Factors, each with 1 where it multiplies and -1 where it divides."""

    factors: tuple[tuple[int, Node], ...]


@dataclass(frozen=True)
class Power(Node):
    """A base to an exponent."""

    base: Node
    exponent: Node


@dataclass(frozen=True)
class Call(Node):
    """A function of the whitelist at one argument."""

    function: str
    argument: Node


def has_variables(node: Node) -> bool:
    """Tell whether a variable stands anywhere in a piece."""
    match node:
        case Variable():
            return True
        case Sum():
            return any(has_variables(term) for _, term in node.terms)
        case Product():
            return any(has_variables(factor) for _, factor in node.factors)
        case Power():
            return has_variables(node.base) or has_variables(node.exponent)
        case Call():
            return has_variables(node.argument)
    return False

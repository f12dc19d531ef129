"""Formulas and matrices written out from a version's numbers, and code that defines names."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any


def terms(*pairs: tuple[int | float, str]) -> str:
    """A sum of terms that reads well both as LaTeX and as a formula for `Surface`.

    Examples
    --------
    >>> terms((1, "x^2"), (-3, "x y"), (0, "y"), (2, ""))
    'x^2 - 3x y + 2'
    """
    text = ""
    for factor, letters in pairs:
        if factor:
            size = "" if abs(factor) == 1 and letters else f"{abs(factor):g}"
            sign = "-" if factor < 0 else "+"
            text += f" {sign} {size}{letters}" if text else f"{'-' * (factor < 0)}{size}{letters}"
    return text or "0"


def fraction(value: Fraction | float) -> str:
    """A fraction as text.

    Examples
    --------
    >>> fraction(Fraction(-1, 2)), fraction(3)
    ('-1/2', '3')
    """
    return str(Fraction(value))


def matrix(entries: Sequence[Sequence[Any]]) -> str:
    r"""A matrix in LaTeX, without dollar signs.

    Examples
    --------
    >>> matrix([[1, 2], [2, -1]])
    '\\begin{pmatrix} 1 & 2 \\\\ 2 & -1 \\end{pmatrix}'
    """
    body = r" \\ ".join(" & ".join(_entry(entry) for entry in row) for row in entries)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


def point(coordinates: Sequence[Any]) -> str:
    """A point, as LaTeX and as code alike.

    Examples
    --------
    >>> point((1, -2))
    '(1, -2)'
    """
    return "(" + ", ".join(_entry(c) for c in coordinates) + ")"


def rows(entries: Sequence[Sequence[Any]]) -> str:
    """A matrix as text in square brackets, each entry as it is written.

    Examples
    --------
    >>> rows([["2x", 1], [1, "-y"]])
    '[[2x, 1], [1, -y]]'
    """
    return "[" + ", ".join("[" + ", ".join(map(str, row)) + "]" for row in entries) + "]"


def define(**values: Any) -> str:
    """Code that defines these names.

    Examples
    --------
    >>> define(a=1, f="x^2")
    "a = 1\\nf = 'x^2'"
    """
    return "\n".join(f"{name} = {value!r}" for name, value in values.items())


def _entry(entry: Any) -> str:
    return f"{entry:g}" if isinstance(entry, int | float) else str(entry)

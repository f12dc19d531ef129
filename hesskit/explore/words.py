"""How numbers, points, matrices and shapes are said in a sentence."""

import re
from collections.abc import Iterable
from typing import Any

import numpy as np

BENDS = {
    "positive definite": "it curves up in every direction",
    "negative definite": "it curves down in every direction",
    "indefinite": "it curves up in some directions and down in others, like a saddle",
    "positive semidefinite": "it curves up in some directions and is flat, to second order, in another",
    "negative semidefinite": "it curves down in some directions and is flat, to second order, in another",
    "zero": "it is flat, to second order, in every direction",
}
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: Any, digits: int = 3) -> str:
    """Say a number to `digits` significant digits, with a true minus sign.

    >>> number(-0.123456), number(2.0), number(-0.0), number(float("nan")), number(2e-7), number(-1e-7)
    ('−0.123', '2', '0', 'undefined', '2·10⁻⁷', '−10⁻⁷')
    """
    value = float(value)
    if np.isnan(value):
        return "undefined"
    if np.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value:.{digits}g}"
    if "e+0" in text and abs(value) < 99999.5:
        text = f"{value:.0f}"  # 1234 is easier to read than 1.23·10³
    if "e" in text:
        mantissa, exponent = text.split("e")
        sign = mantissa.rstrip("1") if mantissa in ("1", "-1") else f"{mantissa}·"
        text = sign + power_of_ten(int(exponent))
    return "0" if float(f"{value:.{digits}g}") == 0 else text.replace("-", "−")


def power_of_ten(exponent: int) -> str:
    """Write a power of ten with a raised exponent.

    >>> power_of_ten(-16), power_of_ten(0)
    ('10⁻¹⁶', '1')
    """
    return "1" if exponent == 0 else f"10{str(exponent).translate(RAISED)}"


def tidy(value: Any, scale: Any, digits: int = 3) -> str:
    """Say a number that is a result of rounding: below 1e-12 of its scale it is zero."""
    return number(0.0 if abs(float(value)) < 1e-12 * float(scale) else value, digits)


def vector(values: Iterable[Any], digits: int = 3) -> str:
    """Say a point, a direction or a gradient.

    >>> vector([1, -0.5])
    '(1, −0.5)'
    """
    return f"({', '.join(number(value, digits) for value in values)})"


def rows(matrix: Any, digits: int = 3) -> str:
    """Say a matrix by its rows.

    >>> rows([[2, 3], [3, 2]])
    'rows (2, 3) and (3, 2)'
    """
    return f"rows {conjunction(vector(row, digits) for row in np.asarray(matrix))}"


def conjunction(parts: Iterable[str]) -> str:
    """Join words with commas and a last "and".

    >>> conjunction(["a", "b", "c"])
    'a, b and c'
    """
    listed = list(parts)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"


def matrix_html(slot: str, size: int, columns: int | None = None) -> str:
    """Mark up a matrix (square unless told) whose entries are the slots `slot` + row + column, counted from 0."""
    columns = size if columns is None else columns
    entries = "".join(slot_html(f"{slot}{i}{j}") for i in range(size) for j in range(columns))
    return f'<span class="matrix" style="--columns:{columns}">{entries}</span>'


def slot_html(slot: str) -> str:
    """Mark up the place of one number or word of a readout."""
    return f'<output data-slot="{slot}"></output>'


def matrix_numbers(matrix: Any, slot: str, digits: int = 4) -> dict[str, str]:
    """Fill the slots of `matrix_html`."""
    entries = np.asarray(matrix, float)
    scale = np.max(np.abs(entries), initial=0.0)
    scale = scale if np.isfinite(scale) else 0.0
    return {f"{slot}{i}{j}": tidy(entries[i, j], scale, digits) for i, j in np.ndindex(entries.shape)}


def powers(formula: str) -> str:
    """Write whole exponents of one digit as superscripts.

    >>> powers("x^2 + y^2 = 1")
    'x² + y² = 1'
    """
    return re.sub(r"\^([2-9])(?![\d.])", lambda match: match[1].translate(RAISED), formula)

"""Numbers and reasons in words, as a learner reads them."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: Any, digits: int = 3) -> str:
    """Say a number to `digits` significant digits, with a true minus sign: so is every number that a person sees.

    Examples
    --------
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

    Examples
    --------
    >>> power_of_ten(-16), power_of_ten(0)
    ('10⁻¹⁶', '1')
    """
    return "1" if exponent == 0 else f"10{str(exponent).translate(RAISED)}"


def as_words(value: float) -> str:
    """A number of a result, which may be worked with: six significant digits.

    Examples
    --------
    >>> as_words(12.96), as_words(-0.0), as_words(-1.817281)
    ('12.96', '0', '−1.81728')
    """
    return number(value, 6)


def listed(numbers: Iterable[float]) -> str:
    """Numbers with commas between.

    Examples
    --------
    >>> listed([1.0, 2.5])
    '1, 2.5'
    """
    return ", ".join(map(as_words, numbers))


def place(point: Iterable[float], exact: Sequence[Any] | None = None) -> str:
    """A point in brackets, with its exact coordinates if there are any; of many coordinates only the first few.

    Examples
    --------
    >>> place([1.0, 2.5]), place(np.zeros(100))
    ('(1, 2.5)', '(0, 0, 0, … 100 coordinates)')
    """
    if exact is not None:
        return f"({', '.join(map(str, exact)).replace('-', '−')})"
    coordinates = np.asarray([*point] if not isinstance(point, np.ndarray) else point)
    if len(coordinates) <= 6:
        return f"({listed(coordinates)})"
    return f"({listed(coordinates[:3])}, … {len(coordinates)} coordinates)"


def with_exact_zeros(eigenvalues: Floats, signs: tuple[int, ...], keep: bool) -> Floats:
    """Make eigenvalues that are known to be exactly zero exactly zero; with `keep`, leave them as computed.

    Examples
    --------
    >>> with_exact_zeros(np.array([1e-17, 2.0]), (0, 1), keep=False).tolist()
    [0.0, 2.0]
    """
    return eigenvalues + 0.0 if keep else np.where(np.array(signs) == 0, 0.0, eigenvalues)


def text_table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as lines, each column as wide as its longest cell.

    Examples
    --------
    >>> print(text_table([("k", "point"), ("0", "(1, 1)"), ("10", "(0, 0)")]))
    k   point
    0   (1, 1)
    10  (0, 0)
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def html_table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], style: str = "", named: bool = False
) -> str:
    """Rows of cells as an HTML table; with `named`, a row's first cell is its heading.

    Examples
    --------
    >>> html_table(("k", "f"), [("0", "<1")])
    "<table><thead><tr><th scope='col'>k</th><th scope='col'>f</th></tr></thead><tbody><tr><td>0</td>..."
    """
    head = "".join(f"<th scope='col'>{escape(heading)}</th>" for heading in headings)
    lines = []
    for row in rows:
        cells = [f"<td>{escape(cell)}</td>" for cell in row]
        if named:
            cells[0] = f"<th scope='row'>{escape(row[0])}</th>"
        lines.append(f"<tr>{''.join(cells)}</tr>")
    start = f'<table style="{style}">' if style else "<table>"
    return f"{start}<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def html_facts(caption: str, facts: Iterable[tuple[str, str]]) -> str:
    """Labels and what they say as an HTML table; the caption is HTML already."""
    rows = "".join(f"<tr><th>{label}</th><td>{escape(text)}</td></tr>" for label, text in facts)
    return f"<table><caption>{caption}</caption>{rows}</table>"


def _of_sign(signs: tuple[int, ...], eigenvalues: Floats, sign: int) -> list[float]:
    return [float(one) for one, own in zip(eigenvalues, signs, strict=True) if own == sign]


def _joined(numbers: list[float]) -> str:
    words = [*map(as_words, numbers)]
    return " and ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} and {words[-1]}"


def _count(numbers: list[float], adjective: str, first: bool) -> str:
    """Such as "one eigenvalue is negative (−1)"; the noun only where it comes first."""
    amount = {1: "one", 2: "two", 3: "three"}.get(len(numbers), str(len(numbers)))
    noun = "" if not first else " eigenvalue" if len(numbers) == 1 else " eigenvalues"
    return f"{amount}{noun} {'is' if len(numbers) == 1 else 'are'} {adjective} ({_joined(numbers)})"


def reason_for(signs: tuple[int, ...], eigenvalues: Floats) -> str:
    """Say what the signs of the eigenvalues decide.

    Parameters
    ----------
    signs : tuple of int
        −1, 0 or 1 for each eigenvalue.
    eigenvalues : ndarray, shape (n,)

    Returns
    -------
    str

    Examples
    --------
    >>> reason_for((1, 1), np.array([0.38, 2.6]))
    'both eigenvalues are positive (0.38 and 2.6)'
    >>> reason_for((-1, 0, 1), np.array([-1.0, 0.0, 1.0]))
    'one eigenvalue is negative (−1) and one is positive (1), which decides whatever the zero one hides'
    """
    negative, zero, positive = (_of_sign(signs, eigenvalues, sign) for sign in (-1, 0, 1))
    if negative and positive:
        text = f"{_count(negative, 'negative', True)} and {_count(positive, 'positive', False)}"
        hidden = "zero one hides" if len(zero) == 1 else "zero ones hide"
        return f"{text}, which decides whatever the {hidden}" if zero else text
    whole = {1: "the only eigenvalue is", 2: "both eigenvalues are"}.get(
        len(signs), f"all {len(signs)} eigenvalues are"
    )
    if not zero:
        return f"{whole} {'positive' if positive else 'negative'} ({_joined(negative or positive)})"
    nothing = "within rounding of zero" if any(zero) else "zero"
    if len(zero) == len(signs):
        return f"{whole} {nothing}, so the test cannot decide"
    rest = _count(positive, "positive", False) if positive else _count(negative, "negative", False)
    return f"{_count(zero, nothing, True)} and {rest}, so the test cannot decide"

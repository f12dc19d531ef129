"""How numbers, points, matrices and shapes are said in a sentence."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.maths.calculus import number

BENDS = {
    "positive definite": "it curves up in every direction",
    "negative definite": "it curves down in every direction",
    "indefinite": "it curves up in some directions and down in others, like a saddle",
    "positive semidefinite": "it curves up in some directions and is straight, to second order, in another",
    "negative semidefinite": "it curves down in some directions and is straight, to second order, in another",
    "zero": "it bends in no direction, to second order",
}
CURVES = {
    "positive definite": "Curves up in every direction",
    "negative definite": "Curves down in every direction",
    "positive semidefinite": "Curves up in one direction, straight to second order across it",
    "negative semidefinite": "Curves down in one direction, straight to second order across it",
    "zero": "Bends in no direction, to second order",
}


KINDS = {
    "positive definite": "Bowl",
    "negative definite": "Dome",
    "indefinite": "Saddle",
    "positive semidefinite": "Trough",
    "negative semidefinite": "Ridge",
    "zero": "Flat",
}


def bends(curvatures: Iterable[float]) -> dict[str, str]:
    """Say curvatures, the largest first: each as words, with the way it goes. What is only rounding must be 0 already.

    >>> bends([-4.333, 4.333]), bends([2.0, 2.0]), bends([-1.0, 0.0])
    ({'up 4.33': 'up', 'down −4.33': 'down'}, {'up 2': 'up'}, {'flat': 'flat', 'down −1': 'down'})
    """
    ways = (
        (value, "up" if value > 0 else "down" if value < 0 else "flat") for value in sorted(curvatures)[::-1]
    )
    return {way if way == "flat" else f"{way} {number(value)}": way for value, way in ways}


def unseen(*slots: str) -> str:
    """Mark up slots that stand on the picture or in the verdict already: only a screen reader finds them here."""
    return f'<span class="unseen">{" ".join(slots)}</span>'


def curving(hessian: Any, shape: str, bearings: Sequence[float]) -> str:
    """Say how a surface curves: by its shape and, for a saddle, by the bearings (ascending eigenvalues) in degrees.

    >>> curving([[2, 3], [3, 2]], "indefinite", (135, 45))
    'Curves up along both axes, yet down along 135°'
    >>> curving([[1, 0], [0, -1]], "indefinite", (90, 0))
    'Curves up along 0°, down along 90°'
    """
    if shape != "indefinite":
        return CURVES[shape]
    low, high = (f"{number(round(float(angle)))}°" for angle in bearings)
    diagonal = np.diag(np.asarray(hessian, float))
    if (diagonal > 0).all():
        return f"Curves up along both axes, yet down along {low}"
    if (diagonal < 0).all():
        return f"Curves down along both axes, yet up along {high}"
    return f"Curves up along {high}, down along {low}"


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
    return f'<span data-slot="{slot}"></span>'


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
    return re.sub(r"\^([2-9])(?![\d.])", lambda match: "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(match[1])], formula)


# Where to write beside arrows, so that words stay on the picture and off one another.

Array = npt.NDArray[np.float64]
LETTER = 0.019  # the width of a letter, about
LINE = 0.052  # the height of a line
CLEAR = 0.05  # from the middle of a short text to a line that does not touch it


def half_size(text: str) -> Array:
    """Give half the width and half the height (2,) that a text takes."""
    return np.array([LETTER * len(text) / 2, LINE / 2])


def beside_tip(start: Array, along: Array, distance: float, text: str) -> Array:
    """Place a text beyond the tip of a double arrow; beyond its other tip where the first leaves too little room."""
    size = half_size(text)
    unit = along / (np.hypot(*along) or 1.0)

    def beyond(way: Array) -> Array:
        return np.asarray(start + distance * way + size * np.clip(3 * way, -1, 1) * (1, 0.5))

    first, second = beyond(unit), beyond(-unit)
    return min((first, second), key=lambda place: float(np.sum(abs(place - on_the_picture(place, text)))))


def beside_shaft(
    start: Array, along: Array, distance: float, others: Sequence[Array] = (), text: str = "u"
) -> Array:
    """Place a short text beside a single arrow, on the side of the middle of the picture.

    `others` are double arrows through the same start, as half of each: where one of them, or the arrow itself at the
    border of the picture, would run through the text, it goes to the other side or beyond the tip.

    >>> right = np.array([1.0, 0.0])
    >>> beside_shaft(np.array([0.4, 0.4]), right, 0.1).round(3).tolist()
    [0.5, 0.455]
    >>> beside_shaft(np.array([0.4, 0.4]), right, 0.1, [np.array([0.2, 0.1])]).round(3).tolist()
    [0.5, 0.345]
    """
    unit = along / (np.hypot(*along) or 1.0)
    across = np.array([-unit[1], unit[0]])
    if across @ (0.5 - start) < 0:
        across = -across
    aside = [start + distance * unit + 0.055 * way for way in (across, -across)]
    places = [np.asarray(place) for place in (*aside, start + (distance + 0.08) * unit)]
    lines = [*others, distance * unit]

    def clear(place: Array) -> float:
        return min(_away(on_the_picture(place, text) - start, half) for half in lines)

    return next((place for place in places if clear(place) >= CLEAR), max(places, key=clear))


def _away(place: Array, half: Array) -> float:
    """How far a place is from the segment between −half and half."""
    share = np.clip(place @ half / (half @ half or 1.0), -1, 1)
    return float(np.hypot(*(place - share * half)))


def on_the_picture(place: Array, text: str) -> Array:
    """Move a text as far as it must be to lie on the picture."""
    size = half_size(text) + 0.01
    return np.clip(place, size, 1 - size)


def moved_apart(places: Sequence[Array], texts: Sequence[str]) -> list[Array]:
    """Move texts inside the picture, and a later one up or down, towards its middle, off the earlier ones.

    >>> [place.round(3).tolist() for place in moved_apart([np.array([0.5, 0.6])] * 2, ["u", "v"])]
    [[0.5, 0.6], [0.5, 0.548]]
    """
    done: list[Array] = []
    for place, text in zip(places, texts, strict=True):
        now = on_the_picture(np.asarray(place, float), text)
        step = np.array([0.0, -LINE if now[1] > 0.5 else LINE])
        for _ in range(2 * len(done)):  # each earlier text is in the way of two places at most
            rooms = [half_size(text) + half_size(other) for other in texts[: len(done)]]
            if any((abs(now - other) < room - 1e-9).all() for other, room in zip(done, rooms, strict=True)):
                now = now + step
        done.append(now)
    return done

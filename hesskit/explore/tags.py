"""Where to write beside arrows, so that words stay on the picture and off one another.

Places are shares of the axes: (0, 0) bottom left, (1, 1) top right; a place is the middle of its text.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

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

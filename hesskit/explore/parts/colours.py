"""One colour a meaning, in every picture of the course; beside it always a dash, a mark or a word.

Up is blue and down is red by sign, whichever eigenvalue it is. What follows the gradient has the gradient's colour, and
Newton's method has that of the model it trusts. Black, or white on dark paper, is what the learner holds.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from hesskit.stage import Theme

UP, DOWN, FLAT = "up", "down", "flat"
Dash = str | tuple[float, tuple[float, ...]]
# a role of the theme, or a colour of its own on light and on dark paper
MEANINGS: Mapping[str, str | tuple[str, str]] = MappingProxyType(
    {
        "up": "up", "minimum": "up",
        "down": "down", "maximum": "down",
        "flat": ("#6b6b6b", "#a3a3a3"), "inconclusive": "ink", "undecided": "ink",
        "saddle": "other",  # blue and red in one
        "gradient": "gradient", "gradient descent": "gradient",
        "backtracking": ("#b8642a", "#e39a6b"), "momentum": ("#7d6608", "#d9c25a"),
        "model": "model", "newton": "model",
        "newton line search": ("#3d7a1c", "#9bd27a"), "bounded newton": ("#5f7f3f", "#b9cfa0"),
        "damped newton": ("#6f6a00", "#cfc84f"), "modified newton": ("#00717a", "#5cc9d2"),
        "trust region": ("#4f5d75", "#a9b7d0"), "dogleg": ("#6b7280", "#c2c8d2"),
        "bfgs": ("#8f3f97", "#dd9be4"), "l-bfgs": ("#a8467a", "#eba3c9"),
        "conjugate gradient": ("#3f51a3", "#a3b0f2"), "newton-cg": ("#2f6f5f", "#86c8b6"),
        "linear cg": ("#5b4bab", "#b7abf4"),
        "fill-in": ("#c2410c", "#ff9d6b"),  # what a factor has and its matrix has not
        "held": "point",  # the point, a direction u, a curve that was typed
    }
)  # fmt: skip
DASHED: Mapping[str, Dash] = MappingProxyType({UP: "-", DOWN: (0, (4, 1.5)), FLAT: (0, (1, 1.5))})
MARKS: Mapping[str, str] = MappingProxyType(
    {"minimum": "v", "maximum": "^", "saddle": "X", "inconclusive": "D", "undecided": "D"}
)


def colour(theme: Theme, meaning: str) -> str:
    """Give the colour of a meaning on a theme's paper.

    >>> from hesskit.stage import LIGHT
    >>> colour(LIGHT, "minimum") == colour(LIGHT, "up") == LIGHT.up
    True
    """
    found = MEANINGS[meaning]
    if isinstance(found, tuple):
        return found[theme.name == "dark"]
    return str(getattr(theme, found))


def way_of(value: float) -> str:
    """Tell by the sign of a curvature or slope which way it goes.

    >>> way_of(2.0), way_of(-0.5), way_of(0.0)
    ('up', 'down', 'flat')
    """
    return UP if value > 0 else DOWN if value < 0 else FLAT


def tones(theme: Theme, words: Mapping[str, str], numbers: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the colours of words by their meanings, and of numbers in slots by their signs.

    >>> from hesskit.stage import LIGHT
    >>> found = tones(LIGHT, {"up 2": "up"}, {"low": "−1", "high": "2", "shape": "indefinite"})
    >>> found == {"up 2": LIGHT.up, "#low": LIGHT.down, "#high": LIGHT.up}
    True
    """
    ways = {slot: _way_of_text(text) for slot, text in (numbers or {}).items()}
    return {
        **{word: colour(theme, meaning) for word, meaning in words.items()},
        **{f"#{slot}": colour(theme, way) for slot, way in ways.items() if way},
    }


def _way_of_text(text: str) -> str:
    """Tell by a number as it is said which way it goes; nothing for what is no number."""
    if text == "0":
        return FLAT
    digits = text.removeprefix("−")
    return "" if not digits[:1].isdigit() else UP if digits == text else DOWN


def by_sign(theme: Theme, value: float) -> dict[str, Any]:
    """Give a line's colour and dash for a curvature: up solid blue, down dashed red, flat dotted grey."""
    way = way_of(value)
    return {"color": colour(theme, way), "linestyle": DASHED[way]}

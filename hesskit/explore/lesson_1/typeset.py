"""Formulas set on a picture: mathtext that is broken into lines, made smaller or shortened until it fits its box."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy
from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text

from hesskit.stage import Theme

FAMILY = "stix"
SIZES = (16.0, 14.5, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)  # points
ONE_LINE = 13.0  # a formula that fits on one line at this size or above is not broken
LEADING = 0.08  # between lines, in CSS pixels for each point
CROWDED = 0.3  # the room one letter of LaTeX needs at least, in square pixels at 1 point
SPACE = 0.5  # between two terms of a line, in CSS pixels for each point
ELLIPSIS = r"\;\cdots"
ROOM = 2.6  # for the ellipsis
LONGEST = 220  # letters of a piece that is not worth measuring
_parser: Any = MathTextParser("path")


@dataclass(frozen=True)
class Setting:
    """A formula set in lines: mathtext with dollar signs, and how far each baseline is below the top, in CSS pixels."""

    lines: tuple[str, ...]
    baselines: tuple[float, ...]
    size: float  # points
    whole: bool  # False when it ends in an ellipsis


@lru_cache(maxsize=4096)
def measured(mathematics: str) -> tuple[float, float, float]:
    """Measure mathtext (without dollar signs): width, ascent and descent in CSS pixels for each point of its size."""
    found = _parser.parse(f"${mathematics}$", 100, FontProperties(size=10, math_fontfamily=FAMILY))
    ascent, descent = float(found.height - found.depth) / 10, float(found.depth) / 10
    return float(found.width) / 10, max(ascent, 0.95 * 100 / 72) + LEADING, max(descent, 0.25 * 100 / 72)


@lru_cache(maxsize=512)
def fit(lead: str, expr: sympy.Expr, width: float, height: float) -> Setting:
    r"""Set `lead` (such as ``f_{x} =``) and an expression in a box.

    Examples
    --------
    >>> x, y = sympy.symbols("x y")
    >>> fit("f_{x} =", 2 * x + 3 * y, 150, 60).lines
    ('$f_{x} = 2 x + 3 y$',)
    """
    body = mathtext(expr)
    try:
        for size in SIZES:
            if len(body) * CROWDED * size**2 > width * height and size > SIZES[-1]:
                continue
            lines, whole = _lines(lead, body, width, height, size)
            if whole and (len(lines) == 1 or (size <= ONE_LINE and (lines[0] != lead or size <= 10))):
                return _set(lines, size, True)
        lines, whole = _lines(lead, _inline(body), width, height, size)
        return _set(lines if whole else _shortened(lines, width, size), size, whole)
    except ValueError:  # mathtext has no word for it
        return _set([lead + r" \cdots"], 10.0, False)


def _set(lines: list[str], size: float, whole: bool) -> Setting:
    spaced = [f"{line[0]} \\, {line[2:]}" if line[:2] in ("+ ", "- ") else line for line in lines]
    down, baselines = 0.0, []
    for line in spaced:
        _, ascent, descent = measured(line)
        baselines.append(down + ascent * size)
        down += (ascent + descent) * size
    return Setting(tuple(f"${line}$" for line in spaced), tuple(baselines), size, whole)


def mathtext(expr: sympy.Expr) -> str:
    r"""Write an expression in the LaTeX that mathtext understands and that can be broken into lines.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> mathtext(sympy.log(x) * (x + 1))
    '(x + 1) \\ln{(x )}'
    """
    latex = sympy.latex(expr, ln_notation=True, inv_trig_style="full")
    return re.sub(r"\\(left|right)\s*(?=[()|\[\]])", "", latex).replace(r"\operatorname", r"\mathrm")


def _lines(lead: str, body: str, width: float, height: float, size: float) -> tuple[list[str], bool]:
    """Break a formula into lines that fit a box; and whether all of it found a place."""
    waiting = [(piece, 1) for piece in _split(body, 0)[::-1]]
    lines, (long, up, down), used = [lead], measured(lead), 0.0
    while waiting:
        piece, depth = waiting.pop()
        wide, high, low = measured(piece) if len(piece) < LONGEST else (width, 0.0, 0.0)
        if (long + SPACE + wide) * size <= width:
            lines[-1] += f" {piece}"
            long, up, down = long + SPACE + wide, max(up, high), max(down, low)
            continue
        if wide * size > width and depth < len(PLACES):
            waiting += [(part, depth + 1) for part in _split(piece, depth)[::-1]]
            if depth == 1 and lines[-1] != lead:
                long = width  # a broken term begins on a line of its own
            continue
        used += up + down
        if (used + high + low) * size > height or wide * size > width:
            return lines, False
        lines.append(piece)
        long, up, down = wide, high, low
    return lines, (used + up + down) * size <= height


# where a line may be broken, the best places first: the brackets that are not broken, the words that may start a line
PLACES = (("{([", "+-"), ("{([", ""), ("{", "+-"), ("{", ""))


def _split(text: str, place: int) -> list[str]:
    """Split a formula at the spaces that one of PLACES allows.

    >>> _split("2 x (x + 1) - 3", 0), _split("2 x (x + 1)", 1)
    (['2 x (x + 1)', '- 3'], ['2', 'x', '(x + 1)'])
    """
    opening, signs = PLACES[place]
    closing = opening.translate(str.maketrans("{([", "})]"))
    pieces, depth = [""], 0
    for word in text.split(" "):
        alone = pieces[-1] in ("", "+", "-")
        if depth == 0 and not alone and word[:1] not in (")", "]", "}") and (word in signs or not signs):
            pieces.append(word)
        else:
            pieces[-1] += f" {word}" if pieces[-1] else word
        depth += sum(word.count(one) for one in opening)
        depth -= sum(word.count(one) for one in closing)
    return pieces


def _shortened(lines: list[str], width: float, size: float) -> list[str]:
    """End the last line in an ellipsis, giving up as many of its terms as that needs."""
    kept = _split(lines[-1], 2)
    while len(kept) > 1 and (sum(measured(piece)[0] + SPACE for piece in kept) + ROOM) * size > width:
        kept.pop()
    if (measured(" ".join(kept))[0] + ROOM) * size > width:
        kept = kept[1:]
    return [*lines[:-1], " ".join([*kept, ELLIPSIS])]


def _inline(latex: str) -> str:
    r"""Write fractions on one line, so that they can be broken.

    >>> _inline(r"\frac{x + 1}{\frac{1}{y}} z")
    '(x + 1) / (1 / y) z'
    """
    start = latex.find(r"\frac{")
    if start < 0:
        return latex
    middle = _closing(latex, start + 5) + 1
    end = _closing(latex, middle) + 1
    above, below = _inline(latex[start + 6 : middle - 1]), _inline(latex[middle + 1 : end - 1])
    above, below = (part if part.isalnum() else f"({part})" for part in (above, below))
    return f"{latex[:start]}{above} / {below}{_inline(latex[end:])}"


def _closing(latex: str, opening: int) -> int:
    depth = 0
    for index in range(opening, len(latex)):
        depth += (latex[index] == "{") - (latex[index] == "}")
        if depth == 0:
            return index
    raise ValueError("a brace is not closed")


@lru_cache(maxsize=512)
def short_form(expr: sympy.Expr) -> sympy.Expr:
    """Give the shortest of a few equal forms: as it is, with common factors in front, factorised, multiplied out.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> short_form(x * sympy.exp(x) + sympy.exp(x))
    (x + 1)*exp(x)
    """
    expr = expr.replace(sympy.DiracDelta, lambda *_arguments: sympy.S.Zero)
    forms = [expr, sympy.factor_terms(expr)]
    powers = [power.exp for power in expr.atoms(sympy.Pow) if power.exp.is_Integer]
    small = sympy.count_ops(expr) <= 80 and all(abs(power) <= 8 for power in powers)
    if small:  # factorising takes long where powers are high
        forms += [sympy.powsimp(sympy.factor(expr)), sympy.powsimp(sympy.expand(expr))]
    return min(forms, key=lambda form: len(mathtext(form)))


# A card on a map of formulas: a frame, a formula set to fit in it, and its number.

PAD = 9  # between a card's edge and its text, in CSS pixels
STRIP = 28  # the foot of a card, kept for its number


class Card:
    """A box with a formula (still) and its number (moving); `box` is left, bottom, width, height in pixels."""

    def __init__(
        self, axes: Any, theme: Theme, colour: str, box: tuple[float, float, float, float], lead: str
    ) -> None:
        self.box, self.lead = box, lead
        left, bottom, width, height = box
        rounded = "round,pad=0,rounding_size=7"
        axes.add_patch(
            FancyBboxPatch(
                (left, bottom), width, height, boxstyle=rounded, fc=theme.paper, ec=colour, lw=1.6, zorder=3
            )
        )
        self.axes, self.theme, self.lines = axes, theme, list[Text]()
        self.number: Text = axes.text(
            left + PAD,
            bottom + 7,
            "",
            color=colour,
            fontsize=12.5,
            weight="bold",
            va="bottom",
            zorder=5,
            parse_math=False,
        )

    def set_formula(self, expr: sympy.Expr) -> None:
        """Write the formula, as large as it fits."""
        left, bottom, width, height = self.box
        found = fit(self.lead, expr, width - 2 * PAD, height - STRIP - 6)
        for line in self.lines:
            line.remove()
        self.lines = [
            self.axes.text(
                left + PAD, bottom + height - 4 - down, text, color=self.theme.ink, fontsize=found.size, va="baseline",
                math_fontfamily=FAMILY, zorder=4,
            )
            for text, down in zip(found.lines, found.baselines, strict=True)
        ]  # fmt: skip

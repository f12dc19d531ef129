"""A card on a map of formulas: a frame, a formula set to fit in it, and its number."""

from typing import Any

import sympy
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text

from hesskit.explore.typesetting import FAMILY, fit
from hesskit.stage import Theme

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

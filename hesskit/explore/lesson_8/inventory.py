"""Order quantities under one budget: drag the budget, and the multiplier is what a pound more would save.

Letters: q order quantities, λ the multiplier in pounds a year per pound; the cost's Hessian is diag(2Kd/q³).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from hesskit.explore.parts import (
    Explorer,
    colour,
    conjunction,
    dashed_line,
    held_dot,
    number,
    slider,
    sliding,
    slot_html,
)
from hesskit.maths.cases import Order, ordered, shop_shelf
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

Array = npt.NDArray[np.float64]
LEAST, MOST = 2300.0, 8000.0  # pounds: the budgets on the picture
DEAREST = 1.5  # pounds a year per pound: the savings on the picture


@lru_cache(maxsize=1)
def free() -> Order:
    """Give the best order where money is no matter."""
    return ordered(shop_shelf(), 1e12)


@lru_cache(maxsize=1)
def costs() -> tuple[Array, Array]:
    """Give budgets (k,) and the least cost (k,) that each allows."""
    budgets = np.linspace(LEAST, MOST, 141)
    return budgets, np.array([ordered(shop_shelf(), float(budget)).cost for budget in budgets])


@dataclass(frozen=True, eq=False)
class InventoryScene:
    """The cheapest order within a budget."""

    found: Order

    @property
    def saved(self) -> float:
        """What one pound of budget more saves a year, measured: the costs half a pound below and above, "
        "subtracted."""
        items, budget = self.found.items, self.found.budget
        return ordered(items, budget - 0.5).cost - ordered(items, budget + 0.5).cost

    @property
    def binds(self) -> bool:
        """Whether the budget keeps the stock below what would be best."""
        return self.found.multiplier > 0

    def caption(self) -> str:
        """Say what a pound more would save."""
        if not self.binds:
            return "The budget does not bind: a pound more would save nothing, and the multiplier is 0."
        return (
            f"With {number(self.found.budget, 4)} pounds of stock, one pound more saves "
            f"{number(self.found.multiplier)} "
            "pounds a year: the multiplier is its price."
        )

    def sentence(self) -> str:
        """Say budget, quantities, cost, and the multiplier beside the measured difference."""
        found, items = self.found, self.found.items
        each = conjunction(
            f"{number(q, 4)} {name}" for q, name in zip(found.quantities, items.names, strict=True)
        )
        start = (
            f"The cheapest orders whose mean stock costs at most {number(found.budget, 5)} pounds are "
            f"{each} at a time; orders "
            f"and stock then cost {number(found.cost, 5)} pounds a year."
        )
        if not self.binds:
            return (
                f"{start} The stock is worth {number(items.stock(found.quantities), 5)} pounds, less than "
                f"the budget, so the "
                "multiplier is 0."
            )
        return (
            f"{start} The multiplier is {number(found.multiplier, 4)} pounds a year for one pound more; "
            f"measured, that pound "
            f"saves {number(self.saved, 4)}. Without a budget they would cost {number(free().cost, 5)}."
        )


def compute(budget: float) -> InventoryScene:
    """Make the scene of one budget."""
    return InventoryScene(ordered(shop_shelf(), float(budget)))


class InventoryPicture(Picture):
    """Left: what one pound more in each item would save, and the multiplier that all share. Right: the cost."""

    width, height = 900, 420
    readout = (
        f'<div class="row"><span>multiplier λ = {slot_html("multiplier")}</span>'
        f"<span>measured = {slot_html('saved')}</span><span>cost = {slot_html('cost')} pounds a "
        f"year</span></div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.lines = dress(
            self.figure.add_axes((0.075, 0.16, 0.45, 0.74)),
            theme,
            "what one pound more saves, item by item",
            xlabel="mean stock of the item (pounds)",
            ylabel="pounds a year",
        )
        self.total = dress(
            self.figure.add_axes((0.63, 0.16, 0.35, 0.74)),
            theme,
            "the least cost that a budget allows",
            xlabel="budget for the stock (pounds)",
            ylabel="pounds a year",
        )
        self._draw_still(theme)
        self.level = dashed_line(self.lines, theme, 3)
        (self.dots,) = self.lines.plot(
            [], [], "o", ls="", color=colour(theme, "model"), ms=8, mec=theme.paper, zorder=5
        )
        self.name = self.lines.text(
            0, 0, "λ", fontsize=11, color=colour(theme, "gradient"), va="bottom", ha="right", zorder=4
        )
        self.tangent = dashed_line(self.total, theme, 3)
        self.held = held_dot(self.total, theme)
        self.move(self.level, self.dots, self.name, self.tangent, self.held)
        self.handles = [Handle("budget", "the budget", self.held, rides=True)]

    def _draw_still(self, theme: Theme) -> None:
        """Draw a falling curve for each item, down to where a pound more saves nothing, and the cost."""
        items = shop_shelf()
        multipliers = np.linspace(0, 1.35 * DEAREST, 200)
        stocks = np.array([items.price * items.quantities(one) / 2 for one in multipliers])
        for k, name in enumerate(items.names):
            self.lines.plot(stocks[:, k], multipliers, color=theme.ink, lw=1.3, zorder=2)
            at = int(np.searchsorted(multipliers, 0.62 * DEAREST + 0.1 * DEAREST * (k % 2)))
            self.lines.text(
                stocks[at, k],
                multipliers[at],
                f" {name}",
                fontsize=9,
                color=theme.ink,
                va="center",
                zorder=4,
                bbox={"fc": theme.paper, "ec": "none", "pad": 0.8},
            )
        self.lines.set(xlim=(0, 1.05 * float(stocks.max())), ylim=(-0.05, DEAREST))
        budgets, spent = costs()
        self.total.plot(budgets, spent, color=theme.ink, lw=1.8, zorder=2)
        room = 0.06 * float(np.ptp(spent))
        self.total.set(xlim=(LEAST - 200, MOST + 200), ylim=(spent.min() - room, spent.max() + room))

    def update(self, scene: InventoryScene) -> bool:
        """Move the multiplier, the items' places, and the tangent."""
        found, items = scene.found, scene.found.items
        wide = self.lines.get_xlim()[1]
        self.level.set_data([0, wide], [found.multiplier] * 2)
        self.name.set_position((0.985 * wide, found.multiplier))
        self.dots.set_data(items.price * found.quantities / 2, np.full(len(items.names), found.multiplier))
        ends = np.array([max(found.budget - 1600, LEAST - 200), min(found.budget + 1600, MOST + 200)])
        self.tangent.set_data(ends, found.cost - found.multiplier * (ends - found.budget))
        self.held.set_data([found.budget], [found.cost])
        return False

    def numbers(self, scene: InventoryScene) -> dict[str, str]:
        """Fill the readout."""
        found = scene.found
        return {
            "multiplier": number(found.multiplier, 4),
            "saved": number(scene.saved, 4),
            "cost": number(found.cost, 5),
        }


def inventory(budget: float = 4000.0) -> Explorer:
    """Explore order quantities under a budget: drag it, and see what a pound more would save.

    Parameters
    ----------
    budget : float
        For the mean stock, in pounds, from 2300 to 8000.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If the budget is out of range.

    Examples
    --------
    >>> scene = inventory(4000.0).scene
    >>> round(scene.found.multiplier, 5) == round(scene.saved, 5)
    True
    """
    if not LEAST <= budget <= MOST:
        raise ValueError(f"the budget is between {LEAST:g} and {MOST:g} pounds, but it is {budget!r}.")
    return Explorer(
        {"budget": slider("budget (pounds)", float(budget), LEAST, MOST, 10.0)},
        compute,
        InventoryPicture,
        {"budget": lambda position: round(min(max(position[0], LEAST), MOST))},
        sweep=sliding("budget"),
    )

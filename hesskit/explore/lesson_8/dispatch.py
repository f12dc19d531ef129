"""Economic dispatch: drag the demand, and every unit between its limits works at one marginal cost, the price.

Letters: P outputs in MW, λ the price in $/MWh; the cost's Hessian is diag(2a).
"""

from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.parts import Explorer, colour, conjunction, number, slider, sliding, slot_html
from hesskit.maths.cases import Dispatch, Units, read_units, thirty_bus
from hesskit.maths.cases import dispatch as dispatched
from hesskit.stage import Handle, Picture, Theme, dress

Array = npt.NDArray[np.float64]
NAMED = 8  # so many units have their names on the picture, and in the sentence
DEMAND = 189.2  # MW, of the 30-bus case


@dataclass(frozen=True, eq=False)
class DispatchScene:
    """One demand, met at the least cost."""

    found: Dispatch

    @property
    def held(self) -> tuple[int, int]:
        """How many units stand at their lower and at their upper limit."""
        low, high = self.found.at_low & ~self.found.at_high, self.found.at_high & ~self.found.at_low
        return int(low.sum()), int(high.sum())

    def caption(self) -> str:
        """Say the price, and how many units have one."""
        count, (low, high) = len(self.found.outputs), self.held
        free = count - int((self.found.at_low | self.found.at_high).sum())
        price = f"A megawatt more costs {number(self.found.price)} dollars an hour"
        if not low + high:
            return f"{price}, whichever of the {count} units makes it."
        return f"{price}: so say {free} of {count} units; the others stand at a limit."

    def sentence(self) -> str:
        """Say demand, cost and price, and what every unit makes where they are few."""
        found, units = self.found, self.found.units
        start = (
            f"A demand of {number(found.demand, 6)} MW is met at the least cost of "
            f"{number(found.cost, 7)} dollars an hour, at the price "
            f"{number(found.price, 7)} dollars a megawatt hour."
        )
        if len(units.names) > NAMED:
            low, high = self.held
            return (
                f"{start} Of {len(units.names)} units {low} stand at their lower limit and {high} at "
                f"their upper one."
            )
        made = conjunction(
            [
                f"unit {name} makes {number(output, 6)} MW{self._limit(k)}"
                for k, (name, output) in enumerate(zip(units.names, found.outputs, strict=True))
            ]
        )
        return f"{start} {made[0].upper()}{made[1:]}."

    def _limit(self, k: int) -> str:
        if self.found.at_high[k]:
            return " (its upper limit)"
        return " (its lower limit)" if self.found.at_low[k] else ""


@lru_cache(maxsize=8)
def supply(units: Units) -> tuple[Array, Array]:
    """Give the supply curve: totals in MW and the prices at which they are made, at every corner.

    Examples
    --------
    >>> totals, prices = supply(thirty_bus())
    >>> totals[[0, -1]].tolist(), prices[[0, -1]].tolist()
    ([0.0, 335.0], [1.0, 7.25])
    """
    prices = np.unique(np.concatenate([units.marginal(units.low), units.marginal(units.high)]))
    just = np.nextafter(prices, np.inf)
    totals = np.stack([[units.outputs(p).sum() for p in both] for both in (prices, just)], axis=1)
    return totals.ravel(), np.repeat(prices, 2)


def compute(units: Units, demand: float) -> DispatchScene:
    """Make the scene of one demand."""
    return DispatchScene(dispatched(units, demand))


class DispatchPicture(Picture):
    """Left: every unit's marginal cost, and the price that they meet. Right: the supply, and the demand "
    "to drag."""

    width, height = 900, 420
    readout = (
        f'<div class="row"><span>price λ = {slot_html("price")} dollars a MWh</span>'
        f"<span>cost = {slot_html('cost')} dollars an hour</span><span>at a limit: {slot_html('limits')}</span></div>"
    )

    def __init__(self, theme: Theme, units: Units) -> None:
        super().__init__(theme)
        self.units = units
        self.lines = dress(
            self.figure.add_axes((0.07, 0.2, 0.5, 0.7)),
            theme,
            "what one megawatt more costs at each unit",
            xlabel="output P (MW)",
            ylabel="marginal cost 2aP + b (dollars a MWh)",
        )
        self.total = dress(
            self.figure.add_axes((0.655, 0.2, 0.325, 0.7)),
            theme,
            "all units together",
            xlabel="demand (MW)",
            ylabel="price (dollars a MWh)",
        )
        self._draw_still(theme)
        (self.price,) = self.lines.plot(
            [0, 1],
            [0, 0],
            color=colour(theme, "gradient"),
            lw=1.8,
            ls=(0, (6, 2)),
            zorder=3,
            label="the price",
        )
        look: dict[str, Any] = {"ls": "", "mec": theme.paper, "zorder": 5}
        self.dots = {
            "free": self.lines.plot(
                [], [], "o", color=colour(theme, "model"), ms=8, label="between its limits", **look
            )[0],
            "high": self.lines.plot(
                [], [], "^", color=colour(theme, "down"), ms=9, label="at its upper limit", **look
            )[0],
            "low": self.lines.plot(
                [], [], "v", color=colour(theme, "up"), ms=9, label="at its lower limit", **look
            )[0],
        }
        (self.across,) = self.total.plot(
            [0, 0], [0, 0], color=colour(theme, "gradient"), lw=1.8, ls=(0, (6, 2)), zorder=2
        )
        (self.held,) = self.total.plot(
            [0], [0], "o", color=theme.point, ms=9, mec=theme.paper, mew=1.5, zorder=5
        )
        self.lines.legend(
            handles=[self.price, *self.dots.values()],
            loc="upper center",
            bbox_to_anchor=(0.5, -0.15),
            ncols=4,
            fontsize=9,
            frameon=False,
            labelcolor=theme.ink,
            columnspacing=1.0,
            handletextpad=0.4,
        )
        self.move(self.price, *self.dots.values(), self.across, self.held)
        self.handles = [Handle("demand", "the demand", self.held, rides=True)]

    def _draw_still(self, theme: Theme) -> None:
        """Draw the units' marginal costs, with their names where they are few, and the supply."""
        units = self.units
        ends = np.stack([units.low, units.high, np.full(len(units.low), np.nan)], axis=1)
        slopes = 2 * units.a[:, None] * ends + units.b[:, None]
        few = len(units.names) <= NAMED
        self.lines.plot(
            ends.ravel(),
            slopes.ravel(),
            color=theme.ink if few else theme.faint,
            lw=1.3 if few else 0.6,
            zorder=2,
        )
        totals, prices = supply(units)
        room = 0.06 * (prices[-1] - prices[0]) or 1.0
        limits = (prices[0] - room, prices[-1] + room)
        widest = float(units.high.max())
        self.lines.set(xlim=(float(units.low.min()) - 0.03 * widest, widest * 1.12), ylim=limits)
        self.total.plot(totals, prices, color=theme.ink, lw=1.8, zorder=3)
        wide = 0.04 * (totals[-1] - totals[0]) or 1.0
        self.total.set(xlim=(totals[0] - wide, totals[-1] + wide), ylim=limits)
        taken: list[float] = []
        for k in np.argsort(slopes[:, 1]) if few else ():
            high = float(slopes[k, 1])
            if taken and high - taken[-1] < 0.045 * (limits[1] - limits[0]):
                high = taken[-1] + 0.045 * (limits[1] - limits[0])
            taken.append(high)
            self.lines.text(
                ends[k, 1] + 0.012 * widest,
                high,
                f"unit {units.names[k]}",
                fontsize=9,
                color=theme.ink,
                va="center",
                bbox={"fc": theme.paper, "ec": "none", "pad": 0.6, "alpha": 0.85},
                zorder=4,
            )

    def update(self, scene: DispatchScene) -> bool:
        """Move the price and the units' places on their lines."""
        found = scene.found
        slopes = self.units.marginal(found.outputs)
        sides = {
            "high": found.at_high & ~found.at_low,
            "low": found.at_low & ~found.at_high,
            "free": ~(found.at_high ^ found.at_low),
        }
        for name, here in sides.items():
            self.dots[name].set_data(found.outputs[here], slopes[here])
        self.price.set_data(self.lines.get_xlim(), [found.price] * 2)
        left, bottom = self.total.get_xlim()[0], self.total.get_ylim()[0]
        self.across.set_data([left, found.demand, found.demand], [found.price, found.price, bottom])
        self.held.set_data([found.demand], [found.price])
        return False

    def numbers(self, scene: DispatchScene) -> dict[str, str]:
        """Fill the readout."""
        low, high = scene.held
        return {
            "price": number(scene.found.price, 7),
            "cost": number(scene.found.cost, 7),
            "limits": f"{low} lower, {high} upper" if low + high else "none",
        }


def dispatch(units: Any = "30-bus case", demand: float | None = None) -> Explorer:
    """Explore economic dispatch: drag the demand, and see which unit makes how much, and at which price.

    Parameters
    ----------
    units : str, Path or Units
        "30-bus case", or the path of a CSV file with the columns bus, a, b, p_min, p_max: costs aP² + bP in $/h.
    demand : float, optional
        In MW: what to start from.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If the file is not there or not such a table, or its units cannot meet the demand.

    Examples
    --------
    >>> dispatch().sentence[:95]
    'A demand of 189.2 MW is met at the least cost of 565.206 dollars an hour, at the price 3.789196'
    """
    known = units == "30-bus case" if isinstance(units, str) else False
    chosen = thirty_bus() if known else read_units(units) if isinstance(units, str | Path) else units
    usual = DEMAND if known else round((chosen.least + chosen.most) / 2, 1)
    step = 0.1 if chosen.most - chosen.least < 1000 else 1.0
    control = slider("demand (MW)", usual if demand is None else demand, chosen.least, chosen.most, step)
    dispatched(
        chosen, control.value if demand is None else demand
    )  # a demand that cannot be met is said at once
    return Explorer(
        {"demand": control},
        partial(compute, chosen),
        partial(DispatchPicture, units=chosen),
        {"demand": lambda position: min(max(round(position[0], 1), chosen.least), chosen.most)},
        sweep=sliding("demand"),
    )

"""Order quantities of several items under one budget: convex, separable, and the multiplier is a price.

Ordering q at a time costs Kd/q a year for the orders and hq/2 for the stock. The Hessian of the total is
diag(2Kd/q³), positive for q > 0. A budget Σ cq/2 ≤ B for the mean stock binds or does not; where it does, its
multiplier λ says what one pound more would save a year.

Letters: d demand a year, K cost of an order, h cost of holding one item a year, c price of an item, q order quantity.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Items:
    """Items that are ordered again and again.

    Attributes
    ----------
    names : tuple of str, length n
    demand : ndarray, shape (n,)
        A year.
    order_cost, holding, price : ndarray, shape (n,)
        In pounds: an order, holding one item for a year, one item.

    Examples
    --------
    >>> shop_shelf()
    4 items: bearings, seals, pumps, valves
    """

    names: tuple[str, ...]
    demand: Floats
    order_cost: Floats
    holding: Floats
    price: Floats

    def cost(self, quantities: Floats) -> float:
        """Pounds a year for orders and stock, of quantities (n,)."""
        return float((self.order_cost * self.demand / quantities + self.holding * quantities / 2).sum())

    def gradient(self, quantities: Floats) -> Floats:
        """The slope (n,) of the cost in each quantity."""
        slopes: Floats = -self.order_cost * self.demand / quantities**2 + self.holding / 2
        return slopes

    def hessian(self, quantities: Floats) -> Floats:
        """The Hessian (n, n): diagonal, since no item's cost depends on another's quantity."""
        return np.diag(2 * self.order_cost * self.demand / quantities**3)

    def stock(self, quantities: Floats) -> float:
        """The mean stock in pounds: half an order of each item."""
        return float((self.price * quantities / 2).sum())

    def quantities(self, multiplier: float) -> Floats:
        """The best quantities (n,) when a pound of stock costs λ a year besides."""
        best: Floats = np.sqrt(2 * self.order_cost * self.demand / (self.holding + multiplier * self.price))
        return best

    def __repr__(self) -> str:
        return f"{len(self.names)} items: {', '.join(self.names)}"


def shop_shelf() -> Items:
    """Four items of a repair shop, made up for the course.

    Returns
    -------
    Items

    Examples
    --------
    >>> round(shop_shelf().stock(shop_shelf().quantities(0.0)))
    6362
    """
    return Items(
        ("bearings", "seals", "pumps", "valves"),
        np.array([1200.0, 5000.0, 150.0, 600.0]), np.array([40.0, 25.0, 90.0, 60.0]),
        np.array([2.4, 0.3, 36.0, 9.0]), np.array([12.0, 1.5, 180.0, 45.0]),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Order:
    """The cheapest quantities within a budget.

    Attributes
    ----------
    items : Items
    budget : float
        For the mean stock, in pounds.
    quantities : ndarray, shape (n,)
    multiplier : float
        Pounds a year that one pound of budget more would save; 0 where the budget does not bind.
    """

    items: Items
    budget: float
    quantities: Floats
    multiplier: float

    @property
    def cost(self) -> float:
        """Pounds a year."""
        return self.items.cost(self.quantities)


def ordered(items: Items, budget: float) -> Order:
    """Find the cheapest quantities whose mean stock keeps to a budget.

    Parameters
    ----------
    items : Items
    budget : float
        In pounds, positive.

    Returns
    -------
    Order

    Raises
    ------
    ValueError
        If the budget is not positive.

    Notes
    -----
    The stock falls as λ rises, and is convex in it; Newton's method in λ from 0 approaches from one side.

    Examples
    --------
    >>> found = ordered(shop_shelf(), 5000.0)
    >>> round(found.items.stock(found.quantities), 6), found.multiplier > 0
    (5000.0, True)
    >>> ordered(shop_shelf(), 1e6).multiplier
    0.0
    """
    if not budget > 0:
        raise ValueError(f"the budget must be more than nothing, but it is {budget:g} pounds.")
    multiplier = 0.0
    for _ in range(200):
        quantities = items.quantities(multiplier)
        excess = items.stock(quantities) - budget
        if excess <= 1e-12 * budget:
            break
        slope = -(items.price**2 * quantities / (4 * (items.holding + multiplier * items.price))).sum()
        multiplier -= excess / slope
    return Order(items, float(budget), quantities, float(multiplier))

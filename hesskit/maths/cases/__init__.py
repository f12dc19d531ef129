"""Hessians at work: the mathematics of the cases of lesson 8, one readable file each, and their data."""

from hesskit.maths.cases.economic_dispatch import Dispatch, Units, dispatch, read_units, thirty_bus
from hesskit.maths.cases.mean_variance import Markets, best_weights, frontier, implied_returns, seven_markets
from hesskit.maths.cases.order_quantities import Items, Order, ordered, shop_shelf
from hesskit.maths.cases.ridges import ScaleSpace, ordered_eigenvalues, retina, vesselness
from hesskit.maths.cases.weibull_life import WeibullLoss, ball_bearings, life, life_error

__all__ = [
    "Dispatch",
    "Items",
    "Markets",
    "Order",
    "ScaleSpace",
    "Units",
    "WeibullLoss",
    "ball_bearings",
    "best_weights",
    "dispatch",
    "frontier",
    "implied_returns",
    "life",
    "life_error",
    "ordered",
    "ordered_eigenvalues",
    "read_units",
    "retina",
    "seven_markets",
    "shop_shelf",
    "thirty_bus",
    "vesselness",
]

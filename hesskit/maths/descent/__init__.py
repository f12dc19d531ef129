"""Descent: one loop, many methods, and a record of every step."""

from hesskit.maths.descent.basins_of_attraction import BASIN_METHODS, Basins, basins
from hesskit.maths.descent.descend import METHODS, SECOND_ORDER, descend, options_of
from hesskit.maths.descent.result import Descent
from hesskit.maths.descent.steps import is_singular
from hesskit.maths.descent.termination import end_of, words_for
from hesskit.maths.descent.watch import Watch, watch

__all__ = [
    "BASIN_METHODS",
    "METHODS",
    "SECOND_ORDER",
    "Basins",
    "Descent",
    "Watch",
    "basins",
    "descend",
    "end_of",
    "is_singular",
    "options_of",
    "watch",
    "words_for",
]

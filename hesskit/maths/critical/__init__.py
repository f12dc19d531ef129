"""Critical points: where the gradient vanishes, and of which kind they are."""

from hesskit.maths.critical.classify import (
    CriticalPoint,
    NotCritical,
    classify,
    exact_signs,
    exactly_critical,
    with_nature,
)
from hesskit.maths.critical.finder import CriticalPoints, critical_points
from hesskit.maths.critical.local_sign import DIGITS, Rise
from hesskit.maths.critical.nature import exact_nature

__all__ = [
    "DIGITS",
    "CriticalPoint",
    "CriticalPoints",
    "NotCritical",
    "Rise",
    "classify",
    "critical_points",
    "exact_nature",
    "exact_signs",
    "exactly_critical",
    "with_nature",
]

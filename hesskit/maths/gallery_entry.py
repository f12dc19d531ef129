"""What one entry of the gallery holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hesskit.maths.surfaces import Surface

Domain = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class KnownPoint:
    """A critical point as it was worked out by hand.

    Attributes
    ----------
    point : tuple of str
        The coordinates as text: exact ("1/2", "-sqrt(3)/2") or, where there is no closed form, decimal.
    nature : str
        What the point really is: "minimum", "maximum" or "saddle" (neither).
    """

    point: tuple[str, ...]
    nature: str


@dataclass(frozen=True)
class KnownSet:
    """A whole curve (or the whole plane) of critical points.

    Attributes
    ----------
    description : str
        The set in words and symbols.
    equation : str
        A formula that is zero exactly on the set ("0" for the whole plane).
    nature : str
        What every point of the set is; "minimum" is then not strict. "varies" where it changes along the set.
    """

    description: str
    equation: str
    nature: str


@dataclass(frozen=True)
class GalleryEntry:
    """A named surface.

    Attributes
    ----------
    name : str
        What ``Surface(name)`` is called with.
    formula : str
        The formula as one would type it.
    domain : ((float, float), (float, float))
        The box in which it is shown; every known point and set lies in it.
    source : str
        Where it comes from.
    why : str
        One line on why a teacher would show it.
    points : tuple of KnownPoint
        Every isolated critical point in the domain.
    sets : tuple of KnownSet
        Every non-isolated set of critical points that meets the domain.
    obtained : str
        How coordinates without a closed form were obtained; empty where all are exact.

    Examples
    --------
    >>> from hesskit.maths.gallery import gallery
    >>> gallery["monkey saddle"].formula
    'x^3 - 3xy^2'
    >>> gallery["monkey saddle"].points
    (KnownPoint(point=('0', '0'), nature='saddle'),)
    """

    name: str
    formula: str
    domain: Domain
    source: str
    why: str
    points: tuple[KnownPoint, ...] = ()
    sets: tuple[KnownSet, ...] = ()
    obtained: str = ""

    def surface(self) -> Surface:
        """Return the Surface with this formula and domain."""
        from hesskit.maths.surfaces import Surface  # surfaces itself looks names up here

        return Surface(self.name)


def box(x_low: float, x_high: float, y_low: float | None = None, y_high: float | None = None) -> Domain:
    """Return a domain; with two numbers, the square with those bounds on both axes."""
    return (
        (float(x_low), float(x_high)),
        (float(x_low if y_low is None else y_low), float(x_high if y_high is None else y_high)),
    )


def known(*rows: str) -> tuple[KnownPoint, ...]:
    """Read rows such as "minimum: 1/2, -3" (several points of one nature are separated by ";")."""
    points = []
    for row in rows:
        nature, _, places = row.partition(":")
        for place in places.split(";"):
            points.append(KnownPoint(tuple(part.strip() for part in place.split(",")), nature.strip()))
    return tuple(points)

"""Named surfaces with their critical points worked out by hand, read from ``gallery.toml``.

Glossary: a *known point* is a critical point with its coordinates as exact text and its nature; a *known set*
is a whole curve (or the plane) of critical points.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

Box = tuple[tuple[float, float], tuple[float, float]]
GROUPS = (
    "bowls and domes", "saddles", "flat places", "hills and waves", "famous test functions", "undefined somewhere",
)  # fmt: skip


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
    """A named surface: ``Surface(name)`` has its formula and its domain.

    Examples
    --------
    >>> from hesskit.maths.surfaces.gallery import gallery
    >>> gallery["monkey saddle"].formula
    'x^3 - 3xy^2'
    >>> gallery["monkey saddle"].points
    (KnownPoint(point=('0', '0'), nature='saddle'),)
    """

    name: str  # what ``Surface(name)`` is called with
    formula: str  # the formula as one would type it
    domain: Box  # the box in which it is shown; every known point and set lies in it
    group: str  # one of GROUPS
    source: str  # where it comes from
    why: str  # one line on why a teacher would show it
    points: tuple[KnownPoint, ...] = ()  # every isolated critical point in the domain
    sets: tuple[KnownSet, ...] = ()  # every non-isolated set of critical points that meets the domain
    start: tuple[float, float] | None = (
        None  # where a point is put when it is chosen; None: wherever is usual
    )
    obtained: str = ""  # how coordinates without a closed form were obtained; empty where all are exact


def _read(name: str, row: dict[str, Any]) -> GalleryEntry:
    """Return the entry that one table of the file says."""
    bounds = [float(bound) for bound in row.pop("domain", (-2, 2))]
    points = [  # in the file's order, in which the natures come as a teacher would name them
        KnownPoint(tuple(place.split(", ")), nature)
        for nature in [key for key in row if key in ("minimum", "maximum", "saddle")]
        for place in row.pop(nature)
    ]
    if row["group"] not in GROUPS:
        raise ValueError(f"{name}: no group is called {row['group']!r}")
    place = row.pop("start", None)
    return GalleryEntry(
        name,
        domain=((bounds[0], bounds[1]), (bounds[-2], bounds[-1])),
        source=row.pop("source", "folklore"),
        points=tuple(points),
        start=None if place is None else (float(place[0]), float(place[1])),
        sets=tuple(KnownSet(**known) for known in row.pop("sets", ())),
        **row,  # a key that is misspelt is refused here
    )


def _gallery() -> Mapping[str, GalleryEntry]:
    """Return every entry of the file; a name used twice is refused by TOML itself."""
    text = Path(__file__).with_name("gallery.toml").read_text(encoding="utf-8")
    return MappingProxyType({name: _read(name, row) for name, row in tomllib.loads(text).items()})


gallery: Mapping[str, GalleryEntry] = _gallery()
"""Every named surface, in the order in which a course would meet them."""

"""Named surfaces with their critical points worked out by hand.

The entries themselves are in ``gallery_basic`` (the shapes every course shows), ``gallery_degenerate`` (where
the second-derivative test is silent, or the points are not isolated), ``gallery_famous`` (test functions of
optimisation) and ``gallery_functions`` (exponentials, sines, roots and quotients).

Glossary: a *known point* is a critical point with its coordinates as exact text and its nature; a *known set*
is a whole curve (or the plane) of critical points.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from hesskit.maths.gallery_basic import BASIC
from hesskit.maths.gallery_degenerate import DEGENERATE
from hesskit.maths.gallery_entry import GalleryEntry, KnownPoint, KnownSet
from hesskit.maths.gallery_famous import FAMOUS
from hesskit.maths.gallery_functions import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["GalleryEntry", "KnownPoint", "KnownSet", "gallery"]


def _by_name(entries: Iterable[GalleryEntry]) -> Mapping[str, GalleryEntry]:
    """Return a read-only mapping from name to entry; a name used twice is a mistake in the data."""
    table: dict[str, GalleryEntry] = {}
    for entry in entries:
        if entry.name in table:
            raise ValueError(f"two gallery entries are called {entry.name!r}; give one of them another name")
        table[entry.name] = entry
    return MappingProxyType(table)


gallery: Mapping[str, GalleryEntry] = _by_name((*BASIC, *DEGENERATE, *FAMOUS, *FUNCTIONS))
"""Every named surface, in the order in which a course would meet them."""

"""The exercises, a table for each lesson, and their judge."""

from hesskit.lazy import lazy_face

__getattr__, _names = lazy_face(__name__)
__all__ = _names


def __dir__() -> list[str]:
    return sorted(__all__)

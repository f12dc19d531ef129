"""The assignments' questions, one file an assignment."""

from hesskit.lazy import lazy_face

__getattr__, _names = lazy_face(__name__)
__all__ = _names


def __dir__() -> list[str]:
    return sorted(__all__)

"""What a student's notebook needs of the homework, and all of it that a student installs: no answer is in it."""

from hesskit.lazy import lazy_face

__getattr__, _names = lazy_face(__name__)
__all__ = _names


def __dir__() -> list[str]:
    return sorted(__all__)

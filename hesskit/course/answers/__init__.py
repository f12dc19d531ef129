"""Answers: what a learner typed is read, compared and, where it is a construction, tried."""

from hesskit.lazy import lazy_face

__getattr__, _names = lazy_face(__name__)
__all__ = _names


def __dir__() -> list[str]:
    return sorted(__all__)

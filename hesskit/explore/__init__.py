"""What a learner plays with: each name is a factory that returns an Explorer."""

from hesskit.lazy import lazy_face

__getattr__, _names = lazy_face(__name__)
__all__ = _names


def __dir__() -> list[str]:
    return sorted(__all__)

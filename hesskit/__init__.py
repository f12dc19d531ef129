"""Learn the Hessian matrix in notebooks whose pictures are alive."""

from hesskit.lazy import lazy_face

__version__ = "0.1.0"

__getattr__, _names = lazy_face(__name__)
__all__ = ["__version__", *_names]


def __dir__() -> list[str]:
    return sorted(__all__)

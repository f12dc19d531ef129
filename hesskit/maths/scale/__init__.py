"""The Hessian at scale: from products H·v alone its spectrum, its trace and, where it is sparse, the matrix itself."""

from hesskit.maths.scale.density import Spectrum, spectrum
from hesskit.maths.scale.trace import Trace, trace

__all__ = ["Spectrum", "Trace", "spectrum", "trace"]

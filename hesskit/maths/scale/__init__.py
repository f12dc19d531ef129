"""The Hessian at scale: from products H·v alone its spectrum, its trace and, where it is sparse, the matrix itself."""

from hesskit.maths.scale.density import Spectrum, spectrum
from hesskit.maths.scale.lanczos import Lanczos
from hesskit.maths.scale.rosenbrock import Rosenbrock
from hesskit.maths.scale.sparse import sparse_hessian, sparse_solve
from hesskit.maths.scale.trace import Trace, trace

__all__ = [
    "Lanczos",
    "Rosenbrock",
    "Spectrum",
    "Trace",
    "sparse_hessian",
    "sparse_solve",
    "spectrum",
    "trace",
]

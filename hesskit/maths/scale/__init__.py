"""The Hessian at scale: from products H·v alone its spectrum, its trace and, where it is sparse, the matrix itself;
and sums over more rows than fit in memory, worked on by blocks, here or on a cluster.
"""

from hesskit.maths.scale.blocks import Blocks, is_by_blocks
from hesskit.maths.scale.density import Spectrum, spectrum
from hesskit.maths.scale.lanczos import Lanczos
from hesskit.maths.scale.rosenbrock import Rosenbrock
from hesskit.maths.scale.simulated import Simulated, simulated
from hesskit.maths.scale.sparse import sparse_hessian, sparse_solve
from hesskit.maths.scale.trace import Trace, trace
from hesskit.maths.scale.workers import (
    ClusterError,
    Connection,
    Progress,
    Workers,
    connect,
    map_reduce,
    progress,
    where,
)

__all__ = [
    "Blocks",
    "ClusterError",
    "Connection",
    "Lanczos",
    "Progress",
    "Rosenbrock",
    "Simulated",
    "Spectrum",
    "Trace",
    "Workers",
    "connect",
    "is_by_blocks",
    "map_reduce",
    "progress",
    "simulated",
    "sparse_hessian",
    "sparse_solve",
    "spectrum",
    "trace",
    "where",
]

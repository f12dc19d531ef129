"""One Hessian from many tools: each with the same verbs, none imported before it is asked for."""

from collections.abc import Mapping
from types import MappingProxyType

from hesskit.maths.tools.jax import JAX
from hesskit.maths.tools.matlab import matlab_code
from hesskit.maths.tools.minimizers import Minimizers, compare_minimizers
from hesskit.maths.tools.octave import OCTAVE, OctaveError
from hesskit.maths.tools.quadratic_program import GUROBI, HIGHS, QuadraticSolution, solve_quadratic
from hesskit.maths.tools.scipy import SCIPY
from hesskit.maths.tools.tensorflow import TENSORFLOW
from hesskit.maths.tools.tool import MissingTool, Tool, Trap, Trapped
from hesskit.maths.tools.torch import TORCH

TOOLS: Mapping[str, Tool] = MappingProxyType(
    {tool.name: tool for tool in (JAX, TORCH, TENSORFLOW, SCIPY, OCTAVE, GUROBI, HIGHS)}
)
"""Every tool by its name, which is that of its route; Gurobi and HiGHS are none, for they take quadratics only."""

__all__ = [
    "TOOLS",
    "Minimizers",
    "MissingTool",
    "OctaveError",
    "QuadraticSolution",
    "Tool",
    "Trap",
    "Trapped",
    "compare_minimizers",
    "matlab_code",
    "solve_quadratic",
]

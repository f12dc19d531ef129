"""From typed text to a Surface: a symbolic function that can be evaluated anywhere."""

from hesskit.maths.surfaces.budget import MEMORY, SECONDS, allotted, attempt, required
from hesskit.maths.surfaces.compiling import (
    compile_grid,
    compile_traceable,
    derivative,
    differentiated,
    prepare,
)
from hesskit.maths.surfaces.functions import NODES, Function
from hesskit.maths.surfaces.gallery import GROUPS, gallery
from hesskit.maths.surfaces.lexer import FormulaError
from hesskit.maths.surfaces.parsing import parse, parse_number, parse_point
from hesskit.maths.surfaces.surface import Objective, Surface, checked_domain, read_points

__all__ = [
    "GROUPS",
    "MEMORY",
    "NODES",
    "SECONDS",
    "FormulaError",
    "Function",
    "Objective",
    "Surface",
    "allotted",
    "attempt",
    "checked_domain",
    "compile_grid",
    "compile_traceable",
    "derivative",
    "differentiated",
    "gallery",
    "parse",
    "parse_number",
    "parse_point",
    "prepare",
    "read_points",
    "required",
]

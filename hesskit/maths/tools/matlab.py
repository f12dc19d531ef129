"""MATLAB: a function file of f, ∇f and H that MATLAB and GNU Octave both run.

Letters: n is the number of variables, N the number of points, one a column.
"""

import re
from typing import Any

import sympy
from sympy.printing.octave import OctaveCodePrinter

from hesskit.maths.surfaces import NODES, Surface, prepare
from hesskit.maths.tools.tool import first_line, within_budget

_WORDS = """
    f g H N p i j e pi Inf NaN NA inf nan eps ans size zeros sign nthroot nargin nargout break case catch classdef
    continue do else elseif end endfunction for function global if otherwise parfor persistent return spmd switch try
    until unwind_protect while"""
_TAKEN = {
    *_WORDS.split(),
    *map(str.lower, NODES),
}  # what the file itself, or one of the two languages, means by a name
_NAME = re.compile(r"[A-Za-z]\w*", re.ASCII)


class _Printer(OctaveCodePrinter):  # type: ignore[misc]
    """SymPy's printer, with words for what neither program has without a toolbox."""

    def _print_DiracDelta(self, expr: Any) -> str:
        return f"(0./({self._print(expr.args[0])} ~= 0))"

    def _print_Heaviside(self, expr: Any) -> str:
        u = self._print(expr.args[0])
        return f"(({u} > 0)./({u} ~= 0))"


class _DerivativePrinter(_Printer):
    """Where a derivative jumps it is NaN: sign(u) is divided by one, and at the jump by zero."""

    def _print_sign(self, expr: Any) -> str:
        u = self._print(expr.args[0])
        return f"(sign({u})./({u} ~= 0))"


def matlab_code(surface: Surface, name: str = "surface") -> str:
    """Write a MATLAB function file of a surface, its gradient and its Hessian; GNU Octave runs it too.

    Parameters
    ----------
    surface : Surface
    name : str
        The function's; save the text as that name with ".m". It then serves `fminunc` with
        `SpecifyObjectiveGradient`, and `fmincon`'s `HessianFcn`.

    Returns
    -------
    str
        The function takes p (n × N), one point a column, and gives f (1 × N), g (n × N) and H (n × n × N).

    Raises
    ------
    ValueError
        If the name is none that MATLAB takes, or the formula holds a function that SymPy cannot write for it.

    Examples
    --------
    >>> print(matlab_code(Surface("3x^3 - 6y^2 + 3"), "bowl"))
    function [f, g, H] = bowl(p)
    % BOWL  Value, gradient and Hessian of f(x, y) = 3*x**3 - 6*y**2 + 3
    %   [f, g, H] = BOWL(p) takes points p (2 x N), one a column, and gives
    %   f (1 x N), the gradients g (2 x N) and the Hessians H (2 x 2 x N).
    %   Written by hesskit from the symbolic derivatives, for MATLAB and GNU Octave.
    N = size(p, 2);
    x = p(1, :);
    y = p(2, :);
    f = zeros(1, N) + (3*x.^3 - 6*y.^2 + 3);
    if nargout > 1
        g = zeros(2, N);
        g(1, :) = 9*x.^2;
        g(2, :) = -12*y;
    end
    if nargout > 2
        H = zeros(2, 2, N);
        H(1, 1, :) = 18*x;
        H(2, 2, :) = -12;
    end
    end
    """
    if not isinstance(surface, Surface):
        raise TypeError(f"MATLAB code is written from a Surface, not from a {type(surface).__name__}.")
    if not _NAME.fullmatch(name) or name in _TAKEN:
        raise ValueError(f"a MATLAB function has a name such as 'surface1', not {name!r}.")
    n, shout = len(surface.variables), name.upper()
    own = [str(each) for each in surface.variables]
    plain = all(_NAME.fullmatch(each) and each not in _TAKEN for each in own)
    names = own if plain and name not in own else [f"x{i + 1}" for i in range(n)]
    renamed = dict(zip(surface.variables, sympy.symbols(names, real=True), strict=True))

    def written(expr: Any, printer: type[_Printer]) -> str:
        words = printer({"allow_unknown_functions": False, "strict": True})
        try:
            text = str(words.doprint(prepare(expr).xreplace(renamed)))
        except (NotImplementedError, ValueError) as error:
            raise ValueError(f"this formula has no words in MATLAB: {first_line(error)}.") from None
        return " ".join(text.replace("...\n", " ").split())

    gradient, matrix = surface.gradient_vector, surface.hessian_matrix

    def bodies() -> tuple[str, str, list[str], list[str]]:
        slopes = [
            f"g({i + 1}, :) = {written(gradient[i], _DerivativePrinter)};"
            for i in range(n)
            if gradient[i] != 0
        ]
        entries = [
            f"H({i + 1}, {j + 1}, :) = {written(matrix[i, j], _DerivativePrinter)};"
            + (f" H({j + 1}, {i + 1}, :) = H({i + 1}, {j + 1}, :);" if i != j else "")
            for i, j in surface.sparsity
        ]
        said = f"f({', '.join(names)}) = {surface.expr.xreplace(renamed)}"
        return said, written(surface.expr, _Printer), slopes, entries

    said, f, g, H = within_budget(bodies, "writing this formula for MATLAB")
    lines = [
        f"function [f, g, H] = {name}(p)",
        f"% {shout}  Value, gradient and Hessian of {said}",
        f"%   [f, g, H] = {shout}(p) takes points p ({n} x N), one a column, and gives",
        f"%   f (1 x N), the gradients g ({n} x N) and the Hessians H ({n} x {n} x N).",
        "%   Written by hesskit from the symbolic derivatives, for MATLAB and GNU Octave.",
        "N = size(p, 2);",
        *[f"{each} = p({i + 1}, :);" for i, each in enumerate(names)],
        f"f = zeros(1, N) + ({f});",
        "if nargout > 1",
        f"    g = zeros({n}, N);",
        *[f"    {line}" for line in g],
        "end",
        "if nargout > 2",
        f"    H = zeros({n}, {n}, N);",
        *[f"    {line}" for line in H],
        "end",
        "end",
    ]
    return "\n".join(lines)

"""What was read of an answer, shown back in LaTeX, so that a learner sees what was judged."""

from __future__ import annotations

from typing import Any

from hesskit.course.answers import Entries

_MOST = 300


def entry_latex(entry: Any) -> str:
    """One entry in LaTeX; decimals to six digits (typed ones to ten); a Python function in words.

    Examples
    --------
    >>> import sympy
    >>> entry_latex(sympy.Rational(1, 2)), entry_latex(sympy.Float(4.88))
    ('\\\\frac{1}{2}', '4.88')
    >>> entry_latex(sympy.Rational("0.4472136"))
    '0.4472136'
    """
    import sympy

    if not isinstance(entry, sympy.Expr):
        return r"\text{your function}"
    if entry.is_Float:
        return f"{float(entry):.6g}"
    if entry.is_Rational and entry.q > 999 and 10**30 % entry.q == 0:  # typed as a decimal
        return f"{float(entry):.10g}"
    latex = sympy.latex(entry)
    return latex if len(latex) <= _MOST else r"\text{your formula}"


def matrix_latex(entries: Entries) -> str:
    """A matrix in LaTeX, or a row where there is only one."""
    if len(entries.shape) != 2:
        return (
            "(" + ", ".join(entry_latex(v) for v in entries.values) + ")"
            if entries.shape
            else entry_latex(entries.values[0])
        )
    rows = r" \\ ".join(" & ".join(entry_latex(v) for v in row) for row in entries.rows)
    return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"

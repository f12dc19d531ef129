"""The course's short texts (markdown with ``$…$``) as HTML for a notebook and as plain text for a terminal.

Only what the exercises use is understood: ``*emphasis*``, `````code`````, ``$mathematics$`` and blank lines.
"""

from __future__ import annotations

import html as _html
import re

_MATHS = re.compile(r"(\$[^$]+\$)")
_EMPHASIS = re.compile(r"(?<![\w)])\*([^*\s][^*]*)\*(?![\w(])")
_SUPERSCRIPTS = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SYMBOLS = {
    r"\partial": "∂", r"\nabla": "∇", r"\lambda": "λ", r"\varepsilon": "ε", r"\pi": "π", r"\cdot": "·",
    r"\times": "×", r"\to": "→", r"\mapsto": "↦", r"\leq": "≤", r"\geq": "≥", r"\neq": "≠", r"\approx": "≈",
    r"\mathsf{T}": "ᵀ", r"\ldots": "…", r"\dots": "…", r"\pm": "±", r"\infty": "∞", r"\sim": "~",
    r"\sinh": "sinh", r"\cosh": "cosh", r"\tanh": "tanh", r"\tan": "tan",
    r"\sin": "sin", r"\cos": "cos", r"\exp": "exp", r"\log": "log", r"\det": "det ", r"\left": "",
    r"\right": "", r"\quad": "  ", r"\,": " ", r"\;": " ", r"\!": "", r"\ ": " ", r"\mathbb{R}": "ℝ",
    r"\in": "∈", r"\|": "‖", r"\eta": "η", r"\mu": "μ", r"\beta": "β", r"\kappa": "κ", r"\min": "min", r"\max": "max",
    r"\lVert": "‖", r"\rVert": "‖", r"\ne": "≠", r"\le": "≤", r"\ge": "≥", r"\bigl": "", r"\bigr": "",
}  # fmt: skip


def to_html(text: str) -> str:
    """The text as HTML, safe to insert: everything is escaped, the mathematics is left to MathJax.

    Examples
    --------
    >>> to_html("A *unit* $u$, so that `u @ u` < 2")
    'A <em>unit</em> $u$, so that <code>u @ u</code> &lt; 2'
    """
    pieces = _MATHS.split(text.strip())
    return "".join(_html.escape(p) if p.startswith("$") else _words_html(p) for p in pieces)


def to_plain(text: str) -> str:
    r"""The text as it reads well in a terminal.

    Examples
    --------
    >>> to_plain(r"$f = x^2$ has $\begin{pmatrix} 2 & 0 \\ 0 & 0 \end{pmatrix}$ and $\frac{1}{2}$ of *it*")
    'f = x² has [[2, 0], [0, 0]] and 1/2 of it'
    """
    pieces = _MATHS.split(text.strip())
    return "".join(
        _maths_plain(p[1:-1]) if p.startswith("$") and len(p) > 1 else _words_plain(p) for p in pieces
    )


def _words_html(text: str) -> str:
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", _html.escape(text))
    return _EMPHASIS.sub(r"<em>\1</em>", text).replace("\n\n", "<br>")


def _words_plain(text: str) -> str:
    return _EMPHASIS.sub(r"\1", re.sub(r"`([^`]+)`", r"\1", text))


def _maths_plain(tex: str) -> str:
    tex = re.sub(r"\\begin\{pmatrix\}(.*?)\\end\{pmatrix\}", _matrix_plain, tex, flags=re.DOTALL)
    tex = re.sub(r"\\(?:operatorname|mathrm|text)\{([^}]*)\}", r"\1", tex)
    for command in sorted(_SYMBOLS, key=len, reverse=True):
        tex = re.sub(
            re.escape(command) + (r"(?![A-Za-z])" if command[-1].isalpha() else ""), _SYMBOLS[command], tex
        )
    tex = _groups_plain(re.sub(r"\\sqrt\s*(\w)", r"√\1", tex.replace("∂ ", "∂").replace("∇ ", "∇")))
    tex = re.sub(r"\^([0-9+\-−n]+)", lambda found: found[1].translate(_SUPERSCRIPTS), tex)
    tex = re.sub(r"_([0-9]+)", lambda found: found[1].translate(_SUBSCRIPTS), tex)
    tex = re.sub(r"\s+", " ", re.sub(r"[{}]", "", tex).replace("^ᵀ", "ᵀ").replace("-", "−"))
    return re.sub(r"(^|[(\[^]\s*)− ", r"\1−", tex.replace(" )", ")")).strip()


def _groups_plain(tex: str) -> str:
    """The text with its braces resolved, the innermost first, so that they may be nested."""
    before = ""
    while before != tex:
        before = tex
        tex = re.sub(r"\\[td]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", _fraction_plain, tex)
        tex = re.sub(r"\\sqrt\s*(?:\[(\d+)\])?\s*\{([^{}]*)\}", _root_plain, tex)
        tex = re.sub(r"([\^_])\{([^{}]*)\}", _raised_plain, tex)
        tex = re.sub(r"(?<![\^_}\]])(?<!frac)(?<!sqrt)\{([^{}]*)\}", r"\1", tex)
    return tex


def _root_plain(found: re.Match[str]) -> str:
    inside = found[2].strip()
    return (found[1] or "").translate(_SUPERSCRIPTS) + (
        f"√{inside}" if re.fullmatch(r"\w+", inside) else f"√({inside})"
    )


def _raised_plain(found: re.Match[str]) -> str:
    """An exponent or an index: in small figures where there are such, else behind its sign."""
    sign, inside = found[1], found[2].strip()
    tight = inside.replace(" ", "")
    if re.fullmatch(r"[0-9+\-−n]+" if sign == "^" else r"[0-9]+", tight):
        return tight.translate(_SUPERSCRIPTS if sign == "^" else _SUBSCRIPTS)
    return sign + (inside if re.fullmatch(r"\w+|ᵀ|\(.*\)", inside) or sign == "_" else f"({inside})")


def _matrix_plain(found: re.Match[str]) -> str:
    rows = [row for row in re.split(r"\\\\", found[1]) if row.strip()]
    return "[" + ", ".join("[" + ", ".join(e.strip() for e in row.split("&")) + "]" for row in rows) + "]"


def _fraction_plain(found: re.Match[str]) -> str:
    over, under = (
        (p if re.fullmatch(r"[\w.√∂²]+|\w\^\w|√\([^()]*\)", p) else f"({p})")
        for p in (found[1].strip(), found[2].strip())
    )
    return f"{over}/{under}"

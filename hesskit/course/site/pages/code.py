"""Python and what it prints, as parts of a page."""

from __future__ import annotations

import html


def code_html(source: str) -> str:
    """Show Python, its words marked by what they are.

    Examples
    --------
    >>> code_html("x = 1")
    '<pre class="code"><code><span class="n">x</span> <span class="o">=</span> <span class="mi">1</span></code></pre>'
    """
    from pygments import highlight  # type: ignore[import-untyped,unused-ignore]
    from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped,unused-ignore]
    from pygments.lexers import PythonLexer  # type: ignore[import-untyped,unused-ignore]

    marked = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip("\n")
    marked = marked.replace('<span class="w"> </span>', " ")
    return f'<pre class="code"><code>{marked}</code></pre>'


def printed_html(text: str) -> str:
    """Show what a cell printed.

    Examples
    --------
    >>> printed_html("1 < 2\\n")
    '<pre class="printed">1 &lt; 2</pre>'
    """
    return f'<pre class="printed">{html.escape(text.rstrip(), quote=False)}</pre>'

"""What slides and web pages share: lessons performed ahead, mathematics typeset ahead, pictures that play there."""

from hesskit.pages.embed import HERE, stage_holder, stage_script, stage_style, state_script
from hesskit.pages.markdown import markdown_html, tex_html
from hesskit.pages.performed import Cell, Output, PageError, Performance, perform

__all__ = [
    "HERE",
    "Cell",
    "Output",
    "PageError",
    "Performance",
    "markdown_html",
    "perform",
    "stage_holder",
    "stage_script",
    "stage_style",
    "state_script",
    "tex_html",
]

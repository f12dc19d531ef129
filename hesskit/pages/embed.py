"""Stages in a page that has no kernel: the scripts and styles they need, and their states as scripts."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

from hesskit.pages.performed import Output
from hesskit.stage import STAGE_SCRIPT, STAGE_STYLE

HERE = Path(__file__).parent / "assets"


def stage_script() -> str:
    """Give the stage's scripts and their host as one plain script, which a page opened from a disk may load.

    Examples
    --------
    >>> "export default" in stage_script()
    False
    """
    body = STAGE_SCRIPT.replace("export default { render };", "window.hesskitStage = { render };")
    return f"(() => {{\n{body}\n}})();\n{(HERE / 'host.js').read_text('utf-8')}"


def stage_style() -> str:
    """Give the styles of the stage and of typeset mathematics."""
    return STAGE_STYLE + (HERE / "maths.css").read_text("utf-8")


def state_script(name: str, stage: dict[str, Any]) -> str:
    """Give a stage's state as a script that hands it to the host under a name."""
    return f"(window.hesskitStates ||= {{}})[{json.dumps(name)}] = {_safe(stage)};\n"


def _safe(value: Any) -> str:
    """JSON that may stand inside a script element."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")


def stage_holder(name: str, output: Output, image: str) -> str:
    """Give the element in which the host will show a stage; until then, and without scripts, its still.

    Parameters
    ----------
    name : str
        The name of its state.
    output : Output
        For the words.
    image : str
        The address of the still, or its data.

    Returns
    -------
    str
        HTML.
    """
    words = html.escape(output.alt, quote=True)
    return (
        f'<div class="stage-holder" data-stage="{html.escape(name)}"><img src="{image}" alt="{words}"></div>'
    )

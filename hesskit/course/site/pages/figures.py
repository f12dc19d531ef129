"""Explorers on a page: a still that is there at once, and a recording that takes its place when it is near."""

from __future__ import annotations

import base64
import html
from typing import Any

from hesskit.course.pages.embed import state_script
from hesskit.course.pages.performed import Output
from hesskit.course.site.pages.course import Course
from hesskit.course.site.pages.stills import still_of

# a recording has its own backgrounds: the one before it would never be seen
_DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


def recording_of(output: Output) -> bytes:
    """Give what a stage has recorded; nothing if it has not.

    Parameters
    ----------
    output : Output
        What a cell gave.

    Returns
    -------
    bytes
    """
    buffers = output.stage["buffers"] if output.stage is not None else []
    return base64.b64decode(next((one["data"] for one in buffers if one["path"] == ["recording"]), ""))


def _lighter(stage: dict[str, Any]) -> dict[str, Any]:
    """The state of a stage without what is never seen of it."""
    buffers = [{**one, "data": _DOT} if one["path"] == ["background"] else one for one in stage["buffers"]]
    return {**stage, "buffers": buffers}


def figure(course: Course, name: str, output: Output, *, run: str = "", here: str = "") -> str:
    """Show a picture.

    Parameters
    ----------
    course : Course
        Its shelf takes the files.
    name : str
        Of the picture, within the course, such as ``"01-definition/play-1"``.
    output : Output
        It has a picture.
    run : str
        The address where it can be run, if there is one.
    here : str
        Its anchor on the page, if it has one.

    Returns
    -------
    str
        HTML. Scripts and recordings are fetched when the picture comes near.
    """
    still, recording = still_of(output), recording_of(output)
    image = course.shelf.put(f"pictures/{name}.webp", still.webp)
    words, holder = html.escape(output.alt), ""
    if recording and output.stage is not None:
        script = course.shelf.put(f"recordings/{name}.js", state_script(name, _lighter(output.stage)))
        holder = f'<div class="stage-holder" data-stage="{name}" data-script="{script}"></div>'
    classes = "view" + (" recorded" if recording else "") + (" captioned" if still.captioned else "")
    mark = f' id="{here}"' if here else ""
    return (
        f'<figure class="{classes}"{mark} style="max-width: {still.width}px">'
        f'<div class="scroll paper"><img class="still" src="{image}" width="{still.width}" height="{still.height}" '
        f'loading="lazy" alt="{words}"></div>{holder}'
        f'<figcaption class="sentence" aria-hidden="true">{words}</figcaption></figure>\n'
        f"{_actions(run, output)}"
    )


def _actions(run: str, output: Output) -> str:
    if not run or output.stage is None:
        return ""
    return (
        f'<p class="actions"><a class="run" href="{run}">Run and edit<span class="unseen"> this explorer</span></a> '
        "with all its controls.</p>\n"
    )

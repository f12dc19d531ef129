"""One frame of a Stage: what the moving layer shows, where the handles are, and what is said of it."""

from typing import Any

from hesskit.stage.display_list import record
from hesskit.stage.picture import Handle, Picture, Scene


def frame_of(picture: Picture, scene: Scene) -> dict[str, Any]:
    """Record the frame of a scene that the picture has been updated to.

    Parameters
    ----------
    picture : Picture
        Drawn once, so that its axes know their place.
    scene : Scene
        What it shows.

    Returns
    -------
    dict
        `operations` and `points` (see `display_list`), `handles` in CSS pixels from the top left, `values`, `turns` in
        degrees, `sentence`, and the readout's `numbers`.

    Examples
    --------
    >>> from hesskit.stage.testing import DotPicture, DotScene
    >>> picture, scene = DotPicture(), DotScene(0.25, 0.5)
    >>> _ = picture.update(scene)
    >>> frame_of(picture, scene)["values"]
    ['x = 0.25, y = 0.5']
    """
    return {
        **record(picture.figure, picture.moving, [handle.artist for handle in picture.handles]),
        "handles": [_pixel(picture, handle) for handle in picture.handles],
        "values": ["x = {:.6g}, y = {:.6g}".format(*handle.position) for handle in picture.handles],
        "turns": [[axes.azim, axes.elev] for axes in picture.turnable],
        "sentence": scene.sentence(),
        "numbers": picture.numbers(scene),
    }


def handles_of(picture: Picture) -> list[dict[str, Any]]:
    """Describe what can be held: its name, its label, whether it rides, and where it may go."""
    return [
        {
            "name": handle.name,
            "label": handle.label,
            "rides": handle.rides,
            "bounds": _bounds(picture, handle.axes.bbox.extents),
        }
        for handle in picture.handles
    ]


def turners_of(picture: Picture) -> list[dict[str, Any]]:
    """Describe what can be turned: its label and its place."""
    return [
        {
            "label": f"view of {axes.get_title() or 'the surface'}",
            "bounds": _bounds(picture, axes.bbox.extents),
        }
        for axes in picture.turnable
    ]


def _pixel(picture: Picture, handle: Handle) -> list[float]:
    x, y = handle.axes.transData.transform(handle.position)
    return [round(float(x), 1), round(picture.height - float(y), 1)]


def _bounds(picture: Picture, extents: Any) -> list[float]:
    left, bottom, right, top = (float(edge) for edge in extents)
    return [left, picture.height - top, right, picture.height - bottom]

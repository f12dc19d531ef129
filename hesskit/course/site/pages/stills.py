"""Pictures that stand still, as small files."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np

from hesskit.course.pages.performed import Output
from hesskit.stage.picture import encode_webp

RATIO = 1.25  # pixels of a still a CSS pixel, as Stage.still draws it


@dataclass(frozen=True)
class PageStill:
    """A picture and how large it is shown.

    Parameters
    ----------
    webp : bytes
        The file.
    width, height : int
        CSS pixels.
    captioned : bool
        Whether its words are part of it.
    """

    webp: bytes
    width: int
    height: int
    captioned: bool


def still_of(output: Output) -> PageStill:
    """Make a small file of an output's picture.

    Parameters
    ----------
    output : Output
        It has a picture. Where the size of its stage is known, the words beneath are cut off: the page says them.

    Returns
    -------
    PageStill
    """
    from PIL import Image

    image = Image.open(io.BytesIO(output.png)).convert("RGB")
    if output.stage is not None:
        width, height = (int(side * RATIO + 1e-9) for side in output.stage["state"]["size"])
        image = image.crop((0, 0, min(width, image.width), min(height, image.height)))
    return PageStill(
        encode_webp(np.asarray(image)),
        round(image.width / RATIO),
        round(image.height / RATIO),
        output.stage is None,
    )

"""Draw the thumbnails of the gallery: one lit surface each, on one picture that the explorers show in tiles.

python tools/draw_gallery.py            # after a change of gallery.toml
python tools/draw_gallery.py --check    # change nothing; fail if the picture shows another gallery
"""

from __future__ import annotations

import hashlib
import io
import sys
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from hesskit.explore.parts import THUMBNAILS, Mesh, solid_axes
from hesskit.maths.surfaces import Surface, gallery
from hesskit.stage import LIGHT, new_figure

WIDE, TALL, ACROSS = (
    120,
    84,
    10,
)  # of a tile in CSS pixels, and tiles in a row; gallery_menu.js knows them too
SHARPNESS = 1.5  # pixels a CSS pixel
SUMMARY = 0x010E  # the tag of a picture's description


def summary() -> str:
    """Say which gallery it is."""
    rows = [(one.name, one.formula, one.domain) for one in gallery.values()]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def is_current() -> bool:
    """Tell whether the stored picture shows the gallery as it is now."""
    with Image.open(THUMBNAILS) as picture:
        return picture.getexif().get(SUMMARY) == summary()


def thumbnail(name: str) -> Image.Image:
    """Draw one surface, without axes, on nothing."""
    figure = new_figure(LIGHT, WIDE, TALL)
    figure.patch.set_alpha(0)
    axes = solid_axes(figure, (-0.1, -0.16, 1.2, 1.32), LIGHT, zoom=0.93)
    surface: Any = Surface(name)
    mesh = Mesh(axes, LIGHT)
    mesh.draw(surface, surface.domain)
    for line in (mesh.floor, mesh.zero, mesh.lines):
        line.set_visible(False)
    axes.set_zlim(mesh.low, mesh.high)
    axes.set_axis_off()
    canvas = FigureCanvasAgg(figure)
    figure.dpi = 100 * SHARPNESS
    canvas.draw()
    return Image.fromarray(np.asarray(canvas.buffer_rgba()).copy())


def main() -> int:
    """Draw, or check."""
    if "--check" in sys.argv:
        return 0 if is_current() else 1
    wide, tall = round(WIDE * SHARPNESS), round(TALL * SHARPNESS)
    sheet = Image.new("RGBA", (wide * ACROSS, tall * -(-len(gallery) // ACROSS)))
    for place, name in enumerate(gallery):
        sheet.paste(thumbnail(name), (wide * (place % ACROSS), tall * (place // ACROSS)))
    exif = Image.Exif()
    exif[SUMMARY] = summary()
    buffer = io.BytesIO()
    sheet.save(buffer, "webp", quality=60, alpha_quality=50, method=6, exif=exif)
    THUMBNAILS.write_bytes(buffer.getvalue())
    print(f"{THUMBNAILS}: {len(buffer.getvalue()) / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

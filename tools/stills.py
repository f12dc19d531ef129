"""Compare two stored PNG pictures by what they show, not by how they are encoded."""

from __future__ import annotations

import base64
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SAME_RMS = 0.002  # refresh keeps the stored bytes below this: encoder noise, nothing a reader could see
NBVAL_RMS = 0.02  # nbval fails above this over the whole picture
NBVAL_PATCH = 0.2  # ... or above this in the mean of any 8 × 8 patch: a moved point hardly changes the RMS
PATCH = 8


def decode(png: str | bytes) -> NDArray[np.float64]:
    """Return the picture as floats from 0 to 1, shape (height, width, 4); text is taken as base64."""
    raw = base64.b64decode(png) if isinstance(png, str) else png
    with Image.open(io.BytesIO(raw)) as image:
        return np.asarray(image.convert("RGBA"), dtype=float) / 255.0


def rms(stored: NDArray[np.float64], fresh: NDArray[np.float64]) -> float:
    """Root mean square difference of two pictures of one shape, 0 to 1."""
    return float(np.sqrt(np.mean((stored - fresh) ** 2)))


def worst_patch(stored: NDArray[np.float64], fresh: NDArray[np.float64]) -> float:
    """Largest change of the mean colour of an 8 × 8 patch, 0 to 1.

    The average forgives glyphs drawn half a pixel elsewhere, and still sees a point that has moved.
    """
    change = stored - fresh
    rows, columns = (-change.shape[0]) % PATCH, (-change.shape[1]) % PATCH
    change = np.pad(change, ((0, rows), (0, columns), (0, 0)))
    blocks = change.reshape(change.shape[0] // PATCH, PATCH, change.shape[1] // PATCH, PATCH, 4)
    return float(np.abs(blocks.mean(axis=(1, 3))).max(initial=0.0))


def same_picture(stored: str | bytes, fresh: str | bytes) -> bool:
    """Whether two PNGs differ by nothing more than noise."""
    if stored == fresh:
        return True
    old, new = decode(stored), decode(fresh)
    return old.shape == new.shape and rms(old, new) <= SAME_RMS


def complaint(stored: str | bytes, fresh: str | bytes, parts: bool = True) -> str | None:
    """Say in one sentence how a fresh picture differs from the stored one, its parts too; None when it does not."""
    if stored == fresh:
        return None
    old, new = decode(stored), decode(fresh)
    if old.shape != new.shape:
        size_old, size_new = (f"{shape[1]}×{shape[0]}" for shape in (old.shape, new.shape))
        return f"the stored picture is {size_old} pixels, the fresh one {size_new}"
    whole, patch = rms(old, new), worst_patch(old, new)
    if whole > NBVAL_RMS:
        return f"the picture differs from the stored one by an RMS of {whole:.3f} (limit {NBVAL_RMS})"
    if parts and patch > NBVAL_PATCH:
        return f"one part of the picture differs from the stored one by {patch:.2f} (limit {NBVAL_PATCH})"
    return None

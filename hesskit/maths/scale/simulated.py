"""Simulated rows on a disk: a table larger than memory, the same for everyone who names the same seed."""

import shutil
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.scale.workers import map_reduce

Floats = NDArray[np.float64]
_ROWS = 2**16  # drawn and written at a time


class Simulated(NamedTuple):
    """A logistic regression whose coefficients are known.

    Attributes
    ----------
    X : numpy.memmap, shape (rows, columns)
    y : numpy.memmap, shape (rows,)
    coefficients : ndarray, shape (columns + 1,)
        Those the labels were drawn with, the intercept first.
    """

    X: "np.memmap[Any, np.dtype[np.float64]]"
    y: "np.memmap[Any, np.dtype[np.int8]]"
    coefficients: Floats


def simulated(folder: str | Path, rows: int = 10_000_000, columns: int = 20, seed: int = 0) -> Simulated:
    """Write rows of a logistic regression to a folder, a block at a time, unless they are there already.

    Parameters
    ----------
    folder : str or Path
        Made if it is not there. Ten million rows of twenty columns take 1.6 GB.
    rows, columns : int
        Fewer rows with the same seed are the first of more.
    seed : int

    Returns
    -------
    Simulated
        X and y as memory maps of two ``.npy`` files: nothing is read before it is used.

    Raises
    ------
    ValueError
        If a number is not what is needed, or the disk has not the room.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     X, y, coefficients = simulated(folder, 1000, 2)
    ...     X.shape, y.shape, coefficients.shape
    ((1000, 2), (1000,), (3,))
    """
    if rows < 1 or columns < 1 or seed < 0:
        raise ValueError(
            f"rows and columns are at least 1 and the seed at least 0, not {rows}, {columns} and {seed}."
        )
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    paths = [place / f"{name}-{rows}-{columns}-{seed}.npy" for name in ("X", "y")]
    draw = np.random.default_rng((seed, columns))
    coefficients = draw.normal(size=columns + 1) / np.sqrt(columns)
    if not all(path.is_file() for path in paths):
        need = rows * (8 * columns + 1)
        if shutil.disk_usage(place).free < 1.1 * need:
            raise ValueError(
                f"{place} has no room for {need / 1e9:.2g} GB: choose fewer rows or another folder."
            )
        _write(paths, rows, columns, seed, coefficients)
    return Simulated(np.load(paths[0], mmap_mode="r"), np.load(paths[1], mmap_mode="r"), coefficients)


def _write(paths: list[Path], rows: int, columns: int, seed: int, coefficients: Floats) -> None:
    """Write both files, and give them their names when they are whole."""
    unfinished = [path.with_suffix(".unfinished") for path in paths]
    starts = []
    for path, dtype, shape in zip(unfinished, ("<f8", "|i1"), ((rows, columns), (rows,)), strict=True):
        with path.open("wb") as file:
            np.lib.format.write_array_header_1_0(
                file, {"descr": dtype, "fortran_order": False, "shape": shape}
            )
            starts.append(file.tell())
            file.truncate(file.tell() + int(np.prod(shape)) * np.dtype(dtype).itemsize)
    jobs = [
        (_write_block, (unfinished, starts, first, min(_ROWS, rows - first), seed, coefficients))
        for first in range(0, rows, _ROWS)
    ]
    map_reduce(jobs, sum, here=True)
    for path, final in zip(unfinished, paths, strict=True):
        path.replace(final)


def _write_block(
    paths: list[Path], starts: list[int], first: int, rows: int, seed: int, coefficients: Floats
) -> int:
    """Draw and write the rows from `first` on; each block has its own stream of random numbers."""
    columns = len(coefficients) - 1
    X = np.random.default_rng((seed, columns, first, 0)).standard_normal((rows, columns))
    chance = 1 / (1 + np.exp(-X @ coefficients[1:] - coefficients[0]))
    y = (np.random.default_rng((seed, columns, first, 1)).uniform(size=rows) < chance).astype(np.int8)
    for path, start, array in zip(paths, starts, (X, y), strict=True):
        with path.open("r+b") as file:
            file.seek(start + first * array.itemsize * (columns if array.ndim == 2 else 1))
            file.write(array.tobytes())
    return rows

"""Blocks: the rows of a table cut at fixed places, so that a sum over rows is one map-reduce over blocks.

Letters: m rows, n columns; a block is the rows from `first` up to `last`, that one left out.
"""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.scale.workers import Combine, map_reduce

Floats = NDArray[np.float64]
Task: TypeAlias = Callable[[NDArray[Any], NDArray[Any], int], Any]
BLOCK = 2**23  # bytes: large beside what a task costs to send, small beside the memory of a worker


def is_by_blocks(X: Any) -> bool:
    """Whether a table is taken by blocks: it lies on a disk or in pieces, or is larger than one block.

    Parameters
    ----------
    X : object

    Returns
    -------
    bool

    Examples
    --------
    >>> is_by_blocks(np.zeros((10, 2))), is_by_blocks(np.zeros((10**6, 2)))
    (False, True)
    """
    if isinstance(X, np.ndarray):
        return X.ndim == 2 and X.dtype.kind in "uifb" and (isinstance(X, np.memmap) or X.nbytes > BLOCK)
    return hasattr(X, "chunks") and hasattr(X, "shape") and hasattr(X, "dtype")


class Blocks:
    """A table and a column, cut into the same rows.

    Parameters
    ----------
    X : array, shape (m, n)
        In memory, a `numpy.memmap`, an array of Zarr or HDF5, or a `dask.array.Array`; columns of a Parquet file are
        one by ``dask.dataframe.read_parquet(…)[columns].values``.
    y : array, shape (m,)
        Any of these.

    Attributes
    ----------
    shape : tuple of int
        (m, n).
    bounds : list of (first, last)
        Where the blocks are cut: a `dask.array` is cut already, the rest at the same places whoever does the work.
    in_memory : bool
        Whether both are arrays in this process's memory: then the work is done here, as sending them would cost more.

    Raises
    ------
    ValueError
        If the shapes do not fit.

    Examples
    --------
    >>> blocks = Blocks(np.arange(6.0).reshape(3, 2), np.array([1.0, 0, 1]))
    >>> blocks
    3 rows × 2 columns in 1 block
    >>> blocks.total(lambda X, y, first: y @ X)
    array([4., 6.])
    """

    def __init__(self, X: Any, y: Any) -> None:
        X, y = _with_known_shape(X), _with_known_shape(y)
        if len(X.shape) == 1 and hasattr(X, "reshape"):
            X = X.reshape(-1, 1)
        if len(y.shape) == 2 and y.shape[1] == 1:
            y = y[:, 0]
        if len(X.shape) != 2:
            raise ValueError(f"X is a table with rows and columns, but this one has shape {X.shape}.")
        if not X.shape[0]:
            raise ValueError("X has no rows: there is nothing to learn from.")
        if y.shape != X.shape[:1]:
            raise ValueError(
                f"y has one label for each of the {X.shape[0]} rows of X, but its shape is {y.shape}."
            )
        for name, table in (("X", X), ("y", y)):
            if table.dtype.kind not in "uifb":
                raise ValueError(f"{name} is a table of numbers, but its entries are of type {table.dtype}.")
        self.shape: tuple[int, int] = (int(X.shape[0]), int(X.shape[1]))
        self.in_memory = all(type(table) is np.ndarray for table in (X, y))
        self.bounds = _bounds(X, y)
        self._X, self._y = _pieces(X, self.bounds), _pieces(y, self.bounds)

    def total(self, task: Task, combine: Combine | None = None) -> Any:
        """Do a task on every block, and add up what comes back.

        Parameters
        ----------
        task : callable
            Of the block's X (rows, n), its y (rows,) and the number of its first row; sent to workers by pickle.
        combine : callable, optional
            From a list of results of neighbouring blocks, in their order, to one; their sum if it is not said.

        Returns
        -------
        object
            The same to the last digit whoever did the work, on the same kind of machine.

        Examples
        --------
        >>> Blocks(np.eye(3), np.ones(3)).total(lambda X, y, first: float(X.sum()))
        3.0
        """
        jobs = [
            (_Work(task, number, *bound), (X, y))
            for number, (bound, X, y) in enumerate(zip(self.bounds, self._X, self._y, strict=True))
        ]
        return map_reduce(jobs, combine or sum, self.in_memory)

    def named(self, row: int) -> str:
        """A row and the block that it lies in, in words.

        Examples
        --------
        >>> Blocks(np.eye(3), np.ones(3)).named(1)
        'row 1 (counted from 0; in block 0, rows 0 to 2)'
        """
        number = next(k for k, (first, last) in enumerate(self.bounds) if first <= row < last)
        first, last = self.bounds[number]
        return f"row {row} (counted from 0; in block {number}, rows {first} to {last - 1})"

    def __repr__(self) -> str:
        count = len(self.bounds)
        return f"{self.shape[0]} rows × {self.shape[1]} columns in {count} block{'' if count == 1 else 's'}"


class _Work:
    """A task on one block, wherever the block comes from."""

    def __init__(self, task: Task, number: int, first: int, last: int) -> None:
        self.task, self.number, self.first, self.last = task, number, first, last

    def __call__(self, X: Any, y: Any) -> Any:
        return self.task(_read(X), _read(y), self.first)

    def __str__(self) -> str:
        return f"block {self.number} (rows {self.first} to {self.last - 1})"


def _with_known_shape(table: Any) -> Any:
    """An array with a shape; dask does not always know how long its blocks are, and counts them then."""
    if hasattr(table, "compute_chunk_sizes"):
        return table.compute_chunk_sizes() if any(np.isnan(each) for each in table.shape) else table
    if hasattr(table, "chunks") or type(table) is np.ndarray:
        return table
    return table if isinstance(table, np.memmap) else np.asarray(table)


def _bounds(X: Any, y: Any) -> list[tuple[int, int]]:
    """Where rows are cut: where a dask.array is cut already, else into equal parts, as few as fit into blocks."""
    given = next((table for table in (X, y) if hasattr(table, "to_delayed")), None)
    if given is not None:
        cuts = np.concatenate([[0], np.cumsum([size for size in given.chunks[0] if size])])
    else:
        m, n = X.shape
        rows = max(BLOCK // (8 * max(n, 1)), 4 * n, 1)  # a sum of n × n numbers stays smaller than its block
        chunk = int((getattr(X, "chunks", None) or (1,))[0])  # whole chunks: none is read twice
        chunks = -(-m // chunk)
        count = -(-chunks // max(rows // chunk, 1))
        cuts = np.append(np.arange(0, m, -(-chunks // count) * chunk), m)
    return [(int(a), int(b)) for a, b in pairwise(cuts)]


def _pieces(table: Any, bounds: list[tuple[int, int]]) -> list[Any]:
    """What stands for each block of a table until it is read."""
    if hasattr(table, "to_delayed"):
        sizes = tuple(last - first for first, last in bounds)
        blocks = table.rechunk((sizes, *(-1 for _ in table.shape[1:]))).to_delayed()
        return list(blocks.ravel())
    if isinstance(table, np.memmap):
        return [_Stored.of(table, first, last) for first, last in bounds]
    if isinstance(table, np.ndarray):
        return [_Slice(table[first:last], 0, last - first) for first, last in bounds]
    return [_Slice(table, first, last) for first, last in bounds]


class _Slice:
    """Rows of whatever gives rows when it is sliced."""

    def __init__(self, table: Any, first: int, last: int) -> None:
        self.table, self.first, self.last = table, first, last

    def read(self) -> NDArray[Any]:
        """The rows."""
        return np.asarray(self.table[self.first : self.last])


class _Stored:
    """Rows of a file: read when they are needed, by whoever needs them, and not mapped, so that they can be let go."""

    def __init__(self, path: str, offset: int, shape: tuple[int, ...], dtype: Any) -> None:
        self.path, self.offset, self.shape, self.dtype = path, offset, shape, dtype

    @staticmethod
    def of(table: "np.memmap[Any, Any]", first: int, last: int) -> "_Stored | _Slice":
        """Rows of a mapped file; those of a part of it that is not whole rows are read through the map."""
        rows = table[first:last]
        root: Any = table
        while isinstance(root.base, np.ndarray):
            root = root.base
        private = not isinstance(root, np.memmap) or root.filename is None or root.mode == "c"
        if private or not rows.flags.c_contiguous:
            return _Slice(rows, 0, last - first)
        moved = rows.__array_interface__["data"][0] - root.__array_interface__["data"][0]
        return _Stored(str(Path(root.filename).resolve()), int(root.offset + moved), rows.shape, rows.dtype)

    def read(self) -> NDArray[Any]:
        """The rows."""
        count = int(np.prod(self.shape))
        found = np.fromfile(self.path, self.dtype, count, offset=self.offset)
        if len(found) < count:
            raise OSError(f"{self.path} is shorter than it was")
        return found.reshape(self.shape)


def _read(piece: Any) -> NDArray[Any]:
    return np.asarray(piece.read() if isinstance(piece, _Slice | _Stored) else piece)

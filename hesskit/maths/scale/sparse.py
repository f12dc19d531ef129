"""Sparse Hessians: the whole matrix from a few products H·v, where most of its entries are zero; and H d = −g solved.

Letters: n is the number of coordinates, b the half bandwidth (H_ij = 0 where |i − j| > b), c the colour of each column
and C how many there are. Columns of one colour are added up in one product H·v. A colouring serves if every entry H_ij
can be read somewhere: at row i no other column of colour c_j is filled, or at row j none of colour c_i.
Source: Curtis, Powell and Reid, IMA Journal of Applied Mathematics 13 (1974) 117-119; Coleman and Moré, Mathematical
Programming 28 (1984) 243-270; Gebremedhin, Tarafdar, Manne and Pothen, SIAM Journal on Scientific Computing 29 (2007)
1042-1072, for the stars.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.calculus import as_words
from hesskit.maths.scale.operators import Operator, directions, operator_of

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
_BANDS = (0, 1, 2, 4, 8)  # half bandwidths that are tried where nothing is declared
_COLUMNS = 3000  # so many columns are asked for one by one
_AGREE = 1e-6
_BANDED = 32  # up to this half bandwidth a system is solved as a banded one


# How many products give the whole matrix: the colours of its columns.


def band_colouring(n: int, bandwidth: int) -> Integers:
    """Colours of a banded matrix, (n,): columns 2b + 1 apart have no row in common.

    Examples
    --------
    >>> band_colouring(7, 1).tolist()
    [0, 1, 2, 0, 1, 2, 0]
    """
    return np.arange(n, dtype=np.int64) % (2 * bandwidth + 1)


def star_colouring(starts: Integers, neighbours: Integers) -> Integers:
    """Colours of a symmetric sparsity, (n,): neighbours differ, and every path of four columns has three colours.

    Two colours then only ever meet in stars, one hub and its leaves, and a leaf's row shows its entry with the hub.
    Columns are taken in order, those with the most entries first, each with the first colour that is left.

    Parameters
    ----------
    starts : ndarray of int, shape (n + 1,)
    neighbours : ndarray of int
        Row i has its entries in the columns neighbours[starts[i]:starts[i + 1]], itself left out.

    Examples
    --------
    >>> star_colouring(np.array([0, 3, 4, 5, 6]), np.array([1, 2, 3, 0, 0, 0])).tolist()  # an arrow
    [0, 1, 1, 1]
    """
    n = len(starts) - 1
    adjacent = [neighbours[starts[i] : starts[i + 1]].tolist() for i in range(n)]
    colour = [-1] * n
    hubs: list[set[int]] = [
        set() for _ in range(n)
    ]  # colours of hubs, with another leaf, that i is a leaf of
    first: list[dict[int, int]] = [
        {} for _ in range(n)
    ]  # of each colour round i the neighbour that had it first
    for v in np.argsort(-np.diff(starts), kind="stable").tolist():
        groups: dict[int, list[int]] = {}
        for w in adjacent[v]:
            if colour[w] >= 0:
                groups.setdefault(colour[w], []).append(w)
        taken = set(groups)
        for group in groups.values():
            for w in group:
                taken |= hubs[w]
                if len(group) > 1:  # v is to be a hub: what lies behind its leaves must differ from it
                    taken |= first[w].keys()
        own = 0
        while own in taken:
            own += 1
        colour[v] = own
        for other, group in groups.items():
            first[v][other] = group[0]
            for w in group:
                if len(group) > 1:
                    hubs[w].add(own)
                if own in first[w]:  # w is a hub with a leaf of this colour already
                    hubs[v].add(other)
                    hubs[first[w][own]].add(other)
                else:
                    first[w][own] = v
    return np.array(colour, dtype=np.int64)


# The matrix itself.


def _scipy(what: str) -> Any:
    """scipy, with what is used of it; one sentence where it is missing."""
    try:
        import scipy.linalg
        import scipy.sparse.linalg
    except ImportError:
        raise ImportError(
            f'{what} needs SciPy, which is not installed: pip install "hesskit[scale]" installs it.'
        ) from None
    return scipy


def sparse_hessian(objective: Any, point: ArrayLike, sparsity: Any = None) -> Any:
    """The Hessian at a point as a sparse matrix, from as many products H·v as its sparsity has colours.

    Parameters
    ----------
    objective : Surface, Objective or callable
    point : array_like, shape (n,)
    sparsity : int, sequence of pairs (i, j), or matrix of shape (n, n), optional
        Where H may be other than zero: the half bandwidth (1 for a tridiagonal H), the places, or a matrix that is
        not zero there; one of (i, j) and (j, i) is enough, and the diagonal always belongs to it. Default: what the
        objective declares in its attribute `sparsity`, as a Surface does from its symbols; else H is tried as a banded
        matrix, and up to n = 3000 every column is asked for.

    Returns
    -------
    scipy.sparse.csr_array, shape (n, n)
        Symmetric.

    Raises
    ------
    ImportError
        If SciPy is not installed.
    ValueError
        If the sparsity misses entries of H, or none is declared and none is found.

    Notes
    -----
    Whatever was declared, the matrix is compared with one more product H·v in a random direction: with probability 1
    it is H at this point. Elsewhere H may have entries where it has none here.

    Examples
    --------
    >>> from hesskit.maths.scale import Rosenbrock
    >>> f = Rosenbrock(6)
    >>> H = sparse_hessian(f, np.ones(6))
    >>> H.nnz, H.toarray()[:2, :3].tolist()
    (16, [[802.0, -400.0, 0.0], [-400.0, 200.0, 0.0]])
    """
    scipy = _scipy("a sparse Hessian")
    operator = operator_of(objective, point)
    declared = getattr(objective, "sparsity", None) if sparsity is None else sparsity
    if declared is not None:
        rows, columns, colours = _read(declared, operator.size)
        found = _recovered(scipy, operator, rows, columns, colours)
        off = _disagreement(operator, found)
        if off is not None:
            raise ValueError(
                f"the sparsity misses entries of the Hessian: row {off} of H has others than the ones declared."
            )
        return found
    for b in _BANDS:
        if 2 * b + 1 < operator.size:
            found = _recovered(scipy, operator, *_band(operator.size, b))
            if _disagreement(operator, found) is None:
                return found
    if operator.size > _COLUMNS:
        raise ValueError(
            f"the Hessian of {operator.size} variables is not banded: say where it is not zero, sparsity=[(i, j), …]."
        )
    columns_found = np.array([operator(axis) for axis in np.eye(operator.size)])
    return scipy.sparse.csr_array((columns_found + columns_found.T) / 2)


def _band(n: int, b: int) -> tuple[Integers, Integers, Integers]:
    """The places i ≤ j of a band and its colours."""
    starts = [np.arange(n - k, dtype=np.int64) for k in range(min(b, n - 1) + 1)]
    rows = np.concatenate(starts)
    columns = np.concatenate([own + k for k, own in enumerate(starts)])
    return rows, columns, band_colouring(n, b)


def _read(sparsity: Any, n: int) -> tuple[Integers, Integers, Integers]:
    """The places i ≤ j where H may be other than zero, each once, and the colours of the columns."""
    if isinstance(sparsity, int | np.integer):
        if sparsity < 0:
            raise ValueError(f"a half bandwidth is a whole number from 0 up, not {sparsity!r}.")
        return _band(n, min(int(sparsity), n - 1))
    if getattr(sparsity, "shape", None) == (n, n):
        i, j = sparsity.nonzero()
    else:
        pairs = np.array(sparsity if hasattr(sparsity, "shape") else list(sparsity), dtype=np.int64)
        if pairs.size and (pairs.ndim != 2 or pairs.shape[1] != 2):
            raise ValueError(f"a sparsity is a half bandwidth, pairs (i, j), or an array of shape {(n, n)}.")
        i, j = pairs.reshape(-1, 2).T
    if len(i) and not (min(i.min(), j.min()) >= 0 and max(i.max(), j.max()) < n):
        raise ValueError(
            f"a place (i, j) of this sparsity is outside the Hessian, whose rows are 0 to {n - 1}."
        )
    low, high = np.minimum(i, j).astype(np.int64), np.maximum(i, j).astype(np.int64)
    places = np.unique(np.concatenate([low * n + high, np.arange(n, dtype=np.int64) * (n + 1)]))
    rows, columns = places // n, places % n
    return rows, columns, _colours(rows, columns, n)


def _colours(rows: Integers, columns: Integers, n: int) -> Integers:
    """The colours of a sparsity: of its band where that is as good as can be, else of its stars."""
    beside = rows < columns
    ends = np.concatenate([rows[beside], columns[beside]])
    order = np.argsort(ends, kind="stable")
    counts = np.bincount(ends, minlength=n)
    b = int((columns - rows).max(initial=0))
    if 2 * b + 1 <= int(counts.max(initial=0)) + 3:
        return band_colouring(n, b)
    others = np.concatenate([columns[beside], rows[beside]])[order]
    return star_colouring(np.concatenate([[0], np.cumsum(counts)]), others)


def _recovered(scipy: Any, operator: Operator, rows: Integers, columns: Integers, colours: Integers) -> Any:
    """Read the entries from one product for each colour."""
    n, C = operator.size, int(colours.max()) + 1
    products = np.array([operator((colours == c).astype(float)) for c in range(C)])  # (C, n)
    beside = rows < columns
    at = np.concatenate([rows * C + colours[columns], (columns * C + colours[rows])[beside]])
    alone = np.bincount(at, minlength=n * C)[rows * C + colours[columns]] == 1
    entries = np.where(alone, products[colours[columns], rows], products[colours[rows], columns])
    i = np.concatenate([rows, columns[beside]])
    j = np.concatenate([columns, rows[beside]])
    return scipy.sparse.csr_array((np.concatenate([entries, entries[beside]]), (i, j)), shape=(n, n))


def _disagreement(operator: Operator, found: Any) -> int | None:
    """A row in which the matrix found and H differ, by one product in a random direction; None if there is none."""
    v = directions(operator.size, 1, seed=7)[0]
    wanted, own = operator(v), found @ v
    size = abs(found) @ np.abs(v) + np.abs(wanted)
    worst = int(np.argmax(np.abs(wanted - own) - _AGREE * size))
    return worst if abs(wanted[worst] - own[worst]) > _AGREE * size[worst] else None


def sparse_solve(matrix: Any, right: ArrayLike) -> Floats:
    """Solve A d = r for a sparse symmetric A: a narrow band as a band, anything else by a sparse LU factorisation.

    Parameters
    ----------
    matrix : scipy.sparse array, shape (n, n)
    right : array_like, shape (n,)

    Returns
    -------
    ndarray, shape (n,)

    Raises
    ------
    ImportError
        If SciPy is not installed.
    ValueError
        If A is singular.

    Examples
    --------
    >>> from hesskit.maths.scale import Rosenbrock
    >>> f = Rosenbrock(4)
    >>> d = sparse_solve(sparse_hessian(f, f.start), -f.gradient(f.start))
    >>> round(f.value(f.start + d), 4)  # one step of Newton, from 48.4
    9.4638
    """
    scipy = _scipy("a sparse system")
    A = scipy.sparse.coo_array(matrix)
    r, n = np.asarray(right, dtype=float), int(A.shape[0])
    b = int(np.abs(A.row - A.col).max(initial=0))
    try:
        if b <= min(_BANDED, n - 1):
            diagonals = np.zeros((2 * b + 1, n))
            np.add.at(diagonals, (b + A.row - A.col, A.col), A.data)
            solved = scipy.linalg.solve_banded((b, b), diagonals, r)
        else:
            solved = scipy.sparse.linalg.splu(A.tocsc()).solve(r)
    except (np.linalg.LinAlgError, RuntimeError):
        solved = np.array([np.nan])
    if not np.isfinite(solved).all():
        raise ValueError(
            f"this {as_words(n)}×{as_words(n)} matrix is singular, so A d = r has no single solution."
        )
    return np.asarray(solved)

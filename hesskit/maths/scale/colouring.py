"""Colouring: which columns of a sparse Hessian can be read from one product, so that a few give the whole matrix.

Letters: n columns, c the colour of each; two columns of one colour are added up in one product H·v. A colouring serves
if every entry H_ij can be read somewhere: at row i no other column of colour c_j is filled, or at row j none of c_i.
Source: Curtis, Powell and Reid, IMA Journal of Applied Mathematics 13 (1974) 117-119; Coleman and Moré, Mathematical
Programming 28 (1984) 243-270; Gebremedhin, Tarafdar, Manne and Pothen, SIAM Journal on Scientific Computing 29 (2007)
1042-1072, for the stars.
"""

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


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

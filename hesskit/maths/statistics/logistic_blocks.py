"""The rows of a logistic regression by blocks: checked once, summed at any coefficients, and told apart if they can be.

Letters: m rows, n coefficients β; D the design matrix, X with a column of ones in front if there is an intercept, of
which only a piece is ever formed; s = 1 − 2y the sign of a label, z = s D β its margin.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.scale import Blocks
from hesskit.maths.statistics.labelled_data import Separation, check_enough, check_independent, separation

Floats = NDArray[np.float64]
_PIECE = 2**18  # numbers worked on at a time: they stay in a cache, and are many beside what each call costs
# Numbers in one product with a vector, and operations in one of a matrix with itself: too few for BLAS to share among
# threads, which would move a digit, and would wait for one another where blocks are shared among threads already.
_TILE, _PRODUCT = 2**13, 2**18
_DENSE = 2**10  # with more coefficients no Hessian is made before it is asked for
_POINTS = 64  # sets of coefficients in one pass
_KNOWN = 4  # sets of coefficients whose sums are remembered
_SAMPLE = 2_000  # rows that are looked at first when the classes are to be told apart
_ROUNDS = 60


@dataclass(frozen=True, eq=False)
class LogisticBlocks:
    """The sums over rows that `LogisticLoss` is made of; one pass over the blocks gives all that is asked at a point.

    Attributes
    ----------
    blocks : Blocks
    intercept : bool
    """

    blocks: Blocks
    intercept: bool
    sample: Floats = field(
        default_factory=lambda: np.empty((0, 0))
    )  # evenly spaced rows of D, each times the sign of its label
    _known: dict[bytes, tuple[Any, ...]] = field(default_factory=dict)
    _wanted: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._wanted.append(self.n <= _DENSE)

    @property
    def n(self) -> int:
        """The number of coefficients."""
        return self.blocks.shape[1] + int(self.intercept)

    # ------------------------------------------------------------ sums
    def value(self, beta: Floats) -> Floats:
        """Summed losses (k,) at coefficients (k, n)."""
        return self._gathered(beta, 0)

    def gradient(self, beta: Floats) -> Floats:
        """Summed gradients (k, n) at coefficients (k, n)."""
        return self._gathered(beta, 1)

    def hessian(self, beta: Floats) -> Floats:
        """Summed Hessians (k, n, n) at coefficients (k, n)."""
        return self._gathered(beta, 2)

    def hvp(self, beta: Floats, v: Floats) -> Floats:
        """Summed products (k, n) of the Hessians at coefficients (k, n) with directions (k, n)."""
        pairs = zip(beta, v, strict=True)
        return np.array([self.blocks.total(_Task(self.intercept, b[None], v=w)) for b, w in pairs])

    def _gathered(self, beta: Floats, what: int) -> Floats:
        """Value, gradient or Hessian at each of the points, from memory or by a pass for up to 64 of them."""
        if len(beta) == 1:
            return np.array([self._at(beta[0], what)[what]])
        passes = [self._pass(beta[k : k + _POINTS], what)[what] for k in range(0, len(beta), _POINTS)]
        return np.concatenate(passes) if passes else np.empty((0, *(self.n,) * what))

    def _at(self, beta: Floats, what: int) -> tuple[Any, ...]:
        """All that is known of one point; its Hessian comes in the same pass until nobody asked for the last one."""
        key = beta.tobytes()
        found = self._known.get(key)
        if found is None or found[what] is None:
            curved = what == 2 or self._wanted[0]
            self._wanted[0] = what == 2  # till it is asked for
            found = tuple(
                each if each is None else each[0] for each in self._pass(beta[None], 2 if curved else 1)
            )
            self._known[key] = found
            while len(self._known) > _KNOWN:
                del self._known[next(iter(self._known))]
        self._wanted[0] |= what == 2
        return tuple(found)

    def _pass(self, beta: Floats, order: int) -> tuple[Any, ...]:
        k, n = beta.shape
        total = self.blocks.total(_Task(self.intercept, beta, order))
        slopes = total[k : k + k * n].reshape(k, n) if order > 0 else None
        curves = total[k + k * n :].reshape(k, n, n) if order > 1 else None
        return total[:k], slopes, curves

    def margins(self, beta: Floats) -> Floats:
        """D β for every row, shape (m,)."""
        margins: Floats = self.blocks.total(partial(_margins, self.intercept, beta), np.concatenate)
        return margins

    # ------------------------------------------------------------ checks
    def check(self, names: Sequence[str], collinear: bool) -> None:
        """Raise a ValueError if a number is not finite, a label not 0 or 1, a class missing or columns collinear."""
        share = -(-_SAMPLE // len(self.blocks.bounds))
        gram, ones, fault, sample = self.blocks.total(
            partial(_checked, self.intercept, not collinear, share), _first_fault
        )
        object.__setattr__(self, "sample", sample)
        if fault is not None:
            row, column, found = fault
            where = self.blocks.named(row)
            if column is None:
                raise ValueError(
                    f"a label is 0 or 1, but {where} has {found:g}: write the classes as 0 and 1."
                )
            raise ValueError(f"X has {found} in column {column} of {where}: remove or mend that row.")
        if ones in (0, self.blocks.shape[0]):
            raise ValueError(
                f"every label is {int(bool(ones))}: with one class only the loss has no minimum, "
                "so add rows of the other."
            )
        if collinear:
            return
        check_enough(self.blocks.shape[0], self.n)
        sizes = np.sqrt(np.diag(gram))
        sizes[~((sizes > 0) & np.isfinite(sizes))] = 1.0
        scaled = gram / sizes / sizes[:, None]
        if np.isfinite(scaled).all() and np.linalg.eigvalsh(scaled)[0] > 1e-8:
            return  # far from collinear: the squares in the Gram matrix hide nothing
        check_independent(self.blocks.total(partial(_triangle, self.intercept, sizes), _stacked), names)

    def separation(self) -> Separation:
        """Whether the classes can be told apart: no, if those of a few rows cannot; else those that object are added.

        A cut that tells all rows apart tells some of them apart. For overlapping classes no weights are given.
        """
        rows = self.sample
        found = Separation("overlapping")  # what a fit that converged says, should the rounds not suffice
        for _ in range(_ROUNDS):
            missing = _missing(rows)
            if missing is None:
                found = separation(rows, np.ones(len(rows)))
                if found.direction is None:
                    return Separation("overlapping")
            w = missing if missing is not None else np.asarray(found.direction)
            task = partial(_objecting, self.intercept, w, missing is not None, found.kind == "separable")
            more = self.blocks.total(task, _worst)
            if not len(more):
                return found
            rows = np.concatenate([rows, more[:, 1:]])
        return Separation("overlapping")


# What is done on one block. These are sent to workers by name.


@dataclass(frozen=True, eq=False)
class _Task:
    """Losses, gradients and Hessians up to an order, or one product H·v, summed over a block and laid end to end."""

    intercept: bool
    beta: Floats  # (k, n)
    order: int = 2
    v: Floats | None = None

    def __call__(self, X: NDArray[Any], y: NDArray[Any], first: int) -> Floats:
        rows = max(_PIECE // (X.shape[1] + len(self.beta)), 64)
        with np.errstate(all="ignore"):
            pieces = [self._piece(X[i : i + rows], y[i : i + rows]) for i in range(0, len(X), rows)]
            total: Floats = sum(pieces[1:], pieces[0])
        return total

    def _piece(self, X: NDArray[Any], y: NDArray[Any]) -> Floats:
        """The sums over a piece; e = e^−|z| gives log(1 + e^z), σ(z) and σ(z) σ(−z), each to full precision."""
        D, sign = _design(self.intercept, X), 1.0 - 2.0 * y
        z = np.array([sign * _products(D, each) for each in self.beta])  # (k, rows)
        e = np.exp(-np.abs(z))
        q = 1 / (1 + e)
        if self.v is not None:
            return _along(D, (e * q * q)[0] * _products(D, self.v))
        sums = [(np.maximum(z, 0.0) + np.log1p(e)).sum(axis=1)]
        if self.order > 0:
            sums += [_along(D, each) for each in sign * q * np.where(z > 0, 1.0, e)]
        if self.order > 1:
            roots = np.sqrt(e) * q
            sums += [_square(D, each, k == len(roots) - 1).ravel() for k, each in enumerate(roots)]
        return np.concatenate(sums)


def _design(intercept: bool, X: NDArray[Any]) -> Floats:
    """D for the rows of X."""
    D = np.empty((len(X), X.shape[1] + int(intercept)))
    D[:, : int(intercept)] = 1.0
    D[:, int(intercept) :] = X
    return D


def _tiles(D: Floats, r: int = 0) -> list[Floats]:
    """The same rows as tiles (p, r, n), so small that BLAS works on each with one thread, and always in one order."""
    n = D.shape[1]
    r = r or max(_TILE // n, 1)
    whole = len(D) // r * r
    parts = [D[:whole].reshape(-1, r, n), D[whole:].reshape(1, -1, n)]
    return [part for part in parts if part.size]


def _products(D: Floats, v: Floats) -> Floats:
    """D v, shape (rows,)."""
    return np.concatenate([np.matmul(tile, v).ravel() for tile in _tiles(D)])


def _along(D: Floats, r: Floats) -> Floats:
    """Dᵀ r, shape (n,)."""
    total, done = np.zeros(D.shape[1]), 0
    for tile in _tiles(D):
        count = tile.shape[0] * tile.shape[1]
        shares = r[done : done + count].reshape(tile.shape[0], 1, tile.shape[1])
        total += np.matmul(shares, tile).sum(axis=(0, 1))
        done += count
    return total


def _square(D: Floats, root: Floats, last: bool) -> Floats:
    """Dᵀ diag(root²) D, shape (n, n)."""
    return _gram(np.multiply(D, root[:, None], out=D if last else None))


def _gram(D: Floats) -> Floats:
    """DᵀD, shape (n, n), by tiles, and of wide ones by panels of m columns: what is below the diagonal is left out."""
    n = D.shape[1]
    m = min(n, max(int((_PRODUCT / n) ** 0.5), 1))
    found = np.zeros((n, n))
    for tile in _tiles(D, max(_PRODUCT // (n * m), 1)):
        for k in range(0, n, m):
            panel = tile[:, :, k : k + m].transpose(0, 2, 1)
            found[k : k + m, k:] += np.matmul(panel, tile[:, :, k:]).sum(axis=0)
    return np.asarray(np.triu(found) + np.triu(found, 1).T)


def _margins(intercept: bool, beta: Floats, X: NDArray[Any], y: NDArray[Any], first: int) -> Floats:
    """D β of a block."""
    return _products(_design(intercept, X), beta)


Fault = tuple[int, int | None, float]


def _checked(
    intercept: bool, square: bool, share: int, X: NDArray[Any], y: NDArray[Any], first: int
) -> tuple[Floats, int, Fault | None, Floats]:
    """DᵀD of a block, its number of ones, the first fault in it, (row, column or None for y, what), and some rows.

    Unless it is to be square, only the column sums stand for DᵀD: they, too, tell whether all numbers are finite.
    """
    n = X.shape[1] + int(intercept)
    rows = max(_PIECE // n, 64)
    with np.errstate(all="ignore"):
        pieces = (_design(intercept, X[i : i + rows]) for i in range(0, len(X), rows))
        gram: Floats = sum((_gram(D) if square else D.sum(axis=0) for D in pieces), np.zeros(n))
    chosen = np.unique(np.linspace(0, len(X) - 1, share).astype(int))
    sample = _signed(intercept, X[chosen], y[chosen])
    bad = np.empty((0, 2)) if np.isfinite(gram).all() else np.argwhere(~np.isfinite(X))
    if len(bad):
        row, column = (int(each) for each in bad[0])
        return gram, 0, (first + row, column, float(X[row, column])), sample
    wrong = np.flatnonzero((y != 0) & (y != 1))
    if len(wrong):
        return gram, 0, (first + int(wrong[0]), None, float(y[wrong[0]])), sample
    return gram, int(y.sum()), None, sample


def _first_fault(
    results: list[tuple[Floats, int, Fault | None, Floats]],
) -> tuple[Floats, int, Fault | None, Floats]:
    """The sums of what `_checked` found, the first fault of all, and the rows one after another."""
    grams, ones, faults, samples = zip(*results, strict=True)
    fault = next((each for each in faults if each is not None), None)
    return sum(grams[1:], grams[0]), sum(ones), fault, np.concatenate(samples)


def _triangle(intercept: bool, sizes: Floats, X: NDArray[Any], y: NDArray[Any], first: int) -> Floats:
    """R of the QR factors of a block, its columns divided by their sizes."""
    return _stacked([_design(intercept, X) / sizes])


def _stacked(parts: list[Floats]) -> Floats:
    """R of the QR factors of parts that stand upon one another: DᵀD = RᵀR, without a square on the way."""
    return np.asarray(np.linalg.qr(np.concatenate(parts), mode="r"))


# Can the classes be told apart? A row of s D that is not negative along w is on its own side of the cut w.


def _signed(intercept: bool, X: NDArray[Any], y: NDArray[Any]) -> Floats:
    return (2.0 * y - 1.0)[:, None] * _design(intercept, X)


def _missing(rows: Floats) -> Floats | None:
    """A direction in which no row of these points, None if they point in all."""
    sizes = np.abs(rows).max(axis=0)
    if not sizes.all():
        return np.asarray(np.eye(len(sizes))[int(np.argmin(sizes))])
    _, values, axes = np.linalg.svd(rows / sizes, full_matrices=len(rows) < rows.shape[1])
    short = len(rows) < rows.shape[1] or values[-1] <= 1e-10 * values[0]
    return np.asarray(axes[-1] / sizes) if short else None


def _objecting(
    intercept: bool, w: Floats, either: bool, strictly: bool, X: NDArray[Any], y: NDArray[Any], first: int
) -> Floats:
    """The rows of a block that object most to the cut w, in front of each how much; with `either`, to w or to −w."""
    rows = _signed(intercept, X, y)
    sizes = np.linalg.norm(rows, axis=1) * np.linalg.norm(w)
    along = rows @ w / np.where(sizes > 0, sizes, 1.0)
    along = -np.abs(along) if either else along
    objecting = np.flatnonzero((along < -1e-9) | ((along <= 1e-9) & (sizes > 0) if strictly else False))
    return _worst([np.column_stack([along, rows])[objecting]])


def _worst(parts: list[Floats]) -> Floats:
    """The hundred that object most."""
    rows = np.concatenate(parts)
    return rows[np.argsort(rows[:, 0], kind="stable")[:100]]

"""Fill-in: which zeros of a sparse Hessian its Cholesky factor loses, and how the order of the variables decides it.

Letters: H = L Lᵀ with the variables in some order. Eliminating a variable ties all that it is tied to with each other:
where two of them were not tied before, L has an entry and H a zero. Source: T. Davis, Direct Methods for Sparse Linear
Systems (2006), chapters 4 and 7.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from hesskit.explore.parts import (
    DASHED,
    MARKERS,
    Explorer,
    choice,
    colour,
    held_dot,
    number,
    sliding,
    slot_html,
    stamped,
    whole_slider,
)
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

Pattern = npt.NDArray[np.bool_]
Order = npt.NDArray[np.int64]
SIDE = 25  # variables on the picture: a square, for the grid
SIZES = (9, 16, 25, 49, 100, 196, 324)  # on the chart
ENTRY = 16  # bytes: a number and the row that it stands in
DENSE = 8  # bytes of a number, where every place has one


def banded(n: int) -> Pattern:
    """Tie each variable to the two before and after it."""
    place = np.arange(n)
    return np.asarray(np.abs(place[:, None] - place) <= 2)


def arrow(n: int) -> Pattern:
    """Tie the first variable to all others, and those to nothing else."""
    found = np.eye(n, dtype=bool)
    found[0] = found[:, 0] = True
    return found


def grid(n: int) -> Pattern:
    """Tie each point of a square grid to its neighbours."""
    side = round(n**0.5)
    row, column = np.divmod(np.arange(n), side)
    return np.asarray(np.abs(row[:, None] - row) + np.abs(column[:, None] - column) <= 1)


def scattered(n: int) -> Pattern:
    """Tie pairs of variables by lot, three to a variable on average; the same lot each time."""
    drawn = np.random.default_rng(6).integers(0, n, size=(2, 3 * n // 2))
    found = np.eye(n, dtype=bool)
    found[drawn[0], drawn[1]] = found[drawn[1], drawn[0]] = True
    return found


PATTERNS: dict[str, Callable[[int], Pattern]] = {
    "banded": banded,
    "arrow": arrow,
    "grid": grid,
    "random": scattered,
}
ORDERS = ("natural", "reversed", "minimum degree")


def eliminated(pattern: Pattern, count: int | None = None) -> Pattern:
    """Give the pattern after so many eliminations, all of them if it is not said: lower triangle and diagonal of L.

    >>> eliminated(arrow(4)).sum(), eliminated(arrow(4)[::-1, ::-1]).sum()
    (np.int64(10), np.int64(7))
    """
    known = pattern.copy()
    for k in range(len(known) if count is None else count):
        tied = k + 1 + np.flatnonzero(known[k + 1 :, k])
        known[np.ix_(tied, tied)] = True
    return np.asarray(known & np.tri(len(known), dtype=bool))


def minimum_degree(pattern: Pattern) -> Order:
    """Order the variables so that the next one is always tied to the fewest of those that are left.

    >>> minimum_degree(arrow(4)).tolist()
    [1, 2, 0, 3]
    """
    ties = pattern & ~np.eye(len(pattern), dtype=bool)
    left = np.ones(len(ties), dtype=bool)
    found = []
    for _ in ties:
        degrees = np.where(left, ties.sum(axis=0), len(ties) + 1)
        chosen = int(np.argmin(degrees))
        near = np.flatnonzero(ties[chosen])
        ties[np.ix_(near, near)] = True
        ties[near, near] = ties[chosen] = ties[:, chosen] = False
        left[chosen] = False
        found.append(chosen)
    return np.array(found)


def ordered(pattern: Pattern, order: str) -> Pattern:
    """Give the pattern with its variables in an order of `ORDERS`."""
    places = np.arange(len(pattern))
    turned = {"natural": lambda: places, "reversed": lambda: places[::-1]}
    chosen = turned.get(order, lambda: minimum_degree(pattern))()
    return np.asarray(pattern[np.ix_(chosen, chosen)])


@lru_cache(maxsize=32)
def grown(name: str, order: str) -> tuple[int, ...]:
    """Count the entries of L at each of `SIZES`."""
    return tuple(int(eliminated(ordered(PATTERNS[name](n), order)).sum()) for n in SIZES)


@dataclass(frozen=True, eq=False)
class FillInScene:
    """A sparsity, an order, and how far the elimination has come."""

    name: str
    order: str
    done: int  # variables eliminated
    own: Pattern  # (SIDE, SIDE): H in this order
    now: Pattern  # (SIDE, SIDE): lower triangle of L so far, and of what is left
    factor: Pattern  # (SIDE, SIDE): lower triangle of L

    @property
    def entries(self) -> int:
        """Nonzero entries of H on and below the diagonal."""
        return int(np.tril(self.own).sum())

    @property
    def filled(self) -> int:
        """Zeros of H that are no longer zero."""
        return int(self.now.sum()) - self.entries

    @property
    def fill(self) -> int:
        """Zeros of H that L has lost in the end."""
        return int(self.factor.sum()) - self.entries

    @property
    def operations(self) -> int:
        """What the whole factor costs: the squares of the entries of its columns, summed."""
        return int((self.factor.sum(axis=0) ** 2).sum())

    @property
    def words(self) -> str:
        """Name the order."""
        return "minimum degree" if self.order == "minimum degree" else f"{self.order} order"

    @property
    def ordering(self) -> str:
        """Name the order in a sentence."""
        return "order of minimum degree" if self.order == "minimum degree" else f"{self.order} order"

    def caption(self) -> str:
        """Say how much has filled in."""
        head = f"{self.name.capitalize()}, {self.words}"
        if self.done < SIDE:
            steps = "elimination" if self.done == 1 else "eliminations"
            have = "has" if self.filled == 1 else "have"
            return f"{head}: after {self.done} {steps} {self.filled or 'none'} of the zeros {have} filled in."
        if not self.fill:
            return (
                f"{head}: nothing fills in, and the factor has no more than the {self.entries} entries of H."
            )
        return f"{head}: H has {self.entries} entries, and {self.fill} more fill in."

    def sentence(self) -> str:
        """Say the counts of H and of L, the memory and the work, beside those of a dense matrix."""
        total = int(self.factor.sum())
        dense = SIDE * (SIDE + 1) // 2
        others = "; ".join(
            f"{one} {int(eliminated(ordered(PATTERNS[self.name](SIDE), one)).sum())}"
            for one in ORDERS
            if one != self.order
        )
        so_far = f"After {self.done} of {SIDE} eliminations {self.filled} zeros have filled in. "
        return (
            f"A Hessian of {SIDE} variables with the sparsity “{self.name}”, in the {self.ordering}: it has "
            f"{self.entries} entries on and below its diagonal that are not zero. {so_far * (self.done < SIDE)}Its "
            f"Cholesky factor has {total}, of which {self.fill} are fill-in; a dense one has {dense}. The factor takes "
            f"{total * ENTRY} bytes and {self.operations} operations. In other orders its entries are: {others}. At "
            f"{SIZES[-1]} variables they "
            f"are {', '.join(f'{one} {grown(self.name, one)[-1]}' for one in ORDERS)}."
        )


def compute(pattern: str, order: str, done: int) -> FillInScene:
    """Make the scene of one sparsity in one order."""
    own = ordered(PATTERNS[pattern](SIDE), order)
    return FillInScene(pattern, order, int(done), own, eliminated(own, int(done)), eliminated(own))


def fill_in(pattern: str = "arrow", order: str = "natural") -> Explorer:
    """Explore fill-in: eliminate the variables of a sparse Hessian one after another, in three orders.

    Parameters
    ----------
    pattern : str
        "banded", "arrow", "grid" or "random".
    order : str
        "natural", "reversed" or "minimum degree".

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If there is no such pattern or order.

    Examples
    --------
    >>> fill_in("arrow").caption
    'Arrow, natural order: H has 49 entries, and 276 more fill in.'
    >>> fill_in("arrow", "reversed").caption
    'Arrow, reversed order: nothing fills in, and the factor has no more than the 49 entries of H.'
    """
    for given, known, what in ((pattern, PATTERNS, "pattern"), (order, ORDERS, "order")):
        if given not in known:
            raise ValueError(f"there is no {what} {given!r}; they are {', '.join(known)}.")
    controls = {
        "pattern": choice("sparsity", {name: name for name in PATTERNS}, pattern),
        "order": choice("order", {name: name for name in ORDERS}, order),
        "done": whole_slider("variables eliminated", SIDE, 0, SIDE),
    }
    return Explorer(
        controls,
        compute,
        FillInPicture,
        {"done": lambda place: min(max(round(place[0] + 0.5), 0), SIDE)},
        sweep=sliding("done", 14),
    )


# The picture of `fill_in`: the matrix as it fills, and the size of its factor as n grows.

TICKS = (10, 30, 100, 300)
REACH = 3.1  # beyond the outermost entries: with it a key moves the handle by one variable


def squares(shown: Pattern, half: float) -> Path:
    """Outline a square about each place that is shown, as one path to fill; one point where there is none."""
    rows, columns = np.nonzero(shown)
    if not len(rows):
        return Path(np.zeros((1, 2)))
    corners = half * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)])
    vertices = np.column_stack([columns, rows])[:, None] + corners
    codes = np.tile([Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY], len(rows))
    return Path(vertices.reshape(-1, 2), codes)


class FillInPicture(Picture):
    """Left: the entries of H, and those that fill in. Right: the entries of L against n, in each order."""

    width, height = 860, 420
    readout = (
        f'<div class="row"><span>entries of L = {slot_html("entries")}</span><span>fill-in = {slot_html("fill")}</span>'
        f"<span>memory = {slot_html('memory')}</span><span>operations = {slot_html('operations')}</span></div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.matrix = dress(
            self.figure.add_axes((0.03, 0.16, 0.41, 0.76)), theme, "the matrix, and what fills in"
        )
        self.matrix.set(
            xlim=(-REACH, SIDE - 1 + REACH),
            ylim=(SIDE - 1 + REACH, -REACH),
            xticks=[],
            yticks=[],
            aspect="equal",
        )
        self.chart = dress(
            self.figure.add_axes((0.56, 0.2, 0.42, 0.72)),
            theme,
            "the factor, as n grows",
            xlabel="variables n",
        )
        self.chart.set_ylabel("entries of L")
        self.chart.set(xscale="log", yscale="log", xlim=(8, 400), ylim=(10, 1e5))
        self.chart.xaxis.set_major_locator(FixedLocator(TICKS))
        self.chart.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: number(value)))
        self.chart.xaxis.set_minor_locator(NullLocator())
        self.chart.grid(True, color=theme.faint, alpha=0.3, lw=0.6)
        n = np.array(SIZES, float)
        self.chart.plot(n, n * (n + 1) / 2, color=theme.faint, lw=1.4)
        self.chart.text(68, 2700, "dense", color=theme.ink, fontsize=9, ha="right", va="bottom")
        self._make_moving(theme)
        look: dict[str, Any] = {"color": theme.ink, "mfc": "none", "mew": 1.1, "ms": 6, "lw": 1.4}
        lines = [
            Line2D([], [], marker=MARKERS[k], ls=dash, label=name, **look)
            for k, (name, dash) in enumerate(zip(ORDERS, self.dashes, strict=True))
        ]
        self.figure.legend(
            handles=[
                Line2D([], [], marker="s", ls="", color=theme.ink, ms=8, label="entry of H"),
                Line2D([], [], marker="s", ls="", color=colour(theme, "fill-in"), ms=5, label="fill-in"),
                *lines,
            ],
            loc="lower center", ncols=5, fontsize=9, frameon=False, labelcolor=theme.ink, handlelength=2.6,
        )  # fmt: skip

    dashes = tuple(DASHED.values())

    def _make_moving(self, theme: Theme) -> None:
        fill = colour(theme, "fill-in")
        self.own = PathPatch(Path(np.zeros((1, 2))), fc=theme.ink, ec="none", lw=0)
        self.new = PathPatch(Path(np.zeros((1, 2))), fc=fill, ec="none", lw=0)
        self.matrix.add_patch(self.own)
        self.matrix.add_patch(self.new)
        (self.front,) = self.matrix.plot([], [], color=theme.faint, lw=1.6)
        self.lines, self.marks = [], []
        for dash in self.dashes:
            (line,) = self.chart.plot([], [], color=theme.ink, lw=1.2, ls=dash)
            (marks,) = self.chart.plot([], [], color=theme.ink, lw=1.1)
            self.lines.append(line)
            self.marks.append(marks)
        (self.here,) = self.chart.plot([], [], "o", color=fill, ms=10, mec=theme.paper, mew=1.3)
        self.dot = held_dot(self.matrix, theme, 10, mew=1.6, zorder=8)
        self.move(self.own, self.new, self.front, *self.lines, *self.marks, self.here, self.dot)
        self.handles = [
            Handle("done", "how many variables are eliminated, left and right", self.dot, rides=True)
        ]

    def update(self, scene: Any) -> bool:
        """Move the squares and the curves; the axes stay, so the background does too."""
        lower = scene.now & ~np.tril(scene.own)
        self.own.set_path(squares(scene.own, 0.42))
        self.new.set_path(squares(lower | lower.T, 0.27))
        edge, end = scene.done - 0.5, SIDE - 0.5
        self.front.set_data(
            [edge, edge, end] if scene.done < SIDE else [], [end, edge, edge] if scene.done < SIDE else []
        )
        self.dot.set_data([edge], [edge])
        for k, order in enumerate(ORDERS):
            counts = np.array(grown(scene.name, order), float)
            chosen = order == scene.order
            self.lines[k].set(data=(SIZES, counts), linewidth=2.6 if chosen else 1.2)
            self.marks[k].set_data(*stamped(self.chart, SIZES, counts, k))
        self.here.set_data([SIDE], [scene.factor.sum()])
        return False

    def numbers(self, scene: Any) -> dict[str, str]:
        """Fill the readout."""
        total = int(scene.factor.sum())
        return {
            "entries": number(total, 6), "fill": number(scene.fill, 6),
            "memory": f"{number(total * ENTRY, 6)} bytes", "operations": number(scene.operations, 6),
        }  # fmt: skip

"""One Newton step as a map-reduce: rows cut into blocks, each block's Hessian, their sum; and what a sample does to it.

Letters: m rows x of two features with labels 0 and 1, β two coefficients; S = p(1 − p) the curvature of a row, g the
gradient and H the Hessian of the logistic loss at β, both means over the rows; d = −H⁻¹g Newton's step.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from hesskit.explore.parts import (
    Explorer,
    PointControl,
    arrow,
    choice,
    colour,
    held_dot,
    level_lines,
    matrix_html,
    matrix_numbers,
    number,
    sliding,
    slot_html,
    vector,
    whole_slider,
)
from hesskit.maths.statistics import LogisticLoss
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

Array: TypeAlias = npt.NDArray[np.float64]
ROWS, WORKERS, MOST = 144, 3, 12
TRIES = 100  # other samples of as many rows
LEAST = 10  # percent of the rows in the smallest sample
FARTHEST = 5  # of the coefficients
BOX = ((-1.6, 3.4), (-3.2, 1.2))
HESSIAN, BOTH = "H", "H and ∇f"


@lru_cache(maxsize=1)
def rows_of() -> tuple[Array, Array]:
    """Draw the rows, always the same: two features that go together a little, and a label."""
    draw = np.random.default_rng(17)
    X = draw.normal(size=(ROWS, 2)) @ np.array([[1.0, 0.5], [0.0, 1.0]])
    y = draw.uniform(size=ROWS) < 1 / (1 + np.exp(-X @ (1.5, -1.2)))
    return X, y.astype(float)


@lru_cache(maxsize=1)
def ranks() -> npt.NDArray[np.int64]:
    """Shuffle the rows TRIES times, the same each time: a sample is those whose rank is small; (TRIES, ROWS)."""
    return np.argsort(np.random.default_rng(6).uniform(size=(TRIES, ROWS)), axis=1).argsort(axis=1)


@lru_cache(maxsize=1)
def loss() -> LogisticLoss:
    """The loss of all rows, without an intercept."""
    X, y = rows_of()
    return LogisticLoss(X, y, intercept=False)


@lru_cache(maxsize=1)
def lowest() -> Array:
    """Where the loss of all rows is least."""
    return np.asarray(loss().fit().points[-1])


@dataclass(frozen=True, eq=False)
class MapReduceScene:
    """The rows in blocks at a point, who does which block, and a sample of the rows."""

    beta: tuple[float, float]
    blocks: int
    lost: int  # the worker that is lost, from 1; 0 for none
    share: int  # percent of the rows in the sample
    sampled: str  # what the sample gives: HESSIAN or BOTH
    drawn: int  # which sample, from 1

    @cached_property
    def bounds(self) -> list[tuple[int, int]]:
        """The first row of each block, and the one after its last."""
        cuts = [round(k * ROWS / self.blocks) for k in range(self.blocks + 1)]
        return list(pairwise(cuts))

    @cached_property
    def by_row(self) -> tuple[Array, Array]:
        """Each row's gradient (m, 2) and Hessian (m, 2, 2)."""
        X, y = rows_of()
        p = 1 / (1 + np.exp(-X @ np.array(self.beta)))
        return (p - y)[:, None] * X, (p * (1 - p))[:, None, None] * X[:, :, None] * X[:, None, :]

    @cached_property
    def tiles(self) -> Array:
        """Each block's share of the Hessian of the rows that are used, (blocks, 2, 2): what is mapped."""
        used = self.by_row[1] * self.chosen[:, None, None] / self.size
        return np.array([used[first:last].sum(axis=0) for first, last in self.bounds])

    @cached_property
    def H(self) -> Array:
        """The sum of the tiles in their order: what they are reduced to."""
        return np.asarray(self.tiles.sum(axis=0))

    @cached_property
    def g(self) -> Array:
        """The gradient."""
        return np.asarray(self.by_row[0].mean(axis=0))

    @cached_property
    def step(self) -> Array:
        """Newton's step from all rows."""
        return np.asarray(-np.linalg.solve(self.by_row[1].mean(axis=0), self.g))

    @property
    def first_worker(self) -> list[int]:
        """The worker that each block is given to, from 1."""
        return [k % WORKERS + 1 for k in range(self.blocks)]

    @property
    def worker(self) -> list[int]:
        """The worker that does each block in the end: a lost one's are done again by the others, in turn."""
        left = [one for one in range(1, WORKERS + 1) if one != self.lost]
        again = iter(left * MOST)
        return [next(again) if one == self.lost else one for one in self.first_worker]

    @property
    def redone(self) -> int:
        """How many blocks are done again."""
        return sum(one == self.lost for one in self.first_worker)

    @property
    def size(self) -> int:
        """Rows in the sample."""
        return round(ROWS * self.share / 100)

    @property
    def chosen(self) -> npt.NDArray[np.bool_]:
        """Which rows are in the sample."""
        return np.asarray(ranks()[self.drawn - 1] < self.size)

    @cached_property
    def steps(self) -> Array:
        """The steps from TRIES samples of this size, (TRIES, 2)."""
        weights = (ranks() < self.size) / self.size
        slopes, curves = self.by_row
        H = np.einsum("tm,mij->tij", weights, curves)
        g = weights @ slopes if self.sampled == BOTH else np.broadcast_to(self.g, (TRIES, 2))
        return np.asarray(-np.linalg.solve(H, g[..., None])[..., 0])

    @property
    def sampled_step(self) -> Array:
        """The step from the sample that is shown."""
        return np.asarray(self.steps[self.drawn - 1])

    def wobble(self, sampled: str) -> float:
        """The root mean square distance of the samples' steps from that of all rows."""
        other = self if sampled == self.sampled else MapReduceScene(**{**self._fields, "sampled": sampled})
        return float(np.sqrt(((other.steps - self.step) ** 2).sum(axis=1).mean()))

    @property
    def _fields(self) -> dict[str, Any]:
        names = ("beta", "blocks", "lost", "share", "sampled", "drawn")
        return {name: getattr(self, name) for name in names}

    def caption(self) -> str:
        """Say the idea: the sum does not mind how it is cut or who does it, and a sample makes it wobble."""
        if self.share < 100:
            what = "H" if self.sampled == HESSIAN else "H and ∇f"
            off = number(self.wobble(self.sampled), 2)
            return f"{what} from {self.size} of {ROWS} rows: such a step is off by about {off}."
        if self.lost:
            again = "1 block is" if self.redone == 1 else f"{self.redone or 'no'} blocks are"
            return (
                f"Worker {self.lost} is lost, and {again} done again by another: the same sum, the same step."
            )
        cut = "One block" if self.blocks == 1 else f"{self.blocks} blocks"
        return f"{cut}, one sum H, one Newton step: the cut does not change it."

    def sentence(self) -> str:
        """Say the blocks, who does them, the sum, the step, and what samples of the rows do to it."""
        sizes = sorted({last - first for first, last in self.bounds})
        each = f"of {' or '.join(map(str, sizes))} rows" if self.blocks > 1 else f"of all {ROWS} rows"
        blocks = "block" if self.blocks == 1 else "blocks"
        return (
            f"{ROWS} rows in {self.blocks} {blocks} {each}, shared by {WORKERS} workers. {self._loss_of_a_worker()}"
            f"Each block's Hessian is a tile, and their sum is {self._whose()} = {_matrix(self.H)}. The gradient of "
            f"all rows is {vector(self.g, 3)}, and their one Newton step from β = {vector(self.beta, 3)} is "
            f"{vector(self.step, 3)}. "
            f"{self._sample()}"
        )

    def _whose(self) -> str:
        return "H" if self.share == 100 else f"the H of a sample of {self.size} rows"

    def _loss_of_a_worker(self) -> str:
        if not self.lost:
            return ""
        blocks = "block" if self.redone == 1 else "blocks"
        return f"Worker {self.lost} is lost: its {self.redone} {blocks} are done again, and the sum is the same. "

    def _sample(self) -> str:
        if self.share == 100:
            return "No row is left out, so nothing wobbles."
        return (
            f"The sample gives the step {vector(self.sampled_step, 3)}. Steps from samples of this "
            f"size are off by {number(self.wobble(HESSIAN), 2)} where H alone is sampled, and by "
            f"{number(self.wobble(BOTH), 2)} where the gradient is too, as in stochastic gradient descent: that noise "
            "stays at the minimum, where the other vanishes with the gradient."
        )


def _matrix(H: Array) -> str:
    return f"[{', '.join(vector(row, 3) for row in H)}]"


def compute(
    beta: tuple[float, float], blocks: int, lost: int, share: int, sampled: str, drawn: int
) -> MapReduceScene:
    """Make the scene of one cut and one sample."""
    if max(map(abs, beta)) > FARTHEST:
        raise ValueError(
            f"so far out every row is sure of its label and H nearly zero: keep β between −{FARTHEST} and {FARTHEST}."
        )
    return MapReduceScene(
        (float(beta[0]), float(beta[1])), int(blocks), int(lost), int(share), sampled, int(drawn)
    )


def map_reduce(blocks: int = 8, share: int = 100) -> Explorer:
    """Explore one Newton step as a map-reduce over blocks of rows.

    Cut the rows into more blocks or fewer, lose a worker, use only a sample of the rows; drag β on the picture.

    Parameters
    ----------
    blocks : int
        From 1 to 12.
    share : int
        How many percent of the rows are in the sample, from 10 to 100.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If a number is out of its range.

    Examples
    --------
    >>> map_reduce().caption
    '8 blocks, one sum H, one Newton step: the cut does not change it.'
    >>> map_reduce().set(lost=2).caption
    'Worker 2 is lost, and 3 blocks are done again by another: the same sum, the same step.'
    """
    for name, given, low, high in (("blocks", blocks, 1, MOST), ("share", share, LEAST, 100)):
        if given != int(given) or not low <= given <= high:
            raise ValueError(f"{name} is a whole number from {low} to {high}, not {given!r}.")
    controls = {
        "beta": PointControl((0.0, 0.0), "go to β ="),
        "blocks": whole_slider("blocks", int(blocks), 1, MOST),
        "lost": choice("worker lost", {"none": 0, **{str(k): k for k in range(1, WORKERS + 1)}}, 0),
        "share": whole_slider("rows in the sample (%)", int(share), LEAST, 100),
        "sampled": choice("from the sample", {HESSIAN: HESSIAN, BOTH: BOTH}, HESSIAN),
        "drawn": whole_slider("which sample", 1, 1, 20),
    }
    return Explorer(controls, compute, MapReducePicture, sweep=sliding("blocks", MOST))


# The picture of `map_reduce`: rows, tiles and their sum at the left, the step on the loss at the right.

WIDE, TALL = 14.6, 10.0  # of the left panel in its own units, which are square
TOP, BOTTOM = 0.9, 9.7
STRIP = (0.2, 1.9)  # where the rows lie
LANES = (3.35, 5.45, 7.55)  # the middle of each worker's column
SUM = (12.1, 5.3)  # the middle of the sum
SIDE = 2.9  # of the sum's tile
SMALL = 1.5  # of a block's tile, at most


def frame(centre: tuple[float, float], side: float) -> Array:
    """Outline a square, ending in a gap: (6, 2)."""
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1), (np.nan, np.nan)])
    return np.asarray(centre + corners * side / 2)


def hinton(tiles: Any, centres: Any, sides: Any, largest: Any, sign: int) -> Path:
    """Draw the entries of a sign as squares whose area is their size, the y-axis pointing down: one path to fill."""
    pieces = []
    for tile, (x, y), side, most in zip(tiles, centres, sides, largest, strict=True):
        for i, j in np.argwhere(np.sign(tile) == sign):
            half = 0.46 * side / 2 * np.sqrt(abs(tile[i, j]) / most)
            middle = np.array([x + (j - 0.5) * side / 2, y + (i - 0.5) * side / 2])
            pieces.append(middle + half * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]))
    if not pieces:
        return Path(np.zeros((1, 2)))
    codes = np.tile([Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY], len(pieces))
    return Path(np.concatenate(pieces), codes)


class MapReducePicture(Picture):
    """Left: the rows, each block's tile with the worker that does it, and their sum. Right: the step that it gives."""

    width, height = 880, 440
    readout = (
        f'<div class="row"><span><i>H</i> = Σ = {matrix_html("H", 2)}</span>'
        f"<span>step = {slot_html('step')}</span><span>from the sample = {slot_html('sampled')}</span>"
        f"<span>off by {slot_html('wobble')}</span></div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.flow = self.figure.add_axes((0.012, 0.12, 0.545, 0.85))
        self.flow.set(
            xlim=(0, WIDE), ylim=(TALL, 0), xticks=[], yticks=[], aspect="equal", facecolor=theme.paper
        )
        self.flow.set_frame_on(False)
        self.plane = dress(
            self.figure.add_axes((0.65, 0.2, 0.34, 0.73)), theme, "one Newton step on the loss"
        )
        self.plane.set(xlabel="β₁", xlim=BOX[0], ylim=BOX[1])
        self.plane.set_ylabel("β₂")
        self._draw_loss(theme)
        self._make_flow(theme)
        self._make_plane(theme)
        self._make_keys(theme)

    def _draw_loss(self, theme: Theme) -> None:
        x, y = (np.linspace(low, high, 121) for low, high in BOX)
        z = loss().value(np.stack(np.meshgrid(x, y), axis=-1))
        bottom = float(loss().value(lowest()))
        levels = bottom + 0.012 * np.arange(1, 9) ** 2
        self.plane.plot(*level_lines(x, y, z, levels).T, color=theme.faint, lw=0.8, alpha=0.8)
        self.plane.plot(*lowest(), "v", color=colour(theme, "minimum"), ms=9, mec=theme.paper)

    def _make_flow(self, theme: Theme) -> None:
        quiet: dict[str, Any] = {"solid_capstyle": "butt", "zorder": 2}
        (self.left_out,) = self.flow.plot([], [], color=theme.faint, lw=0.7, alpha=0.5, **quiet)
        (self.kept,) = self.flow.plot([], [], color=theme.ink, lw=1.0, **quiet)
        (self.ways,) = self.flow.plot([], [], color=theme.faint, lw=0.8, alpha=0.6, zorder=1)
        (self.frames,) = self.flow.plot([], [], color=theme.faint, lw=1.1, zorder=4)
        (self.gone,) = self.flow.plot([], [], color=theme.ink, lw=1.1, ls=(0, (2, 2)), zorder=3)
        (self.again,) = self.flow.plot([], [], color=theme.ink, lw=2.2, zorder=5)
        self.papers = PathPatch(Path(np.zeros((1, 2))), fc=theme.paper, ec="none", lw=0, zorder=3)
        self.more = PathPatch(Path(np.zeros((1, 2))), fc=colour(theme, "up"), ec="none", lw=0, zorder=4)
        self.less = PathPatch(Path(np.zeros((1, 2))), fc="none", ec=colour(theme, "down"), lw=1.6, zorder=4)
        for patch in (self.papers, self.more, self.less):
            self.flow.add_patch(patch)
        words: dict[str, Any] = {"color": theme.ink, "ha": "center", "va": "bottom", "fontsize": 9.5}
        self.flow.text(sum(STRIP) / 2, TOP - 0.25, f"{ROWS} rows", **words)
        self.flow.text(SUM[0], SUM[1] - SIDE / 2 - 0.2, "H, their sum", **words)
        self.heads = [self.flow.text(lane, TOP - 0.25, "", **words) for lane in LANES]
        self.move(
            self.left_out, self.kept, self.ways, self.papers, self.frames, self.gone, self.more, self.less, self.again,
            *self.heads,
        )  # fmt: skip

    def _make_plane(self, theme: Theme) -> None:
        (self.cloud,) = self.plane.plot([], [], color=theme.other, lw=0.9, alpha=0.6, zorder=2)
        (self.full,) = self.plane.plot([], [], color=colour(theme, "newton"), lw=2.6)
        (self.sampled,) = self.plane.plot([], [], color=theme.other, lw=1.8, ls=(0, (3, 1.5)))
        (self.head,) = self.plane.plot([], [], color=theme.other, lw=1.8)
        self.held = held_dot(self.plane, theme, mew=1.4)
        self.move(self.cloud, self.full, self.sampled, self.head, self.held)
        self.handles = [Handle("beta", "β, where the step begins", self.held)]

    def _make_keys(self, theme: Theme) -> None:
        looks: dict[str, Any] = {
            "fontsize": 9,
            "frameon": False,
            "labelcolor": theme.ink,
            "columnspacing": 1.0,
        }
        self.flow.legend(
            handles=[
                Line2D([], [], color=theme.ink, lw=1.4, label="row that is used"),
                Line2D([], [], color=theme.faint, lw=1.2, label="left out"),
                Line2D([], [], color=theme.ink, ls=(0, (2, 2)), lw=1.1, label="lost"),
                Line2D([], [], marker="s", ls="", mfc="none", mec=theme.ink, mew=2, ms=8, label="done again"),
            ],
            loc="upper left", bbox_to_anchor=(0.0, 0.015), ncols=4, handlelength=1.4, **looks,
        )  # fmt: skip
        self.plane.legend(
            handles=[
                Line2D([], [], color=colour(theme, "newton"), lw=2.6, label="all rows"),
                Line2D([], [], color=theme.other, lw=1.8, ls=(0, (3, 1.5)), label="the sample"),
                Line2D([], [], color=theme.other, marker="x", ls="", ms=4, label="other samples"),
            ],
            loc="upper center", bbox_to_anchor=(0.46, -0.13), ncols=3, handlelength=1.6, **looks,
        )  # fmt: skip

    def update(self, scene: Any) -> bool:
        """Move the blocks, their tiles and the steps; the loss stays."""
        gap = 0.14
        each = (BOTTOM - TOP - gap * (scene.blocks - 1)) / ROWS
        block = np.repeat(np.arange(scene.blocks), [last - first for first, last in scene.bounds])
        heights = TOP + gap * block + each * (np.arange(ROWS) + 0.5)
        for line, rows in ((self.kept, scene.chosen), (self.left_out, ~scene.chosen)):
            y = heights[rows]
            line.set_data(np.tile([*STRIP, np.nan], len(y)), np.repeat(y, 3))
        middles = [float(heights[first:last].mean()) for first, last in scene.bounds]
        side = min(SMALL, 0.9 * each * min(last - first for first, last in scene.bounds))
        centres = [(LANES[one - 1], y) for one, y in zip(scene.worker, middles, strict=True)]
        self._draw_tiles(scene, centres, side)
        lost = [
            frame((LANES[scene.lost - 1], y), side)
            for one, y in zip(scene.first_worker, middles, strict=True)
            if one == scene.lost
        ]
        moved = [
            frame(c, side) for c, one in zip(centres, scene.first_worker, strict=True) if one == scene.lost
        ]
        for line, outlines in ((self.gone, lost), (self.again, moved)):
            line.set_data(*(np.concatenate(outlines).T if outlines else ([], [])))
        for k, head in enumerate(self.heads, start=1):
            head.set_text("lost" if k == scene.lost else f"worker {k}")
        self._draw_steps(scene)
        return False

    def _draw_tiles(self, scene: MapReduceScene, centres: list[tuple[float, float]], side: float) -> None:
        turn, end = LANES[-1] + 1.2, SUM[0] - SIDE / 2
        gap = (np.nan, np.nan)
        ways = [
            [(STRIP[1] + 0.1, y), (x - side / 2, y), gap, (x + side / 2, y), (turn, y), (end, SUM[1]), gap]
            for x, y in centres
        ]
        self.ways.set_data(*np.concatenate(ways).T)
        tiles, places = [*scene.tiles, scene.H], [*centres, SUM]
        sides = [side] * len(centres) + [SIDE]
        outlines = [frame(place, size) for place, size in zip(places, sides, strict=True)]
        self.frames.set_data(*np.concatenate(outlines).T)
        codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(outlines)
        self.papers.set_path(Path(np.concatenate([one[:5] for one in outlines]), codes))
        largest = [float(np.abs(scene.tiles).max())] * len(centres) + [float(np.abs(scene.H).max())]
        for patch, sign in ((self.more, 1), (self.less, -1)):
            patch.set_path(hinton(tiles, places, sides, largest, sign))

    def _draw_steps(self, scene: MapReduceScene) -> None:
        start = np.array(scene.beta)
        wobbles = scene.share < 100
        self.cloud.set_data(*(crosses(start + scene.steps).T if wobbles else ([], [])))
        self.full.set_data(*_arrow(start, scene.step))
        x, y = _arrow(start, scene.sampled_step) if wobbles else (np.empty(0), np.empty(0))
        self.sampled.set_data(x[:2], y[:2])  # dashed; its head is not
        self.head.set_data(x[2:], y[2:])
        self.held.set_data(start[:1], start[1:])

    def numbers(self, scene: Any) -> dict[str, str]:
        """Fill the readout."""
        none = scene.share == 100
        return {
            **matrix_numbers(scene.H, "H"), "step": vector(scene.step, 3),
            "sampled": "–" if none else vector(scene.sampled_step, 3),
            "wobble": "–" if none else number(scene.wobble(scene.sampled), 2),
        }  # fmt: skip


def crosses(places: Array) -> Array:
    """Mark places (k, 2) with small crosses: one line broken by NaN, since a marker each would cost the browser."""
    a, b = (0.0075 * (high - low) for low, high in BOX)
    shape = np.array([(-a, -b), (a, b), (np.nan, np.nan), (-a, b), (a, -b), (np.nan, np.nan)])
    return np.asarray(places[:, None] + shape).reshape(-1, 2)


def _arrow(start: Array, step: Array) -> tuple[Array, Array]:
    """Draw a step with its head."""
    return arrow(start, step, float(np.hypot(*step)))

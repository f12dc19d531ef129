"""The map of basins: which start ends where, in rounds from coarse to fine, and how it is painted.

Letters: k counts the places where starts end; the map has SIDE × SIDE cells, and a start in the middle of each.
"""

import threading
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from hesskit.explore.drawing import Box
from hesskit.maths.basins import Basins, basins
from hesskit.maths.endings import end_of
from hesskit.maths.surfaces import Surface

Array = npt.NDArray[np.float64]
SIDE = 200
ROUNDS = 7
MAX_STEPS = 100
TOLERANCE = 1e-6
NEAR = 0.01  # two ends nearer to each other than this share of the box are one place on the map
KINDS = ("minimum", "saddle", "maximum", "inconclusive")
STRIDES = (8, 4, 2, 1)


@dataclass(frozen=True, eq=False)
class Chart:
    """What is known after some rounds."""

    cells: npt.NDArray[np.int64]  # (SIDE, SIDE), row 0 lowest: the place k where the start ends; −1 none
    places: Array  # (k, 2)
    kinds: tuple[str, ...]
    shares: Array  # (k,), of the starts that have been run
    lost: float  # the share of them that did not converge
    run: int  # how many have been run

    @property
    def done(self) -> bool:
        """Whether every start has been run."""
        return self.run == SIDE * SIDE

    def place_of(self, end: Array, box: Box) -> Array:
        """Give the place that an end belongs to; the end itself where there is none near."""
        spans = np.array([high - low for low, high in box])
        near = np.max(np.abs(self.places - end) / spans, axis=1, initial=0.0)
        return self.places[int(np.argmin(near))] if len(near) and near.min() < NEAR else end

    @property
    def order(self) -> list[int]:
        """The places by their shares, the largest first; equal ones by kind."""
        return sorted(
            (k for k, share in enumerate(self.shares) if share > 0),
            key=lambda k: (-round(float(self.shares[k]), 4), KINDS.index(self.kinds[k])),
        )


class Survey:
    """The rounds of one map, each done once; safe to ask from several threads."""

    def __init__(self, surface: Surface, box: Box, method: str, options: dict[str, float]) -> None:
        x, y = (low + (high - low) * (np.arange(SIDE) + 0.5) / SIDE for low, high in box)
        self._spans = np.array([high - low for low, high in box])
        self._surface, starts = surface, np.stack(np.meshgrid(x, y), axis=-1)
        self._rounds = basins(surface, starts, method, tolerance=TOLERANCE, max_steps=MAX_STEPS, **options)
        self._charts: list[Chart] = []
        self._places: list[Array] = []
        self._kinds: list[str] = []
        self._lock = threading.Lock()

    def after(self, rounds: int) -> Chart:
        """Give the map after so many rounds; does those that are still to be done."""
        if len(self._charts) < rounds:
            with self._lock:
                while len(self._charts) < rounds:
                    known = next(self._rounds, None)
                    if known is None:
                        break
                    self._charts.append(self._chart(known))
        return self._charts[min(rounds, len(self._charts)) - 1]

    def _chart(self, known: Basins) -> Chart:
        number = np.append(self._numbers(known), -1)
        cells, run = number[known.labels], known.steps >= 0
        counts = np.bincount(cells[run & (cells >= 0)], minlength=len(self._places))
        lost = float((cells[run] < 0).mean())
        places = np.array(self._places).reshape(-1, 2)
        return Chart(filled(cells, run), places, tuple(self._kinds), counts / run.sum(), lost, int(run.sum()))

    def _numbers(self, known: Basins) -> npt.NDArray[np.int64]:
        """Number the ends, so that a place keeps its number, and with it its colour, from round to round."""
        numbers = np.full(len(known.centres), -1, dtype=np.int64)
        for k in sorted(range(len(numbers)), key=lambda k: KINDS.index(known.kinds[k])):
            gaps = self._gaps(known.centres[k])
            numbers[k] = int(np.argmin(gaps)) if gaps and min(gaps) < NEAR else len(gaps)
            if numbers[k] == len(gaps):
                self._register(known.centres[k], known.kinds[k])
        return numbers

    def _register(self, centre: Array, kind: str) -> None:
        """Keep a new place, with its kind as `descend` has it: it looks whether H is still on its way to zero."""
        slope = float(np.linalg.norm(self._surface.at(centre)[1]))
        found = end_of(self._surface, centre, slope)[0]
        self._places.append(self._polished(centre))
        self._kinds.append(kind if found is None else found.kind)

    def _gaps(self, point: Array) -> list[float]:
        """How far each place is, as a share of the box."""
        return [float(np.max(np.abs(place - point) / self._spans)) for place in self._places]

    def _polished(self, centre: Array) -> Array:
        """Go on from an end by Newton: where H is singular the ends stop well before the point that they crawl to."""
        point = centre.copy()
        for _ in range(60):
            _value, gradient, hessian = self._surface.at(point)
            if not np.isfinite(hessian).all() or not gradient.any():
                break
            step = np.linalg.pinv(hessian, hermitian=True) @ gradient
            if np.max(np.abs(point - step - centre) / self._spans) > NEAR:
                return centre
            point = point - step
            if np.max(np.abs(step) / self._spans) < 1e-15:
                break
        return point


@lru_cache(maxsize=12)
def surveyed(surface: Surface, box: Box, method: str, step_size: float | None) -> Survey:
    """Keep the last few surveys: dragging the start must not run them again."""
    return Survey(surface, box, method, {} if step_size is None else {"step_size": step_size})


def filled(cells: npt.NDArray[np.int64], run: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Give each cell that has not been run the answer of its coarser cell.

    Examples
    --------
    >>> cells, run = np.zeros((8, 8), int), np.zeros((8, 8), bool)
    >>> cells[0, 0], run[0, 0] = 5, True
    >>> np.unique(filled(cells, run)).tolist()
    [5]
    """
    shown = np.full_like(cells, -1)
    for stride in STRIDES:
        block = np.ones((stride, stride), dtype=np.int64)
        known = np.kron(run[::stride, ::stride], block).astype(bool)
        shown = np.where(known, np.kron(cells[::stride, ::stride], block), shown)
    return shown

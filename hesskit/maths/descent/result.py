"""Descent: what a method of descent did, point by point, and where it ended.

Letters: k counts the steps, n the coordinates, q is the order of convergence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.calculus import as_words, html_facts, html_table, place, text_table
from hesskit.maths.critical import CriticalPoint
from hesskit.maths.descent.evaluations import Evaluations

# How fast a sequence of gradient norms or points went to its end: measured, or honestly not measurable.

Floats = NDArray[np.float64]
_AGREE = 0.25  # two estimates of q further apart than this share measure nothing
_NEAR = 1e-3  # nor do errors that have hardly fallen


def order_of(errors: Floats) -> float | None:
    """Measure the order of convergence from the last errors.

    Examples
    --------
    >>> order_of(np.array([1e-1, 1e-2, 1e-4, 1e-8]))
    2.0
    >>> order_of(np.array([1.0, 0.1, 0.01, 0.001, 1e-4]))
    1.0
    >>> order_of(np.array([1.0, 1e-9])) is None
    True
    """
    tail = _falling(errors)
    if len(tail) < 4 or tail[-1] > _NEAR * float(np.nanmax(errors)):
        return None
    logs = np.log(tail[-4:])
    falls = np.diff(logs)
    before, last = float(falls[1] / falls[0]), float(falls[2] / falls[1])
    if not last > 0 or abs(last - before) > _AGREE * max(last, before):
        return None
    return round(last, 12)


def _falling(errors: Floats) -> Floats:
    """The last run of errors that fall, without the ones that rounding made."""
    finite = errors[np.isfinite(errors)]
    if not len(finite):
        return finite
    moved = finite[np.append(True, np.diff(finite) != 0)]  # a refused trial repeats its error
    floor = 1e-15 * float(moved.max())
    kept = moved[moved > floor]
    rises = np.flatnonzero(np.diff(kept) >= 0)
    return np.asarray(kept[rises[-1] + 1 :] if len(rises) else kept)


def rate_of(points: Floats) -> float | None:
    """The factor by which the last step was shorter than the one before it.

    Examples
    --------
    >>> rate_of(np.array([[1.0], [2 / 3], [4 / 9]]))  # Newton on x⁴
    0.666666666667
    """
    lengths = np.linalg.norm(np.diff(points, axis=0), axis=1)
    lengths = lengths[lengths > 0]
    return round(float(lengths[-1] / lengths[-2]), 12) if len(lengths) > 1 else None


_SHOWN = 10
_HEADINGS = ("k", "point", "f", "|∇f|")


@dataclass(frozen=True, eq=False, repr=False)
class Descent:
    """The path of one method from one start.

    Attributes
    ----------
    method : str
        Its name in `METHODS`.
    points : ndarray, shape (k + 1, n)
        The start and the point after each step; with more than 10 000 variables the start and the end alone.
    values : ndarray, shape (k + 1,)
    gradient_norms : ndarray, shape (k + 1,)
    work : ndarray of int, shape (k + 1, 4)
        Evaluations of f, ∇f, H and H·v until each point was reached.
    times : ndarray, shape (k + 1,)
        Seconds until each point was reached.
    notes : tuple of mapping, length k
        What each step chose: step size, damping, radius.
    outcome : str
        "converged", "step limit", "not finite", "singular Hessian", "no descent", "cycle" or "flat" (a small
        gradient with no critical point near).
    stopped : str
        Why it stopped and at what kind of point, in a sentence.
    end : CriticalPoint or None
        The critical point it ended at; None if it ended elsewhere.

    Notes
    -----
    Values are recorded at every point for the picture; only those the method asked for are counted as work.

    Examples
    --------
    >>> from hesskit.maths.descent.descend import descend
    >>> descent = descend(lambda x, y: x**2 + 3 * y**2, (1, 1))
    >>> descent.steps, descent.kind, descent.values.tolist()
    (1, 'minimum', [4.0, 0.0])
    >>> descent
    Descent by newton: 1 step
      stopped       Converged after 1 step, at (0, 0), a minimum: |∇f| = 0.
      evaluations   2 of ∇f, 1 of H
      order         too few steps to measure
      k  point   f  |∇f|
      0  (1, 1)  4  6.32456
      1  (0, 0)  0  0
    """

    method: str
    points: Floats
    values: Floats
    gradient_norms: Floats
    work: NDArray[np.int64]
    times: Floats
    notes: tuple[Mapping[str, float], ...]
    outcome: str
    stopped: str
    end: CriticalPoint | None = field(default=None)

    def __post_init__(self) -> None:
        for name in ("points", "values", "gradient_norms", "work", "times"):
            getattr(self, name).setflags(write=False)

    @property
    def steps(self) -> int:
        """How many steps were made."""
        return len(self.values) - 1

    @property
    def converged(self) -> bool:
        """Whether it ended at a critical point; that may be a saddle or a maximum: see `kind`."""
        return self.outcome == "converged"

    @property
    def kind(self) -> str:
        """The kind of the point where it ended; "not critical" if that is no critical point."""
        return "not critical" if self.end is None else self.end.kind

    @property
    def evaluations(self) -> Evaluations:
        """How often f, ∇f, H and H·v were computed."""
        return Evaluations(*map(int, self.work[-1]))

    @property
    def seconds(self) -> float:
        """How long the steps took; classifying the end is not part of it."""
        return float(self.times[-1])

    def order(self) -> float | None:
        """The order of convergence q measured on the last gradient norms.

        Returns
        -------
        float or None
            None if it did not converge, made too few steps, or the last steps disagree about q.

        Examples
        --------
        >>> from hesskit.maths.descent.descend import descend
        >>> quartic = descend(lambda x, y: x**4 + y**4, (1, 1))
        >>> round(quartic.order(), 6)
        1.0
        """
        return order_of(self.gradient_norms) if self.converged else None

    def rate(self) -> float | None:
        """The last step's length over the one before: the factor of linear convergence. None for under two steps.

        Examples
        --------
        >>> from hesskit.maths.descent.descend import descend
        >>> round(descend(lambda x, y: x**4 + y**4, (1, 1)).rate(), 6)
        0.666667
        """
        return rate_of(self.points)

    def errors(self, solution: Floats | None = None) -> Floats:
        """Distances from each kept point to a solution, shape (k + 1,); to the last point if none is given.

        Parameters
        ----------
        solution : array_like, shape (n,), optional

        Examples
        --------
        >>> from hesskit.maths.descent.descend import descend
        >>> descend(lambda x, y: x**2 + 3 * y**2, (3, 4)).errors((0, 0)).tolist()
        [5.0, 0.0]
        """
        target = self.points[-1] if solution is None else np.asarray(solution, dtype=float)
        distances: Floats = np.linalg.norm(self.points - target, axis=1)
        return distances

    # ------------------------------------------------------------ shown
    def _summary(self) -> list[tuple[str, str]]:
        lines = [("stopped", self.stopped), ("evaluations", str(self.evaluations))]
        order = self.order()
        if order is not None:
            lines.append(("order", f"{order:.2f}"))
        elif self.converged:
            few = self.steps < 4
            lines.append(
                ("order", "too few steps to measure" if few else "the last steps do not agree on one")
            )
        return lines

    def _rows(self) -> list[tuple[str, ...]]:
        rows: list[tuple[str, ...]] = []
        for k in range(len(self.values)):
            if len(self.values) > _SHOWN and _SHOWN // 2 <= k < len(self.values) - _SHOWN // 2:
                if k == _SHOWN // 2:
                    rows.append(("…", "…", "…", "…"))
                continue
            kept = len(self.points) == len(self.values) or k in (0, self.steps)
            shown = place(self.points[k if k < self.steps else -1]) if kept else "not kept"
            rows.append((str(k), shown, as_words(self.values[k]), as_words(self.gradient_norms[k])))
        return rows

    def _title(self) -> str:
        return f"Descent by {self.method}: {self.steps} step{'' if self.steps == 1 else 's'}"

    def __repr__(self) -> str:
        table = text_table([_HEADINGS, *self._rows()]).splitlines()
        lines = [f"{label:<14}{text}" for label, text in self._summary()]
        return "\n  ".join([self._title(), *lines, *table])

    def _repr_html_(self) -> str:
        return html_facts(escape(self._title()), self._summary()) + html_table(_HEADINGS, self._rows())

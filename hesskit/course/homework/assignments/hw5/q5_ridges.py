"""A picture to read: three fits of the same data, and three ridges."""

from __future__ import annotations

import numpy as np

from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.picks import Pick
from hesskit.course.homework.assignments.writing import define
from hesskit.course.homework.packing import drawing
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant


class Ridges(Autograded):
    """A picture to read: three fits of the same data, and three ridges."""

    name = "q5"
    title = "Three ridges"
    minutes = 8
    worth = {"A": 1, "B": 1, "C": 1}
    template = "A = ...\nB = ...\nC = ..."

    _LABELS = ("A", "B", "C")
    _RIDGES = ("0.002", "0.5", "5")
    _MIXED = ((0, 0, 1, 0, 1, 1), (0, 0, 1, 0, 1, 1), (0, 1, 0, 0, 1, 1), (0, 0, 1, 1, 0, 1))

    def draw(self, variant: Variant) -> Given:
        """Six rows in two overlapping classes, rising or falling, and a shift."""
        shift, falling = variant.integer("q5 shift", -3, 3), variant.integer("q5 falling", 0, 1)
        labels = variant.choose("q5 labels", self._MIXED)
        return {
            "x": [k + shift for k in (-3, -2, -1, 1, 2, 3)],
            "y": [label ^ falling for label in labels],
            "ridges": dict(zip(self._LABELS, variant.shuffled("q5 order", self._RIDGES), strict=True)),
        }

    def fitted(self, given: Given, ridge: float) -> list[float]:
        """Intercept and slope of the fit with a ridge on the slope, by Newton's method."""
        middle = sum(given["x"]) / 6  # the fit is found round the middle, where Newton needs no damping
        design = np.column_stack([np.ones(6), np.array(given["x"]) - middle])
        beta, penalty = np.zeros(2), np.diag([0.0, ridge])
        for _ in range(30):
            p = 1 / (1 + np.exp(-design @ beta))
            gradient = design.T @ (p - given["y"]) / 6 + penalty @ beta
            hessian = design.T @ ((p * (1 - p))[:, None] * design) / 6 + penalty
            beta = beta - np.linalg.solve(hessian, gradient)
        return [round(float(beta[0] - middle * beta[1]), 4), round(float(beta[1]), 4)]

    def setup(self, given: Given) -> str:
        shown = {
            "curves": {label: self.fitted(given, float(ridge)) for label, ridge in given["ridges"].items()},
            "logistic": [min(given["x"]) - 1, max(given["x"]) + 1],
            "dots": [given["x"], given["y"]],
            "x": "x",
            "y": "probability",
        }
        return drawing("curves", shown)

    def text(self, given: Given) -> str:
        return (
            "The next cell draws six rows of data and three logistic curves fitted to them, with the ridges "
            "$λ = 0.002$, $λ = 0.5$ and $λ = 5$ on the slope ($\\frac{1}{2} λ β_1^2$ is added to the mean "
            "loss; the intercept is free).\n\n"
            "Which $λ$ belongs to `A`, which to `B`, which to `C`? Give the numbers, such as `A = 0.5`. (1 "
            "point each)"
        )

    def parts(self, given: Given) -> tuple[Part, ...]:
        return tuple(self._part(label, right) for label, right in given["ridges"].items())

    def _part(self, label: str, right: str) -> Part:
        reversed_ = Wrong(
            belief="a larger ridge makes a steeper curve",
            hint=r"The ridge makes a large slope *dear*: it adds $\frac{1}{2} λ β_1^2$. Which slope is best "
            "when $λ$ is enormous?",
            answers=(self._RIDGES[2 - self._RIDGES.index(right)],),
        )
        between = Wrong(
            belief="the ridge moves the curve and leaves its slope",
            hint="The intercept is free, and only the slope is drawn towards 0. Put the three curves in the "
            "order of their slopes first.",
            answers=tuple(
                ridge for ridge in self._RIDGES if ridge != right and ridge not in reversed_.answers
            ),
        )
        return Part(
            name=label,
            points=1,
            kind=Pick(self._RIDGES, right),
            why="",
            nudge="Put the three curves in the order of their slopes, and the three ridges in theirs.",
            wrong=(between,) if right == self._RIDGES[1] else (reversed_, between),
        )

    def reference(self, given: Given) -> str:
        return define(**{label: float(ridge) for label, ridge in given["ridges"].items()})

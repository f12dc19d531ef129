"""By hand or by machine: a confidence interval from the Hessian."""

from __future__ import annotations

from functools import cached_property
from itertools import product
from math import sqrt

from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.picks import Rounded
from hesskit.course.homework.assignments.writing import define, matrix
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant


class Interval(Autograded):
    """By hand or by machine: a confidence interval from the Hessian."""

    name = "q4"
    title = "How sure of the slope"
    minutes = 8
    worth = {"interval": 2}
    template = "interval = ..."

    @cached_property
    def _possible(self) -> tuple[tuple[float, ...], ...]:
        """Rows, three entries of the Hessian and a slope, so that no mistake gives the right interval."""
        sizes = product(
            (20, 25, 40, 50, 80), (0.15, 0.2, 0.24), (0.05, 0.06, 0.08), (0.06, 0.08, 0.1), (0.4, 0.8, 1.2)
        )
        return tuple(
            (m, a, b, c, s)
            for m, a, b, c, s in sizes
            if a * c - b * b > 0.003 and self._are_apart(m, a, b, c)
        )

    def _are_apart(self, m: float, a: float, b: float, c: float) -> bool:
        widths = self._widths(m, a, b, c)
        return all(abs(u - v) > 0.05 for i, u in enumerate(widths) for v in widths[:i]) and widths[0] < 3

    def _widths(self, m: float, a: float, b: float, c: float) -> list[float]:
        """Half the width: right; from the diagonal alone; of the mean loss; of the intercept; one standard error."""
        error = sqrt(a / (m * (a * c - b * b)))
        return [
            1.96 * error,
            1.96 / sqrt(m * c),
            1.96 * error * sqrt(m),
            1.96 * sqrt(c / (m * (a * c - b * b))),
            error,
        ]

    def draw(self, variant: Variant) -> Given:
        m, a, b, c, slope = variant.choose("q4", self._possible)
        return {"m": m, "H": [[a, b], [b, c]], "slope": slope}

    def _interval(self, given: Given, width: float) -> tuple[float, float]:
        return round(given["slope"] - width, 6), round(given["slope"] + width, 6)

    def _all_widths(self, given: Given) -> list[float]:
        (a, b), (_, c) = given["H"]
        return self._widths(given["m"], a, b, c)

    def text(self, given: Given) -> str:
        return (
            f"A logistic regression on $m = {given['m']}$ rows has its minimum at the slope "
            f"${given['slope']}$; there the Hessian of the *mean* loss is $H = {matrix(given['H'])}$, in the "
            "order (intercept, slope).\n\n"
            "What is the 95 % confidence interval of the slope, that is slope $\\pm 1.96$ standard errors? "
            "Give `interval` as two numbers with three decimals, such as `(0.123, 4.567)`. (2 points)"
        )

    _BELIEFS = (
        (
            1, "the standard error comes from the diagonal of H",
            r"That treats the intercept as known. For $\begin{pmatrix} 1 & 0.9 \\ 0.9 & 1 \end{pmatrix}$ "
            "the inverse has 5.3 on its diagonal, not 1.",
        ),
        (
            1, "the mean loss holds all the information",
            "A hundred times as many rows make the standard errors ten times smaller, and leave the "
            "mean's Hessian as it is. Where does $m$ enter?",
        ),
        (
            1, "the first coefficient is the slope",
            "The order is (intercept, slope). Which entry of the inverse belongs to the slope?",
        ),
        (
            1, "an interval is one standard error wide on each side",
            "One standard error on each side holds 68 %, not 95 %. Which number stands in the question?",
        ),
    )  # fmt: skip

    def parts(self, given: Given) -> tuple[Part, ...]:
        right, *wrong = (self._interval(given, width) for width in self._all_widths(given))
        return (
            Part(
                name="interval",
                points=2,
                kind=Rounded(str(right), tolerance=1.1e-3),
                why="The Hessian as information: its inverse, divided by $m$, holds the squares of the "
                "standard errors.",
                nudge="The information is $mH$; the squares of the standard errors are on the diagonal of its "
                "*inverse*.",
                wrong=tuple(
                    Wrong(belief=name, hint=hint, answers=(values,), points=points)
                    for values, (points, name, hint) in zip(wrong, self._BELIEFS, strict=True)
                ),
            ),
        )

    def reference(self, given: Given) -> str:
        return define(
            interval=tuple(round(end, 3) for end in self._interval(given, self._all_widths(given)[0]))
        )

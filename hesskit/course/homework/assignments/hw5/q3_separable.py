"""Constructions: a direction in which the loss falls for ever, and a label that ends it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from hesskit.course.answers import Entries
from hesskit.course.equality import evaluate
from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.picks import Pick
from hesskit.course.homework.assignments.writing import define, point
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant
from hesskit.course.witnesses import Witness
from hesskit.maths.separation import separation


@dataclass(frozen=True, kw_only=True)
class _Beta(Witness):
    """Three coefficients; its example separates nothing."""

    example: str = "(0, 0, 1)"


class Separable(Autograded):
    """Constructions: a direction in which the loss falls for ever, and a label that ends it."""

    name = "q3"
    title = "For ever downhill"
    minutes = 12
    worth = {"beta": 2, "row": 1}
    template = "beta = ...\nrow = ..."

    _BASE = ((0, 0, 0), (1, 0, 0), (0, 1, 0), (2, 2, 1), (3, 2, 1), (2, 3, 1))

    # (a, b, c, d) and the line's normal there, of which no entry vanishes
    _MAPS = (
        ((1, 0, 0, 1), (1, 1)),
        ((-1, 0, 0, 1), (-1, 1)),
        ((0, -1, 1, 0), (-1, 1)),
        ((-1, 0, 0, -1), (-1, -1)),
        ((1, 2, 0, 1), (1, -1)),
        ((1, 0, 2, 1), (-1, 1)),
        ((2, 1, 1, 0), (1, -1)),
        ((1, -1, 0, 1), (1, 2)),
        ((1, 0, -1, 1), (2, 1)),
    )

    _ROWS = ("1", "2", "3", "4", "5", "6")

    def draw(self, variant: Variant) -> Given:
        """Six points that a straight line separates: the same ones for all, seen through an affine map."""
        chosen, order = variant.choose("q3", self._possible), variant.shuffled("q3 order", range(6))
        return self._placed(chosen, order)

    @cached_property
    def _possible(self) -> tuple[tuple[int, ...], ...]:
        """The map, the shift and whether the labels are swapped, where each mistake can be told from the others."""
        sizes = product(range(len(self._MAPS)), range(-2, 3), range(-2, 3), (0, 1))
        return tuple(size for size in sizes if self._are_apart(self._placed(size, tuple(range(6)))))

    def _are_apart(self, given: Given) -> bool:
        first, *rest = given["beta"]
        last = self._margins(given, *rest, first)
        back = self._margins(given, -rest[1], -first, -rest[0])
        touching = self._touching(given)
        return bool(
            last.min() < 0 < last.max()
            and back.min() < 0
            and self._margins(given, touching[2], *touching[:2]).min() < 0
        )

    def _placed(self, chosen: tuple[int, ...], order: tuple[int, ...]) -> Given:
        which, s, t, swapped = chosen
        (a, b, c, d), normal = self._MAPS[which]
        mapped = [[a * u + b * v + s, c * u + d * v + t, label ^ swapped] for u, v, label in self._BASE]
        sign = -1 if swapped else 1
        return {
            "rows": [mapped[place] for place in order],
            "corner": order.index(0) + 1,
            "beta": [sign * (-2.5 - normal[0] * s - normal[1] * t), sign * normal[0], sign * normal[1]],
        }

    def text(self, given: Given) -> str:
        lines = "\n".join(f"| {k + 1} | {u} | {v} | {y} |" for k, (u, v, y) in enumerate(given["rows"]))
        return (
            f"Six rows with two features and a label:\n\n| row | $x_1$ | $x_2$ | $y$ |\n|---|---|---|---|\n{lines}\n\n"
            "- `beta` (2 points): coefficients (intercept, $β_1$, $β_2$) such that the logistic loss at $tβ$ "
            "falls towards 0 "
            "as $t \\to \\infty$, such as `(1, 2, 3)`. Every such direction is right; if there is none, "
            'answer `"none"`.\n'
            "- `row` (1 point): the number of the one row whose label, when it is changed, gives the loss a minimum."
        )

    def _design(self, given: Given) -> tuple[np.ndarray, np.ndarray]:
        table = np.array(given["rows"], dtype=float)
        return np.column_stack([np.ones(len(table)), table[:, :2]]), 2 * table[:, 2] - 1

    def _margins(self, given: Given, *beta: float) -> np.ndarray:
        design, signs = self._design(given)
        return np.asarray(signs * (design @ np.array(beta)))

    def _of(self, given: Given, value: Entries) -> np.ndarray:
        """The margins of an answer; none where it has not three numbers."""
        numbers = [evaluate(entry) for entry in value.values]
        return self._margins(given, *numbers) if len(numbers) == 3 else np.array([])

    def parts(self, given: Given) -> tuple[Part, ...]:
        return self._direction(given), self._flipped(given)

    def _direction(self, given: Given) -> Part:
        beta = given["beta"]
        return Part(
            name="beta",
            points=2,
            kind=_Beta(point(beta), passes=lambda *b: bool((self._margins(given, *b) > 1e-9).all())),
            why="Every margin grows with $t$: the loss has no minimum, and Newton never ends.",
            nudge="Draw the six points and a line between the labels. Compute your six margins: positive for "
            "the label 1, negative for 0.",
            wrong=(*self._wrong_sides(given), *self._wrong_orders(given)),
        )

    def _last_first(self, value: Entries) -> Entries:
        return Entries(value.shape, (value.values[2], *value.values[:2]))

    def _wrong_sides(self, given: Given) -> tuple[Wrong, ...]:
        beta = given["beta"]
        return (
            Wrong(
                belief="logistic regression always converges",
                hint="With $x = -1$, label 0, and $x = 1$, label 1, the loss at slope $t$ is $\\log(1 + "
                "e^{-t})$, which falls for ever. Draw the six points: does a straight line tell the labels "
                "apart?",
                answers=("none",),
                when=lambda value: value.shape == (0,),
            ),
            Wrong(
                belief="a positive margin belongs to the label 0",
                hint="The margin is $β_0 + β_1 x_1 + β_2 x_2$, and $p$, the probability of the label **1**, "
                "grows with it. Your line is right: on which side of it is the margin positive?",
                answers=(point([-value for value in beta]),),
                when=lambda value: (
                    self._of(given, value).size == 6 and bool((self._of(given, value) < 0).all())
                ),
                points=1,
            ),
        )

    def _wrong_orders(self, given: Given) -> tuple[Wrong, ...]:
        beta = given["beta"]
        return (
            Wrong(
                belief="the intercept comes last",
                hint="The order is (intercept, $β_1$, $β_2$). Compute the margin of row 1 with your numbers "
                "in this order.",
                answers=(point([*beta[1:], beta[0]]),),
                when=lambda value: bool((self._of(given, self._last_first(value)) > 0).all()),
                points=1,
            ),
            Wrong(
                belief="a row on the line is on its side",
                hint="Where the margin is 0, $p = \\frac{1}{2}$ for every $t$, and the loss of that row "
                "stays $\\log 2$.",
                answers=(point(self._touching(given)),),
                when=lambda value: bool(self._of(given, value).min() == 0 < self._of(given, value).max()),
                points=1,
            ),
            Wrong(
                belief="no line is needed, a large intercept will do",
                hint="With $β_1 = β_2 = 0$ every row has the same $p$, whatever its label.",
                answers=("(1, 0, 0)",),
                when=lambda value: not any(evaluate(entry) for entry in value.values[1:]),
            ),
        )

    def _touching(self, given: Given) -> list[float]:
        """The separating line moved until it touches a row."""
        least = float(np.abs(self._margins(given, *given["beta"])).min())
        zero = next(
            k for k, margin in enumerate(self._margins(given, *given["beta"])) if abs(margin) == least
        )
        sign = 1 if given["rows"][zero][2] else -1
        return [given["beta"][0] - sign * least, *given["beta"][1:]]

    def _ends(self, given: Given, row: int) -> bool:
        """Has the loss a minimum after this row's label has changed?"""
        design, signs = self._design(given)
        signs[row - 1] *= -1
        return separation(design, (signs + 1) / 2).kind == "overlapping"

    def _flipped(self, given: Given) -> Part:
        still = tuple(label for label in self._ROWS if not self._ends(given, int(label)))
        return Part(
            name="row",
            points=1,
            kind=Pick(self._ROWS, str(given["corner"])),
            why="No line tells the labels apart any more.",
            nudge="Give the row's number, from 1 to 6.",
            wrong=(
                Wrong(
                    belief="every wrong label ends the separation",
                    hint="On $x = -2, -1, 1, 2$ with the labels $0, 0, 1, 1$, changing the second label moves "
                    "the cut to $-1.5$. Draw your points with the changed label, and look for a line again.",
                    answers=still,
                ),
            ),
        )

    def reference(self, given: Given) -> str:
        return define(beta=tuple(given["beta"]), row=given["corner"])

"""By hand: gradient and Hessian of the logistic loss where the probabilities are fractions."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from itertools import permutations, product

from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.writing import define, rows
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant
from hesskit.course.kinds import Matrix, Point


class ByHand(Autograded):
    """By hand: gradient and Hessian of the logistic loss where the probabilities are fractions."""

    name = "q1"
    title = "A gradient and a Hessian in fractions"
    minutes = 15
    worth = {"gradient": 2, "H": 2}
    template = "gradient = ...\nH = ..."

    _ZERO = Fraction(0)

    @cached_property
    def _possible(self) -> tuple[tuple[tuple[int, ...], tuple[int, ...], int], ...]:
        """Four rows at −1, 0, 1 with one end twice, labels of both classes, and the odds at 1."""
        found = []
        for odds, base in product((2, 3, 4), ((-1, 0, 1, 1), (-1, -1, 0, 1))):
            for x, y in product(sorted(set(permutations(base))), product((0, 1), repeat=4)):
                given = {"x": list(x), "y": list(y), "odds": odds}
                if 0 < sum(y) < 4 and self._is_sound(given):
                    found.append((x, y, odds))
        return tuple(found)

    def _is_sound(self, given: Given) -> bool:
        """No entry vanishes, and the two entries of the gradient differ in size."""
        first, second = self._gradient(given, self._p(given))
        half = self._gradient(given, [Fraction(1, 2)] * 4)
        return 0 not in (first, second) and abs(first) != abs(second) and half != [first, second]

    def _p(self, given: Given) -> list[Fraction]:
        odds = [Fraction(given["odds"]) ** x for x in given["x"]]
        return [ratio / (1 + ratio) for ratio in odds]

    def _gradient(self, given: Given, p: list[Fraction]) -> list[Fraction]:
        residuals = [q - y for q, y in zip(p, given["y"], strict=True)]
        return [
            sum(residuals, self._ZERO) / 4,
            sum(r * x for r, x in zip(residuals, given["x"], strict=True)) / 4,
        ]

    def _hessian(self, given: Given, weights: list[Fraction]) -> list[list[Fraction]]:
        x = given["x"]
        moments = [sum((w * v**k for w, v in zip(weights, x, strict=True)), self._ZERO) / 4 for k in range(3)]
        return [[moments[0], moments[1]], [moments[1], moments[2]]]

    def draw(self, variant: Variant) -> Given:
        x, y, odds = variant.choose("q1", self._possible)
        return {"x": list(x), "y": list(y), "odds": odds}

    def text(self, given: Given) -> str:
        x, y = (", ".join(map(str, given[name])) for name in "xy")
        return (
            f"By hand: four rows, $x = {x}$ with the labels $y = {y}$, and an intercept. For the *mean* "
            f"logistic loss at "
            f"$β = (0, \\log {given['odds']})$, that is intercept 0 and slope $\\log {given['odds']}$, in "
            "the order (intercept, "
            "slope):\n\n"
            '- `gradient` (2 points), such as `("1/2", "-3/4")`;\n'
            '- `H` (2 points), the Hessian, such as `[["1/2", "1/4"], ["1/4", "1"]]`.\n\n'
            "Give fractions as text, or numbers that are not rounded. The probabilities are fractions: "
            f"$p = \\frac{{1}}{{1 + {given['odds']}^{{-x}}}}$."
        )

    def _pair(self, values: list[Fraction]) -> str:
        return "(" + ", ".join(map(str, values)) + ")"

    def parts(self, given: Given) -> tuple[Part, ...]:
        p = self._p(given)
        return self._first(given, p), self._second(given, p)

    def _first(self, given: Given, p: list[Fraction]) -> Part:
        right = self._gradient(given, p)
        found = (
            (
                [-value for value in right], 1, "the gradient is data minus model",
                "For one row with $y = 1$ the loss falls when the margin grows: which sign has the slope "
                "there, and which has $y - p$?",
            ),
            (
                [4 * value for value in right], 1, "the loss is a sum, not a mean",
                "It is the gradient of the *mean* that is asked for. By what is a sum over rows divided?",
            ),
            (
                self._gradient(given, [Fraction(1, 2)] * 4), 0.5, "every probability is a half",
                "That is so at $β = 0$. Here the margin of a row is $x$ times the slope: for $x = 1$ the odds "
                "are not 1.",
            ),
            (
                right[::-1], 1, "the slope comes first",
                "The order is (intercept, slope), and the intercept's column is all ones: its entry is the plain mean.",
            ),
        )  # fmt: skip
        return Part(
            name="gradient",
            points=2,
            kind=Point(self._pair(right)),
            why=r"It is $X^{\mathsf{T}}(p - y)/m$.",
            nudge="Compute the four probabilities, then the residuals $p - y$: their mean, and their mean "
            "weighted by $x$.",
            wrong=tuple(
                Wrong(belief=name, hint=hint, answers=(self._pair(values),), points=points)
                for values, points, name, hint in found
            ),
        )

    def _second(self, given: Given, p: list[Fraction]) -> Part:
        right = self._hessian(given, [q * (1 - q) for q in p])
        found = (
            (
                self._hessian(given, p), 0.5, "the weight is the probability",
                "A row with $p = 1$ is fitted perfectly, and a small change of $β$ changes nothing there. "
                "Should it weigh most?",
            ),
            (
                self._hessian(given, [Fraction(1, 4)] * 4), 1, "every weight is a quarter",
                r"A quarter is $p(1 - p)$ at $p = \frac{1}{2}$. Which of your rows have another $p$?",
            ),
            (
                [[4 * entry for entry in row] for row in right], 1, "the loss is a sum, not a mean",
                "It is the Hessian of the *mean* that is asked for. By what is a sum over rows divided?",
            ),
            (
                [[right[0][0], self._ZERO], [self._ZERO, right[1][1]]], 1, "the coefficients do not mix",
                r"The mixed entry is the weighted mean of $1 \cdot x$. Compute it.",
            ),
        )  # fmt: skip
        return Part(
            name="H",
            points=2,
            kind=Matrix(rows(right), variables=()),
            why=r"It is $X^{\mathsf{T}} S X/m$, and the labels do not enter.",
            nudge=r"Compute the weight $p(1 - p)$ of each row; then the weighted means of $1$, $x$ and $x^2$.",
            wrong=tuple(
                Wrong(belief=name, hint=hint, answers=(rows(values),), points=points)
                for values, points, name, hint in found
            ),
        )

    def _right(self, given: Given) -> tuple[list[Fraction], list[list[Fraction]]]:
        p = self._p(given)
        return self._gradient(given, p), self._hessian(given, [q * (1 - q) for q in p])

    def reference(self, given: Given) -> str:
        gradient, h = self._right(given)
        return define(gradient=tuple(map(str, gradient)), H=[list(map(str, row)) for row in h])

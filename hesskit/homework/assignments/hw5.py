"""Homework 5, logistic regression: six questions, each with its numbers, its text and its judge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import permutations, product
from math import sqrt
from typing import Any

import numpy as np

from hesskit.course.answers import Entries, Matrix, Point, Witness, evaluate
from hesskit.homework import Assignment, Given, Variant
from hesskit.homework.assignments.drawings import drawing
from hesskit.homework.assignments.parts import Autograded, Explained, Part, Wrong
from hesskit.homework.assignments.writing import define, matrix, point, rows
from hesskit.homework.paper import Calls, Pick, Rounded, Value, calls, gave, near
from hesskit.maths.statistics import separation


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
                "Where $p$ is close to 1, a small change of $β$ changes hardly anything. Should such a "
                "row weigh most?",
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


# Code: the Hessian of the mean logistic loss, also where the margins are large.


def _weighted(weigh: Callable[[Any], Any], ridge: float, mean: bool = True) -> Callable[[Any, Any], Any]:
    """The Hessian with this weight for a row of the probability p."""

    def hessian(design: Any, beta: Any) -> Any:
        x = np.array(design)
        p = np.exp(-np.logaddexp(0, -x @ np.array(beta)))
        return x.T @ (weigh(p)[:, None] * x) / (len(x) if mean else 1) + ridge * np.eye(x.shape[1])

    return hessian


def _with_ridge(code: str, ridge: float) -> str:
    """A function's code with the ridge added to what it gives."""
    return (
        code.removesuffix(" - RIDGE")
        if code.endswith(" - RIDGE")
        else f"{code} + {ridge!r} * np.eye(X.shape[1])"
    )


class Hessian(Autograded):
    """Code: the Hessian of the mean logistic loss, also where the margins are large."""

    name = "q2"
    title = "The Hessian of the loss"
    minutes = 15
    worth = {"loss_hessian": 4}
    template = "def loss_hessian(X, beta):\n    ..."

    def draw(self, variant: Variant) -> Given:
        def number(label: str) -> float:
            return variant.sign(f"q2 {label} sign") * variant.integer(f"q2 {label}", 1, 6) / 2

        one = [[1.0, x] for x in variant.shuffled("q2 x", (-2.0, -1.5, -1.0, 0.5, 1.0, 2.0))[:4]]
        ends = variant.shuffled("q2 u", (-2.0, -1.0, 0.0, 1.0, 2.0, 3.0))[:5]
        two = [[1.0, u, u * u / 2 - 1] for u in ends]  # no column is made of the others
        far = [[1.0, 400.0], [1.0, -400.0], [1.0, 0.0]]
        probes = [
            [one, [number("b0"), number("b1")]],
            [two, [number("c0"), number("c1"), number("c2")]],
            [far, [number("d") / 4, 2.5]],
        ]
        return {"probes": probes, "ridge": variant.choose("q2 ridge", (0.2, 0.3, 0.4, 0.6, 0.7, 0.8))}

    def text(self, given: Given) -> str:
        design, beta = given["probes"][0]
        return (
            "Write a function `loss_hessian(X, beta)`: the Hessian at `beta` of the *mean* logistic loss with the "
            f"ridge ${given['ridge']:g}$, that is, with ${given['ridge'] / 2:g}\\,\\|\\beta\\|^2$ added to it, for "
            "a design matrix `X` with $m$ rows, its column of ones included. Both arrive as NumPy arrays, "
            "with any number of columns. The labels are not needed. The function gives a square matrix. It "
            "must also hold where a margin is as large as $\\pm 1000$.\n\n"
            f"Try it with `loss_hessian(np.array({design}), np.array({beta}))`. (4 points)"
        )

    _START = "import numpy as np\n\ndef loss_hessian(X, beta):\n    p = 1 / (1 + np.exp(-X @ beta))\n    "
    _OVERFLOWING = (
        "import numpy as np\n\n"
        "def loss_hessian(X, beta):\n"
        "    e = np.exp(X @ beta)\n"
        "    p = e / (1 + e)\n"
        "    return X.T @ np.diag(p * (1 - p)) @ X / len(X)"
    )

    _BELIEFS: tuple[tuple[Any, str, float, str, str], ...] = (
        (
            lambda r: _weighted(lambda p: p * (1 - p), r, mean=False),
            f"{_START}return X.T @ np.diag(p * (1 - p)) @ X", 2,
            "the loss is a sum, not a mean",
            "Twice the same rows leave the *mean* loss as it is. Does your matrix stay too?",
        ),
        (
            lambda r: _weighted(lambda p: p, r), f"{_START}return X.T @ np.diag(p) @ X / len(X)", 1,
            "the weight is the probability",
            "Where $p$ is close to 1, a small change of $β$ changes hardly anything. Should such a row "
            "weigh most?",
        ),
        (
            lambda r: _weighted(lambda p: 0 * p + 0.25, r), f"{_START}return X.T @ X / 4 / len(X)", 1,
            "every weight is a quarter",
            "That is so at $β = 0$ only. Does your function use `beta`?",
        ),
        (
            lambda r: _weighted(lambda p: (p * (1 - p)) ** 2, r),
            f"{_START}A = np.diag(p * (1 - p)) @ X\n    return A.T @ A / len(X)", 2, "both factors X carry the weight",
            r"$X^{\mathsf{T}} S X$ has the weight once. For one row $x = 1$ at $p = \frac{1}{2}$ the "
            "answer is a quarter.",
        ),
        (
            lambda r: _weighted(lambda p: p * (1 - p), 0),
            f"{_START}return X.T @ np.diag(p * (1 - p)) @ X / len(X) - RIDGE",
            3, "the ridge has no curvature",
            "Take $\\frac{1}{2} r β^2$, in one variable. Its second derivative is $r$, everywhere.",
        ),
    )  # fmt: skip

    def parts(self, given: Given) -> tuple[Part, ...]:
        probes = given["probes"]
        ridge = given["ridge"]
        hessian = _weighted(lambda p: p * (1 - p), ridge)
        right = tuple(self._tupled(hessian(*probe)) for probe in probes)
        return (
            Part(
                name="loss_hessian",
                points=4,
                kind=Calls(right, "loss_hessian(X, beta)", "a square matrix", calls("loss_hessian", probes)),
                why="Positive definite for every `beta`, and nearly the ridge alone where all margins are large.",
                nudge=r"It is $X^{\mathsf{T}} S X/m$ with $S = \operatorname{diag}(p(1 - p))$; for $β = 0$ it "
                r"must be $X^{\mathsf{T}} X/(4m)$. The ridge adds its own second derivatives.",
                wrong=(
                    *(
                        Wrong(
                            belief=name,
                            hint=hint,
                            when=gave(rule(ridge), probes),
                            code=_with_ridge(code, ridge),
                            points=points,
                        )
                        for rule, code, points, name, hint in self._BELIEFS
                    ),
                    self._overflow(right, ridge),
                ),
            ),
        )

    def _overflow(self, right: tuple[Any, ...], ridge: float) -> Wrong:
        def overflows(value: tuple[Value, ...]) -> bool:
            return near(value[:2], right[:2]) and bool(np.isnan(value[2][1]).any())

        return Wrong(
            belief="the formula on paper holds in floating point",
            hint="`np.exp(1000)` is infinite, and infinity divided by infinity is not a number. Write $p$ so "
            "that only small numbers are divided.",
            when=overflows,
            code=_with_ridge(self._OVERFLOWING, ridge),
            points=3,
        )

    def _tupled(self, matrix: Any) -> tuple[tuple[float, ...], ...]:
        return tuple(tuple(row) for row in matrix.tolist())

    def probes(self, given: Given) -> list[Any]:
        return given["probes"]

    def reference(self, given: Given) -> str:
        return _with_ridge(f"{self._START}return X.T @ np.diag(p * (1 - p)) @ X / len(X)", given["ridge"])


# Constructions: a direction in which the loss falls for ever, and a label that ends it.


@dataclass(frozen=True, kw_only=True)
class _Beta(Witness):
    """Three coefficients; its example separates nothing."""

    example: str = "(0, 0, 1)"


class Separable(Autograded):
    """Constructions: a direction in which the loss falls for ever, and a label that ends it."""

    name = "q3"
    title = "Downhill without end"
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
                hint=r"With $x = -1$, label 0, and $x = 1$, label 1, the loss at slope $t$ is $\log(1 + "
                "e^{-t})$, which never stops falling. Draw the six points. Does a straight line "
                "tell the labels apart?",
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


# By hand or by machine: a confidence interval from the Hessian.


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


# A picture to read: three fits of the same data, and three ridges.


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
            "$ρ = 0.002$, $ρ = 0.5$ and $ρ = 5$ on the slope ($\\frac{1}{2} ρ β_1^2$ is added to the mean "
            "loss; the intercept is free).\n\n"
            "Which $ρ$ belongs to `A`, which to `B`, which to `C`? Give the numbers, such as `A = 0.5`. (1 "
            "point each)"
        )

    def parts(self, given: Given) -> tuple[Part, ...]:
        return tuple(self._part(label, right) for label, right in given["ridges"].items())

    def _part(self, label: str, right: str) -> Part:
        reversed_ = Wrong(
            belief="a larger ridge makes a steeper curve",
            hint=r"The ridge makes a large slope *expensive*, since it adds $\frac{1}{2} ρ β_1^2$. "
            "Which slope is best when $ρ$ is enormous?",
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


# In words: a convex loss on which Newton's method never ends.


class InWords(Explained):
    """In words: a convex loss on which Newton's method never ends."""

    name = "q6"
    title = "A program that does not stop"
    minutes = 15

    def draw(self, variant: Variant) -> Given:
        gap = variant.integer("q6 cut", -3, 3)
        below = [variant.integer("q6 far below", 3, 5), 1]
        above = [1, variant.integer("q6 far above", 3, 5)]
        falling = variant.integer("q6 falling", 0, 1)
        labels = [label ^ falling for label in (0, 0, 1, 1)]
        return {
            "x": [gap - below[0], gap - below[1], gap + above[0], gap + above[1]],
            "y": labels,
            "cut": gap,
        }

    def text(self, given: Given) -> str:
        x, y = (", ".join(map(str, given[name])) for name in "xy")
        return (
            f"Newton's method for a logistic regression with intercept on $x = {x}$ with the labels $y = {y}$ "
            "does not stop. A classmate says: “The loss is convex, so it has a minimum, and Newton must "
            "converge to it. There must be a mistake in the program.”\n\n"
            "In three to six sentences: what is right, what is wrong, what happens to the coefficients and to "
            "the Hessian in the course of the steps, and what would you change so that there is an answer? (4 "
            "points)"
        )

    def reference(self, given: Given) -> str:
        cut, rising = given["cut"], given["y"] == [0, 0, 1, 1]
        direction = point((-cut, 1) if rising else (cut, -1))
        return (
            "It is right that the loss is convex. But a convex function need not have a minimum, as $\\exp(-t)$ "
            f"shows. The data are separable, since a cut at $x = {cut}$ tells the labels apart. Along "
            f"$β = t \\cdot {direction}$ every margin moves to its label's side as $t$ grows, and the loss falls "
            "towards 0 without reaching it. So the coefficients grow without end, by about the same amount at each "
            "step. All weights $p(1 - p)$ tend to 0, and with them the whole Hessian. Its largest eigenvalue "
            "vanishes, though its condition number may stay moderate. A ridge, "
            "$\\frac{1}{2} ρ \\lVert β \\rVert^2$, makes the loss grow for large $β$, so that there is exactly one "
            "minimum. More data that overlap would do it too."
        )

    def rubric(self, given: Given) -> str:
        return (
            "- 1 point: convex is right, but convex does not imply that there is a minimum.\n"
            f"- 1 point: the data are separable (a cut near $x = {given['cut']}$, stated or shown), so the "
            "loss keeps falling along a direction.\n"
            "- 1 point: the coefficients grow without end, and the weights and the Hessian tend to 0 (even its "
            "*largest* eigenvalue does; that the smallest does says only that $H$ becomes singular, and the "
            "condition number shows neither).\n"
            "- 1 point: a cure with its reason: a ridge (or other data that overlap). Stopping early alone "
            "earns half a point."
        )


assignment = Assignment(
    "hw5-logistic-regression",
    "Logistic regression",
    5,
    (ByHand(), Hessian(), Separable(), Interval(), Ridges(), InWords()),
)

"""Code: the Hessian of the mean logistic loss, also where the margins are large."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from hesskit.course.homework.assignments.calls import Calls, Value, calls, gave, near
from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant


def _weighted(weigh: Callable[[Any], Any], mean: bool = True) -> Callable[[Any, Any], Any]:
    """The Hessian with this weight for a row of the probability p."""

    def hessian(design: Any, beta: Any) -> Any:
        x = np.array(design)
        p = np.exp(-np.logaddexp(0, -x @ np.array(beta)))
        return x.T @ (weigh(p)[:, None] * x) / (len(x) if mean else 1)

    return hessian


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
        return {"probes": probes}

    def text(self, given: Given) -> str:
        design, beta = given["probes"][0]
        return (
            "Write a function `loss_hessian(X, beta)`: the Hessian of the *mean* logistic loss at `beta`, for "
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
            _weighted(lambda p: p * (1 - p), mean=False), f"{_START}return X.T @ np.diag(p * (1 - p)) @ X", 2,
            "the loss is a sum, not a mean",
            "Twice the same rows leave the *mean* loss as it is. Does your matrix stay too?",
        ),
        (
            _weighted(lambda p: p), f"{_START}return X.T @ np.diag(p) @ X / len(X)", 1, "the weight is the probability",
            "A row with $p = 1$ is fitted perfectly; a small change of $β$ changes nothing there. Should "
            "it weigh most?",
        ),
        (
            _weighted(lambda p: 0 * p + 0.25), f"{_START}return X.T @ X / 4 / len(X)", 1, "every weight is a quarter",
            "That is so at $β = 0$ only. Does your function use `beta`?",
        ),
        (
            _weighted(lambda p: (p * (1 - p)) ** 2),
            f"{_START}A = np.diag(p * (1 - p)) @ X\n    return A.T @ A / len(X)", 2, "both factors X carry the weight",
            r"$X^{\mathsf{T}} S X$ has the weight once. For one row $x = 1$ at $p = \frac{1}{2}$ the "
            "answer is a quarter.",
        ),
    )  # fmt: skip

    def parts(self, given: Given) -> tuple[Part, ...]:
        probes = given["probes"]
        hessian = _weighted(lambda p: p * (1 - p))
        right = tuple(self._tupled(hessian(*probe)) for probe in probes)
        return (
            Part(
                name="loss_hessian",
                points=4,
                kind=Calls(right, "loss_hessian(X, beta)", "a square matrix", calls("loss_hessian", probes)),
                why="Positive semidefinite for every `beta`, and nearly zero where all margins are large.",
                nudge=r"It is $X^{\mathsf{T}} S X/m$ with $S = \operatorname{diag}(p(1 - p))$; for $β = 0$ it "
                r"must be $X^{\mathsf{T}} X/(4m)$.",
                wrong=(
                    *(
                        Wrong(belief=name, hint=hint, when=gave(rule, probes), code=code, points=points)
                        for rule, code, points, name, hint in self._BELIEFS
                    ),
                    self._overflow(right),
                ),
            ),
        )

    def _overflow(self, right: tuple[Any, ...]) -> Wrong:
        def overflows(value: tuple[Value, ...]) -> bool:
            return near(value[:2], right[:2]) and bool(np.isnan(value[2][1]).any())

        return Wrong(
            belief="the formula on paper holds in floating point",
            hint="`np.exp(1000)` is infinite, and infinity divided by infinity is not a number. Write $p$ so "
            "that only small numbers are divided.",
            when=overflows,
            code=self._OVERFLOWING,
            points=3,
        )

    def _tupled(self, matrix: Any) -> tuple[tuple[float, ...], ...]:
        return tuple(tuple(row) for row in matrix.tolist())

    def probes(self, given: Given) -> list[Any]:
        return given["probes"]

    def reference(self, given: Given) -> str:
        return f"{self._START}return X.T @ np.diag(p * (1 - p)) @ X / len(X)"

"""By hand: which step sizes converge on a quadratic, and how fast one of them does."""

from __future__ import annotations

from functools import cached_property
from itertools import product

from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.writing import define, terms
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant
from hesskit.course.kinds import Number


class StepSize(Autograded):
    """By hand: which step sizes converge on a quadratic, and how fast one of them does."""

    name = "q2"
    title = "How long a step"
    minutes = 12
    worth = {"limit": 1.5, "factor": 1.5}
    template = "limit = ...\nfactor = ..."

    @cached_property
    def _possible(self) -> tuple[tuple[float, ...], ...]:
        """Quadratics ax² + bxy + ay² and step sizes for which the flat direction is the slow one."""
        sizes = product(range(3, 10), range(2, 16), (-1, 1), (0.01, 0.02, 0.03, 0.04, 0.05))
        return tuple(
            (a, sign * b, t)
            for a, b, sign, t in sizes
            if a < b <= 2 * a - 1 and 0.4 < t * 2 * a < 0.8 and self._are_apart(a, b, t)
        )

    def _are_apart(self, a: int, b: int, t: float) -> bool:
        """Are the right factor and those of the beliefs different?"""
        flat, steep = 2 * a - b, 2 * a + b
        factors = [1 - t * flat, abs(1 - t * steep), (steep - flat) / (steep + flat), 1 - 2 * a * t, t * flat]
        return all(abs(one - other) > 0.02 for i, one in enumerate(factors) for other in factors[:i])

    def draw(self, variant: Variant) -> Given:
        a, b, t = variant.choose("q2", self._possible)
        return {"a": a, "b": b, "t": t}

    def text(self, given: Given) -> str:
        a, b, t = given["a"], given["b"], given["t"]
        f = terms((a, "x^2"), (b, "x y"), (a, "y^2"))
        return (
            f"Gradient descent with a fixed step size $t$ goes down the bowl $f(x, y) = {f}$. "
            "By hand:\n\n"
            "- `limit` (1.5 points): below which number must $t$ stay, so that it converges from every start?\n"
            f"- `factor` (1.5 points): with $t = {t}$, by which factor is the distance to the minimum "
            "multiplied at each step, "
            "in the direction in which it goes slowest?\n\n"
            'Give fractions as text, such as `"2/7"`, or numbers with three digits.'
        )

    def _eigenvalues(self, given: Given) -> tuple[int, int]:
        return 2 * given["a"] - abs(given["b"]), 2 * given["a"] + abs(given["b"])

    def _number(self, value: float) -> str:
        return f"{value:.12g}"

    def parts(self, given: Given) -> tuple[Part, ...]:
        return self._limit(given), self._factor(given)

    def _limit(self, given: Given) -> Part:
        flat, steep = self._eigenvalues(given)
        found = (
            (
                1 / given["a"], 0.5, "L is the largest diagonal entry",
                r"$x^2 + 3xy + y^2$ has the diagonal entries 2, and along $(1, 1)/\sqrt 2$ the curvature 5. "
                "Where is the bend of your bowl strongest?",
            ),
            (
                1 / steep, 0.5, "a step that overshoots diverges",
                r"On $x^2$ with $t = 0.8$ from 10: $-6$, 3.6, $-2.16$. It overshoots each time, and converges.",
            ),
            (
                4 / steep, 0.5, "the number in front of a square is the second derivative",
                r"For $5x^2$ the second derivative is 10. Write down the Hessian before its eigenvalues.",
            ),
            (
                2 / flat, 0.5, "the flattest direction sets the limit",
                r"On $x^2 + 100y^2$ with $t = 0.9$ compute two steps from $(1, 1)$. Which variable runs away?",
            ),
        )  # fmt: skip
        return Part(
            name="limit",
            points=1.5,
            kind=Number(f"2/{steep}", tolerance=3e-3),
            why="The largest eigenvalue is the stricter one.",
            nudge=r"Along an eigenvector a step multiplies the distance by $1 - t\lambda$. Compute the "
            "eigenvalues of $H$.",
            wrong=tuple(
                Wrong(belief=name, hint=hint, answers=(self._number(value),), points=points)
                for value, points, name, hint in found
            ),
        )

    def _factor(self, given: Given) -> Part:
        (flat, steep), t = self._eigenvalues(given), given["t"]
        found = (
            (
                abs(1 - t * steep), 0.5, "the steepest direction is the slowest",
                "On $x^2 + 100y^2$ with $t = 0.005$ the steep variable arrives at once; how fast does the "
                "other one move?",
            ),
            (
                (steep - flat) / (steep + flat), 0.5, "every step size has the factor of the best one",
                r"$(κ - 1)/(κ + 1)$ belongs to the *best* fixed step. On $x^2$ the best $t$ is $\frac{1}{2}$; "
                "with $t = 0.1$ the factor is 0.8.",
            ),
            (
                1 - 2 * given["a"] * t, 0.5, "the diagonal entries are the curvatures that count",
                "For $x^2 + 3xy + y^2$ the curvatures run from $-1$ to 5, and the diagonal says 2. Compute "
                "the eigenvalues.",
            ),
            (
                t * flat, 0.5, "the part that a step takes away is the part that is left",
                r"On $x^2$ with $t = 0.1$ a step leads from 10 to 8: the factor is 0.8, not 0.2.",
            ),
        )  # fmt: skip
        return Part(
            name="factor",
            points=1.5,
            kind=Number(self._number(1 - t * flat), tolerance=3e-3),
            why="The flat direction is slow: its eigenvalue hardly moves the distance.",
            nudge=r"Compute $1 - t\lambda$ for both eigenvalues. Which of the two is nearer to 1 in size?",
            wrong=tuple(
                Wrong(belief=name, hint=hint, answers=(self._number(value),), points=points)
                for value, points, name, hint in found
            ),
        )

    def _right(self, given: Given) -> tuple[str, float]:
        flat, steep = self._eigenvalues(given)
        return f"2/{steep}", round(1 - given["t"] * flat, 12)

    def reference(self, given: Given) -> str:
        return define(limit=self._right(given)[0], factor=self._right(given)[1])

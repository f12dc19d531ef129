"""Reading a gradient and a Hessian: what the test says at four points, and where it says nothing."""

from __future__ import annotations

from hesskit.course.choices import Option
from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.picks import kinds_of_point
from hesskit.course.homework.assignments.writing import define, matrix, point
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant


class FourPoints(Autograded):
    """Reading a gradient and a Hessian: what the test says at four points, and where it says nothing."""

    name = "q2"
    title = "What the test says"
    minutes = 10
    worth = {"P1": 0.5, "P2": 0.5, "P3": 0.5, "P4": 0.5}
    template = "P1 = ...\nP2 = ...\nP3 = ...\nP4 = ..."

    _SILENT = Option("inconclusive", ("the test proves nothing", "no verdict", "undecided", "D = 0"))
    _SLOPE = Option("not critical", ("no critical point", "not a critical point"))
    _CASES = ("positive diagonal", "slope", "singular", "maximum")
    _RIGHT = {
        "positive diagonal": "a saddle",
        "slope": "not critical",
        "singular": "inconclusive",
        "maximum": "a maximum",
    }

    _WORD = {
        "a saddle": "saddle",
        "not critical": "not critical",
        "inconclusive": "inconclusive",
        "a maximum": "maximum",
    }

    def draw(self, variant: Variant) -> Given:
        order = variant.shuffled("q2", self._CASES)
        return {"cases": list(order), "points": [self._one(variant, case) for case in order]}

    def _one(self, variant: Variant, case: str) -> list[list[int]]:
        """Gradient, and the three entries of the Hessian."""
        a, c = variant.integer(f"q2 {case} a", 1, 4), variant.integer(f"q2 {case} c", 1, 4)
        sign = variant.sign(f"q2 {case} sign")
        slope = [0, 0]
        if case == "positive diagonal":
            entries = [a, sign * (max(a, c) + 1), c]
        elif case == "slope":
            slope, entries = [sign * a, -c], [a + 3, sign * 2, c + 3]
        elif case == "singular":
            c = c if c != a else a + 1
            entries = [a * a, sign * a * c, c * c]
        else:
            entries = [-a - 2, sign * 2, -c - 2]
        return [slope, entries]

    def text(self, given: Given) -> str:
        lines = [
            f"- `P{place + 1}`: $\\nabla f = {point(slope)}$, $H = {matrix([[a, b], [b, c]])}$"
            for place, (slope, (a, b, c)) in enumerate(given["points"])
        ]
        return (
            "At four points of four different functions you are told the gradient and the Hessian:\n\n"
            + "\n".join(lines)
            + '\n\nWhat does the second-derivative test say at each? Answer `"minimum"`, `"maximum"`, `"saddle"`, '
            '`"inconclusive"` (the test proves nothing there) or `"not critical"`. (half a point each, 2 points in all)'
        )

    def parts(self, given: Given) -> tuple[Part, ...]:
        return tuple(
            Part(
                name=f"P{place + 1}",
                points=0.5,
                kind=kinds_of_point(self._RIGHT[case], self._SILENT, self._SLOPE),
                why="",
                nudge="Look at the gradient first, then at $D$, then at the sign of $f_{xx}$.",
                wrong=self._BELIEFS[case],
            )
            for place, case in enumerate(given["cases"])
        )

    _BELIEFS = {
        "positive diagonal": (
            Wrong(
                belief="both diagonals positive make a minimum",
                hint=r"$x^2 + 3xy + y^2$ has two positive diagonal entries and falls along $(1, -1)$. Compute $D$.",
                answers=("a minimum",),
            ),
            Wrong(
                belief="a negative D is no verdict",
                hint=r"For $x^2 - y^2$ the determinant is $-4$, and its shape is certain. When is the test silent?",
                answers=("inconclusive",),
            ),
        ),
        "slope": (
            Wrong(
                belief="the test works without ∇f = 0",
                hint=r"$\exp(x) + \exp(y)$ has a positive definite Hessian everywhere, and nowhere a minimum. "
                "Look at the first thing you are told.",
                answers=("a minimum",),
            ),
        ),
        "singular": (
            Wrong(
                belief="D = 0 makes a saddle",
                hint=r"$x^4 + y^4$ and $x^2 + y^4$ have $D = 0$ at the origin, and a minimum there.",
                answers=("a saddle",),
            ),
            Wrong(
                belief="a semidefinite Hessian makes an extremum",
                hint=r"$x^2 + y^4$ and $x^2 + y^3$ have the same Hessian at the origin; look at them along $y$.",
                answers=("a minimum",),
            ),
        ),
        "maximum": (
            Wrong(
                belief="a positive D makes a minimum",
                hint=r"$-x^2 - y^2$ has $D = 4$. What does it have at the origin?",
                answers=("a minimum",),
            ),
            Wrong(
                belief="negative entries make a saddle",
                hint=r"At a saddle the eigenvalues have different signs, and $D < 0$. Compute $D$.",
                answers=("a saddle",),
            ),
        ),
    }

    def reference(self, given: Given) -> str:
        return define(
            **{f"P{place + 1}": self._WORD[self._RIGHT[case]] for place, case in enumerate(given["cases"])}
        )

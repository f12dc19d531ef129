"""By hand: two mixed partials that differ, at a point where the second partials jump."""

from __future__ import annotations

from hesskit.course.answers import Entries
from hesskit.course.equality import evaluate
from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.writing import define, terms
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant
from hesskit.course.kinds import Point


class Mixed(Autograded):
    """By hand: two mixed partials that differ, at a point where the second partials jump."""

    name = "q5"
    title = "Two mixed partials"
    minutes = 10
    worth = {"mixed": 2}
    template = "mixed = ..."

    def draw(self, variant: Variant) -> Given:
        a, b = variant.shuffled("q5", (2, 3, 4, 5, 6, 7, 8, 9))[:2]
        return {"a": a, "b": b}

    def text(self, given: Given) -> str:
        above = terms((given["a"], "x^2"), (-given["b"], "y^2"))
        return (
            f"Let $g(x, y) = xy\\,\\frac{{{above}}}{{x^2 + y^2}}$ and $g(0, 0) = 0$. Compute at $(0, 0)$, in "
            "this order,\n\n"
            "$$\\frac{\\partial}{\\partial y}\\left(\\frac{\\partial g}{\\partial x}\\right) "
            "\\quad\\text{and}\\quad \\frac{\\partial}{\\partial x}\\left(\\frac{\\partial "
            "g}{\\partial y}\\right).$$\n\n"
            "Give `mixed` as the two numbers in this order, such as `(1, 2)`. (2 points)"
        )

    def _are_equal(self, value: Entries) -> bool:
        first, second = (evaluate(entry) for entry in value.values)
        return first == second

    def parts(self, given: Given) -> tuple[Part, ...]:
        a, b = given["a"], given["b"]
        return (
            Part(
                name="mixed",
                points=2,
                kind=Point(f"({-b}, {a})"),
                why="Both exist, and they differ: the second partials are not continuous at the origin.",
                nudge=r"On the $y$-axis, $\frac{\partial g}{\partial x}(0, y) = \lim_{x \to 0} \frac{g(x, "
                "y)}{x}$. Differentiate that by $y$. Then the same with $x$ and $y$ exchanged.",
                wrong=self._beliefs(a, b),
            ),
        )

    def _beliefs(self, a: int, b: int) -> tuple[Wrong, ...]:
        return (
            Wrong(
                belief="what is zero at a point has zero derivatives there",
                hint=r"$t$ is zero at 0, its slope is not. Compute $\frac{\partial g}{\partial x}$ at $(0, y)$ "
                "for *every* $y$ first, as a limit.",
                answers=((0, 0),),
            ),
            Wrong(
                belief="a Hessian is always symmetric",
                hint=r"It is where the second partials are continuous. For $xy\frac{x^2 - y^2}{x^2 + y^2}$ the "
                "two are $-1$ and $+1$ at the origin. Compute each from its own limit.",
                answers=((a - b, a - b),),
                when=self._are_equal,
            ),
            Wrong(
                belief="the outer derivative is taken first",
                hint=r"In $\frac{\partial}{\partial y}(\frac{\partial g}{\partial x})$ the bracket comes "
                "first: by $x$, at $x = 0$; what is left depends on $y$.",
                answers=((a, -b),),
                points=1,
            ),
            Wrong(
                belief="a minus sign does not survive",
                hint=r"Near the $y$-axis the fraction is nearly that at $x = 0$. Which sign has it there?",
                answers=((b, a), (-b, -a)),
                points=1,
            ),
        )

    def reference(self, given: Given) -> str:
        return define(mixed=(-given["b"], given["a"]))

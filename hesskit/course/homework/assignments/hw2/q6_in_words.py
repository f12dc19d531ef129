"""In words: a single critical point, a local minimum, and no lowest value."""

from __future__ import annotations

from hesskit.course.homework.assignments.parts import Explained
from hesskit.course.homework.assignments.writing import terms
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant


class InWords(Explained):
    """In words: a single critical point, a local minimum, and no lowest value."""

    name = "q6"
    title = "Lowest of all?"
    minutes = 15

    def draw(self, variant: Variant) -> Given:
        return {name: variant.integer(f"q6 {name}", low, 5) for name, low in (("a", 2), ("b", 2), ("c", 1))}

    def _formula(self, given: Given) -> str:
        return f"{terms((given['a'], 'x^2'), (given['b'], 'y^2'))} ({given['c']} - x)^3"

    def text(self, given: Given) -> str:
        return (
            f"$f(x, y) = {self._formula(given)}$ has one critical point only, the origin. A classmate says: “It is "
            "a local minimum, there is no other critical point, so it is the lowest point of all.”\n\n"
            "In three to six sentences: show that the origin is a local minimum and that there is no other "
            "critical point, show with a point of your own that the conclusion is wrong, and say why the "
            "argument holds in one variable and fails in two. (4 points)"
        )

    def reference(self, given: Given) -> str:
        a, b, c = given["a"], given["b"], given["c"]
        x = c + 1
        y = next(y for y in range(1, 100) if a * x * x - b * y * y < -0.5)
        return (
            f"$f_y = {2 * b}y({c} - x)^3$ vanishes only for $y = 0$ or $x = {c}$. For $y = 0$, $f_x = "
            f"{2 * a}x$ gives the origin; for $x = {c}$, $f_x = {2 * a * c} \\neq 0$. At the origin $H$ is "
            f"diagonal with ${2 * a}$ and ${2 * b * c**3}$: positive definite, a local minimum with the value "
            f"0. But $f({x}, {y}) = {a * x * x} - {b * y * y} = {a * x * x - b * y * y} < 0$. In one variable "
            "a function that rises on both sides of its lone critical point can never turn round without a "
            f"second one; in two variables it can go round, over the plane beyond $x = {c}$, and fall there "
            "without ever being level."
        )

    def rubric(self, given: Given) -> str:
        return (
            "- 1 point: both partials are computed, and shown to vanish at the origin only.\n"
            "- 1 point: the origin is a local minimum, by the Hessian (or by $D$ and $f_{xx}$) at the "
            "origin.\n"
            f"- 1 point: a point with $f < 0$, correctly computed (any with $x > {given['c']}$ and $|y|$ large "
            "enough).\n"
            "- 1 point: says why one variable is different: there a second critical point would be needed to "
            "turn round, in the plane there is a way round."
        )

"""In words: a surface that bends up everywhere and has no minimum."""

from __future__ import annotations

from hesskit.course.homework.assignments.parts import Explained
from hesskit.course.homework.assignments.writing import terms
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant


class InWords(Explained):
    """In words: a surface that bends up everywhere and has no minimum."""

    name = "q6"
    title = "Bent up everywhere"
    minutes = 15

    def draw(self, variant: Variant) -> Given:
        return {
            "a": variant.sign("q6 a sign") * variant.integer("q6 a", 1, 4),
            "b": variant.sign("q6 b sign") * variant.integer("q6 b", 1, 4),
        }

    def text(self, given: Given) -> str:
        first, second = (terms((given[name], letter)) for name, letter in (("a", "x"), ("b", "y")))
        return (
            f"A classmate says of $f(x, y) = \\exp({first}) + \\exp({second})$: “Its Hessian at the origin is "
            "positive definite, so the origin is a minimum. And because the Hessian is positive definite "
            "everywhere, $f$ has a lowest value.”\n\n"
            "In three to six sentences: which of these statements about the Hessian are right, what is wrong "
            "with the two conclusions, and what does a positive definite Hessian *everywhere* really prove? "
            "Use the gradient, and the model of order 2 at the origin. (4 points)"
        )

    def reference(self, given: Given) -> str:
        a, b = given["a"], given["b"]
        first, second = (f"\\exp({terms((size, letter))})" for size, letter in ((a, "x"), (b, "y")))
        linear = terms((2, ""), (a, "x"), (b, "y"))
        away = "(" + ", ".join("-t" if size > 0 else "t" for size in (a, b)) + ")"
        return (
            f"$H$ is diagonal with ${terms((a * a, first))}$ and ${terms((b * b, second))}$, both positive: "
            f"positive definite everywhere, that is right. But $\\nabla f(0, 0) = ({a}, {b}) \\neq 0$: the "
            f"model there is ${linear} + \\frac{{1}}{{2}}({terms((a * a, 'x^2'), (b * b, 'y^2'))})$, a tilted "
            f"bowl, lowest at $({-1 / a:.3g}, {-1 / b:.3g})$ and not at the origin. The gradient vanishes "
            f"nowhere, so $f$ has no minimum: along ${away}$ it falls towards 0 and never reaches it. What is "
            "proved is that $f$ is strictly convex: every chord lies above it, so it has at most one minimum, "
            "not at least one."
        )

    def rubric(self, given: Given) -> str:
        return (
            "- 1 point: computes $H$ and says that it is positive definite everywhere, which is right.\n"
            "- 1 point: $\\nabla f \\neq 0$ at the origin (the model is a tilted bowl), so the origin is no "
            "minimum.\n"
            "- 1 point: no lowest value: the gradient vanishes nowhere, or $f$ tends to 0 without reaching it "
            "in a direction that is named.\n"
            "- 1 point: says what is proved: $f$ is (strictly) convex, and has at *most* one minimum."
        )

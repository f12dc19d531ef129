"""By hand: the Taylor model of order 2 of a product."""

from __future__ import annotations

from fractions import Fraction

from hesskit.course.formulas import Formula
from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.writing import define, terms
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant


class Model(Autograded):
    """By hand: the Taylor model of order 2 of a product."""

    name = "q1"
    title = "A model by hand"
    minutes = 12
    worth = {"model": 4}
    template = 'model = "..."'

    def draw(self, variant: Variant) -> Given:
        c = variant.choose("q1 c", (-4, -2, 2, 4))
        b = variant.sign("q1 sign") * variant.integer("q1 b", 2, 5)
        return {"a": variant.choose("q1 a", (1, 3, 5, 7)), "b": b, "c": c}

    def _function(self, given: Given) -> str:
        return f"({terms((given['a'], ''), (given['b'], 'x'))}) \\exp({terms((given['c'], 'y'))})"

    def text(self, given: Given) -> str:
        return (
            f"By hand: what is the Taylor model of order 2 of $f(x, y) = {self._function(given)}$ at the origin?\n\n"
            'Give `model` as a formula in $x$ and $y$, such as `"3 + x/2 - y^2"`. (4 points)'
        )

    def _model(
        self, given: Given, value: float = 1, slope: float = 1, mixed: float = 1, square: float = 1
    ) -> str:
        """The model, each of its terms by so much."""
        a, b, c = given["a"], given["b"], given["c"]
        shares = (
            (value * a, ""),
            (slope * b, "x"),
            (slope * a * c, "y"),
            (mixed * b * c, "x y"),
            (Fraction(a * c * c, 2) * Fraction(square), "y^2"),
        )
        return terms(*((float(size), letters) for size, letters in shares))

    def parts(self, given: Given) -> tuple[Part, ...]:
        return (
            Part(
                name="model",
                points=4,
                kind=Formula(self._model(given)),
                why="Value, gradient and Hessian at the origin: six numbers, of which one is zero.",
                nudge=r"Compute $f$, $\nabla f$ and $H$ at the origin, then $f + \nabla f^{\mathsf{T}} d + "
                r"\frac{1}{2} d^{\mathsf{T}} H d$ with $d = (x, y)$.",
                wrong=(*self._orders(given), *self._terms_amiss(given)),
            ),
        )

    def _orders(self, given: Given) -> tuple[Wrong, ...]:
        return (
            Wrong(
                belief="the model of order 2 is the tangent plane",
                hint=r"$1 + t$ is the tangent of $\exp(t)$ and runs below it everywhere. Which terms make the "
                "model bend?",
                answers=(self._model(given, mixed=0, square=0),),
                points=1,
            ),
            Wrong(
                belief="the second order has no half",
                hint="For $t^2$ at 0 the second derivative is 2, and the model must be $t^2$ again: "
                r"$\frac{1}{2} \cdot 2 \cdot t^2$.",
                answers=(self._model(given, mixed=2, square=2),),
                points=2,
            ),
            Wrong(
                belief="the mixed partial counts once",
                hint="For $xy$ the only second partial that is not 0 is the mixed one, 1, and the model must "
                "be $xy$ again, not half of it.",
                answers=(self._model(given, mixed=0.5),),
                points=2,
            ),
        )

    def _terms_amiss(self, given: Given) -> tuple[Wrong, ...]:
        third = terms((Fraction(given["b"] * given["c"] ** 2, 2).numerator, "x y^2"))
        return (
            Wrong(
                belief="the squares have no half",
                hint=r"For $\exp(t)$ the second derivative at 0 is 1, and the model $1 + t + \frac{1}{2} t^2$.",
                answers=(self._model(given, square=2),),
                points=2,
            ),
            Wrong(
                belief="the value is no part of the model",
                hint=r"At the origin itself the model must agree with $f$. What does yours give there?",
                answers=(self._model(given, value=0),),
                points=2,
            ),
            Wrong(
                belief="it is enough to replace exp(t) by 1 + t",
                hint=r"$1 + t$ is right to first order. Compare $\exp(0.1)$ with it: what is left is about "
                r"$\frac{1}{2} \cdot 0.1^2$, and that is of second order.",
                answers=(self._model(given, square=0),),
                points=2,
            ),
            Wrong(
                belief="a model of order 2 may keep terms of third order",
                hint="$xy^2$ is of third order: along $x = y$ it is $t^3$. A model of order 2 has the powers "
                "0, 1 and 2 of the distance.",
                answers=(f"{self._model(given)} + ({third})",),
                points=2,
            ),
        )

    def reference(self, given: Given) -> str:
        return define(model=self._model(given))

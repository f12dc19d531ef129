"""By hand: the Hessian of a polynomial as formulas, and at a point."""

from __future__ import annotations

from functools import cached_property
from itertools import product

from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.writing import define, point, rows, terms
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant
from hesskit.course.kinds import Matrix


class FromFToH(Autograded):
    """By hand: the Hessian of a polynomial as formulas, and at a point."""

    name = "q1"
    title = "From f to H"
    minutes = 12
    worth = {"H": 2, "H_at_p": 2}
    template = 'H = "..."\nH_at_p = ...'

    @cached_property
    def _possible(self) -> tuple[tuple[int, ...], ...]:
        """Coefficients of x²y, xy³ and x, and a point: no entry of H vanishes there, and x and y cannot be confused."""
        sizes = product((2, 3, 4, 5), (-3, -2, -1, 1, 2), (3, 4, 5, 7), (-2, -1, 1, 2), (-2, -1, 1, 2))
        return tuple(
            (a, b, c, p, q)
            for a, b, c, p, q in sizes
            if abs(p) != abs(q)
            and 2 * a * p + 3 * b * q * q != 0
            and self._at(a, b, p, q) != self._at(a, b, q, p)
            and self._determinant(self._at(a, b, p, q)) != 0
        )

    def _at(self, a: int, b: int, p: int, q: int) -> list[list[int]]:
        mixed = 2 * a * p + 3 * b * q * q
        return [[2 * a * q, mixed], [mixed, 6 * b * p * q]]

    def _determinant(self, h: list[list[int]]) -> int:
        return h[0][0] * h[1][1] - h[0][1] * h[1][0]

    def draw(self, variant: Variant) -> Given:
        a, b, c, p, q = variant.choose("q1", self._possible)
        return {"a": a, "b": b, "c": c, "point": [p, q]}

    def _formula(self, given: Given) -> str:
        return terms((given["a"], "x^2 y"), (given["b"], "x y^3"), (given["c"], "x"))

    def text(self, given: Given) -> str:
        return (
            f"By hand, for $f(x, y) = {self._formula(given)}$:\n\n"
            "- `H` (2 points): the Hessian matrix as formulas in $x$ and $y$, given as text, "
            'such as `"[[2x, 1], [1, y^2]]"`;\n'
            f"- `H_at_p` (2 points): the Hessian matrix at the point $p = {point(given['point'])}$, "
            "such as `[[2, 1], [1, 3]]`."
        )

    def _entries(self, given: Given) -> tuple[str, str, str]:
        a, b = given["a"], given["b"]
        return f"{2 * a}y", terms((2 * a, "x"), (3 * b, "y^2")), f"{6 * b}x y"

    def reference(self, given: Given) -> str:
        first, mixed, last = self._entries(given)
        return define(
            H=rows([[first, mixed], [mixed, last]]), H_at_p=self._at(given["a"], given["b"], *given["point"])
        )

    def parts(self, given: Given) -> tuple[Part, ...]:
        return self._formulas(given), self._numbers(given)

    def _formulas(self, given: Given) -> Part:
        a, b, c = given["a"], given["b"], given["c"]
        first, mixed, last = self._entries(given)
        slopes = [terms((2 * a, "x y"), (b, "y^3"), (c, "")), terms((a, "x^2"), (3 * b, "x y^2"))]
        return Part(
            name="H",
            points=2,
            kind=Matrix(rows([[first, mixed], [mixed, last]])),
            why="Both mixed partials come out the same, as they must for a polynomial.",
            nudge=r"Write down $\partial f/\partial x$ and $\partial f/\partial y$ first, then differentiate "
            "each of them by $x$ and by $y$: four entries.",
            wrong=(
                Wrong(
                    belief="the gradient is the Hessian",
                    hint="For $t^2$ the slope is $2t$ and the second derivative $2$; the Hessian is made of "
                    "the latter sort. Differentiate each first partial once more, by $x$ and by $y$.",
                    answers=("[" + ", ".join(slopes) + "]",),
                    points=0.5,
                ),
                Wrong(
                    belief="each variable is differentiated on its own",
                    hint="Take $xy$: by $x$ it gives $y$. And that, by $y$, is not 0. Which of your first "
                    "partials contain both letters?",
                    answers=(rows([[first, 0], [0, last]]),),
                    points=1,
                ),
                Wrong(
                    belief="only one of the two mixed partials counts",
                    hint=r"Take $xy$, first by $x$ then by $y$, and first by $y$ then by $x$: is either one zero?",
                    answers=(rows([[first, mixed], [0, last]]), rows([[first, 0], [mixed, last]])),
                    points=1,
                ),
            ),
        )

    def _numbers(self, given: Given) -> Part:
        a, b, (p, q) = given["a"], given["b"], given["point"]
        first, mixed, last = self._entries(given)
        h = self._at(a, b, p, q)
        return Part(
            name="H_at_p",
            points=2,
            kind=Matrix(str(h)),
            why="The Hessian is one matrix of numbers for each point.",
            nudge="Differentiate twice with letters first, and put in the point last; mind the signs.",
            wrong=(
                Wrong(
                    belief="the Hessian at a point is a matrix of formulas",
                    hint=r"At one point the entries are four numbers: $6x$ at $(0, 1)$, say, is 0. Put the point in.",
                    answers=(rows([[first, mixed], [mixed, last]]),),
                ),
                Wrong(
                    belief="the point is put in before differentiating",
                    hint="Take $t^2$ at $t = 3$: put in first, it is the constant 9, whose derivative is 0. "
                    "Yet the slope there is 6.",
                    answers=([[0, 0], [0, 0]],),
                ),
                Wrong(
                    belief="the first coordinate is y",
                    hint=r"A point is written $(x, y)$: in $(0, 5)$ it is $x$ that is 0.",
                    answers=(self._at(a, b, q, p),),
                ),
                Wrong(
                    belief="each variable is differentiated on its own",
                    hint=r"Take $xy^2$: by $x$ it gives $y^2$. How fast does that change when only $y$ moves?",
                    answers=([[h[0][0], 0], [0, h[1][1]]],),
                    points=1,
                ),
            ),
        )

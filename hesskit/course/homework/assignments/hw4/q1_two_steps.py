"""By hand: one step of Newton's method and one of gradient descent from the same point."""

from __future__ import annotations

from functools import cached_property
from itertools import combinations, product

from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.writing import define, point, terms
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant
from hesskit.course.kinds import Point


class TwoSteps(Autograded):
    """By hand: one step of Newton's method and one of gradient descent from the same point."""

    name = "q1"
    title = "Two first steps"
    minutes = 15
    worth = {"newton_point": 2, "descent_point": 1}
    template = "newton_point = ...\ndescent_point = ..."

    _STEPS = tuple(product((-3, -2, 2, 3), (-3, -2, 2, 3)))

    @cached_property
    def _possible(self) -> tuple[tuple[int, ...], ...]:
        """Coefficients of x³, xy and y², the point, Newton's step: all whole; no mistake gives the right point."""
        sizes = product((1, 2), (-3, -2, 2, 3), (1, 2, 3), (1,), (-2, -1, 2), self._STEPS)
        return tuple((a, b, c, p, q, *d) for a, b, c, p, q, d in sizes if self._is_sound(a, b, c, p, q, d))

    def _is_sound(self, a: int, b: int, c: int, p: int, q: int, d: tuple[int, int]) -> bool:
        h = (6 * a * p, b, 2 * c)
        gradient = self._gradient(h, d)
        linear = self._linear(a, b, c, p, q, gradient)
        if h[0] * h[2] - b * b <= 0 or 0 in gradient + linear or max(map(abs, linear)) >= 30:
            return False
        g, k = gradient
        ends = [
            d,
            (-d[0], -d[1]),
            (-h[0] * g - h[1] * k, -h[1] * g - h[2] * k),
            (-g / h[0], -k / h[2]),
            (-g, -k),
        ]
        ends = [*((p + u, q + v) for u, v in ends), d]
        return abs(d[0]) != abs(d[1]) and all(
            max(abs(u - x), abs(v - y)) > 0.01 for (u, v), (x, y) in combinations(ends, 2)
        )

    def _gradient(self, h: tuple[int, int, int], d: tuple[int, int]) -> tuple[int, int]:
        """The gradient for which d is Newton's step."""
        return -(h[0] * d[0] + h[1] * d[1]), -(h[1] * d[0] + h[2] * d[1])

    def _linear(self, a: int, b: int, c: int, p: int, q: int, gradient: tuple[int, int]) -> tuple[int, int]:
        return gradient[0] - 3 * a * p * p - b * q, gradient[1] - b * p - 2 * c * q

    def draw(self, variant: Variant) -> Given:
        a, b, c, p, q, first, second = variant.choose("q1", self._possible)
        return {"a": a, "b": b, "c": c, "point": [p, q], "step": [first, second]}

    def _at_point(self, given: Given) -> tuple[tuple[int, int, int], tuple[int, int]]:
        h = (6 * given["a"] * given["point"][0], given["b"], 2 * given["c"])
        return h, self._gradient(h, (given["step"][0], given["step"][1]))

    def text(self, given: Given) -> str:
        a, b, c, (p, q) = given["a"], given["b"], given["c"], given["point"]
        first, second = self._linear(a, b, c, p, q, self._at_point(given)[1])
        f = terms((a, "x^3"), (b, "x y"), (c, "y^2"), (first, "x"), (second, "y"))
        return (
            f"By hand, for $f(x, y) = {f}$, starting at ${point((p, q))}$:\n\n"
            "- `newton_point` (2 points): the point at which one step of Newton's method arrives, such as "
            "`(1, 2)`;\n"
            "- `descent_point` (1 point): the point at which one step of gradient descent with the step size "
            "$t = 0.1$ arrives."
        )

    def _moved(self, given: Given, *step: float) -> tuple[float, float]:
        p, q = given["point"]
        return round(p + step[0], 10), round(q + step[1], 10)

    def parts(self, given: Given) -> tuple[Part, ...]:
        return self._newton(given), self._descent(given)

    def _newton(self, given: Given) -> Part:
        first, second = given["step"]
        return Part(
            name="newton_point",
            points=2,
            kind=Point(str(self._moved(given, first, second))),
            why="Elimination solves the two equations; an inverse is never needed.",
            nudge=r"Compute $\nabla f$ and $H$ at the point, solve $H d = -\nabla f$, and add $d$ to the point.",
            wrong=self._newton_beliefs(given),
        )

    def _newton_beliefs(self, given: Given) -> tuple[Wrong, ...]:
        h, (g, k) = self._at_point(given)
        return (
            Wrong(
                belief="the step is the point",
                hint=r"From $(10, 20)$ the step $(1, 2)$ leads to $(11, 22)$. Where does your step lead?",
                answers=(tuple(given["step"]),),
                points=1,
            ),
            Wrong(
                belief="the step has the sign of the gradient",
                hint="For $x^2$ at $x = 5$ the slope is 10, and the bottom lies to the left. In which "
                "equation does a minus sign stand?",
                answers=(self._moved(given, *(-move for move in given["step"])),),
                points=1,
            ),
            Wrong(
                belief="the Hessian multiplies the gradient",
                hint="On $50x^2$ at $x = 1$ that would lead 10 000 to the left; the bottom is 1 away. A "
                "strong bend makes a *short* step.",
                answers=(self._moved(given, -(h[0] * g + h[1] * k), -(h[1] * g + h[2] * k)),),
            ),
            Wrong(
                belief="each variable is solved for on its own",
                hint="The mixed partial ties the two equations together. Put your step $d$ into $H d$: is it "
                r"$-\nabla f$?",
                answers=(self._moved(given, -g / h[0], -k / h[2]),),
                points=0.5,
            ),
            Wrong(
                belief="Newton steps against the gradient",
                hint="The gradient says which way is down, the Hessian how soon the slope is used up: for "
                "$50x^2$ at 1 the step $-100$ overshoots.",
                answers=(self._moved(given, -g, -k),),
            ),
        )

    def _descent(self, given: Given) -> Part:
        _, (g, k) = self._at_point(given)
        size = (g * g + k * k) ** 0.5
        wrong = (
            Wrong(
                belief="gradient descent goes along the gradient",
                hint=r"On $f = x$ the gradient is $(1, 0)$; does $f$ fall that way?",
                answers=(self._moved(given, g / 10, k / 10),),
                points=0.5,
            ),
            Wrong(
                belief="the step size is the length of the step",
                hint="A step is $t$ times the gradient: on $x^2$ with $t = 0.1$ it is 2 long at $x = 10$, and "
                "0.2 at $x = 1$.",
                answers=(self._moved(given, -g / size / 10, -k / size / 10),),
            ),
            Wrong(
                belief="the step size does not count",
                hint="With $t = 0.1$ the step is a tenth of the gradient. Compare with the whole of it.",
                answers=(self._moved(given, -g, -k),),
            ),
        )
        return Part(
            name="descent_point",
            points=1,
            kind=Point(str(self._moved(given, -g / 10, -k / 10))),
            why="",
            nudge=r"The step is $-t \nabla f$, with the gradient at the point.",
            wrong=wrong,
        )

    def _right(self, given: Given) -> tuple[tuple[float, float], tuple[float, float]]:
        g, k = self._at_point(given)[1]
        return self._moved(given, *given["step"]), self._moved(given, -g / 10, -k / 10)

    def reference(self, given: Given) -> str:
        return define(newton_point=self._right(given)[0], descent_point=self._right(given)[1])

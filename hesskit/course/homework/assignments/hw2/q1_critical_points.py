"""By hand: the critical points of a cubic, and their kinds."""

from __future__ import annotations

from functools import cached_property
from itertools import product
from math import gcd

from hesskit.course.answers import Entries
from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.picks import Spots, kinds_of_point
from hesskit.course.homework.assignments.writing import define, terms
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant
from hesskit.course.kinds import Point
from hesskit.course.witnesses import number_rows


class CriticalPoints(Autograded):
    """By hand: the critical points of a cubic, and their kinds."""

    name = "q1"
    title = "Every critical point of a cubic"
    minutes = 15
    worth = {"points": 2, "saddle": 1, "other": 1}
    template = "points = ...\nsaddle = ...\nother = ..."

    @cached_property
    def _possible(self) -> tuple[tuple[int, ...], ...]:
        """Coefficients of x³, y³ and xy, and the second critical point: small whole numbers all of them."""
        found = {}
        for x, y, turned in product((-2, -1, 1, 2), (-2, -1, 1, 2), (1, -1)):
            a, b, k = turned * y**3, turned * x**3, -3 * turned * x * x * y * y
            shared = gcd(a, b, k // 3)
            found[a // shared, b // shared, k // shared] = (x, y)
        return tuple((*factors, *point) for factors, point in sorted(found.items()))

    def draw(self, variant: Variant) -> Given:
        a, b, k, x, y = variant.choose("q1", self._possible)
        more = variant.integer("q1 constant", 1, 9)
        return {"a": a, "b": b, "k": k, "more": more, "point": [x, y]}

    def _kind(self, given: Given) -> str:
        """At the second point D = 27(abxy...) > 0, and f_xx = 6ax decides."""
        return "a minimum" if given["a"] * given["point"][0] > 0 else "a maximum"

    def text(self, given: Given) -> str:
        f = terms((given["a"], "x^3"), (given["b"], "y^3"), (given["k"], "x y"), (given["more"], ""))
        return (
            f"By hand, for $f(x, y) = {f}$:\n\n"
            "- `points` (2 points): all critical points, in any order, as a list such as `[(5, 6), (7, 8)]`;\n"
            "- `saddle` (1 point): the one of them that is a saddle, such as `(5, 6)`;\n"
            '- `other` (1 point): the kind of the other one, `"minimum"` or `"maximum"`.'
        )

    def _partials(self, given: Given, x: float, y: float) -> tuple[float, float]:
        a, b, k = given["a"], given["b"], given["k"]
        return 3 * a * x * x + k * y, 3 * b * y * y + k * x

    def parts(self, given: Given) -> tuple[Part, ...]:
        x, y = given["point"]
        return self._all_points(given), self._saddle(x, y), self._other(given)

    def _is_half_solved(self, given: Given, value: Entries) -> bool:
        """Does some point solve one of the two equations only, and none solve neither?"""
        slopes = [self._partials(given, *row) for row in number_rows(value)]
        vanish = [sorted(abs(slope) < 1e-6 for slope in pair) for pair in slopes]
        return [False, True] in vanish and [False, False] not in vanish

    def _all_points(self, given: Given) -> Part:
        x, y = given["point"]
        wrong = (
            Wrong(
                belief="one may divide by x without losing a point",
                hint=r"$x^4 = x$ has the solution 1, and $x = 0$ too: dividing by $x$ loses it. Where did you divide?",
                answers=([(x, y)],),
                points=1,
            ),
            Wrong(
                belief="the origin is the only critical point",
                hint="$x^2 = y$ and $y^2 = x$ have a second common solution. Put one of your two equations "
                "into the other.",
                answers=([(0, 0)],),
                points=0.5,
            ),
            Wrong(
                belief="one partial that vanishes makes a critical point",
                hint="$f_x$ and $f_y$ must vanish *at the same point*: for $x^2 + y$ the first does at the "
                "origin. Put each of your points into both equations.",
                answers=([(0, 0), (x, y), (-x, y)],),
                when=lambda value: self._is_half_solved(given, value),
                points=0.5,
            ),
        )
        return Part(
            name="points",
            points=2,
            kind=Spots(f"(0, 0), ({x}, {y})"),
            why="",
            nudge=r"Solve $f_x = 0$ for $y$, put that into $f_y = 0$, and factorise; check each point in "
            r"both equations.",
            wrong=wrong,
        )

    def _saddle(self, x: int, y: int) -> Part:
        return Part(
            name="saddle",
            points=1,
            kind=Point("(0, 0)"),
            why="There $D < 0$, although both diagonal entries of $H$ vanish.",
            nudge="Compute $D = f_{xx} f_{yy} - f_{xy}^2$ at each of your critical points.",
            wrong=(
                Wrong(
                    belief="a positive D makes a saddle",
                    hint="$D$ is the product of the two eigenvalues: at a saddle they have different signs. "
                    "Compute $D$ for $x^2 - y^2$.",
                    answers=((x, y),),
                ),
            ),
        )

    def _other(self, given: Given) -> Part:
        right = self._kind(given)
        opposite = "a maximum" if right == "a minimum" else "a minimum"
        return Part(
            name="other",
            points=1,
            kind=kinds_of_point(right),
            why="",
            nudge="With $D > 0$ the sign of $f_{xx}$ decides.",
            wrong=(
                Wrong(
                    belief="D alone tells a minimum from a maximum",
                    hint="$x^2 + y^2$ and $-x^2 - y^2$ have the same $D = 4$. What tells them apart?",
                    answers=(opposite,),
                ),
                Wrong(
                    belief="a mixed partial makes a saddle",
                    hint="$x^2 + xy + y^2$ has a mixed partial, and a minimum. Compute $D$ at the point.",
                    answers=("a saddle",),
                ),
            ),
        )

    def reference(self, given: Given) -> str:
        return define(points=[(0, 0), tuple(given["point"])], saddle=(0, 0), other=self._kind(given)[2:])

"""A construction: a surface with a given slope and a given curvature along a direction."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from hesskit.course.built import gradient_at
from hesskit.course.constructions import Built
from hesskit.course.homework.assignments.built_at import BuiltAt
from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.writing import define, point
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant


class SlopeAndBend(Autograded):
    """A construction: a surface with a given slope and a given curvature along a direction."""

    name = "q4"
    title = "A slope and a bend to order"
    minutes = 12
    worth = {"f": 3}
    template = 'f = "..."'

    def draw(self, variant: Variant) -> Given:
        p, q = variant.shuffled("q4", (-2, -1, 1, 2))[:2]
        direction = variant.choose("q4 direction", ((3, 4), (4, 3), (3, -4), (-4, 3)))
        return {
            "point": [p, q],
            "direction": list(direction),
            "slope": variant.integer("q4 slope", 2, 6),
            "bend": -variant.integer("q4 bend", 2, 6),
        }

    def text(self, given: Given) -> str:
        return (
            f"Build one: a function $f(x, y)$ that at ${point(given['point'])}$, along the direction of "
            f"${point(given['direction'])}$, rises with the slope ${given['slope']}$ per unit of length and "
            "there has the "
            f"curvature ${given['bend']}$ along the same direction.\n\n"
            'Give `f` as a formula in text, such as `"x y - 3x^2"`. Every function with these two properties is right. '
            "(3 points)"
        )

    def _formula(self, given: Given, shape: str, length: int = 5) -> str:
        """A formula with w for the distance along the direction, 5 being the vector's length."""
        (p, q), (c, d) = given["point"], given["direction"]
        return shape.replace("w", f"(({c}(x - ({p})) + ({d})(y - ({q})))/{length})")

    def _shape(self, slope: float, bend: float) -> str:
        return f"{slope}w + ({bend / 2:g})w^2"

    def _along(self, built: Built, given: Given) -> tuple[float, float]:
        u = np.array(given["direction"]) / 5
        return float(gradient_at(built) @ u), float(u @ built.hessian @ u)

    def parts(self, given: Given) -> tuple[Part, ...]:
        slope, bend = given["slope"], given["bend"]

        def has(wanted_slope: float | None, wanted_bend: float | None) -> Callable[[Built], bool]:
            def passes(built: Built) -> bool:
                pairs = zip(self._along(built, given), (wanted_slope, wanted_bend), strict=True)
                return all(wanted is None or abs(found - wanted) < 1e-6 for found, wanted in pairs)

            return passes

        return (
            Part(
                name="f",
                points=3,
                kind=BuiltAt(has(slope, bend), "x", place=tuple(given["point"]), shown="x^3 y + y"),
                why="Across the direction your surface may do what it likes.",
                nudge=r"With the unit vector $u$: the slope is $\nabla f \cdot u$, the curvature "
                r"$u^{\mathsf{T}} H u$, both at the point. Start from the distance along $u$ as a formula.",
                wrong=tuple(
                    Wrong(belief=name, hint=hint, answers=(answer,), when=has(*wanted), points=points)
                    for wanted, answer, points, name, hint in self._beliefs(given)
                ),
            ),
        )

    def _beliefs(
        self, given: Given
    ) -> tuple[tuple[tuple[float | None, float | None], str, float, str, str], ...]:
        """Slope and curvature of a wrong answer, an example, its points, and the belief."""
        slope, bend = given["slope"], given["bend"]
        return (
            (
                (slope / 5, bend / 25), self._formula(given, self._shape(slope, bend), 25), 1,
                "any vector along the direction will do",
                r"On $f = x$ the slope along $x$ is 1, and $\nabla f \cdot (7, 0) = 7$. Use the unit vector.",
            ),
            (
                (slope, 2 * bend), self._formula(given, self._shape(slope, 2 * bend)), 2,
                "the number before a square is the curvature",
                r"$7t^2$ has the second derivative 14. Compute $u^{\mathsf{T}} H u$ for your function.",
            ),
            (
                (-slope, bend), self._formula(given, self._shape(-slope, bend)), 2,
                "the direction's sign does not matter",
                "Along $-u$ a slope changes its sign, a curvature does not. Does yours rise or fall along the "
                "direction?",
            ),
            (
                (0, bend), self._formula(given, self._shape(0, bend).replace("0w + ", "")), 1,
                "a curvature can only be had at a critical point",
                r"$t^2 + t$ bends at 0 as $t^2$ does, and has a slope there. Compute $\nabla f$ of yours at the point.",
            ),
            (
                (slope, None), self._formula(given, f"{slope}w"), 1,
                "a slope along a direction says how the surface bends",
                r"$t$ and $t + t^2$ have the same slope at 0. Your slope is right; compute $u^{\mathsf{T}} H u$.",
            ),
            (
                (None, bend), self._formula(given, self._shape(slope + 1, bend)), 1,
                "a curvature says how fast the surface rises",
                r"$t^2$ and $t^2 + t$ have the same curvature at 0. Your curvature is right; compute "
                r"$\nabla f \cdot u$.",
            ),
        )  # fmt: skip

    def reference(self, given: Given) -> str:
        return define(f=self._formula(given, self._shape(given["slope"], given["bend"])))

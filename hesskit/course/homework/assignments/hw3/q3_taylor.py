"""Code: the value of the model of order 2 at a point, in any number of variables."""

from __future__ import annotations

from typing import Any

import numpy as np

from hesskit.course.homework.assignments.calls import Calls, calls, gave
from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant


class Taylor(Autograded):
    """Code: the value of the model of order 2 at a point, in any number of variables."""

    name = "q3"
    title = "The model in n variables"
    minutes = 12
    worth = {"taylor": 4}
    template = "def taylor(value, gradient, H, centre, point):\n    ..."

    def draw(self, variant: Variant) -> Given:
        def number(label: str, low: int = 1, high: int = 5) -> float:
            return float(variant.sign(f"q3 {label} sign") * variant.integer(f"q3 {label}", low, high))

        h = [[number("a"), number("b")], [number("b"), number("c")]]
        steep = [[number("d"), 1.0, -2.0], [1.0, number("e"), 3.0], [-2.0, 3.0, number("f")]]
        centre = [number("p", 2), number("q", 2)]
        probes: list[Any] = [
            [number("value"), [number("g"), number("k")], h, centre, [centre[0] + 0.5, centre[1] - 1.0]],
            [number("more"), [number("l"), number("m")], h, centre, [centre[0] - 1.5, centre[1] - 0.5]],
            [1.0, [number("r"), 2.0, number("s")], steep, [1.0, 2.0, -1.0], [1.5, 1.0, 1.0]],
        ]
        return {"probes": probes}

    def text(self, given: Given) -> str:
        value, gradient, h, centre, point = given["probes"][0]
        return (
            "Write a function `taylor(value, gradient, H, centre, point)`: what the Taylor model of order 2 "
            "gives at `point`, when `value`, `gradient` and `H` are those of the function at `centre`. "
            "`value` is a number, the others arrive as NumPy arrays, in any number of variables. The function "
            "gives one number.\n\n"
            f"Try it with `taylor({value}, np.array({gradient}), np.array({h}), np.array({centre}), "
            f"np.array({point}))`, which you can check by hand. (4 points)"
        )

    def _right(self, value: float, gradient: Any, h: Any, centre: Any, point: Any) -> float:
        d = np.subtract(point, centre)
        return float(value + np.dot(gradient, d) + d @ np.array(h) @ d / 2)

    def _without_half(self, value: float, gradient: Any, h: Any, centre: Any, point: Any) -> float:
        return self._right(value, gradient, 2 * np.array(h), centre, point)

    def _plane(self, value: float, gradient: Any, h: Any, centre: Any, point: Any) -> float:
        return self._right(value, gradient, 0 * np.array(h), centre, point)

    def _from_origin(self, value: float, gradient: Any, h: Any, centre: Any, point: Any) -> float:
        return self._right(value, gradient, h, np.zeros(len(centre)), point)

    def _backwards(self, value: float, gradient: Any, h: Any, centre: Any, point: Any) -> float:
        return self._right(value, gradient, h, point, centre)

    def _diagonal_only(self, value: float, gradient: Any, h: Any, centre: Any, point: Any) -> float:
        return self._right(value, gradient, np.diag(np.diag(h)), centre, point)

    _START = "def taylor(value, gradient, H, centre, point):\n    d = "
    _REFERENCE = f"{_START}point - centre\n    return value + gradient @ d + 0.5 * d @ H @ d"

    def _beliefs(self) -> tuple[tuple[Any, str, float, str, str], ...]:
        """A wrong rule, as a function and as code, its points, and the belief."""
        return (
            (
                self._without_half, "point - centre\n    return value + gradient @ d + d @ H @ d", 2,
                "the second order has no half",
                r"For $t^2$ the second derivative is 2, and the model must give $t^2$ again: $\frac{1}{2} "
                r"\cdot 2 \cdot t^2$.",
            ),
            (
                self._plane, "point - centre\n    return value + gradient @ d", 1,
                "the model of order 2 is the tangent plane",
                r"For $t^2$ at 0 the tangent is flat. Where does `H` enter?",
            ),
            (
                self._from_origin, "point\n    return value + gradient @ d + 0.5 * d @ H @ d", 2,
                "the model is always round the origin",
                "At `point = centre` the model must give `value`. Does yours, for a centre other than the origin?",
            ),
            (
                self._backwards, "centre - point\n    return value + gradient @ d + 0.5 * d @ H @ d", 2,
                "the step leads from the point to the centre",
                "On $f = x$ the model at the centre 0 must give 3 at the point 3. What does yours give?",
            ),
            (
                self._diagonal_only,
                "point - centre\n"
                "    return value + sum(gradient * d) + 0.5 * sum(H[i, i] * d[i]**2 for i in range(len(d)))",
                2, "only the diagonal bends the surface",
                "For $f = xy$ the diagonal of `H` is zero, and yet the model must give $xy$ again.",
            ),
        )  # fmt: skip

    def parts(self, given: Given) -> tuple[Part, ...]:
        probes = given["probes"]
        return (
            Part(
                name="taylor",
                points=4,
                kind=Calls(
                    tuple(self._right(*probe) for probe in probes),
                    "taylor(value, gradient, H, centre, point)",
                    "one number",
                    calls("taylor", probes),
                ),
                why="The same line works in two variables and in two hundred.",
                nudge="Make the step `d` from the centre to the point first; test on $f = xy$, whose model is "
                "$xy$ again.",
                wrong=tuple(
                    Wrong(
                        belief=name,
                        hint=hint,
                        when=gave(rule, probes),
                        code=self._START + code,
                        points=points,
                    )
                    for rule, code, points, name, hint in self._beliefs()
                ),
            ),
        )

    def probes(self, given: Given) -> list[Any]:
        return given["probes"]

    def reference(self, given: Given) -> str:
        return self._REFERENCE

"""Code: Newton's method on a given function, as many steps as are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from hesskit.course.homework.assignments.calls import Calls, calls, gave
from hesskit.course.homework.assignments.parts import Autograded, Part, Wrong
from hesskit.course.homework.assignments.writing import terms
from hesskit.course.homework.question import Given
from hesskit.course.homework.variants import Variant

Array = Any


Step = Callable[[Array, Array, Array], Array]


class Newton(Autograded):
    """Code: Newton's method on a given function, as many steps as are asked for."""

    name = "q3"
    title = "Newton's loop"
    minutes = 15
    worth = {"newton": 4}
    template = "def newton(start, steps):\n    ..."

    def draw(self, variant: Variant) -> Given:
        a, c = variant.integer("q3 a", 1, 4), variant.integer("q3 c", 1, 4)
        starts = [
            [
                float(variant.sign(f"q3 x{k} sign") * variant.integer(f"q3 x{k}", 1, 3)),
                float(variant.sign(f"q3 y{k} sign") * variant.integer(f"q3 y{k}", 1, 3)),
            ]
            for k in range(3)
        ]
        return {
            "a": a,
            "b": variant.sign("q3 b"),
            "c": c,
            "e": variant.sign("q3 e sign") * variant.integer("q3 e", 1, 6),
            "probes": [[starts[0], 1], [starts[1], 3], [starts[2], 2], [starts[2], 0]],
        }

    def _formula(self, given: Given) -> str:
        return terms(
            (1, "x^4"), (given["a"], "x^2"), (given["b"], "x y"), (given["c"], "y^2"), (given["e"], "x")
        )

    def text(self, given: Given) -> str:
        start, steps = given["probes"][1]
        return (
            f"Write a function `newton(start, steps)` for $f(x, y) = {self._formula(given)}$: the point at which "
            "pure Newton arrives from `start` after so many steps. `start` arrives as a NumPy array of two "
            "numbers, `steps` is a whole number, 0 among others. The function gives the two coordinates.\n\n"
            "The next cell has $f$ as `surface`, with `surface.gradient(point)` and `surface.hessian(point)`; "
            "use them, or your own derivatives. Do not use `descend`: the loop is yours. Try "
            f"`newton(np.array({start}), {steps})` first. (4 points)"
        )

    def _derivatives(self, given: Given, point: Array) -> tuple[Array, Array]:
        (x, y), a, b, c, e = point, given["a"], given["b"], given["c"], given["e"]
        gradient = np.array([4 * x**3 + 2 * a * x + b * y + e, b * x + 2 * c * y])
        return gradient, np.array([[12 * x * x + 2 * a, b], [b, 2 * c]])

    def _walk(self, given: Given, step: Step, more: int = 0) -> Callable[[Any, int], Array]:
        """Steps from the point, its gradient and its Hessian."""

        def walked(start: Any, steps: int) -> Array:
            point = np.array(start, dtype=float)
            for _ in range(steps + more):
                point = step(point, *self._derivatives(given, point))
            return point

        return walked

    def _solved(self, point: Array, gradient: Array, h: Array) -> Array:
        return point - np.linalg.solve(h, gradient)

    def _chord(self, given: Given) -> Callable[[Any, int], Array]:
        def walked(start: Any, steps: int) -> Array:
            h = self._derivatives(given, start)[1]
            return self._walk(given, lambda point, gradient, _: self._solved(point, gradient, h))(
                start, steps
            )

        return walked

    def _code(self, step: str, before: str = "", count: str = "steps") -> str:
        return (
            "import numpy as np\n\n"
            "def newton(start, steps):\n"
            "    p = np.array(start, dtype=float)\n"
            f"{before}    for k in range({count}):\n"
            "        g, H = surface.gradient(p), surface.hessian(p)\n"
            f"        {step}\n"
            "    return p"
        )

    def parts(self, given: Given) -> tuple[Part, ...]:
        probes = given["probes"]
        right = tuple(tuple(self._walk(given, self._solved)(*probe).tolist()) for probe in probes)
        return (
            Part(
                name="newton",
                points=4,
                kind=Calls(right, "newton(start, steps)", "two numbers", calls("newton", probes)),
                why="One loop, one solve, no inverse.",
                nudge=r"In each step solve $H d = -\nabla f$, both at the point where you are, and add $d$ to it.",
                wrong=tuple(
                    Wrong(belief=name, hint=hint, when=gave(rule, probes), code=code, points=points)
                    for rule, code, points, name, hint in self._beliefs(given)
                ),
            ),
        )

    def _beliefs(self, given: Given) -> tuple[tuple[Any, str, float, str, str], ...]:
        """A wrong loop, as a function and as code, its points, and the belief."""
        return (
            (
                self._chord(given), self._code("p = p - np.linalg.solve(H0, g)", "    H0 = surface.hessian(p)\n"), 2,
                "the Hessian of the start serves for every step",
                r"For $x^4$ it is 12 at $x = 1$ and 3 at $x = \frac{1}{2}$. Compute it anew where you are.",
            ),
            (
                self._walk(given, lambda p, g, h: p + np.linalg.solve(h, g)),
                self._code("p = p + np.linalg.solve(H, g)"), 2,
                "the step has the sign of the gradient",
                r"For $x^2$ at $x = 5$ the slope is 10, and the bottom lies to the left.",
            ),
            (
                self._walk(given, lambda p, g, h: p - g / np.diag(h)), self._code("p = p - g / np.diag(H)"), 1,
                "each variable is solved for on its own",
                r"On a quadratic with a mixed partial Newton must arrive in one step. Does yours, on $x^2 + xy + y^2$?",
            ),
            (
                self._walk(given, lambda p, g, h: p - g), self._code("p = p - g"), 1,
                "Newton steps against the gradient",
                r"That is gradient descent with $t = 1$. On $50x^2$ at 1 it leads to $-99$; one Newton "
                r"step leads to 0.",
            ),
            (
                self._walk(given, self._solved, more=1),
                self._code("p = p - np.linalg.solve(H, g)", count="steps + 1"), 3,
                "the start is no point of its own", "After 0 steps it must stand at the start. Where does yours stand?",
            ),
            (
                self._walk(given, lambda p, g, h: p - h @ g), self._code("p = p - H @ g"), 1,
                "the Hessian multiplies the gradient",
                r"On $50x^2$ at $x = 1$ that leads 10 000 to the left; the bottom is 1 away.",
            ),
        )  # fmt: skip

    def setup(self, given: Given) -> str:
        return (
            f"import numpy as np\nfrom hesskit import Surface\n\nsurface = Surface({self._formula(given)!r})"
        )

    def probes(self, given: Given) -> list[Any]:
        return given["probes"]

    def reference(self, given: Given) -> str:
        return self._code("p = p - np.linalg.solve(H, g)")

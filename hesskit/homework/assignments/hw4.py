"""Homework 4, Newton against gradient descent: six questions, each with its numbers, its text and its judge."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from itertools import combinations, product
from typing import Any

import numpy as np

from hesskit.course.answers import Built, Choice, Number, Option, Point, gradient_at
from hesskit.homework import Assignment, Given, Variant
from hesskit.homework.assignments.drawings import drawing
from hesskit.homework.assignments.parts import Autograded, Explained, Part, Wrong
from hesskit.homework.assignments.writing import define, point, terms
from hesskit.homework.paper import BuiltAt, Calls, calls, gave


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
            "$η = 0.1$ arrives."
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
                hint="A step is $η$ times the gradient. On $x^2$ with $η = 0.1$ it is 2 long at $x = "
                "10$, and 0.2 at $x = 1$.",
                answers=(self._moved(given, -g / size / 10, -k / size / 10),),
            ),
            Wrong(
                belief="the step size does not count",
                hint="With $η = 0.1$ the step is a tenth of the gradient. You took the whole of it.",
                answers=(self._moved(given, -g, -k),),
            ),
        )
        return Part(
            name="descent_point",
            points=1,
            kind=Point(str(self._moved(given, -g / 10, -k / 10))),
            why="",
            nudge=r"The step is $-η \nabla f$, with the gradient at the point.",
            wrong=wrong,
        )

    def _right(self, given: Given) -> tuple[tuple[float, float], tuple[float, float]]:
        g, k = self._at_point(given)[1]
        return self._moved(given, *given["step"]), self._moved(given, -g / 10, -k / 10)

    def reference(self, given: Given) -> str:
        return define(newton_point=self._right(given)[0], descent_point=self._right(given)[1])


# By hand: which step sizes converge on a quadratic, and how fast one of them does.


class StepSize(Autograded):
    """By hand: which step sizes converge on a quadratic, and how fast one of them does."""

    name = "q2"
    title = "How long a step"
    minutes = 12
    worth = {"limit": 1.5, "factor": 1.5}
    template = "limit = ...\nfactor = ..."

    @cached_property
    def _possible(self) -> tuple[tuple[float, ...], ...]:
        """Quadratics ax² + bxy + ay² and step sizes for which the flat direction is the slow one."""
        sizes = product(range(3, 10), range(2, 16), (-1, 1), (0.01, 0.02, 0.03, 0.04, 0.05))
        return tuple(
            (a, sign * b, t)
            for a, b, sign, t in sizes
            if a < b <= 2 * a - 1 and 0.4 < t * 2 * a < 0.8 and self._are_apart(a, b, t)
        )

    def _are_apart(self, a: int, b: int, t: float) -> bool:
        """Are the right factor and those of the beliefs different?"""
        flat, steep = 2 * a - b, 2 * a + b
        factors = [1 - t * flat, abs(1 - t * steep), (steep - flat) / (steep + flat), 1 - 2 * a * t, t * flat]
        return all(abs(one - other) > 0.02 for i, one in enumerate(factors) for other in factors[:i])

    def draw(self, variant: Variant) -> Given:
        a, b, t = variant.choose("q2", self._possible)
        return {"a": a, "b": b, "t": t}

    def text(self, given: Given) -> str:
        a, b, t = given["a"], given["b"], given["t"]
        f = terms((a, "x^2"), (b, "x y"), (a, "y^2"))
        return (
            f"Gradient descent with a fixed step size $η$ goes down the bowl $f(x, y) = {f}$. "
            "By hand:\n\n"
            "- `limit` (1.5 points): below which number must $η$ stay, so that it converges from every start?\n"
            f"- `factor` (1.5 points): with $η = {t}$, by which factor is the distance to the minimum "
            "multiplied at each step, "
            "in the direction in which it goes slowest?\n\n"
            'Give fractions as text, such as `"2/7"`, or numbers with three digits.'
        )

    def _eigenvalues(self, given: Given) -> tuple[int, int]:
        return 2 * given["a"] - abs(given["b"]), 2 * given["a"] + abs(given["b"])

    def _number(self, value: float) -> str:
        return f"{value:.12g}"

    def parts(self, given: Given) -> tuple[Part, ...]:
        return self._limit(given), self._factor(given)

    def _limit(self, given: Given) -> Part:
        flat, steep = self._eigenvalues(given)
        found = (
            (
                1 / given["a"], 0.5, "M is the largest diagonal entry",
                r"$x^2 + 3xy + y^2$ has the diagonal entries 2, and along $(1, 1)/\sqrt 2$ the curvature 5. "
                "Where is the bend of your bowl strongest?",
            ),
            (
                1 / steep, 0.5, "a step that overshoots diverges",
                "On $x^2$ with $η = 0.8$ from 10 the next points are $-6$, 3.6, $-2.16$. It overshoots "
                "each time, and converges.",
            ),
            (
                4 / steep, 0.5, "the number in front of a square is the second derivative",
                r"For $5x^2$ the second derivative is 10. Write down the Hessian before its eigenvalues.",
            ),
            (
                2 / flat, 0.5, "the flattest direction sets the limit",
                "On $x^2 + 100y^2$ with $η = 0.9$ compute two steps from $(1, 1)$. Which variable runs "
                "away?",
            ),
        )  # fmt: skip
        return Part(
            name="limit",
            points=1.5,
            kind=Number(f"2/{steep}", tolerance=3e-3),
            why="The largest eigenvalue is the stricter one.",
            nudge=r"Along an eigenvector a step multiplies the distance by $1 - η\lambda$. Compute the "
            "eigenvalues of $H$.",
            wrong=tuple(
                Wrong(belief=name, hint=hint, answers=(self._number(value),), points=points)
                for value, points, name, hint in found
            ),
        )

    def _factor(self, given: Given) -> Part:
        (flat, steep), t = self._eigenvalues(given), given["t"]
        found = (
            (
                abs(1 - t * steep), 0.5, "the most curved direction is the slowest",
                "On $x^2 + 100y^2$ with $η = 0.005$ the variable $y$, with the strong curvature, "
                "arrives at once. How fast does the other one move?",
            ),
            (
                (steep - flat) / (steep + flat), 0.5, "every step size has the factor of the best one",
                "$(κ - 1)/(κ + 1)$ belongs to the *best* fixed step size. On $x^2$ the best $η$ is "
                r"$\frac{1}{2}$, and with $η = 0.1$ the factor is 0.8.",
            ),
            (
                1 - 2 * given["a"] * t, 0.5, "the diagonal entries are the curvatures that count",
                "For $x^2 + 3xy + y^2$ the curvatures run from $-1$ to 5, and the diagonal says 2. Compute "
                "the eigenvalues.",
            ),
            (
                t * flat, 0.5, "the part that a step takes away is the part that is left",
                "On $x^2$ with $η = 0.1$ a step leads from 10 to 8, so the factor is 0.8, not 0.2.",
            ),
        )  # fmt: skip
        return Part(
            name="factor",
            points=1.5,
            kind=Number(self._number(1 - t * flat), tolerance=3e-3),
            why="The flat direction is slow: its eigenvalue hardly moves the distance.",
            nudge=r"Compute $1 - η\lambda$ for both eigenvalues. Which of the two is nearer to 1 in "
            "size?",
            wrong=tuple(
                Wrong(belief=name, hint=hint, answers=(self._number(value),), points=points)
                for value, points, name, hint in found
            ),
        )

    def _right(self, given: Given) -> tuple[str, float]:
        flat, steep = self._eigenvalues(given)
        return f"2/{steep}", round(1 - given["t"] * flat, 12)

    def reference(self, given: Given) -> str:
        return define(limit=self._right(given)[0], factor=self._right(given)[1])


# Code: Newton's method on a given function, as many steps as are asked for.

Array = Any


Step = Callable[[Array, Array, Array], Array]


class Newton(Autograded):
    """Code: Newton's method on a given function, as many steps as are asked for."""

    name = "q3"
    title = "Newton's loop"
    minutes = 15
    worth = {"newton": 4}
    forbidden = ("descend",)
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
            "part": variant.choose("q3 part", (0.5, 0.6, 0.7, 0.8, 0.9, 1.2)),
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
            f"*damped* Newton arrives, which goes **{given['part']:g} times Newton's step** each time, from `start` "
            "after so many steps. `start` arrives as a NumPy array of two numbers, `steps` is a whole number, 0 among "
            "others. The function gives the two coordinates.\n\n"
            "The next cell has $f$ as `surface`, with `surface.gradient(point)` and `surface.hessian(point)`; "
            "use them, or your own derivatives. Do not use `descend`. The loop is yours. Try "
            f"`newton(np.array({start}), {steps})` first. (4 points)"
        )

    def _derivatives(self, given: Given, point: Array) -> tuple[Array, Array]:
        (x, y), a, b, c, e = point, given["a"], given["b"], given["c"], given["e"]
        gradient = np.array([4 * x**3 + 2 * a * x + b * y + e, b * x + 2 * c * y])
        return gradient, np.array([[12 * x * x + 2 * a, b], [b, 2 * c]])

    def _walk(self, given: Given, step: Step, more: int = 0, part: float = 0) -> Callable[[Any, int], Array]:
        """Steps from the point, its gradient and its Hessian."""

        def walked(start: Any, steps: int) -> Array:
            point = np.array(start, dtype=float)
            for _ in range(steps + more):
                point = point + (part or given["part"]) * (
                    step(point, *self._derivatives(given, point)) - point
                )
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

    def _code(self, given: Given, step: str, before: str = "", count: str = "steps") -> str:
        return (
            "import numpy as np\n\n"
            "def newton(start, steps):\n"
            "    p = np.array(start, dtype=float)\n"
            f"{before}    for k in range({count}):\n"
            "        g, H = surface.gradient(p), surface.hessian(p)\n"
            f"        p = p {step.replace('PART', repr(given['part']))}\n"
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
                nudge=r"In each step solve $H d = -\nabla f$, both at the point where you are, and add the said part "
                "of $d$ to it.",
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
                self._chord(given),
                self._code(given, "- PART * np.linalg.solve(H0, g)", "    H0 = surface.hessian(p)\n"), 2,
                "the Hessian of the start serves for every step",
                r"For $x^4$ it is 12 at $x = 1$ and 3 at $x = \frac{1}{2}$. Compute it anew where you are.",
            ),
            (
                self._walk(given, lambda p, g, h: p + np.linalg.solve(h, g)),
                self._code(given, "+ PART * np.linalg.solve(H, g)"), 2,
                "the step has the sign of the gradient",
                r"For $x^2$ at $x = 5$ the slope is 10, and the bottom lies to the left.",
            ),
            (
                self._walk(given, lambda p, g, h: p - g / np.diag(h)), self._code(given, "- PART * g / np.diag(H)"), 1,
                "each variable is solved for on its own",
                r"On a quadratic with a mixed partial Newton must arrive in one step. Does yours, on $x^2 + xy + y^2$?",
            ),
            (
                self._walk(given, lambda p, g, h: p - g), self._code(given, "- PART * g"), 1,
                "Newton steps against the gradient",
                "That is gradient descent. On $50x^2$ at 1 it leads to $-99$, and one "
                "Newton step leads to 0.",
            ),
            (
                self._walk(given, self._solved, more=1),
                self._code(given, "- PART * np.linalg.solve(H, g)", count="steps + 1"), 3,
                "the start is no point of its own", "After 0 steps it must stand at the start. Where does yours stand?",
            ),
            (
                self._walk(given, lambda p, g, h: p - h @ g), self._code(given, "- PART * H @ g"), 1,
                "the Hessian multiplies the gradient",
                r"On $50x^2$ at $x = 1$ that leads 10 000 to the left; the bottom is 1 away.",
            ),
            (
                self._walk(given, self._solved, part=1),
                self._code({**given, "part": 1}, "- PART * np.linalg.solve(H, g)"), 3,
                "every step is taken whole", "On $x^2$ at 1 Newton's step is $-1$. Where does half of it lead?",
            ),
        )  # fmt: skip

    def setup(self, given: Given) -> str:
        return (
            f"import numpy as np\nfrom hesskit import Surface\n\nsurface = Surface({self._formula(given)!r})"
        )

    def probes(self, given: Given) -> list[Any]:
        return given["probes"]

    def reference(self, given: Given) -> str:
        return self._code(given, "- PART * np.linalg.solve(H, g)")


# A construction: a function on which Newton's step leads to a given point, and uphill.


class Uphill(Autograded):
    """A construction: a function on which Newton's step leads to a given point, and uphill."""

    name = "q4"
    title = "A step uphill"
    minutes = 12
    worth = {"f": 3}
    template = 'f = "..."'

    def draw(self, variant: Variant) -> Given:
        p, q = variant.shuffled("q4 from", (-2, -1, 1, 2))[:2]
        first, second = (
            variant.sign(f"q4 {name} sign") * variant.integer(f"q4 {name}", 1, 3) for name in "uv"
        )
        return {"start": [p, q], "end": [p + first, q + second]}

    def text(self, given: Given) -> str:
        return (
            f"Build one: a function $f(x, y)$ on which *one* step of pure Newton leads from "
            f"${point(given['start'])}$ exactly "
            f"to ${point(given['end'])}$, and in which this step starts **uphill**: $\\nabla f \\cdot d > 0$ "
            "at the start.\n\n"
            'Give `f` as a formula in text, such as `"x^2 + x y"`. Every function with these properties is right. '
            "(3 points)"
        )

    def _formula(self, given: Given, shape: str, where: str = "end") -> str:
        """A formula with u and v for the distances from one of the two points."""
        p, q = given[where]
        return shape.replace("u", f"(x - ({p}))").replace("v", f"(y - ({q}))")

    def _step(self, built: Built) -> np.ndarray | None:
        """Newton's step; None where the Hessian is singular."""
        return None if built.signs[1] else np.linalg.solve(built.hessian, -gradient_at(built))

    def _arrives(self, built: Built, given: Given) -> bool:
        step = self._step(built)
        way = np.subtract(given["end"], given["start"])
        return step is not None and bool(np.abs(step - way).max() < 1e-6)

    def _rise(self, built: Built) -> float:
        step = self._step(built)
        return 0.0 if step is None else float(gradient_at(built) @ step)

    def _is_level_at_end(self, built: Built, given: Given) -> bool:
        way = np.subtract(given["end"], given["start"])
        return bool(np.abs(gradient_at(built, tuple(way))).max() < 1e-9)

    def _rests(self, built: Built) -> bool:
        return bool(np.abs(gradient_at(built)).max() < 1e-9)

    def parts(self, given: Given) -> tuple[Part, ...]:
        return (
            Part(
                name="f",
                points=3,
                kind=BuiltAt(
                    lambda b: self._arrives(b, given) and self._rise(b) > 1e-9,
                    "x",
                    place=tuple(given["start"]),
                    shown="x^3 y + y",
                ),
                why="Newton looks for a point where the model is level, and does not ask of which kind.",
                nudge=r"The step $d$ is known, and $H d = -\nabla f$ at the start. Which quadratics are level "
                r"at the end, and what sign must $d^{\mathsf{T}} H d$ have?",
                wrong=(*self._on_target(given), *self._off_target(given)),
            ),
        )

    def _on_target(self, given: Given) -> tuple[Wrong, ...]:
        return (
            Wrong(
                belief="Newton finds minima",
                hint="From $0.1$ on $x^4 - x^2$ it goes up to the maximum at 0. Your step leads to the right "
                r"point, but downhill: compute $\nabla f \cdot d$.",
                answers=(self._formula(given, "u^2 + v^2"),),
                when=lambda b: self._arrives(b, given) and self._rise(b) < 0,
                points=1,
            ),
            Wrong(
                belief="a step along the level curve goes uphill",
                hint=r"On $x^2 - y^2$ from $(1, 1)$ the step to the origin has $\nabla f \cdot d = 0$. Compute yours.",
                when=lambda b: self._arrives(b, given) and abs(self._rise(b)) <= 1e-9,
                code=define(f=self._level(given)),
                points=1,
            ),
        )

    def _off_target(self, given: Given) -> tuple[Wrong, ...]:
        return (
            Wrong(
                belief="the start should be the critical point",
                hint=r"Where $\nabla f = 0$ the equation $H d = -\nabla f$ gives $d = 0$: Newton stays where it is.",
                answers=(self._formula(given, "-u^2 - v^2", "start"),),
                when=self._rests,
            ),
            Wrong(
                belief="every Hessian has a Newton step",
                hint=r"For $x^2$ in two variables $H$ is singular, and $H d = -\nabla f$ does not fix $d_2$. "
                "Compute $D$ of yours at the start.",
                answers=(self._formula(given, "-u^2"),),
                when=lambda b: self._step(b) is None and not self._rests(b),
            ),
            Wrong(
                belief="one Newton step reaches the critical point of any function",
                hint=r"On $x^4$ one step leads from 1 to $\frac{2}{3}$. On which functions is one step enough?",
                answers=(self._formula(given, "-u^4 - v^4"),),
                when=lambda b: self._is_level_at_end(b, given) and not self._arrives(b, given),
                points=1,
            ),
        )

    def _level(self, given: Given) -> str:
        """A saddle round the end whose level lines pass through the start."""
        first, second = np.subtract(given["end"], given["start"]).tolist()
        return self._formula(given, f"({second * second})u^2 - ({first * first})v^2")

    def reference(self, given: Given) -> str:
        return define(f=self._formula(given, "-u^2 - v^2"))


# A picture to read: how three errors fall on a logarithmic scale, and by which factor.


class Curves(Autograded):
    """A picture to read: how three errors fall on a logarithmic scale, and by which factor."""

    name = "q5"
    title = "Three curves"
    minutes = 10
    worth = {"A": 0.5, "B": 0.5, "C": 0.5, "linear_factor": 1.5}
    template = "A = ...\nB = ...\nC = ...\nlinear_factor = ..."

    _LABELS = ("A", "B", "C")
    _WAYS = ("linear", "quadratic", "neither")
    _STEPS = 12

    def draw(self, variant: Variant) -> Given:
        return {
            "ways": dict(zip(self._LABELS, variant.shuffled("q5", self._WAYS), strict=True)),
            "powers": variant.choose("q5 powers", (2, 3, 5, 6)),  # of ten, lost in ten steps
            "first": variant.choose("q5 first", (1.0, 10.0)),
            "start": variant.choose("q5 start", (0.5, 0.6, 0.7)),
            "cycle": list(variant.choose("q5 cycle", ((0.9, 0.6), (1.2, 0.7), (0.5, 0.8)))),
        }

    def _errors(self, given: Given, way: str) -> list[float]:
        if way == "linear":
            return [given["first"] * 10 ** (-given["powers"] * k / 10) for k in range(self._STEPS + 1)]
        if way == "neither":
            return [given["cycle"][k % 2] for k in range(self._STEPS + 1)]
        errors = [given["start"]]
        while errors[-1] > 1e-9:
            errors.append(errors[-1] ** 2)
        return errors

    def setup(self, given: Given) -> str:
        drawn = {label: self._errors(given, way) for label, way in given["ways"].items()}
        shown = {
            "curves": {
                label: [list(range(len(errors))), [float(f"{e:.3g}") for e in errors]]
                for label, errors in drawn.items()
            },
            "x": "step",
            "y": "distance to the minimum",
            "log": True,
        }
        return drawing("curves", shown)

    def text(self, given: Given) -> str:
        return (
            "The next cell draws, for three methods, the distance to the minimum at each step, on a "
            "logarithmic scale.\n\n"
            '- `A`, `B`, `C` (half a point each): does it converge `"linear"`ly, `"quadratic"`ally, or `"neither"`?\n'
            "- `linear_factor` (1.5 points): by which factor is the distance of the *linear* one multiplied "
            "at each step? Two digits, "
            "read from the picture."
        )

    _CHOICE_OPTIONS = (
        Option("linear", ("linearly", "linear convergence")),
        Option("quadratic", ("quadratically", "quadratic convergence")),
        Option("neither", ("it does not converge", "does not converge", "no convergence", "cycle")),
    )

    _BELIEFS = {
        "linear": (
            Wrong(
                belief="a fast straight line is quadratic",
                hint="Errors $10^{-1}, 10^{-2}, 10^{-3}$ gain one digit a step and lie on a line; $10^{-1}, "
                "10^{-2}, 10^{-4}, 10^{-8}$ double their digits. How does the curve look then?",
                answers=("quadratic",),
            ),
        ),
        "quadratic": (
            Wrong(
                belief="every falling curve is linear",
                hint="On a logarithmic scale linear convergence is a straight line, since each step takes off "
                "the same number of digits. Does this curve bend?",
                answers=("linear",),
            ),
        ),
        "neither": (
            Wrong(
                belief="Newton always converges",
                hint=r"On $x^4 - 2x^2$ Newton from $1/\sqrt 5$ jumps back and forth between two points "
                "and never stops. How near is this one to the minimum at its last step?",
                answers=("linear", "quadratic"),
            ),
        ),
    }

    def parts(self, given: Given) -> tuple[Part, ...]:
        kinds = tuple(
            Part(
                name=label,
                points=0.5,
                kind=Choice(self._CHOICE_OPTIONS, given["ways"][label]),
                why="",
                nudge="Count how many digits each step gains: the same number, twice as many as the step "
                "before, or none?",
                wrong=self._BELIEFS[given["ways"][label]],
            )
            for label in self._LABELS
        )
        return *kinds, self._factor(given["powers"])

    def _factor(self, powers: int) -> Part:
        right = 10 ** (-powers / 10)
        found = (
            (
                -powers / 10, 0.5, "the slope on a logarithmic scale is the factor",
                "A line that falls by one power of ten a step has the slope $-1$, and the factor 0.1. What is "
                "yours ten to the power of?",
            ),
            (
                10.0**-powers, 0.5, "what ten steps do is what one step does",
                r"Ten steps with the factor 0.5 make about 0.001. Which factor, ten times over, makes what you read?",
            ),
            (
                1 / right, 1.0, "the factor is what the distance is divided by",
                r"From 1 to 0.25 in two steps the distance is multiplied by 0.5 at each. Is your factor below 1?",
            ),
        )  # fmt: skip
        return Part(
            name="linear_factor",
            points=1.5,
            kind=Number(f"{right:.6f}", tolerance=0.08),
            why="A straight line: each step multiplies by the same factor.",
            nudge="Read the distance at step 0 and at step 10. Which factor, ten times over, leads from one "
            "to the other?",
            wrong=tuple(
                Wrong(belief=name, hint=hint, answers=(f"{value:.8f}",), points=points)
                for value, points, name, hint in found
            ),
        )

    def reference(self, given: Given) -> str:
        return define(**given["ways"], linear_factor=round(10 ** (-given["powers"] / 10), 3))


# In words: what few iterations and a small gradient prove.


class InWords(Explained):
    """In words: what few iterations and a small gradient prove."""

    name = "q6"
    title = "Fewer iterations, smaller gradient"
    minutes = 15

    def draw(self, variant: Variant) -> Given:
        steps, other = variant.integer("q6 newton", 5, 9), 10 * variant.integer("q6 descent", 15, 30)
        cost = variant.integer("q6 cost", 2, 4) * 0.5
        ratio = variant.choose("q6 ratio", (3, 4, 5))
        low, high = -variant.integer("q6 low", 1, 4), variant.integer("q6 high", 5, 9)
        cheap = round(steps * cost / ratio / other, 6)
        return {"steps": [steps, other], "seconds": [cost, cheap], "eigenvalues": [low, high]}

    def _total(self, given: Given, place: int) -> float:
        return given["steps"][place] * given["seconds"][place]

    def text(self, given: Given) -> str:
        (steps, other), (cost, cheap), (low, high) = given["steps"], given["seconds"], given["eigenvalues"]
        return (
            "Two methods were run on the same problem:\n\n"
            "| method | iterations | seconds each | gradient at the end | eigenvalues of $H$ at the end |\n"
            "|---|---|---|---|---|\n"
            f"| Newton | {steps} | {cost:g} | $10^{{-12}}$ | from ${low}$ to ${high}$ |\n"
            f"| L-BFGS | {other} | {cheap:.3g} | $10^{{-6}}$ | from $0.2$ to ${high}$ |\n\n"
            f"A classmate says: “Newton needs {steps} iterations and L-BFGS {other}, so Newton is faster. And "
            "its gradient is the smaller one, so it has found the minimum, and more precisely.”\n\n"
            "In three to six sentences: what is wrong with the two conclusions? Which method was faster, and "
            "what did each of them find? (4 points)"
        )

    def reference(self, given: Given) -> str:
        slow, fast = self._total(given, 0), self._total(given, 1)
        low, high = given["eigenvalues"]
        return (
            f"Time is iterations times the cost of one: Newton took {slow:.3g} s, L-BFGS {fast:.3g} s, so "
            f"L-BFGS was about {slow / fast:.2g} times faster, although it needed more iterations. A small "
            "gradient says that the point is nearly critical, and nothing of its kind. At Newton's end $H$ "
            f"has the eigenvalues ${low}$ and ${high}$ among others: of both signs, so it is a saddle, and $f$ "
            "falls from there. At the end of L-BFGS all eigenvalues are positive: near a local minimum, known "
            "less precisely, but a minimum. Newton solves $\\nabla f = 0$ and is drawn to any critical point; "
            "L-BFGS, with its line search, makes $f$ fall at every step."
        )

    def rubric(self, given: Given) -> str:
        return (
            f"- 1 point: computes both times ({self._total(given, 0):.3g} s and "
            f"{self._total(given, 1):.3g} s) and says "
            "that L-BFGS was faster.\n"
            "- 1 point: a small gradient means a (nearly) critical point, not a minimum.\n"
            "- 1 point: reads the eigenvalues: Newton's end is a saddle, that of L-BFGS a (local) minimum.\n"
            "- 1 point: says why Newton can end there: it solves $\\nabla f = 0$, for which every critical "
            "point will do."
        )


assignment = Assignment(
    "hw4-newton-and-gradient-descent",
    "Newton against gradient descent",
    4,
    (TwoSteps(), StepSize(), Newton(), Uphill(), Curves(), InWords()),
)
